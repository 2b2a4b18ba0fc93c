//! Everything that can happen, in the customer's stream. An event for another customer's stream
//! (an admin's refund) travels as a [`Tell`].

use serde::{Deserialize, Serialize};

use super::country::Place;
use super::effect::Timer;
use super::ids::{ChargeId, EsimId, MessageId, OrderId, ParcelId, QueryId};
use super::mailbox::LetterLink;
use super::missive::Missive;
use super::money::Money;
use super::outcome::Outcome;
use super::plan::PlanId;
use super::press::Press;
use super::tell::Tell;
use super::time::Stamp;

/// What every customer may command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Language,
    Esims,
    Help,
    Terms,
    Privacy,
    Consents,
    PaySupport,
    Support,
    Cancel,
    DeleteMyData,
}

/// What only admins may command. For everybody else these are unknown commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminCommand {
    Stats,
    /// `/refund <order number>`; `None` where no order number could be read.
    Refund(Option<OrderId>),
    Settled(Option<OrderId>),
    Pause,
    Resume,
    /// `/notes`: switches the note per sale.
    Notes,
    /// `/cases`: what needs a person.
    Cases,
}

/// What an invoice's payload says once its mark was found genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRef {
    pub order: OrderId,
    /// When the invoice was made.
    pub at: Stamp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `/start`, with the place of a deep link.
    Start(Option<Place>),
    /// `/start` with a deep link to a plan.
    StartAt(PlanId),
    /// `/start` by the link of a letter.
    FromLetter(LetterLink),
    /// A customer's command.
    Command(Command),
    /// A command nobody knows, or an admin's from somebody else.
    UnknownCommand,
    /// An admin's command; the role was checked.
    Admin(AdminCommand),
    /// An admin replied to a message of the shop's: an answer of support, perhaps.
    AdminReply(Missive),
    /// A button.
    Press {
        press: Press,
        message: MessageId,
        /// To be answered.
        query: QueryId,
    },
    /// A button whose data this version does not understand.
    StalePress {
        /// The message it hangs on.
        message: Option<MessageId>,
        query: QueryId,
    },
    /// A button that turns how a message was read: to support or to the search. The message is the
    /// one that the shop's message replies to.
    Turned {
        press: Press,
        missive: Missive,
        /// The message it hangs on.
        message: MessageId,
        query: QueryId,
    },
    /// A message that is no command: a text, a photo, a voice message, anything.
    Said(Missive),
    /// A message of which not even the id could be read.
    Unread,
    /// A message was edited: what was said first counts.
    Edited,
    /// Telegram's line "the bot pinned a message", by its id.
    Pinned(MessageId),
    /// The person blocked the bot or came back.
    Reachable(bool),
    /// A pre-checkout query.
    PreCheckout {
        /// To be answered within 10 s.
        query: QueryId,
        money: Option<Money>,
        /// Our payload, if its mark is genuine.
        invoice: Option<InvoiceRef>,
        received_at: Stamp,
    },
    /// A charge was taken. Its row exists already.
    Charged { charge: ChargeId, money: Money, invoice: Option<InvoiceRef> },
    /// From another stream.
    Told(Tell),
    /// A timer fell due.
    Due(Timer),
    /// An effect ended.
    Ended(Ended),
}

/// How an effect ended, for those whose end matters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ended {
    /// A message whose id somebody waits for.
    Said {
        to: super::effect::To,
        role: super::effect::Role,
        /// How it ended; done carries the message id.
        outcome: Outcome,
    },
    /// A message between a customer and support came, or did not.
    Copied {
        parcel: ParcelId,
        to: super::effect::To,
        /// The messages that Telegram made of it.
        sent: Vec<MessageId>,
        outcome: Outcome,
    },
    /// An invoice was sent, or not.
    Invoice { order: OrderId, n: i64, outcome: Outcome },
    /// A pre-checkout answer was given, or not.
    PreCheckout {
        order: OrderId,
        query: QueryId,
        /// Whether the answer was yes.
        approved: bool,
        outcome: Outcome,
    },
    /// The supplier was asked for an eSIM.
    Provision { order: OrderId, esim: Option<EsimId>, outcome: Outcome },
    /// The QR was shown, or not.
    Qr {
        order: OrderId,
        n: i64,
        /// How it ended; done carries the message id when a new card was needed.
        outcome: Outcome,
    },
    /// The mail was sent, or not.
    Mail { order: OrderId, n: i64, outcome: Outcome },
    /// The letter that asks for a sign of life was sent, or not.
    Asked { order: OrderId, n: i64, outcome: Outcome },
    /// A refund was asked.
    Refund {
        charge: ChargeId,
        /// How it ended; done means that Telegram's ledger shows it.
        outcome: Outcome,
    },
}
