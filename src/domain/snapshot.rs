//! Everything that [`decide`](super::decide::decide) may know about one event.

use super::brake::Brake;
use super::case::FoundCase;
use super::catalogue::Catalogue;
use super::charge::{Charge, Why};
use super::ids::{CustomerId, EsimId, KeyId, PersonKey};
use super::mailbox::{LinkOf, Mailbox};
use super::money::{Currency, StarsRate};
use super::order::{Opening, Order};
use super::parcel::Parcel;
use super::rows::Rows;
use super::switches::Switches;
use super::time::{Millis, Stamp};
use super::wants::Listed;

/// For so long after a restore customers hear of what it closed.
pub(crate) const NEWS: Millis = Millis::days(1);

/// At or below this many free eSIMs of a plan the admins hear of it.
pub(crate) const LOW_STOCK: i64 = 3;

/// What the shop is set up to do. It does not change while the process runs.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of the set-up")]
#[derive(Debug, Clone)]
pub struct Setup {
    pub rate: StarsRate,
    /// Whether a provider token for tenge is there.
    pub tenge: bool,
    /// What is asked first; the other is one press away.
    pub first_rail: Currency,
    /// Whether one press may give all consents, beside the single ones.
    pub agree_to_all: bool,
    /// Within how many days of the payment an eSIM can be opened; 0: only at once.
    pub later_days: i64,
    /// Within how many working days a person returns tenge at the provider.
    pub return_days: i64,
    pub mail: bool,
    /// How many further letters go in 24 hours, the automatic ones counted in.
    pub letters_a_day: i64,
    /// Whether the seller has the offer on a public page.
    pub offer_link: bool,
    /// Whether the seller has the privacy text on a public page.
    pub privacy_link: bool,
    pub admins: Vec<PersonKey>,
    /// At or below this many free eSIMs of a plan the admins hear of it.
    pub low_stock: i64,
    /// How long after the payment the supplier promises a QR.
    pub promise: Millis,
}

impl Setup {
    /// How an order is opened later, where the owner offers that.
    pub(crate) fn later(&self) -> Option<Opening> {
        (self.later_days > 0).then_some(Opening::Later { days: self.later_days })
    }
}

/// An order that an admin's command names, with its charge.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundOrder {
    pub order: Order,
    pub charge: Option<Charge>,
}

/// What this database can vouch for: it knows every charge since `from`, as far as Telegram told
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// When this database first served, or was last restored.
    pub from: Stamp,
    /// When it was last restored, if it ever was.
    pub restored: Option<Stamp>,
    pub brake: Brake,
}

impl History {
    /// Why a charge from before needs a person.
    pub(crate) const fn why(&self) -> Why {
        if self.restored.is_some() { Why::BeforeRestore } else { Why::BeforeHistory }
    }

    /// Whether customers still hear of what the last restore closed.
    pub(crate) fn is_news(&self, now: Stamp) -> bool {
        self.restored.is_some_and(|at| now.since(at) < NEWS)
    }

    /// Whether an order paid at `paid` lies in them whole. One from before a restore may have been
    /// shown in what was lost: its code is never sold again.
    pub(crate) fn covers(&self, paid: Stamp) -> bool {
        paid >= self.from
    }

    /// Whether an order paid at `paid`, for which surely no eSIM was bought, may be paid back
    /// without being asked for. One from before a restore may have been delivered in what was lost.
    pub(crate) fn vouches_for(&self, paid: Stamp) -> bool {
        !self.brake.is_on() && self.covers(paid)
    }

    /// Whether a paid order is given up: nothing is bought for it any more, and it is paid back if
    /// surely nothing was. Its customer asked for the money, or it is overdue and this history
    /// vouches for it.
    pub fn give_up(&self, order: &Order, promise: Millis, now: Stamp) -> bool {
        let vouched = order.paid_at.is_some_and(|paid| self.vouches_for(paid));
        order.refund_wished || (order.is_overdue(promise, now) && vouched)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// A code that may be taken in this transaction.
    pub free: Option<EsimId>,
    /// How many are free in all, that one included.
    pub left: i64,
}

#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    pub now: Stamp,
    /// Random numbers, new for each event.
    pub fresh: [u64; 4],
    pub setup: &'a Setup,
    /// The plans that exist and those that can be sold now.
    pub catalogue: &'a Catalogue,
    pub switches: &'a Switches,
    /// What this database can vouch for.
    pub history: &'a History,
    /// Whether this person is an admin by configuration.
    pub admin: bool,
    pub rows: &'a Rows,
    /// What the event needs beside them.
    pub known: &'a Known,
}

/// Whose talk with support a message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// This customer's, whose values this key seals.
    Of(CustomerId, KeyId),
    /// That of somebody who was forgotten as many days after its last word.
    Late(i64),
}

/// What was loaded of what an event [needs](super::needs::Needs).
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub stock: Stock,
    /// The order that an admin's command names, or a charge that is none of this person's.
    pub found: Option<FoundOrder>,
    /// Whose talk with support the message replied to belongs to.
    pub thread: Option<Thread>,
    /// The messages on their way in this person's talk with support.
    pub parcels: Vec<Parcel>,
    pub case: Option<FoundCase>,
    /// The page of the list of orders that the event shows, or leads back to.
    pub listed: Listed,
    /// Whether an attempt to show the order that is to have another code waits or is under way.
    pub showing: bool,
    /// Whether the phone asks for a confirmation code when the order's eSIM is installed.
    pub confirmation: bool,
    /// The mailbox that a letter may go to.
    pub mailbox: Option<Mailbox>,
    /// Whose letter the pressed link stands in.
    pub link: Option<LinkOf>,
}
