//! Consents: a ledger that only grows. Each row says what was shown, in which words, and what the
//! person did. Law 94-V of Kazakhstan, articles 8 and 16: explicit, provable, withdrawable.

use serde::{Deserialize, Serialize};

use super::ids::OrderId;
use super::lang::Lang;
use super::text::Text;
use super::time::Stamp;

/// The edition of the texts people agree to. It changes with the legal texts, and everybody who
/// agreed to an older edition is asked again.
pub(crate) const EDITION: i64 = 1;

words! {
    /// What is agreed to. Each is a press of its own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Purpose {
        /// The public offer, for one order.
        Offer = "offer",
        /// Processing of personal data, its transfer abroad included.
        Processing = "processing",
        /// Sending the QR by e-mail.
        Email = "email",
        /// Keeping a talk with support, until 30 days after its last word.
        Support = "support",
    }
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
