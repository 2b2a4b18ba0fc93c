//! Several processes on one database, each with what it has of its own: its clock, its place among
//! those who poll. It must not know how they agree.

use std::sync::{Arc, Condvar, Mutex};

use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::demo::{self, DemoShop};
use qazaq_esim_bot::domain::case::{CaseKind, NewCase};
use qazaq_esim_bot::domain::charge::{Charge, ChargeState, NewCharge, Why};
use qazaq_esim_bot::domain::ids::ChargeId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::storage::{cases, charges};

use crate::support::{MINUTE, PATIENCE, Shop, ShopOptions, ask};

/// One more process on a shop's database, with this clock, and chance of its own.
pub async fn another(shop: &Shop, clock: Clock) -> Running {
    let ours = shop.set_up();
    let seed = ours.seed.map(|seed| seed + 1_000);
    let theirs = DemoShop { clock, seed, ..ours };
    let store = shop.open_store().await.with_seam(Seam::default());
    demo::start_shop(&shop.sim, store, &theirs).await.unwrap()
}

async fn ready(running: &Running) -> (u16, String) {
    ask(&format!("http://{}/readyz", running.operator().unwrap())).await
}

const READY: &str = "ready\n";
const STANDS_BY: &str = "ready\nupdates: another process polls; this one stands by\n";

