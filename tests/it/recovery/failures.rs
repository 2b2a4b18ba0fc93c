//! An update that failed and then went through leaves no copy of itself.

use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::support::outside::refuse;
use crate::support::{MINUTE, Shop};

#[tokio::test]
async fn an_update_that_failed_once_and_went_through_leaves_no_copy() {
    let shop = Shop::open().await;
    // The first attempt is refused for what it carries; once it is counted, the next one passes.
    let once = "(select count(*) from parked) = 0";
    let refusing = refuse(&shop.urls().0, "customers", once).await;
    shop.customer().say("/start").await;
    assert!(shop.customer().keys().contains(&Press::Lang(Lang::Kk)));
    assert_eq!(shop.count("select count(*) from parked").await, 0, "the sealed copy is left");
    // Its key goes too, so that no backup of that minute can be read.
    let doomed = "select (select count(*) from doomed) + (select count(*) from destroyed)";
    assert_eq!(shop.count(doomed).await, 1);
    refusing.relent().await;
    shop.finish().await;
}

#[tokio::test]
async fn an_update_that_always_fails_is_still_parked_with_its_copy() {
    let shop = Shop::open().await;
    let refusing = refuse(&shop.urls().0, "customers", "true").await;
    shop.customer().say("/start").await;
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    refusing.relent().await;
    // Others go on, and what is parked stays parked.
    shop.admin().say("/start").await;
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    shop.close_expecting(&["an update was parked"]).await;
}

#[tokio::test]
async fn the_charge_of_an_update_that_fails_is_written_down_and_decided_later() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    // The order's card cannot be queued, so the update of the payment fails whenever it is tried.
    let card = "new.kind = 'say' and new.customer_id is not null";
    let refusing = refuse(&shop.urls().0, "effects", card).await;
    phone.pays().await;
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    assert_eq!(shop.charges().await, ["taken"], "the charge stands, whatever became of its update");
    refusing.relent().await;
    // Telegram's ledger shows it too, and there it is found undecided.
    shop.advance(4 * MINUTE).await;
    shop.until("the ledger to be read", async || shop.charges().await == ["kept"]).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(phone.photos().len(), 1);
    shop.close_expecting(&["an update was parked"]).await;
}
