//! Calls that put a message into a chat: text, photo, document, copy, forward.
//!
//! Whether the bot may write there is decided in one place, [`writable`]. Invoices are in
//! `payments.rs`, edits in `edit.rs`.

use serde_json::{Value, json};

use super::markup::{self, Markup};
use super::params::Params;
use super::{ApiError, files, texts};
use crate::world::chats::{Action, Content, Draft, VoiceFrom};
use crate::world::state::{Group, State};
use crate::world::wire;

/// The chat of a call, if the bot may write there.
pub(crate) fn writable(state: &State, params: &Params, field: &str) -> Result<i64, ApiError> {
    let id = chat_id(state, params, field)?;
    if let Some(group) = state.groups.get(&id) {
        if group.left {
            let words = format!("bot is not a member of the {} chat", group.kind);
            return Err(ApiError::forbidden(&words));
        }
        return Ok(id);
    }
    let person = state.people.get(&id).ok_or_else(|| ApiError::bad("chat not found"))?;
    if person.is_bot {
        return Err(ApiError::forbidden("bot can't send messages to bots"));
    }
    if person.blocked {
        return Err(ApiError::forbidden("bot was blocked by the user"));
    }
    Ok(id)
}

/// The chat of a call, if the bot ever met it.
pub(crate) fn chat_id(state: &State, params: &Params, field: &str) -> Result<i64, ApiError> {
    let Some(text) = params.filled(field) else {
        return Err(ApiError::bad(format_args!("{field} is empty")));
    };
    let unknown = || ApiError::bad("chat not found");
    if let Some(name) = text.trim().strip_prefix('@') {
        let named = |group: &Group| {
            group.username.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        let found = state.groups.iter().find(|(_, group)| named(group));
        return found.map(|(id, _)| *id).ok_or_else(unknown);
    }
    let id: i64 = text.trim().parse().map_err(|_| unknown())?;
    let met = state.people.get(&id).is_some_and(|person| person.started);
    if met || state.groups.contains_key(&id) { Ok(id) } else { Err(unknown()) }
}

/// The message a call answers, if it says so.
pub(crate) fn reply_to(state: &State, params: &Params, chat: i64) -> Result<Option<i64>, ApiError> {
    let parameters = params.json("reply_parameters")?;
    let mut allowed = params.flag("allow_sending_without_reply");
    let mut id = params.int("reply_to_message_id")?;
    if let Some(parameters) = &parameters {
        params.only(parameters, "ReplyParameters")?;
        id = parameters.get("message_id").and_then(Value::as_i64);
        let flag = parameters.get("allow_sending_without_reply").and_then(Value::as_bool);
        allowed = flag.unwrap_or(false);
    }
    let Some(id) = id else { return Ok(None) };
    match state.message(chat, id).filter(|message| !message.deleted) {
        Some(_) => Ok(Some(id)),
        None if allowed => Ok(None),
        None => Err(ApiError::bad("message to be replied not found")),
    }
}

/// Puts the message there, sets the reply keyboard, and gives the message back.
pub(crate) fn post(
    state: &mut State,
    params: &Params,
    chat: i64,
    draft: Draft,
    markup: Markup,
) -> Result<Value, ApiError> {
    let reply_to = reply_to(state, params, chat)?;
    if let Some(person) = state.people.get_mut(&chat) {
        match &markup {
            Markup::Reply(rows) => person.reply_keyboard = Some(rows.clone()),
            Markup::Remove => person.reply_keyboard = None,
            Markup::None | Markup::Inline(_) | Markup::ForceReply => {}
        }
    }
    let message = state.post(chat, true, Draft { reply_to, keyboard: markup.inline(), ..draft });
    Ok(wire::message(state, &message))
}

/// The markup of a message that is no invoice: nothing to pay there.
pub(crate) fn markup_without_pay(params: &Params) -> Result<Markup, ApiError> {
    let markup = markup::read(params)?;
    if let Markup::Inline(rows) = &markup
        && rows.iter().flatten().any(|button| button.action == Action::Pay)
    {
        return Err(ApiError::bad("BUTTON_TYPE_INVALID"));
    }
    Ok(markup)
}

/// `sendMessage`
pub(crate) fn message(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let (text, entities) = texts::text(params, "message is too long")?;
    let markup = markup_without_pay(params)?;
    post(state, params, chat, Draft { text, entities, ..Draft::of(Content::Text) }, markup)
}

/// `sendPhoto`
pub(crate) fn photo(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let (text, entities) = texts::caption(params)?;
    let markup = markup_without_pay(params)?;
    let content = files::photo(state, params, "photo", params.text("photo").as_deref())?;
    post(state, params, chat, Draft { text, entities, ..Draft::of(content) }, markup)
}

/// `sendDocument`
pub(crate) fn document(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let (text, entities) = texts::caption(params)?;
    let markup = markup_without_pay(params)?;
    let content = files::document(state, params, "document", params.text("document").as_deref())?;
    post(state, params, chat, Draft { text, entities, ..Draft::of(content) }, markup)
}

/// `copyMessage`; gives only the new id back.
pub(crate) fn copy(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    copy_one(state, params, params.int("message_id")?.unwrap_or(0), false)
}

/// Whether the person takes this from anybody (privacy settings, "Voice messages").
fn welcome(state: &State, chat: i64, content: &Content) -> Result<(), ApiError> {
    let from = state.people.get(&chat).map(|person| person.voice_from);
    if from == Some(VoiceFrom::Nobody) && matches!(content, Content::Voice(_)) {
        return Err(ApiError::bad("VOICE_MESSAGES_FORBIDDEN"));
    }
    Ok(())
}

fn copy_one(state: &mut State, params: &Params, id: i64, several: bool) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let original = original(state, params, id, "message to copy not found")?;
    welcome(state, chat, &original.content)?;
    let mut draft = match &original.content {
        Content::Text
        | Content::Photo(_)
        | Content::Document(_)
        | Content::Sticker(..)
        | Content::Voice(_)
        | Content::Contact(_)
        | Content::Location(..)
        | Content::Raw(_) => Draft::of(original.content.clone()),
        Content::Invoice(_) | Content::Payment(_) | Content::Refund(_) | Content::Pinned(_) => {
            return Err(ApiError::bad("message can't be copied"));
        }
    };
    (draft.text, draft.entities) = (original.text, original.entities);
    if params.text("caption").is_some() && draft.content != Content::Text {
        (draft.text, draft.entities) = texts::caption(params)?;
    }
    if params.flag("remove_caption") && draft.content != Content::Text {
        (draft.text, draft.entities) = (String::new(), Vec::new());
    }
    // The copies of an album are another album.
    draft.album = original.album.filter(|_| several).map(|album| format!("{album}0"));
    let markup = markup_without_pay(params)?;
    let copied = post(state, params, chat, draft, markup)?;
    let id = copied.get("message_id").cloned();
    Ok(json!({ "message_id": id.unwrap_or_else(|| json!(state.last_message_id)) }))
}

