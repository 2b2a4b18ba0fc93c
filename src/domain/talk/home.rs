//! The first screen of the shop: for somebody new what it is, for somebody who is back the last
//! trip and an open order. Next: [`browse`](super::browse), [`esims`](super::esims).

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::press::Press;
use super::super::text::Text;
use super::browse::{with_countries, with_pause};
use super::common::languages;
use super::esims;

pub(super) fn home(desk: &mut Desk<'_>) {
    match esims::greeting(desk) {
        Some((lines, keyboard)) => first(desk, Text::Lines(lines), keyboard),
        None => first(desk, Text::Home, Keyboard::none()),
    }
}

/// The first screen for somebody who said how much, or that they want an eSIM, and not where.
pub(super) fn where_to(desk: &mut Desk<'_>) {
    first(desk, Text::WhereTo, Keyboard::none());
}

fn first(desk: &mut Desk<'_>, welcome: Text, keyboard: Keyboard) {
    desk.customer.dialogue = Dialogue::Home;
    let catalogue = desk.snap.catalogue;
    let popular = catalogue.popular();
    let nothing = catalogue.countries().is_empty() && !catalogue.has_world();
    let mut keyboard = with_countries(keyboard, &popular);
    if !nothing {
        keyboard = keyboard.buttons(vec![
            (Text::BtnAllCountries, Press::Countries(0)),
            (Text::BtnRegions, Press::Regions),
        ]);
        keyboard = keyboard.row(Text::BtnSearch, Press::Search);
    }
    keyboard = keyboard
        .buttons(vec![(Text::BtnEsims, Press::Esims(0)), (Text::BtnHelp, Press::Help)])
        .buttons(languages());
    let welcome = if nothing { Text::NothingForSale } else { welcome };
    let text = with_pause(desk, welcome);
    desk.screen(text, keyboard);
}
