//! The end of an approval that no charge followed: by the ledger, by time, or by its customer's
//! word. It must not know how a pre-checkout is checked or refused.

use super::invoice::over;
use crate::domain::charge::{Charge, ChargeState};
use crate::domain::desk::Desk;
use crate::domain::effect::{EffectKey, Keyboard};
use crate::domain::ids::{OrderId, QueryId};
use crate::domain::order::{CHARGE_PATIENCE, Order, OrderEvent, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Stamp;

/// Telegram's ledger, read long after the query, shows no charge: the approval took nothing.
pub(super) fn uncharged(desk: &mut Desk<'_>, id: OrderId, query: &QueryId) {
    if free(desk, id, query)
        && !expired(desk, id)
        && let Some(until) = desk.order(id).and_then(|order| order.invoice_until)
    {
        let text = Text::NothingTaken { order: id, until: until.into() };
        desk.say(text, Keyboard::none().row(Text::BtnNewInvoice, Press::Pay(id)));
    }
}

/// An approval saw no charge in its time. Whether there is one is not certain yet.
pub(super) fn ends(desk: &mut Desk<'_>, id: OrderId, query: &QueryId) {
    if free(desk, id, query) {
        unsure(desk, id, desk.now());
        expired(desk, id);
    }
}

/// Its customer says that the card was declined, of the approval in tenge that stands until then.
/// Nobody else can tell. Says whether the order can be paid again.
pub(crate) fn declined(desk: &mut Desk<'_>, id: OrderId, until: Stamp) -> bool {
    let Some(order) = desk.order(id) else { return false };
    let OrderState::Approved { query, .. } = order.state().clone() else { return false };
    let stands = order.may_be_declined() == Some(until);
    let came = |charge: &Charge| charge.order == Some(id) && charge.state() == ChargeState::Taken;
    if !stands || desk.charges().iter().any(came) || !free(desk, id, &query) {
        return false;
    }
    unsure(desk, id, until);
    true
}

/// What is said of an approval that stands.
pub(crate) fn under_way(of: &Order) -> Option<Text> {
    let OrderState::Approved { until, .. } = of.state() else { return None };
    let (order, until) = (of.id, (*until).into());
    Some(match of.may_be_declined() {
        Some(_) => Text::PaymentAtBank { order, until },
        None => Text::PaymentUnderWayUntil { order, until },
    })
}

/// The way out of an approval in tenge.
pub(crate) fn declined_button(order: &Order, keyboard: Keyboard) -> Keyboard {
    match order.may_be_declined() {
        Some(until) => keyboard.row(Text::BtnDeclined, Press::Declined(order.id, until.0)),
        None => keyboard,
    }
}

/// A charge of an approval that ended may still be told, as long as after one that ran out then.
fn unsure(desk: &mut Desk<'_>, id: OrderId, from: Stamp) {
    if let Some(order) = desk.order_mut(id) {
        order.unsure_until = Some(from + CHARGE_PATIENCE);
    }
}

/// Frees an order of this approval: it can be paid again. Its eSIM stays set aside for the next
/// try. An answer that did not leave yet never does.
pub(super) fn free(desk: &mut Desk<'_>, id: OrderId, query: &QueryId) -> bool {
    let Some(order) = desk.order(id) else { return false };
    let stands =
        matches!(order.state(), OrderState::Approved { query: known, .. } if known == query);
    let Some(invoice_until) = order.invoice_until else { return false };
    let now = desk.now();
    let freed = stands && desk.order_event(id, &OrderEvent::Free { invoice_until, now }).is_ok();
    if freed {
        desk.out.cancel.push(EffectKey::PreCheckout(query.clone()));
    }
    freed
}

/// Whether the invoice of a freed order ran out meanwhile; then it goes.
pub(super) fn expired(desk: &mut Desk<'_>, id: OrderId) -> bool {
    let expired = desk.order(id).is_some_and(|order| *order.state() == OrderState::Expired);
    if expired {
        over(desk, id);
    }
    expired
}
