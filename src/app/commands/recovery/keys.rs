//! A restore of the key store. What was destroyed since its copy was made is destroyed in it again
//! before anybody can use it.

use std::path::Path;

use anyhow::bail;

use crate::config::{DataConfig, sqlite_file};
use crate::domain::time::Stamp;
use crate::storage::backup::{self, Kind, Replayed};
use crate::storage::seam::{Point, Seam};
use crate::storage::{Store, Stored, lookups};

use super::super::lock;
use super::audit;
use super::draft::{Draft, aside};
use super::restore::{Missing, destroy_again, erase_again, finish_erasures, open};
use crate::app::clock::Clock;

/// Brings a copy of the key store back. Keys that were destroyed since are destroyed in it before
/// it comes in force.
pub async fn restore_keys(
    config: &DataConfig,
    file: &Path,
    clock: &Clock,
    missing: Missing,
    seam: &Seam,
) -> anyhow::Result<String> {
    let Some(base) = sqlite_file(&config.keys_url) else {
        bail!(
            "on PostgreSQL bring the schema of the keys back with pg_restore --schema=keys, then \
               say: qazaq-esim-bot restore --finish. Nothing was done here"
        );
    };
    let _lock = lock(&config.database_url)?;
    if sqlite_file(&config.database_url).is_some_and(|main| !main.exists()) {
        bail!("there is no database to which these keys belong; restore that first");
    }
    Draft::within(file, &base, seam, async |draft| {
        bring_keys_back(config, draft, &base, clock, missing, seam).await
    })
    .await
}

async fn bring_keys_back(
    config: &DataConfig,
    draft: &Draft,
    base: &Path,
    clock: &Clock,
    missing: Missing,
    seam: &Seam,
) -> anyhow::Result<String> {
    backup::look(&draft.file, &draft.from, Kind::Keys).await?;
    let now = clock.now();
    let store =
        Store::open_any_keys(&config.database_url, &draft.url(), config.sealing_key.clone())
            .await?;
    let replayed = forget_destroyed(&store, now, missing).await;
    store.close().await;
    let (destroyed, replayed) = replayed?;
    seam.pass("restore", Point::Prepared).await;
    let aside = aside(base, now);
    let replaced = draft.put_in_force(base, &aside, seam).await?;
    // What the copy cannot open is erased only now: a crash before this is finished by running
    // the same again.
    let store = open(config).await?;
    let done = erase_missing(&store, now).await;
    store.close().await;
    done?;
    finish_erasures(config).await?;
    seam.pass("restore", Point::Erased).await;
    let kept = if replaced {
        format!("\nWhat was in force is kept as {}; delete it within 7 days.", aside.display())
    } else {
        String::new()
    };
    Ok(format!(
        "The key store is in force.{kept}\n\
         Destroyed in it again: {destroyed} keys. Newer than it and erased: {} customers and \
         visitors, {} codes.",
        replayed.customers, replayed.codes,
    ))
}

/// Destroys in the copy what was destroyed since, and counts what it cannot open.
async fn forget_destroyed(
    store: &Store,
    now: Stamp,
    missing: Missing,
) -> anyhow::Result<(usize, Replayed)> {
    let destroyed = destroy_again(store).await?;
    store.keys.fits().await?;
    let mut tx = store.begin().await?;
    let replayed = backup::replay_erasures(store, &mut tx, now).await;
    // Only counted: the copy is not in force yet.
    tx.rollback().await?;
    let replayed = replayed?;
    if replayed.customers + replayed.codes > 0 && missing == Missing::Careful {
        bail!(
            "nothing was changed: {} customers and visitors and {} codes are newer than this copy \
             of the key store, and nothing of them could be read again. Look for a newer copy; if \
             there is none, repeat this with --erase-missing, and they are erased",
            replayed.customers,
            replayed.codes,
        );
    }
    Ok((destroyed, replayed))
}

async fn erase_missing(store: &Store, now: Stamp) -> Stored<()> {
    let mut tx = store.begin().await?;
    erase_again(store, &mut tx, now).await?;
    lookups::begin_anew(store, &mut tx, now).await?;
    audit(&mut tx, "restore_keys", now).await?;
    tx.commit(Point::Restored).await
}
