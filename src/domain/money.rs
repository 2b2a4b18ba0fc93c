//! Money: minor units and a currency, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the shop is paid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Currency {
    /// Kazakhstani tenge, ISO 4217 `KZT`, 2 minor digits.
    #[serde(rename = "KZT")]
    Kzt,
    /// Telegram Stars, the Bot API's `XTR`, no minor digits.
    #[serde(rename = "XTR")]
    Xtr,
}

impl Currency {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kzt => "KZT",
            Self::Xtr => "XTR",
        }
    }

    /// Reads a code; `None` for a currency the shop never asks for.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "KZT" => Some(Self::Kzt),
            "XTR" => Some(Self::Xtr),
            _ => None,
        }
    }
}

/// An amount in the minor units of its currency (tiyn, or whole Stars).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; never negative for a price.
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// Whole tenge plus tiyn, as minor units.
    pub const fn kzt(minor: i64) -> Self {
        Self { minor, currency: Currency::Kzt }
    }

    pub const fn stars(count: i64) -> Self {
        Self { minor: count, currency: Currency::Xtr }
    }
}

/// How many tiyn one Star is worth to the owner: a decimal from `STARS_RATE_KZT`, exact to a
/// ten-thousandth of a tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StarsRate {
    /// Hundredths of a tiyn per Star (tenge × 10,000).
    per_star: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rate is a positive decimal with at most four digits after the point, such as 6.5")]
pub struct BadRate;

impl StarsRate {
    /// Reads a decimal such as `6.5` (tenge per Star), at most four digits after the point.
    ///
    /// # Errors
    /// Anything that is not such a decimal, or is zero.
    pub fn parse(text: &str) -> Result<Self, BadRate> {
        let per_star = parse_decimal(text.trim(), 4).ok_or(BadRate)?;
        if per_star > 0 { Ok(Self { per_star }) } else { Err(BadRate) }
    }

    /// Tenge for a Star, times 10,000.
    pub(crate) const fn per_star(self) -> i64 {
        self.per_star
    }

    /// The price in Stars of a price in tenge, rounded up so that the shop never asks too little.
    /// `None` where the numbers leave the range of Telegram's amounts.
    pub(crate) fn stars_for(self, kzt: Money) -> Option<Money> {
        let scaled = kzt.minor.checked_mul(100)?;
        let stars = scaled.checked_add(self.per_star - 1)? / self.per_star;
        Some(Money::stars(stars.max(1)))
    }
}

/// What Stars bring the owner in US dollars, exactly: 0.013 dollars each. It is Telegram's own
/// figure for developers who take their Stars out (Bot Developer Terms of Service, section 6.2).
///
/// Written plainly it has all three digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StarsYield {
    /// Thousandths of a US dollar.
    thousandths: i64,
}

impl StarsYield {
    /// What one Star brings, in thousandths of a US dollar.
    const OF_ONE: i64 = 13;

    /// What so many Stars bring.
    pub(crate) const fn of(stars: i64) -> Self {
        Self { thousandths: stars.saturating_mul(Self::OF_ONE) }
    }

    pub(crate) const fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// Rounded down to a cent: `3.99`.
    pub(crate) fn cents(self) -> String {
        format!("{}.{:02}", self.thousandths / 1_000, self.thousandths % 1_000 / 10)
    }
}

impl fmt::Display for StarsYield {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.thousandths / 1_000, self.thousandths % 1_000)
    }
}

/// Reads a non-negative decimal with at most `digits` digits after the point (or comma) as an
/// integer scaled by `10^digits`. No sign, no exponent, no grouping; `None` for anything else.
pub(crate) fn parse_decimal(text: &str, digits: u32) -> Option<i64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let places = u32::try_from(fraction.len()).ok()?;
    if whole.is_empty() || !plain(whole) || !plain(fraction) || places > digits {
        return None;
    }
    if text.len() != whole.len() && fraction.is_empty() {
        return None;
    }
    let scale = 10_i64.checked_pow(digits)?;
    let tail: i64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let tail = tail.checked_mul(10_i64.checked_pow(digits - places)?)?;
    whole.parse::<i64>().ok()?.checked_mul(scale)?.checked_add(tail)
}

/// Writes so many units of the last of a decimal's places: `decimal(550_005, 2)` is `5500.05`.
pub(crate) fn decimal(units: i64, places: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let (units, one) = (units.unsigned_abs(), 10_u64.saturating_pow(places));
    let whole = units / one;
    if places == 0 {
        return format!("{sign}{whole}");
    }
    let width = usize::try_from(places).unwrap_or_default();
    format!("{sign}{whole}.{:0width$}", units % one)
}

/// How many places an amount has by its currency's code: tenge two, Stars none; anything else is
/// written in its smallest units.
pub(crate) fn places(currency: &str) -> u32 {
    match Currency::from_code(currency) {
        Some(Currency::Kzt) => 2,
        Some(Currency::Xtr) | None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_rounded_up() {
        let rate = StarsRate::parse("6.5").unwrap();
        assert_eq!(rate.stars_for(Money::kzt(199_000)), Some(Money::stars(307)));
        assert_eq!(rate.stars_for(Money::kzt(650)), Some(Money::stars(1)));
        assert_eq!(rate.stars_for(Money::kzt(651)), Some(Money::stars(2)));
    }

    #[test]
    fn stars_yield_dollars() {
        assert_eq!(StarsYield::of(307).cents(), "3.99");
        assert_eq!(StarsYield::of(1).cents(), "0.01");
        assert_eq!(StarsYield::of(308).to_string(), "4.004");
        assert_eq!(StarsYield::of(1).to_string(), "0.013");
    }

    #[test]
    fn a_bad_rate_is_refused() {
        for bad in ["", "0", "-1", "6.", "6.12345", "1e3", " ", "6 5", "99999999999999999999"] {
            assert_eq!(StarsRate::parse(bad), Err(BadRate), "{bad}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        for (units, places, text) in [
            (550_005, 2, "5500.05"),
            (7, 2, "0.07"),
            (-7, 2, "-0.07"),
            (308, 0, "308"),
            (-308, 0, "-308"),
            (17_500, 4, "1.7500"),
            (i64::MIN, 2, "-92233720368547758.08"),
        ] {
            assert_eq!(decimal(units, places), text);
        }
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(parse_decimal("1990", 2), Some(199_000));
        assert_eq!(parse_decimal("1990,5", 2), Some(199_050));
        assert_eq!(parse_decimal("0.01", 2), Some(1));
        assert_eq!(parse_decimal("1.001", 2), None);
    }
}
