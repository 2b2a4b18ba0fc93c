//! Everything we may do to the world, as rows of the outbox. An effect carries ids, never personal
//! data, and refers to rows that do not change. What is known of each kind is its [`Law`].

mod key;
mod lane;
mod law;

pub use key::{Cause, EffectKey, EventKey};
pub use lane::Lane;
pub use law::{AfterWrongClock, AtErasure, Class, LAWS, Law, Repeat, TIMER, words};

use serde::{Deserialize, Serialize};

use super::ids::{
    AddressId, ChargeId, CustomerId, MessageId, OrderId, ParcelId, PersonKey, QueryId,
};
use super::lang::Lang;
use super::press::{Press, read_press};
use super::tell::Tell;
use super::text::Text;
use super::time::Stamp;

/// Who is spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum To {
    Customer(CustomerId),
    /// An admin's private chat; the id itself stands in the configuration.
    Admin(PersonKey),
}

impl To {
    pub(crate) fn lane(&self) -> Lane {
        match self {
            Self::Customer(customer) => Lane::Chat(*customer),
            Self::Admin(admin) => Lane::AdminChat(admin.clone()),
        }
    }
}

/// What a sent message is for, when its id must be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Plain,
    /// The card of an order, into which the QR is edited.
    Card(OrderId),
    /// A word between a customer and support, in the chat of either: a reply to it reaches the
    /// other side.
    SupportCopy,
    /// The last words before an erasure.
    Farewell,
}

/// What stands below the QR of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// What was bought, and the buttons that install it.
    Front,
    /// The codes, for installing by hand.
    Codes,
}

/// A timer: an event that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// An invoice ran out.
    InvoiceEnds { order: OrderId, n: i64 },
    /// An approved pre-checkout saw no charge.
    ApprovalEnds { order: OrderId, query: QueryId },
    /// Telegram's ledger shows no charge of an approval, and would.
    Uncharged { order: OrderId, query: QueryId },
    /// The QR was promised by now.
    DeliveryLate { order: OrderId },
    /// The chat did not take a QR that was paid for, a week ago.
    StillUnseen { order: OrderId },
    /// So many days are left to open an order.
    Reminder { order: OrderId, days: i64 },
    /// The last day to open an order is over.
    OpenEnds { order: OrderId },
    /// The parts of an album are there.
    AlbumEnds { parcel: ParcelId },
    /// Whoever was asked whether a talk may be kept has not said so.
    AnswerEnds { parcel: ParcelId },
    /// The farewell did not come through in time: erase all the same.
    EraseNow,
}

/// The order in which waiting effects go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// Pre-checkout answers, eSIMs, refunds.
    Money,
    /// What customers hear, and admins: alerts, and the answers to their commands.
    Conversation,
    /// What customers say to support, in the admins' chats.
    Bulk,
    /// The first answers to people who were never here.
    Newcomer,
}

impl Priority {
    /// All of them, in the order in which they go.
    pub const ALL: [Self; 4] = [Self::Money, Self::Conversation, Self::Bulk, Self::Newcomer];

    /// The number stored in the database; smaller goes first.
    pub(crate) const fn rank(self) -> i64 {
        match self {
            Self::Money => 0,
            Self::Conversation => 1,
            Self::Bulk => 2,
            Self::Newcomer => 3,
        }
    }

