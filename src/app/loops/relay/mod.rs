//! The relay: performs what was leased, lane by lane, and gives every outcome back to the
//! processor. It never decides. What it holds in memory is only a copy of leased rows: a crash
//! leaves them in the outbox under a lease that runs out, or is void at the next start, and it is
//! bounded: what does not fit waits in the outbox.

mod lease;
#[cfg(test)]
mod tests;
mod turn;

pub use lease::mend_due_times;

use self::turn::Places;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use futures::FutureExt as _;
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

use crate::domain::effect::{Effect, Lane, Priority};
use crate::domain::time::{Millis, Stamp};
use crate::storage::effects::{Lease, Leased};

use crate::app::clock::{Clock, Moment};
use crate::app::perform::Performer;
use crate::app::work::{Finish, Finished, Inbox, backoff};

/// A lease outlives every call's own timeout by more than half a minute.
pub const LEASE: Millis = Millis::seconds(120);

/// Nothing is begun later than this under a lease: a process that stood still meanwhile may have
/// lost it to another one, and whatever it begins must end before that.
const BEGIN_WITHIN: Millis = Millis::seconds(60);

/// Rows that are held in memory at most, money not counted in; a lease must outlast the wait for a
/// turn behind them.
const HELD: usize = 1_000;

/// Rows of one lane that are held in memory at most: at one a second they are done well before
/// their leases run out.
const HELD_IN_LANE: usize = 20;

#[derive(Debug, Default)]
struct LaneState {
    waiting: VecDeque<Leased>,
    /// Rows of this lane that this process leased and that are not finished yet.
    held: usize,
    running: bool,
    /// The head is put off: whatever follows goes back to the outbox.
    broken: bool,
}

#[derive(Debug, Default)]
struct Lanes {
    ours: HashMap<Lane, LaneState>,
    /// Rows held in all of them, and rows without a lane.
    held: usize,
    /// Which they are. A row whose lease ran out in our hands is not leased again before it left
    /// them: its two copies would give back each other's lease, again and again.
    in_hand: BTreeSet<i64>,
    /// More waits in the outbox than there is room for.
    crowded: bool,
    /// Lanes with rows in the outbox that no process leased. The relay looks at them when the lane
    /// is free.
    in_outbox: HashSet<Lane>,
}

/// The relay's shared part.
#[derive(Debug)]
pub(crate) struct Relay {
    lanes: Mutex<Lanes>,
    wake: Notify,
    places: Places,
    under_way: AtomicUsize,
    stop: watch::Receiver<bool>,
    /// Timers wait until what Telegram holds for us was read once, and its ledger: a payment that
    /// waits there must be seen before the clock says that it never came.
    timers: AtomicBool,
    /// What Telegram held for us was read once.
    updates_read: watch::Sender<bool>,
    /// So was its ledger, or that was given up.
    ledger_read: AtomicBool,
    /// The outbox is one of a backup: what it holds may be over since, and waits for the ledger
    /// too.
    restored: AtomicBool,
    /// All that Telegram held at this moment, by this process's clock, is committed.
    held_read: AtomicI64,
    /// When the outbox is looked at next by itself.
    looks_at: AtomicI64,
    owner: String,
    clock: Clock,
    performer: Arc<Performer>,
    inbox: Inbox,
}

impl Relay {
    /// A relay for this process.
    pub(crate) fn new(
        owner: String,
        performer: Arc<Performer>,
        inbox: Inbox,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let clock = performer.clock.clone();
        Self {
            lanes: Mutex::default(),
            wake: Notify::new(),
            places: Places::new(),
            under_way: AtomicUsize::new(0),
            stop,
            timers: AtomicBool::new(false),
            updates_read: watch::Sender::new(false),
            ledger_read: AtomicBool::new(false),
            restored: AtomicBool::new(false),
            held_read: AtomicI64::new(i64::MIN),
            looks_at: AtomicI64::new(i64::MAX),
            owner,
            clock,
            performer,
            inbox,
        }
    }

    /// A lease that begins at a moment.
    pub(crate) fn lease(&self, moment: Moment) -> Lease {
        Lease {
            owner: self.owner.clone(),
            until: moment.now + LEASE,
            begin_by: moment.own + BEGIN_WITHIN,
        }
    }

