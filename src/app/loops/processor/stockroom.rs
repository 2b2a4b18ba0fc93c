//! What a batch needs of the stock, looked up once a plan. It must not know what a code is.

use std::collections::HashMap;

use crate::domain::decision::{Decision, StockMove};
use crate::domain::ids::EsimId;
use crate::domain::needs::StockNeed;
use crate::domain::plan::PlanId;
use crate::domain::snapshot::Stock;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, esims};

/// Stock, looked up once a plan and batch, and free eSIMs handed out one by one.
#[derive(Debug, Default)]
pub(super) struct StockRoom {
    most: i64,
    free: HashMap<PlanId, Vec<EsimId>>,
    left: HashMap<PlanId, i64>,
    /// Taken in this batch: the database does not know of it yet.
    taken: HashMap<PlanId, i64>,
}

impl StockRoom {
    /// `most` is how many the batch can use at most: no more are kept from other replicas.
    pub(super) fn of(most: usize) -> Self {
        Self { most: i64::try_from(most.max(1)).unwrap_or(1), ..Self::default() }
    }

    pub(super) async fn next(
        &mut self,
        tx: &mut Tx,
        plan: &PlanId,
        need: &StockNeed,
        now: Stamp,
    ) -> Stored<Stock> {
        if need.free && !self.free.contains_key(plan) {
            self.free.insert(plan.clone(), esims::free(tx, plan, self.most, now).await?);
        }
        if need.left && !self.left.contains_key(plan) {
            self.left.insert(plan.clone(), esims::left(tx, plan, now).await?);
        }
        let free = self.free.get(plan).and_then(|ids| ids.first().copied());
        let number = |counts: &HashMap<PlanId, i64>| counts.get(plan).copied().unwrap_or_default();
        Ok(Stock { free, left: number(&self.left) - number(&self.taken) })
    }

    /// What a decision took is not handed out again.
    pub(super) fn took(&mut self, decision: &Decision) {
        for change in &decision.stock {
            let (StockMove::Reserve(taken, _) | StockMove::Sell(taken, _)) = change else {
                continue;
            };
            for (plan, ids) in &mut self.free {
                let before = ids.len();
                ids.retain(|id| id != taken);
                if ids.len() < before {
                    *self.taken.entry(plan.clone()).or_default() += 1;
                }
            }
        }
    }
}
