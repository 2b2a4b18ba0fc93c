//! What only files have: settings that every connection of ours must be told, and a library that is
//! built into the binary. A server has its settings from whoever runs it, and `server` looks at
//! those.

use crate::support::outside::{Fresh, raw};

#[tokio::test]
async fn a_commit_is_on_the_disk_and_deleted_values_are_overwritten() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let pragmas = store.pragmas().await.unwrap();
    let found: Vec<(&str, &str)> =
        pragmas.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // synchronous 2 is FULL, secure_delete 1 is ON (SQLite, pragma).
    assert_eq!(
        found,
        [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("secure_delete", "1"),
            ("foreign_keys", "1")
        ]
    );
    store.close().await;
}

#[tokio::test]
async fn sqlite_is_new_enough() {
    let fresh = Fresh::new();
    let pool = raw(&fresh.main).await;
    let version: String =
        sqlx::query_scalar("select sqlite_version()").fetch_one(&pool).await.unwrap();
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "SQLite {version}");
}
