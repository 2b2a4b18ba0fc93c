//! The processor: takes whatever is waiting, updates and outcomes, as one transaction. It loads the
//! snapshots of everybody concerned, decides event by event in memory, writes each table once, and
//! acknowledges the sources only after the commit.

mod decide;
mod orphan;
mod queue;
mod shelf;
mod write;

pub use queue::{Finished, Inbox, Outlet, Settle, Work, queue};
pub use shelf::Shelf;

use super::clock::{Chance, Clock, Moment, breathe};
use super::health::Health;
use super::intake::Meaning;
use super::relay::{Crew, Relay};
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::charge::Charge;
use crate::domain::customer::Customer;
use crate::domain::effect::Reply;
use crate::domain::event::Event;
use crate::domain::ids::{ChargeId, CustomerId, OrderId, TelegramId};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::domain::shop::{Decision, Setup};
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::i18n::Words;
use crate::storage::effects::Leased;
use crate::storage::{StorageError, Store, Stored, Tx, charges, effects, erase, inbox};
use crate::telegram::{Me, Router};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// An update that failed this often is parked for a person.
const ATTEMPTS: i64 = 3;

/// Tries half a second apart before those who wait for an answer are told that it takes longer.
const WORDS_AFTER: u32 = 4;

/// A row that another process may have written first is tried so often before it is refused.
const TAKEN_AGAIN: u32 = 6;

/// What was decided for memory: it may be lost.
#[derive(Debug)]
pub enum Aside {
    /// An answer to a press, or "typing".
    Reply(TelegramId, Reply),
    /// Leaves a group or channel.
    Leave(TelegramId),
}

/// The processor.
pub struct Processor {
    /// The database.
    pub store: Store,
    /// The words, for the hashes of what was consented to.
    pub words: Arc<Words>,
    /// The set-up.
    pub setup: Arc<Setup>,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub chance: Mutex<Chance>,
    /// What people mean.
    pub router: Router,
    /// Who the bot is.
    pub me: Me,
    /// Where effects go.
    pub relay: Arc<Relay>,
    /// Where it is told whether the database works, and what was handled.
    pub health: Arc<Health>,
    /// Where words that may be lost go.
    pub asides: mpsc::UnboundedSender<Aside>,
    /// The catalogue in force.
    pub shelf: RwLock<Shelf>,
    /// Whether some update may have failed and be neither through nor parked. A start does not know.
    pub failures: AtomicBool,
}

/// A person's rows in the batch.
#[derive(Debug)]
struct File {
    customer: Customer,
    customer_changed: bool,
    /// Seen for the first time: a row is written only if something is decided.
    stranger: bool,
    orders: Vec<Order>,
    charges: Vec<Charge>,
    changed_orders: Vec<OrderId>,
    changed_charges: Vec<ChargeId>,
    erased: bool,
}

/// Everything a batch writes.
#[derive(Debug, Default)]
struct Writes {
    decisions: Vec<(CustomerId, Decision)>,
    /// Cases that no decision opened.
    cases: Vec<NewCase>,
    counts: BTreeMap<&'static str, i64>,
    asides: Vec<Aside>,
}

/// What a committed batch leaves to do.
#[derive(Debug, Default)]
pub struct Committed {
    leased: Vec<Leased>,
    unleased_lanes: Vec<String>,
    /// When the first of what was queued without a lease falls due.
    next_due: Option<Stamp>,
    asides: Vec<Aside>,
    erased: bool,
    /// When somebody was erased last, by whichever process.
    erased_at: i64,
    /// Some updates have failed and are neither through nor parked.
    failures: bool,
}

impl Processor {
    /// Works until `stop`.
    pub async fn run(
        self: Arc<Self>,
        mut outlet: Outlet,
        crew: Crew,
        mut stop: watch::Receiver<bool>,
    ) {
        while let Some(batch) = outlet.gather(&mut stop).await {
            self.work(batch, &crew, &stop).await;
        }
        // What is under way may still end well. Whoever stops the shop does not wait for ever.
        loop {
            match outlet.rest().await {
                Some(batch) => self.work(batch, &crew, &stop).await,
                None if self.relay.is_idle() => return,
                None => {}
            }
        }
    }

