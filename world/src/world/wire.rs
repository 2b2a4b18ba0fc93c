//! Things of the world as objects of the Bot API.
//!
//! Written so that every library can read them: required fields always there, optional ones left
//! out and never null. Next: `send.rs`, which makes messages.

use serde_json::{Map, Value, json};

use crate::entities::Entity;
use crate::world::chats::{Action, Button, Content, File, Keyboard, Message};
use crate::world::money::{Invoice, LedgerRow};
use crate::world::people::Person;
use crate::world::profile::for_language;
use crate::world::state::State;

/// `User` of a person.
pub fn person(person: &Person) -> Value {
    let mut out = json!({
        "id": person.id, "is_bot": person.is_bot, "first_name": person.first_name,
    });
    if let (Some(language), Some(fields)) = (&person.language_code, out.as_object_mut()) {
        fields.insert("language_code".to_owned(), json!(language));
    }
    out
}

/// `User` of the bot.
pub fn bot_user(state: &State) -> Value {
    json!({
        "id": state.bot.id, "is_bot": true, "username": state.bot.username,
        "first_name": for_language(&state.profile.name, ""),
    })
}

/// `User` as `getMe` gives it.
pub fn me(state: &State) -> Value {
    let mut out = bot_user(state);
    if let Some(fields) = out.as_object_mut() {
        for (name, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", false),
            ("supports_inline_queries", false),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
        ] {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    out
}

/// `Chat` of a person or a group.
pub fn chat(state: &State, id: i64) -> Value {
    if let Some(group) = state.groups.get(&id) {
        let mut out = json!({"id": id, "type": group.kind, "title": group.title});
        if let (Some(username), Some(fields)) = (&group.username, out.as_object_mut()) {
            fields.insert("username".to_owned(), json!(username));
        }
        return out;
    }
    let name = state.people.get(&id).map(|person| person.first_name.as_str());
    json!({"id": id, "type": "private", "first_name": name.unwrap_or("Somebody")})
}

/// `Message`, with the message it answers.
pub fn message(state: &State, message: &Message) -> Value {
    let mut out = bare_message(state, message);
    let replied = message.reply_to.and_then(|id| state.message(message.chat, id));
    if let (Some(replied), Some(fields)) = (replied, out.as_object_mut()) {
        fields.insert("reply_to_message".to_owned(), bare_message(state, replied));
    }
    out
}

fn bare_message(state: &State, message: &Message) -> Value {
    let mut out = Map::new();
    if let Content::Raw(raw) = &message.content {
        if !message.from_bot {
            return raw.clone();
        }
        // The bot's copy has the content of a message of unknown shape, not its head.
        out = raw.as_object().cloned().unwrap_or_default();
        for head in ["reply_to_message", "sender_chat", "edit_date", "forward_origin"] {
            out.remove(head);
        }
    }
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("message_id", json!(message.id));
    let sender = if message.from_bot {
        bot_user(state)
    } else {
        state.people.get(&message.chat).map_or(Value::Null, person)
    };
    put("from", sender);
    put("chat", chat(state, message.chat));
    put("date", json!(message.at / 1000));
    if let Some(edited) = message.edited_at {
        put("edit_date", json!(edited / 1000));
    }
    if let Some(original) = message.forward_of {
        let user = state.people.get(&original).map_or_else(|| bot_user(state), person);
        let origin = json!({"type": "user", "date": message.at / 1000, "sender_user": user});
        put("forward_origin", origin);
    }
    if let Some(album) = &message.album {
        put("media_group_id", json!(album));
    }
    if let Some(keyboard) = &message.keyboard {
        put("reply_markup", json!({ "inline_keyboard": keyboard_json(keyboard) }));
    }
    let (words, marks) = match message.content {
        Content::Text => ("text", "entities"),
        Content::Photo(_)
        | Content::Document(_)
        | Content::Sticker(..)
        | Content::Voice(_)
        | Content::Contact(_)
        | Content::Location(..)
        | Content::Invoice(_)
        | Content::Payment(_)
        | Content::Refund(_)
        | Content::Pinned(_)
        | Content::Raw(_) => ("caption", "caption_entities"),
    };
    if !message.text.is_empty() {
        put(words, json!(message.text));
        if !message.entities.is_empty() {
            put(marks, message.entities.iter().map(Entity::to_json).collect());
        }
    }
    if let Some((key, value)) = content(state, &message.content, message.chat) {
        put(key, value);
    }
    Value::Object(out)
}

fn content(state: &State, content: &Content, chat: i64) -> Option<(&'static str, Value)> {
    let file = |id: &String| state.files.get(id).map_or(Value::Null, file_json);
    let file_and = |id: &String, more: Value| {
        let mut out = file(id);
        if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
            out.extend(more);
        }
        out
    };
    Some(match content {
        Content::Text | Content::Raw(_) => return None,
        Content::Photo(id) => {
            let (width, height) = state.files.get(id)?.pixels.unwrap_or((1, 1));
            ("photo", json!([file_and(id, json!({"width": width, "height": height}))]))
        }
        Content::Document(id) => {
            let found = state.files.get(id)?;
            let mut more = json!({ "mime_type": found.mime });
            if let (Some(name), Some(more)) = (&found.name, more.as_object_mut()) {
                more.insert("file_name".to_owned(), json!(name));
            }
            ("document", file_and(id, more))
        }
        Content::Sticker(id, emoji) => {
            let more = json!({
                "type": "regular", "width": 512, "height": 512, "is_animated": false,
                "is_video": false, "emoji": emoji,
            });
            ("sticker", file_and(id, more))
        }
        Content::Voice(id) => {
            ("voice", file_and(id, json!({"duration": 3, "mime_type": "audio/ogg"})))
        }
        Content::Contact(phone) => {
            let name = state.people.get(&chat).map(|person| person.first_name.as_str());
            let first_name = name.unwrap_or("Somebody");
            let card = json!({"phone_number": phone, "first_name": first_name, "user_id": chat});
            ("contact", card)
        }
        Content::Location(longitude, latitude) => {
            let degrees = |millionths: &i32| f64::from(*millionths) / 1e6;
            let place = json!({"longitude": degrees(longitude), "latitude": degrees(latitude)});
            ("location", place)
        }
        Content::Invoice(id) => ("invoice", invoice(state.money.invoice(*id)?)),
        Content::Payment(charge) => {
            let row = state.money.payment(charge)?;
            let mut paid = payment(row);
            // Always there for a payment, though empty for Stars; never there for a refund.
            if let Some(fields) = paid.as_object_mut() {
                let id = json!(row.provider_charge_id);
                fields.insert("provider_payment_charge_id".to_owned(), id);
            }
            ("successful_payment", paid)
        }
        Content::Refund(charge) => ("refunded_payment", payment(state.money.payment(charge)?)),
        Content::Pinned(id) => ("pinned_message", bare_message(state, state.message(chat, *id)?)),
    })
}

fn invoice(invoice: &Invoice) -> Value {
    json!({
        "title": invoice.title, "description": invoice.description,
        "start_parameter": invoice.start_parameter, "currency": invoice.currency,
        "total_amount": invoice.amount,
    })
}

fn payment(row: &LedgerRow) -> Value {
    json!({
        "currency": row.currency, "total_amount": row.amount, "invoice_payload": row.payload,
        "telegram_payment_charge_id": row.charge_id,
    })
}

/// `File` without its path, as the parts of a message have it.
pub fn file_json(file: &File) -> Value {
    json!({
        "file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.bytes.len(),
    })
}

fn keyboard_json(keyboard: &Keyboard) -> Value {
    keyboard.iter().map(|row| row.iter().map(button_json).collect::<Value>()).collect()
}

fn button_json(button: &Button) -> Value {
    match &button.action {
        Action::Callback(data) => json!({"text": button.text, "callback_data": data}),
        Action::Url(url) => json!({"text": button.text, "url": url}),
        Action::Copy(text) => json!({"text": button.text, "copy_text": {"text": text}}),
        Action::Pay => json!({"text": button.text, "pay": true}),
        Action::OnlyShown { kind, value } => json!({"text": button.text, *kind: value}),
    }
}
