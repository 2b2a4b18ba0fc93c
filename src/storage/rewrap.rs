//! The secrets of the key store, and its rows when the sealing key is renewed.

use std::collections::HashMap;

use sqlx::any::AnyRow;

use super::dialect::statements;
use super::keys::{KeyStore, place};
use super::seal::{Age, AssociatedData, DataKey};
use super::seam::Point;
use super::secrets::Secrets;
use super::{AT_ONCE, KEY_CHECK, Reader, StorageError, Store, Stored, Tx, Value, get, settings};
use crate::domain::ids::KeyId;

statements! {
    // Who mints keys waits for who brings in a new sealing key, and the other way round.
    FIRST_SECRET = "select wrapped from secrets where name = $1 and number = 0",
        postgres " for share";
    ADD_SECRET = "insert into secrets (name, number, wrapped) values ($1, $2, $3) \
     on conflict (name, number) do nothing";
    LOOKUPS = "select number, wrapped from secrets where name = 'lookup' order by number";
    DESTROY_LOOKUPS = "delete from secrets where name = 'lookup' and number < $1";
    SECRETS = "select name, number, wrapped from secrets order by name, number",
        postgres " for update";
    LOOK_SECRETS = "select name, number, wrapped from secrets";
    LOOK_PAGE = "select id, wrapped from keys where id > $1 order by id limit $2";
    REWRAP_SECRET = "update secrets set wrapped = $3 where name = $1 and number = $2";
    PAGE = "select id, wrapped from keys where id > $1 order by id limit $2",
        postgres " for update";
    REWRAP = "update keys set wrapped = $2 where id = $1";
}

/// The name of the rows of lookup keys; their numbers count up.
const LOOKUP: &str = "lookup";

const fn secret_place(name: &'static str, number: i64) -> AssociatedData {
    AssociatedData { table: "secrets", column: name, row: number }
}

/// Where a secret of this row belongs.
fn place_of(row: &AnyRow) -> Stored<AssociatedData> {
    let (name, number): (String, i64) = (get(row, "name")?, get(row, "number")?);
    let known = Secrets::NAMES.into_iter().chain([LOOKUP]).find(|known| *known == name);
    let known = known.ok_or(StorageError::Corrupt { table: "secrets", what: "name" })?;
    Ok(secret_place(known, number))
}

/// The secrets of a key store. One that has none begins them: with what was derived from the
/// sealing key, where the database was made with that; with new ones where it is new. Where it was
/// made with others they are not written down: it is not this key store, or it is lost.
pub(super) async fn secrets(keys: &KeyStore, database: &mut Reader) -> Stored<Secrets> {
    if let Some(secrets) = keys.secrets().await? {
        return Ok(secrets);
    }
    let begun = match settings::read_one(database, KEY_CHECK).await? {
        None => Secrets::random(),
        Some(word) => match keys.sealing.derived(&word) {
            Some(derived) => derived,
            None => return keys.fits().await.map(|()| Secrets::random()),
        },
    };
    keys.begin_secrets(&begun).await
}

/// What a renewal found under the old sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rewrapped {
    /// Secrets.
    pub secrets: usize,
    /// Data keys.
    pub keys: usize,
}

impl KeyStore {
    /// Which sealing key wraps what is there, for as long as this transaction lasts.
    pub(super) async fn age(&self, tx: &mut Tx) -> Stored<Age> {
        let [hash, _] = Secrets::NAMES;
        let Some(row) = tx.fetch_optional(FIRST_SECRET, vec![hash.into()]).await? else {
            return Ok(if self.sealing.has_old() { Age::Old } else { Age::New });
        };
        let wrapped: Vec<u8> = get(&row, "wrapped")?;
        Ok(self.sealing.unwrap(secret_place(hash, 0), &wrapped)?.1)
    }

    /// The secrets in the store; `None` where it has none yet.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`]; or unavailable.
    pub(super) async fn secrets(&self) -> Stored<Option<Secrets>> {
        let mut tx = self.begin().await?;
        let found = self.read_secrets(&mut tx).await;
        tx.rollback().await?;
        found
    }

    async fn read_secrets(&self, tx: &mut Tx) -> Stored<Option<Secrets>> {
        let mut found = HashMap::new();
        for row in tx.fetch_all(SECRETS, vec![]).await? {
            let (place, wrapped): (_, Vec<u8>) = (place_of(&row)?, get(&row, "wrapped")?);
            if Secrets::NAMES.contains(&place.column) {
                found.insert(place.column, self.sealing.unwrap(place, &wrapped)?.0);
            }
        }
        let [hash, mark] = Secrets::NAMES.map(|name| found.remove(name));
        Ok(hash.zip(mark).map(|(hash, mark)| Secrets::of_rows(&[hash, mark])))
    }

    /// Begins the secrets of a store that has none: those of who was first stand.
    pub(super) async fn begin_secrets(&self, secrets: &Secrets) -> Stored<Secrets> {
        // Nobody wraps with a key that does not open what is there.
        self.fits().await?;
        let mut tx = self.begin().await?;
        let age = self.age(&mut tx).await?;
        for (name, secret) in Secrets::NAMES.into_iter().zip(secrets.rows()) {
            let wrapped = self.sealing.wrap(age, secret_place(name, 0), &secret)?;
            tx.execute(ADD_SECRET, vec![name.into(), Value::Int(0), Value::Bytes(wrapped)]).await?;
        }
        let stands = self.read_secrets(&mut tx).await?;
        tx.commit(Point::Secrets).await?;
        stands.ok_or(StorageError::Corrupt { table: "secrets", what: "name" })
    }

