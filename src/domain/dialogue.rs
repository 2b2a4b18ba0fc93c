//! The dialogue: where a customer is in the conversation. It decides what a typed text means, and
//! never what a press means: a button carries its full target itself.

use serde::{Deserialize, Serialize};

use super::country::Place;
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

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Dialogue {
    /// The first screen: choose a language; the deep link's place is kept for afterwards.
    #[default]
    Language,
    /// The first screen with a place that a deep link named.
    LanguageThen(Place),
    Home,
    /// All countries, by page (0 is the first).
    Countries(u16),
    Regions,
    /// The plans of a place, by page.
    Plans(Place, u16),
    Plan(Place, PlanId),
    /// How to check the phone, opened from a plan.
    Phone(Place, PlanId),
    /// Offer and processing, two presses.
    Review(Review),
    Email(OrderId),
    /// An address is expected as text. With an order: for it. Without: a correction in /esims.
    Address(Option<OrderId>),
    /// An address was typed and is shown back; the second is a likely meaning of a typo.
    AddressCheck(Option<OrderId>, AddressId, Option<AddressId>),
    Rail(OrderId),
    Paying(OrderId),
    Esims(u16),
    Esim(OrderId),
    Support,
    Consents,
    /// Erasure was asked for; 1 after the first question, 2 after the second.
    Erase(u8),
}
