//! Refunds: an admin's question and answer, Stars and tenge, seen and unseen eSIMs, and refunds
//! that happened elsewhere.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{LedgerKind, PayTarget};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{MINUTE, Shop, ShopOptions};

fn yes(press: &Press) -> bool {
    matches!(press, Press::OrderAct(..))
}

/// Telegram gives a charge back without being asked by the shop, as its own support can.
async fn refunded_elsewhere(shop: &Shop, charge: &str) {
    shop.world.change(|state| {
        let payment = state.money.payment(charge).cloned().unwrap();
        state.give_back(&payment);
    });
    shop.rest().await;
}

/// Pays, and blocks the bot in the same moment: paid for, and never shown.
async fn pays_and_blocks(shop: &Shop) -> OrderId {
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    shop.world.begin_pay(phone.person, target).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    assert!(phone.photos().is_empty());
    shop.newest_order().await
}

#[tokio::test]
async fn a_refund_of_an_esim_that_was_shown_does_not_bring_it_back_to_stock() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.buys(Lang::Kk).await;
    let order = shop.newest_order().await;
    admin.say(&format!("/refund {}", order.to_string().to_lowercase())).await;
    admin.expect_last(&Text::RefundShown, Lang::Ru);
    assert_eq!(shop.world.ledger().len(), 1, "a question is not a refund");
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.orders().await, ["returned"]);
    assert_eq!(shop.free("tr-1").await, 9);
    let amount = Money::stars(308);
    phone.expect(&Text::RefundStarted { order, amount }, Lang::Kk);
    phone.expect(&Text::RefundDone { order, amount }, Lang::Kk);
    admin.expect(&Text::RefundDoneAdmin { order, amount }, Lang::Ru);
    let ledger = shop.world.ledger();
    assert_eq!((ledger.len(), ledger[1].kind, ledger[1].amount), (2, LedgerKind::Refund, 308));
    assert_eq!(shop.audit().await, [format!("admin refund {order}")]);
    admin.say(&format!("/refund {order}")).await;
    admin.expect_last(&Text::RefundAlready { order }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn an_esim_that_was_never_shown_goes_back_to_stock() {
    let shop = Shop::open().await;
    let order = pays_and_blocks(&shop).await;
    let admin = shop.admin();
    admin.say(&format!("/refund {order}")).await;
    admin.expect_last(&Text::RefundNeverShown, Lang::Ru);
    assert_eq!(shop.free("tr-1").await, 9);
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.free("tr-1").await, 10);
    shop.customer().say("/start").await;
    assert!(shop.customer().photos().is_empty(), "what went back is not shown");
    shop.finish().await;
}

#[tokio::test]
async fn a_question_is_good_for_five_minutes_and_for_what_it_showed() {
    let shop = Shop::open().await;
    let admin = shop.admin();
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    let question = format!("/refund {order}");
    admin.say(&question).await;
    shop.advance(5 * MINUTE + 1_000).await;
    admin.press("yes", yes).await;
    admin.expect_last(&Text::RefundStale { order }, Lang::Ru);
    assert_eq!(shop.charges().await, ["kept"]);

    admin.say(&question).await;
    admin.tap(&Press::Leave).await;
    admin.expect_last(&Text::Left, Lang::Ru);
    assert_eq!(shop.charges().await, ["kept"]);

    // Two questions; the second finds a state that the first one's answer changed.
    admin.say(&question).await;
    let first = admin.keys()[0].clone();
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    admin.forge_press(&first).await;
    admin.expect_last(&Text::RefundStale { order }, Lang::Ru);
    assert_eq!(shop.world.ledger().len(), 2);
    shop.finish().await;
}

