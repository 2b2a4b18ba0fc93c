//! The real binary behind the webhook: the deploy steps, and `serve` with a purchase, without a
//! restart of anything at Telegram.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::{ADMIN, Sim, SimSettings};
use qazaq_esim_bot::demo::robot::{Wish, buy};
use qazaq_esim_bot::demo::stock_file;
use qazaq_esim_bot::domain::lang::Lang;

use crate::support::places::{binary, free_address, write_sealing_key};
use crate::support::{PATIENCE, PLANS, addresses};

/// A process that is killed when the test ends, however it ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Place<'a> {
    folder: &'a Path,
    urls: (String, String),
    sim: &'a Sim,
    listen: String,
    metrics: String,
}

impl Place<'_> {
    fn command(&self, args: &[&str], webhook: bool) -> Command {
        let mut command = binary(self.folder, &self.urls);
        command
            .args(args)
            .env("TELEGRAM_BOT_TOKEN", self.sim.token())
            .env("TELEGRAM_API_URL", self.sim.api_url())
            .env("ADMIN_IDS", ADMIN.to_string())
            .env("STARS_RATE_KZT", "6.5")
            .env("SMTP_URL", self.sim.smtp_url())
            .env("MAIL_FROM", "Shop <orders@shop.example>")
            .env("METRICS_ADDR", &self.metrics);
        if webhook {
            command
                .env("WEBHOOK_URL", format!("http://{}/telegram", self.listen))
                .env("WEBHOOK_SECRET", "hush-hush")
                .env("LISTEN_ADDR", &self.listen);
        }
        command
    }

    /// Runs a command to its end, off the thread on which the world lives.
    async fn run(&self, args: &[&str], webhook: bool) -> (bool, String) {
        let mut command = self.command(args, webhook);
        let output: Output =
            tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains("hush-hush") && !said.contains(self.sim.token()), "{said}");
        (output.status.success(), said)
    }

    async fn stock(&self) {
        for (name, text) in
            [("plans", PLANS.to_owned()), ("stock", stock_file(PLANS.as_bytes(), 3).unwrap())]
        {
            let file = self.folder.join(format!("{name}.csv"));
            std::fs::write(&file, text).unwrap();
            let (well, said) = self.run(&[name, "import", file.to_str().unwrap()], true).await;
            assert!(well, "{said}");
        }
    }

    /// Waits until the shop says the wanted of whether it is ready, and gives what it said last.
    async fn says_ready(&self, wanted: impl Fn(&str) -> bool) -> String {
        for _ in 0..6_000 {
            if ready(&self.metrics).await.is_some_and(|said| wanted(&said)) {
                break;
            }
            real_pause(Duration::from_millis(20)).await;
        }
        ready(&self.metrics).await.unwrap()
    }
}

/// Opens so many connections to each address, says half a header on each, and keeps them until it
/// is killed. A shell does it: it has descriptors of its own, as many as this machine gives.
async fn half_open(at: &[(&str, usize)]) -> Served {
    const SCRIPT: &str = "ulimit -Sn $(ulimit -Hn) || true
        while read -r host port count; do
            for ((n = 0; n < count; n++)); do
                exec {fd}<>/dev/tcp/$host/$port || exit 1
                printf 'POST / HTTP/1.1\\r\\nhost: here\\r\\n' >&$fd || true
            done
        done
        echo open; sleep 600";
    let mut bash = Command::new("bash");
    bash.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = bash.spawn().unwrap();
    let mut places = child.stdin.take().unwrap();
    for (address, count) in at {
        let (host, port) = address.split_once(':').unwrap();
        writeln!(places, "{host} {port} {count}").unwrap();
    }
    drop(places);
    let said = child.stdout.take().unwrap();
    let line = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).map(|_| line)
    });
    assert_eq!(line.await.unwrap().unwrap(), "open\n", "fewer descriptors than connections");
    Served(child)
}

