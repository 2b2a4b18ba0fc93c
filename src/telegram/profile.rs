//! What is set once at the start: menus of commands, and what people see of the bot before they
//! press start. Also who the bot is.
//!
//! It must not know the words, which come rendered, nor who is an admin.

use serde_json::{Value, json};
use teloxide::types::Me;

use crate::domain::ids::TelegramId;
use crate::domain::lang::Lang;
use crate::domain::outcome::Fault;

use super::bot_api::{BotApi, done};

/// For whom a menu of commands is (Bot API, `BotCommandScope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Everybody,
    Chat(TelegramId),
}

impl BotApi {
    /// Sets a menu of commands (`setMyCommands`): names and descriptions of 1-256 characters.
    /// `None` as language is for every language without a menu of its own.
    /// Repeats freely.
    pub(crate) async fn set_commands(
        &self,
        scope: Scope,
        lang: Option<Lang>,
        commands: &[(&str, String)],
    ) -> Result<(), Fault> {
        let list: Vec<Value> = commands
            .iter()
            .map(|(command, description)| json!({ "command": command, "description": description }))
            .collect();
        let scope = match scope {
            Scope::Everybody => json!({ "type": "default" }),
            Scope::Chat(chat) => json!({ "type": "chat", "chat_id": chat.expose() }),
        };
        let body = json!({
            "commands": list,
            "scope": scope,
            "language_code": lang.map_or("", Lang::code),
        });
        done(self.api().call("setMyCommands", &body).await)
    }

    /// Sets what is seen of the bot before `/start`, in one language (`setMyDescription`,
    /// `setMyShortDescription`, `setMyName`): at most 512, 120 and 64 characters. The name goes
    /// last and only if it differs, because Telegram lets a bot change it only a few times a day.
    ///
    /// # Errors
    /// As the table of [`super::error`] says, for the first call that failed. Repeats freely.
    pub(crate) async fn set_profile(
        &self,
        lang: Option<Lang>,
        name: &str,
        description: &str,
        short: &str,
    ) -> Result<(), Fault> {
        let code = lang.map_or("", Lang::code);
        let body = json!({ "description": description, "language_code": code });
        done(self.api().call("setMyDescription", &body).await)?;
        let body = json!({ "short_description": short, "language_code": code });
        done(self.api().call("setMyShortDescription", &body).await)?;
        let now: Value = self.api().call("getMyName", &json!({ "language_code": code })).await?;
        if now.get("name").and_then(Value::as_str) == Some(name) {
            return Ok(());
        }
        done(self.api().call("setMyName", &json!({ "name": name, "language_code": code })).await)
    }

    /// Asks who the bot is (`getMe`); proves address and token.
    /// Reading changes nothing.
    pub(crate) async fn get_me(&self) -> Result<Me, Fault> {
        let mut me: Value = self.api().call("getMe", &json!({})).await?;
        if let Some(fields) = me.as_object_mut() {
            // teloxide wants these, and a Bot API server of another age may not have them.
            for flag in [
                "can_join_groups",
                "can_read_all_group_messages",
                "supports_inline_queries",
                "has_main_web_app",
            ] {
                fields.entry(flag).or_insert(Value::Bool(false));
            }
        }
        serde_json::from_value(me).map_err(|_| Fault::Unknown)
    }
}
