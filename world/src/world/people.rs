//! People of the pretend world and what they do with their phones.
//!
//! Each action changes the chat and puts the update into the queue that Telegram would send. It
//! must not know HTTP. Payments are in `money.rs`.

use std::fmt;

use axum::body::Bytes;
use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::chats::{Action, Content, Draft, VoiceFrom};
use super::history::Seen;
use super::state::{Callback, Membership, State};
use super::updates::{KEEP_MESSAGE_MS, KEEP_QUERY_MS};
use super::wire;
use crate::entities::find_plain;

/// A picture of one dot (PNG): what a person's camera takes.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA\
                   WjR9awAAAABJRU5ErkJggg==";

/// Why something cannot be done in the world: a wrong id, a button that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Impossible(pub String);

impl Impossible {
    pub(crate) fn because(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// Which phone of the page a person is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Somebody who buys.
    #[default]
    Customer,
    /// Somebody whose id the shop has in its settings; to Telegram a person like any other.
    Admin,
}

/// The answer to a button press, as the phone shows it for a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Toast {
    /// The id of the press.
    pub id: String,
    /// The words.
    pub text: String,
    /// Whether it is a box with an OK button.
    pub alert: bool,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Telegram's id, above 2^32 on purpose.
    pub id: i64,
    /// Which phone.
    pub role: Role,
    /// First name.
    pub first_name: String,
    /// IETF tag of the phone's language.
    pub language_code: Option<String>,
    /// Another bot, met in a raw update.
    pub is_bot: bool,
    /// Whether the bot is blocked.
    pub blocked: bool,
    /// Who may send voice messages (privacy settings).
    pub voice_from: VoiceFrom,
    /// Whether the person ever wrote; before that the bot cannot.
    pub started: bool,
    /// Stars in the wallet.
    pub stars: i64,
    /// Money on the test card, tiyn.
    pub tenge_minor: i64,
    /// Until when "typing" shows, unix milliseconds.
    pub typing_until: i64,
    /// The last answer to a press.
    pub toast: Option<Toast>,
    /// The reply keyboard: words of its buttons.
    pub reply_keyboard: Option<Vec<Vec<String>>>,
    /// How much news their phone had: messages that came, changed or went, and answers to presses.
    pub news: u64,
}

/// What a phone can send: `POST /world/people/{id}/send` takes exactly this.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// A text.
    #[serde(default)]
    pub text: Option<String>,
    /// Something else.
    #[serde(default)]
    pub kind: Option<SendingKind>,
    /// Words below a photo or a document.
    #[serde(default)]
    pub caption: Option<String>,
    /// The message it answers.
    #[serde(default)]
    pub reply_to: Option<i64>,
    /// The album it is a part of: any word, the same for all its parts.
    #[serde(default)]
    pub album: Option<String>,
    /// Forwards this message of the same chat instead.
    #[serde(default)]
    pub forward_of: Option<i64>,
}

impl Sending {
    /// A plain text.
    pub fn text(text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..Self::default() }
    }

    /// Something that is no text.
    pub fn kind(kind: SendingKind) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }
}

/// What a phone can send besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendingKind {
    /// A photo.
    Photo,
    /// A sticker.
    Sticker,
    /// A voice message.
    Voice,
    /// A file.
    Document,
    /// The person's own phone number.
    Contact,
    /// A place.
    Location,
}

impl State {
    /// Adds a person who has not written yet.
    pub fn add_person(&mut self, first_name: &str, language: Option<&str>, role: Role) -> i64 {
        let id = self.people.keys().next_back().map_or(7_000_000_000, |id| *id) + 1;
        self.add_person_as(id, first_name, language, role);
        id
    }

    /// The same with a chosen id.
    pub fn add_person_as(&mut self, id: i64, name: &str, language: Option<&str>, role: Role) {
        let person = Person {
            id,
            role,
            first_name: name.to_owned(),
            language_code: language.map(str::to_owned),
            is_bot: false,
            blocked: false,
            voice_from: VoiceFrom::Everybody,
            started: false,
            stars: 50_000,
            tenge_minor: 50_000_000,
            typing_until: 0,
            toast: None,
            reply_keyboard: None,
            news: 0,
        };
        self.people.insert(id, person);
    }