    /// Brings a batch to its end: committed as one, or one by one, or parked. Only a database that
    /// cannot be used makes it wait.
    async fn work(&self, mut batch: Vec<Work>, crew: &Crew, stop: &watch::Receiver<bool>) {
        // Money first: a pre-checkout has ten seconds.
        batch.sort_by_key(|work| match work {
            Work::Update(incoming, _) => i32::from(!incoming.is_pre_checkout()),
            Work::Ledger(..) | Work::Finished(_) => 1,
        });
        let (mut trouble, mut conflicts) = (0, 0);
        loop {
            match self.transact(&batch).await {
                Ok(committed) => {
                    self.failures.store(committed.failures, Ordering::SeqCst);
                    self.health.database(true);
                    self.after(batch, committed, crew).await;
                    return;
                }
                Err(error) if error.is_unavailable() => {
                    self.health.database(false);
                    tracing::warn!(%error, "the database cannot be used; nothing is acknowledged");
                    // Whoever waits hears that nothing was committed, and the sources keep it all.
                    if *stop.borrow() {
                        return;
                    }
                    trouble += 1;
                    if trouble == WORDS_AFTER {
                        self.not_now(&batch);
                    }
                    breathe(Duration::from_millis(500)).await;
                }
                // Another process was in the way. The same again counts as nothing; only a row that is
                // taken every time is refused for what it carries.
                Err(StorageError::Conflict(error)) => {
                    conflicts += 1;
                    tracing::debug!(%error, conflicts, "a transaction is repeated");
                    self.step_aside(conflicts).await;
                }
                Err(StorageError::Taken(error)) if conflicts < TAKEN_AGAIN => {
                    conflicts += 1;
                    tracing::debug!(%error, conflicts, "a transaction is repeated");
                    self.step_aside(conflicts).await;
                }
                Err(error) if batch.len() > 1 => {
                    tracing::warn!(%error, "a batch was refused; taking it one by one");
                    for work in batch {
                        Box::pin(self.work(vec![work], crew, stop)).await;
                    }
                    return;
                }
                Err(error) => match self.single_failure(&batch, &error).await {
                    Ok(true) => {
                        self.health.database(true);
                        self.after(batch, Committed::default(), crew).await;
                        return;
                    }
                    Ok(false) => {}
                    Err(error) => {
                        self.health.database(false);
                        tracing::warn!(%error, "the database cannot be used; nothing is acknowledged");
                        breathe(Duration::from_millis(500)).await;
                    }
                },
            }
        }
    }

    /// Waits a moment that is another one in every process.
    async fn step_aside(&self, conflicts: u32) {
        let [chance, ..] = self.chance.lock().unwrap_or_else(PoisonError::into_inner).four();
        let most = 20 * u64::from(conflicts.min(20));
        breathe(Duration::from_millis(chance % most + 1)).await;
    }

    /// Says to those who pressed something that it takes longer: from memory, and nothing is decided
    /// or acknowledged by it. What they pressed is worked on when the database can be used again.
    fn not_now(&self, batch: &[Work]) {
        for work in batch {
            let Work::Update(incoming, _) = work else { continue };
            let Meaning::Update(update) = &incoming.meaning else { continue };
            let (Some(sender), Some(query)) = (&incoming.sender, update.0.pressed()) else {
                continue;
            };
            let toast = Some((Text::NotNow, sender.guess));
            let reply = Reply::Answer { query, toast, alert: true };
            if self.asides.send(Aside::Reply(sender.id, reply)).is_err() {
                tracing::debug!("an answer came after the end");
            }
        }
    }

    /// Counts a failed piece of work in a transaction of its own. Says whether it is over with it.
    async fn single_failure(&self, batch: &[Work], error: &StorageError) -> Stored<bool> {
        match batch.first() {
            Some(Work::Update(incoming, _)) => {
                self.store.keys.stock_up(4).await?;
                let mut tx = self.store.begin().await?;
                let moment = self.clock.moment(&mut tx).await?;
                let now = moment.now;
                // Whatever else is wrong with the update, its charge is written down.
                if let Meaning::Charged(taken) = &incoming.meaning {
                    charges::take(&mut tx, &taken.row(None, now)).await?;
                }
                let person = incoming.sender.as_ref().map(|sender| &sender.key);
                let attempts =
                    inbox::fail(&self.store, &mut tx, &incoming.name, person, &incoming.raw, now)
                        .await?;
                self.failures.store(true, Ordering::SeqCst);
                let over = attempts >= ATTEMPTS;
                if over {
                    inbox::park(&mut tx, &incoming.name, now).await?;
                    inbox::mark(&mut tx, std::slice::from_ref(&incoming.name), now).await?;
                    let count = inbox::parked(&mut tx).await?;
                    let case = NewCase {
                        kind: CaseKind::Parked,
                        subject: incoming.name.1.clone(),
                        order: None,
                        charge: None,
                        alert: Text::AlertParked { count },
                    };
                    self.open_alone(&mut tx, &case, now).await?;
                    tracing::error!(%error, update = incoming.name.0, "an update was parked");
                } else {
                    tracing::warn!(%error, update = incoming.name.0, attempts, "an update failed");
                }
                tx.commit().await?;
                self.relay.wake();
                Ok(over)
            }
            Some(Work::Ledger(incoming, _)) => {
                tracing::error!(%error, "a row of the Stars ledger could not be decided");
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                // The charge is written down as taken and before a person; the ledger's next reading
                // tries again.
                if let Meaning::Charged(taken) = &incoming.meaning {
                    let row = taken.row(None, now);
                    charges::take(&mut tx, &row).await?;
                    let money = taken.money.unwrap_or(Money::stars(row.amount));
                    let alert = Text::AlertCharge { amount: money, charge: row.id.0.clone() };
                    let case = NewCase::of_charge(CaseKind::Charge, &row.id, row.order, alert);
                    self.open_alone(&mut tx, &case, now).await?;
                }
                tx.commit().await?;
                self.relay.wake();
                Ok(true)
            }
            Some(Work::Finished(finished)) => {
                // Keep the row for later: what it says must not be lost.
                tracing::error!(%error, effect = %finished.effect.key, "an outcome could not be decided");
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                let due = now.plus(super::perform::backoff(finished.effect.attempts));
                effects::again(&mut tx, self.relay.owner(), finished.effect.id, due).await?;
                tx.commit().await?;
                Ok(true)
            }
            None => Ok(true),
        }
    }

