//! One plan: everything that is known about it, and how to check a phone before paying. What is
//! not known is not shown. Next: [`review`](super::review).

use super::super::country::Place;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::money::Money;
use super::super::plan::{Plan, PlanId, PlanKind, Starts};
use super::super::press::Press;
use super::super::text::Text;
use super::browse::{gone, page_of_plan, with_pause};

/// A plan that can be sold now.
pub(super) fn on_sale(desk: &Desk<'_>, id: &PlanId) -> Option<Plan> {
    desk.snap.catalogue.plan(id).cloned()
}

/// What a plan costs in Stars at today's rate, where Stars can pay.
pub(super) fn stars_of(desk: &Desk<'_>, plan: &Plan) -> Option<Money> {
    plan.price_in_stars(desk.snap.setup.rate)
}

pub(super) fn plan(desk: &mut Desk<'_>, place: Place, id: &PlanId) {
    let Some(plan) = on_sale(desk, id) else {
        gone(desk, place);
        return;
    };
    desk.customer.dialogue = Dialogue::Plan(place, id.clone());
    let mut keyboard = Keyboard::none();
    if !desk.snap.switches.paused {
        keyboard = keyboard.row(Text::BtnBuy, Press::Buy(place, id.clone()));
    }
    keyboard = keyboard.row(Text::BtnPhone, Press::Phone(place, id.clone()));
    keyboard = keyboard.row(Text::BtnBack, Press::Plans(place, page_of_plan(desk, place, id)));
    let text = with_pause(desk, Text::Lines(lines(desk, &plan)));
    desk.screen(text, keyboard);
}

pub(super) fn phone(desk: &mut Desk<'_>, place: Place, id: PlanId) {
    desk.customer.dialogue = Dialogue::Phone(place, id.clone());
    let keyboard = Keyboard::none().row(Text::BtnBack, Press::Plan(place, id));
    desk.screen(Text::PhoneCheck, keyboard);
}

fn lines(desk: &Desk<'_>, plan: &Plan) -> Vec<Text> {
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    let mut lines = vec![Text::PlanTitle { place: plan.place(), allowance, days }];
    lines.extend(plan.name.clone().map(|name| Text::PlanName { name }));
    lines.extend([Text::Gap, Text::PlanData { allowance }, Text::PlanDays { days }]);
    lines.extend(plan.starts.map(|starts| match starts {
        Starts::Install => Text::PlanStartsInstall,
        Starts::FirstUse => Text::PlanStartsFirstUse,
    }));
    lines.extend(plan.networks.clone().map(|networks| Text::PlanNetworks { networks }));
    let generation = plan.generation.clone();
    lines.extend(generation.map(|generation| Text::PlanGeneration { generation }));
    let allowed = |yes, no| move |allowed| if allowed { yes } else { no };
    lines.extend(plan.hotspot.map(allowed(Text::PlanHotspotYes, Text::PlanHotspotNo)));
    lines.extend(plan.top_up.map(allowed(Text::PlanTopUpYes, Text::PlanTopUpNo)));
    lines.push(Text::PlanDataOnly);
    match plan.kind() {
        PlanKind::Local => {}
        PlanKind::Regional => {
            lines.push(Text::PlanCountries { countries: plan.coverage.named().to_vec() });
        }
        PlanKind::World => lines.push(Text::PlanWorld),
    }
    lines.extend(plan.note.clone().map(|note| Text::PlanNote { note }));
    lines.extend([Text::Gap, price(plan.price, stars_of(desk, plan)), Text::Gap]);
    if plan.covers_russia() {
        lines.push(Text::NoticeRussia);
    }
    lines.extend([Text::NoticePhone, Text::NoticeRefund]);
    lines
}

fn price(price: Money, stars: Option<Money>) -> Text {
    match stars {
        Some(stars) => Text::PlanPriceStars { price, stars },
        None => Text::PlanPrice { price },
    }
}
