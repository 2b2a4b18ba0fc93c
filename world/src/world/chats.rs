//! Chats: messages, their buttons and files, as the phone shows them.
//!
//! A private chat has the id of its person. It must not know the Bot API's parameters; those are
//! read in `bot_api/`. How a message looks in JSON: `wire.rs`.

use serde_json::Value;

use super::history::Seen;
use super::people::Impossible;
use super::state::{Shown, State};
use crate::entities::Entity;

pub use axum::body::Bytes;

/// What a message holds besides its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing: a text message.
    Text,
    /// A photo, by `file_id`.
    Photo(String),
    /// A document, by `file_id`.
    Document(String),
    /// A sticker, by `file_id`, and its emoji.
    Sticker(String, String),
    /// A voice message, by `file_id`.
    Voice(String),
    /// A contact card: a phone number.
    Contact(String),
    /// A place: longitude and latitude in millionths of a degree.
    Location(i32, i32),
    /// An invoice, by its number.
    Invoice(i64),
    /// "You paid": the charge id.
    Payment(String),
    /// "You got your money back": the charge id.
    Refund(String),
    /// "The bot pinned a message": which.
    Pinned(i64),
    /// A message of a raw update, as it came.
    Raw(Value),
}

/// What a button of an inline keyboard does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Tells the bot these 1-64 bytes.
    Callback(String),
    /// Opens an address.
    Url(String),
    /// Copies these 1-256 characters.
    Copy(String),
    /// Pays the invoice.
    Pay,
    /// Leads out of the chat: `web_app`, `login_url`, `switch_inline_query` and its like.
    OnlyShown {
        /// The button's field of the Bot API.
        kind: &'static str,
        /// What stands in it.
        value: Value,
    },
}

/// A button of an inline keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its words.
    pub text: String,
    /// What it does.
    pub action: Action,
}

/// An inline keyboard: rows of buttons.
pub type Keyboard = Vec<Vec<Button>>;

/// A message in a chat.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id; unique in the whole world.
    pub id: i64,
    /// The chat it is in: a person's or a group's id.
    pub chat: i64,
    /// Whether the bot wrote it.
    pub from_bot: bool,
    /// When it was written, unix milliseconds.
    pub at: i64,
    /// When it was last edited, unix milliseconds.
    pub edited_at: Option<i64>,
    /// Which message it answers.
    pub reply_to: Option<i64>,
    /// Text or caption, without markup.
    pub text: String,
    /// The markup of `text`.
    pub entities: Vec<Entity>,
    /// What else it holds.
    pub content: Content,
    /// Its inline keyboard.
    pub keyboard: Option<Keyboard>,
    /// Whose message this is a forward of: the person, or 0 for the bot.
    pub forward_of: Option<i64>,
    /// Which album it is a part of.
    pub album: Option<String>,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Message {
    /// The words of its buttons, row by row.
    pub fn labels(&self) -> Vec<Vec<&str>> {
        let rows = self.keyboard.iter().flatten();
        rows.map(|row| row.iter().map(|button| button.text.as_str()).collect()).collect()
    }

    /// The addresses that its buttons open.
    pub fn links(&self) -> Vec<String> {
        let buttons = self.keyboard.iter().flatten().flatten();
        let links = buttons.filter_map(|button| match &button.action {
            Action::Url(url) => Some(url.clone()),
            Action::Callback(_) | Action::Copy(_) | Action::Pay | Action::OnlyShown { .. } => None,
        });
        links.collect()
    }
}

/// Who may send voice messages to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceFrom {
    /// Everybody.
    Everybody,
    /// Nobody: `VOICE_MESSAGES_FORBIDDEN`.
    Nobody,
}

/// A file Telegram keeps.
#[derive(Clone, Debug)]
pub struct File {
    /// Its `file_id`.
    pub id: String,
    /// Its `file_unique_id`: the same for the same bytes.
    pub unique_id: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// Width and height in pixels, of a picture.
    pub pixels: Option<(u32, u32)>,
}

impl File {
    /// Where it is downloaded from, below `/file/bot<token>/`.
    pub fn path(&self) -> String {
        let folder = if self.pixels.is_some() { "photos" } else { "documents" };
        format!("{folder}/{}", self.id)
    }
}

/// A message about to appear.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Text or caption, without markup.
    pub text: String,
    /// Its markup.
    pub entities: Vec<Entity>,
    /// What else it holds.
    pub content: Content,
    /// Its inline keyboard.
    pub keyboard: Option<Keyboard>,
    /// Which message it answers.
    pub reply_to: Option<i64>,
    /// Whose message it is a forward of, see [`Message::forward_of`].
    pub forward_of: Option<i64>,
    /// Which album it is a part of.
    pub album: Option<String>,
}

impl Draft {
    /// A message with nothing but this content.
    pub fn of(content: Content) -> Self {
        Self {
            text: String::new(),
            entities: Vec::new(),
            content,
            keyboard: None,
            reply_to: None,
            forward_of: None,
            album: None,
        }
    }
}

