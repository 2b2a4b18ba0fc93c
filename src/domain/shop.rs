//! `decide`: the one function that joins what happens to what is done. It is pure: time, random
//! numbers, stock and settings come in with the [`Snapshot`], everything it wants goes out in the
//! [`Decision`]. Read next: [`talk`](super::talk) (the conversation) and [`sale`](super::sale)
//! (the money).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::brake::Brake;
use super::case::{CaseKind, FoundCase, NewCase};
use super::catalogue::Catalogue;
use super::charge::Charge;
use super::consent::ConsentRow;
use super::customer::Customer;
use super::effect::{Effect, Reply};
use super::email::Email;
use super::event::{Event, Press};
use super::ids::{AddressId, CustomerId, EsimId, MessageId, OrderId, PersonKey};
use super::money::StarsRate;
use super::order::Order;
use super::time::{Millis, Stamp};
use super::{admin, desk::Desk, erasure, sale, settle, talk};

/// At or below this many free eSIMs of a plan the admins hear of it.
pub const LOW_STOCK: i64 = 3;

/// What the shop is set up to do. It does not change while the process runs.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts of the set-up")]
#[derive(Debug, Clone)]
pub struct Setup {
    /// Tenge per Star.
    pub rate: StarsRate,
    /// Whether a provider token for tenge is there.
    pub tenge: bool,
    /// Whether mail can be sent.
    pub mail: bool,
    /// Whether the seller has the offer on a public page.
    pub offer_link: bool,
    /// Whether the seller has the privacy text on a public page.
    pub privacy_link: bool,
    /// The admins.
    pub admins: Vec<PersonKey>,
    /// At or below this many free eSIMs of a plan the admins hear of it.
    pub low_stock: i64,
    /// How long after the payment the supplier promises a QR.
    pub promise: Millis,
}

/// What admins switch, stored in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// No new sales.
    pub paused: bool,
    /// Who wants a note per sale.
    pub notes: BTreeSet<PersonKey>,
}

/// An order that an admin's command names, with its charge.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundOrder {
    /// The order.
    pub order: Order,
    /// Its own charge, if it was charged.
    pub charge: Option<Charge>,
}

/// What this database can vouch for: it knows every charge since `from`, as far as Telegram told it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// When this database first served, or was last restored.
    pub from: Stamp,
    /// The brake on refunds that nobody asked for.
    pub brake: Brake,
}

impl Books {
    /// Whether an order paid at `paid` lies in them whole. One from before a restore may have been shown in
    /// what was lost: its code is never sold again.
    pub fn hold_all_of(&self, paid: Stamp) -> bool {
        paid >= self.from
    }

    /// Whether an order paid at `paid`, for which surely no eSIM was bought, may be paid back without
    /// being asked for. One from before a restore may have been delivered in what was lost.
    pub fn vouch_for(&self, paid: Stamp) -> bool {
        !self.brake.is_on() && self.hold_all_of(paid)
    }
}

/// Free stock of the plan an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// One that may be taken in this transaction.
    pub free: Option<EsimId>,
    /// How many are free in all, that one included.
    pub left: i64,
}

/// Everything `decide` may know.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Now.
    pub now: Stamp,
    /// Random numbers, new for each event.
    pub fresh: [u64; 4],
    /// The set-up.
    pub setup: Arc<Setup>,
    /// The plans that exist and those that can be sold now.
    pub catalogue: Arc<Catalogue>,
    /// The switches.
    pub settings: Settings,
    /// Whether this person is an admin by configuration.
    pub admin: bool,
    /// The person.
    pub customer: Customer,
    /// All orders of this person.
    pub orders: Vec<Order>,
    /// All charges of this person.
    pub charges: Vec<Charge>,
    /// Stock of the plan the event is about.
    pub stock: Stock,
    /// What this database can vouch for.
    pub books: Books,
    /// The order that an admin's command names, or a charge that is none of this person's.
    pub found: Option<FoundOrder>,
    /// Whose support message an admin replied to.
    pub thread: Option<CustomerId>,
    /// The case an admin's button names.
    pub case: Option<FoundCase>,
    /// Whether an attempt to show the order that is to have another code waits or is under way.
    pub showing: bool,
}

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
    /// Plans of a place were looked at for the first time in a session.
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
    pub cancel: Vec<String>,
    /// Keys of queued effects that wait for a later time and are tried now.
    pub hurry: Vec<String>,
    /// All queued effects of this customer but timers of erasure and the farewell are cancelled.
    pub cancel_all: bool,
    /// Sent from memory.
    pub replies: Vec<Reply>,
    /// Counters.
    pub counts: Vec<Count>,
    /// The audit.
    pub audit: Vec<AuditRow>,
    /// New settings.
    pub settings: Option<Settings>,
    /// The brake after an unknown charge, or after an admin let go.
    pub brake: Option<Brake>,
    /// Cases that are opened.
    pub cases: Vec<NewCase>,
    /// Cases that were settled, and by what.
    pub closed: Vec<(CaseKind, String, &'static str)>,
    /// A copied support message: in this admin's chat, under this id, of this customer.
    pub threads: Vec<(PersonKey, MessageId, CustomerId)>,
    /// The customer's values are erased now.
    pub erase: bool,
}

/// Decides one event.
pub fn decide(snapshot: &Snapshot, event: Event) -> Decision {
    let mut desk = Desk::open(snapshot);
    if snapshot.customer.blocked_at.is_some() {
        erasure::while_blocked(&mut desk, event);
        return desk.close();
    }
    if desk.snap.admin
        && matches!(event, Event::Start(_) | Event::Press { press: Press::Lang(_), .. })
    {
        admin::menu(&mut desk, &event);
    }
    match event {
        Event::PreCheckout { query, money, invoice, received_at } => {
            sale::pre_checkout(&mut desk, query, money, invoice, received_at);
        }
        Event::Charged { charge, money, invoice } => {
            sale::charged(&mut desk, &charge, money, invoice);
        }
        Event::Told(tell) => sale::told(&mut desk, tell),
        Event::Due(timer) => sale::due(&mut desk, timer),
        Event::Ended(ended) => sale::ended(&mut desk, ended),
        Event::Admin(command) => admin::command(&mut desk, &command),
        Event::Press {
            press: press @ (Press::RefundYes(..) | Press::RefundNo(..) | Press::SettledYes(..)),
            message,
            query,
        } => admin::press(&mut desk, &press, message, query),
        Event::Press {
            press: press @ (Press::Cases | Press::Case(_) | Press::CaseAct(..)),
            message,
            query,
        } => settle::buttons::press(&mut desk, &press, message, query),
        Event::AdminReply { to, message } => admin::reply(&mut desk, to, message),
        Event::Start(_)
        | Event::Command(_)
        | Event::UnknownCommand
        | Event::Press { .. }
        | Event::StalePress { .. }
        | Event::Typed(_)
        | Event::AddressTyped(_)
        | Event::ForSupport(_)
        | Event::Unexpected
        | Event::Edited
        | Event::Reachable(_) => talk::talk(&mut desk, event),
    }
    desk.close()
}
