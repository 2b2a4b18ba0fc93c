//! Of files alone. What is no backup of ours is refused in one clear line, and nothing in force is
//! touched; a key store that is not the database's is refused before anybody is made a stranger.

use std::path::Path;

use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seam::Seam;

use super::{add_stock, backup, clock, data, names, number, open, restore, stocked};
use crate::support::outside::{doom_first_code, file_url, raw};

/// A restore is refused with these words, and leaves everything as it was.
async fn is_refused(folder: &Path, file: &Path, words: &str) {
    let before = (names(folder), std::fs::read(folder.join("shop.db")).unwrap());
    let error = restore(folder, file).await.unwrap_err();
    let told = format!("{error:#}");
    assert!(told.contains(words), "{told}");
    assert!(!told.contains('\n'), "one line: {told}");
    assert!(before == (names(folder), std::fs::read(folder.join("shop.db")).unwrap()));
}

#[tokio::test]
async fn what_is_no_backup_of_ours_is_refused_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    stocked(here, 2).await;
    let good = backup(here, "good.copy").await;
    drop(commands::lock(&data(here).database_url).unwrap());
    let at = |name: &str| here.join(name);

    is_refused(here, &at("missing"), "cannot be read").await;
    std::fs::write(at("words"), "these are words and no database at all".repeat(200)).unwrap();
    is_refused(here, &at("words"), "words is not a sound SQLite database").await;
    let pool = raw(&file_url(&at("other.db"))).await;
    sqlx::query("create table settings (name text, value text)").execute(&pool).await.unwrap();
    pool.close().await;
    is_refused(here, &at("other.db"), "other.db is not a database of this shop").await;

    let mut cut = std::fs::read(&good).unwrap();
    cut.truncate(cut.len() / 2);
    std::fs::write(at("cut"), cut).unwrap();
    is_refused(here, &at("cut"), "").await;

    std::fs::copy(&good, at("newer")).unwrap();
    let pool = raw(&file_url(&at("newer"))).await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (99991231235959, 'later', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    is_refused(here, &at("newer"), "written by a newer version").await;

    std::fs::copy(&good, at("foreign")).unwrap();
    let pool = raw(&file_url(&at("foreign"))).await;
    let other = "00";
    sqlx::query("update settings set value = $1 where name = 'key_check'")
        .bind(other)
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    is_refused(here, &at("foreign"), "its secrets are others").await;

    is_refused(here, &at("shop.db"), "is the file in force itself").await;
    std::fs::copy(&good, at("live")).unwrap();
    std::fs::write(at("live-wal"), "a log").unwrap();
    is_refused(here, &at("live"), "has a log beside it").await;

    let lock = commands::lock(&data(here).database_url).unwrap();
    is_refused(here, &good, "another qazaq-esim-bot serves this database").await;
    drop(lock);
    std::fs::rename(at("shop.db.keys"), at("elsewhere")).unwrap();
    is_refused(here, &good, "there is no key store at").await;
    std::fs::rename(at("elsewhere"), at("shop.db.keys")).unwrap();

    restore(here, &good).await.unwrap();
}

#[tokio::test]
async fn somebody_who_uses_the_database_is_not_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    stocked(here, 2).await;
    let good = backup(here, "good.copy").await;
    // Another command is at work.
    let pool = raw(&file_url(&here.join("shop.db"))).await;
    let mut at_work = pool.begin_with("begin immediate").await.unwrap();
    sqlx::query("update settings set value = 'x' where name = 'nothing'")
        .execute(&mut *at_work)
        .await
        .unwrap();
    let error = restore(here, &good).await.unwrap_err().to_string();
    assert!(error.contains("cannot be taken over"), "{error}");
    at_work.rollback().await.unwrap();
    pool.close().await;
    restore(here, &good).await.unwrap();
}

