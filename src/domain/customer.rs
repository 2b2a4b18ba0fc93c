//! A person in a private chat with the bot. Before the consent to processing this is a visitor,
//! who is erased 24 hours after the last visit; afterwards it is a customer.

use super::dialogue::Dialogue;
use super::ids::{AddressId, CustomerId, KeyId, PersonKey, TelegramId};
use super::lang::Lang;
use super::time::{Millis, Stamp};

/// How long a visitor stays without a consent.
pub(crate) const VISITOR_LIFE: Millis = Millis::hours(24);

/// So long after the last word between a person and support a text is for support.
pub(crate) const TALK_LIFE: Millis = Millis::hours(24);

/// A customer, or a visitor who may become one. No name, username or phone number: they are never
/// stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: CustomerId,
    /// Finds the row by Telegram id.
    pub person: PersonKey,
    /// The chat, sealed at rest.
    pub telegram: TelegramId,
    /// The data key that seals this customer's values.
    pub key: KeyId,
    pub lang: Option<Lang>,
    /// The guess from the app's language.
    pub guess: Lang,
    pub dialogue: Dialogue,
    /// The edition of the processing consent that stands, if one does.
    pub processing: Option<i64>,
    pub processing_at: Option<Stamp>,
    /// The confirmed e-mail address, if mailing is consented to.
    pub address: Option<AddressId>,
    /// Erasure began: nothing but the farewell is sent any more.
    pub leaving_since: Option<Stamp>,
    /// The bot was blocked by this person, or the account is gone.
    pub unreachable_at: Option<Stamp>,
    pub created_at: Stamp,
    pub seen_at: Stamp,
    /// The last word between this person and support, of either side.
    pub spoke_at: Option<Stamp>,
    /// Whether the talk with support may be kept; `None` before this person was asked.
    pub keeps_talk: Option<bool>,
}

impl Customer {
    pub(crate) fn speaks(&self) -> Lang {
        self.lang.unwrap_or(self.guess)
    }

    /// Whether this person and support are in a talk.
    pub(crate) fn talks(&self, now: Stamp) -> bool {
        self.spoke_at.is_some_and(|last| now.since(last) < TALK_LIFE)
    }

    /// Whether a consent to processing of this edition stands.
    pub(crate) fn consented(&self, edition: i64) -> bool {
        self.processing == Some(edition)
    }
}
