//! How an effect may fail: one small vocabulary that every adapter translates its errors into.
//!
//! It must not know Telegram, SMTP or HTTP, and it carries no text from outside: a reason is a word
//! of ours from a closed list, so it may be stored, logged and counted. What each fault leads to is
//! decided in [`decide`](super::decide::decide); the adapters' tables are next to their calls
//! (`mail/fault.rs`, `telegram/error.rs`).

use serde::{Deserialize, Serialize};

use super::ids::MessageId;
use super::time::Millis;

/// Why an effect was not performed, or may not have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Surely not performed, and worth another try: after the given time where the other side named
    /// one, otherwise after the relay's own backoff.
    Retry {
        /// The wait that the other side asked for (Bot API `retry_after`, HTTP `Retry-After`).
        after: Option<Millis>,
    },
    /// Surely not performed, and another try would end the same way.
    Reject {
        /// What the other side objected to.
        reason: Reason,
    },
    /// It may have been performed or not. `Unknown` never buys and never refunds: it asks first.
    Unknown,
}

impl Fault {
    /// A retry without a wait named by the other side.
    pub(crate) const RETRY: Self = Self::Retry { after: None };

    pub(crate) const fn reject(reason: Reason) -> Self {
        Self::Reject { reason }
    }
}

/// What the other side objected to. A closed list without personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer blocked the bot, or deleted the account: nothing reaches the chat.
    BotBlocked,
    /// There is no such chat for this bot, or the person never pressed start in it.
    ChatNotFound,
    /// The message to edit, delete or copy is no longer there, or is too old for that.
    MessageGone,
    /// Whoever it is for does not take a message of this kind (privacy settings).
    Unwelcome,
    /// The message already looks like that; for an edit this is success.
    NotModified,
    QueryTooOld,
    /// The Stars of this charge went back before; for a refund this is success.
    AlreadyRefunded,
    /// The charge to refund is not known to Telegram.
    ChargeNotFound,
    /// The bot's Stars balance does not cover the refund.
    BalanceShort,
    BadAddress,
    OutOfStock,
    /// The code of an eSIM cannot be opened or drawn. Said of a first attempt only: nothing of the
    /// code ever left.
    Unusable,
    /// A setting of ours is wrong: token, password, certificate, address of a server.
    Configuration,
    /// The request itself is malformed or too big: a defect of ours.
    BadRequest,
    /// Refused for a reason that has no word of its own here.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Done; a sent message has an id.
    Done(Option<MessageId>),
    Failed(Fault),
}

impl Outcome {
    /// Whether an attempt to show a code surely put nothing of it before anybody's eyes.
    pub(crate) const fn showed_nothing(self) -> bool {
        matches!(self, Self::Failed(Fault::Reject { reason: Reason::Unusable }))
    }

    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The message id of what was sent.
    pub(crate) const fn message(self) -> Option<MessageId> {
        match self {
            Self::Done(message) => message,
            Self::Failed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_stored_by_its_word() {
        for (reason, word) in [
            (Reason::BotBlocked, "bot_blocked"),
            (Reason::ChatNotFound, "chat_not_found"),
            (Reason::MessageGone, "message_gone"),
            (Reason::Unwelcome, "unwelcome"),
            (Reason::NotModified, "not_modified"),
            (Reason::QueryTooOld, "query_too_old"),
            (Reason::AlreadyRefunded, "already_refunded"),
            (Reason::ChargeNotFound, "charge_not_found"),
            (Reason::BalanceShort, "balance_short"),
            (Reason::BadAddress, "bad_address"),
            (Reason::OutOfStock, "out_of_stock"),
            (Reason::Unusable, "unusable"),
            (Reason::Configuration, "configuration"),
            (Reason::BadRequest, "bad_request"),
            (Reason::Refused, "refused"),
        ] {
            assert_eq!(serde_json::to_value(reason).unwrap(), word);
        }
    }

    #[test]
    fn a_fault_survives_storage() {
        let faults = [
            Fault::RETRY,
            Fault::Retry { after: Some(Millis::seconds(7)) },
            Fault::reject(Reason::BadAddress),
            Fault::Unknown,
        ];
        for fault in faults {
            let stored = serde_json::to_string(&fault).unwrap();
            assert_eq!(serde_json::from_str::<Fault>(&stored).unwrap(), fault, "{stored}");
        }
    }
}
