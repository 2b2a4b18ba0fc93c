//! The way back: the eSIM to the stock if no eye saw it, the charge to the customer.

use crate::domain::almaty::working_days_after;
use crate::domain::case::{CaseKind, EndedCase, NewCase, by_the_day};
use crate::domain::charge::{Charge, ChargeEvent, ChargeState};
use crate::domain::decision::StockMove;
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, Effect, EffectKey, Keyboard};
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::money::Currency;
use crate::domain::order::{OrderEvent, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Stamp;

/// The customer wants the money back while no eye saw the code: at once, also before the deadline.
/// After the QR was on its way to eyes, a person decides.
pub(crate) fn want_refund(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else {
        desk.say(Text::OrderUnknown, Keyboard::none());
        return;
    };
    match order.state() {
        OrderState::Paid { .. } | OrderState::Provisioned { .. } if order.is_unseen() => {
            return_order(desk, id);
        }
        OrderState::Paid { .. } | OrderState::Provisioned { .. } | OrderState::Fulfilled { .. } => {
            desk.customer.dialogue = Dialogue::Support;
            desk.say(Text::SupportAsk, Keyboard::none().row(Text::BtnBack, Press::Esim(id)));
        }
        OrderState::Draft
        | OrderState::Invoiced { .. }
        | OrderState::Approved { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => desk.say(Text::OrderUnknown, Keyboard::none()),
    }
}

/// Takes the order back. While the supplier is being asked the wish is kept, and acts when the
/// answer is there: an eSIM that may have been bought is never given up on a guess.
pub(crate) fn return_order(desk: &mut Desk<'_>, id: OrderId) {
    let asking = desk.order(id).is_some_and(|order| {
        matches!(order.state(), OrderState::Paid { .. }) && order.lost_since.is_none()
    });
    if !asking {
        return_now(desk, id);
        return;
    }
    if let Some(order) = desk.order_mut(id) {
        order.refund_wished = true;
    }
    if let Some(card) = desk.order(id).and_then(|order| order.card) {
        desk.edit(card, Text::RefundNoted { order: id }, Keyboard::none());
        return;
    }
    desk.say(Text::RefundNoted { order: id }, Keyboard::none());
}

/// The eSIM returns to stock if no eye saw it; the charge goes back.
pub(super) fn return_now(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else { return };
    let Some(charge) = order.state().charge().cloned() else { return };
    let esim = order.state().esim();
    let (never_shown, card) = (order.shown_at.is_none(), order.card);
    let whole = order.paid_at.is_some_and(|paid| desk.snap.history.covers(paid));
    if desk.order_event(id, &OrderEvent::Return).is_err() {
        return;
    }
    desk.out.cancel.extend(EffectKey::while_unopened(id));
    if let (Some(esim), true) = (esim, never_shown && whole) {
        desk.out.stock.push(StockMove::Release(esim, id));
    }
    match card {
        Some(card) if never_shown => {
            desk.edit(card, Text::CardReturned { order: id }, Keyboard::none());
        }
        Some(card) => desk.pin(card, false),
        None => {}
    }
    give_back(desk, &charge, Some(id));
}

/// Sends a charge back: Stars through Telegram, tenge through a person at the provider.
pub(crate) fn give_back(desk: &mut Desk<'_>, id: &ChargeId, order: Option<OrderId>) {
    let Some(charge) = desk.charge(id) else { return };
    let (money, named) = (charge.money, order.or(charge.order));
    if matches!(charge.state(), ChargeState::Case(_)) {
        // Refused once more, it is told once more.
        let ended = EndedCase::by_the_shop(CaseKind::Charge, id.0.clone(), "refund");
        desk.out.closed.push(ended);
    }
    match money.currency {
        Currency::Xtr => {
            if desk.charge_event(id, ChargeEvent::Refund).is_err() {
                return;
            }
            if let Some(charge) = desk.charge(id) {
                desk.queue(refund(charge, desk.now()));
            }
            let text = match order {
                Some(order) => Text::RefundStarted { order, amount: money },
                None => Text::ChargeReturned { amount: money },
            };
            desk.say(text, Keyboard::none());
        }
        Currency::Kzt => {
            if desk.charge_event(id, ChargeEvent::Owe).is_err() {
                return;
            }
            let by = working_days_after(desk.now(), desk.snap.setup.return_days);
            if let Some(case) = desk.charge(id).map(|charge| due(charge, named)) {
                desk.open_case(if named.is_some() { case.by(by) } else { case });
            }
            let text = match named {
                Some(order) => by_the_day(Text::RefundByPerson { order, amount: money }, by),
                None => Text::ChargeUnclear { amount: money },
            };
            desk.say(text, Keyboard::none());
        }
    }
}

/// The refund of a charge that goes back through Telegram. Each attempt has a key of its own.
pub(crate) fn refund(charge: &Charge, now: Stamp) -> Effect {
    let id = charge.id.clone();
    let asked = charge.refund_asked_at.unwrap_or(now);
    let key = EffectKey::Refund { charge: id.clone(), asked };
    Effect { key, customer: charge.customer, due_at: now, body: Body::Refund { charge: id } }
}

/// A charge that only the payment provider can return, by a person.
pub(crate) fn due(charge: &Charge, order: Option<OrderId>) -> NewCase {
    let (amount, name) = (charge.money, charge.id.0.clone());
    let alert = match order {
        Some(order) => Text::RefundDue { order, amount, charge: name },
        None => Text::AlertCharge { amount, charge: name },
    };
    NewCase::of_charge(CaseKind::Due, &charge.id, order, alert)
}

/// Telegram's ledger, or a service message, shows the refund. Whoever asked for it, it happened.
pub(super) fn refund_seen(desk: &mut Desk<'_>, id: &ChargeId) {
    if desk.charge_event(id, ChargeEvent::RefundSeen).is_err() {
        return;
    }
    let Some(charge) = desk.charge(id) else { return };
    let (amount, order) = (charge.money, charge.order);
    let Some(order) = order else {
        desk.say(Text::ChargeReturned { amount }, Keyboard::none());
        return;
    };
    let own = desk.order(order).is_some_and(|known| known.state().charge() == Some(id));
    if own {
        let unseen = desk
            .order(order)
            .filter(|known| known.shown_at.is_none())
            .filter(|known| known.paid_at.is_some_and(|paid| desk.snap.history.covers(paid)))
            .and_then(|known| known.state().esim());
        // Already returned by us, or returned elsewhere: either way nothing is owed any more.
        let returned = desk.order_event(order, &OrderEvent::Return);
        if returned.is_ok() {
            // Begun or not, its end finds a returned order and gives the eSIM back.
            desk.out.cancel.push(EffectKey::Provision(order));
            desk.out.cancel.extend(EffectKey::while_unopened(order));
            // It was there already, and no eye saw it: nobody will come for it any more.
            if let Some(esim) = unseen {
                desk.out.stock.push(StockMove::Release(esim, order));
            }
        }
    }
    desk.say(Text::RefundDone { order, amount }, Keyboard::none());
    desk.tell_admins(&Text::RefundDoneAdmin { order, amount });
}
