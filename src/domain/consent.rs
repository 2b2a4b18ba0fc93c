//! Consents: a ledger that only grows. Each row says what was shown, in which words, and what the
//! person did. Law 94-V of Kazakhstan, articles 8 and 16: explicit, provable, withdrawable.

use serde::{Deserialize, Serialize};

use super::ids::OrderId;
use super::lang::Lang;
use super::text::Text;
use super::time::Stamp;

/// The edition of the texts people agree to. It changes with the legal texts, and everybody who
/// agreed to an older edition is asked again.
pub(crate) const EDITION: i64 = 2;

words! {
    /// What is agreed to. Each is a press of its own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Purpose {
        /// The public offer.
        Offer = "offer",
        /// Processing of personal data.
        Processing = "processing",
        /// Its transfer abroad.
        Transfer = "transfer",
        /// Sending the QR by e-mail.
        Email = "email",
        /// Keeping a talk with support, until 30 days after its last word.
        Support = "support",
    }
}

/// What is asked for before a purchase.
pub(crate) const ASKED: [Purpose; 3] = [Purpose::Offer, Purpose::Processing, Purpose::Transfer];

/// A consent that was given and not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub edition: i64,
    pub since: Stamp,
}

impl Standing {
    /// A consent of this edition that is given now.
    pub const fn now(now: Stamp) -> Self {
        Self { edition: EDITION, since: now }
    }
}

/// The consents of a customer that stand, of whatever edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Consents {
    pub offer: Option<Standing>,
    pub processing: Option<Standing>,
    pub transfer: Option<Standing>,
}

impl Consents {
    /// All of this edition, given now.
    pub const fn all_given(now: Stamp) -> Self {
        let given = Some(Standing::now(now));
        Self { offer: given, processing: given, transfer: given }
    }

    pub(crate) const fn of(&self, purpose: Purpose) -> Option<Standing> {
        match purpose {
            Purpose::Offer => self.offer,
            Purpose::Processing => self.processing,
            Purpose::Transfer => self.transfer,
            // They stand in the address and in the talk.
            Purpose::Email | Purpose::Support => None,
        }
    }

    pub(crate) const fn set(&mut self, purpose: Purpose, standing: Option<Standing>) {
        match purpose {
            Purpose::Offer => self.offer = standing,
            Purpose::Processing => self.processing = standing,
            Purpose::Transfer => self.transfer = standing,
            Purpose::Email | Purpose::Support => {}
        }
    }

    /// Whether one of this edition stands; one of an older edition is asked for again.
    pub(crate) fn stands(&self, purpose: Purpose) -> bool {
        self.of(purpose).is_some_and(|standing| standing.edition == EDITION)
    }

    /// Whether everything that a purchase needs stands since before that moment.
    pub(crate) fn all_stood(&self, at: Stamp) -> bool {
        let since = |purpose| self.of(purpose).is_some_and(|standing| standing.since <= at);
        self.all_stand() && ASKED.into_iter().all(since)
    }

    /// Whether everything stands that a purchase needs.
    pub(crate) fn all_stand(&self) -> bool {
        ASKED.into_iter().all(|purpose| self.stands(purpose))
    }
}

/// A consent that was given on a screen, and what stood before: declining takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub purpose: Purpose,
    pub before: Option<Standing>,
}

words! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ConsentAct {
        Granted = "granted",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }
}

/// A row to be added. The hash of the words is taken where words are known, from `shown` and
/// `lang`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentRow {
    pub purpose: Purpose,
    pub act: ConsentAct,
    /// The text that was on the screen.
    pub shown: Text,
    /// The language it was shown in.
    pub lang: Lang,
    /// The order it belongs to, where it belongs to one.
    pub order: Option<OrderId>,
    pub at: Stamp,
}
