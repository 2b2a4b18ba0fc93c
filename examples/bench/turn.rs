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
use crate::customer::Phones;
use crate::figures::{self, Times, mib, ms, per, say};
use crate::processes::{Bot, Kind, Place, World};

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
}

/// After a burst of work, long enough for the last outcomes to be written down.
const REST: Duration = Duration::from_secs(2);

/// Runs one turn and prints what it came to.
pub async fn run(world: &World, kind: Kind, binary: &Path, wish: &Wish) -> anyhow::Result<()> {
    let place = Place::new(world, kind, binary, wish.journeys + 10).await?;
    let phones = Phones::new(&world.page, kind)?;
    let bot = started(&place, &phones).await?;
    let measured = measure(&phones, &bot, wish).await;
    if measured.is_err() {
        say(format_args!("its log ended with:\n{}", place.log()));
    }
    measured?;
    if wish.mode == Mode::Visit {
        bot.stop().await?;
        say(format_args!("-- started again on {} customers", wish.journeys));
        let bot = started(&place, &phones).await?;
        let purchases =
            Wish { customers: wish.customers, journeys: 200, mode: Mode::Closed, rate: 0 };
        measure(&phones, &bot, &purchases).await?;
        bot.stop().await?;
    } else {
        bot.stop().await?;
    }
    say(format_args!("warnings and errors logged: {}", place.complaints()));
    Ok(())
}

/// Starts a bot while somebody's /start already waits for it.
async fn started(place: &Place, phones: &Phones) -> anyhow::Result<Bot> {
    let early = phones.early().await?;
    let begun = Instant::now();
    let bot = place.run()?;
    let took = early.answer(begun).await?;
    pause(REST).await;
    let (idle, _) = figures::memory(bot.pid())?;
    say(format_args!("start to first answer {} ms; idle memory {} MiB", ms(took), mib(idle)));
    Ok(bot)
}

async fn measure(phones: &Phones, bot: &Bot, wish: &Wish) -> anyhow::Result<()> {
    if wish.mode != Mode::Visit {
        // Alone and not counted: it warms caches, and shows what a purchase asks of Telegram.
        let (now, _) = phones.calls(i64::MAX).await?;
        phones.buy().await?;
        pause(REST).await;
        let (_, calls) = phones.calls(now).await?;
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for call in &calls {
            let name =
                if call.ok { call.method.clone() } else { format!("{} refused", call.method) };
            *kinds.entry(name).or_default() += 1;
        }
        let listed: Vec<String> = kinds.iter().map(|(name, n)| format!("{name} {n}")).collect();
        say(format_args!("calls of one purchase: {} ({})", calls.len(), listed.join(", ")));
    }
    let (user, system) = figures::cpu(bot.pid())?;
    let begun = Instant::now();
    let times = crowd(phones, wish).await?;
    let took = begun.elapsed();
    pause(REST).await;
    let (user_after, system_after) = figures::cpu(bot.pid())?;
    let (user, system) = (user_after.saturating_sub(user), system_after.saturating_sub(system));
    let (rest, peak) = figures::memory(bot.pid())?;
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
    times.print();
    Ok(())
}

/// Lets all customers loose: closed, a new one comes when one is done; open, they come by chance.
async fn crowd(phones: &Phones, wish: &Wish) -> anyhow::Result<Times> {
    let room = match wish.mode {
        Mode::Closed | Mode::Visit => wish.customers,
        // Nobody is turned away; the bound only keeps a stuck bot from filling the memory.
        Mode::Open => wish.customers.max(2_000),
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
        let (phones, mode) = (phones.clone(), wish.mode);
        people.spawn(async move {
            let _seat = seat;
            if mode == Mode::Visit { phones.visit().await } else { phones.buy().await }
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

async fn pause(span: Duration) {
    tokio::time::sleep_until(Instant::now() + span).await;
}
