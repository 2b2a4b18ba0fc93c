//! What can go wrong with the database, told apart by what has to follow. A database error is only
//! ever shown by its `Display`: its `Debug` prints the values of the row.

use std::fmt;

#[derive(thiserror::Error)]
pub enum StorageError {
    /// The database cannot be used now: connection, pool, lock, serialization, disk. Nothing is
    /// acknowledged, counted or parked; the same is tried again.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// Another process was in the way: a deadlock, a serialization failure. The transaction is
    /// repeated, and it counts as nothing.
    #[error("another transaction was in the way: {0}")]
    Conflict(String),
    /// Another process wrote a row first that may be there only once. Repeated, the transaction
    /// sees that row; if it is refused again and again it is refused for what it carries.
    #[error("a row is there already: {0}")]
    Duplicate(String),
    /// A statement was refused for what it carries: constraint, row count, bad data.
    #[error("the database refused a statement: {0}")]
    Refused(String),
    #[error("a row of {table} cannot be read: {what}")]
    Corrupt {
        table: &'static str,
        /// What is wrong, without values.
        what: &'static str,
    },
    #[error("{statement} changed {changed} rows instead of {wanted}")]
    RowCount {
        statement: &'static str,
        /// How many rows it changed.
        changed: u64,
        wanted: u64,
    },
    #[error("a sealed value of {0} does not open with its key")]
    Seal(&'static str),
    #[error(
        "the sealing key does not fit this database; use the key file it was created with, or the \
         one it was renewed with (while it is renewed the one before is in OLD_SEALING_KEY_FILE)"
    )]
    WrongKey,
    /// Something about the start: the URL, the file, the version.
    #[error("{0}")]
    Setup(String),
}

impl fmt::Debug for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A start that fails for the disk says what to do about it.
pub(super) fn at_start(error: StorageError) -> StorageError {
    let told = error.to_string();
    let remedy = if told.contains("readonly") {
        "the database or the key store cannot be written: give both files and \
         their folder to the user that runs this, and mount the disk for writing"
    } else if told.contains("disk is full") {
        "the disk is full: make room and start again, nothing is lost"
    } else {
        return error;
    };
    StorageError::Setup(format!("{remedy} ({told})"))
}

impl StorageError {
    /// Whether this is our own trouble, to be waited out, and not the fault of what was handled.
    pub(crate) const fn is_unavailable(&self) -> bool {
        match self {
            // A process that does not know the sealing key in force takes nothing off anybody.
            Self::Unavailable(_) | Self::WrongKey => true,
            Self::Conflict(_)
            | Self::Duplicate(_)
            | Self::Refused(_)
            | Self::Corrupt { .. }
            | Self::RowCount { .. }
            | Self::Seal(_)
            | Self::Setup(_) => false,
        }
    }
}

/// Whether the server ended a transaction for another one's sake: repeated, it may well pass.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("40001" | "40P01"))
}

impl From<sqlx::Error> for StorageError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "sqlx adds variants; what is unknown is not the statement's fault"
    )]
    fn from(error: sqlx::Error) -> Self {
        let shown = error.to_string();
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::RowNotFound
                | sqlx::Error::ColumnNotFound(_)
                | sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::Decode(_)
                | sqlx::Error::TypeNotFound { .. }
                | sqlx::Error::Encode(_) => Self::Refused(shown),
                _ => Self::Unavailable(shown),
            };
        };
        if is_conflict(&error) {
            return Self::Conflict(shown);
        }
        // On SQLite no other process writes, so this is the row's own fault.
        if database.code().as_deref() == Some("23505") {
            return Self::Duplicate(shown);
        }
        // What breaks a rule of its table is the row's own fault, on either engine.
        // SQLite: 5 busy, 6 locked, 8 read-only, 10 I/O, 11 corrupt, 13 full, 14 cannot open, and
        // their extended forms. PostgreSQL: classes 08, 53, 55, 57, 58, 40 and XX, and some of 25.
        let code = database.code().unwrap_or_default();
        let unavailable = match code.parse::<i64>() {
            Ok(lite) if code.len() < 5 => {
                matches!(lite & 0xff, 5 | 6 | 8 | 10 | 11 | 13 | 14)
            }
            // Of class 25 only what the server does to a process that stood still, or as a standby.
            _ => ["08", "25P03", "25P04", "25006", "53", "55", "57", "58", "40", "XX"]
                .iter()
                .any(|class| code.starts_with(class)),
        };
        if unavailable { Self::Unavailable(shown) } else { Self::Refused(shown) }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::error::Error;

    use sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    /// What a server says, by its code.
    #[derive(Debug, thiserror::Error)]
    #[error("told {0}")]
    struct Told(&'static str);

    impl DatabaseError for Told {
        fn message(&self) -> &str {
            self.0
        }
        fn code(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }
        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }
        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }
        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }
        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    #[test]
    fn what_a_server_does_to_a_process_that_stood_still_is_no_fault_of_the_statement() {
        let told = |code| StorageError::from(sqlx::Error::Database(Box::new(Told(code))));
        // A transaction that stood still was ended; the server became a standby; it stops; its disk
        // is full.
        for code in ["25P03", "25P04", "25006", "57P01", "53100"] {
            assert!(told(code).is_unavailable(), "{code}");
        }
        for code in ["25P02", "22003", "42P01", "23502"] {
            assert!(!told(code).is_unavailable(), "{code}");
        }
    }
}
