//! The file of plans: what the owner sells, one line for each plan.
//!
//! Five columns are needed, the others are optional ([`COLUMNS`]). What is left empty stays
//! unknown. Words for people stand in one column for all languages, or in one for each (`name_kk`).
//! It must not know which plans exist already: withdrawing those that are gone is the import's
//! task, in `app`.

use std::collections::HashMap;

use super::problem::{LineProblem, Problem};
use super::table::{Columns, Row, read_table};
use crate::domain::money::{Money, parse_decimal};
use crate::domain::plan::{Allowance, Coverage, Phrase, Plan, PlanId, Starts};

const COLUMNS: Columns = Columns {
    thing: "plan",
    needed: &["plan_id", "coverage", "data_mb", "days", "price_kzt"],
    optional: &[
        "name",
        "name_kk",
        "name_ru",
        "name_en",
        "price_stars",
        "networks",
        "generation",
        "hotspot",
        "top_up",
        "starts",
        "install_within",
        "fair_use",
        "fair_use_kk",
        "fair_use_ru",
        "fair_use_en",
        "note",
        "note_kk",
        "note_ru",
        "note_en",
    ],
};

/// 10 TB: more is a slip of the pen.
const MOST_MEGABYTES: u64 = 10_000_000;
const MOST_DAYS: u16 = 730;
/// A name stands on a button, beside a count and a price.
const LONGEST_NAME: usize = 64;
/// Twelve digits: what Telegram takes at most in any currency (Bot API `currencies.json`).
const MOST_TIYN: i64 = 999_999_999_999;
const MOST_STARS: i64 = 100_000;

/// Reads a whole file of plans.
///
/// # Errors
/// Every problem of every line; then nothing of the file is to be used.
pub(crate) fn parse_plans(bytes: &[u8]) -> Result<Vec<Plan>, Vec<LineProblem>> {
    let mut plans = Vec::new();
    let mut lines: HashMap<PlanId, u64> = HashMap::new();
    let problems = read_table(
        bytes,
        &COLUMNS,
        |_| None,
        |row| {
            let plan = plan_of(row);
            if let Some(id) = plan.0 {
                match lines.get(&id) {
                    Some(earlier) => row.problem("plan_id", Problem::RepeatedPlan(*earlier)),
                    None => drop(lines.insert(id, row.line)),
                }
            }
            plans.extend(plan.1);
        },
    );
    if problems.is_empty() { Ok(plans) } else { Err(problems) }
}

/// The plan of a line where all of it can be read, and its id where at least that can.
fn plan_of(row: &mut Row<'_>) -> (Option<PlanId>, Option<Plan>) {
    let id = row.need("plan_id", |text| Ok(PlanId::parse(text)?));
    let coverage = row.need("coverage", |text| Ok(Coverage::parse(text)?));
    let allowance = row.need("data_mb", allowance);
    let days = row.need("days", |text| in_range(text, 1..=MOST_DAYS).ok_or(Problem::Days));
    let price = row.need("price_kzt", |text| {
        let minor = parse_decimal(text, 2).filter(|minor| (1..=MOST_TIYN).contains(minor));
        minor.map(Money::kzt).ok_or(Problem::PriceKzt)
    });
    let price_stars =
        row.read("price_stars", |text| in_range(text, 1..=MOST_STARS).ok_or(Problem::PriceStars));
    let name = phrase(row, ["name", "name_kk", "name_ru", "name_en"], LONGEST_NAME);
    let networks = row.short("networks", 200);
    let generation = row.short("generation", 20);
    let hotspot = row.read("hotspot", yes_no);
    let top_up = row.read("top_up", yes_no);
    let starts = row.read("starts", |text| match text.to_ascii_lowercase().as_str() {
        "install" => Ok(Starts::Install),
        "first_use" => Ok(Starts::FirstUse),
        _ => Err(Problem::Starts),
    });
    let install_within =
        row.read("install_within", |text| in_range(text, 1..=MOST_DAYS).ok_or(Problem::Days));
    let fair_use = ["fair_use", "fair_use_kk", "fair_use_ru", "fair_use_en"];
    let fair_use = phrase(row, fair_use, 200);
    let note = phrase(row, ["note", "note_kk", "note_ru", "note_en"], 300);
    let whole = || {
        Some(Plan {
            id: id.clone()?,
            name,
            coverage: coverage?,
            allowance: allowance?,
            days: days?,
            price: price?,
            price_stars,
            networks,
            generation,
            hotspot,
            top_up,
            starts,
            install_within,
            fair_use,
            note,
        })
    };
    let plan = whole();
    (id, plan)
}

/// Words for people: one column for all languages, then those of Kazakh, Russian and English.
/// Where a language has none of its own it reads what is for all.
fn phrase(row: &mut Row<'_>, columns: [&'static str; 4], most: usize) -> Option<Phrase> {
    let [_, each @ ..] = columns;
    let needed = each.iter().any(|column| row.has(column));
    let [same, kk, ru, en] = columns.map(|column| row.short(column, most));
    if !needed {
        return same.map(Phrase::Same);
    }
    let words = [kk, ru, en].map(|words| words.or_else(|| same.clone()));
    for (column, _) in each.iter().zip(&words).filter(|(_, words)| words.is_none()) {
        // What stands there and is wrong was told already.
        if !row.has(column) {
            row.problem(column, Problem::OneLanguage);
        }
    }
    let [kk, ru, en] = words;
    Some(Phrase::Each([kk?, ru?, en?]))
}

fn allowance(text: &str) -> Result<Allowance, Problem> {
    if text.eq_ignore_ascii_case("unlimited") {
        return Ok(Allowance::Unlimited);
    }
    in_range(text, 1..=MOST_MEGABYTES).map(Allowance::Megabytes).ok_or(Problem::Data)
}

/// Digits only: no sign, no point, no grouping.
fn in_range<T: std::str::FromStr + PartialOrd>(
    text: &str,
    range: std::ops::RangeInclusive<T>,
) -> Option<T> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && range.contains(number))
}

fn yes_no(text: &str) -> Result<bool, Problem> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Problem::YesNo),
    }
}

#[cfg(test)]
mod tests;