/// `forwardMessage`
pub(crate) fn forward(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    forward_one(state, params, params.int("message_id")?.unwrap_or(0))
}

fn forward_one(state: &mut State, params: &Params, id: i64) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let original = original(state, params, id, "message to forward not found")?;
    welcome(state, chat, &original.content)?;
    let refused = matches!(original.content, Content::Payment(_) | Content::Refund(_));
    if refused {
        return Err(ApiError::bad("message can't be forwarded"));
    }
    let whose = if original.from_bot { 0 } else { original.chat };
    let draft = Draft {
        text: original.text,
        entities: original.entities,
        forward_of: Some(original.forward_of.unwrap_or(whose)),
        ..Draft::of(original.content)
    };
    post(state, params, chat, draft, Markup::None)
}

/// The ids of a call about several messages: 1 to 100 of them.
pub(crate) fn message_ids(params: &Params) -> Result<Vec<i64>, ApiError> {
    let ids = params.json("message_ids")?.unwrap_or_default();
    let number = |id: &Value| id.as_i64().or_else(|| id.as_str()?.parse().ok());
    let ids: Option<Vec<i64>> = ids.as_array().and_then(|ids| ids.iter().map(number).collect());
    let ids = ids.ok_or_else(|| ApiError::bad("can't parse message identifiers JSON array"))?;
    match ids.len() {
        0 => Err(ApiError::bad("message identifiers are not specified")),
        1..=100 => Ok(ids),
        _ => Err(ApiError::bad("too many message identifiers specified")),
    }
}

/// `copyMessages`; what cannot be copied is left out.
pub(crate) fn copy_many(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    many(state, params, |state, params, id| copy_one(state, params, id, true))
}

/// `forwardMessages`; what cannot be forwarded is left out.
pub(crate) fn forward_many(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    many(state, params, forward_one)
}

fn many(
    state: &mut State,
    params: &Params,
    one: fn(&mut State, &Params, i64) -> Result<Value, ApiError>,
) -> Result<Value, ApiError> {
    writable(state, params, "chat_id")?;
    chat_id(state, params, "from_chat_id")?;
    let done = message_ids(params)?.into_iter().filter_map(|id| one(state, params, id).ok());
    let ids = done.map(|message| json!({ "message_id": message.get("message_id") }));
    Ok(ids.collect())
}

fn original(
    state: &State,
    params: &Params,
    id: i64,
    missing: &str,
) -> Result<crate::world::chats::Message, ApiError> {
    let from = chat_id(state, params, "from_chat_id")?;
    state
        .message(from, id)
        .filter(|message| !message.deleted)
        .cloned()
        .ok_or_else(|| ApiError::bad(missing))
}
