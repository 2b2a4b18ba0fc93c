//! How fast we speak: Telegram takes about 30 messages a second from a bot and about one a second
//! in a chat, with short bursts, and answers 429 beyond that. The relay asks here for its turn
//! before it performs what sends or edits. Money goes before the conversation, then what support
//! hears, and last the first answers to newcomers. In an admin's chat alerts and answers go before
//! what support hears, and of that each customer's words in turn.
//!
//! Answers to pre-checkouts, refunds and whatever is no message never ask. It must not know what is
//! sent. Time is the shop's own clock, so that tests move it.
//!
//! Where several processes serve one database they share the bucket of all chats: each draws its
//! turns in slices from a row ([`Turns`]). What one chat may hear stays with each process: the lane
//! of a chat is in one process's hands at a time.

mod shared;
mod waits;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::effect::Lane;
use crate::domain::time::{Millis, Stamp};
use crate::storage::rates::Turns;
use crate::telegram::MESSAGES_PER_SECOND;

use super::clock::Clock;
use shared::{Beat, Slots};
use waits::{First, Waits};

/// Chats that are remembered before the idle ones are forgotten.
const REMEMBERED: usize = 4_096;

/// So many different chats that were held back at once mean that the bot as a whole is.
const STORM: usize = 5;

/// At once: within this span.
const STORM_SPAN: Millis = Millis::seconds(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Messages a second over all; `None` is no limit.
    per_second: Option<u32>,
    /// In one chat; `None` is no limit.
    chat: Option<ChatPace>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ChatPace {
    every: Millis,
    burst: u32,
}

impl Pace {
    /// What Telegram grants every bot.
    pub const fn telegram() -> Self {
        Self::of(MESSAGES_PER_SECOND)
    }

    /// So many messages a second over all, and in a chat what Telegram grants; 0 is no limit.
    pub const fn of(per_second: u32) -> Self {
        if per_second == 0 {
            return Self::unlimited();
        }
        let chat = ChatPace { every: Millis::seconds(1), burst: 5 };
        Self { per_second: Some(per_second), chat: Some(chat) }
    }

    pub const fn unlimited() -> Self {
        Self { per_second: None, chat: None }
    }
}

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    Money,
    Conversation,
    /// What customers say to support.
    Bulk,
    /// The first answers to people who were never here.
    Newcomer,
}

/// How many ranks there are.
const RANKS: usize = 4;

impl Rank {
    const fn place(self) -> usize {
        match self {
            Self::Money => 0,
            Self::Conversation => 1,
            Self::Bulk => 2,
            Self::Newcomer => 3,
        }
    }
}

/// A bucket that fills at an even pace. It holds the moment until which it is used up: nothing runs
/// between two looks at it.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// The end of what was taken, in microseconds.
    spent_until: i64,
}

impl Bucket {
    const fn full() -> Self {
        Self { spent_until: i64::MIN }
    }

    /// How long until one may be taken, of `burst` that refill one in `every` microseconds.
    fn wait(self, now: i64, every: i64, burst: u32) -> i64 {
        let credit = every.saturating_mul(i64::from(burst.max(1)) - 1);
        // Never more than one refill, also after a clock that jumped back.
        self.spent_until.saturating_sub(credit).saturating_sub(now).clamp(0, every)
    }

    fn take(&mut self, now: i64, every: i64) {
        self.spent_until = self.spent_until.max(now).saturating_add(every);
    }
}

#[derive(Debug)]
struct Chat {
    bucket: Bucket,
    /// Telegram said so: nothing before.
    held_until: Stamp,
    /// How many wait in this chat that go before what support hears.
    first: usize,
    /// What support hears stands here in its order.
    queue: Arc<tokio::sync::Mutex<()>>,
}

impl Chat {
    fn new() -> Self {
        let (bucket, held_until) = (Bucket::full(), Stamp(i64::MIN));
        Self { bucket, held_until, first: 0, queue: Arc::default() }
    }

