//! Erasure. The rows go, or lose what leads to a person; the data keys are marked as doomed in the
//! same transaction and destroyed in the key store right after. A crash in between is finished at
//! the next start.

use super::dialect::{many_rows, statements};
use super::seam::Point;
use super::{AT_ONCE, Reader, Store, Stored, Tx, Value, get};
use crate::domain::effect::{AtErasure, words};
use crate::domain::ids::{CustomerId, KeyId};
use crate::domain::time::Stamp;

statements! {
    DOOM_CUSTOMER = "insert into doomed (key_id, at) select key_id, $1 from customers where \
     id = $2 on conflict (key_id) do nothing";
    DOOM_ESIMS = "insert into doomed (key_id, at) select e.key_id, $1 from esims e \
     join orders o \
     on o.id = e.order_id where o.customer_id = $2 and o.shown_at is not null \
     on conflict (key_id) \
     do nothing";
    DOOM_PARKED = "insert into doomed (key_id, at) select p.key_id, $1 from parked p \
     join customers c on c.person = p.person where c.id = $2 on conflict (key_id) do nothing";
    PARKED = "delete from parked where person in (select person from customers where id = $1)";
    BLANK_ESIMS = "update esims set code_sealed = null, iccid_sealed = null, \
     confirmation_sealed = null, erased_at = $1 where order_id in (select o.id from orders o where \
     o.customer_id = $2 and o.shown_at is not null)";
    FREE_RESERVED = "update esims set order_id = null where sold_at is null and order_id in \
     (select o.id from orders o where o.customer_id = $1)";
    // Only a restore erases whose payment is under way: it reads the order once more, to close it.
    ORDERS = "update orders set customer_id = null, address_id = null, card = null, \
     old_cards = null, \
     invoice_message = null, query = case when state = 'approved' then query end where \
     customer_id = $1";
    CHARGES = "update charges set customer_id = null where customer_id = $1";
    ADDRESSES = "delete from addresses where customer_id = $1";
    PARCELS = "delete from parcels where customer_id = $1";
    // The counts stay under their hashes until they are over.
    LETTERS = "update letters set customer_id = null, address_id = null where customer_id = $1";
    THREADS = "delete from threads where customer_id = $1";
    MESSAGES = "delete from live_messages where customer_id = $1";
    CUSTOMER = "delete from customers where id = $1";
    DOOMED = "select key_id from doomed order by at limit $1";
    GONE_SINCE = "select key_id from destroyed where at >= $1 union select key_id from doomed";
    GONE = "select key_id from destroyed union select key_id from doomed order by key_id";
}

many_rows! {
    EFFECTS = list "delete from effects where customer_id = $1 and settled_at is null and kind not \
     in (..)";
    REMEMBER = list "insert into destroyed (key_id, at) select key_id, at from doomed where key_id \
     in (..) on conflict (key_id) do nothing";
    DONE = list "delete from doomed where key_id in (..)";
}

/// Erases a customer or a visitor, in the caller's transaction. Erasing twice changes nothing more.
pub(crate) async fn erase(tx: &mut Tx, customer: CustomerId, now: Stamp) -> Stored<()> {
    let both = || vec![now.0.into(), Value::Int(customer.0)];
    let one = || vec![Value::Int(customer.0)];
    tx.execute(DOOM_CUSTOMER, both()).await?;
    tx.execute(DOOM_ESIMS, both()).await?;
    tx.execute(DOOM_PARKED, both()).await?;
    tx.execute(BLANK_ESIMS, both()).await?;
    tx.execute(FREE_RESERVED, one()).await?;
    for statement in [PARKED, ORDERS, CHARGES, ADDRESSES, LETTERS, THREADS, PARCELS, MESSAGES] {
        tx.execute(statement, one()).await?;
    }
    let kinds = words(|law| law.at_erasure == AtErasure::Outlives);
    tx.fetch_list_after(&EFFECTS, &one(), kinds.into_iter().map(Value::from).collect()).await?;
    tx.execute(CUSTOMER, one()).await.map(drop)
}

/// The ids of every key that was destroyed or is about to be.
pub(crate) async fn gone(reader: &mut Reader) -> Stored<Vec<KeyId>> {
    let rows = reader.fetch_all(GONE, vec![]).await?;
    rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect()
}

/// The keys that were doomed at `since` or later: other processes may have them in memory.
pub(crate) async fn gone_since(reader: &mut Reader, since: Stamp) -> Stored<Vec<KeyId>> {
    let rows = reader.fetch_all(GONE_SINCE, vec![since.0.into()]).await?;
    rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect()
}

/// Destroys the keys that were doomed, and makes sure that no byte of what they sealed is left in
/// SQLite's files. Returns how many keys went, [`AT_ONCE`] at most.
/// It is then done at the next sweep or start.
pub async fn destroy_doomed(store: &Store) -> Stored<usize> {
    let mut reader = store.read().await?;
    let rows = reader.fetch_all(DOOMED, vec![AT_ONCE.into()]).await?;
    drop(reader);
    let keys: Vec<KeyId> =
        rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect::<Stored<_>>()?;
    if keys.is_empty() {
        return Ok(0);
    }
    // A crash here leaves doomed rows whose keys are gone; destroying them again does nothing.
    store.keys.destroy(&keys).await?;
    let mut tx = store.begin().await?;
    let ids = || keys.iter().map(|key| Value::Int(key.0)).collect();
    tx.execute_list(&REMEMBER, ids()).await?;
    tx.execute_list(&DONE, ids()).await?;
    tx.commit(Point::Doomed).await?;
    store.checkpoint().await?;
    store.seam.pass("passed", Point::Checkpoint).await;
    Ok(keys.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::dialect::Sql;
    use crate::storage::seal::SealingKey;

    const fn both(text: &'static str) -> Sql {
        Sql::new("test", text, text)
    }

    /// They are what another process may have in memory.
    #[tokio::test]
    async fn keys_that_went_since_are_told_apart_from_those_that_went_before() {
        const DOOM: Sql = both("insert into doomed (key_id, at) values ($1, $2)");
        const DESTROYED: Sql = both("insert into destroyed (key_id, at) values ($1, $2)");
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let store = Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await;
        let store = store.unwrap();
        let mut tx = store.begin().await.unwrap();
        for (sql, key, at) in [(DESTROYED, 1, 10), (DESTROYED, 2, 20), (DOOM, 3, 5)] {
            tx.execute(sql, vec![Value::Int(key), Value::Int(at)]).await.unwrap();
        }
        tx.commit(Point::Update).await.unwrap();
        let mut reader = store.look().await.unwrap();
        for (since, gone) in [(10, vec![1, 2, 3]), (11, vec![2, 3]), (21, vec![3])] {
            let mut found = gone_since(&mut reader, Stamp(since)).await.unwrap();
            found.sort_unstable();
            assert_eq!(found, gone.into_iter().map(KeyId).collect::<Vec<_>>(), "since {since}");
        }
        drop(reader);
        store.close().await;
    }
}
