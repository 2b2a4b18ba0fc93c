//! Writing to a person: any kind of message is copied to every admin, and a reply to the copy
//! comes back. Nobody's word is lost: a reply in this talk and, for a day after its last word, any
//! message is for support, unless all of it is a place. Each reading is turned by one press.

use super::super::country::search;
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Body, EffectKey, Keyboard, Role, To};
use super::super::lang::Lang;
use super::super::missive::{Content, Missive};
use super::super::press::Press;
use super::super::text::Text;
use super::common::newest_order;

/// `/support`: the next messages go to the admins.
pub(super) fn ask(desk: &mut Desk<'_>) {
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
    desk.screen(text, Keyboard::none().row(Text::BtnLeave, Press::Leave));
}

/// Whether a message is for support.
pub(super) fn is_meant(desk: &Desk<'_>, missive: &Missive) -> bool {
    let customer = &desk.customer;
    let replies = desk.snap.known.thread == Some(customer.id);
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
    let asked = matches!(at, Dialogue::Language | Dialogue::LanguageThen(_));
    let address = matches!(at, Dialogue::Address(_) | Dialogue::AddressCheck(..));
    let goes_on = !asked && if address { is_sentence(words) } else { !is_place(desk, words) };
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

/// Passes a message on to every admin, below a line that says in which language to answer.
pub(super) fn pass_on(desk: &mut Desk<'_>, missive: &Missive) {
    let admins = desk.snap.setup.admins.clone();
    if admins.is_empty() {
        ask(desk);
        return;
    }
    desk.customer.spoke_at = Some(desk.now());
    let language = desk.lang();
    let header = match newest_order(desk) {
        Some(order) => Text::SupportHeaderOrder { language, order },
        None => Text::SupportHeader { language },
    };
    for (n, admin) in admins.into_iter().enumerate() {
        let to = To::Admin(admin);
        let say = Body::Say {
            to: to.clone(),
            text: header.clone(),
            lang: Lang::Ru,
            keyboard: Keyboard::none(),
            role: Role::SupportCopy,
        };
        let from = To::Customer(desk.customer.id);
        let message = missive.message;
        let copy = Body::Copy { from, message, to, role: Role::SupportCopy };
        // What comes of them is decided in this customer's stream, where the thread is remembered.
        let event = desk.event_key();
        desk.act(EffectKey::SupportHead { event, n }, say);
        desk.act(EffectKey::SupportCopy { event, n }, copy);
    }
    desk.turn = match &missive.content {
        Content::Text(_) => Some((Text::BtnLookUp, Press::LookUp(missive.message))),
        Content::Media { .. } => None,
    };
    desk.screen(Text::SupportSent, Keyboard::none().row(Text::BtnHome, Press::Home));
}
