//! Lists of plans: those of a country, the coverages of a region, the plans of one coverage; and
//! what is said where a plan is not sold. It must not know what a sale needs; see
//! [`card`](super::card) for one plan and [`browse`](super::browse) for places.

use super::super::catalogue::Catalogue;
use super::super::country::search::Wish;
use super::super::country::{Country, Place};
use super::super::decision::Count;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::plan::{CoverageName, Plan, PlanId, PlanKind, UnitPrice};
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::browse::with_pause;
use super::common::Page;

/// Plans, or coverages, on one page, one below the other.
const PER_PAGE: u16 = 8;

/// What is sold for a place: a country's own plans, the coverages of a region.
///
/// [`Count::Plans`] is counted when somebody comes here from a screen before it, so a person who
/// goes back to the countries and looks at another one counts again: nothing about a session is
/// kept only for statistics.
pub(super) fn of(desk: &mut Desk<'_>, place: Place, page: u16) {
    any(desk, place, page, None);
}

/// The same for a place that was typed: below a line that says what was understood, what fits the
/// wish on top.
pub(super) fn found(desk: &mut Desk<'_>, place: Place, wish: Wish) {
    any(desk, place, 0, Some(wish));
}

/// The coverages of several countries that reach a place.
pub(super) fn coverages(desk: &mut Desk<'_>, place: Place, page: u16) {
    wide(desk, place, page, None);
}

/// The plans of one coverage, which a plan of it names, sold or not.
pub(super) fn coverage(desk: &mut Desk<'_>, place: Place, of: &PlanId, page: u16) {
    one_coverage(desk, place, of, page, None);
}

/// The coverage that was typed or that fits best what was.
pub(super) fn found_coverage(desk: &mut Desk<'_>, of: &Plan, wish: Wish) {
    one_coverage(desk, of.place(), &of.id, 0, Some(wish));
}

fn any(desk: &mut Desk<'_>, place: Place, page: u16, typed: Option<Wish>) {
    let catalogue = desk.snap.catalogue;
    let own = own_plans(catalogue, place);
    if own.is_empty() {
        wide(desk, place, page, typed);
        return;
    }
    first_look(desk);
    let list = List::of(catalogue, place, &own, page, typed);
    desk.customer.dialogue = Dialogue::Plans(place, list.page.index);
    let mut keyboard = list.rows(desk);
    keyboard = list.page.turn(keyboard, |page| Press::Plans(place, page));
    if !catalogue.coverages(place).is_empty() {
        keyboard = keyboard.row(Text::BtnSeveral, Press::Coverages(place, 0));
    }
    keyboard = keyboard.row(Text::BtnBack, back_of_place(desk, place));
    let text = list.text(desk, place.into(), None);
    desk.screen(text, keyboard);
}

fn wide(desk: &mut Desk<'_>, place: Place, page: u16, typed: Option<Wish>) {
    let catalogue = desk.snap.catalogue;
    let coverages = catalogue.coverages(place);
    match coverages.as_slice() {
        [] => {
            nothing_at(desk, place);
            return;
        }
        [only] => {
            if let Some(first) = only.first() {
                one_coverage(desk, place, &first.id, page, typed);
            }
            return;
        }
        [..] => {}
    }
    first_look(desk);
    let page = Page::of(&coverages, page, PER_PAGE);
    desk.customer.dialogue = Dialogue::Coverages(place, page.index);
    let all: Vec<&Plan> = coverages.iter().flatten().copied().collect();
    let fits = typed.and_then(|wish| Catalogue::fitting(&all, wish));
    let mut keyboard = with_wide(desk, Keyboard::none(), fits, |_| place);
    keyboard = with_coverages(keyboard, page.items, |_| place);
    keyboard = page.turn(keyboard, |page| Press::Coverages(place, page));
    let own = !own_plans(catalogue, place).is_empty();
    let back = if own { Press::Plans(place, 0) } else { back_of_place(desk, place) };
    keyboard = keyboard.row(Text::BtnBack, back);
    let mut lines = vec![title(&page, typed, place.into())];
    lines.extend(sold_out_line(catalogue, place, typed));
    lines.push(fits.map_or(Text::ChooseCoverage, fits_line));
    desk.screen(with_pause(desk, Text::Lines(lines)), keyboard);
}

fn one_coverage(desk: &mut Desk<'_>, place: Place, of: &PlanId, page: u16, typed: Option<Wish>) {
    let catalogue = desk.snap.catalogue;
    let plans = catalogue.same_coverage(of);
    let Some(first) = plans.first().copied() else {
        let place_name = catalogue.sold_out(of).map(Plan::coverage_name);
        let said = place_name.map_or(Text::NotForSale, |place| Text::CoverageSoldOut { place });
        instead(desk, place, of, said);
        return;
    };
    first_look(desk);
    let list = List::of(catalogue, place, &plans, page, typed);
    desk.customer.dialogue = Dialogue::Coverage(place, of.clone(), list.page.index);
    let mut keyboard = list.rows(desk);
    keyboard = list.page.turn(keyboard, |page| Press::Coverage(place, of.clone(), page));
    let back = if catalogue.coverages(place).len() > 1 {
        Press::Coverages(place, 0)
    } else if own_plans(catalogue, place).is_empty() {
        back_of_place(desk, place)
    } else {
        Press::Plans(place, 0)
    };
    keyboard = keyboard.row(Text::BtnBack, back);
    let text = list.text(desk, first.coverage_name(), Text::of_coverage(first));
    desk.screen(text, keyboard);
}

