//! `setWebhook`, `deleteWebhook`, `getWebhookInfo`. What is delivered is decided in
//! `world/webhook.rs`.

use axum::http::Uri;
use serde_json::{Value, json};

use super::ApiError;
use super::params::Params;
use super::polling::allowed_updates;
use crate::world::state::State;
use crate::world::webhook::Webhook;

/// Whether an address is on this machine. Others are refused: the pretend world must not reach out.
fn is_here(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else { return false };
    let here = matches!(url.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    here && url.scheme_str() == Some("http")
}

/// `setWebhook`; an empty address deletes it.
pub(crate) fn set(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let Some(url) = params.filled("url") else { return Ok(delete(state, params)) };
    if !is_here(&url) {
        return Err(ApiError::bad(
            "bad webhook: the pretend world delivers to http addresses of this machine only",
        ));
    }
    let secret = params.filled("secret_token");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if secret.as_ref().is_some_and(|secret| secret.len() > 256 || !secret.bytes().all(plain)) {
        return Err(ApiError::bad("secret token contains unallowed characters"));
    }
    let most = params.int("max_connections")?.unwrap_or(40).clamp(1, 100);
    if let Some(allowed) = allowed_updates(params)? {
        state.updates.allow(allowed);
    }
    if params.flag("drop_pending_updates") {
        state.updates.drop_all();
    }
    state.webhooks += 1;
    let most = usize::try_from(most).unwrap_or(40);
    state.webhook = Some(Webhook::new(url, secret, most, state.webhooks));
    Ok(json!(true))
}

/// `deleteWebhook`; there may be none, which is what was asked for.
pub(crate) fn delete(state: &mut State, params: &Params) -> Value {
    if params.flag("drop_pending_updates") {
        state.updates.drop_all();
    }
    state.webhook = None;
    json!(true)
}

/// `getWebhookInfo`
pub(crate) fn info(state: &mut State) -> Value {
    let now = state.now();
    state.updates.forget_old(now);
    let mut out = json!({
        "url": "", "has_custom_certificate": false,
        "pending_update_count": state.unconfirmed(),
    });
    let (Some(webhook), Some(fields)) = (&state.webhook, out.as_object_mut()) else { return out };
    fields.insert("url".to_owned(), json!(webhook.url));
    fields.insert("max_connections".to_owned(), json!(webhook.max_connections));
    if !state.updates.allowed().is_empty() {
        fields.insert("allowed_updates".to_owned(), json!(state.updates.allowed()));
    }
    if let Some((at, why)) = &webhook.last_error {
        fields.insert("last_error_date".to_owned(), json!(at / 1_000));
        fields.insert("last_error_message".to_owned(), json!(why));
    }
    out
}
