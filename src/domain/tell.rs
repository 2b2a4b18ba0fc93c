//! What one stream tells another, such as an admin's wish about a customer's order.

use serde::{Deserialize, Serialize};

use super::ids::{AddressId, ChargeId, EsimId, MessageId, OrderId, ParcelId, PersonKey};

/// An event for another stream, carried by an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tell {
    /// An admin answered a support message.
    SupportAnswer {
        admin: PersonKey,
        message: MessageId,
        /// What is on its way. `None` in rows of an earlier version: the message alone is known.
        #[serde(default)]
        parcel: Option<ParcelId>,
    },
    /// An admin wants a charge back with its payer that waited before a person.
    RefundCharge { charge: ChargeId },
    /// An admin says that a charge was returned, or earned, outside the shop.
    #[serde(alias = "Settled")]
    SettledCharge {
        charge: ChargeId,
        /// Who hears how it went, where nothing else shows it.
        admin: Option<PersonKey>,
    },
    /// An admin wants a paid order taken back, or its charge returned that waited before a person.
    #[serde(alias = "RefundOrder")]
    ReturnOrder {
        order: OrderId,
        /// The charge as the admin saw it.
        charge: ChargeId,
        /// Who hears how it went, where nothing else shows it.
        admin: Option<PersonKey>,
    },
    /// An admin wants a paid order tried again at once.
    TryAgain { order: OrderId },
    /// A person found that a payment was delivered in what a restore lost.
    Keep {
        /// `None` where the backup lacks it.
        order: Option<OrderId>,
        charge: ChargeId,
    },
    /// A person found that it was not, and wants it delivered now.
    Deliver {
        /// `None` where the backup lacks it.
        order: Option<OrderId>,
        charge: ChargeId,
    },
    /// An admin wants a code that was delivered shown once more, at once.
    ShowAgain { order: OrderId },
    /// An admin wants a paid order, whose code nobody saw, to have another code.
    Replace {
        order: OrderId,
        /// The code that is to go, as the admin saw it: heard twice, it is not there any more.
        esim: EsimId,
        admin: PersonKey,
    },
    /// Somebody pressed the link of a letter to this address: what was asked for follows.
    MailboxLives { address: AddressId },
    /// An admin shuts support to this person, or opens it again.
    Mute { on: bool, admin: PersonKey },
    /// A refund of this charge stands in Telegram's ledger.
    RefundSeen { charge: ChargeId },
}

impl Tell {
    /// Whether an admin did it, as opposed to a customer or the shop itself.
    pub(crate) const fn is_an_act(&self) -> bool {
        match self {
            Self::MailboxLives { .. } | Self::RefundSeen { .. } => false,
            Self::SupportAnswer { .. }
            | Self::RefundCharge { .. }
            | Self::SettledCharge { .. }
            | Self::ReturnOrder { .. }
            | Self::TryAgain { .. }
            | Self::ShowAgain { .. }
            | Self::Replace { .. }
            | Self::Keep { .. }
            | Self::Deliver { .. }
            | Self::Mute { .. } => true,
        }
    }
}
