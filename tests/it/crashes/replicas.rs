//! Three replicas of the real binary on one PostgreSQL behind a webhook: each second a random one is
//! killed, or paused and woken later, while people buy. Nobody's money is lost, nobody pays twice,
//! nobody gets a second eSIM. It must not know how replicas share their work.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::demo::robot::{Wish, buy, invoice, qr_card};
use qazaq_esim_bot::demo::{audit, stock_file};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::sim::clock::real_pause;
use qazaq_esim_bot::sim::world::money::{LedgerKind, PayOutcome, PayTarget};
use qazaq_esim_bot::sim::world::people::Role;
use qazaq_esim_bot::sim::{ADMIN, Sim, SimSettings, World};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::Master;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::support::{PLANS, addresses};

const SEED: u64 = 20_261_124;
const REPLICAS: usize = 3;
/// Blows, one a second.
const BLOWS: usize = 45;
const BUYERS: usize = 135;
/// A lease of the dead runs out after two minutes; a buyer may be struck more than once.
const PATIENCE: Duration = Duration::from_mins(6);

struct Replica {
    child: Child,
    paused: bool,
}

impl Replica {
    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(place: &Place, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qazaq-esim-bot"));
    command
        .env_clear()
        .env("DATABASE_URL", &place.urls.0)
        .env("KEYS_URL", &place.urls.1)
        .env("SEALING_KEY_FILE", place.folder.path().join("sealing.key"))
        .env("TELEGRAM_BOT_TOKEN", place.sim.token())
        .env("TELEGRAM_API_URL", place.sim.api_url())
        .env("ADMIN_IDS", ADMIN.to_string())
        .env("STARS_RATE_KZT", "6.5")
        .env("SMTP_URL", place.sim.smtp_url())
        .env("MAIL_FROM", "Qazaq eSIM <orders@qazaq-esim.com>")
        .env("SENDS_PER_SECOND", "0")
        .env("LOG_FORMAT", "json")
        .env("WEBHOOK_URL", format!("http://{}/telegram", place.front))
        .env("WEBHOOK_SECRET", "hush-hush")
        .env("LISTEN_ADDR", listen)
        .stdin(Stdio::null());
    command
}

struct Place {
    sim: Sim,
    urls: (String, String),
    folder: tempfile::TempDir,
    front: String,
}

fn log(folder: &Path, n: usize) -> std::fs::File {
    let path = folder.join(format!("replica-{n}.log"));
    std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap()
}

fn serve(place: &Place, n: usize, listen: &str) -> Replica {
    let (out, err) = (log(place.folder.path(), n), log(place.folder.path(), n));
    let child = command(place, listen).arg("serve").stdout(out).stderr(err).spawn().unwrap();
    Replica { child, paused: false }
}

/// What stands before the replicas: each connection goes to the next one that takes it, and is given
/// up after a while, for a paused replica takes connections and says nothing.
async fn front(listener: TcpListener, behind: Vec<String>) {
    let next = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((mut outside, _)) = listener.accept().await else { continue };
        let (next, behind) = (Arc::clone(&next), behind.clone());
        tokio::spawn(async move {
            for _ in 0..behind.len() {
                let at = next.fetch_add(1, Ordering::SeqCst) % behind.len();
                if let Ok(mut inside) = TcpStream::connect(&behind[at]).await {
                    let both = tokio::io::copy_bidirectional(&mut outside, &mut inside);
                    let _ = tokio::time::timeout(Duration::from_secs(4), both).await;
                    return;
                }
            }
        });
    }
}

