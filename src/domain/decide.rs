//! `decide`: the one function that joins what happens to what is done. It is pure: time, random
//! numbers, stock and settings come in with the [`Snapshot`], everything it wants goes out in the
//! [`Decision`]. Read next: [`talk`](super::talk) (the conversation) and [`sale`](super::sale)
//! (the money).

use super::decision::Decision;
use super::event::Event;
use super::press::Press;
use super::snapshot::Snapshot;
use super::tell::Tell;
use super::{admin, desk::Desk, erasure, mute, sale, settle, support, talk};

pub fn decide(snapshot: Snapshot<'_>, event: Event) -> Decision {
    let mut desk = Desk::open(snapshot);
    if desk.customer.leaving_since.is_some() {
        erasure::while_leaving(&mut desk, event);
        return desk.close();
    }
    if desk.snap.admin
        && matches!(
            event,
            Event::Start(_)
                | Event::StartAt(_)
                | Event::FromLetter(_)
                | Event::Press { press: Press::Lang(_), .. }
        )
    {
        admin::menu(&mut desk, &event);
    }
    match event {
        Event::PreCheckout { query, money, invoice, received_at } => {
            sale::pre_checkout(&mut desk, query, money, invoice, received_at);
        }
        Event::Charged { charge, money, invoice } => {
            sale::charged(&mut desk, &charge, money, invoice);
        }
        Event::Told(Tell::MailboxLives { address }) => {
            talk::letters_follow(&mut desk, address);
        }
        Event::Told(tell) => sale::told(&mut desk, tell),
        Event::Due(timer) => sale::due(&mut desk, timer),
        Event::Ended(ended) => sale::ended(&mut desk, ended),
        Event::Admin(command) => admin::command(&mut desk, &command),
        Event::Press {
            press:
                press @ (Press::Cases
                | Press::Case(_)
                | Press::CasePlans(..)
                | Press::CasePlan(..)
                | Press::CaseAct(..)
                | Press::OrderAct(..)),
            message,
            query,
        } => settle::buttons::press(&mut desk, &press, message, query),
        Event::Press { press: Press::Mute(customer), query, .. } => {
            mute::pressed(&mut desk, customer, true, query);
        }
        Event::Press { press: Press::Unmute(customer), query, .. } => {
            mute::pressed(&mut desk, customer, false, query);
        }
        Event::AdminReply(missive) => support::replied(&mut desk, missive),
        Event::Start(_)
        | Event::StartAt(_)
        | Event::FromLetter(_)
        | Event::Command(_)
        | Event::UnknownCommand
        | Event::Press { .. }
        | Event::StalePress { .. }
        | Event::Turned { .. }
        | Event::Said(_)
        | Event::Unread
        | Event::Edited
        | Event::Pinned(_)
        | Event::Reachable(_) => talk::talk(&mut desk, event),
    }
    desk.close()
}
