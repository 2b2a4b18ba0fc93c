//! Consents: a ledger that only grows. Each row says what was shown, in which words, and what the
//! person did. Law 94-V of Kazakhstan, articles 8 and 16: explicit, provable, withdrawable.

use serde::{Deserialize, Serialize};

use super::ids::OrderId;
use super::lang::Lang;
use super::text::Text;
use super::time::Stamp;

/// The edition of the texts people agree to. It changes with the legal texts, and everybody who
/// agreed to an older edition is asked again.
pub const EDITION: i64 = 1;

/// What is agreed to. Each is a press of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The public offer, for one order.
    Offer,
    /// Processing of personal data, its transfer abroad included.
    Processing,
    /// Sending the QR by e-mail.
    Email,
}

impl Purpose {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Processing => "processing",
            Self::Email => "email",
        }
    }
}

/// What the person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentAct {
    /// Agreed.
    Granted,
    /// Said no.
    Declined,
    /// Took it back.
    Withdrawn,
}

impl ConsentAct {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A row to be added. The hash of the words is taken where words are known, from `shown` and
/// `lang`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentRow {
    /// What for.
    pub purpose: Purpose,
    /// What the person did.
    pub act: ConsentAct,
    /// The text that was on the screen.
    pub shown: Text,
    /// The language it was shown in.
    pub lang: Lang,
    /// The order it belongs to, where it belongs to one.
    pub order: Option<OrderId>,
    /// When.
    pub at: Stamp,
}
