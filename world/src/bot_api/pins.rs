//! Calls that mark a message: pins and reactions.

use serde_json::{Value, json};

use super::ApiError;
use super::params::Params;
use super::send::{chat_id, writable};
use crate::world::chats::Content;
use crate::world::state::State;

/// The message of a call, which must be there.
fn there(state: &State, params: &Params, chat: i64, missing: &str) -> Result<i64, ApiError> {
    let id = params.int("message_id")?.unwrap_or(0);
    let found = state.message(chat, id).filter(|message| !message.deleted);
    found.map(|message| message.id).ok_or_else(|| ApiError::bad(missing))
}

/// `pinChatMessage`: a line in the chat says so, which the bot hears of and may delete. A message
/// that is pinned already gets no second line.
pub(crate) fn pin(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let id = there(state, params, chat, "message to pin not found")?;
    let pinned = state.pinned.entry(chat).or_default();
    let known = pinned.contains(&id);
    pinned.retain(|known| *known != id);
    pinned.push(id);
    state.touch(chat);
    if !known {
        state.service_message(chat, true, Content::Pinned(id), "pinned_message");
    }
    Ok(json!(true))
}

/// `unpinChatMessage`: this one, or the newest.
pub(crate) fn unpin(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = chat_id(state, params, "chat_id")?;
    let which = params.int("message_id")?;
    let missing = || ApiError::bad("message to unpin not found");
    let pinned = state.pinned.get_mut(&chat).ok_or_else(missing)?;
    let id = which.or_else(|| pinned.last().copied()).ok_or_else(missing)?;
    let at = pinned.iter().position(|known| *known == id).ok_or_else(missing)?;
    pinned.remove(at);
    state.touch(chat);
    Ok(json!(true))
}

/// `unpinAllChatMessages`
pub(crate) fn unpin_all(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = chat_id(state, params, "chat_id")?;
    state.pinned.remove(&chat);
    state.touch(chat);
    Ok(json!(true))
}

/// `setMessageReaction`: one emoji, or none.
pub(crate) fn react(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let id = there(state, params, chat, "message to react not found")?;
    let list = params.json("reaction")?.unwrap_or_default();
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 1 {
        return Err(ApiError::bad("REACTIONS_TOO_MANY"));
    }
    let emoji = match list.first() {
        None => None,
        Some(reaction) => {
            params.only(reaction, "ReactionTypeEmoji")?;
            let emoji = reaction.get("emoji").and_then(Value::as_str);
            Some(emoji.ok_or_else(|| ApiError::bad("REACTION_INVALID"))?.to_owned())
        }
    };
    match emoji {
        Some(emoji) => state.reactions.insert((chat, id), emoji),
        None => state.reactions.remove(&(chat, id)),
    };
    state.touch(chat);
    Ok(json!(true))
}
