//! The integration tests, one binary: the shop beside its pretend world, seen from outside.
//!
//! `support` starts and stops shops and speaks for people; `journeys` are conversations that read
//! like a chat. Nothing here knows how the shop works inside: it looks at phones, the wallet, the
//! mailbox, and at rest at the database file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing"
)]

/// The engine that shops of these tests have; `../postgres.rs` has the same tests with the other one.
const ENGINE: qazaq_esim_bot::storage::Engine = qazaq_esim_bot::storage::Engine::Sqlite;

mod bounds;
mod crashes;
mod journeys;
mod laws;
mod leases;
mod lives;
mod operator;
mod pressure;
mod recovery;
mod sabotage;
mod storage;
mod support;
mod tidy;
mod webhooks;
