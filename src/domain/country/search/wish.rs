//! How much and for how long: "10 дней", "неделя", "5 ГБ", "7 days", "10 күн".
//!
//! This file must not know plans: which of them fits is [`crate::domain::catalogue`]'s.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::country::words::Word;

/// What a person asks of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// So many days at least.
    pub days: Option<u16>,
    /// So many megabytes at least; [`u64::MAX`] for unlimited.
    pub megabytes: Option<u64>,
}

impl Wish {
    /// Whether nothing is asked.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

const MEGABYTES_IN_A_GIGABYTE: u64 = 1024;
/// Longer than any plan; what is above is a year or a telephone number.
const MOST_DAYS: u64 = 365;
/// More data than any plan has.
const MOST_GIGABYTES: u64 = 1_000;

/// Numbers that are written as words; these and the units below without Kazakh letters.
#[rustfmt::skip]
const NUMBERS: &[(&str, u64)] = &[
    ("один", 1), ("одну", 1), ("одна", 1), ("бир", 1), ("one", 1), ("a", 1), ("an", 1),
    ("два", 2), ("две", 2), ("пара", 2), ("пару", 2), ("еки", 2), ("two", 2),
    ("три", 3), ("уш", 3), ("three", 3), ("четыре", 4), ("торт", 4), ("four", 4),
    ("пять", 5), ("бес", 5), ("five", 5), ("шесть", 6), ("алты", 6), ("six", 6),
    ("семь", 7), ("жети", 7), ("seven", 7), ("восемь", 8), ("сегиз", 8), ("eight", 8),
    ("девять", 9), ("тогыз", 9), ("nine", 9), ("десять", 10), ("он", 10), ("ten", 10),
];
const DAYS: &str = "
    день дня дней дни дн дневный сутки суток ночь ночи ночей day days night nights d кун кунге
    кундик кунги kun kunge dnei dney
";
const WEEKS: &str = "
    неделя неделю недели недель неделе недельку нед week weeks wk апта аптага апталык apta nedelu
    nedelya
";
const MONTHS: &str = "
    месяц месяца месяцев месяцок мес month months ай айга айлык айга
";
const GIGABYTES: &str = "
    гб гиг гига гиги гигов гигабайт гигабайта гигабайтов гбайт гигабайттык gb gbs gig gigs
    gigabyte gigabytes g г giga
";
const MEGABYTES: &str = "
    мб мегабайт мегабайта мегабайтов mb mbs megabyte megabytes
";
const UNLIMITED: &str = "
    безлимит безлимитный безлимитная безлимитную безлимитные безлимитка безлимитом безлимита
    unlimited unlim анлим шексиз лимитсиз bezlimit
";

/// Reads the wish, and says which words belong to it.
pub(super) fn wish(words: &[Word]) -> (Wish, Vec<bool>) {
    let mut wish = Wish::default();
    let mut read = vec![false; words.len()];
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let count = before.and_then(|before| number(&before.plain));
        let Some(said) = unit(&word.plain, count) else { continue };
        match said {
            Said::Days(days) => {
                wish.days = u16::try_from(days).ok().filter(|_| days > 0 && days <= MOST_DAYS);
            }
            Said::Megabytes(megabytes) => wish.megabytes = Some(megabytes).filter(|it| *it > 0),
        }
        let with_count = count.and(at.checked_sub(1));
        for index in with_count.into_iter().chain([at]) {
            if let Some(read) = read.get_mut(index) {
                *read = true;
            }
        }
    }
    (wish, read)
}

/// What a unit with its number says.
enum Said {
    Days(u64),
    Megabytes(u64),
}

/// What a word counts.
#[derive(Clone, Copy)]
enum Unit {
    Days,
    Weeks,
    Months,
    Gigabytes,
    Megabytes,
    Unlimited,
}

static UNITS: LazyLock<HashMap<&str, Unit>> = LazyLock::new(|| {
    let lists = [
        (DAYS, Unit::Days),
        (WEEKS, Unit::Weeks),
        (MONTHS, Unit::Months),
        (GIGABYTES, Unit::Gigabytes),
        (MEGABYTES, Unit::Megabytes),
        (UNLIMITED, Unit::Unlimited),
    ];
    lists.iter().flat_map(|(list, unit)| list.split_whitespace().map(|it| (it, *unit))).collect()
});

/// The number of thousandths that a word stands for.
fn number(word: &str) -> Option<u64> {
    if let Some((_, number)) = NUMBERS.iter().find(|(name, _)| *name == word) {
        return Some(number * 1000);
    }
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<u64>().ok()? * 1000 + format!("{part:0<3}").parse::<u64>().ok()?)
}

/// What a unit says with the number before it; days, gigabytes and megabytes need one.
fn unit(word: &str, thousandths: Option<u64>) -> Option<Said> {
    let days = |each: u64| Said::Days((thousandths.unwrap_or(1000) * each).div_ceil(1000));
    Some(match UNITS.get(word)? {
        Unit::Weeks => days(7),
        Unit::Months => days(30),
        Unit::Unlimited => Said::Megabytes(u64::MAX),
        Unit::Days => thousandths.map(|_| days(1))?,
        Unit::Gigabytes => {
            let number = thousandths.filter(|number| *number <= MOST_GIGABYTES * 1000)?;
            Said::Megabytes((number * MEGABYTES_IN_A_GIGABYTE).div_ceil(1000))
        }
        Unit::Megabytes => Said::Megabytes(thousandths?.div_ceil(1000)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::words::words;

    #[test]
    fn days_and_data_are_read_in_three_languages() {
        const GB: u64 = 1024;
        for (text, days, megabytes) in [
            ("Турция 7 дней", Some(7), None),
            ("на неделю", Some(7), None),
            ("две недели", Some(14), None),
            ("ОАЭ 5гб", None, Some(5 * GB)),
            ("1,5 ГБ на 10 дней", Some(10), Some(1536)),
            ("500 мб", None, Some(500)),
            ("10 күн", Some(10), None),
            ("екі апта", Some(14), None),
            ("бір айға", Some(30), None),
            ("5GB for 7-10 days", Some(10), Some(5 * GB)),
            ("a week", Some(7), None),
            ("7d", Some(7), None),
            ("безлимит", None, Some(u64::MAX)),
            ("шексіз", None, Some(u64::MAX)),
            ("20000 дней", None, None),
            ("дней", None, None),
            ("GB", None, None),
        ] {
            assert_eq!(wish(&words(text)).0, Wish { days, megabytes }, "{text}");
        }
    }
}
