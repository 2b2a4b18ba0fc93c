//! The poller: asks Telegram for updates, hands them in, and asks for the next ones, which
//! acknowledges these, only after all of them are committed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::{oneshot, watch};

use crate::app::clock::{Clock, sleep_real};
use crate::app::health::{Health, Source};
use crate::app::incoming::Incoming;
use crate::app::loops::relay::Relay;
use crate::app::precheckout::PreCheckoutWatch;
use crate::app::work::Inbox;
use crate::domain::outcome::Fault;
use crate::domain::time::{Millis, Stamp};
use crate::storage::Secrets;
use crate::storage::inbox::UpdateName;
use crate::telegram::{BotApi, PollFault, Poller, RawUpdate};

/// How long a poll waits at Telegram, in seconds.
const POLL_SECONDS: u64 = 25;

/// While a commit hangs, the same is asked for again, and not sooner than this: Telegram slows down
/// who repeats an offset within three seconds.
const ASK_AGAIN: Millis = Millis::seconds(3);

/// How often a process that stands by asks whether Telegram can be reached.
const LOOK: Millis = Millis::seconds(30);

/// Two processes that poll end each other's polls in turns. One poll that ended well proves nothing
/// yet. It is over when no poll was ended for as long as a poll waits, and one that waited came to
/// its end.
const RIVAL_GONE: Millis = Millis::seconds(25);

/// When to poll, and until when.
#[derive(Debug)]
pub(crate) struct PollSignals {
    /// Whether this process has the poller's seat.
    pub seated: watch::Receiver<bool>,
    pub stop: watch::Receiver<bool>,
}

/// What was polled and is not acknowledged yet.
#[derive(Default)]
struct Window {
    /// The channels on which each commit is told.
    waits: FuturesUnordered<oneshot::Receiver<()>>,
    /// What was handed in: the same again is not.
    seen: HashSet<UpdateName>,
    last: Option<i64>,
}

/// What keeps updates from coming in.
#[derive(Default)]
struct Trouble {
    /// Polls that failed since one went well.
    times: u32,
    /// When another process ended a poll of ours.
    rival_at: Option<Stamp>,
    /// Something that a person must end was told, and not yet that it is over.
    told: bool,
}

/// Asks Telegram for updates and hands them in.
pub(crate) struct Intake {
    pub poller: Poller,
    pub bot: BotApi,
    pub inbox: Inbox,
    pub watch: Arc<PreCheckoutWatch>,
    /// Where timers wait for the first poll.
    pub relay: Arc<Relay>,
    pub secrets: Secrets,
    pub clock: Clock,
    pub health: Arc<Health>,
}

impl Intake {
    fn hand_in(&self, updates: Vec<RawUpdate>, window: &mut Window) {
        let received_at = self.clock.now();
        for update in updates {
            let incoming = Incoming::read(update, &self.secrets, received_at);
            if !window.seen.insert(incoming.name.clone()) {
                continue;
            }
            window.last = window.last.max(Some(incoming.name.0));
            self.watch.received(&incoming);
            window.waits.push(self.inbox.update(incoming));
        }
    }

