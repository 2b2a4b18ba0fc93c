//! A database as somebody else's hands reach it, on both engines: looked into, written to, held. It
//! must not know what is tested.

use std::path::Path;

use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::{Engine, Store};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;

/// The URL of a file, which is made where it is missing.
pub fn file_url(path: &Path) -> String {
    format!("sqlite:{}?mode=rwc", path.display())
}

/// One connection, without any setting of the shop's. A schema is made where it is missing, as a
/// file is.
pub async fn raw(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap();
    if crate::ENGINE == Engine::Postgres {
        let make = format!("create schema if not exists {}", super::postgres::schema_of(url));
        pool.execute(AssertSqlSafe(make)).await.unwrap();
    }
    pool
}

/// Forgets whoever has the first code, as an erasure does: its key is still to be destroyed.
pub async fn doom_first_code(pool: &AnyPool) {
    for change in [
        "update esims set code_sealed = null, erased_at = 1 where key_id = (select min(key_id) \
         from esims)",
        "insert into doomed (key_id, at) select min(key_id), 1 from esims",
    ] {
        sqlx::query(change).execute(pool).await.unwrap();
    }
}

/// How many rows a table has.
pub async fn count(pool: &AnyPool, table: &str) -> i64 {
    let text = format!("select count(*) from {table}");
    sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(pool).await.unwrap()
}

/// The names of all tables but the engine's own and the migrations'.
pub async fn tables(pool: &AnyPool) -> Vec<String> {
    let names = match crate::ENGINE {
        Engine::Sqlite => {
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' \
             and name not like '_sqlx_%' order by name"
        }
        Engine::Postgres => {
            "select cast(table_name as text) from information_schema.tables \
             where table_schema = current_schema() and table_name not like '_sqlx_%' order by 1"
        }
    };
    sqlx::query_scalar(names).fetch_all(pool).await.unwrap()
}

/// A database that another program holds: it can be read, and no update can be marked as handled.
pub struct Held(AnyConnection);

/// Holds a database. SQLite has one lock for all of it; on a server one table that every update is
/// written to does: to hold several one after another might end in a deadlock with the shop.
pub async fn hold(url: &str) -> Held {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    match crate::ENGINE {
        Engine::Sqlite => {
            connection.execute("begin immediate").await.unwrap();
        }
        Engine::Postgres => {
            connection.execute("begin").await.unwrap();
            connection.execute("lock table updates in exclusive mode").await.unwrap();
        }
    }
    Held(connection)
}

impl Held {
    /// Lets go.
    pub async fn let_go(mut self) {
        self.0.execute("rollback").await.unwrap();
        self.0.close().await.unwrap();
    }
}

/// A table that refuses new rows, whoever writes them.
pub struct Refusing {
    pool: AnyPool,
    table: &'static str,
}

/// Makes a table refuse the new rows of which `when` holds.
pub async fn refuse(url: &str, table: &'static str, when: &str) -> Refusing {
    let pool = raw(url).await;
    let refuse = match crate::ENGINE {
        Engine::Sqlite => format!(
            "create trigger refuses before insert on {table} when {when} \
             begin select raise(abort, 'refused'); end"
        ),
        Engine::Postgres => format!(
            "create function refuses() returns trigger language plpgsql as $body$ begin \
             if {when} then raise exception 'refused'; end if; return new; end $body$; \
             create trigger refuses before insert on {table} for each row execute function \
             refuses()"
        ),
    };
    pool.execute(AssertSqlSafe(refuse)).await.unwrap();
    Refusing { pool, table }
}

impl Refusing {
    /// It takes every row again.
    pub async fn relent(self) {
        let relent = match crate::ENGINE {
            Engine::Sqlite => "drop trigger refuses".to_owned(),
            Engine::Postgres => {
                format!("drop trigger refuses on {}; drop function refuses()", self.table)
            }
        };
        self.pool.execute(AssertSqlSafe(relent)).await.unwrap();
        self.pool.close().await;
    }
}

/// A database that nobody has yet.
pub struct Fresh {
    /// What its files lie in, where it has any.
    _folder: TempDir,
    /// Its address.
    pub main: String,
    /// The address of its key store.
    pub keys: String,
}

impl Fresh {
    /// Nothing is there yet but the folder.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (main, keys) = super::addresses(folder.path());
        Self { main, keys, _folder: folder }
    }

    /// Opens it as the shop does.
    pub async fn open(&self) -> Store {
        Store::open(&self.main, &self.keys, SealingKey::new(&[7; 32])).await.unwrap()
    }
}
