//! The real binary, killed for real: `serve` beside a world in this process, SIGKILL at random
//! moments under hundreds of buyers, started again on the same files until all have what they paid
//! for. Nobody's money is lost, nobody pays twice, nobody gets a second eSIM.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qazaq_esim_bot::demo::stock_file;
use qazaq_esim_bot::sim::clock::real_pause;
use qazaq_esim_bot::sim::{ADMIN, Sim, SimSettings};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::Master;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::time::Instant;

use super::buyers::{Buyers, audited, one_each};
use crate::support::PLANS;

/// Kills, each while purchases are under way.
const KILLS: usize = 110;
/// Buyers who come at once, and those who come with each life: one when it begins, one just before its
/// end, so that a kill meets a purchase however fast the shop is.
const CROWD: usize = 120;
const EACH_LIFE: usize = 2;
const BUYERS: usize = CROWD + KILLS * EACH_LIFE;
/// So many kills at least must meet a purchase under way.
const MET: usize = 100;
/// A buyer's patience with a shop that is being killed.
const PATIENCE: Duration = Duration::from_mins(2);
const SEED: u64 = 20_261_124;
const KEY: [u8; 32] = [7; 32];

/// A process that is killed when the test ends, however it ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qazaq-esim-bot"));
    command
        .env_clear()
        .env("DATABASE_URL", format!("sqlite:{}", folder.join("shop.db").display()))
        .env("SEALING_KEY_FILE", folder.join("sealing.key"))
        .stdin(Stdio::null());
    command
}

fn serve(folder: &Path, sim: &Sim) -> Served {
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("serve.log"))
        .unwrap();
    let mut command = command(folder);
    command
        .arg("serve")
        .env("TELEGRAM_BOT_TOKEN", sim.token())
        .env("TELEGRAM_API_URL", sim.api_url())
        .env("ADMIN_IDS", ADMIN.to_string())
        .env("STARS_RATE_KZT", "6.5")
        .env("SMTP_URL", sim.smtp_url())
        .env("MAIL_FROM", "Qazaq eSIM <orders@qazaq-esim.com>")
        // The world has no limits; the kills are what is tried here.
        .env("SENDS_PER_SECOND", "0")
        .env("LOG_FORMAT", "json")
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    Served(command.spawn().unwrap())
}

fn import(folder: &Path, what: &str, name: &str, csv: &str) {
    let file = folder.join(name);
    std::fs::write(&file, csv).unwrap();
    let done = command(folder).args([what, "import"]).arg(&file).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{what} import: {told}");
}

/// Files as the owner makes them, by the binary's own commands.
fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("sealing.key");
    let mut text = String::new();
    for byte in KEY {
        write!(text, "{byte:02x}").unwrap();
    }
    std::fs::write(&key, text).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    import(folder.path(), "plans", "plans.csv", PLANS);
    let stock = stock_file(PLANS.as_bytes(), 400).unwrap();
    import(folder.path(), "stock", "stock.csv", &stock);
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    println!("seed {SEED}");
    let mut chance = StdRng::seed_from_u64(SEED);
    let folder = made();
    let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
    let world = sim.world().with_patience(PATIENCE);
    let mut buyers = Buyers::new(world.clone());
    for _ in 0..CROWD {
        buyers.arrive();
    }
    let mut served = serve(folder.path(), &sim);
    let mut under_way = Vec::new();
    for _ in 0..KILLS {
        buyers.arrive();
        real_pause(Duration::from_millis(100 + chance.next_u64() % 700)).await;
        buyers.arrive();
        real_pause(Duration::from_millis(chance.next_u64() % 60)).await;
        under_way.push(buyers.under_way());
        // SIGKILL: nothing of the process gets to say goodbye.
        served.0.kill().unwrap();
        served.0.wait().unwrap();
        served = serve(folder.path(), &sim);
    }
    let log = || {
        let text = std::fs::read_to_string(folder.path().join("serve.log")).unwrap_or_default();
        let tail: Vec<String> = text.lines().rev().take(40).map(str::to_owned).collect();
        tail.join("\n")
    };
    assert_eq!(buyers.count(), BUYERS);
    let people = buyers.all_served(log).await;
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    let store = Store::open(&at("shop.db"), &at("shop.db.keys"), Master::new(&KEY)).await.unwrap();
    audited(&world, &store).await;
    one_each(&world, &people);
    assert_eq!(world.ledger().len(), people.len(), "one row each: nothing was given back either");
    let met = under_way.iter().filter(|count| **count > 0).count();
    let most = under_way.iter().max().copied().unwrap_or_default();
    println!(
        "{KILLS} kills, {met} met purchases, at most {most} at once; {BUYERS} purchases, {:?}",
        began.elapsed()
    );
    assert!(met >= MET, "too many kills met nobody: {under_way:?}");
    store.close().await;
}
