//! One measured run: a fresh database, a bot started on it, customers let loose, figures printed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::Mode;
use crate::customer::{Call, Phones};
use crate::figures::{self, Syncs, Times, mib, ms, per, say};
use crate::processes::{Bot, Kind, Place, World};
use crate::takeover;

/// What is to be run.
#[derive(Debug)]
pub struct Wish {
    /// At most as many at once.
    pub customers: usize,
    /// In all.
    pub journeys: u32,
    /// How they come.
    pub mode: Mode,
    /// Arrivals a second.
    pub rate: u32,
    /// The shop's PostgreSQL server.
    pub database: Option<String>,
    /// Processes of the shop.
    pub replicas: usize,
    /// Whether fsyncs are counted.
    pub fsyncs: bool,
    /// How many customers are in the database before.
    pub filled: u32,
}

impl Wish {
    /// As many codes as all of them may buy.
    fn codes(&self) -> u32 {
        let each = match self.mode {
            // At each kill, of a process that is started again and of one that has a heir.
            Mode::Takeover => 2 * u32::try_from(self.customers).unwrap_or(u32::MAX),
            Mode::Closed | Mode::Open | Mode::Visit | Mode::Burst => 1,
        };
        self.journeys.saturating_mul(each) + 10
    }
}

/// After a burst of work, long enough for the last outcomes to be written down.
const REST: Duration = Duration::from_secs(2);

/// What a turn came to.
#[derive(Debug, Default)]
pub struct Turn {
    /// The CPU of a journey.
    pub cost: Duration,
    /// How often one purchase calls each method of the Bot API.
    pub calls: BTreeMap<String, usize>,
}

/// Runs one turn and prints what it came to.
pub async fn run(world: &World, kind: Kind, binary: &Path, wish: &Wish) -> anyhow::Result<Turn> {
    let place = Place::new(world, kind, binary, wish.codes(), wish).await?;
    let phones = Phones::new(&world.page, kind)?;
    if wish.mode == Mode::Takeover {
        let bot = takeover::run(&place, &phones, wish).await?;
        bot.stop().await?;
        return Ok(Turn::default());
    }
    let bot = started(&place, &phones).await?;
    let measured = measure(&phones, &bot, wish).await;
    if measured.is_err() {
        say(format_args!("its log ended with:\n{}", place.log()));
    }
    let turn = measured?;
    if wish.mode == Mode::Visit {
        bot.stop().await?;
        say(format_args!("-- started again on {} customers", wish.journeys));
        let bot = started(&place, &phones).await?;
        let purchases =
            Wish { journeys: 200, mode: Mode::Closed, rate: 0, database: None, ..*wish };
        measure(&phones, &bot, &purchases).await?;
        bot.stop().await?;
    } else {
        bot.stop().await?;
    }
    say(format_args!("warnings and errors logged: {}", place.complaints()));
    Ok(turn)
}

/// Starts a bot while somebody's /start already waits for it.
async fn started(place: &Place, phones: &Phones) -> anyhow::Result<Bot> {
    let early = phones.early().await?;
    let begun = Instant::now();
    let bot = place.run()?;
    let took = early.answer(begun).await?;
    pause(REST).await;
    let (idle, _) = figures::memory(&bot.pids())?;
    say(format_args!("start to first answer {} ms; idle memory {} MiB", ms(took), mib(idle)));
    Ok(bot)
}

