//! Journeys: whole conversations in which only chat, wallet and mailbox are visible, and the
//! owner's books. A new journey is a few lines and reads like a chat; `support` has the verbs. One
//! file per theme. What looks into the database is in `inside`; `tidy` keeps it there.

mod admins;
mod agreeing;
mod approvals;
mod asking;
mod buying;
mod cases;
pub mod erasing;
mod finding;
pub mod ledger;
mod letters;
mod menus;
mod opening;
mod owning;
mod paying;
mod refunds;
pub mod strange;
mod talks;
pub mod trouble;
