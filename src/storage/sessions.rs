//! Who else is connected to a server's database. It reads how sessions call themselves; what they
//! say and from where it must not know.

use sqlx::{AnyConnection, Connection, Row};

use super::dialect::Engine;
use super::tx::heard;
use super::{StorageError, Stored};

/// Other sessions of the role that asks, by the name they gave: who watches the server has another
/// role. Only PostgreSQL has such a view, and outside of a transaction it is a new one each time.
const OTHERS: &str = "select cast(application_name as text) as name, count(*) as n \
                      from pg_stat_activity where datname = current_database() \
                      and usename = session_user and backend_type = 'client backend' \
                      and pid <> pg_backend_pid() group by 1 order by 2 desc, 1";

/// Sessions that gave themselves the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sessions {
    pub name: String,
    pub count: i64,
}

/// One connection that looks at the others.
#[derive(Debug)]
pub(crate) struct Onlooker(AnyConnection);

impl Onlooker {
    /// Connects, and changes nothing.
    ///
    /// # Errors
    /// [`StorageError::Setup`] with the reason.
    pub(crate) async fn connect(url: &str) -> Stored<Self> {
        sqlx::any::install_default_drivers();
        let connection = AnyConnection::connect(url).await.map_err(|error| {
            StorageError::Setup(format!("the database cannot be opened: {error}"))
        })?;
        Ok(Self(connection))
    }

    pub(crate) async fn others(&mut self) -> Stored<Vec<Sessions>> {
        let rows = heard(Engine::Postgres, sqlx::query(OTHERS).fetch_all(&mut self.0)).await?;
        let sessions = rows
            .iter()
            .map(|row| Ok(Sessions { name: row.try_get("name")?, count: row.try_get("n")? }));
        sessions.collect()
    }

    pub(crate) async fn close(self) -> Stored<()> {
        self.0.close().await?;
        Ok(())
    }
}
