//! The review, the two consents, the e-mail question: what is agreed to and what is not.

use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{HOUR, MINUTE, Shop};

/// Presses Yes, types the address, and waits for the question whether it is right.
async fn types_address(shop: &Shop, address: &str) {
    shop.customer().press("mail", |press| matches!(press, Press::EmailYes(_))).await;
    shop.customer().say(address).await;
}

async fn at_email_question(shop: &Shop, lang: Lang) {
    let phone = shop.customer();
    phone.begin(lang).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
}

#[tokio::test]
async fn the_second_purchase_asks_for_the_offer_alone() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::Ru).await;
    phone.choose("Таиланд", "th-3").await;
    phone.expect_last(&Text::ReviewProcessingStands, Lang::Ru);
    phone.press("the offer", |press| matches!(press, Press::Offer(_))).await;
    phone.no_mail().await;
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    let consents = shop.consents().await;
    assert_eq!(consents.iter().filter(|act| *act == "offer granted").count(), 2);
    assert_eq!(consents.iter().filter(|act| *act == "processing granted").count(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn who_declines_processing_leaves_no_trace_and_may_look_on() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.press("the offer", |press| matches!(press, Press::Offer(_))).await;
    phone.press("no", |press| matches!(press, Press::ProcessingNo(_))).await;
    phone.expect_last(&Text::ProcessingDeclined, Lang::En);
    assert!(shop.orders().await.is_empty());
    assert!(!shop.consents().await.iter().any(|act| act.starts_with("processing")));
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
    assert_eq!(phone.keys()[0], Press::Lang(Lang::Kk), "the language comes first again");
    assert!(shop.orders().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn a_likely_typo_is_asked_about_and_the_meant_address_used() {
    let mut shop = Shop::open().await;
    shop.plant("somebody@gmial.com");
    shop.plant("somebody@gmail.com");
    at_email_question(&shop, Lang::En).await;
    let phone = shop.customer();
    types_address(&shop, "somebody@gmial.com").await;
    let last = phone.last();
    assert!(last.text.contains("somebody@gmial.com") && last.text.contains("somebody@gmail.com"));
    let offered: Vec<Press> =
        phone.keys().into_iter().filter(|press| matches!(press, Press::AddressOk(_))).collect();
    assert_eq!(offered.len(), 2);
    phone.tap(&offered[0]).await;
    phone.pays().await;
    shop.world.wait_for("the mail", |world| world.mails().first().cloned()).await.unwrap();
    assert_eq!(shop.world.mails()[0].to, ["somebody@gmail.com"]);
    shop.finish().await;
}

#[tokio::test]
async fn what_was_typed_stands_if_the_customer_says_so() {
    let shop = Shop::open().await;
    at_email_question(&shop, Lang::Ru).await;
    let phone = shop.customer();
    types_address(&shop, "somebody@gmial.com").await;
    let offered: Vec<Press> =
        phone.keys().into_iter().filter(|press| matches!(press, Press::AddressOk(_))).collect();
    phone.tap(&offered[1]).await;
    phone.pays().await;
    shop.rest().await;
    assert_eq!(shop.world.mails()[0].to, ["somebody@gmial.com"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_wrong_address_is_typed_again_and_declining_is_still_possible() {
    let shop = Shop::open().await;
    at_email_question(&shop, Lang::Kk).await;
    let phone = shop.customer();
    types_address(&shop, "first@example.com").await;
    phone.press("again", |press| matches!(press, Press::AddressAgain(_))).await;
    phone.expect_last(&Text::AddressQuestion, Lang::Kk);
    phone.say("second@example.com").await;
    assert!(phone.last().text.contains("second@example.com"));
    phone.no_mail().await;
    let consents = shop.consents().await;
    assert_eq!(consents[2..], ["email granted", "email withdrawn"]);
    phone.pays().await;
    assert!(shop.world.mails().is_empty(), "no mail without consent");
    shop.finish().await;
}

#[tokio::test]
async fn the_consent_to_mail_is_withdrawn_and_no_mail_goes_any_more() {
    let shop = Shop::open().await;
    at_email_question(&shop, Lang::En).await;
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
    assert_eq!(consents[2..], ["email granted", "email withdrawn"]);
    phone.forge_press(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 1);
    phone.say("/consents").await;
    phone.expect_last(&Text::ConsentEmailNone, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn the_next_order_may_go_to_the_same_address_by_one_press() {
    let shop = Shop::open().await;
    at_email_question(&shop, Lang::En).await;
    let phone = shop.customer();
    phone.mail_to("somebody@example.com").await;
    phone.pays().await;
    phone.choose("Thailand", "th-3").await;
    phone.agree().await;
    phone.press("the same", |press| matches!(press, Press::EmailSame(_))).await;
    phone.pays().await;
    assert_eq!(shop.world.mails().len(), 2);
    shop.finish().await;
}
