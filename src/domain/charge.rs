//! The charge machine: what we were paid. A charge is known by Telegram's charge id and by nothing
//! else; it ends kept, refunded, or before a person.

use serde::{Deserialize, Serialize};

use super::country::Place;
use super::ids::{ChargeId, CustomerId, OrderId};
use super::money::{Currency, Money};
use super::order::Refused;
use super::plan::{Plan, PlanId};
use super::time::Stamp;

listed_words! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Why {
        /// No order of ours carries this payload.
        UnknownOrder = "unknown_order",
        /// The payload does not bear our mark.
        Unsigned = "unsigned",
        RefundRefused = "refund_refused",
        /// The currency is not one we ask for.
        UnknownCurrency = "unknown_currency",
        /// It, or its invoice, is older than this database.
        #[serde(rename = "before_books")]
        BeforeHistory = "before_books",
        /// It, or its invoice, is from before a restore, which lost how it went on.
        BeforeRestore = "before_restore",
        /// Too many unknown charges came at once.
        Stopped = "stopped",
    }
}

impl Why {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }

    /// Whether a restore, or a new database, may have lost how the charge went on.
    pub(crate) const fn may_be_lost(self) -> bool {
        match self {
            Self::UnknownOrder | Self::BeforeHistory | Self::BeforeRestore => true,
            Self::Unsigned | Self::RefundRefused | Self::UnknownCurrency | Self::Stopped => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChargeState {
    Taken,
    Kept,
    /// A refund through Telegram is on its way.
    Refunding,
    /// Telegram's ledger shows the refund.
    Refunded,
    /// A person has to look.
    Case(Why),
    /// The money is owed back, and only the payment provider can return it.
    DueAtProvider,
    /// A person confirmed the return at the provider, or ended it outside the shop.
    Settled,
}

/// What can happen to a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeEvent {
    Keep,
    /// It needs a person.
    Doubt(Why),
    Refund,
    /// It has to go back at the provider (KZT).
    Owe,
    RefundSeen,
    RefundRefused,
    /// A person confirmed the return, or ended it outside the shop.
    Settle,
}

impl ChargeState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] where the event has no place; the state is unchanged.
    pub fn transition(self, event: ChargeEvent) -> Result<Self, Refused> {
        // Whatever we think, Telegram's ledger is right about a refund.
        if event == ChargeEvent::RefundSeen {
            return Ok(Self::Refunded);
        }
        match self {
            Self::Taken => match event {
                ChargeEvent::Keep => Ok(Self::Kept),
                ChargeEvent::Doubt(why) => Ok(Self::Case(why)),
                ChargeEvent::Refund => Ok(Self::Refunding),
                ChargeEvent::Owe => Ok(Self::DueAtProvider),
                ChargeEvent::RefundSeen => Ok(Self::Refunded),
                // It failed each time it was to be decided, and a person ended it.
                ChargeEvent::Settle => Ok(Self::Settled),
                ChargeEvent::RefundRefused => Err(Refused),
            },
            Self::Kept => match event {
                ChargeEvent::Refund => Ok(Self::Refunding),
                ChargeEvent::Owe => Ok(Self::DueAtProvider),
                ChargeEvent::RefundSeen => Ok(Self::Refunded),
                ChargeEvent::Keep
                | ChargeEvent::Doubt(_)
                | ChargeEvent::RefundRefused
                | ChargeEvent::Settle => Err(Refused),
            },
            Self::Case(why) => match event {
                ChargeEvent::Refund => Ok(Self::Refunding),
                ChargeEvent::Owe => Ok(Self::DueAtProvider),
                ChargeEvent::RefundSeen => Ok(Self::Refunded),
                ChargeEvent::Settle => Ok(Self::Settled),
                // A person found that it was earned in what a restore lost.
                ChargeEvent::Keep if why.may_be_lost() => Ok(Self::Kept),
                ChargeEvent::Keep | ChargeEvent::Doubt(_) | ChargeEvent::RefundRefused => {
                    Err(Refused)
                }
            },
            Self::Refunding => match event {
                ChargeEvent::RefundSeen => Ok(Self::Refunded),
                ChargeEvent::RefundRefused => Ok(Self::Case(Why::RefundRefused)),
                ChargeEvent::Keep
                | ChargeEvent::Doubt(_)
                | ChargeEvent::Refund
                | ChargeEvent::Owe
                | ChargeEvent::Settle => Err(Refused),
            },
            Self::Refunded | Self::Settled => match event {
                ChargeEvent::Keep
                | ChargeEvent::Doubt(_)
                | ChargeEvent::Refund
                | ChargeEvent::Owe
                | ChargeEvent::RefundSeen
                | ChargeEvent::RefundRefused
                | ChargeEvent::Settle => Err(Refused),
            },
            Self::DueAtProvider => match event {
                ChargeEvent::Settle => Ok(Self::Settled),
                ChargeEvent::RefundSeen => Ok(Self::Refunded),
                ChargeEvent::Keep
                | ChargeEvent::Doubt(_)
                | ChargeEvent::Refund
                | ChargeEvent::Owe
                | ChargeEvent::RefundRefused => Err(Refused),
            },
        }
    }

    /// Why a person has to look, where one has to.
    pub(crate) const fn why(self) -> Option<Why> {
        if let Self::Case(why) = self { Some(why) } else { None }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Kept => "kept",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Case(_) => "case",
            Self::DueAtProvider => "due_at_provider",
            Self::Settled => "settled",
        }
    }

    /// Whether money may still move: erasure has to wait.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Taken | Self::Refunding | Self::DueAtProvider | Self::Case(_) => true,
            Self::Kept | Self::Refunded | Self::Settled => false,
        }
    }
}

