//! Of files alone. A backup is whole, private, checked, and never written over anything.

use std::os::unix::fs::MetadataExt;

use qazaq_esim_bot::app::commands::recovery;
use qazaq_esim_bot::domain::lang::Lang;

use super::{backup, data, names, open, stocked};
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
