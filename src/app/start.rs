//! The start of a shop: every part of it is made here and begins in a task of its own.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context as _, bail};
use parking_lot::{Mutex, RwLock};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use super::clock::{Chance, Clock, sleep_real};
use super::commands::{self, recovery};
use super::health::Health;
use super::http::{self, FrontDoor, WebhookIntake};
use super::loops::intake::{Intake, PollSignals};
use super::loops::lifeline::Keeper;
use super::loops::processor::{CatalogueCache, Processor};
use super::loops::reconcile::Reconciler;
use super::loops::relay::{self, Relay};
use super::loops::seat::Seat;
use super::loops::{profile, replies, sweeper, webhook_watch};
use super::perform::Performer;
use super::precheckout::PreCheckoutWatch;
use super::rates::{Pace, Rates};
use super::running::{Running, Tasks};
use super::stock::StockSupplier;
use super::work;
use crate::config::{CheckoutConfig, Config, Misconfigured};
use crate::domain::ids::TelegramId;
use crate::domain::money::StarsRate;
use crate::domain::outcome::Fault;
use crate::domain::snapshot::{LOW_STOCK, Setup};
use crate::i18n::Words;
use crate::mail::Mailer;
use crate::receipt::Hook;
use crate::storage::seam::Point;
use crate::storage::{Engine, Store, Stored, books, effects, erase, lifeline, settings};
use crate::supplier::EsimSupplier as _;
use crate::telegram::{BotApi, BotToken, Poller, Router};

/// Answers to presses and the like that wait to be sent; what comes on top of them is lost, and may
/// be.
const REPLIES: usize = 1_000;

pub struct Ingredients {
    pub store: Store,
    pub token: BotToken,
    pub api_url: String,
    pub admins: Vec<TelegramId>,
    /// The words, with the seller in them.
    pub words: Words,
    pub mailer: Mailer,
    pub rate: StarsRate,
    /// What takes a receipt of each sale and return.
    pub receipts: Option<Hook>,
    pub provider_token: Option<String>,
    pub checkout: CheckoutConfig,
    pub clock: Clock,
    /// Chance: `None` outside tests.
    pub seed: Option<u64>,
    pub webhook: Option<WebhookIntake>,
    pub operator: Option<TcpListener>,
    pub pace: Pace,
}

/// Serves as the settings say until `ended` is over. Says whether that was so, or a part of the
/// shop ended by itself.
///
/// # Errors
/// The database or Telegram cannot be used, or an address is taken.
pub async fn serve(config: Config, ended: impl Future<Output = ()>) -> anyhow::Result<bool> {
    let _lock = commands::lock(&config.data.database_url)?;
    for weak in commands::weak::find(&config, Clock::Real.now()).await {
        tracing::warn!(%weak, "a setting is weak");
    }
    let store = commands::open(config.data).await?;
    let mailer = match &config.mail {
        Some((url, from)) => Mailer::smtp(url, from).context("SMTP_URL and MAIL_FROM")?,
        None => Mailer::off(),
    };
    let webhook = match config.webhook {
        Some(webhook) => Some(WebhookIntake {
            listener: http::listen("LISTEN_ADDR", webhook.listen).await?,
            secret: webhook.secret,
            url: webhook.url,
        }),
        None => None,
    };
    let operator = match config.metrics {
        Some(address) => Some(http::listen("METRICS_ADDR", address).await?),
        None => None,
    };
    let running = start(Ingredients {
        store,
        token: config.token,
        api_url: config.api_url,
        admins: config.admins,
        words: Words::new(config.seller)?,
        mailer,
        rate: config.rate,
        receipts: config.receipts,
        provider_token: config.provider_token,
        checkout: config.checkout,
        clock: Clock::Real,
        seed: None,
        webhook,
        operator,
        pace: Pace::of(config.sends_per_second),
    })
    .await?;
    tracing::info!("the shop is open");
    Ok(running.open_until(ended).await)
}

