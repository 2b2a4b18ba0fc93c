//! All that exists in the pretend world, in one place.
//!
//! Sub-modules add what can happen to it: `people.rs`, `chats.rs`, `money.rs`, `profile.rs`,
//! `updates.rs`, and `view.rs` to show it. Nothing here waits or speaks to a socket.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chats::{File, Message};
use super::history::Seen;
use super::mail::Mail;
use super::money::Money;
use super::people::Person;
use super::profile::Profile;
use super::updates::Updates;
use super::webhook::Webhook;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::offers::Offer;

/// The bot as Telegram knows it.
#[derive(Clone)]
pub struct BotAccount {
    /// Its id, the number before the colon of its token.
    pub id: i64,
    /// Its username, without `@`.
    pub username: String,
    /// Its whole token, a secret even here: a client may run against this world with a real one.
    pub token: String,
    /// Where its Bot API is, for the page.
    pub api_url: String,
}

impl std::fmt::Debug for BotAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BotAccount").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A group or a channel; a test or a raw update brings it in.
#[derive(Clone, Debug)]
pub struct Group {
    /// `group`, `supergroup` or `channel`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Its name in addresses, without `@`.
    pub username: Option<String>,
    /// How people stand in it; who is not named is not in it.
    pub members: BTreeMap<i64, Membership>,
    /// Whether the bot has left it.
    pub left: bool,
}

impl Group {
    /// A group of nobody but the bot.
    pub fn new(kind: &str, title: &str, username: Option<&str>) -> Self {
        Self {
            kind: kind.to_owned(),
            title: title.to_owned(),
            username: username.map(str::to_owned),
            members: BTreeMap::new(),
            left: false,
        }
    }
}

/// How somebody stands in a group or a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// Whose it is.
    Creator,
    /// Who leads it.
    Administrator,
    /// Who is in it.
    Member,
    /// Who is not, or not any more.
    Left,
    /// Who was sent away.
    Kicked,
}

/// A call of the Bot API, kept for the tests.
#[derive(Clone, Debug)]
pub struct CallRecord {
    /// When, unix milliseconds.
    pub at: i64,
    /// The method by its canonical name.
    pub method: String,
    /// What was asked, files left out.
    pub params: Value,
    /// Whether it was done.
    pub ok: bool,
    /// Why not, in Telegram's words.
    pub error: Option<String>,
    /// What Telegram would let pass and was hardly meant: fields that nobody knows.
    pub warnings: Vec<String>,
    /// Whether the caller got the answer: `false` where a fault cut or swallowed it.
    pub heard: bool,
}

impl CallRecord {
    /// A call of which nothing is known yet but the method.
    pub fn of(method: &str) -> Self {
        Self {
            at: 0,
            method: method.to_owned(),
            params: Value::Null,
            ok: false,
            error: None,
            warnings: Vec::new(),
            heard: false,
        }
    }
}

/// A picture or a document that was put before a person.
#[derive(Clone, Debug)]
pub struct Shown {
    /// When, unix milliseconds.
    pub at: i64,
    /// In which chat.
    pub chat: i64,
    /// In which message.
    pub message_id: i64,
    /// Which file.
    pub file_id: String,
    /// The text beside it, without markup.
    pub caption: String,
    /// The addresses that its buttons open.
    pub links: Vec<String>,
    /// Whether it is a photo; otherwise a document.
    pub photo: bool,
}

