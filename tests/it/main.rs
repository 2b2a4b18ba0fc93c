//! The integration tests, one binary: the shop beside its pretend world, seen from outside, on
//! SQLite.
//!
//! `support` starts and stops shops and speaks for people; `journeys` are conversations that read
//! like a chat. Nothing here knows how the shop works inside: it looks at phones, the wallet, the
//! mailbox, and at rest at the database file. `../postgres.rs` has the same tests on the other
//! engine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::too_many_lines,
    unreachable_pub,
    reason = "a test says what is wrong by failing; a transcript is as long as its chat; \
              helpers are for the whole binary"
)]

/// The engine that shops of these tests have.
const ENGINE: qazaq_esim_bot::storage::Engine = qazaq_esim_bot::storage::Engine::Sqlite;

// The list of all that both engines try.
include!("modules.rs");

// Only here: what files alone have, and what asks no engine.
mod files;
mod inventory;
mod laws;
mod sabotage;
mod seams;
mod tidy;

// rustfmt does not follow an `include!`; it follows this, which is never compiled.
#[cfg(any())]
#[path = "modules.rs"]
mod modules;
