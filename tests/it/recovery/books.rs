//! The books: what the accountant gets of a shop that sold and refunded.

use pretend_telegram::{ADMIN, CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::app::commands::ledger::{self, Days};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::support::{HOUR, Shop, ShopOptions};

async fn rows(shop: &Shop, days: Days) -> Vec<Vec<String>> {
    let bytes = ledger::export(shop.store(), days).await.unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn charges_and_refunds_are_exported_without_a_word_about_people() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    shop.advance(24 * HOUR).await;
    let second = shop.phone(SECOND_CUSTOMER);
    second.begin(Lang::Ru).await;
    second.choose("Turkey", "tr-5").await;
    second.agree().await;
    second.to_pay().await;
    second.press("tenge", |press| matches!(press, Press::PayTenge(_))).await;
    second.pays().await;
    let admin = shop.admin();
    admin.say("/start").await;
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", |press| matches!(press, Press::OrderAct(..))).await;
    shop.rest().await;

    let all = rows(&shop, Days::default()).await;
    assert_eq!(all.len(), 4, "{all:#?}");
    assert_eq!(all[0][0], "date");
    let order = order.to_string();
    // MORNING is 21 September 2026 in Almaty.
    let expected =
        ["2026-09-21", "charge", &order, "tr-1", "XTR", "308", "308", "4.004", "refunded"];
    assert_eq!(all[1][..9], expected);
    assert_eq!(all[1][9], "2026-09-22");
    let tenge: Vec<&Vec<String>> = all.iter().filter(|row| row[4] == "KZT").collect();
    assert_eq!(tenge.len(), 1);
    assert_eq!(tenge[0][5..9], ["5500.00", "", "", "kept"]);
    assert_eq!(tenge[0][10], "yes");
    let refunds: Vec<&Vec<String>> = all.iter().filter(|row| row[1] == "refund").collect();
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0][..6], ["2026-09-22", "refund", &order, "tr-1", "XTR", "308"]);

    // One day alone.
    let day = ledger::day("2026-09-21").unwrap();
    let first = rows(&shop, Days { from: Some(day), to: Some(day) }).await;
    assert_eq!(first.len(), 2);
    let none = rows(&shop, Days { from: None, to: ledger::day("2026-09-20").ok() }).await;
    assert_eq!(none.len(), 1);

    let text = String::from_utf8(ledger::export(shop.store(), Days::default()).await.unwrap());
    let text = text.unwrap();
    for person in [CUSTOMER, SECOND_CUSTOMER, ADMIN] {
        assert!(!text.contains(&person.to_string()));
    }
    assert!(!text.contains("LPA:"));
    shop.finish().await;
}
