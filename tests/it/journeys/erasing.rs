//! `/deletemydata`: two questions, then nothing of the customer is left, in any file, log or backup.

use std::path::{Path, PathBuf};

use pretend_telegram::world::people::Role;
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::ids::TelegramId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::Engine;
use qazaq_esim_bot::storage::{Store, consents, customers};

use crate::support::{HOUR, Phone, Shop, ShopOptions, pictures};

const ADDRESS: &str = "planted.address@example.com";
const SEARCH: &str = "Plantedville by the sea";
const QUESTION: &str = "A planted question to support";
const NAME: &str = "Plantedname";

/// Both questions, answered with yes.
async fn erases(phone: Phone<'_>, lang: Lang) {
    phone.say("/deletemydata").await;
    phone.expect_last(&Text::EraseFirst, lang);
    phone.tap(&Press::Erase(1)).await;
    phone.expect_last(&Text::EraseSecond, lang);
    phone.tap(&Press::Erase(2)).await;
}

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
    let store = Store::open(&main, &keys, Shop::master()).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let key = Shop::master().person(TelegramId::new(person));
    let found = customers::load_by_person(&store, &mut tx, &[key]).await.unwrap();
    let ids: Vec<_> = found.customers.iter().filter_map(|customer| customer.address).collect();
    let addresses = consents::load_addresses(&store, &mut tx, &ids).await.unwrap();
    tx.rollback().await.unwrap();
    store.close().await;
    (found.customers.len(), addresses.len())
}

