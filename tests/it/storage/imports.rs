//! Imports: repeatable, finished when they were cut short, all or nothing where a line is wrong,
//! and harmless to a shop that sells beside them.

use std::fmt::Write as _;
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::storage::Store;
use sqlx::AnyPool;

use crate::support::outside::{Fresh, count, raw};
use crate::support::{PLANS, Shop};

/// A file of stock with so many codes.
fn stock(lines: usize) -> String {
    let mut csv = String::from("plan_id,activation_code\n");
    for number in 0..lines {
        let _ = writeln!(csv, "th-3,LPA:1$smdp.bulk.example$BULK-{number:06}");
    }
    csv
}

async fn fresh_stock() -> (Fresh, Store, AnyPool) {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    let pool = raw(&fresh.main).await;
    (fresh, store, pool)
}

/// Everything that is in the database, as a number a change changes.
async fn picture(pool: &AnyPool, fresh: &Fresh) -> (i64, i64, Vec<(String, String)>) {
    let keys = raw(&fresh.keys).await;
    let settings =
        sqlx::query_as("select name, value from settings order by name").fetch_all(pool).await;
    (count(pool, "esims").await, count(&keys, "keys").await, settings.unwrap())
}

#[tokio::test]
async fn an_import_is_repeatable_and_a_dry_run_or_a_wrong_line_writes_nothing() {
    let (fresh, store, pool) = fresh_stock().await;
    let before = picture(&pool, &fresh).await;
    let import = async |csv: &str, dry: bool| {
        commands::import::stock(&store, &Clock::Real, csv.as_bytes(), dry).await
    };
    let good = stock(700);
    let report = import(&good, true).await.unwrap();
    assert!(report.contains("700 codes: 700 new"), "{report}");
    assert_eq!(picture(&pool, &fresh).await, before);

    for wrong in ["th-3,nonsense\n", "no-such-plan,LPA:1$a.example$X-1\n", "th-3\n"] {
        let error = import(&format!("{good}{wrong}"), false).await.unwrap_err().to_string();
        assert!(error.contains("702") && error.ends_with("Nothing was written."), "{error}");
        assert_eq!(picture(&pool, &fresh).await, before, "{wrong}");
    }

    import(&good, false).await.unwrap();
    assert_eq!(count(&pool, "esims").await, 700);
    let report = import(&good, false).await.unwrap();
    assert!(report.contains("0 new, 700 in stock already"), "{report}");
    assert_eq!(count(&pool, "esims").await, 700);

    // A code of another plan, and one that was sold, are refused whole.
    let filled = picture(&pool, &fresh).await;
    let other = format!("{good}tr-1,LPA:1$smdp.bulk.example$NEW-1\n").replacen("th-3", "tr-1", 1);
    let error = import(&other, false).await.unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("Nothing was written."), "{error}");
    sqlx::query(
        "update esims set sold_at = 1, order_id = 5 where id = (select min(id) from esims)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let error = import(&good, false).await.unwrap_err().to_string();
    assert!(error.contains("never sold again"), "{error}");
    assert_eq!(picture(&pool, &fresh).await, filled);
    store.close().await;
}

#[tokio::test]
async fn an_import_cut_short_is_finished_by_running_it_again() {
    let (fresh, store, pool) = fresh_stock().await;
    let csv = stock(3_000);
    {
        let mut import =
            std::pin::pin!(commands::import::stock(&store, &Clock::Real, csv.as_bytes(), false));
        loop {
            tokio::select! {
                done = &mut import => panic!("not cut short: {done:?}"),
                () = real_pause(Duration::from_millis(2)) => {
                    if count(&pool, "esims").await > 0 {
                        break;
                    }
                }
            }
        }
    }
    store.close().await;
    let written = count(&pool, "esims").await;
    assert!(written > 0 && written < 3_000 && written % 500 == 0, "{written} lines were written");
    let store = fresh.open().await;
    let report =
        commands::import::stock(&store, &Clock::Real, csv.as_bytes(), false).await.unwrap();
    assert!(report.contains(&format!("{} new", 3_000 - written)), "{report}");
    assert_eq!(count(&pool, "esims").await, 3_000);
    store.close().await;
}

#[tokio::test]
async fn ten_thousand_lines_are_imported_beside_a_customer_who_does_not_notice() {
    let shop = Shop::open().await;
    let (main, keys) = shop.urls().clone();
    let (sealing_key, clock) = (Shop::sealing_key(), shop.clock().clone());
    let csv = stock(10_000);
    // As the short command does it: connections of its own.
    let import = async {
        let store = Store::open(&main, &keys, sealing_key).await.unwrap();
        let report = commands::import::stock(&store, &clock, csv.as_bytes(), false).await.unwrap();
        store.close().await;
        report
    };
    let customer = async {
        shop.customer().buys(Lang::En).await;
    };
    let both = async { tokio::join!(import, customer) };
    let (report, ()) = tokio::select! {
        both = both => both,
        () = real_pause(Duration::from_mins(5)) => panic!("the import does not end"),
    };
    assert!(report.contains("10000 codes: 10000 new"), "{report}");
    assert_eq!(shop.free("th-3").await, 10_010);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
