//! Mails that arrived, and what they say once they are decoded.
//!
//! How they arrive: `mailbox.rs`. How they are shown: `view.rs` and `http.rs`.

use std::sync::Arc;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde_json::{Value, json};

/// A mail that arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its number.
    pub id: u64,
    /// When, unix milliseconds.
    pub at: i64,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message as it came (RFC 5322), dots unstuffed.
    pub raw: Arc<[u8]>,
}

/// What a mail says, decoded.
#[derive(Clone, Debug, Default)]
pub struct MailContent {
    /// `Subject`
    pub subject: String,
    /// `Message-ID` without the angle brackets.
    pub message_id: String,
    /// The text part.
    pub text: String,
    /// The HTML part; empty if there is none.
    pub html: String,
    /// Everything else, inline or attached.
    pub parts: Vec<MailPart>,
}

/// A part of a mail that is not its text.
#[derive(Clone, Debug)]
pub struct MailPart {
    /// Its name.
    pub name: String,
    /// `Content-ID` without the angle brackets; empty if there is none.
    pub content_id: String,
    /// Its media type.
    pub media_type: String,
    /// Whether it belongs into the text.
    pub inline: bool,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
}

impl Mail {
    /// Decodes the message; what cannot be read is empty.
    pub fn read(&self) -> MailContent {
        let Some(message) = MessageParser::default().parse(&*self.raw) else {
            return MailContent::default();
        };
        let has_html = message.parts.iter().any(|part| matches!(part.body, PartType::Html(_)));
        let html = if has_html { message.body_html(0).unwrap_or_default() } else { "".into() };
        let parts = message.attachments().map(|part| {
            let kind = part.content_type().map(|kind| {
                format!("{}/{}", kind.c_type, kind.c_subtype.as_deref().unwrap_or("octet-stream"))
            });
            let disposition = part.content_disposition();
            let attached = disposition.is_some_and(mail_parser::ContentType::is_attachment);
            MailPart {
                name: part.attachment_name().unwrap_or_default().to_owned(),
                content_id: part.content_id().unwrap_or_default().to_owned(),
                media_type: kind.unwrap_or_else(|| "application/octet-stream".to_owned()),
                inline: !attached,
                bytes: part.contents().to_vec(),
            }
        });
        MailContent {
            subject: message.subject().unwrap_or_default().to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: html.into_owned(),
            parts: parts.collect(),
        }
    }

    /// As the page sees it.
    pub fn view(&self) -> Value {
        let content = self.read();
        let parts = content.parts.iter().enumerate().map(|(n, part)| {
            json!({
                "n": n, "name": part.name, "content_id": part.content_id,
                "type": part.media_type, "inline": part.inline,
            })
        });
        json!({
            "id": self.id, "at": self.at, "from": self.from, "to": self.to.join(", "),
            "subject": content.subject, "text": content.text, "html": content.html,
            "parts": parts.collect::<Value>(),
        })
    }
}
