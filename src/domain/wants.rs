//! Which of a person's own orders and charges an event is decided on. What is open is always there;
//! of the rest only what is said here, so that an event costs the same whatever its account did
//! before. What else an event needs is in [`needs`](super::needs).

use super::customer::Customer;
use super::dialogue::Dialogue;
use super::effect::{Role, Timer};
use super::event::{Command, Ended, Event};
use super::ids::{ChargeId, MessageId, OrderId};
use super::order::{Order, OrderState};
use super::press::Press;
use super::tell::Tell;
use super::time::Stamp;

/// Orders on a page of the list.
pub(crate) const ORDERS_PER_PAGE: u16 = 6;

/// The list of orders is as long as this at most: who bought more writes to support about the first
/// ones.
pub(crate) const LONGEST_LIST: u16 = 300;

/// Orders and charges of a person's own, beside those that are open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wants {
    /// With their charges.
    pub orders: Vec<OrderId>,
    /// With their orders.
    pub charges: Vec<ChargeId>,
    pub list: Option<List>,
    /// The order whose card this message is.
    pub card: Option<MessageId>,
    /// Every order that is mailed: its address changes.
    pub mailed: bool,
    /// Every order whose code may have been seen: its card goes blank.
    pub shown: bool,
    /// Every order that the last restore closed: the checkout of its plan says so for a day.
    pub closed: bool,
}

/// What is wanted of the list of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// A page; with the first one the last order that was delivered.
    Page(u16),
    /// On which page this order is.
    Of(OrderId),
}

/// A page of the list of orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Which page it is, from 0.
    pub page: u16,
    pub pages: u16,
    /// The orders of the page, the newest first; none where only the page was asked for.
    pub orders: Vec<OrderId>,
}

impl Order {
    /// Whether it is there for every event of its customer: something is owed, or a payment of it
    /// may be on its way or come.
    pub fn is_current(&self, now: Stamp) -> bool {
        let waits = matches!(self.state(), OrderState::Draft | OrderState::Invoiced { .. });
        waits || self.state().is_open() || self.uncertain_until(now).is_some()
    }
}

impl Event {
    /// What of this person's own it is decided on, beside what is open.
    pub fn wants(&self, customer: &Customer) -> Wants {
        let mut wants = self.named(customer);
        // Nothing is sold without that consent: a visitor has no orders.
        wants.list = wants.list.filter(|_| customer.consents.processing.is_some());
        wants.closed = self.may_lead_to_a_checkout() && customer.consents.processing.is_some();
        wants
    }

    /// Whether its screen may be a checkout: whatever a person presses, types or sends.
    const fn may_lead_to_a_checkout(&self) -> bool {
        match self {
            Self::Start(_)
            | Self::StartAt(_)
            | Self::FromLetter(_)
            | Self::Command(_)
            | Self::UnknownCommand
            | Self::Press { .. }
            | Self::StalePress { .. }
            | Self::Said(_)
            | Self::Turned { .. }
            | Self::Unread => true,
            Self::PreCheckout { .. }
            | Self::Charged { .. }
            | Self::Told(_)
            | Self::Due(_)
            | Self::Ended(_)
            | Self::Admin(_)
            | Self::AdminReply(_)
            | Self::Edited
            | Self::Pinned(_)
            | Self::Reachable(_) => false,
        }
    }

    fn named(&self, customer: &Customer) -> Wants {
        match self {
            Self::PreCheckout { invoice, .. } | Self::Charged { invoice, .. } => {
                Wants::orders(invoice.map(|invoice| invoice.order))
            }
            Self::Told(tell) => tell.wants(),
            Self::Due(timer) => timer.wants(),
            Self::Ended(ended) => ended.wants(),
            // The QR comes into the pressed message, unless that is another order's card.
            Self::Press { press: press @ Press::Open(_), message, .. } => {
                Wants { card: Some(*message), ..press.wants(customer) }
            }
            Self::Press { press, .. } => press.wants(customer),
            Self::Command(Command::Esims)
            | Self::Start(_)
            | Self::StartAt(_)
            | Self::FromLetter(_) => {
                Wants { list: Some(List::Page(0)), ..Wants::orders(customer.dialogue.order()) }
            }
            Self::Said(missive) | Self::Turned { missive, .. } => {
                let orders = missive.order().into_iter().chain(customer.dialogue.order());
                Wants { list: Some(List::Page(0)), ..Wants::orders(orders) }
            }
            Self::Command(_) => Wants::orders(customer.dialogue.order()),
            Self::UnknownCommand
            | Self::Admin(_)
            | Self::AdminReply(_)
            | Self::StalePress { .. }
            | Self::Unread
            | Self::Edited
            | Self::Pinned(_)
            | Self::Reachable(_) => Wants::default(),
        }
    }
}

