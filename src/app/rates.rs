//! How fast we speak: Telegram takes about 30 messages a second from a bot and about one a second in a
//! chat, with short bursts, and answers 429 beyond that. The relay asks here for its turn before it
//! performs what sends or edits. Money goes before the conversation, and both before bulk.
//!
//! Answers to pre-checkouts, refunds and whatever is no message never ask. It must not know what is
//! sent. Time is the shop's own clock, so that tests move it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::domain::time::{Millis, Stamp};

use super::clock::Clock;

/// Messages that Telegram takes from a bot in a second (Bot FAQ, "How can I message all of my bot's
/// subscribers at once?").
pub const TELEGRAM_PER_SECOND: u32 = 30;

/// Chats that are remembered before the idle ones are forgotten.
const REMEMBERED: usize = 4_096;

/// So many different chats that were held back at once mean that the bot as a whole is.
const STORM: usize = 5;

/// At once: within this span.
const STORM_SPAN: Millis = Millis::seconds(1);

/// How fast a shop may speak.
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
        Self::of(TELEGRAM_PER_SECOND)
    }

    /// So many messages a second over all, and in a chat what Telegram grants; 0 is no limit.
    pub const fn of(per_second: u32) -> Self {
        if per_second == 0 {
            return Self::unlimited();
        }
        let chat = ChatPace { every: Millis::seconds(1), burst: 5 };
        Self { per_second: Some(per_second), chat: Some(chat) }
    }

    /// No limit: for a world that has none.
    pub const fn unlimited() -> Self {
        Self { per_second: None, chat: None }
    }
}

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Invoices, cards, QRs.
    Money,
    /// The conversation.
    Conversation,
    /// Notes to admins and the like.
    Bulk,
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
}

#[derive(Debug)]
struct State {
    overall: Bucket,
    chats: HashMap<String, Chat>,
    /// The bot as a whole was held back.
    held_until: Stamp,
    /// Chats that were held back lately, and when.
    held: VecDeque<(Stamp, String)>,
    /// How many wait for the overall bucket, by rank.
    money: usize,
    conversation: usize,
}

/// The limits in force.
#[derive(Debug)]
pub struct Rates {
    pace: Pace,
    clock: Clock,
    state: Mutex<State>,
    /// One of each rank waits for the overall bucket; the others stand behind it, in their order.
    gates: [tokio::sync::Mutex<()>; 3],
}

fn micros(at: Stamp) -> i64 {
    at.0.saturating_mul(1_000)
}

/// Rounded up: a turn is never taken early.
const fn millis(micros: i64) -> Millis {
    Millis((micros + 999) / 1_000)
}

