//! Looking around: the first screen of the shop, countries, regions, search, the plans of a place.
//! It must not know prices beyond those on the plans, nor what a sale needs; see
//! [`card`](super::card) for one plan and [`review`](super::review) for buying it.

use super::super::catalogue::Catalogue;
use super::super::country::search::Wish;
use super::super::country::{Country, Place};
use super::super::decision::Count;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::plan::{Plan, PlanId};
use super::super::press::Press;
use super::super::text::Text;
use super::common::Page;

/// Countries on one page, in two columns.
const COUNTRIES_PER_PAGE: u16 = 10;

/// Plans on one page, one below the other.
const PLANS_PER_PAGE: u16 = 8;

pub(super) fn home(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Home;
    let catalogue = &desk.snap.catalogue;
    let popular = catalogue.popular();
    let nothing = catalogue.countries().is_empty() && !catalogue.has_world();
    let mut keyboard = Keyboard::none();
    for pair in popular.chunks(2) {
        keyboard = keyboard.buttons(pair.iter().copied().map(country_button).collect());
    }
    if !nothing {
        keyboard = keyboard.buttons(vec![
            (Text::BtnAllCountries, Press::Countries(0)),
            (Text::BtnRegions, Press::Regions),
        ]);
        keyboard = keyboard.row(Text::BtnSearch, Press::Search);
    }
    keyboard = keyboard.buttons(vec![
        (Text::BtnEsims, Press::Esims(0)),
        (Text::BtnHelp, Press::Help),
        (Text::BtnLanguage, Press::Language),
    ]);
    let welcome = if nothing { Text::NothingForSale } else { Text::Home };
    let text = with_pause(desk, welcome);
    desk.screen(text, keyboard);
}

pub(super) fn countries(desk: &mut Desk<'_>, page: u16) {
    let all = desk.snap.catalogue.countries_by_name(desk.lang());
    let page = Page::of(&all, page, COUNTRIES_PER_PAGE);
    desk.customer.dialogue = Dialogue::Countries(page.index);
    let mut keyboard = Keyboard::none();
    for pair in page.items.chunks(2) {
        keyboard = keyboard.buttons(pair.iter().copied().map(country_button).collect());
    }
    keyboard = page.turn(keyboard, Press::Countries);
    keyboard = keyboard.row(Text::BtnBack, Press::Home);
    desk.screen(Text::AllCountries { page: page.number(), pages: page.count() }, keyboard);
}

pub(super) fn regions(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Regions;
    let catalogue = &desk.snap.catalogue;
    let regions = catalogue.regions().into_iter().map(Place::Region);
    let world = catalogue.has_world().then_some(Place::World);
    let keyboard = with_places(Keyboard::none(), regions.chain(world));
    desk.screen(Text::Regions, keyboard.row(Text::BtnBack, Press::Home));
}

