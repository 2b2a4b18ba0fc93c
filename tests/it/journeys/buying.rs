//! The whole purchase, in every language, with and without mail, by Stars and by card.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::phone::{copies_of, presses_of};
use crate::support::{Phone, Shop, ShopOptions, pictures};

/// The address of every robot's wish.
const MAIL: &str = "traveller@example.com";

/// What the newest QR in a chat says, and that it is a code of this shop's stock.
fn sold_code(phone: Phone<'_>) -> String {
    let card = phone.photos().pop().expect("a QR");
    let picture = phone.picture(&card);
    let code = pictures::scan(&picture).expect("the QR scans");
    assert!(code.starts_with("LPA:1$smdp.demo-esim.example$"), "a code of the stock");
    assert_eq!(pictures::scan_as_photo(&picture), Some(code.clone()), "after recompression");
    code
}

async fn whole_purchase(lang: Lang, mail: bool) {
    let mut shop = Shop::open().await;
    shop.plant(MAIL);
    let mut wish = Wish::in_language(lang);
    if !mail {
        wish.email = None;
    }
    shop.customer().wishes(&wish).await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(shop.charges().await, ["kept"]);
    assert_eq!(shop.free("tr-1").await, 9);
    let order = shop.newest_order().await;
    let phone = shop.customer();
    let code = sold_code(phone);

    let cards = phone.photos();
    assert_eq!(cards.len(), 1, "one card, and the QR in it");
    let card = &cards[0];
    assert!(card.edited_at.is_some(), "the QR was edited into the card");
    assert!(card.text.contains(&order.to_string()));
    assert_eq!(card.text.lines().count(), 4, "{}", card.text);
    assert!(!card.text.contains(&code) && copies_of(card).is_empty(), "codes stand by hand");
    let view = shop.world.phone(phone.person, 100).unwrap();
    let views = view["messages"].as_array().unwrap();
    let pinned: Vec<i64> = views
        .iter()
        .filter(|message| message["pinned"] == true)
        .map(|message| message["id"].as_i64().unwrap())
        .collect();
    assert_eq!(pinned, [card.id], "the card is pinned, and the line about it is gone");
    assert!(shop.world.messages(phone.person).iter().all(|message| message.text != "📌"));
    let urls = card.links();
    assert!(urls[0].starts_with("https://esimsetup.apple.com/"), "{urls:?}");
    assert!(urls[1].starts_with("https://esimsetup.android.com/"), "{urls:?}");
    let keys = presses_of(card);
    for press in [
        Press::Install(order),
        Press::StepsTrouble(order),
        Press::ByHand(order),
        Press::Receipt(order),
    ] {
        assert!(keys.contains(&press), "{press:?}");
    }
    let protected =
        shop.world.calls().iter().any(|call| call.params.get("protect_content").is_some());
    assert!(!protected, "a QR must be saved or shown on a second screen");

    let mails = shop.world.mails();
    assert_eq!(mails.len(), usize::from(mail));
    for letter in &mails {
        assert_eq!(letter.to, [MAIL]);
        assert!(letter.read().text.contains(&code));
    }
    shop.finish().await;
}

#[tokio::test]
async fn a_purchase_in_kazakh_with_mail() {
    whole_purchase(Lang::Kk, true).await;
}

#[tokio::test]
async fn a_purchase_in_russian_with_mail() {
    whole_purchase(Lang::Ru, true).await;
}

#[tokio::test]
async fn a_purchase_in_english_with_mail() {
    whole_purchase(Lang::En, true).await;
}

#[tokio::test]
async fn a_purchase_in_kazakh_only_in_the_chat() {
    whole_purchase(Lang::Kk, false).await;
}

#[tokio::test]
async fn a_purchase_in_russian_only_in_the_chat() {
    whole_purchase(Lang::Ru, false).await;
}

#[tokio::test]
async fn a_purchase_in_english_only_in_the_chat() {
    whole_purchase(Lang::En, false).await;
}

