//! The processor: takes whatever is waiting, updates and outcomes, as one transaction. It loads the
//! snapshots of everybody concerned, decides event by event in memory, writes each table once, and
//! acknowledges the sources only after the commit.

mod catalogue_cache;
mod customer_rows;
mod decide;
mod history;
mod meaning;
mod orphan;
mod refused;
mod stockroom;
mod write;

pub(crate) use catalogue_cache::CatalogueCache;

use super::relay::Relay;
use crate::app::clock::{Chance, Clock, sleep_real};
use crate::app::health::Health;
use crate::app::precheckout::PreCheckoutWatch;
use crate::app::work::{Finish, Outlet, Work};
use crate::domain::decision::Decision;
use crate::domain::effect::{Lane, PressAnswer};
use crate::domain::ids::{ChargeId, CustomerId, PersonKey, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::snapshot::Setup;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::i18n::Words;
use crate::storage::effects::Leased;
use crate::storage::seam::Point;
use crate::storage::{Committed, StorageError, Store, Stored, erase};
use crate::telegram::{Me, Router};
use parking_lot::{Mutex, RwLock};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Tries half a second apart before those who wait for an answer are told that it takes longer.
const WORDS_AFTER: u32 = 4;

/// A row that another process may have written first is tried so often before it is refused.
const DUPLICATE_TRIES: u32 = 6;

#[derive(Debug)]
pub(crate) enum Reply {
    Press(PressAnswer),
    /// A message to a person who would hear nothing otherwise.
    Say(TelegramId, (Text, Lang)),
    Leave(TelegramId),
}

pub(crate) struct Processor {
    pub store: Store,
    /// The words, for the hashes of what was consented to.
    pub words: Arc<Words>,
    pub setup: Arc<Setup>,
    pub clock: Clock,
    pub chance: Mutex<Chance>,
    pub router: Router,
    pub me: Me,
    pub relay: Arc<Relay>,
    /// Which pre-checkouts are refused as late.
    pub watch: Arc<PreCheckoutWatch>,
    pub health: Arc<Health>,
    /// Where words that may be lost go.
    pub replies: mpsc::Sender<Reply>,
    pub catalogue_cache: RwLock<CatalogueCache>,
    /// Whether some update may have failed and be neither through nor parked. A start does not
    /// know.
    pub failures: AtomicBool,
}

#[derive(Debug, Default)]
struct Writes {
    /// What was decided, and in whose stream.
    decisions: Vec<(Option<CustomerId>, Decision)>,
    /// Charges that it changes, which the database does not show yet.
    charges: HashSet<ChargeId>,
    counts: BTreeMap<&'static str, i64>,
    replies: Vec<Reply>,
}

impl Writes {
    /// A charge that changes in this batch cannot be read beside it: what wants that is taken
    /// alone.
    fn stands_alone(&self, charge: &ChargeId) -> Stored<()> {
        if self.charges.contains(charge) {
            return Err(StorageError::Refused("its charge changes beside it".to_owned()));
        }
        Ok(())
    }

    fn add(&mut self, owner: Option<CustomerId>, decision: Decision) {
        self.charges.extend(decision.charges.iter().map(|charge| charge.id.clone()));
        self.decisions.push((owner, decision));
    }
}

/// What a batch leaves to do once it is committed.
#[derive(Debug, Default)]
struct Left {
    leased: Vec<Leased>,
    unleased_lanes: Vec<Lane>,
    /// When the first of what was queued without a lease falls due.
    next_due: Option<Stamp>,
    replies: Vec<Reply>,
    /// The languages that those concerned chose.
    spoken: Vec<(PersonKey, Lang)>,
    erased: bool,
    /// When somebody was erased last, by whichever process.
    erased_at: i64,
    /// Some updates have failed and are neither through nor parked.
    failures: bool,
    /// Nothing was decided: it is parked for a person.
    parked: bool,
}

impl Left {
    /// What is left of work that nothing was decided about.
    fn parked() -> Self {
        Self { parked: true, ..Self::default() }
    }
}

enum Retry {
    /// When the database can be used again.
    Later,
    /// Another process was in the way: the same again counts as nothing.
    AtOnce,
    /// Halves, in their order: one that is refused among a hundred costs a dozen transactions.
    InHalves,
    /// It fails alone, and that is counted.
    Counted,
}

impl Retry {
    /// A row that is taken every time is refused for what it carries.
    fn of(error: &StorageError, pieces: usize, conflicts: u32) -> Self {
        let conflict = matches!(error, StorageError::Conflict(_));
        let taken = matches!(error, StorageError::Duplicate(_)) && conflicts < DUPLICATE_TRIES;
        if error.is_unavailable() {
            Self::Later
        } else if conflict || taken {
            Self::AtOnce
        } else if pieces > 1 {
            Self::InHalves
        } else {
            Self::Counted
        }
    }
}

/// What follows of a customer whose update failed waits behind it; the rest goes on.
fn set_back(part: Vec<Work>, failing: &mut VecDeque<Work>) -> Vec<Work> {
    let (behind, free) = part.into_iter().partition(|work| stands_behind(work, failing));
    failing.extend::<Vec<Work>>(behind);
    free
}

/// Whether the customer of this update has another one before it that failed and is not parked yet.
fn stands_behind(work: &Work, failing: &VecDeque<Work>) -> bool {
    let Some(person) = work.person().filter(|_| !work.is_pre_checkout()) else { return false };
    failing.iter().any(|before| before.person() == Some(person))
}

impl Processor {
    pub(crate) async fn run(self: Arc<Self>, outlet: Outlet, mut stop: watch::Receiver<bool>) {
        let mut failing = VecDeque::new();
        loop {
            // While an update waits for its next attempt, nothing else is waited for.
            let batch = if failing.is_empty() {
                match outlet.gather(&mut stop).await {
                    Some(batch) => batch,
                    None => break,
                }
            } else if *stop.borrow() {
                break;
            } else {
                outlet.at_once()
            };
            self.round(batch, &mut failing, &stop).await;
        }
        // What is under way may still end well, but a stop must not wait for ever.
        loop {
            match outlet.rest().await {
                Some(batch) => self.round(batch, &mut failing, &stop).await,
                None if self.relay.is_idle() => return,
                None => {}
            }
        }
    }

    /// A batch, and then one more attempt for whatever failed before: others never wait for it.
    async fn round(
        &self,
        batch: Vec<Work>,
        failing: &mut VecDeque<Work>,
        stop: &watch::Receiver<bool>,
    ) {
        let before = std::mem::take(failing);
        if before.is_empty() {
            self.work(batch, failing, stop).await;
            return;
        }
        // What follows of the same customer keeps its place behind it; a pre-checkout does not
        // wait.
        let (behind, free): (Vec<_>, Vec<_>) =
            batch.into_iter().partition(|work| stands_behind(work, &before));
        self.work(free, failing, stop).await;
        for work in before.into_iter().chain(behind) {
            if stands_behind(&work, failing) {
                failing.push_back(work);
            } else {
                self.work(vec![work], failing, stop).await;
            }
        }
    }

    /// Brings a batch to its end: committed as one, or in parts, or parked; what failed alone and
    /// is not parked yet is in `failing`. Only a database that cannot be used makes it wait.
    async fn work(
        &self,
        mut batch: Vec<Work>,
        failing: &mut VecDeque<Work>,
        stop: &watch::Receiver<bool>,
    ) {
        // Money first: a pre-checkout has ten seconds.
        batch.sort_by_key(|work| !work.is_pre_checkout());
        let (mut trouble, mut conflicts) = (0, 0);
        let mut parts = VecDeque::from([batch]);
        while let Some(part) = parts.pop_front() {
            let mut part = set_back(part, failing);
            if part.is_empty() {
                continue;
            }
            let error = match self.transact(&part).await {
                Ok(committed) => {
                    self.health.database(true);
                    self.after(part, committed).await;
                    continue;
                }
                Err(error) => error,
            };
            let error = match Retry::of(&error, part.len(), conflicts) {
                Retry::AtOnce => {
                    conflicts += 1;
                    tracing::debug!(%error, conflicts, "a transaction is repeated");
                    parts.push_front(part);
                    self.step_aside(conflicts).await;
                    continue;
                }
                Retry::InHalves => {
                    tracing::warn!(%error, "a batch was refused; taking it in parts");
                    let second = part.split_off(part.len() / 2);
                    parts.push_front(second);
                    parts.push_front(part);
                    continue;
                }
                Retry::Counted => match self.single_failure(&part, &error).await {
                    Ok(Some(parked)) => {
                        self.health.database(true);
                        self.after(part, parked).await;
                        continue;
                    }
                    Ok(None) => {
                        failing.extend(part);
                        continue;
                    }
                    Err(error) => error,
                },
                Retry::Later => error,
            };
            self.health.database(false);
            tracing::warn!(%error, "the database cannot be used; nothing is acknowledged");
            // The waiting sources hear that nothing was committed, and they keep it all.
            if *stop.borrow() {
                return;
            }
            trouble += 1;
            if trouble == WORDS_AFTER {
                self.not_now(&part);
            }
            parts.push_front(part);
            sleep_real(Duration::from_millis(500)).await;
        }
    }

    /// Waits a moment that is another one in every process.
    async fn step_aside(&self, conflicts: u32) {
        let [chance, ..] = self.chance.lock().four();
        let most = 20 * u64::from(conflicts.min(20));
        sleep_real(Duration::from_millis(chance % most + 1)).await;
    }

    /// After the commit, and only then: sources are acknowledged, effects begin.
    async fn after(&self, batch: Vec<Work>, committed: Committed<Left>) {
        let left = committed.into_inner();
        if !left.parked {
            self.failures.store(left.failures, Ordering::SeqCst);
        }
        let mut next = left.next_due;
        self.watch.known.chose(left.spoken);
        for work in batch {
            match work {
                Work::Update(incoming, done) => {
                    self.health.metrics.update(incoming.kind);
                    // A parked one is answered by the watch.
                    if let Some((query, received_at)) = incoming.pre_checkout()
                        && !left.parked
                    {
                        self.watch.committed(query);
                        self.health.pre_checkout_asked(query, received_at);
                    }
                    let _ = done.send(());
                }
                Work::Ledger(_, done) => {
                    let _ = done.send(());
                }
                Work::Finished(finished) => {
                    self.relay.finished(&finished.effect);
                    let due = match finished.finish {
                        // What is put off was counted when it was written down.
                        Finish::Done | Finish::Failed | Finish::Again(_) => None,
                        Finish::GiveBack => Some(self.clock.now()),
                    };
                    next = next.into_iter().chain(due).min();
                }
            }
        }
        for reply in left.replies {
            if self.replies.try_send(reply).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
        self.relay.waits(left.unleased_lanes);
        self.relay.dispatch(left.leased);
        if let Some(next) = next {
            self.relay.wake_by(next);
        }
        if let Err(error) = self.watch.known.forget_erased(&self.store, left.erased_at).await {
            tracing::warn!(%error, "what others erased is looked for later");
        }
        if left.erased {
            self.watch.known.forget();
            if let Err(error) = erase::destroy_doomed(&self.store).await {
                tracing::warn!(%error, "keys wait to be destroyed; the next sweep does it");
            }
        }
    }

    /// One transaction for the whole batch. A crash before its commit leaves nothing of it:
    /// Telegram sends the updates again, leases run out. After it everything is there.
    async fn transact(&self, batch: &[Work]) -> Stored<Committed<Left>> {
        self.store.keys.stock_up(batch.len()).await?;
        let mut tx = self.store.begin().await?;
        let done = match self.clock.moment(&mut tx).await {
            Ok(moment) => self.inside(&mut tx, batch, moment).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(left) => {
                let of: Vec<Point> = batch.iter().map(Work::point).collect();
                tx.commit_all(&of, left).await
            }
            Err(error) => {
                // Also on PostgreSQL, where a commit of a broken transaction says Ok.
                if let Err(error) = tx.rollback().await {
                    tracing::warn!(%error, "a rollback failed; the connection is closed");
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
