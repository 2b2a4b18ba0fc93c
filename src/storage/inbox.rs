//! What came in: marks of handled updates, kept 72 hours so that a repeat is known, and updates
//! that failed, sealed, for a person.

use super::dialect::{MultiRow, Sql};
use super::seal::AssociatedData;
use super::{Named, NamedRows, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::ids::{KeyId, PersonKey};
use crate::domain::time::Stamp;

static MARK: MultiRow = MultiRow::values(
    "insert into updates (update_id, print, handled_at)",
    3,
    "on conflict (update_id, print) do nothing returning update_id, print",
);
const FORGET: Sql = Sql::new("delete from updates where handled_at < $1");
const FAILED: Sql = Sql::new("select attempts from parked where update_id = $1 and print = $2");
const FAIL: Sql = Sql::new(
    "insert into parked (update_id, print, person, attempts, key_id, raw_sealed, failed_at) \
     values ($1, $2, $6, 1, $3, $4, $5) on conflict (update_id, print) do update set \
     attempts = parked.attempts + 1, failed_at = excluded.failed_at",
);
const PARK: Sql = Sql::new("update parked set parked_at = $1 where update_id = $2 and print = $3");
const COUNT: Sql = Sql::new("select count(*) as n from parked where parked_at is not null");
const OPEN: Sql = Sql::new("select count(*) as n from parked where parked_at is null");

const RAW: Sql = Sql::new(
    "select update_id, key_id, raw_sealed from parked where print = $1 and parked_at is not null",
);
const DOOM: Sql = Sql::new(
    "insert into doomed (key_id, at) select key_id, $2 from parked where print = $1 \
     on conflict (key_id) do nothing",
);
const DROP: Sql = Sql::new("delete from parked where print = $1");

// An update that is marked as handled and failed before: it went through after all.
static DOOM_THROUGH: MultiRow = MultiRow::list(
    "insert into doomed (key_id, at) select p.key_id, p.failed_at from parked p \
     where p.parked_at is null and exists (select 1 from updates u \
     where u.update_id = p.update_id and u.print = p.print) and p.update_id in",
    "on conflict (key_id) do nothing",
    "",
);
static UNFAIL: MultiRow = MultiRow::list(
    "delete from parked where parked_at is null and exists (select 1 from updates u \
     where u.update_id = parked.update_id and u.print = parked.print) and update_id in",
    "",
    "",
);

pub(crate) const STATEMENTS: Named = &[
    ("updates.forget", FORGET),
    ("parked.failed", FAILED),
    ("parked.fail", FAIL),
    ("parked.park", PARK),
    ("parked.count", COUNT),
    ("parked.open", OPEN),
    ("parked.raw", RAW),
    ("parked.doom", DOOM),
    ("parked.drop", DROP),
];
pub(crate) const ROWS: NamedRows =
    &[("updates.mark", &MARK), ("parked.doom_through", &DOOM_THROUGH), ("parked.unfail", &UNFAIL)];

/// An update's name: its id, and a fingerprint of its text, for ids restart.
pub type UpdateName = (i64, String);

/// Marks updates as handled; gives those that were not marked before.
///
/// # Errors
/// As every storage call.
pub async fn mark(tx: &mut Tx, names: &[UpdateName], now: Stamp) -> Stored<Vec<UpdateName>> {
    let rows = names
        .iter()
        .map(|(id, fingerprint)| vec![Value::Int(*id), fingerprint.as_str().into(), now.0.into()])
        .collect();
    let new = tx.insert_returning(&MARK, rows).await?;
    new.iter().map(|row| Ok((get(row, "update_id")?, get(row, "print")?))).collect()
}

/// Forgets marks from before `before`.
///
/// # Errors
/// As every storage call.
pub async fn forget(tx: &mut Tx, before: Stamp) -> Stored<()> {
    tx.execute(FORGET, vec![before.0.into()]).await?;
    Ok(())
}

/// Counts a failed attempt of an update, keeping its text sealed. Returns how often it failed.
///
/// # Errors
/// As every storage call.
pub async fn fail(
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
    let sealed = key.seal(key_id, aad, raw.as_bytes()).map_err(|_| StorageError::Seal("parked"))?;
    let values = vec![
        name.0.into(),
        name.1.as_str().into(),
        key_id.0.into(),
        sealed.into(),
        Value::Int(now.0),
        person.map(|person| person.0.clone()).into(),
    ];
    tx.execute_exactly("parked.fail", FAIL, values, 1).await?;
    let row = tx.fetch_optional(FAILED, vec![name.0.into(), name.1.as_str().into()]).await?;
    match row {
        Some(row) => get(&row, "attempts"),
        None => Ok(0),
    }
}

/// Parks an update that failed too often.
///
/// # Errors
/// As every storage call.
pub async fn park(tx: &mut Tx, name: &UpdateName, now: Stamp) -> Stored<()> {
    let values = vec![now.0.into(), name.0.into(), name.1.as_str().into()];
    tx.execute_exactly("parked.park", PARK, values, 1).await
}

/// Forgets the failures of those of these updates that are marked as handled: they went through
/// after all, and no sealed copy of them has a reason to stay. Says how many updates have failed
/// and are neither through nor parked.
///
/// # Errors
/// As every storage call.
pub async fn unfail(tx: &mut Tx, names: &[UpdateName]) -> Stored<i64> {
    let ids = || names.iter().map(|(id, _)| Value::Int(*id)).collect();
    tx.execute_list(&DOOM_THROUGH, ids()).await?;
    tx.execute_list(&UNFAIL, ids()).await?;
    match tx.fetch_optional(OPEN, vec![]).await? {
        Some(row) => get(&row, "n"),
        None => Ok(0),
    }
}

/// How many updates are parked.
///
/// # Errors
/// As every storage call.
pub async fn parked(reader: &mut Reader) -> Stored<i64> {
    match reader.fetch_optional(COUNT, vec![]).await? {
        Some(row) => get(&row, "n"),
        None => Ok(0),
    }
}

/// A parked update: its id and its text. `None` when it is not parked (any more), or nobody can
/// read it: its key is gone, or its copy is damaged.
///
/// # Errors
/// As every storage call.
pub async fn raw(
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

/// Forgets a parked update; its key is doomed.
///
/// # Errors
/// As every storage call.
pub async fn drop_parked(tx: &mut Tx, fingerprint: &str, now: Stamp) -> Stored<()> {
    tx.execute(DOOM, vec![fingerprint.into(), now.0.into()]).await?;
    tx.execute(DROP, vec![fingerprint.into()]).await?;
    Ok(())
}
