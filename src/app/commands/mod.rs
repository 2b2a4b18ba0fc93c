//! The short commands of the binary. They work beside a running `serve` and write through the same
//! named statements.

pub mod cases;
pub mod check;
pub mod faulty;
pub mod import;
pub mod keygen;
pub mod ledger;
pub mod recovery;
pub mod renew_key;
pub mod weak;
pub mod webhook;

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};

use crate::config::{DataConfig, sqlite_file};
use crate::storage::{Store, owned};

pub use crate::storage::owned::note_for_root;

pub async fn open(config: DataConfig) -> anyhow::Result<Store> {
    Ok(Store::open(&config.database_url, &config.keys_url, config.sealing_key).await?)
}

/// Makes a new file for its owner alone, who is the folder's.
fn new_file(file: &Path) -> anyhow::Result<std::fs::File> {
    owned::create_new(file).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            anyhow!("{} is there already, and is not overwritten", file.display())
        } else {
            anyhow!("the file cannot be made: {}", owned::told(file, &error))
        }
    })
}

/// The lock of a serving process: one at a time on one SQLite database.
#[derive(Debug)]
pub struct ServeLock {
    _file: std::fs::File,
}

/// Takes the lock beside the database. It goes with the process, however that ends.
///
/// # Errors
/// Another `serve` holds it.
pub fn lock(database_url: &str) -> anyhow::Result<Option<ServeLock>> {
    let Some(database) = sqlite_file(database_url) else { return Ok(None) };
    let mut name = database.clone().into_os_string();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = owned::open_or_create(&name, &database)
        .map_err(|error| anyhow!("the lock beside the database: {}", owned::told(&name, &error)))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(ServeLock { _file: file })),
        Err(_) => bail!(
            "another qazaq-esim-bot serves this database or brings it forward or back; stop it or \
             let it end first"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serve_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/shop.db?mode=rwc", folder.path().display());
        let held = lock(&url).unwrap();
        assert!(held.is_some());
        assert!(lock(&url).is_err());
        drop(held);
        assert!(lock(&url).is_ok());
    }
}
