//! Messages on their way between customers and support, sealed with the customer's data key. A row
//! goes when the last of those it was sent to has it, or does not take it.

use std::collections::BTreeMap;

use serde_json as json;

use super::dialect::{many_rows, statements};
use super::seal::AssociatedData;
use super::{AT_ONCE, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::ids::{CustomerId, KeyId, ParcelId};
use crate::domain::parcel::Parcel;
use crate::domain::time::Stamp;

macro_rules! select {
    ($by:literal) => {
        concat!(
            "select p.id as id, p.customer_id as customer_id, p.inside_sealed as inside_sealed, \
             c.key_id as key_id from parcels p join customers c on c.id = p.customer_id where ",
            $by,
            " = $1 order by p.created_at, p.id"
        )
    };
}

statements! {
    OF_CUSTOMER = select!("p.customer_id");
    ONE = select!("p.id");
    OLD = "delete from parcels where id in (select id from parcels where created_at < $1 limit $2)";
}

many_rows! {
    PUT = values "insert into parcels (id, customer_id, inside_sealed, created_at) values (..) \
     on conflict (id) do update set inside_sealed = excluded.inside_sealed";
    DELETE = list "delete from parcels where id in (..)";
}

const fn aad_of(row: i64) -> AssociatedData {
    AssociatedData { table: "parcels", column: "inside_sealed", row }
}

/// The parcels of a customer's talk, the oldest first.
pub(crate) async fn of_customer(
    store: &Store,
    reader: &mut Reader,
    customer: CustomerId,
) -> Stored<Vec<Parcel>> {
    let rows = reader.fetch_all(OF_CUSTOMER, vec![customer.0.into()]).await?;
    opened(store, rows).await
}

/// One of them; `None` when it was delivered, or its customer erased.
pub(crate) async fn one(
    store: &Store,
    reader: &mut Reader,
    id: ParcelId,
) -> Stored<Option<Parcel>> {
    let rows = reader.fetch_all(ONE, vec![id.0.into()]).await?;
    Ok(opened(store, rows).await?.pop())
}

async fn opened(store: &Store, rows: Vec<sqlx::any::AnyRow>) -> Stored<Vec<Parcel>> {
    let ids: Vec<KeyId> =
        rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect::<Stored<_>>()?;
    let keys = store.keys.load(ids.iter().copied()).await?;
    let mut parcels = Vec::with_capacity(rows.len());
    for (row, key) in rows.into_iter().zip(ids) {
        let id: i64 = get(&row, "id")?;
        let Some(data_key) = keys.get(&key) else { continue };
        let sealed: Vec<u8> = get(&row, "inside_sealed")?;
        let inside = json::from_slice(&data_key.open(aad_of(id), &sealed)?)
            .map_err(|_| StorageError::Corrupt { table: "parcels", what: "inside_sealed" })?;
        let customer = CustomerId(get(&row, "customer_id")?);
        parcels.push(Parcel { id: ParcelId(id), customer, key, inside });
    }
    Ok(parcels)
}

/// Saves parcels as they stand; those that are `None` go.
pub(crate) async fn save(
    store: &Store,
    tx: &mut Tx,
    parcels: BTreeMap<ParcelId, Option<&Parcel>>,
    now: Stamp,
) -> Stored<()> {
    let keys = store.keys.load(parcels.values().flatten().map(|parcel| parcel.key)).await?;
    let (mut rows, mut gone) = (Vec::new(), Vec::new());
    for (id, parcel) in parcels {
        let Some(parcel) = parcel else {
            gone.push(Value::Int(id.0));
            continue;
        };
        // Its customer was erased meanwhile.
        let Some(key) = keys.get(&parcel.key) else { continue };
        let plain = json::to_vec(&parcel.inside)
            .map_err(|_| StorageError::Corrupt { table: "parcels", what: "inside" })?;
        let sealed = key.seal(parcel.key, aad_of(id.0), &plain)?;
        rows.push(vec![id.0.into(), parcel.customer.0.into(), sealed.into(), now.0.into()]);
    }
    tx.insert(&PUT, rows).await?;
    tx.execute_list(&DELETE, gone).await
}

/// Deletes what was not delivered since `before`: whoever it was for was tried for a day.
pub(crate) async fn forget(tx: &mut Tx, before: Stamp) -> Stored<u64> {
    tx.execute(OLD, vec![before.0.into(), AT_ONCE.into()]).await
}
