//! Everything that can happen, in the customer's stream. An event for another customer's stream
//! (an admin's refund) travels as a [`Tell`].

use serde::{Deserialize, Serialize};

use super::country::Place;
use super::effect::Timer;
use super::ids::{ChargeId, EsimId, MessageId, OrderId, QueryId};
use super::money::Money;
use super::outcome::Outcome;
use super::press::Press;
use super::tell::Tell;
use super::time::Stamp;

/// What every customer may command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `/language`
    Language,
    /// `/esims`
    Esims,
    /// `/help`
    Help,
    /// `/terms`
    Terms,
    /// `/privacy`
    Privacy,
    /// `/consents`
    Consents,
    /// `/paysupport`
    PaySupport,
    /// `/support`
    Support,
    /// `/cancel`
    Cancel,
    /// `/deletemydata`
    DeleteMyData,
}

/// What only admins may command. For everybody else these are unknown commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminCommand {
    /// `/stats`
    Stats,
    /// `/refund <order number>`; `None` where no order number could be read.
    Refund(Option<OrderId>),
    /// `/settled <order number>`: a KZT refund was made at the provider.
    Settled(Option<OrderId>),
    /// `/pause`
    Pause,
    /// `/resume`
    Resume,
    /// `/notes`: switches the note per sale.
    Notes,
    /// `/cases`: what needs a person.
    Cases,
}

/// What an invoice's payload says once its mark was found genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRef {
    /// The order.
    pub order: OrderId,
    /// When the invoice was made.
    pub at: Stamp,
}

/// Everything that can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `/start`, with the place of a deep link.
    Start(Option<Place>),
    /// A customer's command.
    Command(Command),
    /// A command nobody knows, or an admin's from somebody else.
    UnknownCommand,
    /// An admin's command; the role was checked.
    Admin(AdminCommand),
    /// An admin replied to a copied support message.
    AdminReply {
        /// The message replied to.
        to: MessageId,
        /// The reply.
        message: MessageId,
    },
    /// A button.
    Press {
        /// What it means.
        press: Press,
        /// The message it hangs on.
        message: MessageId,
        /// To be answered.
        query: QueryId,
    },
    /// A button whose data this version does not understand.
    StalePress {
        /// The message it hangs on.
        message: Option<MessageId>,
        /// To be answered.
        query: QueryId,
    },
    /// A text where no special text is expected: a search.
    Typed(String),
    /// A text where an e-mail address is expected.
    AddressTyped(String),
    /// Any message where one to support is expected.
    ForSupport(MessageId),
    /// A photo, sticker, voice message or other thing nobody asked for; which message, where its id
    /// could be read.
    Unexpected(Option<MessageId>),
    /// A message was edited: what was said first counts.
    Edited,
    /// The person blocked the bot or came back.
    Reachable(bool),
    /// A pre-checkout query.
    PreCheckout {
        /// To be answered within 10 s.
        query: QueryId,
        /// What Telegram will charge; `None` for a currency we never ask for.
        money: Option<Money>,
        /// Our payload, if its mark is genuine.
        invoice: Option<InvoiceRef>,
        /// When we received it.
        received_at: Stamp,
    },
    /// A charge was taken. Its row exists already.
    Charged {
        /// The charge.
        charge: ChargeId,
        /// How much.
        money: Money,
        /// Our payload, if its mark is genuine.
        invoice: Option<InvoiceRef>,
    },
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
        /// Whose chat it is in.
        to: super::effect::To,
        /// What it was.
        role: super::effect::Role,
        /// How it ended; done carries the message id.
        outcome: Outcome,
    },
    /// An invoice was sent, or not.
    Invoice {
        /// The order.
        order: OrderId,
        /// Which invoice of it.
        n: i64,
        /// How it ended; done carries the message id.
        outcome: Outcome,
    },
    /// A pre-checkout answer was given, or not.
    PreCheckout {
        /// The order.
        order: OrderId,
        /// The query.
        query: QueryId,
        /// Whether the answer was yes.
        approved: bool,
        /// How it ended.
        outcome: Outcome,
    },
    /// The supplier was asked for an eSIM.
    Provision {
        /// The order.
        order: OrderId,
        /// The eSIM, if there is one.
        esim: Option<EsimId>,
        /// How it ended.
        outcome: Outcome,
    },
    /// The QR was shown, or not.
    Qr {
        /// The order.
        order: OrderId,
        /// Which showing.
        n: i64,
        /// How it ended; done carries the message id when a new card was needed.
        outcome: Outcome,
    },
    /// The mail was sent, or not.
    Mail {
        /// The order.
        order: OrderId,
        /// Which mail.
        n: i64,
        /// How it ended.
        outcome: Outcome,
    },
    /// A refund was asked.
    Refund {
        /// The charge.
        charge: ChargeId,
        /// How it ended; done means that Telegram's ledger shows it.
        outcome: Outcome,
    },
}

impl Ended {
    /// How it ended.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Said { outcome, .. }
            | Self::Invoice { outcome, .. }
            | Self::PreCheckout { outcome, .. }
            | Self::Provision { outcome, .. }
            | Self::Qr { outcome, .. }
            | Self::Mail { outcome, .. }
            | Self::Refund { outcome, .. } => *outcome,
        }
    }
}
