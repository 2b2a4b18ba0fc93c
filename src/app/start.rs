//! The start of a shop: every part of it is made here and begins in a task of its own.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use super::clock::{Chance, Clock, sleep_real};
use super::commands::recovery;
use super::health::Health;
use super::http::{self, FrontDoor, WebhookIntake};
use super::loops::intake::{Intake, Turn};
use super::loops::processor::{CatalogueCache, Processor};
use super::loops::reconcile::Reconciler;
use super::loops::relay::{self, Relay};
use super::loops::seat::Seat;
use super::loops::{replies, sweeper, webhook_watch};
use super::perform::Performer;
use super::precheckout::Watch;
use super::rates::{Pace, Rates};
use super::running::{Running, Tasks};
use super::stock::StockSupplier;
use super::work;
use crate::domain::ids::{PersonKey, TelegramId};
use crate::domain::money::StarsRate;
use crate::domain::outcome::Fault;
use crate::domain::snapshot::{LOW_STOCK, Setup};
use crate::i18n::Words;
use crate::mail::Mailer;
use crate::storage::{Engine, Store, Stored, backup, effects, erase, settings};
use crate::supplier::EsimSupplier as _;
use crate::telegram::{BotApi, BotToken, Poller, Router};

/// Answers to presses and the like that wait to be sent; what comes on top of them is lost, and may be.
const REPLIES: usize = 1_000;

/// Everything a shop needs to run.
pub struct Ingredients {
    /// The open database.
    pub store: Store,
    /// The bot's token.
    pub token: BotToken,
    /// The Bot API's address.
    pub api_url: String,
    /// The admins.
    pub admins: Vec<TelegramId>,
    /// The words, with the seller in them.
    pub words: Words,
    /// Mail.
    pub mailer: Mailer,
    /// Tenge per Star.
    pub rate: StarsRate,
    /// The provider's token for tenge.
    pub provider_token: Option<String>,
    /// Time.
    pub clock: Clock,
    /// Chance: `None` outside tests.
    pub seed: Option<u64>,
    /// How updates come in by the webhook; without it they are polled for.
    pub webhook: Option<WebhookIntake>,
    /// Where the operator asks.
    pub operator: Option<TcpListener>,
    /// How fast it may speak.
    pub pace: Pace,
}

