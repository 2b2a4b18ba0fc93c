//! A transaction: statements with their values, and what the database answers. It must not know what is
//! stored.
//!
//! On SQLite each statement costs two changes of threads, which is more than most of them cost
//! themselves. In a transaction that [gathers](Tx::gather), what gives nothing back waits for the next
//! statement that does, and both go as one.

use std::time::Duration;

use futures::TryStreamExt as _;
use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Either, Executor, Row, Transaction};

use super::dialect::{self, Engine, Rows, Sql};
use super::error::StorageError;
use super::value::{Query, Value, bound};
use super::{Stored, together};
use crate::domain::time::Stamp;

/// An open transaction. Dropping it rolls back; a statement that failed must end in that, for
/// PostgreSQL answers a commit of a broken transaction with success.
pub struct Tx {
    inner: Inner,
    pub(super) engine: Engine,
    gathers: bool,
    /// What was not sent yet, in its order.
    waiting: Vec<Part>,
    /// The answers that were promised, as far as they came.
    promised: Vec<Vec<AnyRow>>,
}

/// What the statements of a [`Tx`] run on.
pub(super) enum Inner {
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

/// A statement with its values.
struct Part {
    text: &'static str,
    values: Vec<Value>,
    /// How many rows or keys it is made for.
    size: usize,
    /// Its name, and how many rows it must change.
    wanted: Option<(&'static str, u64)>,
    promise: Option<Promise>,
}

impl Part {
    const fn new(text: &'static str, values: Vec<Value>) -> Self {
        Self { text, values, size: 1, wanted: None, promise: None }
    }

    /// Whether it may go with others: those for many rows come in many sizes, and each mixture of them
    /// would be a text of its own to prepare.
    const fn is_small(&self) -> bool {
        self.size <= 2
    }
}

/// What the database answered to a statement.
#[derive(Default)]
struct Done {
    rows: Vec<AnyRow>,
    changed: u64,
}

/// Rows that come with the answer to a later statement; [`Tx::kept`] gives them.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Promise(usize);

/// Longer than a server lets a statement run: what takes longer is a network that swallows.
const SILENCE: Duration = Duration::from_secs(40);

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

impl Tx {
    pub(super) const fn new(inner: Inner, engine: Engine) -> Self {
        Self { inner, engine, gathers: false, waiting: Vec::new(), promised: Vec::new() }
    }

    /// From here on small statements that give nothing back wait for the next one that does, or for the
    /// commit: SQLite alone, where it saves more than it costs. What one of them is refused for is said
    /// then, and takes everything back as it always does.
    pub fn gather(&mut self) {
        self.gathers = self.engine == Engine::Sqlite;
    }

    /// Sends what waits, and this after it; the answer is to this.
    async fn send(&mut self, part: Part) -> Stored<Done> {
        self.waiting.push(part);
        self.flush().await
    }

    /// Lets it wait, if it may.
    async fn put_off(&mut self, part: Part) -> Stored<()> {
        let goes = !self.gathers || !part.is_small();
        self.waiting.push(part);
        if goes {
            self.flush().await?;
        }
        Ok(())
    }

    /// Sends what waits; the answer is to the last of it.
    async fn flush(&mut self) -> Stored<Done> {
        let mut parts = std::mem::take(&mut self.waiting);
        let mut answers = Vec::with_capacity(parts.len());
        let joined = if parts.len() > 1 && parts.iter().all(Part::is_small) {
            let texts: Vec<&'static str> = parts.iter().map(|part| part.text).collect();
            together::joined(&texts)
        } else {
            None
        };
        if let Some(text) = joined {
            let values = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.values));
            let query = bound(sqlx::AssertSqlSafe(text), values.collect());
            answers = heard(self.engine, answers_to(query, self.inner.connection())).await?;
        } else {
            for part in &mut parts {
                let query = bound(part.text, std::mem::take(&mut part.values));
                answers
                    .extend(heard(self.engine, answers_to(query, self.inner.connection())).await?);
            }
        }
        if answers.len() != parts.len() {
            return Err(StorageError::Refused("a statement was not answered".to_owned()));
        }
        let mut last = Done::default();
        for (part, done) in parts.into_iter().zip(answers) {
            if let Some((statement, wanted)) = part.wanted
                && done.changed != wanted
            {
                return Err(StorageError::RowCount { statement, changed: done.changed, wanted });
            }
            match part.promise.and_then(|Promise(at)| self.promised.get_mut(at)) {
                Some(rows) => rows.extend(done.rows),
                None => last = done,
            }
        }
        Ok(last)
    }

    /// The rows that were promised.
    ///
    /// # Errors
    /// As every storage call.
    pub(crate) async fn kept(&mut self, Promise(at): Promise) -> Stored<Vec<AnyRow>> {
        let waits = |part: &Part| part.promise.is_some_and(|Promise(of)| of == at);
        if self.waiting.iter().any(waits) {
            self.flush().await?;
        }
        Ok(self.promised.get_mut(at).map(std::mem::take).unwrap_or_default())
    }

