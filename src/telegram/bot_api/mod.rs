//! Everything the shop does in Telegram, one call each.
//!
//! It must not know words, orders or when to try again: texts come rendered as HTML, and what
//! went wrong goes back as a [`Fault`]. Each call is made once; repeating is the relay's, by the
//! repeat law of the effect. Next:
//! [`super::call`] for the wire, [`super::profile`] for what is set once at the start.

mod cards;

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::{Value, json};
use teloxide::types::LabeledPrice;

use crate::domain::ids::{ChargeId, MessageId, QueryId, TelegramId};
use crate::domain::money::Money;
use crate::domain::outcome::{Fault, Reason};

use super::call::{Api, BadSettings, BotToken, CallFault, Patience};
use super::loose::Int;
use super::markup::{Markup, MarkupAction, MarkupButton};

/// Calls of a chat: a message may be slow.
const CHAT: Patience = Patience { connect: Duration::from_secs(5), total: Duration::from_secs(15) };
/// Pre-checkout answers: Telegram waits 10 s in all, from when the person pressed Pay.
const PRE_CHECKOUT: Patience =
    Patience { connect: Duration::from_secs(2), total: Duration::from_secs(3) };

/// An invoice, ready to be sent (Bot API, `sendInvoice`). Holds the provider token, so it has no
/// `Debug`.
#[derive(Clone)]
pub(crate) struct InvoiceSpec {
    /// 1-32 characters, plain.
    pub title: String,
    /// 1-255 characters, plain.
    pub description: String,
    /// Ours, 1-128 bytes.
    pub payload: String,
    pub price: Money,
    /// The words of the one price line.
    pub label: String,
    /// The provider's token; `None` for Stars.
    pub provider_token: Option<String>,
    /// Not empty, so that a forwarded copy opens the bot instead of paying.
    pub start_parameter: String,
    /// The words on the Pay key.
    pub pay_label: String,
    /// JSON for the provider; not for Stars.
    pub provider_data: Option<String>,
    /// Keys under the Pay key.
    pub below: Markup,
}

/// Makes the calls. Cheap to clone; clones share connections. It has no `Debug`: it holds the
/// token.
#[derive(Clone)]
pub(crate) struct BotApi {
    chat: Api,
    fast: Api,
}

#[derive(Deserialize)]
struct Sent {
    message_id: Int,
}

impl Sent {
    /// Without an id it was sent, but we cannot know which message it is.
    fn id(&self) -> Result<MessageId, Fault> {
        self.message_id.0.map(MessageId).ok_or(Fault::Unknown)
    }
}

/// A result that says no more than that it was done.
pub(super) type Done = serde::de::IgnoredAny;

impl BotApi {
    pub(crate) fn new(api_url: &str, token: &BotToken) -> Result<Self, BadSettings> {
        Self::with_patience(api_url, token, CHAT, PRE_CHECKOUT)
    }

    pub(super) fn with_patience(
        api_url: &str,
        token: &BotToken,
        chat: Patience,
        fast: Patience,
    ) -> Result<Self, BadSettings> {
        Ok(Self {
            chat: Api::new(api_url, token.clone(), chat)?,
            fast: Api::new(api_url, token.clone(), fast)?,
        })
    }

    pub(super) const fn api(&self) -> &Api {
        &self.chat
    }

    /// Says something (`sendMessage`): HTML of at most 4,096 characters after parsing.
    /// Repeated, it repeats the message.
    pub(crate) async fn say(
        &self,
        chat: TelegramId,
        html: &str,
        markup: &Markup,
    ) -> Result<MessageId, Fault> {
        self.reply(chat, None, html, markup).await
    }

    /// The same as a reply to a message of the chat, if that is still there.
    pub(crate) async fn reply(
        &self,
        chat: TelegramId,
        to: Option<MessageId>,
        html: &str,
        markup: &Markup,
    ) -> Result<MessageId, Fault> {
        let mut body = with_markup(
            json!({
                "chat_id": chat.expose(),
                "text": html,
                "parse_mode": "HTML",
                "link_preview_options": { "is_disabled": true },
            }),
            markup,
        );
        if let (Some(to), Some(fields)) = (to, body.as_object_mut()) {
            let to = json!({ "message_id": to.0, "allow_sending_without_reply": true });
            fields.insert("reply_parameters".to_owned(), to);
        }
        self.chat.call::<Sent>("sendMessage", &body).await?.id()
    }

    /// Changes the text of a message (`editMessageText`). One that looks like that already is
    /// success.
    /// A message that became a photo is [`Reason::MessageGone`]. Repeats freely.
    pub(crate) async fn edit_text(
        &self,
        chat: TelegramId,
        message: MessageId,
        html: &str,
        markup: &Markup,
    ) -> Result<(), Fault> {
        let body = with_markup(
            json!({
                "chat_id": chat.expose(),
                "message_id": message.0,
                "text": html,
                "parse_mode": "HTML",
                "link_preview_options": { "is_disabled": true },
            }),
            markup,
        );
        edited(self.chat.call::<Done>("editMessageText", &body).await)
    }

