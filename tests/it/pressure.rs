//! What the shop does when much comes at once or something hangs: a pre-checkout is answered in
//! time, and nobody waits for anybody else. The clock is moved by hand; the trouble is real.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::{Role, Sending};
use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seam::Seam;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::support::outside::refuse;
use crate::support::{MINUTE, MORNING, Shop, ShopOptions};

fn crowd(shop: &Shop, people: usize) -> Vec<i64> {
    (0..people)
        .map(|n| shop.world.add_person(&format!("Guest {n}"), Some("en"), Role::Customer))
        .collect()
}

fn all_say(shop: &Shop, people: &[i64], words: &str) {
    for person in people {
        shop.world.send(*person, &Sending::text(words)).unwrap();
    }
}

/// How often Telegram was asked for updates.
fn polls(shop: &Shop) -> i64 {
    i64::try_from(shop.world.quietly(|state| state.updates.poller)).unwrap()
}

/// How many answers to pre-checkouts were sent.
fn answers(shop: &Shop) -> usize {
    shop.world.calls().iter().filter(|call| call.method == "answerPreCheckoutQuery").count()
}

/// The pre-checkout of a customer is asked while the database is held, behind so many updates; the
/// answer comes at eight seconds of the shop's clock and not before, and the order can still be
/// paid. Meanwhile Telegram is not asked for the same more often than every three seconds: it slows
/// down who does.
async fn refused_at_eight_seconds(webhook: bool, in_front: usize) {
    let shop = Shop::start(ShopOptions { webhook, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let people = crowd(&shop, in_front);
    let held = shop.hold().await;
    // The poll that waits brings the words; whatever is asked from here on is asked while a commit
    // hangs.
    let before = polls(&shop);

    // Words come first and wait for their commit; in poll mode the pre-checkout is only seen by
    // asking again.
    all_say(&shop, &people, "/start");
    let query =
        shop.world.begin_pay(CUSTOMER, PayTarget::Message(phone.invoice().unwrap())).unwrap();
    let answered = |shop: &Shop| {
        shop.world
            .pre_checkouts()
            .iter()
            .any(|asked| asked.id == query && asked.answered_at.is_some())
    };
    shop.until("the refusal", async || {
        if !answered(&shop) {
            shop.clock().advance(500);
        }
        answered(&shop)
    })
    .await;
    let hung = shop.clock().now().0 - MORNING;
    assert!(hung >= 8_000, "not before its time");
    let asked = polls(&shop) - before;
    assert!(asked * 3_000 <= hung, "Telegram was asked {asked} times for the same in {hung} ms");
    assert_eq!(asked > 0, !webhook, "who polls asks again while it waits");
    let error_message = shop.plain(&Text::RefuseBusy, Lang::Kk);
    assert_eq!(shop.world.payment_outcome(&query).await, PayOutcome::Refused { error_message });

    held.let_go().await;
    shop.advance(MINUTE).await;
    assert_eq!(shop.orders().await, ["invoiced"], "it stays payable");
    assert_eq!(answers(&shop), 1, "one answer to one query");
    phone.pays().await;
    shop.finish().await;
}

#[tokio::test]
async fn a_pre_checkout_that_cannot_be_committed_is_refused_at_eight_seconds() {
    refused_at_eight_seconds(false, 1).await;
}

#[tokio::test]
async fn the_same_where_updates_come_by_a_webhook() {
    refused_at_eight_seconds(true, 1).await;
}

/// The last that one answer of Telegram has room for.
#[tokio::test]
async fn the_same_behind_ninety_nine_updates_that_are_not_committed() {
    refused_at_eight_seconds(false, 99).await;
}

/// Telegram gives a hundred updates at once, and no more before these are acknowledged. Who stands
/// behind them is not seen in time: Telegram gives that payment up by itself. The answer that comes
/// too late moves nothing, and the order is paid afterwards, once.
#[tokio::test]
async fn a_pre_checkout_behind_a_hundred_updates_that_are_not_committed_leaves_its_order_payable() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Ru).await;
    let people = crowd(&shop, 100);
    let held = shop.hold().await;
    let before = polls(&shop);
    all_say(&shop, &people, "/start");
    let query =
        shop.world.begin_pay(CUSTOMER, PayTarget::Message(phone.invoice().unwrap())).unwrap();
    // The same is asked for again, and brings the same.
    shop.until("it is asked again for longer than Telegram waits", async || {
        if polls(&shop) - before < 4 {
            shop.clock().advance(500);
            shop.world.advance(500);
        }
        polls(&shop) - before >= 4
    })
    .await;
    assert!(shop.clock().now().0 - MORNING >= 12_000, "not sooner than after three seconds each");
    assert_eq!(shop.world.payment_outcome(&query).await, PayOutcome::Timeout);
    assert_eq!(answers(&shop), 0, "nobody saw it");

    held.let_go().await;
    shop.rest().await;
    assert!(people.iter().all(|person| shop.phone(*person).messages().len() == 2));
    assert_eq!(answers(&shop), 1, "it came when the others were done, too late");
    assert_eq!(shop.orders().await, ["invoiced"], "it stays payable");
    assert_eq!(shop.free("tr-1").await, 9, "and its code stays set aside for it");
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!((shop.charges().await.len(), phone.photos().len()), (1, 1));
    shop.finish().await;
}

