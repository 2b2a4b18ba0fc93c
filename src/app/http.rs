//! What this process listens to: Telegram's webhook on `LISTEN_ADDR`, and the operator's questions
//! on `METRICS_ADDR`. It must not know what is decided; the webhook hands updates to the same inbox
//! as the poller, and says 200 only when they are committed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::storage::Secrets;
use crate::storage::Store;
use crate::storage::inbox::UpdateName;
use crate::telegram::webhook::{Answer, Reception, router};
use crate::telegram::{RawUpdate, WebhookSecret};
use crate::telemetry::METRICS_TYPE;

use super::clock::{Clock, sleep_real};
use super::health::Health;
use super::incoming::Incoming;
use super::listener::{Limits, serve};
use super::precheckout::PreCheckoutWatch;
use super::work::Inbox;

/// Updates of the webhook that may wait for their commit at once. Telegram opens at most 100
/// connections; beyond that it is a fault or an attack, and memory must stay bounded.
const PLACES: usize = 400;

/// Places that only money may take: a flood of words never keeps a payment out.
const MONEY_PLACES: usize = 200;

/// How long a request waits for its commit before Telegram is told to come again. Telegram itself
/// waits about a minute.
const PATIENCE: Duration = Duration::from_secs(25);

/// How updates come in by the webhook.
#[derive(Debug)]
pub struct WebhookIntake {
    pub listener: TcpListener,
    /// What Telegram proves itself with.
    pub secret: WebhookSecret,
    /// Where Telegram should deliver, to be compared with where it does.
    pub url: String,
}

/// How the copy of an update that is in the inbox ends: `None` as long as it waits, then whether it
/// was committed.
type Ending = watch::Receiver<Option<bool>>;

/// Takes in what the webhook brings.
pub(crate) struct FrontDoor {
    inbox: Inbox,
    watch: Arc<PreCheckoutWatch>,
    secrets: Secrets,
    clock: Clock,
    health: Arc<Health>,
    places: Arc<Semaphore>,
    money_places: Arc<Semaphore>,
    /// What is in the inbox: an update that was answered "later" comes again while its copy still
    /// waits, and joins that wait instead of waiting twice.
    waiting: Arc<Mutex<HashMap<UpdateName, Ending>>>,
}

impl FrontDoor {
    pub(crate) fn new(
        inbox: Inbox,
        watch: Arc<PreCheckoutWatch>,
        secrets: Secrets,
        clock: Clock,
        health: Arc<Health>,
    ) -> Self {
        Self {
            inbox,
            watch,
            secrets,
            clock,
            health,
            places: Arc::new(Semaphore::new(PLACES)),
            money_places: Arc::new(Semaphore::new(MONEY_PLACES)),
            waiting: Arc::default(),
        }
    }

    /// A place for one more update; money finds one longer than words.
    fn place(&self, money: bool) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.or_else(|full| {
            if money { Arc::clone(&self.money_places).try_acquire_owned() } else { Err(full) }
        });
        if place.is_err() {
            tracing::warn!(
                "too many updates wait for their commit; Telegram is told to come again"
            );
        }
        place.ok()
    }

    /// Puts an update into the inbox, unless a copy is there; `None` where it must not wait here.
    fn hand_in(&self, incoming: Incoming) -> Option<Ending> {
        let mut waiting = self.waiting.lock();
        if let Some(copy) = waiting.get(&incoming.name) {
            return Some(copy.clone());
        }
        // While nothing can be committed words are turned away at once. Money is let in, to be the
        // first when the database is back.
        let money = incoming.is_money();
        if self.health.in_trouble() && !money {
            return None;
        }
        let place = self.place(money)?;
        let name = incoming.name.clone();
        let (tell, ending) = watch::channel(None);
        waiting.insert(name.clone(), ending.clone());
        drop(waiting);
        self.watch.received(&incoming);
        let heard = self.inbox.update(incoming);
        let waiting = Arc::clone(&self.waiting);
        // The place is given back when the update leaves the inbox, not when the request ends: a
        // client that hangs up must not make room for one more.
        tokio::spawn(async move {
            // An error means that the shop stops, and that nothing was committed.
            let committed = heard.await.is_ok();
            waiting.lock().remove(&name);
            tell.send_replace(Some(committed));
            drop(place);
        });
        Some(ending)
    }
}

impl Reception for FrontDoor {
    /// `false` leaves the update with Telegram. It may be committed all the same, by the copy that
    /// waits in the inbox: then the next delivery is known by its mark.
    async fn take(&self, update: RawUpdate) -> bool {
        let incoming = Incoming::read(update, &self.secrets, self.clock.now());
        let money = incoming.is_money();
        let Some(mut ending) = self.hand_in(incoming) else { return false };
        tokio::select! {
            ended = ending.wait_for(Option::is_some) => {
                ended.is_ok_and(|ended| *ended == Some(true))
            }
            () = self.health.trouble(), if !money => false,
            () = sleep_real(PATIENCE) => false,
        }
    }

    fn answered(&self, answer: Answer) {
        self.health.metrics.request(answer.as_str());
    }
}

/// Takes an address, named by its setting where that fails.
///
/// # Errors
/// Another program has it, or it is none of this machine's.
pub(crate) async fn listen(name: &'static str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    let taken = TcpListener::bind(address).await;
    taken.with_context(|| format!("{name}: {address} cannot be listened on"))
}

pub(crate) async fn serve_webhook(
    listener: TcpListener,
    secret: WebhookSecret,
    door: FrontDoor,
    stop: watch::Receiver<bool>,
) {
    serve(listener, router(secret, door), Limits::WEBHOOK, stop).await;
}

#[derive(Clone)]
struct OperatorState {
    health: Arc<Health>,
    store: Store,
}

/// Answers the operator until `stop`: `/healthz`, `/readyz`, `/metrics`. Nothing personal is in any
/// answer, and still it is an address of its own, which need not be open to anybody else.
pub(crate) async fn serve_operator(
    listener: TcpListener,
    health: Arc<Health>,
    store: Store,
    stop: watch::Receiver<bool>,
) {
    let routes = Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(OperatorState { health, store });
    serve(listener, routes, Limits::OPERATOR, stop).await;
}

async fn ready(State(state): State<OperatorState>) -> Response {
    let missing = state.health.missing(&state.store).await;
    if missing.is_empty() {
        let remark = state.health.remark().map(|remark| format!("{remark}\n"));
        return format!("ready\n{}", remark.unwrap_or_default()).into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, missing.join("\n") + "\n").into_response()
}

async fn metrics(State(state): State<OperatorState>) -> Response {
    ([(header::CONTENT_TYPE, METRICS_TYPE)], state.health.text(&state.store).await).into_response()
}
