//! The books: what the accountant gets of a shop that sold and refunded.

use std::path::PathBuf;

use pretend_telegram::{ADMIN, CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::app::commands::ledger::{self, Days, Export, Format};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::support::{HOUR, Shop, ShopOptions};

const ALL: Export = Export { days: Days { from: None, to: None }, format: Format::Csv, ids: false };

/// `ledger export`: the file's text.
async fn exported(shop: &Shop, what: Export) -> String {
    let file: PathBuf = shop.folder().join("books.csv");
    let said = ledger::export(shop.store(), what, &file).await.unwrap();
    assert!(said.starts_with(&file.display().to_string()), "{said}");
    let text = String::from_utf8(std::fs::read(&file).unwrap()).unwrap();
    std::fs::remove_file(file).unwrap();
    text
}

/// The rows of a CSV file below its heads, by the names of the columns that are asked for.
fn columns(text: &str, names: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let places: Vec<usize> = names.split(' ').map(place).collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        places.iter().map(|place| row[*place].to_owned()).collect::<Vec<_>>().join(" ")
    });
    rows.collect()
}

async fn refunds(shop: &Shop, order: OrderId) {
    let admin = shop.admin();
    admin.say(&format!("/refund {order}")).await;
    admin.press("yes", |press| matches!(press, Press::OrderAct(..))).await;
    shop.rest().await;
}

#[tokio::test]
async fn sales_and_returns_are_entered_by_their_own_day_without_a_word_about_people() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    shop.admin().say("/start").await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    let day = ledger::day("2026-09-21").unwrap();
    let first = Export { days: Days { from: Some(day), to: Some(day) }, ..ALL };
    let then = exported(&shop, first).await;
    shop.advance(24 * HOUR).await;
    let second = shop.phone(SECOND_CUSTOMER);
    second.begin(Lang::Ru).await;
    second.choose("Turkey", "tr-5").await;
    second.agree().await;
    second.to_pay().await;
    second.press("tenge", |press| matches!(press, Press::PayTenge(_))).await;
    second.pays().await;
    refunds(&shop, order).await;

    assert_eq!(exported(&shop, first).await, then, "a day that is over never changes");
    let all = exported(&shop, ALL).await;
    let what = "entry date kind order plan country country_name currency amount reverses";
    let tenge = shop.newest_order().await;
    assert_eq!(
        columns(&all, what),
        [
            &format!("1 2026-09-21 sale {order} tr-1 TR Türkiye XTR 308 "),
            &format!("2 2026-09-22 sale {tenge} tr-5 TR Türkiye KZT 5500.00 "),
            &format!("3 2026-09-22 return {order} tr-1 TR Türkiye XTR -308 1"),
            "1  sum     KZT 5500.00 ",
            "1  sum sale     KZT 5500.00 ",
            "2  sum     XTR 0 ",
            "1  sum sale     XTR 308 ",
            "1  sum return     XTR -308 ",
        ]
    );
    // 6.5 tenge and 0.013 dollars a Star.
    assert_eq!(
        columns(&all, "star_rate_kzt value_kzt yield_usd")[..3],
        ["6.5000 2002.00 4.004", " 5500.00 ", "6.5000 -2002.00 -4.004"]
    );
    let none = Export { days: Days { from: None, to: ledger::day("2026-09-20").ok() }, ..ALL };
    assert_eq!(exported(&shop, none).await.lines().count(), 1);
    let with_ids = exported(&shop, Export { ids: true, ..ALL }).await;
    let charges = shop.world.ledger();
    let ids = columns(&with_ids, "charge");
    assert!(charges.iter().all(|row| ids.contains(&row.charge_id)), "{ids:?}");
    assert!(!columns(&with_ids, "provider_charge")[1].is_empty());
    assert!(charges.iter().all(|row| !all.contains(&row.charge_id)), "only where it is asked for");
    for person in [CUSTOMER, SECOND_CUSTOMER, ADMIN] {
        assert!(!all.contains(&person.to_string()));
    }
    assert!(!with_ids.contains("LPA:"));
    shop.finish().await;
}
