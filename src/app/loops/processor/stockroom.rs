//! What a batch needs of the stock, looked up once a plan. It must not know what a code is.

use std::collections::HashMap;

use crate::domain::decision::{Decision, StockMove};
use crate::domain::ids::EsimId;
use crate::domain::needs::StockNeed;
use crate::domain::order::Opening;
use crate::domain::plan::PlanId;
use crate::domain::snapshot::Stock;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, esims};

/// Stock, looked up once a plan and batch, and free eSIMs handed out one by one.
#[derive(Debug, Default)]
pub(super) struct StockRoom {
    most: i64,
    /// By plan and by when their customers open them: what is opened later must be good for longer.
    free: HashMap<(PlanId, Opening), Vec<EsimId>>,
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
        let kind = (plan.clone(), need.opening);
        if need.free && !self.free.contains_key(&kind) {
            let good = need.opening.good_until(now);
            self.free.insert(kind.clone(), esims::free(tx, plan, self.most, good).await?);
        }
        if need.left && !self.left.contains_key(plan) {
            let good = Opening::AtOnce.good_until(now);
            self.left.insert(plan.clone(), esims::left(tx, plan, good).await?);
        }
        let free = self.free.get(&kind).and_then(|ids| ids.first().copied());
        let number = |counts: &HashMap<PlanId, i64>| counts.get(plan).copied().unwrap_or_default();
        Ok(Stock { free, left: number(&self.left) - number(&self.taken) })
    }

    /// What a decision took is not handed out again.
    pub(super) fn took(&mut self, decision: &Decision) {
        for change in &decision.stock {
            let (StockMove::Reserve(taken, _) | StockMove::Sell(taken, _)) = change else {
                continue;
            };
            let mut plan = None;
            for ((of, _), ids) in &mut self.free {
                if ids.contains(taken) {
                    plan = Some(of.clone());
                    ids.retain(|id| id != taken);
                }
            }
            if let Some(plan) = plan {
                *self.taken.entry(plan).or_default() += 1;
            }
        }
    }
}
