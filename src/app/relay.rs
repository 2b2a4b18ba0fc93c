//! The relay: performs what was leased, lane by lane, and gives every outcome back to the processor.
//! It never decides. What it holds in memory is only a copy of leased rows: a crash leaves them in
//! the outbox under a lease that runs out, or is void at the next start.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::Rng as _;
use tokio::sync::{Notify, Semaphore, watch};

use crate::domain::time::{Millis, Stamp};
use crate::storage::effects::{self, Lease, Leased};
use crate::storage::{Engine, Store, Stored};

use super::clock::{Clock, Moment, breathe};
use super::perform::Performer;
use super::processor::{Finished, Inbox, Settle};

/// A lease outlives every call's own timeout by more than half a minute.
pub const LEASE: Millis = Millis::seconds(120);

/// Nothing is begun later than this under a lease: a process that stood still meanwhile may have lost
/// it to another one, and whatever it begins must end before that.
const BEGIN_WITHIN: Millis = Millis::seconds(60);

/// On a server others queue and settle too, and wake nobody here: how often it is looked at.
const LOOK_EVERY_MS: i64 = 400;

/// Calls under way at once.
const AT_ONCE: usize = 64;

/// Leased by one query.
const LEASED_AT_ONCE: i64 = 100;

#[derive(Debug, Default)]
struct LaneState {
    waiting: VecDeque<Leased>,
    /// Rows of this lane that this process leased and that are not settled yet.
    held: usize,
    running: bool,
    /// The head is put off: whatever follows goes back to the outbox.
    broken: bool,
}

#[derive(Debug, Default)]
struct Lanes {
    ours: HashMap<String, LaneState>,
    /// Lanes with rows in the outbox that nobody leased: to be looked at when the lane is free.
    in_outbox: HashSet<String>,
}

/// A clock that goes back by more than this is a clock that was set.
const SET_BACK: Millis = Millis::seconds(30);

/// Longer than anything is put off.
const FAR: Millis = Millis::minutes(30);

/// What the end of a wrong hour leaves due too late is due now. A crash before the commit leaves it
/// to the next start.
///
/// # Errors
/// As every storage call.
pub async fn mend_due_times(store: &Store, now: Stamp) -> Stored<()> {
    let mut tx = store.begin().await?;
    let mended = effects::clock_went_back(&mut tx, now, now.plus(FAR)).await?;
    tx.commit().await?;
    if mended > 0 {
        tracing::warn!(mended, "effects were due by a clock that was wrong; they are due now");
    }
    Ok(())
}

/// The relay's shared part.
#[derive(Debug)]
pub struct Relay {
    lanes: Mutex<Lanes>,
    wake: Notify,
    permits: Arc<Semaphore>,
    /// Timers wait until what Telegram holds for us was read once, and its ledger: a payment that
    /// waits there must be seen before the clock says that it never came.
    timers: AtomicBool,
    /// What Telegram held for us was read once.
    updates_read: watch::Sender<bool>,
    /// So was its ledger, or that was given up.
    ledger_read: AtomicBool,
    /// When the outbox is looked at next by itself.
    looks_at: AtomicI64,
    owner: String,
    clock: Clock,
}

impl Relay {
    /// A relay for this process.
    pub fn new(owner: String, clock: Clock) -> Self {
        Self {
            lanes: Mutex::default(),
            wake: Notify::new(),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            timers: AtomicBool::new(false),
            updates_read: watch::Sender::new(false),
            ledger_read: AtomicBool::new(false),
            looks_at: AtomicI64::new(i64::MAX),
            owner,
            clock,
        }
    }

    /// A lease that begins at a moment.
    pub fn lease(&self, moment: Moment) -> Lease {
        Lease {
            owner: self.owner.clone(),
            until: moment.now.plus(LEASE),
            begin_by: moment.own.plus(BEGIN_WITHIN),
        }
    }

