//! Three replicas of the real binary on one PostgreSQL behind a webhook: each second a random one
//! is killed, or paused and woken later, while people buy. Nobody's money is lost, nobody pays
//! twice, nobody gets a second eSIM. It must not know how replicas share their work.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use tokio::time::Instant;

use crate::crashes::buyers::{Buyers, audited, one_each};
use crate::crashes::fleet::{Place, Replica, SEED};
use crate::support::places::free_address;

const REPLICAS: usize = 3;
/// Blows, one a second.
const BLOWS: usize = 45;
const BUYERS: usize = 135;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_replicas_that_are_killed_and_paused_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut place = Place::new(200).await;
    let world = place.world();
    let behind: Vec<String> = (0..REPLICAS).map(|_| free_address()).collect();
    place.behind_a_webhook(&behind).await;
    let mut replicas: Vec<Replica> = behind.iter().map(|listen| place.serve(listen)).collect();
    let mut buyers = Buyers::new(world.clone());
    let (mut kills, mut pauses, mut struck) = (0, 0, 0);
    for blow in 0..BLOWS {
        while buyers.count() < (BUYERS * (blow + 1)).div_ceil(BLOWS) {
            buyers.arrive();
        }
        // In the middle of what they do, not after it.
        let into = chance.next_u64() % 500;
        real_pause(Duration::from_millis(into)).await;
        struck += buyers.under_way();
        let n = chance.random_range(0..REPLICAS);
        if replicas[n].paused {
            replicas[n].wake();
        } else if chance.random_bool(0.5) {
            replicas[n].pause();
            pauses += 1;
        } else {
            replicas[n].kill();
            replicas[n] = place.serve(&behind[n]);
            kills += 1;
        }
        real_pause(Duration::from_millis(1_000 - into)).await;
    }
    for replica in &mut replicas {
        replica.wake();
    }
    let blown = began.elapsed();
    let people = buyers.all_served(|| place.log()).await;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    println!(
        "{kills} kills and {pauses} pauses of {REPLICAS} replicas in {blown:?}, {BUYERS} \
         purchases, {struck} under way at a blow, all over after {:?}",
        began.elapsed()
    );
    store.close().await;
}
