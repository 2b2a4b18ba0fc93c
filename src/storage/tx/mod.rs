//! A reader and a transaction: statements with their values, and what the database answers. They
//! must not know what is stored.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Row, Transaction};

use super::dialect::{self, Engine, MultiRow, Sql};
use super::error::StorageError;
use super::seam::{Point, Seam};
use super::value::{Value, bound};
use super::{Stored, get};
use crate::domain::time::Stamp;

/// Longer than a server lets a statement run: what takes longer is a network that swallows.
const SILENCE: Duration = Duration::from_secs(40);

/// What statements run on.
enum Line {
    Open(Transaction<'static, Any>),
    /// A connection without one: each statement stands alone.
    Bare(PoolConnection<Any>),
}

impl Line {
    fn connection(&mut self) -> &mut AnyConnection {
        match self {
            Self::Open(transaction) => transaction,
            Self::Bare(connection) => connection,
        }
    }
}

/// Reads and cannot write: its connection refuses to. Dropping it ends it. A transaction is a
/// reader too.
pub struct Reader {
    line: Line,
    pub(super) engine: Engine,
    /// A statement failed. The engine may have taken everything back by itself, and what follows
    /// would run outside of the transaction.
    failed: bool,
}

silent!(Reader);

impl Reader {
    /// A reader of one state of the database.
    pub(super) async fn of_a_moment(pool: &AnyPool, engine: Engine) -> Stored<Self> {
        let line = Line::Open(heard(engine, pool.begin()).await?);
        Ok(Self { line, engine, failed: false })
    }

    pub(super) async fn bare(pool: &AnyPool, engine: Engine) -> Stored<Self> {
        Ok(Self { line: Line::Bare(pool.acquire().await?), engine, failed: false })
    }

    async fn rows_of(&mut self, text: &'static str, values: Vec<Value>) -> Stored<Vec<AnyRow>> {
        self.goes_on()?;
        let query = bound(text, values).fetch_all(self.line.connection());
        let done = heard(self.engine, query).await;
        self.failed = done.is_err();
        done
    }

    fn goes_on(&self) -> Stored<()> {
        if self.failed {
            return Err(StorageError::Refused("it follows a failed statement".to_owned()));
        }
        Ok(())
    }

    /// What the server's clock says; `None` on SQLite, which has no clock of its own.
    pub(crate) async fn server_now(&mut self) -> Stored<Option<Stamp>> {
        match self.engine {
            Engine::Sqlite => Ok(None),
            Engine::Postgres => {
                let rows = self.rows_of(dialect::SERVER_NOW, Vec::new()).await?;
                let now = rows.first().map(|row| row.try_get(0)).transpose()?;
                Ok(now.map(Stamp))
            }
        }
    }

    pub(crate) async fn fetch_all(&mut self, sql: Sql, values: Vec<Value>) -> Stored<Vec<AnyRow>> {
        self.rows_of(sql.text(self.engine), values).await
    }

    pub(crate) async fn fetch_optional(
        &mut self,
        sql: Sql,
        values: Vec<Value>,
    ) -> Stored<Option<AnyRow>> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// A column of the first row, where there is one.
    pub(super) async fn first<T>(
        &mut self,
        sql: Sql,
        values: Vec<Value>,
        column: &'static str,
    ) -> Stored<Option<T>>
    where
        T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        let row = self.fetch_optional(sql, values).await?;
        row.map(|row| get(&row, column)).transpose()
    }

    /// What a statement counts as `n`.
    pub(super) async fn count(&mut self, sql: Sql, values: Vec<Value>) -> Stored<i64> {
        Ok(self.first(sql, values, "n").await?.unwrap_or_default())
    }

    /// Reads the rows of a list of keys, however long it is.
    pub(crate) async fn fetch_list(
        &mut self,
        rows: &'static MultiRow,
        keys: Vec<Value>,
    ) -> Stored<Vec<AnyRow>> {
        self.fetch_list_after(rows, &[], keys).await
    }

    /// The same for a list that follows values of its own.
    pub(crate) async fn fetch_list_after(
        &mut self,
        rows: &'static MultiRow,
        first: &[Value],
        keys: Vec<Value>,
    ) -> Stored<Vec<AnyRow>> {
        let mut out = Vec::new();
        for part in keys.chunks(MultiRow::LARGEST) {
            let (text, values) = listed(rows, first, part, self.engine);
            out.extend(self.rows_of(text, values).await?);
        }
        Ok(out)
    }
}

/// An open transaction that may write. Dropping it rolls back; a statement that failed must end in
/// that, for PostgreSQL answers a commit of a broken transaction with success.
#[derive(Debug)]
pub struct Tx {
    reader: Reader,
    seam: Seam,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

impl Tx {
    /// Begins a transaction whose commit passes two seams.
    pub(super) async fn begin(pool: &AnyPool, engine: Engine, seam: &Seam) -> Stored<Self> {
        let line = Line::Open(heard(engine, pool.begin_with(engine.begin())).await?);
        Ok(Self { reader: Reader { line, engine, failed: false }, seam: seam.clone() })
    }