    /// Whether nobody waits here, and nothing is to be waited for.
    fn is_idle(&self, now: Stamp) -> bool {
        let over = self.bucket.spent_until <= micros(now) && self.held_until <= now;
        over && self.first == 0 && Arc::strong_count(&self.queue) == 1
    }
}

#[derive(Debug)]
struct State {
    overall: Bucket,
    chats: HashMap<Lane, Chat>,
    /// The bot as a whole was held back.
    held_until: Stamp,
    /// Chats that were held back lately, and when.
    held: VecDeque<(Stamp, Lane)>,
    /// How many wait for the overall bucket, by rank.
    waiting: [usize; RANKS],
    /// Turns drawn from the row that all processes share.
    slots: Slots,
}

#[derive(Debug)]
pub struct Rates {
    pace: Pace,
    clock: Clock,
    state: Mutex<State>,
    /// One of each rank waits for the overall bucket; the others stand behind it, in their order.
    gates: [tokio::sync::Mutex<()>; RANKS],
    /// The row that all processes share, where there are others.
    turns: Option<Turns>,
    /// One asks it at a time.
    asking: tokio::sync::Mutex<()>,
}

/// What became of the wish for a turn.
enum Turn {
    Taken,
    Wait(Millis),
    /// So many are to be drawn from the row.
    Draw(i64, Beat),
}

fn micros(at: Stamp) -> i64 {
    at.0.saturating_mul(1_000)
}

/// Rounded up: a turn is never taken early.
const fn millis(micros: i64) -> Millis {
    Millis((micros + 999) / 1_000)
}

impl Rates {
    /// Limits of this pace, by this clock, drawn from a row where there is one.
    pub fn new(pace: Pace, clock: Clock, turns: Option<Turns>) -> Self {
        let state = State {
            overall: Bucket::full(),
            chats: HashMap::new(),
            held_until: Stamp(i64::MIN),
            held: VecDeque::new(),
            waiting: [0; RANKS],
            slots: Slots::none(),
        };
        let (state, gates) = (Mutex::new(state), Default::default());
        Self { pace, clock, state, gates, turns, asking: tokio::sync::Mutex::default() }
    }

    pub async fn turn(&self, chat: &Lane, rank: Rank) {
        let queue = (rank == Rank::Bulk).then(|| self.queue_of(chat));
        let _place = match &queue {
            Some(queue) => Some(queue.lock().await),
            None => None,
        };
        {
            let _first = First::begin(self, chat, rank);
            loop {
                let wait = self.chat_turn(chat, rank);
                if wait.0 == 0 {
                    break;
                }
                self.clock.passed(self.clock.now(), wait).await;
            }
        }
        let [money, conversation, bulk, newcomer] = &self.gates;
        let gate = match rank {
            Rank::Money => money,
            Rank::Conversation => conversation,
            Rank::Bulk => bulk,
            Rank::Newcomer => newcomer,
        };
        let _waits = Waits::begin(self, rank);
        let _first = gate.lock().await;
        loop {
            match self.overall_turn(rank) {
                Turn::Taken => return,
                Turn::Wait(wait) => self.clock.passed(self.clock.now(), wait).await,
                Turn::Draw(count, beat) => self.draw(count, beat).await,
            }
        }
    }

    /// Draws turns from the row. Where that cannot be done this process goes on by itself for a
    /// while, slowly: a database in trouble keeps no invoice back.
    async fn draw(&self, count: i64, beat: Beat) {
        let Some(turns) = &self.turns else { return };
        let Ok(_one) = self.asking.try_lock() else {
            // Another one does; then it is looked at again.
            drop(self.asking.lock().await);
            return;
        };
        // A crash after this loses a slice. That costs a tenth of a second of the pace.
        let drawn = turns.take(count.saturating_mul(beat.every), self.clock.manual_now()).await;
        let now = self.clock.now();
        let mut state = self.state.lock();
        match drawn {
            Ok(slice) => {
                state.slots.put(now, slice, count, beat);
                if slice.held.0 > 0 {
                    state.held_until = state.held_until.max(now + slice.held);
                }
            }
            Err(error) => {
                state.slots.go_on_alone(now);
                drop(state);
                tracing::warn!(%error, "the common pace is not known now; this process slows down");
            }
        }
    }

