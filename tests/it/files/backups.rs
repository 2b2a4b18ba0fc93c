//! Of files alone. A backup is whole, private, checked, and never written over anything.

use std::os::unix::fs::MetadataExt;

use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::domain::effect::Body;
use qazaq_esim_bot::domain::ids::{ChargeId, OrderId};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::tell::Tell;

use super::{backup, clock, data, names, number, open, restore, stocked};
use crate::support::{Shop, outside};

#[tokio::test]
async fn a_backup_is_taken_while_the_shop_sells() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let file = shop.folder().join("first.db");
    // One is taken in the middle of a purchase, by a process of its own as it were.
    let config = data(shop.folder());
    let (told, _) = tokio::join!(recovery::backup(&config, &file), phone.pays());
    let told = told.unwrap();
    assert!(told.contains("whole and checked") && told.contains("restore"), "{told}");
    assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
    let before = std::fs::read(&file).unwrap();
    let again = recovery::backup(&config, &file).await.unwrap_err().to_string();
    assert!(again.contains("is not overwritten"), "{again}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(names(shop.folder()).iter().all(|name| !name.contains(".part-")));
    shop.finish().await;
}

#[tokio::test]
async fn a_backup_holds_no_keys_and_everything_else() {
    let folder = tempfile::tempdir().unwrap();
    stocked(folder.path(), 3).await;
    let file = backup(folder.path(), "copy.db").await;
    let pool = outside::raw(&outside::file_url(&file)).await;
    assert_eq!(outside::count(&pool, "esims").await, 3);
    let keys: i64 =
        sqlx::query_scalar("select count(*) from sqlite_master where name in ('keys', 'key')")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(keys, 0);
    pool.close().await;
}

#[tokio::test]
async fn a_backup_of_nothing_or_into_nowhere_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    let error = recovery::backup(&data(folder.path()), &file).await.unwrap_err().to_string();
    assert!(error.contains("there is no database at"), "{error}");
    assert_eq!(names(folder.path()), Vec::<String>::new());
    open(folder.path()).await.close().await;
    let before = names(folder.path());
    let nowhere = folder.path().join("missing").join("copy.db");
    assert!(recovery::backup(&data(folder.path()), &nowhere).await.is_err());
    assert_eq!(names(folder.path()), before);
}

/// Whoever says it over a healthy database would stop all sales.
#[tokio::test]
async fn a_restore_is_finished_only_after_a_question() {
    const HELD: &str = "select count(*) from esims where held_at is not null";
    let folder = tempfile::tempdir().unwrap();
    stocked(folder.path(), 3).await;
    for (typed, wanted) in [(&b""[..], 0), (b"yes\n", 0), (b"finish\n", 3)] {
        let (config, clock, mut out) = (data(folder.path()), clock(), Vec::new());
        let finished =
            recovery::ask_and_finish(&config, &clock, Missing::Careful, Some(typed), &mut out);
        assert_eq!(finished.await.unwrap(), wanted > 0);
        let said = String::from_utf8(out).unwrap();
        assert!(said.contains("3 codes that are on sale now"), "{said}");
        assert_eq!(said.contains("Nothing was done."), wanted == 0, "{said}");
        let store = open(folder.path()).await;
        assert_eq!(number(&store, HELD).await, wanted);
        store.close().await;
    }
}

/// Whether it was done in what was lost nobody knows.
#[tokio::test]
async fn what_admins_had_pressed_does_not_act_by_itself_after_a_restore() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    stocked(here, 1).await;
    let (order, charge) = (OrderId::from_number(5), ChargeId("stx1".to_owned()));
    let acts = [
        Body::Tell(Tell::RefundCharge { charge: charge.clone() }),
        Body::Tell(Tell::SettledCharge { charge: charge.clone(), admin: None }),
        Body::Tell(Tell::ReturnOrder { order, charge: charge.clone(), admin: None }),
        Body::Tell(Tell::TryAgain { order }),
        Body::Tell(Tell::ShowAgain { order }),
        Body::Parked { fingerprint: "update".to_owned(), again: true },
    ];
    let seen = Body::Tell(Tell::RefundSeen { charge });
    let pool = outside::raw(&data(here).database_url).await;
    for (n, body) in (0_i64..).zip(acts.iter().chain([&seen])) {
        sqlx::query(
            "insert into effects (effect_key, kind, lane, priority, due_at, attempts, body) \
             values ('act ' || $1, $2, null, 1, 1, 0, $3)",
        )
        .bind(n)
        .bind(if matches!(body, Body::Parked { .. }) { "parked" } else { "tell" })
        .bind(serde_json::to_string(body).unwrap())
        .execute(&pool)
        .await
        .unwrap();
    }
    let closed = "insert into cases (kind, subject, opened_at, closed_at, closed_by, action) \
                  values ('parked', 'update', 1, 2, 'somebody', 'retry')";
    sqlx::query(closed).execute(&pool).await.unwrap();
    pool.close().await;
    let file = backup(here, "backup.copy").await;
    let told = restore(here, &file).await.unwrap();
    assert!(told.contains("Forgotten: 6 acts of admins"), "{told}");
    let store = open(here).await;
    let left = number(&store, "select count(*) from effects where kind in ('tell', 'parked')");
    assert_eq!(left.await, 1, "what the ledger showed is no act");
    assert_eq!(number(&store, "select count(*) from cases where closed_at is null").await, 1);
    store.close().await;
    // Once more there is nothing to forget.
    let told = recovery::finish(&data(here), &clock(), Missing::Careful).await.unwrap();
    assert!(!told.contains("Forgotten"), "{told}");
}
