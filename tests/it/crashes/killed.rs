//! The real binary, killed for real: `serve` beside a world in this process, SIGKILL at random
//! moments under hundreds of buyers, started again on the same data until all have what they paid
//! for. Nobody's money is lost, nobody pays twice, nobody gets a second eSIM.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use qazaq_esim_bot::storage::Engine;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::time::Instant;

use super::buyers::{Buyers, audited, one_each};
use super::fleet::{Place, SEED};
use crate::support::places::free_address;

/// What is done, and how much of it at least must have met somebody.
struct Plan {
    /// Kills, each while purchases are under way.
    kills: usize,
    /// So many of them at least must meet a purchase under way.
    met: usize,
    /// Buyers who come at once.
    crowd: usize,
}

/// Buyers who come with each life: one when it begins, one just before its end, so that a kill
/// meets a purchase however fast the shop is.
const EACH_LIFE: usize = 2;

/// On files the next life takes over all that the dead one had in hand, and goes on at once. On a
/// server a letter that was under way waits until its lease runs out, so the kills are fewer.
const fn plan() -> Plan {
    match crate::ENGINE {
        Engine::Sqlite => Plan { kills: 110, met: 100, crowd: 240 },
        Engine::Postgres => Plan { kills: 30, met: 27, crowd: 40 },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_without_end_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    let Plan { kills, met: enough, crowd } = plan();
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut place = Place::new(500).await;
    let listen = free_address();
    if crate::ENGINE == Engine::Postgres {
        // `takeover` kills who polls there.
        place.behind_a_webhook(std::slice::from_ref(&listen)).await;
    }
    let world = place.world();
    let mut buyers = Buyers::new(world.clone());
    for _ in 0..crowd {
        buyers.arrive();
    }
    let mut served = place.serve(&listen);
    let mut under_way = Vec::new();
    for life in 0..kills {
        // What the dead had in hand waits there, so a purchase needs a life that is quick to serve;
        // every third one dies while it still starts.
        if crate::ENGINE == Engine::Postgres && life % 3 > 0 {
            served.ready().await;
        }
        buyers.arrive();
        real_pause(Duration::from_millis(100 + chance.next_u64() % 700)).await;
        buyers.arrive();
        real_pause(Duration::from_millis(chance.next_u64() % 60)).await;
        under_way.push(buyers.under_way());
        served.kill();
        served = place.serve(&listen);
    }
    let blown = began.elapsed();
    assert_eq!(buyers.count(), crowd + kills * EACH_LIFE);
    let people = buyers.all_served(|| place.log()).await;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    assert_eq!(world.ledger().len(), people.len(), "one row each: nothing was given back either");
    let met = under_way.iter().filter(|count| **count > 0).count();
    let most = under_way.iter().max().copied().unwrap_or_default();
    let left = under_way.last().copied().unwrap_or_default();
    println!(
        "{kills} kills in {blown:?}, {met} met purchases, at most {most} at once and {left} at the \
         last; {} purchases, all over after {:?}",
        people.len(),
        began.elapsed()
    );
    assert!(met >= enough, "too many kills met nobody: {under_way:?}");
    store.close().await;
}
