//! The real binary, killed for real: `serve` beside a world in this process, SIGKILL at random
//! moments under hundreds of buyers, started again on the same files until all have what they paid
//! for. Nobody's money is lost, nobody pays twice, nobody gets a second eSIM.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qazaq_esim_bot::demo::robot::{Wish, buy, invoice, qr_card};
use qazaq_esim_bot::demo::{audit, stock_file};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::sim::clock::real_pause;
use qazaq_esim_bot::sim::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::sim::world::people::Role;
use qazaq_esim_bot::sim::{ADMIN, Sim, SimSettings, World};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::Master;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::time::Instant;

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

/// Buys as the robot does; who was told that a payment did not go through pays again, as people do.
async fn insist(world: World, wish: Wish) -> anyhow::Result<()> {
    let Err(error) = buy(&world, &wish).await else { return Ok(()) };
    if !error.to_string().contains("the payment ended as") {
        return Err(error);
    }
    for _ in 0..40 {
        real_pause(Duration::from_millis(500)).await;
        let Some(message) = invoice(&world, wish.person) else { continue };
        let outcome = world.pay(wish.person, PayTarget::Message(message)).await;
        if matches!(outcome, PayOutcome::Paid { .. }) {
            world.wait_for("the QR", |world| qr_card(world, wish.person)).await?;
            return Ok(());
        }
    }
    Err(error)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    println!("seed {SEED}");
    let mut chance = StdRng::seed_from_u64(SEED);
    let folder = made();
    let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
    let world = sim.world().with_patience(PATIENCE);
    let mut buyers = Vec::new();
    let arrive = |n: usize| {
        let person = world.add_person(&format!("Buyer {n}"), Some("en"), Role::Customer);
        world.top_up(person, 10_000, 0).unwrap();
        let email = n.is_multiple_of(2).then(|| format!("buyer{n}@example.com"));
        let wish = Wish { person, email, ..Wish::in_language(Lang::En) };
        (person, tokio::spawn(insist(world.clone(), wish)))
    };
    buyers.extend((0..CROWD).map(arrive));
    let mut served = serve(folder.path(), &sim);
    let mut under_way = Vec::new();
    for _ in 0..KILLS {
        buyers.push(arrive(buyers.len()));
        real_pause(Duration::from_millis(100 + chance.next_u64() % 700)).await;
        buyers.push(arrive(buyers.len()));
        real_pause(Duration::from_millis(chance.next_u64() % 60)).await;
        under_way.push(buyers.iter().filter(|(_, buyer)| !buyer.is_finished()).count());
        // SIGKILL: nothing of the process gets to say goodbye.
        served.0.kill().unwrap();
        served.0.wait().unwrap();
        served = serve(folder.path(), &sim);
    }
    let log = || std::fs::read_to_string(folder.path().join("serve.log")).unwrap_or_default();
    let mut people = Vec::new();
    for (n, (person, buyer)) in buyers.into_iter().enumerate() {
        let bought = buyer.await.unwrap();
        let tail: Vec<String> = log().lines().rev().take(40).map(str::to_owned).collect();
        assert!(bought.is_ok(), "buyer {n}: {bought:?} (seed {SEED})\n{}", tail.join("\n"));
        people.push(person);
    }
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    let store = Store::open(&at("shop.db"), &at("shop.db.keys"), Master::new(&KEY)).await.unwrap();
    let findings = audit::at_rest(&world, &store).await.unwrap();
    assert!(findings.0.is_empty(), "{:#?} (seed {SEED})", findings.0);
    let ledger = world.ledger();
    let mut codes = BTreeSet::new();
    for person in people {
        let paid = ledger.iter().filter(|row| row.person == person).count();
        assert_eq!(paid, 1, "rows of {person} in the ledger");
        let card = qr_card(&world, person).unwrap();
        let code = card.text.split_whitespace().find(|word| word.starts_with("LPA:")).unwrap();
        assert!(codes.insert(code.to_owned()), "one code for two");
    }
    let met = under_way.iter().filter(|count| **count > 0).count();
    let most = under_way.iter().max().copied().unwrap_or_default();
    println!(
        "{KILLS} kills, {met} met purchases, at most {most} at once; {BUYERS} purchases, {:?}",
        began.elapsed()
    );
    assert!(met >= MET, "too many kills met nobody: {under_way:?}");
    store.close().await;
}
