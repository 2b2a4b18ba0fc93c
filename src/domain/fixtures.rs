//! A small shop and one person in it, for unit tests. [`Scene`] decides event by event; here are
//! its catalogue and ways to read what was decided. It must not know what the right answers are;
//! those are in the tests.

mod scene;

use std::sync::Arc;

use super::catalogue::{Catalogue, Listed};
use super::country::{Country, Place};
use super::effect::{Button, ButtonAction, Keyboard, Reply};
use super::event::Press;
use super::ids::QueryId;
use super::money::Money;
use super::plan::{Allowance, Coverage, Plan, PlanId};
use super::shop::Decision;
use super::text::Text;
use super::time::Stamp;

pub use scene::{Bubble, Scene};

/// When every scene begins.
pub const MORNING: Stamp = Stamp(1_790_000_000_000);

/// A country by its code.
pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// A country as a place.
pub fn place(code: &str) -> Place {
    Place::Country(country(code))
}

/// A plan's name.
pub fn plan_id(id: &str) -> PlanId {
    PlanId::parse(id).unwrap()
}

/// A plan of which nothing is known but what must be; `coverage` as in the catalogue file.
pub fn plan(id: &str, coverage: &str, megabytes: u64, days: u16, tenge: i64) -> Plan {
    Plan {
        id: plan_id(id),
        name: None,
        coverage: Coverage::parse(coverage).unwrap(),
        allowance: Allowance::Megabytes(megabytes),
        days,
        price: Money::kzt(tenge * 100),
        price_stars: None,
        networks: None,
        generation: None,
        hotspot: None,
        top_up: None,
        starts: None,
        note: None,
    }
}

/// Plans of every kind: local ones, one with Russia, a region, the world; many for Türkiye.
pub fn plans() -> Vec<Plan> {
    let mut plans: Vec<Plan> = (1..=10_u16)
        .map(|n| plan(&format!("tr-{n}"), "TR", u64::from(n) * 1024, 7, i64::from(n) * 1_000))
        .collect();
    plans.extend([
        plan("ru-3", "RU", 3 * 1024, 30, 2_500),
        plan("th-5", "TH", 5 * 1024, 15, 3_000),
        plan("jp-5", "JP", 5 * 1024, 15, 4_000),
        plan("eu-10", "DE FR IT ES PL CZ AT HU GR NL", 10 * 1024, 30, 9_000),
        plan("world-5", "world", 5 * 1024, 30, 15_000),
    ]);
    plans
}

/// A catalogue that has stock of every plan.
pub fn catalogue(plans: Vec<Plan>) -> Arc<Catalogue> {
    let listed = plans.into_iter().map(|plan| Listed { plan, withdrawn: false, free: 10 });
    Arc::new(Catalogue::new(listed))
}

/// The lines of a text, those inside others laid out.
pub fn lines(text: &Text) -> Vec<Text> {
    if let Text::Lines(inner) = text {
        inner.iter().flat_map(lines).collect()
    } else {
        vec![text.clone()]
    }
}

/// The presses of a keyboard, row by row.
pub fn presses(keyboard: &Keyboard) -> Vec<Press> {
    let press = |key: &Button| match &key.act {
        ButtonAction::Press(press) => Some(press.clone()),
        ButtonAction::Link(_) => None,
    };
    keyboard.0.iter().flatten().filter_map(press).collect()
}

/// The queries a decision answers.
pub fn answers(decision: &Decision) -> Vec<QueryId> {
    let answered = |reply: &Reply| match reply {
        Reply::Answer { query, .. } => Some(query.clone()),
        Reply::Typing => None,
    };
    decision.replies.iter().filter_map(answered).collect()
}

/// The words of the toast a decision answers with.
pub fn toast(decision: &Decision) -> Option<Text> {
    decision.replies.iter().find_map(|reply| match reply {
        Reply::Answer { toast, .. } => toast.as_ref().map(|(text, _)| text.clone()),
        Reply::Typing => None,
    })
}
