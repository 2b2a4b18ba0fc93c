//! The house formats: money, numbers, amounts of data, times, places, lists. Pure.
//!
//! They are CLDR's with the choices a shop makes: a narrow `₸`, no empty tiyn, a 24-hour clock, the
//! zone named beside every time. It must not know messages. Spaces inside an amount do not break.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::domain::country::{Country, Place};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::plan::{Allowance, CoverageName, MB_PER_GB};
use crate::domain::time::{Day, Stamp};

/// The space that keeps an amount on one line.
const NBSP: char = '\u{a0}';

/// A whole number with its thousands apart: `12 500`, in English `12,500`.
pub(crate) fn number(number: i64, lang: Lang) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string(), lang))
}

/// A number of Fluent's, grouped; `None` if it is not whole.
pub(super) fn float(value: f64, lang: Lang) -> Option<String> {
    let written = format!("{value}");
    written.parse().ok().map(|whole| number(whole, lang))
}

fn grouped(digits: &str, lang: Lang) -> String {
    let separator = match lang {
        Lang::Kk | Lang::Ru => NBSP,
        Lang::En => ',',
    };
    let mut written = String::with_capacity(digits.len() + digits.len() / 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

const fn decimal_mark(lang: Lang) -> char {
    match lang {
        Lang::Kk | Lang::Ru => ',',
        Lang::En => '.',
    }
}

/// `12 500 ₸`, with tiyn only where there are some; `307 ⭐`.
pub(crate) fn money(money: Money, lang: Lang) -> String {
    match money.currency {
        Currency::Xtr => format!("{}{NBSP}⭐", number(money.minor, lang)),
        Currency::Kzt => {
            // The sign is written apart: whole tenge alone would lose it below one tenge.
            let sign = if money.minor < 0 { "−" } else { "" };
            let minor = money.minor.unsigned_abs();
            let tenge = grouped(&(minor / 100).to_string(), lang);
            match minor % 100 {
                0 => format!("{sign}{tenge}{NBSP}₸"),
                tiyn => format!("{sign}{tenge}{}{tiyn:02}{NBSP}₸", decimal_mark(lang)),
            }
        }
    }
}

/// `5 ГБ`, `1,5 ГБ`, `500 МБ`. Gigabytes only where they are exact to one decimal.
pub(crate) fn allowance(allowance: Allowance, lang: Lang) -> String {
    let (megabyte, gigabyte, unlimited) = match lang {
        Lang::Kk => ("МБ", "ГБ", "Шексіз"),
        Lang::Ru => ("МБ", "ГБ", "Безлимит"),
        Lang::En => ("MB", "GB", "Unlimited"),
    };
    let megabytes = match allowance {
        Allowance::Unlimited => return unlimited.to_owned(),
        Allowance::Megabytes(megabytes) => megabytes,
    };
    let whole = grouped(&(megabytes / MB_PER_GB).to_string(), lang);
    match megabytes % MB_PER_GB {
        0 if megabytes > 0 => format!("{whole}{NBSP}{gigabyte}"),
        // Half a gigabyte is the only part that one decimal writes exactly.
        512 if megabytes > MB_PER_GB => format!("{whole}{}5{NBSP}{gigabyte}", decimal_mark(lang)),
        _ => format!("{}{NBSP}{megabyte}", grouped(&megabytes.to_string(), lang)),
    }
}

/// `🇹🇷 Türkiye`.
pub(crate) fn place(place: Place, lang: Lang) -> String {
    format!("{} {}", place.emoji(), place.name(lang))
}

/// `🌍 Balkans`, with the coverage's own name where it has one.
pub(crate) fn coverage(name: &CoverageName, lang: Lang) -> String {
    format!("{} {}", name.emoji(), word(name.words(lang)))
}

/// The names in the order of the alphabet, with "and" before the last.
pub(crate) fn countries(countries: &[Country], lang: Lang) -> String {
    let names: Vec<&str> = Country::by_name(lang)
        .iter()
        .filter(|country| countries.contains(country))
        .map(|country| country.name(lang))
        .collect();
    list(&names, lang)
}

/// `A, B and C`, without a comma before "and" in any language.
pub(crate) fn list(names: &[&str], lang: Lang) -> String {
    let and = match lang {
        Lang::Kk => "және",
        Lang::Ru => "и",
        Lang::En => "and",
    };
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
        None => String::new(),
    }
}

/// `23.11.2026, 16:09 (UTC+5)`.
pub(crate) fn moment(stamp: Stamp, lang: Lang, zone: &TimeZone) -> String {
    let local = local(stamp, zone);
    // The zone of Almaty has never had a part of an hour.
    let hours = local.offset().seconds() / 3_600;
    format!("{}, {:02}:{:02} (UTC{hours:+})", date(&local, lang), local.hour(), local.minute())
}

/// `16:09`.
pub(crate) fn time(stamp: Stamp, zone: &TimeZone) -> String {
    let local = local(stamp, zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The day of a moment, without the hour.
pub(crate) fn day(day: Day, lang: Lang, zone: &TimeZone) -> String {
    date(&local(day.0, zone), lang)
}

fn local(stamp: Stamp, zone: &TimeZone) -> ZonedDateTime {
    let last = if stamp.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(stamp.0).unwrap_or(last).to_zoned_datetime(zone.clone())
}

fn date(local: &ZonedDateTime, lang: Lang) -> String {
    match lang {
        Lang::Kk | Lang::Ru => {
            format!("{:02}.{:02}.{:04}", local.day(), local.month(), local.year())
        }
        Lang::En => format!("{} {} {:04}", local.day(), month(local.month()), local.year()),
    }
}

const fn month(month: i8) -> &'static str {
    match month {
        1 => "Jan",
        2 => "Feb",
        3 => "Mar",
        4 => "Apr",
        5 => "May",
        6 => "Jun",
        7 => "Jul",
        8 => "Aug",
        9 => "Sep",
        10 => "Oct",
        11 => "Nov",
        _ => "Dec",
    }
}

/// Words from outside on one line, without signs that show nothing or turn the writing direction.
pub(crate) fn word(word: &str) -> String {
    word.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .filter(|letter| {
            !matches!(letter, '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn almaty() -> TimeZone {
        crate::domain::almaty::zone().unwrap()
    }

    #[test]
    fn money_is_grouped_and_does_not_break() {
        assert_eq!(money(Money::kzt(1_250_000), Lang::Ru), "12\u{a0}500\u{a0}₸");
        assert_eq!(money(Money::kzt(1_250_000), Lang::Kk), "12\u{a0}500\u{a0}₸");
        assert_eq!(money(Money::kzt(1_250_000), Lang::En), "12,500\u{a0}₸");
        assert_eq!(money(Money::kzt(123_456_705), Lang::Ru), "1\u{a0}234\u{a0}567,05\u{a0}₸");
        assert_eq!(money(Money::kzt(99_050), Lang::En), "990.50\u{a0}₸");
        assert_eq!(money(Money::kzt(-50), Lang::En), "−0.50\u{a0}₸");
        assert_eq!(money(Money::stars(307), Lang::Kk), "307\u{a0}⭐");
        assert_eq!(money(Money::stars(12_307), Lang::En), "12,307\u{a0}⭐");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        for (value, written) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")]
        {
            assert_eq!(number(value, Lang::En), written);
        }
        assert_eq!(number(i64::MIN, Lang::En), "−9,223,372,036,854,775,808");
        assert_eq!(float(12_500.0, Lang::En).as_deref(), Some("12,500"));
        assert_eq!(float(0.5, Lang::En), None);
    }

    #[test]
    fn data_is_written_exactly() {
        let mb = Allowance::Megabytes;
        for (value, ru, en) in [
            (mb(5_120), "5\u{a0}ГБ", "5\u{a0}GB"),
            (mb(1_536), "1,5\u{a0}ГБ", "1.5\u{a0}GB"),
            (mb(512), "512\u{a0}МБ", "512\u{a0}MB"),
            (mb(500), "500\u{a0}МБ", "500\u{a0}MB"),
            (mb(3_000), "3\u{a0}000\u{a0}МБ", "3,000\u{a0}MB"),
            (mb(0), "0\u{a0}МБ", "0\u{a0}MB"),
            (Allowance::Unlimited, "Безлимит", "Unlimited"),
        ] {
            assert_eq!(allowance(value, Lang::Ru), ru);
            assert_eq!(allowance(value, Lang::En), en);
        }
        assert_eq!(allowance(Allowance::Unlimited, Lang::Kk), "Шексіз");
    }

    #[test]
    fn times_are_of_almaty_and_say_so() {
        // 2026-11-23 11:09 UTC; and a moment of 2023, when Almaty was an hour further.
        let now = Stamp(1_795_432_140_000);
        assert_eq!(moment(now, Lang::Ru, &almaty()), "23.11.2026, 16:09 (UTC+5)");
        assert_eq!(moment(now, Lang::En, &almaty()), "23 Nov 2026, 16:09 (UTC+5)");
        assert_eq!(date(&local(now, &almaty()), Lang::Kk), "23.11.2026");
        assert!(moment(Stamp(1_690_000_000_000), Lang::Kk, &almaty()).ends_with("(UTC+6)"));
    }

    #[test]
    fn a_moment_past_all_calendars_is_still_written() {
        assert!(date(&local(Stamp(i64::MAX), &almaty()), Lang::Ru).ends_with(".9999"));
        assert!(!date(&local(Stamp(i64::MIN), &almaty()), Lang::Ru).is_empty());
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(&["А", "Б", "В"], Lang::Ru), "А, Б и В");
        assert_eq!(list(&["А", "Б"], Lang::Kk), "А және Б");
        assert_eq!(list(&["A"], Lang::En), "A");
        assert_eq!(list(&[], Lang::En), "");
        let two = ["TR", "AE"].map(|code| Country::parse(code).unwrap());
        assert_eq!(countries(&two, Lang::Ru), "ОАЭ и Турция");
    }

    #[test]
    fn outside_words_stay_on_their_line() {
        assert_eq!(word("a\nb\u{202e}c\u{200b}"), "a bc");
    }
}
