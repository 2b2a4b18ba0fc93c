//! How fast all processes together may speak: one row on a server, from which each takes turns in
//! small slices by the server's clock. It must not know what a turn is for.
//!
//! It has a connection of its own, so that a turn never waits behind what decides; and what it
//! writes need not outlive a power cut: a row that went back by some turns grants these once more.

use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

use super::dialect::{Engine, Sql};
use super::{StorageError, Store, Stored, Value, bound, get, open};
use crate::domain::time::{Millis, Stamp};

/// A turn that takes longer is not worth waiting for.
const PATIENCE: Duration = Duration::from_millis(400);

/// What makes a connection for turns alone.
const SESSION: &str = "set synchronous_commit = off; set statement_timeout = '400ms'; \
                       set lock_timeout = '300ms'";

// Now in microseconds, or the moment that a test's clock shows.
macro_rules! server {
    () => {
        "coalesce(cast($2 as bigint), \
         cast(floor(extract(epoch from clock_timestamp()) * 1000000) as bigint))"
    };
}
macro_rules! lite {
    () => {
        "coalesce(cast($2 as bigint), cast(unixepoch('subsec') * 1000000 as bigint))"
    };
}

// Ten seconds ahead is more than any number of processes reserves: a clock was wrong then.
macro_rules! take {
    ($now:expr) => {
        concat!(
            "insert into rates (name, spent_until, held_until) \
             select 'sends', t.at + cast($1 as bigint), 0 from (select ",
            $now,
            " as at) t where true on conflict (name) do update set spent_until = \
             case when rates.spent_until > excluded.spent_until - cast($1 as bigint) \
             and rates.spent_until < excluded.spent_until + 10000000 \
             then rates.spent_until + cast($1 as bigint) else excluded.spent_until end \
             returning spent_until - ",
            $now,
            " as ahead, held_until - ",
            $now,
            " as held"
        )
    };
}

// The same for a hold of more than a day.
macro_rules! hold {
    ($now:expr) => {
        concat!(
            "insert into rates (name, spent_until, held_until) \
             select 'sends', 0, t.at + cast($1 as bigint) from (select ",
            $now,
            " as at) t where true on conflict (name) do update set held_until = \
             case when rates.held_until > excluded.held_until \
             and rates.held_until < excluded.held_until + 86400000000 \
             then rates.held_until else excluded.held_until end"
        )
    };
}

const TAKE: Sql = Sql::new("rates::TAKE", take!(lite!()), take!(server!()));
const HOLD: Sql = Sql::new("rates::HOLD", hold!(lite!()), hold!(server!()));

pub(super) const STATEMENTS: &[Sql] = &[TAKE, HOLD];

/// The row. Clones share their connection.
#[derive(Debug, Clone)]
pub struct Turns {
    pool: AnyPool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// How far ahead of now it ends, in microseconds.
    pub ahead: i64,
    /// How much longer everything but money waits.
    pub held: Millis,
}

impl Turns {
    /// The row of this server's database; nothing is connected yet. On SQLite one process speaks,
    /// and there is nothing to share.
    pub(super) fn beside(writer: &AnyPool, engine: Engine, session: &str) -> Option<Self> {
        if engine == Engine::Sqlite {
            return None;
        }
        let session = session.to_owned();
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .max_lifetime(None)
            .after_connect(move |connection, _| {
                let session = session.clone();
                Box::pin(async move {
                    open::introduce(connection, engine, &session).await?;
                    sqlx::Executor::execute(&mut *connection, SESSION).await?;
                    Ok(())
                })
            })
            .connect_lazy_with((*writer.connect_options()).clone());
        Some(Self { pool })
    }

    /// Takes so many microseconds' worth of turns, by the server's clock or at a moment of a
    /// test's. A crash afterwards loses them, and nothing else.
    ///
    /// # Errors
    /// Unavailable, or too slow.
    pub(crate) async fn take(&self, span: i64, at: Option<Stamp>) -> Stored<Slice> {
        let query = bound(TAKE.text(Engine::Postgres), values(span, at));
        let row = in_time(query.fetch_one(&self.pool)).await?;
        let held: i64 = get(&row, "held")?;
        Ok(Slice { ahead: get(&row, "ahead")?, held: Millis(held.max(0) / 1_000) })
    }

    /// Telegram holds the bot back: everything but money waits, in every process.
    ///
    /// # Errors
    /// Unavailable, or too slow.
    pub(crate) async fn hold(&self, span: Millis, at: Option<Stamp>) -> Stored<()> {
        let span = span.0.saturating_mul(1_000);
        in_time(bound(HOLD.text(Engine::Postgres), values(span, at)).execute(&self.pool)).await?;
        Ok(())
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

fn values(span: i64, at: Option<Stamp>) -> Vec<Value> {
    vec![span.into(), at.map(|at| at.0.saturating_mul(1_000)).into()]
}

async fn in_time<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Stored<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(StorageError::Unavailable("turns take too long".to_owned())),
    }
}

impl Store {
    /// How fast all processes together may speak; `None` where there is only one.
    pub fn turns(&self) -> Option<Turns> {
        self.turns.clone()
    }
}
