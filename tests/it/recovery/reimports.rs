//! A file of stock that was imported in what was lost is imported again: nobody gets a code that
//! somebody else has.

use qazaq_esim_bot::app::commands::{self, recovery};
use qazaq_esim_bot::domain::lang::Lang;

use crate::support::{MINUTE, Shop, ShopOptions, files};

/// A shop whose backup knows no stock, and whose only code was sold since.
async fn sold_since_the_backup(stock: &str) -> Shop {
    let options = ShopOptions { codes: 0, alone: true, ..ShopOptions::default() };
    let mut shop = Shop::start(options).await;
    shop.admin().begin(Lang::Ru).await;
    let file = shop.backup("monday").await;
    shop.import_codes(stock).await;
    shop.customer().buys(Lang::En).await;
    shop.close().await;
    shop.restore(&file).await;
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.rest().await;
    shop
}

async fn nothing_is_on_sale(shop: &Shop) {
    let free = "select count(*) from esims where held_at is null and erased_at is null";
    assert_eq!(shop.count(free).await, 0);
}

async fn import(shop: &Shop, stock: &str) -> anyhow::Result<String> {
    commands::import::stock(shop.store(), shop.clock(), stock.as_bytes(), false).await
}

#[tokio::test]
async fn what_is_imported_again_before_the_release_is_held_with_the_rest() {
    let stock = files::more_stock("tr-1", 1);
    let shop = sold_since_the_backup(&stock).await;
    let told = import(&shop, &stock).await.unwrap();
    assert!(told.contains("held like all stock since the restore"), "{told}");
    nothing_is_on_sale(&shop).await;
    let told = recovery::release(shop.store(), shop.clock(), Some(stock.as_bytes())).await.unwrap();
    assert!(told.contains("1 are discarded and never sold"), "{told}");
    nothing_is_on_sale(&shop).await;
    // What is new is sold at once again.
    let new = stock.replace("LATER", "NEW");
    let told = import(&shop, &new).await.unwrap();
    assert!(told.contains("1 new") && !told.contains("held"), "{told}");
    let free = "select count(*) from esims where held_at is null and erased_at is null";
    assert_eq!(shop.count(free).await, 1);
    shop.finish_but(&[]).await;
}

#[tokio::test]
async fn a_discarded_code_that_the_backup_lacks_is_never_imported_again() {
    let stock = files::more_stock("tr-1", 1);
    let shop = sold_since_the_backup(&stock).await;
    let told = recovery::release(shop.store(), shop.clock(), Some(stock.as_bytes())).await.unwrap();
    assert!(told.contains("1 were not in this database and are remembered"), "{told}");
    let error = import(&shop, &stock).await.unwrap_err().to_string();
    assert!(error.contains("never sold again"), "{error}");
    nothing_is_on_sale(&shop).await;
    shop.finish_but(&[]).await;
}
