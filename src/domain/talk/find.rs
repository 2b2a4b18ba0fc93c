//! A typed text outside of any question: places, everyday words, an order number.
//!
//! What is certain is opened at once, below a line that says what was understood. What is not
//! certain is asked. Where nothing is sold no other place is offered in its stead. This file must
//! not know how a text is read: that is [`search`].

use super::super::catalogue::{Catalogue, by_coverage};
use super::super::country::search::{self, Everyday, MOST_LISTED, Meaning, Target, Wish};
use super::super::country::{Country, Place};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::{MessageId, OrderId};
use super::super::lang::Lang;
use super::super::plan::Plan;
use super::super::press::Press;
use super::super::text::Text;
use super::common::aside;
use super::{browse, checkout, esims, help, home, language, pay, plans, support, trouble};

/// The longest text that is searched for places, in characters.
const LONGEST_NAME: usize = 100;

/// How many plans of the coverage that has several places are shown.
const MOST_TOGETHER: usize = 8;

/// Answers a typed text. Below whatever it is, one press passes the text on to support.
pub(super) fn found(desk: &mut Desk<'_>, typed: &str, message: MessageId) {
    let to_support = !desk.snap.setup.admins.is_empty();
    desk.turn = to_support.then_some((Text::BtnPassOn, Press::PassOn(message)));
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > LONGEST_NAME {
        aside(desk, Text::SearchTooLong);
        return;
    }
    if let Some(order) = OrderId::among(typed) {
        esims::one(desk, order);
        return;
    }
    let catalogue = desk.snap.catalogue;
    let read = search::read(typed);
    if !is_known_place(&read.meaning, typed) && named(desk, catalogue, typed, read.wish) {
        return;
    }
    match read.meaning {
        Meaning::Certain(targets) => certain(desk, catalogue, &targets, read.wish),
        Meaning::Everyday(everyday) => answer(desk, everyday),
        Meaning::Several(targets) => choose(desk, catalogue, Text::FoundSeveral, &targets),
        Meaning::Perhaps { targets, nearest } => {
            // What is nearest was meant, if anything was: where that is not sold, nothing is.
            let nearest = targets.iter().take(nearest);
            if nearest.copied().any(|target| is_sold(catalogue, target)) {
                choose(desk, catalogue, Text::FoundPerhaps, &targets);
            } else {
                nothing(desk);
            }
        }
        Meaning::Nothing => nothing(desk),
    }
}

/// Whether a text says something that a coverage of the same name does not take from it: a country
/// by its name, a region, several places, an everyday word.
fn is_known_place(meaning: &Meaning, typed: &str) -> bool {
    match meaning {
        Meaning::Certain(targets) => match targets.as_slice() {
            [Target::Place(Place::Country(country))] => {
                let named = search::is_named(typed);
                Lang::ALL.iter().any(|lang| named(country.name(*lang)))
            }
            targets => targets.iter().all(|target| target.place().is_some()),
        },
        Meaning::Everyday(_) => true,
        Meaning::Several(_) | Meaning::Perhaps { .. } | Meaning::Nothing => false,
    }
}

/// Opens the coverage that was typed by its name, if there is one.
fn named(desk: &mut Desk<'_>, catalogue: &Catalogue, typed: &str, wish: Wish) -> bool {
    let coverages = catalogue.named(typed);
    match coverages.as_slice() {
        [] => return false,
        [only] => open(desk, only, wish),
        [..] => several_coverages(desk, typed.to_owned(), &coverages, wish),
    }
    true
}

fn open(desk: &mut Desk<'_>, coverage: &[&Plan], wish: Wish) {
    if let Some(plan) = coverage.first() {
        plans::found_coverage(desk, plan, wish);
    }
}

fn certain(desk: &mut Desk<'_>, catalogue: &Catalogue, targets: &[Target], wish: Wish) {
    match *targets {
        [] => home::where_to(desk),
        [Target::Place(place)] if catalogue.sells(place) => plans::found(desk, place, wish),
        [Target::Place(place)] => plans::nothing_at(desk, place),
        [Target::Area(area)] => {
            let coverages = by_coverage(&catalogue.covering_best(&area.members()));
            let name = area.name(desk.lang()).to_owned();
            match coverages.as_slice() {
                [] => {
                    let members = area.members().into_iter().map(Place::Country);
                    let members: Vec<Target> = members.map(Target::Place).collect();
                    choose(desk, catalogue, Text::Showing { name }, &members);
                }
                [only] => open(desk, only, wish),
                [..] => several_coverages(desk, name, &coverages, wish),
            }
        }
        _ => several(desk, catalogue, targets, wish),
    }
}

/// Several places: first the plans that cover them all, then each alone. What is not sold is said.
fn several(desk: &mut Desk<'_>, catalogue: &Catalogue, targets: &[Target], wish: Wish) {
    let (sold, unsold): (Vec<Target>, Vec<Target>) =
        targets.iter().partition(|target| is_sold(catalogue, **target));
    if sold.is_empty() {
        nothing(desk);
        return;
    }
    // Whoever names a place at home and one abroad travels there: "Алматы Дубай".
    let at_home = |target: &Target| match target {
        Target::Place(Place::Country(country)) => country.is_kazakhstan(),
        Target::Place(Place::Region(_) | Place::World) | Target::Area(_) | Target::Nowhere => false,
    };
    if let ([Target::Place(place)], true) = (sold.as_slice(), unsold.iter().all(at_home)) {
        plans::found(desk, *place, wish);
        return;
    }
    let members: Vec<Country> = sold.iter().flat_map(|target| target.members()).collect();
    let covering = if sold.len() > 1 { catalogue.covering(&members) } else { Vec::new() };
    let places: Vec<Place> = sold.iter().filter_map(|target| target.place()).collect();
    let lines: Vec<Text> = unsold.into_iter().filter_map(not_sold_line).collect();
    together(desk, lines, &covering, &places, wish);
}

