//! Money whose way on a restore lost. A person finds out whether it was delivered: then it is an
//! ordinary sale. Otherwise it is delivered now, or goes back.

use crate::domain::case::{Case, CaseAct, CaseKind, FoundCase};
use crate::domain::charge::{Charge, Why};
use crate::domain::ids::{ChargeId, CustomerId};
use crate::domain::order::{Order, OrderEvent};
use crate::domain::time::Stamp;

/// Whether a payment may be of what a restore lost.
pub(super) fn may_be(charge: &Charge) -> bool {
    charge.state().why().is_some_and(Why::may_be_lost)
}

/// Whether its plan has to be named first: the backup lacks its order.
pub fn lacks_plan(found: &FoundCase) -> bool {
    let of_charge = found.case.kind == CaseKind::Charge && found.order.is_none();
    of_charge
        && found.charge.as_ref().is_some_and(|charge| may_be(charge) && charge.named.is_none())
}

/// What may be done about a payment that a restore may have lost, beside giving it back.
pub(super) fn acts(found: &FoundCase) -> Vec<CaseAct> {
    let Some(charge) = found.charge.as_ref().filter(|charge| may_be(charge)) else {
        return Vec::new();
    };
    let id = || charge.id.clone();
    let named = charge.named.is_some();
    let may = |event: OrderEvent| found.order.as_ref().map_or(named, |order| takes(order, &event));
    let keep = may(OrderEvent::Vouch { charge: id() });
    let deliver = may(OrderEvent::Honour { charge: id() });
    let keep = keep.then_some(CaseAct::Keep);
    let deliver = (deliver && owner(found).is_some()).then_some(CaseAct::Deliver);
    keep.into_iter().chain(deliver).collect()
}

/// The same of an approval in tenge whose order a restore closed. The provider alone knows more.
pub(super) fn approval_acts(found: &FoundCase) -> Vec<CaseAct> {
    let Some(order) = found.order.as_ref().filter(|order| order.closed_since().is_some()) else {
        return vec![CaseAct::Outside];
    };
    let deliver = order.customer.map(|_| CaseAct::Deliver);
    let ends = [CaseAct::Refund, CaseAct::Outside];
    [CaseAct::Keep].into_iter().chain(deliver).chain(ends).collect()
}

/// An order that is paid, and of which a restore lost whether it was delivered.
pub(super) fn is_lost(found: &FoundCase) -> bool {
    found.order.as_ref().is_some_and(|order| order.owed_since().is_some())
}

fn takes(order: &Order, event: &OrderEvent) -> bool {
    order.state().transition(event).is_ok()
}

/// In whose stream it is decided.
pub(super) fn owner(found: &FoundCase) -> Option<CustomerId> {
    let of_order = found.order.as_ref().and_then(|order| order.customer);
    of_order.or(found.charge.as_ref().and_then(|charge| charge.customer))
}

/// What an approval took, as a person read it on the provider's page. Telegram's own number of it
/// was lost.
pub(super) fn read_at_provider(case: &Case, order: &Order, now: Stamp) -> Option<Charge> {
    let id = ChargeId(format!("provider:{}", case.subject));
    Some(Charge::new(id, Some(order.id), order.customer, order.asked?, now))
}
