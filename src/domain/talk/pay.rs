//! The steps between an agreed order and its invoice, and giving an order up. It must not know how
//! invoices, charges and eSIMs go on; that is [`sale`].

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::OrderId;
use super::super::money::{Currency, Money};
use super::super::order::{MailChoice, Order, OrderState};
use super::super::plan::Plan;
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::card::{on_sale, stars_of};
use super::common::{Toast, leave, origin, unknown_order};
use super::{email, esims, review, stale};

/// Goes on with an order wherever it stands: the e-mail question, the choice of how to pay, the
/// invoice, or, if nothing is to be paid any more, its own screen.
pub(super) fn step(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    if !order.state().is_payable() {
        esims::one(desk, id);
    } else if order.mail == MailChoice::Undecided && desk.snap.setup.mail {
        email::question(desk, id);
    } else {
        proceed(desk, id, None);
    }
}

pub(super) fn in_stars(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    picked(desk, id, Currency::Xtr)
}

pub(super) fn in_tenge(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    picked(desk, id, Currency::Kzt)
}

fn picked(desk: &mut Desk<'_>, id: OrderId, rail: Currency) -> Toast {
    let payable = desk.order(id).is_some_and(|order| order.state().is_payable());
    if !payable {
        step(desk, id);
        return None;
    }
    // A button of a day when a provider was configured.
    if rail == Currency::Kzt && !desk.snap.setup.tenge {
        return stale(desk);
    }
    proceed(desk, id, Some(rail));
    None
}

/// The new price was accepted; if it changed once more, it is asked once more.
pub(super) fn price_ok(desk: &mut Desk<'_>, id: OrderId, price: i64) {
    let current = desk.order(id).and_then(|order| {
        let payable = order.state().is_payable();
        current_plan(desk, order).filter(|plan| payable && plan.price == Money::kzt(price))
    });
    if let Some(plan) = current {
        let stars = stars_of(desk, &plan);
        if let Some(order) = desk.order_mut(id) {
            order.price = plan.price;
            order.stars = stars;
            order.plan = plan;
        }
    }
    step(desk, id);
}

/// Checks the order once more, then asks how to pay or sends the invoice.
fn proceed(desk: &mut Desk<'_>, id: OrderId, rail: Option<Currency>) {
    if desk.snap.switches.paused {
        paused(desk, Press::Esim(id));
        return;
    }
    if let Some(other) = under_way(desk, Some(id)) {
        other_waits(desk, other, Press::Esim(id));
        return;
    }
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let before = (order.price, order.stars);
    let Some(plan) = current_plan(desk, order) else {
        order_gone(desk, id);
        return;
    };
    let today = (plan.price, stars_of(desk, &plan));
    if before != today {
        price_changed(desk, id, before, today);
        return;
    }
    let tenge = desk.snap.setup.tenge.then_some(before.0);
    match rail {
        Some(Currency::Kzt) => send(desk, id, tenge),
        Some(Currency::Xtr) => send(desk, id, before.1),
        None if tenge.is_some() && before.1.is_some() => rail_question(desk, id, before),
        None => send(desk, id, before.1.or(tenge)),
    }
}

fn send(desk: &mut Desk<'_>, id: OrderId, money: Option<Money>) {
    match money {
        Some(money) => sale::invoice(desk, id, money),
        // Nothing this shop takes can pay it.
        None => order_gone(desk, id),
    }
}

/// The choice between Stars and tenge again, if it can still be made.
pub(super) fn rail(desk: &mut Desk<'_>, id: OrderId) {
    let prices = desk
        .order(id)
        .filter(|order| order.state().is_payable() && desk.snap.setup.tenge)
        .map(|order| (order.price, order.stars));
    match prices {
        Some(prices) => rail_question(desk, id, prices),
        None => esims::one(desk, id),
    }
}

fn rail_question(desk: &mut Desk<'_>, id: OrderId, prices: (Money, Option<Money>)) {
    desk.customer.dialogue = Dialogue::Rail(id);
    let (price, stars) = prices;
    let mut keyboard = Keyboard::none();
    if let Some(stars) = stars {
        keyboard = keyboard.row(Text::BtnPayStars { stars }, Press::PayStars(id));
    }
    keyboard = keyboard.row(Text::BtnPayTenge { price }, Press::PayTenge(id));
    desk.screen(Text::RailQuestion { order: id }, keyboard.row(Text::BtnBack, Press::Esim(id)));
}

