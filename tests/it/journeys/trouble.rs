//! What goes wrong after the payment: a blocked bot, an empty stock, a lost card, a shop that
//! stops.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::chats::{Content, Message};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::{Role, Sending};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::domain::country::Place;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::seam::Seam;

use crate::support::{HOUR, MINUTE, MORNING, Shop, ShopOptions, pictures};

/// A paid order for which no code is there: the last one goes to somebody else after the invoice,
/// and Telegram charges all the same.
pub async fn paid_without_stock() -> (Shop, OrderId) {
    paid_without_stock_in(Lang::En).await
}

async fn paid_without_stock_in(lang: Lang) -> (Shop, OrderId) {
    paid_without_stock_beside(lang, Seam::default()).await
}

async fn paid_without_stock_beside(lang: Lang, seam: Seam) -> (Shop, OrderId) {
    let shop = Shop::start(ShopOptions { codes: 1, seam, ..ShopOptions::default() }).await;
    let (phone, other) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
    shop.admin().say("/start").await;
    phone.to_invoice(lang).await;
    let order = shop.newest_order().await;
    other.buys(Lang::Ru).await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    let query = shop.world.begin_pay(phone.person, target).unwrap();
    shop.world.change(|state| state.answer_pre_checkout(&query, None));
    shop.rest().await;
    assert_eq!(shop.orders().await, ["paid", "fulfilled"]);
    (shop, order)
}

#[tokio::test]
async fn who_blocked_the_bot_gets_the_qr_after_coming_back() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Kk).await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    let query = shop.world.begin_pay(phone.person, target).unwrap();
    shop.world.block(phone.person, true).unwrap();
    assert!(matches!(shop.world.payment_outcome(&query).await, PayOutcome::Paid { .. }));
    shop.rest().await;
    let order = shop.newest_order().await;
    assert!(phone.photos().is_empty());
    admin.expect_not(&Text::AlertQr { order }, Lang::Ru);
    // Nobody has to look for a week, and nothing is paid back: the code waits.
    shop.advance(7 * 24 * HOUR - 1).await;
    admin.expect_not(&Text::AlertQr { order }, Lang::Ru);
    assert_eq!(shop.charges().await, ["kept"]);
    shop.advance(1).await;
    admin.expect(&Text::AlertQr { order }, Lang::Ru);

    phone.say("/start").await;
    let cards = phone.photos();
    assert_eq!(cards.len(), 1, "one QR");
    assert!(pictures::scan(&phone.picture(&cards[0])).is_some());
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_empty_stock_is_filled_and_the_order_delivered() {
    let (mut shop, order) = paid_without_stock().await;
    let place = Place::parse("TR").unwrap();
    shop.admin().expect(&Text::AlertStuck { order, place: place.into() }, Lang::Ru);
    assert!(shop.customer().photos().is_empty());
    shop.import_stock("tr-1", 2).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    assert_eq!(shop.customer().photos().len(), 1);
    assert_eq!(shop.free("tr-1").await, 1);
    shop.finish().await;
}

#[tokio::test]
async fn what_was_never_bought_by_the_deadline_is_paid_back_by_itself() {
    for lang in Lang::ALL {
        let (shop, order) = paid_without_stock_in(lang).await;
        let (phone, admin) = (shop.customer(), shop.admin());
        let amount = Money::stars(308);
        let until = Stamp(MORNING + 15 * MINUTE);
        phone.expect(&Text::CardWaiting { order, amount, until }, lang);
        shop.advance(15 * MINUTE - 1).await;
        assert_eq!(shop.orders().await, ["paid", "fulfilled"]);
        admin.say("/cases").await;
        assert!(phone.offers(|press| matches!(press, Press::WantRefund(_))));
        shop.advance(1).await;
        shop.advance(15_000).await;
        shop.advance(15_000).await;
        assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
        let mut charges = shop.charges().await;
        charges.sort();
        assert_eq!(charges, ["kept", "refunded"]);
        phone.expect(&Text::CardReturned { order }, lang);
        phone.expect(&Text::RefundStarted { order, amount }, lang);
        phone.expect(&Text::RefundDone { order, amount }, lang);
        assert!(phone.photos().is_empty());
        shop.finish().await;
    }
}

