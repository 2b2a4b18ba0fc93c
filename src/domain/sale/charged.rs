//! A charge was taken. It pays its order, or it goes back, or a person looks.

use super::delivery::{card, provided, stuck, waiting_keyboard};
use super::invoice::{give_way, receipt};
use super::refund::give_back;
use super::unopened;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::charge::{Charge, ChargeEvent, ChargeState, Why};
use crate::domain::decision::{Count, StockMove};
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, EffectKey, Keyboard, Timer};
use crate::domain::event::InvoiceRef;
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::order::{Order, OrderEvent, OrderState};
use crate::domain::rows::Rows;
use crate::domain::text::Text;

/// Whether this charge pays this order: it is what the order asks, and the first one.
pub(crate) fn pays(order: &Order, charge: &ChargeId, money: Money) -> bool {
    let pay = OrderEvent::Charge { charge: charge.clone() };
    order.asked == Some(money) && order.state().transition(&pay).is_ok()
}

/// Whether a charge pays none of this person's orders and was not decided yet.
pub(crate) fn is_stray(
    rows: &Rows,
    charge: &ChargeId,
    money: Money,
    invoice: Option<InvoiceRef>,
) -> bool {
    let is_new = |known: &Charge| known.id == *charge && known.state() == ChargeState::Taken;
    let is_paid = |order: &Order| {
        invoice.is_some_and(|invoice| invoice.order == order.id) && pays(order, charge, money)
    };
    rows.charges.iter().any(is_new) && !rows.orders.iter().any(is_paid)
}

/// A charge was taken. It pays its order, or goes back, as a late one does, or a person looks.
pub(crate) fn charged(
    desk: &mut Desk<'_>,
    charge: &ChargeId,
    money: Money,
    invoice: Option<InvoiceRef>,
) {
    // A charge we know already was decided when it was first seen.
    if desk.charge(charge).is_none_or(|known| known.state() != ChargeState::Taken) {
        return;
    }
    let own = invoice.and_then(|invoice| desk.order(invoice.order));
    if let Some(id) = own.filter(|order| pays(order, charge, money)).map(|order| order.id) {
        let pay = OrderEvent::Charge { charge: charge.clone() };
        // An approval that is still being told was heard.
        if let Some(OrderState::Approved { query, .. }) = desk.order(id).map(Order::state) {
            let told = EffectKey::PreCheckout(query.clone());
            desk.out.cancel.push(told);
        }
        if desk.order_event(id, &pay).is_ok()
            && desk.charge_event(charge, ChargeEvent::Keep).is_ok()
        {
            paid(desk, id, money);
        }
        return;
    }
    let history = desk.snap.history;
    // A second charge of an order of this history is no sign of a wrong database.
    let twice = invoice.filter(|invoice| invoice.at >= history.from);
    let twice = twice.and_then(|invoice| is_paid(desk, invoice.order));
    let brake = match twice {
        Some(_) => history.brake.clone(),
        None => history.brake.after(desk.now()),
    };
    let stops = brake.is_on() && !history.brake.is_on();
    let why = doubts(desk, invoice, brake.is_on());
    desk.out.brake = twice.is_none().then_some(brake);
    if stops {
        desk.open_case(NewCase {
            kind: CaseKind::Stopped,
            subject: "refunds".to_owned(),
            order: None,
            charge: None,
            due_at: None,
            alert: Some(Text::AlertStopped),
        });
    }
    match why {
        Some(why) => doubt(desk, charge, money, why),
        // A second charge, a late one, another amount, or one first seen after an erasure: it is
        // not ours to keep.
        None => {
            if let Some(order) = twice.and_then(|order| desk.order(order))
                && !matches!(order.state(), OrderState::Returned { .. })
            {
                desk.say(Text::PaidTwice { order: order.id }, Keyboard::none());
            }
            give_back(desk, charge, None);
        }
    }
}

