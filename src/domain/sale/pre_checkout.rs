//! The pre-checkout: the last moment at which nothing is charged yet. What a charge does then is in
//! [`super::charged`].

use super::approval::{expired, free};
use super::refused::{Refusal, refused};
use crate::domain::decision::StockMove;
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, EffectKey, Timer, Verdict};
use crate::domain::event::InvoiceRef;
use crate::domain::ids::{EsimId, OrderId, QueryId};
use crate::domain::money::Money;
use crate::domain::order::{APPROVAL_LIFE, Opening, OrderEvent, OrderState};
use crate::domain::time::{Millis, Stamp};

/// A pre-checkout that waited longer than this for us is refused: an answer after 10 s is none
/// (Bot API, `PreCheckoutQuery`).
pub(crate) const PRE_CHECKOUT_PATIENCE: Millis = Millis::seconds(8);

/// Answers a pre-checkout: the last moment at which nothing is charged yet. An approval leaves
/// only in the transaction that records it. A refusal is followed by words in the chat: the payment
/// sheet closes over its own.
pub(crate) fn pre_checkout(
    desk: &mut Desk<'_>,
    query: QueryId,
    money: Option<Money>,
    invoice: Option<InvoiceRef>,
    received_at: Stamp,
) {
    let checked = check(desk, money, invoice, received_at);
    let verdict = match &checked {
        Ok(approved) => {
            approve(desk, &query, approved);
            Verdict::Approve
        }
        Err(why) => Verdict::Refuse(why.text(), desk.lang()),
    };
    let key = EffectKey::PreCheckout(query.clone());
    let order = invoice.map(|invoice| invoice.order);
    desk.act(key, Body::AnswerPreCheckout { query, order, verdict });
    if let Err(why) = checked {
        refused(desk, order, why);
    }
}

struct Approved {
    order: OrderId,
    esim: EsimId,
    already_reserved: bool,
}

fn check(
    desk: &Desk<'_>,
    money: Option<Money>,
    invoice: Option<InvoiceRef>,
    received_at: Stamp,
) -> Result<Approved, Refusal> {
    let invoice = invoice.ok_or(Refusal::Unsigned)?;
    let id = invoice.order;
    let order = desk.order(id).ok_or(Refusal::Stranger)?;
    if let Some(copy) = order.closed_since() {
        return Err(Refusal::Closed(copy));
    }
    match order.state() {
        OrderState::Invoiced { until } if desk.now() < *until => {}
        OrderState::Invoiced { .. }
        | OrderState::Draft
        | OrderState::Expired
        | OrderState::Cancelled => return Err(Refusal::Over),
        OrderState::Approved { .. }
        | OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. } => return Err(Refusal::Taken),
    }
    // Whatever it asks: an older one of the same amount may be at a price or rail of another day.
    if order.invoiced_at() != Some(invoice.at) {
        return Err(Refusal::Replaced);
    }
    if desk.snap.switches.paused {
        return Err(Refusal::Paused);
    }
    if money.is_none() || money != order.asked {
        return Err(Refusal::Amount);
    }
    let listed = desk.snap.catalogue.listed(&order.plan.id);
    if listed.is_none_or(|listed| listed.withdrawn) {
        return Err(Refusal::Gone);
    }
    if desk.now().since(received_at) >= PRE_CHECKOUT_PATIENCE {
        return Err(Refusal::Busy);
    }
    let already_reserved = order.reserved.is_some();
    let stock = desk.snap.known.stock;
    let later = order.opening != Opening::AtOnce && stock.left > 0;
    let why = if later { Refusal::NotLater } else { Refusal::Gone };
    let esim = order.reserved.or(stock.free).ok_or(why)?;
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

/// Telegram called the first answer to an approval too late, and failed the payment by itself: the
/// order is freed, and whoever paid hears that it was not their fault.
pub(super) fn too_late(desk: &mut Desk<'_>, id: OrderId, query: &QueryId) {
    if free(desk, id, query) && !expired(desk, id) {
        refused(desk, Some(id), Refusal::Busy);
    }
}
