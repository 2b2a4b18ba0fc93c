//! One plan: everything that is known about it, and how to check a phone before paying. What is
//! not known is not shown. Next: [`review`](super::review).

use super::super::country::Place;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::money::Money;
use super::super::plan::{Allowance, Plan, PlanId, PlanKind, Starts, UnitPrice};
use super::super::press::Press;
use super::super::text::Text;
use super::browse::with_pause;
use super::plans::{gone, list_of};

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
        gone(desk, place, id);
        return;
    };
    desk.customer.dialogue = Dialogue::Plan(place, id.clone());
    let mut keyboard = Keyboard::none();
    if !desk.snap.switches.paused {
        keyboard = keyboard.row(Text::BtnBuy, Press::Buy(place, id.clone()));
    }
    keyboard = keyboard.row(Text::BtnPhone, Press::Phone(place, id.clone()));
    keyboard = keyboard.row(Text::BtnBack, list_of(desk, place, &plan));
    let text = with_pause(desk, Text::Lines(lines(desk, &plan)));
    desk.screen(text, keyboard);
}

pub(super) fn phone(desk: &mut Desk<'_>, place: Place, id: PlanId) {
    desk.customer.dialogue = Dialogue::Phone(place, id.clone());
    let keyboard = Keyboard::none().row(Text::BtnBack, Press::Plan(place, id));
    desk.screen(Text::PhoneCheck, keyboard);
}

fn lines(desk: &Desk<'_>, plan: &Plan) -> Vec<Text> {
    let mut lines = description(plan);
    lines.extend([Text::Gap, price(plan.price, stars_of(desk, plan))]);
    lines.extend(plan.unit_price().map(per_unit));
    lines.push(Text::Gap);
    if plan.covers_russia() {
        lines.push(Text::NoticeRussia);
    }
    lines.extend([Text::NoticePhone, Text::NoticeRefund]);
    lines
}

/// Everything that is known about what a plan is, without its price.
fn description(plan: &Plan) -> Vec<Text> {
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    let mut lines = vec![Text::PlanTitle { place: plan.coverage_name(), allowance, days }];
    if plan.kind() == PlanKind::Local {
        lines.extend(plan.name.clone().map(|name| Text::PlanName { name }));
    }
    lines.extend([Text::Gap, Text::PlanData { allowance }]);
    let unknown = (allowance == Allowance::Unlimited).then_some(Text::PlanFairUseUnknown);
    lines.extend(plan.fair_use.clone().map(|rule| Text::PlanFairUse { rule }).or(unknown));
    lines.push(Text::PlanDays { days });
    lines.extend(plan.starts.map(|starts| match starts {
        Starts::Install => Text::PlanStartsInstall,
        Starts::FirstUse => Text::PlanStartsFirstUse,
    }));
    let within = plan.install_within.map(i64::from);
    lines.extend(within.map(|days| Text::PlanInstallWithin { days }));
    lines.extend(plan.networks.clone().map(|networks| Text::PlanNetworks { networks }));
    let generation = plan.generation.clone();
    lines.extend(generation.map(|generation| Text::PlanGeneration { generation }));
    let allowed = |yes, no| move |allowed| if allowed { yes } else { no };
    lines.extend(plan.hotspot.map(allowed(Text::PlanHotspotYes, Text::PlanHotspotNo)));
    lines.push(Text::PlanDataOnly);
    lines.extend(plan.note.clone().map(|note| Text::PlanNote { note }));
    lines.extend(Text::of_coverage(plan));
    lines
}

fn per_unit(price: UnitPrice) -> Text {
    match price {
        UnitPrice::Gigabyte(price) => Text::PlanPerGb { price },
        UnitPrice::Day(price) => Text::PlanPerDay { price },
    }
}

fn price(price: Money, stars: Option<Money>) -> Text {
    match stars {
        Some(stars) => Text::PlanPriceStars { price, stars },
        None => Text::PlanPrice { price },
    }
}