fn own_plans(catalogue: &Catalogue, place: Place) -> Vec<&Plan> {
    match place {
        Place::Country(country) => catalogue.own(country),
        Place::Region(_) | Place::World => Vec::new(),
    }
}

fn first_look(desk: &mut Desk<'_>) {
    let before = matches!(
        desk.customer.dialogue,
        Dialogue::Home | Dialogue::Countries(_) | Dialogue::Initial(_) | Dialogue::Regions
    );
    if before {
        desk.count(Count::Plans);
    }
}

/// The plans of a country or a coverage, as one page shows them.
struct List<'a> {
    place: Place,
    page: Page<'a, &'a Plan>,
    typed: Option<Wish>,
    /// The plan that fits what was typed.
    fits: Option<&'a Plan>,
    /// The plan that is bought most.
    bought: Option<&'a Plan>,
}

impl<'a> List<'a> {
    fn of(
        catalogue: &'a Catalogue,
        place: Place,
        plans: &'a [&'a Plan],
        page: u16,
        typed: Option<Wish>,
    ) -> Self {
        let page = Page::of(plans, page, PER_PAGE);
        let fits = typed.and_then(|wish| Catalogue::fitting(plans, wish));
        Self { place, page, typed, fits, bought: catalogue.most_bought(plans) }
    }

    /// A row for each plan of the page, the one that fits on top, the one that is bought most
    /// marked.
    fn rows(&self, desk: &Desk<'_>) -> Keyboard {
        let others = self.page.items.iter().copied().filter(|plan| Some(*plan) != self.fits);
        self.fits.into_iter().chain(others).fold(Keyboard::none(), |keyboard, plan| {
            let label = label(desk, plan);
            let label = if Some(plan) == self.bought {
                Text::BtnMostBought { label: Box::new(label) }
            } else {
                label
            };
            keyboard.row(label, Press::Plan(self.place, plan.id.clone()))
        })
    }

    /// What stands above the plans: where they work, what is bought most, what a gigabyte or a day
    /// costs.
    fn text(&self, desk: &Desk<'_>, name: CoverageName, works_in: Option<Text>) -> Text {
        let mut lines = vec![title(&self.page, self.typed, name)];
        lines.extend(works_in);
        lines.extend(sold_out_line(desk.snap.catalogue, self.place, self.typed));
        lines.extend(self.bought.map(|plan| {
            let (allowance, days) = (plan.allowance, i64::from(plan.days));
            Text::MostBought { allowance, days }
        }));
        let units: Vec<Text> = self.page.items.iter().filter_map(|plan| unit_line(plan)).collect();
        // One alone compares with nothing.
        if units.len() > 1 {
            lines.push(Text::Gap);
            lines.extend(units);
            lines.push(Text::Gap);
        }
        lines.push(self.fits.map_or(Text::ChoosePlan, fits_line));
        with_pause(desk, Text::Lines(lines))
    }
}

fn title<T>(page: &Page<'_, T>, typed: Option<Wish>, place: CoverageName) -> Text {
    let (page, pages) = (page.number(), page.count());
    match typed {
        Some(_) => Text::PlansFound { place, page, pages },
        None => Text::PlansTitle { place, page, pages },
    }
}

fn unit_line(plan: &Plan) -> Option<Text> {
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    plan.unit_price().map(|unit| match unit {
        UnitPrice::Gigabyte(price) => Text::ListPerGb { allowance, days, price },
        UnitPrice::Day(price) => Text::ListPerDay { allowance, days, price },
    })
}

/// Which plan of those below fits what was wished for.
pub(super) fn fits_line(plan: &Plan) -> Text {
    Text::PlanFits { allowance: plan.allowance, days: i64::from(plan.days) }
}

/// The very plan that was wished for exists and is sold out.
fn sold_out_line(catalogue: &Catalogue, place: Place, typed: Option<Wish>) -> Option<Text> {
    catalogue.wished_and_sold_out(place, typed?).map(sold_out)
}

fn sold_out(plan: &Plan) -> Text {
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    Text::SoldOut { place: plan.coverage_name(), allowance, days }
}

/// A plan among others of its coverage.
pub(super) fn label(desk: &Desk<'_>, plan: &Plan) -> Text {
    let (allowance, days, price) = (plan.allowance, i64::from(plan.days), plan.price);
    match plan.price_in_stars(desk.snap.setup.rate) {
        Some(stars) => Text::BtnPlanStars { allowance, days, price, stars },
        None => Text::BtnPlan { allowance, days, price },
    }
}

