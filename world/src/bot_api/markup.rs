//! `reply_markup`: inline keyboards, reply keyboards, and their limits.
//!
//! Callback data is 1-64 bytes, copied text 1-256 characters, links lead to the web or into
//! Telegram (Bot API, "InlineKeyboardButton"). Next: `send.rs`.

use serde_json::Value;

use super::ApiError;
use super::params::Params;
use crate::world::chats::{Action, Button, Keyboard};

/// What stands below a message or instead of the phone's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Nothing was said.
    None,
    /// An inline keyboard; an empty one is none.
    Inline(Keyboard),
    /// A reply keyboard: words of its buttons.
    Reply(Vec<Vec<String>>),
    /// The reply keyboard goes away.
    Remove,
    /// The phone opens its keyboard for an answer.
    ForceReply,
}

impl Markup {
    /// The inline keyboard, if there is one with buttons.
    pub fn inline(self) -> Option<Keyboard> {
        match self {
            Self::Inline(rows) if rows.iter().any(|row| !row.is_empty()) => Some(rows),
            Self::None | Self::Inline(_) | Self::Reply(_) | Self::Remove | Self::ForceReply => None,
        }
    }
}

/// Reads `reply_markup`.
pub fn read(params: &Params) -> Result<Markup, ApiError> {
    let Some(markup) = params.json("reply_markup")? else { return Ok(Markup::None) };
    let Some(fields) = markup.as_object() else {
        return Err(ApiError::bad("object expected as reply markup"));
    };
    if let Some(rows) = fields.get("inline_keyboard") {
        only(&markup, "InlineKeyboardMarkup", &["inline_keyboard"])?;
        return inline(rows).map(Markup::Inline);
    }
    if let Some(rows) = fields.get("keyboard") {
        let known = [
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        ];
        only(&markup, "ReplyKeyboardMarkup", &known)?;
        return reply(rows).map(Markup::Reply);
    }
    if fields.contains_key("remove_keyboard") {
        only(&markup, "ReplyKeyboardRemove", &["remove_keyboard", "selective"])?;
        return Ok(Markup::Remove);
    }
    if fields.contains_key("force_reply") {
        let known = ["force_reply", "input_field_placeholder", "selective"];
        only(&markup, "ForceReply", &known)?;
        return Ok(Markup::ForceReply);
    }
    if fields.is_empty() {
        return Ok(Markup::Inline(Vec::new()));
    }
    Err(ApiError::bad("can't parse reply keyboard markup JSON object"))
}

/// Refuses fields that an object does not have.
pub fn only(object: &Value, name: &str, known: &[&str]) -> Result<(), ApiError> {
    for (key, value) in object.as_object().into_iter().flatten() {
        if !value.is_null() && !known.contains(&key.as_str()) {
            return Err(ApiError::bad(format_args!("field `{key}` is not known to `{name}` here")));
        }
    }
    Ok(())
}

fn rows(rows: &Value) -> Result<impl Iterator<Item = &Vec<Value>>, ApiError> {
    let rows = rows
        .as_array()
        .filter(|rows| rows.iter().all(Value::is_array))
        .ok_or_else(|| ApiError::bad("field \"inline_keyboard\" must be of type Array"))?;
    Ok(rows.iter().filter_map(Value::as_array))
}

fn inline(value: &Value) -> Result<Keyboard, ApiError> {
    let mut keyboard = Keyboard::new();
    for row in rows(value)? {
        let row = row.iter().map(button).collect::<Result<Vec<_>, _>>()?;
        if !row.is_empty() {
            keyboard.push(row);
        }
    }
    if keyboard.iter().flatten().count() > 100 {
        return Err(ApiError::bad("REPLY_MARKUP_TOO_LONG"));
    }
    let mut buttons = keyboard.iter().flatten();
    buttons.next();
    if buttons.any(|button| button.action == Action::Pay) {
        return Err(ApiError::bad("BUTTON_POS_INVALID"));
    }
    Ok(keyboard)
}

