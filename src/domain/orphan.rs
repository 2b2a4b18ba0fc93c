//! Money whose customer was erased meanwhile. No stream is left to tell it to: only the charge
//! still has a row, and perhaps what is left of its order. The admins hear what they would have
//! heard.

use super::alert::alerts;
use super::case::{CaseKind, NewCase};
use super::charge::{Charge, ChargeEvent};
use super::decision::Decision;
use super::effect::{Body, Cause, Effect, EffectKey, EventKey, Keyboard, Role, To};
use super::event::{Ended, Event};
use super::ids::{ChargeId, MessageId, PersonKey};
use super::lang::Lang;
use super::order::{Order, OrderEvent};
use super::tell::Tell;
use super::text::Text;
use super::time::Stamp;

/// The charge of an event that is decided without its customer, and what happens to it.
pub fn step(event: &Event) -> Option<(&ChargeId, ChargeEvent)> {
    if let Event::Ended(Ended::Refund { charge, outcome }) = event {
        let seen = outcome.is_done();
        let step = if seen { ChargeEvent::RefundSeen } else { ChargeEvent::RefundRefused };
        Some((charge, step))
    } else if let Event::Told(Tell::RefundSeen { charge }) = event {
        Some((charge, ChargeEvent::RefundSeen))
    } else {
        None
    }
}

/// An answer of support came when its customer was erased: the admin hears exactly that.
pub(crate) fn unheard(admin: PersonKey, message: MessageId, now: Stamp) -> Decision {
    let event = EventKey { at: now, number: message.0 };
    let (to, keyboard) = (To::Admin(admin), Keyboard::none());
    let (text, lang, role) = (Text::SupportErased, Lang::Ru, Role::Plain);
    let body = Body::Say { to, text, lang, keyboard, role };
    let key = EffectKey::Say { event, n: 0 };
    let effects = vec![Effect { key, customer: None, due_at: now, body }];
    Decision { effects, ..Decision::default() }
}

/// Decides what happens to the charge; `order` is the one that the charge names.
pub fn decide(
    charge: &Charge,
    order: Option<&Order>,
    step: ChargeEvent,
    admins: &[PersonKey],
    now: Stamp,
) -> Decision {
    let (mut out, mut charge) = (Decision::default(), charge.clone());
    if charge.step(step, now).is_err() {
        return out;
    }
    let (amount, name) = (charge.money, charge.id.0.clone());
    if step == ChargeEvent::RefundRefused {
        let alert = Text::AlertCharge { amount, charge: name };
        out.cases.push(NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, alert));
    } else if let Some(id) = charge.order {
        out.orders.extend(order.and_then(|order| returned(order, &charge.id)));
        let text = Text::RefundDoneAdmin { order: id, amount };
        out.effects = alerts(admins, &text, &Cause::Refunded(charge.id.clone()), now);
    }
    out.charges.push(charge);
    out
}

/// What is left of an erased customer's order is returned with the charge that paid it.
fn returned(order: &Order, charge: &ChargeId) -> Option<Order> {
    if order.customer.is_some() || order.state().charge() != Some(charge) {
        return None;
    }
    let mut order = order.clone();
    order.step(&OrderEvent::Return).ok()?;
    Some(order)
}