    /// Polls until `stop`. The next offset, which acknowledges what came, is asked for only after
    /// all of it was committed. A crash anywhere in between brings the same updates again.
    pub(crate) async fn run(self, turn: PollSignals) {
        let PollSignals { mut seated, mut stop } = turn;
        let mut offset: Option<i64> = None;
        let mut trouble = Trouble::default();
        loop {
            // One process polls; the others wait for its seat. The process that takes it reads what
            // Telegram holds before any timer may fall due, as after a start.
            if !*seated.borrow() {
                self.relay.hold_timers();
                offset = None;
                trouble.rival_at = None;
                tokio::select! {
                    got = seated.wait_for(|seated| *seated) => if got.is_err() { return },
                    () = self.stand_by() => return,
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
            // The first poll does not wait: what Telegram holds is read before any timer may fall
            // due. Nor does the first one after trouble, so that it is known at once when that is
            // over.
            let seconds = if offset.is_some() && trouble.times == 0 { POLL_SECONDS } else { 0 };
            let most = crate::telegram::updates::MOST_UPDATES;
            let asked_at = self.clock.now();
            let polled = tokio::select! {
                polled = self.poller.poll(offset, most, seconds) => polled,
                lost = seated.wait_for(|seated| !*seated) => {
                    if lost.is_err() {
                        return;
                    }
                    continue;
                }
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let updates = match polled {
                Ok(updates) => {
                    self.polled_well(seconds > 0, &mut trouble);
                    updates
                }
                Err(fault) => {
                    let pause = self.after_trouble(fault, &mut trouble);
                    tokio::select! {
                        () = sleep_real(pause) => continue,
                        _ = stop.wait_for(|stop| *stop) => return,
                    }
                }
            };
            let full = updates.len() >= most;
            let mut window = Window::default();
            self.hand_in(updates, &mut window);
            if !self.committed(offset, &mut window, &seated, &mut stop).await {
                return;
            }
            if let Some(last) = window.last {
                offset = Some(last.saturating_add(1));
            } else if offset.is_none() {
                offset = Some(0);
            }
            if !full {
                self.relay.held_was_read(asked_at);
                self.relay.release_timers();
            }
        }
    }

    /// Another process polls. This process must know whether Telegram can be reached before it
    /// takes over.
    async fn stand_by(&self) {
        loop {
            match self.bot.get_me().await {
                Ok(_) => {
                    self.health.telegram_answered();
                    self.health.source(Source::StandsBy);
                }
                Err(Fault::Reject { .. }) => {
                    self.health.source(Source::BadToken);
                }
                Err(Fault::Retry { .. } | Fault::Unknown) => {}
            }
            self.clock.passed(self.clock.now(), LOOK).await;
        }
    }

    /// Waits until everything in the window is committed. While that takes long, the same is asked
    /// for again: a pre-checkout that comes meanwhile is seen and watched, and other customers'
    /// updates go on while one waits for its next attempt. Telegram gives the first 100 it holds,
    /// so that the window stays bounded. `false` when the shop ends; then nothing is acknowledged.
    async fn committed(
        &self,
        offset: Option<i64>,
        window: &mut Window,
        seated: &watch::Receiver<bool>,
        stop: &mut watch::Receiver<bool>,
    ) -> bool {
        let mut asked_at = self.clock.now();
        loop {
            let due = tokio::select! {
                heard = window.waits.next() => match heard {
                    None => return true,
                    Some(Ok(())) => false,
                    Some(Err(_)) => return false,
                },
                () = self.clock.passed(asked_at, ASK_AGAIN) => true,
                _ = stop.wait_for(|stop| *stop) => return false,
            };
            if !due {
                continue;
            }
            // Another process has the seat: only what is under way is waited for.
            if !*seated.borrow() {
                asked_at = self.clock.now();
                continue;
            }
            let most = crate::telegram::updates::MOST_UPDATES;
            let again = tokio::select! {
                again = self.poller.poll(offset, most, 0) => again,
                _ = stop.wait_for(|stop| *stop) => return false,
            };
            asked_at = self.clock.now();
            if let Ok(updates) = again {
                self.health.telegram_answered();
                self.hand_in(updates, window);
            }
        }
    }

    /// A poll ended well, after it waited or at once.
    fn polled_well(&self, waited: bool, trouble: &mut Trouble) {
        trouble.times = 0;
        self.health.telegram_answered();
        let now = self.clock.now();
        // A clock that went back does not make it last.
        let lasts = |at: &Stamp| !waited || now.since(*at).0.abs() < RIVAL_GONE.0;
        trouble.rival_at = trouble.rival_at.filter(lasts);
        if trouble.rival_at.is_some() {
            return;
        }
        self.health.source(Source::Works);
        if std::mem::take(&mut trouble.told) {
            tracing::info!("updates come in again");
        }
    }

    /// A poll failed: says why, once where it lasts until a person ends it, and how long to wait
    /// before the next.
    fn after_trouble(&self, fault: PollFault, trouble: &mut Trouble) -> Duration {
        trouble.times = trouble.times.saturating_add(1);
        let times = trouble.times;
        let mut news = |source| {
            let news = self.health.source(source);
            trouble.told |= news;
            news
        };
        match fault {
            PollFault::Conflict => {
                if news(Source::Conflict) {
                    tracing::error!(
                        "another process polls with this bot's token; stop the other one"
                    );
                }
                trouble.rival_at = Some(self.clock.now());
                Duration::from_secs(5)
            }
            PollFault::Webhook => {
                if news(Source::WebhookSet) {
                    tracing::error!(
                        "a webhook is set, and while it is nobody can poll; say: qazaq-esim-bot \
                         webhook delete (or set WEBHOOK_URL, WEBHOOK_SECRET and LISTEN_ADDR)"
                    );
                }
                Duration::from_secs(5)
            }
            PollFault::Unauthorized => {
                if news(Source::BadToken) {
                    tracing::error!(
                        "Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again"
                    );
                }
                Duration::from_secs(30)
            }
            PollFault::TooMany { after } => {
                let wait = after.map_or(1_000, |span| span.0);
                Duration::from_millis(u64::try_from(wait).unwrap_or(1_000))
            }
            PollFault::Broken | PollFault::Unreachable => {
                tracing::warn!(%fault, times, "no updates; trying again");
                Duration::from_millis(250 * u64::from(times.min(40)))
            }
        }
    }
}
