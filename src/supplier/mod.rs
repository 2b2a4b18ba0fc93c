//! Where eSIMs come from. Every supplier answers the same three questions; what only one of them
//! knows stays in its folder.

pub mod import;

use std::future::Future;

use crate::domain::ids::{EsimId, OrderId};
use crate::domain::order::Opening;
use crate::domain::outcome::Fault;
use crate::domain::plan::PlanId;
use crate::domain::time::Millis;

/// What is asked of a supplier. It carries nothing about the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderIntent {
    /// Our order: asked again for it, a supplier answers with the same eSIM.
    pub order: OrderId,
    pub plan: PlanId,
    /// When its customer opens it: until then the code must be good.
    pub opening: Opening,
}

pub(crate) trait EsimSupplier: Send + Sync {
    /// How long after the payment a QR is promised. Then the order is settled with the supplier,
    /// and what was surely never bought is paid back by itself.
    fn promise(&self) -> Millis;

    fn place_order(
        &self,
        intent: &OrderIntent,
    ) -> impl Future<Output = Result<EsimId, Fault>> + Send;

    /// The eSIM that an order has; `None` when the supplier surely gave none.
    fn find_order(
        &self,
        intent: &OrderIntent,
    ) -> impl Future<Output = Result<Option<EsimId>, Fault>> + Send;
}