/// A deadline that was over when the stock was asked, and is not when the answer is decided: nobody
/// gives the order up, and the stock is asked on.
#[tokio::test]
async fn a_clock_that_goes_back_at_the_deadline_leaves_no_order_behind() {
    let (clock, armed) = (Arc::new(OnceLock::<Clock>::new()), Arc::new(AtomicBool::new(false)));
    let (hand, trap) = (Arc::clone(&clock), Arc::clone(&armed));
    let seam = Seam::watched(move |step, what| {
        if step == "performed" && what == "provision" && trap.swap(false, Ordering::SeqCst) {
            hand.get().unwrap().advance(-HOUR);
        }
        false
    });
    let (mut shop, _) = paid_without_stock_beside(Lang::En, seam).await;
    clock.set(shop.clock().clone()).unwrap();
    armed.store(true, Ordering::SeqCst);
    shop.advance(15 * MINUTE).await;
    shop.until("the clock to go back", async || !armed.load(Ordering::SeqCst)).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["paid", "fulfilled"]);
    shop.import_stock("tr-1", 2).await;
    for _ in 0..2 {
        shop.advance(15_000).await;
    }
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    assert_eq!(shop.customer().photos().len(), 1);
    assert_eq!(shop.free("tr-1").await, 1);
    shop.finish().await;
}