    /// By the number stored in the database; what is not known goes last.
    pub(crate) fn of_rank(rank: i64) -> Self {
        Self::ALL.into_iter().find(|priority| priority.rank() == rank).unwrap_or(Self::Newcomer)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub label: Text,
    pub act: ButtonAction,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ButtonAction {
    Press(#[serde(deserialize_with = "read_press")] Press),
    /// Opens an address of the seller's (offer, privacy text, site).
    Link(Link),
}

/// A public address of the seller's, from `SELLER_FILE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    Offer,
    Privacy,
    Site,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyboard(pub Vec<Vec<Button>>);

impl Keyboard {
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One more row of one button that sends `press`.
    #[must_use]
    pub(crate) fn row(mut self, label: Text, press: Press) -> Self {
        self.0.push(vec![Button { label, act: ButtonAction::Press(press) }]);
        self
    }

    /// One more row of one button, above the last row.
    #[must_use]
    pub(crate) fn before_last(mut self, (label, press): (Text, Press)) -> Self {
        let last = self.0.pop();
        self = self.row(label, press);
        self.0.extend(last);
        self
    }

    /// The person's message whose reading a button here turns: the shop's message replies to it, so
    /// that Telegram brings it along with the press.
    pub(crate) fn turns(&self) -> Option<MessageId> {
        self.0.iter().flatten().find_map(|button| match &button.act {
            ButtonAction::Press(Press::PassOn(message) | Press::LookUp(message)) => Some(*message),
            ButtonAction::Press(_) | ButtonAction::Link(_) => None,
        })
    }

    /// One more row of several buttons.
    #[must_use]
    pub(crate) fn buttons(mut self, buttons: Vec<(Text, Press)>) -> Self {
        let row: Vec<Button> = buttons
            .into_iter()
            .map(|(label, press)| Button { label, act: ButtonAction::Press(press) })
            .collect();
        if !row.is_empty() {
            self.0.push(row);
        }
        self
    }

    /// One more row of one button that opens a public address.
    #[must_use]
    pub(crate) fn link(mut self, label: Text, link: Link) -> Self {
        self.0.push(vec![Button { label, act: ButtonAction::Link(link) }]);
        self
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    Approve,
    /// Do not, and say why in the customer's language.
    Refuse(Text, Lang),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// Sends a message.
    Say { to: To, text: Text, lang: Lang, keyboard: Keyboard, role: Role },
    /// Changes a message.
    Edit { to: To, message: MessageId, text: Text, lang: Lang, keyboard: Keyboard },
    /// Deletes a message.
    Delete { to: To, message: MessageId },
    /// Takes the buttons of a message away.
    ClearButtons { to: To, message: MessageId },
    /// Brings a message between a customer and support to one chat: words as a quoted block,
    /// anything else as a copy.
    Copy {
        from: To,
        message: MessageId,
        to: To,
        role: Role,
        /// What is brought. `None` in rows of an earlier version: the message is copied as it is.
        #[serde(default)]
        parcel: Option<ParcelId>,
    },
    /// Sends an invoice for what the order asks.
    SendInvoice { order: OrderId, n: i64 },
    /// Answers a pre-checkout.
    AnswerPreCheckout { query: QueryId, order: Option<OrderId>, verdict: Verdict },
    /// Obtains an eSIM from the supplier.
    Provision { order: OrderId, attempt: i64 },
    /// Edits the QR into the order's card.
    ShowQr {
        order: OrderId,
        /// Which showing; 1 is the automatic one.
        n: i64,
        /// The card. `None` sends a new one.
        card: Option<MessageId>,
        lang: Lang,
    },
    /// Sends the QR by e-mail.
    SendMail {
        order: OrderId,
        /// Which mail; 1 is the automatic one.
        n: i64,
        address: AddressId,
        lang: Lang,
        /// It asks for a sign of life, and holds no code.
        #[serde(default)]
        asks: bool,
    },
    /// Returns a Stars charge.
    Refund { charge: ChargeId },
    /// An event for another customer's stream.
    Tell(Tell),
    /// An event for this customer's stream, later.
    Timer(Timer),
    /// Statistics as text and picture, for an admin.
    Stats { to: PersonKey, lang: Lang },
    /// What needs a person, for an admin.
    Cases { to: PersonKey, lang: Lang },
    /// Deals with a parked update as an admin said.
    Parked {
        #[serde(rename = "print")]
        fingerprint: String,
        /// Handled once more, or dropped.
        again: bool,
    },
    /// Makes an old QR card blank, whatever its age.
    BlankCard { message: MessageId, lang: Lang },
    /// Changes what stands below a QR that was shown: the picture stays.
    TurnCard { order: OrderId, card: MessageId, side: Side, lang: Lang },
    /// Deletes what the shop said in the last 48 hours and still has buttons.
    WipeChat,
    /// Pins a message without a sound, or takes its pin away.
    Pin { to: To, message: MessageId, on: bool },
    /// Sets the command menu of one chat.
    SetMenu { to: To, lang: Lang },
    /// Hands an entry of the books to the owner's hook.
    Receipt { entry: i64 },
}

impl Body {
    /// Whether it puts a message with buttons into a chat that nobody else remembers. A card is
    /// remembered by its order.
    pub(crate) fn leaves_buttons(&self) -> bool {
        match self {
            Self::Say { keyboard, role, .. } => {
                !keyboard.0.is_empty() && !matches!(role, Role::Card(_))
            }
            Self::Edit { keyboard, .. } => !keyboard.0.is_empty(),
            Self::SendInvoice { .. } => true,
            Self::Delete { .. }
            | Self::Copy { .. }
            | Self::AnswerPreCheckout { .. }
            | Self::Provision { .. }
            | Self::ShowQr { .. }
            | Self::SendMail { .. }
            | Self::Refund { .. }
            | Self::Tell(_)
            | Self::Timer(_)
            | Self::Stats { .. }
            | Self::Cases { .. }
            | Self::Parked { .. }
            | Self::BlankCard { .. }
            | Self::TurnCard { .. }
            | Self::WipeChat
            | Self::ClearButtons { .. }
            | Self::Pin { .. }
            | Self::SetMenu { .. }
            | Self::Receipt { .. } => false,
        }
    }
}

/// One row to be queued. Where it waits and how urgent it is follow from its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    pub key: EffectKey,
    /// Whose stream it belongs to: the outcome is decided there, and an erasure cancels it.
    pub customer: Option<CustomerId>,
    pub due_at: Stamp,
    pub body: Body,
}

impl Effect {
    pub(crate) fn lane(&self) -> Option<Lane> {
        match &self.body {
            Body::Say { to: To::Admin(admin), role: Role::SupportCopy, .. }
            | Body::Copy { to: To::Admin(admin), .. } => Some(match self.customer {
                Some(customer) => Lane::Talk(customer, admin.clone()),
                None => Lane::AdminChat(admin.clone()),
            }),
            Body::Say { to, .. }
            | Body::Edit { to, .. }
            | Body::Delete { to, .. }
            | Body::ClearButtons { to, .. }
            | Body::Copy { to, .. }
            | Body::Pin { to, .. }
            | Body::SetMenu { to, .. } => Some(to.lane()),
            Body::Stats { to, .. } | Body::Cases { to, .. } => Some(Lane::AdminChat(to.clone())),
            Body::SendInvoice { .. }
            | Body::ShowQr { .. }
            | Body::TurnCard { .. }
            | Body::WipeChat
            | Body::BlankCard { .. } => self.customer.map(Lane::Chat),
            Body::Provision { order, .. } => Some(Lane::Order(*order)),
            Body::SendMail { order, .. } => Some(Lane::Mail(*order)),
            Body::Refund { charge } => Some(Lane::Charge(charge.clone())),
            Body::Tell(_) => self.customer.map(Lane::Stream),
            Body::Receipt { .. } => Some(Lane::Receipts),
            Body::AnswerPreCheckout { .. } | Body::Timer(_) | Body::Parked { .. } => None,
        }
    }

    pub(crate) fn priority(&self) -> Priority {
        self.lane().map_or(Priority::Money, |lane| lane.priority())
    }
}

/// The answer to a press. It is sent from memory and may be lost without harm.
#[derive(Debug, Clone, PartialEq)]
pub struct PressAnswer {
    pub query: QueryId,
    pub toast: Option<(Text, Lang)>,
    /// Shown as a dialog instead of a toast.
    pub show_alert: bool,
}