    pub(super) fn someone(&mut self, person: i64) -> Result<&mut Person, Impossible> {
        self.people.get_mut(&person).ok_or_else(|| Impossible::because("nobody has this id"))
    }

    /// Writing to a bot starts the chat with it and lifts a block, as the app does.
    fn begin_writing(&mut self, person: i64) -> Result<(), Impossible> {
        let blocked = self.someone(person)?.blocked;
        if blocked {
            self.person_blocks(person, false)?;
        }
        self.someone(person)?.started = true;
        Ok(())
    }

    /// A person sends something; the answer is the message's id.
    pub fn person_sends(&mut self, person: i64, sent: &Sending) -> Result<i64, Impossible> {
        let mut draft = if let Some(original) = sent.forward_of {
            let original = self
                .message(person, original)
                .ok_or_else(|| Impossible::because("there is no message to forward"))?;
            let whose = if original.from_bot { 0 } else { original.chat };
            let (text, entities) = (original.text.clone(), original.entities.clone());
            let forward_of = Some(original.forward_of.unwrap_or(whose));
            Draft { text, entities, forward_of, ..Draft::of(original.content.clone()) }
        } else {
            let text = match (&sent.text, sent.kind) {
                (Some(text), None) if !text.trim().is_empty() => text.trim().to_owned(),
                (None, Some(_)) => sent.caption.clone().unwrap_or_default(),
                _ => return Err(Impossible::because("either a text or a kind is sent")),
            };
            let entities = find_plain(&text, Vec::new());
            Draft { text, entities, ..Draft::of(self.taken_by_phone(sent.kind)) }
        };
        draft.reply_to = sent.reply_to.filter(|id| self.message(person, *id).is_some());
        draft.album.clone_from(&sent.album);
        self.begin_writing(person)?;
        let message = self.post(person, false, draft);
        let json = wire::message(self, &message);
        self.push_update("message", json!({ "message": json }), KEEP_MESSAGE_MS);
        Ok(message.id)
    }

    fn taken_by_phone(&mut self, kind: Option<SendingKind>) -> Content {
        match kind {
            None => Content::Text,
            Some(SendingKind::Photo) => {
                let dot = base64::prelude::BASE64_STANDARD.decode(DOT).unwrap_or_default();
                let name = Some("photo.png".to_owned());
                Content::Photo(self.keep_file(name, "image/png", Bytes::from(dot)).id)
            }
            Some(SendingKind::Sticker) => {
                let bytes = Bytes::from_static(b"RIFF\0\0\0\0WEBP");
                let file = self.keep_file(None, "image/webp", bytes).id;
                Content::Sticker(file, "👍".to_owned())
            }
            Some(SendingKind::Voice) => {
                let bytes = Bytes::from_static(b"OggS");
                Content::Voice(self.keep_file(None, "audio/ogg", bytes).id)
            }
            Some(SendingKind::Document) => {
                let bytes = Bytes::from_static(b"a document\n");
                let name = Some("document.txt".to_owned());
                Content::Document(self.keep_file(name, "text/plain", bytes).id)
            }
            Some(SendingKind::Contact) => Content::Contact("+70000000000".to_owned()),
            Some(SendingKind::Location) => Content::Location(71_430_000, 51_128_000),
        }
    }

    /// A person edits a message of theirs.
    pub fn person_edits(&mut self, person: i64, id: i64, text: &str) -> Result<(), Impossible> {
        let now = self.now();
        let message = self
            .message_mut(person, id)
            .filter(|message| !message.from_bot && !message.deleted)
            .ok_or_else(|| Impossible::because("only one's own messages can be edited"))?;
        text.trim().clone_into(&mut message.text);
        message.entities = find_plain(&message.text, Vec::new());
        message.edited_at = Some(now);
        let message = message.clone();
        let json = wire::message(self, &message);
        self.note(person, Seen::Changed(message));
        self.push_update("edited_message", json!({ "edited_message": json }), KEEP_MESSAGE_MS);
        Ok(())
    }

