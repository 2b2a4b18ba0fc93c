//! The dialogue: where a customer is in the conversation. It decides what a typed text means, and
//! never what a press means: a button carries its full target itself.

use serde::{Deserialize, Serialize};

use super::country::Place;
use super::email::Email;
use super::ids::{AddressId, OrderId};
use super::money::Money;
use super::plan::PlanId;

/// A sale that is being agreed to. It is not yet an order: the order row is written
/// when both presses were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The number the order will have.
    pub order: OrderId,
    pub plan: PlanId,
    /// Where it was found, for Back.
    pub place: Place,
    /// The price that is on the screen, in tenge.
    pub price: Money,
    /// The price in Stars that is on the screen.
    pub stars: Option<Money>,
    /// Whether the offer was pressed.
    pub offer: bool,
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
    /// The first screen: choose a language; the deep link's place is kept for afterwards.
    #[default]
    Language,
    /// The first screen with a place that a deep link named.
    LanguageThen(Place),
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
    Plan(Place, PlanId),
    /// How to check the phone, opened from a plan.
    Phone(Place, PlanId),
    /// Offer and processing, two presses.
    Review(Review),
    Email(OrderId),
    /// An address is expected as text. With an order: for it. Without: a correction in /esims.
    Address(Option<OrderId>),
    /// An address was typed and is shown back; the second is a likely meaning of a typo.
    AddressCheck(Option<OrderId>, TypedAddress, Option<TypedAddress>),
    Rail(OrderId),
    Paying(OrderId),
    Esims(u16),
    Esim(OrderId),
    /// The consent to mail this order, which is paid, is asked for.
    Letter(OrderId),
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