/// Waits until a pre-checkout has its answer, or for 20 real seconds.
async fn an_answer(world: &World) {
    for _ in 0..4_000 {
        if world.pre_checkouts().iter().any(|asked| asked.answered_at.is_some()) {
            return;
        }
        real_pause(Duration::from_millis(5)).await;
    }
}

/// The decision is made in time, and its commit takes until the refusal has left: the approval
/// stays unsaid, and what it had set aside is free at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_that_is_committed_after_the_refusal_is_never_sent() {
    let place: Arc<OnceLock<(Clock, World)>> = Arc::default();
    let armed = Arc::new(AtomicBool::new(false));
    let (within, when) = (Arc::clone(&place), Arc::clone(&armed));
    let seam = Seam::watched(move |step, what| {
        if step == "commit" && what == "money" && when.swap(false, Ordering::SeqCst) {
            let (clock, world) = within.get().unwrap();
            // The world's clock stands: Telegram still listens.
            clock.advance(8_000);
            // A commit may be quicker than the watch wakes; this one is not.
            block_in_place(|| Handle::current().block_on(an_answer(world)));
        }
        false
    });
    let shop = Shop::start(ShopOptions { seam, ..ShopOptions::default() }).await;
    assert!(place.set((shop.clock().clone(), shop.world.clone())).is_ok());
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    armed.store(true, Ordering::SeqCst);
    let target = PayTarget::Message(phone.invoice().unwrap());
    let error_message = shop.plain(&Text::RefuseBusy, Lang::Kk);
    assert_eq!(shop.world.pay(CUSTOMER, target).await, PayOutcome::Refused { error_message });
    shop.rest().await;
    assert_eq!(answers(&shop), 1, "one answer to one query");
    assert_eq!(shop.orders().await, ["invoiced"], "nothing is held for a payment that cannot come");
    assert_eq!(shop.free("tr-1").await, 9, "its code stays set aside for it");
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_pre_checkout_does_not_wait_for_a_storm_of_429_nor_for_a_thousand_updates() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let people = crowd(&shop, 1_000);
    let storm =
        |method| FaultSpec::new(FaultKind::TooManyRequests).on(method).times(9_999).with(20);
    for method in ["sendMessage", "editMessageText", "answerCallbackQuery"] {
        shop.world.add_fault(storm(method));
    }
    all_say(&shop, &people, "/start");
    let target = PayTarget::Message(phone.invoice().unwrap());
    let paid = shop.world.pay(CUSTOMER, target).await;
    assert!(matches!(paid, PayOutcome::Paid { .. }), "{paid:?}, without a move of the clock");
    shop.world.clear_faults();
    shop.until("everybody has an answer", async || {
        shop.jump(1_000);
        people.iter().all(|person| shop.phone(*person).messages().len() == 2)
    })
    .await;
    shop.finish().await;
}

