//! The seat of the one who polls. Where several processes serve one database and poll, a row picks
//! one of them; it renews the row while it lives. Another takes over when it died, which is known
//! at once, or when its time ran out, where it only stands still. Only comfort depends on it: two
//! who poll at once disturb each other, and neither loses an update.

use std::sync::Arc;
use std::time::Duration;

use rand::Rng as _;
use tokio::sync::watch;

use super::lifeline;
use super::relay::Relay;
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

pub(crate) struct Seat {
    store: Store,
    relay: Arc<Relay>,
    clock: Clock,
    seated: watch::Sender<bool>,
    /// The seat may be free now.
    freed: watch::Sender<()>,
}

impl Seat {
    /// A seat, and where it is heard whether it is taken. On SQLite one process serves and has it.
    pub(crate) fn new(
        store: Store,
        relay: Arc<Relay>,
        clock: Clock,
    ) -> (Self, watch::Receiver<bool>) {
        let alone = store.engine() == Engine::Sqlite;
        let (seated, hears) = watch::channel(alone);
        let freed = watch::Sender::new(());
        (Self { store, relay, clock, seated, freed }, hears)
    }

    async fn take(&self) -> Stored<bool> {
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        let seated = pollers::take(&mut tx, &self.relay.owner(), now, now + LIFE).await?;
        // A crash after this commit leaves a seat that is free when the process is buried.
        tx.commit(Point::Seat).await?;
        Ok(seated)
    }

    async fn leave(&self) -> Stored<()> {
        let mut tx = self.store.begin().await?;
        pollers::leave(&mut tx, &self.relay.owner()).await?;
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

    /// Waits in the lock of the process that has the seat, for as long as this one stands by.
    async fn stand_by(&self) {
        let mut seated = self.seated.subscribe();
        loop {
            // The sender is our own.
            let _ = seated.wait_for(|seated| !*seated).await;
            let ended = tokio::select! {
                ended = lifeline::stand_by(&self.store, &self.relay, &self.freed) => ended,
                _ = seated.wait_for(|seated| *seated) => continue,
            };
            if let Err(error) = ended {
                tracing::warn!(%error, "nobody waits for the poller's seat now");
            }
            sleep_real(Duration::from_millis(EVERY_MS)).await;
        }
    }

    async fn renew(&self) {
        let mut sure = Stamp(i64::MIN);
        let mut freed = self.freed.subscribe();
        loop {
            let asked = self.clock.now();
            freed.mark_unchanged();
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
                // The sender is our own.
                _ = freed.changed() => {}
            }
        }
    }

    pub(crate) async fn keep(self, mut stop: watch::Receiver<bool>) {
        if self.store.engine() == Engine::Sqlite {
            let _ = stop.wait_for(|stop| *stop).await;
            return;
        }
        tokio::select! {
            () = self.renew() => {}
            () = self.stand_by() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        if *self.seated.borrow()
            && let Err(error) = self.leave().await
        {
            tracing::warn!(%error, "the poller's seat is free when this process is gone");
        }
    }
}