async fn measure(phones: &Phones, bot: &Bot, wish: &Wish) -> anyhow::Result<Turn> {
    let mut calls = BTreeMap::new();
    if wish.mode != Mode::Visit {
        calls = calls_of_one(phones).await?;
        let listed: Vec<String> = calls.iter().map(|(name, n)| format!("{name} {n}")).collect();
        let all: usize = calls.values().sum();
        say(format_args!("calls of one purchase: {all} ({})", listed.join(", ")));
    }
    let syncs = if wish.fsyncs { Some(Syncs::watch(&bot.pids())?) } else { None };
    let (user, system) = figures::cpu(&bot.pids())?;
    let begun = Instant::now();
    let times = if wish.mode == Mode::Burst {
        burst(phones, wish).await?
    } else {
        crowd(phones, wish).await?
    };
    let took = begun.elapsed();
    pause(REST).await;
    let (user_after, system_after) = figures::cpu(&bot.pids())?;
    let (user, system) = (user_after.saturating_sub(user), system_after.saturating_sub(system));
    let (rest, peak) = figures::memory(&bot.pids())?;
    let count = u128::from(wish.journeys);
    say(format_args!(
        "{} journeys in {} s: {} a second",
        wish.journeys,
        per(took.as_millis(), 1_000),
        per(count * 1_000, took.as_millis()),
    ));
    say(format_args!(
        "CPU per journey {} ms (user {}, system {})",
        per((user + system).as_millis(), count),
        per(user.as_millis(), count),
        per(system.as_millis(), count),
    ));
    say(format_args!("memory at rest {} MiB, peak {} MiB", mib(rest), mib(peak)));
    if let Some(syncs) = syncs {
        let count = syncs.count()?;
        let updates = u128::try_from(times.len())?;
        say(format_args!(
            "{count} fsyncs for {updates} updates: {} an update",
            per(count.into(), updates)
        ));
    }
    times.print();
    Ok(Turn { cost: (user + system) / wish.journeys.max(1), calls })
}

/// A purchase alone, which is not counted: it warms caches, and shows what it asks of Telegram.
async fn calls_of_one(phones: &Phones) -> anyhow::Result<BTreeMap<String, usize>> {
    let (now, _) = phones.calls(i64::MAX).await?;
    phones.buy().await?;
    pause(REST).await;
    let (_, made) = phones.calls(now).await?;
    let mut calls = BTreeMap::new();
    for Call { method, error, .. } in made {
        let name = error.map_or(method.clone(), |error| format!("{method} refused ({error})"));
        *calls.entry(name).or_default() += 1;
    }
    Ok(calls)
}

/// Everybody presses /start within ten seconds, while others buy at `rate`.
async fn burst(phones: &Phones, wish: &Wish) -> anyhow::Result<Times> {
    const SPAN: u32 = 10;
    let visits = Wish {
        customers: usize::try_from(wish.journeys)?,
        mode: Mode::Open,
        rate: wish.journeys / SPAN,
        database: None,
        ..*wish
    };
    let purchases = Wish { journeys: wish.rate * SPAN, mode: Mode::Open, database: None, ..*wish };
    let (seen, bought) = tokio::try_join!(
        arrivals(phones, &visits, Errand::Visit),
        arrivals(phones, &purchases, Errand::Buy)
    )?;
    say(format_args!("the visits alone:"));
    seen.print();
    say(format_args!("the purchases beside them:"));
    Ok(bought)
}

/// What people come for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errand {
    Visit,
    Buy,
}

async fn crowd(phones: &Phones, wish: &Wish) -> anyhow::Result<Times> {
    let errand = if wish.mode == Mode::Visit { Errand::Visit } else { Errand::Buy };
    arrivals(phones, wish, errand).await
}

/// Lets all customers loose: closed, a new one comes when one is done; open, they come by chance.
async fn arrivals(phones: &Phones, wish: &Wish, errand: Errand) -> anyhow::Result<Times> {
    let room = match wish.mode {
        Mode::Closed | Mode::Visit | Mode::Takeover => wish.customers,
        // Nobody is turned away; the bound only keeps a stuck bot from filling the memory.
        Mode::Open | Mode::Burst => wish.customers.max(2_000),
    };
    let room = Arc::new(Semaphore::new(room));
    // Fixed: both bots meet the same arrivals.
    let mut chance = StdRng::seed_from_u64(2026);
    let mut due = Instant::now();
    let mut people = JoinSet::new();
    let mut times = Times::default();
    for _ in 0..wish.journeys {
        if wish.mode == Mode::Open {
            let unit: f64 = chance.random();
            due += Duration::from_secs(1).div_f64(f64::from(wish.rate)).mul_f64(-(1.0 - unit).ln());
            tokio::time::sleep_until(due).await;
        }
        let seat = Arc::clone(&room).acquire_owned().await?;
        let phones = phones.clone();
        people.spawn(async move {
            let _seat = seat;
            match errand {
                Errand::Visit => phones.visit().await,
                Errand::Buy => phones.buy().await,
            }
        });
        while let Some(done) = people.try_join_next() {
            times.join(done??);
        }
    }
    while let Some(done) = people.join_next().await {
        times.join(done??);
    }
    Ok(times)
}

/// Waits.
pub async fn pause(span: Duration) {
    tokio::time::sleep_until(Instant::now() + span).await;
}
