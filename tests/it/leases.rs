//! A lease that ran out is somebody else's: whoever had it before settles, gives back and puts off nothing
//! of what the next one holds. On both engines; on a server the two are two processes.

use std::collections::BTreeSet;

use qazaq_esim_bot::domain::effect::{Body, Effect, Priority, Timer};
use qazaq_esim_bot::domain::ids::{OrderId, QueryId};
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::effects::{self, Lease, Leased};
use qazaq_esim_bot::storage::seal::Master;

use crate::support::addresses;

fn lease(owner: &str, until: i64) -> Lease {
    Lease { owner: owner.to_owned(), until: Stamp(until), begin_by: Stamp(until) }
}

/// What is due at this moment, leased by who holds nothing.
async fn taken(store: &Store, now: i64, lease: &Lease) -> Vec<Leased> {
    taken_beside(store, now, lease, &BTreeSet::new()).await
}

/// The same by who has these in hand.
async fn taken_beside(
    store: &Store,
    now: i64,
    lease: &Lease,
    in_hand: &BTreeSet<i64>,
) -> Vec<Leased> {
    let mut tx = store.begin().await.unwrap();
    let leased = effects::lease(&mut tx, Stamp(now), 10, true, Priority::Bulk, in_hand, lease)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    leased
}

async fn settled(store: &Store, owner: &str, id: i64) -> usize {
    let mut tx = store.begin().await.unwrap();
    let settled = effects::settle(&mut tx, owner, vec![id]).await.unwrap();
    tx.commit().await.unwrap();
    settled
}

#[tokio::test]
async fn who_lost_a_lease_settles_nothing_gives_nothing_back_and_puts_nothing_off() {
    let folder = tempfile::tempdir().unwrap();
    let (main, keys) = addresses(folder.path());
    let store = Store::open(&main, &keys, Master::new(&[7; 32])).await.unwrap();
    let query = QueryId("q".to_owned());
    let timer = Timer::ApprovalEnds { order: OrderId::from_number(1), query };
    let effect = Effect {
        key: "timer:approval:q".to_owned(),
        customer: None,
        lane: None,
        priority: Priority::Money,
        due_at: Stamp(1_000),
        body: Body::Timer(timer),
    };
    let (first, second) = (lease("first", 2_000), lease("second", 4_000));
    let mut tx = store.begin().await.unwrap();
    effects::add(&mut tx, &[(effect, false)], &first).await.unwrap();
    tx.commit().await.unwrap();

    let held = taken(&store, 1_000, &first).await;
    assert_eq!(held.len(), 1);
    assert!(taken(&store, 1_999, &second).await.is_empty(), "a lease that stands");
    // The first one stands still, and its lease runs out. What it still has in hand it does not lease again.
    let in_hand = BTreeSet::from([held[0].id]);
    assert!(taken_beside(&store, 3_000, &first, &in_hand).await.is_empty(), "two copies in hand");
    let again = taken(&store, 3_000, &second).await;
    assert_eq!((again.len(), again[0].id, again[0].attempts), (1, held[0].id, 2));
    let id = held[0].id;

    // It wakes up and hands in what came of its attempt.
    assert_eq!(settled(&store, "first", id).await, 0, "settled under somebody else's lease");
    let mut tx = store.begin().await.unwrap();
    effects::give_back(&mut tx, "first", vec![id]).await.unwrap();
    effects::again(&mut tx, "first", id, Stamp(3_000)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(taken(&store, 3_500, &first).await.is_empty(), "the second one's lease is gone");

    assert_eq!(settled(&store, "second", id).await, 1);
    assert!(taken(&store, 9_000, &first).await.is_empty(), "settled for good");
    store.close().await;
}
