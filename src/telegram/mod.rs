//! The Bot API adapter: updates in, calls out.
//!
//! It knows Telegram's wire and the domain's words. It must not know the database, the locales or
//! when anything is sent: it reads one update, or makes one call, and says how that ended. In
//! reading order: [`updates`] and [`webhook`](mod@webhook) bring raw text, [`heard`] reads it once
//! ([`money`] and [`envelope`] say what must never be missed), [`route`] asks what a person meant
//! ([`command`], [`button`], [`typed`]), [`sender`] acts ([`call`] is the wire under it),
//! [`ledger`] reads back what Telegram booked, and [`error`] turns every refusal into a
//! [`Fault`](crate::domain::outcome::Fault).

pub mod bot_api;
pub mod call;
pub mod callback_data;
pub mod command;
pub mod envelope;
pub mod error;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod heard;
pub mod ledger;
mod loose;
pub mod markup;
pub mod money;
pub mod profile;
pub mod route;
pub mod typed;
pub mod updates;
pub mod webhook;

pub use bot_api::{BotApi, InvoiceSpec};
pub use call::{BadSettings, BotToken};
pub use heard::{Heard, Said, What};
pub use markup::{Markup, MarkupAction, MarkupButton};
pub use money::RawMoney;
pub use profile::Scope;
pub use route::{Rights, Router};
pub use teloxide::types::Me;
pub use updates::{ALLOWED_UPDATES, PollFault, Poller, RawUpdate};
pub use webhook::{WebhookInfo, WebhookSecret};

/// Messages that Telegram takes from a bot in a second (Bot FAQ, "How can I message all of my bot's
/// subscribers at once?").
pub const MESSAGES_PER_SECOND: u32 = 30;