impl State {
    /// Puts a message into a chat.
    pub fn post(&mut self, chat: i64, from_bot: bool, draft: Draft) -> Message {
        self.last_message_id += 1;
        let message = Message {
            id: self.last_message_id,
            chat,
            from_bot,
            at: self.now(),
            edited_at: None,
            reply_to: draft.reply_to,
            text: draft.text,
            entities: draft.entities,
            content: draft.content,
            keyboard: draft.keyboard,
            forward_of: draft.forward_of,
            album: draft.album,
            deleted: false,
        };
        if from_bot {
            self.note_shown(&message);
            if let Some(person) = self.people.get_mut(&chat) {
                person.typing_until = 0;
            }
        }
        self.messages.entry(chat).or_default().push(message.clone());
        self.note(chat, Seen::Came(message.clone()));
        self.touch(chat);
        message
    }

    /// A person's privacy settings refuse voice messages, or take them.
    pub fn person_refuses_voice(&mut self, person: i64, refuses: bool) -> Result<(), Impossible> {
        let from = if refuses { VoiceFrom::Nobody } else { VoiceFrom::Everybody };
        self.someone(person)?.voice_from = from;
        Ok(())
    }

    /// Remembers that a picture or a document was put before somebody.
    pub fn note_shown(&mut self, message: &Message) {
        let (file_id, photo) = match &message.content {
            Content::Photo(file) => (file, true),
            Content::Document(file) => (file, false),
            Content::Text
            | Content::Sticker(..)
            | Content::Voice(_)
            | Content::Contact(_)
            | Content::Location(..)
            | Content::Invoice(_)
            | Content::Payment(_)
            | Content::Refund(_)
            | Content::Pinned(_)
            | Content::Raw(_) => return,
        };
        self.shown.push(Shown {
            at: self.now(),
            chat: message.chat,
            message_id: message.id,
            file_id: file_id.clone(),
            caption: message.text.clone(),
            links: message.links(),
            photo,
        });
    }

    /// A message of a chat, deleted or not.
    pub fn message(&self, chat: i64, id: i64) -> Option<&Message> {
        // The newest are asked for most.
        self.messages.get(&chat)?.iter().rev().find(|message| message.id == id)
    }

    /// The same, to change it.
    pub fn message_mut(&mut self, chat: i64, id: i64) -> Option<&mut Message> {
        self.touch(chat);
        self.messages.get_mut(&chat)?.iter_mut().rev().find(|message| message.id == id)
    }

    /// Counts news on a person's phone, for those who wait for it.
    pub fn touch(&mut self, person: i64) {
        if let Some(person) = self.people.get_mut(&person) {
            person.news += 1;
        }
    }

    /// What a chat shows, oldest first.
    pub fn visible_messages(&self, chat: i64) -> impl Iterator<Item = &Message> {
        self.messages.get(&chat).into_iter().flatten().filter(|message| !message.deleted)
    }

    /// Keeps a file; the same bytes get the same `file_unique_id`.
    pub fn keep_file(&mut self, name: Option<String>, mime: &str, bytes: Bytes) -> File {
        let pixels = pixels(&bytes);
        let known = self.files.values().find(|file| file.bytes == bytes);
        let unique_id = match known {
            Some(file) => file.unique_id.clone(),
            None => format!("AQAD{}", self.chance.letters(11)),
        };
        let kind = if pixels.is_some() { "AgACAgIAAxk" } else { "BQACAgIAAxk" };
        let file = File {
            id: format!("{kind}{}", self.chance.letters(45)),
            unique_id,
            name,
            mime: mime.to_owned(),
            bytes,
            pixels,
        };
        self.files.insert(file.id.clone(), file.clone());
        file
    }
}

/// Width and height of a PNG or a JPEG; `None` for anything else.
pub fn pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let word = |at: usize| -> Option<u32> {
        let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(word))
    };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR" {
        return Some((word(16)?, word(20)?));
    }
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let half = |at: usize| -> Option<u16> {
        let half: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(u16::from_be_bytes(half))
    };
    let mut at = 2;
    while *bytes.get(at)? == 0xff {
        let marker = *bytes.get(at + 1)?;
        let frame = (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker);
        if frame {
            return Some((u32::from(half(at + 7)?), u32::from(half(at + 5)?)));
        }
        at += 2 + usize::from(half(at + 2)?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_png_and_jpeg_and_from_nothing_else() {
        let picture = image::RgbImage::new(31, 17);
        for format in [image::ImageFormat::Png, image::ImageFormat::Jpeg] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            picture.write_to(&mut bytes, format).unwrap();
            assert_eq!(pixels(bytes.get_ref()), Some((31, 17)), "{format:?}");
            assert_eq!(pixels(&bytes.get_ref()[..20]), None, "{format:?}");
        }
        assert_eq!(pixels(b"GIF89a"), None);
    }
}