    /// Changes a message of any kind into a photo (`editMessageMedia`): the PNG, and a caption of
    /// at most 1,024 characters after parsing.
    /// Repeats freely.
    pub(crate) async fn edit_photo(
        &self,
        chat: TelegramId,
        message: MessageId,
        png: Vec<u8>,
        caption_html: &str,
        markup: &Markup,
    ) -> Result<(), Fault> {
        let media = json!({
            "type": "photo",
            "media": "attach://photo",
            "caption": caption_html,
            "parse_mode": "HTML",
        });
        let form = Form::new()
            .text("chat_id", chat.expose().to_string())
            .text("message_id", message.0.to_string())
            .text("media", media.to_string())
            .part("photo", picture(png)?);
        edited(self.chat.upload::<Done>("editMessageMedia", form_markup(form, markup)).await)
    }

    /// Sends a PNG as a photo (`sendPhoto`), with a caption of at most 1,024 characters.
    /// Repeated, it repeats the message.
    pub(crate) async fn send_photo(
        &self,
        chat: TelegramId,
        png: Vec<u8>,
        caption_html: &str,
        markup: &Markup,
    ) -> Result<MessageId, Fault> {
        let form = Form::new()
            .text("chat_id", chat.expose().to_string())
            .text("caption", caption_html.to_owned())
            .text("parse_mode", "HTML")
            .part("photo", picture(png)?);
        self.chat.upload::<Sent>("sendPhoto", form_markup(form, markup)).await?.id()
    }

    /// Deletes a message (`deleteMessage`), which Telegram allows for 48 hours.
    /// Repeated, it is refused as gone.
    pub(crate) async fn delete(&self, chat: TelegramId, message: MessageId) -> Result<(), Fault> {
        let body = json!({ "chat_id": chat.expose(), "message_id": message.0 });
        done(self.chat.call("deleteMessage", &body).await)
    }

    /// Takes the buttons of a message away (`editMessageReplyMarkup`); under an invoice Telegram's
    /// own stays. Repeats freely.
    pub(crate) async fn clear_buttons(
        &self,
        chat: TelegramId,
        message: MessageId,
    ) -> Result<(), Fault> {
        let body = json!({ "chat_id": chat.expose(), "message_id": message.0 });
        edited(self.chat.call::<Done>("editMessageReplyMarkup", &body).await)
    }

    /// Copies a message of any kind without naming its author (`copyMessage`), where it has a
    /// caption with another one.
    /// Repeated, it repeats the message.
    pub(crate) async fn copy(
        &self,
        from: TelegramId,
        message: MessageId,
        to: TelegramId,
        caption_html: Option<&str>,
    ) -> Result<MessageId, Fault> {
        let mut body = json!({
            "chat_id": to.expose(),
            "from_chat_id": from.expose(),
            "message_id": message.0,
        });
        if let (Some(caption), Some(fields)) = (caption_html, body.as_object_mut()) {
            fields.insert("caption".to_owned(), json!(caption));
            fields.insert("parse_mode".to_owned(), json!("HTML"));
        }
        self.chat.call::<Sent>("copyMessage", &body).await?.id()
    }

    /// Copies an album without naming its author and without its words (`copyMessages`). What
    /// cannot be copied is left out.
    /// Repeated, it repeats the messages.
    pub(crate) async fn copy_all(
        &self,
        from: TelegramId,
        mut messages: Vec<MessageId>,
        to: TelegramId,
    ) -> Result<Vec<MessageId>, Fault> {
        // Telegram takes them in this order alone.
        messages.sort_unstable();
        let body = json!({
            "chat_id": to.expose(),
            "from_chat_id": from.expose(),
            "message_ids": messages,
            "remove_caption": true,
        });
        let copies = self.chat.call::<Vec<Sent>>("copyMessages", &body).await?;
        copies.iter().map(Sent::id).collect()
    }

