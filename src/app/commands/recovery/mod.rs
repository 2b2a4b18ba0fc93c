//! Backup and restore: the files, the lock, and the words for the owner. What is SQL about it is in
//! [`storage::backup`](crate::storage::backup). On PostgreSQL the server's own tools copy; what
//! must be done after a copy came back is the same.
//!
//! A restore works on a copy beside the database until everything about it is right. Then one
//! rename puts it in force: a crash before leaves the old database, a crash after leaves the new
//! one, and running it again is right in both cases.
//!
//! Read next: `restore` (the steps), `alone` (no other process in a server's database), `draft`
//! (the files), `held` (the stock that waits).

mod acts;
mod alone;
mod draft;
mod held;
mod keys;
mod restore;

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, bail};
use rand::Rng;

use crate::config::{DataConfig, sqlite_file};
use crate::domain::decision::AuditRow;
use crate::domain::ids::PersonKey;
use crate::domain::time::Stamp;
use crate::storage::backup::{self, Kind};
use crate::storage::{Stored, Tx, settings};

use super::new_file;
use draft::{beside, remove_if_there, sync_folder_of};

pub use held::{ask_and_release, held_alerts, held_count, release, show_held};
pub use keys::restore_keys;
pub use restore::{Missing, ask_and_finish, finish, restore};

/// The name in the audit where the owner works on the machine itself.
pub(super) const OWNER: &str = "owner";

/// Where PostgreSQL is the engine, its tools copy: the shop only says how.
const POSTGRES_BACKUP: &str = "\
On PostgreSQL its own tools copy the database, while the shop runs. The data keys have a schema of
their own, which never goes into the same file:

  pg_dump --format=custom --no-owner --exclude-schema=keys --file=shop.dump \"$DATABASE_URL\"
  pg_dump --format=custom --no-owner --schema=keys --file=keys.dump \"$DATABASE_URL\"

Keep the two files in two places, both readable by you alone, and no copy of the keys for longer \
than
7 days: an erased customer stays readable as long as one is left. Nothing was done here.";

/// Whether `backup` and `restore` copy themselves. Where the data lies on a server they only say
/// how its tools do.
pub fn copies(config: &DataConfig) -> bool {
    sqlite_file(&config.database_url).is_some()
}

/// Copies the database into a new file while the shop runs, and checks the copy.
///
/// # Errors
/// The file exists, the disk is full, or the copy is not sound. Then no file is left.
pub async fn backup(config: &DataConfig, file: &Path) -> anyhow::Result<String> {
    let Some(base) = sqlite_file(&config.database_url) else {
        return Ok(POSTGRES_BACKUP.to_owned());
    };
    if !base.exists() {
        bail!("there is no database at {}; set DATABASE_URL", base.display());
    }
    let bytes = copy_whole(&base, file, Kind::Main).await?;
    Ok(format!(
        "The database is in {} ({} KiB), whole and checked.\n\
         It holds no keys: without the key store ({}) and the sealing key nothing sealed in it can \
         be read. Keep the three apart, and no copy of the key store for longer than 7 days.\n\
         To go back to it: stop the shop and say: qazaq-esim-bot restore {}",
        file.display(),
        bytes / 1_024,
        keys_name(config),
        file.display(),
    ))
}

/// Copies the key store into a new file while the shop runs, and checks the copy.
pub async fn backup_keys(config: &DataConfig, file: &Path) -> anyhow::Result<String> {
    let Some(base) = sqlite_file(&config.keys_url) else {
        return Ok(POSTGRES_BACKUP.to_owned());
    };
    if !base.exists() {
        bail!("there is no key store at {}; set KEYS_URL", base.display());
    }
    let bytes = copy_whole(&base, file, Kind::Keys).await?;
    Ok(format!(
        "The key store is in {} ({} KiB), whole and checked.\n\
         Keep it in another place than backups of the database, and delete it within 7 days: as \
         long as it is there, whoever is erased meanwhile can still be read in an old backup.\n\
         To bring it back: stop the shop and say: qazaq-esim-bot restore --keys {}",
        file.display(),
        bytes / 1_024,
        file.display(),
    ))
}

async fn copy_whole(base: &Path, file: &Path, kind: Kind) -> anyhow::Result<u64> {
    if fs::symlink_metadata(file).is_ok() {
        bail!("{} exists and is not overwritten; name a new file", file.display());
    }
    let part = beside(file, &format!(".part-{:08x}", rand::rng().next_u32()));
    let written = write_copy(base, &part, file, kind).await;
    // A crash before the last name is given leaves a file that no command takes for a backup.
    remove_if_there(&part)?;
    written
}

fn keys_name(config: &DataConfig) -> String {
    sqlite_file(&config.keys_url).map_or_else(|| "KEYS_URL".to_owned(), |f| f.display().to_string())
}

async fn write_copy(base: &Path, part: &Path, file: &Path, kind: Kind) -> anyhow::Result<u64> {
    let opened = new_file(part)?;
    backup::copy(base, part).await.context("the copy cannot be written")?;
    opened.sync_all()?;
    backup::look(part, file, kind).await?;
    let bytes = fs::metadata(part)?.len();
    // Gives the name only if no file took it meanwhile.
    if let Err(error) = fs::hard_link(part, file) {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            bail!("{} exists and is not overwritten; name a new file", file.display());
        }
        // A file system without hard links.
        let mut named = new_file(file)?;
        let copied = File::open(part).and_then(|mut part| std::io::copy(&mut part, &mut named));
        if let Err(error) = copied.and_then(|_| named.sync_all()) {
            remove_if_there(file)?;
            return Err(error).context("the copy cannot be written");
        }
    }
    sync_folder_of(file)?;
    Ok(bytes)
}

fn row(action: &'static str) -> AuditRow {
    AuditRow { admin: PersonKey(OWNER.to_owned()), action, order: None, subject: None }
}

async fn audit(tx: &mut Tx, action: &'static str, now: Stamp) -> Stored<()> {
    settings::audit(tx, vec![row(action)], now).await
}
