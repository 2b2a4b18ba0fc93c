//! The whole drill: a shop sells, is backed up, sells on, loses its disk, and comes back from the
//! backup. What is paid is served, who was erased stays erased, and no code is sold twice.

use std::fmt::Write as _;

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::app::commands::{cases, recovery};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;

use crate::support::{MINUTE, Shop, ShopOptions, pictures};

/// The code behind the newest picture of a chat.
fn code(phone: crate::support::Phone<'_>) -> String {
    let card = phone.photos().pop().unwrap();
    pictures::scan(&phone.picture(&card)).unwrap()
}

#[tokio::test]
async fn a_shop_comes_back_from_its_backup() {
    drill(10 * MINUTE).await;
}

#[tokio::test]
async fn a_shop_comes_back_in_the_second_of_its_last_sale() {
    // Telegram's ledger knows seconds only: the lost sale is of the restore's own second.
    drill(400).await;
}

/// Loses the disk and restores, so many milliseconds after the last sale.
async fn drill(later: i64) {
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    shop.admin().say("/start").await;
    let leaver = shop.world.add_person("Leaver", Some("en"), Role::Customer);
    shop.phone(leaver).buys(Lang::En).await;
    shop.customer().buys(Lang::En).await;
    let first = code(shop.customer());
    // Somebody is about to pay when the backup is made.
    shop.phone(SECOND_CUSTOMER).to_invoice(Lang::Ru).await;
    let file = shop.backup("monday").await;

    // After it: a sale, and an erasure.
    shop.phone(SECOND_CUSTOMER).pays().await;
    let lost = code(shop.phone(SECOND_CUSTOMER));
    let phone = shop.phone(leaver);
    phone.say("/deletemydata").await;
    phone.tap(&Press::Erase(1)).await;
    phone.tap(&Press::Erase(2)).await;
    let erased = async || shop.count("select count(*) from destroyed").await > 0;
    shop.until("the erasure", erased).await;
    shop.rest().await;

    // The disk dies.
    shop.advance(later).await;
    shop.close().await;
    shop.lose_the_disk().await;
    let told = shop.restore(&file).await;
    assert!(told.contains("Erased again, because their keys are gone: 1 customers"), "{told}");
    assert!(told.contains("stock release"), "{told}");
    shop.reopen().await;
    shop.rest().await;

    // The admins hear of it, and where it is listed.
    let held =
        shop.count("select count(*) from esims where held_at is not null and sold_at is null");
    let count = held.await;
    shop.admin().expect(&Text::AlertHeld { count }, Lang::Ru);
    shop.admin().say("/cases").await;
    shop.admin().expect_last(&Text::CaseHeld { count }, Lang::Ru);
    assert_eq!(shop.count("select count(*) from settings where name = 'restored_at'").await, 1);
    assert_eq!(shop.count("select count(*) from settings where name = 'born_at'").await, 1);

    // Who was erased is a stranger, and nothing of them is left.
    let leavers = shop.count("select count(*) from orders where customer_id is null").await;
    assert_eq!(leavers, 1);
    shop.phone(leaver).say("/start").await;
    assert!(shop.phone(leaver).keys().contains(&Press::Lang(Lang::En)));

    // What was paid before is served; nothing is sold.
    let phone = shop.customer();
    phone.say("/esims").await;
    phone.press("the order", |press| matches!(press, Press::Esim(_))).await;
    phone.press("the QR", |press| matches!(press, Press::ShowQr(_))).await;
    assert_eq!(code(phone), first);
    phone.say("/start").await;
    phone.expect_last(&Text::NothingForSale, Lang::En);
    // An invoice that was out can be paid no more: it may have been paid since, and its customer
    // hears exactly that, once.
    let second = shop.phone(SECOND_CUSTOMER);
    let rows = shop.sql("select id, lost_since from orders where lost_since is not null").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let order = OrderId::from_number(rows[0][0].parse().unwrap());
    let at = Stamp(rows[0][1].parse().unwrap());
    second.expect(&Text::ClosedByRestore { order, at }, Lang::Ru);
    let target = pretend_telegram::world::money::PayTarget::Invoice(second.invoice_number());
    second.is_refused(target, &Text::RefuseRestored { at }, Lang::Ru).await;
    // The payment of the lost minutes is before a person, by its order. Nothing says yet that a
    // code was used for it.
    let listed = shop.lists_cases().await;
    let named = format!("{order}, ");
    assert!(listed.contains(&named) && listed.contains("[keep | deliver | refund"), "{listed}");
    let kept = cases::keep_all(shop.store(), shop.clock()).await.unwrap();
    assert!(kept.contains("1 cases stay: 0 codes were discarded"), "{kept}");

    // Only the word itself ends the hold.
    let mut out = Vec::new();
    let ask = Some(b"yes\n".as_slice());
    let done = recovery::ask_and_release(shop.store(), shop.clock(), None, ask, &mut out).await;
    assert!(!done.unwrap());
    let asked = String::from_utf8(out).unwrap();
    assert!(asked.contains("68 codes are held since the restore of 2026-09-21"), "{asked}");
    assert!(asked.contains("--discard") && asked.contains("Nothing was done"), "{asked}");

    // The supplier says which code was used. It is discarded, everything else is sold again.
    let mut csv = String::from("activation_code\n");
    let _ = writeln!(csv, "{lost}\n{first}\nLPA:1$smdp.else.example$NOT-OURS-1");
    let told = recovery::release(shop.store(), shop.clock(), Some(csv.as_bytes())).await.unwrap();
    assert!(
        told.contains("1 are discarded")
            && told.contains("1 were sold")
            && told.contains("1 were not"),
        "{told}"
    );
    // Now it does: it is an ordinary sale, and its customer sees it as one.
    let kept = cases::keep_all(shop.store(), shop.clock()).await.unwrap();
    assert!(kept.contains("1 cases are kept as delivered"), "{kept}");
    shop.looks().await;
    shop.rest().await;
    second.say("/esims").await;
    second.tap(&Press::Esim(order)).await;
    second.expect_last(&Text::EsimElsewhere, Lang::Ru);
    assert!(recovery::show_held(shop.store()).await.unwrap().is_none());
    let mut out = Vec::new();
    let ask = Some(b"".as_slice());
    let done = recovery::ask_and_release(shop.store(), shop.clock(), None, ask, &mut out).await;
    assert!(done.unwrap() && out == b"Nothing is held.\n");
    shop.advance(3_000).await;
    let audited = "select count(*) from audit where action in ('restore', 'stock_release')";
    assert_eq!(shop.count(audited).await, 2);
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    for _ in 0..7 {
        phone.say("/start").await;
        phone.invoice_for("Turkey", "tr-1").await;
        phone.pays().await;
        let sold = code(phone);
        assert_ne!(sold, lost, "a code was sold twice");
        assert_ne!(sold, first);
    }
    let unsold = "select count(*) from esims where plan_id = 'tr-1' and order_id is null \
                  and erased_at is null";
    assert_eq!(shop.count(unsold).await, 0);
    // The sale of the lost minutes was found in Telegram's ledger. It is older than the restore:
    // nothing is delivered twice for it and nothing goes back by itself.
    let lost_sale = "select count(*) from charges c join orders o on o.id = c.order_id \
                     where c.state = 'kept' and o.state = 'fulfilled' and o.esim_id is null";
    assert_eq!(shop.count(lost_sale).await, 1);
    assert_eq!(shop.lists_cases().await, "Nothing needs a person.");
    shop.finish_but(&["was shown in 1 cards and asked for 0"]).await;
}
