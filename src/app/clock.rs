//! Time, which tests own, and the chance that a decision gets. This is the only file that reads the
//! machine's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;

use crate::domain::time::{Millis, Stamp};
use crate::storage::{Reader, Stored};

#[derive(Debug, Clone)]
pub enum Clock {
    Real,
    /// For tests: this machine's clock is wrong by `own` milliseconds, and the one that all
    /// processes share is moved by `shared`.
    Moved {
        /// How wrong this machine's is.
        own: i64,
        /// How far the shared one is moved.
        shared: i64,
    },
    Manual(Arc<ManualClock>),
}

/// One moment by two clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// By the clock that all processes of a shop share.
    pub now: Stamp,
    /// By this process's own, read first.
    pub own: Stamp,
}

impl Moment {
    /// A moment of this process's own clock, by the shared one.
    pub(crate) fn shared(self, own: Stamp) -> Stamp {
        own + Millis(self.now.0 - self.own.0)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicI64,
    moved: watch::Sender<()>,
}

impl Clock {
    pub fn manual(now: Stamp) -> Self {
        Self::Manual(Arc::new(ManualClock {
            now: AtomicI64::new(now.0),
            moved: watch::Sender::new(()),
        }))
    }

    pub fn now(&self) -> Stamp {
        match self {
            Self::Real => machine(),
            Self::Moved { own, .. } => Stamp(machine().0 + own),
            Self::Manual(clock) => Stamp(clock.now.load(Ordering::SeqCst)),
        }
    }

    /// This moment by the clock that all processes share: on a server the server's, however wrong
    /// the machines are. A clock that tests move is shared by all of them.
    pub(crate) async fn moment(&self, reader: &mut Reader) -> Stored<Moment> {
        let own = self.now();
        let now = match self {
            Self::Real => reader.server_now().await?.unwrap_or(own),
            Self::Moved { shared, .. } => match reader.server_now().await? {
                Some(now) => now + Millis(*shared),
                None => own,
            },
            Self::Manual(_) => own,
        };
        Ok(Moment { now, own })
    }

    /// What a clock shows that is moved by hand, and that stands for the server's too.
    pub(crate) fn manual_now(&self) -> Option<Stamp> {
        match self {
            Self::Real | Self::Moved { .. } => None,
            Self::Manual(_) => Some(self.now()),
        }
    }

    /// Moves a manual clock; a real one moves by itself.
    pub fn advance(&self, by_ms: i64) {
        if let Self::Manual(clock) = self {
            clock.now.fetch_add(by_ms, Ordering::SeqCst);
            clock.moved.send_replace(());
        }
    }

    /// Waits until `span` has passed since `from`, by this clock. What is waited for is a span, and
    /// no hour that is far away once the clock was set back: then it is at most the span from now.
    /// A manual clock that is set back ends the wait, for otherwise nothing would ever end it.
    #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
    pub(crate) async fn passed(&self, from: Stamp, span: Millis) {
        match self {
            Self::Real | Self::Moved { .. } => {
                // Set back before the wait began: the whole span, and never more.
                let gone = self.now().since(from).0.max(0);
                if let Ok(left) = u64::try_from(span.0.saturating_sub(gone)) {
                    tokio::time::sleep(Duration::from_millis(left)).await;
                }
            }
            Self::Manual(clock) => {
                let mut moved = clock.moved.subscribe();
                while (0..span.0).contains(&self.now().since(from).0) {
                    if moved.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine() -> Stamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Stamp(since.map_or(0, |span| i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
}

/// Waits real time before trying a machine that was in trouble again, whatever clock is in force.
#[expect(
    clippy::disallowed_methods,
    reason = "trouble of the machine passes in the machine's time"
)]
pub(crate) async fn sleep_real(span: Duration) {
    tokio::time::sleep(span).await;
}

#[derive(Debug)]
pub(crate) struct Chance(StdRng);

impl Chance {
    /// From the operating system, or from a seed that a test prints.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(|| StdRng::from_rng(&mut rand::rng()), StdRng::seed_from_u64))
    }

    pub(crate) fn four(&mut self) -> [u64; 4] {
        std::array::from_fn(|_| self.0.next_u64())
    }
}