/// Starts the shop: every part of it in its own task. Correctness never depends on how it ends.
///
/// # Errors
/// Telegram does not know the token, or the database cannot be used.
pub async fn start(shop: Ingredients) -> anyhow::Result<Running> {
    let (store, clock) = (shop.store.clone(), shop.clock.clone());
    let health = Arc::new(Health::new(clock.clone()));
    let bot = BotApi::new(&shop.api_url, &shop.token).context("TELEGRAM_API_URL")?;
    let poller = Poller::new(&shop.api_url, shop.token.clone()).context("TELEGRAM_API_URL")?;
    let me = who_am_i(&bot).await?;
    health.telegram_answered();
    let supplier = StockSupplier { store: store.clone(), clock: clock.clone() };
    let setup = Arc::new(set_up(&shop, &supplier));
    let words = Arc::new(shop.words);
    let (inbox, outlet) = work::queue();
    let watch = Arc::new(PreCheckoutWatch::new(
        bot.clone(),
        Arc::clone(&words),
        Arc::clone(&health),
        clock.clone(),
    ));
    let known = Arc::clone(&watch.known);
    let performer = Arc::new(Performer {
        inbox: inbox.clone(),
        store: store.clone(),
        bot: bot.clone(),
        mailer: shop.mailer,
        words: Arc::clone(&words),
        supplier,
        clock: clock.clone(),
        admins: shop.admins.into_iter().map(|id| (store.secrets.person(id), id)).collect(),
        provider_token: shop.provider_token,
        receipts: shop.receipts,
        bot_name: me.username().to_owned(),
        health: Arc::clone(&health),
        watch: Arc::clone(&watch),
        rates: Arc::new(Rates::new(shop.pace, clock.clone(), store.turns())),
        known: Arc::clone(&known),
        ledger_read: Mutex::new(0),
    });
    let receipts = performer.receipts.is_some();
    let (replies, said) = mpsc::channel(REPLIES);
    let (stop, stopped) = watch::channel(false);
    let relay =
        Relay::new(lifeline::new_word(), Arc::clone(&performer), inbox.clone(), stopped.clone());
    let relay = Arc::new(relay);
    let keeper = take_over(&store, &relay, &clock).await?;
    open_books(&store, &setup, receipts, &relay, &clock).await?;
    let processor = Arc::new(Processor {
        store: store.clone(),
        words: Arc::clone(&words),
        setup: Arc::clone(&setup),
        clock: clock.clone(),
        chance: Mutex::new(Chance::new(shop.seed)),
        router: Router::new(),
        me,
        relay: Arc::clone(&relay),
        watch: Arc::clone(&watch),
        health: Arc::clone(&health),
        replies,
        catalogue_cache: RwLock::new(CatalogueCache::default()),
        failures: AtomicBool::new(true),
    });
    let mut tasks = Tasks::default();
    tasks.last("processor", processor.run(outlet, stopped.clone()));
    tasks.last("lease loop", Arc::clone(&relay).lease_loop(store.clone(), stopped.clone()));
    tasks.last("replies", replies::reply_loop(bot.clone(), words, said, stopped.clone()));
    let sweeps = sweeper::sweep_loop(store.clone(), known, clock.clone(), stopped.clone());
    tasks.last("sweeper", sweeps);
    tasks.pass(profile::set_once(performer, stopped.clone()));
    let reconciler = Reconciler {
        store: store.clone(),
        bot: bot.clone(),
        inbox: inbox.clone(),
        relay: Arc::clone(&relay),
        setup,
        clock: clock.clone(),
    };
    tasks.last("reconciler", reconciler.run(stopped.clone()));
    if let Some(keeper) = keeper {
        tasks.last("lifeline", keeper.keep());
    }
    let asked_at = shop.operator.as_ref().and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = shop.operator {
        let health = Arc::clone(&health);
        let answers = http::serve_operator(listener, health, store.clone(), stopped.clone());
        tasks.last("operator", answers);
    }
    let secrets = store.secrets.clone();
    let intake = Intake { poller, bot, inbox, watch, relay, secrets, clock, health };
    take_in(&mut tasks, intake, shop.webhook, &store, stopped);
    Ok(Running::new(stop, tasks, store, asked_at))
}

