//! The world as the page sees it: one JSON object, described in `docs/contract.md`.
//!
//! It shows what phones would show, and nothing they would not: no payloads, no callback data of
//! buttons that do nothing. It must not change anything. Next: `http.rs`, which serves it.

use serde_json::{Value, json};

use super::chats::{Action, Button, Content, File, Keyboard, Message};
use super::mail::Mail;
use super::money::LedgerRow;
use super::people::Person;
use super::profile::{for_language, two_letters};
use super::state::State;
use crate::entities::{escape, to_html};
use crate::faults::FaultKind;

impl State {
    /// The whole state, with the version it had when it was read.
    pub fn view(&self, version: u64) -> Value {
        let people = self.people.values();
        let hint = self.bot.token.split(':').next().unwrap_or_default();
        json!({
            "version": version,
            "now": self.now(),
            "utc_offset_minutes": self.utc_offset_minutes,
            "bot": {
                "id": self.bot.id, "username": self.bot.username, "name": self.profile.name,
                "description": self.profile.description,
                "short_description": self.profile.short_description,
                "token_hint": format!("{hint}:…"), "api_url": self.bot.api_url,
            },
            "people": people.map(|person| self.view_person(person, usize::MAX)).collect::<Value>(),
            "ledger": self.money.ledger.iter().map(view_ledger).collect::<Value>(),
            "mailbox": self.mails.iter().map(Mail::view).collect::<Value>(),
            "faults": self.faults.waiting().iter().map(|fault| json!({
                "id": fault.id, "kind": fault.spec.kind, "method": fault.spec.method,
                "times_left": fault.spec.times,
            })).collect::<Value>(),
            "fault_kinds": FaultKind::ALL.map(|kind| json!({
                "kind": kind, "for": kind.concern(),
            })),
            "offers": self.offers.iter().map(|offer| json!({
                "name": offer.name, "label": offer.label,
            })).collect::<Value>(),
            "calls": self.calls.iter().skip(self.calls.len().saturating_sub(100)).map(|call| json!({
                "at": call.at, "method": call.method, "ok": call.ok, "error": call.error,
                "warnings": call.warnings,
            })).collect::<Value>(),
        })
    }

    /// One person's phone: `GET /world/people/{id}`.
    pub fn view_phone(&self, person: &Person, last: usize) -> Value {
        let mut out = self.view_person(person, last);
        if let Some(fields) = out.as_object_mut() {
            fields.insert("version".to_owned(), json!(person.news));
        }
        out
    }

    fn view_person(&self, person: &Person, last: usize) -> Value {
        let all = self.visible_messages(person.id).count();
        let messages = self.visible_messages(person.id).skip(all.saturating_sub(last));
        let language = two_letters(person);
        let menu = self.menu_for(person.id).into_iter();
        let keyboard = person.reply_keyboard.as_ref().map(|rows| {
            let row = |row: &Vec<String>| row.iter().map(|text| json!({ "text": text })).collect();
            rows.iter().map(row).collect::<Vec<Value>>()
        });
        json!({
            "id": person.id, "role": person.role, "first_name": person.first_name,
            "language_code": person.language_code, "blocked": person.blocked,
            "stars": person.stars, "tenge_minor": person.tenge_minor,
            "menu": menu.map(|(command, description)| json!({
                "command": command, "description": description,
            })).collect::<Value>(),
            "typing": self.now() < person.typing_until,
            "toast": person.toast,
            "bot_name": for_language(&self.profile.name, &language),
            "bot_description": for_language(&self.profile.description, &language),
            "reply_keyboard": keyboard,
            "messages": messages.map(|message| self.view_message(message)).collect::<Value>(),
        })
    }

