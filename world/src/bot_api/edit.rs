//! Calls that change or delete a message the bot wrote.
//!
//! An edit that changes nothing is refused, and an edit without a keyboard takes the keyboard away
//! (Bot API, "Updating messages"). Next: `send.rs`.

use serde_json::{Value, json};

use super::params::Params;
use super::send::{chat_id, markup_without_pay, message_ids, writable};
use super::{ApiError, files, markup, texts};
use crate::world::chats::{Content, Message};
use crate::world::history::Seen;
use crate::world::state::State;
use crate::world::wire;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply \
                            markup are exactly the same as a current content and reply markup of \
                            the message";

/// How long a message can be deleted, milliseconds (Bot API, `deleteMessage`).
const DELETABLE_MS: i64 = 48 * 60 * 60 * 1000;

fn editable(state: &State, params: &Params) -> Result<Message, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let id = params.int("message_id")?.unwrap_or(0);
    let message = state
        .message(chat, id)
        .filter(|message| !message.deleted)
        .ok_or_else(|| ApiError::bad("message to edit not found"))?;
    if !message.from_bot || message.forward_of.is_some() {
        return Err(ApiError::bad("message can't be edited"));
    }
    Ok(message.clone())
}

/// Stores the changed message, unless nothing changed.
fn store(state: &mut State, old: &Message, mut new: Message) -> Result<Value, ApiError> {
    let same_content = match (&old.content, &new.content) {
        (Content::Photo(a), Content::Photo(b)) | (Content::Document(a), Content::Document(b)) => {
            let unique = |id| state.files.get(id).map(|file| &file.unique_id);
            unique(a) == unique(b)
        }
        (a, b) => a == b,
    };
    let same = same_content
        && old.text == new.text
        && old.entities == new.entities
        && old.keyboard == new.keyboard;
    if same {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    new.edited_at = Some(state.now());
    if !same_content {
        state.note_shown(&new);
    }
    if let Some(stored) = state.message_mut(new.chat, new.id) {
        stored.clone_from(&new);
    }
    state.note(new.chat, Seen::Changed(new.clone()));
    Ok(wire::message(state, &new))
}

/// `editMessageText`
pub(crate) fn text(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let old = editable(state, params)?;
    if old.content != Content::Text {
        return Err(ApiError::bad("there is no text in the message to edit"));
    }
    let (text, entities) = texts::text(params, "MESSAGE_TOO_LONG")?;
    let keyboard = markup_without_pay(params)?.inline();
    store(state, &old, Message { text, entities, keyboard, ..old.clone() })
}

/// `editMessageCaption`
pub(crate) fn caption(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let old = editable(state, params)?;
    if !matches!(old.content, Content::Photo(_) | Content::Document(_)) {
        return Err(ApiError::bad("there is no caption in the message to edit"));
    }
    let (text, entities) = texts::caption(params)?;
    let keyboard = markup_without_pay(params)?.inline();
    store(state, &old, Message { text, entities, keyboard, ..old.clone() })
}

/// `editMessageMedia`; a text message may become a photo or a document.
pub(crate) fn media(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let old = editable(state, params)?;
    if !matches!(old.content, Content::Text | Content::Photo(_) | Content::Document(_)) {
        return Err(ApiError::bad("message can't be edited"));
    }
    let media = params.json("media")?.ok_or_else(|| ApiError::bad("media is empty"))?;
    params.only(&media, "InputMedia")?;
    let field = |key: &str| media.get(key).and_then(Value::as_str);
    let (text, entities) = texts::media_caption(&media)?;
    let keyboard = markup_without_pay(params)?.inline();
    let content = match field("type") {
        Some("photo") => files::photo(state, params, "media", field("media"))?,
        Some("document") => files::document(state, params, "media", field("media"))?,
        other => {
            return Err(ApiError::bad(format_args!(
                "can't parse InputMedia: type `{}` is not known here",
                other.unwrap_or_default()
            )));
        }
    };
    store(state, &old, Message { text, entities, content, keyboard, ..old.clone() })
}

/// `editMessageReplyMarkup`
pub(crate) fn reply_markup(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let old = editable(state, params)?;
    let keyboard = match old.content {
        Content::Invoice(_) => markup::read(params)?.inline(),
        Content::Text
        | Content::Photo(_)
        | Content::Document(_)
        | Content::Sticker(..)
        | Content::Voice(_)
        | Content::Contact(_)
        | Content::Location(..)
        | Content::Payment(_)
        | Content::Refund(_)
        | Content::Pinned(_)
        | Content::Raw(_) => markup_without_pay(params)?.inline(),
    };
    store(state, &old, Message { keyboard, ..old.clone() })
}

/// `deleteMessage`: any message of a private chat, for 48 hours.
pub(crate) fn delete(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = chat_id(state, params, "chat_id")?;
    delete_one(state, chat, params.int("message_id")?.unwrap_or(0))
}

/// `deleteMessages`; what cannot be deleted is left out.
pub(crate) fn delete_many(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = chat_id(state, params, "chat_id")?;
    for id in message_ids(params)? {
        let _ = delete_one(state, chat, id);
    }
    Ok(json!(true))
}

fn delete_one(state: &mut State, chat: i64, id: i64) -> Result<Value, ApiError> {
    let now = state.now();
    let message = state
        .message_mut(chat, id)
        .filter(|message| !message.deleted)
        .ok_or_else(|| ApiError::bad("message to delete not found"))?;
    if now - message.at > DELETABLE_MS {
        return Err(ApiError::bad("message can't be deleted for everyone"));
    }
    message.deleted = true;
    state.note(chat, Seen::Went(id));
    Ok(json!(true))
}
