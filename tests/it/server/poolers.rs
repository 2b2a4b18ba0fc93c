//! A real PgBouncer between the shop and its server: in the mode that lends whole sessions the shop
//! sells, any other one is refused by what there is to do. It must not know how that is found out.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::{Sim, SimSettings};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::demo::robot::{self, Wish};
use qazaq_esim_bot::demo::{self, DemoShop, stock_file};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::storage::{StorageError, Store};
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::sealing_key;
use crate::support::places::free_address;
use crate::support::{PLANS, postgres};

const BINARY: &str = "/usr/sbin/pgbouncer";

/// A pooler, with a database for each of its modes; it ends with its value.
struct Pooler {
    child: Child,
    address: String,
    _folder: TempDir,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pooler {
    /// Begins one before two databases of their own. `None` where there is none, and none is asked
    /// for.
    async fn start(more: &str) -> Option<Self> {
        if !Path::new(BINARY).exists() {
            let needed = postgres::given("REQUIRE_POOLER").as_deref() == Some("1");
            assert!(!needed, "{BINARY} is not there, and REQUIRE_POOLER=1 asks for it");
            println!("skipped: there is no {BINARY}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let (host, port) = address.rsplit_once(':').unwrap();
        let server = reqwest::Url::parse(postgres::server()).unwrap();
        let socket = server.query_pairs().find(|(name, _)| name == "host");
        let at = socket.map_or_else(|| server.host_str().unwrap().into(), |(_, path)| path);
        let user = server.username();
        let word = server.password().map(|word| format!("password='{word}' "));
        let word = word.unwrap_or_default();
        let mut lines = vec!["[databases]".to_owned()];
        for name in ["shop", "keys"] {
            let to = postgres::database().await;
            for mode in ["session", "transaction", "statement"] {
                lines.push(format!(
                    "{name}_{mode} = host={at} port={} dbname={to} user={user} {word}\
                     pool_mode={mode}",
                    server.port().unwrap_or(5432)
                ));
            }
        }
        lines.push(format!(
            "[pgbouncer]\nlisten_addr = {host}\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = any\ndefault_pool_size = 40\n{more}\n"
        ));
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, lines.join("\n")).unwrap();
        let mut command = Command::new(BINARY);
        command.arg("-q").arg(&file).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::null());
        if let Some((user, group)) = postgres::somebody() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
            command.uid(user).gid(group);
        }
        let child = command.spawn().unwrap();
        let pooler = Self { child, address, _folder: folder };
        for _ in 0..1_000 {
            if TcpStream::connect(&pooler.address).await.is_ok() {
                return Some(pooler);
            }
            real_pause(Duration::from_millis(10)).await;
        }
        panic!("the pooler does not listen");
    }

    /// Opens a shop's databases through it, each in a mode.
    async fn opens(&self, main: &str, keys: &str) -> Result<Store, StorageError> {
        let url = |name: &str, mode: &str| format!("postgres://x@{}/{name}_{mode}", self.address);
        Store::open(&url("shop", main), &url("keys", keys), sealing_key()).await
    }

    async fn refusal(&self, main: &str, keys: &str) -> String {
        self.opens(main, keys).await.unwrap_err().to_string()
    }
}

const USUAL: &str = "ignore_startup_parameters = extra_float_digits";

#[tokio::test]
async fn a_shop_sells_behind_a_pooler_that_lends_whole_sessions_and_behind_no_other() {
    let Some(pooler) = Pooler::start(USUAL).await else { return };
    let store = pooler.opens("session", "session").await.unwrap();
    let what = "set pool_mode = session in the pooler for DATABASE_URL and KEYS_URL";
    for (main, keys) in [
        ("transaction", "session"),
        ("statement", "session"),
        ("session", "transaction"),
        ("session", "statement"),
    ] {
        let told = pooler.refusal(main, keys).await;
        assert!(told.contains(what) && !told.contains('\n'), "{main}, {keys}: {told}");
    }

    let plans = PLANS.as_bytes();
    commands::import::plans(&store, &Clock::Real, plans, false).await.unwrap();
    let stock = stock_file(plans, 3).unwrap();
    commands::import::stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
    let sim = Sim::start(SimSettings::default()).await.unwrap();
    let shop = demo::start_shop(&sim, store, &DemoShop::default()).await.unwrap();
    robot::buy(&sim.world(), &Wish::in_language(Lang::En)).await.unwrap();
    let known = "select count(*) from pg_locks where locktype = 'advisory' and granted \
                 and lpad(to_hex((cast(classid as bigint) << 32) | cast(objid as bigint)), 16, \
                 '0') in (select name from processes)";
    assert_eq!(shop.store().number(known).await.unwrap(), 1, "its lock");
    shop.stop().await;
}

#[tokio::test]
async fn what_a_pooler_refuses_by_itself_is_told_with_its_remedy() {
    let Some(pooler) = Pooler::start("").await else { return };
    let told = pooler.refusal("session", "session").await;
    assert!(told.contains("ignore_startup_parameters = extra_float_digits"), "{told}");
}
