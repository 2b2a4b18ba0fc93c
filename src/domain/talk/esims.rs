//! Orders and eSIMs: the list, one order with what can be done in its state, and what somebody who
//! is back is greeted with. It must not know codes and pictures: those are filled in where they are
//! sent. Installing: [`guides`](super::guides).

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::OrderId;
use super::super::order::{Order, OrderState};
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::super::time::Day;
use super::super::wants::ORDERS_PER_PAGE;
use super::card::on_sale;
use super::common::{Page, is_buying, money_back, origin, unknown_order};
use super::guides::{title, where_it_works};

/// A page of all orders, the newest first. What was given up is not shown. Who is buying keeps the
/// place.
pub(super) fn list(desk: &mut Desk<'_>, page: u16) {
    let listed = &desk.snap.known.listed;
    let (index, pages) = (page.min(listed.page), listed.pages.max(1));
    let orders: Vec<Order> = if index == 0 {
        in_list(desk).into_iter().take(usize::from(ORDERS_PER_PAGE)).collect()
    } else {
        listed.orders.iter().filter_map(|id| desk.order(*id).cloned()).collect()
    };
    let page = Page { items: orders.as_slice(), index, pages };
    let back = if is_buying(desk) {
        (Text::BtnBack, origin(desk))
    } else {
        desk.customer.dialogue = Dialogue::Esims(page.index);
        (Text::BtnHome, Press::Home)
    };
    let mut keyboard = Keyboard::none();
    for order in page.items {
        keyboard = keyboard.row(label(desk, order), Press::Esim(order.id));
    }
    keyboard = page.turn(keyboard, Press::Esims);
    let title = if orders.is_empty() {
        Text::EsimsEmpty
    } else {
        Text::EsimsTitle { page: page.number(), pages: page.count() }
    };
    desk.screen(title, keyboard.buttons(vec![back]));
}

/// An order by what its owner knows it by; where it is not simply delivered, also how it stands.
fn label(desk: &Desk<'_>, order: &Order) -> Text {
    let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
    let day = Day(order.bought_at());
    if matches!(order.state(), OrderState::Fulfilled { .. }) {
        return Text::BtnTrip { place, allowance, day };
    }
    Text::BtnTripState { place, allowance, day, state: Box::new(state(desk, order)) }
}

/// How an order stands, the way of its money back included.
fn state(desk: &Desk<'_>, order: &Order) -> Text {
    money_back(desk, order).unwrap_or_else(|| Text::of_order(order))
}

/// The last trip and an open order of somebody who is back; none for who never bought.
pub(super) fn greeting(desk: &Desk<'_>) -> Option<(Vec<Text>, Keyboard)> {
    let orders = in_list(desk);
    let last = orders.iter().find(|order| matches!(order.state(), OrderState::Fulfilled { .. }));
    let open = orders.iter().find(|order| {
        let waits = matches!(order.state(), OrderState::Draft | OrderState::Invoiced { .. });
        waits || order.state().is_open()
    });
    let (mut lines, mut keyboard) = (Vec::new(), Keyboard::none());
    if let Some(order) = last {
        let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
        let day = Day(order.bought_at());
        lines.push(Text::HomeAgain { place, allowance, day });
    }
    if let Some(order) = open {
        let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
        lines.push(Text::HomeOpen { place, allowance, state: Box::new(state(desk, order)) });
        keyboard = keyboard.row(label(desk, order), Press::Esim(order.id));
    }
    if let Some(order) = last {
        keyboard = another(desk, order, keyboard);
    }
    (!lines.is_empty()).then(|| {
        lines.extend([Text::Gap, Text::HomeWhere]);
        (lines, keyboard)
    })
}

/// The orders that are there as they stand in the list: the newest ones are, where its first page
/// is wanted.
fn in_list(desk: &Desk<'_>) -> Vec<Order> {
    let mut orders: Vec<Order> = desk
        .orders()
        .iter()
        .filter(|order| *order.state() != OrderState::Cancelled)
        .cloned()
        .collect();
    orders.sort_by_key(|order| std::cmp::Reverse((order.created_at, order.id)));
    orders
}

/// One order: what it is, how it stands, what can be done.
pub(super) fn one(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id).cloned() else {
        unknown_order(desk);
        return;
    };
    desk.customer.dialogue = Dialogue::Esim(id);
    let text = Text::Lines(lines(desk, &order));
    let keyboard = keyboard(desk, &order);
    desk.screen(text, keyboard);
}

