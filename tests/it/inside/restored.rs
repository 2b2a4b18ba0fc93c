//! What a restore brings back: a paid order whose customer was erased after the backup is nobody's,
//! how it ended was lost, and a person finds the way out. Money from before the restore is given
//! back by nobody alone.

use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::KeyId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::settings;

use crate::journeys::ledger::{charged, later};
use crate::journeys::trouble::paid_without_stock;
use crate::support::cases::{act, open_case, refunds};
use crate::support::{MINUTE, MORNING, Shop, ShopOptions, ask};

/// A database as a restore leaves it: an order is paid, its code waits for a chat that is closed,
/// and the key of its customer is gone.
async fn restored(tenge: bool) -> Shop {
    let mut shop = Shop::start(ShopOptions { tenge, alone: true, ..ShopOptions::default() }).await;
    shop.admin().begin(Lang::Ru).await;
    let phone = shop.customer();
    if tenge {
        phone.begin(Lang::Kk).await;
        phone.choose("Turkey", "tr-1").await;
        phone.agree().await;
        phone.to_pay().await;
        phone.press("tenge", |press| matches!(press, Press::PayTenge(_))).await;
    } else {
        phone.to_invoice(Lang::Kk).await;
    }
    let target = PayTarget::Message(phone.invoice().unwrap());
    shop.world.begin_pay(phone.person, target).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    let key =
        shop.count("select key_id from customers where id in (select customer_id from orders)");
    let key = KeyId(key.await);
    shop.close().await;
    let store = shop.open_store().await;
    store.keys.destroy(&[key]).await.unwrap();
    store.close().await;
    // Again and again it is the same case.
    for _ in 0..2 {
        let done = recovery::finish(&shop.data(), shop.clock(), Missing::Careful).await;
        let told = done.unwrap();
        assert!(told.contains("customers and visitors"), "{told}");
    }
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.rest().await;
    assert_eq!(shop.count("select count(*) from orders where customer_id is null").await, 1);
    assert_eq!(shop.open_cases().await.len(), 1);
    shop
}

/// A restore a minute after the morning.
async fn was_restored(shop: &Shop) {
    let mut tx = shop.store().begin().await.unwrap();
    let restored = (MORNING + MINUTE).to_string();
    settings::put(&mut tx, settings::RESTORED_AT, &restored).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
}

#[tokio::test]
async fn its_money_goes_back_by_a_button_and_its_code_is_not_sold_again() {
    let shop = restored(false).await;
    let admin = shop.admin();
    // Nobody waits for it.
    let (_, figures) = ask(&shop.operator("/metrics")).await;
    assert!(figures.contains("shop_paid_not_fulfilled_orders 0"), "{figures}");
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintErased, Lang::Ru);
    for wanted in CaseAct::ALL {
        let has_a_place = matches!(wanted, CaseAct::Refund | CaseAct::Outside);
        assert_eq!(admin.offers(act(wanted)), has_a_place, "{wanted:?}");
    }
    let key = admin.keys().into_iter().find(|press| act(CaseAct::Refund)(press)).unwrap();
    admin.tap(&key).await;
    admin.expect(&Text::CaseAccepted { case: 1 }, Lang::Ru);
    let order = shop.newest_order().await;
    admin.expect_last(&Text::RefundDoneAdmin { order, amount: Money::stars(308) }, Lang::Ru);
    assert_eq!((shop.charges().await, refunds(&shop)), (vec!["refunded".to_owned()], 1));
    assert_eq!(shop.orders().await, ["returned"]);
    admin.forge_press(&key).await;
    admin.expect_last(&Text::CaseStale { case: 1 }, Lang::Ru);
    assert_eq!(refunds(&shop), 1);
    // It may have been shown in what was lost.
    shop.releases_stock().await;
    shop.rest().await;
    assert_eq!(shop.free("tr-1").await, 9);
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    assert!(shop.audit().await.contains(&"admin case_refund case:1".to_owned()));
    shop.finish().await;
}

