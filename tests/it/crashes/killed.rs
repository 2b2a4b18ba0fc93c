//! The real binary, killed for real: `serve` beside a world in this process, SIGKILL at random
//! moments under several buyers, started again on the same files until all have what they paid for.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qazaq_esim_bot::demo::robot::{Wish, buy};
use qazaq_esim_bot::demo::{audit, stock_file};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::sim::clock::real_pause;
use qazaq_esim_bot::sim::world::people::Role;
use qazaq_esim_bot::sim::{ADMIN, Sim, SimSettings};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::Master;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::support::PLANS;

const ROUNDS: usize = 10;
const BUYERS: usize = 6;
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
    let stock = stock_file(PLANS.as_bytes(), 30).unwrap();
    import(folder.path(), "stock", "stock.csv", &stock);
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_is_killed_again_and_again_delivers_what_was_paid() {
    println!("seed {SEED}");
    let mut chance = StdRng::seed_from_u64(SEED);
    let folder = made();
    let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
    let world = sim.world();
    let mut buyers = Vec::new();
    for n in 0..BUYERS {
        let person = world.add_person(&format!("Buyer {n}"), Some("en"), Role::Customer);
        world.top_up(person, 10_000, 0).unwrap();
        let world = world.clone();
        let email = (n % 2 == 0).then(|| format!("buyer{n}@example.com"));
        let wish = Wish { person, email, ..Wish::in_language(Lang::En) };
        buyers.push(tokio::spawn(async move {
            // Not all at the same instant, so that each kill meets another mixture.
            real_pause(Duration::from_millis(150 * u64::try_from(n).unwrap())).await;
            buy(&world, &wish).await.map(|_| ())
        }));
    }
    let mut served = serve(folder.path(), &sim);
    for _ in 0..ROUNDS {
        let life = 150 + chance.next_u64() % 900;
        real_pause(Duration::from_millis(life)).await;
        // SIGKILL: nothing of the process gets to say goodbye.
        served.0.kill().unwrap();
        served.0.wait().unwrap();
        served = serve(folder.path(), &sim);
    }
    for (n, buyer) in buyers.into_iter().enumerate() {
        let bought = buyer.await.unwrap();
        let log = || std::fs::read_to_string(folder.path().join("serve.log")).unwrap_or_default();
        assert!(bought.is_ok(), "buyer {n}: {bought:?} (seed {SEED})\n{}", log());
    }
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    let store = Store::open(&at("shop.db"), &at("shop.db.keys"), Master::new(&KEY)).await.unwrap();
    let findings = audit::at_rest(&world, &store).await.unwrap();
    assert!(findings.0.is_empty(), "{:#?} (seed {SEED})", findings.0);
    assert_eq!(world.ledger().len(), BUYERS);
    store.close().await;
}
