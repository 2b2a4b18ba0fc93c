//! The files of a backup as the engine sees them: a copy of one in use, a look at one from outside,
//! the hold on one that is about to be replaced. It must not know what a restore does to the rows.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sqlx::{AnyConnection, Connection, Executor, Row};

use super::super::{StorageError, Stored};
use crate::domain::ids::KeyId;

fn file_url(file: &Path, mode: &str) -> String {
    format!("sqlite:{}?mode={mode}", file.display())
}

async fn connect(file: &Path, mode: &str) -> Stored<AnyConnection> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&file_url(file, mode)).await.map_err(|error| {
        StorageError::Setup(format!("{} cannot be opened: {error}", file.display()))
    })
}

/// Copies a database file that may be in use into another one, which must be empty or absent. The
/// copy is whole: it is read in one transaction. Nothing is migrated.
///
/// # Errors
/// The file cannot be read, or the copy not be written.
pub(crate) async fn copy(from: &Path, into: &Path) -> Stored<()> {
    let mut connection = connect(from, "rw").await?;
    (&mut connection).execute("pragma busy_timeout = 5000").await?;
    let copied = sqlx::query("vacuum into $1")
        .bind(into.display().to_string())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    copied?;
    Ok(())
}

/// What kind of file a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Main,
    Keys,
}

/// What only a key store answers.
const KEYS: &str = "select description from _sqlx_migrations where description = 'keys'";

/// Looks at a file without changing it: whether every page of it is sound and it is a database of
/// this program, of any version. `known_as` is how whoever reads the answer calls the file.
///
/// # Errors
/// A line that says what is wrong with the file.
pub(crate) async fn look(file: &Path, known_as: &Path, kind: Kind) -> Stored<()> {
    let name = known_as.display();
    let broken = |what: &str| StorageError::Setup(format!("{name} {what}"));
    let mut connection = connect(file, "ro").await?;
    let sound = sqlx::query("select integrity_check as value from pragma_integrity_check")
        .fetch_all(&mut connection)
        .await
        .map_err(|error| broken(&format!("is not a sound SQLite database: {error}")))?;
    let first: Option<String> = match sound.first() {
        Some(row) => Some(row.try_get("value")?),
        None => None,
    };
    let ours = match kind {
        Kind::Main => "select value from settings where name = 'key_check'",
        Kind::Keys => KEYS,
    };
    let ours = sqlx::query(ours).fetch_optional(&mut connection).await;
    connection.close().await?;
    if first.as_deref() != Some("ok") {
        return Err(broken("is damaged: its integrity check fails"));
    }
    match (ours, kind) {
        (Ok(Some(_)), _) => Ok(()),
        (_, Kind::Main) => Err(broken("is not a database of this shop")),
        (_, Kind::Keys) => Err(broken("is not a key store of this shop")),
    }
}

/// Whether a file is a key store of this program, or a copy of one. Nothing of it is locked or
/// changed.
pub(crate) async fn is_key_store(file: &Path) -> bool {
    let mut begin = [0; 16];
    let read = File::open(file).and_then(|mut opened| opened.read_exact(&mut begin));
    if read.is_err() || begin != *b"SQLite format 3\0" {
        return false;
    }
    let Ok(mut connection) = connect(file, "ro&immutable=true").await else { return false };
    let ours = sqlx::query(KEYS).fetch_optional(&mut connection).await;
    let closed = connection.close().await;
    closed.is_ok() && matches!(ours, Ok(Some(_)))
}

/// The hold of one process on a database file that is about to be replaced: no other process reads
/// or writes it meanwhile, and nothing of it lies in a log beside it.
#[derive(Debug)]
pub(crate) struct Seized(AnyConnection);

impl Seized {
    pub(crate) async fn release(self) -> Stored<()> {
        self.0.close().await?;
        Ok(())
    }
}

/// Takes hold of a database file and empties its log into it.
///
/// # Errors
/// Somebody else has it open, or it is no database.
pub(crate) async fn seize(file: &Path) -> Stored<Seized> {
    let mut connection = connect(file, "rw").await?;
    let busy = |error: sqlx::Error| {
        StorageError::Setup(format!(
            "{} cannot be taken over: {error}. If another command uses it, let that end. If it is \
             damaged, move it and the files beside it (-wal, -shm) away by hand, and restore again",
            file.display()
        ))
    };
    (&mut connection)
        .execute(
            "pragma busy_timeout = 5000; pragma locking_mode = exclusive; pragma journal_mode = \
             delete; begin exclusive",
        )
        .await
        .map_err(busy)?;
    Ok(Seized(connection))
}

/// The keys that a database file knows as destroyed, whatever its version; none if it is too old to
/// know.
///
/// # Errors
/// The file cannot be read.
pub(crate) async fn destroyed_in(file: &Path) -> Stored<Vec<KeyId>> {
    let mut connection = connect(file, "rw").await?;
    let mut keys = Vec::new();
    for text in ["select key_id from destroyed", "select key_id from doomed"] {
        if let Ok(rows) = sqlx::query(text).fetch_all(&mut connection).await {
            for row in rows {
                keys.push(KeyId(row.try_get("key_id")?));
            }
        }
    }
    connection.close().await?;
    Ok(keys)
}
