//! The first screen and the choice of a language. It must not know which texts exist in which
//! language; see [`i18n`](crate::i18n). Next: [`browse`](super::browse).

use super::super::country::Place;
use super::super::decision::Count;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Body, Keyboard, To};
use super::super::lang::Lang;
use super::super::plan::PlanId;
use super::super::press::Press;
use super::super::text::Text;
use super::common::{Toast, origin};
use super::{browse, card, here, plans};

/// `/start`: a stranger chooses a language, everybody else comes to the first screen of the shop
/// or to the place of a deep link.
pub(super) fn start(desk: &mut Desk<'_>, place: Option<Place>) {
    // The row is as old as this event: the person is here for the first time.
    if desk.customer.created_at == desk.now() {
        desk.count(Count::Visitor);
    }
    if desk.customer.lang.is_none() {
        desk.customer.dialogue = place.map_or(Dialogue::Language, Dialogue::LanguageThen);
        ask(desk);
        return;
    }
    match place {
        Some(place) => {
            desk.customer.dialogue = Dialogue::Home;
            plans::of(desk, place, 0);
        }
        None => browse::home(desk),
    }
}

/// A deep link to a plan: its card, or what is said where it is not sold. Who is here for the first
/// time chooses a language before, and comes to its place.
pub(super) fn start_at(desk: &mut Desk<'_>, id: &PlanId) {
    let place = desk.snap.catalogue.listed(id).map(|listed| listed.plan.place());
    match place.filter(|_| desk.customer.lang.is_some()) {
        Some(place) => card::plan(desk, place, id),
        None => start(desk, place),
    }
}

/// Shows the three languages by their own names, the likely one first. The dialogue stays where
/// it is.
pub(super) fn ask(desk: &mut Desk<'_>) {
    let first = desk.lang();
    let rest = Lang::ALL.into_iter().filter(|lang| *lang != first);
    let mut keyboard = Keyboard::none();
    for language in std::iter::once(first).chain(rest) {
        keyboard = keyboard.row(Text::BtnLang { language }, Press::Lang(language));
    }
    if desk.customer.lang.is_some() {
        keyboard = keyboard.row(Text::BtnBack, origin(desk));
    }
    desk.screen(Text::ChooseLanguage, keyboard);
}

/// A stranger pressed a button from earlier: the language first, the place it named afterwards.
#[expect(clippy::unnecessary_wraps, reason = "it answers a press with a toast, as all that do")]
pub(super) fn first(desk: &mut Desk<'_>, press: &Press) -> Toast {
    if let Press::Plans(place, _)
    | Press::Coverages(place, _)
    | Press::Coverage(place, ..)
    | Press::Plan(place, _)
    | Press::Phone(place, _)
    | Press::Buy(place, _) = press
    {
        desk.customer.dialogue = Dialogue::LanguageThen(*place);
    }
    desk.pressed = None;
    ask(desk);
    Some(Text::StaleButton)
}

/// A language was chosen: for the first time, or in the middle of anything.
pub(super) fn set(desk: &mut Desk<'_>, lang: Lang) {
    let before = desk.customer.lang.replace(lang);
    menu(desk, before, lang);
    match desk.customer.dialogue.clone() {
        Dialogue::Language => browse::home(desk),
        Dialogue::LanguageThen(place) => plans::of(desk, place, 0),
        Dialogue::Review(mut review) => {
            // Under the old screen is a button in the old language. With a new number it is an
            // old button, so that what is agreed to is what was read.
            if !review.offer && before != Some(lang) {
                review.order = super::review::fresh_order(desk);
                desk.customer.dialogue = Dialogue::Review(review);
            }
            changed(desk);
        }
        Dialogue::Home
        | Dialogue::Countries(_)
        | Dialogue::Initial(_)
        | Dialogue::Regions
        | Dialogue::Plans(..)
        | Dialogue::Coverages(..)
        | Dialogue::Coverage(..)
        | Dialogue::Plan(..)
        | Dialogue::Phone(..)
        | Dialogue::Email(_)
        | Dialogue::Address(_)
        | Dialogue::AddressCheck(..)
        | Dialogue::Rail(_)
        | Dialogue::Paying(_)
        | Dialogue::Esims(_)
        | Dialogue::Esim(_)
        | Dialogue::Letter(_)
        | Dialogue::Support
        | Dialogue::Consents
        | Dialogue::Erase(_) => changed(desk),
    }
}

/// The choice says what was chosen, and the place comes again below it in the new language.
fn changed(desk: &mut Desk<'_>) {
    desk.screen(Text::LanguageSet, Keyboard::none());
    desk.pressed = None;
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