/// A plan for several countries among others, with its coverage's name.
fn wide_label(desk: &Desk<'_>, plan: &Plan) -> Text {
    let (allowance, days, price) = (plan.allowance, i64::from(plan.days), plan.price);
    match plan.price_in_stars(desk.snap.setup.rate) {
        Some(stars) => {
            Text::BtnPlanWide { place: plan.coverage_name(), allowance, days, price, stars }
        }
        None => Text::BtnPlan { allowance, days, price },
    }
}

/// The keyboard with a row for the plan for several countries that fits, if one does; `at` says
/// where it was found.
pub(super) fn with_wide(
    desk: &Desk<'_>,
    keyboard: Keyboard,
    fits: Option<&Plan>,
    at: impl Fn(&Plan) -> Place,
) -> Keyboard {
    fits.into_iter().fold(keyboard, |keyboard, plan| {
        keyboard.row(wide_label(desk, plan), Press::Plan(at(plan), plan.id.clone()))
    })
}

/// The keyboard with a row for each coverage, which opens its plans; `at` says where they were
/// found.
pub(super) fn with_coverages(
    keyboard: Keyboard,
    coverages: &[Vec<&Plan>],
    at: impl Fn(&Plan) -> Place,
) -> Keyboard {
    coverages.iter().fold(keyboard, |keyboard, plans| {
        let cheapest = plans.iter().map(|plan| plan.price).min_by_key(|price| price.minor);
        let (Some(first), Some(price)) = (plans.first(), cheapest) else { return keyboard };
        let count = i64::try_from(first.coverage.named().len()).unwrap_or(i64::MAX);
        let label = Text::BtnCoverage { place: first.coverage_name(), count, price };
        keyboard.row(label, Press::Coverage(at(first), first.id.clone(), 0))
    })
}

/// A place without plans: typed, or from an old button or a deep link.
pub(super) fn nothing_at(desk: &mut Desk<'_>, place: Place) {
    match place {
        Place::Country(country) => not_sold(desk, country),
        Place::Region(_) | Place::World => {
            desk.customer.dialogue = Dialogue::Home;
            let keyboard = Keyboard::none().row(Text::BtnRegions, Press::Regions);
            desk.screen(Text::NotForSale, keyboard.row(Text::BtnBack, Press::Home));
        }
    }
}

/// Nothing is sold in this country, and no other is offered in its stead.
fn not_sold(desk: &mut Desk<'_>, country: Country) {
    desk.customer.dialogue = Dialogue::Home;
    if country.is_kazakhstan() {
        let keyboard = Keyboard::none().row(Text::BtnAllCountries, Press::Countries(0));
        desk.screen(Text::FoundAtHome, keyboard.row(Text::BtnBack, Press::Home));
        return;
    }
    let mut keyboard = Keyboard::none();
    if desk.turn.is_none() {
        keyboard = keyboard.row(Text::BtnAskUs, Press::Support);
    }
    desk.screen(Text::FoundNotSold { country }, keyboard.row(Text::BtnBack, Press::Home));
}

/// A plan that cannot be bought now: whether it is sold out or not sold any more, and up to three
/// others instead.
pub(super) fn gone(desk: &mut Desk<'_>, place: Place, id: &PlanId) {
    let said = desk.snap.catalogue.sold_out(id).map_or(Text::NotForSale, sold_out);
    instead(desk, place, id, said);
}

fn instead(desk: &mut Desk<'_>, place: Place, id: &PlanId, said: Text) {
    desk.customer.dialogue = Dialogue::Home;
    let catalogue = desk.snap.catalogue;
    let plan = catalogue.listed(id).map(|listed| &listed.plan);
    let none = (None, Keyboard::none());
    let (above, keyboard) = plan.map_or(none, |plan| sale::instead(catalogue, plan));
    let lines = [said].into_iter().chain(above).collect();
    desk.screen(Text::Lines(lines), keyboard.row(Text::BtnBack, Press::Plans(place, 0)));
}

/// The list on which a plan stands, for Back.
pub(super) fn list_of(desk: &Desk<'_>, place: Place, plan: &Plan) -> Press {
    let catalogue = desk.snap.catalogue;
    let page = |plans: Vec<&Plan>| {
        let index = plans.iter().position(|other| other.id == plan.id).unwrap_or_default();
        u16::try_from(index / usize::from(PER_PAGE)).unwrap_or_default()
    };
    if plan.kind() == PlanKind::Local {
        Press::Plans(place, page(own_plans(catalogue, place)))
    } else {
        Press::Coverage(place, plan.id.clone(), page(catalogue.same_coverage(&plan.id)))
    }
}

/// Where a place was picked: the first screen for popular countries, its letter for the others.
fn back_of_place(desk: &Desk<'_>, place: Place) -> Press {
    match place {
        Place::Region(_) | Place::World => Press::Regions,
        Place::Country(country) if desk.snap.catalogue.popular().contains(&country) => Press::Home,
        Place::Country(country) => {
            country.initial(desk.lang()).map_or(Press::Countries(0), Press::Initial)
        }
    }
}