/// Starts the shop: every part of it in its own task. Correctness never depends on how it ends.
///
/// # Errors
/// Telegram does not know the token, or the database cannot be used.
pub async fn start(ingredients: Ingredients) -> anyhow::Result<Running> {
    let Ingredients {
        store,
        token,
        api_url,
        admins,
        words,
        mailer,
        rate,
        provider_token,
        clock,
        seed,
        webhook,
        operator,
        pace,
    } = ingredients;
    let health = Arc::new(Health::new(clock.clone()));
    let bot = BotApi::new(&api_url, &token).context("TELEGRAM_API_URL")?;
    let poller = Poller::new(&api_url, token).context("TELEGRAM_API_URL")?;
    let me = who_am_i(&bot).await?;
    health.telegram_answered();
    let words = Arc::new(words);
    let admins: HashMap<PersonKey, TelegramId> =
        admins.into_iter().map(|id| (store.master.person(id), id)).collect();
    let seller = words.seller();
    let supplier = StockSupplier { store: store.clone(), clock: clock.clone() };
    let setup = Arc::new(Setup {
        rate,
        tenge: provider_token.is_some(),
        mail: !mailer.is_off(),
        offer_link: seller.offer_url.is_some(),
        privacy_link: seller.privacy_url.is_some(),
        admins: admins.keys().cloned().collect(),
        low_stock: LOW_STOCK,
        promise: supplier.capabilities().promise,
    });
    let (inbox, outlet) = work::queue();
    let rates = Arc::new(Rates::new(pace, clock.clone(), store.turns()));
    let watch =
        Arc::new(Watch::new(bot.clone(), Arc::clone(&words), Arc::clone(&health), clock.clone()));
    let performer = Arc::new(Performer {
        inbox: inbox.clone(),
        store: store.clone(),
        bot: bot.clone(),
        mailer,
        words: Arc::clone(&words),
        supplier,
        clock: clock.clone(),
        admins,
        provider_token,
        health: Arc::clone(&health),
        watch: Arc::clone(&watch),
        rates,
        chats: Mutex::default(),
        erased: AtomicI64::new(0),
        ledger_read: Mutex::new(0),
    });
    // What a dead process left: on SQLite it was the only one, so all its leases are void.
    if store.engine() == Engine::Sqlite {
        let mut tx = store.begin().await?;
        let voided = effects::void_leases(&mut tx).await?;
        store.seam.pass("commit", "void").await;
        tx.commit().await?;
        store.seam.pass("committed", "void").await;
        if voided > 0 {
            tracing::info!(voided, "took over what an earlier run left unfinished");
        }
    }
    relay::mend_due_times(&store, &clock).await?;
    erase::destroy_doomed(&store).await?;
    store.keys.stock_up(256).await?;
    let (replies, said) = mpsc::channel(REPLIES);
    let (stop, stopped) = watch::channel(false);
    let relay = Relay::new(owner(seed), Arc::clone(&performer), inbox.clone(), stopped.clone());
    let relay = Arc::new(relay);
    open_books(&store, &setup, &relay, &clock).await?;
    let processor = Arc::new(Processor {
        store: store.clone(),
        words: Arc::clone(&words),
        setup: Arc::clone(&setup),
        clock: clock.clone(),
        chance: Mutex::new(Chance::new(seed)),
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
    let leases = Arc::clone(&relay).lease_loop(store.clone(), stopped.clone());
    tasks.last("lease loop", leases);
    let replies = replies::reply_loop(bot.clone(), Arc::clone(&words), said, stopped.clone());
    tasks.last("replies", replies);
    let (sweeps, swept) = (Arc::clone(&performer), store.clone());
    tasks.last("sweeper", sweeper::sweep_loop(swept, sweeps, clock.clone(), stopped.clone()));
    tasks.pass(profile_once(performer, stopped.clone()));
    let reconciler = Reconciler {
        store: store.clone(),
        bot: bot.clone(),
        inbox: inbox.clone(),
        relay: Arc::clone(&relay),
        setup: Arc::clone(&setup),
        clock: clock.clone(),
    };
    tasks.last("reconciler", reconciler.run(stopped.clone()));
    let asked_at = operator.as_ref().and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = operator {
        let (health, store) = (Arc::clone(&health), store.clone());
        tasks.last("operator", http::serve_operator(listener, health, store, stopped.clone()));
    }
    let master = store.master.clone();
    match webhook {
        Some(WebhookIntake { listener, secret, url }) => {
            let door = FrontDoor::new(inbox, watch, master, clock.clone(), Arc::clone(&health));
            tasks.last("webhook", http::serve_webhook(listener, secret, door, stopped.clone()));
            let watch = webhook_watch::watch_loop(bot, url, health, relay, clock, stopped);
            tasks.last("webhook watch", watch);
        }
        None => {
            let (seat, held) = Seat::new(store.clone(), relay.owner().to_owned(), clock.clone());
            tasks.last("seat", seat.keep(stopped.clone()));
            let turn = Turn { held, stop: stopped };
            let intake = Intake { poller, bot, inbox, watch, relay, master, clock, health };
            tasks.last("poller", intake.run(turn));
        }
    }
    Ok(Running::new(stop, tasks, store, asked_at))
}

/// Notes when this database first served, and after a restore lets the outbox wait for the ledger and tells
/// the admins what is held back. A crash before the commit leaves it to the next start.
async fn open_books(store: &Store, setup: &Setup, relay: &Relay, clock: &Clock) -> Stored<()> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    settings::write_once(&mut tx, backup::BORN_AT, &now.0.to_string()).await?;
    if settings::read_one(&mut tx, backup::RESTORED_AT).await?.is_some()
        && settings::read_one(&mut tx, backup::RECONCILED_AT).await?.is_none()
    {
        relay.hold_restored();
    }
    let alerts = recovery::held_alerts(&mut tx, setup, now).await?;
    effects::queue(&mut tx, &alerts).await?;
    store.seam.pass("commit", "books").await;
    tx.commit().await?;
    store.seam.pass("committed", "books").await;
    Ok(())
}

fn owner(seed: Option<u64>) -> String {
    let [name, ..] = Chance::new(seed).four();
    format!("{name:016x}")
}

async fn who_am_i(bot: &BotApi) -> anyhow::Result<crate::telegram::Me> {
    for attempt in 1..=30_u64 {
        match bot.get_me().await {
            Ok(me) => return Ok(me),
            Err(Fault::Reject { .. }) => {
                bail!("Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again")
            }
            Err(Fault::Retry { .. } | Fault::Unknown) => {
                tracing::warn!(attempt, "Telegram cannot be reached; trying again");
                sleep_real(Duration::from_millis((attempt * 500).min(5_000))).await;
            }
        }
    }
    bail!("Telegram cannot be reached; look at the network and TELEGRAM_API_URL")
}

/// Sets profile texts and menus once. They are decoration: a failure is told and waits for the next
/// start.
async fn profile_once(performer: Arc<Performer>, mut stop: watch::Receiver<bool>) {
    for attempt in 1..=5_u64 {
        let set = tokio::select! {
            set = performer.set_profile() => set,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match set {
            Ok(()) => return,
            Err(fault) => {
                tracing::warn!(?fault, attempt, "the bot's profile and menus were not set");
                let wait = match fault {
                    Fault::Retry { after: Some(after) } => u64::try_from(after.0).unwrap_or(1_000),
                    Fault::Retry { after: None } | Fault::Reject { .. } | Fault::Unknown => {
                        attempt * 1_000
                    }
                };
                tokio::select! {
                    () = sleep_real(Duration::from_millis(wait)) => {}
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
        }
    }
}
