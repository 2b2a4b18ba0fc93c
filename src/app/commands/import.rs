//! `plans import` and `stock import`: a CSV file becomes the catalogue, or new codes.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use rand::Rng;

use crate::app::clock::Clock;
use crate::domain::ids::EsimId;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::plan::PlanId;
use crate::i18n::format::money;
use crate::storage::esims::{FingerprintState, NewEsim};
use crate::storage::seam::Point;
use crate::storage::{Store, catalogue, esims, settings};
use crate::supplier::import::{LineProblem, StockLine, parse_plans, parse_stock};

/// Lines written in one transaction, so that a running shop is never held up for long.
const LINES_AT_ONCE: usize = 500;

/// What Telegram takes at least for an invoice in tenge, in tiyn (its `currencies.json`).
pub(super) const LEAST_TENGE: i64 = 42_480;

fn told(problems: &[LineProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Imports plans: the file is the whole catalogue. Nothing is written if any line is wrong.
///
/// # Errors
/// All problems by line; or the database.
pub async fn plans(
    store: &Store,
    clock: &Clock,
    bytes: &[u8],
    dry_run: bool,
) -> anyhow::Result<String> {
    let plans = match parse_plans(bytes) {
        Ok(plans) => plans,
        Err(problems) => bail!("{}\nNothing was written.", told(&problems)),
    };
    let mut tx = store.begin().await?;
    let before = catalogue::load(&mut tx).await?;
    let gone = before
        .iter()
        .filter(|(known, withdrawn)| !withdrawn && plans.iter().all(|plan| plan.id != known.id))
        .count();
    let new =
        plans.iter().filter(|plan| before.iter().all(|(known, _)| known.id != plan.id)).count();
    let unsold = plans.iter().filter(|plan| plan.covers_kazakhstan()).count();
    let mut report = format!("{} plans: {new} new, {gone} withdrawn.", plans.len());
    if unsold > 0 {
        let _ = write!(report, "\n{unsold} work inside Kazakhstan and are not offered.");
    }
    let cheap = plans.iter().filter(|plan| plan.price.minor < LEAST_TENGE).count();
    if cheap > 0 {
        let _ = write!(
            report,
            "\n{cheap} cost less than Telegram takes in tenge ({}); only Stars can pay them.",
            money(Money::kzt(LEAST_TENGE), Lang::En)
        );
    }
    if dry_run {
        tx.rollback().await?;
        report.push_str("\nThis was a dry run: nothing was written.");
    } else {
        let now = clock.moment(&mut tx).await?.now;
        catalogue::replace(&mut tx, &plans, now).await?;
        // One transaction: before this commit the old catalogue is in force, after it the new one.
        tx.commit(Point::Plans).await?;
    }
    Ok(report)
}

/// Imports stock. All lines are checked first; then they are written in short transactions, and a
/// run that was cut is finished by running it again.
///
/// # Errors
/// All problems by line; or the database.
pub async fn stock(
    store: &Store,
    clock: &Clock,
    bytes: &[u8],
    dry_run: bool,
) -> anyhow::Result<String> {
    let mut reader = store.read().await?;
    let known: Vec<PlanId> =
        catalogue::load(&mut reader).await?.into_iter().map(|(plan, _)| plan.id).collect();
    let parsed = parse_stock(bytes, &|plan| known.contains(plan));
    let file = match parsed {
        Ok(file) => file,
        Err(problems) => bail!("{}\nNothing was written.", told(&problems)),
    };
    let mut fresh = Vec::new();
    let mut skipped = 0;
    let mut refused = Vec::new();
    for line in file.lines {
        match esims::known(store, &mut reader, &line.code, line.iccid.as_ref()).await? {
            FingerprintState::New => fresh.push(line),
            FingerprintState::Unsold(plan) if plan == line.plan_id.as_str() => skipped += 1,
            FingerprintState::Unsold(plan) => refused
                .push(format!("line {}: this code is in stock for the plan {plan}", line.line)),
            FingerprintState::Gone(_) => refused.push(format!(
                "line {}: this code was sold or erased before and is never sold again",
                line.line
            )),
        }
    }
    drop(reader);
    if !refused.is_empty() {
        bail!("{}\nNothing was written.", refused.join("\n"));
    }
    let mut report = String::new();
    for warning in &file.warnings {
        let _ = writeln!(report, "{warning}");
    }
    let _ = write!(
        report,
        "{} codes: {} new, {skipped} in stock already.",
        fresh.len() + skipped,
        fresh.len()
    );
    if dry_run {
        report.push_str("\nThis was a dry run: nothing was written.");
        return Ok(report);
    }
    if settings::holds_stock(&mut store.look().await?).await? {
        report.push_str(
            "\nThey are held like all stock since the restore, until: qazaq-esim-bot stock release",
        );
    }
    // Every key exists before the value it seals.
    store.keys.stock_up(fresh.len()).await?;
    let mut rest = fresh;
    while !rest.is_empty() {
        let part: Vec<StockLine> = rest.drain(..rest.len().min(LINES_AT_ONCE)).collect();
        let mut rows = Vec::with_capacity(part.len());
        for line in part {
            let key = store.keys.take().context("a key that was minted is missing")?;
            rows.push(NewEsim {
                id: EsimId((rand::rng().next_u64() >> 2).cast_signed()),
                plan: line.plan_id,
                key,
                code: line.code,
                iccid: line.iccid,
                confirmation: line.confirmation_code,
                cost: line.cost.map(|cost| format!("{} {}", cost.amount, cost.currency)),
                note: line.note,
                expires: line.expires_on,
            });
        }
        let mut tx = store.begin().await?;
        let now = clock.moment(&mut tx).await?.now;
        esims::add(store, &mut tx, &rows, now).await?;
        catalogue::changed(&mut tx, now).await?;
        // A crash after some of these commits leaves a part of the file imported; the next run
        // skips it.
        tx.commit(Point::Codes).await?;
    }
    Ok(report)
}
