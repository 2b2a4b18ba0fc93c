//! The integration tests once more, on PostgreSQL: the same files as in `it/`, with another engine
//! behind them. A binary of its own, so that each engine's tests are counted apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing"
)]

#[path = "it/support/postgres.rs"]
mod postgres;
#[path = "it/recovery/on_postgres.rs"]
mod recovery;

use qazaq_esim_bot::storage::seal::Master;
use qazaq_esim_bot::storage::{Engine, Store};

#[tokio::test]
async fn every_statement_prepares() {
    let (main, keys) = postgres::fresh();
    for _ in 0..2 {
        let store = Store::open(&main, &keys, Master::new(&[7; 32])).await.unwrap();
        assert_eq!(store.engine(), Engine::Postgres);
        assert!(store.prepare_all().await.unwrap() > 50);
        store.close().await;
    }
}
