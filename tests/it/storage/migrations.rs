//! Migrations run over rows. The first one is followed by `sample.sql`; every later one must bring
//! a `sample-<version>.sql` with rows of its own version, which the next ones run over in turn.

use std::path::{Path, PathBuf};

use qazaq_esim_bot::domain::charge::{Charge, ChargeState, Why};
use qazaq_esim_bot::domain::ids::{ChargeId, OrderId};
use qazaq_esim_bot::domain::order::Opening;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::{Engine, Store, charges, orders, settings};
use sqlx::AnyPool;
use sqlx::migrate::{Migration, Migrator};

use crate::support::Logs;
use crate::support::outside::{Fresh, count, raw, tables};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/storage")
}

/// Where the rows are that follow the `place`-th migration.
fn sample_file(place: usize, version: i64) -> PathBuf {
    if place == 0 {
        here().join("sample.sql")
    } else {
        here().join(format!("sample-{version}.sql"))
    }
}

/// The versions whose migrations nobody tries on rows.
fn without_rows(versions: &[i64]) -> Vec<i64> {
    let missing = |(place, version): (usize, &i64)| {
        let text = std::fs::read_to_string(sample_file(place, *version)).unwrap_or_default();
        (!text.contains("insert into")).then_some(*version)
    };
    versions.iter().enumerate().filter_map(missing).collect()
}

fn migrations() -> Vec<Migration> {
    let all = match crate::ENGINE {
        Engine::Sqlite => sqlx::migrate!("migrations/sqlite"),
        Engine::Postgres => sqlx::migrate!("migrations/postgres"),
    };
    all.iter().cloned().collect()
}

/// The rows that follow the `place`-th migration, with bytes as the engine writes them.
fn sample(place: usize, version: i64) -> String {
    let text = std::fs::read_to_string(sample_file(place, version)).unwrap();
    match crate::ENGINE {
        Engine::Sqlite => text,
        Engine::Postgres => text.replace(" x'", r" '\x"),
    }
}

#[test]
fn every_migration_has_rows_to_run_over() {
    let versions: Vec<i64> = migrations().iter().map(|step| step.version).collect();
    assert_eq!(without_rows(&versions), Vec::<i64>::new());
    // The machinery notices one that has none.
    let mut later = versions.clone();
    later.push(99_991_231_235_959);
    assert_eq!(without_rows(&later), [99_991_231_235_959]);
}

#[tokio::test]
async fn migrations_keep_the_rows_they_run_over() {
    let fresh = Fresh::new();
    let pool = raw(&fresh.main).await;
    let all = migrations();
    for place in 0..all.len() {
        let mut before = Vec::new();
        for table in tables(&pool).await {
            before.push((table.clone(), count(&pool, &table).await));
        }
        Migrator::with_migrations(all[..=place].to_vec()).run(&pool).await.unwrap();
        for (table, rows) in before {
            assert!(count(&pool, &table).await >= rows, "rows of {table} are lost");
        }
        let sample = sample(place, all[place].version);
        sqlx::raw_sql(sqlx::AssertSqlSafe(sample)).execute(&pool).await.unwrap();
        if place == 0 {
            for table in tables(&pool).await {
                assert!(count(&pool, &table).await > 0, "sample.sql has no row for {table}");
            }
        }
    }
    pool.close().await;

    // The sample's keys are stand-ins too; nothing of them is opened.
    open_keys(&fresh.keys).await;
    // This version reads what the first one wrote.
    let store = fresh.open().await;
    let mut reader = store.read().await.unwrap();
    let order = orders::load(&mut reader, &[OrderId::from_number(31)]).await.unwrap().remove(0);
    assert_eq!(order.state().as_str(), "fulfilled");
    assert_eq!(order.plan.id.as_str(), "tr-1");
    // An order from before attempts were counted has shown something, for all we know.
    assert_eq!((order.qr_count, order.blank_count, order.replaced), (1, 0, 0));
    let order = orders::load(&mut reader, &[OrderId::from_number(32)]).await.unwrap().remove(0);
    assert_eq!((order.blank_count, order.replaced), (1, 1));
    assert_eq!(order.opening, Opening::AtOnce, "as every order before there was a choice");
    let later = [35, 36].map(OrderId::from_number);
    let later = orders::load(&mut reader, &later).await.unwrap();
    let openings: Vec<Opening> = later.iter().map(|order| order.opening).collect();
    let (until, at) = (Stamp(1_792_609_200_000), Stamp(1_790_086_400_000));
    assert_eq!(openings, [Opening::Unopened { until }, Opening::Opened { at }]);
    let ids = [ChargeId("charge31".into()), ChargeId("charge99".into())];
    let states: Vec<ChargeState> =
        charges::load(&mut reader, &ids).await.unwrap().iter().map(Charge::state).collect();
    assert_eq!(states, [ChargeState::Kept, ChargeState::Case(Why::Unsigned)]);
    assert!(settings::load(&mut reader).await.unwrap().switches.paused);
    drop(reader);
    store.close().await;
}

