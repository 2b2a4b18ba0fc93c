//! `/start`, and the choice of a language. The phone's own is taken until another one is chosen, so
//! nobody is asked. It must not know which texts exist in which language; see
//! [`i18n`](crate::i18n). Next: [`browse`](super::browse).

use super::super::country::Place;
use super::super::decision::Count;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Body, Keyboard, To};
use super::super::lang::Lang;
use super::super::mailbox::LetterLink;
use super::super::plan::PlanId;
use super::super::press::Press;
use super::super::tell::Tell;
use super::super::text::Text;
use super::common::{languages, origin};
use super::{checkout, here, home, pay, plans};

/// `/start`: the first screen of the shop, or the place of a deep link.
pub(super) fn start(desk: &mut Desk<'_>, place: Option<Place>) {
    arrive(desk);
    match place {
        Some(place) => {
            desk.customer.dialogue = Dialogue::Home;
            plans::of(desk, place, 0);
        }
        None => home::home(desk),
    }
}

/// A deep link to a plan: its checkout, or what is said where it is not sold.
pub(super) fn start_at(desk: &mut Desk<'_>, id: &PlanId) {
    match desk.snap.catalogue.listed(id).map(|listed| listed.plan.place()) {
        Some(place) => {
            arrive(desk);
            checkout::open(desk, place, id);
        }
        None => start(desk, None),
    }
}

/// The link of a letter, whoever presses it: its mailbox is read. Nothing of the order is said.
pub(super) fn from_letter(desk: &mut Desk<'_>, link: LetterLink) {
    arrive(desk);
    let Some(of) = desk.snap.known.link else {
        home::home(desk);
        return;
    };
    desk.out.link = Some(link);
    if let (Some(customer), Some(address)) = (of.customer, of.address) {
        desk.tell(customer, Tell::MailboxLives { address });
    }
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = Keyboard::none().row(Text::BtnEsims, Press::Esims(0));
    desk.say(Text::LetterLinkPressed, keyboard.row(Text::BtnHome, Press::Home));
}

/// The row is as old as this event: the person is here for the first time.
fn arrive(desk: &mut Desk<'_>) {
    if desk.customer.created_at == desk.now() {
        desk.count(Count::Visitor);
    }
}

/// Shows the three languages. The dialogue stays where it is.
pub(super) fn ask(desk: &mut Desk<'_>) {
    let back = origin(desk);
    let keyboard = Keyboard::none().buttons(languages()).row(Text::BtnBack, back);
    desk.screen(Text::ChooseLanguage, keyboard);
}

/// A language was chosen, perhaps in the middle of something: the place comes again in it, in the
/// message that was pressed.
pub(super) fn set(desk: &mut Desk<'_>, lang: Lang) {
    let before = desk.customer.lang.replace(lang);
    menu(desk, before, lang);
    if before != Some(lang) {
        // Under the former screen are buttons in the other language. With a new number they are old
        // ones, so that what is agreed to is what was read.
        checkout::renumber(desk);
        if pay::again(desk) {
            return;
        }
    }
    here(desk);
}

/// The menu of commands follows the app's language by itself; a chat of its own menu is needed
/// only where somebody chose otherwise.
fn menu(desk: &mut Desk<'_>, before: Option<Lang>, lang: Lang) {
    let usual = before.unwrap_or(desk.customer.guess);
    // An admin's own menu is set whenever a language is chosen.
    if lang != usual && !desk.snap.admin {
        let to = To::Customer(desk.customer.id);
        desk.message(Body::SetMenu { to, lang });
    }
}
