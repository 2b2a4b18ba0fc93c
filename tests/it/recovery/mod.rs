//! Going back and going on: backups, restores and what they hold, key stores that do not fit,
//! updates that failed once, a clock that jumps, by what people are found. Here the database is
//! looked at from outside and the commands are called as the binary calls them. What files alone
//! have is in `files`, a server's own in `server`.

pub mod books;
mod cases;
mod clocks;
mod drill;
mod erased;
mod failures;
mod lookups;
mod lost_keys;
mod matrix;
mod outbox;
mod reimports;
mod undecided;