    async fn promise(&mut self, parts: Vec<Part>) -> Stored<Promise> {
        let promise = Promise(self.promised.len());
        self.promised.push(Vec::new());
        for part in parts {
            self.put_off(Part { promise: Some(promise), ..part }).await?;
        }
        Ok(promise)
    }

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
        Ok(self.send(Part::new(sql.text(self.engine), values)).await?.changed)
    }

    /// Runs a statement that must change `wanted` rows.
    pub(crate) async fn run_exactly(
        &mut self,
        name: &'static str,
        sql: Sql,
        values: Vec<Value>,
        wanted: u64,
    ) -> Stored<()> {
        let part = Part::new(sql.text(self.engine), values);
        self.put_off(Part { wanted: Some((name, wanted)), ..part }).await
    }

    /// Runs a statement, whatever it changes.
    pub(crate) async fn tell(&mut self, sql: Sql, values: Vec<Value>) -> Stored<()> {
        self.put_off(Part::new(sql.text(self.engine), values)).await
    }

    /// Reads all rows.
    pub(crate) async fn rows(&mut self, sql: Sql, values: Vec<Value>) -> Stored<Vec<AnyRow>> {
        Ok(self.send(Part::new(sql.text(self.engine), values)).await?.rows)
    }

    /// Reads at most one row.
    pub(crate) async fn maybe_row(
        &mut self,
        sql: Sql,
        values: Vec<Value>,
    ) -> Stored<Option<AnyRow>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// Writes rows in as few statements as their number has ones in binary, and asserts that every
    /// row was written.
    pub(crate) async fn write(
        &mut self,
        name: &'static str,
        rows: &'static Rows,
        values: Vec<Vec<Value>>,
    ) -> Stored<()> {
        for (size, part) in written(rows, values, self.engine) {
            self.put_off(Part { wanted: Some((name, size)), ..part }).await?;
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
        for (_, part) in written(rows, values, self.engine) {
            out.extend(self.send(part).await?.rows);
        }
        Ok(out)
    }

    /// The same, its rows with a later answer.
    pub(crate) async fn write_promising(
        &mut self,
        rows: &'static Rows,
        values: Vec<Vec<Value>>,
    ) -> Stored<Promise> {
        let parts = written(rows, values, self.engine);
        self.promise(parts.into_iter().map(|(_, part)| part).collect()).await
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
        for part in listed(rows, first, &keys, self.engine) {
            out.extend(self.send(part).await?.rows);
        }
        Ok(out)
    }

    /// The same, its rows with a later answer.
    pub(crate) async fn list_promising(
        &mut self,
        rows: &'static Rows,
        first: &[Value],
        keys: Vec<Value>,
    ) -> Stored<Promise> {
        self.promise(listed(rows, first, &keys, self.engine)).await
    }

    /// Changes the rows of a list of keys.
    pub(crate) async fn change_list(
        &mut self,
        rows: &'static Rows,
        keys: Vec<Value>,
    ) -> Stored<()> {
        for part in listed(rows, &[], &keys, self.engine) {
            self.put_off(part).await?;
        }
        Ok(())
    }

    /// Makes it durable. Before this returns nothing was done; after it everything was.
    ///
    /// # Errors
    /// Unavailable: whether it was done is then seen by the mark of the source, on the next try.
    pub async fn commit(mut self) -> Stored<()> {
        self.flush().await?;
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

/// The answers to a query, one for each of its statements.
async fn answers_to(
    query: Query<'_>,
    connection: &mut AnyConnection,
) -> Result<Vec<Done>, sqlx::Error> {
    let mut steps = connection.fetch_many(query);
    let (mut answers, mut rows) = (Vec::new(), Vec::new());
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(done) => answers
                .push(Done { rows: std::mem::take(&mut rows), changed: done.rows_affected() }),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(answers)
}

/// The statements that write rows, and how many each writes.
fn written(rows: &'static Rows, values: Vec<Vec<Value>>, engine: Engine) -> Vec<(u64, Part)> {
    let mut out = Vec::new();
    let mut left = values.into_iter();
    while left.len() > 0 {
        let size = rows.size(left.len());
        let flat = left.by_ref().take(size).flatten().collect();
        let part = Part { size, ..Part::new(rows.text(size, engine), flat) };
        out.push((u64::try_from(size).unwrap_or(u64::MAX), part));
    }
    out
}

/// The statements for a list of keys; each is filled up with its last key.
fn listed(rows: &'static Rows, first: &[Value], keys: &[Value], engine: Engine) -> Vec<Part> {
    let statement = |part: &[Value]| {
        let size = rows.size(part.len());
        let mut values = [first, part].concat();
        if let Some(last) = part.last() {
            values.resize(first.len() + size, last.clone());
        }
        Part { size, ..Part::new(rows.text(size, engine), values) }
    };
    keys.chunks(Rows::LARGEST).map(statement).collect()
}

#[cfg(test)]
mod tests;
