//! The database: SQL and nothing else. No Telegram, no prose, no decisions. One file a table
//! family, its named statements on top; [`dialect`] holds the only text that differs between the
//! engines.
//!
//! To add a statement: name it in the `statements!` of its file; the tests prepare every one of
//! them on every engine.

pub mod backup;
pub(crate) mod books;
pub mod cases;
pub mod catalogue;
pub mod charges;
pub mod consents;
pub mod customers;
pub(crate) mod dialect;
pub mod effects;
pub mod erase;
pub(crate) mod error;
pub mod esims;
pub(crate) mod figures;
pub(crate) mod history;
pub(crate) mod inbox;
pub(crate) mod keys;
pub(crate) mod letters;
pub(crate) mod lifeline;
pub(crate) mod live_messages;
pub mod lookups;
mod open;
pub mod orders;
pub(crate) mod owned;
pub(crate) mod parcels;
pub mod pollers;
mod pooler;
pub(crate) mod rates;
pub(crate) mod retention;
mod rewrap;
pub mod seal;
pub mod seam;
pub mod secrets;
pub(crate) mod sessions;
pub mod settings;
pub mod stats;
mod tx;
mod value;

use sqlx::any::AnyRow;
use sqlx::{Any, AnyPool, Row};

pub use dialect::{Engine, MultiRow, Sql};
pub use error::StorageError;
use keys::KeyStore;
use seal::SealingKey;
use seam::{Point, Seam};
pub use secrets::Secrets;
pub(crate) use tx::{Committed, Reader, Tx};
pub(crate) use value::Value;
use value::bound;

pub(crate) type Stored<T> = Result<T, StorageError>;

/// Rows of one kind that a sweep deletes in one transaction: whoever waits to write meanwhile waits
/// for a few hundredths of a second.
pub(crate) const AT_ONCE: i64 = 500;

/// People whose rows a sweep deletes in one transaction; each is a dozen statements.
pub(crate) const PEOPLE_AT_ONCE: i64 = 50;

/// Whether a sweep took as many as it may at once, so that there may be more.
pub(crate) fn is_full(taken: impl TryInto<i64>, at_once: i64) -> bool {
    taken.try_into().is_ok_and(|taken| taken >= at_once)
}

#[derive(Debug, Clone)]
pub struct Store {
    writer: AnyPool,
    readers: AnyPool,
    turns: Option<rates::Turns>,
    engine: Engine,
    /// The word at the end of the names of all its sessions on a server.
    session: String,
    pub keys: KeyStore,
    pub secrets: Secrets,
    /// Where tests may let the process die.
    pub seam: Seam,
}

