//! Invoices: sent, run out, taken away, given up. Nothing is charged by them; see
//! [`super::pre_checkout`].

use crate::domain::decision::Count;
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, EffectKey, Keyboard, Timer, To};
use crate::domain::ids::OrderId;
use crate::domain::money::{Currency, Money};
use crate::domain::order::{INVOICE_LIFE, Order, OrderEvent, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

/// Sends an invoice. The former one goes, and the message whose button wished for it: the invoice
/// says all that there is to say. Where an older price is `honoured`, it is until the end that the
/// former invoice named.
pub(crate) fn invoice(desk: &mut Desk<'_>, id: OrderId, money: Money, honoured: bool) {
    let former = desk.order(id).and_then(|order| order.invoice_until);
    // Each invoice of an order is of a moment of its own: it is named by it.
    let next = former.unwrap_or_default() + Millis(1);
    let until = if honoured { next } else { next.max(desk.now() + INVOICE_LIFE) };
    if desk.order_event(id, &OrderEvent::Invoice { until }).is_err() {
        desk.say(Text::PaymentUnderWay { order: id }, Keyboard::none());
        return;
    }
    let lang = desk.lang();
    let mut over = None;
    let mut n = 0;
    if let Some(order) = desk.order_mut(id) {
        order.asked = Some(money);
        order.lang = lang;
        order.invoices += 1;
        order.invoice_until = Some(until);
        over = order.invoice_message.take();
        n = order.invoices;
    }
    desk.act(EffectKey::Invoice { order: id, n }, Body::SendInvoice { order: id, n });
    // In one lane: only once the new one is there.
    for message in over.into_iter().chain(desk.source.filter(|source| over != Some(*source))) {
        desk.delete(message);
    }
    desk.timer(until, Timer::InvoiceEnds { order: id, n });
    desk.customer.dialogue = Dialogue::Paying(id);
    desk.count(Count::Invoice);
}

pub(crate) fn cancel(desk: &mut Desk<'_>, id: OrderId) {
    if desk.order_event(id, &OrderEvent::Cancel).is_err() {
        let known = desk.order(id).is_some();
        let text = if known { Text::PaymentUnderWay { order: id } } else { Text::OrderUnknown };
        desk.say(text, Keyboard::none());
        return;
    }
    take_invoice_away(desk, id);
    desk.customer.dialogue = Dialogue::Home;
    desk.screen(
        Text::OrderCancelled { order: id },
        Keyboard::none().row(Text::BtnHome, Press::Home),
    );
}

/// An order that waits gives way to another one. One that may be being paid stays.
pub(crate) fn give_way(desk: &mut Desk<'_>, id: OrderId) {
    let n = desk.order(id).map_or(0, |order| order.invoices);
    if desk.order_event(id, &OrderEvent::Cancel).is_ok() {
        desk.out.cancel.push(EffectKey::InvoiceEnds { order: id, n });
        take_invoice_away(desk, id);
    }
}

pub(super) fn take_invoice_away(desk: &mut Desk<'_>, id: OrderId) {
    if let Some(message) = desk.order_mut(id).and_then(|order| order.invoice_message.take()) {
        desk.delete(message);
    }
}

/// An invoice is over: it goes, and one press brings a new one.
pub(super) fn over(desk: &mut Desk<'_>, id: OrderId) {
    take_invoice_away(desk, id);
    if desk.customer.dialogue == Dialogue::Paying(id) {
        desk.customer.dialogue = Dialogue::Home;
    }
    desk.say(
        Text::InvoiceOver { order: id },
        Keyboard::none().row(Text::BtnNewInvoice, Press::Pay(id)).row(Text::BtnHome, Press::Home),
    );
}

pub(super) fn invoice_ended(desk: &mut Desk<'_>, id: OrderId, n: i64, outcome: Outcome) {
    let Some(order) = desk.order_mut(id) else { return };
    let newest = order.invoices == n;
    let stands = matches!(order.state(), OrderState::Invoiced { .. } | OrderState::Approved { .. });
    let is_paid = order.state().charge().is_some();
    match outcome {
        Outcome::Done(Some(message)) if newest && (stands || is_paid) => {
            order.invoice_message = Some(message);
            if is_paid {
                receipt(desk, id);
            }
        }
        // It is out of date.
        Outcome::Done(Some(message)) => desk.delete(message),
        Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked }) => {
            let now = desk.now();
            desk.customer.unreachable_at = Some(now);
        }
        Outcome::Done(None) | Outcome::Failed(_) => {
            if newest && stands {
                desk.say(
                    Text::InvoiceFailed { order: id },
                    Keyboard::none()
                        .row(Text::BtnNewInvoice, Press::Pay(id))
                        .row(Text::BtnSupport, Press::Support),
                );
            }
        }
    }
}

/// What stands under an invoice: the other rail, where there is one, and a way to give it up.
pub(crate) fn below(order: &Order, asked: Money, tenge: bool) -> Keyboard {
    let other = match asked.currency {
        Currency::Xtr => {
            tenge.then_some((Text::BtnPayTenge { price: order.price }, Press::PayTenge(order.id)))
        }
        Currency::Kzt => {
            order.stars.map(|stars| (Text::BtnPayStars { stars }, Press::PayStars(order.id)))
        }
    };
    let keyboard = Keyboard::none().buttons(other.into_iter().collect());
    keyboard.row(Text::BtnCancelOrder, Press::Cancel(order.id))
}

/// A paid invoice stays in the chat as the receipt: nothing under it can be pressed any more but
/// Telegram's own button.
pub(super) fn receipt(desk: &mut Desk<'_>, id: OrderId) {
    if let Some(message) = desk.order(id).and_then(|order| order.invoice_message) {
        let to = To::Customer(desk.customer.id);
        desk.message(Body::ClearButtons { to, message });
    }
}
