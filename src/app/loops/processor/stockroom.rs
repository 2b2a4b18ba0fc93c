//! What a batch needs of the stock, looked up once a plan. It must not know what a code is.

use std::collections::HashMap;

use crate::domain::case::{CaseAct, FoundCase};
use crate::domain::decision::{Decision, StockMove};
use crate::domain::event::Event;
use crate::domain::ids::EsimId;
use crate::domain::order::Order;
use crate::domain::plan::PlanId;
use crate::domain::press::Press;
use crate::domain::snapshot::Stock;
use crate::domain::tell::Tell;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, esims};

/// Stock, looked up once a plan and batch, and free eSIMs handed out one by one.
#[derive(Debug, Default)]
pub(super) struct StockRoom {
    free: HashMap<PlanId, Vec<EsimId>>,
    left: HashMap<PlanId, i64>,
    /// Taken in this batch: the database does not know of it yet.
    taken: HashMap<PlanId, i64>,
}

/// What an event may need of the stock.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) plan: PlanId,
    /// An eSIM, where none is set aside for the order.
    free: bool,
    /// How many are left, to warn of the last ones.
    left: bool,
}

impl StockRoom {
    /// `most` is how many the batch can use at most: no more are kept from other replicas.
    pub(super) async fn next(
        &mut self,
        tx: &mut Tx,
        wanted: &Wanted,
        now: Stamp,
        most: usize,
    ) -> Stored<Stock> {
        let plan = &wanted.plan;
        if wanted.free && !self.free.contains_key(plan) {
            let most = i64::try_from(most).unwrap_or(1);
            self.free.insert(plan.clone(), esims::free(tx, plan, most, now).await?);
        }
        if wanted.left && !self.left.contains_key(plan) {
            self.left.insert(plan.clone(), esims::left(tx, plan, now).await?);
        }
        let free = self.free.get(plan).and_then(|ids| ids.first().copied());
        let number = |counts: &HashMap<PlanId, i64>| counts.get(plan).copied().unwrap_or_default();
        Ok(Stock { free, left: number(&self.left) - number(&self.taken) })
    }

    pub(super) fn took(&mut self, plan: &PlanId, decision: &Decision) {
        for change in &decision.stock {
            let (StockMove::Reserve(taken, _) | StockMove::Sell(taken, _)) = change else {
                continue;
            };
            let Some(ids) = self.free.get_mut(plan) else { continue };
            let before = ids.len();
            ids.retain(|id| id != taken);
            if ids.len() < before {
                *self.taken.entry(plan.clone()).or_default() += 1;
            }
        }
    }
}

/// The plan whose stock an event may need, and what of it.
pub(super) fn wanted_stock(
    event: &Event,
    orders: &[Order],
    case: Option<&FoundCase>,
) -> Option<Wanted> {
    if let Event::Told(Tell::Replace { order, .. }) = event {
        let order = orders.iter().find(|known| known.id == *order)?;
        return Some(Wanted { plan: order.plan.id.clone(), free: true, left: true });
    }
    if let Event::Press { press: Press::CaseAct(_, CaseAct::Replace, ..), .. } = event {
        let order = case?.order.as_ref()?;
        return Some(Wanted { plan: order.plan.id.clone(), free: false, left: true });
    }
    let (Event::PreCheckout { invoice, .. } | Event::Charged { invoice, .. }) = event else {
        return None;
    };
    let id = invoice.as_ref()?.order;
    let order = orders.iter().find(|known| known.id == id)?;
    Some(Wanted {
        plan: order.plan.id.clone(),
        free: order.reserved.is_none(),
        left: matches!(event, Event::Charged { .. }),
    })
}