/// Buys as the robot does; who was told that a payment did not go through pays again.
async fn insist(world: World, wish: Wish) -> anyhow::Result<()> {
    let Err(error) = buy(&world, &wish).await else { return Ok(()) };
    if !error.to_string().contains("the payment ended as") {
        return Err(error);
    }
    for _ in 0..600 {
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

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

async fn made() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let urls = addresses(folder.path());
    let key = folder.path().join("sealing.key");
    std::fs::write(&key, "07".repeat(32)).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let store = Store::open(&urls.0, &urls.1, Master::new(&[7; 32])).await.unwrap();
    commands::import_plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    let stock = stock_file(PLANS.as_bytes(), 200).unwrap();
    commands::import_stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
    store.close().await;
    let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
    Place { sim, urls, folder, front: String::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_replicas_that_are_killed_and_paused_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    println!("seed {SEED}");
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut place = made().await;
    let world = place.sim.world().with_patience(PATIENCE);
    let behind: Vec<String> = (0..REPLICAS).map(|_| free_address()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    place.front = listener.local_addr().unwrap().to_string();
    let front = tokio::spawn(front(listener, behind.clone()));
    let mut set = command(&place, &behind[0]);
    let set = tokio::task::spawn_blocking(move || set.args(["webhook", "set"]).output().unwrap());
    let set = set.await.unwrap();
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    let mut replicas: Vec<Replica> =
        behind.iter().enumerate().map(|(n, listen)| serve(&place, n, listen)).collect();
    let mut buyers = Vec::new();
    let (mut kills, mut pauses, mut struck) = (0, 0, 0);
    for blow in 0..BLOWS {
        while buyers.len() < (BUYERS * (blow + 1)).div_ceil(BLOWS) {
            let n = buyers.len();
            let person = world.add_person(&format!("Buyer {n}"), Some("en"), Role::Customer);
            world.top_up(person, 10_000, 0).unwrap();
            let email = n.is_multiple_of(2).then(|| format!("buyer{n}@example.com"));
            let wish = Wish { person, email, ..Wish::in_language(Lang::En) };
            buyers.push((person, tokio::spawn(insist(world.clone(), wish))));
        }
        // In the middle of what they do, not after it.
        let into = chance.next_u64() % 500;
        real_pause(Duration::from_millis(into)).await;
        struck += buyers.iter().filter(|(_, buyer)| !buyer.is_finished()).count();
        let n = chance.random_range(0..REPLICAS);
        if std::mem::take(&mut replicas[n].paused) {
            replicas[n].signal("-CONT");
        } else if chance.random_bool(0.5) {
            replicas[n].signal("-STOP");
            replicas[n].paused = true;
            pauses += 1;
        } else {
            replicas[n].signal("-KILL");
            let _ = replicas[n].child.wait();
            replicas[n] = serve(&place, n, &behind[n]);
            kills += 1;
        }
        real_pause(Duration::from_millis(1_000 - into)).await;
    }
    for replica in &mut replicas {
        if std::mem::take(&mut replica.paused) {
            replica.signal("-CONT");
        }
    }
    let blown = began.elapsed();
    let mut people = Vec::new();
    for (n, (person, buyer)) in buyers.into_iter().enumerate() {
        let bought = buyer.await.unwrap();
        assert!(bought.is_ok(), "buyer {n}: {bought:?} (seed {SEED})");
        people.push(person);
    }
    let store = Store::open(&place.urls.0, &place.urls.1, Master::new(&[7; 32])).await.unwrap();
    let mut findings = audit::at_rest(&world, &store).await.unwrap();
    for _ in 0..8 {
        if findings.0.is_empty() {
            break;
        }
        // Twenty seconds each. Words to admins under a lease of the dead are said when it runs out.
        findings = audit::at_rest(&world, &store).await.unwrap();
    }
    assert!(findings.0.is_empty(), "{:#?} (seed {SEED})", findings.0);
    let ledger = world.ledger();
    let mut codes = BTreeSet::new();
    for person in people {
        let rows =
            |kind| ledger.iter().filter(|row| row.person == person && row.kind == kind).count();
        let standing = rows(LedgerKind::Payment) - rows(LedgerKind::Refund);
        assert_eq!(standing, 1, "charges of {person} that stand");
        let card = qr_card(&world, person).unwrap();
        let code = card.text.split_whitespace().find(|word| word.starts_with("LPA:")).unwrap();
        assert!(codes.insert(code.to_owned()), "one code for two");
    }
    println!(
        "{kills} kills and {pauses} pauses of {REPLICAS} replicas in {blown:?}, {BUYERS} purchases, \
         {struck} under way at a blow, all over after {:?}",
        began.elapsed()
    );
    store.close().await;
    front.abort();
}
