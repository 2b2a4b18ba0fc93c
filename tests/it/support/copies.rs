//! A backup of a test's shop and its way back, as the owner of each engine goes it: the shop's own
//! commands with a file, the server's tools and `restore --finish` with a server. It must not know
//! what is tested.

use std::path::{Path, PathBuf};
use std::process::Command;

use qazaq_esim_bot::app::commands::recovery::{self, Missing};
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

impl Shop {
    /// A backup of its database, while it serves.
    pub async fn backup(&self, name: &str) -> PathBuf {
        let file = self.folder().join(name);
        match crate::ENGINE {
            Engine::Sqlite => {
                recovery::backup(&self.data(), &file).await.unwrap();
            }
            Engine::Postgres => dump(&self.urls().0, &file),
        }
        file
    }

    /// The disk of the closed shop's database dies; its keys lie on another one.
    pub async fn lose_the_disk(&self) {
        match crate::ENGINE {
            Engine::Sqlite => {
                for file in ["shop.db", "shop.db-wal", "shop.db-shm"] {
                    let _ = std::fs::remove_file(self.folder().join(file));
                }
            }
            Engine::Postgres => {
                let pool = outside::raw(&self.urls().0).await;
                let schema = postgres::schema_of(&self.urls().0);
                let lose = sqlx::AssertSqlSafe(format!("drop schema {schema} cascade"));
                sqlx::query(lose).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
    }

    /// Brings a backup of the closed shop back, with all that has to follow, and says what was
    /// said.
    pub async fn restore(&self, file: &Path) -> String {
        let (data, clock, missing) = (self.data(), self.clock(), Missing::Careful);
        let done = match crate::ENGINE {
            Engine::Sqlite => {
                recovery::restore(&data, file, clock, missing, &Seam::default()).await
            }
            Engine::Postgres => {
                bring_back(&self.urls().0, file);
                recovery::finish(&data, clock, missing).await
            }
        };
        done.unwrap()
    }
}
