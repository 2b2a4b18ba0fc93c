//! The books as a table: a row an entry, and rows of sums. It must not know how a file writes it.

use std::collections::BTreeMap;

use crate::domain::country::Place;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::lang::Lang;
use crate::domain::money::{StarsYield, places};
use crate::domain::time::Stamp;

const COLUMNS: [&str; 19] = [
    "entry",
    "date",
    "time",
    "kind",
    "order",
    "plan",
    "country",
    "country_name",
    "plan_named_by_hand",
    "currency",
    "amount",
    "star_rate_kzt",
    "value_kzt",
    "yield_usd",
    "cost",
    "cost_currency",
    "margin_kzt",
    "paid_on",
    "reverses",
];

/// What `--ids` adds.
const IDS: [&str; 2] = ["charge", "provider_charge"];

/// What stands in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    /// A decimal: so many of the last of its places, exactly.
    Number(i64, u32),
    /// The day of a moment.
    Day(Stamp),
    /// The time of a moment in its day.
    Clock(Stamp),
}

impl Cell {
    fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }

    fn number(units: Option<i64>, places: u32) -> Self {
        units.map_or(Self::Nothing, |units| Self::Number(units, places))
    }
}

#[derive(Debug)]
pub(super) struct Table {
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// The entries, and below them their sums.
pub(super) fn table(entries: &[Entry], ids: bool) -> Table {
    let mut heads = COLUMNS.to_vec();
    let mut rows: Vec<Vec<Cell>> = entries.iter().map(row).collect();
    if ids {
        heads.extend(IDS);
        for (row, entry) in rows.iter_mut().zip(entries) {
            row.push(Cell::Text(entry.charge.clone()));
            row.push(Cell::text(entry.provider_charge.clone()));
        }
    }
    for ((currency, kind), sum) in sums(entries) {
        let mut row = sum_row(&currency, kind, &sum);
        row.resize(heads.len(), Cell::Nothing);
        rows.push(row);
    }
    Table { heads, rows }
}

fn row(entry: &Entry) -> Vec<Cell> {
    let place = entry.place.as_deref().and_then(Place::parse);
    vec![
        Cell::Number(entry.id, 0),
        Cell::Day(entry.at),
        Cell::Clock(entry.at),
        Cell::Text(entry.kind.as_str().to_owned()),
        Cell::text(entry.order.map(|order| order.to_string())),
        Cell::text(entry.plan.clone()),
        Cell::text(entry.place.clone()),
        Cell::text(place.map(|place| place.name(Lang::En))),
        Cell::text(entry.named.then_some("yes")),
        Cell::Text(entry.currency.clone()),
        Cell::Number(entry.amount, places(&entry.currency)),
        Cell::number(entry.rate(), 4),
        Cell::number(entry.value(), 2),
        Cell::number(entry.yields().map(StarsYield::thousandths), 3),
        Cell::number(entry.spends(), 4),
        Cell::text(entry.cost.as_ref().map(|cost| cost.currency.clone())),
        Cell::number(entry.margin(), 2),
        Cell::Day(entry.taken_at),
        Cell::number(entry.reverses, 0),
    ]
}

/// What entries of one kind and currency come to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub count: i64,
    /// Minor units.
    pub amount: i64,
    /// Of those entries where each is known.
    value: Option<i64>,
    yields: Option<i64>,
    margin: Option<i64>,
}

impl Sum {
    fn add(&mut self, entry: &Entry) {
        let plus = |sum: &mut Option<i64>, more: Option<i64>| {
            *sum = sum.iter().copied().chain(more).reduce(i64::saturating_add);
        };
        self.count += 1;
        self.amount = self.amount.saturating_add(entry.amount);
        plus(&mut self.value, entry.value());
        plus(&mut self.yields, entry.yields().map(StarsYield::thousandths));
        plus(&mut self.margin, entry.margin());
    }
}

/// The sums by currency, of each kind and, without a kind, of all.
pub(super) fn sums(entries: &[Entry]) -> BTreeMap<(String, Option<EntryKind>), Sum> {
    let mut sums: BTreeMap<_, Sum> = BTreeMap::new();
    for entry in entries {
        for kind in [None, Some(entry.kind)] {
            sums.entry((entry.currency.clone(), kind)).or_default().add(entry);
        }
    }
    sums
}

/// A line of sums: in the place of an entry's number is how many it sums.
fn sum_row(currency: &str, kind: Option<EntryKind>, sum: &Sum) -> Vec<Cell> {
    let kind = kind.map_or_else(|| "sum".to_owned(), |kind| format!("sum {}", kind.as_str()));
    let mut row = vec![Cell::Number(sum.count, 0), Cell::Nothing, Cell::Nothing, Cell::Text(kind)];
    row.resize(9, Cell::Nothing);
    row.extend([
        Cell::Text(currency.to_owned()),
        Cell::Number(sum.amount, places(currency)),
        Cell::Nothing,
        Cell::number(sum.value, 2),
        Cell::number(sum.yields, 3),
        Cell::Nothing,
        Cell::Nothing,
        Cell::number(sum.margin, 2),
    ]);
    row
}
