//! The books: what the accountant gets of a shop that sold and refunded.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use parking_lot::Mutex;
use pretend_telegram::{ADMIN, CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::app::commands::ledger::{self, Days, Export, Format};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::support::outside::raw;
use crate::support::{HOUR, MINUTE, Shop, ShopOptions};

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

/// An address of the owner's that refuses so many receipts and takes the others. What came to it.
pub async fn till(refusals: usize) -> (String, Arc<Mutex<Vec<serde_json::Value>>>) {
    let (came, left) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(refusals)));
    let inside = Arc::clone(&came);
    let take = move |body: String| {
        inside.lock().push(serde_json::from_str(&body).unwrap());
        let refused = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        let answer = if refused.is_ok() { StatusCode::BAD_GATEWAY } else { StatusCode::NO_CONTENT };
        async move { answer }
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}/till", listener.local_addr().unwrap());
    let routes = Router::new().route("/till", post(take));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, came)
}

/// A sale does not wait for the hook; what it refuses it is handed again, and in order.
#[tokio::test]
async fn each_sale_and_each_return_is_handed_to_the_hook_until_it_is_taken() {
    let (address, came) = till(2).await;
    let receipts = Some(address);
    let shop = Shop::start(ShopOptions { receipts, ..ShopOptions::default() }).await;
    shop.admin().say("/start").await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    refunds(&shop, order).await;
    for _ in 0..3 {
        shop.advance(MINUTE).await;
    }
    shop.until("both are taken", async || came.lock().len() == 4).await;
    let came = came.lock().clone();
    let of = |name: &str| came.iter().map(|one| one[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("kind"), ["sale", "sale", "sale", "return"]);
    assert_eq!(of("entry"), [1, 1, 1, 2]);
    assert_eq!(of("amount"), ["308"; 4]);
    assert_eq!(came[3]["reverses"], 1);
    assert_eq!(came[3]["order"], order.to_string());
    assert_eq!((&came[3]["value_kzt"], &came[3]["plan"]), (&"2002.00".into(), &"tr-1".into()));
    assert_eq!(came[3]["country_name"]["kk"], "Түркия");
    assert_eq!(came[0]["key"], came[2]["key"]);
    assert_ne!(came[0]["key"], came[3]["key"]);
    let all = serde_json::to_string(&came).unwrap();
    assert!(!all.contains(&CUSTOMER.to_string()) && !all.contains("LPA:"), "{all}");
    shop.finish().await;
}

/// Whoever it is, an entry stays; the ids of its charge may shrink.
#[tokio::test]
async fn the_database_refuses_to_change_an_entry() {
    let mut shop = Shop::open().await;
    shop.customer().buys(Lang::Ru).await;
    shop.close().await;
    let database = raw(&shop.urls().0).await;
    let changes = ["amount = 1", "at = 1", "kind = 'return'", "order_id = null", "cost = '1 KZT'"];
    for change in changes {
        let change = format!("update entries set {change}");
        let told = sqlx::query(sqlx::AssertSqlSafe(change)).execute(&database).await.unwrap_err();
        assert!(told.to_string().contains("an entry of the books never changes"), "{told}");
    }
    let shrink = "update entries set charge_id = 'hash', provider_charge = null";
    sqlx::query(shrink).execute(&database).await.unwrap();
    sqlx::query("update entries set charge_id = (select id from charges)")
        .execute(&database)
        .await
        .unwrap();
    database.close().await;
    shop.reopen().await;
    shop.finish().await;
}

/// What every test's end looks at.
#[tokio::test]
async fn the_audit_misses_an_entry_that_is_not_in_the_books() {
    let shop = Shop::open().await;
    shop.admin().say("/start").await;
    shop.customer().buys(Lang::En).await;
    refunds(&shop, shop.newest_order().await).await;
    shop.phone(SECOND_CUSTOMER).buys(Lang::En).await;
    assert_eq!(shop.tamper("delete from entries where kind = 'return'").await, 1);
    assert_eq!(shop.tamper("delete from entries where id = 3").await, 1);
    let missed =
        ["is refunded; the books have 1 entries, 308", "is kept; the books have 0 entries"];
    shop.finish_but(&missed).await;
}

/// `ledger check` beside Telegram's own ledger.
#[tokio::test]
async fn the_books_are_compared_with_the_charges_and_with_telegrams_ledger() {
    let shop = Shop::open().await;
    shop.admin().say("/start").await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    refunds(&shop, order).await;
    shop.phone(SECOND_CUSTOMER).buys(Lang::En).await;
    shop.advance(HOUR).await;
    let (well, said) = shop.checks_books().await;
    assert!(well, "{said}");
    assert!(said.contains("XTR sale: 2, 616 in all"), "{said}");
    assert!(said.contains("Telegram's ledger: 2 payments, 616 Stars; 1 refunds, 308 Stars"));
    // A refund that nobody here heard of, longer ago than anything is on its way.
    shop.world.change(|state| {
        for row in &mut state.money.ledger {
            row.amount += 1;
        }
    });
    let (well, said) = shop.checks_books().await;
    assert!(!well && said.contains("Telegram shows 309 Stars"), "{said}");
    shop.world.change(|state| {
        for row in &mut state.money.ledger {
            row.amount -= 1;
        }
    });
    shop.finish().await;
}
