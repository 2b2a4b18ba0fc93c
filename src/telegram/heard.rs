//! One update, read once: money first and by tolerant eyes, then who sent it from where, and only
//! then what teloxide makes of the rest. It must not know orders, marks of payloads, or where the
//! conversation is.

use std::fmt::Write as _;

use dptree::deps;
use dptree::prelude::DependencyMap;
use serde_json::value::RawValue;
use teloxide::types::{Update, UpdateKind};

use super::envelope::{self, ChatKind, Kind};
use super::loose::LooseUpdate;
use super::money::{self, RawMoney};
use super::route;
use crate::domain::ids::{QueryId, TelegramId};

/// An update as far as it can be read without the database.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Its kind, a word for the metrics.
    pub word: &'static str,
    /// The language tag of whoever sent it (BCP 47).
    pub language_code: Option<String>,
    pub what: What,
}

/// What is in an update.
#[derive(Debug)]
pub(crate) enum What {
    /// A pre-checkout, a payment or a refund, whatever else is odd about the update.
    Money(RawMoney),
    /// Something that a person did in a private chat.
    Said(TelegramId, Said),
    /// The bot is in this group or channel and should leave it.
    Leave(TelegramId),
    /// Nothing for us: another bot, a group the bot was thrown out of, a kind nobody asked for,
    /// broken JSON.
    Nothing,
}

impl Heard {
    /// Reads the raw text of one update. Total: whatever came, there is an answer.
    pub(crate) fn read(raw: &str) -> Self {
        let nothing = Self { word: "unreadable", language_code: None, what: What::Nothing };
        let Ok(update) = serde_json::from_str::<LooseUpdate>(raw) else { return nothing };
        let outside = envelope::of_update(&update);
        let language_code = outside.as_ref().and_then(|outside| outside.language_code.clone());
        if let Some(money) = money::of_update(update) {
            return Self { word: money.as_str(), language_code, what: What::Money(money) };
        }
        let Some(outside) = outside else { return nothing };
        let word = outside.kind.as_str();
        let what = match (outside.chat, outside.from) {
            (Some((chat, ChatKind::Group | ChatKind::Channel)), _) => match outside.kind {
                // The last thing heard of a place that the bot was thrown out of.
                Kind::Member(false) => What::Nothing,
                Kind::Message(_)
                | Kind::Pinned(_)
                | Kind::Edited
                | Kind::Press(..)
                | Kind::Member(true)
                | Kind::Post
                | Kind::Money
                | Kind::Other => What::Leave(chat),
            },
            // The bot itself is the author of that line; the chat has the id of its person.
            (Some((person, ChatKind::Private)), _) if matches!(outside.kind, Kind::Pinned(_)) => {
                What::Said(person, Said { kind: outside.kind, inside: None })
            }
            (Some((_, ChatKind::Private)) | None, Some(person)) if !outside.is_bot => {
                Said::read(raw, outside.kind).map_or(What::Nothing, |said| What::Said(person, said))
            }
            (Some((_, ChatKind::Private)) | None, _) => What::Nothing,
        };
        Self { word, language_code, what }
    }
}

/// What a person did, for the [`Router`](super::Router). Its `Debug` does not show what was
/// written.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// What the outside of the update says of it.
    pub(super) kind: Kind,
    /// What teloxide read, where it is needed and could be read.
    pub(super) inside: Option<DependencyMap>,
}

impl Said {
    /// `None` for what no person does in a chat. A press says all by itself, and comes with the
    /// whole screen it stands on: that is read only where a message above it matters.
    fn read(raw: &str, kind: Kind) -> Option<Self> {
        match &kind {
            Kind::Post | Kind::Money | Kind::Other => return None,
            Kind::Press(.., data) if !route::turns(data.as_deref()) => {
                return Some(Self { kind, inside: None });
            }
            Kind::Message(_)
            | Kind::Pinned(_)
            | Kind::Edited
            | Kind::Press(..)
            | Kind::Member(_) => {}
        }
        let update: Option<Update> = serde_json::from_str(raw).ok().or_else(|| renumbered(raw));
        let update = update.filter(|update| !matches!(update.kind, UpdateKind::Error(_)));
        Some(Self { kind, inside: update.map(|update| deps![update]) })
    }

    /// The query of a press, if this is one.
    pub(crate) const fn pressed(&self) -> Option<&QueryId> {
        if let Kind::Press(query, ..) = &self.kind { Some(query) } else { None }
    }
}

/// teloxide's update ids end at 32 bits and Telegram's do not: the id, already read, becomes 0. The
/// text is put together again because teloxide reads updates from text alone.
fn renumbered(raw: &str) -> Option<Update> {
    let fields: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(raw).ok()?;
    let mut text = String::from("{\"update_id\":0");
    for (name, value) in fields.iter().filter(|(name, _)| *name != "update_id") {
        write!(text, ",{}:{}", serde_json::to_string(name).ok()?, value.get()).ok()?;
    }
    text.push('}');
    serde_json::from_str(&text).ok()
}
