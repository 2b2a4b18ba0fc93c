//! The processes of a measurement: the pretend world, and a bot with its data in a folder of its
//! own. Each is ended, by its own handle, when its value is dropped.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use qazaq_esim_bot::demo::{CATALOGUE, stock_file};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until, timeout};

use crate::balancer::{Balancer, free_port};
use crate::filled;
use crate::turn::Wish;

/// The plan that everybody buys, by its line in the demo's catalogue.
const PLAN: &[u8] = b"tr-1gb-7d,";

/// Whom we measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// This project's shop.
    Shop,
    /// The ordinary teloxide bot.
    Plain,
}

/// A process that ends with its value.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        if self.0.kill().is_ok() {
            let _ = self.0.wait();
        }
    }
}

/// The pretend world in its own process.
#[derive(Debug)]
pub struct World {
    process: Running,
    /// Where customers live.
    pub page: String,
    /// Where bots ask.
    pub api: String,
    /// The bot's token.
    pub token: String,
}

/// The addresses that a world prints: page, Bot API, token.
fn addresses(out: ChildStdout) -> anyhow::Result<(String, String, String)> {
    let (mut page, mut api) = (None, None);
    for line in BufReader::new(out).lines() {
        let line = line?;
        let mut words = line.split_ascii_whitespace();
        match (words.next(), words.next_back()) {
            (Some("Open"), Some(word)) => page = Some(word.trim_end_matches('/').to_owned()),
            (Some("Bot"), Some(word)) => api = Some(word.to_owned()),
            (Some("Token"), Some(word)) => {
                let page = page.context("no page address")?;
                return Ok((page, api.context("no Bot API address")?, word.to_owned()));
            }
            _ => {}
        }
    }
    bail!("the world ended at once")
}

impl World {
    /// Starts `demo --world-only` and reads its addresses. Its answers take `latency` milliseconds.
    pub async fn start(shop: &Path, latency: u64) -> anyhow::Result<Self> {
        let mut child = Command::new(shop)
            .args(["demo", "--world-only", "--api-latency", &latency.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| shop.display().to_string())?;
        let out = child.stdout.take().context("no output")?;
        let process = Running(child);
        let said = spawn_blocking(move || addresses(out));
        let (page, api, token) = timeout(Duration::from_secs(20), said).await???;
        Ok(Self { process, page, api, token })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }
}

/// A bot's data and settings, before it runs.
#[derive(Debug)]
pub struct Place {
    folder: tempfile::TempDir,
    kind: Kind,
    binary: PathBuf,
    settings: Vec<(&'static str, String)>,
    /// Where each replica listens; empty where the shop polls.
    listens: Vec<SocketAddr>,
    balancer: Option<Balancer>,
}

/// A bot that runs, in one process or several.
#[derive(Debug)]
pub struct Bot(Vec<Running>);

impl Place {
    /// A fresh folder with the demo's catalogue, five codes a plan and `codes` of the plan that
    /// everybody buys.
    pub async fn new(
        world: &World,
        kind: Kind,
        binary: &Path,
        codes: u32,
        wish: &Wish,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("qazaq-esim-bench-").tempdir()?;
        let file = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(file("plans.csv"), CATALOGUE)?;
        std::fs::write(file("stock.csv"), stock(codes)?)?;
        let mut settings = vec![
            ("TELEGRAM_BOT_TOKEN", world.token.clone()),
            ("TELEGRAM_API_URL", world.api.clone()),
        ];
        match kind {
            Kind::Shop => settings.extend([
                ("DATABASE_URL", database(wish, &file("shop.db"))),
                ("KEYS_URL", keys(wish, &file("shop.db.keys"))),
                // The pretend Telegram takes as much as is sent.
                ("SENDS_PER_SECOND", "1000000".to_owned()),
                ("SEALING_KEY_FILE", file("sealing.key")),
                ("ADMIN_IDS", pretend_telegram::ADMIN.to_string()),
                ("STARS_RATE_KZT", "6.5".to_owned()),
            ]),
            Kind::Plain => settings.push(("DATA_DIR", folder.path().display().to_string())),
        }
        let plans = file("plans.csv");
        let stock = file("stock.csv");
        let key = file("sealing.key");
        let (file, keys_file) = (file("shop.db"), file("shop.db.keys"));
        let mut place = Self {
            folder,
            kind,
            binary: binary.to_owned(),
            settings,
            listens: Vec::new(),
            balancer: None,
        };
        match kind {
            Kind::Shop => {
                place.command(&["keygen", &key]).await?;
                place.command(&["plans", "import", &plans]).await?;
                place.command(&["stock", "import", &stock]).await?;
                if wish.filled > 0 {
                    let (main, keys) = (database(wish, &file), keys(wish, &keys_file));
                    filled::fill(&main, &keys, wish.filled).await?;
                }
            }
            Kind::Plain => place.command(&["import", &plans, &stock]).await?,
        }
        if kind == Kind::Shop && wish.replicas > 1 {
            for _ in 0..wish.replicas {
                place.listens.push(free_port().await?);
            }
            let balancer = Balancer::start(place.listens.clone()).await?;
            let url = format!("http://{}/telegram", balancer.address);
            place.balancer = Some(balancer);
            place.settings.push(("WEBHOOK_URL", url));
            place.settings.push(("WEBHOOK_SECRET", "bench-secret".to_owned()));
            let first = place.listens.first().context("no replica")?.to_string();
            place.settings.push(("LISTEN_ADDR", first));
            place.command(&["webhook", "set"]).await?;
        }
        Ok(place)
    }

