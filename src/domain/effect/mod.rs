//! Everything we may do to the world, as rows of the outbox. An effect carries ids, never personal
//! data, and refers to rows that do not change. What is known of each kind is its [`Law`].

mod key;
mod lane;
mod law;

pub use key::{Cause, EffectKey, EventKey};
pub use lane::Lane;
pub use law::{AfterWrongClock, AtErasure, Class, LAWS, Law, TIMER, words};

use serde::{Deserialize, Serialize};

use super::ids::{AddressId, ChargeId, CustomerId, MessageId, OrderId, PersonKey, QueryId};
use super::lang::Lang;
use super::press::{Press, read_press};
use super::tell::Tell;
use super::text::Text;
use super::time::Stamp;

/// Who is spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum To {
    /// A customer's private chat.
    Customer(CustomerId),
    /// An admin's private chat; the id itself stands in the configuration.
    Admin(PersonKey),
}

impl To {
    /// The lane of the chat.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Customer(customer) => Lane::Chat(*customer),
            Self::Admin(admin) => Lane::AdminChat(admin.clone()),
        }
    }
}

/// What a sent message is for, when its id must be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Nobody waits for it.
    Plain,
    /// The card of an order, into which the QR is edited.
    Card(OrderId),
    /// A copied support message in an admin's chat: a reply to it reaches the customer.
    SupportCopy,
    /// The last words before an erasure.
    Farewell,
}

/// A timer: an event that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// An invoice ran out.
    InvoiceEnds {
        /// The order.
        order: OrderId,
        /// Which invoice.
        n: i64,
    },
    /// An approved pre-checkout saw no charge.
    ApprovalEnds {
        /// The order.
        order: OrderId,
        /// The approved query.
        query: QueryId,
    },
    /// The QR was promised by now.
    DeliveryLate {
        /// The order.
        order: OrderId,
    },
    /// The chat did not take a QR that was paid for, a week ago.
    StillUnseen {
        /// The order.
        order: OrderId,
    },
    /// The farewell did not come through in time: erase all the same.
    EraseNow,
}

/// The order in which waiting effects go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// Pre-checkout answers, eSIMs, refunds.
    Money,
    /// The conversation.
    Conversation,
    /// Notes to admins and the like.
    Bulk,
}

impl Priority {
    /// The number stored in the database; smaller goes first.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Money => 0,
            Self::Conversation => 1,
            Self::Bulk => 2,
        }
    }
}

/// One button of a keyboard under a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Button {
    /// The words on it.
    pub label: Text,
    /// What it does.
    pub act: ButtonAction,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ButtonAction {
    /// Sends callback data.
    Press(#[serde(deserialize_with = "read_press")] Press),
    /// Opens an address of the seller's (offer, privacy text, site).
    Link(Link),
}

/// A public address of the seller's, from `SELLER_FILE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// The public offer.
    Offer,
    /// The privacy text.
    Privacy,
    /// The site.
    Site,
}

/// Buttons in rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyboard(pub Vec<Vec<Button>>);

impl Keyboard {
    /// No buttons.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One more row of one button that sends `press`.
    #[must_use]
    pub fn row(mut self, label: Text, press: Press) -> Self {
        self.0.push(vec![Button { label, act: ButtonAction::Press(press) }]);
        self
    }

