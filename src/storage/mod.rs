//! The database: SQL and nothing else. No Telegram, no prose, no decisions. One file a table family,
//! its named statements on top; [`dialect`] holds the only text that differs between the engines.
//!
//! To add a statement: name it as a `const` beside its use and list it in that file's `STATEMENTS`;
//! the tests prepare every one of them on every engine.

pub mod backup;
pub mod books;
pub mod cases;
pub mod catalogue;
pub mod charges;
pub mod consents;
pub mod customers;
pub mod dialect;
pub mod effects;
pub mod erase;
pub mod error;
pub mod esims;
pub mod figures;
pub mod inbox;
pub mod keys;
mod open;
pub mod orders;
pub mod pollers;
pub mod rates;
pub mod retention;
pub mod seal;
pub mod seam;
pub mod settings;
pub mod stats;

use std::time::Duration;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Executor, Row, SqlSafeStr, Transaction};

pub use dialect::{Engine, Rows, Sql};
pub use error::StorageError;
use keys::KeyStore;
use seal::Master;
use seam::Seam;

use crate::domain::time::Stamp;

/// The result of a storage call.
pub type Stored<T> = Result<T, StorageError>;

/// An open transaction. Dropping it rolls back; a statement that failed must end in that, for
/// PostgreSQL answers a commit of a broken transaction with success.
pub struct Tx {
    inner: Inner,
    engine: Engine,
}

