//! "Later" at the door: nothing is acknowledged that is not committed, and nothing is handled
//! twice.

use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;
use serde_json::json;

use super::{deliver, door, last_error, open};
use crate::support::Shop;

/// The world's Telegram comes again with what it could not deliver; nothing rests before that.
async fn again_by_telegram(shop: &Shop) {
    shop.jump(5_000);
    shop.rest().await;
}

#[tokio::test]
async fn while_the_database_is_held_telegram_keeps_the_update() {
    let shop = open().await;
    let held = shop.hold().await;
    shop.world.send_text(shop.customer().person, "/start").unwrap();
    shop.until("the door to say later", async || last_error(&shop.world).is_some()).await;
    assert!(last_error(&shop.world).unwrap().contains("503"));
    assert_eq!(shop.world.unconfirmed_updates(), 1);
    assert!(shop.customer().heard().is_empty());
    // What can still be read does not hide that nothing can be written.
    let ask = async |path: &str| {
        let answer = super::client().get(shop.operator(path)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert!(ask("/metrics").await.1.contains("shop_database_up 0.0\n"));
    let (status, missing) = ask("/readyz").await;
    assert!(status == 503 && missing.contains("database: "), "{missing}");
    held.let_go().await;
    // The copy in the inbox is committed meanwhile; what Telegram sends again is known by its mark.
    shop.until("the copy", async || shop.count("select count(*) from updates").await == 1).await;
    again_by_telegram(&shop).await;
    assert_eq!(shop.world.unconfirmed_updates(), 0);
    shop.customer().expect(&Text::Home, Lang::Kk);
    assert_eq!(shop.customer().heard().len(), 1, "handled once");
    shop.finish().await;
}

#[tokio::test]
async fn a_stop_during_a_delivery_leaves_the_update_with_telegram() {
    let mut shop = open().await;
    let held = shop.hold().await;
    shop.world.send_text(shop.customer().person, "/start").unwrap();
    shop.until("the door to say later", async || last_error(&shop.world).is_some()).await;
    shop.close().await;
    assert_eq!(shop.world.unconfirmed_updates(), 1);
    held.let_go().await;
    shop.reopen().await;
    again_by_telegram(&shop).await;
    assert_eq!(shop.customer().heard().len(), 1, "handled once, by the next life");
    shop.finish().await;
}

/// Waits until the shop's tasks had their turn several times.
async fn turns(shop: &Shop) {
    for _ in 0..3 {
        let url = shop.operator("/healthz");
        assert_eq!(super::client().get(url).send().await.unwrap().status().as_u16(), 200);
    }
}

#[tokio::test]
async fn copies_of_an_update_wait_as_one() {
    let shop = open().await;
    let door = door(&shop.world);
    shop.customer().say("/start").await;
    shop.phone(SECOND_CUSTOMER).say("/start").await;
    let update = |id: i64, person: i64| {
        let person = json!({"id": person, "is_bot": false, "first_name": "X", "type": "private"});
        let message = json!({
            "message_id": id, "date": 1_790_000_000, "text": "/help",
            "from": person, "chat": person,
        });
        json!({"update_id": id, "message": message}).to_string()
    };
    let before = shop.customer().heard().len();
    let held = shop.hold().await;
    // The first batch waits for the database, and the copies gather behind it.
    let mut knocks = vec![tokio::spawn(super::knocked(door.clone(), update(1, SECOND_CUSTOMER)))];
    turns(&shop).await;
    for _ in 0..4 {
        knocks.push(tokio::spawn(super::knocked(door.clone(), update(2, CUSTOMER))));
    }
    turns(&shop).await;
    held.let_go().await;
    for knock in knocks {
        assert_eq!(knock.await.unwrap(), 200);
    }
    assert_eq!(deliver(&door, update(2, CUSTOMER)).await, 200);
    shop.rest().await;
    assert_eq!(shop.customer().heard().len(), before + 1, "handled once");
    // Two `/start`, two `/help`, and the copy that came when all was over.
    let metrics = super::client().get(shop.operator("/metrics")).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("shop_updates_total{kind=\"message\"} 5\n"), "{metrics}");
    shop.finish().await;
}

#[tokio::test]
async fn a_flood_of_words_is_bounded_and_keeps_no_payment_out() {
    use futures::future::join_all;

    const PLACES: usize = 400;
    const BEYOND: usize = 20;

    let shop = open().await;
    let door = door(&shop.world);
    let held = shop.hold().await;
    let client = super::client();
    let knock = |body: String| {
        let request = client
            .post(&door)
            .header("X-Telegram-Bot-Api-Secret-Token", qazaq_esim_bot::demo::WEBHOOK_SECRET)
            .body(body);
        tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
    };
    let words: Vec<_> =
        (0..PLACES + BEYOND).map(|n| knock(format!(r#"{{"update_id":{}}}"#, n + 1))).collect();
    // Those beyond are turned away at once; the others wait for the database.
    shop.until("the last places", async || {
        words.iter().filter(|word| word.is_finished()).count() == BEYOND
    })
    .await;
    let person = json!({"id": CUSTOMER, "is_bot": false, "first_name": "X", "type": "private"});
    let payment = json!({
        "update_id": 9_000,
        "message": {
            "message_id": 9, "date": 1_790_000_000, "from": person, "chat": person,
            "successful_payment": {
                "currency": "XTR", "total_amount": 5, "invoice_payload": "not ours",
                "telegram_payment_charge_id": "stxForeign", "provider_payment_charge_id": "",
            },
        },
    });
    let money = knock(payment.to_string());
    turns(&shop).await;
    assert!(!money.is_finished(), "it waits inside");
    held.let_go().await;
    assert_eq!(money.await.unwrap(), 200);
    let answers: Vec<u16> =
        join_all(words).await.into_iter().map(|answer| answer.unwrap()).collect();
    assert_eq!(answers.iter().filter(|status| **status == 503).count(), BEYOND);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), PLACES);
    assert_eq!(shop.count("select count(*) from charges where id = 'stxForeign'").await, 1);
    // Places are given back.
    assert_eq!(deliver(&door, r#"{"update_id":9001}"#).await, 200);
    shop.finish().await;
}
