//! A Telegram shop for travel eSIMs that never loses a payment.
//!
//! Everything that happens is an event, everything done to the world is an effect, and one pure
//! function joins them; the transaction that decides an event is the one that acknowledges it.
//! Modules in reading order:

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
pub mod storage;
pub mod supplier;
pub mod telegram;
pub mod telemetry;
