//! What came in: marks of handled updates, kept 72 hours so that a repeat is known, and updates
//! that failed, sealed, for a person.

use super::dialect::{many_rows, statements};
use super::seal::AssociatedData;
use super::{AT_ONCE, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::ids::{KeyId, PersonKey};
use crate::domain::time::Stamp;

statements! {
    FORGET = "delete from updates where (update_id, print) in (select update_id, print from \
     updates where handled_at < $1 limit $2)";
    FAILED = "select attempts from parked where update_id = $1 and print = $2";
    FAIL = "insert into parked (update_id, print, person, attempts, key_id, raw_sealed, failed_at) \
     values ($1, $2, coalesce((select c.person from customers c where c.person in ($6, $7)), $6), \
     1, $3, $4, $5) on conflict (update_id, print) do update set \
     attempts = parked.attempts + 1, failed_at = excluded.failed_at";
    PARK = "update parked set parked_at = $1 where update_id = $2 and print = $3";
    COUNT = "select count(*) as n from parked where parked_at is not null";
    OPEN = "select count(*) as n from parked where parked_at is null";
    RAW = "select update_id, key_id, raw_sealed from parked where print = $1 and \
     parked_at is not null";
    DOOM = "insert into doomed (key_id, at) select key_id, $2 from parked where print = $1 \
     on conflict (key_id) do nothing";
    DROP = "delete from parked where print = $1";
}

many_rows! {
    MARK = values "insert into updates (update_id, print, handled_at) values (..) on conflict \
     (update_id, print) do nothing returning update_id, print";
    // An update that is marked as handled and failed before: it went through after all.
    DOOM_THROUGH = list "insert into doomed (key_id, at) select p.key_id, p.failed_at from parked \
     p where p.parked_at is null and exists (select 1 from updates u where \
     u.update_id = p.update_id and u.print = p.print) and p.update_id in (..) on conflict (key_id) \
     do nothing";
    UNFAIL = list "delete from parked where parked_at is null and exists (select 1 from updates u \
     where u.update_id = parked.update_id and u.print = parked.print) and update_id in (..)";
}

/// An update's name: its id, and a fingerprint of its text, for ids restart.
pub(crate) type UpdateName = (i64, String);

/// Marks updates as handled; gives those that were not marked before.
pub(crate) async fn mark(tx: &mut Tx, names: &[UpdateName], now: Stamp) -> Stored<Vec<UpdateName>> {
    let rows = names
        .iter()
        .map(|(id, fingerprint)| vec![Value::Int(*id), fingerprint.as_str().into(), now.0.into()])
        .collect();
    let new = tx.insert_returning(&MARK, rows).await?;
    new.iter().map(|row| Ok((get(row, "update_id")?, get(row, "print")?))).collect()
}

/// Forgets marks from before `before`, [`AT_ONCE`] at most.
pub(crate) async fn forget(tx: &mut Tx, before: Stamp) -> Stored<u64> {
    tx.execute(FORGET, vec![before.0.into(), AT_ONCE.into()]).await
}

/// Counts a failed attempt of an update, keeping its text sealed. Returns how often it failed.
pub(crate) async fn fail(
    store: &Store,
    tx: &mut Tx,
    name: &UpdateName,
    person: Option<&PersonKey>,
    raw: &str,
    now: Stamp,
) -> Stored<i64> {
    let key_id = store.keys.take().ok_or(StorageError::Seal("parked"))?;
    let key = store.keys.load_one(key_id).await?.ok_or(StorageError::Seal("parked"))?;
    let aad = AssociatedData { table: "parked", column: "raw_sealed", row: name.0 };
    let sealed = key.seal(key_id, aad, raw.as_bytes())?;
    let asked = person.map(|person| store.secrets.found_by(person)).unwrap_or_default();
    let values = vec![
        name.0.into(),
        name.1.as_str().into(),
        key_id.0.into(),
        sealed.into(),
        Value::Int(now.0),
        asked.first().cloned().into(),
        asked.last().cloned().into(),
    ];
    tx.execute_one(FAIL, values).await?;
    let values = vec![name.0.into(), name.1.as_str().into()];
    Ok(tx.first(FAILED, values, "attempts").await?.unwrap_or(0))
}

/// Parks an update that failed too often.
pub(crate) async fn park(tx: &mut Tx, name: &UpdateName, now: Stamp) -> Stored<()> {
    let values = vec![now.0.into(), name.0.into(), name.1.as_str().into()];
    tx.execute_one(PARK, values).await
}

/// Forgets the failures of those of these updates that are marked as handled: they went through
/// after all, and no sealed copy of them has a reason to stay. Says how many updates have failed
/// and are neither through nor parked.
pub(crate) async fn unfail(tx: &mut Tx, names: &[UpdateName]) -> Stored<i64> {
    let ids = || names.iter().map(|(id, _)| Value::Int(*id)).collect();
    tx.execute_list(&DOOM_THROUGH, ids()).await?;
    tx.execute_list(&UNFAIL, ids()).await?;
    tx.count(OPEN, vec![]).await
}

pub(crate) async fn parked(reader: &mut Reader) -> Stored<i64> {
    reader.count(COUNT, vec![]).await
}

/// A parked update: its id and its text. `None` when it is not parked (any more), or nobody can
/// read it: its key is gone, or its copy is damaged.
pub(crate) async fn raw(
    store: &Store,
    reader: &mut Reader,
    fingerprint: &str,
) -> Stored<Option<(i64, String)>> {
    let Some(row) = reader.fetch_optional(RAW, vec![fingerprint.into()]).await? else {
        return Ok(None);
    };
    let (id, key_id): (i64, i64) = (get(&row, "update_id")?, get(&row, "key_id")?);
    let sealed: Vec<u8> = get(&row, "raw_sealed")?;
    let key_id = KeyId(key_id);
    let Some(key) = store.keys.load_one(key_id).await? else { return Ok(None) };
    let aad = AssociatedData { table: "parked", column: "raw_sealed", row: id };
    let Ok(plain) = key.open(aad, &sealed) else {
        tracing::error!(update = id, "a parked update cannot be opened any more");
        return Ok(None);
    };
    Ok(Some((id, String::from_utf8_lossy(&plain).into_owned())))
}

pub(crate) async fn drop_parked(tx: &mut Tx, fingerprint: &str, now: Stamp) -> Stored<()> {
    tx.execute(DOOM, vec![fingerprint.into(), now.0.into()]).await?;
    tx.execute(DROP, vec![fingerprint.into()]).await.map(drop)
}
