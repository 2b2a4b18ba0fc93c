//! Wiring and loops: the only place where adapters meet. In reading order: [`start`] makes a shop
//! and [`running`] is one that runs. [`http`](mod@http) and [`loops::intake`] bring updates in as
//! [`incoming`], which is [`work`] for [`loops::processor`]: one transaction for everything that
//! waits. [`loops::relay`] and [`perform`] do what was decided. [`commands`] are the binary's short
//! doors.

pub mod clock;
pub mod commands;
pub mod consent;
mod decisions;
pub mod health;
pub mod http;
pub mod incoming;
pub mod known;
pub mod letter;
pub mod loops;
pub mod perform;
pub mod precheckout;
pub mod rates;
pub mod report;
pub mod running;
pub mod start;
pub mod stock;
pub mod work;
