//! A shop and its pretend world for one test: [`Shop::start`], people's phones ([`phone`]), time
//! moved by hand, [`Shop::finish`] with the audit. It must not know any journey.
//!
//! Randomness comes from one seed, printed when a test fails. Begin with [`Shop`], then [`Phone`].

pub mod books;
pub mod cases;
pub mod copies;
pub mod files;
pub mod logs;
pub mod orders;
pub mod outside;
pub mod phone;
pub mod pictures;
pub mod places;
pub mod postgres;
pub mod seams;
pub mod talk;

use std::net::SocketAddr;
use std::time::Duration;

use pretend_telegram::clock::{ClockKind, real_pause};
use pretend_telegram::world::mail::Mail;
use pretend_telegram::{ADMIN, CUSTOMER, SECOND_CUSTOMER, Sim, SimSettings, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::loops::relay::LEASE;
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::config::CheckoutConfig;
use qazaq_esim_bot::demo::{self, DemoShop, audit};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Currency;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::i18n::{Fill, Seller, Words};
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::storage::{Engine, Store};
use sqlx::any::{AnyPoolOptions, AnyRow, AnyTypeInfoKind};
use sqlx::{AnyConnection, AnyPool, Column, Connection as _, Row, ValueRef};
use tempfile::TempDir;

pub use logs::Logs;
pub use phone::Phone;

/// When every test begins: a morning in Almaty.
pub const MORNING: i64 = 1_790_000_000_000;
/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// An hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;

/// Patience with a real machine before a test gives up. Nothing is held by it: a test that holds
/// waits as long as it must, and one machine is ten times as slow as another, or is busy.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A few plans of every kind. `tr-1` is the cheapest of Türkiye; `kz-1` works at home and is never
/// sold.
pub const PLANS: &str = "\
plan_id,coverage,data_mb,days,price_kzt,networks,generation,hotspot,top_up,starts
tr-1,TR,1024,7,2000,Turkcell,4G,yes,no,first_use
tr-5,TR,5120,30,5500,\"Turkcell, Vodafone\",5G,yes,yes,install
th-3,TH,3072,15,3000,AIS,4G,no,no,first_use
ru-2,RU,2048,10,2500,MTS,4G,yes,no,first_use
eu-10,DE FR IT ES TR,10240,30,9000,,5G,yes,yes,first_use
world-5,world,5120,30,15000,,,,,
kz-1,KZ,1024,7,1500,,,,,
";

/// What the button of a letter says to the bot.
pub fn link_in(mail: &Mail) -> String {
    let text = mail.read().text;
    let word = text.split("?start=").nth(1).and_then(|rest| rest.split_whitespace().next());
    format!("/start {}", word.expect("a link"))
}

/// Addresses of a database and its key store that nobody has: files in `folder`, or schemas.
pub fn addresses(folder: &std::path::Path) -> (String, String) {
    match crate::ENGINE {
        Engine::Sqlite => {
            let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.join(name).display());
            (at("shop.db"), at("shop.db.keys"))
        }
        Engine::Postgres => postgres::fresh(),
    }
}

/// Asks as an operator does, with a time limit: the status and the text of the answer.
#[expect(clippy::disallowed_methods, reason = "an operator's own client, with a time limit")]
pub async fn ask(url: &str) -> (u16, String) {
    let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy();
    let answer = client.build().unwrap().get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// How a test's shop is set up.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that have nothing to do with each other"
)]
pub struct ShopOptions {
    /// Whether mail is on.
    pub mail: bool,
    /// Whether tenge can pay beside Stars.
    pub tenge: bool,
    /// What an invoice asks first.
    pub first_rail: Currency,
    /// Activation codes of each plan.
    pub codes: u32,
    /// What chance begins with, in the shop and in the world.
    pub seed: u64,
    /// The catalogue file.
    pub plans: String,
    /// Whether updates come in by a webhook instead of by polling.
    pub webhook: bool,
    /// Where the files are; anywhere by default.
    pub place: Option<std::path::PathBuf>,
    /// Whether nobody else may be in its database, for what looks at everybody there. A file is its
    /// own.
    pub alone: bool,
    /// What happens at the seams; nothing by default.
    pub seam: Seam,
    /// How fast the shop may speak.
    pub pace: Pace,
    /// What takes receipts; nothing by default.
    pub receipts: Option<String>,
}