#[tokio::test]
async fn somebody_elses_press_refunds_nothing() {
    let shop = Shop::open().await;
    let (phone, other, admin) = (shop.customer(), shop.phone(SECOND_CUSTOMER), shop.admin());
    phone.buys(Lang::En).await;
    other.begin(Lang::Ru).await;
    let order = shop.newest_order().await;
    admin.say(&format!("/refund {order}")).await;
    let key = admin.keys()[0].clone();
    assert!(yes(&key));
    for (thief, lang) in [(phone, Lang::En), (other, Lang::Ru)] {
        thief.forge_press(&key).await;
        assert_eq!(thief.toast().await, shop.plain(&Text::StaleButton, lang));
    }
    assert_eq!(shop.charges().await, ["kept"]);
    assert!(shop.audit().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_of_nothing_is_answered() {
    let shop = Shop::open().await;
    let admin = shop.admin();
    admin.say("/refund").await;
    admin.expect_last(&Text::RefundUsage, Lang::Ru);
    admin.say("/refund QE-0000-0001").await;
    let order = OrderId::parse("QE-0000-0001").unwrap();
    admin.expect_last(&Text::RefundNoOrder { order }, Lang::Ru);
    shop.customer().to_invoice(Lang::En).await;
    let order = shop.newest_order().await;
    admin.say(&format!("/refund {order}")).await;
    let state = Box::new(Text::StateInvoiced);
    admin.expect_last(&Text::RefundNoCharge { order, state }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_made_elsewhere_is_taken_as_a_fact() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Ru).await;
    let charge = phone.pays().await;
    let order = shop.newest_order().await;
    refunded_elsewhere(&shop, &charge).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.orders().await, ["returned"]);
    phone.expect(&Text::RefundDone { order, amount: Money::stars(308) }, Lang::Ru);
    admin.say(&format!("/refund {order}")).await;
    admin.expect_last(&Text::RefundAlready { order }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_made_elsewhere_before_anybody_saw_the_code_frees_it() {
    let shop = Shop::open().await;
    pays_and_blocks(&shop).await;
    let charge = shop.world.ledger()[0].charge_id.clone();
    refunded_elsewhere(&shop, &charge).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.orders().await, ["returned"]);
    assert_eq!(shop.free("tr-1").await, 10, "no eye saw the code");
    shop.finish().await;
}

#[tokio::test]
async fn an_answer_that_finds_it_refunded_already_is_a_success() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.to_invoice(Lang::En).await;
    let charge = phone.pays().await;
    let order = shop.newest_order().await;
    admin.say(&format!("/refund {order}")).await;
    // Between question and answer, unseen by the shop, because its update got lost.
    shop.world.change(|state| {
        let payment = state.money.payment(&charge).cloned().unwrap();
        state.give_back(&payment);
        state.updates.drop_all();
    });
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.world.ledger().len(), 2);
    phone.expect(&Text::RefundDone { order, amount: Money::stars(308) }, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_is_told_when_telegrams_ledger_shows_it_and_not_before() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.to_invoice(Lang::Kk).await;
    let charge = phone.pays().await;
    let order = shop.newest_order().await;
    let amount = Money::stars(308);
    // Telegram says that it was done, and shows it later.
    shop.world.add_fault(FaultSpec::new(FaultKind::DropUpdate).on("refunded_payment"));
    shop.world.change(|state| state.money.view.holes.insert(charge));
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", yes).await;
    for _ in 0..3 {
        assert_eq!(shop.charges().await, ["refunding"]);
        phone.expect_not(&Text::RefundDone { order, amount }, Lang::Kk);
        shop.advance(10_000).await;
    }
    shop.world.change(|state| state.money.view.holes.clear());
    shop.advance(MINUTE).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    phone.expect(&Text::RefundDone { order, amount }, Lang::Kk);
    let back = shop.world.ledger();
    assert_eq!(back.iter().filter(|row| row.kind == LedgerKind::Refund).count(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_that_telegram_refuses_is_told_and_becomes_a_case() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    shop.world.set_bot_stars(0);
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", yes).await;
    let amount = Money::stars(308);
    assert_eq!(shop.charges().await, ["case"]);
    admin.expect(&Text::RefundRejected { order, amount }, Lang::Ru);
    phone.expect_not(&Text::RefundDone { order, amount }, Lang::En);
    admin.say("/cases").await;
    assert!(admin.last().text.contains(&order.to_string()), "by its order");
    // Stars came in; the admin asks again.
    shop.world.set_bot_stars(1_000);
    shop.advance(MINUTE).await;
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_in_tenge_is_due_at_the_provider_until_an_admin_confirms() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    let order = phone.to_tenge(Lang::Ru).await;
    let charge = phone.pays().await;
    let amount = Money::kzt(200_000);

    admin.say(&format!("/refund {order}")).await;
    admin.expect_last(&Text::RefundTengeNote, Lang::Ru);
    admin.press("yes", yes).await;
    assert_eq!(shop.charges().await, ["due_at_provider"]);
    admin.expect(&Text::RefundDue { order, amount, charge: charge.clone() }, Lang::Ru);
    phone.expect(&Text::RefundByPerson { order, amount }, Lang::Ru);
    admin.say("/cases").await;
    admin.expect_last(&Text::CaseDue { order, amount }, Lang::Ru);

    admin.say(&format!("/settled {order}")).await;
    admin.expect_last(&Text::SettledAsk { order, amount }, Lang::Ru);
    assert_eq!(shop.charges().await, ["due_at_provider"], "a question settles nothing");
    admin.press("settled", |press| matches!(press, Press::OrderAct(..))).await;
    assert_eq!(shop.charges().await, ["settled"]);
    admin.expect(&Text::SettledDone { order }, Lang::Ru);
    phone.expect(&Text::RefundDone { order, amount }, Lang::Ru);
    admin.say(&format!("/settled {order}")).await;
    admin.expect_last(&Text::SettledNothing { order }, Lang::Ru);
    assert_eq!(shop.audit().await, ["refund", "settle"].map(|act| format!("admin {act} {order}")));
    shop.finish().await;
}
