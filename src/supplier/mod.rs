//! Where eSIMs come from. Every supplier answers the same three questions; what only one of them
//! knows stays in its folder. The shape follows what wholesalers really offer: some deliver at
//! once, some later, some know our reference again and some do not.

pub mod import;

use std::future::Future;

use crate::domain::ids::{EsimId, OrderId};
use crate::domain::outcome::Fault;
use crate::domain::plan::PlanId;
use crate::domain::time::Millis;

/// What is asked of a supplier. It carries nothing about the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderIntent {
    /// Our order.
    pub order: OrderId,
    /// Which attempt of it; a new one only after the former was settled.
    pub attempt: i64,
    /// What is bought.
    pub plan: PlanId,
}

impl OrderIntent {
    /// The reference a supplier is sent and finds the order by: fixed length, `[A-Z0-9-]`, no other
    /// reference is a part of it.
    pub fn client_ref(&self) -> String {
        format!("QZ-{}-{:04}", self.order.compact(), self.attempt)
    }
}

/// How an order at a supplier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// The eSIM is there.
    Delivered(EsimId),
    /// Accepted, the eSIM follows; ask [`EsimSupplier::find_order`] again.
    Accepted,
}

/// What a supplier can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// A repeated reference is known as the same order.
    pub idempotent_order: bool,
    /// Delivers later than it accepts.
    pub async_delivery: bool,
    /// An eSIM that nobody saw can be given back.
    pub withdraw: bool,
    /// How long after the payment a QR is promised. Then the order is settled with the supplier,
    /// and what was surely never bought is paid back by itself.
    pub promise: Millis,
}

/// A supplier.
pub trait EsimSupplier: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Obtains one eSIM. Asked again with the same reference, a supplier with `idempotent_order`
    /// answers with the same eSIM; any other must not be asked again before `find_order` was.
    fn place_order(
        &self,
        intent: &OrderIntent,
    ) -> impl Future<Output = Result<Placed, Fault>> + Send;

    /// Looks an order up by its reference; `None` when the supplier surely has none.
    fn find_order(
        &self,
        intent: &OrderIntent,
    ) -> impl Future<Output = Result<Option<Placed>, Fault>> + Send;

    /// Gives an eSIM back that this order holds and nobody was shown.
    fn withdraw(
        &self,
        intent: &OrderIntent,
        esim: EsimId,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}
