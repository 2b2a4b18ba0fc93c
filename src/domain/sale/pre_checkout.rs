//! The pre-checkout: the last moment at which nothing is charged yet. What a charge does then is in
//! [`super::charged`].

use super::invoice::over;
use crate::domain::decision::StockMove;
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, EffectKey, Timer, Verdict};
use crate::domain::event::InvoiceRef;
use crate::domain::ids::{EsimId, OrderId, QueryId};
use crate::domain::money::Money;
use crate::domain::order::{APPROVAL_LIFE, OrderEvent, OrderState};
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};

/// A pre-checkout that waited longer than this for us is refused: an answer after 10 s is none
/// (Bot API, `PreCheckoutQuery`).
pub(crate) const PRE_CHECKOUT_PATIENCE: Millis = Millis::seconds(8);

/// Answers a pre-checkout: the last moment at which nothing is charged yet. An approval leaves
/// only in the transaction that records it.
pub(crate) fn pre_checkout(
    desk: &mut Desk<'_>,
    query: QueryId,
    money: Option<Money>,
    invoice: Option<InvoiceRef>,
    received_at: Stamp,
) {
    let order = invoice.map(|invoice| invoice.order);
    let verdict = match check(desk, money, order, received_at) {
        Ok(approved) => {
            approve(desk, &query, &approved);
            Verdict::Approve
        }
        Err(why) => Verdict::Refuse(why, desk.lang()),
    };
    let key = EffectKey::PreCheckout(query.clone());
    desk.act(key, Body::AnswerPreCheckout { query, order, verdict });
}

struct Approved {
    order: OrderId,
    esim: EsimId,
    already_reserved: bool,
}

fn check(
    desk: &Desk<'_>,
    money: Option<Money>,
    order: Option<OrderId>,
    received_at: Stamp,
) -> Result<Approved, Text> {
    let id = order.ok_or(Text::RefuseExpired)?;
    let order = desk.order(id).ok_or(Text::RefuseOther)?;
    match order.state() {
        OrderState::Invoiced { until } if desk.now() < *until => {}
        OrderState::Invoiced { .. }
        | OrderState::Draft
        | OrderState::Expired
        | OrderState::Cancelled => return Err(Text::RefuseExpired),
        OrderState::Approved { .. }
        | OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. } => return Err(Text::RefuseTaken),
    }
    if desk.snap.switches.paused {
        return Err(Text::RefusePaused);
    }
    if money.is_none() || money != order.asked {
        return Err(Text::RefuseAmount);
    }
    let listed = desk.snap.catalogue.listed(&order.plan.id);
    if listed.is_none_or(|listed| listed.withdrawn) {
        return Err(Text::RefuseStock);
    }
    if desk.now().since(received_at) >= PRE_CHECKOUT_PATIENCE {
        return Err(Text::RefuseBusy);
    }
    let already_reserved = order.reserved.is_some();
    let esim = order.reserved.or(desk.snap.known.stock.free).ok_or(Text::RefuseStock)?;
    Ok(Approved { order: id, esim, already_reserved })
}

fn approve(desk: &mut Desk<'_>, query: &QueryId, approved: &Approved) {
    let until = desk.now() + APPROVAL_LIFE;
    let id = approved.order;
    let event = OrderEvent::Approve { query: query.clone(), until };
    if desk.order_event(id, &event).is_err() {
        return;
    }
    if !approved.already_reserved {
        desk.out.stock.push(StockMove::Reserve(approved.esim, id));
    }
    if let Some(order) = desk.order_mut(id) {
        order.reserved = Some(approved.esim);
    }
    desk.timer(until, Timer::ApprovalEnds { order: id, query: query.clone() });
}

/// Frees an approval that saw no charge: the order can be paid again, the eSIM is free again.
pub(super) fn free(desk: &mut Desk<'_>, id: OrderId, query: &QueryId) {
    let Some(order) = desk.order(id) else { return };
    let stands =
        matches!(order.state(), OrderState::Approved { query: known, .. } if known == query);
    let Some(invoice_until) = order.invoice_until else { return };
    let now = desk.now();
    if !stands || desk.order_event(id, &OrderEvent::Free { invoice_until, now }).is_err() {
        return;
    }
    if let Some(esim) = desk.order_mut(id).and_then(|order| order.reserved.take()) {
        desk.out.stock.push(StockMove::Release(esim, id));
    }
    if desk.order(id).is_some_and(|order| *order.state() == OrderState::Expired) {
        over(desk, id);
    }
}