impl Rates {
    /// Limits of this pace, by this clock.
    pub fn new(pace: Pace, clock: Clock) -> Self {
        let state = State {
            overall: Bucket::full(),
            chats: HashMap::new(),
            held_until: Stamp(i64::MIN),
            held: VecDeque::new(),
            money: 0,
            conversation: 0,
        };
        Self { pace, clock, state: Mutex::new(state), gates: Default::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when this chat may be spoken to: first the chat's own turn, then one of all.
    pub async fn turn(&self, chat: &str, rank: Rank) {
        loop {
            let wait = self.chat_turn(chat);
            if wait.0 == 0 {
                break;
            }
            self.clock.until(self.clock.now().plus(wait)).await;
        }
        let [money, conversation, bulk] = &self.gates;
        let gate = match rank {
            Rank::Money => money,
            Rank::Conversation => conversation,
            Rank::Bulk => bulk,
        };
        let _first = gate.lock().await;
        let _waits = Waits::begin(self, rank);
        loop {
            let wait = self.overall_turn(rank);
            if wait.0 == 0 {
                return;
            }
            self.clock.until(self.clock.now().plus(wait)).await;
        }
    }

    fn chat_turn(&self, chat: &str) -> Millis {
        let now = self.clock.now();
        let mut state = self.state();
        if self.pace.chat.is_none() && state.chats.is_empty() {
            return Millis(0);
        }
        if state.chats.len() >= REMEMBERED && !state.chats.contains_key(chat) {
            let before = micros(now);
            state.chats.retain(|_, chat| chat.bucket.spent_until > before || chat.held_until > now);
        }
        let found = state
            .chats
            .entry(chat.to_owned())
            .or_insert(Chat { bucket: Bucket::full(), held_until: Stamp(i64::MIN) });
        let held = found.held_until.0.saturating_sub(now.0).max(0);
        if held > 0 {
            return Millis(held);
        }
        let Some(pace) = self.pace.chat else { return Millis(0) };
        let every = pace.every.0.saturating_mul(1_000);
        let wait = found.bucket.wait(micros(now), every, pace.burst);
        if wait == 0 {
            found.bucket.take(micros(now), every);
        }
        millis(wait)
    }

    fn overall_turn(&self, rank: Rank) -> Millis {
        let now = self.clock.now();
        let mut state = self.state();
        let held = state.held_until.0.saturating_sub(now.0).max(0);
        if held > 0 && rank != Rank::Money {
            return Millis(held);
        }
        let Some(per_second) = self.pace.per_second else { return Millis(0) };
        let every = 1_000_000 / i64::from(per_second.max(1));
        let first = match rank {
            Rank::Money => true,
            Rank::Conversation => state.money == 0,
            Rank::Bulk => state.money == 0 && state.conversation == 0,
        };
        // A tenth of a second's worth may go at once; more would be a burst that Telegram counts.
        let wait = state.overall.wait(micros(now), every, (per_second / 10).max(1));
        if wait == 0 && first {
            state.overall.take(micros(now), every);
            return Millis(0);
        }
        millis(wait.max(every))
    }

    /// Telegram said 429 in this chat, which waits alone. Many chats at once mean the bot as a whole:
    /// then everything but money waits.
    pub fn held_back(&self, chat: &str, after: Millis) {
        let now = self.clock.now();
        let until = now.plus(after);
        let mut state = self.state();
        let found = state
            .chats
            .entry(chat.to_owned())
            .or_insert(Chat { bucket: Bucket::full(), held_until: until });
        found.held_until = found.held_until.max(until);
        state.held.retain(|(at, known)| now.since(*at) < STORM_SPAN && known != chat);
        state.held.push_back((now, chat.to_owned()));
        if state.held.len() >= STORM {
            state.held.clear();
            state.held_until = state.held_until.max(until);
            tracing::warn!("Telegram holds many chats back; only money goes on");
        }
    }
}

/// Somebody waits for the overall bucket: who ranks lower stands back.
struct Waits<'a> {
    rates: &'a Rates,
    rank: Rank,
}

impl<'a> Waits<'a> {
    fn begin(rates: &'a Rates, rank: Rank) -> Self {
        let waits = Self { rates, rank };
        waits.count(|n| n + 1);
        waits
    }

