//! A key store that is empty, another shop's, or older than what was erased since, on both engines:
//! nobody is made a stranger by it, and nobody who was erased becomes readable again.

use std::path::{Path, PathBuf};

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::config::{DataConfig, sqlite_file};
use qazaq_esim_bot::domain::ids::KeyId;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::{Engine, Store, erase};
use sqlx::Executor as _;
use tempfile::TempDir;

use crate::support::{MORNING, PLANS, addresses, copies, files, outside, postgres};

const WHOLE: &str = "select count(*) from esims where erased_at is null";
const HELD: &str = "select count(*) from esims where held_at is not null";

/// A database with codes, which nobody has open.
struct Place {
    folder: TempDir,
    urls: (String, String),
}

impl Place {
    async fn with_codes(codes: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let urls = match crate::ENGINE {
            Engine::Sqlite => addresses(folder.path()),
            // Whoever finishes a restore looks at everybody who is there.
            Engine::Postgres => postgres::alone().await,
        };
        let place = Self { folder, urls };
        let store = place.open().await.unwrap();
        commands::import::plans(&store, &clock(), PLANS.as_bytes(), false).await.unwrap();
        let stock = files::more_stock("tr-1", codes);
        commands::import::stock(&store, &clock(), stock.as_bytes(), false).await.unwrap();
        store.close().await;
        place
    }

    fn sealed_by(&self, sealing_key: SealingKey) -> DataConfig {
        let (database_url, keys_url) = self.urls.clone();
        DataConfig { database_url, keys_url, sealing_key }
    }

    fn data(&self) -> DataConfig {
        self.sealed_by(SealingKey::new(&[7; 32]))
    }

    async fn open(&self) -> anyhow::Result<Store> {
        commands::open(self.data()).await
    }

    async fn finish(&self, missing: Missing) -> anyhow::Result<String> {
        recovery::finish(&self.data(), &clock(), missing).await
    }

    /// A number from the database, without a word to the keys.
    async fn number(&self, query: &'static str) -> i64 {
        let pool = outside::raw(&self.urls.0).await;
        let number = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
        pool.close().await;
        number
    }

    fn keys_files(&self) -> [PathBuf; 3] {
        let keys = sqlite_file(&self.urls.1).unwrap();
        ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", keys.display())))
    }

    /// A copy of the key store, as the owner of each engine makes one.
    async fn copy_keys(&self) -> PathBuf {
        let copy = self.folder.path().join("keys.copy");
        match crate::ENGINE {
            Engine::Sqlite => {
                recovery::backup_keys(&self.data(), &copy).await.unwrap();
            }
            Engine::Postgres => copies::dump(&self.urls.1, &copy),
        }
        copy
    }

    /// The key store is gone, and nobody noticed.
    async fn lose_the_keys(&self) {
        match crate::ENGINE {
            Engine::Sqlite => {
                for file in self.keys_files() {
                    let _ = std::fs::remove_file(file);
                }
            }
            Engine::Postgres => {
                let pool = outside::raw(&self.urls.1).await;
                let schema = postgres::schema_of(&self.urls.1);
                let lose = sqlx::AssertSqlSafe(format!("drop schema {schema} cascade"));
                pool.execute(lose).await.unwrap();
                pool.close().await;
            }
        }
    }

    /// Puts a copy of the key store in its place by hand.
    async fn bring_keys_back(&self, copy: &Path) {
        match crate::ENGINE {
            Engine::Sqlite => {
                self.lose_the_keys().await;
                let [keys, ..] = self.keys_files();
                std::fs::copy(copy, keys).unwrap();
            }
            Engine::Postgres => copies::bring_back(&self.urls.1, copy),
        }
    }
}

fn clock() -> Clock {
    Clock::manual(Stamp(MORNING))
}

