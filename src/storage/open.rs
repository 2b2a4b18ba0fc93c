//! Opening: pools of connections, the file or the schema made where it is missing, migrations. It
//! must not know what is stored.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};

use super::dialect::{Engine, NAME};
use super::error::is_conflict;
use super::{StorageError, Stored, owned, pooler};

/// How often a migration is begun that meets others at work, each time a second later at least.
const MIGRATION_TRIES: u32 = 60;

/// Which of the two databases of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Main,
    Keys,
}

/// What the connections of a pool may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Write,
    /// Read alone: they refuse to write.
    Read,
}

/// The file of an SQLite URL.
fn file_of(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?').next()
}

/// Makes the file of an SQLite URL for its owner alone, if it is not there; SQLite gives its log
/// and its copies the same owner and rights. A key store belongs to whom its database belongs.
fn make_private(url: &str) -> Stored<()> {
    let Some(path) = file_of(url).filter(|_| url.contains("mode=rwc")) else { return Ok(()) };
    let beside = path.strip_suffix(".keys").unwrap_or(path);
    let made = owned::open_or_create(Path::new(path), Path::new(beside));
    made.map(drop).map_err(|error| {
        let told = owned::told(Path::new(path), &error);
        StorageError::Setup(format!("the database file cannot be opened or made: {told}"))
    })
}

/// Why a database cannot be opened: where it is a file that may not be used, whose that is.
fn cannot_open(url: &str, error: &sqlx::Error) -> StorageError {
    let file = file_of(url).unwrap_or_default();
    let files = ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{file}{end}")));
    owned::forbidden(files.iter().map(PathBuf::as_path)).map_or_else(|| cannot(error), cannot)
}

pub(super) fn cannot(error: impl std::fmt::Display) -> StorageError {
    let told = error.to_string();
    let remedy = pooler::remedy(&told).unwrap_or_default();
    StorageError::Setup(format!("the database cannot be opened: {told}{remedy}"))
}

/// Tells a new connection how it is to work, and on a server whose it is.
pub(super) async fn introduce(
    connection: &mut AnyConnection,
    engine: Engine,
    session: &str,
) -> Result<(), sqlx::Error> {
    connection.execute(engine.session()).await?;
    if engine == Engine::Postgres {
        sqlx::query(NAME).bind(session).execute(connection).await?;
    }
    Ok(())
}

/// A pool whose sessions are named with `session`, where the engine has names.
pub(super) async fn pool(
    url: &str,
    connections: u32,
    access: Access,
    session: &str,
) -> Stored<AnyPool> {
    sqlx::any::install_default_drivers();
    make_private(url)?;
    let engine = Engine::of(url).unwrap_or(Engine::Sqlite);
    // A pool only says that it waited in vain; a connection says why.
    let why = |error| cannot_open(url, &error);
    let mut first = AnyConnection::connect(url).await.map_err(why)?;
    match engine {
        Engine::Sqlite => {
            let told = first.execute(engine.session()).await;
            told.map_err(why)?;
        }
        Engine::Postgres => {
            pooler::refuse(url, &mut first).await?;
            make_schema(&mut first).await?;
        }
    }
    first.close().await?;
    let session = session.to_owned();
    let opened = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(None)
        // A file does not go away, and a ping costs as much as a statement. A server may.
        .test_before_acquire(engine == Engine::Postgres)
        .max_lifetime(None)
        // SQLite ends a transaction by itself when the disk is full; the rollback that follows is
        // then refused, and the connection believes for ever that it is in one. It is thrown away.
        .before_acquire(|connection, _| {
            let stuck = connection.is_in_transaction();
            Box::pin(async move { Ok(!stuck) })
        })
        .after_connect(move |connection, _| {
            let session = session.clone();
            Box::pin(async move {
                introduce(connection, engine, &session).await?;
                if access == Access::Read {
                    connection.execute(engine.read_only()).await?;
                }
                Ok(())
            })
        })
        .connect(url)
        .await;
    opened.map_err(why)
}

