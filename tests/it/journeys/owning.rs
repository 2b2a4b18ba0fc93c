//! After the purchase: the list, the QR again, the mail again, a corrected address, another like
//! it.

use pretend_telegram::SECOND_CUSTOMER;
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::phone::copies_of;
use crate::support::{Shop, ShopOptions, link_in, pictures};

#[tokio::test]
async fn the_qr_is_shown_again_in_a_new_card_with_the_same_code() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::ShowQr(order)).await;
    let cards = phone.photos();
    assert_eq!(cards.len(), 2);
    let codes: Vec<_> = cards.iter().map(|card| pictures::scan(&phone.picture(card))).collect();
    assert!(codes[0].is_some());
    assert_eq!(codes[0], codes[1]);
    assert_eq!(shop.free("tr-1").await, 9, "no second code was taken");
    shop.finish().await;
}

#[tokio::test]
async fn the_mail_goes_again_when_asked_and_to_the_corrected_address() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.wishes(&Wish::in_language(Lang::Ru)).await;
    let order = shop.newest_order().await;
    phone.say(&link_in(&shop.world.mails().pop().unwrap())).await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 2);
    phone.tap(&Press::CorrectFor(order)).await;
    phone.say("other@example.com").await;
    assert_eq!(shop.addresses().await, 1, "not written down before it is confirmed");
    phone.press("the address", |press| matches!(press, Press::AddressOk(_))).await;
    assert_eq!(shop.addresses().await, 1, "the former one is gone");
    let mails = shop.world.mails();
    let to: Vec<&str> = mails.iter().map(|mail| mail.to[0].as_str()).collect();
    assert_eq!(to, ["traveller@example.com", "traveller@example.com", "other@example.com"]);
    let ids: std::collections::BTreeSet<String> =
        mails.iter().map(|mail| mail.read().message_id).collect();
    assert_eq!(ids.len(), 3, "each letter is one of its own");
    shop.finish().await;
}

#[tokio::test]
async fn steps_open_below_and_leave_the_card_alone() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::Kk).await;
    let order = shop.newest_order().await;
    let card = phone.photos().pop().unwrap();
    for (press, text) in [
        (Press::Install(order), Text::InstallOn),
        (Press::StepsIphone(order), Text::StepsIphone),
        (Press::StepsAndroid(order), Text::StepsAndroid),
        (Press::StepsTrouble(order), Text::TroubleWhere),
    ] {
        phone.tap(&press).await;
        phone.expect_last(&text, Lang::Kk);
    }
    assert_eq!(phone.photos().pop().unwrap().text, card.text);
    let before = phone.messages().len();
    phone.tap(&Press::Close).await;
    assert_eq!(phone.messages().len(), before - 1, "the QR is the last message again");

    // Codes and copying stand below the same picture, and go again.
    phone.tap(&Press::ByHand(order)).await;
    let turned = phone.photos().pop().unwrap();
    let code = pictures::scan(&phone.picture(&turned)).unwrap();
    let parts: Vec<&str> = code.split('$').collect();
    assert_eq!(copies_of(&turned), [parts[1], parts[2], &code]);
    assert!(turned.text.contains(&code) && turned.text.encode_utf16().count() <= 1_024);
    phone.tap(&Press::Front(order)).await;
    assert_eq!(phone.photos().pop().unwrap().text, card.text);

    // The receipt is a message of its own, with all that an employer asks for.
    phone.tap(&Press::Receipt(order)).await;
    let receipt = phone.last().text;
    let number = order.to_string();
    for fact in ["910109301239", "⭐", "21.09.2026", &number] {
        assert!(receipt.contains(fact), "{fact} in {receipt}");
    }
    shop.finish().await;
}

#[tokio::test]
async fn another_like_it_is_two_presses_away() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.press("another", |press| matches!(press, Press::Plan(..))).await;
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    assert_eq!(phone.photos().len(), 2);
    shop.finish().await;
}

#[tokio::test]
async fn an_order_of_somebody_else_is_unknown() {
    let shop = Shop::open().await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    let other = shop.phone(SECOND_CUSTOMER);
    other.begin(Lang::Ru).await;
    for press in [
        Press::Esim(order),
        Press::ShowQr(order),
        Press::SendMail(order),
        Press::Cancel(order),
        Press::WantRefund(order),
        Press::StepsIphone(order),
    ] {
        other.forge_press(&press).await;
        other.expect_last(&Text::OrderUnknown, Lang::Ru);
    }
    for press in [Press::Pay(order), Press::PayStars(order)] {
        other.forge_press(&press).await;
        assert_eq!(other.toast().await, shop.plain(&Text::OldCheckout, Lang::Ru));
    }
    assert!(other.photos().is_empty());
    other.say("/esims").await;
    other.expect_last(&Text::EsimsEmpty, Lang::Ru);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_code_without_the_part_for_an_iphone_is_shown_by_hand_all_the_same() {
    let mut shop = Shop::start(ShopOptions { codes: 0, ..ShopOptions::default() }).await;
    let whole = "LPA:1$smdp.bare.example$";
    shop.import_codes(&format!("plan_id,activation_code\ntr-1,{whole}\n")).await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.tap(&Press::ByHand(order)).await;
    let card = phone.photos().pop().unwrap();
    assert_eq!(copies_of(&card), ["smdp.bare.example", whole]);
    assert!(card.text.contains(whole), "{}", card.text);
    shop.finish().await;
}
