//! The order machine: what may happen to an order, and what it becomes. It is total: every state
//! meets every event, written out.

use super::OrderState;
use crate::domain::ids::{ChargeId, EsimId, QueryId};
use crate::domain::time::Stamp;

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderEvent {
    /// An invoice goes out.
    Invoice {
        /// Until when it can be paid.
        until: Stamp,
    },
    /// A pre-checkout is approved.
    Approve {
        /// The query.
        query: QueryId,
        /// When the approval is freed.
        until: Stamp,
    },
    /// The approval is given up: late, refused, or no charge in time.
    Free {
        /// When the invoice ends; past it the order expires.
        invoice_until: Stamp,
        /// Now.
        now: Stamp,
    },
    /// The invoice ran out.
    Expire,
    /// The customer cancels.
    Cancel,
    /// Telegram charged the customer.
    Charge {
        /// The charge.
        charge: ChargeId,
    },
    /// The supplier gave an eSIM.
    Provide {
        /// The eSIM.
        esim: EsimId,
    },
    /// Another eSIM takes the place of one that nobody saw.
    Replace {
        /// The eSIM that is owed from now on.
        esim: EsimId,
    },
    /// The QR arrived.
    Fulfil,
    /// A person found that it was paid and that its QR arrived in what a restore lost.
    Vouch {
        /// The charge that paid it.
        charge: ChargeId,
    },
    /// A person wants it delivered for a charge that came in what a restore lost.
    Honour {
        /// The charge that pays it.
        charge: ChargeId,
    },
    /// The money goes back.
    Return,
}

/// An event an order cannot take in its state. The caller says what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the order cannot take this event in its state")]
pub struct Refused;