impl Wants {
    fn orders(orders: impl IntoIterator<Item = OrderId>) -> Self {
        Self { orders: orders.into_iter().collect(), ..Self::default() }
    }

    fn charge(charge: &ChargeId) -> Self {
        Self { charges: vec![charge.clone()], ..Self::default() }
    }
}

impl Tell {
    fn wants(&self) -> Wants {
        match self {
            Self::RefundCharge { charge }
            | Self::SettledCharge { charge, .. }
            | Self::RefundSeen { charge } => Wants::charge(charge),
            Self::Keep { order, charge } | Self::Deliver { order, charge } => {
                Wants { orders: order.iter().copied().collect(), ..Wants::charge(charge) }
            }
            Self::ReturnOrder { order, charge, .. } => {
                Wants { orders: vec![*order], ..Wants::charge(charge) }
            }
            Self::TryAgain { order } | Self::ShowAgain { order } | Self::Replace { order, .. } => {
                Wants::orders([*order])
            }
            // The letters to it that did not arrive follow.
            Self::MailboxLives { .. } => Wants { mailed: true, ..Wants::default() },
            Self::SupportAnswer { .. } | Self::Mute { .. } => Wants::default(),
        }
    }
}

impl Timer {
    fn wants(&self) -> Wants {
        match self {
            Self::InvoiceEnds { order, .. }
            | Self::ApprovalEnds { order, .. }
            | Self::Uncharged { order, .. }
            | Self::DeliveryLate { order }
            | Self::StillUnseen { order }
            | Self::Reminder { order, .. }
            | Self::OpenEnds { order } => Wants::orders([*order]),
            // A word to support names the newest order.
            Self::AlbumEnds { .. } | Self::AnswerEnds { .. } => {
                Wants { list: Some(List::Page(0)), ..Wants::default() }
            }
            Self::EraseNow => Wants::default(),
        }
    }
}

impl Ended {
    fn wants(&self) -> Wants {
        match self {
            Self::Said { role: Role::Card(order), .. }
            | Self::Invoice { order, .. }
            | Self::PreCheckout { order, .. }
            | Self::Provision { order, .. }
            | Self::Qr { order, .. }
            | Self::Mail { order, .. }
            | Self::Asked { order, .. } => Wants::orders([*order]),
            Self::Refund { charge, .. } => Wants::charge(charge),
            Self::Said { role: Role::Plain | Role::SupportCopy | Role::Farewell, .. }
            | Self::Copied { .. } => Wants::default(),
        }
    }
}

impl Dialogue {
    /// The order that it is about.
    const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Address(order) | Self::AddressCheck(order, ..) => *order,
            Self::Paying(order)
            | Self::Esim(order)
            | Self::Letter(order)
            | Self::Trouble(order) => Some(*order),
            Self::Home
            | Self::Countries(_)
            | Self::Initial(_)
            | Self::Regions
            | Self::Plans(..)
            | Self::Coverages(..)
            | Self::Coverage(..)
            | Self::Checkout
            | Self::Esims(_)
            | Self::Support
            | Self::Consents
            | Self::Erase(_) => None,
        }
    }
}

