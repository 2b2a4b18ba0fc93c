//! The books as a CSV file for the accountant: charges and refunds, each on its own day in Almaty,
//! with exact amounts. No personal data, and no field that a spreadsheet would take for a formula.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use crate::domain::almaty::{self, Form, day_number, day_start};
use crate::domain::money::{Currency, StarsYield};
use crate::domain::time::Stamp;
use crate::storage::Store;
use crate::storage::books::{self, Line};

const COLUMNS: [&str; 11] = [
    "date",
    "kind",
    "order",
    "plan",
    "currency",
    "amount",
    "stars",
    "stars_yield_usd",
    "state",
    "refund_date",
    "provider_charge",
];

/// The days of an export, both included; open where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

pub fn day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| format!("{text:?} is no day; write it as 2026-11-30"))
}

impl Days {
    fn bounds(self) -> anyhow::Result<(Stamp, Stamp)> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            bail!("--to is before --from");
        }
        let from = self.from.map_or(Stamp(i64::MIN), |date| day_start(day_number(date)));
        let until = self.to.map_or(Stamp(i64::MAX), |date| day_start(day_number(date) + 1));
        Ok((from, until))
    }
}

fn date(at: Stamp) -> String {
    almaty::write(at, Form::Day)
}

/// An amount as a decimal: tenge with two places, Stars whole, anything else in its smallest units.
fn decimal(line: &Line) -> String {
    match Currency::from_code(&line.currency) {
        Some(Currency::Kzt) => {
            let (sign, minor) =
                (if line.amount < 0 { "-" } else { "" }, line.amount.unsigned_abs());
            format!("{sign}{}.{:02}", minor / 100, minor % 100)
        }
        Some(Currency::Xtr) | None => line.amount.to_string(),
    }
}

/// A field that no spreadsheet runs.
fn disarmed(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

fn record(line: &Line, kind: &str, at: Stamp) -> Vec<String> {
    let stars = Currency::from_code(&line.currency) == Some(Currency::Xtr);
    let of_stars = |text: String| if stars { text } else { String::new() };
    [
        date(at),
        kind.to_owned(),
        line.order.map(|order| order.to_string()).unwrap_or_default(),
        line.plan.clone().unwrap_or_default(),
        line.currency.clone(),
        decimal(line),
        of_stars(line.amount.to_string()),
        of_stars(StarsYield::of(line.amount).to_string()),
        line.state.clone(),
        line.returned_at.map(date).unwrap_or_default(),
        if line.provider { "yes" } else { "no" }.to_owned(),
    ]
    .iter()
    .map(|field| disarmed(field))
    .collect()
}

/// The books of these days.
///
/// # Errors
/// The days are the wrong way round; or the database.
pub async fn export(store: &Store, days: Days) -> anyhow::Result<Vec<u8>> {
    let (from, until) = days.bounds()?;
    let mut reader = store.read().await?;
    let lines = books::lines(&mut reader, from, until).await?;
    drop(reader);
    let within = |at: Stamp| at >= from && at < until;
    let mut records: Vec<(Stamp, Vec<String>)> = Vec::new();
    for line in &lines {
        if within(line.taken_at) {
            records.push((line.taken_at, record(line, "charge", line.taken_at)));
        }
        if let Some(back) = line.returned_at.filter(|at| within(*at)) {
            records.push((back, record(line, "refund", back)));
        }
    }
    records.sort_by_key(|(at, _)| *at);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for (_, record) in &records {
        writer.write_record(record)?;
    }
    writer.into_inner().context("the file could not be put together")
}

/// Writes the books into a new file for its owner alone, or to standard output where it is `-`.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if file == Path::new("-") {
        std::io::stdout().write_all(bytes)?;
        return Ok(());
    }
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut opened = opened.with_context(|| format!("{} is not overwritten", file.display()))?;
    opened.write_all(bytes)?;
    opened.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::OrderId;

    fn line(currency: &str, amount: i64) -> Line {
        Line {
            order: Some(OrderId::from_number(31)),
            plan: Some("tr-1".to_owned()),
            currency: currency.to_owned(),
            amount,
            state: "kept".to_owned(),
            // 19:30 UTC: half past midnight of the next day in Almaty.
            taken_at: Stamp(1_795_807_800_000),
            returned_at: None,
            provider: false,
        }
    }

    #[test]
    fn amounts_are_exact() {
        assert_eq!(decimal(&line("KZT", 550_005)), "5500.05");
        assert_eq!(decimal(&line("KZT", 7)), "0.07");
        assert_eq!(decimal(&line("XTR", 308)), "308");
        assert_eq!(decimal(&line("USD", 499)), "499");
    }

    #[test]
    fn days_are_those_of_almaty() {
        assert_eq!(date(Stamp(1_795_807_800_000)), "2026-11-28");
        let days = Days { from: day("2026-11-28").ok(), to: day("2026-11-28").ok() };
        let (from, until) = days.bounds().unwrap();
        assert_eq!(from, Stamp(1_795_806_000_000));
        assert_eq!(until, Stamp(1_795_806_000_000 + 24 * 60 * 60 * 1_000));
        assert!(day("28.11.2026").is_err());
        assert!(
            Days { from: day("2026-11-28").ok(), to: day("2026-11-27").ok() }.bounds().is_err()
        );
    }

    #[test]
    fn no_field_is_a_formula() {
        for field in ["=1+1", "+7", "-7", "@sum", "\tx", "\rx"] {
            assert_eq!(disarmed(field), format!("'{field}"));
        }
        assert_eq!(disarmed("tr-1"), "tr-1");
        let mut evil = line("XTR", 308);
        evil.plan = Some("=cmd|' /C calc'!A0".to_owned());
        let written = record(&evil, "charge", evil.taken_at);
        assert!(written.iter().all(|field| !field.starts_with(['=', '+', '-', '@'])));
        assert!(written.contains(&"'=cmd|' /C calc'!A0".to_owned()));
    }
}
