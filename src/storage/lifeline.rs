//! Which processes of a server's database live. Each holds an advisory lock on a connection of its
//! own, its lifeline: the server frees the lock in the moment in which the process dies. It must
//! not know what a process does.
//!
//! The server itself looks whether a lifeline's other end is there. The library that we speak
//! through cannot set the keepalive of our own end, so each question here has a time limit.

use std::time::Duration;

use rand::Rng as _;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::dialect::statements;
use super::{StorageError, Store, Stored, Tx, effects, open, pollers};

statements! {
    ENROL = "insert into processes (name, session) values ($1, $2)";
    STRIKE = "delete from processes where name = $1";
}

/// The server notices within eight seconds that a machine vanished. No statement of a lifeline is
/// ended for its length, and who waits in a lock is gone from it within a second of its death.
const SESSION: &str = "set tcp_keepalives_idle = 3; set tcp_keepalives_interval = 1; \
    set tcp_keepalives_count = 5; set tcp_user_timeout = 8000; set lock_timeout = 0; \
    set statement_timeout = 0; select set_config(name, '1s', false) from pg_settings \
    where name = 'client_connection_check_interval'";

/// A server that does not answer for so long may have given the lock away.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the sessions end their names that only wait in somebody's lock.
const IN_LINE: &str = "stands by";

/// The lock of a name that nobody had before; so it is free.
const HOLD: &str = "select pg_try_advisory_lock($1)";

/// Without a transaction of its own it is given back with the end of the statement.
const WAIT: &str = "select pg_advisory_xact_lock_shared($1)";

/// All processes that are known: whether the lock of each is held, our own by this very session,
/// and whether any session of it is left. Who waits in a lock holds none, and shares it then.
const LOOK: &str = "select p.name as name, exists (select 1 from pg_locks l \
    where l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' \
    and l.objsubid = 1 and l.database = (select oid from pg_database \
    where datname = current_database()) and p.name = lpad(to_hex((cast(l.classid as bigint) << 32) \
    | cast(l.objid as bigint)), 16, '0') and (p.name <> $1 or l.pid = pg_backend_pid())) as held, \
    exists (select 1 from pg_stat_activity a where a.datname = current_database() \
    and right(a.application_name, 16) = p.session) as connected from processes p";

/// A word that nobody else has: sixteen hexadecimal digits.
pub(crate) fn new_word() -> String {
    format!("{:016x}", rand::rng().next_u64())
}

/// The lock of a name; `None` where it is no name of ours.
fn lock_of(name: &str) -> Option<i64> {
    u64::from_str_radix(name, 16).ok().map(u64::cast_signed)
}

/// What a look shows.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Whether we are known, and this session holds our lock.
    pub ours: bool,
    /// Whose lock is free, and no session of whom is left.
    pub dead: Vec<String>,
}

/// A connection outside the pools.
#[derive(Debug)]
pub(crate) struct Lifeline(AnyConnection);

impl Store {
    /// Connects a lifeline that holds the lock of `name`. Dropped, it gives the lock back.
    ///
    /// # Errors
    /// Unavailable, or too slow.
    pub(crate) async fn lifeline(&self, name: &str) -> Stored<Lifeline> {
        let mut line = self.line(&self.session).await?;
        let hold = sqlx::query_scalar(HOLD).bind(lock_of(name)).fetch_one(&mut line.0);
        let held: bool = in_time(hold).await?;
        if held { Ok(line) } else { Err(StorageError::Refused("a name is taken".to_owned())) }
    }

    /// Connects a line of somebody who looks at the others, and waits in their locks.
    ///
    /// # Errors
    /// Unavailable, or too slow.
    pub(crate) async fn bystander(&self) -> Stored<Lifeline> {
        self.line(IN_LINE).await
    }

    async fn line(&self, session: &str) -> Stored<Lifeline> {
        let options = self.writer.connect_options();
        in_time(async {
            let mut connection = AnyConnection::connect_with(&options).await?;
            open::introduce(&mut connection, self.engine, session).await?;
            connection.execute(SESSION).await?;
            Ok(Lifeline(connection))
        })
        .await
    }

    /// Writes a name down whose lock is held: from then on others look whether it lives.
    pub(crate) async fn enrol(&self, tx: &mut Tx, name: &str) -> Stored<()> {
        tx.execute_one(ENROL, vec![name.into(), self.session.as_str().into()]).await
    }
}

impl Lifeline {
    /// Looks who lives; `name` is our own.
    ///
    /// # Errors
    /// Unavailable, or too slow: nobody can tell then whether the lock is still held.
    pub(crate) async fn look(&mut self, name: &str) -> Stored<Seen> {
        let rows = in_time(sqlx::query(LOOK).bind(name).fetch_all(&mut self.0)).await?;
        let mut seen = Seen { ours: false, dead: Vec::new() };
        for row in &rows {
            let (found, held) = (row.try_get::<String, _>("name")?, row.try_get("held")?);
            if found == name {
                seen.ours = held;
            } else if !held && !row.try_get::<bool, _>("connected")? {
                seen.dead.push(found);
            }
        }
        Ok(seen)
    }

    /// Waits in the lock of `name` until whoever holds it is gone; at once where nobody holds it.
    ///
    /// # Errors
    /// Unavailable.
    pub(crate) async fn waits_for(&mut self, name: &str) -> Stored<()> {
        if let Some(lock) = lock_of(name) {
            sqlx::query(WAIT).bind(lock).execute(&mut self.0).await?;
        }
        Ok(())
    }
}

/// Strikes a name out. Says whether it was there.
pub(crate) async fn strike(tx: &mut Tx, name: &str) -> Stored<bool> {
    Ok(tx.execute(STRIKE, vec![name.into()]).await? == 1)
}

/// Buries a dead process: its name, its seat, and those of its leases that may be void at once.
/// Says how many these were; `None` where another process buried it.
pub(crate) async fn bury(tx: &mut Tx, name: &str) -> Stored<Option<usize>> {
    if !strike(tx, name).await? {
        return Ok(None);
    }
    pollers::leave(tx, name).await?;
    effects::void_of(tx, name).await.map(Some)
}

async fn in_time<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Stored<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(StorageError::Unavailable("the server does not answer".to_owned())),
    }
}