impl Press {
    fn wants(&self, customer: &Customer) -> Wants {
        let orders = self.order().into_iter().chain(customer.dialogue.order());
        // The number of a checkout is no order yet.
        let begun = customer.checkout.as_ref().map(|checkout| checkout.order);
        // Before the first address nothing can be mailed.
        let addressed = matches!(self, Self::Pay(_)) && customer.address.is_some();
        Wants {
            list: self.list(&customer.dialogue),
            mailed: addressed || matches!(self, Self::WithdrawEmail | Self::AddressOk(_)),
            shown: matches!(self, Self::Erase(_)),
            ..Wants::orders(orders.filter(|order| Some(*order) != begun))
        }
    }

    /// What the screen that it leads to shows of the list of orders.
    fn list(&self, from: &Dialogue) -> Option<List> {
        if let Self::Esims(page) = self {
            return Some(List::Page(*page));
        }
        if let Self::Esim(order) | Self::Open(order) | Self::SendMail(order) = self {
            return Some(List::Of(*order));
        }
        let comes_again = matches!(self, Self::Lang(_));
        if let (true, Dialogue::Esims(page)) = (comes_again, from) {
            return Some(List::Page(*page));
        }
        if let (true, Dialogue::Esim(order) | Dialogue::Paying(order)) = (comes_again, from) {
            return Some(List::Of(*order));
        }
        // Those that lead to the first screen, name the last order to support, or mail it.
        let newest = matches!(
            self,
            Self::Home
                | Self::Leave
                | Self::Decline(_)
                | Self::Cancel(_)
                | Self::AddressOk(_)
                | Self::PassOn(_)
                | Self::KeepTalk(_)
                | Self::SendTalk(_)
        );
        (comes_again || newest).then_some(List::Page(0))
    }

    /// The order of the person's that it names, or the checkout.
    const fn order(&self) -> Option<OrderId> {
        match self {
            Self::AddressAgain(order) => *order,
            Self::Offer(order)
            | Self::Processing(order)
            | Self::Transfer(order)
            | Self::AgreeToAll(order)
            | Self::Decline(order)
            | Self::EmailYes(order)
            | Self::EmailNo(order)
            | Self::EmailSame(order)
            | Self::Pay(order)
            | Self::PayStars(order)
            | Self::PayTenge(order)
            | Self::PriceOk(order, _)
            | Self::Cancel(order)
            | Self::Declined(order, _)
            | Self::TryAgain(order, _)
            | Self::Esim(order)
            | Self::ShowQr(order)
            | Self::SendMail(order)
            | Self::MailOn(order)
            | Self::MailSame(order)
            | Self::CorrectFor(order)
            | Self::Install(order)
            | Self::StepsIphone(order)
            | Self::StepsAndroid(order)
            | Self::StepsTrouble(order)
            | Self::TroubleAt(order, _)
            | Self::TroubleOn(order, ..)
            | Self::TroubleSend(order, ..)
            | Self::ByHand(order)
            | Self::Front(order)
            | Self::Receipt(order)
            | Self::OpenNow(order)
            | Self::OpenLater(order)
            | Self::Open(order)
            | Self::WantRefund(order) => Some(*order),
            Self::Lang(_)
            | Self::Language
            | Self::Home
            | Self::Countries(_)
            | Self::Initial(_)
            | Self::Regions
            | Self::Search
            | Self::Plans(..)
            | Self::Coverages(..)
            | Self::Coverage(..)
            | Self::Plan(..)
            | Self::Phone(..)
            | Self::Buy(..)
            | Self::AddressOk(_)
            | Self::Esims(_)
            | Self::Correct
            | Self::Close
            | Self::Terms(_)
            | Self::Privacy(_)
            | Self::Consents
            | Self::WithdrawEmail
            | Self::Support
            | Self::PassOn(_)
            | Self::LookUp(_)
            | Self::KeepTalk(_)
            | Self::SendTalk(_)
            | Self::WithdrawTalk
            | Self::Help
            | Self::Leave
            | Self::Erase(_)
            | Self::Mute(_)
            | Self::Unmute(_)
            | Self::Cases
            | Self::Case(_)
            | Self::CasePlans(..)
            | Self::CasePlan(..)
            | Self::CaseAct(..)
            | Self::OrderAct(..) => None,
        }
    }
}