#[tokio::test]
async fn chats_that_hang_hold_up_no_payment() {
    let mut shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let people = crowd(&shop, 150);
    let plain = FaultSpec::new(FaultKind::Hang).on("sendMessage").times(150);
    let hanging = shop.world.add_fault(plain);
    all_say(&shop, &people, "/start");
    // All the calls that may be under way in chats at once hang.
    shop.until("they hang", async || {
        shop.world.calls().iter().filter(|call| call.error.as_deref() == Some("hang")).count() >= 64
    })
    .await;
    shop.world.remove_fault(hanging);
    let target = PayTarget::Message(phone.invoice().unwrap());
    assert!(matches!(shop.world.pay(CUSTOMER, target).await, PayOutcome::Paid { .. }));
    shop.until("the QR is there", async || phone.photos().len() == 1).await;
    // Cut: the hanging calls are still open.
    shop.close().await;
    shop.outlive();
    shop.reopen().await;
    shop.until_in_time("everybody has an answer", async || {
        people.iter().all(|person| shop.phone(*person).messages().len() == 2)
    })
    .await;
    shop.finish().await;
}

#[tokio::test]
async fn an_update_that_fails_holds_up_its_own_customer_alone_and_is_parked() {
    let shop = Shop::open().await;
    let phone = shop.phone(SECOND_CUSTOMER);
    phone.begin(Lang::Ru).await;
    let poison = refuse(&shop.urls().0, "effects", "new.kind = 'copy'").await;
    let people = crowd(&shop, 40);
    all_say(&shop, &people[..20], "/start");
    // Words to support are copied to the admin; a stranger who writes on has answered the question
    // whether that may be kept.
    shop.world.send(SECOND_CUSTOMER, &Sending::text("/support")).unwrap();
    shop.world.send(SECOND_CUSTOMER, &Sending::text("help me")).unwrap();
    shop.world.send(SECOND_CUSTOMER, &Sending::text("please")).unwrap();
    shop.world.send(SECOND_CUSTOMER, &Sending::text("/terms")).unwrap();
    all_say(&shop, &people[20..], "/start");
    shop.rest().await;
    assert!(people.iter().all(|person| shop.phone(*person).messages().len() == 2));
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    poison.relent().await;
    shop.close_expecting(&["an update was parked"]).await;
}

#[tokio::test]
async fn a_chat_is_spoken_to_at_telegrams_pace_and_others_do_not_wait() {
    let shop = Shop::start(ShopOptions { pace: Pace::telegram(), ..ShopOptions::default() }).await;
    let people = crowd(&shop, 3);
    for _ in 0..8 {
        shop.world.send(people[0], &Sending::text("/start")).unwrap();
    }
    shop.world.send(people[1], &Sending::text("/start")).unwrap();
    let heard = |person: i64| shop.phone(person).heard().len();
    // Bursts of a few pass at once; the share of all needs its tenths of a second.
    shop.until("the burst", async || {
        if heard(people[0]) < 5 || heard(people[1]) < 1 {
            shop.clock().advance(1);
        }
        heard(people[0]) == 5 && heard(people[1]) == 1
    })
    .await;
    assert!(shop.clock().now().0 - MORNING < 1_000);
    for n in 6..=8 {
        shop.clock().advance(1_000);
        shop.until("the next one", async || heard(people[0]) == n).await;
    }
    shop.finish().await;
}

