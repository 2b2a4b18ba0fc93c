//! An order: what we owe. Only the machine of `machine.rs` moves it.
//!
//! What was paid is told by [`charge`](super::charge); which of a customer's orders an event means
//! is decided in [`decide`](super::decide::decide).

mod lost;
mod machine;
mod opening;

pub use machine::{OrderEvent, Refused};
pub use opening::Opening;
pub(crate) use opening::{REMINDED, last_day, reminder};

use serde::{Deserialize, Serialize};

use super::ids::{AddressId, ChargeId, CustomerId, EsimId, MessageId, OrderId, QueryId};
use super::lang::Lang;
use super::money::{Currency, Money};
use super::plan::Plan;
use super::time::{Millis, Stamp};

/// How long an invoice can be paid.
pub const INVOICE_LIFE: Millis = Millis::minutes(30);

/// How long an approved pre-checkout keeps its order and its eSIM when no charge follows.
pub const APPROVAL_LIFE: Millis = Millis::minutes(10);

/// How long after its approval the ledger can say that Telegram charged nothing: Telegram waits ten
/// seconds for the answer and charges Stars at once.
pub const CHARGE_FOLLOWS: Millis = Millis::seconds(60);

/// How long after the end of an approval a charge may still be told: one that saw none is looked
/// into then.
pub const CHARGE_PATIENCE: Millis = Millis::minutes(20);

/// How long after the payment the QR is promised (supplier `stock`).
pub const DELIVERY_PROMISE: Millis = Millis::minutes(15);

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderState {
    /// Agreed to, not yet invoiced.
    Draft,
    /// An invoice is out and can be paid until then.
    Invoiced { until: Stamp },
    /// A pre-checkout was approved: a charge may come, and no second approval is given meanwhile.
    Approved {
        query: QueryId,
        /// When the approval is freed if no charge came.
        until: Stamp,
    },
    /// Charged; the eSIM is not there yet.
    Paid { charge: ChargeId },
    /// The eSIM is there; the QR was not seen to arrive yet.
    Provisioned { charge: ChargeId, esim: EsimId },
    /// The customer has the QR.
    Fulfilled {
        charge: ChargeId,
        /// `None` where a person knows that it was delivered, and a restore lost with which code.
        esim: Option<EsimId>,
    },
    /// The money goes back; nothing is owed but the refund, which the charge tracks.
    Returned { charge: ChargeId },
    /// The invoice ran out.
    Expired,
    /// The customer gave it up.
    Cancelled,
}

impl OrderState {
    /// The word stored in the database and used in statistics.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Invoiced { .. } => "invoiced",
            Self::Approved { .. } => "approved",
            Self::Paid { .. } => "paid",
            Self::Provisioned { .. } => "provisioned",
            Self::Fulfilled { .. } => "fulfilled",
            Self::Returned { .. } => "returned",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether an invoice may be sent, paid or renewed: nothing was charged and nobody gave up.
    pub const fn is_payable(&self) -> bool {
        match self {
            Self::Draft | Self::Invoiced { .. } | Self::Expired => true,
            Self::Approved { .. }
            | Self::Paid { .. }
            | Self::Provisioned { .. }
            | Self::Fulfilled { .. }
            | Self::Returned { .. }
            | Self::Cancelled => false,
        }
    }

    /// Whether something is still owed, or money may be on its way: erasure has to wait.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Approved { .. } | Self::Paid { .. } | Self::Provisioned { .. } => true,
            Self::Draft
            | Self::Invoiced { .. }
            | Self::Fulfilled { .. }
            | Self::Returned { .. }
            | Self::Expired
            | Self::Cancelled => false,
        }
    }

    /// The charge that paid the order, if one did.
    pub const fn charge(&self) -> Option<&ChargeId> {
        match self {
            Self::Paid { charge }
            | Self::Provisioned { charge, .. }
            | Self::Fulfilled { charge, .. }
            | Self::Returned { charge } => Some(charge),
            Self::Draft
            | Self::Invoiced { .. }
            | Self::Approved { .. }
            | Self::Expired
            | Self::Cancelled => None,
        }
    }

    /// The eSIM that is owed or was delivered.
    pub const fn esim(&self) -> Option<EsimId> {
        match self {
            Self::Provisioned { esim, .. } => Some(*esim),
            Self::Fulfilled { esim, .. } => *esim,
            Self::Draft
            | Self::Invoiced { .. }
            | Self::Approved { .. }
            | Self::Paid { .. }
            | Self::Returned { .. }
            | Self::Expired
            | Self::Cancelled => None,
        }
    }
}

