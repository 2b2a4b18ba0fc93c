//! What did this person mean? A pure router from an update and the rights to an event.
//!
//! The tree is dptree's, in one order: admin commands, customer commands, an admin's reply, then
//! any other message. A press is read from its own data. What a message means where
//! the conversation stands is decided later. Money never comes here: it was read before
//! ([`super::money`]). This file must not know orders, texts or the network. Next:
//! [`crate::domain::decide`], which decides what happens.

use std::ops::ControlFlow;

use dptree::prelude::DependencyMap;
use dptree::{Handler, deps};
use futures::FutureExt;
use teloxide::dispatching::{DpHandlerDescription, UpdateFilterExt};
use teloxide::types::{ChatMemberUpdated, Me, Message, MessageKind, Update, UpdateKind};
use teloxide::utils::command::BotCommands;

use crate::domain::event::Event;
use crate::domain::ids::MessageId;
use crate::domain::missive::Missive;
use crate::domain::press::Press;

use super::callback_data;
use super::command::{AdminSlash, CustomerSlash};
use super::envelope::Kind;
use super::heard::Said;
use super::missive;
use super::typed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    Customer,
    Admin,
}

/// The tree.
type Tree = Handler<'static, Event, DpHandlerDescription>;

/// A command in the spelling of the menus.
#[derive(Debug, Clone)]
struct Slash(String);

/// Whether the bot can reach the person now.
#[derive(Debug, Clone, Copy)]
struct Reach(bool);

/// The router. Build it once: building costs as much as some fifty updates.
#[derive(Clone)]
pub(crate) struct Router {
    tree: Tree,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    pub(crate) fn new() -> Self {
        Self { tree: tree() }
    }

    /// Asks what a person meant. `me` is what `getMe` said. `None` is a service message. It waits
    /// for nothing, so it is no future.
    pub(crate) fn route(&self, said: &Said, me: &Me, rights: Rights) -> Option<Event> {
        if let Kind::Press(query, message, data) = &said.kind {
            let press = data.as_deref().and_then(callback_data::decode);
            let stale = Event::StalePress { message: *message, query: query.clone() };
            return Some(pressed(said, me, rights, press).unwrap_or(stale));
        }
        let Some(inside) = &said.inside else { return unread(&said.kind) };
        let mut deps: DependencyMap = deps![me.clone(), rights];
        deps.insert_container(inside.clone());
        match self.tree.dispatch(deps).now_or_never() {
            Some(ControlFlow::Break(event)) => Some(event),
            Some(ControlFlow::Continue(_)) => None,
            // No branch waits for anything; a test walks them all.
            None => Some(Event::Unread),
        }
    }
}

/// What the outside says about an update whose inside teloxide cannot read.
fn unread(kind: &Kind) -> Option<Event> {
    match kind {
        Kind::Message(Some(message)) => Some(Event::Said(Missive::unread(*message))),
        Kind::Message(None) => Some(Event::Unread),
        Kind::Pinned(line) => line.map(Event::Pinned),
        Kind::Edited => Some(Event::Edited),
        Kind::Member(reachable) => Some(Event::Reachable(*reachable)),
        Kind::Press(..) | Kind::Post | Kind::Money | Kind::Other => None,
    }
}

fn tree() -> Tree {
    dptree::entry()
        .branch(
            Update::filter_message().filter(|m: Message| is_from_a_person(&m)).chain(messages()),
        )
        .branch(Update::filter_edited_message().endpoint(|| async { Event::Edited }))
        .branch(
            Update::filter_my_chat_member()
                .map(|member: ChatMemberUpdated| Reach(member.new_chat_member.kind.is_present()))
                .endpoint(|Reach(reachable): Reach| async move { Event::Reachable(reachable) }),
        )
}

fn messages() -> Tree {
    dptree::entry()
        .branch(commands())
        .branch(
            // Anything but a command that an admin writes under a message of the bot is an answer
            // to support; whether it is one, the message replied to tells.
            dptree::filter(|rights: Rights| rights == Rights::Admin)
                .map(|message: Message, me: Me| missive::of(&message, &me))
                .filter(|missive: Missive| missive.reply_to.is_some())
                .endpoint(|missive: Missive| async move { Event::AdminReply(missive) }),
        )
        .endpoint(|message: Message, me: Me| async move { Event::Said(missive::of(&message, &me)) })
}

/// A text that begins with a slash is a command, in every dialogue: it is no address, no country
/// and no message to support.
fn commands() -> Tree {
    dptree::filter_map(|message: Message, me: Me| slash(&message, &me))
        .branch(
            dptree::filter(|rights: Rights| rights == Rights::Admin)
                .filter_map(|Slash(text): Slash| AdminSlash::parse(&text, "").ok())
                .endpoint(|command: AdminSlash| async move { command.event() }),
        )
        .branch(
            dptree::filter_map(|Slash(text): Slash| CustomerSlash::parse(&text, "").ok())
                .endpoint(|command: CustomerSlash| async move { command.event() }),
        )
        .endpoint(|| async { Event::UnknownCommand })
}

/// Whether a person wrote it, as opposed to Telegram noting that something happened.
fn is_from_a_person(message: &Message) -> bool {
    matches!(
        message.kind,
        MessageKind::Common(_)
            | MessageKind::Dice(_)
            | MessageKind::Invoice(_)
            | MessageKind::Giveaway(_)
            | MessageKind::PassportData(_)
            | MessageKind::ChatShared(_)
            | MessageKind::UsersShared(_)
            | MessageKind::WebAppData(_)
            // A kind of message that this teloxide has no name for.
            | MessageKind::Empty {}
    )
}

fn slash(message: &Message, me: &Me) -> Option<Slash> {
    let name = me.user.username.as_deref().unwrap_or_default();
    typed::slash(&typed::clean(message.text()?), name).map(Slash)
}

/// A press turns how the message above the pressed one was read.
const fn turned(press: &Press) -> Option<MessageId> {
    if let Press::PassOn(turned) | Press::LookUp(turned) = press { Some(*turned) } else { None }
}

/// Whether that message is wanted with a press.
pub(super) fn turns(data: Option<&str>) -> bool {
    data.and_then(callback_data::decode).is_some_and(|press| turned(&press).is_some())
}

/// A press that this version can read, from somebody who may press it. One that turns how a message
/// was read comes with that message, if it is still there.
fn pressed(said: &Said, me: &Me, rights: Rights, press: Option<Press>) -> Option<Event> {
    let press =
        press.filter(|press| rights == Rights::Admin || !callback_data::is_for_admins(press))?;
    let Kind::Press(query, Some(message), _) = &said.kind else { return None };
    let (message, query) = (*message, query.clone());
    let update = said.inside.as_ref().and_then(DependencyMap::try_get::<Update>);
    let above = update.as_ref().and_then(|update| {
        let UpdateKind::CallbackQuery(query) = &update.kind else { return None };
        query.regular_message()?.reply_to_message()
    });
    let missive = above.map(|message| missive::of(message, me));
    Some(match missive.filter(|missive| turned(&press) == Some(missive.message)) {
        Some(missive) => Event::Turned { press, missive, message, query },
        None => Event::Press { press, message, query },
    })
}

#[cfg(test)]
mod tests;
