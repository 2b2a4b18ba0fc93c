//! Time and chance, which tests own. This is the only file that asks the machine for either.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;

use crate::domain::time::Stamp;

/// Where time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// Moved by hand.
    Manual(Arc<ManualClock>),
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicI64,
    moved: watch::Sender<()>,
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn manual(now: Stamp) -> Self {
        Self::Manual(Arc::new(ManualClock {
            now: AtomicI64::new(now.0),
            moved: watch::Sender::new(()),
        }))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Stamp {
        match self {
            Self::Real => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Stamp(since.map_or(0, |span| i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
            }
            Self::Manual(clock) => Stamp(clock.now.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock; a real one moves by itself.
    pub fn advance(&self, by_ms: i64) {
        if let Self::Manual(clock) = self {
            clock.now.fetch_add(by_ms, Ordering::SeqCst);
            clock.moved.send_replace(());
        }
    }

    /// Waits until `at`, by this clock.
    #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
    pub async fn until(&self, at: Stamp) {
        match self {
            Self::Real => {
                let left = at.since(self.now()).0;
                if let Ok(left) = u64::try_from(left) {
                    tokio::time::sleep(Duration::from_millis(left)).await;
                }
            }
            Self::Manual(clock) => {
                let mut moved = clock.moved.subscribe();
                let began = self.now();
                // A clock that went back ends the wait early: a real wait is a span, not a moment.
                while self.now() < at && self.now() >= began {
                    if moved.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// Waits real time before trying a machine that was in trouble again, whatever clock is in force.
#[expect(
    clippy::disallowed_methods,
    reason = "trouble of the machine passes in the machine's time"
)]
pub async fn breathe(span: Duration) {
    tokio::time::sleep(span).await;
}

/// Where random numbers come from.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// From the operating system, or from a seed that a test prints.
    pub fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(|| StdRng::from_rng(&mut rand::rng()), StdRng::seed_from_u64))
    }

    /// Four numbers for one event.
    pub fn four(&mut self) -> [u64; 4] {
        std::array::from_fn(|_| self.0.next_u64())
    }
}
