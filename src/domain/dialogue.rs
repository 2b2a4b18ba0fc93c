//! The dialogue: where a customer is in the conversation. It decides what a typed text means, and
//! never what a press means: a button carries its full target itself.

use serde::{Deserialize, Serialize};

use super::consent::Given;
use super::country::Place;
use super::email::Email;
use super::ids::{AddressId, MessageId, OrderId};
use super::money::Money;
use super::plan::{Plan, PlanId};
use super::time::Stamp;

/// A sale that is being agreed to on one screen. It is an order once Pay was pressed. It is kept
/// sealed, beside the dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// The number the order will have. The buttons of the screen carry it.
    pub order: OrderId,
    /// When it was begun; an older version did not keep it.
    #[serde(default)]
    pub begun: Stamp,
    pub plan: PlanId,
    /// That plan as it is on the screen; an older version did not keep it.
    #[serde(default)]
    pub agreed: Option<Plan>,
    /// Where it was found, for Back.
    pub place: Place,
    /// The price that is on the screen, in tenge.
    pub price: Money,
    /// The price in Stars that is on the screen.
    pub stars: Option<Money>,
    /// The amount that rose while this was on the screen, before and after.
    pub rose: Option<(Money, Money)>,
    /// The consents that were given since the last order: they are shown ticked.
    pub given: Vec<Given>,
    /// Where the QR goes besides the chat.
    pub mail: Option<MailTo>,
    /// Whether the QR waits until its customer opens it.
    #[serde(default)]
    pub later: bool,
    /// The message that it stands in, as far as that is known.
    pub message: Option<MessageId>,
}

/// Where a customer wants the QR besides the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailTo {
    /// The address that stands already.
    Known(AddressId),
    /// One that was typed, and is a row once Pay was pressed.
    Typed(TypedAddress),
}

impl MailTo {
    pub(crate) const fn typed(&self) -> Option<&TypedAddress> {
        match self {
            Self::Known(_) => None,
            Self::Typed(typed) => Some(typed),
        }
    }
}

/// An address that was typed and is not confirmed yet. It is kept in the dialogue alone, which is
/// sealed: no row has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedAddress {
    /// The number of its row, once it is confirmed.
    pub id: AddressId,
    #[serde(with = "sealed_email")]
    pub email: Email,
}

/// How an address stands in a dialogue, which is written nowhere but sealed.
mod sealed_email {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de};

    use crate::domain::email::Email;

    pub(super) fn serialize<S: Serializer>(email: &Email, into: S) -> Result<S::Ok, S::Error> {
        email.expose().serialize(into)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Email, D::Error> {
        Email::parse(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Dialogue {
    /// The first screen of the shop.
    #[default]
    Home,
    /// All countries by their letters. Older versions numbered pages.
    Countries(u16),
    /// The countries that begin with a letter.
    Initial(char),
    Regions,
    /// The plans of a country or the coverages of a region, by page.
    Plans(Place, u16),
    /// The coverages of several countries that reach a place, by page.
    Coverages(Place, u16),
    /// The plans of the coverage of this plan, found at a place, by page.
    Coverage(Place, PlanId, u16),
    /// The checkout of a plan.
    Checkout,
    /// An address is expected as text. With a number: for this checkout, or for the letter of this
    /// order. Without: a correction in /esims.
    Address(Option<OrderId>),
    /// An address was typed and is shown back; the second is a likely meaning of a typo.
    AddressCheck(Option<OrderId>, TypedAddress, Option<TypedAddress>),
    Paying(OrderId),
    Esims(u16),
    Esim(OrderId),
    /// The consent to mail this order, which is paid, is asked for.
    Letter(OrderId),
    /// Its eSIM does not work: the country is asked for.
    Trouble(OrderId),
    Support,
    Consents,
    /// Erasure was asked for; 1 after the first question, 2 after the second.
    Erase(u8),
}

impl Dialogue {
    /// The addresses that were typed and wait to be confirmed.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &TypedAddress> {
        let (typed, meant) = if let Self::AddressCheck(_, typed, meant) = self {
            (Some(typed), meant.as_ref())
        } else {
            (None, None)
        };
        typed.into_iter().chain(meant)
    }
}
