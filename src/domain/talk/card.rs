//! One plan: everything that is known about it, and how to check a phone before paying. What is
//! not known is not shown. Next: [`checkout`](super::checkout).

use super::super::country::{Country, Place};
use super::super::desk::Desk;
use super::super::effect::Keyboard;
use super::super::money::Money;
use super::super::plan::{Allowance, Plan, PlanId, PlanKind, Starts, UnitPrice};
use super::super::press::Press;
use super::super::text::Text;

/// How many countries of a plan the checkout names: with the consents it is one message.
const MOST_NAMED: usize = 40;

/// A plan that can be sold now.
pub(super) fn on_sale(desk: &Desk<'_>, id: &PlanId) -> Option<Plan> {
    desk.snap.catalogue.plan(id).cloned()
}

/// What a plan costs in Stars at today's rate, where Stars can pay.
pub(super) fn stars_of(desk: &Desk<'_>, plan: &Plan) -> Option<Money> {
    plan.price_in_stars(desk.snap.setup.rate)
}

/// Whether an amount that can be asked rose.
pub(super) fn is_dearer(before: (Money, Option<Money>), today: (Money, Option<Money>)) -> bool {
    let stars = |money: Option<Money>| money.map_or(0, |money| money.minor);
    today.0.minor > before.0.minor || (before.1.is_some() && stars(today.1) > stars(before.1))
}

/// The amount that changed, before and after: tenge if it is tenge, otherwise Stars.
pub(super) fn change(old: (Money, Option<Money>), new: (Money, Option<Money>)) -> (Money, Money) {
    if old.0 == new.0 { (old.1.unwrap_or(old.0), new.1.unwrap_or(new.0)) } else { (old.0, new.0) }
}

pub(super) fn phone(desk: &mut Desk<'_>, place: Place, id: PlanId) {
    let keyboard = Keyboard::none().row(Text::BtnBack, Press::Plan(place, id));
    desk.screen(Text::PhoneCheck, keyboard);
}

/// What is known of a plan beyond its title and price, and what to know before paying.
pub(super) fn facts(plan: &Plan) -> Vec<Text> {
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    let mut lines = Vec::new();
    if plan.kind() == PlanKind::Local {
        lines.extend(plan.name.clone().map(|name| Text::PlanName { name }));
    }
    lines.push(Text::PlanData { allowance });
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
    lines.extend(plan.unit_price().map(per_unit));
    if plan.covers_russia() {
        lines.push(Text::NoticeRussia);
    }
    lines.push(Text::NoticePhone);
    lines
}

/// Where a plan for several countries works, folded. The widest ones name some of their countries.
pub(super) fn coverage(plan: &Plan) -> Vec<Text> {
    if plan.kind() != PlanKind::Regional {
        return Text::of_coverage(plan).into_iter().collect();
    }
    let all = plan.coverage.named();
    let countries: Vec<Country> = all.iter().copied().take(MOST_NAMED).collect();
    let more = i64::try_from(all.len() - countries.len()).unwrap_or_default();
    let mut lines = vec![Text::PlanCountries { countries }];
    lines.extend((more > 0).then_some(Text::CheckoutMore { more }));
    lines
}

fn per_unit(price: UnitPrice) -> Text {
    match price {
        UnitPrice::Gigabyte(price) => Text::PlanPerGb { price },
        UnitPrice::Day(price) => Text::PlanPerDay { price },
    }
}