/// What the statements of a [`Tx`] run on.
enum Inner {
    /// A transaction.
    Open(Transaction<'static, Any>),
    /// A connection without one: each statement stands alone.
    Bare(PoolConnection<Any>),
}

impl Inner {
    fn connection(&mut self) -> &mut AnyConnection {
        match self {
            Self::Open(transaction) => transaction,
            Self::Bare(connection) => connection,
        }
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

/// A value for a placeholder.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `bigint`
    Int(i64),
    /// `bigint`, perhaps null
    MaybeInt(Option<i64>),
    /// `text`
    Text(String),
    /// `text`, perhaps null
    MaybeText(Option<String>),
    /// bytes
    Bytes(Vec<u8>),
    /// bytes, perhaps null
    MaybeBytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::MaybeInt(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::MaybeText(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::MaybeBytes(value)
    }
}

type Query<'q> = sqlx::query::Query<'q, Any, AnyArguments>;

fn bound(text: &'static str, values: Vec<Value>) -> Query<'static> {
    let mut query = sqlx::query(text);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(value),
            Value::MaybeInt(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::MaybeText(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
            Value::MaybeBytes(value) => query.bind(value),
        };
    }
    query
}

/// Longer than a server lets a statement run: what takes longer is a network that swallows.
const SILENCE: Duration = Duration::from_secs(40);

/// Waits for a server that may have become silent. The connection is then given up with the
/// transaction; whether a commit was done is seen by the next try.
async fn heard<T>(engine: Engine, work: impl Future<Output = Result<T, sqlx::Error>>) -> Stored<T> {
    match engine {
        Engine::Sqlite => Ok(work.await?),
        Engine::Postgres => match tokio::time::timeout(SILENCE, work).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(StorageError::Unavailable("the server does not answer".to_owned())),
        },
    }
}

impl Tx {
    /// What the server's clock says; `None` on SQLite, which has no clock of its own.
    ///
    /// # Errors
    /// As every storage call.
    pub async fn server_now(&mut self) -> Stored<Option<Stamp>> {
        match self.engine {
            Engine::Sqlite => Ok(None),
            Engine::Postgres => {
                let query = sqlx::query(dialect::SERVER_NOW);
                let row = heard(self.engine, query.fetch_one(self.inner.connection())).await?;
                Ok(Some(Stamp(row.try_get(0)?)))
            }
        }
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn run(&mut self, sql: Sql, values: Vec<Value>) -> Stored<u64> {
        let query = bound(sql.text(self.engine), values);
        let done = heard(self.engine, query.execute(self.inner.connection())).await?;
        Ok(done.rows_affected())
    }

    /// Runs a statement that must change `wanted` rows.
    pub(crate) async fn run_exactly(
        &mut self,
        name: &'static str,
        sql: Sql,
        values: Vec<Value>,
        wanted: u64,
    ) -> Stored<()> {
        let changed = self.run(sql, values).await?;
        if changed == wanted {
            Ok(())
        } else {
            Err(StorageError::RowCount { statement: name, changed, wanted })
        }
    }

    /// Reads all rows.
    pub(crate) async fn rows(&mut self, sql: Sql, values: Vec<Value>) -> Stored<Vec<AnyRow>> {
        let query = bound(sql.text(self.engine), values);
        heard(self.engine, query.fetch_all(self.inner.connection())).await
    }

    /// Reads at most one row.
    pub(crate) async fn maybe_row(
        &mut self,
        sql: Sql,
        values: Vec<Value>,
    ) -> Stored<Option<AnyRow>> {
        let query = bound(sql.text(self.engine), values);
        heard(self.engine, query.fetch_optional(self.inner.connection())).await
    }

    /// Writes rows in as few statements as their number has ones in binary, and asserts that every
    /// row was written.
    pub(crate) async fn write(
        &mut self,
        name: &'static str,
        rows: &'static Rows,
        values: Vec<Vec<Value>>,
    ) -> Stored<()> {
        let mut left = values.as_slice();
        while !left.is_empty() {
            let (part, rest) = left.split_at(rows.size(left.len()));
            let flat: Vec<Value> = part.iter().flatten().cloned().collect();
            let query = bound(rows.text(part.len(), self.engine), flat);
            let done = heard(self.engine, query.execute(self.inner.connection())).await?;
            let wanted = u64::try_from(part.len()).unwrap_or(u64::MAX);
            if done.rows_affected() != wanted {
                let changed = done.rows_affected();
                return Err(StorageError::RowCount { statement: name, changed, wanted });
            }
            left = rest;
        }
        Ok(())
    }

    /// Like [`Tx::write`], for statements that return rows.
    pub(crate) async fn write_returning(
        &mut self,
        rows: &'static Rows,
        values: Vec<Vec<Value>>,
    ) -> Stored<Vec<AnyRow>> {
        let mut out = Vec::new();
        let mut left = values.as_slice();
        while !left.is_empty() {
            let (part, rest) = left.split_at(rows.size(left.len()));
            let flat: Vec<Value> = part.iter().flatten().cloned().collect();
            let query = bound(rows.text(part.len(), self.engine), flat);
            out.extend(heard(self.engine, query.fetch_all(self.inner.connection())).await?);
            left = rest;
        }
        Ok(out)
    }

    /// Reads the rows of a list of keys, however long it is.
    pub(crate) async fn list(
        &mut self,
        rows: &'static Rows,
        keys: Vec<Value>,
    ) -> Stored<Vec<AnyRow>> {
        self.list_after(rows, &[], keys).await
    }

    /// The same for a list that follows values of its own.
    pub(crate) async fn list_after(
        &mut self,
        rows: &'static Rows,
        first: &[Value],
        keys: Vec<Value>,
    ) -> Stored<Vec<AnyRow>> {
        let mut out = Vec::new();
        for part in keys.chunks(Rows::LARGEST) {
            let (text, values) = listed(rows, first, part, self.engine);
            let query = bound(text, values);
            out.extend(heard(self.engine, query.fetch_all(self.inner.connection())).await?);
        }
        Ok(out)
    }

    /// Changes the rows of a list of keys; says how many.
    pub(crate) async fn change_list(
        &mut self,
        rows: &'static Rows,
        keys: Vec<Value>,
    ) -> Stored<u64> {
        let mut changed = 0;
        for part in keys.chunks(Rows::LARGEST) {
            let (text, values) = listed(rows, &[], part, self.engine);
            let query = bound(text, values);
            let done = heard(self.engine, query.execute(self.inner.connection())).await?;
            changed += done.rows_affected();
        }
        Ok(changed)
    }

    /// Makes it durable. Before this returns nothing was done; after it everything was.
    ///
    /// # Errors
    /// Unavailable: whether it was done is then seen by the mark of the source, on the next try.
    pub async fn commit(self) -> Stored<()> {
        match self.inner {
            Inner::Open(transaction) => heard(self.engine, transaction.commit()).await?,
            Inner::Bare(_) => {}
        }
        Ok(())
    }

    /// Takes everything back.
    ///
    /// # Errors
    /// Unavailable; the rollback then happens by itself.
    pub async fn rollback(self) -> Stored<()> {
        match self.inner {
            Inner::Open(transaction) => heard(self.engine, transaction.rollback()).await?,
            Inner::Bare(_) => {}
        }
        Ok(())
    }
}

fn listed(
    rows: &'static Rows,
    first: &[Value],
    part: &[Value],
    engine: Engine,
) -> (&'static str, Vec<Value>) {
    let size = rows.size(part.len());
    let mut values = [first, part].concat();
    if let Some(last) = part.last() {
        values.resize(first.len() + size, last.clone());
    }
    (rows.text(size, engine), values)
}

/// The open database.
#[derive(Debug, Clone)]
pub struct Store {
    writer: AnyPool,
    readers: AnyPool,
    turns: Option<rates::Turns>,
    engine: Engine,
    /// The key store beside it.
    pub keys: KeyStore,
    /// The sealing key.
    pub master: Master,
    /// Where tests may let the process die.
    pub seam: Seam,
}

impl Store {
    /// Opens database and key store and brings both to this version. `seal` is the sealing key.
    ///
    /// # Errors
    /// A bad URL, a missing folder, a newer version, or a sealing key that does not fit.
    pub async fn open(url: &str, keys_url: &str, master: Master) -> Stored<Self> {
        let store = Self::open_any_keys(url, keys_url, master).await.map_err(error::at_start)?;
        match backup::fit_keys(&store).await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// The same without asking whether the key store holds the keys of this database: for a restore,
    /// where a key that is missing is an erasure.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_any_keys(url: &str, keys_url: &str, master: Master) -> Stored<Self> {
        let engine = Engine::of(url).ok_or_else(|| {
            StorageError::Setup("DATABASE_URL must begin with sqlite: or postgres://".to_owned())
        })?;
        if Engine::of(keys_url) != Some(engine) {
            return Err(StorageError::Setup(
                "KEYS_URL must be of the same engine as DATABASE_URL".to_owned(),
            ));
        }
        let writer = open::pool(url, engine.writers()).await?;
        open::apart(engine, url, keys_url).await?;
        open::migrate(url, &writer, engine, open::Which::Main).await?;
        let readers = open::pool(url, 4).await?;
        let keys = KeyStore::open(keys_url, master.clone()).await?;
        let turns = rates::Turns::beside(&writer, engine);
        let store = Self { writer, readers, turns, engine, keys, master, seam: Seam::default() };
        match store.fit_key().await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
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

    /// The engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn begin(&self) -> Stored<Tx> {
        let inner = heard(self.engine, self.writer.begin_with(self.engine.begin())).await?;
        Ok(Tx { inner: Inner::Open(inner), engine: self.engine })
    }

    /// Begins a transaction that only reads; it never waits for a writer.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn read(&self) -> Stored<Tx> {
        let inner = self.readers.begin().await?;
        Ok(Tx { inner: Inner::Open(inner), engine: self.engine })
    }

    /// A look without a transaction, for one statement alone: begin and rollback would cost as much
    /// as the statement. Drop it when done.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn look(&self) -> Stored<Tx> {
        let inner = self.readers.acquire().await?;
        Ok(Tx { inner: Inner::Bare(inner), engine: self.engine })
    }

    /// One number, by a query of the caller's own: for tests that look at the rows.
    ///
    /// # Errors
    /// As every storage call.
    pub async fn number(&self, query: &'static str) -> Stored<i64> {
        let row = sqlx::query(query).fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// Lets SQLite's file grow to so many pages and no further, as a full disk would; `None` lifts
    /// it. For tests.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn limit_pages(&self, most: Option<u32>) -> Stored<()> {
        let text = format!("pragma max_page_count = {}", most.unwrap_or(u32::MAX - 1));
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&self.writer).await?;
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn ping(&self) -> Stored<()> {
        sqlx::query("select 1").execute(&self.readers).await?;
        Ok(())
    }

    /// What the writing connection really runs with, by the engine's own names.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn pragmas(&self) -> Stored<Vec<(&'static str, String)>> {
        open::settings(&self.writer, self.engine).await
    }