impl OrderState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] where the event has no place; the state is unchanged.
    pub fn transition(&self, event: &OrderEvent) -> Result<Self, Refused> {
        match self {
            Self::Draft => Self::from_draft(event),
            Self::Invoiced { .. } => Self::from_invoiced(event),
            Self::Approved { .. } => Self::from_approved(event),
            Self::Paid { charge } => Self::from_paid(charge, event),
            Self::Provisioned { charge, esim } => Self::from_provisioned(charge, *esim, event),
            Self::Fulfilled { charge, .. } => Self::from_fulfilled(charge, event),
            Self::Expired => Self::from_expired(event),
            Self::Cancelled => Self::from_cancelled(event),
            Self::Returned { .. } => Err(Refused),
        }
    }

    /// What a draft becomes.
    fn from_draft(event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Invoice { until } => Ok(Self::Invoiced { until: *until }),
            OrderEvent::Cancel => Ok(Self::Cancelled),
            OrderEvent::Expire => Ok(Self::Expired),
            OrderEvent::Honour { charge } => Ok(Self::Paid { charge: charge.clone() }),
            OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Charge { .. }
            | OrderEvent::Provide { .. }
            | OrderEvent::Fulfil
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Return => Err(Refused),
        }
    }

    /// What an order with an invoice becomes.
    fn from_invoiced(event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Invoice { until } => Ok(Self::Invoiced { until: *until }),
            OrderEvent::Approve { query, until } => {
                Ok(Self::Approved { query: query.clone(), until: *until })
            }
            OrderEvent::Expire => Ok(Self::Expired),
            OrderEvent::Cancel => Ok(Self::Cancelled),
            OrderEvent::Charge { charge } | OrderEvent::Honour { charge } => {
                Ok(Self::Paid { charge: charge.clone() })
            }
            OrderEvent::Free { .. }
            | OrderEvent::Provide { .. }
            | OrderEvent::Fulfil
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Return => Err(Refused),
        }
    }

    /// What an approved order becomes. While the approval stands, the order can neither be approved
    /// twice nor go away under the payment that may be on its way.
    fn from_approved(event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Free { invoice_until, now } => Ok(if now < invoice_until {
                Self::Invoiced { until: *invoice_until }
            } else {
                Self::Expired
            }),
            OrderEvent::Charge { charge } => Ok(Self::Paid { charge: charge.clone() }),
            OrderEvent::Invoice { .. }
            | OrderEvent::Approve { .. }
            | OrderEvent::Expire
            | OrderEvent::Cancel
            | OrderEvent::Provide { .. }
            | OrderEvent::Fulfil
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Honour { .. }
            | OrderEvent::Return => Err(Refused),
        }
    }

    /// What a paid order becomes.
    fn from_paid(charge: &ChargeId, event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Provide { esim } => {
                Ok(Self::Provisioned { charge: charge.clone(), esim: *esim })
            }
            OrderEvent::Vouch { charge: by } if by == charge => {
                Ok(Self::Fulfilled { charge: charge.clone(), esim: None })
            }
            OrderEvent::Return => Ok(Self::Returned { charge: charge.clone() }),
            OrderEvent::Invoice { .. }
            | OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Expire
            | OrderEvent::Cancel
            | OrderEvent::Charge { .. }
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Honour { .. }
            | OrderEvent::Fulfil => Err(Refused),
        }
    }

    /// What an order with an eSIM becomes.
    fn from_provisioned(
        charge: &ChargeId,
        esim: EsimId,
        event: &OrderEvent,
    ) -> Result<Self, Refused> {
        match event {
            OrderEvent::Replace { esim } => {
                Ok(Self::Provisioned { charge: charge.clone(), esim: *esim })
            }
            OrderEvent::Fulfil => Ok(Self::Fulfilled { charge: charge.clone(), esim: Some(esim) }),
            OrderEvent::Vouch { charge: by } if by == charge => {
                Ok(Self::Fulfilled { charge: charge.clone(), esim: Some(esim) })
            }
            OrderEvent::Return => Ok(Self::Returned { charge: charge.clone() }),
            OrderEvent::Invoice { .. }
            | OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Expire
            | OrderEvent::Cancel
            | OrderEvent::Charge { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Honour { .. }
            | OrderEvent::Provide { .. } => Err(Refused),
        }
    }

    /// What a delivered order becomes.
    fn from_fulfilled(charge: &ChargeId, event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Return => Ok(Self::Returned { charge: charge.clone() }),
            OrderEvent::Invoice { .. }
            | OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Expire
            | OrderEvent::Cancel
            | OrderEvent::Charge { .. }
            | OrderEvent::Provide { .. }
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Honour { .. }
            | OrderEvent::Fulfil => Err(Refused),
        }
    }

    /// What an order becomes that was given up: nobody but a person brings it back.
    fn from_cancelled(event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Vouch { charge } => {
                Ok(Self::Fulfilled { charge: charge.clone(), esim: None })
            }
            OrderEvent::Honour { charge } => Ok(Self::Paid { charge: charge.clone() }),
            OrderEvent::Invoice { .. }
            | OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Expire
            | OrderEvent::Cancel
            | OrderEvent::Charge { .. }
            | OrderEvent::Provide { .. }
            | OrderEvent::Fulfil
            | OrderEvent::Replace { .. }
            | OrderEvent::Return => Err(Refused),
        }
    }

    /// What an expired order becomes: one press invoices it again, under the same number.
    fn from_expired(event: &OrderEvent) -> Result<Self, Refused> {
        match event {
            OrderEvent::Invoice { until } => Ok(Self::Invoiced { until: *until }),
            OrderEvent::Cancel => Ok(Self::Cancelled),
            OrderEvent::Honour { charge } => Ok(Self::Paid { charge: charge.clone() }),
            OrderEvent::Approve { .. }
            | OrderEvent::Free { .. }
            | OrderEvent::Expire
            | OrderEvent::Charge { .. }
            | OrderEvent::Provide { .. }
            | OrderEvent::Fulfil
            | OrderEvent::Replace { .. }
            | OrderEvent::Vouch { .. }
            | OrderEvent::Return => Err(Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states() -> Vec<OrderState> {
        let charge = ChargeId("c".into());
        vec![
            OrderState::Draft,
            OrderState::Invoiced { until: Stamp(10) },
            OrderState::Approved { query: QueryId("q".into()), until: Stamp(10) },
            OrderState::Paid { charge: charge.clone() },
            OrderState::Provisioned { charge: charge.clone(), esim: EsimId(1) },
            OrderState::Fulfilled { charge: charge.clone(), esim: Some(EsimId(1)) },
            OrderState::Returned { charge },
            OrderState::Expired,
            OrderState::Cancelled,
        ]
    }

    fn events() -> Vec<OrderEvent> {
        vec![
            OrderEvent::Invoice { until: Stamp(20) },
            OrderEvent::Approve { query: QueryId("q2".into()), until: Stamp(20) },
            OrderEvent::Free { invoice_until: Stamp(20), now: Stamp(5) },
            OrderEvent::Free { invoice_until: Stamp(20), now: Stamp(25) },
            OrderEvent::Expire,
            OrderEvent::Cancel,
            OrderEvent::Charge { charge: ChargeId("c2".into()) },
            OrderEvent::Provide { esim: EsimId(2) },
            OrderEvent::Replace { esim: EsimId(2) },
            OrderEvent::Fulfil,
            OrderEvent::Vouch { charge: ChargeId("c".into()) },
            OrderEvent::Vouch { charge: ChargeId("c2".into()) },
            OrderEvent::Honour { charge: ChargeId("c2".into()) },
            OrderEvent::Return,
        ]
    }

    #[test]
    fn a_charge_is_never_forgotten_by_an_order_it_paid() {
        for state in states() {
            for event in events() {
                if let (Some(charge), Ok(next)) = (state.charge(), state.transition(&event)) {
                    assert_eq!(next.charge(), Some(charge), "{state:?} {event:?}");
                }
            }
        }
    }

    #[test]
    fn an_approved_order_only_waits_for_its_charge() {
        let approved = OrderState::Approved { query: QueryId("q".into()), until: Stamp(1) };
        let taken: Vec<bool> =
            events().iter().map(|event| approved.transition(event).is_ok()).collect();
        assert_eq!(
            taken,
            [
                false, false, true, true, false, false, true, false, false, false, false, false,
                false, false
            ]
        );
    }

    #[test]
    fn only_an_esim_that_waits_for_its_qr_is_replaced() {
        let other = OrderEvent::Replace { esim: EsimId(2) };
        for state in states() {
            let next = state.transition(&other);
            assert_eq!(next.is_ok(), matches!(state, OrderState::Provisioned { .. }), "{state:?}");
            assert!(next.is_err() || next.unwrap().esim() == Some(EsimId(2)));
        }
    }

    #[test]
    fn a_second_charge_never_replaces_the_first() {
        for state in states().into_iter().filter(|state| state.charge().is_some()) {
            let second = OrderEvent::Charge { charge: ChargeId("other".into()) };
            assert_eq!(state.transition(&second), Err(Refused));
        }
    }
}