impl Default for ShopOptions {
    fn default() -> Self {
        Self {
            mail: true,
            tenge: false,
            first_rail: Currency::Xtr,
            codes: 10,
            seed: 20_261_124,
            plans: PLANS.to_owned(),
            webhook: false,
            place: None,
            alone: false,
            seam: Seam::default(),
            pace: Pace::unlimited(),
            receipts: None,
        }
    }
}

/// A shop that runs beside its pretend world.
pub struct Shop {
    /// The world's sockets.
    pub sim: Sim,
    /// The world: phones, wallet, mailbox, faults.
    pub world: World,
    /// The shop's words, to say what is expected without repeating texts.
    pub words: Words,
    options: ShopOptions,
    clock: Clock,
    running: Option<Running>,
    folder: TempDir,
    peek: Option<AnyPool>,
    urls: (String, String),
    sealing: SealingKey,
    logs: Logs,
    planted: Vec<String>,
    finished: bool,
}

impl Shop {
    /// Starts a shop with mail and Stars.
    pub async fn open() -> Self {
        Self::start(ShopOptions::default()).await
    }

    /// Starts a shop.
    pub async fn start(options: ShopOptions) -> Self {
        let logs = Logs::begin();
        let settings = SimSettings {
            clock: ClockKind::Manual { start_ms: MORNING },
            seed: options.seed,
            ..SimSettings::default()
        };
        let sim = Sim::start(settings).await.unwrap();
        let world = sim.world().with_patience(PATIENCE);
        let folder = match &options.place {
            Some(place) => tempfile::tempdir_in(place).unwrap(),
            None => tempfile::tempdir().unwrap(),
        };
        let urls = match (crate::ENGINE, options.alone) {
            (Engine::Postgres, true) => postgres::alone().await,
            (Engine::Postgres | Engine::Sqlite, _) => addresses(folder.path()),
        };
        let clock = Clock::manual(Stamp(MORNING));
        let mut planted = vec![sim.token().to_owned(), sim.provider_token().to_owned()];
        planted.extend([CUSTOMER, SECOND_CUSTOMER, ADMIN].map(|id| id.to_string()));
        let mut shop = Self {
            world,
            sim,
            words: Words::new(Seller::known()).unwrap(),
            options,
            clock,
            running: None,
            folder,
            peek: None,
            urls,
            sealing: Self::sealing_key(),
            logs,
            planted,
            finished: false,
        };
        let store = shop.open_store().await;
        let plans = shop.options.plans.clone();
        commands::import::plans(&store, &shop.clock, plans.as_bytes(), false).await.unwrap();
        if shop.options.codes > 0 {
            let stock = demo::stock_file(plans.as_bytes(), shop.options.codes).unwrap();
            shop.planted.extend(files::codes_in(&stock));
            commands::import::stock(&store, &shop.clock, stock.as_bytes(), false).await.unwrap();
        }
        shop.run(store).await;
        shop
    }

    /// Its database, opened once more.
    pub async fn open_store(&self) -> Store {
        self.reopened_with(self.sealing.clone()).await
    }

    /// The same with this sealing key.
    pub async fn reopened_with(&self, sealing: SealingKey) -> Store {
        let store = Store::open(&self.urls.0, &self.urls.1, sealing).await;
        store.unwrap().with_seam(self.options.seam.clone())
    }

    /// From its next start on it has this sealing key.
    pub fn seal_with(&mut self, sealing: SealingKey) {
        self.sealing = sealing;
    }

    /// The sealing key that every test begins with.
    pub fn sealing_key() -> SealingKey {
        SealingKey::new(&[7; 32])
    }

    /// How this shop is set up.
    pub fn set_up(&self) -> DemoShop {
        DemoShop {
            codes_per_plan: self.options.codes,
            mail: self.options.mail,
            tenge: self.options.tenge,
            checkout: CheckoutConfig {
                first_rail: self.options.first_rail,
                ..CheckoutConfig::default()
            },
            clock: self.clock.clone(),
            seed: Some(self.options.seed),
            webhook: self.options.webhook,
            operator: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            pace: self.options.pace,
            receipts: self.options.receipts.clone(),
        }
    }

