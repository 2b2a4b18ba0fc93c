//! The key store: wrapped data keys, apart from everything they seal. A key that is missing here
//! *is* an erasure. Keys are minted ahead, so that the hot path never writes to this database and
//! no sealed value exists before its key does. The shop's secrets are rows here too.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hashlink::LruCache;
use parking_lot::Mutex;
use rand::Rng;
use sqlx::AnyPool;

use super::dialect::{Engine, Sql, many_rows, prepare, statements};
use super::seal::{AssociatedData, DataKey, SealingKey};
use super::seam::{Point, Seam};
use super::{Reader, StorageError, Stored, Tx, Value, get, open};
use crate::domain::ids::KeyId;

statements! {
    ANY = "select id, wrapped from keys order by id limit 1";
}

many_rows! {
    INSERT = values "insert into keys (id, wrapped) values (..)";
    SELECT = list "select id, wrapped from keys where id in (..)";
    KNOWN = list "select id from keys where id in (..)";
    DELETE = list "delete from keys where id in (..)";
}

pub(super) const fn place(id: KeyId) -> AssociatedData {
    AssociatedData { table: "keys", column: "wrapped", row: id.0 }
}

/// How many unwrapped keys are kept in memory, the latest ones.
const REMEMBERED: usize = 4_096;

/// The key store. Clones share everything.
#[derive(Clone)]
pub struct KeyStore {
    pub(super) pool: AnyPool,
    pub(super) engine: Engine,
    pub(super) sealing: SealingKey,
    memory: Arc<Mutex<Memory>>,
    pub(super) seam: Seam,
}

/// What this process knows by heart.
struct Memory {
    /// Keys that were read or handed out.
    open: LruCache<KeyId, DataKey>,
    /// Keys that were minted and belong to nobody yet.
    fresh: Vec<(KeyId, DataKey)>,
    /// How often keys were destroyed. What was read before that is not remembered after it.
    destroyed: u64,
}

silent!(KeyStore);

impl KeyStore {
    pub(super) async fn prepare_all(&self, statements: &[&[Sql]]) -> Stored<usize> {
        prepare(&self.pool, self.engine, statements, &[ROWS]).await
    }

    /// What its connections really run with.
    pub(crate) async fn pragmas(&self) -> Stored<Vec<(&'static str, String)>> {
        open::settings(&self.pool, self.engine).await
    }

    /// Opens the key store and brings it to this version.
    ///
    /// # Errors
    /// A bad URL or a missing folder.
    pub(crate) async fn open(url: &str, sealing: SealingKey, session: &str) -> Stored<Self> {
        let engine = Engine::of(url).ok_or_else(|| {
            StorageError::Setup("KEYS_URL must begin with sqlite: or postgres://".to_owned())
        })?;
        let pool = open::pool(url, engine.key_connections(), open::Access::Write, session).await?;
        open::migrate(url, &pool, engine, open::Which::Keys).await?;
        let open = LruCache::new(REMEMBERED);
        let memory = Memory { open, fresh: Vec::new(), destroyed: 0 };
        Ok(Self {
            pool,
            engine,
            sealing,
            memory: Arc::new(Mutex::new(memory)),
            seam: Seam::default(),
        })
    }

    pub(super) async fn begin(&self) -> Stored<Tx> {
        Tx::begin(&self.pool, self.engine, &self.seam).await
    }

