//! The consent ledger, which only grows, and the versions of e-mail addresses, which never change.

use super::dialect::{many_rows, statements};
use super::seal::AssociatedData;
use super::{AT_ONCE, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::consent::{ConsentRow, EDITION};
use crate::domain::decision::NewAddress;
use crate::domain::email::Email;
use crate::domain::ids::{AddressId, CustomerId, KeyId, OrderId};
use crate::domain::time::Stamp;

statements! {
    // Those that a version before this one wrote down unconfirmed.
    PURGE = "delete from addresses where id in (select a.id from addresses a where \
     a.created_at < $1 and not exists (select 1 from customers c where c.id = a.customer_id and \
     c.address_id = a.id) and not exists (select 1 from orders o where \
     o.customer_id = a.customer_id and o.address_id = a.id) limit $2)";
}

many_rows! {
    ADD = values "insert into consents (customer_id, order_id, purpose, act, edition, lang, \
     text_hash, at) values (..)";
    ADD_ADDRESS = values "insert into addresses (id, customer_id, email_sealed, created_at) values \
     (..)";
    // What is not read of a customer's orders may name one all the same.
    FORGET = list "delete from addresses where customer_id = $1 and id in (..) and not exists \
     (select 1 from customers c where c.id = addresses.customer_id and c.address_id = \
     addresses.id) and not exists (select 1 from orders o where o.customer_id = \
     addresses.customer_id and o.address_id = addresses.id and o.state <> 'cancelled') \
     returning id";
    ADDRESSES = list "select a.id as id, a.email_sealed as email_sealed, c.key_id as key_id from \
     addresses a join customers c on c.id = a.customer_id where a.id in (..)";
}

const fn aad_of(row: i64) -> AssociatedData {
    AssociatedData { table: "addresses", column: "email_sealed", row }
}

/// Adds to the ledger; each row comes with the hash of the words that were shown.
pub(crate) async fn add(tx: &mut Tx, rows: &[(CustomerId, ConsentRow, String)]) -> Stored<()> {
    let rows = rows
        .iter()
        .map(|(customer, row, hash)| {
            vec![
                Value::Int(customer.0),
                row.order.map(OrderId::number).into(),
                row.purpose.as_str().into(),
                row.act.as_str().into(),
                EDITION.into(),
                row.lang.code().into(),
                hash.as_str().into(),
                row.at.0.into(),
            ]
        })
        .collect();
    tx.insert(&ADD, rows).await
}

/// Adds versions of addresses, sealed with their customer's key.
pub(crate) async fn add_addresses(
    store: &Store,
    tx: &mut Tx,
    addresses: &[(CustomerId, KeyId, NewAddress)],
    now: Stamp,
) -> Stored<()> {
    let keys = store.keys.load(addresses.iter().map(|(_, key, _)| *key)).await?;
    let mut rows = Vec::with_capacity(addresses.len());
    for (customer, key_id, address) in addresses {
        let key = keys.get(key_id).ok_or(StorageError::Seal("addresses"))?;
        let plain = address.email.expose().as_bytes();
        let sealed = key.seal(*key_id, aad_of(address.id.0), plain)?;
        rows.push(vec![Value::Int(address.id.0), customer.0.into(), sealed.into(), now.0.into()]);
    }
    tx.insert(&ADD_ADDRESS, rows).await
}

/// Deletes those of these addresses of a customer's that nothing names any more: the rows of
/// customer and orders are written before.
pub(crate) async fn forget_addresses(
    tx: &mut Tx,
    customer: CustomerId,
    forgotten: &[AddressId],
) -> Stored<()> {
    let ids = forgotten.iter().map(|id| Value::Int(id.0)).collect();
    tx.fetch_list_after(&FORGET, &[customer.0.into()], ids).await.map(drop)
}

/// Deletes every address from `before` that neither its customer nor an order names.
pub(crate) async fn purge_addresses(tx: &mut Tx, before: Stamp) -> Stored<u64> {
    tx.execute(PURGE, vec![before.0.into(), AT_ONCE.into()]).await
}

/// Opens addresses. One that was erased does not come back.
pub async fn load_addresses(
    store: &Store,
    reader: &mut Reader,
    ids: &[AddressId],
) -> Stored<Vec<(AddressId, Email)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows =
        reader.fetch_list(&ADDRESSES, ids.iter().map(|id| Value::Int(id.0)).collect()).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let id: i64 = get(&row, "id")?;
        if out.iter().any(|(known, _)| *known == AddressId(id)) {
            continue;
        }
        let key_id = KeyId(get(&row, "key_id")?);
        let sealed: Vec<u8> = get(&row, "email_sealed")?;
        let Some(key) = store.keys.load_one(key_id).await? else { continue };
        let text = String::from_utf8(key.open(aad_of(id), &sealed)?).ok();
        let email = text
            .and_then(|text| Email::parse(&text).ok())
            .ok_or(StorageError::Corrupt { table: "addresses", what: "email_sealed" })?;
        out.push((AddressId(id), email));
    }
    Ok(out)
}
