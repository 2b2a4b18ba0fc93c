//! Small calls: answers to button presses, "typing", chats.
//!
//! A press can be answered once, for as long as its update is kept. Next: `send.rs`.

use serde_json::{Value, json};

use super::ApiError;
use super::params::Params;
use super::send::{chat_id, writable};
use crate::entities::utf16_len;
use crate::world::history::Seen;
use crate::world::people::Toast;
use crate::world::state::State;
use crate::world::updates::KEEP_QUERY_MS;
use crate::world::wire;

/// How long "typing" shows, milliseconds (Bot API, `sendChatAction`).
const TYPING_MS: i64 = 5_000;

/// The refusal of an answer that nobody waits for any more.
pub(crate) fn too_old() -> ApiError {
    ApiError::bad("query is too old and response timeout expired or query ID is invalid")
}

/// `answerCallbackQuery`
pub(crate) fn answer_callback(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let id = params.text("callback_query_id").unwrap_or_default();
    let text = params.text("text").unwrap_or_default();
    if utf16_len(&text) > 200 {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    if params.filled("url").is_some() {
        return Err(ApiError::bad("URL_INVALID"));
    }
    params.int("cache_time")?;
    let now = state.now();
    let callback = state
        .callbacks
        .get_mut(&id)
        .filter(|callback| !callback.answered && now - callback.at < KEEP_QUERY_MS)
        .ok_or_else(too_old)?;
    callback.answered = true;
    let callback = callback.clone();
    if let Some(person) = state.people.get_mut(&callback.person) {
        let toast = Toast { id, text, alert: params.flag("show_alert") };
        person.toast = (!toast.text.is_empty()).then(|| toast.clone());
        person.news += 1;
        if !toast.text.is_empty() {
            state.note(callback.person, Seen::Told(toast));
        }
    }
    Ok(json!(true))
}

/// `sendChatAction`
pub(crate) fn chat_action(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let known = [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ];
    let chat = writable(state, params, "chat_id")?;
    if !known.contains(&params.text("action").unwrap_or_default().as_str()) {
        return Err(ApiError::bad("wrong parameter action in request"));
    }
    let until = state.now() + TYPING_MS;
    if let Some(person) = state.people.get_mut(&chat) {
        person.typing_until = until;
    }
    Ok(json!(true))
}

/// `getChat`
pub(crate) fn get_chat(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let id = chat_id(state, params, "chat_id")?;
    let mut out = wire::chat(state, id);
    let pinned = state.pinned.get(&id).and_then(|pinned| pinned.last());
    if let (Some(message), Some(fields)) =
        (pinned.and_then(|pinned| state.message(id, *pinned)), out.as_object_mut())
    {
        fields.insert("pinned_message".to_owned(), wire::message(state, message));
    }
    if let (Some(fields), Value::Object(more)) = (
        out.as_object_mut(),
        json!({
            "accent_color_id": 0, "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
                "premium_subscription": false, "gifts_from_channels": false,
            },
        }),
    ) {
        fields.extend(more);
    }
    Ok(out)
}

/// `getUserProfilePhotos`: people of this world show no picture of themselves.
pub(crate) fn profile_photos(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let user = params.int("user_id")?.unwrap_or(0);
    if !state.people.contains_key(&user) {
        return Err(ApiError::bad("user not found"));
    }
    Ok(json!({"total_count": 0, "photos": []}))
}

/// `leaveChat`
pub(crate) fn leave_chat(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let id = chat_id(state, params, "chat_id")?;
    let Some(group) = state.groups.get_mut(&id) else {
        return Err(ApiError::bad("chat member status can't be changed in private chats"));
    };
    if group.left {
        let words = format!("bot is not a member of the {} chat", group.kind);
        return Err(ApiError::forbidden(&words));
    }
    group.left = true;
    Ok(json!(true))
}
