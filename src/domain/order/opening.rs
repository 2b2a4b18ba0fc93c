//! When a customer wants to see the code: as soon as it is paid, or before the trip. It must not
//! know what is said and done about it; that is [`sale`](crate::domain::sale).

use crate::domain::almaty::{day_of, day_start};
use crate::domain::time::{Day, Millis, Stamp};

/// A code is not sold so shortly before its end.
const SOLD_BEFORE_ITS_END: Millis = Millis::days(3);

/// The last day on which a code may be opened lies so long before its end.
const OPENED_BEFORE_ITS_END: Millis = Millis::days(14);

/// How many days before the last one the customer is reminded.
pub(crate) const REMINDED: [i64; 2] = [7, 1];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Opening {
    /// As soon as it is paid.
    #[default]
    AtOnce,
    /// Before the trip, at most so many days after the payment. Nothing is paid yet.
    Later { days: i64 },
    /// It is paid, and waits for the customer's press until then: the end of a day in Almaty.
    Unopened { until: Stamp },
    /// The customer opened it.
    Opened { at: Stamp },
}

impl Opening {
    /// What it is once the order was paid.
    #[must_use]
    pub fn paid(self, at: Stamp) -> Self {
        match self {
            Self::Later { days } => Self::Unopened { until: day_start(day_of(at) + days + 1) },
            Self::AtOnce | Self::Unopened { .. } | Self::Opened { .. } => self,
        }
    }

    /// Until when a code must be good that is sold `now`.
    pub(crate) fn good_until(self, now: Stamp) -> Stamp {
        match self.paid(now) {
            Self::Unopened { until } => until + OPENED_BEFORE_ITS_END,
            Self::AtOnce | Self::Later { .. } | Self::Opened { .. } => now + SOLD_BEFORE_ITS_END,
        }
    }
}

/// The day that ends at this moment.
pub(crate) const fn last_day(until: Stamp) -> Day {
    Day(Stamp(until.0 - 1))
}

/// Noon in Almaty, so many days before the last one.
pub(crate) fn reminder(until: Stamp, days_before: i64) -> Stamp {
    until - Millis::days(days_before) - Millis::hours(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 December 2026, 23:30 in Almaty.
    const PAID: Stamp = Stamp(1_796_149_800_000);

    #[test]
    fn the_last_day_is_whole_and_so_many_days_after_the_payment() {
        let Opening::Unopened { until } = (Opening::Later { days: 30 }).paid(PAID) else {
            panic!()
        };
        assert_eq!(day_of(last_day(until).0), day_of(PAID) + 30);
        assert_eq!(until, day_start(day_of(PAID) + 31));
        assert_eq!(Opening::AtOnce.paid(PAID), Opening::AtOnce);
    }

    #[test]
    fn a_reminder_comes_at_noon() {
        let until = day_start(100);
        assert_eq!(reminder(until, 1), day_start(98) + Millis::hours(12));
        assert_eq!(reminder(until, 7), day_start(92) + Millis::hours(12));
    }

    #[test]
    fn a_code_that_is_opened_later_ends_two_weeks_after_the_last_day_or_more() {
        let later = Opening::Later { days: 30 };
        let Opening::Unopened { until } = later.paid(PAID) else { panic!() };
        assert_eq!(later.good_until(PAID), until + Millis::days(14));
        assert_eq!(later.paid(PAID).good_until(PAID + Millis::days(20)), until + Millis::days(14));
        for opening in [Opening::AtOnce, Opening::Opened { at: PAID }] {
            assert_eq!(opening.good_until(PAID), PAID + Millis::days(3));
        }
    }
}