    /// The name of this process among the others.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Nobody here reads what Telegram holds any more: timers wait again.
    pub fn hold_timers(&self) {
        self.timers.store(false, Ordering::SeqCst);
    }

    fn lanes(&self) -> std::sync::MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether everything unsettled in this lane is in this process's hands and going on, so that
    /// one more effect may be born leased behind it.
    pub fn goes_on(&self, lane: &str) -> bool {
        self.lanes().ours.get(lane).is_some_and(|state| !state.broken && state.held > 0)
    }

    /// Effects of these lanes were queued without a lease.
    pub fn waits(&self, lanes: impl IntoIterator<Item = String>) {
        self.lanes().in_outbox.extend(lanes);
    }

    /// Effects were queued without a lease outside the processor; the transaction is committed.
    pub fn queued(&self, effects: &[(crate::domain::effect::Effect, bool)]) {
        let lanes = effects.iter().filter_map(|(effect, _)| effect.lane.as_ref());
        self.waits(lanes.map(crate::domain::effect::Lane::word));
        self.wake();
    }

    /// Something may be due now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Something falls due then; who looks before that anyway is not woken.
    pub fn wake_by(&self, due: Stamp) {
        if due.0 < self.looks_at.load(Ordering::SeqCst) {
            self.wake.notify_one();
        }
    }

    /// Whether nothing is being performed.
    pub fn is_idle(&self) -> bool {
        self.permits.available_permits() == AT_ONCE
    }

    /// What Telegram held for us was read once.
    pub fn release_timers(&self) {
        self.updates_read.send_replace(true);
        self.release();
    }

    /// Telegram's ledger was read once since the start, or cannot be read for long.
    pub fn ledger_was_read(&self) {
        self.ledger_read.store(true, Ordering::SeqCst);
        self.release();
    }

    fn release(&self) {
        let both = *self.updates_read.borrow() && self.ledger_read.load(Ordering::SeqCst);
        if both && !self.timers.swap(true, Ordering::SeqCst) {
            self.wake();
        }
    }

    /// Ends when what Telegram held for us was read once.
    pub async fn updates_were_read(&self) {
        let mut read = self.updates_read.subscribe();
        // The sender lives as long as the relay does.
        let _ = read.wait_for(|read| *read).await;
    }

    /// A row of this lane was settled or given back; the transaction is committed.
    pub fn settled(&self, lane: &str) {
        let mut lanes = self.lanes();
        let empty = match lanes.ours.get_mut(lane) {
            Some(state) => {
                state.held = state.held.saturating_sub(1);
                state.held == 0
            }
            None => false,
        };
        if empty {
            lanes.ours.remove(lane);
            if lanes.in_outbox.remove(lane) {
                self.wake.notify_one();
            }
        }
    }

    /// Takes effects over that a committed transaction leased.
    pub fn dispatch(self: &Arc<Self>, leased: Vec<Leased>, crew: &Crew) {
        let mut returned = Vec::new();
        for effect in leased {
            let Some(lane) = effect.lane.clone() else {
                let (relay, crew) = (Arc::clone(self), crew.clone());
                tokio::spawn(async move {
                    let finished = relay.perform(effect, &crew).await;
                    crew.inbox.finished(finished);
                });
                continue;
            };
            let mut lanes = self.lanes();
            let state = lanes.ours.entry(lane.clone()).or_default();
            state.held += 1;
            if state.broken {
                returned.push(effect);
                continue;
            }
            state.waiting.push_back(effect);
            if !state.running {
                state.running = true;
                drop(lanes);
                tokio::spawn(run_lane(Arc::clone(self), lane, crew.clone()));
            }
        }
        for effect in returned {
            crew.inbox.finished(Finished { effect, settle: Settle::GiveBack, event: None });
        }
    }

    async fn perform(&self, effect: Leased, crew: &Crew) -> Finished {
        let Ok(_permit) = self.permits.acquire().await else {
            return Finished { effect, settle: Settle::GiveBack, event: None };
        };
        crew.performer.perform(effect).await
    }

