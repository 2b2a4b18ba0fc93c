//! What one part of the shop may take from the others: a mail server that hangs takes nothing from a
//! sale. The clock is moved by hand; the trouble is real.

use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::sim::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::sim::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::sim::world::people::Role;

use crate::support::{Phone, Shop, ShopOptions};

/// Pays the newest invoice; nothing else is waited for.
async fn paid(phone: Phone<'_>) {
    let target = PayTarget::Message(phone.invoice().unwrap());
    let outcome = phone.shop.world.pay(phone.person, target).await;
    assert!(matches!(outcome, PayOutcome::Paid { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_mail_server_that_hangs_takes_nothing_from_a_sale() {
    const BUYERS: usize = 18;
    let mut shop = Shop::start(ShopOptions { codes: 30, ..ShopOptions::default() }).await;
    let people: Vec<i64> = (0..BUYERS)
        .map(|n| {
            let person = shop.world.add_person(&format!("Buyer {n}"), Some("en"), Role::Customer);
            shop.world.top_up(person, 10_000, 0).unwrap();
            person
        })
        .collect();
    for (n, person) in people.iter().enumerate() {
        let phone = shop.phone(*person);
        phone.begin(Lang::En).await;
        phone.choose("Turkey", "tr-1").await;
        phone.agree().await;
        phone.mail_to(&format!("buyer{n}@example.com")).await;
        phone.stars().await;
    }
    shop.customer().to_invoice(Lang::Kk).await;
    let fault = shop.world.add_fault(FaultSpec::new(FaultKind::SmtpHang).times(99));
    for person in &people {
        paid(shop.phone(*person)).await;
    }
    let left = |shop: &Shop| {
        shop.world.quietly(|state| {
            state.faults.waiting().iter().find(|known| known.id == fault).unwrap().spec.times
        })
    };
    // As many letters as have a connection hang; the others wait for one.
    shop.until("the letters hang", async || left(&shop) <= 99 - 4).await;
    paid(shop.customer()).await;
    shop.until("the QR is there", async || shop.customer().photos().len() == 1).await;
    for person in &people {
        shop.until("their QR is there", async || shop.phone(*person).photos().len() == 1).await;
    }
    // Cut: the hanging letters are written again by the next life.
    shop.world.clear_faults();
    shop.close().await;
    // Past the pause of those whose call ran out of patience by then.
    shop.clock().advance(5_000);
    shop.world.advance(5_000);
    shop.reopen().await;
    shop.until("the letters", async || shop.world.quietly(|s| s.mails.len()) == BUYERS).await;
    shop.finish().await;
}