/// A plan that a person named for a charge whose order is not in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlan {
    pub plan: PlanId,
    pub place: Place,
}

impl NamedPlan {
    pub fn of(plan: &Plan) -> Self {
        Self { plan: plan.id.clone(), place: plan.place() }
    }
}

/// One charge that Telegram took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub id: ChargeId,
    /// The order its payload names, if any.
    pub order: Option<OrderId>,
    /// The customer who paid; `None` after an erasure.
    pub customer: Option<CustomerId>,
    pub money: Money,
    state: ChargeState,
    pub taken_at: Stamp,
    /// When it first was kept: from then on it is a sale of the books, whatever follows.
    pub kept_at: Option<Stamp>,
    /// What it paid, where no order tells.
    pub named: Option<NamedPlan>,
    /// When its refund was asked.
    pub refund_asked_at: Option<Stamp>,
    /// When its refund was seen or confirmed.
    pub returned_at: Option<Stamp>,
}

/// A charge as Telegram reports it, to be written down before anything is decided of it.
#[derive(Debug, Clone)]
pub struct NewCharge {
    pub id: ChargeId,
    /// The order its payload names, if the mark is ours.
    pub order: Option<OrderId>,
    pub customer: Option<CustomerId>,
    /// The currency's code, whatever it is.
    pub currency: String,
    /// Minor units.
    pub amount: i64,
    /// The provider's own id, where there is one.
    pub provider_charge: Option<String>,
    pub state: ChargeState,
    /// When we learnt of it.
    pub taken_at: Stamp,
}

impl NewCharge {
    /// Where a charge in this currency begins: one that we never ask for is a person's, and no
    /// machine's.
    pub fn first_state(currency: &str) -> ChargeState {
        match Currency::from_code(currency) {
            Some(_) => ChargeState::Taken,
            None => ChargeState::Case(Why::UnknownCurrency),
        }
    }

    /// When it went back, as far as anybody here knows.
    pub fn returned_at(&self) -> Option<Stamp> {
        (self.state == ChargeState::Refunded).then_some(self.taken_at)
    }
}

impl Charge {
    /// A charge that was taken; nothing is decided of it.
    pub const fn new(
        id: ChargeId,
        order: Option<OrderId>,
        customer: Option<CustomerId>,
        money: Money,
        taken_at: Stamp,
    ) -> Self {
        Self {
            id,
            order,
            customer,
            money,
            state: ChargeState::Taken,
            taken_at,
            kept_at: None,
            named: None,
            refund_asked_at: None,
            returned_at: None,
        }
    }

    /// The charge as it was written down, in the state that it had then.
    #[must_use]
    pub fn as_written(self, state: ChargeState) -> Self {
        Self { state, ..self }
    }

    /// A person found that it was earned. One that is kept stays so.
    ///
    /// # Errors
    /// [`Refused`] where it goes back, or went.
    pub(crate) fn keep(&mut self, now: Stamp) -> Result<(), Refused> {
        if self.state == ChargeState::Kept { Ok(()) } else { self.step(ChargeEvent::Keep, now) }
    }

    pub const fn state(&self) -> ChargeState {
        self.state
    }

    /// Moves its machine, and notes when it was kept, and when its refund was asked for, seen or
    /// confirmed.
    ///
    /// # Errors
    /// [`Refused`] where the event has no place, or where the refund was seen before; nothing
    /// changes.
    pub fn step(&mut self, event: ChargeEvent, now: Stamp) -> Result<(), Refused> {
        if event == ChargeEvent::RefundSeen && self.state == ChargeState::Refunded {
            return Err(Refused);
        }
        self.state = self.state.transition(event)?;
        match event {
            ChargeEvent::Refund => {
                // Each attempt has a time of its own, also when two are asked for in one
                // millisecond.
                let before = self.refund_asked_at.map_or(0, |before| before.0);
                self.refund_asked_at = Some(now.max(Stamp(before.saturating_add(1))));
            }
            ChargeEvent::RefundSeen | ChargeEvent::Settle => self.returned_at = Some(now),
            ChargeEvent::Keep => self.kept_at = self.kept_at.or(Some(now)),
            ChargeEvent::Doubt(_) | ChargeEvent::Owe | ChargeEvent::RefundRefused => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telegrams_ledger_is_always_believed() {
        for state in [
            ChargeState::Taken,
            ChargeState::Kept,
            ChargeState::Refunding,
            ChargeState::Refunded,
            ChargeState::Case(Why::Unsigned),
            ChargeState::DueAtProvider,
            ChargeState::Settled,
        ] {
            assert_eq!(state.transition(ChargeEvent::RefundSeen), Ok(ChargeState::Refunded));
        }
    }

    #[test]
    fn a_refund_is_asked_once() {
        let refunding = ChargeState::Kept.transition(ChargeEvent::Refund).unwrap();
        assert_eq!(refunding.transition(ChargeEvent::Refund), Err(Refused));
        assert_eq!(ChargeState::Refunded.transition(ChargeEvent::Refund), Err(Refused));
        assert_eq!(ChargeState::Settled.transition(ChargeEvent::Refund), Err(Refused));
    }

    #[test]
    fn what_went_back_before_we_learnt_of_it_went_back_by_then() {
        let of = |state| NewCharge {
            id: ChargeId("stx1".to_owned()),
            order: None,
            customer: None,
            currency: "XTR".to_owned(),
            amount: 100,
            provider_charge: None,
            state,
            taken_at: Stamp(5),
        };
        assert_eq!(of(ChargeState::Refunded).returned_at(), Some(Stamp(5)));
        assert_eq!(of(ChargeState::Taken).returned_at(), None);
    }
}