fn not_sold_line(target: Target) -> Option<Text> {
    match target {
        Target::Place(Place::Country(country)) if country.is_kazakhstan() => {
            Some(Text::FoundAtHome)
        }
        Target::Place(Place::Country(country)) => Some(Text::FoundNotSold { country }),
        Target::Place(Place::Region(_) | Place::World) | Target::Area(_) | Target::Nowhere => None,
    }
}

/// The plans of the narrowest coverage that has all places, what fits the wish on top; the other
/// coverages; then each place alone.
fn together(
    desk: &mut Desk<'_>,
    mut lines: Vec<Text>,
    covering: &[&Plan],
    places: &[Place],
    wish: Wish,
) {
    desk.customer.dialogue = Dialogue::Home;
    let coverages = by_coverage(covering);
    let fits = Catalogue::fitting(covering, wish);
    let mut keyboard = Keyboard::none();
    match coverages.split_first() {
        Some((narrowest, wider)) => {
            let wide = fits.filter(|plan| !narrowest.contains(plan));
            keyboard = plans::with_wide(desk, keyboard, wide, Plan::place);
            let inside = fits.filter(|plan| narrowest.contains(plan));
            let others = narrowest.iter().copied().filter(|plan| Some(*plan) != inside);
            for plan in inside.into_iter().chain(others).take(MOST_TOGETHER) {
                let press = Press::Plan(plan.place(), plan.id.clone());
                keyboard = keyboard.row(plans::label(desk, plan), press);
            }
            keyboard = plans::with_coverages(keyboard, wider, Plan::place);
            if let Some(first) = narrowest.first() {
                lines.push(Text::FoundTogether { place: first.coverage_name() });
                lines.extend(Text::of_coverage(first));
            }
        }
        None => lines.push(Text::FoundSeveral),
    }
    keyboard = browse::with_places(keyboard, places.iter().copied().take(MOST_LISTED));
    lines.extend(fits.map(plans::fits_line));
    let text = browse::with_pause(desk, Text::Lines(lines));
    desk.screen(text, keyboard.row(Text::BtnBack, Press::Home));
}

/// Several coverages under one name, what fits the wish on top.
fn several_coverages(desk: &mut Desk<'_>, name: String, coverages: &[Vec<&Plan>], wish: Wish) {
    desk.customer.dialogue = Dialogue::Home;
    let all: Vec<&Plan> = coverages.iter().flatten().copied().collect();
    let fits = Catalogue::fitting(&all, wish);
    let keyboard = plans::with_wide(desk, Keyboard::none(), fits, Plan::place);
    let keyboard = plans::with_coverages(keyboard, coverages, Plan::place);
    let below = fits.map_or(Text::ChooseCoverage, plans::fits_line);
    let text = Text::Lines(vec![Text::Showing { name }, below]);
    desk.screen(browse::with_pause(desk, text), keyboard.row(Text::BtnBack, Press::Home));
}

/// Asks which of these was meant.
fn choose(desk: &mut Desk<'_>, catalogue: &Catalogue, text: Text, targets: &[Target]) {
    let sold = targets.iter().copied().filter(|target| is_sold(catalogue, *target));
    let places: Vec<Place> = sold.filter_map(Target::place).collect();
    if places.is_empty() {
        nothing(desk);
        return;
    }
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = browse::with_places(Keyboard::none(), places.into_iter().take(MOST_LISTED));
    desk.screen(text, keyboard.row(Text::BtnBack, Press::Home));
}

/// Nothing was found, or nothing of ours works there: a person may know more.
fn nothing(desk: &mut Desk<'_>) {
    if desk.customer.dialogue == Dialogue::Checkout {
        desk.say(Text::PressAButton, Keyboard::none());
        checkout::here(desk);
        return;
    }
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = Keyboard::none().row(Text::BtnAllCountries, Press::Countries(0));
    desk.screen(Text::FoundNothing, keyboard.row(Text::BtnBack, Press::Home));
}

fn is_sold(catalogue: &Catalogue, target: Target) -> bool {
    match target {
        Target::Place(place) => catalogue.sells(place),
        Target::Area(area) => !catalogue.covering_best(&area.members()).is_empty(),
        Target::Nowhere => false,
    }
}

/// Everyday words lead where their command or button would.
fn answer(desk: &mut Desk<'_>, everyday: Everyday) {
    match everyday {
        Everyday::Hello | Everyday::Home => home::home(desk),
        Everyday::Thanks => aside(desk, Text::Welcome),
        Everyday::Language => language::ask(desk),
        Everyday::Help => help::help(desk),
        Everyday::Terms => help::terms(desk, 1),
        Everyday::Esims => esims::list(desk, 0),
        Everyday::Cancel => pay::give_up(desk),
        Everyday::Support => support::ask(desk),
        Everyday::Refund => help::pay_support(desk),
        Everyday::Trouble => match desk.last_delivered() {
            Some(order) => trouble::ask(desk, order),
            None => support::ask(desk),
        },
    }
}
