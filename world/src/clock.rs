//! The clock of the pretend world: the wall's, or one that only moves when it is told to.
//!
//! Deadlines of the world (a pre-checkout's 10 seconds, how long an update is kept) are read from
//! here, so a test can let a day pass without waiting. It must not know what the deadlines are for.
//! Next: `world.rs`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// Which clock a world runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockKind {
    /// The wall clock.
    #[default]
    Real,
    /// A clock that stands still until [`Clock::advance`] moves it.
    Manual {
        /// Where it starts, unix milliseconds.
        start_ms: i64,
    },
}

/// A cheap handle to the clock of one world; clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    manual: Option<Arc<watch::Sender<i64>>>,
}

impl Clock {
    /// A clock of the given kind.
    pub fn new(kind: ClockKind) -> Self {
        match kind {
            ClockKind::Real => Self { manual: None },
            ClockKind::Manual { start_ms } => {
                Self { manual: Some(Arc::new(watch::Sender::new(start_ms))) }
            }
        }
    }

    /// Now, in unix milliseconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "the world's own clock: the world depends on nothing of the shop, its clock \
            included"
    )]
    pub fn now(&self) -> i64 {
        match &self.manual {
            Some(hand) => *hand.borrow(),
            None => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    /// Moves a manual clock forward and says what it shows then; `None` for the wall clock, which
    /// nobody moves.
    pub fn advance(&self, by_ms: i64) -> Option<i64> {
        let hand = self.manual.as_ref()?;
        hand.send_modify(|now| *now = now.saturating_add(by_ms.max(0)));
        Some(*hand.borrow())
    }

    /// Returns when the clock shows `at_ms` or later.
    pub async fn sleep_until(&self, at_ms: i64) {
        if let Some(hand) = &self.manual {
            let mut seen = hand.subscribe();
            // The sender lives in `self`, so the wait cannot end by its loss.
            let _ = seen.wait_for(|now| *now >= at_ms).await;
        } else {
            let left = at_ms.saturating_sub(self.now());
            real_pause(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
        }
    }
}

/// Waits in real time, whatever clock the world runs on: the patience of a socket or of a test, not
/// an event of the world.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the pretend world waits for real"
)]
pub async fn real_pause(how_long: Duration) {
    tokio::time::sleep(how_long).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_those_whose_time_came_and_nobody_else() {
        let clock = Clock::new(ClockKind::Manual { start_ms: 1_000 });
        let sleeper = {
            let clock = clock.clone();
            tokio::spawn(async move {
                clock.sleep_until(1_500).await;
                clock.now()
            })
        };
        assert_eq!(clock.advance(499), Some(1_499));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        assert_eq!(clock.advance(1), Some(1_500));
        assert_eq!(sleeper.await.unwrap(), 1_500);
        assert_eq!(Clock::new(ClockKind::Real).advance(5), None);
    }
}
