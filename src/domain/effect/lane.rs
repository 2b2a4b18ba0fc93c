//! Lanes: what must not overtake what. Effects of one lane go one at a time, in the order of the
//! outbox.

use std::fmt;
use std::str::FromStr;

use super::Priority;
use crate::domain::ids::{ChargeId, CustomerId, OrderId, PersonKey};

/// A lane. Its `Display` is the text in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    Chat(CustomerId),
    /// An admin's chat: alerts, and the answers to commands.
    AdminChat(PersonKey),
    /// The same chat, for what one customer says to support: it waits for no other's words, and
    /// nothing but those waits for it.
    Talk(CustomerId, PersonKey),
    /// An order's dealings with the supplier.
    Order(OrderId),
    Charge(ChargeId),
    Mail(OrderId),
    /// Events for one customer's stream.
    Stream(CustomerId),
    /// What the owner's hook takes.
    Receipts,
}

impl Lane {
    pub(crate) const fn priority(&self) -> Priority {
        match self {
            Self::Chat(_) | Self::AdminChat(_) => Priority::Conversation,
            Self::Talk(..) | Self::Receipts => Priority::Bulk,
            Self::Order(_) | Self::Charge(_) | Self::Mail(_) | Self::Stream(_) => Priority::Money,
        }
    }

    /// The lane whose chat it is, where it is one: a chat has a pace of its own.
    pub(crate) fn chat(&self) -> Option<Self> {
        match self {
            Self::Chat(_) | Self::AdminChat(_) => Some(self.clone()),
            Self::Talk(_, admin) => Some(Self::AdminChat(admin.clone())),
            Self::Order(_) | Self::Charge(_) | Self::Mail(_) | Self::Stream(_) | Self::Receipts => {
                None
            }
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chat(customer) => write!(f, "chat:{}", customer.0),
            Self::AdminChat(admin) => write!(f, "admin:{}", admin.0),
            Self::Talk(customer, admin) => write!(f, "talk:{}:{}", customer.0, admin.0),
            Self::Order(order) => write!(f, "order:{}", order.compact()),
            Self::Charge(charge) => write!(f, "charge:{}", charge.0),
            Self::Mail(order) => write!(f, "mail:{}", order.compact()),
            Self::Stream(customer) => write!(f, "stream:{}", customer.0),
            Self::Receipts => f.write_str("receipts:all"),
        }
    }
}

/// A text that is no lane of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLane;

impl FromStr for Lane {
    type Err = UnknownLane;

    fn from_str(text: &str) -> Result<Self, UnknownLane> {
        let (kind, of) = text.split_once(':').ok_or(UnknownLane)?;
        let customer = || of.parse().map(CustomerId).map_err(|_| UnknownLane);
        let order = || OrderId::parse(of).ok_or(UnknownLane);
        Ok(match kind {
            "chat" => Self::Chat(customer()?),
            "admin" => Self::AdminChat(PersonKey(of.to_owned())),
            "talk" => {
                let (customer, admin) = of.split_once(':').ok_or(UnknownLane)?;
                let customer = customer.parse().map_err(|_| UnknownLane)?;
                Self::Talk(CustomerId(customer), PersonKey(admin.to_owned()))
            }
            "order" => Self::Order(order()?),
            "charge" => Self::Charge(ChargeId(of.to_owned())),
            "mail" => Self::Mail(order()?),
            "stream" => Self::Stream(customer()?),
            "receipts" => Self::Receipts,
            _ => return Err(UnknownLane),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that an earlier version queued are found by these very texts.
    #[test]
    fn the_texts_are_those_in_the_database() {
        let order = OrderId::from_number(0x12_3456_789a);
        let person = PersonKey("ab12".to_owned());
        for (lane, text) in [
            (Lane::Chat(CustomerId(17)), "chat:17"),
            (Lane::AdminChat(person.clone()), "admin:ab12"),
            (Lane::Talk(CustomerId(17), person), "talk:17:ab12"),
            (Lane::Order(order), "order:28T5CY4T"),
            (Lane::Charge(ChargeId("a:b_c".to_owned())), "charge:a:b_c"),
            (Lane::Mail(order), "mail:28T5CY4T"),
            (Lane::Stream(CustomerId(-3)), "stream:-3"),
            (Lane::Receipts, "receipts:all"),
        ] {
            assert_eq!(lane.to_string(), text);
            assert_eq!(text.parse(), Ok(lane));
        }
        for text in ["", "chat", "chat:x", "talk:5", "order:", "letter:5"] {
            assert_eq!(text.parse::<Lane>(), Err(UnknownLane), "{text}");
        }
    }
}
