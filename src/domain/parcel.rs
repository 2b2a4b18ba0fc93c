//! A parcel: a message on its way between a customer and support. It is kept sealed until it was
//! delivered, and its row goes then: an effect names the row, never the words.

use serde::{Deserialize, Serialize};

use super::effect::To;
use super::ids::{CustomerId, KeyId, MessageId, ParcelId};
use super::missive::{Media, Missive, Quote};
use super::text::Text;

/// How far a parcel has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// It came. Where it is a part of an album, the other parts may still come.
    Here,
    /// Parts of an album that nobody asked for: its writer is asked whether it is for support.
    Unasked,
    /// Its writer is asked whether the talk may be kept.
    Asked,
    /// It was sent off: to whom it is still on its way, and whether anybody has it.
    Off { left: Vec<To>, taken: bool },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub id: ParcelId,
    /// Whose talk with support it belongs to.
    pub customer: CustomerId,
    /// The data key that seals it: the customer's.
    pub key: KeyId,
    pub inside: Inside,
}

/// What is sealed of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// The customer, or the admin who answers.
    pub from: To,
    /// One message, or the parts of an album.
    pub missives: Vec<Missive>,
    pub stage: Stage,
    /// The message of the shop's that is to say what came of it.
    pub note: Option<MessageId>,
}

impl Parcel {
    /// The album that it is a part of.
    pub(crate) fn album(&self) -> Option<&Quote> {
        self.inside.missives.first()?.album.as_ref()
    }

    /// Its first message.
    pub(crate) fn message(&self) -> Option<MessageId> {
        self.inside.missives.first().map(|missive| missive.message)
    }

    /// Whether it holds a plain text.
    pub(crate) fn is_text(&self) -> bool {
        self.media().is_none()
    }

    /// What it is, in words, where it is no text.
    pub(crate) fn described(&self) -> Option<Box<Text>> {
        let (what, seconds) = self.media()?;
        let text = Box::new(Text::of_media(what));
        Some(if seconds > 0 { Box::new(Text::MediaLasting { what: text, seconds }) } else { text })
    }

    fn media(&self) -> Option<(Media, i64)> {
        self.inside.missives.iter().find_map(Missive::media)
    }
}
