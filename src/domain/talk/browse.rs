//! Looking around: countries, regions, search. It must not know plans and prices; see
//! [`plans`](super::plans) for what is sold at a place.

use super::super::country::{Country, Place};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::press::Press;
use super::super::text::Text;

/// Letters in one row; the longest alphabet fills nine rows.
const LETTERS_PER_ROW: usize = 5;

/// The letters that countries begin with.
pub(super) fn countries(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Countries(0);
    let letters = desk.snap.catalogue.initials(desk.lang());
    let button =
        |letter: &char| (Text::BtnInitial { letter: letter.to_string() }, Press::Initial(*letter));
    let keyboard = letters
        .chunks(LETTERS_PER_ROW)
        .fold(Keyboard::none(), |keyboard, row| keyboard.buttons(row.iter().map(button).collect()));
    let keyboard = keyboard.row(Text::BtnBack, Press::Home);
    desk.screen(Text::Lines(vec![Text::AllCountries {}, Text::ChooseInitial]), keyboard);
}

/// The countries of a letter, those with plans of their own first. The letter may be another
/// language's, or none begins with it any more.
pub(super) fn initial(desk: &mut Desk<'_>, letter: char) {
    let countries = desk.snap.catalogue.of_initial(letter, desk.lang());
    if countries.is_empty() {
        self::countries(desk);
        return;
    }
    desk.customer.dialogue = Dialogue::Initial(letter);
    let keyboard = with_countries(Keyboard::none(), &countries);
    let text = Text::InitialTitle { letter: letter.to_string() };
    desk.screen(text, keyboard.row(Text::BtnBack, Press::Countries(0)));
}

pub(super) fn regions(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Regions;
    let catalogue = desk.snap.catalogue;
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

/// The text below a word on a pause, while there is one.
pub(super) fn with_pause(desk: &Desk<'_>, text: Text) -> Text {
    if desk.snap.switches.paused {
        Text::Lines(vec![Text::SalesPaused, Text::Gap, text])
    } else {
        text
    }
}

fn place_button(place: Place) -> (Text, Press) {
    (Text::BtnPlace { place }, Press::Plans(place, 0))
}

pub(super) fn with_countries(keyboard: Keyboard, countries: &[Country]) -> Keyboard {
    let button = |country: &Country| place_button(Place::Country(*country));
    countries
        .chunks(2)
        .fold(keyboard, |keyboard, pair| keyboard.buttons(pair.iter().map(button).collect()))
}

/// The keyboard with a row for each of these places, which opens its plans.
pub(super) fn with_places(keyboard: Keyboard, places: impl IntoIterator<Item = Place>) -> Keyboard {
    places.into_iter().fold(keyboard, |keyboard, place| keyboard.buttons(vec![place_button(place)]))
}
