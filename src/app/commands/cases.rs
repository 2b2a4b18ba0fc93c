//! Cases on the command line: the list, and settling one. It settles as a button in an admin's chat
//! does, by the same function, and leaves the work to the running shop's outbox.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use rand::Rng;

use crate::domain::case::{CaseAct, CaseKind, FoundCase};
use crate::domain::charge::NamedPlan;
use crate::domain::decision::Decision;
use crate::domain::ids::PersonKey;
use crate::domain::lang::Lang;
use crate::domain::money::Currency;
use crate::domain::plan::PlanId;
use crate::domain::settle;
use crate::domain::time::Millis;
use crate::i18n::{Fill, Words};
use crate::storage::seam::Point;
use crate::storage::{Store, cases, catalogue, esims, settings};

use super::recovery::OWNER;
use crate::app::clock::Clock;
use crate::app::decisions;

const PRINTED: i64 = 500;

/// What needs a person, with what may be done about each.
pub async fn list(store: &Store, words: &Words) -> anyhow::Result<String> {
    let mut reader = store.read().await?;
    let open = cases::list(&mut reader, PRINTED).await?;
    let mut report = String::new();
    for case in &open {
        let Some(found) = cases::find(&mut reader, case.id).await? else { continue };
        let what = words.plain(&settle::line(&found), Lang::En, &Fill::default());
        let acts: Vec<&str> = settle::acts(&found).into_iter().map(CaseAct::as_str).collect();
        let what = what.replace('\n', "; ");
        let plan =
            if settle::lacks_plan(&found) { "plan PLAN, then keep | deliver | " } else { "" };
        let _ = writeln!(report, "{:>6}  {what}  [{plan}{}]", case.id, acts.join(" | "));
    }
    let held = super::recovery::held_count(&mut reader).await?;
    drop(reader);
    if held > 0 {
        let _ = writeln!(report, "{held} codes are held after a restore: stock release");
    }
    if report.is_empty() {
        return Ok("Nothing needs a person.".to_owned());
    }
    report.push_str("Settle one with: qazaq-esim-bot cases settle NUMBER ACTION");
    Ok(report)
}

/// Settles a case as the owner.
///
/// # Errors
/// There is no such open case, or the act has no place in it as it stands; or the database.
pub async fn settle(store: &Store, clock: &Clock, id: i64, act: CaseAct) -> anyhow::Result<String> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    let found = cases::lock(&mut tx, id).await?;
    let Some(found) = found else {
        tx.rollback().await?;
        bail!("there is no open case {id}; see: qazaq-esim-bot cases list");
    };
    if let Some(plan) = settle::needs_code(&found, act)
        && esims::left(&mut tx, &plan, now).await? < 1
    {
        tx.rollback().await?;
        bail!(
            "there is no other code of {plan} in stock, nothing was changed; import one, or refund"
        );
    }
    let owner = PersonKey(OWNER.to_owned());
    let Some(done) = settle::settle(&found, act, &owner, rand::rng().next_u64(), now) else {
        tx.rollback().await?;
        let acts: Vec<&str> = settle::acts(&found).into_iter().map(CaseAct::as_str).collect();
        bail!(
            "case {id} cannot be settled by {}; what may be done: {}",
            act.as_str(),
            acts.join(", ")
        );
    };
    // Whoever settles here reads the list here: nobody is told what the act opens.
    decisions::write_alone(&mut tx, &[], done, now).await?;
    // A crash before this commit settles nothing; after it, the outbox has it.
    tx.commit(Point::Settled).await.context("the case was not settled")?;
    Ok(format!("Case {id}: {} is noted. The running shop does it within seconds.", act.as_str()))
}

