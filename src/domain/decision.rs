//! Everything that one event wants done: what [`decide`](super::decide::decide) gives back.

use super::brake::Brake;
use super::case::{EndedCase, NewCase};
use super::charge::Charge;
use super::consent::ConsentRow;
use super::customer::Customer;
use super::effect::{Effect, EffectKey, PressAnswer};
use super::email::Email;
use super::ids::{AddressId, CustomerId, EsimId, MessageId, OrderId, ParcelId, PersonKey};
use super::mailbox::LetterLink;
use super::order::Order;
use super::parcel::Parcel;
use super::switches::Switches;

/// What happens to an eSIM of the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockMove {
    /// Set aside for an order.
    Reserve(EsimId, OrderId),
    /// Free again: taken from the order that held it; only ever one that was not shown.
    Release(EsimId, OrderId),
    Sell(EsimId, OrderId),
    /// Faulty: taken from the order that held it, and out of sale for ever.
    Spoil(EsimId, OrderId),
}

impl StockMove {
    /// The eSIM that is sold by it.
    pub(crate) const fn sold(&self) -> Option<EsimId> {
        match self {
            Self::Sell(esim, _) => Some(*esim),
            Self::Reserve(..) | Self::Release(..) | Self::Spoil(..) => None,
        }
    }
}

words! {
    /// Anonymous counters of a day.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Count {
        /// A person pressed /start for the first time.
        Visitor = "visitor",
        /// Plans of a place were looked at for the first time in a visit.
        Plans = "plans",
        Review = "review",
        Invoice = "invoice",
        Paid = "paid",
    }
}

/// What an admin did, for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    pub admin: PersonKey,
    pub action: &'static str,
    pub order: Option<OrderId>,
    /// About what else, such as a case.
    pub subject: Option<String>,
}

/// A new version of an e-mail address, to be sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAddress {
    pub id: AddressId,
    pub email: Email,
}

/// Everything one event wants done, in one transaction. Rows are given whole.
#[must_use = "what was decided is to be written"]
#[derive(Debug, Clone, Default)]
pub struct Decision {
    pub customer: Option<Customer>,
    pub orders: Vec<Order>,
    pub charges: Vec<Charge>,
    /// Additions to the consent ledger.
    pub consents: Vec<ConsentRow>,
    /// Confirmed addresses; none is written down before.
    pub addresses: Vec<NewAddress>,
    /// Addresses that nothing names any more: declined, corrected or withdrawn. Their rows go.
    pub forgotten: Vec<AddressId>,
    pub stock: Vec<StockMove>,
    pub effects: Vec<Effect>,
    /// Keys of queued effects that must not begin any more.
    pub cancel: Vec<EffectKey>,
    /// Keys of queued effects that wait for a later time and are tried now.
    pub hurry: Vec<EffectKey>,
    /// All queued effects of this customer but timers of erasure and the farewell are cancelled.
    pub cancel_all: bool,
    pub answers: Vec<PressAnswer>,
    pub counts: Vec<Count>,
    pub audit: Vec<AuditRow>,
    pub switches: Option<Switches>,
    /// The brake after an unknown charge, or after an admin let go.
    pub brake: Option<Brake>,
    pub cases: Vec<NewCase>,
    pub closed: Vec<EndedCase>,
    /// A word of a talk with support: in this person's chat, under this id, of this customer.
    pub threads: Vec<(PersonKey, MessageId, CustomerId)>,
    /// Messages on their way, as they stand now.
    pub parcels: Vec<Parcel>,
    /// Messages that were delivered, or never will be: nothing of them is kept.
    pub unpacked: Vec<ParcelId>,
    /// The link of a letter that was pressed.
    pub link: Option<LetterLink>,
    /// Letters that ended, and whether the mail server took them.
    pub letters: Vec<(OrderId, i64, bool)>,
    /// The customer's values are erased now.
    pub erase: bool,
}

impl Decision {
    /// Adds what was decided beside it about the same event; a row or setting of `other` wins.
    pub(crate) fn append(&mut self, other: Self) {
        self.customer = other.customer.or(self.customer.take());
        self.orders.extend(other.orders);
        self.charges.extend(other.charges);
        self.consents.extend(other.consents);
        self.addresses.extend(other.addresses);
        self.forgotten.extend(other.forgotten);
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
        self.parcels.extend(other.parcels);
        self.unpacked.extend(other.unpacked);
        self.link = other.link.or(self.link.take());
        self.letters.extend(other.letters);
        self.erase |= other.erase;
    }
}
