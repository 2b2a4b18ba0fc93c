//! Two processes that share one bot's pace by a row of the database, on a clock that is moved by
//! hand: together they keep to it, whoever ranks first goes first at both, and a database that
//! cannot be asked stops nobody. It must not know how turns are drawn.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::rates::{Pace, Rank, Rates};
use qazaq_esim_bot::domain::effect::Lane;
use qazaq_esim_bot::domain::ids::PersonKey;
use qazaq_esim_bot::domain::time::{Millis, Stamp};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::SealingKey;

use crate::support::{Logs, PATIENCE, postgres};

/// When each turn was had, and by which process.
type Had = Arc<Mutex<Vec<(usize, i64)>>>;

fn chat(name: &str) -> Lane {
    Lane::AdminChat(PersonKey(name.to_owned()))
}

struct Two {
    rates: [Arc<Rates>; 2],
    stores: [Store; 2],
    clock: Clock,
    had: Had,
}

impl Two {
    async fn new(pace: Pace) -> Self {
        let (main, keys) = postgres::fresh();
        let open = || Store::open(&main, &keys, SealingKey::new(&[7; 32]));
        let stores = [open().await.unwrap(), open().await.unwrap()];
        let clock = Clock::manual(Stamp(1_790_000_000_000));
        let rates = [&stores[0], &stores[1]]
            .map(|store| Arc::new(Rates::new(pace, clock.clone(), store.turns())));
        Self { rates, stores, clock, had: Had::default() }
    }

    /// So many chats of a process want to hear something.
    fn want(&self, process: usize, rank: Rank, chats: usize) {
        for n in 0..chats {
            let (rates, had) = (Arc::clone(&self.rates[process]), Arc::clone(&self.had));
            let clock = self.clock.clone();
            tokio::spawn(async move {
                rates.turn(&chat(&format!("{process} {rank:?} {n}")), rank).await;
                had.lock().unwrap().push((process, clock.now().0));
            });
        }
    }

    /// Time passes in small steps, each long enough for the database to answer who asked it: on a
    /// slow machine they are as slow as it is.
    async fn pass(&self, ms: i64) {
        for _ in 0..ms / 10 {
            self.clock.advance(10);
            real_pause(Duration::from_millis(3)).await;
            for store in &self.stores {
                // One that is closed has nobody to wait for.
                let _ = store.number("select count(*) from rates").await;
            }
        }
    }

    fn had(&self) -> Vec<(usize, i64)> {
        let mut had = self.had.lock().unwrap().clone();
        had.sort_by_key(|(_, at)| *at);
        had
    }

    async fn end(self) {
        for store in self.stores {
            store.close().await;
        }
    }
}

/// A play of two processes. Where the database did not answer one of them within its four tenths of
/// a second, that one slowed down, which shows nothing of the common pace, and it is played again.
async fn played<T>(pace: Pace, play: impl AsyncFn(&Two) -> T) -> T {
    loop {
        let logs = Logs::begin();
        let two = Two::new(pace).await;
        let shown = play(&two).await;
        two.end().await;
        let slowed = "the common pace is not known now";
        if !logs.lines().iter().any(|line| line.text.contains(slowed)) {
            return shown;
        }
        println!("played again: the database was too slow");
    }
}

#[tokio::test]
async fn two_processes_together_keep_to_the_pace_of_one_bot() {
    let had = played(Pace::of(30), async |two| {
        for process in [0, 1] {
            two.want(process, Rank::Conversation, 400);
        }
        two.pass(6_000).await;
        two.had()
    });
    let had = had.await;
    for (n, (_, at)) in had.iter().enumerate() {
        let in_second = had[n..].iter().take_while(|(_, other)| *other < at + 1_000).count();
        assert!(in_second <= 37, "{in_second} within a second: {had:?}");
    }
    assert!(had.len() <= 30 * 6 + 6, "{} in six seconds", had.len());
    assert!(had.len() >= 120, "and most of it: {}", had.len());
    for process in [0, 1] {
        let share = had.iter().filter(|(who, _)| *who == process).count();
        assert!(share >= had.len() / 4, "process {process} had {share} of {}", had.len());
    }
}

#[tokio::test]
async fn one_process_alone_has_the_whole_pace() {
    let had = played(Pace::of(30), async |two| {
        two.want(1, Rank::Conversation, 400);
        two.pass(4_000).await;
        two.had().len()
    });
    let had = had.await;
    assert!((90..=30 * 4 + 3).contains(&had), "{had} in four seconds");
}

#[tokio::test]
async fn money_of_one_process_hardly_waits_for_what_another_has_to_say() {
    let waited = played(Pace::of(10), async |two| {
        two.want(0, Rank::Bulk, 200);
        two.want(1, Rank::Conversation, 200);
        two.pass(1_000).await;
        two.had.lock().unwrap().clear();
        let asked = two.clock.now().0;
        let (rates, clock) = (Arc::clone(&two.rates[1]), two.clock.clone());
        let money = tokio::spawn(async move {
            rates.turn(&chat("an invoice"), Rank::Money).await;
            clock.now().0
        });
        while !money.is_finished() {
            two.pass(10).await;
            assert!(two.clock.now().0 < asked + 5_000, "money waits");
        }
        money.await.unwrap() - asked
    });
    let waited = waited.await;
    assert!(waited <= 500, "money waited {waited} ms at ten turns a second");
}

#[tokio::test]
async fn a_bot_that_is_held_back_is_held_back_everywhere() {
    let (held, then) = played(Pace::of(30), async |two| {
        let storm = || {
            for name in ["a", "b", "c", "d", "e"] {
                two.rates[0].held_back(&chat(name), Millis::seconds(3));
            }
        };
        storm();
        // Told by a statement of its own, which is given up where the database is too slow.
        let told = "select count(*) from rates where held_until > 0";
        let mut looks = 0;
        while two.stores[0].number(told).await.unwrap() == 0 {
            looks += 1;
            if looks % 200 == 0 {
                storm();
            }
            assert!(looks < 4_000, "the other one is not told");
            real_pause(Duration::from_millis(5)).await;
        }
        let first = chat("first");
        let money = two.rates[1].turn(&first, Rank::Money);
        tokio::time::timeout(PATIENCE, money).await.unwrap();
        two.want(1, Rank::Conversation, 3);
        two.pass(2_900).await;
        let held = two.had();
        two.pass(500).await;
        (held, two.had().len())
    })
    .await;
    assert_eq!(held, [], "nobody else speaks");
    assert_eq!(then, 3);
}

#[tokio::test]
async fn a_database_that_cannot_be_asked_slows_down_and_stops_nobody() {
    let two = Two::new(Pace::of(40)).await;
    for store in &two.stores {
        store.close().await;
    }
    two.want(0, Rank::Conversation, 200);
    two.want(0, Rank::Money, 1);
    two.pass(5_000).await;
    let had = two.had().len();
    assert!((30..=60).contains(&had), "a quarter of forty a second, for five: {had}");
}
