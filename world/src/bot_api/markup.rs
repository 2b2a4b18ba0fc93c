//! `reply_markup`: inline keyboards, reply keyboards, and their limits.
//!
//! Callback data is 1-64 bytes, copied text 1-256 characters, links lead to the web or into
//! Telegram (Bot API, "InlineKeyboardButton"). Next: `send.rs`.

use serde_json::Value;

use super::ApiError;
use super::params::Params;
use crate::world::chats::{Action, Button, Keyboard};

/// Kinds of buttons that this world shows, and that tell the bot nothing when they are pressed.
const ONLY_SHOWN: [&str; 6] = [
    "callback_game",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
];

/// What stands below a message or instead of the phone's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
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
    pub(crate) fn inline(self) -> Option<Keyboard> {
        match self {
            Self::Inline(rows) if rows.iter().any(|row| !row.is_empty()) => Some(rows),
            Self::None | Self::Inline(_) | Self::Reply(_) | Self::Remove | Self::ForceReply => None,
        }
    }
}

/// Reads `reply_markup`.
pub(crate) fn read(params: &Params) -> Result<Markup, ApiError> {
    let Some(markup) = params.json("reply_markup")? else { return Ok(Markup::None) };
    let Some(fields) = markup.as_object() else {
        return Err(ApiError::bad("object expected as reply markup"));
    };
    if let Some(rows) = fields.get("inline_keyboard") {
        params.only(&markup, "InlineKeyboardMarkup")?;
        return inline(params, rows).map(Markup::Inline);
    }
    if let Some(rows) = fields.get("keyboard") {
        params.only(&markup, "ReplyKeyboardMarkup")?;
        return reply(params, rows).map(Markup::Reply);
    }
    if fields.contains_key("remove_keyboard") {
        params.only(&markup, "ReplyKeyboardRemove")?;
        return Ok(Markup::Remove);
    }
    if fields.contains_key("force_reply") {
        params.only(&markup, "ForceReply")?;
        return Ok(Markup::ForceReply);
    }
    if fields.is_empty() {
        return Ok(Markup::Inline(Vec::new()));
    }
    Err(ApiError::bad("can't parse reply keyboard markup JSON object"))
}

fn rows(rows: &Value) -> Result<impl Iterator<Item = &Vec<Value>>, ApiError> {
    let rows = rows
        .as_array()
        .filter(|rows| rows.iter().all(Value::is_array))
        .ok_or_else(|| ApiError::bad("field \"inline_keyboard\" must be of type Array"))?;
    Ok(rows.iter().filter_map(Value::as_array))
}

