//! What a restored outbox still wanted to do when the backup was made may be over long ago:
//! Telegram's ledger is asked first.

use std::path::Path;

use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::settings;

use crate::support::{HOUR, MINUTE, Shop, ShopOptions};

/// A shop in which a QR waits to be shown.
async fn sold() -> Shop {
    let shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    // What is asked of the ledger is counted from the QR on.
    let read = "select count(*) from settings where name = 'reconciled_at'";
    shop.until("the first reading of the ledger", async || shop.count(read).await == 1).await;
    shop.admin().begin(Lang::Ru).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let later = FaultSpec::new(FaultKind::TooManyRequests).on("editMessageMedia").with(30);
    shop.world.add_fault(later.times(1));
    phone.pays().await;
    assert_eq!((shop.orders().await, phone.photos().len()), (vec!["provisioned".to_owned()], 0));
    shop
}

/// What the shop does after the backup, and loses: it gives the money of its order back.
async fn gives_back(shop: &Shop) {
    let order = shop.newest_order().await;
    shop.admin().say(&format!("/refund {order}")).await;
    let keys = shop.admin().keys();
    shop.admin().touch(keys.iter().find(|key| matches!(key, Press::OrderAct(..))).unwrap());
    // The customer's own messages may wait behind the QR.
    shop.until("the refund", async || shop.charges().await == ["refunded"]).await;
}

/// A minute later the backup is in force. The ledger cannot be read at the first two times.
async fn comes_back(shop: &mut Shop, file: &Path) {
    shop.close().await;
    shop.jump(MINUTE);
    shop.restore(file).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("getStarTransactions").times(2));
}

async fn nothing_is_shown(shop: Shop) {
    let back = async || shop.charges().await == ["refunded"];
    shop.until("the refund to be found", back).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["returned"]);
    assert!(shop.customer().photos().is_empty(), "the money is back");
    shop.finish().await;
}

/// The methods that the bot called since the shop came back, of these two.
fn asked(shop: &Shop) -> Vec<String> {
    let of_interest = ["getStarTransactions", "editMessageMedia"];
    let calls = shop.world.calls().into_iter().map(|call| call.method);
    let mut calls: Vec<String> =
        calls.filter(|method| of_interest.contains(&method.as_str())).collect();
    let put_off = calls.iter().position(|method| method == "editMessageMedia").unwrap();
    calls.split_off(put_off + 1)
}

#[tokio::test]
async fn a_qr_of_a_restored_outbox_waits_until_the_ledger_was_read() {
    let mut shop = sold().await;
    let file = shop.backup("monday").await;
    comes_back(&mut shop, &file).await;
    shop.reopen().await;
    shop.until("the QR", async || !shop.customer().photos().is_empty()).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    let ledger = "getStarTransactions";
    assert_eq!(asked(&shop), [ledger, ledger, ledger, "editMessageMedia"]);
    shop.finish().await;
}

#[tokio::test]
async fn who_got_the_money_back_in_what_was_lost_gets_no_qr() {
    let mut shop = sold().await;
    // When the ledger was read last, the clock was an hour ahead.
    let ahead = (shop.clock().now().0 + HOUR).to_string();
    let mut tx = shop.store().begin().await.unwrap();
    settings::put(&mut tx, settings::RECONCILED_AT, &ahead).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    let file = shop.backup("monday").await;
    gives_back(&shop).await;
    comes_back(&mut shop, &file).await;
    shop.reopen().await;
    nothing_is_shown(shop).await;
}

#[tokio::test]
async fn who_writes_before_the_ledger_was_read_gets_no_qr_either() {
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    shop.admin().begin(Lang::Ru).await;
    let phone = shop.customer();
    let person = phone.person;
    phone.to_invoice(Lang::Kk).await;
    shop.world.begin_pay(person, PayTarget::Message(phone.invoice().unwrap())).unwrap();
    shop.world.block(person, true).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    let file = shop.backup("monday").await;
    gives_back(&shop).await;
    comes_back(&mut shop, &file).await;
    shop.world.block(person, false).unwrap();
    shop.world.send_text(person, "/start").unwrap();
    shop.reopen().await;
    nothing_is_shown(shop).await;
}

#[tokio::test]
async fn a_ledger_that_can_never_be_read_holds_a_restored_outbox_up_for_ten_minutes() {
    let mut shop = sold().await;
    let file = shop.backup("monday").await;
    comes_back(&mut shop, &file).await;
    shop.world.clear_faults();
    let never = FaultSpec::new(FaultKind::ServerError).with(404).on("getStarTransactions");
    shop.world.add_fault(never.times(10_000));
    shop.reopen().await;
    let failed = "the Stars ledger was not read to its end";
    shop.until("a reading that fails", async || shop.log_says(failed)).await;
    assert!(shop.customer().photos().is_empty());
    shop.clock().advance(10 * MINUTE);
    shop.until("the QR", async || !shop.customer().photos().is_empty()).await;
    assert!(shop.log_says("timers go on although the Stars ledger cannot be read"));
    shop.world.clear_faults();
    shop.finish().await;
}
