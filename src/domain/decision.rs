//! Everything that one event wants done: what [`decide`](super::decide::decide) gives back.

use super::brake::Brake;
use super::case::{EndedCase, NewCase};
use super::charge::Charge;
use super::consent::ConsentRow;
use super::customer::Customer;
use super::effect::{Effect, EffectKey, PressAnswer};
use super::email::Email;
use super::ids::{AddressId, CustomerId, EsimId, MessageId, OrderId, PersonKey};
use super::order::Order;
use super::switches::Switches;

/// What happens to an eSIM of the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockMove {
    /// Set aside for an order.
    Reserve(EsimId, OrderId),
    /// Free again: taken from the order that held it; only ever one that was not shown.
    Release(EsimId, OrderId),
    /// Sold to an order.
    Sell(EsimId, OrderId),
    /// Faulty: taken from the order that held it, and out of sale for ever.
    Spoil(EsimId, OrderId),
}

/// Anonymous counters of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// A person pressed /start for the first time.
    Visitor,
    /// Plans of a place were looked at for the first time in a visit.
    Plans,
    /// A review was opened.
    Review,
    /// An invoice was sent.
    Invoice,
    /// An order was paid.
    Paid,
}

impl Count {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Plans => "plans",
            Self::Review => "review",
            Self::Invoice => "invoice",
            Self::Paid => "paid",
        }
    }
}

/// What an admin did, for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Who.
    pub admin: PersonKey,
    /// What, one word.
    pub action: &'static str,
    /// About which order.
    pub order: Option<OrderId>,
    /// About what else, such as a case.
    pub subject: Option<String>,
}

/// A new version of an e-mail address, to be sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAddress {
    /// Its row.
    pub id: AddressId,
    /// The address.
    pub email: Email,
}

/// Everything one event wants done, in one transaction. Rows are given whole.
#[must_use = "what was decided is to be written"]
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The person's row, if it changed.
    pub customer: Option<Customer>,
    /// New and changed orders.
    pub orders: Vec<Order>,
    /// New and changed charges.
    pub charges: Vec<Charge>,
    /// Additions to the consent ledger.
    pub consents: Vec<ConsentRow>,
    /// New versions of addresses.
    pub addresses: Vec<NewAddress>,
    /// All versions of this customer's address are deleted.
    pub forget_addresses: bool,
    /// Stock moves.
    pub stock: Vec<StockMove>,
    /// Effects to be queued.
    pub effects: Vec<Effect>,
    /// Keys of queued effects that must not begin any more.
    pub cancel: Vec<EffectKey>,
    /// Keys of queued effects that wait for a later time and are tried now.
    pub hurry: Vec<EffectKey>,
    /// All queued effects of this customer but timers of erasure and the farewell are cancelled.
    pub cancel_all: bool,
    /// Answers to presses.
    pub answers: Vec<PressAnswer>,
    /// Counters.
    pub counts: Vec<Count>,
    /// The audit.
    pub audit: Vec<AuditRow>,
    /// New switches.
    pub switches: Option<Switches>,
    /// The brake after an unknown charge, or after an admin let go.
    pub brake: Option<Brake>,
    /// Cases that are opened.
    pub cases: Vec<NewCase>,
    /// Cases that ended.
    pub closed: Vec<EndedCase>,
    /// A copied support message: in this admin's chat, under this id, of this customer.
    pub threads: Vec<(PersonKey, MessageId, CustomerId)>,
    /// The customer's values are erased now.
    pub erase: bool,
}

impl Decision {
    /// Adds what was decided beside it about the same event; a row or setting of `other` wins.
    pub fn append(&mut self, other: Self) {
        self.customer = other.customer.or(self.customer.take());
        self.orders.extend(other.orders);
        self.charges.extend(other.charges);
        self.consents.extend(other.consents);
        self.addresses.extend(other.addresses);
        self.forget_addresses |= other.forget_addresses;
        self.stock.extend(other.stock);
        self.effects.extend(other.effects);
        self.cancel.extend(other.cancel);
        self.hurry.extend(other.hurry);
        self.cancel_all |= other.cancel_all;
        self.answers.extend(other.answers);
        self.counts.extend(other.counts);
        self.audit.extend(other.audit);
        self.switches = other.switches.or(self.switches.take());
        self.brake = other.brake.or(self.brake.take());
        self.cases.extend(other.cases);
        self.closed.extend(other.closed);
        self.threads.extend(other.threads);
        self.erase |= other.erase;
    }
}
