//! What a restored backup holds open. How it ended after the backup was lost, so that nothing of it
//! is decided by itself. The admins hear at the next start how much there is.

use super::case::{CaseKind, NewCase};
use super::charge::{Charge, ChargeEvent, Why};
use super::decision::Decision;
use super::order::{Order, OrderEvent, OrderState};
use super::time::Stamp;

/// An order of a customer who was erased after the backup. Nothing is erased while something is
/// open: what looks payable was over by then. What looks owed was settled, and how, only a person
/// can find out.
pub fn order_of_nobody(order: &Order, now: Stamp) -> Decision {
    let mut out = Decision::default();
    match order.state() {
        OrderState::Draft | OrderState::Invoiced { .. } => out.orders.extend(cancelled(order)),
        OrderState::Approved { .. } => {
            let free = OrderEvent::Free { invoice_until: now, now };
            let mut order = order.clone();
            if order.step(&free).is_ok() {
                out.orders.extend(cancelled(&order));
            }
        }
        OrderState::Paid { .. } | OrderState::Provisioned { .. } => {
            let seen = order.state().esim().is_some() && order.shown_at.is_some();
            let kind = if seen { CaseKind::Unreachable } else { CaseKind::Stuck };
            out.cases.push(NewCase::of_order(kind, order.id, None));
        }
        OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => {}
    }
    out
}

fn cancelled(order: &Order) -> Option<Order> {
    let mut order = order.clone();
    order.step(&OrderEvent::Cancel).ok()?;
    Some(order)
}

/// A charge that the backup holds undecided: Telegram's ledger would have it decided once more.
pub fn undecided(charge: &Charge, now: Stamp) -> Decision {
    let (mut out, mut charge) = (Decision::default(), charge.clone());
    if charge.step(ChargeEvent::Doubt(Why::BeforeHistory), now).is_ok() {
        out.cases.push(NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, None));
        out.charges.push(charge);
    }
    out
}