fn inline(params: &Params, value: &Value) -> Result<Keyboard, ApiError> {
    let mut keyboard = Keyboard::new();
    for row in rows(value)? {
        let row = row.iter().map(|value| button(params, value)).collect::<Result<Vec<_>, _>>()?;
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

fn button(params: &Params, value: &Value) -> Result<Button, ApiError> {
    params.only(value, "InlineKeyboardButton")?;
    let text = value.get("text").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    if text.is_empty() {
        return Err(ApiError::bad("can't parse inline keyboard button: Button text is empty"));
    }
    Ok(Button { text, action: action(params, value)? })
}

/// What a button does. Of several kinds in one button Telegram takes the first in this order.
fn action(params: &Params, value: &Value) -> Result<Action, ApiError> {
    let field = |key: &str| value.get(key).filter(|value| !value.is_null());
    if let Some(url) = field("url") {
        return Ok(Action::Url(address(url.as_str().unwrap_or_default())?));
    }
    if let Some(data) = field("callback_data") {
        let data = data.as_str().unwrap_or_default();
        if data.is_empty() || data.len() > 64 {
            return Err(ApiError::bad("BUTTON_DATA_INVALID"));
        }
        return Ok(Action::Callback(data.to_owned()));
    }
    if field("pay").and_then(Value::as_bool).unwrap_or(false) {
        return Ok(Action::Pay);
    }
    for kind in ONLY_SHOWN {
        if let Some(value) = field(kind) {
            return only_shown(params, kind, value);
        }
    }
    let Some(copy) = field("copy_text") else {
        return Err(ApiError::bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    };
    params.only(copy, "CopyTextButton")?;
    let words = copy.get("text").and_then(Value::as_str).unwrap_or_default();
    if words.is_empty() || words.chars().count() > 256 {
        return Err(ApiError::bad("BUTTON_COPY_TEXT_INVALID"));
    }
    Ok(Action::Copy(words.to_owned()))
}

/// A button that leads out of the chat: into a page of the bot's, or into another chat.
fn only_shown(params: &Params, kind: &'static str, value: &Value) -> Result<Action, ApiError> {
    match kind {
        "web_app" => params.only(value, "WebAppInfo")?,
        "login_url" => params.only(value, "LoginUrl")?,
        _ => {}
    }
    let url = value.get("url").and_then(Value::as_str).unwrap_or_default();
    if ["web_app", "login_url"].contains(&kind) && !url.starts_with("https://") {
        let words = "inline keyboard button Web App URL";
        return Err(ApiError::bad(format_args!(
            "{words} '{url}' is invalid: Only HTTPS links are allowed"
        )));
    }
    Ok(Action::OnlyShown { kind, value: value.clone() })
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

fn reply(params: &Params, value: &Value) -> Result<Vec<Vec<String>>, ApiError> {
    let mut keyboard = Vec::new();
    for row in rows(value)? {
        let mut words = Vec::new();
        for button in row {
            if button.is_object() {
                params.only(button, "KeyboardButton")?;
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
        button(&Params::default(), value).unwrap_err().description
    }

    #[test]
    fn buttons_keep_telegrams_limits() {
        let data = |count: usize| json!({"text": "x", "callback_data": "d".repeat(count)});
        assert!(button(&Params::default(), &data(64)).is_ok());
        assert_eq!(refusal(&data(65)), "Bad Request: BUTTON_DATA_INVALID");
        // Bytes, not letters: 33 Cyrillic letters are 66 bytes.
        let cyrillic = json!({"text": "x", "callback_data": "ж".repeat(33)});
        assert_eq!(refusal(&cyrillic), "Bad Request: BUTTON_DATA_INVALID");
        let copy = |count: usize| json!({"text": "x", "copy_text": {"text": "c".repeat(count)}});
        assert!(button(&Params::default(), &copy(256)).is_ok());
        assert_eq!(refusal(&copy(257)), "Bad Request: BUTTON_COPY_TEXT_INVALID");
        assert!(
            button(&Params::default(), &json!({"text": "x", "url": "https://x.kz/a?b=c"})).is_ok()
        );
        assert!(
            button(&Params::default(), &json!({"text": "x", "url": "tg://resolve?domain=x"}))
                .is_ok()
        );
        assert!(refusal(&json!({"text": "x", "url": "lpa:1$a$b"})).contains("Wrong HTTP URL"));
        assert!(refusal(&json!({"text": "x", "url": "ftp://x.kz"})).contains("Unsupported URL"));
        assert!(refusal(&json!({"text": "x"})).contains("unallowed in the inline keyboard"));
        let app = |url: &str| json!({"text": "x", "web_app": {"url": url}});
        assert!(refusal(&app("http://x.kz")).contains("Only HTTPS links are allowed"));
        assert!(button(&Params::default(), &app("https://x.kz")).is_ok());
        // Of two kinds the first counts, as at Telegram.
        let two = json!({"text": "x", "callback_data": "d", "url": "https://x.kz"});
        let two = button(&Params::default(), &two).unwrap();
        assert_eq!(two.action, Action::Url("https://x.kz".to_owned()));
    }

    #[test]
    fn pay_stands_first_or_nowhere() {
        let pay = json!({"text": "Pay", "pay": true});
        let back = json!({"text": "Back", "callback_data": "b"});
        assert!(inline(&Params::default(), &json!([[pay, back]])).is_ok());
        assert!(inline(&Params::default(), &json!([[back], [pay]])).is_err());
    }
}
