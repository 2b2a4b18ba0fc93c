//! Erasure (`/deletemydata`): the customer is leaving first, then told farewell, then
//! forgotten. What stays are charges and orders that lead to nobody.

use super::decision::StockMove;
use super::desk::Desk;
use super::effect::{Body, EffectKey, Keyboard, Role, Timer, To, Verdict};
use super::event::{Ended, Event};
use super::lang::Lang;
use super::order::OrderEvent;
use super::sale;
use super::tell::Tell;
use super::text::Text;
use super::time::Millis;

/// How long the farewell may take before the data is erased all the same.
pub(crate) const FAREWELL_PATIENCE: Millis = Millis::minutes(5);

/// Why an erasure has to wait: something is paid and open, or money is due.
pub(crate) fn check(desk: &Desk<'_>) -> Option<Text> {
    if let Some(order) = desk.orders().iter().find(|order| order.state().is_open()) {
        let (unopened, order) = (order.is_unopened(), order.id);
        let why = if unopened { Text::EraseUnopened { order } } else { Text::EraseOpen { order } };
        return Some(why);
    }
    let due = desk.charges().iter().find(|charge| charge.state().is_open())?;
    // A charge without an order of ours waits for a person, and a person can settle it without
    // this customer's data: the ledger keeps the charge.
    due.order.map(|order| Text::EraseMoney { order })
}

/// Begins: nobody is sold anything any more, queued words are taken back, old QR cards go blank,
/// what has buttons goes, the farewell is the last thing in the chat.
pub(crate) fn begin(desk: &mut Desk<'_>) {
    if check(desk).is_some() {
        return;
    }
    let now = desk.now();
    desk.out.cancel_all = true;
    let payable: Vec<_> = desk
        .orders()
        .iter()
        .filter(|order| order.state().is_payable())
        .map(|order| (order.id, order.invoice_message))
        .collect();
    for (order, invoice) in payable {
        if desk.order_event(order, &OrderEvent::Cancel).is_ok()
            && let Some(invoice) = invoice
        {
            desk.delete(invoice);
        }
    }
    for message in desk.shown_cards() {
        let lang = desk.lang();
        desk.message(Body::BlankCard { message, lang });
        desk.pin(message, false);
    }
    desk.message(Body::WipeChat);
    let (customer, lang) = (desk.customer.id, desk.lang());
    let (to, keyboard) = (To::Customer(customer), Keyboard::none());
    let body = Body::Say { to, text: Text::EraseDone, lang, keyboard, role: Role::Farewell };
    desk.act(EffectKey::Farewell(customer), body);
    desk.timer(now + FAREWELL_PATIENCE, Timer::EraseNow);
    desk.customer.leaving_since = Some(now);
}

/// Whatever happens between the block and the erasure. Money is still read; nothing else is.
pub(crate) fn while_leaving(desk: &mut Desk<'_>, event: Event) {
    match event {
        Event::Due(Timer::EraseNow) | Event::Ended(Ended::Said { role: Role::Farewell, .. }) => {
            desk.erase_leaving();
        }
        Event::PreCheckout { query, .. } => {
            let key = EffectKey::PreCheckout(query.clone());
            let verdict = Verdict::Refuse(Text::RefuseExpired, desk.lang());
            desk.act(key, Body::AnswerPreCheckout { query, order: None, verdict });
        }
        // No order of a blocked person can be paid: the charge goes back, or before a person.
        Event::Charged { charge, money, invoice } => {
            sale::charged(desk, &charge, money, invoice);
        }
        Event::Ended(Ended::Provision { order, esim: Some(esim), .. }) => {
            // No order is open while blocked, so this one belongs to nobody, unless it is an
            // outcome that comes once more: what was shown never returns to stock.
            let held = desk
                .order(order)
                .is_some_and(|known| known.state().esim().is_some() || known.shown_at.is_some());
            if !held {
                desk.out.stock.push(StockMove::Release(esim, order));
            }
        }
        Event::Told(tell @ Tell::RefundSeen { .. }) => sale::told(desk, tell),
        Event::Told(Tell::SupportAnswer { admin, .. }) => {
            desk.tell_admin(admin, Text::SupportErased, Keyboard::none(), Lang::Ru);
        }
        Event::Ended(Ended::Refund { charge, outcome }) => {
            sale::ended(desk, Ended::Refund { charge, outcome });
        }
        Event::Press { query, .. }
        | Event::StalePress { query, .. }
        | Event::Turned { query, .. } => desk.answer(query, None),
        Event::Start(_)
        | Event::StartAt(_)
        | Event::FromLetter(_)
        | Event::Command(_)
        | Event::UnknownCommand
        | Event::Admin(_)
        | Event::AdminReply(_)
        | Event::Said(_)
        | Event::Unread
        | Event::Edited
        | Event::Pinned(_)
        | Event::Reachable(_)
        | Event::Told(_)
        | Event::Due(_)
        | Event::Ended(_) => {}
    }
}
