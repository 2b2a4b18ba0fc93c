//! The key store: wrapped data keys, apart from everything they seal. A key that is missing here
//! *is* an erasure. Keys are minted ahead, so that the hot path never writes to this database and no
//! sealed value exists before its key does.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::Rng;
use sqlx::AnyPool;

use super::dialect::{Engine, Rows, Sql};
use super::seal::{DataKey, Master};
use super::seam::Seam;
use super::{Inner, StorageError, Stored, Tx, Value, get, open};
use crate::domain::ids::KeyId;

static INSERT: Rows = Rows::values("insert into keys (id, wrapped)", 2, "");
static SELECT: Rows = Rows::list("select id, wrapped from keys where id in", "", "");
static KNOWN: Rows = Rows::list("select id from keys where id in", "", "");
const ANY: Sql = Sql::new("select id, wrapped from keys order by id limit 1");
static DELETE: Rows = Rows::list("delete from keys where id in", "", "");

/// How many unwrapped keys are kept in memory.
const CACHE: usize = 20_000;

/// The key store. Clones share everything.
#[derive(Clone)]
pub struct KeyStore {
    pool: AnyPool,
    engine: Engine,
    master: Master,
    held: Arc<Mutex<Held>>,
    pub(super) seam: Seam,
}

#[derive(Default)]
struct Held {
    open: HashMap<KeyId, DataKey>,
    fresh: Vec<KeyId>,
}

impl fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyStore")
    }
}

impl KeyStore {
    /// What its connections really run with.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn pragmas(&self) -> Stored<Vec<(&'static str, String)>> {
        open::settings(&self.pool, self.engine).await
    }

    /// Opens the key store and brings it to this version.
    ///
    /// # Errors
    /// A bad URL or a missing folder.
    pub async fn open(url: &str, master: Master) -> Stored<Self> {
        let engine = Engine::of(url).ok_or_else(|| {
            StorageError::Setup("KEYS_URL must begin with sqlite: or postgres://".to_owned())
        })?;
        let pool = open::pool(url, engine.key_connections()).await?;
        open::migrate(url, &pool, engine, open::Which::Keys).await?;
        Ok(Self { pool, engine, master, held: Arc::default(), seam: Seam::default() })
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn begin(&self) -> Stored<Tx> {
        let inner = Inner::begun(self.engine, &self.pool).await?;
        Ok(Tx::new(inner, self.engine))
    }

    /// Makes sure that at least `wanted` unused keys are at hand, minting many in one commit. A
    /// crash here leaves keys that nobody owns; they seal nothing.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn stock_up(&self, wanted: usize) -> Stored<()> {
        if self.held().fresh.len() >= wanted {
            return Ok(());
        }
        let mut minted = Vec::with_capacity(wanted.max(256));
        let mut rows = Vec::with_capacity(minted.capacity());
        for _ in 0..minted.capacity() {
            let id = KeyId((rand::rng().next_u64() >> 2).cast_signed());
            let key = DataKey::generate();
            let wrapped = self.master.wrap(id, &key).map_err(|_| StorageError::Seal("keys"))?;
            rows.push(vec![Value::Int(id.0), Value::Bytes(wrapped)]);
            minted.push((id, key));
        }
        let mut tx = self.begin().await?;
        tx.write("mint keys", &INSERT, rows).await?;
        self.seam.pass("commit", "keys").await;
        tx.commit().await?;
        self.seam.pass("committed", "keys").await;
        let mut held = self.held();
        for (id, key) in minted {
            held.open.insert(id, key);
            held.fresh.push(id);
        }
        Ok(())
    }

    /// Hands out an unused key; `None` when [`KeyStore::stock_up`] was forgotten.
    pub fn take(&self) -> Option<KeyId> {
        self.held().fresh.pop()
    }

    /// Brings keys into memory. A key that does not come was destroyed.
    ///
    /// # Errors
    /// Unavailable, or a key that another sealing key wrapped.
    pub async fn load(&self, ids: impl IntoIterator<Item = KeyId>) -> Stored<()> {
        let missing: Vec<Value> = {
            let mut held = self.held();
            if held.open.len() > CACHE {
                let fresh: Vec<KeyId> = held.fresh.clone();
                held.open.retain(|id, _| fresh.contains(id));
            }
            ids.into_iter()
                .filter(|id| !held.open.contains_key(id))
                .map(|id| Value::Int(id.0))
                .collect()
        };
        if missing.is_empty() {
            return Ok(());
        }
        // More keys than one statement takes may come from two moments: a key is there or it is not.
        let inner = Inner::Bare(self.pool.acquire().await?);
        let rows = Tx::new(inner, self.engine).list(&SELECT, missing).await?;
        let mut held = self.held();
        for row in rows {
            let id = KeyId(get(&row, "id")?);
            let wrapped: Vec<u8> = get(&row, "wrapped")?;
            let key = self.master.unwrap_key(id, &wrapped).map_err(|_| StorageError::WrongKey)?;
            held.open.insert(id, key);
        }
        Ok(())
    }

    /// Which of these keys are not in the store. Nothing is opened and nothing kept.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn missing(&self, ids: &[KeyId]) -> Stored<Vec<KeyId>> {
        let inner = Inner::Bare(self.pool.acquire().await?);
        let mut tx = Tx::new(inner, self.engine);
        let rows = tx.list(&KNOWN, ids.iter().map(|id| Value::Int(id.0)).collect()).await?;
        let known: HashSet<i64> = rows.iter().map(|row| get(row, "id")).collect::<Stored<_>>()?;
        Ok(ids.iter().copied().filter(|id| !known.contains(&id.0)).collect())
    }

    /// Whether the sealing key opens what is in the store.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`]; or unavailable.
    pub async fn fits(&self) -> Stored<()> {
        let inner = Inner::Bare(self.pool.acquire().await?);
        let mut tx = Tx::new(inner, self.engine);
        let row = tx.maybe_row(ANY, vec![]).await?;
        let Some(row) = row else { return Ok(()) };
        let wrapped: Vec<u8> = get(&row, "wrapped")?;
        let opened = self.master.unwrap_key(KeyId(get(&row, "id")?), &wrapped);
        opened.map(drop).map_err(|_| StorageError::WrongKey)
    }

    /// Takes keys out of memory that another process destroyed.
    pub fn forget(&self, ids: &[KeyId]) {
        let mut held = self.held();
        for id in ids {
            held.open.remove(id);
        }
    }

    /// A key that is in memory.
    pub fn get(&self, id: KeyId) -> Option<DataKey> {
        self.held().open.get(&id).cloned()
    }

    /// Destroys keys. What they sealed is erased, here and in every backup.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn destroy(&self, ids: &[KeyId]) -> Stored<()> {
        {
            let mut held = self.held();
            for id in ids {
                held.open.remove(id);
            }
            held.fresh.retain(|id| !ids.contains(id));
        }
        let mut tx = self.begin().await?;
        tx.change_list(&DELETE, ids.iter().map(|id| Value::Int(id.0)).collect()).await?;
        self.seam.pass("commit", "destroyed keys").await;
        tx.commit().await?;
        self.seam.pass("committed", "destroyed keys").await;
        Ok(())
    }

    /// Empties SQLite's log into the file, see [`super::Store::checkpoint`].
    ///
    /// # Errors
    /// Unavailable.
    pub async fn checkpoint(&self) -> Stored<()> {
        if self.engine == Engine::Sqlite {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
