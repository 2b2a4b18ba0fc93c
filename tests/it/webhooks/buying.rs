//! A purchase through the webhook is the same purchase.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::domain::lang::Lang;

use super::open;

#[tokio::test]
async fn a_purchase_in_three_languages_by_webhook() {
    for lang in [Lang::Kk, Lang::Ru, Lang::En] {
        let shop = open().await;
        let phone = shop.customer();
        phone.buys(lang).await;
        assert_eq!(phone.photos().len(), 1);
        assert_eq!(shop.orders().await, ["fulfilled"]);
        let asked: Vec<String> = shop
            .world
            .calls()
            .into_iter()
            .map(|call| call.method)
            .filter(|name| name.contains("ebhook"))
            .collect();
        assert!(asked.iter().all(|name| name != "deleteWebhook"));
        assert_eq!(
            asked.iter().filter(|name| *name == "setWebhook").count(),
            1,
            "set by the deployment alone"
        );
        shop.finish().await;
    }
}

#[tokio::test]
async fn what_is_delivered_twice_or_cut_is_handled_once() {
    let shop = open().await;
    let phone = shop.customer();
    shop.world.add_fault(FaultSpec::new(FaultKind::DuplicateUpdates).times(500));
    phone.to_invoice(Lang::Ru).await;
    // The pre-checkout is taken and cut, and once more with the payment.
    shop.world.clear_faults();
    shop.world.add_fault(FaultSpec::new(FaultKind::CutDelivery));
    shop.world.add_fault(FaultSpec::new(FaultKind::CutDelivery).after(1));
    phone.pays().await;
    assert!(shop.world.quietly(|state| state.faults.waiting().is_empty()), "both struck");
    assert_eq!(phone.photos().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(shop.charges().await, ["kept"]);
    shop.finish().await;
}

#[tokio::test]
async fn what_was_paid_while_the_shop_was_closed_is_delivered_before_any_timer() {
    use pretend_telegram::world::money::PayTarget;

    use crate::support::MINUTE;

    let mut shop = open().await;
    shop.customer().to_invoice(Lang::Ru).await;
    let target = PayTarget::Message(shop.customer().invoice().unwrap());
    let query = shop.world.begin_pay(shop.customer().person, target).unwrap();
    shop.world.change(|state| state.answer_pre_checkout(&query, None));
    shop.close().await;
    shop.jump(2 * 60 * MINUTE);
    shop.reopen().await;
    shop.until("the QR", async || shop.orders().await == ["fulfilled"]).await;
    // Only then, when Telegram says that nothing waits any more, the timers begin, which are due
    // all the while. It is asked every five seconds.
    shop.rests_as_time_passes(5_000).await;
    assert_eq!(shop.orders().await, ["fulfilled"], "delivered before any timer fell due");
    assert_eq!(shop.customer().photos().len(), 1);
    shop.finish().await;
}
