//! Seals open in their place alone, and with their key alone.

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::domain::consent::Consents;
use qazaq_esim_bot::domain::customer::Customer;
use qazaq_esim_bot::domain::dialogue::Dialogue;
use qazaq_esim_bot::domain::ids::{CustomerId, EsimId, PersonKey, TelegramId};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::lookups::People;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::{StorageError, Store, customers, esims};

use crate::support::PLANS;
use crate::support::outside::{Fresh, raw};

async fn two_customers(store: &Store) {
    store.keys.stock_up(2).await.unwrap();
    for n in 1..=2 {
        let customer = Customer {
            id: CustomerId(n),
            person: PersonKey(format!("person{n}")),
            telegram: TelegramId::new(7_000 + n),
            key: store.keys.take().unwrap(),
            lang: None,
            guess: Lang::En,
            dialogue: Dialogue::Home,
            consents: Consents::default(),
            checkout: None,
            address: None,
            leaving_since: None,
            unreachable_at: None,
            created_at: Stamp(1),
            seen_at: Stamp(1),
            spoke_at: None,
            keeps_talk: None,
            muted: None,
            newest_card: None,
        };
        let mut tx = store.begin().await.unwrap();
        let locked = customers::lock(&mut tx, &People::default(), &[customer.id]).await.unwrap();
        customers::save(store, &mut tx, &locked, &[&customer]).await.unwrap();
        tx.commit(Point::Update).await.unwrap();
    }
}

async fn load(store: &Store, id: i64) -> Result<Vec<Customer>, StorageError> {
    let mut reader = store.read().await.unwrap();
    let found = customers::load_by_id_with_settings(store, &mut reader, &[CustomerId(id)]).await;
    drop(reader);
    Ok(found?.customers)
}

#[tokio::test]
async fn a_sealed_value_moved_to_another_row_or_column_does_not_open() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    two_customers(&store).await;
    let found = load(&store, 1).await.unwrap();
    assert_eq!(found[0].telegram.expose(), 7_001);
    let pool = raw(&fresh.main).await;
    let moves = [
        // The value and its key of one row, in another.
        "update customers set (key_id, telegram_sealed, dialogue_sealed) = \
         (select key_id, telegram_sealed, dialogue_sealed from customers where id = 2) \
         where id = 1",
        // Another row's value under this row's key.
        "update customers set telegram_sealed = \
         (select telegram_sealed from customers where id = 2) where id = 1",
        // A column of this row in another column of it.
        "update customers set telegram_sealed = dialogue_sealed where id = 1",
    ];
    for change in moves {
        let before: (i64, Vec<u8>, Vec<u8>) = sqlx::query_as(
            "select key_id, telegram_sealed, dialogue_sealed from customers where id = 1",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        sqlx::query(change).execute(&pool).await.unwrap();
        let error = load(&store, 1).await.unwrap_err();
        assert!(matches!(error, StorageError::Seal("customers")), "{change}: {error}");
        sqlx::query(
            "update customers set key_id = $1, telegram_sealed = $2, dialogue_sealed = $3 \
             where id = 1",
        )
        .bind(before.0)
        .bind(before.1)
        .bind(before.2)
        .execute(&pool)
        .await
        .unwrap();
    }
    assert_eq!(load(&store, 1).await.unwrap().len(), 1);
    store.close().await;
}

#[tokio::test]
async fn a_code_moved_to_another_row_does_not_open() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let stock = "plan_id,activation_code\ntr-1,LPA:1$a.example.com$ONE-0001\n\
                 tr-1,LPA:1$a.example.com$TWO-0002\n";
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    commands::import::stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
    let pool = raw(&fresh.main).await;
    let ids: Vec<i64> =
        sqlx::query_scalar("select id from esims order by id").fetch_all(&pool).await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert!(esims::load(&store, &mut reader, EsimId(ids[0])).await.unwrap().is_some());
    drop(reader);
    sqlx::query(
        "update esims set (key_id, code_sealed) = (select key_id, code_sealed from esims \
         where id = $2) where id = $1",
    )
    .bind(ids[0])
    .bind(ids[1])
    .execute(&pool)
    .await
    .unwrap();
    let mut reader = store.read().await.unwrap();
    let error = esims::load(&store, &mut reader, EsimId(ids[0])).await.unwrap_err();
    drop(reader);
    assert!(matches!(error, StorageError::Seal("esims")), "{error}");
    store.close().await;
}

#[tokio::test]
async fn a_customer_whose_key_is_gone_is_nobody() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    two_customers(&store).await;
    let key = load(&store, 1).await.unwrap()[0].key;
    store.keys.destroy(&[key]).await.unwrap();
    assert!(load(&store, 1).await.unwrap().is_empty());
    assert_eq!(load(&store, 2).await.unwrap().len(), 1);
    store.close().await;
}

#[tokio::test]
async fn another_sealing_key_is_refused_in_a_clear_line() {
    let fresh = Fresh::new();
    fresh.open().await.close().await;
    let error = Store::open(&fresh.main, &fresh.keys, SealingKey::new(&[8; 32])).await.unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with("the sealing key does not fit this database; use"), "{error}");
    fresh.open().await.close().await;
}
