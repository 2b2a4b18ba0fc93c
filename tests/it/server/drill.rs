//! The drill where PostgreSQL's own tools copy: what the commands say is what works, and what has
//! to follow a copy that came back does follow.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::commands::ledger::{self, Days, Export, Format};
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::config::DataConfig;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::erase;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::seam::Seam;
use sqlx::AnyPool;

use crate::support::outside::raw;
use crate::support::places::{binary, write_sealing_key};
use crate::support::{Shop, ShopOptions, copies, postgres};

const PLANS: &str = "plan_id,coverage,data_mb,days,price_kzt\ntr-1,TR,1024,7,2000\n";
const STOCK: &str = "plan_id,activation_code\n\
                     tr-1,LPA:1$smdp.drill.example$DRILL-0001\n\
                     tr-1,LPA:1$smdp.drill.example$DRILL-0002\n\
                     tr-1,LPA:1$smdp.drill.example$DRILL-0003\n";
const LATER: &str = "plan_id,activation_code\ntr-1,LPA:1$smdp.drill.example$DRILL-0004\n";

#[tokio::test]
async fn a_dump_comes_back_and_what_has_to_follow_follows() {
    let (main, keys) = postgres::alone().await;
    let sealing_key = || SealingKey::new(&[7; 32]);
    let config = || DataConfig {
        database_url: main.clone(),
        keys_url: keys.clone(),
        sealing_key: sealing_key(),
    };
    let clock = Clock::manual(Stamp(1_790_000_000_000));
    let store = commands::open(config()).await.unwrap();
    commands::import::plans(&store, &clock, PLANS.as_bytes(), false).await.unwrap();
    commands::import::stock(&store, &clock, STOCK.as_bytes(), false).await.unwrap();

    // The commands themselves only say how.
    let folder = tempfile::tempdir().unwrap();
    let told = recovery::backup(&config(), &folder.path().join("x")).await.unwrap();
    assert!(told.contains("pg_dump --format=custom --no-owner --exclude-schema=keys"), "{told}");
    let file = folder.path().join("shop.dump");
    let seam = Seam::default();
    let told = recovery::restore(&config(), &file, &clock, Missing::Careful, &seam).await.unwrap();
    assert!(told.contains("pg_restore") && told.contains("restore --finish"), "{told}");
    assert!(!file.exists());
    write_sealing_key(folder.path());
    for args in [&["backup", "x"][..], &["backup", "--keys", "x"], &["restore", "x"]] {
        // Whoever goes on after it must not believe that there is a copy.
        let mut command = binary(folder.path(), &(main.clone(), keys.clone()));
        let output = command.args(args).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!output.status.success(), "{args:?}: {said}");
        assert!(said.contains("Nothing was done here") && said.contains("pg_"), "{said}");
    }

    copies::dump(&main, &file);
    let gone = store.number("select min(key_id) from esims").await.unwrap();
    // After it: more stock, and one code's key is destroyed, as when its customer is erased.
    commands::import::stock(&store, &clock, LATER.as_bytes(), false).await.unwrap();
    let key = qazaq_esim_bot::domain::ids::KeyId(gone);
    store.keys.destroy(&[key]).await.unwrap();
    store.close().await;

    copies::bring_back(&main, &file);
    let told = recovery::finish(&config(), &clock, Missing::Careful).await.unwrap();
    assert!(told.contains("0 customers and visitors, 1 codes"), "{told}");
    assert!(told.contains("Held and not sold: 2 codes"), "{told}");

    let store = commands::open(config()).await.unwrap();
    assert_eq!(store.number("select count(*) from esims").await.unwrap(), 3);
    assert_eq!(store.number("select count(*) from destroyed").await.unwrap(), 1);
    assert_eq!(erase::destroy_doomed(&store).await.unwrap(), 0);
    let discard = b"activation_code\nLPA:1$smdp.drill.example$DRILL-0002\n".as_slice();
    recovery::release(&store, &clock, Some(discard)).await.unwrap();
    assert!(recovery::show_held(&store).await.unwrap().is_none());
    let left = "select count(*) from esims where erased_at is null and held_at is null";
    let left = store.number(left).await.unwrap();
    assert!((1..=2).contains(&left), "{left}");
    let books = folder.path().join("books.csv");
    let all = Export { days: Days::default(), format: Format::Csv, ids: false };
    ledger::export(&store, all, &books).await.unwrap();
    assert_eq!(std::fs::read_to_string(books).unwrap().lines().count(), 1);
    store.close().await;
}