    /// Empties SQLite's log into the main file, so that overwritten values are nowhere. Does
    /// nothing on PostgreSQL, where sealing alone answers for erasure.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn checkpoint(&self) -> Stored<()> {
        if self.engine == Engine::Sqlite {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.writer).await?;
        }
        self.keys.checkpoint().await
    }

    /// Copies the main file, without the key store, into a new file (SQLite).
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub async fn copy_into(&self, file: &str) -> Stored<()> {
        sqlx::query("vacuum into $1").bind(file.to_owned()).execute(&self.readers).await?;
        Ok(())
    }

    /// Closes all connections; on SQLite the last one empties the log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(turns) = &self.turns {
            turns.close().await;
        }
        self.keys.close().await;
    }

    /// Prepares every named statement without running it.
    ///
    /// # Errors
    /// The first statement that this engine refuses, by name.
    pub async fn prepare_all(&self) -> Stored<usize> {
        let mut connection = self.readers.acquire().await?;
        let mut texts: Vec<(&'static str, &'static str)> = Vec::new();
        for (name, sql) in STATEMENTS.iter().copied().flatten() {
            texts.push((name, sql.text(self.engine)));
        }
        for (name, rows) in ROWS.iter().copied().flatten() {
            texts.push((name, rows.text(1, self.engine)));
            texts.push((name, rows.text(Rows::LARGEST, self.engine)));
        }
        for (name, text) in &texts {
            (&mut *connection)
                .prepare(sqlx::AssertSqlSafe(*text).into_sql_str())
                .await
                .map_err(|error| StorageError::Setup(format!("{name}: {error}")))?;
        }
        Ok(texts.len())
    }

    async fn fit_key(&self) -> Stored<()> {
        let mut tx = self.begin().await?;
        let word = self.master.check_word();
        settings::write_once(&mut tx, "key_check", &word).await?;
        let stored = settings::read_one(&mut tx, "key_check").await?;
        tx.commit().await?;
        if stored.as_deref() == Some(word.as_str()) { Ok(()) } else { Err(StorageError::WrongKey) }
    }
}

