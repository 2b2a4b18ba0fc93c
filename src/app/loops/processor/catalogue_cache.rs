//! The catalogue in force. It is shared by everybody and built anew only when something begins or
//! ends to be sold, or was counted anew.

use super::Processor;
use crate::domain::catalogue::{BOUGHT_WITHIN, Catalogue, Listed};
use crate::domain::order::Opening;
use crate::domain::time::{Millis, Stamp};
use crate::storage::settings::StoredSettings;
use crate::storage::{Reader, Stored, catalogue, esims, orders};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(crate) struct CatalogueCache {
    version: i64,
    looked_at: Stamp,
    /// When it was last counted what is bought most.
    counted_at: Stamp,
    plans: Vec<Listed>,
    catalogue: Arc<Catalogue>,
}

/// How many codes of each plan are free.
#[derive(Debug, Default)]
pub(super) struct Levels {
    free: HashMap<String, i64>,
    /// Those that can be opened later.
    lasting: HashMap<String, i64>,
}

/// Whether customers see no difference.
fn is_as_it_was(old: &Listed, new: &Listed) -> bool {
    let seen = |listed: &Listed| (listed.sellable(), listed.lasting, listed.bought);
    seen(old) == seen(new)
}

impl Processor {
    async fn levels(&self, reader: &mut Reader, now: Stamp) -> Stored<Levels> {
        let now_on = Opening::AtOnce.good_until(now);
        let free = esims::levels(reader, now_on).await?.into_iter().collect();
        let mut lasting = HashMap::new();
        if let Some(later) = self.setup.later() {
            lasting.extend(esims::levels(reader, later.good_until(now)).await?);
        }
        Ok(Levels { free, lasting })
    }

    /// The catalogue in force: loaded anew after an import, its stock looked at every few seconds,
    /// and counted every hour what is bought most.
    pub(super) async fn catalogue(
        &self,
        reader: &mut Reader,
        settings: &StoredSettings,
        now: Stamp,
    ) -> Stored<Arc<Catalogue>> {
        const STOCK_AGE_MS: i64 = 2_000;
        const COUNT_AGE: Millis = Millis::hours(1);
        let (version, looked_at, counted_at) = {
            let cache = self.catalogue_cache.read();
            (cache.version, cache.looked_at, cache.counted_at)
        };
        let age = |then: Stamp| now.since(then).0.abs();
        let stale = age(looked_at) >= STOCK_AGE_MS;
        let uncounted = stale && age(counted_at) >= COUNT_AGE.0;
        if version != settings.catalogue || looked_at == Stamp(0) || uncounted {
            let bought = orders::bought_since(reader, now - BOUGHT_WITHIN).await?;
            let plans = catalogue::load(reader).await?;
            let plans = plans
                .into_iter()
                .map(|(plan, withdrawn)| {
                    let bought = bought.get(plan.id.as_str()).copied().unwrap_or_default();
                    Listed { plan, withdrawn, free: 0, lasting: false, bought }
                })
                .collect();
            let levels = self.levels(reader, now).await?;
            self.catalogue_cache.write().counted_at = now;
            self.relist(plans, &levels, settings.catalogue, now);
        } else if stale {
            let levels = self.levels(reader, now).await?;
            let plans = self.catalogue_cache.read().plans.clone();
            self.relist(plans, &levels, version, now);
        }
        Ok(Arc::clone(&self.catalogue_cache.read().catalogue))
    }

    pub(super) fn relist(&self, mut plans: Vec<Listed>, levels: &Levels, version: i64, now: Stamp) {
        for listed in &mut plans {
            let free = levels.free.get(listed.plan.id.as_str()).copied().unwrap_or_default();
            listed.free = u64::try_from(free).unwrap_or_default();
            listed.lasting = levels.lasting.contains_key(listed.plan.id.as_str());
        }
        let mut cache = self.catalogue_cache.write();
        // A new catalogue only when something begins or ends to be sold: it is shared by everybody.
        let same = version == cache.version
            && cache.plans.len() == plans.len()
            && cache.plans.iter().zip(&plans).all(|(old, new)| is_as_it_was(old, new));
        if !same || cache.looked_at == Stamp(0) {
            cache.catalogue = Arc::new(Catalogue::new(plans.clone()));
        }
        cache.plans = plans;
        cache.version = version;
        cache.looked_at = now;
    }
}