    fn process(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(&self.binary);
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        command
            .args(arguments)
            .env_clear()
            // As `deploy/qazaq-esim.service` and the Containerfile say it; both bots have it.
            .env("MALLOC_ARENA_MAX", "2")
            .envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(command)
    }

    async fn command(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let mut running = Running(self.process(arguments)?.spawn()?);
        let well = ended(&mut running, Duration::from_mins(2)).await?;
        anyhow::ensure!(well == Some(true), "{arguments:?} failed:\n{}", self.log());
        Ok(())
    }

    /// Starts the bot on this data.
    pub fn run(&self) -> anyhow::Result<Bot> {
        let arguments: &[&str] = match self.kind {
            Kind::Shop => &["serve"],
            Kind::Plain => &[],
        };
        if self.listens.is_empty() {
            return Ok(Bot(vec![Running(self.process(arguments)?.spawn()?)]));
        }
        let replicas = self.listens.iter().map(|address| {
            let mut process = self.process(arguments)?;
            Ok(Running(process.env("LISTEN_ADDR", address.to_string()).spawn()?))
        });
        Ok(Bot(replicas.collect::<anyhow::Result<_>>()?))
    }

    /// What the bot logged, its end.
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let first = lines.len().saturating_sub(20);
        lines.get(first..).unwrap_or_default().join("\n")
    }

    /// Warnings and errors that were logged.
    pub fn complaints(&self) -> usize {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        log.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).count()
    }
}

/// Waits for an end, at most `patience`; says whether it was a good one.
async fn ended(running: &mut Running, patience: Duration) -> anyhow::Result<Option<bool>> {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if let Some(status) = running.0.try_wait()? {
            return Ok(Some(status.success()));
        }
        sleep_until(Instant::now() + Duration::from_millis(5)).await;
    }
    Ok(None)
}

impl Bot {
    /// Its process ids.
    pub fn pids(&self) -> Vec<u32> {
        self.0.iter().map(|running| running.0.id()).collect()
    }

    /// Asks it to end and waits; after ten seconds it is killed.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        for pid in self.pids() {
            let asked = Command::new("kill").arg(pid.to_string()).status()?;
            anyhow::ensure!(asked.success(), "the bot had ended by itself");
        }
        for running in &mut self.0 {
            ended(running, Duration::from_secs(10)).await?;
        }
        Ok(())
    }
}

/// The shop's database: a file, or a fresh schema of the server that was named.
fn database(wish: &Wish, file: &str) -> String {
    wish.database.as_ref().map_or_else(
        || format!("sqlite:{file}?mode=rwc"),
        |url| format!("{url}{}options=-c%20search_path%3Dshop", separator(url)),
    )
}

fn keys(wish: &Wish, file: &str) -> String {
    wish.database.as_ref().map_or_else(
        || format!("sqlite:{file}?mode=rwc"),
        |url| format!("{url}{}options=-c%20search_path%3Dkeys", separator(url)),
    )
}

fn separator(url: &str) -> char {
    if url.contains('?') { '&' } else { '?' }
}

/// Stock for every plan, and much of one.
fn stock(codes: u32) -> anyhow::Result<String> {
    let mut lines = CATALOGUE.split_inclusive(|byte| *byte == b'\n');
    let head = lines.next().context("an empty catalogue")?;
    let (mut one, mut others) = (head.to_vec(), head.to_vec());
    for line in lines {
        if line.starts_with(PLAN) { &mut one } else { &mut others }.extend_from_slice(line);
    }
    let mut file = stock_file(&others, 5)?;
    // Another issuer and no ICCIDs, so that no code is twice in the file.
    for line in stock_file(&one, codes)?.lines().skip(1) {
        let (code, _iccid) = line.rsplit_once(',').context("a short line")?;
        file.push_str(&code.replace("smdp.demo-esim", "smdp.bench-esim"));
        file.push_str(",\n");
    }
    Ok(file)
}