    /// The lookup keys that are there, the oldest first.
    pub(super) async fn lookup_keys(&self) -> Stored<Vec<(i64, DataKey)>> {
        let mut reader = Reader::bare(&self.pool, self.engine).await?;
        let rows = reader.fetch_all(LOOKUPS, vec![]).await?;
        let read = |row: &AnyRow| {
            let (number, wrapped): (i64, Vec<u8>) = (get(row, "number")?, get(row, "wrapped")?);
            Ok((number, self.sealing.unwrap(secret_place(LOOKUP, number), &wrapped)?.0))
        };
        rows.iter().map(read).collect()
    }

    /// Begins the lookup key of this number: that of who was first stands.
    pub(super) async fn begin_lookup(&self, number: i64) -> Stored<DataKey> {
        let mut tx = self.begin().await?;
        let age = self.age(&mut tx).await?;
        let place = secret_place(LOOKUP, number);
        let wrapped = self.sealing.wrap(age, place, &DataKey::generate())?;
        let values = vec![LOOKUP.into(), number.into(), Value::Bytes(wrapped)];
        tx.execute(ADD_SECRET, values).await?;
        tx.commit(Point::Lookup).await?;
        let there = self.lookup_keys().await?.into_iter().find(|(found, _)| *found == number);
        there.map(|(_, key)| key).ok_or(StorageError::Seal("secrets"))
    }

    /// Destroys the lookup keys before this number: who was erased while one of them was in force
    /// is found by nobody any more.
    pub(super) async fn destroy_lookups(&self, before: i64) -> Stored<()> {
        if self.lookup_keys().await?.iter().all(|(number, _)| *number >= before) {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        tx.execute(DESTROY_LOOKUPS, vec![before.into()]).await?;
        tx.commit(Point::DestroyedLookup).await?;
        self.checkpoint().await
    }

    /// How many rows the old sealing key wraps still.
    pub(crate) async fn wrapped_by_old(&self) -> Stored<usize> {
        let mut reader = Reader::bare(&self.pool, self.engine).await?;
        let mut count = 0;
        for row in reader.fetch_all(LOOK_SECRETS, vec![]).await? {
            let wrapped: Vec<u8> = get(&row, "wrapped")?;
            let (_, age) = self.sealing.unwrap(place_of(&row)?, &wrapped)?;
            count += usize::from(age == Age::Old);
        }
        let mut last = i64::MIN;
        loop {
            let rows = reader.fetch_all(LOOK_PAGE, vec![last.into(), AT_ONCE.into()]).await?;
            if rows.is_empty() {
                return Ok(count);
            }
            for row in rows {
                last = get(&row, "id")?;
                let wrapped: Vec<u8> = get(&row, "wrapped")?;
                let (_, age) = self.sealing.unwrap(place(KeyId(last)), &wrapped)?;
                count += usize::from(age == Age::Old);
            }
        }
    }

    /// Wraps the secrets with the new sealing key: from now on every process mints with it. Says
    /// how many were wrapped by the old one.
    pub(super) async fn rewrap_secrets(&self) -> Stored<usize> {
        let mut tx = self.begin().await?;
        let mut rewrapped = 0;
        for row in tx.fetch_all(SECRETS, vec![]).await? {
            let (name, number): (String, i64) = (get(&row, "name")?, get(&row, "number")?);
            let wrapped: Vec<u8> = get(&row, "wrapped")?;
            let place = place_of(&row)?;
            let (secret, age) = self.sealing.unwrap(place, &wrapped)?;
            if age == Age::Old {
                let wrapped = self.sealing.wrap(Age::New, place, &secret)?;
                let values = vec![name.into(), number.into(), Value::Bytes(wrapped)];
                tx.execute_one(REWRAP_SECRET, values).await?;
                rewrapped += 1;
            }
        }
        tx.commit(Point::Rewrapped).await?;
        Ok(rewrapped)
    }

    /// Wraps the next keys after `last` with the new sealing key, [`AT_ONCE`] at most. Gives the
    /// last one that was looked at, `None` at the end, and how many the old one had wrapped.
    pub(super) async fn rewrap_after(&self, last: KeyId) -> Stored<(Option<KeyId>, usize)> {
        let mut tx = self.begin().await?;
        let (mut seen, mut rewrapped) = (None, 0);
        for row in tx.fetch_all(PAGE, vec![last.0.into(), AT_ONCE.into()]).await? {
            let id = KeyId(get(&row, "id")?);
            let wrapped: Vec<u8> = get(&row, "wrapped")?;
            let (key, age) = self.sealing.unwrap(place(id), &wrapped)?;
            if age == Age::Old {
                let wrapped = self.sealing.wrap(Age::New, place(id), &key)?;
                tx.execute_one(REWRAP, vec![id.0.into(), Value::Bytes(wrapped)]).await?;
                rewrapped += 1;
            }
            seen = Some(id);
        }
        tx.commit(Point::Rewrapped).await?;
        Ok((seen, rewrapped))
    }
}

impl Store {
    /// Wraps every row of the key store with the new sealing key, while processes that know both
    /// serve. Cut short, it is finished by the same once more.
    pub(crate) async fn renew_sealing_key(&self) -> Stored<Rewrapped> {
        // From here on nobody wraps with the old one.
        let secrets = self.keys.rewrap_secrets().await?;
        let (mut last, mut keys) = (KeyId(i64::MIN), 0);
        loop {
            let (seen, rewrapped) = self.keys.rewrap_after(last).await?;
            keys += rewrapped;
            match seen {
                Some(seen) => last = seen,
                None => break,
            }
        }
        // What the old one wrapped is in no log any more.
        self.keys.checkpoint().await?;
        Ok(Rewrapped { secrets, keys })
    }
}