    /// The name of this process among the others.
    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    /// This process does not read what Telegram holds any more: timers wait again.
    pub(crate) fn hold_timers(&self) {
        self.timers.store(false, Ordering::SeqCst);
    }

    /// Whether everything unfinished in this lane is in this process's hands and going on, so that
    /// one more effect may be born leased behind it.
    pub(crate) fn goes_on(&self, lane: &Lane) -> bool {
        let lanes = self.lanes.lock();
        // What is in the outbox goes first.
        !lanes.in_outbox.contains(lane)
            && lanes.held < HELD
            && lanes
                .ours
                .get(lane)
                .is_some_and(|state| !state.broken && (1..HELD_IN_LANE).contains(&state.held))
    }

    /// Whether there is room in memory for more rows of this priority. Money has as much again for
    /// itself: a crowd of words never keeps it out, and timers that fell due in a long night are
    /// still bounded.
    pub(crate) fn has_room(&self, priority: Priority) -> bool {
        let most = match priority {
            Priority::Money => 2 * HELD,
            Priority::Conversation | Priority::Bulk => HELD,
        };
        self.lanes.lock().held < most
    }

    /// What is in the outbox comes from a backup: nothing of it is leased before the ledger was
    /// read, and what is queued meanwhile is not born leased where it hands something out. What
    /// went back since is found there, and is not shown.
    pub(crate) fn hold_restored(&self) {
        self.restored.store(true, Ordering::SeqCst);
    }

    /// Whether what hands out an eSIM or money waits for the ledger.
    pub(crate) fn waits_for_ledger(&self) -> bool {
        self.restored.load(Ordering::SeqCst) && !self.ledger_read.load(Ordering::SeqCst)
    }

    /// What may be leased now, down to the lowest priority; `None` when memory is full, or what is
    /// there waits for the ledger.
    fn lowest(&self) -> Option<Priority> {
        if self.waits_for_ledger() {
            return None;
        }
        [Priority::Bulk, Priority::Money].into_iter().find(|priority| self.has_room(*priority))
    }

    /// Effects of these lanes were queued without a lease.
    pub(crate) fn waits(&self, lanes: impl IntoIterator<Item = Lane>) {
        self.lanes.lock().in_outbox.extend(lanes);
    }

    /// Effects were queued without a lease outside the processor; the transaction is committed.
    pub(crate) fn queued(&self, effects: &[Effect]) {
        self.waits(effects.iter().filter_map(Effect::lane));
        self.wake();
    }

    /// Something may be due now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Something falls due then. A loop that looks earlier anyway is not woken.
    pub(crate) fn wake_by(&self, due: Stamp) {
        if due.0 < self.looks_at.load(Ordering::SeqCst) {
            self.wake.notify_one();
        }
    }

    /// Whether nothing is being performed.
    pub(crate) fn is_idle(&self) -> bool {
        self.under_way.load(Ordering::SeqCst) == 0
    }

    /// What Telegram held for us was read once.
    pub(crate) fn release_timers(&self) {
        self.updates_read.send_replace(true);
        self.release();
    }

    /// All that Telegram held at this moment, by this process's clock, is committed.
    pub(crate) fn held_was_read(&self, at: Stamp) {
        self.held_read.store(at.0, Ordering::SeqCst);
    }

    /// Up to when all that Telegram told is committed, by the clock that all processes share. What
    /// lies ahead was read before our clock went back.
    pub(crate) fn told_until(&self, moment: Moment) -> Stamp {
        let read = Stamp(self.held_read.load(Ordering::SeqCst));
        if read > moment.own { Stamp(i64::MIN) } else { moment.shared(read) }
    }

    /// Telegram's ledger was read once since the start, or cannot be read for long.
    pub(crate) fn ledger_was_read(&self) {
        self.ledger_read.store(true, Ordering::SeqCst);
        self.release();
        if self.restored.swap(false, Ordering::SeqCst) {
            self.wake();
        }
    }

    fn release(&self) {
        let both = *self.updates_read.borrow() && self.ledger_read.load(Ordering::SeqCst);
        if both && !self.timers.swap(true, Ordering::SeqCst) {
            self.wake();
        }
    }

