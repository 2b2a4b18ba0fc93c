//! Requests that Telegram did not send, and old ones that it did.

use pretend_telegram::CUSTOMER;
use qazaq_esim_bot::demo::WEBHOOK_SECRET;
use qazaq_esim_bot::domain::lang::Lang;
use serde_json::json;

use super::{client, deliver, door, knock, open};

/// A message as Telegram would send it.
fn start(update_id: i64) -> String {
    json!({
        "update_id": update_id,
        "message": {
            "message_id": 5, "date": 1_790_000_000, "text": "/start",
            "from": {
                "id": CUSTOMER, "is_bot": false, "first_name": "Customer", "language_code": "kk",
            },
            "chat": {"id": CUSTOMER, "type": "private", "first_name": "Customer"},
        },
    })
    .to_string()
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_nobody() {
    let shop = open().await;
    let door = door(&shop.world);
    let nearly = format!("{WEBHOOK_SECRET}x");
    let shorter = &WEBHOOK_SECRET[1..];
    for secrets in [
        &[][..],
        &[""],
        &["wrong"],
        &[nearly.as_str()],
        &[shorter],
        &[WEBHOOK_SECRET, WEBHOOK_SECRET],
    ] {
        assert_eq!(knock(&door, secrets, start(1)).await, 401, "{secrets:?}");
    }
    // Before the secret is right not a byte of the body is looked at.
    assert_eq!(knock(&door, &["wrong"], "x".repeat(3_000_000)).await, 401);
    assert_eq!(client().get(&door).send().await.unwrap().status().as_u16(), 405);
    assert_eq!(shop.count("select count(*) from updates").await, 0);
    assert!(shop.customer().messages().is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn what_is_no_update_is_marked_and_blocks_nobody() {
    let shop = open().await;
    let door = door(&shop.world);
    assert_eq!(deliver(&door, "x".repeat(1_100_000)).await, 413);
    assert_eq!(shop.count("select count(*) from updates").await, 0);
    for body in ["not JSON", "", "[1]", "{}", r#"{"update_id":77,"message":{"text":"#] {
        assert_eq!(deliver(&door, body).await, 200, "{body}");
        // The same again is known.
        assert_eq!(deliver(&door, body).await, 200, "{body}");
    }
    assert_eq!(shop.count("select count(*) from updates").await, 5);
    assert_eq!(shop.count("select count(*) from updates where update_id = 77").await, 1);
    assert_eq!(shop.count("select count(*) from parked").await, 0);
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    assert_eq!(phone.photos().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn an_old_update_that_is_replayed_does_nothing() {
    let shop = open().await;
    let door = door(&shop.world);
    let phone = shop.customer();
    phone.say("/start").await;
    assert_eq!(deliver(&door, start(1_000)).await, 200);
    shop.rest().await;
    phone.buys(Lang::Kk).await;
    let before = (phone.messages().len(), shop.orders().await, shop.world.calls().len());
    for _ in 0..3 {
        assert_eq!(deliver(&door, start(1_000)).await, 200);
    }
    shop.rest().await;
    assert_eq!((phone.messages().len(), shop.orders().await, shop.world.calls().len()), before);
    // The same id with another text is another update: ids restart after a quiet week.
    assert_eq!(
        deliver(&door, start(1_000).replace("\"message_id\":5", "\"message_id\":6")).await,
        200
    );
    shop.rest().await;
    assert_eq!(phone.messages().len(), before.0 + 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_without_a_readable_update_id_is_still_written_down() {
    let shop = open().await;
    let body = json!({
        "update_id": "lost",
        "message": {
            "message_id": 9, "date": 1_790_000_000,
            "from": {"id": CUSTOMER, "is_bot": false, "first_name": "Customer"},
            "chat": {"id": CUSTOMER, "type": "private", "first_name": "Customer"},
            "successful_payment": {
                "currency": "XTR", "total_amount": 5, "invoice_payload": "not ours",
                "telegram_payment_charge_id": "stxForeign", "provider_payment_charge_id": "",
            },
        },
    });
    assert_eq!(deliver(&door(&shop.world), body.to_string()).await, 200);
    assert_eq!(shop.count("select count(*) from charges where id = 'stxForeign'").await, 1);
    shop.finish().await;
}
