//! What is not known of an order: whether a payment is on its way, and what a restore lost.

use super::{Order, OrderEvent, OrderState, Refused};
use crate::domain::ids::ChargeId;
use crate::domain::money::Money;
use crate::domain::time::Stamp;

impl Order {
    /// Until when a payment of it may be on its way; `None` where surely none is.
    pub fn uncertain_until(&self, now: Stamp) -> Option<Stamp> {
        match &self.state {
            OrderState::Approved { until, .. } => Some(*until),
            OrderState::Draft
            | OrderState::Invoiced { .. }
            | OrderState::Expired
            | OrderState::Cancelled => self.unsure_until.filter(|until| now < *until),
            OrderState::Paid { .. }
            | OrderState::Provisioned { .. }
            | OrderState::Fulfilled { .. }
            | OrderState::Returned { .. } => None,
        }
    }

    /// The moment of the copy, where a restore closed it for good: it is never paid again.
    pub(crate) fn closed_since(&self) -> Option<Stamp> {
        self.lost_since.filter(|_| self.state == OrderState::Cancelled)
    }

    /// The moment of the copy, where it was paid and a restore lost whether it was delivered: a
    /// person looks first.
    pub(crate) fn owed_since(&self) -> Option<Stamp> {
        self.lost_since.filter(|_| self.is_owed())
    }

    /// A person found that this charge paid it, and that it was delivered in what was lost.
    ///
    /// # Errors
    /// [`Refused`] where another charge paid it, or where it may still be paid.
    pub(crate) fn vouch(
        &mut self,
        charge: ChargeId,
        money: Money,
        taken_at: Stamp,
    ) -> Result<(), Refused> {
        self.step(&OrderEvent::Vouch { charge })?;
        self.lost_since = None;
        self.asked = Some(money);
        self.paid_at = self.paid_at.or(Some(taken_at));
        self.fulfilled_at = self.paid_at;
        self.shown_at = self.shown_at.or(self.paid_at);
        Ok(())
    }
}
