//! Nothing of an erased customer is left: the files are searched byte by byte, and a backup is read
//! with the keys that are left. On a server only the seals answer for erasure.

use std::path::{Path, PathBuf};

use pretend_telegram::world::people::Role;
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::ids::TelegramId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::{Store, consents, customers};

use crate::journeys::erasing::erases;
use crate::support::{Shop, pictures};

const ADDRESS: &str = "planted.address@example.com";
const SEARCH: &str = "Plantedville by the sea";
const QUESTION: &str = "A planted question to support";
const NAME: &str = "Plantedname";

/// Every file of the folder, with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// What a copy of the main file says about a person, read with the keys that are left.
async fn readable(shop: &Shop, copy: &Path, person: i64) -> (usize, usize) {
    let main = format!("sqlite:{}", copy.display());
    let keys = format!("sqlite:{}", shop.folder().join("shop.db.keys").display());
    let store = Store::open(&main, &keys, Shop::sealing_key()).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let key = store.secrets.people(vec![store.secrets.person(TelegramId::new(person))]);
    let found = customers::load_with_settings(&store, &mut tx, &key).await.unwrap();
    let ids: Vec<_> = found.customers.iter().filter_map(|customer| customer.address).collect();
    let addresses = consents::load_addresses(&store, &mut tx, &ids).await.unwrap();
    drop(tx);
    store.close().await;
    (found.customers.len(), addresses.len())
}

#[tokio::test]
async fn nothing_of_an_erased_customer_is_left_anywhere() {
    let mut shop = Shop::open().await;
    let person = shop.world.add_person(NAME, Some("en"), Role::Customer);
    let id = person.to_string();
    for value in [ADDRESS, SEARCH, QUESTION, NAME, &id] {
        shop.plant(value);
    }
    let (phone, admin) = (shop.phone(person), shop.admin());
    admin.begin(Lang::Ru).await;
    let wish = Wish {
        person,
        lang: Lang::En,
        country: "Turkey".to_owned(),
        email: Some(ADDRESS.to_owned()),
        later: false,
    };
    phone.wishes(&wish).await;
    let card = phone.photos().pop().unwrap();
    let code = pictures::scan(&phone.picture(&card)).unwrap();
    phone.say(SEARCH).await;
    phone.say("/support").await;
    phone.say(QUESTION).await;
    phone.say("/start").await;
    assert_eq!(admin.last().text, QUESTION, "a copy of it is at the admin's");
    let backup = shop.folder().join("backup.db");
    let live = crate::support::outside::raw(&shop.urls().0).await;
    let copy = sqlx::query("vacuum into $1").bind(backup.display().to_string());
    copy.execute(&live).await.unwrap();
    live.close().await;
    assert_eq!(readable(&shop, &backup, person).await, (1, 1), "the backup can be read before");

    erases(phone, Lang::En).await;
    let gone = async || {
        // The admin's row stays.
        shop.count("select (select count(*) from customers) + (select count(*) from doomed)").await
            == 1
    };
    shop.until("the erasure", gone).await;
    phone.expect_last(&Text::EraseDone, Lang::En);
    let blank = phone.photos().pop().unwrap();
    assert_eq!(blank.id, card.id);
    assert_eq!(pictures::scan(&phone.picture(&blank)), None, "the card is blank");
    assert!(!blank.text.contains("LPA:"));
    assert_eq!(readable(&shop, &backup, person).await, (0, 0), "nor in a backup");

    let secret = code.rsplit('$').next().unwrap().to_owned();
    let mut needles: Vec<Vec<u8>> = [ADDRESS, SEARCH, QUESTION, NAME, &id, &secret]
        .iter()
        .map(|value| value.as_bytes().to_vec())
        .collect();
    needles.push(person.to_be_bytes().to_vec());
    needles.push(person.to_le_bytes().to_vec());
    let all = files(shop.folder());
    assert!(all.iter().any(|(path, _)| path.ends_with("shop.db-wal")), "looked at while it runs");
    for (path, bytes) in &all {
        for needle in &needles {
            let at = path.display();
            assert!(!find(bytes, needle), "{:?} in {at}", String::from_utf8_lossy(needle));
        }
    }
    // The ledger of money stays, and leads to nobody.
    let left = shop.sql("select state, customer_id from charges").await;
    assert_eq!(left, [["kept".to_owned(), String::new()]]);
    let left = shop.sql("select state, customer_id, address_id, card from orders").await;
    assert_eq!(left, [["fulfilled", "", "", ""].map(str::to_owned)]);

    // Somebody new comes in, who happens to be the same person.
    phone.say("/start").await;
    phone.expect_last(&Text::Home, Lang::En);
    phone.say("/esims").await;
    phone.expect_last(&Text::EsimsEmpty, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn the_searched_bytes_are_those_that_would_be_there() {
    // Keeps the test above honest: the same search finds what nobody sealed.
    let shop = Shop::open().await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    let number = order.compact();
    let hit = files(shop.folder()).iter().any(|(_, bytes)| find(bytes, number.as_bytes()));
    assert!(hit, "effects name the order in plain");
    shop.finish().await;
}
