//! The two engines, and the only SQL text that differs between them.

use std::sync::OnceLock;

use sqlx::{AnyPool, Executor, SqlSafeStr};

use super::{StorageError, Stored};

/// SQLite's settings, read back by a test: a commit is on the disk when it returns, and deleted
/// values are overwritten. Each of the few connections keeps two megabytes of pages; the system
/// keeps the rest of the file.
const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; \
    pragma busy_timeout = 5000; pragma foreign_keys = on; pragma secure_delete = on; \
    pragma cache_size = -2000";

/// The server's clock in unix milliseconds: what several processes agree on, however wrong their
/// own clocks are. SQLite has none: its one process has the only clock.
pub(super) const SERVER_NOW: &str =
    "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)";

/// PostgreSQL's settings. Locking first and reading afterwards is right only where every statement
/// sees what was committed before it. No process waits for a lock for long, and a process that
/// stands still in the middle of a transaction loses it, so that the others go on.
const SESSION: &str = "set default_transaction_isolation = 'read committed'; \
    set lock_timeout = '5s'; set statement_timeout = '30s'; \
    set idle_in_transaction_session_timeout = '15s'; \
    set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; \
    set tcp_keepalives_count = 3; set client_min_messages = 'warning'";

/// The name of a session, which an operator reads, and at its end the session word of its process,
/// by which others see that it lives. The URL may give another beginning; a name has 63 letters.
pub(super) const NAME: &str = "select set_config('application_name', left(coalesce(nullif( \
    current_setting('application_name'), ''), 'qazaq-esim-bot'), 46) || ' ' || $1, false)";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Tells the engine from the URL's scheme.
    pub(crate) fn of(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    /// How many connections write. SQLite has one writer, and two of ours would only wait for each
    /// other; on a server the processor, the relay and the stock do not.
    pub(crate) const fn writers(self) -> u32 {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 4,
        }
    }

    /// How many connections the key store has.
    pub(crate) const fn key_connections(self) -> u32 {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 2,
        }
    }

    /// What each new connection is told first.
    pub(crate) const fn session(self) -> &'static str {
        match self {
            Self::Sqlite => PRAGMAS,
            Self::Postgres => SESSION,
        }
    }

    /// What a connection that only reads is told besides.
    pub(crate) const fn read_only(self) -> &'static str {
        match self {
            Self::Sqlite => "pragma query_only = on",
            Self::Postgres => "set default_transaction_read_only = on",
        }
    }

    /// What a connection really runs with: a name, and a query for one text.
    pub(crate) const fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Sqlite => &[
                ("journal_mode", "select journal_mode from pragma_journal_mode"),
                ("synchronous", "select synchronous || '' from pragma_synchronous"),
                ("secure_delete", "select secure_delete || '' from pragma_secure_delete"),
                ("foreign_keys", "select foreign_keys || '' from pragma_foreign_keys"),
            ],
            Self::Postgres => &[
                ("fsync", "select current_setting('fsync')"),
                ("full_page_writes", "select current_setting('full_page_writes')"),
                ("synchronous_commit", "select current_setting('synchronous_commit')"),
                ("transaction_isolation", "select current_setting('transaction_isolation')"),
            ],
        }
    }

    /// What of these settings makes a commit something that a power cut takes back; as `pragmas`
    /// reads them.
    pub fn forgetful<'a>(
        self,
        settings: &'a [(&'static str, String)],
    ) -> impl Iterator<Item = &'a (&'static str, String)> {
        settings.iter().filter(move |(name, value)| match self {
            // Told to every connection by ourselves.
            Self::Sqlite => false,
            Self::Postgres => {
                matches!(*name, "fsync" | "full_page_writes" | "synchronous_commit")
                    && value == "off"
            }
        })
    }

    /// How a transaction that will write begins. SQLite takes the write lock at once: upgrading a
    /// read transaction fails without waiting.
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "begin immediate",
            Self::Postgres => "begin",
        }
    }
}

/// Declares the named statements of a file, each with the text that both engines take and, where
/// PostgreSQL needs one, a suffix that locks. The tests prepare every one of them on every engine.
macro_rules! statements {
    ($($name:ident = $text:expr $(, postgres $lock:literal)?;)*) => {
        $(const $name: $crate::storage::Sql = $crate::storage::Sql::new(
            concat!(module_path!(), "::", stringify!($name)),
            $text,
            concat!($text $(, $lock)?),
        );)*
        pub(in crate::storage) const STATEMENTS: &[$crate::storage::Sql] = &[$($name),*];
    };
}
pub(super) use statements;

/// The same for statements over many rows: `values`, with a tuple a row, or `list`, with one value
/// a row. `(..)` is where they stand.
macro_rules! many_rows {
    ($($name:ident = $kind:ident $text:expr $(, postgres $lock:literal)?;)*) => {
        $(static $name: $crate::storage::MultiRow = $crate::storage::MultiRow::$kind(
            concat!(module_path!(), "::", stringify!($name)),
            $text,
            concat!("" $(, $lock)?),
        );)*
        pub(in crate::storage) const ROWS: &[&$crate::storage::MultiRow] = &[$(&$name),*];
    };
}
pub(super) use many_rows;