impl Store {
    /// Opens database and key store and brings both to this version.
    ///
    /// # Errors
    /// A bad URL, a missing folder, a newer version, or a sealing key or a key store that does not
    /// fit.
    pub async fn open(url: &str, keys_url: &str, sealing: SealingKey) -> Stored<Self> {
        let store = Self::open_any_keys(url, keys_url, sealing).await.map_err(error::at_start)?;
        match store.fit().await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error::at_start(error))
            }
        }
    }

    async fn fit(&self) -> Stored<()> {
        backup::fit_keys(self).await?;
        let mut tx = self.begin().await?;
        let is_new = settings::read_one(&mut tx, KEY_CHECK).await?.is_none();
        // Also where it is there: what cannot be written is found now.
        settings::write_once(&mut tx, KEY_CHECK, &self.secrets.check_word()).await?;
        if is_new {
            lookups::begin(self, &mut tx).await?;
        }
        self.fit_secrets(&mut tx).await?;
        tx.commit(Point::KeyCheck).await?;
        lookups::learn(&self.keys, &self.secrets, &mut self.look().await?).await.map(drop)
    }

    /// The same without asking whether the key store is the one of this database: for a restore,
    /// where a key that is missing is an erasure.
    pub(crate) async fn open_any_keys(
        url: &str,
        keys_url: &str,
        sealing: SealingKey,
    ) -> Stored<Self> {
        let engine = Engine::of(url).ok_or_else(|| {
            StorageError::Setup("DATABASE_URL must begin with sqlite: or postgres://".to_owned())
        })?;
        if Engine::of(keys_url) != Some(engine) {
            return Err(StorageError::Setup(
                "KEYS_URL must be of the same engine as DATABASE_URL".to_owned(),
            ));
        }
        let session = lifeline::new_word();
        let writer = open::pool(url, engine.writers(), open::Access::Write, &session).await?;
        open::apart(engine, url, keys_url).await?;
        open::migrate(url, &writer, engine, open::Which::Main).await?;
        let readers = open::pool(url, 4, open::Access::Read, &session).await?;
        let keys = KeyStore::open(keys_url, sealing, &session).await?;
        let turns = rates::Turns::beside(&writer, engine, &session);
        let secrets = {
            let mut reader = Reader::bare(&readers, engine).await?;
            rewrap::secrets(&keys, &mut reader).await
        };
        match secrets {
            Ok(secrets) => {
                let seam = Seam::default();
                Ok(Self { writer, readers, turns, engine, session, keys, secrets, seam })
            }
            Err(error) => {
                readers.close().await;
                writer.close().await;
                keys.close().await;
                Err(error)
            }
        }
    }

    /// The same database with its seams watched, the key store's included.
    #[must_use]
    pub fn with_seam(mut self, seam: Seam) -> Self {
        self.keys.seam = seam.clone();
        self.seam = seam;
        self
    }

    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Stored<Tx> {
        Tx::begin(&self.writer, self.engine, &self.seam).await
    }

    /// A reader of this moment's state; it never waits for a writer. Drop it when done.
    pub async fn read(&self) -> Stored<Reader> {
        Reader::of_a_moment(&self.readers, self.engine).await
    }

    /// A reader without a transaction, for one statement alone: begin and rollback would cost as
    /// much as the statement. Drop it when done.
    pub(crate) async fn look(&self) -> Stored<Reader> {
        Reader::bare(&self.readers, self.engine).await
    }

    /// One number, by a query of the caller's own: for tests that look at the rows.
    pub async fn number(&self, query: &'static str) -> Stored<i64> {
        let row = sqlx::query(query).fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// Lets SQLite's file grow to so many pages and no further, as a full disk would; `None` lifts
    /// it. For tests.
    pub async fn limit_pages(&self, most: Option<u32>) -> Stored<()> {
        let text = format!("pragma max_page_count = {}", most.unwrap_or(u32::MAX - 1));
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&self.writer).await?;
        Ok(())
    }

    pub(crate) async fn ping(&self) -> Stored<()> {
        sqlx::query("select 1").execute(&self.readers).await?;
        Ok(())
    }

    /// What the writing connection really runs with, by the engine's own names.
    pub async fn pragmas(&self) -> Stored<Vec<(&'static str, String)>> {
        open::settings(&self.writer, self.engine).await
    }

    /// Empties SQLite's log into the main file, so that overwritten values are nowhere. Does
    /// nothing on PostgreSQL, where sealing alone answers for erasure.
    pub async fn checkpoint(&self) -> Stored<()> {
        if self.engine == Engine::Sqlite {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.writer).await?;
        }
        self.keys.checkpoint().await
    }

    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(turns) = &self.turns {
            turns.close().await;
        }
        self.keys.close().await;
    }

    /// Prepares every named statement without running it, the key store's included.
    ///
    /// # Errors
    /// The first statement that this engine refuses, by name.
    pub async fn prepare_all(&self) -> Stored<usize> {
        let ours = dialect::prepare(&self.readers, self.engine, STATEMENTS, ROWS).await?;
        Ok(ours + self.keys.prepare_all(&[keys::STATEMENTS, rewrap::STATEMENTS]).await?)
    }

    /// Whether the key store has the secrets with which this database was made.
    ///
    /// # Errors
    /// [`StorageError::Setup`] with the remedy.
    pub(crate) async fn fit_secrets(&self, reader: &mut Reader) -> Stored<()> {
        let word = settings::read_one(reader, KEY_CHECK).await?;
        if word.is_none_or(|word| word == self.secrets.check_word()) {
            return Ok(());
        }
        Err(StorageError::Setup(backup::NOT_ITS_KEYS.to_owned()))
    }

    /// Whatever was made with other secrets is lost: from now on these are the database's own.
    pub(crate) async fn adopt_secrets(&self, tx: &mut Tx) -> Stored<()> {
        self.keys.begin_secrets(&self.secrets).await?;
        settings::put(tx, KEY_CHECK, &self.secrets.check_word()).await
    }
}

/// The setting that tells which secrets a database was made with.
const KEY_CHECK: &str = "key_check";

const STATEMENTS: &[&[Sql]] = &[
    backup::STATEMENTS,
    books::STATEMENTS,
    cases::STATEMENTS,
    catalogue::STATEMENTS,
    charges::STATEMENTS,
    consents::STATEMENTS,
    customers::STATEMENTS,
    effects::STATEMENTS,
    erase::STATEMENTS,
    esims::STATEMENTS,
    letters::STATEMENTS,
    lifeline::STATEMENTS,
    live_messages::STATEMENTS,
    lookups::STATEMENTS,
    figures::STATEMENTS,
    inbox::STATEMENTS,
    orders::STATEMENTS,
    history::STATEMENTS,
    parcels::STATEMENTS,
    pollers::STATEMENTS,
    rates::STATEMENTS,
    retention::STATEMENTS,
    settings::STATEMENTS,
    stats::STATEMENTS,
];

const ROWS: &[&[&MultiRow]] = &[
    backup::ROWS,
    catalogue::ROWS,
    books::ROWS,
    charges::ROWS,
    consents::ROWS,
    customers::ROWS,
    effects::ROWS,
    effects::queue::ROWS,
    erase::ROWS,
    esims::ROWS,
    live_messages::ROWS,
    lookups::ROWS,
    inbox::ROWS,
    orders::ROWS,
    history::ROWS,
    parcels::ROWS,
    settings::ROWS,
];

/// Reads a column by name; a missing or ill-typed one names its table.
pub(crate) fn get<'r, T>(row: &'r AnyRow, column: &'static str) -> Stored<T>
where
    T: sqlx::Decode<'r, Any> + sqlx::Type<Any>,
{
    Ok(row.try_get(column)?)
}
