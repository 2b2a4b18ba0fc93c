//! The watch that a serving process keeps over the webhook. A process only ever looks: none sets or
//! deletes the webhook when it starts or stops, for its siblings live on it.

use std::sync::Arc;

use tokio::sync::watch;

use super::relay::Relay;
use crate::app::clock::Clock;
use crate::app::health::{Health, Source};
use crate::domain::outcome::Fault;
use crate::domain::time::Millis;
use crate::telegram::BotApi;

/// How often Telegram is asked what it knows; also what shows that it can be reached.
const EVERY: Millis = Millis::seconds(30);

/// How often as long as timers wait.
const AT_FIRST: Millis = Millis::seconds(5);

/// Timers wait no longer than this: Telegram's pause between two attempts at a delivery is at most
/// two minutes, so by then everything that waited when we started was tried again. Without an end,
/// a busy shop, for which something is always on its way, would never release them.
const GRACE: Millis = Millis::minutes(3);

/// Watches the webhook until `stop`: whether it is ours, whether Telegram can be reached, and when
/// the timers may begin.
///
/// A timer says that something did not come. It must not say so while Telegram still holds what
/// came: after a night without the shop a payment may wait there, behind a pause of up to two
/// minutes. So timers begin when Telegram says that nothing waits, and after [`GRACE`] in any case.
pub(crate) async fn watch_loop(
    bot: BotApi,
    url: String,
    health: Arc<Health>,
    relay: Arc<Relay>,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
) {
    let began = clock.now();
    let mut released = false;
    loop {
        let asked_at = clock.now();
        let asked = tokio::select! {
            asked = bot.webhook_info() => asked,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match asked {
            Ok(info) => {
                health.telegram_answered();
                let ours = info.url == url && info.complete;
                let source = if ours { Source::Works } else { Source::WebhookElsewhere };
                if health.source(source) && !ours {
                    tracing::warn!(
                        "Telegram does not deliver to WEBHOOK_URL; say: qazaq-esim-bot webhook set"
                    );
                }
                if ours && info.pending == 0 {
                    relay.held_was_read(asked_at);
                    released = true;
                }
            }
            Err(Fault::Reject { .. }) => {
                if health.source(Source::BadToken) {
                    tracing::error!(
                        "Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again"
                    );
                }
            }
            Err(fault @ (Fault::Retry { .. } | Fault::Unknown)) => {
                tracing::warn!(?fault, "Telegram does not say what it knows of the webhook");
            }
        }
        released |= clock.now() >= began + GRACE;
        if released {
            relay.release_timers();
        }
        tokio::select! {
            () = clock.passed(clock.now(), if released { EVERY } else { AT_FIRST }) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
