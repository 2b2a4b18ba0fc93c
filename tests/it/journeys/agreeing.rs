//! The review, the two consents, the e-mail question: what is agreed to and what is not.

use pretend_telegram::world::chats::Message;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::phone::presses_of;
use crate::support::{HOUR, MINUTE, Shop};

async fn at_checkout(shop: &Shop, lang: Lang) {
    let phone = shop.customer();
    phone.begin(lang).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
}

async fn types_address(shop: &Shop, address: &str) {
    shop.customer().press("mail", |press| matches!(press, Press::EmailYes(_))).await;
    shop.customer().say(address).await;
}

#[tokio::test]
async fn the_second_purchase_asks_for_no_consent_again() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::Ru).await;
    phone.choose("Таиланд", "th-3").await;
    phone.expect_last(&Text::CheckoutAgreed, Lang::Ru);
    assert!(!phone.offers(|press| matches!(press, Press::Offer(_))));
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    let consents = shop.consents().await;
    assert_eq!(consents, ["offer granted", "processing granted", "transfer granted"]);
    shop.finish().await;
}

#[tokio::test]
async fn who_declines_leaves_no_trace_and_may_look_on() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.press("no", |press| matches!(press, Press::Decline(_))).await;
    phone.expect_last(&Text::ConsentDeclined, Lang::En);
    assert!(shop.orders().await.is_empty());
    assert!(shop.consents().await.is_empty());
    phone.say("Thailand").await;
    assert!(phone.offers(|press| matches!(press, Press::Plan(..))));
    shop.finish().await;
}

#[tokio::test]
async fn a_session_without_consent_is_gone_after_a_day() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    assert_eq!(shop.people().await, 1);
    shop.advance(23 * HOUR).await;
    assert_eq!(shop.people().await, 1);
    shop.advance(HOUR).await;
    // Swept every ten minutes.
    let gone = async || {
        shop.advance(10 * MINUTE).await;
        shop.people().await == 0
    };
    shop.until("the session's end", gone).await;
    // The old screen is a stranger's.
    phone.press("the offer", |press| matches!(press, Press::Offer(_))).await;
    assert_eq!(phone.toast().await, shop.plain(&Text::OldCheckout, Lang::En));
    assert!(shop.orders().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn a_likely_typo_is_asked_about_and_the_meant_address_used() {
    let mut shop = Shop::open().await;
    shop.plant("somebody@gmial.com");
    shop.plant("somebody@gmail.com");
    at_checkout(&shop, Lang::En).await;
    let phone = shop.customer();
    types_address(&shop, "somebody@gmial.com").await;
    let last = phone.last();
    assert!(last.text.contains("somebody@gmial.com") && last.text.contains("somebody@gmail.com"));
    let offered: Vec<Press> =
        phone.keys().into_iter().filter(|press| matches!(press, Press::AddressOk(_))).collect();
    assert_eq!(offered.len(), 2);
    phone.tap(&offered[0]).await;
    phone.to_pay().await;
    phone.pays().await;
    shop.world.wait_for("the mail", |world| world.mails().first().cloned()).await.unwrap();
    assert_eq!(shop.world.mails()[0].to, ["somebody@gmail.com"]);
    shop.finish().await;
}

#[tokio::test]
async fn what_was_typed_stands_if_the_customer_says_so() {
    let shop = Shop::open().await;
    at_checkout(&shop, Lang::Ru).await;
    let phone = shop.customer();
    types_address(&shop, "somebody@gmial.com").await;
    let offered: Vec<Press> =
        phone.keys().into_iter().filter(|press| matches!(press, Press::AddressOk(_))).collect();
    phone.tap(&offered[1]).await;
    phone.to_pay().await;
    phone.pays().await;
    shop.rest().await;
    assert_eq!(shop.world.mails()[0].to, ["somebody@gmial.com"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_address_is_taken_at_once_changed_and_declined_before_the_payment() {
    let shop = Shop::open().await;
    at_checkout(&shop, Lang::Kk).await;
    let phone = shop.customer();
    // Without any question, at the checkout itself.
    phone.say("first@example.com").await;
    assert!(phone.last().text.contains("first@example.com"));
    types_address(&shop, "second@example.com").await;
    assert!(phone.last().text.contains("second@example.com"));
    let pays =
        |message: &&Message| presses_of(message).iter().any(|press| matches!(press, Press::Pay(_)));
    assert_eq!(phone.heard().iter().filter(pays).count(), 1, "the checkout stands once");
    phone.press("only here", |press| matches!(press, Press::EmailNo(_))).await;
    phone.expect_last(&Text::CheckoutFor, Lang::Kk);
    phone.to_pay().await;
    assert_eq!(shop.addresses().await, 0, "nothing is kept of it");
    assert_eq!(shop.consents().await.len(), 3);
    phone.pays().await;
    assert!(shop.world.mails().is_empty(), "no mail without consent");
    shop.finish().await;
}

#[tokio::test]
async fn the_consent_to_mail_is_withdrawn_and_no_mail_goes_any_more() {
    let shop = Shop::open().await;
    at_checkout(&shop, Lang::En).await;
    let phone = shop.customer();
    phone.mail_to("somebody@example.com").await;
    phone.pays().await;
    assert_eq!(shop.world.mails().len(), 1);
    let order = shop.newest_order().await;
    phone.say("/consents").await;
    assert!(phone.last().text.contains("somebody@example.com"));
    phone.tap(&Press::WithdrawEmail).await;
    phone.expect_last(&Text::EmailWithdrawn, Lang::En);
    let consents = shop.consents().await;
    assert_eq!(consents[3..], ["email granted", "email withdrawn"]);
    phone.forge_press(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 1);
    phone.say("/consents").await;
    phone.expect_last(&Text::ConsentEmailNone, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn the_next_order_may_go_to_the_same_address_by_one_press() {
    let shop = Shop::open().await;
    at_checkout(&shop, Lang::En).await;
    let phone = shop.customer();
    phone.mail_to("somebody@example.com").await;
    phone.pays().await;
    phone.choose("Thailand", "th-3").await;
    phone.press("the same", |press| matches!(press, Press::EmailSame(_))).await;
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(shop.world.mails().len(), 2);
    shop.finish().await;
}
