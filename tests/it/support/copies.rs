//! A backup of a test's shop and its way back, as the owner of each engine goes it: the shop's own
//! commands with a file, the server's tools and `restore --finish` with a server. It must not know
//! what is tested.

use std::path::{Path, PathBuf};
use std::process::Command;

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::config::DataConfig;
use qazaq_esim_bot::storage::Engine;
use qazaq_esim_bot::storage::seam::Seam;

use super::{Shop, outside, postgres};

/// Runs one of PostgreSQL's tools, or says why it does not work.
pub fn tool(name: &str, url: &str, more: &[&str]) {
    let done = Command::new(name).arg(format!("--dbname={url}")).args(more).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{name}: {told}");
}

/// Dumps the schema of a URL into a file.
pub fn dump(url: &str, file: &Path) {
    let only = format!("--schema={}", postgres::schema_of(url));
    let into = format!("--file={}", file.display());
    tool("pg_dump", url, &["--format=custom", "--no-owner", &only, &into]);
}

/// Brings a dump back.
pub fn bring_back(url: &str, file: &Path) {
    let file = file.display().to_string();
    let how = ["--clean", "--if-exists", "--no-owner", "--single-transaction", &file];
    tool("pg_restore", url, &how);
}

/// A backup of a database that may be in use.
pub async fn back_up(data: &DataConfig, file: &Path) {
    match crate::ENGINE {
        Engine::Sqlite => {
            recovery::backup(data, file).await.unwrap();
        }
        Engine::Postgres => dump(&data.database_url, file),
    }
}

/// The disk of a database that nobody serves dies; its keys lie on another one.
pub async fn lose(url: &str, folder: &Path) {
    match crate::ENGINE {
        Engine::Sqlite => {
            for file in ["shop.db", "shop.db-wal", "shop.db-shm"] {
                let _ = std::fs::remove_file(folder.join(file));
            }
        }
        Engine::Postgres => {
            let pool = outside::raw(url).await;
            let lose = format!("drop schema {} cascade", postgres::schema_of(url));
            sqlx::query(sqlx::AssertSqlSafe(lose)).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }
}

/// Brings a backup back that nobody serves, with all that has to follow, and says what was said.
pub async fn restore(data: &DataConfig, file: &Path, clock: &Clock) -> String {
    let missing = Missing::Careful;
    let done = match crate::ENGINE {
        Engine::Sqlite => recovery::restore(data, file, clock, missing, &Seam::default()).await,
        Engine::Postgres => {
            bring_back(&data.database_url, file);
            recovery::finish(data, clock, missing).await
        }
    };
    done.unwrap()
}

impl Shop {
    /// A backup of its database, while it serves.
    pub async fn backup(&self, name: &str) -> PathBuf {
        let file = self.folder().join(name);
        back_up(&self.data(), &file).await;
        file
    }

    /// The disk of the closed shop's database dies.
    pub async fn lose_the_disk(&self) {
        lose(&self.urls().0, self.folder()).await;
    }

    /// Brings a backup of the closed shop back.
    pub async fn restore(&self, file: &Path) -> String {
        restore(&self.data(), file, self.clock()).await
    }
}
