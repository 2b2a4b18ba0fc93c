//! What only files can show: the commands that copy and bring back a file, a disk that is full, the
//! settings that every connection of ours must be told. [`steps`] dies at each seam of a restore.

mod backups;
mod erased;
mod full;
mod owners;
mod refusals;
mod settings;
mod steps;

use std::path::{Path, PathBuf};

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::config::DataConfig;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::seam::Seam;

use crate::support::{MORNING, PLANS, files};

/// Where the data of a folder is.
fn data(folder: &Path) -> DataConfig {
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.join(name).display());
    DataConfig {
        database_url: at("shop.db"),
        keys_url: at("shop.db.keys"),
        sealing_key: SealingKey::new(&[7; 32]),
    }
}

async fn open(folder: &Path) -> Store {
    commands::open(data(folder)).await.unwrap()
}

fn clock() -> Clock {
    Clock::manual(Stamp(MORNING))
}

/// A database with plans and so many codes of `tr-1`, closed.
async fn stocked(folder: &Path, codes: u32) {
    let store = open(folder).await;
    commands::import::plans(&store, &clock(), PLANS.as_bytes(), false).await.unwrap();
    add_stock(&store, "tr-1", codes).await;
    store.close().await;
}

async fn add_stock(store: &Store, plan: &str, codes: u32) {
    let csv = files::more_stock(plan, codes);
    commands::import::stock(store, &clock(), csv.as_bytes(), false).await.unwrap();
}

async fn restore(folder: &Path, file: &Path) -> anyhow::Result<String> {
    recovery::restore(&data(folder), file, &clock(), Missing::Careful, &Seam::default()).await
}

/// A backup in the folder, under this name.
async fn backup(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(name);
    recovery::backup(&data(folder), &file).await.unwrap();
    file
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn number(store: &Store, query: &'static str) -> i64 {
    store.number(query).await.unwrap()
}
