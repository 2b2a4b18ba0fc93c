//! What did this person mean? A pure router from an update, the dialogue and the rights to an event.
//!
//! The tree is dptree's, in one order: admin commands, customer commands, an admin's reply, then
//! what the dialogue asks for, then what is stale or unknown. Money never comes here: it was read
//! before ([`super::money`]) and does not look at the dialogue. This file must not know orders, texts
//! or the network. Next: [`crate::domain::decide`], which decides what happens.

use std::ops::ControlFlow;

use dptree::prelude::DependencyMap;
use dptree::{Handler, case, deps};
use futures::FutureExt;
use serde_json::value::RawValue;
use teloxide::dispatching::{DpHandlerDescription, UpdateFilterExt};
use teloxide::types::{
    CallbackQuery, ChatMemberUpdated, MaybeInaccessibleMessage, Me, Message, MessageKind, Update,
    UpdateId, UpdateKind,
};
use teloxide::utils::command::BotCommands;

use crate::domain::dialogue::Dialogue;
use crate::domain::event::Event;
use crate::domain::ids::{MessageId, QueryId};
use crate::domain::press::Press;

use super::callback_data;
use super::command::{AdminSlash, CustomerSlash};
use super::envelope::{ChatKind, Envelope, Kind, envelope};
use super::typed;

/// Who somebody is to the shop. Asked of the configuration for every update: Telegram never says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Anybody.
    Customer,
    /// One whose id is in the configuration.
    Admin,
}

/// What an update comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    /// Something happened in this person's stream.
    Event(Event),
    /// Nothing, on purpose: another bot, a service message, a kind of update nobody asked for.
    Ignore,
    /// The bot is in a group or a channel and should leave it.
    Leave,
}

/// An update as far as it could be read. It has no `Debug`: it holds what people wrote.
#[derive(Clone)]
pub struct Heard {
    /// Its outside, always readable.
    pub envelope: Envelope,
    /// Its inside; of the kind `Error` where teloxide could not read it.
    update: Update,
}

impl Heard {
    /// Reads the raw text of one update; `None` for broken JSON, or without an id.
    pub fn read(raw: &str) -> Option<Self> {
        let envelope = envelope(raw)?;
        let update = serde_json::from_str(raw).ok().or_else(|| renumbered(raw));
        let unread = Update { id: UpdateId(0), kind: UpdateKind::Error(serde_json::Value::Null) };
        Some(Self { envelope, update: update.unwrap_or(unread) })
    }

    /// The query of a press, if this is one.
    pub fn pressed(&self) -> Option<QueryId> {
        if let UpdateKind::CallbackQuery(query) = &self.update.kind {
            Some(QueryId(query.id.0.clone()))
        } else {
            None
        }
    }

    /// What the outside alone decides.
    fn refused(&self) -> Option<Meant> {
        let seen = &self.envelope;
        match (&seen.kind, seen.chat) {
            // The last thing heard of a place that the bot was thrown out of.
            (Kind::Member(false), Some((_, ChatKind::Group | ChatKind::Channel))) => {
                Some(Meant::Ignore)
            }
            (_, Some((_, ChatKind::Group | ChatKind::Channel))) => Some(Meant::Leave),
            (Kind::Money | Kind::Other | Kind::Post, _) => Some(Meant::Ignore),
            _ if seen.is_bot || seen.from.is_none() => Some(Meant::Ignore),
            (Kind::Message(_) | Kind::Edited | Kind::Press(..) | Kind::Member(_), _) => None,
        }
    }
}

/// teloxide's update ids end at 32 bits and Telegram's do not: the id, already read, becomes 0. The
/// text is put together again because teloxide reads updates from text alone.
fn renumbered(raw: &str) -> Option<Update> {
    use std::fmt::Write as _;
    let fields: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(raw).ok()?;
    let mut text = String::from("{\"update_id\":0");
    for (name, value) in fields.iter().filter(|(name, _)| *name != "update_id") {
        write!(text, ",{}:{}", serde_json::to_string(name).ok()?, value.get()).ok()?;
    }
    text.push('}');
    serde_json::from_str(&text).ok()
}

/// The tree.
type Tree = Handler<'static, Event, DpHandlerDescription>;

/// What was typed, cleaned.
#[derive(Debug, Clone)]
struct Said(String);

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
pub struct Router {
    tree: Tree,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// Builds the tree.
    pub fn new() -> Self {
        Self { tree: tree() }
    }

    /// Asks what a person meant. `me` is what `getMe` said, `dialogue` where the conversation is.
    ///
    /// Total: whatever came, there is an answer. It waits for nothing, so it is no future.
    pub fn route(&self, heard: Heard, me: &Me, dialogue: Dialogue, rights: Rights) -> Meant {
        if let Some(refused) = heard.refused() {
            return refused;
        }
        if let UpdateKind::Error(_) = heard.update.kind {
            return unread(heard.envelope.kind, &dialogue);
        }
        let deps: DependencyMap = deps![heard.update, me.clone(), dialogue, rights];
        match self.tree.dispatch(deps).now_or_never() {
            Some(ControlFlow::Break(event)) => Meant::Event(event),
            Some(ControlFlow::Continue(_)) => Meant::Ignore,
            // No branch waits for anything; a test walks them all.
            None => Meant::Event(Event::Unexpected),
        }
    }
}

/// What the outside says about an update whose inside teloxide cannot read.
fn unread(kind: Kind, dialogue: &Dialogue) -> Meant {
    Meant::Event(match kind {
        Kind::Message(Some(message)) if *dialogue == Dialogue::Support => {
            Event::ForSupport(message)
        }
        Kind::Message(_) => Event::Unexpected,
        Kind::Edited => Event::Edited,
        Kind::Press(query, message) => Event::StalePress { message, query },
        Kind::Member(reachable) => Event::Reachable(reachable),
        Kind::Post | Kind::Money | Kind::Other => return Meant::Ignore,
    })
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
                        .endpoint(|Said(text): Said| async move { Event::AddressTyped(text) }),
                )
                .endpoint(|Said(text): Said| async move { Event::Typed(text) }),
        )
        .endpoint(|| async { Event::Unexpected })
}

/// A text that begins with a slash is a command, in every dialogue: it is no address, no country and
/// no message to support.
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

fn said(message: &Message) -> Option<Said> {
    let text = typed::clean(message.text()?);
    (!text.is_empty()).then_some(Said(text))
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
