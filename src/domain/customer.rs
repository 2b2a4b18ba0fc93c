//! A person in a private chat with the bot. Before the consent to processing this is a visitor,
//! who is erased 24 hours after the last visit; afterwards it is a customer.

use super::consent::Consents;
use super::dialogue::{Checkout, Dialogue, MailTo, TypedAddress};
use super::ids::{AddressId, CustomerId, KeyId, MessageId, PersonKey, TelegramId};
use super::lang::Lang;
use super::time::{Millis, Stamp};

/// How long a visitor stays without a consent.
pub(crate) const VISITOR_LIFE: Millis = Millis::hours(24);

/// So long after the last word between a person and support a text is for support.
pub(crate) const TALK_LIFE: Millis = Millis::hours(24);

/// Support is shut to this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Muted {
    pub at: Stamp,
    /// The person was told.
    pub told: bool,
}

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
    /// The consents that stand.
    pub consents: Consents,
    /// The checkout that was begun: it is kept while its customer looks at something else.
    pub checkout: Option<Checkout>,
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
    /// Whether an admin shut support to this person.
    pub muted: Option<Muted>,
    /// The newest card with a QR: the one that is pinned, while its order is not paid back.
    pub newest_card: Option<MessageId>,
}

impl Customer {
    pub(crate) fn speaks(&self) -> Lang {
        self.lang.unwrap_or(self.guess)
    }

    /// Whether this person and support are in a talk.
    pub(crate) fn talks(&self, now: Stamp) -> bool {
        self.spoke_at.is_some_and(|last| now.since(last) < TALK_LIFE)
    }

    /// The addresses that were typed and are no rows yet.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &TypedAddress> {
        let chosen = self.checkout.as_ref().and_then(|checkout| checkout.mail.as_ref());
        self.dialogue.typed().chain(chosen.and_then(MailTo::typed))
    }
}
