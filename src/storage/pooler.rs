//! What stands between us and a server. A pooler that gives every connection a session of its own
//! is as good as none. One that lends sessions by the transaction or by the statement is refused:
//! the lock by which others know that we live is a session's, and so are the settings and the
//! prepared statements.

use std::time::Duration;

use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::open::cannot;
use super::{StorageError, Stored};

/// So many connections hold a session each, while it is asked whether ours is still the same.
const OTHERS: usize = 3;

/// A server, or a pooler with room, gives a connection long before that.
const PATIENCE: Duration = Duration::from_secs(10);

const REFUSAL: &str = "a pooler lends this database's sessions by the transaction or the \
    statement, but the shop keeps its lock and its settings in them: set pool_mode = session in \
    the pooler for DATABASE_URL and KEYS_URL, or give the server's own address";

const ROOM: &str = "the database gives no further connection within ten seconds: a process of the \
    shop needs 13, so raise default_pool_size of the pooler, or max_connections of the server";

/// The session that answers. By the simplest way to ask: a borrowed session may know a prepared
/// statement of our name, which is somebody else's.
async fn session_of(connection: &mut AnyConnection) -> Result<i32, sqlx::Error> {
    connection.fetch_one(sqlx::raw_sql("select pg_backend_pid()")).await?.try_get(0)
}

/// Refuses a pooler that lends sessions. Others hold what is free, in transactions: where sessions
/// are lent one of them gets ours, or we get another one.
///
/// # Errors
/// [`StorageError::Setup`] with why, and what to set.
pub(super) async fn refuse(url: &str, ours: &mut AnyConnection) -> Stored<()> {
    let before = session_of(ours).await.map_err(cannot)?;
    let mut others = Vec::with_capacity(OTHERS);
    for _ in 0..OTHERS {
        let connected = tokio::time::timeout(PATIENCE, AnyConnection::connect(url)).await;
        let connected = connected.map_err(|_| StorageError::Setup(ROOM.to_owned()))?;
        let mut other = connected.map_err(cannot)?;
        let begun = other.execute(sqlx::raw_sql("begin")).await;
        let theirs = session_of(&mut other).await;
        let lent = begun.is_err() || theirs.is_ok_and(|theirs| theirs == before);
        if lent || session_of(ours).await.map_err(cannot)? != before {
            return Err(StorageError::Setup(REFUSAL.to_owned()));
        }
        others.push(other);
    }
    for other in others {
        other.close().await?;
    }
    Ok(())
}

/// What to do where a pooler refuses what a connection asks for.
pub(super) fn remedy(told: &str) -> Option<&'static str> {
    told.contains("unsupported startup parameter").then_some(
        " (a pooler says so: set ignore_startup_parameters = extra_float_digits in it; if it names \
         options, give the keys a database of their own in KEYS_URL)",
    )
}
