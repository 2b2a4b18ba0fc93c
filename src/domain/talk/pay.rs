//! From an order to its invoice, and giving an order up. It must not know how invoices, charges and
//! eSIMs go on; that is [`sale`].

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::OrderId;
use super::super::money::{Currency, Money};
use super::super::order::{Order, OrderState};
use super::super::plan::Plan;
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::super::time::Stamp;
use super::card::{change, is_dearer, stars_of};
use super::common::{Toast, leave, origin, unknown_order};
use super::{checkout, esims};

/// Pay was pressed: on the checkout, or on what is said of an order that can be paid.
pub(super) fn pressed(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    if let Some(checkout) = checkout::of(desk, id) {
        return checkout::pay(desk, &checkout);
    }
    if desk.order(id).is_none() {
        return Some(what_became(desk, id));
    }
    step(desk, id, None);
    None
}

/// The other rail, under an invoice.
pub(super) fn picked(desk: &mut Desk<'_>, id: OrderId, rail: Currency) -> Toast {
    let payable = desk.order(id).is_some_and(|order| order.state().is_payable());
    // A button of a day when a provider was configured.
    let taken = rail == Currency::Xtr || desk.snap.setup.tenge;
    if !payable || !taken {
        return Some(what_became(desk, id));
    }
    step(desk, id, Some(rail));
    None
}

/// The new price was accepted; if it rose once more, it is asked once more.
pub(super) fn price_ok(desk: &mut Desk<'_>, id: OrderId, price: i64) {
    let current = desk.order(id).and_then(|order| {
        let payable = order.state().is_payable();
        current_plan(desk, order).filter(|plan| payable && plan.price == Money::kzt(price))
    });
    if let Some(plan) = current {
        reprice(desk, id, plan);
    }
    step(desk, id, None);
}

fn reprice(desk: &mut Desk<'_>, id: OrderId, plan: Plan) {
    let stars = stars_of(desk, &plan);
    if let Some(order) = desk.order_mut(id) {
        order.price = plan.price;
        order.stars = stars;
        order.plan = plan;
    }
}

/// Checks an order that can be paid once more, and sends its invoice. A price that rose is asked
/// about, unless an invoice stands: that is honoured until its end. One that fell is what is paid.
fn step(desk: &mut Desk<'_>, id: OrderId, rail: Option<Currency>) {
    let Some(order) = desk.order(id).cloned() else {
        unknown_order(desk);
        return;
    };
    if !order.state().is_payable() {
        esims::one(desk, id);
        return;
    }
    if desk.snap.switches.paused {
        paused(desk, Press::Esim(id));
        return;
    }
    let Some(plan) = current_plan(desk, &order) else {
        order_gone(desk, id);
        return;
    };
    if !desk.customer.consents.all_stood(order.created_at) {
        // Agreed to in an older edition, or anew since.
        checkout::open(desk, plan.place(), &plan.id);
        return;
    }
    if is_busy(desk, Some(id), Press::Esim(id)) {
        return;
    }
    let stands = matches!(order.state(), OrderState::Invoiced { until } if desk.now() < *until);
    let (before, today) = ((order.price, order.stars), (plan.price, stars_of(desk, &plan)));
    let dearer = is_dearer(before, today);
    if dearer && !stands {
        price_rose(desk, id, before, today);
        return;
    }
    if !dearer {
        reprice(desk, id, plan);
    }
    let (price, stars) = if dearer { before } else { today };
    let rail = rail.or(order.asked.map(|asked| asked.currency));
    match money(desk, price, stars, rail) {
        Some(money) => send(desk, id, money, dearer),
        // Nothing this shop takes can pay it.
        None => order_gone(desk, id),
    }
}

/// What is asked: in this rail, or in the one that the owner put first; else in the other.
pub(super) fn money(
    desk: &Desk<'_>,
    price: Money,
    stars: Option<Money>,
    rail: Option<Currency>,
) -> Option<Money> {
    let setup = desk.snap.setup;
    let tenge = setup.tenge.then_some(price);
    match rail.unwrap_or(setup.first_rail) {
        Currency::Xtr => stars.or(tenge),
        Currency::Kzt => tenge.or(stars),
    }
}

