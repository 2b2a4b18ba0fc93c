//! Turns of a bucket that several processes share: each takes a slice of it from the database, and
//! uses it at the bucket's own pace. It must not know what waits for a turn.

use std::collections::VecDeque;

use crate::domain::time::{Millis, Stamp};
use crate::storage::rates::Slice;

use super::micros;

/// Further ahead than this is no turn: a clock went back.
const FAR: i64 = 10_000_000;

/// How long a process goes on by itself where the row cannot be asked.
const ALONE: Millis = Millis::seconds(2);

/// How much slower than the pace it then is: others may be in the same place.
const CAUTION: i64 = 4;

/// The pace of a bucket, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beat {
    pub(super) every: i64,
    /// So many may be taken at once.
    pub(super) burst: u32,
}

impl Beat {
    /// A tenth of a second's worth may go at once; more would be a burst that Telegram counts.
    pub(super) fn of(per_second: u32) -> Self {
        Self { every: 1_000_000 / i64::from(per_second.max(1)), burst: (per_second / 10).max(1) }
    }

    /// The slice of a process that cannot ask.
    pub(super) const fn cautious(self) -> Self {
        Self { every: self.every.saturating_mul(CAUTION), burst: 1 }
    }

    fn credit(self) -> i64 {
        self.every.saturating_mul(i64::from(self.burst) - 1)
    }

    /// How many turns are worth taking at once for so many who wait: not one statement a message
    /// where there are many, and none that nobody uses.
    pub(super) fn slice(self, waiting: usize) -> i64 {
        i64::try_from(waiting).unwrap_or(i64::MAX).clamp(1, i64::from(self.burst))
    }
}

/// Turns that were taken from the row and not used yet.
#[derive(Debug)]
pub(super) struct Slots {
    /// When each is due, by this process's own clock in microseconds.
    due: VecDeque<i64>,
    /// The row could not be asked: until then this process goes on by itself.
    alone_until: Stamp,
}

impl Slots {
    pub(super) const fn none() -> Self {
        Self { due: VecDeque::new(), alone_until: Stamp(i64::MIN) }
    }

    pub(super) fn alone(&self, now: Stamp) -> bool {
        now < self.alone_until && self.alone_until <= now + ALONE
    }

    /// How long until the next one may be used; `None` where there is none. A turn that was not
    /// used in time is lost: kept, it would be a burst on top of the others'.
    pub(super) fn wait(&mut self, now: Stamp, beat: Beat) -> Option<i64> {
        let now = micros(now);
        let late = now.saturating_sub(beat.credit()).saturating_sub(beat.every);
        while self.due.front().is_some_and(|due| *due < late || *due > now.saturating_add(FAR)) {
            self.due.pop_front();
        }
        let due = self.due.front()?;
        Some(due.saturating_sub(beat.credit()).saturating_sub(now).max(0))
    }

    pub(super) fn take(&mut self) {
        self.due.pop_front();
    }

    /// Puts a slice of so many turns in, read at `now` or before it.
    pub(super) fn put(&mut self, now: Stamp, slice: Slice, count: i64, beat: Beat) {
        self.alone_until = Stamp(i64::MIN);
        let end = micros(now).saturating_add(slice.ahead);
        self.due.extend((0..count).map(|n| end - (count - n) * beat.every));
    }

    pub(super) fn go_on_alone(&mut self, now: Stamp) {
        self.alone_until = now + ALONE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Stamp = Stamp(1_000_000);

    fn slice(ahead: i64) -> Slice {
        Slice { ahead, held: Millis(0) }
    }

    #[test]
    fn a_slice_is_used_at_the_buckets_pace_and_lost_when_nobody_does() {
        let beat = Beat { every: 100_000, burst: 1 };
        let mut slots = Slots::none();
        assert_eq!(slots.wait(AT, beat), None);
        slots.put(AT, slice(300_000), 3, beat);
        assert_eq!(slots.wait(AT, beat), Some(0));
        slots.take();
        assert_eq!(slots.wait(AT, beat), Some(100_000));
        assert_eq!(slots.wait(AT + Millis(300), beat), Some(0), "one of two is left");
        slots.take();
        assert_eq!(slots.wait(AT + Millis(300), beat), None);
        slots.put(AT, slice(300_000), 3, beat);
        assert_eq!(slots.wait(AT - Millis::hours(1), beat), None, "a clock that went back");
    }

    #[test]
    fn slices_follow_the_number_of_those_who_wait() {
        let beat = Beat::of(30);
        assert_eq!([0, 1, 2, 3, 500].map(|waiting| beat.slice(waiting)), [1, 1, 2, 3, 3]);
        assert_eq!(Beat::of(1).slice(500), 1);
    }

    #[test]
    fn who_cannot_ask_goes_on_by_itself_for_a_while() {
        let mut slots = Slots::none();
        assert!(!slots.alone(AT));
        slots.go_on_alone(AT);
        assert!(slots.alone(AT + Millis(1_999)));
        assert!(!slots.alone(AT + ALONE));
        assert!(!slots.alone(AT - Millis::hours(1)), "a clock that went back");
    }
}
