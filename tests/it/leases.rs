//! A lease that ran out is somebody else's: whoever had it before settles, gives back and puts off
//! nothing of what the next one holds; and who still has it in hand neither takes it once more nor
//! lets it stand in the way of others. On both engines; on a server the two are two processes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::app::loops::relay::LEASE;
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::seam::Seam;

use qazaq_esim_bot::domain::effect::{Body, Effect, EffectKey, Priority, Timer};
use qazaq_esim_bot::domain::ids::{OrderId, QueryId};
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::effects::{self, Lease, Leased};
use qazaq_esim_bot::storage::seal::SealingKey;

use crate::support::{MINUTE, Shop, ShopOptions, addresses};

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
    let leased = effects::lease(&mut tx, Stamp(now), 10, true, &Priority::ALL, in_hand, lease)
        .await
        .unwrap();
    tx.commit(Point::Update).await.unwrap();
    leased
}

async fn finished(store: &Store, owner: &str, id: i64) -> usize {
    let mut tx = store.begin().await.unwrap();
    let finished = effects::finish(&mut tx, owner, vec![id]).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    finished
}

#[tokio::test]
async fn who_lost_a_lease_finishes_nothing_gives_nothing_back_and_puts_nothing_off() {
    let folder = tempfile::tempdir().unwrap();
    let (main, keys) = addresses(folder.path());
    let store = Store::open(&main, &keys, SealingKey::new(&[7; 32])).await.unwrap();
    let query = QueryId("q".to_owned());
    let order = OrderId::from_number(1);
    let timer = Timer::ApprovalEnds { order, query: query.clone() };
    let effect = Effect {
        key: EffectKey::ApprovalEnds(query.clone()),
        customer: None,
        due_at: Stamp(1_000),
        body: Body::Timer(timer),
    };
    let (first, second) = (lease("first", 2_000), lease("second", 4_000));
    let mut tx = store.begin().await.unwrap();
    effects::queue(&mut tx, &[effect]).await.unwrap();
    tx.commit(Point::Update).await.unwrap();

    let held = taken(&store, 1_000, &first).await;
    assert_eq!(held.len(), 1);
    assert!(taken(&store, 1_999, &second).await.is_empty(), "a lease that stands");
    // The first one stands still, and its lease runs out. What it still has in hand it does not
    // lease again.
    let in_hand = BTreeSet::from([held[0].id]);
    assert!(taken_beside(&store, 3_000, &first, &in_hand).await.is_empty(), "two copies in hand");
    let again = taken(&store, 3_000, &second).await;
    assert_eq!((again.len(), again[0].id, again[0].attempts), (1, held[0].id, 2));
    let id = held[0].id;

    // It wakes up and hands in what came of its attempt.
    assert_eq!(finished(&store, "first", id).await, 0, "finished under somebody else's lease");
    let mut tx = store.begin().await.unwrap();
    effects::give_back(&mut tx, "first", vec![id]).await.unwrap();
    effects::again(&mut tx, "first", id, Stamp(3_000)).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    assert!(taken(&store, 3_500, &first).await.is_empty(), "the second one's lease is gone");

    assert_eq!(finished(&store, "second", id).await, 1);
    assert!(taken(&store, 9_000, &first).await.is_empty(), "finished for good");
    store.close().await;
}