    async fn lease_due(&self, store: &Store) -> Stored<(Vec<Leased>, Option<Stamp>)> {
        let timers = self.timers.load(Ordering::SeqCst);
        let mut tx = store.begin().await?;
        let moment = self.clock.moment(&mut tx).await?;
        let lease = self.lease(moment);
        let leased = effects::lease(&mut tx, moment.now, LEASED_AT_ONCE, timers, &lease).await?;
        let next = effects::next_due(&mut tx, moment.now).await?;
        // By our own clock, which is what is waited for.
        let next = next.map(|next| moment.own.plus(next.since(moment.now)));
        // A crash after this commit leaves leases of a dead process, which run out.
        store.seam.pass("commit", "lease").await;
        tx.commit().await?;
        store.seam.pass("committed", "lease").await;
        Ok((leased, next))
    }

    /// Leases what is due: retries, timers, waiting lanes, leftovers of the dead. Ends with `stop`.
    pub async fn lease_loop(
        self: Arc<Self>,
        store: Store,
        crew: Crew,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut last = self.clock.now();
        loop {
            let asked = self.clock.now();
            if asked < last.minus(SET_BACK) {
                let by_ms = last.since(asked).0;
                tracing::warn!(by_ms, "the clock went back; look at the machine's time service");
                if let Err(error) = mend_due_times(&store, asked).await {
                    tracing::warn!(%error, "what is due too late waits for the next start");
                }
            }
            last = asked;
            // What is committed from here on may be missed by this look: it wakes for another one.
            self.looks_at.store(i64::MAX, Ordering::SeqCst);
            let next = match self.lease_due(&store).await {
                Ok((leased, next)) => {
                    let full = i64::try_from(leased.len()).unwrap_or_default() == LEASED_AT_ONCE;
                    // Others may wait behind each: who died left whole lanes, not only their heads.
                    self.waits(leased.iter().filter_map(|effect| effect.lane.clone()));
                    self.dispatch(leased, &crew);
                    if full { Some(self.clock.now()) } else { next }
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; trying again");
                    breathe(Duration::from_secs(1)).await;
                    Some(self.clock.now())
                }
            };
            // What is overdue but behind a lane's head, or a timer before its release, wakes us when
            // that changes; only what lies ahead of the question is waited for by the clock.
            let every = match store.engine() {
                Engine::Sqlite => 5_000,
                // Not all at the same time.
                Engine::Postgres => LOOK_EVERY_MS + i64::from(rand::rng().next_u32() % 200),
            };
            let patience = self.clock.now().plus(Millis(every));
            let until = next.map_or(patience, |next| next.min(patience));
            self.looks_at.store(until.0, Ordering::SeqCst);
            tokio::select! {
                () = self.wake.notified() => {}
                () = self.clock.until(until) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}

/// What the relay needs to do its work.
#[derive(Debug, Clone)]
pub struct Crew {
    /// Does it.
    pub performer: Arc<Performer>,
    /// Hears of it.
    pub inbox: Inbox,
}

async fn run_lane(relay: Arc<Relay>, lane: String, crew: Crew) {
    loop {
        let next = {
            let mut lanes = relay.lanes();
            let Some(state) = lanes.ours.get_mut(&lane) else { return };
            let next = state.waiting.pop_front();
            if next.is_none() {
                state.running = false;
            }
            next
        };
        let Some(effect) = next else { return };
        let finished = relay.perform(effect, &crew).await;
        let put_off = !matches!(finished.settle, Settle::Done);
        let mut returned = Vec::new();
        if put_off {
            let mut lanes = relay.lanes();
            if let Some(state) = lanes.ours.get_mut(&lane) {
                state.broken = true;
                state.running = false;
                returned.extend(state.waiting.drain(..));
            }
        }
        crew.inbox.finished(finished);
        for effect in returned {
            crew.inbox.finished(Finished { effect, settle: Settle::GiveBack, event: None });
        }
        if put_off {
            return;
        }
    }
}