    /// Sends an invoice into a private chat (`sendInvoice`), its Pay key first.
    /// Repeated, it shows a second invoice, which the pre-checkout refuses once the first is paid.
    pub(crate) async fn send_invoice(
        &self,
        chat: TelegramId,
        spec: &InvoiceSpec,
    ) -> Result<MessageId, Fault> {
        // The Bot API counts in int64 and documents less; teloxide's price is a u32.
        let amount = u32::try_from(spec.price.minor)
            .map_err(|_| Fault::Reject { reason: Reason::Refused })?;
        let mut rows =
            vec![vec![MarkupButton { label: spec.pay_label.clone(), act: MarkupAction::Pay }]];
        rows.extend(spec.below.0.iter().cloned());
        let mut body = with_markup(
            json!({
                "chat_id": chat.expose(),
                "title": spec.title,
                "description": spec.description,
                "payload": spec.payload,
                // Stars want it present and empty.
                "provider_token": spec.provider_token.as_deref().unwrap_or_default(),
                "currency": spec.price.currency.code(),
                "prices": [LabeledPrice { label: spec.label.clone(), amount }],
                "start_parameter": spec.start_parameter,
            }),
            &Markup(rows),
        );
        if let (Some(extra), Some(fields)) = (&spec.provider_data, body.as_object_mut()) {
            fields.insert("provider_data".to_owned(), json!(extra));
        }
        self.chat.call::<Sent>("sendInvoice", &body).await?.id()
    }

    /// Answers a pre-checkout (`answerPreCheckoutQuery`): `Ok` lets Telegram charge, `Err` refuses
    /// with words that the customer reads. Has its own connections and waits 3 s at most.
    /// [`Reason::QueryTooOld`] means that the person is not charged. A crash in here leaves an
    /// answer that may have been given: the charge, or its absence, tells.
    pub(crate) async fn answer_pre_checkout(
        &self,
        query: &QueryId,
        verdict: Result<(), &str>,
    ) -> Result<(), Fault> {
        let body = match verdict {
            Ok(()) => json!({ "pre_checkout_query_id": query.0, "ok": true }),
            Err(words) => {
                json!({ "pre_checkout_query_id": query.0, "ok": false, "error_message": words })
            }
        };
        done(self.fast.call("answerPreCheckoutQuery", &body).await)
    }

    /// Gives a Stars charge back in full (`refundStarPayment`).
    /// [`Reason::AlreadyRefunded`] is success of an earlier call. In any case only the ledger
    /// ([`BotApi::star_transactions`]) proves it.
    pub(crate) async fn refund_star_payment(
        &self,
        person: TelegramId,
        charge: &ChargeId,
    ) -> Result<(), Fault> {
        let body = json!({ "user_id": person.expose(), "telegram_payment_charge_id": charge.0 });
        done(self.chat.call("refundStarPayment", &body).await)
    }

    /// Answers a press (`answerCallbackQuery`), with up to 200 characters as a toast or a dialog.
    /// May be lost without harm.
    pub(crate) async fn answer_callback(
        &self,
        query: &QueryId,
        text: Option<&str>,
        show_alert: bool,
    ) -> Result<(), Fault> {
        let body = match text {
            Some(text) => {
                json!({ "callback_query_id": query.0, "text": text, "show_alert": show_alert })
            }
            None => json!({ "callback_query_id": query.0 }),
        };
        done(self.chat.call("answerCallbackQuery", &body).await)
    }

    /// Shows "typing" for 5 s or until the next message (`sendChatAction`).
    /// May be lost without harm.
    pub(crate) async fn typing(&self, chat: TelegramId) -> Result<(), Fault> {
        let body = json!({ "chat_id": chat.expose(), "action": "typing" });
        done(self.chat.call("sendChatAction", &body).await)
    }

    /// Leaves a group or a channel (`leaveChat`).
    /// Repeats freely.
    pub(crate) async fn leave_chat(&self, chat: TelegramId) -> Result<(), Fault> {
        done(self.chat.call("leaveChat", &json!({ "chat_id": chat.expose() })).await)
    }
}

/// Adds the buttons, if there are any; an edit without them takes the old ones away.
fn with_markup(mut body: Value, markup: &Markup) -> Value {
    if let (Some(buttons), Some(fields)) = (markup.to_inline(), body.as_object_mut()) {
        fields.insert("reply_markup".to_owned(), json!(buttons));
    }
    body
}

fn form_markup(form: Form, markup: &Markup) -> Form {
    match markup.to_inline() {
        Some(buttons) => form.text("reply_markup", json!(buttons).to_string()),
        None => form,
    }
}

fn picture(png: Vec<u8>) -> Result<Part, Fault> {
    Part::bytes(png)
        .file_name("qr.png")
        .mime_str("image/png")
        .map_err(|_| Fault::Reject { reason: Reason::Configuration })
}

pub(super) fn done(result: Result<Done, CallFault>) -> Result<(), Fault> {
    result.map(|_| ()).map_err(Fault::from)
}

fn edited(result: Result<Done, CallFault>) -> Result<(), Fault> {
    result.map(|_| ()).or_else(|fault| match fault {
        CallFault::NotModified => Ok(()),
        CallFault::Fault(fault) => Err(fault),
    })
}

#[cfg(test)]
pub(super) mod tests;