/// Everybody in a crowd waits for words that hang, most of them for a place to begin, until the
/// leases of all of them are over. What falls due behind them is done meanwhile, nothing that is in
/// hand is leased once more, and in the end each has heard it once.
#[tokio::test]
async fn what_is_in_hand_past_its_lease_hides_nothing_and_is_not_leased_round_and_round() {
    /// More than one look at the outbox leases, whatever its order.
    const CROWD: usize = 130;
    let looks = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&looks);
    let seam = Seam::watched(move |step, what| {
        if step == "committed" && what == "lease" {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        false
    });
    let shop = Shop::start(ShopOptions { seam, ..ShopOptions::default() }).await;
    let buyer = shop.customer();
    buyer.to_invoice(Lang::Kk).await;
    let crowd: Vec<i64> = (0..CROWD)
        .map(|n| shop.world.add_person(&format!("Guest {n}"), Some("en"), Role::Customer))
        .collect();
    let hang = shop.world.add_fault(FaultSpec::new(FaultKind::Hang).on("sendMessage").times(9_999));
    for person in &crowd {
        shop.world.send_text(*person, "/start").unwrap();
    }
    let held = "select count(*) from effects where kind = 'say' and settled_at is null \
                and leased_until is not null and attempts = 1";
    let everybody = i64::try_from(CROWD).unwrap();
    shop.until("all are in hand", async || shop.count(held).await == everybody).await;
    let hanging = || {
        let calls = shop.world.calls();
        calls.iter().filter(|call| call.error.as_deref() == Some("hang")).count()
    };
    shop.until("as many hang as begin at once", async || hanging() == 64).await;
    shop.world.remove_fault(hang);

    // The QR is asked for behind them all, and put off.
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("editMessageMedia"));
    let target = PayTarget::Message(buyer.invoice().unwrap());
    assert!(matches!(shop.world.pay(buyer.person, target).await, PayOutcome::Paid { .. }));
    let put_off = "select count(*) from effects where kind = 'qr' and settled_at is null \
                   and leased_until is null and attempts = 1";
    shop.until("the QR is put off", async || shop.count(put_off).await == 1).await;
    let before = looks.load(Ordering::SeqCst);
    shop.jump(LEASE.0 + 1_000);
    shop.until("the QR", async || buyer.photos().len() == 1).await;
    assert_eq!(
        shop.count(held).await,
        everybody,
        "it waited for them, or they were leased once more"
    );

    // The calls end by themselves, what was put off falls due, and all is said.
    shop.rest().await;
    shop.advance(MINUTE).await;
    for person in &crowd {
        assert_eq!(shop.phone(*person).heard().len(), 1, "said once");
    }
    let most = "select max(attempts) from effects where kind = 'say'";
    assert_eq!(shop.count(most).await, 2, "once past its lease, and once in time");
    assert_eq!(buyer.photos().len(), 1);
    let looked = looks.load(Ordering::SeqCst) - before;
    println!("{looked} looks at the outbox");
    assert!(looked < CROWD, "the outbox was looked at {looked} times");
    shop.finish().await;
}

/// Time passes by itself, in small steps.
async fn time_passes(shop: &Shop) {
    loop {
        shop.clock().advance(250);
        real_pause(Duration::from_millis(5)).await;
    }
}

/// A QR waits for its turn in a chat at Telegram's pace when its process stands still; meanwhile
/// its lease runs out and another process takes it. Nothing is begun under the old lease, and the
/// lease of the other one stands; that one dies with it, and the QR comes once.
#[tokio::test]
async fn who_stood_still_begins_nothing_under_an_old_lease() {
    let shop = Shop::start(ShopOptions { pace: Pace::telegram(), ..ShopOptions::default() }).await;
    let phone = shop.customer();
    tokio::select! {
        () = phone.to_invoice(Lang::Kk) => {}
        () = time_passes(&shop) => {}
    }
    // A burst of five is free again. Four are used up, the fifth is the card, and the QR must wait.
    shop.clock().advance(10_000);
    let before = phone.heard().len();
    for _ in 0..4 {
        shop.world.send_text(phone.person, "/start").unwrap();
    }
    // The share of all chats needs its hundredths of a second.
    let said = |n: usize| phone.heard().len() == before + n;
    shop.until("the burst", async || {
        if !said(4) {
            shop.clock().advance(1);
        }
        said(4)
    })
    .await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    assert!(matches!(shop.world.pay(phone.person, target).await, PayOutcome::Paid { .. }));
    let waits = "select count(*) from effects where kind = 'qr' and settled_at is null \
                 and leased_until is not null and attempts = 1";
    shop.until("the QR waits for its turn", async || {
        if !said(5) {
            shop.clock().advance(1);
        }
        shop.count(waits).await == 1
    })
    .await;
    let takes = "update effects set lease_owner = 'another', leased_until = leased_until + 120000, \
                 attempts = 2 where kind = 'qr' and settled_at is null";
    assert_eq!(shop.tamper(takes).await, 1);
    let shown = || {
        let calls = shop.world.calls();
        calls.iter().filter(|call| call.method == "editMessageMedia").count()
    };
    let let_go = || shop.log_says("a lease is too old to begin under");

    shop.clock().advance(LEASE.0 + 1_000);
    shop.until("it goes on", async || let_go() || shown() > 0).await;
    assert_eq!(shown(), 0, "begun under a lease that is another one's by now");
    let its = "select count(*) from effects where kind = 'qr' and settled_at is null \
               and lease_owner = 'another' and attempts = 2";
    assert_eq!(shop.count(its).await, 1, "the lease of the other one stands");

    shop.clock().advance(LEASE.0);
    tokio::select! {
        () = shop.until("the QR", async || phone.photos().len() == 1) => {}
        () = time_passes(&shop) => {}
    }
    tokio::select! {
        () = shop.rest() => {}
        () = time_passes(&shop) => {}
    }
    assert_eq!(shown(), 1, "shown once");
    assert_eq!(shop.count("select attempts from effects where kind = 'qr'").await, 3);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
