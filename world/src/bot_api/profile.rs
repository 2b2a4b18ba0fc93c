//! Calls that set and read what the bot says about itself, per language and scope.
//!
//! Which menu a person sees then is `world/profile.rs`.

use serde_json::{Value, json};

use super::ApiError;
use super::params::Params;
use super::send::chat_id;
use crate::world::profile::{ByLanguage, for_language};
use crate::world::state::State;

fn language(params: &Params) -> Result<String, ApiError> {
    let code = params.text("language_code").unwrap_or_default();
    let two = code.len() == 2 && code.chars().all(|ch| ch.is_ascii_lowercase());
    if code.is_empty() || two {
        Ok(code)
    } else {
        Err(ApiError::bad("invalid language code specified"))
    }
}

/// The scope as a key; the chat of a scope must be known.
fn scope(state: &State, params: &Params) -> Result<String, ApiError> {
    let Some(scope) = params.json("scope")? else { return Ok("default".to_owned()) };
    params.only(&scope, "BotCommandScope")?;
    let text = |key: &str| match scope.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        None | Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    let kind = text("type").unwrap_or_default();
    match kind.as_str() {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => Ok(kind),
        "chat" | "chat_administrators" | "chat_member" => {
            let chat = text("chat_id").and_then(|id| id.parse::<i64>().ok());
            let met = |id: &i64| {
                state.groups.contains_key(id)
                    || state.people.get(id).is_some_and(|person| person.started)
            };
            let chat = chat.filter(met).ok_or_else(|| ApiError::bad("chat not found"))?;
            let user = text("user_id").map(|id| format!(":{id}")).unwrap_or_default();
            Ok(format!("{kind}:{chat}{user}"))
        }
        _ => Err(ApiError::bad("can't parse BotCommandScope: Unsupported type specified")),
    }
}

/// `setMyCommands`
pub(crate) fn set_commands(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let key = (scope(state, params)?, language(params)?);
    let list = params.json("commands")?.unwrap_or_else(|| json!([]));
    let list = list
        .as_array()
        .ok_or_else(|| ApiError::bad("can't parse commands: expected an Array of BotCommand"))?;
    if list.len() > 100 {
        return Err(ApiError::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let mut menu = Vec::new();
    for command in list {
        params.only(command, "BotCommand")?;
        let text = |key: &str| command.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("command").trim_start_matches('/');
        let letter = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_';
        if !(1..=32).contains(&name.len()) || !name.chars().all(letter) {
            return Err(ApiError::bad("BOT_COMMAND_INVALID"));
        }
        let description = text("description");
        if !(1..=256).contains(&description.chars().count()) {
            return Err(ApiError::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        menu.push((name.to_owned(), description.to_owned()));
    }
    if menu.is_empty() {
        state.profile.menus.remove(&key);
    } else {
        state.profile.menus.insert(key, menu);
    }
    Ok(json!(true))
}

/// `getMyCommands`: exactly this scope and language.
pub(crate) fn get_commands(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let key = (scope(state, params)?, language(params)?);
    let menu = state.profile.menus.get(&key).into_iter().flatten();
    Ok(menu.map(|(name, words)| json!({"command": name, "description": words})).collect())
}

/// `deleteMyCommands`
pub(crate) fn delete_commands(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let key = (scope(state, params)?, language(params)?);
    state.profile.menus.remove(&key);
    Ok(json!(true))
}

fn set(
    texts: &mut ByLanguage,
    params: &Params,
    field: &str,
    longest: usize,
    too_long: &str,
) -> Result<Value, ApiError> {
    let language = language(params)?;
    let text = params.text(field).unwrap_or_default();
    if text.chars().count() > longest {
        return Err(ApiError::bad(too_long));
    }
    if text.is_empty() {
        texts.remove(&language);
    } else {
        texts.insert(language, text);
    }
    Ok(json!(true))
}

/// `setMyName`, 0-64 characters
pub(crate) fn set_name(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    set(&mut state.profile.name, params, "name", 64, "BOT_TITLE_INVALID")
}

/// `getMyName`
pub(crate) fn get_name(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    Ok(json!({ "name": for_language(&state.profile.name, &language(params)?) }))
}

/// `setMyDescription`, 0-512 characters
pub(crate) fn set_description(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let texts = &mut state.profile.description;
    set(texts, params, "description", 512, "BOT_DESCRIPTION_TOO_LONG")
}

/// `getMyDescription`
pub(crate) fn get_description(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    Ok(json!({ "description": for_language(&state.profile.description, &language(params)?) }))
}

/// `setMyShortDescription`, 0-120 characters
pub(crate) fn set_short_description(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let texts = &mut state.profile.short_description;
    set(texts, params, "short_description", 120, "BOT_SHORT_DESCRIPTION_TOO_LONG")
}

/// `getMyShortDescription`
pub(crate) fn get_short_description(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let text = for_language(&state.profile.short_description, &language(params)?);
    Ok(json!({ "short_description": text }))
}

fn menu_button_chat(state: &State, params: &Params) -> Result<i64, ApiError> {
    if params.filled("chat_id").is_some() { chat_id(state, params, "chat_id") } else { Ok(0) }
}

/// `setChatMenuButton`
pub(crate) fn set_menu_button(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = menu_button_chat(state, params)?;
    let button = params.json("menu_button")?.unwrap_or_else(|| json!({"type": "default"}));
    match button.get("type").and_then(Value::as_str) {
        Some("commands" | "default") => params.only(&button, "MenuButton")?,
        _ => return Err(ApiError::bad("MenuButton of this type is not known here")),
    }
    state.profile.menu_buttons.insert(chat, button);
    Ok(json!(true))
}

/// `getChatMenuButton`
pub(crate) fn get_menu_button(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = menu_button_chat(state, params)?;
    let buttons = &state.profile.menu_buttons;
    let button = buttons.get(&chat).or_else(|| buttons.get(&0)).cloned();
    Ok(button.unwrap_or_else(|| json!({"type": "commands"})))
}