#[tokio::test]
async fn one_polls_and_the_other_is_ready_and_says_that_it_stands_by() {
    let mut shop = Shop::open().await;
    let other = another(&shop, shop.clock().clone()).await;
    let both = async |shop: &Shop| {
        let ours = ask(&shop.operator("/readyz")).await;
        let theirs = ready(&other).await;
        let mut said = [ours, theirs];
        said.sort();
        said == [(200, READY.to_owned()), (200, STANDS_BY.to_owned())]
    };
    shop.until("one who polls and one who stands by", async || both(&shop).await).await;
    let metrics = ask(&format!("http://{}/metrics", other.operator().unwrap())).await.1;
    for (source, known) in [("stands_by", 1), ("works", 0), ("conflict", 0)] {
        let line = format!("shop_updates_source{{source=\"{source}\"}} {known}");
        assert!(metrics.lines().any(|found| found == line), "{line} in {metrics}");
    }
    shop.customer().buys(Lang::En).await;
    // Longer than a poll takes: who stands by looks at Telegram by itself.
    shop.advance(2 * MINUTE).await;
    shop.until("the same a while later", async || both(&shop).await).await;
    shop.close().await;
    for _ in 0..2_000 {
        if ready(&other).await == (200, READY.to_owned()) {
            break;
        }
        pretend_telegram::clock::real_pause(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(ready(&other).await, (200, READY.to_owned()), "it takes over");
    other.stop().await;
    shop.reopen().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_case_that_two_people_settle_at_once_is_settled_once() {
    let shop = Shop::open().await;
    let subject = "a charge of nobody";
    let case = NewCase {
        kind: CaseKind::Approval,
        subject: subject.to_owned(),
        order: None,
        charge: None,
        due_at: None,
        alert: Some(Text::CasesNone),
    };
    let now = shop.clock().now();
    let mut tx = shop.store().begin().await.unwrap();
    cases::open(&mut tx, &case, now).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    let id = shop.count("select max(id) from cases").await;
    let mut first = shop.store().begin().await.unwrap();
    assert!(cases::lock(&mut first, id).await.unwrap().is_some());
    let other = shop.open_store().await;
    let second = tokio::spawn({
        let other = other.clone();
        async move {
            let mut tx = other.begin().await.unwrap();
            let found = cases::lock(&mut tx, id).await.unwrap();
            tx.rollback().await.unwrap();
            found.is_some()
        }
    });
    let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' \
                   and query like '%from cases%' and cast(current_schema() as text) <> ''";
    shop.until("the second waits", async || shop.count(waiting).await >= 1).await;
    assert!(
        cases::close(&mut first, CaseKind::Approval, subject, "first", "outside", now)
            .await
            .unwrap()
    );
    first.commit(Point::Update).await.unwrap();
    assert!(!second.await.unwrap(), "settled a second time");
    other.close().await;
    shop.finish().await;
}

/// The ledger's reading of one process decides a payment that failed before, while an admin settles
/// it in another one: who comes second finds what the first one left.
#[tokio::test]
async fn a_payment_that_is_decided_while_it_is_settled_is_ended_once() {
    let shop = Shop::open().await;
    let now = shop.clock().now();
    let taken = NewCharge {
        id: ChargeId("stxBOTH".to_owned()),
        order: None,
        customer: None,
        currency: "XTR".to_owned(),
        amount: 308,
        provider_charge: None,
        state: ChargeState::Taken,
        taken_at: now,
    };
    let alert = Text::AlertUnhandled { amount: Money::stars(308), charge: taken.id.0.clone() };
    let case = NewCase::of_charge(CaseKind::Charge, &taken.id, None, alert);
    let mut tx = shop.store().begin().await.unwrap();
    charges::write_down(&mut tx, &taken).await.unwrap();
    let id = cases::open(&mut tx, &case, now).await.unwrap().unwrap();
    tx.commit(Point::Update).await.unwrap();
    let other = shop.open_store().await;
    for decided_first in [true, false] {
        let mut first = shop.store().begin().await.unwrap();
        let begins = other.clone();
        let name = taken.clone();
        let second = if decided_first {
            charges::write_down(&mut first, &taken).await.unwrap();
            tokio::spawn(async move {
                let mut second = begins.begin().await.unwrap();
                let found = cases::lock(&mut second, id).await.unwrap();
                second.rollback().await.unwrap();
                found.and_then(|found| found.charge).map(|charge| charge.state())
            })
        } else {
            cases::lock(&mut first, id).await.unwrap();
            tokio::spawn(async move {
                let mut second = begins.begin().await.unwrap();
                charges::write_down(&mut second, &name).await.unwrap();
                let found = charges::load(&mut second, &[name.id]).await.unwrap();
                second.rollback().await.unwrap();
                found.first().map(Charge::state)
            })
        };
        let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' \
                       and query like '%charges%' and cast(current_schema() as text) <> ''";
        shop.until("the second to wait", async || shop.count(waiting).await >= 1).await;
        let charge =
            charges::load(&mut first, std::slice::from_ref(&taken.id)).await.unwrap().remove(0);
        let why = if decided_first { Why::Unsigned } else { Why::Stopped };
        let charge = charge.as_written(ChargeState::Case(why));
        let locked = charges::lock(&mut first, &charge.id).await.unwrap();
        charges::save(&mut first, &locked, &[&charge]).await.unwrap();
        first.commit(Point::Update).await.unwrap();
        assert_eq!(second.await.unwrap(), Some(charge.state()), "it did not wait for the first");
    }
    other.close().await;
    shop.finish_cut().await;
}

/// A process that said a card stands still until its lease is over, and another one says it again:
/// each of the two hands in what came of it, and the QR is shown in one of the two cards.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_card_that_two_processes_said_has_its_qr_once() {
    let still = Arc::new((Mutex::new(Still::Goes), Condvar::new()));
    let heard = Arc::clone(&still);
    let seam = Seam::watched(move |step, what| {
        let (state, changed) = &*heard;
        let mut now = state.lock().unwrap();
        if (step, what) == ("performed", "say") && *now == Still::Trap {
            *now = Still::Stands;
            // Its thread, as a process that is stopped stands still with all it holds.
            drop(changed.wait_timeout_while(now, PATIENCE, |now| *now == Still::Stands).unwrap());
        }
        false
    });
    let shop = Shop::start(ShopOptions { codes: 50, seam, ..ShopOptions::default() }).await;
    shop.customer().to_invoice(Lang::En).await;
    // It begins to look only now, and knows nothing of the seam.
    let other = another(&shop, shop.clock().clone()).await;
    *still.0.lock().unwrap() = Still::Trap;
    let target = PayTarget::Message(shop.customer().invoice().unwrap());
    shop.world.pay(shop.customer().person, target).await;
    let stands = async || *still.0.lock().unwrap() == Still::Stands;
    shop.until("the one to stand still", stands).await;
    assert!(shop.customer().photos().is_empty());
    shop.jump(121_000);
    let card = async || {
        // Another look: one that was under way when the clock went on waits for it to go on again.
        shop.clock().advance(20);
        shop.customer().photos().len() == 1
    };
    shop.until("the other one's card", card).await;
    *still.0.lock().unwrap() = Still::Goes;
    still.1.notify_all();
    let ended = async || shop.log_says("by another process") || shop.customer().photos().len() > 1;
    shop.until("the first one's end", ended).await;
    // One pins the card, the other one hears of it, and each looks at what the other queued.
    shop.rests_as_time_passes(20).await;
    assert_eq!(shop.customer().photos().len(), 1, "shown twice by itself");
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(shop.count("select qr_count from orders").await, 1);
    other.stop().await;
    shop.finish().await;
}

/// What the process of a test does at its seam.
#[derive(Debug, PartialEq, Eq)]
enum Still {
    /// Goes on.
    Goes,
    /// Stops at the next card.
    Trap,
    /// Stands there.
    Stands,
}