/// Prepares statements without running them, and says how many they are.
pub(super) async fn prepare(
    pool: &AnyPool,
    engine: Engine,
    statements: &[&[Sql]],
    rows: &[&[&'static MultiRow]],
) -> Stored<usize> {
    let sizes = [1, MultiRow::LARGEST];
    let many = rows.iter().copied().flatten();
    let many = many.flat_map(|rows| sizes.map(|size| (rows.name, rows.text(size, engine))));
    let single = statements.iter().copied().flatten().map(|sql| (sql.name, sql.text(engine)));
    let texts: Vec<_> = single.chain(many).collect();
    let mut connection = pool.acquire().await?;
    for (name, text) in &texts {
        let prepared = (&mut *connection).prepare(sqlx::AssertSqlSafe(*text).into_sql_str()).await;
        prepared.map_err(|error| StorageError::Setup(format!("{name}: {error}")))?;
    }
    Ok(texts.len())
}

/// One named statement.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    pub name: &'static str,
    lite: &'static str,
    postgres: &'static str,
}

impl Sql {
    /// A statement by its text for each engine.
    pub(super) const fn new(
        name: &'static str,
        lite: &'static str,
        postgres: &'static str,
    ) -> Self {
        Self { name, lite, postgres }
    }

    pub(super) const fn text(self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.lite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// How many sizes a statement over many rows has: 1, 2, 4 … 64 rows. Few texts fill the
/// statement cache; thirteen rows are written as eight, four and one.
const SIZES: usize = 7;

/// A statement over many rows. `(..)` in its text is where they stand.
#[derive(Debug)]
pub struct MultiRow {
    pub name: &'static str,
    text: &'static str,
    /// What follows the text on PostgreSQL alone.
    lock: &'static str,
    texts: [OnceLock<String>; SIZES],
    listed: bool,
}

impl MultiRow {
    /// `insert … values (..) …`: a tuple a row, as many values as columns are named.
    pub(super) const fn values(name: &'static str, text: &'static str, lock: &'static str) -> Self {
        Self { name, text, lock, texts: [const { OnceLock::new() }; SIZES], listed: false }
    }

    /// `select … where x in (..) …`: one value a row; a shorter list is filled with its last one.
    pub(super) const fn list(name: &'static str, text: &'static str, lock: &'static str) -> Self {
        Self { name, text, lock, texts: [const { OnceLock::new() }; SIZES], listed: true }
    }

    pub(super) const LARGEST: usize = 1 << (SIZES - 1);

    /// The size to use for the next part of `left` rows: the largest power of two that fits, or for
    /// a list the smallest that holds them all.
    pub(super) fn size(&self, left: usize) -> usize {
        let capped = left.clamp(1, Self::LARGEST);
        if self.listed || capped.is_power_of_two() {
            capped.next_power_of_two()
        } else {
            capped.next_power_of_two() / 2
        }
    }

    /// The text for `size` rows (a power of two up to [`MultiRow::LARGEST`]) on an engine.
    pub(super) fn text(&'static self, size: usize, engine: Engine) -> &'static str {
        let slot = usize::try_from(size.trailing_zeros()).unwrap_or(0);
        let text = self.texts.get(slot);
        text.map_or(self.text, |text| text.get_or_init(|| self.written(size, engine)))
    }

    fn written(&self, size: usize, engine: Engine) -> String {
        let (head, tail) = self.text.split_once("(..)").unwrap_or((self.text, ""));
        let (columns, mut number) = if self.listed {
            // The head's own placeholders come first; each stands there once.
            (1, head.matches('$').count())
        } else {
            (head.matches(',').count() + 1, 0)
        };
        let mut row = || {
            let places: Vec<String> =
                (number + 1..=number + columns).map(|place| format!("${place}")).collect();
            number += columns;
            places.join(", ")
        };
        let rows: Vec<String> = (0..size).map(|_| row()).collect();
        let rows = rows.join(if self.listed { ", " } else { "), (" });
        let lock = match engine {
            Engine::Sqlite => "",
            Engine::Postgres => self.lock,
        };
        format!("{head}({rows}){tail}{lock}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    many_rows! {
        INSERT = values "insert into t (a, b) values (..) on conflict do nothing";
        SELECT = list "select a from t where a in (..) order by a", postgres " for update";
    }

    #[test]
    fn a_server_that_forgets_what_it_confirmed_is_noticed() {
        let settings = |words: [&str; 3]| {
            let names = ["fsync", "full_page_writes", "synchronous_commit"];
            let mut all: Vec<(&'static str, String)> =
                names.into_iter().zip(words.map(str::to_owned)).collect();
            all.push(("transaction_isolation", "off".to_owned()));
            all
        };
        let count = |words| Engine::Postgres.forgetful(&settings(words)).count();
        assert_eq!(count(["on", "on", "on"]), 0);
        assert_eq!(count(["on", "on", "local"]), 0, "only what a standby has is at stake");
        assert_eq!(count(["off", "on", "off"]), 2);
        assert_eq!(Engine::Sqlite.forgetful(&settings(["off"; 3])).count(), 0);
    }

    #[test]
    fn many_rows_are_written_in_few_sizes() {
        assert_eq!(
            INSERT.text(2, Engine::Sqlite),
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
        let sizes: Vec<usize> = [1, 2, 3, 13, 64, 500].iter().map(|n| INSERT.size(*n)).collect();
        assert_eq!(sizes, [1, 2, 2, 8, 64, 64]);
    }

    #[test]
    fn a_list_is_long_enough() {
        assert_eq!(
            SELECT.text(2, Engine::Sqlite),
            "select a from t where a in ($1, $2) order by a"
        );
        let sizes: Vec<usize> = [1, 2, 3, 13, 64].iter().map(|n| SELECT.size(*n)).collect();
        assert_eq!(sizes, [1, 2, 4, 16, 64]);
        assert_eq!(ROWS.len(), 2);
    }
}