#[tokio::test]
async fn what_is_there_at_the_deadline_is_shown_and_not_paid_back() {
    let (mut shop, order) = paid_without_stock().await;
    shop.advance(15 * MINUTE - 20_000).await;
    shop.import_stock("tr-1", 1).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    shop.advance(30 * MINUTE).await;
    assert_eq!(shop.charges().await, ["kept", "kept"]);
    shop.customer().expect_not(&Text::CardLate { order }, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn who_does_not_want_to_wait_gets_the_money_at_once() {
    let (shop, order) = paid_without_stock().await;
    let phone = shop.customer();
    shop.advance(MINUTE).await;
    phone.tap(&Press::WantRefund(order)).await;
    phone.expect(&Text::RefundNoted { order }, Lang::En);
    shop.advance(15_000).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
    phone.expect(&Text::RefundDone { order, amount: Money::stars(308) }, Lang::En);
    assert!(phone.photos().is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn who_wants_the_money_while_the_stock_gives_a_code_gets_the_money() {
    let deaf = Arc::new(AtomicBool::new(false));
    let hears = Arc::clone(&deaf);
    // What the stock gave is known to nobody until the wish is there.
    let seam = Seam::forgetful(move |kind, _| kind == "provision" && hears.load(Ordering::SeqCst));
    let (mut shop, order) = paid_without_stock_beside(Lang::Kk, seam).await;
    let phone = shop.customer().person;
    shop.import_stock("tr-1", 2).await;
    deaf.store(true, Ordering::SeqCst);
    shop.jump(15_000);
    shop.until("the stock to give", async || shop.free("tr-1").await == 1).await;
    shop.phone(phone).touch(&Press::WantRefund(order));
    let noted = Text::RefundNoted { order };
    shop.until("the wish", async || shop.phone(phone).was_told(&noted, Lang::Kk)).await;
    deaf.store(false, Ordering::SeqCst);
    shop.rest().await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
    let amount = Money::stars(308);
    shop.phone(phone).expect(&Text::RefundDone { order, amount }, Lang::Kk);
    assert!(shop.phone(phone).photos().is_empty(), "what is paid back is not shown");
    assert_eq!(shop.free("tr-1").await, 2, "nobody saw the code");
    shop.finish().await;
}

#[tokio::test]
async fn erasure_waits_for_a_paid_order_and_offers_the_way_out() {
    let (shop, order) = paid_without_stock().await;
    let phone = shop.customer();
    phone.say("/deletemydata").await;
    phone.expect_last(&Text::EraseOpen { order }, Lang::En);
    assert!(!phone.offers(|press| matches!(press, Press::Erase(_))));
    assert!(phone.keys().contains(&Press::Esim(order)));
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::WantRefund(order)).await;
    shop.advance(15_000).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
    phone.say("/deletemydata").await;
    phone.expect_last(&Text::EraseFirst, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn a_card_that_was_deleted_is_replaced_by_one_new_card() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    // The card is deleted on the phone before the picture can be edited into it.
    shop.world.add_fault(FaultSpec::new(FaultKind::CutBefore).on("editMessageMedia"));
    phone.pays().await;
    assert!(phone.photos().is_empty());
    let card = phone.last().id;
    shop.world.change(|state| {
        state.message_mut(phone.person, card).unwrap().deleted = true;
    });
    shop.advance(MINUTE).await;
    assert_eq!(phone.photos().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_ne!(phone.photos()[0].id, card);
    // One delivery in two attempts: the first never arrived.
    shop.finish().await;
}

#[tokio::test]
async fn what_was_paid_while_the_shop_was_closed_is_delivered_when_it_opens() {
    let mut shop = Shop::open().await;
    shop.customer().to_invoice(Lang::Ru).await;
    shop.phone(SECOND_CUSTOMER).begin(Lang::Ru).await;
    // The answer to somebody else is put off: it is due when the shop opens again, as the timers
    // are.
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("sendMessage"));
    shop.phone(SECOND_CUSTOMER).say("/help").await;
    shop.phone(SECOND_CUSTOMER).expect_not(&Text::Help, Lang::Ru);
    // The poll that waits brings the pre-checkout. No other one is answered: the charge waits at
    // Telegram.
    let silence = FaultSpec::new(FaultKind::ServerError).on("getUpdates").times(9_999);
    let silence = shop.world.add_fault(silence);
    let target = PayTarget::Message(shop.customer().invoice().unwrap());
    let query = shop.world.begin_pay(shop.customer().person, target).unwrap();
    assert!(matches!(shop.world.payment_outcome(&query).await, PayOutcome::Paid { .. }));
    shop.ends_what_is_in_hand().await;
    let heard = shop.customer().heard().len();
    shop.close().await;
    shop.jump(2 * HOUR);
    shop.reopen().await;
    // One look at the outbox takes all that may begin. What was put off is told with it, and
    // whatever else it took comes to its end.
    let told = async || shop.phone(SECOND_CUSTOMER).was_told(&Text::Help, Lang::Ru);
    shop.until("what was put off", told).await;
    shop.ends_what_is_in_hand().await;
    assert_eq!(shop.orders().await, ["approved"], "a timer fell due before the first poll");
    assert_eq!(shop.customer().heard().len(), heard);
    assert!(shop.world.unconfirmed_updates() > 0, "the charge was read before the look");
    assert!(shop.world.remove_fault(silence));
    shop.rest().await;
    assert_eq!(shop.orders().await, ["fulfilled"], "read before any timer fell due");
    assert_eq!(shop.customer().photos().len(), 1);
    let is_there =
        |message: &Message| matches!(message.content, Content::Invoice(_)) && !message.deleted;
    assert!(shop.customer().heard().iter().any(is_there), "its invoice ended before that");
    shop.finish().await;
}

#[tokio::test]
async fn too_many_requests_hold_back_words_and_lose_nothing() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let limit = FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(3);
    shop.world.add_fault(limit);
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("editMessageMedia"));
    phone.pays().await;
    assert!(phone.photos().is_empty());
    for _ in 0..10 {
        shop.advance(2_000).await;
    }
    assert_eq!(phone.photos().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_stop_writes_down_what_was_said_so_that_the_next_start_says_nothing_twice() {
    let mut shop = Shop::open().await;
    let people: Vec<i64> = (0..260)
        .map(|n| shop.world.add_person(&format!("Guest {n}"), Some("en"), Role::Customer))
        .collect();
    for person in &people {
        shop.world.send(*person, &Sending::text("/start")).unwrap();
    }
    let heard = |shop: &Shop| -> Vec<usize> {
        people.iter().map(|person| shop.phone(*person).messages().len()).collect()
    };
    shop.until_in_time("everybody has an answer", async || heard(&shop).iter().all(|n| *n == 2))
        .await;
    // At once: the outcomes of the last answers are still on their way to the database.
    shop.close().await;
    shop.reopen().await;
    shop.rest().await;
    assert!(heard(&shop).iter().all(|n| *n == 2), "an answer was given twice");
    shop.finish().await;
}

#[tokio::test]
async fn what_fails_is_tried_again_after_ever_longer_pauses() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    let tries = || shop.world.calls().iter().filter(|call| call.method == "sendMessage").count();
    let fault = FaultSpec::new(FaultKind::ServerError).on("sendMessage").times(11);
    shop.world.add_fault(fault);
    let mut tried = tries();
    phone.say("/help").await;
    for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        tried += 1;
        shop.advance(pause * 1_000 - 1).await;
        assert_eq!(tries(), tried, "before {pause} s have passed");
        shop.advance(1).await;
    }
    assert_eq!(tries(), tried + 1);
    phone.expect_last(&Text::Help, Lang::En);
    shop.finish().await;
}