    async fn run(&mut self, store: Store) {
        let demo = self.set_up();
        self.running = Some(demo::start_shop(&self.sim, store, &demo).await.unwrap());
        let url = self.urls.0.replace("mode=rwc", "mode=ro");
        let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await;
        self.peek = Some(pool.unwrap());
    }

    /// The database of the running shop.
    pub fn store(&self) -> &Store {
        self.running.as_ref().expect("the shop runs").store()
    }

    /// Where the operator asks, with this path.
    pub fn operator(&self, path: &str) -> String {
        let running = self.running.as_ref().expect("the shop runs");
        format!("http://{}{path}", running.operator().expect("an address"))
    }

    /// The shop's clock; move it with [`Shop::advance`].
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The addresses of its database and of its key store.
    pub const fn urls(&self) -> &(String, String) {
        &self.urls
    }

    /// Its database is held by another program.
    pub async fn hold(&self) -> outside::Held {
        outside::hold(&self.urls.0).await
    }

    /// The folder of the database files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Comes to rest, lets time pass for the shop and for the world, and comes to rest. What is
    /// under way ends first: an attempt that failed after the jump would be put off behind it, and
    /// nobody would move the clock that far.
    pub async fn advance(&self, ms: i64) {
        self.rest().await;
        self.jump(ms);
        self.rest().await;
    }

    /// Lets a minute pass, in which the shop looks at what another process queued, which woke
    /// nobody, and comes to rest.
    pub async fn looks(&self) {
        self.jump(MINUTE);
        self.rest().await;
    }

    /// Comes to rest while time passes in steps, for what nothing but time wakes.
    pub async fn rests_as_time_passes(&self, step_ms: i64) {
        let rested = async || {
            self.jump(step_ms);
            self.is_at_rest().await
        };
        self.until("the rest", rested).await;
    }

    /// Lets time pass for the shop and for the world, whatever is under way.
    pub fn jump(&self, ms: i64) {
        self.clock.advance(ms);
        self.world.advance(ms);
    }

    /// Stops the shop and leaves the world: nothing reads updates until [`Shop::reopen`].
    pub async fn close(&mut self) {
        if let Some(peek) = self.peek.take() {
            peek.close().await;
        }
        self.running.take().expect("the shop runs").stop().await;
    }

    /// The closed shop's database and key store are gone: the next start finds empty ones.
    pub fn lose_the_database(&mut self) {
        for file in ["shop.db", "shop.db-wal", "shop.db-shm", "shop.db.keys"] {
            let _ = std::fs::remove_file(self.folder.path().join(file));
        }
        self.urls = addresses(self.folder.path());
    }

    /// Starts the shop again on the same data.
    pub async fn reopen(&mut self) {
        // Chance does not begin anew with a process.
        self.options.seed += 1;
        let store = self.open_store().await;
        self.run(store).await;
    }

    /// Time passes between two lives, until nothing of the closed one holds anything up: the pauses
    /// of what ran out of patience, and on a server the leases of what was cut. A file's next start
    /// makes these void.
    pub fn outlive(&self) {
        let ms = match crate::ENGINE {
            Engine::Sqlite => 5_000,
            Engine::Postgres => LEASE.0 + 5_000,
        };
        self.jump(ms);
    }