/// Sends an invoice. Whatever else could be paid gives way to it, in the same decision.
pub(super) fn send(desk: &mut Desk<'_>, id: OrderId, money: Money, honoured: bool) {
    let others = desk.orders().iter().filter(|order| order.id != id);
    let others = others.filter(|order| match order.state() {
        OrderState::Draft | OrderState::Invoiced { .. } => true,
        OrderState::Approved { .. }
        | OrderState::Paid { .. }
        | OrderState::Provisioned { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => false,
    });
    let others: Vec<OrderId> = others.map(|order| order.id).collect();
    for other in others {
        sale::give_way(desk, other);
    }
    sale::invoice(desk, id, money, honoured);
}

/// An invoice that stands comes anew in the language that was chosen. Says whether that is where
/// the customer is.
pub(super) fn again(desk: &mut Desk<'_>) -> bool {
    let waits = waiting_order(desk, None);
    let Some((id, asked)) = waits.and_then(|id| Some((id, desk.order(id)?.asked?))) else {
        return false;
    };
    let place = desk.customer.dialogue.clone();
    sale::invoice(desk, id, asked, true);
    let is_here = place == desk.customer.dialogue;
    desk.customer.dialogue = place;
    desk.pressed = None;
    is_here
}

/// The order, other than `except`, whose invoice stands.
pub(super) fn waiting_order(desk: &Desk<'_>, except: Option<OrderId>) -> Option<OrderId> {
    let now = desk.now();
    let waits = |order: &&Order| {
        matches!(order.state(), OrderState::Invoiced { until } if now < *until)
            && Some(order.id) != except
    };
    desk.orders().iter().find(waits).map(|order| order.id)
}

/// Whether a payment of another order may be on its way: it says so, and until when. An approval
/// stands, or ended without anybody knowing whether it was charged.
pub(super) fn is_busy(desk: &mut Desk<'_>, except: Option<OrderId>, back: Press) -> bool {
    let now = desk.now();
    let mut others = desk.orders().iter().filter(|order| Some(order.id) != except);
    let busy = others.find_map(|order| Some((order, order.uncertain_until(now)?)));
    let Some((order, until)) = busy else { return false };
    let unsure = Text::PaymentUnderWayUntil { order: order.id, until: until.into() };
    let text = sale::under_way(order).unwrap_or(unsure);
    let keyboard = sale::declined_button(order, Keyboard::none()).row(Text::BtnBack, back);
    desk.screen(text, keyboard);
    true
}

/// The card was declined, of the approval that stands until then: says what comes first.
pub(super) fn declined(desk: &mut Desk<'_>, id: OrderId, until: Stamp) -> Toast {
    if desk.order(id).and_then(Order::may_be_declined) != Some(until) {
        return Some(what_became(desk, id));
    }
    let keyboard = Keyboard::none()
        .row(Text::BtnTryAgain, Press::TryAgain(id, until.0))
        .row(Text::BtnBack, Press::Esim(id));
    desk.screen(Text::DeclinedFirst { order: id, until: until.into() }, keyboard);
    None
}

/// The bank's page is closed: a new invoice, in whichever rail.
pub(super) fn try_again(desk: &mut Desk<'_>, id: OrderId, until: Stamp) -> Toast {
    if !sale::declined(desk, id, until) {
        return Some(what_became(desk, id));
    }
    step(desk, id, None);
    None
}

/// What an old button's order, or checkout, became: the answer to a press that is over.
pub(super) fn what_became(desk: &Desk<'_>, id: OrderId) -> Text {
    match desk.order(id).map(Order::state) {
        Some(
            OrderState::Paid { .. } | OrderState::Provisioned { .. } | OrderState::Fulfilled { .. },
        ) => Text::OldPaid,
        Some(OrderState::Approved { until, .. }) => {
            Text::PaymentUnderWayUntil { order: id, until: (*until).into() }
        }
        Some(OrderState::Invoiced { .. } | OrderState::Draft | OrderState::Expired) => {
            Text::OldInvoiced
        }
        Some(OrderState::Returned { .. } | OrderState::Cancelled) => Text::OldOver,
        None => Text::OldCheckout,
    }
}

pub(super) fn paused(desk: &mut Desk<'_>, back: Press) {
    desk.screen(Text::SalesPaused, Keyboard::none().row(Text::BtnBack, back));
}

fn order_gone(desk: &mut Desk<'_>, id: OrderId) {
    let keyboard = Keyboard::none()
        .row(Text::BtnHome, Press::Home)
        .row(Text::BtnCancelOrder, Press::Cancel(id))
        .row(Text::BtnBack, Press::Esim(id));
    desk.screen(Text::OrderGone { order: id }, keyboard);
}

fn price_rose(
    desk: &mut Desk<'_>,
    id: OrderId,
    before: (Money, Option<Money>),
    today: (Money, Option<Money>),
) {
    let (old, new) = change(before, today);
    let keyboard = Keyboard::none()
        .row(Text::BtnPriceOk { price: new }, Press::PriceOk(id, today.0.minor))
        .row(Text::BtnCancelOrder, Press::Cancel(id))
        .row(Text::BtnBack, Press::Esim(id));
    let order = Text::ReviewTitle { order: id };
    desk.screen(Text::Lines(vec![order, Text::PriceRose { old, new }]), keyboard);
}

/// The order's plan, if it is sold now and still is what was agreed to, the price apart. A code
/// that is set aside for the order is none of the free ones.
fn current_plan(desk: &Desk<'_>, order: &Order) -> Option<Plan> {
    let listed = desk.snap.catalogue.listed(&order.plan.id)?;
    let own = listed.is_sold_out() && order.reserved.is_some();
    let sold = (listed.sellable() || own) && listed.plan.is_as_agreed(&order.plan);
    sold.then(|| listed.plan.clone())
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
    } else {
        Some(what_became(desk, id))
    }
}

/// `/cancel`: leaves a question; otherwise gives the order up that waits for its payment, and says
/// which one it was.
pub(super) fn give_up(desk: &mut Desk<'_>) {
    let question = matches!(
        desk.customer.dialogue,
        Dialogue::Checkout
            | Dialogue::Address(_)
            | Dialogue::AddressCheck(..)
            | Dialogue::Support
            | Dialogue::Erase(_)
    );
    if question {
        desk.customer.checkout = None;
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
        let order = desk.order(id);
        let words = order.and_then(sale::under_way).unwrap_or(words);
        let keyboard = order
            .map_or_else(Keyboard::none, |order| sale::declined_button(order, Keyboard::none()));
        desk.say(words, keyboard);
    }
}
