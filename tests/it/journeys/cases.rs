//! Cases: what needs a person, the buttons that settle each, and the command line beside them.

use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use super::ledger::{approved_in_vain, charged, later};
use crate::support::cases::{act, open_case, refunds};
use crate::support::{HOUR, MINUTE, Shop, ShopOptions};

const STARS: Money = Money::stars(308);

/// A refund that Telegram refuses, because the bot has no Stars.
async fn refused_refund() -> Shop {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.buys(Lang::Kk).await;
    let order = shop.newest_order().await;
    shop.world.set_bot_stars(0);
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", |press| matches!(press, Press::OrderAct(..))).await;
    assert_eq!(shop.charges().await, ["case"]);
    shop
}

#[tokio::test]
async fn a_refused_refund_is_told_once_and_settled_by_a_button() {
    let shop = refused_refund().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    let order = shop.newest_order().await;
    let alert = shop.plain(&Text::RefundRejected { order, amount: STARS }, Lang::Ru);
    let told = || admin.heard().iter().filter(|message| message.text == alert.trim()).count();
    assert_eq!(told(), 1);
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintCharge, Lang::Ru);
    let key = admin.keys().into_iter().find(|press| act(CaseAct::Refund)(press)).unwrap();
    // Nobody else may, and no button moves money twice.
    phone.forge_press(&key).await;
    assert_eq!(phone.toast().await, shop.plain(&Text::StaleButton, Lang::Kk));
    assert_eq!(shop.charges().await, ["case"]);
    shop.world.set_bot_stars(1_000);
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    phone.expect(&Text::RefundDone { order, amount: STARS }, Lang::Kk);
    admin.forge_press(&key).await;
    assert!(admin.last().text.contains(shop.plain(&Text::CaseStale { case: 1 }, Lang::Ru).trim()));
    assert_eq!((refunds(&shop), told()), (1, 1));
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    assert_eq!(shop.audit().await.pop().unwrap(), "admin case_refund case:1");
    assert!(shop.open_cases().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn an_answer_to_a_case_is_good_for_five_minutes() {
    let shop = refused_refund().await;
    let admin = shop.admin();
    open_case(admin).await;
    shop.advance(5 * MINUTE + 1_000).await;
    admin.press("outside", act(CaseAct::Outside)).await;
    assert!(admin.last().text.contains(shop.plain(&Text::CaseStale { case: 1 }, Lang::Ru).trim()));
    assert_eq!(shop.charges().await, ["case"]);
    // Asked again it is good, and the customer hears of it.
    admin.press("all cases", |press| *press == Press::Cases).await;
    admin.press("a case", |press| matches!(press, Press::Case(_))).await;
    admin.press("outside", act(CaseAct::Outside)).await;
    assert_eq!(shop.charges().await, ["settled"]);
    let order = shop.newest_order().await;
    shop.customer().expect(&Text::RefundDone { order, amount: STARS }, Lang::Kk);
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    shop.finish_but(&[]).await;
}

#[tokio::test]
async fn a_qr_that_did_not_reach_its_chat_is_tried_again_or_its_money_goes_back() {
    for wanted in [CaseAct::Retry, CaseAct::Refund] {
        let shop = Shop::open().await;
        let (phone, admin) = (shop.customer(), shop.admin());
        phone.to_invoice(Lang::En).await;
        let target = PayTarget::Message(phone.invoice().unwrap());
        shop.world.begin_pay(phone.person, target).unwrap();
        shop.world.block(phone.person, true).unwrap();
        shop.rest().await;
        assert_eq!(shop.orders().await, ["provisioned"]);
        // Who blocked the bot is waited for; after a week a person looks. The chat is still closed.
        shop.advance(7 * 24 * HOUR).await;
        open_case(admin).await;
        admin.press("an act", act(wanted)).await;
        assert!(phone.photos().is_empty());
        if wanted == CaseAct::Retry {
            assert_eq!(shop.orders().await, ["provisioned"]);
            assert_eq!(shop.open_cases().await.len(), 1);
            shop.world.block(phone.person, false).unwrap();
            shop.rest().await;
            assert_eq!(shop.orders().await, ["fulfilled"]);
            assert_eq!((phone.photos().len(), refunds(&shop)), (1, 0));
        } else {
            assert_eq!(shop.orders().await, ["returned"]);
            assert_eq!((shop.free("tr-1").await, refunds(&shop)), (10, 1));
        }
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, Lang::Ru);
        shop.finish().await;
    }
}

