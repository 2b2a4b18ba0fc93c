//! `getUpdates`: the long poll, and the 409 for the older of two pollers.
//!
//! What an offset confirms is decided in `world/updates.rs`; here is only the waiting.

use std::time::Duration;

use serde_json::Value;

use super::ApiError;
use super::params::Params;
use crate::clock::real_pause;
use crate::world::World;

/// The longest wait, seconds; more is cut to this, as the official server does.
const LONGEST: i64 = 50;

/// The kinds of updates that are wanted from now on, if the call says so.
pub(crate) fn allowed_updates(params: &Params) -> Result<Option<Vec<String>>, ApiError> {
    match params.json("allowed_updates")? {
        None => Ok(None),
        Some(Value::Array(kinds)) => {
            Ok(Some(kinds.iter().filter_map(|kind| kind.as_str().map(str::to_owned)).collect()))
        }
        Some(_) => Err(ApiError::bad("can't parse allowed_updates: it must be a list")),
    }
}

/// `getUpdates`; the result is the text of a JSON list.
pub(crate) async fn get_updates(world: &World, params: &Params) -> Result<String, ApiError> {
    let active = world.quietly(|state| state.webhook.is_some());
    if active {
        return Err(ApiError::new(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to \
             delete the webhook first",
        ));
    }
    let offset = params.int("offset")?.unwrap_or(0);
    let limit = params.int("limit")?.unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let timeout = params.int("timeout")?.unwrap_or(0).clamp(0, LONGEST);
    let allowed = allowed_updates(params)?;
    let mut changes = world.changes();
    // This also wakes the poller that still waits: it finds that it is not the newest any more.
    let call = world.change(|state| state.begin_poll(offset, allowed));
    let until = world.now() + timeout * 1000;
    // A client's own patience is real time, whatever clock the world runs on.
    let real = real_pause(Duration::from_secs(u64::try_from(timeout).unwrap_or(0)));
    tokio::pin!(real);
    let mut last_look = timeout == 0;
    loop {
        changes.borrow_and_update();
        let set = world.quietly(|state| state.webhook.is_some());
        if set {
            return Err(ApiError::new(409, "Conflict: terminated by setWebhook request"));
        }
        let batch = world.quietly(|state| {
            if state.updates.poller == call { Some(state.poll(limit)) } else { None }
        });
        let Some(batch) = batch else {
            return Err(ApiError::new(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot \
                 instance is running",
            ));
        };
        if !batch.is_empty() || last_look {
            return Ok(format!("[{}]", batch.join(",")));
        }
        tokio::select! {
            _ = changes.changed() => {}
            () = world.clock().sleep_until(until) => last_look = true,
            () = &mut real => last_look = true,
            () = world.ended() => last_look = true,
        }
    }
}
