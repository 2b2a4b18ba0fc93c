//! What one part of the shop may take from the others: a mail server that hangs takes nothing from
//! a sale, an outbox full of leftovers no more than its share of memory, and who presses without
//! end nobody's answers. The clock is moved by hand; the trouble is real.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::{Role, Sending};
use qazaq_esim_bot::domain::effect::{self, Body, Keyboard, To};
use qazaq_esim_bot::domain::ids::CustomerId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::outside::raw;
use crate::support::{Phone, Shop, ShopOptions};

/// Pays the newest invoice; nothing else is waited for.
async fn paid(phone: Phone<'_>) {
    let target = PayTarget::Message(phone.invoice().unwrap());
    let outcome = phone.shop.world.pay(phone.person, target).await;
    assert!(matches!(outcome, PayOutcome::Paid { .. }), "{outcome:?}");
}

/// How many calls hang.
fn hanging(shop: &Shop) -> usize {
    shop.world.calls().iter().filter(|call| call.error.as_deref() == Some("hang")).count()
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
    shop.outlive();
    shop.reopen().await;
    shop.until_in_time("the letters", async || shop.world.quietly(|s| s.mails.len()) == BUYERS)
        .await;
    shop.finish().await;
}

#[tokio::test]
async fn leftovers_wait_in_the_outbox_and_not_in_memory() {
    const LEFT: usize = 2_400;
    let mut shop = Shop::open().await;
    shop.customer().to_invoice(Lang::En).await;
    shop.phone(SECOND_CUSTOMER).say("/start").await;
    let before = shop.phone(SECOND_CUSTOMER).heard().len();
    let url = shop.urls().0.clone();
    shop.close().await;
    // Half of them in lanes, half in none, as a process leaves them that died.
    let pool = raw(&url).await;
    let newest = "select id from customers where processing is null";
    let customer: i64 = sqlx::query_scalar(newest).fetch_one(&pool).await.unwrap();
    let body = serde_json::to_string(&Body::Say {
        to: To::Customer(CustomerId(customer)),
        text: Text::ChooseLanguage,
        lang: Lang::En,
        keyboard: Keyboard::none(),
        role: effect::Role::Plain,
    });
    sqlx::query(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < \
         2400) insert into effects (effect_key, kind, customer_id, lane, priority, due_at, \
         attempts, body) select 'left:' || n, 'say', $1, case when n % 2 = 0 then 'chat:left ' || \
         n end, 1, (select max(due_at) from effects where settled_at is not null), 0, $2 from \
         numbers",
    )
    .bind(customer)
    .bind(body.unwrap())
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let fault = FaultSpec::new(FaultKind::Hang).on("sendMessage").times(9_999);
    let fault = shop.world.add_fault(fault);
    shop.reopen().await;
    let leased =
        "select count(*) from effects where settled_at is null and leased_until is not null";
    shop.until("they hang", async || hanging(&shop) >= 64).await;
    shop.until("memory is full", async || shop.count(leased).await >= 1_000).await;
    shop.world.remove_fault(fault);
    // Money finds room, and its own calls.
    paid(shop.customer()).await;
    shop.until("the QR is there", async || shop.customer().photos().len() == 1).await;
    let held = shop.count(leased).await;
    assert!(held < 1_200, "{held} leftovers are in memory");
    // Cut, and the next life says all of it, a share at a time.
    shop.close().await;
    shop.outlive();
    shop.reopen().await;
    let heard = |shop: &Shop| shop.phone(SECOND_CUSTOMER).heard().len();
    for share in 1..=12 {
        let said = before + share * LEFT / 12;
        shop.until_in_time("the next share is said", async || heard(&shop) >= said).await;
    }
    assert_eq!(heard(&shop), before + LEFT, "once each");
    shop.finish().await;
}

#[tokio::test]
async fn who_presses_without_end_silences_nobody() {
    let shop = Shop::open().await;
    let (presser, other) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
    presser.say("/start").await;
    let limit = FaultSpec::new(FaultKind::TooManyRequests).on("answerCallbackQuery");
    shop.world.add_fault(limit.times(99).with(600));
    presser.press("a language", |press| *press == Press::Lang(Lang::Ru)).await;
    // Nobody waits for the answer to a press: it may come after all that the press led to.
    shop.until("the 429", async || {
        shop.world.calls().iter().any(|call| call.method == "answerCallbackQuery")
    })
    .await;
    shop.world.clear_faults();
    other.say("/start").await;
    other.expect(&Text::Home, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_chat_that_telegram_holds_back_waits_alone() {
    let shop = Shop::open().await;
    let (held, other) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
    let limit = FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(60);
    shop.world.add_fault(limit);
    shop.world.send(held.person, &Sending::text("/start")).unwrap();
    shop.until("the 429", async || {
        shop.world.calls().iter().any(|call| call.method == "sendMessage")
    })
    .await;
    other.say("/start").await;
    assert_eq!(other.heard().len(), 1, "without a move of the clock");
    shop.advance(59_999).await;
    assert_eq!(held.heard().len(), 0, "not before its time");
    shop.advance(1).await;
    assert_eq!(held.heard().len(), 1);
    shop.finish().await;
}
