//! How to install what was bought, and the receipt. A guide is a message below the card, whose
//! picture and buttons stay as they are, and knows the plan: when its days begin, where it works,
//! whose networks it uses. It must not know codes: those are filled in where they are sent. What
//! does not work: [`trouble`](super::trouble).

use super::super::desk::Desk;
use super::super::effect::Keyboard;
use super::super::ids::OrderId;
use super::super::order::Order;
use super::super::press::{Phone, Press};
use super::super::text::Text;
use super::super::time::Day;
use super::common::{money_back, unknown_order};

/// Asks which phone it is to be installed on.
pub(super) fn install(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let text = Text::Lines(vec![
        title(order),
        Text::of_starts(order.plan.starts),
        Text::Gap,
        Text::InstallOn,
    ]);
    let keyboard = Keyboard::none()
        .buttons(vec![
            (Text::BtnIphone, Press::StepsIphone(id)),
            (Text::BtnAndroid, Press::StepsAndroid(id)),
        ])
        .row(Text::BtnToQr, Press::Close);
    desk.screen(text, keyboard);
}

/// The steps of installing this very order on this phone.
pub(super) fn steps(desk: &mut Desk<'_>, id: OrderId, phone: Phone) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let place = order.plan.coverage_name();
    let (steps, arrive, other) = match phone {
        Phone::Iphone => (
            Text::StepsIphone,
            Text::ArriveIphone { place },
            (Text::BtnAndroid, Press::StepsAndroid(id)),
        ),
        Phone::Android => (
            Text::StepsAndroid,
            Text::ArriveAndroid { place },
            (Text::BtnIphone, Press::StepsIphone(id)),
        ),
    };
    let mut lines = vec![title(order), Text::of_starts(order.plan.starts), Text::Gap, steps];
    if desk.snap.known.confirmation {
        lines.push(Text::StepsConfirmation);
    }
    lines.extend([Text::Gap, arrive]);
    lines.extend(where_it_works(order));
    lines.extend([Text::Gap, Text::StepsKeep]);
    let keyboard = Keyboard::none()
        .buttons(vec![other, (Text::BtnTrouble, Press::StepsTrouble(id))])
        .row(Text::BtnToQr, Press::Close);
    desk.screen(Text::Lines(lines), keyboard);
}

pub(super) fn title(order: &Order) -> Text {
    let (allowance, days) = (order.plan.allowance, i64::from(order.plan.days));
    Text::EsimTitle { order: order.id, place: order.plan.coverage_name(), allowance, days }
}

/// Networks, countries, and what is special about them.
pub(super) fn where_it_works(order: &Order) -> Vec<Text> {
    let plan = &order.plan;
    let mut lines = Vec::new();
    lines.extend(plan.networks.clone().map(|networks| Text::PlanNetworks { networks }));
    lines.extend(Text::of_coverage(plan));
    lines.extend(plan.note.clone().map(|note| Text::PlanNote { note }));
    if plan.covers_russia() {
        lines.push(Text::NoticeRussia);
    }
    lines
}

/// A receipt to be shown or passed on: a message of its own, without buttons.
pub(super) fn receipt(desk: &mut Desk<'_>, id: OrderId) {
    let paid = desk.order(id).and_then(|order| Some((order.clone(), order.asked?, order.paid_at?)));
    let Some((order, amount, paid_at)) = paid else {
        unknown_order(desk);
        return;
    };
    let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
    let (days, day) = (i64::from(order.plan.days), Day(paid_at));
    let receipt = Text::Receipt { order: id, place, allowance, days, amount, day };
    let text = match money_back(desk, &order).map(Box::new) {
        Some(state) => Text::Lines(vec![receipt, Text::EsimState { state }]),
        None => receipt,
    };
    desk.say(text, Keyboard::none());
}