/// Where the QR goes besides the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailChoice {
    Undecided,
    ChatOnly,
    /// Also to this address, with consent.
    To(AddressId),
    /// It was to be mailed, and the consent was taken back.
    Withdrawn,
}

/// Some attempt to show the order's code may have put it before somebody's eyes.
pub const MAYBE_SEEN: i64 = -1;

/// One sale. What was sold is frozen in `plan`, what it costs in `price` and `stars`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The number people read out.
    pub id: OrderId,
    /// Whose it is; nobody's after an erasure.
    pub customer: Option<CustomerId>,
    /// Where it stands; only the machine moves it.
    state: OrderState,
    /// It was never written down: its number may be another order's.
    new: bool,
    /// What was sold, as it was shown.
    pub plan: Plan,
    /// The price in tenge.
    pub price: Money,
    /// The price in Stars, where Stars can pay.
    pub stars: Option<Money>,
    /// What the current invoice asks: one of the two, chosen by the customer.
    pub asked: Option<Money>,
    /// The language of its newest invoice; the mail and the card follow the customer's own.
    pub lang: Lang,
    pub mail: MailChoice,
    /// When the customer wants to see the code.
    pub opening: Opening,
    pub invoices: i64,
    pub invoice_until: Option<Stamp>,
    /// The newest invoice's message, so that it can be deleted.
    pub invoice_message: Option<MessageId>,
    /// An approval ended without anybody knowing whether it was charged: until then a charge may
    /// still be told.
    pub unsure_until: Option<Stamp>,
    /// The order card's message, into which the QR is edited.
    pub card: Option<MessageId>,
    /// Cards that came before it and still show the QR.
    pub old_cards: Vec<MessageId>,
    /// An eSIM set aside for the order by an approved pre-checkout, as long as it can be paid.
    pub reserved: Option<EsimId>,
    /// When the QR was first on its way to a person's eyes: it never returns to stock after that.
    pub shown_at: Option<Stamp>,
    /// How often the QR was asked for (1 is the automatic one).
    pub qr_count: i64,
    /// How often the mail was asked for (1 is the automatic one).
    pub mail_count: i64,
    /// The newest of these mails that the mail server took; 0 for none.
    pub mailed: i64,
    /// How many of these attempts surely showed nothing; [`MAYBE_SEEN`] once one of them may have.
    pub blank_count: i64,
    /// How often another code took the place of one that nobody saw.
    pub replaced: i64,
    /// A wish to have the money back, stored while the eSIM is being obtained.
    pub refund_wished: bool,
    /// A restore lost what became of it after this moment, and nobody found that out since: it may
    /// have been paid, delivered or returned.
    pub lost_since: Option<Stamp>,
    /// When the customer agreed.
    pub created_at: Stamp,
    pub paid_at: Option<Stamp>,
    pub fulfilled_at: Option<Stamp>,
}

/// What is agreed to when an order begins; each field as in [`Order`].
#[derive(Debug, Clone)]
pub struct Agreed {
    pub id: OrderId,
    pub customer: Option<CustomerId>,
    pub plan: Plan,
    pub price: Money,
    pub stars: Option<Money>,
    pub lang: Lang,
    pub mail: MailChoice,
    pub at: Stamp,
}

impl Order {
    /// A new order: a draft.
    pub fn new(agreed: Agreed) -> Self {
        let Agreed { id, customer, plan, price, stars, lang, mail, at } = agreed;
        Self {
            id,
            customer,
            state: OrderState::Draft,
            new: true,
            plan,
            price,
            stars,
            asked: None,
            lang,
            mail,
            opening: Opening::AtOnce,
            invoices: 0,
            invoice_until: None,
            invoice_message: None,
            unsure_until: None,
            card: None,
            old_cards: Vec::new(),
            reserved: None,
            shown_at: None,
            qr_count: 0,
            mail_count: 0,
            mailed: 0,
            blank_count: 0,
            replaced: 0,
            refund_wished: false,
            lost_since: None,
            created_at: at,
            paid_at: None,
            fulfilled_at: None,
        }
    }

    /// The order as it was written down, in the state that it had then.
    #[must_use]
    pub fn as_written(self, state: OrderState) -> Self {
        Self { state, new: false, ..self }
    }

    /// Where it stands.
    pub const fn state(&self) -> &OrderState {
        &self.state
    }

    /// Whether it was never written down.
    pub const fn is_new(&self) -> bool {
        self.new
    }

