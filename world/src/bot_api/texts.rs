//! Texts and captions as a call gives them: parsed, trimmed, within Telegram's limits.
//!
//! Limits count UTF-16 units after parsing (Bot API: 1-4096 for text, 0-1024 for captions). It must
//! not know which call asks. Next: `send.rs` and `edit.rs`.

use serde_json::Value;

use super::ApiError;
use super::params::Params;
use crate::entities::{
    Entity, find_plain, parse_html, parse_markdown, parse_markdown_v2, trim, utf16_len,
};

/// A text without markup, and its markup.
pub(crate) type Formatted = (String, Vec<Entity>);

/// The longest text, UTF-16 units.
pub(crate) const LONGEST_TEXT: usize = 4096;
/// The longest caption, UTF-16 units.
pub(crate) const LONGEST_CAPTION: usize = 1024;

/// The text of a message, never empty; `too_long` is what a longer one is refused with.
pub(crate) fn text(params: &Params, too_long: &str) -> Result<Formatted, ApiError> {
    let raw = params.text("text").unwrap_or_default();
    let mode = params.text("parse_mode").unwrap_or_default();
    let formatted = format(&raw, &mode, params.json("entities")?.as_ref())?;
    if formatted.0.is_empty() {
        return Err(ApiError::bad("message text is empty"));
    }
    if utf16_len(&formatted.0) > LONGEST_TEXT {
        return Err(ApiError::bad(too_long));
    }
    Ok(formatted)
}

/// The caption of a message, perhaps empty.
pub(crate) fn caption(params: &Params) -> Result<Formatted, ApiError> {
    let raw = params.text("caption").unwrap_or_default();
    let mode = params.text("parse_mode").unwrap_or_default();
    limited(format(&raw, &mode, params.json("caption_entities")?.as_ref())?)
}

/// The caption inside an `InputMedia` object.
pub(crate) fn media_caption(media: &Value) -> Result<Formatted, ApiError> {
    let text = |key: &str| media.get(key).and_then(Value::as_str).unwrap_or_default();
    let entities = media.get("caption_entities").filter(|entities| !entities.is_null());
    limited(format(text("caption"), text("parse_mode"), entities)?)
}

fn limited(formatted: Formatted) -> Result<Formatted, ApiError> {
    if utf16_len(&formatted.0) > LONGEST_CAPTION {
        return Err(ApiError::bad("message caption is too long"));
    }
    Ok(formatted)
}

fn format(raw: &str, mode: &str, entities: Option<&Value>) -> Result<Formatted, ApiError> {
    let unreadable = |why: String| ApiError::bad(format_args!("can't parse entities: {why}"));
    let (text, entities) = match mode.to_lowercase().as_str() {
        "html" => parse_html(raw).map_err(unreadable)?,
        "markdown" => parse_markdown(raw).map_err(unreadable)?,
        "markdownv2" => parse_markdown_v2(raw).map_err(unreadable)?,
        "" => (raw.to_owned(), listed(entities)?),
        _ => return Err(ApiError::bad("unsupported parse_mode")),
    };
    let (text, entities) = trim(&text, entities);
    let entities = find_plain(&text, entities);
    Ok((text, entities))
}

fn listed(entities: Option<&Value>) -> Result<Vec<Entity>, ApiError> {
    let mut out = Vec::new();
    for entity in entities.and_then(Value::as_array).into_iter().flatten() {
        let read = Entity::from_json(entity).map_err(|kind| {
            ApiError::bad(format_args!(
                "can't parse MessageEntity: type `{kind}` is not known here"
            ))
        })?;
        out.extend(read);
    }
    Ok(out)
}