#[tokio::test]
async fn a_code_from_before_the_restore_is_not_sold_again_though_nobody_saw_it() {
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    shop.admin().begin(Lang::Ru).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    shop.world.begin_pay(phone.person, PayTarget::Message(phone.invoice().unwrap())).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    shop.close().await;
    recovery::finish(&shop.data(), shop.clock(), Missing::Careful).await.unwrap();
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.releases_stock().await;
    let free = shop.free("tr-1").await;
    let order = shop.newest_order().await;
    shop.admin().say(&format!("/refund {order}")).await;
    shop.admin().press("yes", |press| matches!(press, Press::OrderAct(..))).await;
    shop.rest().await;
    assert_eq!((shop.orders().await, refunds(&shop)), (vec!["returned".to_owned()], 1));
    assert_eq!(shop.free("tr-1").await, free, "it may have been shown in what was lost");
    shop.finish().await;
}

#[tokio::test]
async fn a_refused_refund_of_it_is_a_case_of_its_charge() {
    let shop = restored(false).await;
    let admin = shop.admin();
    shop.world.set_bot_stars(0);
    open_case(admin).await;
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!(shop.charges().await, ["case"]);
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintCharge, Lang::Ru);
    shop.world.set_bot_stars(1_000);
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!((shop.charges().await, refunds(&shop)), (vec!["refunded".to_owned()], 1));
    shop.finish().await;
}

#[tokio::test]
async fn what_had_come_before_the_erasure_is_settled_outside() {
    let mut shop = restored(false).await;
    let listed = shop.lists_cases().await;
    assert!(listed.contains("[refund | outside]"), "{listed}");
    let wrong = shop.settles_case(1, CaseAct::Retry).await.unwrap_err();
    assert!(wrong.to_string().contains("refund, outside"), "{wrong}");
    shop.settles_case(1, CaseAct::Outside).await.unwrap();
    shop.rest().await;
    assert_eq!((shop.charges().await, refunds(&shop)), (vec!["kept".to_owned()], 0));
    // What was answered once is not asked again.
    shop.close().await;
    recovery::finish(&shop.data(), shop.clock(), Missing::Careful).await.unwrap();
    shop.reopen().await;
    shop.rest().await;
    assert!(shop.open_cases().await.is_empty());
    // In this world it had not come.
    shop.finish_but(&["is kept, delivered: false"]).await;
}

#[tokio::test]
async fn tenge_is_noted_as_due_at_the_provider_and_then_as_settled() {
    let shop = restored(true).await;
    let admin = shop.admin();
    let order = shop.newest_order().await;
    open_case(admin).await;
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!(shop.charges().await, ["due_at_provider"]);
    let charge = shop.sql("select id from charges").await.remove(0).remove(0);
    let amount = Money::kzt(200_000);
    admin.expect(&Text::RefundDue { order, amount, charge }, Lang::Ru);
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintDue, Lang::Ru);
    // The command line does the same.
    let (id, _) = shop.open_cases().await.remove(0);
    shop.settles_case(id, CaseAct::Outside).await.unwrap();
    shop.rest().await;
    assert_eq!(
        (shop.charges().await, shop.orders().await),
        (vec!["settled".into()], vec!["returned".into()])
    );
    shop.releases_stock().await;
    let listed = shop.lists_cases().await;
    assert_eq!(listed, "Nothing needs a person.");
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_from_before_a_restore_is_a_case_and_stays() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Ru).await;
    let (order, invoice) = (shop.newest_order().await, phone.invoice_number());
    phone.tap(&Press::Cancel(order)).await;
    // What happened to the order until then is in what was lost.
    was_restored(&shop).await;
    shop.advance(2 * MINUTE).await;
    charged(phone, invoice);
    later(&shop, 3 * MINUTE).await;
    assert_eq!(shop.charges().await, ["case"]);
    assert_eq!(refunds(&shop), 0);
    phone.expect(&Text::ChargeUnclear { amount: Money::stars(308) }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn an_order_from_before_a_restore_is_not_paid_back_unasked() {
    let (shop, order) = paid_without_stock().await;
    was_restored(&shop).await;
    shop.advance(20 * MINUTE).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["paid", "fulfilled"], "it may have been delivered before");
    assert_eq!(shop.cases().await, ["stuck"]);
    shop.customer().tap(&Press::WantRefund(order)).await;
    shop.advance(15_000).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
    shop.finish().await;
}
