//! The lifeline of this process on a server: it holds the lock by which others see that it lives,
//! looks every second whether the lock is still its own, and buries who died. A process that lost
//! its lock begins nothing more under its name, and goes on under another one.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::relay::Relay;
use crate::app::clock::sleep_real;
use crate::storage::lifeline::{self, Lifeline, bury};
use crate::storage::seam::Point;
use crate::storage::{Store, Stored, effects, pollers};

/// How often it is looked, by the machine's time.
const EVERY: Duration = Duration::from_secs(1);

/// The first looks follow each other sooner: whoever died just before us may still have sessions,
/// for as long as a statement of theirs takes.
const AT_FIRST: Duration = Duration::from_millis(100);

/// So many looks are first ones.
const FIRST_LOOKS: u32 = 10;

/// What a process began under a name that it lost may end under it for so long. What takes longer
/// ends beside what begins under the next one.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is asked meanwhile whether it ended.
const PAUSE: Duration = Duration::from_millis(20);

/// Keeps a process known as alive.
pub(crate) struct Keeper {
    store: Store,
    relay: Arc<Relay>,
    line: Lifeline,
}

impl Keeper {
    /// Takes a lock under the relay's name and buries the dead.
    pub(crate) async fn begin(store: Store, relay: Arc<Relay>) -> Stored<Self> {
        let name = relay.owner();
        let line = store.lifeline(&name).await?;
        let mut tx = store.begin().await?;
        store.enrol(&mut tx, &name).await?;
        // A crash after this commit leaves a name to be buried.
        tx.commit(Point::Enrolled).await?;
        let mut keeper = Self { store, relay, line };
        keeper.look().await?;
        Ok(keeper)
    }

    /// Looks after the dead. Says whether the lock is still our own.
    async fn look(&mut self) -> Stored<bool> {
        bury_the_dead(&self.store, &self.relay, &mut self.line).await
    }

    /// Looks until the processor has ended, which is when nothing of this process is under way.
    pub(crate) async fn keep(mut self) {
        let relay = Arc::clone(&self.relay);
        let mut looks = 0;
        loop {
            looks = FIRST_LOOKS.min(looks + 1);
            tokio::select! {
                () = sleep_real(if looks < FIRST_LOOKS { AT_FIRST } else { EVERY }) => {}
                () = relay.work_ended() => return,
            }
            match self.look().await {
                Ok(true) => continue,
                Ok(false) => tracing::warn!("the lock of this process is gone"),
                Err(error) => {
                    tracing::warn!(%error, "whether the lock of this process stands is unknown");
                }
            }
            relay.begin_nothing();
            tokio::select! {
                () = self.come_back() => {}
                () = relay.work_ended() => return,
            }
            looks = 0;
        }
    }

    /// Ends what is under way, and goes on under another name as soon as the server lets it.
    async fn come_back(&mut self) {
        let ended = async {
            while !self.relay.in_hand().is_empty() {
                sleep_real(PAUSE).await;
            }
        };
        // What hangs longer keeps its lease, and is finished under the name that it began under.
        let _ = tokio::time::timeout(PATIENCE, ended).await;
        loop {
            match self.go_on().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "this process has no lock; it begins nothing"),
            }
            sleep_real(EVERY).await;
        }
    }

    /// Takes a lock under a new name, and lets go of what the old one held and never began. A crash
    /// before the commit leaves it to whoever buries the old name, one after it the new one.
    async fn go_on(&mut self) -> Stored<()> {
        let (before, name) = (self.relay.owner(), lifeline::new_word());
        self.line = self.store.lifeline(&name).await?;
        let mut tx = self.store.begin().await?;
        self.store.enrol(&mut tx, &name).await?;
        lifeline::strike(&mut tx, &before).await?;
        pollers::pass_on(&mut tx, &before, &name).await?;
        effects::let_go(&mut tx, &before, &self.relay.in_hand()).await?;
        tx.commit(Point::Enrolled).await?;
        self.relay.go_on_as(name);
        tracing::info!("this process goes on under another name");
        Ok(())
    }
}

/// Buries every process whose lock is free and of which no session is left: its seat is free, and
/// so are those of its leases that may be void at once. Says whether our own lock is still ours.
pub(crate) async fn bury_the_dead(
    store: &Store,
    relay: &Relay,
    line: &mut Lifeline,
) -> Stored<bool> {
    let seen = line.look(&relay.owner()).await?;
    for dead in seen.dead {
        let mut tx = store.begin().await?;
        let freed = bury(&mut tx, &dead).await?;
        // A crash before the commit leaves it to the next look, of whichever process.
        tx.commit(Point::Void).await?;
        if let Some(freed) = freed {
            tracing::info!(freed, "another process is gone; what it left goes on here");
            relay.wake();
        }
    }
    Ok(seen.ours)
}

/// Waits in the lock of whoever has the seat, as long as this process stands by, and then buries
/// it: the seat is looked at as often as `freed` is told.
pub(crate) async fn stand_by(
    store: &Store,
    relay: &Relay,
    freed: &watch::Sender<()>,
) -> Stored<()> {
    let mut line = store.bystander().await?;
    let (mut last, mut looks) = (None, 0);
    loop {
        let holder = pollers::holder(&mut store.look().await?).await?;
        if let Some(holder) = &holder {
            line.waits_for(holder).await?;
        }
        bury_the_dead(store, relay, &mut line).await?;
        freed.send_replace(());
        looks = if holder == last { FIRST_LOOKS.min(looks + 1) } else { 0 };
        last = holder;
        // Its sessions end in a moment. Or it lives on without its lock, or is of a version that
        // has none, and its time must run out.
        sleep_real(if looks < FIRST_LOOKS { AT_FIRST } else { EVERY }).await;
    }
}
