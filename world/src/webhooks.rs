//! Delivers updates to a webhook over a real socket. Which, when and in which order is
//! `world/webhook.rs`; here is only the sending. It goes to this machine and nowhere else, which
//! `setWebhook` sees to.

use std::time::Duration;

use crate::world::World;
use crate::world::webhook::{Delivery, Failure};

/// How long an answer is waited for, in real time: the patience of a socket.
const PATIENCE: Duration = Duration::from_mins(1);

#[expect(
    clippy::disallowed_methods,
    reason = "the pretend Telegram's own client, with time limits"
)]
fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .connect_timeout(Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Delivers until the world ends.
pub(crate) async fn deliver(world: World) {
    let Ok(client) = client() else {
        tracing::error!("no client for webhooks could be built; nothing is delivered");
        return;
    };
    let mut changes = world.changes();
    loop {
        changes.borrow_and_update();
        let (begin, again) = world.quietly(crate::world::state::State::next_deliveries);
        for delivery in begin {
            tokio::spawn(attempt(world.clone(), client.clone(), delivery));
        }
        let wait = async {
            match again {
                Some(at) => world.clock().sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = changes.changed() => {}
            () = wait => {}
            () = world.ended() => return,
        }
    }
}

async fn attempt(world: World, client: reqwest::Client, delivery: Delivery) {
    let answer = tokio::select! {
        answer = send(&client, &delivery) => answer,
        () = world.ended() => return,
    };
    world.change(|state| state.delivered(&delivery, answer));
}

async fn send(client: &reqwest::Client, delivery: &Delivery) -> Result<(), Failure> {
    let failed = |why: &str| Failure { why: why.to_owned(), retry_after: None };
    let mut request = client
        .post(&delivery.url)
        .header("content-type", "application/json")
        .body(delivery.raw.clone());
    if let Some(secret) = &delivery.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let response = request.send().await.map_err(|error| {
        failed(if error.is_connect() {
            "Connection refused"
        } else if error.is_timeout() {
            "Read timeout expired"
        } else {
            "Connection reset by peer"
        })
    })?;
    let status = response.status();
    let retry_after = response.headers().get("retry-after");
    let retry_after = retry_after.and_then(|after| after.to_str().ok()?.parse().ok());
    // Whether a `method` in the body is performed is nobody's business here: the body is read and
    // left.
    if response.bytes().await.is_err() {
        return Err(failed("Connection reset by peer"));
    }
    if status.is_success() {
        return Ok(());
    }
    Err(Failure { why: format!("Wrong response from the webhook: {status}"), retry_after })
}
