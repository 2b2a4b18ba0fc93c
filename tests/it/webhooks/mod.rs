//! The shop behind Telegram's webhook, over real sockets: purchases, forged requests, a database
//! that is held, a stop in between, a new sealing key. The knocker here is anybody who found the
//! address.

mod binary;
mod buying;
mod forged;
mod renewing;
mod trouble;

use pretend_telegram::World;
use qazaq_esim_bot::demo::WEBHOOK_SECRET;

use crate::support::{PATIENCE, Shop, ShopOptions};

/// A shop that gets its updates by the webhook.
async fn open() -> Shop {
    Shop::start(ShopOptions { webhook: true, ..ShopOptions::default() }).await
}

/// Where the webhook listens, as Telegram was told.
fn door(world: &World) -> String {
    world.quietly(|state| state.webhook.as_ref().expect("a webhook is set").url.clone())
}

/// The last failed delivery, in Telegram's words.
fn last_error(world: &World) -> Option<String> {
    world.quietly(|state| {
        let webhook = state.webhook.as_ref().expect("a webhook is set");
        webhook.last_error.as_ref().map(|(_, why)| why.clone())
    })
}

#[expect(clippy::disallowed_methods, reason = "somebody who knocks, with a time limit")]
fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().unwrap()
}

/// Knocks with these secrets; the answer's status.
async fn knock(door: &str, secrets: &[&str], body: impl Into<reqwest::Body>) -> u16 {
    let mut request = client().post(door).body(body);
    for secret in secrets {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", *secret);
    }
    request.send().await.unwrap().status().as_u16()
}

/// Knocks as Telegram does.
async fn deliver(door: &str, body: impl Into<reqwest::Body>) -> u16 {
    knock(door, &[WEBHOOK_SECRET], body).await
}

/// The same, with what it needs for a task of its own.
async fn knocked(door: String, body: String) -> u16 {
    deliver(&door, body).await
}