/// Opens an order. One that is open, or has its money on the way back, says how it stands.
pub(super) fn open(desk: &mut Desk<'_>, id: OrderId) {
    if !sale::open(desk, id) {
        one(desk, id);
    }
}

fn lines(desk: &Desk<'_>, order: &Order) -> Vec<Text> {
    let mut lines = vec![title(order)];
    lines.extend(order.paid_at.map(|day| Text::EsimBought { day }));
    lines.push(Text::EsimState { state: Box::new(state(desk, order)) });
    lines.extend(order.mail_address().map(|address| Text::EsimAddress { address }));
    if let Some(waits) = sale::under_way(order) {
        lines.extend([Text::Gap, waits]);
    }
    lines.extend(sale::cannot_show(order).into_iter().flat_map(|why| [Text::Gap, why]));
    if order.is_unseen() && !order.refund_wished && order.lost_since.is_none() {
        let until = order.deadline(desk.snap.setup.promise);
        lines.extend(until.map(|until| Text::EsimPromise { until }));
    }
    if order.opens_until().is_some() {
        lines.extend([Text::Gap, Text::EsimUnopened]);
        lines.extend(sale::by_person(desk, order));
    }
    if order.refund_wished && order.state().is_open() {
        lines.extend([Text::Gap, Text::RefundNoted { order: order.id }]);
    }
    if matches!(order.state(), OrderState::Fulfilled { .. }) {
        lines.extend([Text::Gap, Text::of_starts(order.plan.starts)]);
        lines.extend(where_it_works(order));
    }
    lines
}

fn keyboard(desk: &Desk<'_>, order: &Order) -> Keyboard {
    let id = order.id;
    let mut keyboard = Keyboard::none();
    match order.state() {
        OrderState::Draft | OrderState::Invoiced { .. } | OrderState::Expired => {
            keyboard = keyboard
                .row(Text::BtnContinue, Press::Pay(id))
                .row(Text::BtnCancelOrder, Press::Cancel(id));
        }
        OrderState::Approved { .. } => keyboard = sale::declined_button(order, keyboard),
        OrderState::Paid { .. } | OrderState::Provisioned { .. }
            if order.opens_until().is_some() =>
        {
            keyboard = sale::unopened_keyboard(id);
        }
        OrderState::Paid { .. } | OrderState::Provisioned { .. } => {
            if order.to_show().is_some() {
                keyboard = keyboard.row(Text::BtnShowQr, Press::ShowQr(id));
            }
            if order.is_unseen() && !order.refund_wished {
                keyboard = keyboard.row(Text::BtnWantRefund, Press::WantRefund(id));
            }
            keyboard = keyboard.row(Text::BtnSupport, Press::Support);
        }
        OrderState::Fulfilled { esim: None, .. } => {
            keyboard = keyboard.row(Text::BtnReceipt, Press::Receipt(id));
            keyboard = another(desk, order, keyboard).row(Text::BtnSupport, Press::Support);
        }
        OrderState::Fulfilled { .. } => {
            keyboard = keyboard.row(Text::BtnShowQr, Press::ShowQr(id));
            if desk.snap.setup.mail {
                let again = vec![
                    (Text::BtnSendMail, Press::SendMail(id)),
                    (Text::BtnCorrect, Press::CorrectFor(id)),
                ];
                let first = vec![(Text::BtnMail, Press::SendMail(id))];
                let is_mailed = order.mail_address().is_some();
                keyboard = keyboard.buttons(if is_mailed { again } else { first });
            }
            keyboard = keyboard.buttons(vec![
                (Text::BtnInstall, Press::Install(id)),
                (Text::BtnTrouble, Press::StepsTrouble(id)),
            ]);
            keyboard = keyboard.row(Text::BtnReceipt, Press::Receipt(id));
            keyboard = another(desk, order, keyboard).row(Text::BtnSupport, Press::Support);
        }
        OrderState::Returned { .. } => {
            keyboard = keyboard.row(Text::BtnReceipt, Press::Receipt(id));
            keyboard = another(desk, order, keyboard).row(Text::BtnSupport, Press::Support);
        }
        OrderState::Cancelled => keyboard = another(desk, order, keyboard),
    }
    keyboard.row(Text::BtnBack, Press::Esims(desk.snap.known.listed.page))
}

/// The same plan once more, while it is sold.
fn another(desk: &Desk<'_>, order: &Order, keyboard: Keyboard) -> Keyboard {
    match on_sale(desk, &order.plan.id) {
        Some(plan) => keyboard.row(Text::BtnAnother, Press::Plan(order.plan.place(), plan.id)),
        None => keyboard,
    }
}