/// A key store that knows the sample's key ids.
async fn open_keys(url: &str) {
    // It was begun beside another database.
    let other = Fresh::new();
    let key = SealingKey::new(&[7; 32]);
    Store::open(&other.main, url, key).await.unwrap().close().await;
    let pool = raw(url).await;
    for id in [111_i64, 112, 113, 114, 141, 142, 143, 145, 146] {
        sqlx::query("insert into keys (id, wrapped) values ($1, $2)")
            .bind(id)
            .bind([0].as_slice())
            .execute(&pool)
            .await
            .unwrap();
    }
    pool.close().await;
}

#[tokio::test]
async fn migrating_again_changes_nothing_and_a_newer_database_is_refused() {
    let fresh = Fresh::new();
    for _ in 0..2 {
        fresh.open().await.close().await;
    }
    let pool = raw(&fresh.main).await;
    assert_eq!(count(&pool, "_sqlx_migrations").await, i64::try_from(migrations().len()).unwrap());
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (99991231235959, 'later', true, $1, 0)",
    )
    .bind([0].as_slice())
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let logs = Logs::begin();
    let sealing_key = SealingKey::new(&[7; 32]);
    let error = Store::open(&fresh.main, &fresh.keys, sealing_key).await.unwrap_err();
    assert_eq!(error.to_string(), "this database was written by a newer version; run that version");
    let again = logs.lines().into_iter().find(|line| line.text.contains("it begins again"));
    assert!(again.is_none(), "nobody is in the way: {again:?}");
}

/// Everything that a database has by name: columns of tables, and indexes.
async fn shape(pool: &AnyPool) -> Vec<String> {
    let names = match crate::ENGINE {
        Engine::Sqlite => {
            "select m.type || ' ' || m.name || ' ' || coalesce(c.name, '') from sqlite_master m \
             left join pragma_table_info(m.name) c order by 1"
        }
        Engine::Postgres => {
            "select cast(table_name || ' ' || column_name as text) from information_schema.columns \
             where table_schema = current_schema() union all \
             select cast(indexname as text) from pg_indexes where schemaname = current_schema() \
             order by 1"
        }
    };
    sqlx::query_scalar(names).fetch_all(pool).await.unwrap()
}

/// Versions tell when a migration was begun, not when it landed: a build may have had a later one
/// and lacked an earlier one. Its database gets what it lacks, in whatever order, and is then as
/// every other.
#[tokio::test]
async fn a_migration_that_a_build_lacked_comes_after_later_ones() {
    let all = migrations();
    let whole = Fresh::new();
    let straight = raw(&whole.main).await;
    Migrator::with_migrations(all.clone()).run(&straight).await.unwrap();
    let wanted = shape(&straight).await;
    straight.close().await;
    let mut lacked = Vec::new();
    for gap in 1..all.len() {
        for top in gap + 1..all.len() {
            let fresh = Fresh::new();
            let pool = raw(&fresh.main).await;
            let mut built = all[..=top].to_vec();
            built.remove(gap);
            Migrator::with_migrations(all[..1].to_vec()).run(&pool).await.unwrap();
            let rows = sample(0, all[0].version);
            sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&pool).await.unwrap();
            // What builds on the one that is left out never was without it.
            if Migrator::with_migrations(built).run(&pool).await.is_err() {
                pool.close().await;
                continue;
            }
            let before = count(&pool, "orders").await;
            open_keys(&fresh.keys).await;
            fresh.open().await.close().await;
            let what = format!("{} after {}", all[gap].version, all[top].version);
            assert_eq!(shape(&pool).await, wanted, "{what}");
            assert_eq!(count(&pool, "orders").await, before, "{what}");
            pool.close().await;
            lacked.push((all[gap].version, all[top].version));
        }
    }
    // The two whose order was turned once, and the machinery tells what cannot be left out.
    assert!(lacked.contains(&(20_261_127_040_000, 20_261_127_050_000)), "{lacked:?}");
    assert!(!lacked.contains(&(20_261_127_030_000, 20_261_127_050_000)), "{lacked:?}");
}
