//! The supplier `stock`: activation codes that the owner bought ahead and imported. It gives an
//! order one code, atomically, and the same one if asked again.

use crate::domain::decision::StockMove;
use crate::domain::ids::EsimId;
use crate::domain::order::DELIVERY_PROMISE;
use crate::domain::outcome::{Fault, Reason};
use crate::domain::time::Millis;
use crate::storage::seam::Point;
use crate::storage::{StorageError, Store, Stored, esims, orders};
use crate::supplier::{EsimSupplier, OrderIntent};

use super::clock::Clock;

/// How soon an empty stock is looked at again.
pub(super) const OUT_OF_STOCK_PAUSE: Millis = Millis::seconds(15);

/// Our own stock.
#[derive(Debug, Clone)]
pub(crate) struct StockSupplier {
    pub store: Store,
    pub clock: Clock,
}

fn fault(error: &StorageError) -> Fault {
    // Whatever failed, the transaction was rolled back: nothing was given.
    tracing::warn!(%error, "the stock cannot be used now");
    Fault::Retry { after: None }
}

/// What was given to an order.
enum Given {
    /// This one, now or before.
    This(EsimId),
    OutOfStock,
    /// Nothing: the order came to its end without, while a process that had stood still asked late.
    NotOwed,
}

impl StockSupplier {
    async fn give(&self, intent: &OrderIntent) -> Stored<Given> {
        let mut tx = self.store.begin().await?;
        // First the order: two processes that ask for it at once get one eSIM.
        let owed = orders::owed(&mut tx, intent.order).await?;
        if let Some(held) = esims::of_order(&mut tx, intent.order).await? {
            tx.rollback().await?;
            return Ok(Given::This(held));
        }
        if !owed {
            tx.rollback().await?;
            return Ok(Given::NotOwed);
        }
        let now = self.clock.moment(&mut tx).await?.now;
        let good = intent.opening.good_until(now);
        let free = esims::free(&mut tx, &intent.plan, 1, good).await?;
        let Some(esim) = free.first().copied() else {
            tx.rollback().await?;
            return Ok(Given::OutOfStock);
        };
        esims::apply(&mut tx, StockMove::Sell(esim, intent.order), now).await?;
        // A crash before this commit gives nothing; after it, the same code is found above.
        tx.commit(Point::Stock).await?;
        Ok(Given::This(esim))
    }

    async fn held(&self, intent: &OrderIntent) -> Stored<Option<EsimId>> {
        let mut reader = self.store.read().await?;
        let held = esims::of_order(&mut reader, intent.order).await?;
        drop(reader);
        Ok(held)
    }
}

impl EsimSupplier for StockSupplier {
    fn promise(&self) -> Millis {
        DELIVERY_PROMISE
    }

    async fn place_order(&self, intent: &OrderIntent) -> Result<EsimId, Fault> {
        match self.give(intent).await {
            Ok(Given::This(esim)) => Ok(esim),
            Ok(Given::OutOfStock) => Err(Fault::Retry { after: Some(OUT_OF_STOCK_PAUSE) }),
            Ok(Given::NotOwed) => Err(Fault::Reject { reason: Reason::Refused }),
            Err(error) => Err(fault(&error)),
        }
    }

    async fn find_order(&self, intent: &OrderIntent) -> Result<Option<EsimId>, Fault> {
        self.held(intent).await.map_err(|error| fault(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::commands::import;
    use crate::demo;
    use crate::domain::fixtures::Scene;
    use crate::domain::ids::{ChargeId, OrderId};
    use crate::domain::lang::Lang;
    use crate::domain::order::{Order, OrderState};
    use crate::domain::plan::PlanId;
    use crate::domain::time::Stamp;
    use crate::storage::customers;
    use crate::storage::lookups::People;
    use crate::storage::seal::SealingKey;

    async fn saved(store: &Store, order: &Order) -> OrderId {
        let mut tx = store.begin().await.unwrap();
        let locked = customers::lock(&mut tx, &People::default(), &[]).await.unwrap();
        orders::save(&mut tx, &locked, &[order], Stamp(5)).await.unwrap();
        tx.commit(Point::Update).await.unwrap();
        order.id
    }

    /// Who asks is a process that stood still: the order ended meanwhile.
    #[tokio::test]
    async fn an_order_that_is_not_owed_an_esim_takes_nothing_from_the_stock() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let store = Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await;
        let store = store.unwrap();
        let clock = Clock::manual(Stamp(1_790_000_000_000));
        import::plans(&store, &clock, demo::CATALOGUE, false).await.unwrap();
        let codes = demo::stock_file(demo::CATALOGUE, 1).unwrap();
        import::stock(&store, &clock, codes.as_bytes(), false).await.unwrap();
        let plan = PlanId::parse("tr-1gb-7d").unwrap();
        let supplier = StockSupplier { store: store.clone(), clock };
        let mut order = {
            let mut scene = Scene::customer(Lang::En);
            scene.invoiced("TR", "tr-1");
            scene.order().clone()
        };
        order.customer = None;
        let order_id = saved(&store, &order).await;
        let intent = OrderIntent { order: order_id, plan, opening: order.opening };
        let not_owed = Err(Fault::Reject { reason: Reason::Refused });
        let charge = ChargeId("stx1".to_owned());
        let paid = OrderState::Paid { charge: charge.clone() };
        for state in [OrderState::Cancelled, OrderState::Returned { charge }] {
            saved(&store, &order.clone().as_written(state)).await;
            assert_eq!(supplier.place_order(&intent).await, not_owed);
        }
        saved(&store, &order.as_written(paid)).await;
        assert!(supplier.place_order(&intent).await.is_ok(), "the only code is still there");
        store.close().await;
    }
}
