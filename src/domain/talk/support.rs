//! Writing to a person: which message is for support. Nobody's word is lost: a reply in this talk
//! and, for a day after its last word, any message is for support, unless all of it is a place.
//! Each reading is turned by one press. How it gets there: [`support`].

use super::super::country::search;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Keyboard, To};
use super::super::ids::ParcelId;
use super::super::missive::{Content, Missive};
use super::super::mute;
use super::super::press::Press;
use super::super::snapshot::Thread;
use super::super::support;
use super::super::text::Text;
use super::common::{Toast, checkout, stale};

/// `/support`: the next messages go to the admins.
pub(super) fn ask(desk: &mut Desk<'_>) {
    if mute::is_shut(desk) {
        return;
    }
    desk.customer.dialogue = Dialogue::Support;
    // Who comes back to a talk goes on with it.
    let now = desk.now();
    desk.customer.spoke_at = desk.customer.spoke_at.map(|_| now);
    let text = if desk.snap.setup.admins.is_empty() {
        // Without admins nobody would read it here. The seller's own contacts are in the
        // requisites.
        Text::Requisites
    } else {
        Text::SupportAsk
    };
    let keyboard = match checkout(desk) {
        Some(press) => Keyboard::none().row(Text::BtnBackToCheckout, press),
        None => Keyboard::none().row(Text::BtnLeave, Press::Leave),
    };
    desk.screen(text, keyboard);
}

/// Whether a message is for support.
pub(super) fn is_meant(desk: &Desk<'_>, missive: &Missive) -> bool {
    let customer = &desk.customer;
    let replies = matches!(desk.snap.known.thread, Some(Thread::Of(of, _)) if of == customer.id);
    let talks = customer.talks(desk.now()) && !desk.snap.setup.admins.is_empty();
    let words = match &missive.content {
        Content::Text(words) => words.expose(),
        Content::Media { .. } => "",
    };
    let at = &customer.dialogue;
    if *at == Dialogue::Support {
        return talks || customer.spoke_at.is_none();
    }
    // What the shop asks is answered first.
    let goes_on = match at {
        Dialogue::Address(_) | Dialogue::AddressCheck(..) => is_sentence(words),
        Dialogue::Checkout if words.contains('@') => is_sentence(words),
        Dialogue::Checkout
        | Dialogue::Home
        | Dialogue::Countries(_)
        | Dialogue::Initial(_)
        | Dialogue::Regions
        | Dialogue::Plans(..)
        | Dialogue::Coverages(..)
        | Dialogue::Coverage(..)
        | Dialogue::Paying(_)
        | Dialogue::Esims(_)
        | Dialogue::Esim(_)
        | Dialogue::Letter(_)
        | Dialogue::Trouble(_)
        | Dialogue::Support
        | Dialogue::Consents
        | Dialogue::Erase(_) => !is_place(desk, words),
    };
    replies || (talks && goes_on)
}

/// No e-mail address, however misspelt.
fn is_sentence(words: &str) -> bool {
    !words.contains('@') && words.contains(char::is_whitespace)
}

fn is_place(desk: &Desk<'_>, words: &str) -> bool {
    !words.is_empty()
        && (search::is_place_alone(words) || !desk.snap.catalogue.named(words).is_empty())
}

/// The question whether the talk may be kept was answered; a button of another one is old.
pub(super) fn decided(desk: &mut Desk<'_>, parcel: ParcelId, keep: bool) -> Toast {
    if support::decided(desk, parcel, keep) { None } else { stale() }
}

/// Begins a conversation by a line of the shop's own, which says what it is about; what the person
/// sends next follows it. Nothing is said to be passed on before that: whether it came is told of
/// what the person sends.
pub(super) fn about(desk: &mut Desk<'_>, header: &Text, said: Text) {
    if desk.snap.setup.admins.is_empty() {
        ask(desk);
        return;
    }
    if mute::refuses(desk) {
        return;
    }
    desk.customer.spoke_at = Some(desk.now());
    for admin in desk.snap.setup.admins.clone() {
        desk.say_in_talk(To::Admin(admin), header.clone(), Keyboard::none());
    }
    desk.customer.dialogue = Dialogue::Support;
    desk.screen(said, Keyboard::none().row(Text::BtnLeave, Press::Leave));
}

/// Passes a message on to every admin.
pub(super) fn pass_on(desk: &mut Desk<'_>, missive: Missive) {
    if desk.snap.setup.admins.is_empty() {
        ask(desk);
    } else if !mute::refuses(desk) {
        support::written(desk, missive);
    }
}
