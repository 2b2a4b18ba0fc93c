//! What admins pressed or typed before a backup was made and what was not done by then. Whether it
//! was done in what was lost nobody knows, so none of it acts by itself.

use crate::domain::effect::Body;
use crate::storage::{Stored, Tx, backup, settings};

/// Takes the admins' acts out of the outbox, and says how many they were. What each was about is
/// before the admins still, or again.
pub(super) async fn forget(tx: &mut Tx) -> Stored<i64> {
    let mut forgotten = Vec::new();
    for (id, body) in backup::waiting_acts(tx).await? {
        match body {
            Some(Body::Tell(tell)) if !tell.is_an_act() => {}
            // Its case ended with the press.
            Some(Body::Parked { fingerprint, .. }) => {
                backup::reopen_parked(tx, &fingerprint).await?;
                forgotten.push(id);
            }
            Some(_) | None => forgotten.push(id),
        }
    }
    let count = i64::try_from(forgotten.len()).unwrap_or(i64::MAX);
    backup::forget_acts(tx, forgotten).await?;
    settings::put(tx, settings::FORGOTTEN_ACTS, &count.to_string()).await?;
    Ok(count)
}
