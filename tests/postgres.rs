//! The integration tests once more, on PostgreSQL: the same files as in `it/`, with another engine
//! behind them. A binary of its own, so that each engine's tests are counted apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    reason = "a test says what is wrong by failing; what serves files alone is not used here"
)]

/// The engine that shops of these tests have.
const ENGINE: Engine = Engine::Postgres;

#[path = "it/bounds.rs"]
mod bounds;
#[path = "it/crashes"]
mod crashes {
    pub mod buyers;
    mod calls;
    mod cutoff;
    pub mod fleet;
    mod killed;
    mod life;
    mod parts;
    mod points;
    mod race;
    mod replicas;
    mod rolling;
    mod scripts;
    mod takeover;
    mod twice;
    mod updates;
}
#[path = "it/journeys/mod.rs"]
mod journeys;
#[path = "it/leases.rs"]
mod leases;
#[path = "it/lives/mod.rs"]
mod lives;
#[path = "it/operator.rs"]
mod operator;
#[path = "it/pressure.rs"]
mod pressure;
#[path = "it/recovery"]
mod recovery {
    mod books;
    mod cases;
    mod clocks;
    mod drill;
    mod erased;
    mod failures;
    mod lost_keys;
    mod on_postgres;
    mod outbox;
    mod undecided;
}
#[path = "it/server/mod.rs"]
mod server;
#[path = "it/storage"]
mod storage {
    mod imports;
    mod migrations;
    mod seals;
    mod statements;
}
#[path = "it/support/mod.rs"]
mod support;
#[path = "it/webhooks/mod.rs"]
mod webhooks;

use qazaq_esim_bot::storage::Engine;
