//! What the owner decides about the checkout.

use std::ops::RangeInclusive;

use super::{Checker, Settings, filled};
use crate::domain::money::Currency;

/// Longer than half a year before a trip nobody buys, and codes end.
const LONGEST_LATER: i64 = 180;

/// The law gives a seller ten days for a consumer's claim.
const LONGEST_RETURN: i64 = 10;

/// No mail server of a small shop takes more.
const MOST_LETTERS: i64 = 100_000;

/// What the owner decides about the checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckoutConfig {
    /// What an invoice asks first.
    pub first_rail: Currency,
    /// Whether one button gives all consents, beside the single ones.
    pub agree_to_all: bool,
    /// Within how many days of the payment an eSIM can be opened; 0: only at once.
    pub later_days: i64,
    /// Within how many working days a person returns tenge at the provider.
    pub return_days: i64,
    /// How many letters go in 24 hours before a further one waits.
    pub letters_a_day: i64,
}

impl Default for CheckoutConfig {
    fn default() -> Self {
        Self {
            first_rail: Currency::Xtr,
            agree_to_all: false,
            later_days: 30,
            return_days: 3,
            letters_a_day: 1_000,
        }
    }
}

/// Checks it.
pub(super) fn checkout(settings: &Settings, checker: &mut Checker) -> Option<CheckoutConfig> {
    let usual = CheckoutConfig::default();
    let first_rail = match filled(settings.first_rail.as_ref()).as_deref() {
        None => usual.first_rail,
        Some("stars") => Currency::Xtr,
        Some("tenge") => Currency::Kzt,
        Some(_) => return checker.wrong("FIRST_RAIL", "must be stars or tenge"),
    };
    let agree_to_all = match filled(settings.agree_to_all.as_ref()).as_deref() {
        None => usual.agree_to_all,
        Some("no") => false,
        Some("yes") => true,
        Some(_) => return checker.wrong("AGREE_TO_ALL", "must be yes or no"),
    };
    if first_rail == Currency::Kzt && filled(settings.payment_provider_token.as_ref()).is_none() {
        let what = "is tenge, but PAYMENT_PROVIDER_TOKEN is missing: only Stars can pay";
        return checker.wrong("FIRST_RAIL", what);
    }
    let later = number(settings.open_later_days.as_ref(), usual.later_days, 0..=LONGEST_LATER);
    let later_days = later.or_else(|| {
        checker.wrong("OPEN_LATER_DAYS", format!("must be a number of days, 0 to {LONGEST_LATER}"))
    })?;
    let back = number(settings.tenge_return_days.as_ref(), usual.return_days, 1..=LONGEST_RETURN);
    let return_days = back.or_else(|| {
        let what = format!("must be a number of working days, 1 to {LONGEST_RETURN}");
        checker.wrong("TENGE_RETURN_DAYS", what)
    })?;
    let letters = number(settings.letters_per_day.as_ref(), usual.letters_a_day, 1..=MOST_LETTERS);
    let letters_a_day = letters.or_else(|| {
        checker.wrong("LETTERS_PER_DAY", format!("must be a number, 1 to {MOST_LETTERS}"))
    })?;
    Some(CheckoutConfig { first_rail, agree_to_all, later_days, return_days, letters_a_day })
}

/// A number within these bounds; `None` where it is no such number.
fn number(text: Option<&String>, usual: i64, bounds: RangeInclusive<i64>) -> Option<i64> {
    let Some(text) = filled(text) else { return Some(usual) };
    text.parse().ok().filter(|days| bounds.contains(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_bounds() {
        let read = |text: &str| number(Some(&text.to_owned()), 30, 0..=180);
        assert_eq!([read(""), read("0"), read(" 180 ")], [Some(30), Some(0), Some(180)]);
        assert_eq!([read("181"), read("-1"), read("soon"), read("1.5")], [None; 4]);
    }
}