/// With as many descriptors as a process has by default.
#[tokio::test]
async fn two_thousand_half_open_connections_stop_neither_payments_nor_healthz() {
    let folder = tempfile::tempdir().unwrap();
    write_sealing_key(folder.path());
    let urls = addresses(folder.path());
    let sim = Sim::start(SimSettings::default()).await.unwrap();
    let world = sim.world().with_patience(PATIENCE);
    let (listen, metrics) = (free_address(), free_address());
    let place = Place { folder: folder.path(), urls, sim: &sim, listen, metrics };
    place.stock().await;
    let serve = place.command(&["serve"], true);
    let mut limited = Command::new("bash");
    limited.args(["-c", "ulimit -n 1024; exec \"$0\" serve"]).arg(serve.get_program());
    limited.env_clear().stdin(Stdio::null());
    limited.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let _served = Served(limited.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let (well, said) = place.run(&["webhook", "set"], true).await;
    assert!(well, "{said}");
    let said = place.says_ready(|said| said.starts_with("ready")).await;
    assert!(said.starts_with("ready"), "{said}");
    let _flood = half_open(&[(&place.listen, 2_000), (&place.metrics, 500)]).await;
    let health = super::client().get(format!("http://{}/healthz", place.metrics)).send().await;
    assert_eq!(health.unwrap().status().as_u16(), 200);
    let purchase = buy(&world, &Wish::in_language(Lang::Kk)).await.unwrap();
    assert!(!purchase.qr.is_empty());
    assert!(ready(&place.metrics).await.unwrap().starts_with("ready"));
}

async fn ready(metrics: &str) -> Option<String> {
    let answer = super::client().get(format!("http://{metrics}/readyz")).send().await.ok()?;
    answer.text().await.ok()
}

#[tokio::test]
async fn a_deployment_sets_shows_and_deletes_and_serve_only_looks() {
    let folder = tempfile::tempdir().unwrap();
    write_sealing_key(folder.path());
    let urls = addresses(folder.path());
    let sim = Sim::start(SimSettings::default()).await.unwrap();
    let world = sim.world().with_patience(PATIENCE);
    let (listen, metrics) = (free_address(), free_address());
    let place = Place { folder: folder.path(), urls, sim: &sim, listen, metrics };

    // Without the three there is nothing to set, and nothing is set.
    let (well, said) = place.run(&["webhook", "set"], false).await;
    assert!(!well && said.contains("WEBHOOK_URL, WEBHOOK_SECRET and LISTEN_ADDR"), "{said}");
    let (well, said) = place.run(&["webhook", "show"], true).await;
    assert!(!well && said.contains("none is set") && said.contains("FIX"), "{said}");

    place.stock().await;
    let mut serve = place.command(&["serve"], true);
    let _served = Served(serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    // It serves before the webhook is set, says what is missing, and does not set it.
    let missing = place.says_ready(|said| said.contains("webhook set")).await;
    assert!(missing.contains("qazaq-esim-bot webhook set"), "{missing}");
    assert!(world.calls().iter().all(|call| call.method != "setWebhook"));

    let (well, said) = place.run(&["webhook", "set", "--max-connections", "7"], true).await;
    assert!(well && said.contains("at most 7 at once") && !said.contains("FIX"), "{said}");
    let purchase = buy(&world, &Wish::in_language(Lang::Ru)).await.unwrap();
    assert!(!purchase.qr.is_empty());
    let (well, said) = place.run(&["webhook", "show"], true).await;
    assert!(well && said.contains(&place.listen) && said.contains("Waiting      0"), "{said}");

    // Another address than the one that is set, and polling while one is set.
    let moved = Place { listen: free_address(), metrics: place.metrics.clone(), ..place };
    let (well, said) = moved.run(&["webhook", "show"], true).await;
    assert!(!well && said.contains("another address than WEBHOOK_URL"), "{said}");
    let (well, said) = moved.run(&["webhook", "show"], false).await;
    assert!(!well && said.contains("qazaq-esim-bot webhook delete"), "{said}");
    let (well, said) = moved.run(&["webhook", "delete"], false).await;
    assert!(well && said.contains("none is set"), "{said}");
    assert!(world.quietly(|state| state.webhook.is_none()));
}

#[tokio::test]
async fn a_taken_address_is_named_by_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    write_sealing_key(folder.path());
    let urls = addresses(folder.path());
    let sim = Sim::start(SimSettings::default()).await.unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken_at = taken.local_addr().unwrap().to_string();
    let free = free_address();
    let (listen, metrics) = (taken_at.clone(), free.clone());
    let place = Place { folder: folder.path(), urls, sim: &sim, listen, metrics };
    let (well, said) = place.run(&["serve"], true).await;
    assert!(!well && said.contains("LISTEN_ADDR"), "{said}");
    let place = Place { listen: free, metrics: taken_at, ..place };
    let (well, said) = place.run(&["serve"], true).await;
    assert!(!well && said.contains("METRICS_ADDR"), "{said}");
}