/// Everything there is. Not printable: it holds a whole world's words and secrets.
pub struct State {
    /// The clock.
    pub clock: Clock,
    /// The bot.
    pub bot: BotAccount,
    /// Its names, texts and menus.
    pub profile: Profile,
    /// People by id.
    pub people: BTreeMap<i64, Person>,
    /// Groups and channels by id.
    pub groups: BTreeMap<i64, Group>,
    /// All messages ever by chat, in the order they appeared.
    pub messages: BTreeMap<i64, Vec<Message>>,
    /// What each chat showed, in the order it was seen.
    pub history: BTreeMap<i64, Vec<Seen>>,
    /// The messages that are pinned in each chat, the newest last.
    pub pinned: BTreeMap<i64, Vec<i64>>,
    /// The bot's reactions by chat and message: an emoji each.
    pub reactions: BTreeMap<(i64, i64), String>,
    /// Files by `file_id`.
    pub files: BTreeMap<String, File>,
    /// Pictures and documents that were shown.
    pub shown: Vec<Shown>,
    /// Balances, invoices, payments.
    pub money: Money,
    /// Button presses by their id.
    pub callbacks: BTreeMap<String, Callback>,
    /// What waits for the bot.
    pub updates: Updates,
    /// Where updates are delivered to, if they are not fetched.
    pub webhook: Option<Webhook>,
    /// How often a webhook was set.
    pub webhooks: u64,
    /// What goes wrong.
    pub faults: Faults,
    /// Calls of the Bot API.
    pub calls: Vec<CallRecord>,
    /// Mails that arrived.
    pub mails: Vec<Mail>,
    /// Whether what Telegram does not have is refused; otherwise it is a warning of the call.
    pub strict: bool,
    /// How long every Bot API answer is on its way.
    pub latency: std::time::Duration,
    /// How far the clocks of its people are from UTC, in minutes.
    pub utc_offset_minutes: Option<i32>,
    /// What the page offers beside the world.
    pub offers: Vec<Offer>,
    /// The last message id given.
    pub last_message_id: i64,
    /// Source of ids that only look random.
    pub chance: Chance,
}

/// A press of a callback button.
#[derive(Clone, Debug)]
pub struct Callback {
    /// Who pressed.
    pub person: i64,
    /// When, unix milliseconds.
    pub at: i64,
    /// Whether the bot answered.
    pub answered: bool,
}

impl State {
    /// An empty world: no people, one bot.
    pub fn new(
        clock: Clock,
        bot: BotAccount,
        provider_token: String,
        seed: u64,
        start_update_id: i64,
    ) -> Self {
        let mut chance = Chance(seed);
        Self {
            clock,
            bot,
            profile: Profile::default(),
            people: BTreeMap::new(),
            groups: BTreeMap::new(),
            messages: BTreeMap::new(),
            history: BTreeMap::new(),
            pinned: BTreeMap::new(),
            reactions: BTreeMap::new(),
            files: BTreeMap::new(),
            shown: Vec::new(),
            money: Money::new(provider_token),
            callbacks: BTreeMap::new(),
            updates: Updates::new(start_update_id),
            webhook: None,
            webhooks: 0,
            faults: Faults::default(),
            calls: Vec::new(),
            mails: Vec::new(),
            strict: true,
            latency: std::time::Duration::ZERO,
            utc_offset_minutes: None,
            offers: Vec::new(),
            last_message_id: 100 + chance.below(900),
            chance,
        }
    }

    /// Now, unix milliseconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Adds a group or a channel, with the bot in it.
    pub fn add_group(&mut self, kind: &str, title: &str, username: Option<&str>) -> i64 {
        let lowest = self.groups.keys().next().copied().unwrap_or_default();
        let id = lowest.min(-1_000_000_000_000) - 1;
        self.groups.insert(id, Group::new(kind, title, username));
        id
    }

    /// Keeps a call that was done, or refused for `error`. An empty poll is no news; a busy world
    /// would drown in them.
    pub fn record(&mut self, call: CallRecord) {
        let ok = call.error.is_none();
        if call.method != "getUpdates" || !ok {
            self.calls.push(CallRecord { at: self.now(), ok, ..call });
        }
    }
}

/// Seeded chance (splitmix64), so that a run can be repeated: nothing in the world is a secret.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// The chance that begins with this seed.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including `limit` (at least 1).
    pub fn below(&mut self, limit: i64) -> i64 {
        let limit = u64::try_from(limit).unwrap_or(1).max(1);
        i64::try_from(self.bits() % limit).unwrap_or(0)
    }

    /// A number of 18 digits, as Telegram's query ids look.
    pub fn query_id(&mut self) -> String {
        (100_000_000_000_000_000 + self.below(800_000_000_000_000_000)).to_string()
    }

    /// So many letters and digits, as Telegram's file and charge ids look.
    pub fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..count)
            .filter_map(|_| {
                let at = usize::try_from(self.bits() % 64).ok()?;
                LETTERS.get(at).map(|letter| char::from(*letter))
            })
            .collect()
    }
}
