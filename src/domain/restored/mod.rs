//! What a restored backup holds open. What became of it after the backup was lost: nothing of it is
//! offered, asked for, shown or given back by itself. The admins hear at the next start how much
//! there is.

use super::case::{CaseKind, NewCase, UnansweredApproval};
use super::charge::{Charge, ChargeEvent, Why};
use super::decision::Decision;
use super::effect::{Body, Effect, EffectKey, Keyboard, Role, To};
use super::ids::CustomerId;
use super::money::Currency;
use super::order::{Order, OrderEvent, OrderState};
use super::snapshot::NEWS;
use super::text::Text;
use super::time::Stamp;
use super::undecided;

/// An order that was open at the moment of the backup, `copy`.
///
/// What could still be paid may have been paid in what was lost: it ends for good. What is owed and
/// was shown to nobody may have been delivered or returned, and a person finds that out; but Stars
/// that went back are in Telegram's ledger, and a code is free again only once they did.
pub fn order(order: &Order, copy: Stamp, now: Stamp) -> Decision {
    let tenge = order.asked.is_some_and(|asked| asked.currency == Currency::Kzt);
    match order.state() {
        OrderState::Draft
        | OrderState::Invoiced { .. }
        | OrderState::Approved { .. }
        | OrderState::Expired => closed(order, copy, now),
        OrderState::Paid { .. } | OrderState::Provisioned { .. } if order.customer.is_none() => {
            let seen = order.state().esim().is_some() && order.shown_at.is_some();
            let kind = if seen { CaseKind::Unreachable } else { CaseKind::Stuck };
            let cases = vec![NewCase::of_order(kind, order.id, None)];
            Decision { cases, ..Decision::default() }
        }
        OrderState::Paid { .. } => lost(order, copy),
        OrderState::Provisioned { .. } if tenge && order.shown_at.is_none() => lost(order, copy),
        OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Cancelled => Decision::default(),
    }
}

/// It ends. Its customer hears of it where its invoice could be paid or its payment was under way.
fn closed(order: &Order, copy: Stamp, now: Stamp) -> Decision {
    let mut out = Decision::default();
    let mut closed = order.clone();
    let id = order.id;
    out.cancel.push(EffectKey::Invoice { order: id, n: order.invoices });
    out.cancel.push(EffectKey::InvoiceEnds { order: id, n: order.invoices });
    if let OrderState::Approved { query, .. } = order.state() {
        out.cancel.push(EffectKey::PreCheckout(query.clone()));
        out.cancel.push(EffectKey::ApprovalEnds(query.clone()));
        let free = OrderEvent::Free { invoice_until: copy, now };
        if closed.step(&free).is_err() {
            return Decision::default();
        }
    }
    if closed.step(&OrderEvent::Cancel).is_err() {
        return Decision::default();
    }
    closed.lost_since = Some(copy);
    let told = could_be_paid(order, copy) && now.since(copy) < NEWS;
    out.effects.extend(order.customer.filter(|_| told).map(|to| news(order, to, copy, now)));
    out.orders.push(closed);
    out
}

/// Whether its invoice could be paid at that moment, or a payment of it was under way.
fn could_be_paid(order: &Order, copy: Stamp) -> bool {
    let payable = matches!(order.state(), OrderState::Invoiced { until } if copy < *until);
    payable || order.uncertain_until(copy).is_some()
}

fn news(order: &Order, customer: CustomerId, copy: Stamp, now: Stamp) -> Effect {
    let (to, lang, keyboard) = (To::Customer(customer), order.lang, Keyboard::none());
    let text = Text::ClosedByRestore { order: order.id, at: copy };
    let body = Body::Say { to, text, lang, keyboard, role: Role::Plain };
    let key = EffectKey::Closed(order.id);
    Effect { key, customer: Some(customer), due_at: now, body }
}

/// Nothing of it is shown or obtained before a person found out what became of it.
fn lost(order: &Order, copy: Stamp) -> Decision {
    let cancel = vec![EffectKey::Provision(order.id)];
    let cases = vec![NewCase::of_order(CaseKind::Stuck, order.id, None)];
    let mut lost = order.clone();
    lost.lost_since = Some(copy);
    Decision { orders: vec![lost], cases, cancel, ..Decision::default() }
}

/// An approval in tenge that no charge followed before the copy: no ledger tells of it, and only a
/// person can look at the provider.
pub fn approval(found: &UnansweredApproval) -> NewCase {
    NewCase { alert: None, ..undecided::unanswered(found) }
}

/// A charge that the backup holds undecided: Telegram's ledger would have it decided once more.
pub fn undecided(charge: &Charge, now: Stamp) -> Decision {
    let (mut out, mut charge) = (Decision::default(), charge.clone());
    if charge.step(ChargeEvent::Doubt(Why::BeforeRestore), now).is_ok() {
        out.cases.push(NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, None));
        out.charges.push(charge);
    }
    out
}

#[cfg(test)]
mod tests;
