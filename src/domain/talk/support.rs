//! Writing to a person: any kind of message is copied to every admin, and a reply to the copy
//! comes back. The words themselves never pass through here; see `Body::Copy`.

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Body, EffectKey, Keyboard, Role, To};
use super::super::ids::MessageId;
use super::super::lang::Lang;
use super::super::press::Press;
use super::super::text::Text;
use super::common::newest_order;

/// `/support`: the next messages go to the admins.
pub(super) fn ask(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Support;
    let text = if desk.snap.setup.admins.is_empty() {
        // Without admins nobody would read it here. The seller's own contacts are in the
        // requisites.
        Text::Requisites
    } else {
        Text::SupportAsk
    };
    desk.screen(text, Keyboard::none().row(Text::BtnLeave, Press::Leave));
}

/// Passes a message on to every admin, below a line that says in which language to answer.
pub(super) fn pass_on(desk: &mut Desk<'_>, message: MessageId) {
    let admins = desk.snap.setup.admins.clone();
    if admins.is_empty() {
        ask(desk);
        return;
    }
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
            role: Role::Plain,
        };
        let from = To::Customer(desk.customer.id);
        let copy = Body::Copy { from, message, to, role: Role::SupportCopy };
        // What comes of them is decided in this customer's stream, where the thread is remembered.
        let event = desk.event_key();
        desk.act(EffectKey::SupportHead { event, n }, say);
        desk.act(EffectKey::SupportCopy { event, n }, copy);
    }
    let keyboard = Keyboard::none().row(Text::BtnHome, Press::Home);
    desk.screen(Text::SupportSent, keyboard);
}