    /// One more row of several buttons.
    #[must_use]
    pub fn buttons(mut self, buttons: Vec<(Text, Press)>) -> Self {
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
    pub fn link(mut self, label: Text, link: Link) -> Self {
        self.0.push(vec![Button { label, act: ButtonAction::Link(link) }]);
        self
    }
}

/// A pre-checkout's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// Charge the customer.
    Approve,
    /// Do not, and say why in the customer's language.
    Refuse(Text, Lang),
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// Sends a message.
    Say {
        /// To whom.
        to: To,
        /// What.
        text: Text,
        /// In which language.
        lang: Lang,
        /// The buttons under it.
        keyboard: Keyboard,
        /// What its id is for.
        role: Role,
    },
    /// Changes a message.
    Edit {
        /// Whose chat.
        to: To,
        /// Which message.
        message: MessageId,
        /// The new text.
        text: Text,
        /// In which language.
        lang: Lang,
        /// The new buttons.
        keyboard: Keyboard,
    },
    /// Deletes a message.
    Delete {
        /// Whose chat.
        to: To,
        /// Which message.
        message: MessageId,
    },
    /// Copies a message of any kind between two chats (`copyMessage`).
    Copy {
        /// From whose chat.
        from: To,
        /// Which message.
        message: MessageId,
        /// To whose chat.
        to: To,
        /// What the copy's id is for.
        role: Role,
    },
    /// Sends an invoice for what the order asks.
    SendInvoice {
        /// The order.
        order: OrderId,
        /// Which invoice of it.
        n: i64,
    },
    /// Answers a pre-checkout.
    AnswerPreCheckout {
        /// The query.
        query: QueryId,
        /// The order, where one is known.
        order: Option<OrderId>,
        /// The answer.
        verdict: Verdict,
    },
    /// Obtains an eSIM from the supplier.
    Provision {
        /// The order.
        order: OrderId,
        /// Which attempt.
        attempt: i64,
    },
    /// Edits the QR into the order's card.
    ShowQr {
        /// The order.
        order: OrderId,
        /// Which showing; 1 is the automatic one.
        n: i64,
        /// The card. `None` sends a new one.
        card: Option<MessageId>,
        /// In which language.
        lang: Lang,
    },
    /// Sends the QR by e-mail.
    SendMail {
        /// The order.
        order: OrderId,
        /// Which mail; 1 is the automatic one.
        n: i64,
        /// This version of the address.
        address: AddressId,
        /// In which language.
        lang: Lang,
    },
    /// Returns a Stars charge.
    Refund {
        /// The charge.
        charge: ChargeId,
    },
    /// An event for another customer's stream.
    Tell(Tell),
    /// An event for this customer's stream, later.
    Timer(Timer),
    /// Statistics as text and picture, for an admin.
    Stats {
        /// The admin.
        to: PersonKey,
        /// In which language.
        lang: Lang,
    },
    /// What needs a person, for an admin.
    Cases {
        /// The admin.
        to: PersonKey,
        /// In which language.
        lang: Lang,
    },
    /// Deals with a parked update as an admin said.
    Parked {
        /// Its fingerprint.
        #[serde(rename = "print")]
        fingerprint: String,
        /// Handled once more, or dropped.
        again: bool,
    },
    /// Makes an old QR card blank, whatever its age.
    BlankCard {
        /// The card.
        message: MessageId,
        /// In which language.
        lang: Lang,
    },
    /// Sets the command menu of one chat.
    SetMenu {
        /// Whose.
        to: To,
        /// In which language.
        lang: Lang,
    },
}

/// One row to be queued. Where it waits and how urgent it is follow from its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Unique: the same effect is never queued twice.
    pub key: EffectKey,
    /// Whose stream it belongs to: the outcome is decided there, and an erasure cancels it.
    pub customer: Option<CustomerId>,
    /// Not before.
    pub due_at: Stamp,
    /// What is done.
    pub body: Body,
}

impl Effect {
    /// In which lane it waits; what waits behind nothing has none.
    pub fn lane(&self) -> Option<Lane> {
        match &self.body {
            Body::Say { to, .. }
            | Body::Edit { to, .. }
            | Body::Delete { to, .. }
            | Body::Copy { to, .. }
            | Body::SetMenu { to, .. } => Some(to.lane()),
            Body::Stats { to, .. } | Body::Cases { to, .. } => Some(Lane::AdminChat(to.clone())),
            Body::SendInvoice { .. } | Body::ShowQr { .. } | Body::BlankCard { .. } => {
                self.customer.map(Lane::Chat)
            }
            Body::Provision { order, .. } => Some(Lane::Order(*order)),
            Body::SendMail { order, .. } => Some(Lane::Mail(*order)),
            Body::Refund { charge } => Some(Lane::Charge(charge.clone())),
            Body::Tell(_) => self.customer.map(Lane::Stream),
            Body::AnswerPreCheckout { .. } | Body::Timer(_) | Body::Parked { .. } => None,
        }
    }

    /// How urgent it is.
    pub fn priority(&self) -> Priority {
        self.lane().map_or(Priority::Money, |lane| lane.priority())
    }
}

/// The answer to a press. It is sent from memory and may be lost without harm.
#[derive(Debug, Clone, PartialEq)]
pub struct PressAnswer {
    /// The press.
    pub query: QueryId,
    /// A toast.
    pub toast: Option<(Text, Lang)>,
    /// Shown as a dialog instead of a toast.
    pub show_alert: bool,
}
