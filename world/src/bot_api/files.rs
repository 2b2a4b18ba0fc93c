//! Files: uploads, files known by `file_id`, and `getFile`.
//!
//! A file is given as a part of the request, as `attach://<part>`, or as the `file_id` of one that
//! Telegram has; addresses of the web lead nowhere from here. Next: `send.rs`, `edit.rs`.

use serde_json::{Value, json};

use super::ApiError;
use super::params::{Params, Upload};
use crate::world::chats::Content;
use crate::world::state::State;
use crate::world::wire;

/// The largest photo, bytes (Bot API, "Sending files").
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

/// The photo of a call; `source` is the field's text, if it is one.
pub(crate) fn photo(
    state: &mut State,
    params: &Params,
    field: &str,
    source: Option<&str>,
) -> Result<Content, ApiError> {
    let (id, fresh) = file(state, params, field, source)?;
    let file = state.files.get(&id).ok_or_else(|| ApiError::bad("wrong file identifier"))?;
    let Some((width, height)) = file.pixels else {
        let why =
            if fresh { "IMAGE_PROCESS_FAILED" } else { "can't use file of type Document as Photo" };
        return Err(ApiError::bad(why));
    };
    if file.bytes.len() > LARGEST_PHOTO {
        return Err(ApiError::bad("file of size more than 10 MB can't be sent as a photo"));
    }
    let (long, short) = (width.max(height), width.min(height));
    if width.saturating_add(height) > 10_000 || long > short.saturating_mul(20) {
        return Err(ApiError::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok(Content::Photo(id))
}

/// The document of a call.
pub(crate) fn document(
    state: &mut State,
    params: &Params,
    field: &str,
    source: Option<&str>,
) -> Result<Content, ApiError> {
    file(state, params, field, source).map(|(id, _)| Content::Document(id))
}

fn file(
    state: &mut State,
    params: &Params,
    field: &str,
    source: Option<&str>,
) -> Result<(String, bool), ApiError> {
    let upload = match source.and_then(|source| source.strip_prefix("attach://")) {
        Some(part) => {
            let missing =
                || ApiError::bad(format_args!("there is no file `{part}` in the request"));
            Some(params.file(part).ok_or_else(missing)?)
        }
        None => params.file(field),
    };
    if let Some(Upload { name, mime, bytes }) = upload {
        if bytes.is_empty() {
            return Err(ApiError::bad("file must be non-empty"));
        }
        let name = Some(name.clone()).filter(|name| !name.is_empty());
        return Ok((state.keep_file(name, mime, bytes.clone()).id, true));
    }
    let id = source.unwrap_or_default();
    if id.is_empty() {
        return Err(ApiError::bad(format_args!("there is no {field} in the request")));
    }
    if id.starts_with("http://") || id.starts_with("https://") {
        return Err(ApiError::bad("failed to get HTTP URL content"));
    }
    if state.files.contains_key(id) {
        return Ok((id.to_owned(), false));
    }
    Err(ApiError::bad("wrong file identifier/HTTP URL specified"))
}

/// `getFile`
pub(crate) fn get_file(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let id = params.text("file_id").unwrap_or_default();
    let file = state.files.get(&id).ok_or_else(|| ApiError::bad("invalid file_id"))?;
    let mut out = wire::file_json(file);
    if let Some(fields) = out.as_object_mut() {
        fields.insert("file_path".to_owned(), json!(file.path()));
    }
    Ok(out)
}
