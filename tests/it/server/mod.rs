//! What only a server can show: what a connection runs with, URLs that are refused, its own tools'
//! copies ([`drill`]), what stands before it ([`poolers`]); and what several processes are to each
//! other: side by side ([`several`], [`clocks`], [`moments`], [`rates`], [`race`], [`lookups`]),
//! dying ([`lifeline`], [`replicas`], [`cutoff`]), one in the place of another ([`takeover`],
//! [`rolling`], [`renewing`]). The binary of the tests on files has none of these.

mod clocks;
mod cutoff;
mod drill;
mod lifeline;
mod lookups;
mod moments;
mod poolers;
mod race;
mod rates;
mod renewing;
mod replicas;
mod rolling;
mod several;
mod swallowed;
mod takeover;

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::SealingKey;

use crate::crashes::buyers::Buyers;
use crate::crashes::fleet::Place;
use crate::support::postgres;

/// So many more come to buy, one after another.
async fn crowd(buyers: &mut Buyers, count: usize) {
    for _ in 0..count {
        buyers.arrive();
        real_pause(Duration::from_millis(120)).await;
    }
}

fn sealing_key() -> SealingKey {
    SealingKey::new(&[7; 32])
}

#[tokio::test]
async fn several_processes_may_migrate_a_new_database_at_once() {
    let (main, keys) = postgres::fresh();
    let all = (0..4).map(|_| Store::open(&main, &keys, sealing_key()));
    for store in futures::future::join_all(all).await {
        store.unwrap().close().await;
    }
}

#[tokio::test]
async fn keys_in_the_databases_own_schema_and_engines_mixed_are_refused() {
    let (main, _) = postgres::fresh();
    let other = format!("{main}&application_name=other");
    let error = Store::open(&main, &other, sealing_key()).await.unwrap_err().to_string();
    assert!(error.contains("KEYS_URL is the same schema as DATABASE_URL"), "{error}");
    let error = Store::open(&main, "sqlite::memory:", sealing_key()).await.unwrap_err().to_string();
    assert!(error.contains("same engine"), "{error}");
}

#[tokio::test]
async fn a_schema_with_a_name_that_would_need_quotes_is_refused() {
    let (main, keys) = postgres::fresh();
    let schema = postgres::schema_of(&main);
    for name in ["", "Shop", "shop%3B", "%D0%B4%D2%AF%D0%BA%D0%B5%D0%BD"] {
        let url = main.replace(schema, name);
        let error = Store::open(&url, &keys, sealing_key()).await.unwrap_err().to_string();
        let told = "its search_path names no schema of small letters";
        assert!(error.contains(told), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_with_its_reason() {
    let nowhere = "postgres://test@127.0.0.1:1/nothing";
    let keys = format!("{nowhere}?options=-c%20search_path%3Dkeys");
    let error = Store::open(nowhere, &keys, sealing_key()).await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_names_what_lets_a_server_forget_what_it_confirmed() {
    let place = Place::new(1).await;
    let store = place.store().await;
    // The private server of the tests is such a one.
    let settings = store.pragmas().await.unwrap();
    let wrong: Vec<_> = store.engine().forgetful(&settings).map(|(name, _)| *name).collect();
    store.close().await;
    let (_, said) = place.says("", &["check"]).await;
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        let line = format!(
            "FIX  the database's server forgets at a power cut what it confirmed: set {name} to on"
        );
        assert_eq!(said.contains(&line), wrong.contains(&name), "{name} in {said}");
        let line = format!(
            "FIX  the key store's server forgets at a power cut what it confirmed: set {name} to on"
        );
        assert_eq!(said.contains(&line), wrong.contains(&name), "{name} in {said}");
    }
}

#[tokio::test]
async fn a_transaction_sees_what_was_committed_before_each_statement() {
    let (main, keys) = postgres::fresh();
    let store = Store::open(&main, &keys, sealing_key()).await.unwrap();
    let settings = store.pragmas().await.unwrap();
    let isolation = settings.iter().find(|(name, _)| *name == "transaction_isolation").unwrap();
    assert_eq!(isolation.1, "read committed");
    store.close().await;
}
