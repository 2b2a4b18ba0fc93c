//! Cases: what needs a person. A case is opened by the decision that causes it, in its transaction,
//! and is told to the admins once. What it is about says by its own state whether it still needs
//! somebody; a case is never the only record of money.

use serde::{Deserialize, Serialize};

use super::charge::Charge;
use super::ids::{ChargeId, OrderId, PersonKey};
use super::money::Money;
use super::order::Order;
use super::text::Text;
use super::time::Stamp;

/// What kind of thing needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    /// An order is paid and its QR had no first attempt by its deadline.
    Stuck,
    /// A QR that was paid for does not reach its chat.
    Unreachable,
    /// A code that was delivered cannot be opened any more, and its customer wants to see it again.
    Unreadable,
    /// A charge that nobody may return or keep without a look at it.
    Charge,
    /// A charge that only the payment provider can return.
    Due,
    /// An update that failed too often.
    Parked,
    /// A tenge payment was approved and no charge followed.
    Approval,
    /// Unknown charges came in a burst: refunds that nobody asked for are stopped.
    Stopped,
    /// An admin names an order that was paid. It is looked at as a case is, and never opened.
    Asked,
}

impl CaseKind {
    /// All kinds that are opened.
    pub const ALL: [Self; 8] = [
        Self::Stuck,
        Self::Unreachable,
        Self::Unreadable,
        Self::Charge,
        Self::Due,
        Self::Parked,
        Self::Approval,
        Self::Stopped,
    ];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::Unreachable => "unreachable",
            Self::Unreadable => "unreadable",
            Self::Charge => "charge",
            Self::Due => "due",
            Self::Parked => "parked",
            Self::Approval => "approval",
            Self::Stopped => "stopped",
            Self::Asked => "asked",
        }
    }

    /// Reads a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What an admin can do about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CaseAct {
    /// Try once more what did not work.
    Retry,
    /// Give the money back.
    Refund,
    /// Take the code of a paid order, which nobody saw, out of sale and give the order another one.
    Replace,
    /// It was settled outside the shop.
    Outside,
}

impl CaseAct {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Retry, Self::Refund, Self::Replace, Self::Outside];

    /// The word on the command line and in the row of a case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Refund => "refund",
            Self::Replace => "replace",
            Self::Outside => "outside",
        }
    }

    /// The word in the audit.
    pub const fn audit(self) -> &'static str {
        match self {
            Self::Retry => "case_retry",
            Self::Refund => "case_refund",
            Self::Replace => "case_replace",
            Self::Outside => "case_outside",
        }
    }
}

/// An open case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number, for people.
    pub id: i64,
    /// What kind.
    pub kind: CaseKind,
    /// What makes it one of its kind.
    pub subject: String,
    /// The order, where there is one.
    pub order: Option<OrderId>,
    /// The charge, where there is one.
    pub charge: Option<ChargeId>,
    /// Since when.
    pub opened_at: Stamp,
}

/// A case with what it is about, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCase {
    /// The case.
    pub case: Case,
    /// Its order.
    pub order: Option<Order>,
    /// Its charge, or its order's.
    pub charge: Option<Charge>,
}

/// An approved payment in tenge that no charge followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredApproval {
    /// The approved query.
    pub query: String,
    /// The order.
    pub order: OrderId,
    /// What was approved.
    pub money: Money,
    /// When.
    pub at: Stamp,
}

/// A case that ended. One that is not open stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedCase {
    /// What kind.
    pub kind: CaseKind,
    /// What makes it one of its kind.
    pub subject: String,
    /// The admin who ended it; `None` where the shop did.
    pub by: Option<PersonKey>,
    /// By what, one word.
    pub action: &'static str,
}

impl EndedCase {
    /// A case that the shop itself ended.
    pub const fn by_the_shop(kind: CaseKind, subject: String, action: &'static str) -> Self {
        Self { kind, subject, by: None, action }
    }
}

/// A case to be opened. One that is open already, of the same kind and subject, stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    /// What kind.
    pub kind: CaseKind,
    /// What it is about: the id that makes it one of its kind.
    pub subject: String,
    /// The order, where there is one.
    pub order: Option<OrderId>,
    /// The charge, where there is one.
    pub charge: Option<ChargeId>,
    /// What the admins are told, once; nothing where they hear of many cases in one word.
    pub alert: Option<Text>,
}

impl NewCase {
    /// A case about an order.
    pub fn of_order(kind: CaseKind, order: OrderId, alert: impl Into<Option<Text>>) -> Self {
        let subject = order.compact();
        Self { kind, subject, order: Some(order), charge: None, alert: alert.into() }
    }

    /// A case about a charge.
    pub fn of_charge(
        kind: CaseKind,
        charge: &ChargeId,
        order: Option<OrderId>,
        alert: impl Into<Option<Text>>,
    ) -> Self {
        let subject = charge.0.clone();
        Self { kind, subject, order, charge: Some(charge.clone()), alert: alert.into() }
    }
}
