//! A typed text outside of any question: places, everyday words, an order number.
//!
//! What is certain is opened at once, below a line that says what was understood. What is not
//! certain is asked. Where nothing is sold no other place is offered in its stead. This file must
//! not know how a text is read: that is [`search`].

use super::super::catalogue::Catalogue;
use super::super::country::search::{self, Everyday, MOST_LISTED, Meaning, Target, Wish};
use super::super::country::{Country, Place};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::{MessageId, OrderId};
use super::super::plan::Plan;
use super::super::press::Press;
use super::super::text::Text;
use super::common::aside;
use super::{browse, esims, help, language, pay, support};

/// The longest text that is searched for places, in characters.
const LONGEST_NAME: usize = 100;

/// How many plans that cover several places are shown.
const MOST_TOGETHER: usize = 6;

/// Answers a typed text. Below whatever it is, one press passes the text on to support.
pub(super) fn found(desk: &mut Desk<'_>, typed: &str, message: MessageId) {
    let to_support = !desk.snap.setup.admins.is_empty();
    desk.turn = to_support.then_some((Text::BtnPassOn, Press::PassOn(message)));
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > LONGEST_NAME {
        aside(desk, Text::SearchTooLong);
        return;
    }
    if let Some(order) = order_number(typed) {
        esims::one(desk, order);
        return;
    }
    let catalogue = desk.snap.catalogue.clone();
    let read = search::read(typed);
    match read.meaning {
        Meaning::Certain(targets) => certain(desk, &catalogue, &targets, read.wish),
        Meaning::Everyday(everyday) => answer(desk, everyday),
        Meaning::Several(targets) => choose(desk, &catalogue, Text::FoundSeveral, &targets),
        Meaning::Perhaps { targets, nearest } => {
            // What is nearest was meant, if anything was: where that is not sold, nothing is.
            let nearest = targets.iter().take(nearest);
            if nearest.copied().any(|target| is_sold(&catalogue, target)) {
                choose(desk, &catalogue, Text::FoundPerhaps, &targets);
            } else {
                nothing(desk);
            }
        }
        Meaning::Nothing => {
            let plans = catalogue.named(typed);
            match plans.first().and_then(|plan| plan.name.clone()) {
                Some(name) => together(desk, Text::Showing { name }, &plans, &[], read.wish),
                None => nothing(desk),
            }
        }
    }
}

/// An order number as the shop writes it, among other words too; eight letters alone could be
/// "Thailand".
fn order_number(typed: &str) -> Option<OrderId> {
    let is_ours = |word: &&str| word.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("QE"));
    let words = std::iter::once(typed).chain(typed.split_whitespace());
    words.filter(is_ours).find_map(OrderId::parse)
}

fn certain(desk: &mut Desk<'_>, catalogue: &Catalogue, targets: &[Target], wish: Wish) {
    match *targets {
        [Target::Place(place)] if catalogue.sells(place) => browse::found(desk, place, wish),
        [Target::Place(place)] => browse::nothing_at(desk, place),
        [Target::Area(area)] => {
            let plans = catalogue.covering_best(&area.members());
            let name = area.name(desk.lang()).to_owned();
            if plans.is_empty() {
                let members = area.members().into_iter().map(Place::Country).map(Target::Place);
                let members: Vec<Target> = members.collect();
                choose(desk, catalogue, Text::Showing { name }, &members);
            } else {
                together(desk, Text::Showing { name }, &plans, &[], wish);
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
        browse::found(desk, *place, wish);
        return;
    }
    let members: Vec<Country> = sold.iter().flat_map(|target| target.members()).collect();
    let plans = if sold.len() > 1 { catalogue.covering(&members) } else { Vec::new() };
    let places: Vec<Place> = sold.iter().filter_map(|target| target.place()).collect();
    let mut lines: Vec<Text> = unsold.into_iter().filter_map(not_sold_line).collect();
    if plans.is_empty() {
        lines.push(Text::FoundSeveral);
    } else {
        lines.push(Text::FoundTogether);
    }
    together(desk, Text::Lines(lines), &plans, &places, wish);
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

/// Plans for several countries, the one that fits the wish on top; then places, each alone.
fn together(desk: &mut Desk<'_>, text: Text, plans: &[&Plan], places: &[Place], wish: Wish) {
    desk.customer.dialogue = Dialogue::Home;
    let fits = Catalogue::fitting(plans, wish);
    let others = plans.iter().copied().filter(|plan| Some(*plan) != fits);
    let mut keyboard = Keyboard::none();
    for plan in fits.into_iter().chain(others).take(MOST_TOGETHER) {
        let place = plan.place();
        keyboard =
            keyboard.row(browse::wide_label(desk, plan), Press::Plan(place, plan.id.clone()));
    }
    keyboard = browse::with_places(keyboard, places.iter().copied().take(MOST_LISTED));
    let text = browse::with_fit(text, fits);
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
        Everyday::Hello | Everyday::Home => browse::home(desk),
        Everyday::Thanks => aside(desk, Text::Welcome),
        Everyday::Language => language::ask(desk),
        Everyday::Help => help::help(desk),
        Everyday::Terms => help::terms(desk, 1),
        Everyday::Esims => esims::list(desk, 0),
        Everyday::Cancel => pay::give_up(desk),
        Everyday::Support => support::ask(desk),
        Everyday::Refund => help::pay_support(desk),
        Everyday::Trouble => match desk.last_delivered() {
            Some(order) => esims::steps(desk, order, Text::StepsTrouble),
            None => support::ask(desk),
        },
    }
}