/// So many come for the first time at once, at Telegram's pace. Who was here before is answered
/// while nearly all of them wait; they are all answered in the end.
async fn a_flood_of_newcomers(people: usize) {
    let shop = Shop::start(ShopOptions { pace: Pace::telegram(), ..ShopOptions::default() }).await;
    let phone = shop.customer();
    shop.world.send(CUSTOMER, &Sending::text("/start")).unwrap();
    shop.rests_as_time_passes(200).await;
    let before = phone.heard().len();
    let newcomers = crowd(&shop, people);
    all_say(&shop, &newcomers, "/start");
    shop.until_in_time("all are taken in", async || shop.world.unconfirmed_updates() == 0).await;

    let asked_at = shop.clock().now().0;
    shop.world.send(CUSTOMER, &Sending::text("/help")).unwrap();
    shop.until("the answer", async || {
        let answered = phone.heard().len() > before;
        if !answered {
            shop.jump(5);
        }
        answered
    })
    .await;
    let waited = shop.clock().now().0 - asked_at;
    assert!(waited < 2_000, "the customer waited {waited} ms");
    let answered = |person: &&i64| !shop.phone(**person).heard().is_empty();
    let done = newcomers.iter().filter(answered).count();
    assert!(done < people / 2, "the customer waited for {done} of them");
    shop.rests_as_time_passes(1_000).await;
    assert_eq!(newcomers.iter().filter(answered).count(), people, "nobody is forgotten");
    shop.finish().await;
}

#[tokio::test]
async fn a_flood_of_first_starts_keeps_no_customer_waiting() {
    a_flood_of_newcomers(300).await;
}

/// The full flood: `cargo test --release --test it -- --ignored six_thousand`.
#[tokio::test]
#[ignore = "a minute of its own; the small one above runs always"]
async fn six_thousand_first_starts_keep_no_customer_waiting() {
    a_flood_of_newcomers(6_000).await;
}

/// An admin's chat hears one message a second. Whoever writes to support without end has a turn
/// there, as everybody who writes; an answer to a command goes first.
#[tokio::test]
async fn who_writes_to_support_without_end_delays_no_answer_to_an_admin_and_nobody_else() {
    let shop = Shop::start(ShopOptions { pace: Pace::telegram(), ..ShopOptions::default() }).await;
    shop.world.send(shop.admin().person, &Sending::text("/start")).unwrap();
    for person in [CUSTOMER, SECOND_CUSTOMER] {
        shop.world.send(person, &Sending::text("/support")).unwrap();
    }
    shop.rests_as_time_passes(200).await;
    for n in 0..40 {
        shop.world.send(CUSTOMER, &Sending::text(&format!("again and again {n}"))).unwrap();
    }
    shop.until_in_time("all are taken in", async || shop.world.unconfirmed_updates() == 0).await;

    let asked_at = shop.clock().now().0;
    // A stranger who writes on has answered whether the talk may be kept.
    for words in ["my eSIM is gone", "please help"] {
        shop.world.send(SECOND_CUSTOMER, &Sending::text(words)).unwrap();
    }
    shop.world.send(shop.admin().person, &Sending::text("/cases")).unwrap();
    let heard =
        |words: &str| shop.admin().heard().iter().any(|message| message.text.contains(words));
    let none = shop.plain(&Text::CasesNone, Lang::Ru);
    let mut answered_at = None;
    shop.until("both", async || {
        if answered_at.is_none() && heard(none.trim()) {
            answered_at = Some(shop.clock().now().0);
        }
        let both = answered_at.is_some() && heard("my eSIM is gone");
        if !both {
            shop.jump(10);
        }
        both
    })
    .await;
    let answered = answered_at.unwrap() - asked_at;
    let all = shop.clock().now().0 - asked_at;
    assert!(answered < 3_000, "/cases was answered after {answered} ms");
    assert!(all < 10_000, "the other customer was heard after {all} ms");
    let loud = shop.admin().heard();
    let loud = loud.iter().filter(|message| message.text.contains("again and again")).count();
    assert!(loud < 20, "{loud} words of the loud one went before");
    shop.rests_as_time_passes(1_000).await;
    shop.finish().await;
}