fn button(value: &Value) -> Result<Button, ApiError> {
    let known =
        ["text", "callback_data", "url", "copy_text", "pay", "style", "icon_custom_emoji_id"];
    only(value, "InlineKeyboardButton", &known)?;
    let field = |key: &str| value.get(key).filter(|value| !value.is_null());
    let text = field("text").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    if text.is_empty() {
        return Err(ApiError::bad("can't parse inline keyboard button: Button text is empty"));
    }
    let mut actions = Vec::new();
    if let Some(data) = field("callback_data") {
        let data = data.as_str().unwrap_or_default();
        if data.is_empty() || data.len() > 64 {
            return Err(ApiError::bad("BUTTON_DATA_INVALID"));
        }
        actions.push(Action::Callback(data.to_owned()));
    }
    if let Some(url) = field("url") {
        actions.push(Action::Url(address(url.as_str().unwrap_or_default())?));
    }
    if let Some(copy) = field("copy_text") {
        only(copy, "CopyTextButton", &["text"])?;
        let words = copy.get("text").and_then(Value::as_str).unwrap_or_default();
        if words.is_empty() || words.chars().count() > 256 {
            return Err(ApiError::bad("BUTTON_COPY_TEXT_INVALID"));
        }
        actions.push(Action::Copy(words.to_owned()));
    }
    if field("pay").and_then(Value::as_bool).unwrap_or(false) {
        actions.push(Action::Pay);
    }
    match (actions.pop(), actions.is_empty()) {
        (Some(action), true) => Ok(Button { text, action }),
        (None, _) => Err(ApiError::bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )),
        (Some(_), false) => Err(ApiError::bad("BUTTON_TYPE_INVALID")),
    }
}

fn address(url: &str) -> Result<String, ApiError> {
    let refused = |why: &str| {
        ApiError::bad(format_args!("inline keyboard button URL '{url}' is invalid: {why}"))
    };
    let lower = url.to_lowercase();
    let web = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    if let Some(rest) = web {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let good = host.contains('.') && !url.contains(char::is_whitespace);
        return if good { Ok(url.to_owned()) } else { Err(refused("Wrong HTTP URL")) };
    }
    if lower.starts_with("tg://") {
        return Ok(url.to_owned());
    }
    if url.contains("://") {
        return Err(refused("Unsupported URL protocol"));
    }
    Err(refused("Wrong HTTP URL"))
}

fn reply(value: &Value) -> Result<Vec<Vec<String>>, ApiError> {
    let mut keyboard = Vec::new();
    for row in rows(value)? {
        let mut words = Vec::new();
        for button in row {
            let known = ["text", "request_contact", "request_location", "style"];
            if button.is_object() {
                only(button, "KeyboardButton", &known)?;
            }
            let text = button.as_str().or_else(|| button.get("text")?.as_str());
            let text = text.unwrap_or_default();
            if text.is_empty() {
                return Err(ApiError::bad("can't parse keyboard button: Button text is empty"));
            }
            words.push(text.to_owned());
        }
        keyboard.push(words);
    }
    Ok(keyboard)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(value: &Value) -> String {
        button(value).unwrap_err().description
    }

    #[test]
    fn buttons_keep_telegrams_limits() {
        let data = |count: usize| json!({"text": "x", "callback_data": "d".repeat(count)});
        assert!(button(&data(64)).is_ok());
        assert_eq!(refusal(&data(65)), "Bad Request: BUTTON_DATA_INVALID");
        // Bytes, not letters: 33 Cyrillic letters are 66 bytes.
        let cyrillic = json!({"text": "x", "callback_data": "ж".repeat(33)});
        assert_eq!(refusal(&cyrillic), "Bad Request: BUTTON_DATA_INVALID");
        let copy = |count: usize| json!({"text": "x", "copy_text": {"text": "c".repeat(count)}});
        assert!(button(&copy(256)).is_ok());
        assert_eq!(refusal(&copy(257)), "Bad Request: BUTTON_COPY_TEXT_INVALID");
        assert!(button(&json!({"text": "x", "url": "https://x.kz/a?b=c"})).is_ok());
        assert!(button(&json!({"text": "x", "url": "tg://resolve?domain=x"})).is_ok());
        assert!(refusal(&json!({"text": "x", "url": "lpa:1$a$b"})).contains("Wrong HTTP URL"));
        assert!(refusal(&json!({"text": "x", "url": "ftp://x.kz"})).contains("Unsupported URL"));
        assert!(refusal(&json!({"text": "x"})).contains("unallowed in the inline keyboard"));
        assert!(refusal(&json!({"text": "x", "web_app": {}})).contains("field `web_app`"));
    }

    #[test]
    fn pay_stands_first_or_nowhere() {
        let pay = json!({"text": "Pay", "pay": true});
        let back = json!({"text": "Back", "callback_data": "b"});
        assert!(inline(&json!([[pay, back]])).is_ok());
        assert!(inline(&json!([[back], [pay]])).is_err());
    }
}
