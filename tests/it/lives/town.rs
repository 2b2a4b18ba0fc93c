//! A town: a pretend world with many people, and a shop beside it that can die at any seam and is
//! started again on the same files, or on a backup. Both clocks are moved by hand. It must not know
//! what people do nor what is right; that is [`super::people`] and [`super::judge`].

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use pretend_telegram::clock::{ClockKind, real_pause};
use pretend_telegram::{Sim, SimSettings, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::{self, recovery};
use qazaq_esim_bot::app::loops::relay::LEASE;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::config::DataConfig;
use qazaq_esim_bot::demo::{self, DemoShop};
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::i18n::{Seller, Words};
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::storage::{Engine, Store};
use sqlx::{AnyConnection, Connection as _};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::{Notify, OnceCell};

use crate::support::orders::used;
use crate::support::{MORNING, PLANS, Shop, copies, files, postgres};

/// Codes of each plan but the scarce one.
const CODES: u32 = 60;

/// The plan of which there are few codes, and its price in Stars and in tiyn: nobody who paid this
/// much may count on getting an eSIM rather than the money.
pub const SCARCE: (&str, [i64; 2]) = ("th-3", [462, 300_000]);
const SCARCE_CODES: usize = 3;

/// Patience with a real machine before a life is given up.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where the shop dies next, counted in seams; below zero nowhere.
#[derive(Default)]
struct Fate {
    left: AtomicI64,
    dead: AtomicBool,
    died: Notify,
}

impl Fate {
    fn seam(self: &Arc<Self>) -> Seam {
        let fate = Arc::clone(self);
        Seam::watched(move |_, _| {
            if fate.dead.load(Ordering::SeqCst) {
                return true;
            }
            let strikes = fate.left.load(Ordering::SeqCst) >= 0
                && fate.left.fetch_sub(1, Ordering::SeqCst) == 0;
            if strikes {
                fate.dead.store(true, Ordering::SeqCst);
                fate.died.notify_one();
            }
            strikes
        })
    }
}

/// One life of the shop's process.
struct Process {
    runtime: Option<Runtime>,
    running: Option<Running>,
    fate: Arc<Fate>,
}

impl Process {
    /// Dies as a process does: at once, wherever everything is.
    fn die(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        drop(self.running.take());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.die();
    }
}

/// A world and its shop.
pub struct Town {
    /// The world: phones, wallets, the mailbox, faults.
    pub world: World,
    /// How often the shop died.
    pub deaths: usize,
    sim: Arc<Sim>,
    clock: Clock,
    /// Holds the files, where there are files, and the backup.
    folder: TempDir,
    urls: (String, String),
    tenge: bool,
    seed: u64,
    process: Option<Process>,
    /// A look into the database.
    peek: Option<AnyConnection>,
    restocked: u32,
    /// Whether its disk dies one day, and a backup is brought back.
    pub loses_its_disk: bool,
}

/// Plans and stock.
async fn fill(urls: &(String, String)) {
    let store = open(urls, Seam::default()).await;
    let clock = Clock::manual(Stamp(MORNING));
    commands::import::plans(&store, &clock, PLANS.as_bytes(), false).await.unwrap();
    let stock = demo::stock_file(PLANS.as_bytes(), CODES).unwrap();
    let mut scarce = 0;
    let kept: Vec<&str> = stock
        .lines()
        .filter(|line| {
            let few = line.starts_with(SCARCE.0);
            scarce += usize::from(few);
            !few || scarce <= SCARCE_CODES
        })
        .collect();
    let stock = kept.join("\n") + "\n";
    commands::import::stock(&store, &clock, stock.as_bytes(), false).await.unwrap();
    store.checkpoint().await.unwrap();
    store.close().await;
}

async fn open(urls: &(String, String), seam: Seam) -> Store {
    Store::open(&urls.0, &urls.1, Shop::sealing_key()).await.unwrap().with_seam(seam)
}

impl Town {
    /// A new town whose shop is open.
    pub async fn found(seed: u64) -> Self {
        static MADE: OnceCell<TempDir> = OnceCell::const_new();
        let folder = tempfile::tempdir().unwrap();
        let loses_its_disk = seed % 4 == 2;
        let urls = if loses_its_disk && crate::ENGINE == Engine::Postgres {
            // Nobody else may be connected when it comes back.
            let urls = postgres::alone().await;
            fill(&urls).await;
            urls
        } else {
            files::furnished(folder.path(), &MADE, fill).await
        };
        let clock = ClockKind::Manual { start_ms: MORNING };
        let sim = Sim::start(SimSettings { clock, seed, ..SimSettings::default() }).await.unwrap();
        sqlx::any::install_default_drivers();
        let mut town = Self {
            world: sim.world().with_patience(PATIENCE),
            deaths: 0,
            sim: Arc::new(sim),
            clock: Clock::manual(Stamp(MORNING)),
            folder,
            urls,
            tenge: seed.is_multiple_of(3),
            seed,
            process: None,
            peek: None,
            restocked: 0,
            loses_its_disk,
        };
        town.live(-1).await;
        town.looks().await;
        town
    }

    async fn looks(&mut self) {
        let peek = AnyConnection::connect(&self.urls.0.replace("mode=rwc", "mode=ro")).await;
        self.peek = Some(peek.unwrap());
    }

    fn peek(&mut self) -> &mut AnyConnection {
        self.peek.as_mut().expect("a look into the database")
    }

    fn data(&self) -> DataConfig {
        let (database_url, keys_url) = self.urls.clone();
        DataConfig { database_url, keys_url, sealing_key: Shop::sealing_key() }
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    /// A backup of the shop, while it serves or lies dead.
    pub async fn backs_up(&self) {
        copies::back_up(&self.data(), &self.backup()).await;
    }

    /// The shop dies with its disk, and goes on from the backup. The owner discards all codes that
    /// were used, and releases the rest.
    pub async fn is_restored(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.die();
        }
        if let Some(peek) = self.peek.take() {
            peek.close().await.unwrap();
        }
        copies::lose(&self.urls.0, self.folder.path()).await;
        copies::restore(&self.data(), &self.backup(), &self.clock).await;
        let store = open(&self.urls, Seam::default()).await;
        let used = used(&self.world);
        let used = used.as_ref().map(String::as_bytes);
        recovery::release(&store, &self.clock, used).await.unwrap();
        store.close().await;
        self.mourn();
        self.live(-1).await;
        self.looks().await;
    }

    /// What stands before a person, one line a case.
    pub async fn cases(&self) -> String {
        let words = Words::new(Seller::known()).unwrap();
        commands::cases::list(self.store(), &words).await.unwrap()
    }

    /// How many codes are set aside and not sold.
    pub async fn set_aside(&mut self) -> i64 {
        let text = "select count(*) from esims where order_id is not null and sold_at is null";
        sqlx::query_scalar(text).fetch_one(self.peek()).await.unwrap()
    }

    /// The time of both clocks.
    pub fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// Lets time pass for everybody.
    pub fn advance(&self, ms: i64) {
        self.clock.advance(ms);
        self.world.advance(ms);
    }

    /// The database of the living shop.
    pub fn store(&self) -> &Store {
        let running = self.process.as_ref().and_then(|process| process.running.as_ref());
        running.expect("the shop lives").store()
    }

    /// Starts the shop on what the last one left. It dies after `seams` more seams if that is not
    /// below zero; a shop that dies while it starts is started again.
    async fn live(&mut self, mut seams: i64) {
        loop {
            let fate = Arc::new(Fate { left: AtomicI64::new(seams), ..Fate::default() });
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            let runtime = builder.worker_threads(1).enable_all().build().unwrap();
            let (urls, seam) = (self.urls.clone(), fate.seam());
            let shop = DemoShop {
                codes_per_plan: 0,
                mail: true,
                tenge: self.tenge,
                clock: self.clock.clone(),
                seed: Some(self.seed ^ u64::try_from(self.deaths).unwrap() << 32),
                ..DemoShop::default()
            };
            let sim = Arc::clone(&self.sim);
            let start = runtime.spawn(async move {
                let store = open(&urls, seam).await;
                demo::start_shop(&sim, store, &shop).await
            });
            let running = tokio::select! {
                running = start => Some(running.unwrap().unwrap()),
                () = fate.died.notified() => None,
            };
            let mut process = Process { runtime: Some(runtime), running, fate };
            if process.running.is_some() {
                self.process = Some(process);
                return;
            }
            process.die();
            self.mourn();
            seams = -1;
        }
    }

    /// On files the next life takes over at once what the dead one had in hand. On a server that
    /// might be somebody else's who lives, and time passes until its leases have run out.
    fn mourn(&mut self) {
        self.deaths += 1;
        if crate::ENGINE == Engine::Postgres {
            self.advance(LEASE.0 + 5_000);
        }
    }

    /// The shop dies now, and the next one lives.
    pub async fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.die();
        }
        self.mourn();
        self.live(-1).await;
    }

    /// The shop will die at the seam that it passes after so many others.
    pub fn doom(&self, seams: i64) {
        if let Some(process) = &self.process {
            process.fate.left.store(seams, Ordering::SeqCst);
        }
    }

    /// Starts the shop again if it died, doomed or not.
    pub async fn revive(&mut self, seams: i64) {
        let dead = self.process.as_ref().is_none_or(|it| it.fate.dead.load(Ordering::SeqCst));
        if dead {
            if let Some(mut process) = self.process.take() {
                process.die();
            }
            self.mourn();
            self.live(seams).await;
        }
    }

    fn is_dead(&self) -> bool {
        self.process.as_ref().is_none_or(|it| it.fate.dead.load(Ordering::SeqCst))
    }

    /// More codes of every plan, beside the running shop. A shop that is doomed would die of it.
    pub async fn restock(&mut self) {
        self.restocked += 1;
        let plan = format!("{}-{}", SCARCE.0, self.restocked);
        let csv =
            files::more_stock(&plan, 6).replace(&format!("{plan},"), &format!("{},", SCARCE.0));
        commands::import::stock(self.store(), &self.clock, csv.as_bytes(), false).await.unwrap();
    }

    /// What is under way: effects that are leased, or due and first in their lane. What is due
    /// behind one that was put off waits with it.
    async fn under_way(&mut self) -> i64 {
        let text = "select count(*) from effects e where settled_at is null \
                    and (leased_until is not null or (due_at <= $1 and not exists \
                    (select 1 from effects f where f.lane = e.lane and f.settled_at is null \
                    and f.id < e.id and f.due_at > $1)))";
        let now = self.now();
        sqlx::query_scalar(text).bind(now).fetch_one(self.peek()).await.unwrap()
    }

    /// Whether nothing is under way: all updates are confirmed, nothing is due.
    pub async fn is_calm(&mut self) -> bool {
        self.world.unconfirmed_updates() == 0 && self.under_way().await == 0
    }

    /// Waits until nothing is under way, the shop is dead, or a while has passed.
    pub async fn calm(&mut self, most: Duration) -> bool {
        let turns = most.as_millis() / 2;
        for _ in 0..turns {
            if self.is_dead() {
                return false;
            }
            if self.is_calm().await {
                return true;
            }
            real_pause(Duration::from_millis(2)).await;
        }
        false
    }

    /// Waits until nothing is under way. It must come to that: the answer says what is left else.
    pub async fn rest(&mut self) -> Result<(), String> {
        if self.calm(PATIENCE).await {
            return Ok(());
        }
        let text = "select string_agg(effect_key || ' due ' || due_at || ' attempts ' || attempts \
                    || ' leased ' || coalesce(leased_until, 0) || ' lane ' || coalesce(lane, '-'), \
                    '; ') from effects where settled_at is null and kind <> 'timer'";
        let left: Option<String> = sqlx::query_scalar(text).fetch_one(self.peek()).await.unwrap();
        Err(format!(
            "no rest at {}: {} updates wait, the outbox has {left:?}",
            self.now(),
            self.world.unconfirmed_updates()
        ))
    }

    /// Ends the town.
    pub async fn end(mut self) {
        if let Some(mut process) = self.process.take() {
            process.die();
        }
        if let Some(peek) = self.peek.take() {
            peek.close().await.unwrap();
        }
    }
}