    async fn changed_by(&mut self, text: &'static str, values: Vec<Value>) -> Stored<u64> {
        self.goes_on()?;
        let engine = self.engine;
        let query = bound(text, values).execute(self.line.connection());
        let done = heard(engine, query).await;
        self.failed = done.is_err();
        Ok(done?.rows_affected())
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: Sql, values: Vec<Value>) -> Stored<u64> {
        self.changed_by(sql.text(self.engine), values).await
    }

    /// Runs a statement that must change one row.
    pub(crate) async fn execute_one(&mut self, sql: Sql, values: Vec<Value>) -> Stored<()> {
        let changed = self.execute(sql, values).await?;
        self.counted(sql.name, changed, 1)
    }

    /// Runs a statement for a list of keys, however long it is.
    pub(crate) async fn execute_list(
        &mut self,
        rows: &'static MultiRow,
        keys: Vec<Value>,
    ) -> Stored<()> {
        for part in keys.chunks(MultiRow::LARGEST) {
            let (text, values) = listed(rows, &[], part, self.engine);
            self.changed_by(text, values).await?;
        }
        Ok(())
    }

    /// Inserts rows in as few statements as their number has ones in binary, and asserts that every
    /// row was written.
    pub(crate) async fn insert(
        &mut self,
        rows: &'static MultiRow,
        values: Vec<Vec<Value>>,
    ) -> Stored<()> {
        let mut left = values.into_iter();
        while left.len() > 0 {
            let size = rows.size(left.len());
            let flat = left.by_ref().take(size).flatten().collect();
            let changed = self.changed_by(rows.text(size, self.engine), flat).await?;
            self.counted(rows.name, changed, u64::try_from(size).unwrap_or(u64::MAX))?;
        }
        Ok(())
    }

    /// Like [`Tx::insert`], for statements that return rows.
    pub(crate) async fn insert_returning(
        &mut self,
        rows: &'static MultiRow,
        values: Vec<Vec<Value>>,
    ) -> Stored<Vec<AnyRow>> {
        let (mut left, mut out) = (values.into_iter(), Vec::new());
        while left.len() > 0 {
            let size = rows.size(left.len());
            let flat = left.by_ref().take(size).flatten().collect();
            let text = rows.text(size, self.engine);
            out.extend(self.rows_of(text, flat).await?);
        }
        Ok(out)
    }

    /// A statement that changed another number of rows fails the transaction.
    fn counted(&mut self, statement: &'static str, changed: u64, wanted: u64) -> Stored<()> {
        if changed == wanted {
            return Ok(());
        }
        self.failed = true;
        Err(StorageError::RowCount { statement, changed, wanted })
    }

    /// Makes it durable. Before this returns nothing was done; after it everything was. Tests let
    /// the process die before it and after it.
    ///
    /// # Errors
    /// Unavailable: whether it was done is then seen by the mark of the source, on the next try.
    pub async fn commit(self, of: Point) -> Stored<()> {
        self.commit_all(&[of], ()).await.map(Committed::into_inner)
    }

    /// The same for a transaction of several pieces of work. `left` is what they leave to do: the
    /// commit gives it out.
    pub(crate) async fn commit_all<T>(self, of: &[Point], left: T) -> Stored<Committed<T>> {
        self.goes_on()?;
        for point in of {
            self.seam.pass("commit", *point).await;
        }
        let engine = self.engine;
        if let Line::Open(transaction) = self.reader.line {
            heard(engine, transaction.commit()).await?;
        }
        for point in of {
            self.seam.pass("committed", *point).await;
        }
        Ok(Committed(left))
    }

    /// Takes everything back.
    ///
    /// # Errors
    /// Unavailable; the rollback then happens by itself.
    pub async fn rollback(self) -> Stored<()> {
        let engine = self.engine;
        match self.reader.line {
            Line::Open(transaction) => heard(engine, transaction.rollback()).await,
            Line::Bare(_) => Ok(()),
        }
    }
}

/// What a transaction leaves to do, once it is durable. Only a commit makes one.
#[derive(Debug)]
#[must_use]
pub(crate) struct Committed<T>(T);

impl<T> Committed<T> {
    /// What is to be done now.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

/// The statement for a list of keys, filled up with the last of them.
fn listed(
    rows: &'static MultiRow,
    first: &[Value],
    keys: &[Value],
    engine: Engine,
) -> (&'static str, Vec<Value>) {
    let size = rows.size(keys.len());
    let mut values = [first, keys].concat();
    if let Some(last) = keys.last() {
        values.resize(first.len() + size, last.clone());
    }
    (rows.text(size, engine), values)
}

/// Waits for a server that may have become silent. The connection is then given up with the
/// transaction; whether a commit was done is seen by the next try.
pub(super) async fn heard<T>(
    engine: Engine,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Stored<T> {
    match engine {
        Engine::Sqlite => Ok(work.await?),
        Engine::Postgres => match tokio::time::timeout(SILENCE, work).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(StorageError::Unavailable("the server does not answer".to_owned())),
        },
    }
}

#[cfg(test)]
mod tests;