/// Charges of the lost hours are a person's, whatever the clock of the machine says on which the
/// restore is finished.
#[tokio::test]
async fn the_books_of_a_restored_database_begin_by_the_servers_clock() {
    const HOUR: i64 = 3_600_000;
    let (main, keys) = postgres::alone().await;
    let sealing_key = SealingKey::new(&[7; 32]);
    let config = || DataConfig {
        database_url: main.clone(),
        keys_url: keys.clone(),
        sealing_key: sealing_key.clone(),
    };
    commands::open(config()).await.unwrap().close().await;
    for own in [-HOUR, HOUR] {
        let clock = Clock::Moved { own, shared: 0 };
        recovery::finish(&config(), &clock, Missing::Careful).await.unwrap();
        let store = commands::open(config()).await.unwrap();
        let away = "select abs(cast(value as bigint) - cast(extract(epoch from clock_timestamp()) \
                    * 1000 as bigint)) from settings where name = 'restored_at'";
        let away = store.number(away).await.unwrap();
        assert!(away < 5 * 60_000, "{away} ms away from the server's time");
        store.close().await;
    }
}

/// Others look at a database while its restore is finished: a role of their own, which disturbs
/// nobody.
async fn onlooker(url: &str, name: &str) -> AnyPool {
    let role = format!("{name}{}", std::process::id());
    let pool = raw(url).await;
    let made = format!("create role {role} login superuser");
    sqlx::query(sqlx::AssertSqlSafe(made)).execute(&pool).await.unwrap();
    pool.close().await;
    let (scheme, rest) = url.split_once("://").unwrap();
    let (_, address) = rest.split_once('@').unwrap();
    raw(&format!("{scheme}://{role}@{address}")).await
}

#[tokio::test]
async fn a_restore_is_not_finished_under_a_shop_that_serves() {
    const LEFT: &str = "select (select count(*) from settings where name = 'restored_at') \
                        + (select count(*) from esims where held_at is not null) \
                        + (select count(*) from audit)";
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    let other = onlooker(&shop.urls().0, "watcher").await;
    let refused = recovery::finish(&shop.data(), shop.clock(), Missing::Careful).await;
    let told = format!("{:#}", refused.unwrap_err());
    let begins = told.split_once(" other sessions are connected to this database (");
    assert!(begins.is_some_and(|(n, _)| n.parse::<u32>().is_ok_and(|n| n >= 2)), "{told}");
    assert!(told.contains("qazaq-esim-bot ") && told.contains("stop every replica"), "{told}");
    assert!(told.ends_with("Nothing was done") && !told.contains('\n'), "{told}");
    assert_eq!(shop.count(LEFT).await, 0, "something was done");
    // It serves on.
    shop.customer().buys(Lang::Kk).await;
    shop.close().await;
    let told = recovery::finish(&shop.data(), shop.clock(), Missing::Careful).await.unwrap();
    assert!(told.contains("Held and not sold: 69 codes"), "{told}");
    other.close().await;
    shop.reopen().await;
    assert_eq!(shop.count("select count(*) from settings where name = 'restored_at'").await, 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_session_that_is_just_ending_is_waited_for() {
    const ASKED: &str = "select count(*) from pg_stat_activity where datname = current_database() \
                         and usename <> session_user and state = 'idle' \
                         and query like '%pg_stat_activity%'";
    let (main, keys) = postgres::alone().await;
    let config = || DataConfig {
        database_url: main.clone(),
        keys_url: keys.clone(),
        sealing_key: SealingKey::new(&[7; 32]),
    };
    commands::open(config()).await.unwrap().close().await;
    let config = config();
    let (ending, other) = (raw(&main).await, onlooker(&main, "witness").await);
    let clock = Clock::Real;
    let ends = async {
        for _ in 0..4_000 {
            if sqlx::query_scalar::<_, i64>(ASKED).fetch_one(&other).await.unwrap() > 0 {
                return ending.close().await;
            }
            real_pause(Duration::from_millis(5)).await;
        }
        panic!("nobody asked who is there");
    };
    let (done, ()) = tokio::join!(recovery::finish(&config, &clock, Missing::Careful), ends);
    done.unwrap();
    other.close().await;
}