/// A file's named statements.
pub(crate) type Named = &'static [(&'static str, Sql)];
/// A file's named statements over many rows.
pub(crate) type NamedRows = &'static [(&'static str, &'static Rows)];

const STATEMENTS: &[Named] = &[
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
    figures::STATEMENTS,
    inbox::STATEMENTS,
    orders::STATEMENTS,
    pollers::STATEMENTS,
    rates::STATEMENTS,
    retention::STATEMENTS,
    settings::STATEMENTS,
    stats::STATEMENTS,
];

const ROWS: &[NamedRows] = &[
    catalogue::ROWS,
    charges::ROWS,
    consents::ROWS,
    customers::ROWS,
    effects::ROWS,
    erase::ROWS,
    esims::ROWS,
    inbox::ROWS,
    orders::ROWS,
    settings::ROWS,
];

/// Reads a column by name; a missing or ill-typed one names its table.
pub(crate) fn get<'r, T>(row: &'r AnyRow, column: &'static str) -> Stored<T>
where
    T: sqlx::Decode<'r, Any> + sqlx::Type<Any>,
{
    Ok(row.try_get(column)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Sql = Sql::new("rollback");

    #[tokio::test]
    async fn a_connection_whose_transaction_ended_by_itself_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let master = Master::new(&[7; 32]);
        let store = Store::open(&at("shop.db"), &at("shop.db.keys"), master).await.unwrap();
        // What SQLite does of its own accord when a disk is full.
        let mut tx = store.begin().await.unwrap();
        tx.run(END, vec![]).await.unwrap();
        assert!(tx.rollback().await.is_err());
        let mut tx = store.begin().await.unwrap();
        settings::put(&mut tx, "paused", "1").await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    }
}