#[tokio::test]
async fn without_mail_nobody_is_asked_for_an_address() {
    let shop = Shop::start(ShopOptions { mail: false, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    assert!(!phone.offers(|press| matches!(press, Press::EmailYes(_) | Press::EmailNo(_))));
    phone.to_pay().await;
    phone.pays().await;
    sold_code(phone);
    shop.finish().await;
}

#[tokio::test]
async fn both_rails_are_offered_and_the_card_pays_in_tenge() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    phone.choose("Турция", "tr-5").await;
    phone.agree().await;
    phone.to_pay().await;
    let order = shop.newest_order().await;
    let stars = phone.invoice().expect("Stars come first");
    phone.tap(&Press::PayTenge(order)).await;
    assert_ne!(phone.invoice(), Some(stars));
    assert!(phone.heard().iter().all(|message| message.id != stars), "the other one is gone");
    phone.tap(&Press::PayStars(order)).await;
    phone.tap(&Press::PayTenge(order)).await;

    let invoice = shop.world.invoices().pop().unwrap();
    assert_eq!((invoice.currency.as_str(), invoice.amount), ("KZT", 550_000));
    assert_eq!(invoice.start_parameter, "shop");
    assert!(invoice.title.chars().count() <= 32 && invoice.description.chars().count() <= 255);
    assert!(invoice.description.contains(&order.to_string()));
    assert!(invoice.provider_data.contains(&order.to_string()));
    phone.pays().await;
    sold_code(phone);
    let ledger = shop.world.ledger();
    assert_eq!((ledger.len(), ledger[0].currency.as_str(), ledger[0].amount), (1, "KZT", 550_000));
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn stars_pay_at_the_rate_rounded_up() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.begin(Lang::Kk).await;
    phone.choose("Түркия", "tr-1").await;
    phone.agree().await;
    phone.to_pay().await;
    let invoice = shop.world.invoices().pop().unwrap();
    // 2,000 / 6.5 = 307.69…
    assert_eq!((invoice.currency.as_str(), invoice.amount), ("XTR", 308));
    assert_eq!(invoice.provider_data, "");
    phone.pays().await;
    sold_code(phone);
    shop.finish().await;
}

#[tokio::test]
async fn two_customers_get_two_codes_and_each_their_own() {
    let shop = Shop::open().await;
    let (one, two) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
    one.to_invoice(Lang::Kk).await;
    two.to_invoice(Lang::Ru).await;
    let (first, second) = (one.invoice().unwrap(), two.invoice().unwrap());
    let paid = tokio::join!(
        shop.world.pay(one.person, PayTarget::Message(first)),
        shop.world.pay(two.person, PayTarget::Message(second)),
    );
    shop.rest().await;
    assert!(matches!(paid, (PayOutcome::Paid { .. }, PayOutcome::Paid { .. })), "{paid:?}");
    assert_ne!(sold_code(one), sold_code(two));
    assert_eq!(shop.free("tr-1").await, 8);
    shop.finish().await;
}

#[tokio::test]
async fn pay_leaves_an_invoice_alone_that_says_until_when_and_then_is_a_receipt() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    assert!(shop.orders().await.is_empty(), "no consent makes an order");
    phone.to_pay().await;
    assert_eq!(shop.orders().await, ["invoiced"]);
    let order = shop.newest_order().await;
    assert!(!phone.offers(|press| matches!(press, Press::Pay(_))), "the checkout went");
    let until =
        qazaq_esim_bot::domain::time::Stamp(crate::support::MORNING + 30 * crate::support::MINUTE);
    let invoice = shop.world.invoices().pop().unwrap();
    let place = qazaq_esim_bot::domain::country::Place::parse("TR").unwrap();
    let words =
        Text::InvoiceDescription { place: place.into(), order, minutes: 30, until: until.into() };
    assert_eq!(invoice.description, shop.plain(&words, Lang::En));
    phone.say("/cancel").await;
    assert_eq!(shop.orders().await, ["cancelled"]);
    assert!(phone.invoice().is_none(), "the invoice went with the order");

    phone.invoice_for("Turkey", "tr-1").await;
    phone.pays().await;
    let cancels = |press: &Press| matches!(press, Press::Cancel(_) | Press::PayStars(_));
    assert!(!phone.offers(cancels), "nothing under a receipt can be pressed");
    shop.finish().await;
}
