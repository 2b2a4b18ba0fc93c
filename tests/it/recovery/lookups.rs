//! By what a person's row is found. Who was erased is found by nobody in an old backup, with all
//! keys that are left; whoever stays is known at their first word, while the lookup key is renewed,
//! after it, and after a restore from before it.

use pretend_telegram::CUSTOMER;
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::domain::ids::TelegramId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::time::Millis;
use qazaq_esim_bot::storage::secrets::Secrets;
use qazaq_esim_bot::storage::{customers, lookups};

use crate::journeys::erasing::erases;
use crate::support::seams::dies_at;
use crate::support::{HOUR, MINUTE, Phone, Shop, ShopOptions, outside};

async fn open() -> Shop {
    Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await
}

/// By what rows are found.
async fn found_by(shop: &Shop) -> Vec<String> {
    let rows = shop.sql("select person from customers order by id").await;
    rows.into_iter().flatten().collect()
}

/// By what somebody's row may be found, with all keys that are left.
fn candidates(secrets: &Secrets, person: i64) -> Vec<String> {
    let own = secrets.person(TelegramId::new(person));
    secrets.found_by(&own).into_iter().chain([own.0]).collect()
}

/// The numbers of the lookup keys that are left.
async fn lookup_keys(shop: &Shop) -> Vec<i64> {
    let pool = outside::raw(&shop.urls().1).await;
    let numbers = "select number from secrets where name = 'lookup' order by number";
    let found = sqlx::query_scalar(numbers).fetch_all(&pool).await.unwrap();
    pool.close().await;
    found
}

/// Until these lookup keys are left, while sweeps go on.
async fn until_left(shop: &Shop, wanted: &[i64]) {
    shop.until("the lookup keys", async || {
        shop.jump(10 * MINUTE);
        shop.rest().await;
        lookup_keys(shop).await == wanted
    })
    .await;
}

/// Still known: one row, and the order in the list.
async fn is_known(phone: Phone<'_>, rows: i64) {
    phone.say("/esims").await;
    assert!(phone.keys().iter().any(|press| matches!(press, Press::Esim(_))), "no order is known");
    assert_eq!(phone.shop.count("select count(*) from customers").await, rows);
}

#[tokio::test]
async fn who_was_erased_is_found_by_nobody_in_an_old_backup_and_who_stays_is_known() {
    let shop = open().await;
    let (stays, pays) = (shop.customer(), shop.phone(pretend_telegram::SECOND_CUSTOMER));
    let leaver = shop.world.add_person("Leaver", Some("en"), Role::Customer);
    stays.buys(Lang::Kk).await;
    shop.phone(leaver).begin(Lang::En).await;
    shop.phone(leaver).choose("Turkey", "tr-1").await;
    shop.phone(leaver).agree().await;
    let backup = found_by(&shop).await;
    let left = candidates(&shop.store().secrets, leaver);
    assert!(backup.iter().any(|row| left.contains(row)), "the leaver is in the backup");

    erases(shop.phone(leaver), Lang::En).await;
    shop.until("the erasure", async || shop.count("select count(*) from destroyed").await > 0)
        .await;
    until_left(&shop, &[1, 2]).await;
    // A payment that is in flight while both are asked.
    pays.to_invoice(Lang::Ru).await;
    is_known(stays, 2).await;
    pays.pays().await;
    let half = shop.clock().now();
    until_left(&shop, &[2]).await;
    assert!(shop.clock().now().0 - half.0 > 23 * HOUR, "both are asked for a day");
    is_known(stays, 2).await;
    is_known(pays, 2).await;

    let left = candidates(&shop.store().secrets, leaver);
    assert!(!backup.iter().any(|row| left.contains(row)), "found with what is left");
    let here = found_by(&shop).await;
    assert!(here.iter().all(|row| !backup.contains(row)), "not moved");
    let phone = shop.phone(leaver);
    phone.say("/start").await;
    assert_eq!(shop.count("select count(*) from customers").await, 3, "a stranger");
    shop.finish().await;
}

