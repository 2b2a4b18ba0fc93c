//! What the statements of a transaction run on, and how long a server may be silent. It must not know any
//! statement.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};

use super::dialect::Engine;
use super::{StorageError, Stored};

/// What the statements of a [`super::Tx`] run on.
pub(super) enum Inner {
    /// A transaction.
    Open(Transaction<'static, Any>),
    /// A connection whose transaction begins and ends with statements of ours.
    Own(Own),
    /// A connection without one: each statement stands alone.
    Bare(PoolConnection<Any>),
}

/// A connection of our own transaction.
pub(super) struct Own {
    connection: PoolConnection<Any>,
    /// It may have begun, and is not over for certain.
    open: bool,
}

impl Drop for Own {
    fn drop(&mut self) {
        // The engine takes back what a connection leaves open.
        if self.open {
            self.connection.close_on_drop();
        }
    }
}

impl Inner {
    /// A transaction that may write. On SQLite it begins with its first statement, in the same breath.
    pub(super) async fn begun(engine: Engine, pool: &AnyPool) -> Stored<Self> {
        Ok(match engine {
            Engine::Sqlite => Self::Own(Own { connection: pool.acquire().await?, open: false }),
            Engine::Postgres => Self::Open(heard(engine, pool.begin()).await?),
        })
    }

    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        match self {
            Self::Open(transaction) => transaction,
            Self::Own(own) => &mut own.connection,
            Self::Bare(connection) => connection,
        }
    }

    /// Whether a statement has to begin the transaction first; from then on it may have begun.
    pub(super) const fn begins(&mut self) -> bool {
        match self {
            Self::Own(own) => !std::mem::replace(&mut own.open, true),
            Self::Open(_) | Self::Bare(_) => false,
        }
    }

    /// Whether a transaction of ours may have begun and is not over.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Own(Own { open: true, .. }))
    }

    pub(super) const fn is_over(&mut self) {
        if let Self::Own(own) = self {
            own.open = false;
        }
    }
}

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
