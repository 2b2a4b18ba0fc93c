//! A shop that can die: it runs in a runtime of its own beside a world that lives on, its seams are
//! watched, and it is started again on the same files. It must not know what people do.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::{Sim, SimSettings, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::config::CheckoutConfig;
use qazaq_esim_bot::demo::{self, DemoShop, audit};
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::storage::{Engine, Store};
use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::{Notify, OnceCell};

use crate::support::{self, PLANS, files};

/// How long a broken shop may take to come to rest, in hundredths of a second. A call that hangs
/// takes fifteen seconds of it.
const PATIENCE: u32 = 12_000;

/// A point of the code: the step, what it is about, and which passing of it.
pub type Point = (&'static str, String, usize);

/// Hears of every seam that is passed, and says where to die.
#[derive(Default)]
pub struct Watcher {
    heard: Mutex<Heard>,
    died: Notify,
    rests: Notify,
}

#[expect(clippy::struct_excessive_bools, reason = "four independent facts of a life")]
#[derive(Default)]
struct Heard {
    counts: BTreeMap<(&'static str, String), usize>,
    passed: Vec<Point>,
    target: Option<Point>,
    armed: bool,
    dead: bool,
    waits: bool,
    /// The shop is to start anew, which is no death of the test's.
    anew: bool,
}

impl Watcher {
    /// Watches, and lets the shop die at `target`, once it is armed.
    pub fn new(target: Option<Point>) -> Arc<Self> {
        let watcher = Self::default();
        watcher.heard().target = target;
        Arc::new(watcher)
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on passings count.
    pub fn arm(&self) {
        self.heard().armed = true;
    }

    /// Lets the shop end and start again. Passings count from that start on.
    pub fn start_anew(&self) {
        let mut heard = self.heard();
        (heard.anew, heard.dead) = (true, true);
        drop(heard);
        self.died.notify_one();
    }

    /// Whether the death was only an end; then the next life is watched as the first one.
    fn begins_anew(&self) -> bool {
        let mut heard = self.heard();
        let anew = std::mem::take(&mut heard.anew);
        if anew {
            (heard.dead, heard.armed) = (false, true);
        }
        anew
    }

    /// Waits until the shop has come to rest: people who take their time.
    pub async fn rest(&self) {
        self.heard().waits = true;
        self.rests.notified().await;
    }

    fn passes(&self, step: &'static str, what: &str) -> bool {
        let mut heard = self.heard();
        if heard.dead || !heard.armed {
            // The dead do nothing more, whichever of their tasks comes by.
            return heard.dead;
        }
        let count = heard.counts.entry((step, what.to_owned())).or_default();
        *count += 1;
        let point = (step, what.to_owned(), *count);
        heard.dead = heard.target.as_ref() == Some(&point);
        heard.passed.push(point);
        let dead = heard.dead;
        drop(heard);
        if dead {
            self.died.notify_one();
        }
        dead
    }

    /// Returns when the shop died.
    pub async fn died(&self) {
        self.died.notified().await;
    }

    /// All points passed, in their order.
    pub fn passed(&self) -> Vec<Point> {
        self.heard().passed.clone()
    }

    fn seam(self: &Arc<Self>) -> Seam {
        let watcher = Arc::clone(self);
        Seam::watched(move |step, what| watcher.passes(step, what))
    }
}

async fn open((main, keys): &(String, String)) -> Store {
    Store::open(main, keys, SealingKey::new(&[7; 32])).await.unwrap()
}

/// Plans and stock.
async fn fill(urls: &(String, String)) {
    let store = open(urls).await;
    let plans = PLANS.as_bytes();
    commands::import::plans(&store, &Clock::Real, plans, false).await.unwrap();
    let stock = demo::stock_file(plans, 6).unwrap();
    commands::import::stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
    store.checkpoint().await.unwrap();
    store.close().await;
}

/// A world, and the files of the shop beside it.
pub struct Place {
    /// The world's sockets.
    pub sim: Sim,
    /// The world.
    pub world: World,
    _folder: TempDir,
    urls: (String, String),
    webhook: bool,
    tenge: bool,
    lives: AtomicI64,
}

/// How a place is furnished.
#[derive(Debug, Clone, Copy, Default)]
pub struct Furnishing {
    /// Updates are delivered to a webhook.
    pub webhook: bool,
    /// The first code of every plan cannot be opened.
    pub spoilt: bool,
    /// Tenge are taken too.
    pub tenge: bool,
}

/// One life of the shop.
pub struct Life {
    runtime: Option<Runtime>,
    running: Option<Running>,
}

impl Place {
    /// A new world beside a copy of the shop's files.
    pub async fn new() -> Self {
        static MADE: OnceCell<TempDir> = OnceCell::const_new();
        let folder = tempfile::tempdir().unwrap();
        let urls = files::furnished(folder.path(), &MADE, fill).await;
        let sim = Sim::start(SimSettings { seed: 20_261_124, ..SimSettings::default() });
        let sim = sim.await.unwrap();
        Self {
            world: sim.world().with_patience(support::PATIENCE),
            sim,
            _folder: folder,
            urls,
            webhook: false,
            tenge: false,
            lives: AtomicI64::new(0),
        }
    }

    /// The same, where updates are delivered to a webhook. Each life listens at another address,
    /// which the deployment tells Telegram.
    #[must_use]
    pub fn behind_webhook(mut self, webhook: bool) -> Self {
        self.webhook = webhook;
        self
    }

    /// A new world, furnished like this.
    pub async fn furnished(with: Furnishing) -> Self {
        let mut place = Self::new().await.behind_webhook(with.webhook);
        place.tenge = with.tenge;
        if with.spoilt {
            let mut connection = AnyConnection::connect(&place.urls.0).await.unwrap();
            let spoil = "update esims set code_sealed = $1 where id in \
                         (select min(id) from esims group by plan_id)";
            let spoil = sqlx::query(spoil).bind(b"rubbish".as_slice()).execute(&mut connection);
            assert!(spoil.await.unwrap().rows_affected() > 0);
            connection.close().await.unwrap();
        }
        place
    }

    /// Time goes on between two lives: on a server the leases of what buys, pays back or mails run
    /// out.
    fn clock(&self) -> Clock {
        match crate::ENGINE {
            Engine::Sqlite => Clock::Real,
            Engine::Postgres => {
                let ahead = self.lives.fetch_add(130_000, Ordering::SeqCst);
                Clock::Moved { own: ahead, shared: ahead }
            }
        }
    }

    /// Starts the shop. Ends early, without a shop, where it dies while it starts.
    pub async fn live(&self, watcher: &Arc<Watcher>) -> Life {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build().unwrap();
        let (urls, seam) = (self.urls.clone(), watcher.seam());
        let store = runtime.spawn(async move { open(&urls).await.with_seam(seam) });
        let store = store.await.unwrap();
        let shop = DemoShop {
            codes_per_plan: 0,
            mail: true,
            tenge: self.tenge,
            checkout: CheckoutConfig::default(),
            clock: self.clock(),
            seed: None,
            webhook: self.webhook,
            operator: None,
            pace: Pace::unlimited(),
            receipts: None,
        };
        let enter = runtime.enter();
        let start = demo::start_shop(&self.sim, store, &shop);
        drop(enter);
        let handle = runtime.handle().clone();
        let running = tokio::select! {
            running = on(handle, start) => Some(running.unwrap()),
            () = watcher.died() => {
                watcher.died.notify_one();
                None
            }
        };
        Life { runtime: Some(runtime), running }
    }

    /// Runs a script beside a shop that dies at the first of `deaths`, starts it again, lets that
    /// life die at the next one, and audits at rest. The answer is all points of the first life.
    pub async fn run(&self, script: Script, deaths: &[Point]) -> Vec<Point> {
        let name = format!("{deaths:?}");
        let mut deaths = deaths.iter().cloned();
        let mut target = deaths.next();
        let first = Watcher::new(target.clone());
        let mut watcher = Arc::clone(&first);
        let (world, told) = (self.world.clone(), Arc::clone(&first));
        let mut script = Some(tokio::spawn(async move { script(world, told).await }));
        let mut life = self.live(&watcher).await;
        let mut findings = Vec::new();
        let mut clean = 0;
        for pause in 0..PATIENCE {
            tokio::select! {
                () = watcher.died() => {
                    life.die();
                    if watcher.begins_anew() {
                        life = self.live(&watcher).await;
                        continue;
                    }
                    target = deaths.next();
                    watcher = Watcher::new(target.clone());
                    watcher.arm();
                    life = self.live(&watcher).await;
                    continue;
                }
                () = real_pause(Duration::from_millis(10)) => {}
            }
            if let Some(over) = script.take_if(|script| script.is_finished())
                && let Err(error) = over.await.unwrap()
            {
                panic!("{name}: {error:#}");
            }
            let waits = first.heard().waits;
            if (script.is_some() && !waits) || pause % 4 != 0 {
                continue;
            }
            let Some(running) = &life.running else { continue };
            let news = self.world.unconfirmed_updates();
            findings = audit::audit(&self.world, running.store()).await.unwrap().0;
            findings.extend(self.half_erased().await);
            findings.extend(self.astray().await);
            if news + self.world.unconfirmed_updates() > 0 {
                findings.push(format!("{news} updates that nobody confirmed"));
            }
            // What is in nobody's books for a moment, between one look and the next, is at rest
            // only if it is so twice.
            clean = if findings.is_empty() { clean + 1 } else { 0 };
            if clean < 2 {
                continue;
            }
            if waits {
                clean = 0;
                first.heard().waits = false;
                first.rests.notify_one();
            } else if target.is_none() {
                life.die();
                return first.passed();
            } else {
                // What is passed after the last commit is passed at once, or never.
                assert!(clean < 75, "{target:?} was learnt and is not passed ({name})");
            }
        }
        panic!("{name}: the shop does not come to rest: {findings:#?}");
    }

    /// An erasure that began and did not come to its end.
    async fn half_erased(&self) -> Option<String> {
        let text = "select (select count(*) from doomed) + \
                    (select count(*) from customers where blocked_at is not null)";
        let left = self.number(text).await;
        (left > 0).then(|| format!("{left} rows of an erasure that is not over"))
    }

    /// A code that is sold to an order which holds another one.
    async fn astray(&self) -> Option<String> {
        let text = "select count(*) from esims e join orders o on o.id = e.order_id \
                    where o.state in ('provisioned', 'fulfilled') and o.esim_id <> e.id";
        let left = self.number(text).await;
        (left > 0).then(|| format!("{left} codes are sold to orders that hold others"))
    }

    async fn number(&self, text: &'static str) -> i64 {
        let url = self.urls.0.replace("mode=rwc", "mode=ro");
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        let number = sqlx::query_scalar(text).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    }
}

/// Drives a future with another runtime's reactor and spawner at hand.
async fn on<T>(handle: tokio::runtime::Handle, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(move |context| {
        let _enter = handle.enter();
        work.as_mut().poll(context)
    })
    .await
}

/// What people do, beside a shop that may die: the world, and whom to tell from when on it counts.
pub type Script = fn(World, Arc<Watcher>) -> Doing;

/// A script under way.
pub type Doing = std::pin::Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

impl Life {
    /// Dies as a process does: at once, wherever everything is.
    pub fn die(mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        drop(self.running.take());
    }

    /// The database of a shop that started.
    pub fn store(&self) -> &Store {
        self.running.as_ref().expect("the shop started").store()
    }

    /// Audits until the shop has come to rest.
    pub async fn rests(&self, world: &World, name: &str) {
        let (mut findings, mut clean) = (Vec::new(), 0);
        for _ in 0..PATIENCE / 2 {
            let news = world.unconfirmed_updates();
            findings = audit::audit(world, self.store()).await.unwrap().0;
            let calm = findings.is_empty() && news + world.unconfirmed_updates() == 0;
            clean = if calm { clean + 1 } else { 0 };
            if clean > 1 {
                return;
            }
            real_pause(Duration::from_millis(20)).await;
        }
        panic!("{name}: the shop does not come to rest: {findings:#?}");
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
