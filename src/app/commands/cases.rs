//! Cases on the command line: the list, and settling one. It settles as a button in an admin's chat
//! does, by the same function, and leaves the work to the running shop's outbox.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use rand::Rng;

use crate::domain::case::CaseAct;
use crate::domain::ids::PersonKey;
use crate::domain::lang::Lang;
use crate::domain::settle;
use crate::i18n::{Fill, Words};
use crate::storage::seam::Point;
use crate::storage::{Store, cases, esims};

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
        let _ = writeln!(report, "{:>6}  {what}  [{}]", case.id, acts.join(" | "));
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
    if let (CaseAct::Replace, Some(order)) = (act, &found.order) {
        let plan = &order.plan.id;
        if esims::left(&mut tx, plan, now).await? < 1 {
            tx.rollback().await?;
            let plan = plan.as_str();
            bail!(
                "there is no other code of {plan} in stock, nothing was changed; import one, \
                 or refund"
            );
        }
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