/// Says which plan a payment was for, whose order a restore lost.
///
/// # Errors
/// There is no such open case, it needs no plan, or no such plan was ever imported; or the
/// database.
pub async fn plan(store: &Store, clock: &Clock, id: i64, plan: &str) -> anyhow::Result<String> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    let found = cases::lock(&mut tx, id).await?;
    let plan = PlanId::parse(plan)?;
    let plans = catalogue::load(&mut tx).await?;
    let known = plans.iter().find(|(known, _)| known.id == plan);
    let named = known.map(|(plan, _)| NamedPlan::of(plan));
    let charge = found.as_ref().filter(|found| found.order.is_none());
    let charge = charge.and_then(|found| found.charge.clone());
    let (Some(found), Some(charge), Some(named)) = (found, charge, named) else {
        tx.rollback().await?;
        bail!(
            "case {id} needs no plan, or there is no plan {plan}; see: qazaq-esim-bot cases list"
        );
    };
    let owner = PersonKey(OWNER.to_owned());
    let (charge, row) = settle::name_plan(&found.case, charge, named, owner);
    let decision = Decision { charges: vec![charge], audit: vec![row], ..Decision::default() };
    decisions::write_alone(&mut tx, &[], decision, now).await?;
    // A crash before this commit names nothing.
    tx.commit(Point::Settled).await.context("the plan was not noted")?;
    Ok(format!("Case {id}: the plan is {plan}. Now: qazaq-esim-bot cases settle {id} keep"))
}

/// Ends all cases of Stars payments that a restore lost as delivered, plan by plan: where the
/// ledger was read since and shows no refund of them, and the owner discarded at least as many
/// codes.
///
/// # Errors
/// Nothing was restored, or the ledger was not read since; or the database.
pub async fn keep_all(store: &Store, clock: &Clock) -> anyhow::Result<String> {
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    let restored = settings::moment(&mut tx, settings::RESTORED_AT).await?;
    let read = settings::moment(&mut tx, settings::RECONCILED_AT).await?;
    let Some(restored) = restored else { bail!("this database was never restored") };
    if read.is_none() {
        bail!("Telegram's ledger was not read since the restore: start the shop first");
    }
    let kept = cases::kept(&mut tx).await?;
    // Of the second of the restore too: the history begins after it.
    let discarded = cases::discarded(&mut tx, restored - Millis::seconds(1)).await?;
    let mut by_plan: BTreeMap<String, Vec<FoundCase>> = BTreeMap::new();
    for case in cases::list(&mut tx, i64::MAX).await? {
        let Some(found) = cases::lock(&mut tx, case.id).await? else { continue };
        let stars = found.charge.as_ref().is_some_and(|of| of.money.currency == Currency::Xtr);
        let keeps =
            found.case.kind == CaseKind::Charge && settle::acts(&found).contains(&CaseAct::Keep);
        if let (true, true, Some(plan)) = (stars, keeps, found.plan()) {
            by_plan.entry(plan.as_str().to_owned()).or_default().push(found);
        }
    }
    let (owner, mut report) = (PersonKey(OWNER.to_owned()), String::new());
    for (plan, found) in by_plan {
        let of = |counts: &BTreeMap<String, i64>| counts.get(&plan).copied().unwrap_or_default();
        let open = i64::try_from(found.len())?;
        let (used, before) = (of(&discarded), of(&kept));
        if used < before + open {
            let _ = writeln!(
                report,
                "{plan}: {open} cases stay: {used} codes were discarded since the restore, \
                 {before} payments are kept for them already"
            );
            continue;
        }
        for found in &found {
            let seed = rand::rng().next_u64();
            let done = settle::settle(found, CaseAct::Keep, &owner, seed, now);
            let Some(done) = done else { continue };
            decisions::write_alone(&mut tx, &[], done, now).await?;
        }
        let _ = writeln!(report, "{plan}: {open} cases are kept as delivered");
    }
    // A crash before this commit keeps nothing.
    tx.commit(Point::Settled).await.context("nothing was kept")?;
    if report.is_empty() {
        report.push_str("No such case is open. One whose order was lost needs its plan first.");
    }
    Ok(report.trim_end().to_owned())
}