#[tokio::test]
async fn after_a_restore_from_before_a_renewal_everybody_who_stays_is_known() {
    let mut shop = open().await;
    let leaver = shop.world.add_person("Leaver", Some("en"), Role::Customer);
    shop.customer().buys(Lang::En).await;
    shop.phone(leaver).buys(Lang::En).await;
    let file = shop.backup("monday").await;
    erases(shop.phone(leaver), Lang::En).await;
    until_left(&shop, &[1, 2]).await;
    until_left(&shop, &[2]).await;
    shop.close().await;
    shop.restore(&file).await;
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.rest().await;
    is_known(shop.customer(), 1).await;
    assert_eq!(lookup_keys(&shop).await.last(), Some(&3), "what the copy was found by is gone");
    shop.phone(leaver).say("/start").await;
    assert_eq!(shop.count("select count(*) from customers").await, 2, "a stranger");
    // The copy knows nothing of what was shown since.
    shop.finish_but(&[]).await;
}

fn written_by_a_renewal(what: &str) -> bool {
    ["lookup", "moved", "destroyed lookup"].contains(&what)
}

/// Whether somebody's row is found by a process that starts now.
async fn is_found(shop: &Shop, person: i64) -> bool {
    let store = shop.open_store().await;
    let who = store.secrets.people(vec![store.secrets.person(TelegramId::new(person))]);
    let mut reader = store.read().await.unwrap();
    let found = customers::load_with_settings(&store, &mut reader, &who).await.unwrap();
    drop(reader);
    store.close().await;
    found.customers.len() == 1
}

#[tokio::test]
async fn a_renewal_that_dies_anywhere_loses_nobody_and_is_finished_later() {
    let mut shop = open().await;
    let leaver = shop.world.add_person("Leaver", Some("en"), Role::Customer);
    shop.customer().buys(Lang::En).await;
    shop.phone(leaver).buys(Lang::En).await;
    erases(shop.phone(leaver), Lang::En).await;
    shop.until("the erasure", async || shop.count("select count(*) from destroyed").await > 0)
        .await;
    shop.close().await;
    let (now, mut deaths) = (shop.clock().now() + Millis(MINUTE), 0);
    // Begun, and a day later ended: each goes on until it lives through it.
    for now in [now, now + Millis(24 * HOUR)] {
        for wanted in 0.. {
            let (seam, died) = dies_at(wanted, written_by_a_renewal);
            let store = shop.open_store().await.with_seam(seam);
            let dead = tokio::select! {
                done = lookups::renew(&store, now, || false) => { done.unwrap(); false }
                () = died.notified() => true,
            };
            store.close().await;
            assert!(is_found(&shop, CUSTOMER).await, "lost at {wanted}");
            assert!(!is_found(&shop, leaver).await);
            if !dead {
                break;
            }
            deaths += 1;
        }
    }
    assert!(deaths > 12, "{deaths} deaths");
    assert_eq!(lookup_keys(&shop).await, [2]);
    shop.reopen().await;
    is_known(shop.customer(), 1).await;
    shop.finish().await;
}

/// A database of a version before lookup keys: its rows are found by the person's own hash, for a
/// day beside that version, and then by a lookup key alone.
#[tokio::test]
async fn who_was_there_before_lookup_keys_is_known_all_the_way() {
    let mut shop = open().await;
    shop.customer().buys(Lang::En).await;
    let own = shop.store().secrets.person(TelegramId::new(CUSTOMER)).0;
    shop.close().await;
    for (url, text) in [
        (&shop.urls().0, format!("update customers set person = '{own}'")),
        (&shop.urls().0, "delete from settings where name = 'lookup'".to_owned()),
        (&shop.urls().1, "delete from secrets where name = 'lookup'".to_owned()),
    ] {
        let pool = outside::raw(url).await;
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&pool).await.unwrap();
        pool.close().await;
    }
    let now = shop.clock().now();
    let later = [0, 23 * HOUR, 25 * HOUR, 25 * HOUR, 50 * HOUR].map(Millis);
    let wanted: [&[i64]; 5] = [&[], &[], &[1], &[1], &[1]];
    for (later, wanted) in later.into_iter().zip(wanted) {
        assert!(is_found(&shop, CUSTOMER).await, "before {later:?}");
        let store = shop.open_store().await;
        lookups::renew(&store, now + later, || false).await.unwrap();
        let here = store.number("select count(*) from customers").await.unwrap();
        store.close().await;
        assert_eq!((lookup_keys(&shop).await.as_slice(), here), (wanted, 1), "{later:?}");
    }
    shop.reopen().await;
    assert!(!found_by(&shop).await.contains(&own), "found by the own hash");
    is_known(shop.customer(), 1).await;
    shop.finish().await;
}
