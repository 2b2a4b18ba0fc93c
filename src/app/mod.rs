//! Wiring and loops: the only place where adapters meet. In reading order: [`start`] makes a shop
//! and [`running`] is one that runs. [`http`](mod@http) and [`loops::intake`] bring updates in as
//! [`incoming`], which is [`work`] for [`loops::processor`]: one transaction for everything that
//! waits. [`loops::relay`] and [`perform`] do what was decided. [`commands`] are the binary's short
//! doors.

pub mod clock;
pub mod commands;
pub(crate) mod consent;
mod decisions;
pub(crate) mod health;
pub mod http;
pub(crate) mod incoming;
pub(crate) mod known;
pub(crate) mod letter;
mod listener;
pub mod loops;
pub(crate) mod perform;
pub(crate) mod precheckout;
pub mod rates;
pub(crate) mod report;
pub mod running;
pub mod start;
pub(crate) mod stock;
pub(crate) mod unseen;
pub(crate) mod work;
