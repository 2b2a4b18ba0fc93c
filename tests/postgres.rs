//! The integration tests once more, on PostgreSQL: the same files as in `it/`, with another engine
//! behind them. A binary of its own, so that each engine's tests are counted apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::too_many_lines,
    unreachable_pub,
    dead_code,
    reason = "a test says what is wrong by failing; a transcript is as long as its chat; what \
              serves files alone is not used here; helpers are for the whole binary"
)]

/// The engine that shops of these tests have.
const ENGINE: qazaq_esim_bot::storage::Engine = qazaq_esim_bot::storage::Engine::Postgres;

// The list of all that both engines try.
include!("it/modules.rs");

// Only here: what a server alone has.
#[path = "it/server/mod.rs"]
mod server;
