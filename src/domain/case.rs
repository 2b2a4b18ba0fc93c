//! Cases: what needs a person. A case is opened by the decision that causes it, in its transaction,
//! and is told to the admins once. What it is about says by its own state whether it still needs
//! somebody; a case is never the only record of money.

use serde::{Deserialize, Serialize};

use super::charge::Charge;
use super::ids::{ChargeId, OrderId, PersonKey};
use super::money::Money;
use super::order::Order;
use super::plan::PlanId;
use super::text::Text;
use super::time::{Day, Stamp};

words! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum CaseKind {
        /// An order is paid and its QR had no first attempt by its deadline.
        Stuck = "stuck",
        /// A QR that was paid for does not reach its chat.
        Unreachable = "unreachable",
        /// A code that was delivered cannot be opened any more, and its customer wants to see it
        /// again.
        Unreadable = "unreadable",
        /// A charge that nobody may return or keep without a look at it.
        Charge = "charge",
        /// A charge that only the payment provider can return.
        Due = "due",
        /// An update that failed too often.
        Parked = "parked",
        /// A tenge payment was approved and no charge followed.
        Approval = "approval",
        /// Unknown charges came in a burst: refunds that nobody asked for are stopped.
        Stopped = "stopped",
        /// A paid order was not opened by its last day, and the books do not vouch for it.
        Unopened = "unopened",
        /// An admin names an order that was paid. It is looked at as a case is, and never opened.
        Asked = "asked",
    }
}

impl CaseKind {
    /// All kinds that are opened.
    pub const ALL: [Self; 9] = [
        Self::Stuck,
        Self::Unreachable,
        Self::Unreadable,
        Self::Charge,
        Self::Due,
        Self::Parked,
        Self::Approval,
        Self::Stopped,
        Self::Unopened,
    ];

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

listed_words! {
    /// What an admin can do about a case.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum CaseAct {
        /// Try once more what did not work.
        Retry = "retry",
        Refund = "refund",
        /// Take the code of a paid order, which nobody saw, out of sale and give the order another
        /// one.
        Replace = "replace",
        /// It was delivered in what a restore lost: it is an ordinary sale.
        Keep = "keep",
        /// It was not: it is delivered now.
        Deliver = "deliver",
        /// It was settled outside the shop.
        Outside = "outside",
    }
}

impl CaseAct {
    /// The word in the audit.
    pub(crate) const fn audit(self) -> &'static str {
        match self {
            Self::Retry => "case_retry",
            Self::Refund => "case_refund",
            Self::Replace => "case_replace",
            Self::Keep => "case_keep",
            Self::Deliver => "case_deliver",
            Self::Outside => "case_outside",
        }
    }
}

/// An open case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub id: i64,
    pub kind: CaseKind,
    pub subject: String,
    pub order: Option<OrderId>,
    pub charge: Option<ChargeId>,
    pub opened_at: Stamp,
    /// By when it is to be settled, where somebody was told so.
    pub due_at: Option<Stamp>,
}

/// A case with what it is about, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCase {
    pub case: Case,
    pub order: Option<Order>,
    /// Its charge, or its order's.
    pub charge: Option<Charge>,
}

impl FoundCase {
    /// The plan it is about: the order's, or the one that a person named.
    pub(crate) fn plan(&self) -> Option<&PlanId> {
        let named = || self.charge.as_ref().and_then(|charge| charge.named.as_ref());
        self.order.as_ref().map(|order| &order.plan.id).or_else(|| Some(&named()?.plan))
    }
}

/// An approved payment in tenge that no charge followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredApproval {
    pub query: String,
    pub order: OrderId,
    pub money: Money,
    pub at: Stamp,
}

/// A case that ended. One that is not open stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedCase {
    pub kind: CaseKind,
    pub subject: String,
    /// The admin who ended it; `None` where the shop did.
    pub by: Option<PersonKey>,
    pub action: &'static str,
}

impl EndedCase {
    /// A case that the shop itself ended.
    pub(crate) const fn by_the_shop(kind: CaseKind, subject: String, action: &'static str) -> Self {
        Self { kind, subject, by: None, action }
    }
}

/// A case to be opened. One that is open already, of the same kind and subject, stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    pub kind: CaseKind,
    /// What it is about: the id that makes it one of its kind.
    pub subject: String,
    pub order: Option<OrderId>,
    pub charge: Option<ChargeId>,
    /// By when it is to be settled, where somebody was told so.
    pub due_at: Option<Stamp>,
    /// What the admins are told, once; nothing where they hear of many cases in one word.
    pub alert: Option<Text>,
}

/// What is to be done, and by which day.
pub(crate) fn by_the_day(text: Text, by: Stamp) -> Text {
    Text::Lines(vec![text, Text::DueBy { by: Day(by) }])
}

impl NewCase {
    /// The same, to be settled by the end of that day; the admins are told so.
    pub(crate) fn by(self, day: Stamp) -> Self {
        let alert = self.alert.map(|alert| by_the_day(alert, day));
        Self { due_at: Some(day), alert, ..self }
    }

    pub(crate) fn of_order(kind: CaseKind, order: OrderId, alert: impl Into<Option<Text>>) -> Self {
        let subject = order.compact();
        Self { kind, subject, order: Some(order), charge: None, due_at: None, alert: alert.into() }
    }

    pub fn of_charge(
        kind: CaseKind,
        charge: &ChargeId,
        order: Option<OrderId>,
        alert: impl Into<Option<Text>>,
    ) -> Self {
        let subject = charge.0.clone();
        let (charge, alert) = (Some(charge.clone()), alert.into());
        Self { kind, subject, order, charge, due_at: None, alert }
    }
}
