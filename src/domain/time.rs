//! Time as a number. Clocks live outside; calendar days and zones live at the edges.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A moment: unix milliseconds, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Stamp(pub i64);

/// The day of a moment, where the hour does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub Stamp);

/// A length of time in milliseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000)
    }

    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }

    pub(crate) const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }

    /// `n` days of 24 hours.
    pub(crate) const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }

    /// How many whole days of 24 hours these are.
    pub(crate) const fn in_days(self) -> i64 {
        self.0 / Self::days(1).0
    }
}

impl Stamp {
    /// How long after `earlier` this is; negative when it is before.
    pub(crate) const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Millis> for Stamp {
    type Output = Self;

    fn add(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Millis> for Stamp {
    type Output = Self;

    fn sub(self, span: Millis) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}
