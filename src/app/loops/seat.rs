//! The seat of the one who polls. Where several processes serve one database and poll, a row picks
//! one of them; it renews the row while it lives, and another takes over when its time ran out.
//! Only comfort depends on it: two who poll at once disturb each other, and neither loses an
//! update.

use std::time::Duration;

use rand::Rng as _;
use tokio::sync::watch;

use crate::domain::time::{Millis, Stamp};
use crate::storage::seam::Point;
use crate::storage::{Engine, Store, Stored, pollers};

use crate::app::clock::{Clock, sleep_real};

/// How long the seat is kept without a renewal.
const LIFE: Millis = Millis::seconds(15);

/// A process that could not renew for this long leaves the seat, before another one takes it.
const DOUBT: Millis = Millis::seconds(10);

/// How often it is taken or renewed, in milliseconds of the machine's time.
const EVERY_MS: u64 = 2_000;

#[derive(Debug)]
pub(crate) struct Seat {
    store: Store,
    owner: String,
    clock: Clock,
    seated: watch::Sender<bool>,
}

impl Seat {
    /// A seat, and where it is heard whether it is taken. On SQLite one process serves and has it.
    pub(crate) fn new(store: Store, owner: String, clock: Clock) -> (Self, watch::Receiver<bool>) {
        let alone = store.engine() == Engine::Sqlite;
        let (seated, hears) = watch::channel(alone);
        (Self { store, owner, clock, seated }, hears)
    }

    async fn take(&self) -> Stored<bool> {
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        let seated = pollers::take(&mut tx, &self.owner, now, now + LIFE).await?;
        // A crash after this commit leaves a seat that runs out.
        tx.commit(Point::Seat).await?;
        Ok(seated)
    }

    async fn leave(&self) -> Stored<()> {
        let mut tx = self.store.begin().await?;
        pollers::leave(&mut tx, &self.owner).await?;
        tx.commit(Point::Seat).await
    }

    fn say(&self, seated: bool) {
        let changed =
            self.seated.send_if_modified(|known| std::mem::replace(known, seated) != seated);
        if changed && seated {
            tracing::info!("this process polls now");
        } else if changed {
            tracing::warn!("another process polls now");
        }
    }

    pub(crate) async fn keep(self, mut stop: watch::Receiver<bool>) {
        if self.store.engine() == Engine::Sqlite {
            let _ = stop.wait_for(|stop| *stop).await;
            return;
        }
        let mut sure = Stamp(i64::MIN);
        loop {
            let asked = self.clock.now();
            match self.take().await {
                Ok(seated) => {
                    sure = asked;
                    self.say(seated);
                }
                Err(error) => {
                    tracing::warn!(%error, "the poller's seat cannot be renewed now");
                    if self.clock.now().since(sure).0.abs() > DOUBT.0 {
                        self.say(false);
                    }
                }
            }
            let pause = EVERY_MS + u64::from(rand::rng().next_u32() % 1_000);
            tokio::select! {
                () = sleep_real(Duration::from_millis(pause)) => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        if *self.seated.borrow()
            && let Err(error) = self.leave().await
        {
            tracing::warn!(%error, "the poller's seat runs out by itself");
        }
    }
}
