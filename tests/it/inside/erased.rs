//! What an erasure leaves in the tables: money, and nothing that leads to a person.

use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::journeys::erasing::erases;
use crate::journeys::ledger::{charged, later, swallow};
use crate::support::cases::refunds;
use crate::support::{HOUR, MINUTE, Shop};

/// The rows that lead to a customer, by their tables. A consent's and a settled effect's lead
/// nowhere once the customer's own row is gone.
const LEADING: &[(&str, &str)] = &[
    ("customers", "select count(*) from customers"),
    ("addresses", "select count(*) from addresses where customer_id is not null"),
    ("orders", "select count(*) from orders where customer_id is not null"),
    ("charges", "select count(*) from charges where customer_id is not null"),
    (
        "live_messages",
        "select count(*) from live_messages where customer_id in (select customer_id \
         from consents)",
    ),
    ("threads", "select count(*) from threads where customer_id is not null"),
    ("cards", "select count(*) from orders where card is not null"),
    ("sent to", "select count(*) from orders where address_id is not null"),
];

async fn leading(shop: &Shop) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (name, rows) in LEADING {
        if shop.count(rows).await > 0 {
            found.push(*name);
        }
    }
    found
}

#[tokio::test]
async fn no_row_leads_to_an_erased_customer() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    phone.wishes(&Wish::in_language(Lang::Ru)).await;
    phone.say("/support").await;
    phone.say("Where do I scan it?").await;
    let all: Vec<&str> = LEADING.iter().map(|(name, _)| *name).collect();
    assert_eq!(leading(&shop).await, all, "each of them is tried");
    erases(phone, Lang::Ru).await;
    shop.until("the erasure", async || shop.people().await == 1).await;
    shop.rest().await;
    assert_eq!(leading(&shop).await, ["customers"], "the admin's own row");
    // The ledger of money stays.
    assert_eq!(
        (shop.orders().await, shop.charges().await),
        (vec!["fulfilled".into()], vec!["kept".into()])
    );
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_first_seen_after_an_erasure_goes_back_and_leaves_nobody_behind() {
    for lost in [false, true] {
        let shop = Shop::open().await;
        let phone = shop.customer();
        phone.to_invoice(Lang::Ru).await;
        let invoice = phone.invoice_number();
        phone.say("/deletemydata").await;
        for answer in 1..=2 {
            phone.tap(&Press::Erase(answer)).await;
        }
        let gone = async || shop.count("select count(*) from customers").await == 0;
        shop.until("the erasure", gone).await;
        if lost {
            swallow(&shop, "successful_payment", 1);
        }
        charged(phone, invoice);
        shop.rest().await;
        if lost {
            later(&shop, 3 * MINUTE).await;
        }
        assert_eq!(shop.charges().await, ["refunded"]);
        assert_eq!(refunds(&shop), 1);
        // A stranger's session goes after a day, and with it what led to the person.
        shop.advance(25 * HOUR).await;
        shop.until("the session to go", gone).await;
        assert_eq!(
            shop.count("select count(*) from charges where customer_id is not null").await,
            0
        );
        shop.finish().await;
    }
}
