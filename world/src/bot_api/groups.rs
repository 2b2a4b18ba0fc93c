//! Calls about who is in a chat.
//!
//! Groups and channels come into being by `POST /world/chats` or by a raw update, and hold whom
//! they are told to hold. In a private chat there are the person and the bot.

use serde_json::{Value, json};

use super::ApiError;
use super::params::Params;
use super::send::chat_id;
use crate::world::state::{Group, Membership, State};
use crate::world::wire;

/// `ChatMember` of the Bot API.
fn member(user: &Value, membership: Membership) -> Value {
    let mut out = json!({"user": user, "status": membership});
    let more = match membership {
        Membership::Creator => json!({"is_anonymous": false}),
        Membership::Administrator => json!({
            "can_be_edited": false, "is_anonymous": false, "can_manage_chat": true,
            "can_delete_messages": true, "can_manage_video_chats": true,
            "can_restrict_members": true, "can_promote_members": false, "can_change_info": true,
            "can_invite_users": true, "can_post_stories": false, "can_edit_stories": false,
            "can_delete_stories": false,
        }),
        Membership::Kicked => json!({"until_date": 0}),
        Membership::Member | Membership::Left => json!({}),
    };
    if let (Some(fields), Value::Object(more)) = (out.as_object_mut(), more) {
        fields.extend(more);
    }
    out
}

/// How the bot itself stands in a group: in a channel only administrators can be.
fn bots(group: &Group) -> Membership {
    match (group.left, group.kind.as_str()) {
        (true, _) => Membership::Left,
        (false, "channel") => Membership::Administrator,
        (false, _) => Membership::Member,
    }
}

/// The group of a call; `None` for a private chat.
fn group<'a>(state: &'a State, params: &Params) -> Result<(i64, Option<&'a Group>), ApiError> {
    let chat = chat_id(state, params, "chat_id")?;
    let group = state.groups.get(&chat);
    if let Some(group) = group.filter(|group| group.left) {
        let words = format!("bot is not a member of the {} chat", group.kind);
        return Err(ApiError::forbidden(&words));
    }
    Ok((chat, group))
}

/// `getChatMember`
pub(crate) fn get_member(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let (chat, group) = group(state, params)?;
    let user = params.int("user_id")?.ok_or_else(|| ApiError::bad("invalid user_id specified"))?;
    if user == state.bot.id {
        return Ok(member(&wire::bot_user(state), group.map_or(Membership::Member, bots)));
    }
    let person = state.people.get(&user).ok_or_else(|| ApiError::bad("user not found"))?;
    let membership = match group {
        Some(group) => group.members.get(&user).copied().unwrap_or(Membership::Left),
        None if user == chat => Membership::Member,
        None => return Err(ApiError::bad("user not found")),
    };
    Ok(member(&wire::person(person), membership))
}

/// `getChatAdministrators`
pub(crate) fn get_administrators(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let (_, group) = group(state, params)?;
    let words = "there are no administrators in the private chat";
    let group = group.ok_or_else(|| ApiError::bad(words))?;
    let leads = |membership: Membership| {
        matches!(membership, Membership::Creator | Membership::Administrator)
    };
    let people = group.members.iter().filter(|(_, membership)| leads(**membership));
    let mut out: Vec<Value> = people
        .filter_map(|(id, membership)| {
            Some(member(&wire::person(state.people.get(id)?), *membership))
        })
        .collect();
    if leads(bots(group)) {
        out.push(member(&wire::bot_user(state), bots(group)));
    }
    Ok(json!(out))
}

/// `getChatMemberCount`: with the bot itself.
pub(crate) fn count_members(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let (_, group) = group(state, params)?;
    let inside =
        |membership: &&Membership| !matches!(membership, Membership::Left | Membership::Kicked);
    let people = group.map_or(1, |group| group.members.values().filter(inside).count());
    Ok(json!(people + 1))
}
