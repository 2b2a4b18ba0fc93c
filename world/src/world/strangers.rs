//! Strangers: chats and people that only a raw update names.
//!
//! Telegram would know them, so the bot must be able to answer them, leave them, copy from them.
//! It must not put anything into the queue: `updates.rs` does.

use serde_json::Value;

use super::chats::{Content, Draft};
use super::people::Role;
use super::state::{Group, State};

impl State {
    /// Lets the chats, people and messages of a raw update exist, so that the bot can answer them.
    pub fn meet(&mut self, update: &Value) {
        let bodies = update.as_object().into_iter().flat_map(|fields| fields.values());
        for body in bodies {
            if let Some(user) = body.get("from") {
                self.meet_person(user);
            }
            let message = body.get("message").unwrap_or(body);
            let Some(chat) = message.get("chat") else { continue };
            let Some(id) = chat.get("id").and_then(Value::as_i64) else { continue };
            let text = |key: &str| chat.get(key).and_then(Value::as_str).unwrap_or_default();
            if text("type") == "private" {
                self.meet_person(chat);
                if let Some(person) = self.people.get_mut(&id) {
                    person.started = true;
                }
            } else {
                let username = chat.get("username").and_then(Value::as_str);
                let met = Group::new(text("type"), text("title"), username);
                self.groups.entry(id).or_insert(met);
            }
            if let Some(message_id) = message.get("message_id").and_then(Value::as_i64)
                && self.message(id, message_id).is_none()
            {
                let mut draft = Draft::of(Content::Raw(message.clone()));
                let words = message.get("text").or_else(|| message.get("caption"));
                words.and_then(Value::as_str).unwrap_or_default().clone_into(&mut draft.text);
                let last = std::mem::replace(&mut self.last_message_id, message_id - 1);
                self.post(id, false, draft);
                self.last_message_id = last.max(message_id);
            }
        }
    }

    fn meet_person(&mut self, user: &Value) {
        let Some(id) = user.get("id").and_then(Value::as_i64) else { return };
        if self.people.contains_key(&id) || id == self.bot.id {
            return;
        }
        let text = |key: &str| user.get(key).and_then(Value::as_str);
        let name = text("first_name").unwrap_or("Somebody").to_owned();
        let language = text("language_code").map(str::to_owned);
        self.add_person_as(id, &name, language.as_deref(), Role::Customer);
        if let Some(person) = self.people.get_mut(&id) {
            person.is_bot = user.get("is_bot").and_then(Value::as_bool).unwrap_or(false);
        }
    }
}