#[tokio::test]
async fn an_empty_or_foreign_key_store_is_refused_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    stocked(here, 10).await;
    let good = backup(here, "good.copy").await;
    let (keys, aside) = (here.join("shop.db.keys"), here.join("keys.aside"));
    std::fs::rename(&keys, &aside).unwrap();

    // A new empty one is made and refused at once: nobody becomes a stranger.
    let error = commands::open(data(here)).await.unwrap_err().to_string();
    assert!(error.contains("10 of 10 keys") && error.contains("restore --keys FILE"), "{error}");
    // A restore with it is refused too: these are hardly erasures.
    let error = restore(here, &good).await.unwrap_err().to_string();
    assert!(error.contains("most keys") && error.contains("--erase-missing"), "{error}");

    // Back in its place, all is well.
    std::fs::rename(&aside, &keys).unwrap();
    let store = open(here).await;
    assert_eq!(number(&store, "select count(*) from esims where erased_at is null").await, 10);
    store.close().await;

    // Lost for ever: only on the owner's word is everything erased.
    std::fs::remove_file(&keys).unwrap();
    commands::open(data(here)).await.unwrap_err();
    let (config, clock) = (data(here), clock());
    let seam = Seam::default();
    recovery::restore(&config, &good, &clock, Missing::EraseAll, &seam).await.unwrap();
    let store = open(here).await;
    assert_eq!(number(&store, "select count(*) from esims where erased_at is null").await, 0);
    store.close().await;
}

#[tokio::test]
async fn a_copy_of_the_key_store_comes_back_without_the_keys_destroyed_since() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    stocked(here, 4).await;
    let copy = here.join("keys.copy");
    let told = recovery::backup_keys(&data(here), &copy).await.unwrap();
    assert!(told.contains("within 7 days") && told.contains("restore --keys"), "{told}");
    assert!(recovery::backup_keys(&data(here), &copy).await.is_err(), "overwritten");
    let store = open(here).await;
    // The customer of one code is forgotten; later codes come in, of keys the copy does not have.
    let gone = number(&store, "select min(key_id) from esims").await;
    let pool = raw(&file_url(&here.join("shop.db"))).await;
    doom_first_code(&pool).await;
    pool.close().await;
    assert_eq!(qazaq_esim_bot::storage::erase::destroy_doomed(&store).await.unwrap(), 1);
    assert_eq!(number(&store, "select key_id from destroyed").await, gone);
    store.close().await;

    let (config, clock, seam) = (data(here), clock(), Seam::default());
    let told = recovery::restore_keys(&config, &copy, &clock, Missing::Careful, &seam).await;
    let told = told.unwrap();
    assert!(told.contains("Destroyed in it again: 1 keys"), "{told}");
    let keys = raw(&file_url(&here.join("shop.db.keys"))).await;
    let back: i64 = sqlx::query_scalar("select count(*) from keys where id = $1")
        .bind(gone)
        .fetch_one(&keys)
        .await
        .unwrap();
    assert_eq!(back, 0, "a destroyed key came back");
    keys.close().await;
    let bytes = std::fs::read(here.join("shop.db.keys")).unwrap();
    assert!(bytes.windows(8).all(|window| window != gone.to_be_bytes()), "its bytes are left");

    // A code that came in after the copy: its key is lost with the newer key store.
    let store = open(here).await;
    add_stock(&store, "th-3", 1).await;
    store.close().await;
    let refused = recovery::restore_keys(&config, &copy, &clock, Missing::Careful, &seam).await;
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("1 codes are newer"), "{error}");
    let store = open(here).await;
    assert_eq!(number(&store, "select count(*) from esims where erased_at is null").await, 4);
    store.close().await;
    recovery::restore_keys(&config, &copy, &clock, Missing::EraseAll, &seam).await.unwrap();
    let store = open(here).await;
    assert_eq!(number(&store, "select count(*) from esims where erased_at is null").await, 3);
    store.close().await;

    // A file that is no key store, and one that another sealing key wrapped.
    let main = backup(here, "main.copy").await;
    let wrong = recovery::restore_keys(&config, &main, &clock, Missing::Careful, &seam).await;
    assert!(wrong.unwrap_err().to_string().contains("main.copy is not a key store of this shop"));
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    stocked(folder.path(), 1).await;
    let config = data(folder.path());
    let url = config.database_url.replace("mode=rwc", "mode=ro");
    let error = Store::open(&url, &config.keys_url, config.sealing_key.clone()).await.unwrap_err();
    let told = error.to_string();
    assert!(told.contains("cannot be written") && !told.contains('\n'), "{told}");
}
