//! What admins may do. Rights are checked by Telegram id on every command and every press; what
//! concerns a customer's order travels to that customer's stream.

use super::case::CaseAct;
use super::desk::Desk;
use super::effect::{Body, Keyboard, To};
use super::event::{AdminCommand, Event};
use super::press::Press;
use super::settle::buttons;
use super::text::Text;

/// A command of an admin.
pub(crate) fn command(desk: &mut Desk<'_>, command: &AdminCommand) {
    match *command {
        AdminCommand::Stats => {
            let (to, lang) = (desk.customer.person.clone(), desk.lang());
            desk.report(Body::Stats { to, lang });
        }
        AdminCommand::Cases => buttons::list(desk),
        AdminCommand::Refund(None) | AdminCommand::Settled(None) => {
            desk.say(Text::RefundUsage, Keyboard::none());
        }
        AdminCommand::Refund(Some(order)) => buttons::ask(desk, order, CaseAct::Refund),
        AdminCommand::Settled(Some(order)) => buttons::ask(desk, order, CaseAct::Outside),
        AdminCommand::Pause => {
            let mut switches = desk.snap.switches.clone();
            switches.paused = true;
            desk.out.switches = Some(switches);
            desk.audit("pause", None);
            desk.say(Text::Paused, Keyboard::none());
        }
        AdminCommand::Resume => {
            let mut switches = desk.snap.switches.clone();
            switches.paused = false;
            desk.out.switches = Some(switches);
            desk.audit("resume", None);
            desk.say(Text::Resumed, Keyboard::none());
        }
        AdminCommand::Notes => {
            let mut switches = desk.snap.switches.clone();
            let me = desk.customer.person.clone();
            let on = switches.notes.insert(me.clone());
            if !on {
                switches.notes.remove(&me);
            }
            desk.out.switches = Some(switches);
            desk.audit(if on { "notes_on" } else { "notes_off" }, None);
            desk.say(if on { Text::NotesOn } else { Text::NotesOff }, Keyboard::none());
        }
    }
}

/// An admin's own command menu, in the language that the event leaves behind.
pub(crate) fn menu(desk: &mut Desk<'_>, event: &Event) {
    let lang =
        if let Event::Press { press: Press::Lang(lang), .. } = event { *lang } else { desk.lang() };
    let to = To::Admin(desk.customer.person.clone());
    desk.report(Body::SetMenu { to, lang });
}
