//! The sealing key is renewed: whatever was made before is known after, and the key before opens
//! nothing any more. Cut short anywhere, the same once more finishes it.

use pretend_telegram::SECOND_CUSTOMER;
use qazaq_esim_bot::app::commands::renew_key::renew_key;
use qazaq_esim_bot::domain::ids::TelegramId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::{Store, customers};

use super::{deliver, door, open};
use crate::support::seams::dies_at;
use crate::support::{Shop, files};

fn new_key() -> SealingKey {
    SealingKey::new(&[8; 32])
}

fn both_keys() -> SealingKey {
    new_key().after(&[7; 32])
}

/// The shop's process is started again with this key.
async fn restart(shop: &mut Shop, key: SealingKey) {
    shop.close().await;
    shop.seal_with(key);
    shop.reopen().await;
}

async fn refused(shop: &Shop, key: SealingKey) {
    let (main, keys) = shop.urls();
    let error = Store::open(main, keys, key).await.unwrap_err().to_string();
    assert!(error.contains("the sealing key does not fit"), "{error}");
}

#[tokio::test]
async fn what_was_made_before_a_renewal_is_known_after_it() {
    let mut shop = open().await;
    let help = json(&shop, "/help");
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let stock = files::more_stock("th-3", 5);
    shop.import_codes(&stock).await;
    assert_eq!(deliver(&door(&shop.world), help.clone()).await, 200);
    shop.rest().await;
    let helps = |shop: &Shop| {
        let text = shop.plain(&Text::Help, Lang::En);
        let heard = shop.customer().heard();
        heard.iter().filter(|message| message.text.contains(text.trim())).count()
    };
    assert_eq!(helps(&shop), 1);

    // The new key alone does not fit yet, and a process with both mints with the old one.
    refused(&shop, new_key()).await;
    restart(&mut shop, both_keys()).await;
    let old = shop.reopened_with(SealingKey::new(&[7; 32])).await;
    let error = renew_key(&old).await.unwrap_err().to_string();
    assert!(error.contains("OLD_SEALING_KEY_FILE"), "{error}");
    // Who knows the old one alone reads whoever comes meanwhile.
    shop.phone(SECOND_CUSTOMER).say("/start").await;
    let who = old.secrets.people(vec![old.secrets.person(TelegramId::new(SECOND_CUSTOMER))]);
    let mut reader = old.read().await.unwrap();
    let found = customers::load_with_settings(&old, &mut reader, &who).await.unwrap();
    assert_eq!(found.customers.len(), 1);
    drop(reader);
    old.close().await;
    let told = renew_key(shop.store()).await.unwrap();
    assert!(told.contains("data keys, 3 secrets"), "{told}");
    let told = renew_key(shop.store()).await.unwrap();
    assert!(told.contains("wrapped nothing any more"), "{told}");
    restart(&mut shop, new_key()).await;
    refused(&shop, SealingKey::new(&[7; 32])).await;

    // Between an update and its repeat: nothing twice.
    assert_eq!(deliver(&door(&shop.world), help).await, 200);
    shop.rest().await;
    assert_eq!(helps(&shop), 1, "an update that was handled was handled again");
    // Between an import and the same import: skipped.
    shop.import_codes(&stock).await;
    let codes = "select count(*) from esims where plan_id = 'th-3'";
    assert_eq!(shop.count(codes).await, 10 + 5);
    // Between invoice and payment: paid, and delivered to who is known.
    shop.customer().pays().await;
    assert_eq!(shop.customer().photos().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(shop.count("select count(*) from customers").await, 2);
    shop.finish().await;
}

fn json(shop: &Shop, text: &str) -> String {
    let person = shop.customer().person;
    serde_json::json!({"update_id": 77_000, "message": {
        "message_id": 900_000, "date": 1, "text": text,
        "from": {"id": person, "is_bot": false, "first_name": "x", "language_code": "en"},
        "chat": {"id": person, "type": "private", "first_name": "x"},
    }})
    .to_string()
}

#[tokio::test]
async fn a_renewal_that_dies_anywhere_is_finished_by_the_same_once_more() {
    let mut shop = open().await;
    shop.customer().to_invoice(Lang::En).await;
    shop.close().await;
    shop.seal_with(both_keys());
    let mut deaths = 0;
    loop {
        let (seam, died) = dies_at(deaths, |what| what == "rewrapped");
        let store = shop.open_store().await.with_seam(seam);
        let dead = tokio::select! {
            done = renew_key(&store) => { done.unwrap(); false }
            () = died.notified() => true,
        };
        // Whoever knows both serves meanwhile, and mints keys.
        if deaths < 2 {
            let other = shop.open_store().await;
            other.keys.stock_up(1).await.unwrap();
            other.close().await;
        }
        store.close().await;
        if !dead {
            break;
        }
        deaths += 1;
    }
    assert!(deaths >= 4, "{deaths} deaths");
    shop.seal_with(new_key());
    shop.reopen().await;
    shop.customer().pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