    fn queue_of(&self, chat: &Lane) -> Arc<tokio::sync::Mutex<()>> {
        let mut state = self.state.lock();
        Arc::clone(&state.chats.entry(chat.clone()).or_insert_with(Chat::new).queue)
    }

    fn chat_turn(&self, chat: &Lane, rank: Rank) -> Millis {
        let now = self.clock.now();
        let mut state = self.state.lock();
        if self.pace.chat.is_none() && state.chats.is_empty() {
            return Millis(0);
        }
        // Only idle chats are forgotten: one that must wait keeps its wait.
        if state.chats.len() >= REMEMBERED && !state.chats.contains_key(chat) {
            state.chats.retain(|_, chat| !chat.is_idle(now));
        }
        let found = state.chats.entry(chat.clone()).or_insert_with(Chat::new);
        let held = found.held_until.0.saturating_sub(now.0).max(0);
        if held > 0 {
            return Millis(held);
        }
        let Some(pace) = self.pace.chat else { return Millis(0) };
        let every = pace.every.0.saturating_mul(1_000);
        let wait = found.bucket.wait(micros(now), every, pace.burst);
        if rank == Rank::Bulk && found.first > 0 {
            return millis(wait.max(every));
        }
        if wait == 0 {
            found.bucket.take(micros(now), every);
        }
        millis(wait)
    }

    fn overall_turn(&self, rank: Rank) -> Turn {
        let now = self.clock.now();
        let mut state = self.state.lock();
        let held = state.held_until.0.saturating_sub(now.0).max(0);
        if held > 0 && rank != Rank::Money {
            return Turn::Wait(Millis(held));
        }
        let Some(per_second) = self.pace.per_second else { return Turn::Taken };
        let beat = Beat::of(per_second);
        let first = state.waiting.iter().take(rank.place()).all(|waiting| *waiting == 0);
        let alone = state.slots.alone(now);
        if self.turns.is_some() && !alone {
            return match state.slots.wait(now, beat) {
                Some(0) if first => {
                    state.slots.take();
                    Turn::Taken
                }
                None if first => {
                    let waiting = state.waiting.iter().sum();
                    Turn::Draw(beat.slice(waiting), beat)
                }
                wait => Turn::Wait(millis(wait.unwrap_or(0).max(beat.every))),
            };
        }
        let beat = if alone { beat.cautious() } else { beat };
        let wait = state.overall.wait(micros(now), beat.every, beat.burst);
        if wait == 0 && first {
            state.overall.take(micros(now), beat.every);
            return Turn::Taken;
        }
        Turn::Wait(millis(wait.max(beat.every)))
    }

    /// Telegram said 429 in this chat, which waits alone. Many chats at once mean the bot as a
    /// whole: then everything but money waits.
    pub fn held_back(&self, chat: &Lane, after: Millis) {
        let now = self.clock.now();
        let until = now + after;
        let mut state = self.state.lock();
        let found = state.chats.entry(chat.clone()).or_insert_with(Chat::new);
        found.held_until = found.held_until.max(until);
        state.held.retain(|(at, known)| now.since(*at) < STORM_SPAN && known != chat);
        state.held.push_back((now, chat.clone()));
        if state.held.len() >= STORM {
            state.held.clear();
            state.held_until = state.held_until.max(until);
            drop(state);
            self.tell_others(after);
            tracing::warn!("Telegram holds many chats back; only money goes on");
        }
    }

    /// Other processes are held back too. If that cannot be told now, each finds out by itself.
    fn tell_others(&self, after: Millis) {
        let Some(turns) = self.turns.clone() else { return };
        let at = self.clock.manual_now();
        tokio::spawn(async move {
            if let Err(error) = turns.hold(after, at).await {
                tracing::debug!(%error, "other processes were not told that the bot is held back");
            }
        });
    }
}

#[cfg(test)]
pub(crate) mod tests;
