//! What did this person mean? A pure router from an update, the dialogue and the rights to an
//! event.
//!
//! The tree is dptree's, in one order: admin commands, customer commands, an admin's reply, then
//! what the dialogue asks for, then what is stale or unknown. Money never comes here: it was read
//! before ([`super::money`]) and does not look at the dialogue. This file must not know orders,
//! texts or the network. Next: [`crate::domain::decide`], which decides what happens.

use std::ops::ControlFlow;

use dptree::prelude::DependencyMap;
use dptree::{Handler, case, deps};
use futures::FutureExt;
use teloxide::dispatching::{DpHandlerDescription, UpdateFilterExt};
use teloxide::types::{
    CallbackQuery, ChatMemberUpdated, MaybeInaccessibleMessage, Me, Message, MessageKind, Update,
};
use teloxide::utils::command::BotCommands;

use crate::domain::dialogue::Dialogue;
use crate::domain::event::Event;
use crate::domain::ids::{MessageId, QueryId};
use crate::domain::press::Press;

use super::callback_data;
use super::command::{AdminSlash, CustomerSlash};
use super::envelope::Kind;
use super::heard::Said;
use super::typed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    Customer,
    Admin,
}

/// The tree.
type Tree = Handler<'static, Event, DpHandlerDescription>;

/// What was typed, cleaned.
#[derive(Debug, Clone)]
struct Typed(String);

/// A command in the spelling of the menus.
#[derive(Debug, Clone)]
struct Slash(String);

/// A press that this version can read.
#[derive(Debug, Clone)]
struct Pressed {
    press: Press,
    message: MessageId,
    query: QueryId,
}

/// A message of the bot that a message replies to, and the reply.
#[derive(Debug, Clone, Copy)]
struct Reply {
    to: MessageId,
    message: MessageId,
}

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

    /// Asks what a person meant. `me` is what `getMe` said, `dialogue` where the conversation is.
    /// `None` is a service message. It waits for nothing, so it is no future.
    pub(crate) fn route(
        &self,
        said: &Said,
        me: &Me,
        dialogue: Dialogue,
        rights: Rights,
    ) -> Option<Event> {
        let Some(inside) = &said.inside else { return unread(&said.kind, &dialogue) };
        let mut deps: DependencyMap = deps![me.clone(), dialogue, rights];
        deps.insert_container(inside.clone());
        match self.tree.dispatch(deps).now_or_never() {
            Some(ControlFlow::Break(event)) => Some(event),
            Some(ControlFlow::Continue(_)) => None,
            // No branch waits for anything; a test walks them all.
            None => Some(Event::Unexpected(None)),
        }
    }
}

/// What the outside says about an update whose inside teloxide cannot read.
fn unread(kind: &Kind, dialogue: &Dialogue) -> Option<Event> {
    match kind {
        Kind::Message(Some(message)) if *dialogue == Dialogue::Support => {
            Some(Event::ForSupport(*message))
        }
        Kind::Message(message) => Some(Event::Unexpected(*message)),
        Kind::Edited => Some(Event::Edited),
        Kind::Press(query, message) => {
            Some(Event::StalePress { message: *message, query: query.clone() })
        }
        Kind::Member(reachable) => Some(Event::Reachable(*reachable)),
        Kind::Post | Kind::Money | Kind::Other => None,
    }
}

fn tree() -> Tree {
    dptree::entry()
        .branch(
            Update::filter_message().filter(|m: Message| is_from_a_person(&m)).chain(messages()),
        )
        .branch(Update::filter_callback_query().chain(presses()))
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
                .filter_map(|message: Message, me: Me| reply_to_the_bot(&message, &me))
                .endpoint(|Reply { to, message }: Reply| async move {
                    Event::AdminReply { to, message }
                }),
        )
        .branch(
            case![Dialogue::Support]
                .endpoint(|message: Message| async move { Event::ForSupport(id_of(&message)) }),
        )
        .branch(
            dptree::filter_map(|message: Message| said(&message))
                .branch(
                    // Free text is an address only while we ask for one.
                    case![Dialogue::Address(order)]
                        .endpoint(|Typed(text): Typed| async move { Event::AddressTyped(text) }),
                )
                .endpoint(|Typed(text): Typed| async move { Event::Typed(text) }),
        )
        .endpoint(|message: Message| async move { Event::Unexpected(Some(id_of(&message))) })
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

fn presses() -> Tree {
    dptree::entry()
        .branch(
            dptree::filter_map(|query: CallbackQuery| pressed(&query))
                .filter(|pressed: Pressed, rights: Rights| {
                    rights == Rights::Admin || !callback_data::is_for_admins(&pressed.press)
                })
                .endpoint(|Pressed { press, message, query }: Pressed| async move {
                    Event::Press { press, message, query }
                }),
        )
        // A branch: dptree takes an entry with a single branch for that branch, which ends.
        .branch(dptree::endpoint(|query: CallbackQuery| async move {
            let message = query.message.as_ref().map(place_of);
            Event::StalePress { message, query: QueryId(query.id.0) }
        }))
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

fn id_of(message: &Message) -> MessageId {
    MessageId(i64::from(message.id.0))
}

fn place_of(message: &MaybeInaccessibleMessage) -> MessageId {
    MessageId(i64::from(message.id().0))
}

fn said(message: &Message) -> Option<Typed> {
    let text = typed::clean(message.text()?);
    (!text.is_empty()).then_some(Typed(text))
}

fn slash(message: &Message, me: &Me) -> Option<Slash> {
    let name = me.user.username.as_deref().unwrap_or_default();
    typed::slash(&typed::clean(message.text()?), name).map(Slash)
}

fn reply_to_the_bot(message: &Message, me: &Me) -> Option<Reply> {
    let to = message.reply_to_message()?;
    let is_ours = to.from.as_ref().is_some_and(|author| author.id == me.user.id);
    is_ours.then(|| Reply { to: id_of(to), message: id_of(message) })
}

fn pressed(query: &CallbackQuery) -> Option<Pressed> {
    Some(Pressed {
        press: callback_data::decode(query.data.as_deref()?)?,
        message: place_of(query.message.as_ref()?),
        query: QueryId(query.id.0.clone()),
    })
}

#[cfg(test)]
mod tests;
