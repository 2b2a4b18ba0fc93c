//! A Telegram shop for travel eSIMs that never loses a payment.
//!
//! Everything that happens is an event, everything done to the world is an effect, and one pure
//! function joins them; the transaction that decides an event is the one that acknowledges it.
//! Modules in reading order:
//!
//! 1. [`domain`] decides: values, the two money machines, the conversation, all of it pure.
//! 2. [`telegram`] reads updates and calls the Bot API.
//! 3. [`storage`] is the database: SQL and nothing else.
//! 4. [`supplier`] is where eSIMs come from, and reads the files of plans and stock.
//! 5. [`i18n`] writes what is said in Kazakh, Russian and English.
//! 6. [`mail`] sends one letter.
//! 7. [`receipt`] hands a receipt to the owner's hook.
//! 8. [`qr`] draws an activation code.
//! 9. [`chart`] draws the statistics.
//! 10. [`config`] reads the settings once and says all that is wrong with them.
//! 11. [`telemetry`] has the logs and the metrics.
//! 12. [`lru`] keeps copies of rows in memory, up to a bound.
//! 13. [`app`] joins them all: start, loops, and the short commands of the binary.
//! 14. `demo` runs the shop beside its pretend world (feature `demo`).

#[macro_use]
mod macros;

pub mod app;
pub mod chart;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod domain;
pub mod i18n;
pub mod lru;
pub mod mail;
pub mod qr;
pub mod receipt;
pub mod storage;
pub mod supplier;
pub mod telegram;
pub mod telemetry;