#[tokio::test]
async fn refunds_that_were_stopped_are_let_go_by_a_button() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Kk).await;
    phone.to_invoice(Lang::En).await;
    let invoice = phone.invoice_number();
    phone.tap(&Press::Cancel(shop.newest_order().await)).await;
    for _ in 1..=4 {
        charged(phone, invoice);
        shop.rest().await;
    }
    assert_eq!(refunds(&shop), 3);
    let stopped = async || {
        let open = shop.open_cases().await;
        open.into_iter().find(|(_, kind)| kind == "stopped").map(|(id, _)| id)
    };
    let id = stopped().await.unwrap();
    admin.say("/cases").await;
    admin.tap(&Press::Case(id)).await;
    admin.expect_last(&Text::CaseHintStopped, Lang::Kk);
    assert!(!admin.offers(act(CaseAct::Outside)), "only letting go is offered");
    let told = phone.heard().len();
    let key = admin.keys().into_iter().find(|press| act(CaseAct::Retry)(press)).unwrap();
    phone.forge_press(&key).await;
    assert_eq!(stopped().await, Some(id), "nobody else lets go");
    admin.tap(&key).await;
    admin.expect_last(&Text::CaseAccepted { case: id }, Lang::Kk);
    assert_eq!(stopped().await, None);
    assert_eq!(shop.audit().await, [format!("admin case_retry case:{id}")]);
    // Letting go returns nothing by itself: the charge that was stopped is a case of its own.
    assert_eq!((refunds(&shop), phone.heard().len()), (3, told));
    admin.forge_press(&key).await;
    admin.expect_last(&Text::CaseStale { case: id }, Lang::Kk);
    // The next one goes back unasked again, and the customer hears of it.
    charged(phone, invoice);
    shop.rest().await;
    assert_eq!(refunds(&shop), 4);
    let order = shop.newest_order().await;
    phone.expect_last(&Text::RefundDone { order, amount: STARS }, Lang::En);
    assert_eq!(shop.charges().await, ["case", "refunded", "refunded", "refunded", "refunded"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_found_at_the_provider_is_settled_outside() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    approved_in_vain(&shop).await;
    for ms in [30 * MINUTE, 3 * MINUTE] {
        later(&shop, ms).await;
    }
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintApproval, Lang::Ru);
    assert!(!admin.offers(act(CaseAct::Refund)), "no machine can return what it never saw");
    let told = phone.heard().len();
    let key = admin.keys().into_iter().find(|press| act(CaseAct::Outside)(press)).unwrap();
    admin.tap(&key).await;
    admin.expect_last(&Text::CaseAccepted { case: 1 }, Lang::Ru);
    assert_eq!(shop.audit().await, ["admin case_outside case:1"]);
    admin.forge_press(&key).await;
    admin.expect_last(&Text::CaseStale { case: 1 }, Lang::Ru);
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    // It is not told again, and the customer, whom the admin wrote to, hears nothing of the shop's
    // books.
    later(&shop, 24 * HOUR).await;
    assert_eq!(phone.heard().len(), told);
    assert!(shop.open_cases().await.is_empty());
    shop.finish_but(&["is not in the database"]).await;
}

#[tokio::test]
async fn the_command_line_lists_and_settles_beside_a_running_shop() {
    let shop = refused_refund().await;
    let listed = shop.lists_cases().await;
    assert!(listed.contains("308") && listed.contains("[refund | outside]"), "{listed}");
    let wrong = shop.settles_case(1, CaseAct::Retry).await.unwrap_err();
    assert!(wrong.to_string().contains("refund, outside"), "{wrong}");
    assert!(shop.settles_case(77, CaseAct::Refund).await.is_err());
    assert_eq!(shop.charges().await, ["case"]);
    shop.world.set_bot_stars(1_000);
    shop.settles_case(1, CaseAct::Refund).await.unwrap();
    shop.looks().await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.audit().await.pop().unwrap(), "owner case_refund case:1");
    let listed = shop.lists_cases().await;
    assert_eq!(listed, "Nothing needs a person.");
    shop.finish().await;
}