    /// A person presses the callback button at this place.
    pub fn person_presses(
        &mut self,
        person: i64,
        message: i64,
        row: usize,
        column: usize,
    ) -> Result<String, Impossible> {
        let button = self
            .message(person, message)
            .filter(|message| !message.deleted)
            .and_then(|message| message.keyboard.as_ref()?.get(row)?.get(column))
            .ok_or_else(|| Impossible::because("there is no such button"))?;
        match button.action.clone() {
            Action::Callback(data) => self.person_presses_data(person, message, &data),
            Action::Url(_) | Action::Copy(_) | Action::Pay | Action::OnlyShown { .. } => {
                Err(Impossible::because("this button tells the bot nothing"))
            }
        }
    }

    /// A person presses the newest callback button whose words contain `label`.
    pub fn person_presses_labelled(
        &mut self,
        person: i64,
        label: &str,
    ) -> Result<String, Impossible> {
        let mut found = None;
        for message in self.visible_messages(person) {
            for button in message.keyboard.iter().flatten().flatten() {
                if let Action::Callback(data) = &button.action
                    && button.text.contains(label)
                {
                    found = Some((message.id, data.clone()));
                }
            }
        }
        let (message, data) =
            found.ok_or_else(|| Impossible(format!("no button says \"{label}\"")))?;
        self.person_presses_data(person, message, &data)
    }

    /// A person presses a button that carries this data, on this message.
    pub fn person_presses_data(
        &mut self,
        person: i64,
        message: i64,
        data: &str,
    ) -> Result<String, Impossible> {
        let user = wire::person(self.someone(person)?);
        let now = self.now();
        let below = match self.message(person, message) {
            Some(message) if message.deleted => {
                json!({"chat": wire::chat(self, person), "message_id": message.id, "date": 0})
            }
            Some(message) => wire::message(self, message),
            None => return Err(Impossible::because("there is no such message")),
        };
        let id = self.chance.query_id();
        let callback = Callback { person, at: now, answered: false };
        self.callbacks.insert(id.clone(), callback);
        self.someone(person)?.toast = None;
        let tells = Action::Callback(data.to_owned());
        let label = self.label(person, message, &tells);
        self.note(person, Seen::Pressed { message, label });
        let instance = format!("{}", person.wrapping_mul(2_654_435_761));
        let query = json!({
            "id": id, "from": user, "message": below, "chat_instance": instance, "data": data,
        });
        self.push_update("callback_query", json!({ "callback_query": query }), KEEP_QUERY_MS);
        Ok(id)
    }

    /// A person changes their phone's language.
    pub fn person_speaks(&mut self, person: i64, language: Option<&str>) -> Result<(), Impossible> {
        self.someone(person)?.language_code = language.map(str::to_owned);
        Ok(())
    }

    /// A person blocks the bot, or stops blocking it.
    pub fn person_blocks(&mut self, person: i64, blocked: bool) -> Result<(), Impossible> {
        let someone = self.someone(person)?;
        if someone.blocked == blocked {
            return Ok(());
        }
        someone.blocked = blocked;
        let user = wire::person(someone);
        let bot = wire::bot_user(self);
        let status = |kicked: bool| {
            if kicked {
                json!({"status": "kicked", "user": bot, "until_date": 0})
            } else {
                json!({"status": "member", "user": bot})
            }
        };
        let change = json!({
            "chat": wire::chat(self, person), "from": user, "date": self.now() / 1000,
            "old_chat_member": status(!blocked), "new_chat_member": status(blocked),
        });
        self.push_update("my_chat_member", json!({ "my_chat_member": change }), KEEP_MESSAGE_MS);
        Ok(())
    }

    /// Says how a person stands in a group.
    pub fn set_member(
        &mut self,
        chat: i64,
        person: i64,
        how: Membership,
    ) -> Result<(), Impossible> {
        self.someone(person)?;
        let group = self.groups.get_mut(&chat);
        let group = group.ok_or_else(|| Impossible::because("no group has this id"))?;
        group.members.insert(person, how);
        Ok(())
    }

    /// A person fills their wallet.
    pub fn person_tops_up(
        &mut self,
        person: i64,
        stars: i64,
        tenge_minor: i64,
    ) -> Result<(), Impossible> {
        let someone = self.someone(person)?;
        if someone.stars + stars < 0 || someone.tenge_minor + tenge_minor < 0 {
            return Err(Impossible("so much is not there".to_owned()));
        }
        someone.stars += stars;
        someone.tenge_minor += tenge_minor;
        Ok(())
    }
}