    fn view_message(&self, message: &Message) -> Value {
        let mut text = message.text.clone();
        let mut html = to_html(&message.text, &message.entities);
        let pinned = self.pinned.get(&message.chat);
        let pinned = pinned.is_some_and(|pinned| pinned.contains(&message.id));
        let reaction = self.reactions.get(&(message.chat, message.id));
        let mut out = json!({
            "id": message.id, "from": if message.from_bot { "bot" } else { "person" },
            "at": message.at, "edited_at": message.edited_at, "reply_to": message.reply_to,
            "photo": null, "document": null, "sticker": null, "invoice": null, "payment": null,
            "refund": null, "pinned": pinned, "reaction": reaction,
            "keyboard": message.keyboard.as_ref().map(view_keyboard),
        });
        let mut put = |key: &str, value: Value| {
            if let Some(fields) = out.as_object_mut() {
                fields.insert(key.to_owned(), value);
            }
        };
        let mut instead = |words: String| {
            html = escape(&words);
            text = words;
        };
        match &message.content {
            Content::Text | Content::Raw(_) => {}
            Content::Photo(id) => put("photo", self.files.get(id).map_or(Value::Null, view_photo)),
            Content::Document(id) => {
                put("document", self.files.get(id).map_or(Value::Null, view_document));
            }
            Content::Sticker(_, emoji) => put("sticker", json!(emoji)),
            Content::Voice(_) => instead("🎤 0:03".to_owned()),
            Content::Contact(phone) => instead(format!("👤 {phone}")),
            Content::Location(longitude, latitude) => {
                let degrees = |millionths: &i32| f64::from(*millionths) / 1e6;
                instead(format!("📍 {:.3}, {:.3}", degrees(latitude), degrees(longitude)));
            }
            Content::Invoice(id) => {
                // A forwarded copy of a bound invoice cannot be paid; it only leads to the bot.
                let forwarded = message.forward_of.is_some();
                let shown = self.money.invoice(*id).map(|invoice| {
                    let paid = !invoice.charge_ids.is_empty();
                    let payable = !paid && (!forwarded || invoice.start_parameter.is_empty());
                    json!({
                        "id": invoice.id, "title": invoice.title,
                        "description": invoice.description, "currency": invoice.currency,
                        "amount": invoice.amount, "paid": paid, "payable": payable,
                    })
                });
                put("invoice", shown.unwrap_or(Value::Null));
            }
            Content::Payment(charge) => put("payment", self.view_charge(charge)),
            Content::Refund(charge) => put("refund", self.view_charge(charge)),
            Content::Pinned(_) => instead("📌".to_owned()),
        }
        put("text", json!(text));
        put("html", json!(html));
        out
    }

    fn view_charge(&self, charge_id: &str) -> Value {
        self.money.payment(charge_id).map_or(Value::Null, |row| {
            json!({"currency": row.currency, "amount": row.amount, "charge_id": row.charge_id})
        })
    }

    /// All that really happened, for a test in another process: `GET /world/ledger`.
    pub fn view_ledger(&self) -> Value {
        let of = |kind| self.money.ledger.iter().filter(move |row| row.kind == kind);
        json!({
            "payments": of(super::money::LedgerKind::Payment).collect::<Vec<_>>(),
            "refunds": of(super::money::LedgerKind::Refund).collect::<Vec<_>>(),
            "pre_checkouts": self.money.pre_checkouts,
            "invoices": self.money.invoices,
            "bot_stars": self.money.bot_stars,
            "photos": self.shown.iter().filter(|shown| shown.photo).map(|shown| json!({
                "at": shown.at, "chat": shown.chat, "message_id": shown.message_id,
                "file_id": shown.file_id, "caption": shown.caption,
            })).collect::<Value>(),
            "mails": self.mails.iter().map(Mail::view).collect::<Value>(),
            "unconfirmed_updates": self.unconfirmed(),
        })
    }
}

fn view_ledger(row: &LedgerRow) -> Value {
    json!({
        "at": row.at, "person": row.person, "kind": row.kind, "currency": row.currency,
        "amount": row.amount, "charge_id": row.charge_id, "invoice_payload_shown": false,
    })
}

fn view_photo(file: &File) -> Value {
    let (width, height) = file.pixels.unwrap_or((1, 1));
    json!({"url": format!("/world/files/{}", file.id), "width": width, "height": height})
}

fn view_document(file: &File) -> Value {
    json!({
        "url": format!("/world/files/{}", file.id), "name": file.name, "size": file.bytes.len(),
        "type": file.mime,
    })
}

fn view_keyboard(keyboard: &Keyboard) -> Value {
    keyboard.iter().map(|row| row.iter().map(view_button).collect::<Value>()).collect()
}

fn view_button(button: &Button) -> Value {
    match &button.action {
        Action::Callback(data) => {
            json!({"text": button.text, "kind": "callback", "data": data})
        }
        Action::Url(url) => json!({"text": button.text, "kind": "url", "url": url}),
        Action::Copy(copy) => json!({"text": button.text, "kind": "copy", "copy": copy}),
        Action::Pay => json!({"text": button.text, "kind": "pay"}),
        Action::OnlyShown { kind, value } => {
            json!({"text": button.text, "kind": kind, "url": value.get("url")})
        }
    }
}
