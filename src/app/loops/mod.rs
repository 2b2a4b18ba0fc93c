//! What runs as long as the shop does, each in a task of its own. In reading order: [`intake`]
//! polls for updates while this process has the [`seat`], and [`webhook_watch`] looks after the
//! other way in; [`processor`] decides; [`relay`] has effects performed, as long as the
//! [`lifeline`] holds; [`replies`] are what may be lost; [`reconcile`] reads Telegram's ledger
//! beside ours; [`sweeper`] deletes what is past its term. [`profile`] alone ends by itself.

pub(crate) mod intake;
pub(crate) mod lifeline;
pub(crate) mod processor;
pub(crate) mod profile;
pub(crate) mod reconcile;
pub mod relay;
pub(crate) mod replies;
pub(crate) mod seat;
pub(crate) mod sweeper;
pub(crate) mod webhook_watch;