#[tokio::test]
async fn nothing_of_an_erased_customer_is_left_anywhere() {
    if crate::ENGINE == Engine::Postgres {
        // It searches the files of SQLite; on a server only the seals answer for erasure.
        return;
    }
    let mut shop = Shop::open().await;
    let person = shop.world.add_person(NAME, Some("en"), Role::Customer);
    let id = person.to_string();
    for value in [ADDRESS, SEARCH, QUESTION, NAME, &id] {
        shop.plant(value);
    }
    let phone = shop.phone(person);
    let wish = Wish {
        person,
        lang: Lang::En,
        country: "Turkey".to_owned(),
        email: Some(ADDRESS.to_owned()),
    };
    phone.wishes(&wish).await;
    let card = phone.photos().pop().unwrap();
    let code = pictures::scan(&phone.picture(&card)).unwrap();
    phone.say(SEARCH).await;
    phone.say("/support").await;
    phone.say(QUESTION).await;
    phone.say("/start").await;
    let backup = shop.folder().join("backup.db");
    shop.store().copy_into(&backup.display().to_string()).await.unwrap();
    assert_eq!(readable(&shop, &backup, person).await, (1, 1), "the backup can be read before");

    erases(phone, Lang::En).await;
    let gone = async || {
        shop.count("select (select count(*) from customers) + (select count(*) from doomed)").await
            == 0
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
    assert_eq!(shop.count("select count(*) from addresses").await, 0);
    assert_eq!(shop.count("select count(*) from threads").await, 0);

    // Somebody new comes in, who happens to be the same person.
    phone.say("/start").await;
    assert_eq!(phone.keys()[0], Press::Lang(Lang::En));
    phone.tap(&Press::Lang(Lang::En)).await;
    phone.say("/esims").await;
    phone.expect_last(&Text::EsimsEmpty, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn the_searched_bytes_are_those_that_would_be_there() {
    if crate::ENGINE == Engine::Postgres {
        // It searches the files of SQLite; on a server only the seals answer for erasure.
        return;
    }
    // Keeps the test above honest: the same search finds what nobody sealed.
    let shop = Shop::open().await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    let number = order.compact();
    let hit = files(shop.folder()).iter().any(|(_, bytes)| find(bytes, number.as_bytes()));
    assert!(hit, "effects name the order in plain");
    shop.finish().await;
}

#[tokio::test]
async fn one_no_keeps_everything() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::Kk).await;
    phone.say("/deletemydata").await;
    let old = phone.last().id;
    phone.tap(&Press::Leave).await;
    // The old question is closed.
    phone.forge(old, &qazaq_esim_bot::telegram::callback_data::encode(&Press::Erase(2))).await;
    assert_eq!(phone.toast().await, shop.plain(&Text::StaleButton, Lang::Kk));
    phone.say("/esims").await;
    assert!(phone.keys().iter().any(|press| matches!(press, Press::Esim(_))));
    shop.finish().await;
}

#[tokio::test]
async fn an_invoice_that_is_out_goes_with_the_customer_and_cannot_be_paid() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let number = phone.invoice_number();
    erases(phone, Lang::En).await;
    assert!(phone.invoice().is_none());
    let target = pretend_telegram::world::money::PayTarget::Invoice(number);
    let outcome = phone.pay_for(target).await;
    assert!(
        matches!(outcome, pretend_telegram::world::money::PayOutcome::Refused { .. }),
        "{outcome:?}"
    );
    assert!(shop.world.ledger().is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn who_blocked_the_bot_is_erased_all_the_same() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    phone.say("/deletemydata").await;
    phone.tap(&Press::Erase(1)).await;
    let message = phone.last().id;
    let data = qazaq_esim_bot::telegram::callback_data::encode(&Press::Erase(2));
    shop.world.press_data(phone.person, message, &data).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    shop.advance(HOUR).await;
    let gone = async || shop.count("select count(*) from customers").await == 0;
    shop.until("the erasure", gone).await;
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_of_an_erased_customer_can_still_be_refunded_elsewhere_and_is_known() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let charge = phone.pays().await;
    erases(phone, Lang::En).await;
    shop.world.change(|state| {
        let payment = state.money.payment(&charge).cloned().unwrap();
        state.give_back(&payment);
    });
    shop.rest().await;
    assert_eq!(shop.charges().await, ["refunded"]);
    shop.finish().await;
}

/// What is owed to somebody who is gone can still be given back, by the same command.
#[tokio::test]
async fn an_order_of_an_erased_customer_is_refunded_by_the_admins_command() {
    for tenge in [false, true] {
        let shop = Shop::start(ShopOptions { tenge, ..ShopOptions::default() }).await;
        let (phone, admin) = (shop.customer(), shop.admin());
        admin.say("/start").await;
        phone.begin(Lang::En).await;
        phone.choose("Turkey", "tr-1").await;
        phone.agree().await;
        phone.no_mail().await;
        let order = shop.newest_order().await;
        if tenge {
            phone.tap(&Press::PayTenge(order)).await;
        }
        let charge = phone.pays().await;
        erases(phone, Lang::En).await;
        admin.say(&format!("/refund {order}")).await;
        let yes = admin.keys().into_iter().find(|press| matches!(press, Press::RefundYes(..)));
        admin.tap(&yes.clone().unwrap()).await;
        assert_eq!(shop.orders().await, ["returned"]);
        if tenge {
            let amount = Money::kzt(200_000);
            admin.expect(&Text::RefundDue { order, amount, charge }, Lang::Ru);
            admin.say(&format!("/settled {order}")).await;
            admin.press("settled", |press| matches!(press, Press::SettledYes(..))).await;
            admin.expect_last(&Text::SettledDone { order }, Lang::Ru);
            assert_eq!(shop.charges().await, ["settled"]);
        } else {
            let amount = Money::stars(308);
            admin.expect(&Text::RefundDoneAdmin { order, amount }, Lang::Ru);
            assert_eq!(shop.charges().await, ["refunded"]);
        }
        // A second press of the same question finds another order to look at.
        admin.forge_press(&yes.unwrap()).await;
        admin.expect_last(&Text::RefundStale { order }, Lang::Ru);
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, Lang::Ru);
        shop.finish().await;
    }
}

#[tokio::test]
async fn every_card_of_an_order_goes_blank() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::ShowQr(order)).await;
    assert_eq!(phone.photos().len(), 2);
    erases(phone, Lang::En).await;
    for card in phone.photos() {
        assert_eq!(pictures::scan(&phone.picture(&card)), None, "a card still shows a code");
    }
    shop.finish().await;
}
