//! Muting: an admin shuts support to one person, and opens it again. Everything else goes on:
//! buying, money, erasure. What a muted person writes to support reaches nobody, and the person is
//! told so, once, and how the seller is reached otherwise.

use super::customer::Muted;
use super::desk::Desk;
use super::dialogue::Dialogue;
use super::effect::Keyboard;
use super::ids::{CustomerId, PersonKey, QueryId};
use super::lang::Lang;
use super::press::Press;
use super::tell::Tell;
use super::text::Text;

/// The button below a word to support.
pub(crate) fn button(customer: CustomerId) -> Keyboard {
    Keyboard::none().row(Text::BtnMute, Press::Mute(customer))
}

/// An admin pressed it, or the one that takes it back.
pub(crate) fn pressed(desk: &mut Desk<'_>, customer: CustomerId, on: bool, query: QueryId) {
    desk.answer(query, None);
    if !desk.snap.admin {
        desk.say(Text::UnknownCommand, Keyboard::none());
        return;
    }
    desk.audit(if on { "mute" } else { "unmute" }, None);
    let admin = desk.customer.person.clone();
    desk.tell(customer, Tell::Mute { on, admin });
}

/// It reached the customer's stream: the admin hears that it is done.
pub(crate) fn told(desk: &mut Desk<'_>, on: bool, admin: PersonKey) {
    let (customer, at) = (desk.customer.id, desk.now());
    desk.customer.muted = on.then_some(Muted { at, told: false });
    if on {
        // What is written next is no word of a talk.
        desk.customer.spoke_at = None;
        if desk.customer.dialogue == Dialogue::Support {
            desk.customer.dialogue = Dialogue::Home;
        }
    }
    let (text, label, press) = if on {
        (Text::Muted, Text::BtnUnmute, Press::Unmute(customer))
    } else {
        (Text::Unmuted, Text::BtnMute, Press::Mute(customer))
    };
    desk.tell_admin(admin, text, Keyboard::none().row(label, press), Lang::Ru);
}

/// Whether support is shut to this person, who asks for it and reads how the seller is reached.
pub(crate) fn is_shut(desk: &mut Desk<'_>) -> bool {
    let Some(muted) = desk.customer.muted else { return false };
    desk.customer.muted = Some(Muted { told: true, ..muted });
    let keyboard = Keyboard::none().row(Text::BtnHome, Press::Home);
    desk.screen(Text::Lines(vec![Text::SupportMuted, Text::Gap, Text::Requisites]), keyboard);
    true
}

/// The same for what is written to support: that is said once, and each time below a press.
pub(crate) fn refuses(desk: &mut Desk<'_>) -> bool {
    match desk.customer.muted {
        Some(Muted { told: true, .. }) if desk.pressed.is_none() => true,
        Some(_) => is_shut(desk),
        None => false,
    }
}