    /// Makes sure that at least `wanted` unused keys are at hand, minting many in one commit. A
    /// crash here leaves keys that nobody owns; they seal nothing.
    pub async fn stock_up(&self, wanted: usize) -> Stored<()> {
        if self.memory.lock().fresh.len() >= wanted {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        let age = self.age(&mut tx).await?;
        let mut minted = Vec::with_capacity(wanted.max(256));
        let mut rows = Vec::with_capacity(minted.capacity());
        for _ in 0..minted.capacity() {
            let id = KeyId((rand::rng().next_u64() >> 2).cast_signed());
            let key = DataKey::generate();
            let wrapped = self.sealing.wrap(age, place(id), &key)?;
            rows.push(vec![Value::Int(id.0), Value::Bytes(wrapped)]);
            minted.push((id, key));
        }
        tx.insert(&INSERT, rows).await?;
        tx.commit(Point::Keys).await?;
        self.memory.lock().fresh.extend(minted);
        Ok(())
    }

    /// Hands out an unused key; `None` when [`KeyStore::stock_up`] was forgotten.
    pub fn take(&self) -> Option<KeyId> {
        let mut memory = self.memory.lock();
        let (id, key) = memory.fresh.pop()?;
        memory.open.insert(id, key);
        Some(id)
    }

    /// Opens keys, from memory or from the store. A key that is not in the answer was destroyed.
    ///
    /// # Errors
    /// Unavailable, or a key that another sealing key wrapped.
    pub(crate) async fn load(
        &self,
        ids: impl IntoIterator<Item = KeyId>,
    ) -> Stored<HashMap<KeyId, DataKey>> {
        let (mut keys, mut missing) = (HashMap::new(), Vec::new());
        let destroyed = {
            let mut memory = self.memory.lock();
            for id in ids {
                match memory.open.get(&id) {
                    Some(key) => drop(keys.insert(id, key.clone())),
                    None => missing.push(Value::Int(id.0)),
                }
            }
            memory.destroyed
        };
        if missing.is_empty() {
            return Ok(keys);
        }
        // More keys than one statement takes may come from two moments: a key is there or it is
        // not.
        let mut reader = Reader::bare(&self.pool, self.engine).await?;
        let rows = reader.fetch_list(&SELECT, missing).await?;
        let mut memory = self.memory.lock();
        for row in rows {
            let id = KeyId(get(&row, "id")?);
            let wrapped: Vec<u8> = get(&row, "wrapped")?;
            let (key, _) = self.sealing.unwrap(place(id), &wrapped)?;
            if memory.destroyed == destroyed {
                memory.open.insert(id, key.clone());
            }
            keys.insert(id, key);
        }
        Ok(keys)
    }

    /// Opens one key; `None` when it was destroyed.
    pub(crate) async fn load_one(&self, id: KeyId) -> Stored<Option<DataKey>> {
        Ok(self.load([id]).await?.remove(&id))
    }

    pub(crate) async fn missing(&self, ids: &[KeyId]) -> Stored<Vec<KeyId>> {
        let mut reader = Reader::bare(&self.pool, self.engine).await?;
        let rows =
            reader.fetch_list(&KNOWN, ids.iter().map(|id| Value::Int(id.0)).collect()).await?;
        let known: HashSet<i64> = rows.iter().map(|row| get(row, "id")).collect::<Stored<_>>()?;
        Ok(ids.iter().copied().filter(|id| !known.contains(&id.0)).collect())
    }

    /// Whether the sealing key before the one in force is known too.
    pub(crate) const fn knows_old(&self) -> bool {
        self.sealing.has_old()
    }

    /// Whether the sealing key opens what is in the store.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`]; or unavailable.
    pub(crate) async fn fits(&self) -> Stored<()> {
        let mut reader = Reader::bare(&self.pool, self.engine).await?;
        let row = reader.fetch_optional(ANY, vec![]).await?;
        let Some(row) = row else { return Ok(()) };
        let wrapped: Vec<u8> = get(&row, "wrapped")?;
        self.sealing.unwrap(place(KeyId(get(&row, "id")?)), &wrapped).map(drop)
    }

    /// Takes keys out of memory that another process destroyed.
    pub(crate) fn forget(&self, ids: &[KeyId]) {
        let mut memory = self.memory.lock();
        memory.destroyed += 1;
        for id in ids {
            memory.open.remove(id);
        }
    }

    /// Destroys keys. What they sealed is erased, here and in every backup.
    pub async fn destroy(&self, ids: &[KeyId]) -> Stored<()> {
        self.memory.lock().fresh.retain(|(id, _)| !ids.contains(id));
        self.forget(ids);
        let mut tx = self.begin().await?;
        tx.execute_list(&DELETE, ids.iter().map(|id| Value::Int(id.0)).collect()).await?;
        tx.commit(Point::DestroyedKeys).await?;
        // Also those that somebody read meanwhile.
        self.forget(ids);
        Ok(())
    }

    /// Empties SQLite's log into the file, see [`super::Store::checkpoint`].
    pub(crate) async fn checkpoint(&self) -> Stored<()> {
        if self.engine == Engine::Sqlite {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.pool).await?;
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(test)]
mod tests {
    use futures::future::poll_immediate;

    use super::*;

    /// So many others are read meanwhile that a key which is at hand is crowded out of memory: it
    /// is there all the same, for only a key that is not in the store was destroyed.
    #[tokio::test]
    async fn a_key_that_is_crowded_out_of_memory_is_no_erasure() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}?mode=rwc", folder.path().join("keys").display());
        let keys = KeyStore::open(&url, SealingKey::new(&[7; 32]), "").await.unwrap();
        keys.stock_up(REMEMBERED * 2 + 1).await.unwrap();
        let (crowded_out, at_hand) = (keys.take().unwrap(), keys.take().unwrap());
        for _ in 1..REMEMBERED {
            keys.take().unwrap();
        }
        // While one of them is read from the store, the other one is crowded out too.
        let mut both = Box::pin(keys.load([at_hand, crowded_out]));
        assert!(poll_immediate(&mut both).await.is_none());
        for _ in 0..REMEMBERED {
            keys.take().unwrap();
        }
        assert_eq!(both.await.unwrap().len(), 2);
        keys.destroy(&[at_hand]).await.unwrap();
        assert!(keys.load([at_hand, crowded_out]).await.unwrap().keys().eq([&crowded_out]));
        keys.close().await;
    }

    /// A key that is read while it is destroyed does not stay in memory.
    #[tokio::test]
    async fn a_key_that_was_read_before_it_was_destroyed_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}?mode=rwc", folder.path().join("keys").display());
        let keys = KeyStore::open(&url, SealingKey::new(&[7; 32]), "").await.unwrap();
        keys.stock_up(1).await.unwrap();
        let id = keys.take().unwrap();
        keys.forget(&[id]);
        let mut read = Box::pin(keys.load([id]));
        assert!(poll_immediate(&mut read).await.is_none());
        keys.forget(&[id]);
        assert_eq!(read.await.unwrap().len(), 1);
        assert!(keys.memory.lock().open.is_empty());
        keys.close().await;
    }
}