#[tokio::test]
async fn an_empty_key_store_makes_nobody_a_stranger() {
    let place = Place::with_codes(10).await;
    let copy = place.copy_keys().await;
    place.lose_the_keys().await;
    // A new empty one is made and refused at once.
    let error = place.open().await.unwrap_err().to_string();
    assert!(error.contains("10 of 10 keys") && error.contains("restore --keys FILE"), "{error}");
    // These are hardly erasures.
    let error = place.finish(Missing::Careful).await.unwrap_err().to_string();
    assert!(error.contains("most keys") && error.contains("--erase-missing"), "{error}");
    assert_eq!((place.number(WHOLE).await, place.number(HELD).await), (10, 0), "touched");

    // Back in its place, all is well.
    place.bring_keys_back(&copy).await;
    place.open().await.unwrap().close().await;
    assert_eq!(place.number(WHOLE).await, 10);

    // Lost for ever: only on the owner's word is everything erased.
    place.lose_the_keys().await;
    place.open().await.unwrap_err();
    let told = place.finish(Missing::EraseAll).await.unwrap();
    assert!(told.contains("0 customers and visitors, 10 codes"), "{told}");
    assert_eq!(place.number(WHOLE).await, 0);
    place.open().await.unwrap().close().await;
}

#[tokio::test]
async fn the_key_store_of_another_shop_is_refused_and_left_as_it_is() {
    let (place, other) = (Place::with_codes(6).await, Place::with_codes(4).await);
    let copy = other.copy_keys().await;
    let url = match crate::ENGINE {
        Engine::Sqlite => {
            place.bring_keys_back(&copy).await;
            place.urls.1.clone()
        }
        Engine::Postgres => other.urls.1.clone(),
    };
    let with_it = || DataConfig { keys_url: url.clone(), ..place.data() };
    let keys = async || {
        let pool = outside::raw(&url).await;
        let keys = outside::count(&pool, "keys").await;
        pool.close().await;
        keys
    };
    let before = keys().await;
    let error = commands::open(with_it()).await.unwrap_err().to_string();
    assert!(error.contains("6 of 6 keys") && error.contains("not the one"), "{error}");
    let error = recovery::finish(&with_it(), &clock(), Missing::Careful).await.unwrap_err();
    assert!(error.to_string().contains("most keys"), "{error}");
    assert_eq!((place.number(WHOLE).await, place.number(HELD).await), (6, 0), "touched");
    assert_eq!(keys().await, before, "somebody else's keys");
}

#[tokio::test]
async fn a_restore_is_not_finished_with_another_sealing_key() {
    let place = Place::with_codes(2).await;
    let other = place.sealed_by(SealingKey::new(&[8; 32]));
    let error = recovery::finish(&other, &clock(), Missing::Careful).await.unwrap_err();
    let told = format!("{error:#}");
    assert!(told.contains("the sealing key does not fit") && !told.contains('\n'), "{told}");
    assert_eq!((place.number(WHOLE).await, place.number(HELD).await), (2, 0), "touched");
}

/// A copy of the key store that is older than an erasure knows the key of who was erased. Brought
/// back by hand, or by a server's own tools, it knows it no more when the restore is finished.
#[tokio::test]
async fn keys_that_were_destroyed_since_do_not_come_back_with_a_copy() {
    let place = Place::with_codes(4).await;
    let copy = place.copy_keys().await;
    let store = place.open().await.unwrap();
    let gone = place.number("select min(key_id) from esims").await;
    let pool = outside::raw(&place.urls.0).await;
    outside::doom_first_code(&pool).await;
    pool.close().await;
    assert_eq!(erase::destroy_doomed(&store).await.unwrap(), 1);
    store.close().await;

    place.bring_keys_back(&copy).await;
    let known = async || {
        let pool = outside::raw(&place.urls.1).await;
        let known: i64 = sqlx::query_scalar("select count(*) from keys where id = $1")
            .bind(KeyId(gone).0)
            .fetch_one(&pool)
            .await
            .unwrap();
        pool.close().await;
        known
    };
    assert_eq!(known().await, 1, "the copy is older");
    let told = place.finish(Missing::Careful).await.unwrap();
    assert_eq!(known().await, 0, "a destroyed key came back");
    assert!(told.contains("Destroyed in the key store again: 1 keys."), "{told}");
    if crate::ENGINE == Engine::Sqlite {
        let [keys, log, _] = place.keys_files();
        for file in [keys, log] {
            let bytes = std::fs::read(file).unwrap_or_default();
            assert!(
                bytes.windows(8).all(|window| window != gone.to_be_bytes()),
                "its bytes are left"
            );
        }
    }
    // The others are as they were, and the same again finds nothing to do.
    assert_eq!(place.number(WHOLE).await, 3);
    let told = place.finish(Missing::Careful).await.unwrap();
    assert!(!told.contains("again: 1 keys"), "{told}");
    place.open().await.unwrap().close().await;
}