    /// Ends when what Telegram held for us was read once.
    pub(crate) async fn updates_were_read(&self) {
        let mut read = self.updates_read.subscribe();
        // The sender lives as long as the relay does.
        let _ = read.wait_for(|read| *read).await;
    }

    /// A row was finished or given back; the transaction is committed.
    pub(crate) fn finished(&self, effect: &Leased) {
        let lane = effect.lane.as_ref();
        let mut lanes = self.lanes.lock();
        lanes.in_hand.remove(&effect.id);
        lanes.held = lanes.held.saturating_sub(1);
        let empty = match lane.and_then(|lane| lanes.ours.get_mut(lane)) {
            Some(state) => {
                state.held = state.held.saturating_sub(1);
                state.held == 0
            }
            None => false,
        };
        if lanes.crowded && lanes.held < HELD / 2 {
            lanes.crowded = false;
            self.wake.notify_one();
        }
        if let (true, Some(lane)) = (empty, lane) {
            lanes.ours.remove(lane);
            if lanes.in_outbox.remove(lane) {
                self.wake.notify_one();
            }
        }
    }

    /// Takes effects over that a committed transaction leased.
    pub(crate) fn dispatch(self: &Arc<Self>, leased: Vec<Leased>) {
        let mut returned = Vec::new();
        for effect in leased {
            self.lanes.lock().in_hand.insert(effect.id);
            let Some(lane) = effect.lane.clone() else {
                self.lanes.lock().held += 1;
                let relay = Arc::clone(self);
                tokio::spawn(async move {
                    let finished = relay.perform(effect).await;
                    relay.inbox.finished(finished);
                });
                continue;
            };
            let mut lanes = self.lanes.lock();
            let state = lanes.ours.entry(lane.clone()).or_default();
            state.held += 1;
            if state.broken {
                lanes.held += 1;
                returned.push(effect);
                continue;
            }
            state.waiting.push_back(effect);
            let running = std::mem::replace(&mut state.running, true);
            lanes.held += 1;
            drop(lanes);
            if !running {
                tokio::spawn(run_lane(Arc::clone(self), lane));
            }
        }
        for effect in returned {
            self.inbox.finished(Finished::give_back(effect));
        }
    }

    /// A panic anywhere in here ends like a death in the middle of it: the repeat laws hold, and
    /// nothing stays in hand.
    async fn perform(&self, effect: Leased) -> Finished {
        let kept = effect.clone();
        let performed = AssertUnwindSafe(self.in_turn(effect)).catch_unwind().await;
        performed.unwrap_or_else(|_| {
            tracing::error!(effect = %kept.key, "an effect panicked; it is tried again");
            let wait = backoff(kept.attempts);
            Finished::again(kept, wait)
        })
    }

    async fn in_turn(&self, effect: Leased) -> Finished {
        let mut stop = self.stop.clone();
        // Nothing that still waits for its turn begins when the shop stops: it goes back.
        let _place = tokio::select! {
            place = self.places.turn(&effect, &self.performer.rates) => place,
            _ = stop.wait_for(|stop| *stop) => {
                return Finished::give_back(effect);
            }
        };
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let _one = UnderWay(&self.under_way);
        self.performer.perform(effect).await
    }
}

/// Something is being performed, until this is dropped.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn run_lane(relay: Arc<Relay>, lane: Lane) {
    loop {
        let next = {
            let mut lanes = relay.lanes.lock();
            let Some(state) = lanes.ours.get_mut(&lane) else { return };
            let next = state.waiting.pop_front();
            if next.is_none() {
                state.running = false;
            }
            next
        };
        let Some(effect) = next else { return };
        let finished = relay.perform(effect).await;
        let put_off = match finished.finish {
            Finish::Done | Finish::Failed => false,
            Finish::Again(_) | Finish::GiveBack => true,
        };
        let mut returned = Vec::new();
        if put_off {
            let mut lanes = relay.lanes.lock();
            if let Some(state) = lanes.ours.get_mut(&lane) {
                state.broken = true;
                state.running = false;
                returned.extend(state.waiting.drain(..));
            }
        }
        relay.inbox.finished(finished);
        for effect in returned {
            relay.inbox.finished(Finished::give_back(effect));
        }
        if put_off {
            return;
        }
    }
}
