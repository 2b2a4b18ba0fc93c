//! What is done to messages that are there: the words below a QR, pins, many deletions at once. All
//! of it repeats freely.

use serde_json::json;

use super::{BotApi, Done, done, edited, with_markup};
use crate::domain::ids::{MessageId, TelegramId};
use crate::domain::outcome::Fault;
use crate::telegram::markup::Markup;

impl BotApi {
    /// Changes the caption and the buttons of a photo (`editMessageCaption`), which stays. One that
    /// looks like that already is success. Repeats freely.
    pub(crate) async fn edit_caption(
        &self,
        chat: TelegramId,
        message: MessageId,
        caption_html: &str,
        markup: &Markup,
    ) -> Result<(), Fault> {
        let body = with_markup(
            json!({
                "chat_id": chat.expose(),
                "message_id": message.0,
                "caption": caption_html,
                "parse_mode": "HTML",
            }),
            markup,
        );
        edited(self.chat.call::<Done>("editMessageCaption", &body).await)
    }

    /// Pins a message without a sound (`pinChatMessage`), or takes the pin away
    /// (`unpinChatMessage`). What cannot be pinned, or is not, is no harm.
    /// Repeats freely.
    pub(crate) async fn pin(
        &self,
        chat: TelegramId,
        message: MessageId,
        on: bool,
    ) -> Result<(), Fault> {
        let chat = chat.expose();
        let asked = if on {
            let quietly =
                json!({ "chat_id": chat, "message_id": message.0, "disable_notification": true });
            self.chat.call("pinChatMessage", &quietly).await
        } else {
            let body = json!({ "chat_id": chat, "message_id": message.0 });
            self.chat.call("unpinChatMessage", &body).await
        };
        match done(asked) {
            Err(Fault::Reject { .. }) => Ok(()),
            other => other,
        }
    }

    /// Deletes up to 100 messages at once (`deleteMessages`); what is gone or too old is no harm.
    /// Repeats freely.
    pub(crate) async fn delete_many(
        &self,
        chat: TelegramId,
        messages: &[MessageId],
    ) -> Result<(), Fault> {
        let ids: Vec<i64> = messages.iter().map(|message| message.0).collect();
        let body = json!({ "chat_id": chat.expose(), "message_ids": ids });
        match done(self.chat.call("deleteMessages", &body).await) {
            Err(Fault::Reject { .. }) => Ok(()),
            other => other,
        }
    }
}
