//! Cases that need the database at hand: a parked update, and money of a database that is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seam::Seam;

use crate::support::cases::{act, open_case, refunds};
use crate::support::outside::{Refusing, refuse};
use crate::support::{MINUTE, Phone, Shop, ShopOptions};

/// A stranger's /start that fails whenever it is tried, until strangers are taken again.
async fn parked_start(phone: Phone<'_>) -> Refusing {
    let refusing = refuse(&phone.shop.urls().0, "customers", "true").await;
    phone.say("/start").await;
    refusing
}

#[tokio::test]
async fn a_parked_update_is_handled_once_more_or_parked_anew() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    let refusing = parked_start(phone).await;
    let parked = "select count(*) from parked where parked_at is not null";
    assert_eq!(shop.count(parked).await, 1);
    open_case(admin).await;
    admin.press("retry", act(CaseAct::Retry)).await;
    assert_eq!(shop.count(parked).await, 1, "it failed again, and is kept once");
    assert_eq!(shop.count("select count(*) from cases where closed_at is null").await, 1);
    assert!(phone.heard().is_empty());
    refusing.relent().await;
    open_case(admin).await;
    admin.press("retry", act(CaseAct::Retry)).await;
    assert_eq!(shop.count("select count(*) from parked").await, 0);
    assert!(phone.keys().contains(&Press::Lang(Lang::Kk)), "the answer came, late");
    let kept = "select count(*) from doomed";
    shop.until("the keys to go", async || shop.count(kept).await == 0).await;
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    shop.close_expecting(&["an update was parked"]).await;
}

#[tokio::test]
async fn a_parked_update_that_is_tried_again_twice_is_answered_once() {
    let times = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&times);
    // The first outcome gets lost, and the relay performs it once more.
    let seam = Seam::forgetful(move |kind, _| {
        kind == "parked" && heard.fetch_add(1, Ordering::SeqCst) == 0
    });
    let shop = Shop::start(ShopOptions { seam, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    let refusing = parked_start(phone).await;
    refusing.relent().await;
    open_case(admin).await;
    admin.press("retry", act(CaseAct::Retry)).await;
    assert!(times.load(Ordering::SeqCst) >= 2, "it was not performed twice");
    assert_eq!(shop.count("select count(*) from parked").await, 0);
    assert_eq!(phone.heard().len(), 1, "answered once");
    shop.close_expecting(&["an update was parked"]).await;
}

#[tokio::test]
async fn money_of_nobody_here_goes_back_by_a_button_and_refunds_go_on_by_another() {
    let mut shop = Shop::start(ShopOptions { mail: false, ..ShopOptions::default() }).await;
    shop.customer().buys(Lang::En).await;
    shop.close().await;
    shop.lose_the_database();
    shop.jump(60 * MINUTE);
    shop.reopen().await;
    let found = async || shop.count("select count(*) from cases").await == 1;
    shop.until("the old charge to be found", found).await;
    shop.rest().await;
    assert_eq!((shop.charges().await, refunds(&shop)), (vec!["case".to_owned()], 0));
    let admin = shop.admin();
    open_case(admin).await;
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!((shop.charges().await, refunds(&shop)), (vec!["refunded".to_owned()], 1));
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    shop.finish_cut().await;
}
