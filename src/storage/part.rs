//! One statement of a transaction with its values, how many rows it is made for, and how its answer is
//! read. It must not know when it is sent.

use futures::TryStreamExt as _;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Either, Executor as _};

use super::dialect::{self, Engine, Rows};
use super::value::{Query, Value};

/// A statement with its values.
pub(super) struct Part {
    pub text: &'static str,
    pub values: Vec<Value>,
    /// How many rows or keys it is made for.
    pub size: usize,
    /// Its name, and how many rows it must change.
    pub wanted: Option<(&'static str, u64)>,
    pub promise: Option<Promise>,
}

impl Part {
    pub const fn new(text: &'static str, values: Vec<Value>) -> Self {
        Self { text, values, size: 1, wanted: None, promise: None }
    }

    /// What fails unless the statement before it changed so many rows.
    pub fn guard(wanted: u64) -> Self {
        let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
        Self::new(dialect::CHANGED, vec![wanted.into()])
    }

    /// Whether it may go with others: those for many rows come in many sizes, and each mixture of them
    /// would be a text of its own to prepare.
    pub const fn is_small(&self) -> bool {
        self.size <= 2
    }
}

/// What the database answered to a statement.
#[derive(Default)]
pub(super) struct Done {
    pub rows: Vec<AnyRow>,
    pub changed: u64,
}

/// Rows that come with the answer to a later statement; [`super::Tx`] gives them.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Promise(pub(super) usize);

/// The answers to a query, one for each of its statements, up to the one that failed.
pub(super) async fn answers_to(
    query: Query<'_>,
    connection: &mut AnyConnection,
    answers: &mut Vec<Done>,
) -> Result<(), sqlx::Error> {
    let mut steps = connection.fetch_many(query);
    let mut rows = Vec::new();
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(done) => answers
                .push(Done { rows: std::mem::take(&mut rows), changed: done.rows_affected() }),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(())
}

/// The statements that write rows, and how many each writes.
pub(super) fn written(
    rows: &'static Rows,
    values: Vec<Vec<Value>>,
    engine: Engine,
) -> Vec<(u64, Part)> {
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
pub(super) fn listed(
    rows: &'static Rows,
    first: &[Value],
    keys: &[Value],
    engine: Engine,
) -> Vec<Part> {
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
