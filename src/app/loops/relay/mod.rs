//! The relay: performs what was leased, lane by lane, and gives every outcome back to the
//! processor. It never decides. What it holds in memory is only a copy of leased rows: a crash
//! leaves them in the outbox under a lease that runs out, or is void at the next start, and it is
//! bounded: what does not fit waits in the outbox.

mod lanes;
mod lease;
mod life;
#[cfg(test)]
mod tests;
mod turn;

pub use lease::mend_due_times;

pub(crate) use self::lanes::Taken;
use self::lanes::{Lanes, most_in};
use self::life::Life;
use self::turn::Places;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use futures::FutureExt as _;
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

use crate::domain::effect::{Effect, Lane, Priority};
use crate::domain::time::{Millis, Stamp};
use crate::storage::effects::Leased;

use crate::app::clock::{Clock, Moment};
use crate::app::perform::Performer;
use crate::app::work::{Finish, Finished, Inbox, backoff};

/// A lease outlives every call's own timeout by more than half a minute.
pub const LEASE: Millis = Millis::seconds(120);

/// Nothing is begun later than this under a lease: a process that stood still meanwhile may have
/// lost it to another one, and whatever it begins must end before that.
const BEGIN_WITHIN: Millis = Millis::seconds(60);

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
    life: watch::Sender<Life>,
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
            life: watch::Sender::new(Life::of(owner)),
            clock,
            performer,
            inbox,
        }
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
            && lanes.has_room(lane.priority())
            && lanes
                .ours
                .get(lane)
                .is_some_and(|state| !state.broken && (1..most_in(lane)).contains(&state.held))
    }

    /// Whether there is room in memory for one more row beside what a batch takes.
    pub(crate) fn has_room(&self, priority: Priority, lane: Option<&Lane>, taken: &Taken) -> bool {
        self.lanes.lock().has_room_beside(priority, lane, taken)
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

    /// What may be leased now: nothing where memory is full, or what is there waits for the ledger.
    fn room(&self) -> Vec<Priority> {
        if self.waits_for_ledger() {
            return Vec::new();
        }
        let lanes = self.lanes.lock();
        Priority::ALL.into_iter().filter(|priority| lanes.has_room(*priority)).collect()
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
        if lanes.release(effect.priority) {
            self.wake.notify_one();
        }
        let empty = match lane.and_then(|lane| lanes.ours.get_mut(lane)) {
            Some(state) => {
                state.held = state.held.saturating_sub(1);
                state.held == 0
            }
            None => false,
        };
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
                self.lanes.lock().take(&effect);
                let relay = Arc::clone(self);
                tokio::spawn(async move {
                    let finished = relay.perform(effect).await;
                    relay.inbox.finished(finished);
                });
                continue;
            };
            let mut lanes = self.lanes.lock();
            lanes.take(&effect);
            let state = lanes.ours.entry(lane.clone()).or_default();
            state.held += 1;
            if state.broken {
                returned.push(effect);
                continue;
            }
            state.waiting.push_back(effect);
            let running = std::mem::replace(&mut state.running, true);
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
            tracing::error!(effect = kept.id, "an effect panicked; it is tried again");
            let wait = backoff(kept.attempts);
            Finished::again(kept, wait)
        })
    }

    async fn in_turn(&self, effect: Leased) -> Finished {
        let (mut stop, mut life) = (self.stop.clone(), self.life.subscribe());
        // Nothing that still waits for its turn begins when the shop stops, or under a name whose
        // lock is gone: it goes back.
        let _place = tokio::select! {
            place = self.places.turn(&effect, &self.performer.rates) => place,
            _ = stop.wait_for(|stop| *stop) => return Finished::give_back(effect),
            _ = life.wait_for(|life| !life.is_of(&effect)) => return Finished::give_back(effect),
        };
        if !self.life.borrow().is_of(&effect) {
            return Finished::give_back(effect);
        }
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
