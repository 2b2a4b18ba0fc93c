//! Invoices: sent, run out, taken away, given up. Nothing is charged by them; see
//! [`super::pre_checkout`].

use crate::domain::decision::Count;
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, EffectKey, Keyboard, Timer};
use crate::domain::ids::OrderId;
use crate::domain::money::Money;
use crate::domain::order::{INVOICE_LIFE, OrderEvent, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

pub(crate) fn invoice(desk: &mut Desk<'_>, id: OrderId, money: Money) {
    // Each invoice of an order is of a moment of its own: it is named by it.
    let former = desk.order(id).and_then(|order| order.invoice_until);
    let until = (desk.now() + INVOICE_LIFE).max(former.unwrap_or_default() + Millis(1));
    if desk.order_event(id, &OrderEvent::Invoice { until }).is_err() {
        desk.say(Text::PaymentUnderWay { order: id }, Keyboard::none());
        return;
    }
    let mut former = None;
    let mut n = 0;
    if let Some(order) = desk.order_mut(id) {
        order.asked = Some(money);
        order.invoices += 1;
        order.invoice_until = Some(until);
        former = order.invoice_message.take();
        n = order.invoices;
    }
    if let Some(message) = former {
        desk.delete(message);
    }
    desk.screen(
        Text::InvoiceSent { order: id, until },
        Keyboard::none().row(Text::BtnCancelOrder, Press::Cancel(id)),
    );
    desk.act(EffectKey::Invoice { order: id, n }, Body::SendInvoice { order: id, n });
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
    let current = order.invoices == n && matches!(order.state(), OrderState::Invoiced { .. });
    match outcome {
        Outcome::Done(Some(message)) if current => order.invoice_message = Some(message),
        Outcome::Done(Some(message)) => {
            // Paid or under way: the invoice stays as the receipt. Otherwise it is out of date.
            if order.state().is_payable() || *order.state() == OrderState::Cancelled {
                desk.delete(message);
            }
        }
        Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked }) => {
            let now = desk.now();
            desk.customer.unreachable_at = Some(now);
        }
        Outcome::Done(None) | Outcome::Failed(_) => {
            if current {
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