    /// Opens a case outside a batch; the admins are told if it is new.
    async fn open_alone(&self, tx: &mut Tx, case: &NewCase, now: Stamp) -> Stored<()> {
        let alerts = super::open_case(tx, &self.setup, case, now).await?;
        let alerts: Vec<_> = alerts.into_iter().map(|effect| (effect, false)).collect();
        effects::add(tx, &alerts, &self.relay.lease(Moment::of(now))).await?;
        // Before the commit, which the caller makes and then wakes the relay: early, it only looks once more.
        self.relay.queued(&alerts);
        Ok(())
    }

    /// After the commit, and only then: sources are acknowledged, effects begin.
    async fn after(&self, batch: Vec<Work>, committed: Committed, crew: &Crew) {
        let mut next = committed.next_due;
        for work in batch {
            match work {
                Work::Update(incoming, done) => {
                    self.health.metrics.update(incoming.kind);
                    if let Meaning::Event(Event::PreCheckout { query, received_at, .. }) =
                        &incoming.meaning
                    {
                        self.health.pre_checkout_asked(query, *received_at);
                    }
                    let _ = done.send(());
                }
                Work::Ledger(_, done) => {
                    let _ = done.send(());
                }
                Work::Finished(finished) => {
                    if let Some(lane) = &finished.effect.lane {
                        self.relay.settled(lane);
                    }
                    let due = match finished.settle {
                        Settle::Done => None,
                        Settle::Again(due) => Some(due),
                        Settle::GiveBack => Some(self.clock.now()),
                    };
                    next = next.into_iter().chain(due).min();
                }
            }
        }
        for aside in committed.asides {
            if self.asides.send(aside).is_err() {
                tracing::debug!("an answer came after the end");
            }
        }
        self.relay.waits(committed.unleased_lanes);
        self.relay.dispatch(committed.leased, crew);
        if let Some(next) = next {
            self.relay.wake_by(next);
        }
        if let Err(error) = crew.performer.heed(committed.erased_at).await {
            tracing::warn!(%error, "what others erased is looked for later");
        }
        if committed.erased {
            crew.performer.forget();
            if let Err(error) = erase::destroy_doomed(&self.store).await {
                tracing::warn!(%error, "keys wait to be destroyed; the next sweep does it");
            }
        }
    }

    /// One transaction for the whole batch. A crash before its commit leaves nothing of it: Telegram
    /// sends the updates again, leases run out. After it everything is there.
    async fn transact(&self, batch: &[Work]) -> Stored<Committed> {
        self.store.keys.stock_up(batch.len()).await?;
        let mut tx = self.store.begin().await?;
        let done = match self.clock.moment(&mut tx).await {
            Ok(moment) => self.inside(&mut tx, batch, moment).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(committed) => {
                for work in batch {
                    self.store.seam.pass("commit", work.word()).await;
                }
                tx.commit().await?;
                for work in batch {
                    self.store.seam.pass("committed", work.word()).await;
                }
                Ok(committed)
            }
            Err(error) => {
                // Also on PostgreSQL, where a commit of a broken transaction says Ok.
                if let Err(rollback) = tx.rollback().await {
                    tracing::warn!(error = %rollback, "a rollback failed; the connection is closed");
                }
                Err(error)
            }
        }
    }
}
