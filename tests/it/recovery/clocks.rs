//! A clock that jumps back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seam::Seam;

use crate::support::{HOUR, MINUTE, PATIENCE, Shop, ShopOptions};

#[tokio::test]
async fn a_clock_that_jumps_back_in_the_middle_of_a_purchase_costs_nobody_anything() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    shop.clock().advance(-2 * HOUR);
    phone.pays().await;
    assert_eq!(phone.photos().len(), 1);
    // A session that began in the future is still a session, and sells.
    let other = shop.phone(SECOND_CUSTOMER);
    other.begin(Lang::Ru).await;
    shop.clock().advance(-HOUR);
    other.invoice_for("Turkey", "tr-1").await;
    other.pays().await;
    assert_eq!(other.photos().len(), 1);
    // When the time is made up again the timers find nothing to do.
    shop.clock().advance(3 * HOUR);
    shop.advance(HOUR).await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn what_waits_to_be_tried_again_does_not_wait_for_the_clock_to_come_back() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    // The QR cannot be shown at first and is put off; then the clock goes back by a day.
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("editMessageMedia"));
    phone.pays().await;
    shop.rest().await;
    assert!(phone.photos().is_empty());
    shop.clock().advance(-24 * HOUR);
    let shown = async || !phone.photos().is_empty();
    shop.clock().advance(MINUTE);
    shop.until("the QR", shown).await;
    assert!(shop.log_says("the clock went back"));
    phone.press("the order", |press| matches!(press, Press::Esims(_))).await;
    shop.clock().advance(24 * HOUR);
    shop.rest().await;
    shop.finish().await;
}

/// A try that failed by the old hour, and is written down when the clock has gone back and
/// everything that waited was mended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_while_the_clock_goes_back_does_not_wait_for_the_old_hour() {
    let clock = Arc::new(OnceLock::<Clock>::new());
    let (hand, waits) = (Arc::clone(&clock), AtomicBool::new(false));
    let (mends, mended) = mpsc::channel();
    let mended = Mutex::new(mended);
    let seam = Seam::watched(move |step, what| {
        match (step, what) {
            ("performed", "qr") => {
                if let Some(clock) = hand.get().filter(|_| !waits.swap(true, Ordering::SeqCst)) {
                    clock.advance(-24 * HOUR);
                    // Comes with the first look of the relay after the jump.
                    let waits = || mended.lock().unwrap().recv_timeout(PATIENCE).unwrap();
                    tokio::task::block_in_place(waits);
                }
            }
            ("committed", "lease") if waits.load(Ordering::SeqCst) => drop(mends.send(())),
            _ => {}
        }
        false
    });
    let shop = Shop::start(ShopOptions { seam, ..ShopOptions::default() }).await;
    clock.set(shop.clock().clone()).unwrap();
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("editMessageMedia"));
    phone.pays().await;
    shop.until("the clock to go back", async || shop.log_says("the clock went back")).await;
    shop.rest().await;
    assert!(phone.photos().is_empty());
    shop.clock().advance(MINUTE);
    shop.until("the QR", async || !phone.photos().is_empty()).await;
    shop.clock().advance(24 * HOUR);
    shop.finish().await;
}

/// Statistics that failed by a clock that was ahead stand first in the admin's lane: what an admin
/// must hear does not wait behind them for the old hour.
#[tokio::test]
async fn statistics_that_failed_by_the_old_hour_hold_back_no_alert() {
    // The purchase leaves three codes of its plan, of which the admins hear.
    let shop = Shop::start(ShopOptions { codes: 4, ..ShopOptions::default() }).await;
    let (admin, phone) = (shop.admin(), shop.customer());
    admin.begin(Lang::En).await;
    phone.to_invoice(Lang::En).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("sendPhoto"));
    admin.say("/stats").await;
    shop.clock().advance(-24 * HOUR);
    phone.pays().await;
    shop.clock().advance(MINUTE);
    let alert = Text::AlertStock { plan: "tr-1".to_owned(), left: 3 };
    shop.until("the alert", async || admin.was_told(&alert, Lang::En)).await;
    shop.clock().advance(24 * HOUR);
    shop.finish().await;
}

/// A paid order whose code was asked for in vain by a clock that was ahead does not wait for the
/// old hour.
#[tokio::test]
async fn the_stock_is_asked_again_when_the_clock_has_come_back() {
    let mut shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    shop.phone(SECOND_CUSTOMER).to_invoice(Lang::Ru).await;
    let invoice = PayTarget::Message(shop.phone(SECOND_CUSTOMER).invoice().unwrap());
    shop.customer().buys(Lang::En).await;
    // The last code is sold, and Telegram charges all the same.
    let query = shop.world.begin_pay(SECOND_CUSTOMER, invoice).unwrap();
    shop.world.change(|state| state.answer_pre_checkout(&query, None));
    shop.rest().await;
    shop.clock().advance(-24 * HOUR);
    shop.import_stock("tr-1", 3).await;
    shop.clock().advance(MINUTE);
    let shown = async || !shop.phone(SECOND_CUSTOMER).photos().is_empty();
    shop.until("the QR", shown).await;
    shop.clock().advance(24 * HOUR);
    shop.rest().await;
    shop.finish().await;
}
