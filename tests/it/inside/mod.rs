//! Journeys that look or reach into the database: rows that no door of the shop writes, marks and
//! registers that nobody sees in a chat. What can be seen from outside is in `journeys`.

mod consents;
mod erased;
mod history;
mod outbox;
mod replacing;
mod restored;
mod unreadable;
mod updates;
