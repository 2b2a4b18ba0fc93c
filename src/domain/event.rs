//! Everything that can happen, in the customer's stream. An event for another customer's stream
//! (an admin's refund) travels as a [`Tell`](super::effect::Body::Tell).

use serde::{Deserialize, Serialize};

use super::case::CaseAct;
use super::country::Place;
use super::effect::Timer;
use super::ids::{AddressId, ChargeId, EsimId, MessageId, OrderId, PersonKey, QueryId};
use super::lang::Lang;
use super::money::Money;
use super::outcome::Outcome;
use super::plan::PlanId;
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

/// What a button means. It carries its whole target (callback data, 1-64 bytes); an admin's press
/// is checked against the role again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Press {
    /// A language.
    Lang(Lang),
    /// The language screen.
    Language,
    /// The first screen of the shop.
    Home,
    /// All countries, a page.
    Countries(u16),
    /// Regions and the world.
    Regions,
    /// Asks to type a name.
    Search,
    /// Plans of a place, a page.
    Plans(Place, u16),
    /// One plan, found at a place.
    Plan(Place, PlanId),
    /// How to check the phone.
    Phone(Place, PlanId),
    /// Buy this plan: the review.
    Buy(Place, PlanId),
    /// The offer is agreed to, for this order number.
    Offer(OrderId),
    /// Processing is agreed to, for this order number.
    Processing(OrderId),
    /// Processing is declined.
    ProcessingNo(OrderId),
    /// The QR by e-mail too.
    EmailYes(OrderId),
    /// Only in the chat.
    EmailNo(OrderId),
    /// To the address that stands already.
    EmailSame(OrderId),
    /// This address is right.
    AddressOk(AddressId),
    /// Type the address again.
    AddressAgain(Option<OrderId>),
    /// The order's payment step.
    Pay(OrderId),
    /// Pay in Stars.
    PayStars(OrderId),
    /// Pay in tenge.
    PayTenge(OrderId),
    /// The order's changed price is accepted (the new price in tiyn).
    PriceOk(OrderId, i64),
    /// Give the order up.
    Cancel(OrderId),
    /// The list of orders, a page.
    Esims(u16),
    /// One order.
    Esim(OrderId),
    /// Show the QR again.
    ShowQr(OrderId),
    /// Send the mail again.
    SendMail(OrderId),
    /// Correct the address.
    Correct,
    /// Steps for iPhone.
    StepsIphone(OrderId),
    /// Steps for Android.
    StepsAndroid(OrderId),
    /// It does not work.
    StepsTrouble(OrderId),
    /// I want my money back (while the QR is late).
    WantRefund(OrderId),
    /// A page of the terms.
    Terms(u8),
    /// A page of the privacy policy.
    Privacy(u8),
    /// Standing consents.
    Consents,
    /// The e-mail consent is withdrawn.
    WithdrawEmail,
    /// Write to support.
    Support,
    /// Help.
    Help,
    /// Leave the current question.
    Leave,
    /// Erasure, the answer to the first (1) and second (2) question.
    Erase(u8),
    /// An admin confirms a refund: order, digest of charge and state, end of validity (unix seconds).
    RefundYes(OrderId, u32, i64),
    /// An admin leaves a refund.
    RefundNo(OrderId),
    /// An admin confirms that money was returned at the provider.
    SettledYes(OrderId, u32, i64),
    /// An admin looks at what needs a person.
    Cases,
    /// An admin looks at one case.
    Case(i64),
    /// An admin settles a case: its number, how, digest of what was shown, end of validity (unix seconds).
    CaseAct(i64, CaseAct, u32, i64),
}

/// What an invoice's payload says once its mark was found genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRef {
    /// The order.
    pub order: OrderId,
    /// When the invoice was made.
    pub at: Stamp,
}

/// An event for another stream, carried by an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tell {
    /// An admin confirmed a refund of this order's charge.
    RefundOrder {
        /// The order.
        order: OrderId,
        /// The charge as the admin saw it.
        charge: ChargeId,
        /// Who, for the answer.
        admin: PersonKey,
    },
    /// An admin confirmed that the provider returned the money.
    Settled {
        /// The order.
        order: OrderId,
        /// The charge as the admin saw it.
        charge: ChargeId,
        /// Who, for the answer.
        admin: PersonKey,
    },
    /// An admin answered a support message.
    SupportAnswer {
        /// Who answered.
        admin: PersonKey,
        /// The admin's message, to be copied.
        message: MessageId,
    },
    /// An admin wants a charge back with its payer that waited before a person.
    RefundCharge {
        /// The charge.
        charge: ChargeId,
    },
    /// An admin says that a charge was returned, or earned, outside the shop.
    SettledCharge {
        /// The charge.
        charge: ChargeId,
    },
    /// An admin wants a paid order taken back.
    ReturnOrder {
        /// The order.
        order: OrderId,
        /// The charge as the admin saw it.
        charge: ChargeId,
    },
    /// An admin wants a paid order tried again at once.
    TryAgain {
        /// The order.
        order: OrderId,
    },
    /// An admin wants a code that was delivered shown once more, at once.
    ShowAgain {
        /// The order.
        order: OrderId,
    },
    /// An admin wants a paid order, whose code nobody saw, to have another code.
    Replace {
        /// The order.
        order: OrderId,
        /// The code that is to go, as the admin saw it: heard twice, it is not there any more.
        esim: EsimId,
        /// Who, for the answer.
        admin: PersonKey,
    },
    /// A refund of this charge stands in Telegram's ledger.
    RefundSeen {
        /// The charge.
        charge: ChargeId,
    },
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
    /// A photo, sticker, voice message or other thing nobody asked for.
    Unexpected,
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
    /// A bubble whose message id somebody waits for.
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
