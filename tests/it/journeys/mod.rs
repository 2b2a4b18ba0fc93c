//! Journeys: whole conversations in which only chat, wallet and mailbox are visible, and the
//! database file at rest. A new journey is a few lines and reads like a chat; `support` has the
//! verbs. One file per theme, in the order in which a customer meets them.

mod admins;
mod agreeing;
mod asking;
mod buying;
mod cases;
mod erasing;
mod finding;
mod ledger;
mod letters;
mod menus;
mod owning;
mod paying;
mod refunds;
mod replacing;
mod restored;
mod strange;
mod talks;
mod trouble;
mod unreadable;
