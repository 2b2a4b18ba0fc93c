//! Leasing: what is due and was not born leased, which is retries, timers, waiting lanes and
//! leftovers of the dead, only as far as there is room for it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::Rng as _;
use tokio::sync::watch;

use super::{LEASE, Relay};
use crate::app::clock::{Clock, sleep_real};
use crate::domain::time::{Millis, Stamp};
use crate::storage::effects::{self, Leased};
use crate::storage::seam::Point;
use crate::storage::{Engine, Store, Stored};

/// On a server others queue and finish too, and wake nobody here: how often it is looked at.
const LOOK_EVERY_MS: i64 = 400;

/// Leased by one query.
const LEASED_AT_ONCE: i64 = 100;

/// A clock that goes back by more than this is a clock that was set.
const SET_BACK: Millis = Millis::seconds(30);

/// Longer than anything is put off.
const FAR: Millis = Millis::minutes(30);

/// What the end of a wrong hour leaves due too late is due now, and what it leaves leased for too
/// long is free after a lease, by the clock that all processes share: a machine that is behind
/// hurries nothing. A crash before the commit leaves it to the next start.
pub async fn mend_due_times(store: &Store, clock: &Clock) -> Stored<()> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    let mended = effects::clock_went_back(&mut tx, now, now + FAR).await?;
    let freed = effects::shorten_leases(&mut tx, now + LEASE, now + FAR).await?;
    tx.commit(Point::DueTimes).await?;
    if freed > 0 {
        tracing::warn!(freed, "effects were leased by a clock that was wrong; they are free soon");
    }
    if mended > 0 {
        tracing::warn!(mended, "effects were due by a clock that was wrong; they are due now");
    }
    Ok(())
}

impl Relay {
    async fn lease_due(&self, store: &Store) -> Stored<(Vec<Leased>, Option<Stamp>)> {
        let timers = self.timers.load(Ordering::SeqCst);
        let room = self.room();
        let in_hand = self.lanes.lock().in_hand.clone();
        let mut tx = store.begin().await?;
        let moment = self.clock.moment(&mut tx).await?;
        let lease = self.lease(moment);
        let leased = match lease.filter(|_| !room.is_empty()) {
            Some(lease) => {
                // What is in hand and comes up again must not hide what waits behind it.
                let held = i64::try_from(in_hand.len()).unwrap_or_default();
                let (now, most) = (moment.now, LEASED_AT_ONCE.saturating_add(held));
                effects::lease(&mut tx, now, most, timers, &room, &in_hand, &lease).await?
            }
            None => Vec::new(),
        };
        let next = effects::next_due(&mut tx, moment.now).await?;
        // By our own clock, which is what is waited for.
        let next = next.map(|next| moment.own + next.since(moment.now));
        // A crash after this commit leaves leases of a dead process, which run out.
        tx.commit(Point::Lease).await?;
        Ok((leased, next))
    }

    /// Leases what is due: retries, timers, waiting lanes, leftovers of the dead. Ends with `stop`.
    pub(crate) async fn lease_loop(self: Arc<Self>, store: Store, mut stop: watch::Receiver<bool>) {
        let mut last = self.clock.now();
        loop {
            let asked = self.clock.now();
            if asked < last - SET_BACK {
                let by_ms = last.since(asked).0;
                tracing::warn!(by_ms, "the clock went back; look at the machine's time service");
                if let Err(error) = mend_due_times(&store, &self.clock).await {
                    tracing::warn!(%error, "what is due too late waits for the next start");
                }
            }
            last = asked;
            // What is committed from here on may be missed by this look: it wakes for another one.
            self.looks_at.store(i64::MAX, Ordering::SeqCst);
            let next = match self.lease_due(&store).await {
                Ok((leased, next)) => {
                    let full = i64::try_from(leased.len()).unwrap_or_default() >= LEASED_AT_ONCE;
                    // Others may wait behind each: who died left whole lanes, not only their heads.
                    self.waits(leased.iter().filter_map(|effect| effect.lane.clone()));
                    self.dispatch(leased);
                    let room = self.lanes.lock().note_crowds();
                    if full && room { Some(self.clock.now()) } else { next }
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; trying again");
                    sleep_real(Duration::from_secs(1)).await;
                    Some(self.clock.now())
                }
            };
            // What is overdue but behind a lane's head, or a timer before its release, wakes us
            // when that changes; only what lies ahead of the question is waited for by the clock.
            let every = match store.engine() {
                Engine::Sqlite => 5_000,
                // Not all at the same time.
                Engine::Postgres => LOOK_EVERY_MS + i64::from(rand::rng().next_u32() % 200),
            };
            let patience = asked + Millis(every);
            let until = next.map_or(patience, |next| next.min(patience));
            self.looks_at.store(until.0, Ordering::SeqCst);
            tokio::select! {
                () = self.wake.notified() => {}
                () = self.clock.passed(asked, until.since(asked)) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}