/// An invoice is out: what it waits for. The invoice itself stays where it is.
pub(super) fn waiting(desk: &mut Desk<'_>, id: OrderId) {
    let until = desk.order(id).and_then(|order| match order.state() {
        OrderState::Invoiced { until } if desk.now() < *until => Some(*until),
        OrderState::Invoiced { .. }
        | OrderState::Draft
        | OrderState::Approved { .. }
        | OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => None,
    });
    match until {
        Some(until) => {
            let keyboard = Keyboard::none()
                .row(Text::BtnNewInvoice, Press::Pay(id))
                .row(Text::BtnCancelOrder, Press::Cancel(id))
                .row(Text::BtnBack, Press::Esim(id));
            desk.screen(Text::InvoiceSent { order: id, until }, keyboard);
        }
        None => esims::one(desk, id),
    }
}

pub(super) fn paused(desk: &mut Desk<'_>, back: Press) {
    desk.screen(Text::SalesPaused, Keyboard::none().row(Text::BtnBack, back));
}

/// The order, other than `except`, that could be paid this moment.
pub(super) fn under_way(desk: &Desk<'_>, except: Option<OrderId>) -> Option<OrderId> {
    let now = desk.now();
    let busy = |order: &&Order| match order.state() {
        OrderState::Invoiced { until } => now < *until,
        OrderState::Approved { .. } => true,
        OrderState::Draft
        | OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => false,
    };
    desk.orders().iter().filter(busy).map(|order| order.id).find(|id| Some(*id) != except)
}

/// Another order waits for its payment: continue it or give it up, before a new one begins.
pub(super) fn other_waits(desk: &mut Desk<'_>, other: OrderId, back: Press) {
    let payable = desk.order(other).is_some_and(|order| order.state().is_payable());
    if !payable {
        let keyboard = Keyboard::none().row(Text::BtnBack, back);
        desk.screen(Text::PaymentUnderWay { order: other }, keyboard);
        return;
    }
    let keyboard = Keyboard::none()
        .row(Text::BtnContinue, Press::Pay(other))
        .row(Text::BtnCancelOrder, Press::Cancel(other))
        .row(Text::BtnBack, back);
    desk.screen(Text::OrderWaits { order: other }, keyboard);
}

fn order_gone(desk: &mut Desk<'_>, id: OrderId) {
    let keyboard = Keyboard::none()
        .row(Text::BtnHome, Press::Home)
        .row(Text::BtnCancelOrder, Press::Cancel(id))
        .row(Text::BtnBack, Press::Esim(id));
    desk.screen(Text::OrderGone { order: id }, keyboard);
}

fn price_changed(
    desk: &mut Desk<'_>,
    id: OrderId,
    before: (Money, Option<Money>),
    today: (Money, Option<Money>),
) {
    let (old, new) = review::change(before, today);
    let keyboard = Keyboard::none()
        .row(Text::BtnPriceOk { price: new }, Press::PriceOk(id, today.0.minor))
        .row(Text::BtnCancelOrder, Press::Cancel(id))
        .row(Text::BtnBack, Press::Esim(id));
    desk.screen(Text::PriceChanged { order: id, old, new }, keyboard);
}

/// The order's plan, if it is sold now and still is what was agreed to, the price apart.
fn current_plan(desk: &Desk<'_>, order: &Order) -> Option<Plan> {
    let agreed = &order.plan;
    on_sale(desk, &agreed.id).filter(|plan| {
        plan.allowance == agreed.allowance
            && plan.days == agreed.days
            && plan.coverage == agreed.coverage
    })
}

/// The customer gives an order up by its button.
pub(super) fn cancel(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return None;
    };
    if order.state().is_payable() {
        sale::cancel(desk, id);
        None
    } else if matches!(order.state(), OrderState::Approved { .. }) {
        let keyboard = Keyboard::none().row(Text::BtnBack, Press::Esim(id));
        desk.screen(Text::PaymentUnderWay { order: id }, keyboard);
        None
    } else {
        stale(desk)
    }
}

/// `/cancel`: leaves a question; otherwise gives the order up that waits for its payment, and says
/// which one it was.
pub(super) fn give_up(desk: &mut Desk<'_>) {
    let question = matches!(
        desk.customer.dialogue,
        Dialogue::Review(_)
            | Dialogue::Address(None)
            | Dialogue::AddressCheck(None, ..)
            | Dialogue::Support
            | Dialogue::Erase(_)
    );
    if question {
        leave(desk);
        return;
    }
    let waits = desk.orders().iter().rev().find(|order| match order.state() {
        OrderState::Draft | OrderState::Invoiced { .. } | OrderState::Approved { .. } => true,
        OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => false,
    });
    let Some(id) = waits.map(|order| order.id) else {
        let back = origin(desk);
        desk.say(Text::NothingToCancel, Keyboard::none().row(Text::BtnBack, back));
        return;
    };
    if let Some(words) = cancel(desk, id) {
        desk.say(words, Keyboard::none());
    }
}