    /// The address that it is mailed to. An order that was given up is mailed to nobody.
    pub fn mail_address(&self) -> Option<AddressId> {
        let MailChoice::To(address) = self.mail else { return None };
        (self.state != OrderState::Cancelled).then_some(address)
    }

    /// Moves the machine.
    ///
    /// # Errors
    /// [`Refused`] where the event has no place; nothing is changed.
    pub fn step(&mut self, event: &OrderEvent) -> Result<(), Refused> {
        self.state = self.state.transition(event)?;
        Ok(())
    }

    /// When its newest invoice was made, which names that invoice: its payload says so.
    pub fn invoiced_at(&self) -> Option<Stamp> {
        self.invoice_until.map(|until| until - INVOICE_LIFE)
    }

    /// The end of its approval in tenge: the bank's page may still take the money, and only its
    /// customer can say that it will not.
    pub(crate) fn may_be_declined(&self) -> Option<Stamp> {
        let tenge = self.asked.is_some_and(|asked| asked.currency == Currency::Kzt);
        match &self.state {
            OrderState::Approved { until, .. } if tenge => Some(*until),
            OrderState::Approved { .. }
            | OrderState::Draft
            | OrderState::Invoiced { .. }
            | OrderState::Paid { .. }
            | OrderState::Provisioned { .. }
            | OrderState::Fulfilled { .. }
            | OrderState::Returned { .. }
            | OrderState::Expired
            | OrderState::Cancelled => None,
        }
    }

    /// When it was paid; before that, when it began.
    pub(crate) fn bought_at(&self) -> Stamp {
        self.paid_at.unwrap_or(self.created_at)
    }

    /// When the QR is promised, once the order is paid; never while it is unopened.
    pub fn deadline(&self, promise: Millis) -> Option<Stamp> {
        let asked = match self.opening {
            Opening::AtOnce | Opening::Later { .. } => self.paid_at,
            Opening::Unopened { .. } => None,
            Opening::Opened { at } => Some(at),
        };
        asked.map(|asked| asked + promise)
    }

    /// The end of the last day on which its customer can open it, while it is paid and unopened.
    pub const fn unopened_until(&self) -> Option<Stamp> {
        match self.opening {
            Opening::Unopened { until } if self.is_owed() => Some(until),
            Opening::AtOnce
            | Opening::Later { .. }
            | Opening::Unopened { .. }
            | Opening::Opened { .. } => None,
        }
    }

    /// Whether it is paid and waits for its customer to open it: until then nobody sees the code.
    pub const fn is_unopened(&self) -> bool {
        self.unopened_until().is_some()
    }

    /// Until when its customer can open it: not once the money is wished back, and not before it is
    /// known what became of it.
    pub(crate) const fn opens_until(&self) -> Option<Stamp> {
        if self.refund_wished || self.lost_since.is_some() { None } else { self.unopened_until() }
    }

    /// The eSIM that may be shown.
    pub const fn to_show(&self) -> Option<EsimId> {
        if self.is_unopened() || self.lost_since.is_some() { None } else { self.state.esim() }
    }

    /// Whether its deadline passed.
    pub fn is_overdue(&self, promise: Millis, now: Stamp) -> bool {
        self.deadline(promise).is_some_and(|deadline| now >= deadline)
    }

    /// Whether the money can be had back for the asking: paid, and no eye saw the code.
    pub const fn is_unseen(&self) -> bool {
        self.is_owed() && self.shown_at.is_none()
    }

    /// Whether it is paid and its QR did not arrive.
    pub const fn is_owed(&self) -> bool {
        matches!(self.state, OrderState::Paid { .. } | OrderState::Provisioned { .. })
    }

    /// Notes how an attempt to show the code ended. What may have been seen once stays so.
    pub const fn note_attempt(&mut self, showed_nothing: bool) {
        if self.blank_count != MAYBE_SEEN {
            self.blank_count = if showed_nothing { self.blank_count + 1 } else { MAYBE_SEEN };
        }
    }

    /// Whether another code may take the place of the order's: it has one, and every attempt to
    /// show it came to an end that surely showed nothing. An attempt under way is none of these.
    pub const fn is_replaceable(&self) -> bool {
        let asked = self.qr_count + self.mail_count;
        let provisioned = matches!(self.state, OrderState::Provisioned { .. });
        let open = !self.is_unopened() && !self.refund_wished && self.lost_since.is_none();
        provisioned && open && self.blank_count == asked
    }
}
