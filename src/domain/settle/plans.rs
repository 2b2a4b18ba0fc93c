//! Which plan a payment was for, where a restore lost its order: a person says it.

use super::{acts, lacks_plan};
use crate::domain::case::{Case, CaseAct, FoundCase};
use crate::domain::charge::{Charge, NamedPlan};
use crate::domain::decision::AuditRow;
use crate::domain::desk::Desk;
use crate::domain::effect::Keyboard;
use crate::domain::ids::PersonKey;
use crate::domain::money::{Currency, Money};
use crate::domain::plan::Plan;
use crate::domain::press::Press;
use crate::domain::talk::Page;
use crate::domain::text::Text;

/// How many plans are on a page.
const PER_PAGE: u16 = 8;

/// Whether a person may say which plan it was; it can be said again until the case ends.
pub(super) fn can_be_named(found: &FoundCase) -> bool {
    let named = found.charge.as_ref().is_some_and(|charge| charge.named.is_some());
    lacks_plan(found) || (named && acts(found).contains(&CaseAct::Keep))
}

/// All plans, those of the paid price first.
pub(super) fn list(desk: &Desk<'_>, found: &FoundCase, page: u16) -> Option<(Text, Keyboard)> {
    let charge = found.charge.as_ref()?;
    let mut plans = desk.snap.catalogue.all();
    plans.sort_by_key(|plan| asked(desk, plan, charge.money) != Some(charge.money));
    let page = Page::of(&plans, page, PER_PAGE);
    let id = found.case.id;
    let mut keyboard = Keyboard::none();
    for plan in page.items {
        let (place, allowance) = (plan.coverage_name(), plan.allowance);
        let (days, price) = (i64::from(plan.days), plan.price);
        let label = Text::BtnInstead { place, allowance, days, price };
        keyboard = keyboard.row(label, Press::CasePlan(id, plan.id.clone()));
    }
    keyboard = page.turn(keyboard, |page| Press::CasePlans(id, page));
    let (amount, page, pages) = (charge.money, page.number(), page.count());
    let ask = Text::CasePlanAsk { amount, page, pages };
    Some((ask, keyboard.row(Text::BtnBack, Press::Case(id))))
}

/// What a plan asks today in the currency that was paid.
fn asked(desk: &Desk<'_>, plan: &Plan, paid: Money) -> Option<Money> {
    match paid.currency {
        Currency::Kzt => Some(plan.price),
        Currency::Xtr => plan.price_in_stars(desk.snap.setup.rate),
    }
}

/// The charge with its plan, and the row of the audit.
pub fn name(
    case: &Case,
    mut charge: Charge,
    named: NamedPlan,
    admin: PersonKey,
) -> (Charge, AuditRow) {
    let subject = Some(format!("case:{}", case.id));
    let row = AuditRow { admin, action: "case_plan", order: charge.order, subject };
    charge.named = Some(named);
    (charge, row)
}
