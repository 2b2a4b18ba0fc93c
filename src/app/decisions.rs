//! The one writer of what was decided about orders, charges and cases, whoever had it decided: the
//! processor, the command line, the reading of Telegram's ledger, a restore. It must not know why
//! anything was decided.

use std::collections::BTreeMap;

use crate::domain::alert::alerts;
use crate::domain::charge::Charge;
use crate::domain::decision::{Decision, StockMove};
use crate::domain::effect::{Body, Cause, Effect, EffectKey};
use crate::domain::entry::EntryKind;
use crate::domain::ids::{ChargeId, CustomerId, EsimId, PersonKey};
use crate::domain::time::Stamp;
use crate::storage::customers::{self, Locked};
use crate::storage::{
    Stored, Tx, books, cases, charges, effects, esims, lookups, orders, settings,
};

/// Who is written as the one who ended a case that no admin ended.
const SHOP: &str = "shop";

#[derive(Debug, Default)]
pub(crate) struct Written {
    /// What is to be queued: the effects of the decisions, and the alerts of the cases that are
    /// new.
    pub effects: Vec<Effect>,
    /// How many cases were opened that were not open.
    pub opened: usize,
    /// How many cases were open and ended.
    pub closed: usize,
}

/// Writes one decision that no batch carries, and queues what follows from it. The relay finds it
/// in the outbox; a running one is told of it after the commit (`Relay::queued`).
pub(crate) async fn write_alone(
    tx: &mut Tx,
    admins: &[PersonKey],
    decision: Decision,
    now: Stamp,
) -> Stored<Written> {
    // What is written alone leads to no customer; whoever had it decided holds its charge.
    let locked = customers::lock(tx, &lookups::People::default(), &[]).await?;
    let written = write(tx, &locked, admins, &mut [(None, decision)], now).await?;
    effects::queue(tx, &written.effects).await?;
    Ok(written)
}

/// Writes decisions in their order, each with the customer in whose stream it was taken. The caller
/// queues what follows from them, and writes what concerns a person alone: the customer's row,
/// consents, addresses, switches.
pub(crate) async fn write(
    tx: &mut Tx,
    locked: &Locked,
    admins: &[PersonKey],
    decisions: &mut [(Option<CustomerId>, Decision)],
    now: Stamp,
) -> Stored<Written> {
    write_rows(tx, locked, decisions, now).await?;
    let mut written = Written::default();
    let mut opened = Vec::new();
    for (owner, decision) in decisions.iter_mut() {
        for change in &decision.stock {
            esims::apply(tx, *change, now).await?;
        }
        if let (true, Some(owner)) = (decision.cancel_all, *owner) {
            effects::cancel_all(tx, owner).await?;
        }
        if !decision.cancel.is_empty() {
            effects::cancel(tx, &decision.cancel).await?;
        }
        for key in &decision.hurry {
            effects::hurry(tx, key, now).await?;
        }
        if let Some(brake) = &decision.brake {
            settings::save_brake(tx, brake).await?;
        }
        for case in &decision.closed {
            let by = case.by.as_ref().map_or(SHOP, |admin| &admin.0);
            let open = cases::close(tx, case.kind, &case.subject, by, case.action, now).await?;
            written.closed += usize::from(open);
        }
        opened.append(&mut decision.cases);
        written.effects.append(&mut decision.effects);
    }
    written.effects.append(&mut enter_all(tx, decisions, now).await?);
    if !opened.is_empty() {
        cases::close_over(tx, now).await?;
    }
    for case in &opened {
        // One that is open already was told when it was opened.
        let Some(id) = cases::open(tx, case, now).await? else { continue };
        written.opened += 1;
        if let Some(alert) = &case.alert {
            written.effects.extend(alerts(admins, alert, &Cause::Case(id), now));
        }
    }
    Ok(written)
}

/// Enters into the books what follows from the rows that were written. A code that an order has
/// from its payment on stands in the entry of that payment.
async fn enter_all(
    tx: &mut Tx,
    decisions: &[(Option<CustomerId>, Decision)],
    now: Stamp,
) -> Stored<Vec<Effect>> {
    let decided = || decisions.iter().map(|(_, decision)| decision);
    let entries = decided().flat_map(|decision| &decision.charges).flat_map(Charge::entries);
    let sold = decided().flat_map(|decision| &decision.stock).filter_map(StockMove::sold);
    enter(tx, entries.collect(), sold.collect(), now).await
}

/// The same of single entries and codes. Returns their receipts, for the caller to queue.
pub(crate) async fn enter(
    tx: &mut Tx,
    entries: Vec<(EntryKind, ChargeId)>,
    codes: Vec<EsimId>,
    now: Stamp,
) -> Stored<Vec<Effect>> {
    let receipt = |entry| Effect {
        key: EffectKey::Receipt(entry),
        customer: None,
        due_at: now,
        body: Body::Receipt { entry },
    };
    Ok(books::enter(tx, entries, codes, now).await?.into_iter().map(receipt).collect())
}

/// Writes orders, charges and the audit, each table once; of a row that was decided twice, as it
/// stands last.
async fn write_rows(
    tx: &mut Tx,
    locked: &Locked,
    decisions: &[(Option<CustomerId>, Decision)],
    now: Stamp,
) -> Stored<()> {
    let decided = || decisions.iter().map(|(_, decision)| decision);
    // In one order everywhere: another process may write the same ones.
    let rows = decided().flat_map(|decision| &decision.orders).map(|order| (order.id, order));
    let owed: BTreeMap<_, _> = rows.collect();
    let rows = decided().flat_map(|decision| &decision.charges).map(|charge| (&charge.id, charge));
    let paid: BTreeMap<_, _> = rows.collect();
    orders::save(tx, locked, &owed.into_values().collect::<Vec<_>>(), now).await?;
    charges::save(tx, locked, &paid.into_values().collect::<Vec<_>>()).await?;
    let audit = decided().flat_map(|decision| decision.audit.iter().cloned()).collect();
    settings::audit(tx, audit, now).await
}
