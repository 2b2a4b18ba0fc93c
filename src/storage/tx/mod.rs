//! A transaction: statements with their values, and what the database answers. It must not know what is
//! stored.
//!
//! On SQLite each statement costs two changes of threads, which is more than most of them cost
//! themselves. In a transaction that [gathers](Tx::gather), what gives nothing back waits for the next
//! statement that does, and both go as one.

use sqlx::any::AnyRow;
use sqlx::{Executor as _, Row};

use super::connection::{Inner, heard};
use super::dialect::{self, Engine, Rows, Sql};
use super::error::StorageError;
use super::part::{Done, Part, Promise, answers_to, listed, written};
use super::value::{Value, bound};
use super::{Stored, together};
use crate::domain::time::Stamp;

/// An open transaction. Dropping it rolls back; a statement that failed must end in that, for
/// PostgreSQL answers a commit of a broken transaction with success.
pub struct Tx {
    inner: Inner,
    pub(super) engine: Engine,
    gathers: bool,
    /// A statement failed: whatever follows would run outside, where the engine took all back by itself.
    failed: bool,
    /// What was not sent yet, in its order.
    waiting: Vec<Part>,
    /// The answers that were promised, as far as they came.
    promised: Vec<Vec<AnyRow>>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    pub(super) const fn new(inner: Inner, engine: Engine) -> Self {
        Self {
            inner,
            engine,
            gathers: false,
            failed: false,
            waiting: Vec::new(),
            promised: Vec::new(),
        }
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

    /// Whether it gathers.
    pub const fn gathers(&self) -> bool {
        self.gathers
    }

    /// Sends what waits; the answer is to the last of it.
    async fn flush(&mut self) -> Stored<Done> {
        if self.failed {
            return Err(StorageError::Refused("it follows a failed statement".to_owned()));
        }
        let done = self.flush_waiting().await;
        self.failed = done.is_err();
        done
    }

    async fn flush_waiting(&mut self) -> Stored<Done> {
        let mut parts = std::mem::take(&mut self.waiting);
        let begins = !parts.is_empty() && self.inner.begins();
        if begins {
            parts.insert(0, Part::new(self.engine.begin(), Vec::new()));
        }
        let mut answers = Vec::with_capacity(parts.len());
        if let Err(error) = self.run_all(&mut parts, &mut answers).await {
            if begins && answers.is_empty() {
                self.inner.is_over();
            }
            return Err(told_by_guard(&parts, &answers).unwrap_or(error));
        }
        if answers.len() != parts.len() {
            return Err(StorageError::Unavailable("a statement was not answered".to_owned()));
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

    /// Runs statements in their order, small ones together.
    async fn run_all(&mut self, parts: &mut [Part], answers: &mut Vec<Done>) -> Stored<()> {
        for run in parts.chunk_by_mut(|a, b| self.gathers && a.is_small() && b.is_small()) {
            let texts: Vec<&'static str> = run.iter().map(|part| part.text).collect();
            let connection = self.inner.connection();
            if let Some(text) = (run.len() > 1).then(|| together::joined(&texts)).flatten() {
                let values = run.iter_mut().flat_map(|part| std::mem::take(&mut part.values));
                let query = bound(sqlx::AssertSqlSafe(text), values.collect());
                heard(self.engine, answers_to(query, connection, answers)).await?;
            } else {
                for part in run {
                    let query = bound(part.text, std::mem::take(&mut part.values));
                    heard(self.engine, answers_to(query, connection, answers)).await?;
                }
            }
        }
        Ok(())
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
    pub async fn commit(self) -> Stored<()> {
        self.commit_answering().await.map(drop)
    }

    /// The same; gives the rows that were promised and not asked for yet.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit_answering(mut self) -> Stored<Answers> {
        if let Inner::Own(_) = self.inner {
            if let Err(error) = self.commit_own().await {
                // Where that fails too, the connection is closed.
                let _ = self.take_back().await;
                return Err(error);
            }
        } else {
            self.flush().await?;
        }
        if let Inner::Open(transaction) = self.inner {
            heard(self.engine, transaction.commit()).await?;
        }
        Ok(Answers(self.promised))
    }

    /// The commit goes with what waits. Nobody could count the rows before it: guards do.
    async fn commit_own(&mut self) -> Stored<()> {
        let waiting = std::mem::take(&mut self.waiting);
        for part in waiting {
            let guard = part.wanted.map(|(_, wanted)| Part::guard(wanted));
            self.waiting.push(part);
            self.waiting.extend(guard);
        }
        if !self.waiting.is_empty() || self.inner.is_open() {
            self.waiting.push(Part::new(dialect::COMMIT, Vec::new()));
            self.flush().await?;
        }
        self.inner.is_over();
        Ok(())
    }

    /// Takes everything back.
    ///
    /// # Errors
    /// Unavailable; the rollback then happens by itself.
    pub async fn rollback(mut self) -> Stored<()> {
        self.take_back().await?;
        if let Inner::Open(transaction) = self.inner {
            heard(self.engine, transaction.rollback()).await?;
        }
        Ok(())
    }

    async fn take_back(&mut self) -> Stored<()> {
        if self.inner.is_open() {
            self.inner.connection().execute(dialect::ROLLBACK).await?;
            self.inner.is_over();
        }
        Ok(())
    }
}

/// What a guard failed for; it has no words of its own.
fn told_by_guard(parts: &[Part], answers: &[Done]) -> Option<StorageError> {
    parts.get(answers.len()).filter(|part| part.text == dialect::CHANGED)?;
    let guarded = parts.get(answers.len().checked_sub(1)?)?;
    let (statement, wanted) = guarded.wanted?;
    let changed = answers.last()?.changed;
    (changed != wanted).then_some(StorageError::RowCount { statement, changed, wanted })
}

/// The rows that were promised, after the commit.
pub struct Answers(Vec<Vec<AnyRow>>);

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

impl Answers {
    /// Those of one promise.
    pub(crate) fn kept(&mut self, Promise(at): Promise) -> Vec<AnyRow> {
        self.0.get_mut(at).map(std::mem::take).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
