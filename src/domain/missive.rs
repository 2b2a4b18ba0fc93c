//! A message that somebody wrote, as far as support passes it on: its words, or what else it is.

use serde::{Deserialize, Serialize};

use super::ids::{MessageId, OrderId};

/// What a person wrote. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quote(String);

silent!(Quote);

impl Quote {
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What a message is that is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Photo,
    Video,
    /// A round video.
    Circle,
    Voice,
    Audio,
    Document,
    Animation,
    Sticker,
    Contact,
    Location,
    /// Anything else, or a message that could not be read.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    Text(Quote),
    Media {
        what: Media,
        /// How long it lasts, where it lasts.
        seconds: Option<i64>,
        /// The words below it.
        caption: Option<Quote>,
    },
}

/// A message that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missive {
    pub message: MessageId,
    /// The message of the shop's that it replies to.
    pub reply_to: Option<MessageId>,
    /// Which album it is a part of (Bot API, `media_group_id`).
    pub album: Option<Quote>,
    pub content: Content,
}

impl Missive {
    /// The order whose number stands in its words.
    pub(crate) fn order(&self) -> Option<OrderId> {
        match &self.content {
            Content::Text(words) => OrderId::among(words.0.trim()),
            Content::Media { .. } => None,
        }
    }

    /// A message of which nothing is known but its place in the chat.
    pub fn unread(message: MessageId) -> Self {
        let content = Content::Media { what: Media::Other, seconds: None, caption: None };
        Self { message, reply_to: None, album: None, content }
    }

    /// What it is, where it is no text, and how many seconds it lasts.
    pub(crate) fn media(&self) -> Option<(Media, i64)> {
        match &self.content {
            Content::Text(_) => None,
            Content::Media { what, seconds, .. } => Some((*what, seconds.unwrap_or_default())),
        }
    }

    /// The words of a text, or those below something else.
    pub(crate) const fn words(&self) -> Option<&Quote> {
        match &self.content {
            Content::Text(words) => Some(words),
            Content::Media { caption, .. } => caption.as_ref(),
        }
    }

    /// A plain text.
    pub fn text(message: MessageId, words: impl Into<String>) -> Self {
        Self { content: Content::Text(Quote::new(words)), ..Self::unread(message) }
    }
}
