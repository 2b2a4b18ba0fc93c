//! An update that failed and then went through leaves no copy of itself.

use qazaq_esim_bot::domain::event::Press;
use qazaq_esim_bot::domain::lang::Lang;

use crate::storage::raw;
use crate::support::Shop;

#[tokio::test]
async fn an_update_that_failed_once_and_went_through_leaves_no_copy() {
    let shop = Shop::open().await;
    let pool = raw(&shop.folder().join("shop.db")).await;
    // The first attempt is refused for what it carries; once it is counted, the next one passes.
    sqlx::query(
        "create trigger fails_once before insert on customers \
         when (select count(*) from parked) = 0 begin select raise(abort, 'once'); end",
    )
    .execute(&pool)
    .await
    .unwrap();
    shop.customer().say("/start").await;
    assert!(shop.customer().keys().contains(&Press::Lang(Lang::Kk)));
    assert_eq!(shop.count("select count(*) from parked").await, 0, "the sealed copy is left");
    // Its key goes too, so that no backup of that minute can be read.
    let doomed = "select (select count(*) from doomed) + (select count(*) from destroyed)";
    assert_eq!(shop.count(doomed).await, 1);
    sqlx::query("drop trigger fails_once").execute(&pool).await.unwrap();
    pool.close().await;
    shop.finish().await;
}

#[tokio::test]
async fn an_update_that_always_fails_is_still_parked_with_its_copy() {
    let shop = Shop::open().await;
    let pool = raw(&shop.folder().join("shop.db")).await;
    sqlx::query(
        "create trigger fails before insert on customers begin select raise(abort, 'no'); end",
    )
    .execute(&pool)
    .await
    .unwrap();
    shop.customer().say("/start").await;
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    sqlx::query("drop trigger fails").execute(&pool).await.unwrap();
    pool.close().await;
    // Others go on, and what is parked stays parked.
    shop.admin().say("/start").await;
    assert_eq!(shop.count("select count(*) from parked where parked_at is not null").await, 1);
    shop.close_expecting("an update was parked").await;
}