/// The order, if it is known and a charge paid it, whoever's it is.
fn is_paid(desk: &Desk<'_>, id: OrderId) -> Option<OrderId> {
    let found = desk.snap.known.found.as_ref().map(|found| &found.order);
    let order = desk.order(id).or(found.filter(|found| found.id == id))?;
    order.state().charge().map(|_| id)
}

/// Why a charge that pays no order must not go back by itself. A wrong, empty or restored database
/// finds such charges by the hundred.
fn doubts(desk: &Desk<'_>, invoice: Option<InvoiceRef>, braked: bool) -> Option<Why> {
    let Some(invoice) = invoice else { return Some(Why::Unsigned) };
    let found = desk.snap.known.found.as_ref().map(|found| found.order.id);
    if desk.order(invoice.order).is_none() && found != Some(invoice.order) {
        return Some(Why::UnknownOrder);
    }
    if invoice.at < desk.snap.history.from {
        return Some(desk.snap.history.why());
    }
    braked.then_some(Why::Stopped)
}

pub(super) fn doubt(desk: &mut Desk<'_>, charge: &ChargeId, money: Money, why: Why) {
    if desk.charge_event(charge, ChargeEvent::Doubt(why)).is_ok() {
        let order = desk.charge(charge).and_then(|known| known.order);
        let alert = Text::AlertCharge { amount: money, charge: charge.0.clone() };
        desk.open_case(NewCase::of_charge(CaseKind::Charge, charge, order, alert));
        // The order that it names is paid by nothing else meanwhile.
        if let Some(order) = order {
            give_way(desk, order);
        }
        desk.say(Text::ChargeUnclear { amount: money }, Keyboard::none());
    }
}

/// Everything that follows a payment that found its order.
pub(super) fn paid(desk: &mut Desk<'_>, id: OrderId, money: Money) {
    let now = desk.now();
    let until = now + desk.snap.setup.promise;
    let Some(order) = desk.order_mut(id) else { return };
    order.paid_at = Some(now);
    order.opening = order.opening.paid(now);
    let unopened = order.is_unopened();
    let reserved = order.reserved.take();
    let place = order.plan.coverage_name();
    let (allowance, days) = (order.plan.allowance, i64::from(order.plan.days));
    let n = order.invoices;
    let plan = order.plan.id.clone();
    desk.out.cancel.push(EffectKey::InvoiceEnds { order: id, n });
    desk.count(Count::Paid);
    if desk.customer.dialogue == Dialogue::Paying(id) {
        desk.customer.dialogue = Dialogue::Home;
    }
    receipt(desk, id);
    let esim = reserved.or(desk.snap.known.stock.free);
    if unopened {
        unopened::kept(desk, id);
    } else {
        let (text, keyboard) = match esim {
            Some(_) => (Text::CardPaid { order: id, amount: money, until }, Keyboard::none()),
            None => (Text::CardWaiting { order: id, amount: money, until }, waiting_keyboard(id)),
        };
        card(desk, id, text, keyboard);
        desk.timer(until, Timer::DeliveryLate { order: id });
    }
    let note = Text::NoteSale { order: id, place: place.clone(), allowance, days, amount: money };
    for admin in desk.snap.switches.notes.clone() {
        desk.tell_admin(admin, note.clone(), Keyboard::none(), Lang::Ru);
    }
    match esim {
        Some(esim) => {
            desk.out.stock.push(StockMove::Sell(esim, id));
            provided(desk, id, esim);
        }
        None => {
            if !unopened {
                desk.open_case(stuck(id, place));
            }
            desk.act(EffectKey::Provision(id), Body::Provision { order: id, attempt: 1 });
        }
    }
    // What an approval had set aside is not counted among the free ones any more.
    let left = desk.snap.known.stock.left - i64::from(reserved.is_none());
    if left == desk.snap.setup.low_stock || left == 0 {
        desk.tell_admins(&Text::AlertStock { plan: plan.as_str().to_owned(), left });
    }
}
