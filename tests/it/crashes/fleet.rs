//! Replicas of the real binary on one database, as a deployment has them: each a process of its
//! own, in front of them what spreads connections. It must not know what is done to them, nor who
//! buys.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::{ADMIN, Sim, SimSettings, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::demo::stock_file;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::SealingKey;
use tokio::net::{TcpListener, TcpStream};

use crate::support::places::{BINARY, free_address, program, write_sealing_key};
use crate::support::{PLANS, addresses, ask};

/// What chance begins with in every test of replicas.
pub const SEED: u64 = 20_261_124;

/// A lease of the dead runs out after two minutes; a buyer may be struck more than once.
pub const PATIENCE: Duration = Duration::from_mins(6);

/// A process. It is killed when the test ends, however it ends.
pub struct Replica {
    child: Child,
    /// Where the operator asks.
    operator: String,
    /// Whether it stands still.
    pub paused: bool,
}

impl Replica {
    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// SIGKILL: nothing of the process gets to say goodbye.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM: it finishes what it does and ends well.
    pub async fn leave(&mut self) {
        self.signal("-TERM");
        for _ in 0..1_200 {
            if let Some(ended) = self.child.try_wait().unwrap() {
                assert!(ended.success(), "{ended}");
                return;
            }
            real_pause(Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    }

    /// It stands still, in the middle of whatever it does.
    pub fn pause(&mut self) {
        self.signal("-STOP");
        self.paused = true;
    }

    /// It goes on, if it stood still.
    pub fn wake(&mut self) {
        if std::mem::take(&mut self.paused) {
            self.signal("-CONT");
        }
    }

    /// What the operator reads at this path; nothing from who does not answer.
    pub async fn asked(&self, path: &str) -> String {
        if TcpStream::connect(&self.operator).await.is_err() || self.paused {
            return String::new();
        }
        ask(&format!("http://{}{path}", self.operator)).await.1
    }

    /// Whether `/metrics` has this line.
    pub async fn counts(&self, line: &str) -> bool {
        self.asked("/metrics").await.lines().any(|found| found == line)
    }

    /// Waits until it is ready.
    pub async fn ready(&self) {
        for _ in 0..2_400 {
            if self.asked("/readyz").await.starts_with("ready") {
                return;
            }
            real_pause(Duration::from_millis(50)).await;
        }
        panic!("not ready: {}", self.asked("/readyz").await);
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A world, and the database that the replicas share.
pub struct Place {
    /// The world's sockets.
    pub sim: Sim,
    /// The database and its key store.
    pub urls: (String, String),
    /// Of which version is whatever is begun from here on.
    pub program: PathBuf,
    /// What is set differently from here on.
    pub settings: Vec<(String, OsString)>,
    /// The byte of the sealing key, for who looks from outside.
    pub sealed_by: u8,
    folder: tempfile::TempDir,
    /// Where Telegram delivers; without it the replicas poll.
    front: Option<String>,
}

impl Place {
    /// A world beside a database with so many codes of each plan.
    pub async fn new(codes: u32) -> Self {
        let place = Self::empty(PathBuf::from(BINARY)).await;
        let store = place.store().await;
        commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
        let stock = stock_file(PLANS.as_bytes(), codes).unwrap();
        commands::import::stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
        store.close().await;
        place
    }

    /// The same where this version makes the database and fills it.
    pub async fn made_by(program: PathBuf, codes: u32) -> Self {
        let place = Self::empty(program).await;
        let stock = stock_file(PLANS.as_bytes(), codes).unwrap();
        for (what, text) in [("plans", PLANS.to_owned()), ("stock", stock)] {
            let file = place.folder.path().join(what);
            std::fs::write(&file, text).unwrap();
            let (done, said) = place.says("", &[what, "import", file.to_str().unwrap()]).await;
            assert!(done, "{said}");
        }
        place
    }

    async fn empty(program: PathBuf) -> Self {
        println!("seed {SEED}");
        let folder = tempfile::tempdir().unwrap();
        let urls = addresses(folder.path());
        write_sealing_key(folder.path());
        let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
        let (settings, sealed_by) = (Vec::new(), 7);
        Self { sim, urls, program, settings, sealed_by, folder, front: None }
    }

    /// The world, with the patience of people whose shop is being broken.
    pub fn world(&self) -> World {
        self.sim.world().with_patience(PATIENCE)
    }

    /// A file of this name in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database, from outside.
    pub async fn store(&self) -> Store {
        let key = SealingKey::new(&[self.sealed_by; 32]);
        Store::open(&self.urls.0, &self.urls.1, key).await.unwrap()
    }

    /// Replicas at these addresses, behind one webhook that is set as a deployment does.
    pub async fn behind_a_webhook(&mut self, behind: &[String]) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.front = Some(listener.local_addr().unwrap().to_string());
        tokio::spawn(spread(listener, behind.to_vec()));
        let (set, said) = self.says(&behind[0], &["webhook", "set"]).await;
        assert!(set, "{said}");
    }

    fn command(&self, database: &str, listen: &str) -> Command {
        let mut command = program(&self.program, self.folder.path(), &self.urls);
        command
            .env("DATABASE_URL", database)
            .env("TELEGRAM_BOT_TOKEN", self.sim.token())
            .env("TELEGRAM_API_URL", self.sim.api_url())
            .env("ADMIN_IDS", ADMIN.to_string())
            .env("STARS_RATE_KZT", "6.5")
            .env("SMTP_URL", self.sim.smtp_url())
            .env("MAIL_FROM", "Qazaq eSIM <orders@qazaq-esim.com>")
            .env("SENDS_PER_SECOND", "0")
            .env("LOG_FORMAT", "json")
            .envs(self.settings.iter().cloned());
        if let Some(front) = &self.front {
            command
                .env("WEBHOOK_URL", format!("http://{front}/telegram"))
                .env("WEBHOOK_SECRET", "hush-hush")
                .env("LISTEN_ADDR", listen);
        }
        command
    }

    /// A serving process that listens there, where it listens for Telegram.
    pub fn serve(&self, listen: &str) -> Replica {
        self.serve_on(&self.urls.0, listen)
    }

    /// The same with another way to the database.
    pub fn serve_on(&self, database: &str, listen: &str) -> Replica {
        let path = self.folder.path().join("replicas.log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        let operator = free_address();
        let mut command = self.command(database, listen);
        command.arg("serve").env("METRICS_ADDR", &operator);
        let child = command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        Replica { child, operator, paused: false }
    }

    /// Runs a command to its end, and says whether it went well and what it said.
    pub async fn says(&self, listen: &str, args: &[&str]) -> (bool, String) {
        let mut command = self.command(&self.urls.0, listen);
        command.args(args);
        let run = move || command.output().unwrap();
        let ended = tokio::task::spawn_blocking(run).await.unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        (ended.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    fn written(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("replicas.log")).unwrap_or_default()
    }

    /// The last lines that the replicas wrote.
    pub fn log(&self) -> String {
        let text = self.written();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }

    /// Their lines of the error level.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.written();
        let errors = errors.lines().filter(|line| line.contains("\"level\":\"ERROR\""));
        errors.map(str::to_owned).collect()
    }
}

/// What stands before the replicas: each connection goes to the next one that takes it, and is
/// given up after a while, for a paused replica takes connections and says nothing.
pub async fn spread(listener: TcpListener, behind: Vec<String>) {
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
