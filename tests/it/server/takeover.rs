//! Two processes that poll on one database: the one that does is killed, then stands still and is
//! woken. The other one takes over, after a kill at once and else within the seat's life, and
//! nothing is lost nor doubled. It must not know how the seat is taken.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use tokio::time::Instant;

use crate::crashes::buyers::{Buyers, audited, one_each};
use crate::crashes::fleet::{Place, Replica};

const POLLS: &str = "shop_updates_source{source=\"works\"} 1";
const STANDS_BY: &str = "shop_updates_source{source=\"stands_by\"} 1";

/// The seat's life, the pause between two tries to take it, and what a busy machine adds.
const WITHIN: Duration = Duration::from_secs(15 + 3 + 7);

/// Waits until this one polls, while one more comes to buy every so often.
async fn takes_over(replica: &Replica, buyers: &mut Buyers) -> Duration {
    let began = Instant::now();
    while !replica.counts(POLLS).await {
        assert!(began.elapsed() < WITHIN, "nobody polls after {:?}", began.elapsed());
        buyers.arrive();
        real_pause(Duration::from_millis(400)).await;
    }
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_one_takes_over_when_the_one_that_polls_is_killed_or_stands_still() {
    let began = Instant::now();
    let place = Place::new(200).await;
    let world = place.world();
    let mut first = place.serve("");
    let mut buyers = Buyers::new(world.clone());
    takes_over(&first, &mut buyers).await;
    let mut second = place.serve("");
    second.ready().await;
    assert!(second.counts(STANDS_BY).await, "{}", second.asked("/readyz").await);
    let crowd = async |buyers: &mut Buyers| {
        for _ in 0..8 {
            buyers.arrive();
            real_pause(Duration::from_millis(150)).await;
        }
        // A quick shop has served all of them by now: these few are met, however quick it is.
        for _ in 0..4 {
            buyers.arrive();
            real_pause(Duration::from_millis(20)).await;
        }
        buyers.arrive();
    };
    crowd(&mut buyers).await;
    first.kill();
    let killed = takes_over(&second, &mut buyers).await;
    let first = place.serve("");
    first.ready().await;
    assert!(first.counts(STANDS_BY).await, "{}", first.asked("/readyz").await);
    crowd(&mut buyers).await;
    second.pause();
    let paused = takes_over(&first, &mut buyers).await;
    second.wake();
    for _ in 0..600 {
        if second.counts(STANDS_BY).await {
            break;
        }
        real_pause(Duration::from_millis(50)).await;
    }
    assert!(second.counts(STANDS_BY).await, "it learns that it lost its seat");
    crowd(&mut buyers).await;
    let count = buyers.count();
    let people = buyers.all_served(|| place.log()).await;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    println!(
        "taken over {killed:?} after a kill and {paused:?} after a pause, {count} purchases, all \
         over after {:?}",
        began.elapsed()
    );
    store.close().await;
}
