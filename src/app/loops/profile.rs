//! The bot's profile: its texts and menus, set once after a start.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::clock::sleep_real;
use crate::app::perform::Performer;
use crate::domain::outcome::Fault;

/// Sets profile texts and menus once. They are decoration: a failure is told and waits for the next
/// start.
pub(crate) async fn set_once(performer: Arc<Performer>, mut stop: watch::Receiver<bool>) {
    for attempt in 1..=5_u64 {
        let set = tokio::select! {
            set = performer.set_profile() => set,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match set {
            Ok(()) => return,
            Err(fault) => {
                tracing::warn!(?fault, attempt, "the bot's profile and menus were not set");
                let wait = match fault {
                    Fault::Retry { after: Some(after) } => u64::try_from(after.0).unwrap_or(1_000),
                    Fault::Retry { after: None } | Fault::Reject { .. } | Fault::Unknown => {
                        attempt * 1_000
                    }
                };
                tokio::select! {
                    () = sleep_real(Duration::from_millis(wait)) => {}
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
        }
    }
}
