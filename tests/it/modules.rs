// The modules that both engines try, listed once: `main.rs` and `../postgres.rs` include this list.
// What only one of them has stands in its own file, with the reason; `tidy` finds a file that is in
// no list.

mod bounds;
mod crashes;
mod demo;
mod inside;
mod journeys;
mod leases;
mod lives;
mod operator;
mod pressure;
mod recovery;
mod storage;
mod support;
mod webhooks;
