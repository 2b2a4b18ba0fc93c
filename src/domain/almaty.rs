//! Almaty time: by it the shop tells moments, keeps its books, and ends what is sold until a day.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone, offset};

use super::time::{Millis, Stamp};

pub(crate) const ZONE: &str = "Asia/Almaty";

/// The zone in which people are told times, as it was and as it is. `None` where the compiled table
/// lacks it.
pub(crate) fn zone() -> Option<TimeZone> {
    TimeZone::get(ZONE).ok()
}

/// The books know one offset: Almaty is five hours ahead of UTC the whole year, since 1 March 2024.
/// No sale of this shop is older.
const OFFSET: Offset = offset(5);
const AHEAD: Millis = Millis::hours(5);
const DAY: Millis = Millis::days(1);

/// The day of a moment, counted from 1970.
pub(crate) const fn day_of(at: Stamp) -> i64 {
    (at.0 + AHEAD.0).div_euclid(DAY.0)
}

pub(crate) const fn day_start(day: i64) -> Stamp {
    Stamp(day * DAY.0 - AHEAD.0)
}

/// What a clock in Almaty shows, as seconds since its 1970 began.
pub(crate) const fn seconds(at: Stamp) -> i64 {
    (at.0 + AHEAD.0).div_euclid(1_000)
}

/// The number of a day in the calendar, counted from 1970.
pub(crate) fn day_number(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

/// The moment at which the year of `now` began, or one so many years before. `None` outside the
/// calendar.
pub(crate) fn year_start(now: Stamp, years_before: i16) -> Option<Stamp> {
    let now = jiff::Timestamp::from_millisecond(now.0).ok()?;
    let year = now.to_zoned_datetime(TimeZone::fixed(OFFSET)).year().checked_sub(years_before)?;
    Some(day_start(day_number(Date::new(year, 1, 1).ok()?)))
}

/// The day so many working days after that of `from`; Saturdays and Sundays are none. Which other
/// days are holidays is decided anew each year, and is not known here.
pub(crate) fn working_days_after(from: Stamp, days: i64) -> Stamp {
    let mut day = day_of(from);
    for _ in 0..days {
        day += 1;
        // 1 January 1970 was a Thursday: of each week, days 2 and 3 are Saturday and Sunday.
        while matches!(day.rem_euclid(7), 2 | 3) {
            day += 1;
        }
    }
    day_start(day)
}

/// How a moment is written for those who run the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The day in Almaty under a bar: `30.11`.
    ShortDay,
    /// The day in Almaty as in books: `2026-11-30`.
    Day,
    /// The same with stops between: `30.11.2026`.
    DottedDay,
    /// The time of day in Almaty: `14:41:07`.
    Clock,
    /// `2026-11-30 09:41 UTC`.
    Minute,
    /// `2026-11-30 09:41:07 UTC`.
    Second,
    /// As part of a file's name, in UTC: `20261130-094107`.
    Name,
}

pub(crate) fn write(at: Stamp, form: Form) -> String {
    let (format, offset) = match form {
        Form::ShortDay => ("%d.%m", OFFSET),
        Form::Day => ("%Y-%m-%d", OFFSET),
        Form::DottedDay => ("%d.%m.%Y", OFFSET),
        Form::Clock => ("%H:%M:%S", OFFSET),
        Form::Minute => ("%Y-%m-%d %H:%M UTC", Offset::UTC),
        Form::Second => ("%Y-%m-%d %H:%M:%S UTC", Offset::UTC),
        Form::Name => ("%Y%m%d-%H%M%S", Offset::UTC),
    };
    let Ok(at) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    at.to_zoned_datetime(TimeZone::fixed(offset)).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When a day begins by the table of zones.
    fn midnight(date: Date) -> Stamp {
        let begin = date.to_zoned_datetime(zone().unwrap()).unwrap();
        Stamp(begin.timestamp().as_millisecond())
    }

    #[test]
    fn since_march_2024_the_books_and_the_zone_agree() {
        let mut date = Date::constant(2024, 3, 1);
        while date.year() < 2040 {
            let day = day_number(date);
            assert_eq!(day_start(day), midnight(date), "{date}");
            assert_eq!(day_of(midnight(date)), day);
            assert_eq!(day_of(midnight(date) - Millis(1)), day - 1);
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn before_march_2024_people_were_an_hour_further_than_the_books() {
        for date in [Date::constant(2024, 2, 29), Date::constant(2023, 7, 22)] {
            let day = day_number(date);
            assert_eq!(day_start(day) - midnight(date).since(Stamp(0)), Stamp(60 * 60 * 1_000));
            assert_eq!(day_of(day_start(day)), day);
            assert_eq!(day_of(day_start(day) - Millis(1)), day - 1);
        }
    }

    #[test]
    fn moments_are_written_for_those_who_run_the_shop() {
        // 27 November 2026, 19:30 UTC: half past midnight of the next day in Almaty.
        let at = Stamp(1_795_807_800_000);
        for (form, written) in [
            (Form::ShortDay, "28.11"),
            (Form::Day, "2026-11-28"),
            (Form::DottedDay, "28.11.2026"),
            (Form::Clock, "00:30:00"),
            (Form::Minute, "2026-11-27 19:30 UTC"),
            (Form::Second, "2026-11-27 19:30:00 UTC"),
            (Form::Name, "20261127-193000"),
        ] {
            assert_eq!(write(at, form), written);
            assert_eq!(write(Stamp(i64::MAX), form), "");
        }
    }

    #[test]
    fn working_days_leave_out_the_weekend() {
        let after = |from: Date, days| {
            write(working_days_after(day_start(day_number(from)), days), Form::Day)
        };
        // A Tuesday, a Friday, a Saturday.
        assert_eq!(after(Date::constant(2026, 12, 1), 3), "2026-12-04");
        assert_eq!(after(Date::constant(2026, 12, 4), 1), "2026-12-07");
        assert_eq!(after(Date::constant(2026, 12, 5), 1), "2026-12-07");
        assert_eq!(after(Date::constant(2026, 12, 5), 10), "2026-12-18");
    }

    #[test]
    fn a_year_begins_in_almaty() {
        let new_year = day_start(day_number(Date::constant(2027, 1, 1)));
        assert_eq!(year_start(new_year, 0), Some(new_year));
        let last = year_start(new_year - Millis(1), 0).unwrap();
        assert_eq!(new_year.since(last), Millis::days(365));
        assert_eq!(year_start(new_year, 1), Some(last));
        assert_eq!(year_start(Stamp(i64::MAX), 0), None);
    }
}
