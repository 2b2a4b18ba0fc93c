//! Setting, deleting and reading the webhook. Deploy steps and a look now and then: no process does
//! the first two when it starts or stops, or one replica that stops would take all the others down.

use serde_json::{Value, json};

use super::super::bot_api::{BotApi, done};
use super::super::updates::ALLOWED_UPDATES;
use super::WebhookSecret;
use crate::domain::outcome::Fault;
use crate::domain::time::Stamp;

/// What Telegram knows of the webhook (Bot API, `WebhookInfo`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookInfo {
    /// Where it delivers; empty where no webhook is set.
    pub url: String,
    /// How many updates wait to be delivered.
    pub pending: i64,
    /// The last delivery that failed: when, and why in Telegram's words.
    pub last_error: Option<(Stamp, String)>,
    pub max_connections: Option<i64>,
    /// Whether every kind of update that the shop needs is delivered.
    pub complete: bool,
}

impl BotApi {
    /// Sets the webhook (`setWebhook`). What waits is kept: payments may be in it.
    /// Repeats freely.
    pub(crate) async fn set_webhook(
        &self,
        url: &str,
        secret: &WebhookSecret,
        max_connections: u8,
    ) -> Result<(), Fault> {
        let body = json!({
            "url": url,
            "secret_token": secret.expose(),
            "max_connections": max_connections,
            "allowed_updates": ALLOWED_UPDATES,
            "drop_pending_updates": false,
        });
        done(self.api().call("setWebhook", &body).await)
    }

    /// Deletes the webhook (`deleteWebhook`), so that updates can be polled for. What waits is
    /// kept.
    /// Repeats freely.
    pub(crate) async fn delete_webhook(&self) -> Result<(), Fault> {
        let body = json!({ "drop_pending_updates": false });
        done(self.api().call("deleteWebhook", &body).await)
    }

    /// Asks what Telegram knows of the webhook (`getWebhookInfo`).
    /// Reading changes nothing.
    pub(crate) async fn webhook_info(&self) -> Result<WebhookInfo, Fault> {
        let info: Value = self.api().call("getWebhookInfo", &json!({})).await?;
        Ok(read_info(&info))
    }
}

fn read_info(info: &Value) -> WebhookInfo {
    let text = |name: &str| info.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| info.get(name).and_then(Value::as_i64);
    let kinds = info.get("allowed_updates").and_then(Value::as_array);
    let delivered = |kind: &str| {
        kinds.is_none_or(|kinds| kinds.iter().any(|known| known.as_str() == Some(kind)))
    };
    WebhookInfo {
        url: text("url").unwrap_or_default(),
        pending: number("pending_update_count").unwrap_or_default(),
        last_error: number("last_error_date").map(|at| {
            (Stamp(at.saturating_mul(1_000)), text("last_error_message").unwrap_or_default())
        }),
        max_connections: number("max_connections"),
        complete: ALLOWED_UPDATES.iter().all(|kind| delivered(kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_says_is_read_tolerantly() {
        assert_eq!(
            read_info(&json!({"url": ""})),
            WebhookInfo { complete: true, ..WebhookInfo::default() }
        );
        let info = read_info(&json!({
            "url": "https://shop.example/", "pending_update_count": 3, "max_connections": 40,
            "last_error_date": 1_790_000_000, "last_error_message": "Connection refused",
            "allowed_updates": ["message"], "new": [],
        }));
        assert_eq!(
            (info.url.as_str(), info.pending, info.complete),
            ("https://shop.example/", 3, false)
        );
        let at = Stamp(1_790_000_000_000);
        assert_eq!(info.last_error, Some((at, "Connection refused".to_owned())));
    }
}