    fn count(&self, change: impl Fn(usize) -> usize) {
        let mut state = self.rates.state();
        match self.rank {
            Rank::Money => state.money = change(state.money),
            Rank::Conversation => state.conversation = change(state.conversation),
            Rank::Bulk => {}
        }
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.count(|n| n.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn rates(pace: Pace) -> (Arc<Rates>, Clock) {
        let clock = Clock::manual(Stamp(1_000_000));
        (Arc::new(Rates::new(pace, clock.clone())), clock)
    }

    /// Whether a turn is there without waiting.
    async fn now(rates: &Rates, chat: &str, rank: Rank) -> bool {
        // Without tokio's budget: a test that asks often would be told to wait for that alone.
        let turn = tokio::task::unconstrained(rates.turn(chat, rank));
        futures::future::poll_immediate(turn).await.is_some()
    }

    #[tokio::test]
    async fn a_chat_has_a_short_burst_and_then_one_a_second() {
        let (rates, clock) = rates(Pace { per_second: None, ..Pace::telegram() });
        for _ in 0..5 {
            assert!(now(&rates, "a", Rank::Conversation).await);
        }
        assert!(!now(&rates, "a", Rank::Conversation).await);
        assert!(now(&rates, "b", Rank::Conversation).await, "another chat does not wait");
        clock.advance(999);
        assert!(!now(&rates, "a", Rank::Conversation).await);
        clock.advance(1);
        assert!(now(&rates, "a", Rank::Conversation).await);
        assert!(!now(&rates, "a", Rank::Conversation).await);
        clock.advance(60_000);
        for _ in 0..5 {
            assert!(now(&rates, "a", Rank::Conversation).await);
        }
        assert!(!now(&rates, "a", Rank::Conversation).await);
    }

    #[tokio::test]
    async fn over_all_no_second_has_more_than_its_share() {
        let (rates, clock) = rates(Pace::telegram());
        let mut said: Vec<i64> = Vec::new();
        for n in 0..5_000 {
            if now(&rates, &format!("chat {n}"), Rank::Conversation).await {
                said.push(clock.now().0);
            }
            clock.advance(1);
        }
        assert!(said.len() > 140, "and nearly all of it: {}", said.len());
        for (n, at) in said.iter().enumerate() {
            let in_second = said[n..].iter().take_while(|other| **other < at + 1_000).count();
            assert!(in_second <= 33, "{in_second} in one second");
        }
    }

    #[tokio::test]
    async fn money_goes_before_the_conversation_and_both_before_bulk() {
        let (rates, clock) = rates(Pace { per_second: Some(1), chat: None });
        assert!(now(&rates, "first", Rank::Bulk).await);
        let mut bulk = Box::pin(rates.turn("a", Rank::Bulk));
        let mut words = Box::pin(rates.turn("b", Rank::Conversation));
        let mut money = Box::pin(rates.turn("c", Rank::Money));
        assert!(futures::future::poll_immediate(&mut bulk).await.is_none());
        assert!(futures::future::poll_immediate(&mut words).await.is_none());
        assert!(futures::future::poll_immediate(&mut money).await.is_none());
        let mut order = Vec::new();
        for _ in 0..4 {
            clock.advance(1_000);
            for (name, turn) in [("bulk", &mut bulk), ("words", &mut words), ("money", &mut money)]
            {
                if !order.contains(&name) && futures::future::poll_immediate(turn).await.is_some() {
                    order.push(name);
                }
            }
        }
        assert_eq!(order, ["money", "words", "bulk"]);
    }

    #[tokio::test]
    async fn retry_after_holds_that_chat_alone_and_a_storm_everything_but_money() {
        let (rates, clock) = rates(Pace::unlimited());
        rates.held_back("a", Millis::seconds(7));
        assert!(!now(&rates, "a", Rank::Money).await);
        assert!(now(&rates, "b", Rank::Conversation).await);
        clock.advance(7_000);
        assert!(now(&rates, "a", Rank::Conversation).await);
        for chat in ["a", "b", "c", "d", "e"] {
            assert!(now(&rates, "z", Rank::Bulk).await, "not yet a storm");
            rates.held_back(chat, Millis::seconds(3));
        }
        assert!(!now(&rates, "z", Rank::Conversation).await);
        assert!(now(&rates, "z", Rank::Money).await);
        clock.advance(3_000);
        assert!(now(&rates, "z", Rank::Bulk).await);
    }

    #[tokio::test]
    async fn chats_that_are_idle_are_forgotten() {
        let (rates, clock) = rates(Pace { per_second: None, ..Pace::telegram() });
        for n in 0..3 * REMEMBERED {
            assert!(now(&rates, &format!("chat {n}"), Rank::Conversation).await);
            clock.advance(1);
        }
        assert!(rates.state().chats.len() <= REMEMBERED);
    }
}