    /// A person's phone.
    pub fn phone(&self, person: i64) -> Phone<'_> {
        Phone { shop: self, person }
    }

    /// The phone of the first customer.
    pub fn customer(&self) -> Phone<'_> {
        self.phone(CUSTOMER)
    }

    /// The phone of the admin.
    pub fn admin(&self) -> Phone<'_> {
        self.phone(ADMIN)
    }

    /// The words of a text, without markup.
    pub fn plain(&self, text: &Text, lang: Lang) -> String {
        self.words.plain(text, lang, &Fill::default())
    }

    /// A value that must never appear in a log.
    pub fn plant(&mut self, value: &str) {
        self.planted.push(value.to_owned());
    }

    /// Imports a catalogue file beside the running shop, and lets the shop see it.
    pub async fn import_plans(&self, csv: &str) {
        commands::import::plans(self.store(), &self.clock, csv.as_bytes(), false).await.unwrap();
    }

    /// Imports more stock of one plan beside the running shop.
    pub async fn import_stock(&mut self, plan: &str, codes: u32) {
        self.import_codes(&files::more_stock(plan, codes)).await;
    }

    /// Imports a file of stock beside the running shop.
    pub async fn import_codes(&mut self, csv: &str) {
        let secrets = files::codes_in(csv).into_iter().filter(|secret| !secret.is_empty());
        self.planted.extend(secrets);
        commands::import::stock(self.store(), &self.clock, csv.as_bytes(), false).await.unwrap();
    }

    /// Reads the database file from outside: all columns as text, null as an empty one.
    pub async fn sql(&self, query: &'static str) -> Vec<Vec<String>> {
        let peek = self.peek.as_ref().expect("the shop runs");
        let rows: Vec<AnyRow> = sqlx::query(query).fetch_all(peek).await.unwrap();
        rows.iter().map(texts).collect()
    }

    /// Writes into the database beside the shop what no door of the shop writes. `$1`, if it is
    /// there, is rubbish.
    pub async fn tamper(&self, statement: &'static str) -> u64 {
        let mut connection = AnyConnection::connect(&self.urls.0).await.unwrap();
        let mut query = sqlx::query(statement);
        if statement.contains("$1") {
            query = query.bind(b"rubbish".as_slice());
        }
        let rows = query.execute(&mut connection).await.unwrap().rows_affected();
        connection.close().await.unwrap();
        rows
    }

    /// One number from the database file.
    pub async fn count(&self, query: &'static str) -> i64 {
        self.sql(query).await[0][0].parse().unwrap()
    }

    /// Waits until nothing is under way: all updates are confirmed, no effect that is due waits.
    pub async fn rest(&self) {
        for _ in 0..PATIENCE.as_millis() / 5 {
            if self.is_at_rest().await {
                return;
            }
            real_pause(Duration::from_millis(5)).await;
        }
        let left = "select effect_key, due_at, leased_until, attempts from effects \
            where settled_at is null";
        panic!(
            "the shop does not come to rest at {}: {} updates wait, and {:#?}",
            self.clock.now().0,
            self.world.unconfirmed_updates(),
            self.sql(left).await,
        );
    }

    async fn is_at_rest(&self) -> bool {
        // What is leased is under way, also where the clock went back behind its hour. What is due
        // behind one that was put off waits with it.
        let under_way = "select count(*) from effects e where settled_at is null \
                         and (leased_until is not null or (due_at <= $1 and not exists \
                         (select 1 from effects f where f.lane = e.lane and f.settled_at is null \
                         and f.id < e.id and f.due_at > $1)))";
        if self.world.unconfirmed_updates() > 0 {
            return false;
        }
        let peek = self.peek.as_ref().expect("the shop runs");
        let now = self.clock.now().0;
        let under_way: i64 = sqlx::query_scalar(under_way).bind(now).fetch_one(peek).await.unwrap();
        under_way == 0
    }

    /// Waits until whatever the shop took in hand has ended, though updates wait at Telegram.
    pub async fn ends_what_is_in_hand(&self) {
        let in_hand = "select count(*) from effects where settled_at is null and leased_until is \
                       not null";
        self.until("what is in hand to end", async || self.count(in_hand).await == 0).await;
    }

    /// Waits until `look` is true.
    pub async fn until(&self, what: &str, mut look: impl AsyncFnMut() -> bool) {
        for _ in 0..PATIENCE.as_millis() / 10 {
            if look().await {
                return;
            }
            real_pause(Duration::from_millis(10)).await;
        }
        panic!("waited for {what}, and it did not happen (seed {})", self.options.seed);
    }

    /// The same, while time passes for the shop and the world. On a machine that is too busy for a
    /// moment an attempt fails and is put off, and a crowd is enough to make it so.
    pub async fn until_in_time(&self, what: &str, mut look: impl AsyncFnMut() -> bool) {
        self.until(what, async || {
            let seen = look().await;
            if !seen {
                self.jump(20);
            }
            seen
        })
        .await;
    }

    /// The audit at rest, then the end. Nothing may be wrong.
    pub async fn finish(self) {
        self.finish_but(&[]).await;
    }

    /// The same where the audit must find exactly what contains these parts, in any order.
    pub async fn finish_but(mut self, expected: &[&str]) {
        self.rest().await;
        let findings = if expected.is_empty() {
            audit::at_rest(&self.world, self.store()).await.unwrap()
        } else {
            audit::audit(&self.world, self.store()).await.unwrap()
        };
        let unexpected: Vec<&String> = findings
            .0
            .iter()
            .filter(|finding| !expected.iter().any(|part| finding.contains(part)))
            .collect();
        assert!(unexpected.is_empty(), "the audit found {unexpected:#?}");
        for part in expected {
            let found = findings.0.iter().any(|finding| finding.contains(part));
            assert!(found, "the audit does not find {part:?} in {:#?}", findings.0);
        }
        // Each leads to its payer, for whoever has the bot's token.
        let charges = self.sql("select id from charges").await;
        self.planted.extend(charges.into_iter().flatten());
        self.close().await;
        self.check_logs();
        self.finished = true;
    }

    /// Whether a log line has these words.
    pub fn log_says(&self, words: &str) -> bool {
        self.logged(words) > 0
    }

    /// How many log lines have these words.
    pub fn logged(&self, words: &str) -> usize {
        self.logs.lines().iter().filter(|line| line.text.contains(words)).count()
    }

    /// The end where error lines with each of these words, and no others, are expected and the
    /// audit would find their cause.
    pub async fn close_expecting(mut self, words: &[&str]) {
        self.rest().await;
        self.close().await;
        let lines = self.logs.lines();
        let errors: Vec<_> = lines.iter().filter(|line| line.error).collect();
        for line in &errors {
            assert!(words.iter().any(|words| line.text.contains(words)), "{}", line.text);
        }
        for words in words {
            assert!(errors.iter().any(|line| line.text.contains(words)), "no error says: {words}");
        }
        self.finished = true;
    }

    /// Serves as the process does, until it is asked to end or a part of the shop ends by itself:
    /// whether it was asked, and the error lines. No planted value is in any line.
    pub async fn open_until(mut self, asked: impl AsyncFnOnce(&World)) -> (bool, Vec<String>) {
        if let Some(peek) = self.peek.take() {
            peek.close().await;
        }
        let running = self.running.take().expect("the shop runs");
        let was_asked = running.open_until(asked(&self.world)).await;
        self.finished = true;
        self.check_planted();
        let errors = self.logs.lines().into_iter().filter(|line| line.error);
        (was_asked, errors.map(|line| line.text.to_string()).collect())
    }

    /// The end without an audit, where Telegram is still away: what is under way is cut.
    pub async fn finish_cut(mut self) {
        self.close().await;
        self.check_logs();
        self.finished = true;
    }

    /// This test's log lines and spans so far.
    pub fn log_lines(&self) -> Vec<String> {
        let ours = self.logs.lines().into_iter().filter(|line| line.ours);
        ours.map(|line| line.text.to_string()).collect()
    }

    /// No error line that was not expected, no planted value in any line.
    pub fn check_logs(&self) {
        for line in &self.logs.lines() {
            assert!(!line.error, "an error line: {}", line.text);
        }
        self.check_planted();
    }

    fn check_planted(&self) {
        for value in &self.planted {
            let found = self.logs.first_with(value);
            assert!(found.is_none(), "{value} in a log: {found:?}");
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}", self.options.seed);
            for person in [CUSTOMER, SECOND_CUSTOMER, ADMIN] {
                let chat = demo::robot::transcript(&self.world, person);
                if !chat.is_empty() {
                    eprintln!("--- chat of {person} ---\n{chat}");
                }
            }
            for line in self.logs.lines().iter().filter(|line| line.ours) {
                eprintln!("log | {}", line.text);
            }
        } else {
            assert!(self.finished, "a test's shop ends with finish()");
        }
    }
}

fn texts(row: &AnyRow) -> Vec<String> {
    row.columns()
        .iter()
        .map(|column| {
            let at = column.ordinal();
            let raw = row.try_get_raw(at).unwrap();
            if raw.is_null() {
                return String::new();
            }
            match raw.type_info().kind() {
                AnyTypeInfoKind::SmallInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::BigInt => {
                    row.get::<i64, _>(at).to_string()
                }
                AnyTypeInfoKind::Blob => row.get::<Vec<u8>, _>(at).escape_ascii().to_string(),
                AnyTypeInfoKind::Text
                | AnyTypeInfoKind::Null
                | AnyTypeInfoKind::Bool
                | AnyTypeInfoKind::Real
                | AnyTypeInfoKind::Double => row.get::<String, _>(at),
            }
        })
        .collect()
}
