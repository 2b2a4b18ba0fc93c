//! The Bot API adapter: updates in, calls out.
//!
//! It knows Telegram's wire and the domain's words. It must not know the database, the locales or
//! when anything is sent: it reads one update, or makes one call, and says how that ended. In
//! reading order: [`updates`] and [`webhook`](mod@webhook) bring raw text, [`heard`] reads it once
//! ([`money`] and [`envelope`] say what must never be missed), [`route`] asks what a person meant
//! ([`command`], [`button`], [`typed`]), [`sender`] acts ([`call`] is the wire under it),
//! [`ledger`] reads back what Telegram booked and [`balance`] what the bot has, and [`error`] turns
//! every refusal into a [`Fault`](crate::domain::outcome::Fault).

mod balance;
pub(crate) mod bot_api;
pub(crate) mod call;
pub mod callback_data;
pub mod command;
pub(crate) mod envelope;
pub(crate) mod error;
#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod heard;
pub(crate) mod ledger;
mod loose;
pub(crate) mod markup;
mod missive;
pub(crate) mod money;
pub(crate) mod profile;
pub(crate) mod route;
pub(crate) mod typed;
pub(crate) mod updates;
pub(crate) mod webhook;

pub(crate) use bot_api::{BotApi, InvoiceSpec};
pub use call::{BadSettings, BotToken};
pub(crate) use heard::{Heard, Said, What};
pub(crate) use markup::{Markup, MarkupAction, MarkupButton};
pub(crate) use money::RawMoney;
pub(crate) use profile::Scope;
pub(crate) use route::{Rights, Router};
pub(crate) use teloxide::types::Me;
pub use updates::{ALLOWED_UPDATES, PollFault, Poller, RawUpdate};
pub use webhook::{WebhookInfo, WebhookSecret};

/// Messages that Telegram takes from a bot in a second (Bot FAQ, "How can I message all of my bot's
/// subscribers at once?").
pub(crate) const MESSAGES_PER_SECOND: u32 = 30;
