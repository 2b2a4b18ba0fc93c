//! What a restored outbox still wanted to do when the backup was made may be over long ago: Telegram's ledger
//! is asked first.

use qazaq_esim_bot::app::recovery::{self, Missing};
use qazaq_esim_bot::domain::event::Press;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::sim::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::storage::seam::Seam;

use super::{backup, data};
use crate::support::{MINUTE, Shop, ShopOptions};

/// A shop that came back from a backup in which a QR waits to be shown. `refund`: the lost shop gave the money
/// back instead. The ledger cannot be read at first.
async fn came_back(refund: bool) -> Shop {
    let mut shop = Shop::start(ShopOptions::default()).await;
    let here = shop.folder().to_owned();
    shop.admin().begin(Lang::Ru).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let later = FaultSpec::new(FaultKind::TooManyRequests).on("editMessageMedia").with(30);
    shop.world.add_fault(later.times(1));
    phone.pays().await;
    assert_eq!((shop.orders().await, phone.photos().len()), (vec!["provisioned".to_owned()], 0));
    let file = backup(&here, "monday.db").await;
    if refund {
        let order = shop.newest_order().await;
        shop.admin().say(&format!("/refund {order}")).await;
        let keys = shop.admin().keys();
        shop.admin().touch(keys.iter().find(|key| matches!(key, Press::RefundYes(..))).unwrap());
        // The customer's own messages wait behind the QR.
        shop.until("the refund", async || shop.charges().await == ["refunded"]).await;
    }
    shop.close().await;
    shop.clock().advance(MINUTE);
    shop.world.advance(MINUTE);
    recovery::restore(&data(&here), &file, shop.clock(), Missing::Careful, &Seam::default())
        .await
        .unwrap();
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("getStarTransactions").times(2));
    shop.reopen().await;
    shop
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
    let shop = came_back(false).await;
    shop.until("the QR", async || !shop.customer().photos().is_empty()).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    let ledger = "getStarTransactions";
    assert_eq!(asked(&shop), [ledger, ledger, ledger, "editMessageMedia"]);
    shop.finish().await;
}

#[tokio::test]
async fn who_got_the_money_back_in_what_was_lost_gets_no_qr() {
    let shop = came_back(true).await;
    let back = async || shop.charges().await == ["refunded"];
    shop.until("the refund to be found", back).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["returned"]);
    assert!(shop.customer().photos().is_empty());
    shop.finish().await;
}
