//! Days in Almaty, by which the books are kept.

use super::time::Stamp;

/// Almaty is five hours ahead of UTC the whole year, since 1 March 2024.
const OFFSET_MS: i64 = 5 * 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The day of a moment in Almaty, counted from 1970.
pub const fn day_of(at: Stamp) -> i64 {
    (at.0 + OFFSET_MS).div_euclid(DAY_MS)
}

/// The moment a day begins in Almaty.
pub const fn day_start(day: i64) -> Stamp {
    Stamp(day * DAY_MS - OFFSET_MS)
}