/// Asks to type a name; any text typed from here on is searched for.
pub(super) fn search(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Home;
    desk.screen(Text::TypeAName, Keyboard::none().row(Text::BtnBack, Press::Home));
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

/// The plans of a place: those of the country itself, then wider ones that reach it.
///
/// [`Count::Plans`] is counted when somebody comes here from a screen before it, so a person who
/// goes back to the countries and looks at another one counts again: nothing about a session is
/// kept only for statistics.
pub(super) fn plans(desk: &mut Desk<'_>, place: Place, page: u16) {
    list(desk, place, page, None);
}

/// The plans of a place that was typed, the one that fits the wish on top, below a line that says
/// what was understood.
pub(super) fn found(desk: &mut Desk<'_>, place: Place, wish: Wish) {
    list(desk, place, 0, Some(wish));
}

fn list(desk: &mut Desk<'_>, place: Place, page: u16, typed: Option<Wish>) {
    let catalogue = desk.snap.catalogue.clone();
    let all = catalogue.plans_for(place);
    if all.is_empty() {
        nothing_at(desk, place);
        return;
    }
    let first_look = matches!(
        desk.customer.dialogue,
        Dialogue::Language
            | Dialogue::LanguageThen(_)
            | Dialogue::Home
            | Dialogue::Countries(_)
            | Dialogue::Regions
    );
    if first_look {
        desk.count(Count::Plans);
    }
    let page = Page::of(&all, page, PLANS_PER_PAGE);
    desk.customer.dialogue = Dialogue::Plans(place, page.index);
    let fits = typed.and_then(|wish| Catalogue::fitting(&all, wish));
    let others = page.items.iter().copied().filter(|plan| Some(*plan) != fits);
    let mut keyboard = Keyboard::none();
    for plan in fits.into_iter().chain(others) {
        keyboard = keyboard.row(plan_label(desk, place, plan), Press::Plan(place, plan.id.clone()));
    }
    keyboard = page.turn(keyboard, |page| Press::Plans(place, page));
    keyboard = keyboard.row(Text::BtnBack, back_of(desk, place));
    let (number, pages) = (page.number(), page.count());
    let title = match typed {
        Some(_) => Text::PlansFound { place, page: number, pages },
        None => Text::PlansTitle { place, page: number, pages },
    };
    let text = with_pause(desk, with_fit(title, fits));
    desk.screen(text, keyboard);
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

/// A plan that is not sold any more: the others of its place are one press away.
pub(super) fn gone(desk: &mut Desk<'_>, place: Place) {
    desk.customer.dialogue = Dialogue::Home;
    desk.screen(Text::NotForSale, Keyboard::none().row(Text::BtnBack, Press::Plans(place, 0)));
}

/// The page of a place's list on which a plan stands.
pub(super) fn page_of_plan(desk: &Desk<'_>, place: Place, id: &PlanId) -> u16 {
    let plans = desk.snap.catalogue.plans_for(place);
    let index = plans.iter().position(|plan| plan.id == *id).unwrap_or_default();
    u16::try_from(index / usize::from(PLANS_PER_PAGE)).unwrap_or_default()
}

/// The text below a word on a pause, while there is one.
pub(super) fn with_pause(desk: &Desk<'_>, text: Text) -> Text {
    if desk.snap.switches.paused {
        Text::Lines(vec![Text::SalesPaused, Text::Gap, text])
    } else {
        text
    }
}

/// The text, and below it which plan fits what was wished for.
pub(super) fn with_fit(text: Text, fits: Option<&Plan>) -> Text {
    match fits {
        Some(plan) => {
            let (allowance, days) = (plan.allowance, i64::from(plan.days));
            Text::Lines(vec![text, Text::PlanFits { allowance, days }])
        }
        None => text,
    }
}

/// A plan for several countries, with the place it is made for.
pub(super) fn wide_label(desk: &Desk<'_>, plan: &Plan) -> Text {
    let (place, allowance, days) = (plan.place(), plan.allowance, i64::from(plan.days));
    let price = plan.price;
    match plan.price_in_stars(desk.snap.setup.rate) {
        Some(stars) => Text::BtnPlanWide { place, allowance, days, price, stars },
        None => Text::BtnPlan { allowance, days, price },
    }
}

fn plan_label(desk: &Desk<'_>, place: Place, plan: &Plan) -> Text {
    let (allowance, days, price) = (plan.allowance, i64::from(plan.days), plan.price);
    let Some(stars) = plan.price_in_stars(desk.snap.setup.rate) else {
        return Text::BtnPlan { allowance, days, price };
    };
    let own = plan.place();
    let wider = matches!(place, Place::Country(_)) && own != place;
    if wider {
        wide_label(desk, plan)
    } else {
        Text::BtnPlanStars { allowance, days, price, stars }
    }
}

fn place_button(place: Place) -> (Text, Press) {
    (Text::BtnPlace { place }, Press::Plans(place, 0))
}

fn country_button(country: Country) -> (Text, Press) {
    place_button(Place::Country(country))
}

/// The keyboard with a row for each of these places, which opens its plans.
pub(super) fn with_places(keyboard: Keyboard, places: impl IntoIterator<Item = Place>) -> Keyboard {
    places.into_iter().fold(keyboard, |keyboard, place| keyboard.buttons(vec![place_button(place)]))
}

/// Where a place was picked: the first screen for popular countries, its page of all countries for
/// the others.
fn back_of(desk: &Desk<'_>, place: Place) -> Press {
    match place {
        Place::Region(_) | Place::World => Press::Regions,
        Place::Country(country) => {
            if desk.snap.catalogue.popular().contains(&country) {
                return Press::Home;
            }
            let all = desk.snap.catalogue.countries_by_name(desk.lang());
            let index = all.iter().position(|known| *known == country).unwrap_or_default();
            let page = index / usize::from(COUNTRIES_PER_PAGE);
            Press::Countries(u16::try_from(page).unwrap_or_default())
        }
    }
}