/// Makes the schema that the URL's `search_path` names, where it is missing. Several processes may
/// do so at once.
async fn make_schema(connection: &mut AnyConnection) -> Stored<()> {
    const CURRENT: &str = "select cast(current_schema() as text)";
    let current: Option<String> =
        sqlx::query(CURRENT).fetch_one(&mut *connection).await?.try_get(0)?;
    if current.is_some() {
        return Ok(());
    }
    let path: String = sqlx::query("select current_setting('search_path')")
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    let name = path.split(',').next().unwrap_or_default().trim().trim_matches('"');
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(cannot("its search_path names no schema of small letters"));
    }
    let make = format!("create schema if not exists {name}");
    let made = sqlx::query(sqlx::AssertSqlSafe(make)).execute(&mut *connection).await;
    let current: Option<String> =
        sqlx::query(CURRENT).fetch_one(&mut *connection).await?.try_get(0)?;
    match (current, made) {
        (Some(_), _) => Ok(()),
        (None, Err(error)) => Err(cannot(error)),
        (None, Ok(_)) => Err(cannot("its schema cannot be made")),
    }
}

/// Refuses a key store that lies in the database itself: a backup of one would hold the other.
pub(super) async fn apart(engine: Engine, url: &str, keys_url: &str) -> Stored<()> {
    if engine != Engine::Postgres {
        return Ok(());
    }
    let mut places = Vec::new();
    for url in [url, keys_url] {
        let mut connection = AnyConnection::connect(url).await.map_err(cannot)?;
        make_schema(&mut connection).await?;
        let text = "select current_database() || ' ' || current_schema() || ' ' || \
                    cast(pg_postmaster_start_time() as text)";
        let place: String = sqlx::query(text).fetch_one(&mut connection).await?.try_get(0)?;
        connection.close().await?;
        places.push(place);
    }
    if places.first() == places.last() {
        return Err(StorageError::Setup(
            "KEYS_URL is the same schema as DATABASE_URL; give the keys one of their own, \
             such as ?options=-c%20search_path%3Dkeys, or a database of their own where a pooler \
             ignores options"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Brings a database to this version.
pub(super) async fn migrate(url: &str, pool: &AnyPool, engine: Engine, which: Which) -> Stored<()> {
    if engine == Engine::Sqlite {
        let row = sqlx::query("select sqlite_version() as version").fetch_one(pool).await?;
        let version: String = row.try_get("version")?;
        if !new_enough(&version) {
            return Err(StorageError::Setup(format!(
                "SQLite {version} is too old: 3.51.3 or newer is needed"
            )));
        }
    }
    let migrator = match (engine, which) {
        (Engine::Sqlite, Which::Main) => sqlx::migrate!("migrations/sqlite"),
        (Engine::Sqlite, Which::Keys) => sqlx::migrate!("migrations/keys-sqlite"),
        (Engine::Postgres, Which::Main) => sqlx::migrate!("migrations/postgres"),
        (Engine::Postgres, Which::Keys) => sqlx::migrate!("migrations/keys-postgres"),
    };
    let done = match engine {
        Engine::Sqlite => migrator.run(pool).await,
        Engine::Postgres => {
            let mut tries = 1;
            loop {
                let done = migrate_patiently(url, &migrator).await?;
                match &done {
                    Err(error) if tries < MIGRATION_TRIES && met_others(error) => {
                        tracing::info!("others hold what a migration takes; it begins again");
                        tries += 1;
                    }
                    Ok(()) | Err(_) => break done,
                }
            }
        }
    };
    done.map_err(|error| {
        let newer =
            matches!(error, MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..));
        StorageError::Setup(if newer {
            "this database was written by a newer version; run that version".to_owned()
        } else {
            format!("a migration failed: {error}")
        })
    })
}

/// On a connection of its own, without the session's short patience: several processes may start at
/// once, and one migrates while the others wait. A crash, or an error, in the middle of a migration
/// leaves nothing of it; those before it stand.
async fn migrate_patiently(url: &str, migrator: &Migrator) -> Stored<Result<(), MigrateError>> {
    let patient = AnyPoolOptions::new().max_connections(1).connect(url).await;
    let patient = patient.map_err(cannot)?;
    let done = migrator.run(&patient).await;
    patient.close().await;
    Ok(done)
}

/// Whether a migration was ended only because others were at work: it takes whole tables, one after
/// another, and an earlier version that serves meanwhile may hold and want the same ones the other
/// way round. The server ends one of the two after a second.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "sqlx adds variants; nothing else is ended by others"
)]
fn met_others(error: &MigrateError) -> bool {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            is_conflict(error)
        }
        _ => false,
    }
}

/// What connections of a pool really run with, by the engine's own names.
pub(super) async fn settings(
    pool: &AnyPool,
    engine: Engine,
) -> Stored<Vec<(&'static str, String)>> {
    let mut out = Vec::new();
    for (name, text) in engine.settings() {
        let row = sqlx::query(*text).fetch_one(pool).await?;
        out.push((*name, row.try_get(0)?));
    }
    Ok(out)
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= (3, 51, 3)
}
