//! `/deletemydata`: two questions, then the shop does not know this person any more. What is left
//! of them where nobody sees it is looked for in `inside` and, byte by byte, in `files`.

use pretend_telegram::world::people::Sending;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{HOUR, Phone, Shop, ShopOptions, pictures};

/// Both questions, answered with yes.
pub async fn erases(phone: Phone<'_>, lang: Lang) {
    phone.say("/deletemydata").await;
    phone.expect_last(&Text::EraseFirst, lang);
    phone.tap(&Press::Erase(1)).await;
    phone.expect_last(&Text::EraseSecond, lang);
    phone.tap(&Press::Erase(2)).await;
}

#[tokio::test]
async fn a_question_to_support_is_forgotten_with_whoever_asked_it() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    phone.begin(Lang::Kk).await;
    phone.say("/support").await;
    phone.say("Where is it?").await;
    phone.press("yes", |press| matches!(press, Press::KeepTalk(_))).await;
    let copy = admin.last();
    assert_eq!(copy.text, "Where is it?");
    let answer = Sending { reply_to: Some(copy.id), ..Sending::text("On its way") };
    admin.send(&answer).await;
    assert_eq!(phone.last().text, "On its way");
    erases(phone, Lang::Kk).await;
    phone.expect_last(&Text::EraseDone, Lang::Kk);
    let live = phone.heard().into_iter().filter(|message| message.keyboard.is_some());
    assert_eq!(live.map(|message| message.text).collect::<Vec<_>>(), Vec::<String>::new());
    shop.until("the erasure", async || shop.people().await == 1).await;
    // The same answer once more leads to nobody, also when the person is there anew.
    phone.say("/start").await;
    let heard = phone.heard().len();
    admin.send(&answer).await;
    admin.expect_last(&Text::SupportGone, Lang::Ru);
    assert_eq!(phone.heard().len(), heard);
    shop.finish().await;
}

#[tokio::test]
async fn one_no_keeps_everything() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::Kk).await;
    phone.say("/deletemydata").await;
    let old = phone.last().id;
    phone.tap(&Press::Leave).await;
    // The old question is closed.
    phone.forge(old, &qazaq_esim_bot::telegram::callback_data::encode(&Press::Erase(2))).await;
    assert_eq!(phone.toast().await, shop.plain(&Text::StaleButton, Lang::Kk));
    phone.say("/esims").await;
    assert!(phone.keys().iter().any(|press| matches!(press, Press::Esim(_))));
    shop.finish().await;
}

#[tokio::test]
async fn an_invoice_that_is_out_goes_with_the_customer_and_cannot_be_paid() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let number = phone.invoice_number();
    erases(phone, Lang::En).await;
    assert!(phone.invoice().is_none());
    let target = pretend_telegram::world::money::PayTarget::Invoice(number);
    let outcome = phone.pay_for(target).await;
    assert!(
        matches!(outcome, pretend_telegram::world::money::PayOutcome::Refused { .. }),
        "{outcome:?}"
    );
    assert!(shop.world.ledger().is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn who_blocked_the_bot_is_erased_all_the_same() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    phone.say("/deletemydata").await;
    phone.tap(&Press::Erase(1)).await;
    let message = phone.last().id;
    let data = qazaq_esim_bot::telegram::callback_data::encode(&Press::Erase(2));
    shop.world.press_data(phone.person, message, &data).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    shop.advance(HOUR).await;
    let gone = async || shop.people().await == 0;
    shop.until("the erasure", gone).await;
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_of_an_erased_customer_can_still_be_refunded_elsewhere_and_is_known() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let charge = phone.pays().await;
    erases(phone, Lang::En).await;
    shop.world.change(|state| {
        let payment = state.money.payment(&charge).cloned().unwrap();
        state.give_back(&payment);
    });
    shop.rest().await;
    assert_eq!(shop.charges().await, ["refunded"]);
    shop.finish().await;
}

/// What is owed to somebody who is gone can still be given back, by the same command.
#[tokio::test]
async fn an_order_of_an_erased_customer_is_refunded_by_the_admins_command() {
    for tenge in [false, true] {
        let shop = Shop::start(ShopOptions { tenge, ..ShopOptions::default() }).await;
        let (phone, admin) = (shop.customer(), shop.admin());
        admin.say("/start").await;
        phone.begin(Lang::En).await;
        phone.choose("Turkey", "tr-1").await;
        phone.agree().await;
        phone.to_pay().await;
        let order = shop.newest_order().await;
        if tenge {
            phone.tap(&Press::PayTenge(order)).await;
        }
        let charge = phone.pays().await;
        erases(phone, Lang::En).await;
        admin.say(&format!("/refund {order}")).await;
        let yes = admin.keys().into_iter().find(|press| matches!(press, Press::OrderAct(..)));
        admin.tap(&yes.clone().unwrap()).await;
        assert_eq!(shop.orders().await, ["returned"]);
        if tenge {
            let amount = Money::kzt(200_000);
            admin.expect(&Text::RefundDue { order, amount, charge }, Lang::Ru);
            admin.say(&format!("/settled {order}")).await;
            admin.press("settled", |press| matches!(press, Press::OrderAct(..))).await;
            admin.expect_last(&Text::SettledDone { order }, Lang::Ru);
            assert_eq!(shop.charges().await, ["settled"]);
        } else {
            let amount = Money::stars(308);
            admin.expect(&Text::RefundDoneAdmin { order, amount }, Lang::Ru);
            assert_eq!(shop.charges().await, ["refunded"]);
        }
        // A second press of the same question finds another order to look at.
        admin.forge_press(&yes.unwrap()).await;
        admin.expect_last(&Text::RefundStale { order }, Lang::Ru);
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, Lang::Ru);
        shop.finish().await;
    }
}

#[tokio::test]
async fn every_card_of_an_order_goes_blank() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::ShowQr(order)).await;
    assert_eq!(phone.photos().len(), 2);
    erases(phone, Lang::En).await;
    for card in phone.photos() {
        assert_eq!(pictures::scan(&phone.picture(&card)), None, "a card still shows a code");
    }
    shop.finish().await;
}