fn set_up(shop: &Ingredients, supplier: &StockSupplier) -> Setup {
    let seller = shop.words.seller();
    Setup {
        rate: shop.rate,
        tenge: shop.provider_token.is_some(),
        first_rail: shop.checkout.first_rail,
        agree_to_all: shop.checkout.agree_to_all,
        later_days: shop.checkout.later_days,
        return_days: shop.checkout.return_days,
        mail: !shop.mailer.is_off(),
        letters_a_day: shop.checkout.letters_a_day,
        offer_link: seller.offer_url.is_some(),
        privacy_link: seller.privacy_url.is_some(),
        admins: shop.admins.iter().map(|id| shop.store.secrets.person(*id)).collect(),
        low_stock: LOW_STOCK,
        promise: supplier.promise(),
    }
}

/// Takes over what an earlier run left: leases, hours of a wrong clock, keys that are to go. On a
/// server the process lives from here on, for the others.
async fn take_over(store: &Store, relay: &Arc<Relay>, clock: &Clock) -> Stored<Option<Keeper>> {
    let keeper = match store.engine() {
        // A dead process was the only one, so all its leases are void.
        Engine::Sqlite => {
            let mut tx = store.begin().await?;
            let voided = effects::void_leases(&mut tx).await?;
            tx.commit(Point::Void).await?;
            if voided > 0 {
                tracing::info!(voided, "took over what an earlier run left unfinished");
            }
            None
        }
        Engine::Postgres => Some(Keeper::begin(store.clone(), Arc::clone(relay)).await?),
    };
    relay::mend_due_times(store, clock).await?;
    erase::destroy_doomed(store).await?;
    store.keys.stock_up(256).await?;
    Ok(keeper)
}

/// Begins what brings updates in: the webhook, or the poller while this process has its seat.
fn take_in(
    tasks: &mut Tasks,
    intake: Intake,
    webhook: Option<WebhookIntake>,
    store: &Store,
    stop: watch::Receiver<bool>,
) {
    let Some(WebhookIntake { listener, secret, url }) = webhook else {
        let relay = Arc::clone(&intake.relay);
        let (seat, seated) = Seat::new(store.clone(), relay, intake.clock.clone());
        tasks.last("seat", seat.keep(stop.clone()));
        tasks.last("poller", intake.run(PollSignals { seated, stop }));
        return;
    };
    let Intake { bot, inbox, watch, relay, secrets, clock, health, .. } = intake;
    let door = FrontDoor::new(inbox, watch, secrets, clock.clone(), Arc::clone(&health));
    tasks.last("webhook", http::serve_webhook(listener, secret, door, stop.clone()));
    let looks = webhook_watch::watch_loop(bot, url, health, relay, clock, stop);
    tasks.last("webhook watch", looks);
}

/// Notes when this database first served and what a Star is worth to the owner. After a restore it
/// lets the outbox wait for the ledger and tells the admins what is held back. A crash before the
/// commit leaves it to the next start.
async fn open_books(
    store: &Store,
    setup: &Setup,
    receipts: bool,
    relay: &Relay,
    clock: &Clock,
) -> Stored<()> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    settings::write_once(&mut tx, settings::BORN_AT, &now.0.to_string()).await?;
    settings::put(&mut tx, books::STAR_RATE, &setup.rate.per_star().to_string()).await?;
    settings::put(&mut tx, books::RECEIPTS, if receipts { "1" } else { "0" }).await?;
    if settings::read_one(&mut tx, settings::RESTORED_AT).await?.is_some()
        && settings::read_one(&mut tx, settings::RECONCILED_AT).await?.is_none()
    {
        relay.hold_restored();
    }
    let alerts = recovery::held_alerts(&mut tx, setup, now).await?;
    effects::queue(&mut tx, &alerts).await?;
    tx.commit(Point::Born).await?;
    Ok(())
}

async fn who_am_i(bot: &BotApi) -> anyhow::Result<crate::telegram::Me> {
    for attempt in 1..=30_u64 {
        match bot.get_me().await {
            Ok(me) => return Ok(me),
            Err(Fault::Reject { .. }) => {
                return Err(Misconfigured(
                    "Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again",
                )
                .into());
            }
            Err(Fault::Retry { .. } | Fault::Unknown) => {
                tracing::warn!(attempt, "Telegram cannot be reached; trying again");
                sleep_real(Duration::from_millis((attempt * 500).min(5_000))).await;
            }
        }
    }
    bail!("Telegram cannot be reached; look at the network and TELEGRAM_API_URL")
}
