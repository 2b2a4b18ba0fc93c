//! The database as it really is: every statement prepared, the settings read back, migrations over
//! rows, seals that open only in their place, imports beside a running shop. SQLite here; the same
//! suite is to run on PostgreSQL.

mod imports;
mod migrations;
mod seals;
mod statements;

use std::path::Path;

use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::Master;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

/// The URLs of a database in a folder, and of its key store.
fn urls(folder: &Path) -> (String, String) {
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.join(name).display());
    (at("shop.db"), at("shop.db.keys"))
}

async fn open(folder: &Path) -> Store {
    let (main, keys) = urls(folder);
    Store::open(&main, &keys, Master::new(&[7; 32])).await.unwrap()
}

/// A connection of somebody else's to a file.
pub async fn raw(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
}

pub async fn count(pool: &SqlitePool, table: &str) -> i64 {
    let text = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_one(pool).await.unwrap()
}
