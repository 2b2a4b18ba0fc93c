//! Settling cases: what an admin may do about each, bound to the admin and to what was shown. The
//! command line settles by the same function. Which rows a case is about comes in with the
//! snapshot; what concerns a customer travels to that customer's stream. What the admins see is in
//! [`buttons`].

pub(crate) mod buttons;
mod line;
mod lost;
mod plans;
mod work;

pub(crate) use line::line;
pub use lost::lacks_plan;
pub use plans::name as name_plan;

use super::brake::Brake;
use super::case::{Case, CaseAct, CaseKind, FoundCase};
use super::charge::{Charge, ChargeState};
use super::decision::{AuditRow, Decision};
use super::effect::EffectKey;
use super::ids::PersonKey;
use super::order::Order;
use super::plan::PlanId;
use super::snapshot::FoundOrder;
use super::time::Stamp;
use work::Settling;

/// What may be done about a case as it stands.
pub fn acts(found: &FoundCase) -> Vec<CaseAct> {
    match found.case.kind {
        CaseKind::Charge | CaseKind::Due => {
            match found.charge.as_ref().map(Charge::state) {
                Some(ChargeState::Case(_) | ChargeState::Taken) => {
                    let mut acts = lost::acts(found);
                    acts.extend([CaseAct::Refund, CaseAct::Outside]);
                    acts
                }
                // A currency we never ask for: no machine can return it.
                Some(ChargeState::DueAtProvider) | None => vec![CaseAct::Outside],
                Some(
                    ChargeState::Kept
                    | ChargeState::Refunding
                    | ChargeState::Refunded
                    | ChargeState::Settled,
                ) => Vec::new(),
            }
        }
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable | CaseKind::Unopened
            if is_orphaned(found) =>
        {
            let kept = found.charge.as_ref().map(Charge::state) == Some(ChargeState::Kept);
            let refund = kept.then_some(CaseAct::Refund);
            refund.into_iter().chain([CaseAct::Outside]).collect()
        }
        CaseKind::Stuck if lost::is_lost(found) => {
            vec![CaseAct::Keep, CaseAct::Deliver, CaseAct::Refund]
        }
        CaseKind::Unopened => vec![CaseAct::Refund, CaseAct::Outside],
        CaseKind::Stuck => of_order(found, &[CaseAct::Retry, CaseAct::Refund]),
        CaseKind::Unreachable | CaseKind::Unreadable => {
            of_order(found, &[CaseAct::Retry, CaseAct::Refund, CaseAct::Outside])
        }
        CaseKind::Parked if undecided(found).is_some() => {
            vec![CaseAct::Retry, CaseAct::Refund, CaseAct::Outside]
        }
        CaseKind::Parked => vec![CaseAct::Retry, CaseAct::Outside],
        CaseKind::Approval => lost::approval_acts(found),
        CaseKind::Stopped => vec![CaseAct::Retry],
        CaseKind::Asked => match found.charge.as_ref().map(Charge::state) {
            Some(ChargeState::Taken | ChargeState::Kept | ChargeState::Case(_)) => {
                vec![CaseAct::Refund]
            }
            Some(ChargeState::DueAtProvider) => vec![CaseAct::Outside],
            Some(ChargeState::Refunding | ChargeState::Refunded | ChargeState::Settled) | None => {
                Vec::new()
            }
        },
    }
}

/// An order that an admin names, to be looked at as a case is.
pub fn asked(found: &FoundOrder) -> FoundCase {
    let FoundOrder { order, charge } = found.clone();
    let case = Case {
        id: 0,
        kind: CaseKind::Asked,
        subject: order.id.compact(),
        order: Some(order.id),
        charge: charge.as_ref().map(|charge| charge.id.clone()),
        opened_at: order.created_at,
        due_at: None,
    };
    FoundCase { case, order: Some(order), charge }
}

/// What may be done about a paid order: these, and another code where nobody saw the first.
fn of_order(found: &FoundCase, always: &[CaseAct]) -> Vec<CaseAct> {
    let replaceable = found.order.as_ref().is_some_and(Order::is_replaceable);
    let fits = |act: &CaseAct| always.contains(act) || (*act == CaseAct::Replace && replaceable);
    CaseAct::ALL.into_iter().filter(fits).collect()
}

/// Whether the case is about a paid order whose customer was erased: after the backup that was
/// restored since. Nobody can be shown anything any more, and how it ended before the erasure
/// nobody here knows.
fn is_orphaned(found: &FoundCase) -> bool {
    let about_an_order = match found.case.kind {
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable | CaseKind::Unopened => true,
        CaseKind::Charge
        | CaseKind::Due
        | CaseKind::Parked
        | CaseKind::Approval
        | CaseKind::Stopped
        | CaseKind::Asked => false,
    };
    about_an_order && found.order.as_ref().is_some_and(|order| order.customer.is_none())
}

/// The charge of a case that fails each time it is to be decided.
fn undecided(found: &FoundCase) -> Option<&Charge> {
    found.charge.as_ref().filter(|charge| charge.state() == ChargeState::Taken)
}

/// Whether the case is about a code that cannot be used.
fn is_faulty(order: &Order) -> bool {
    order.is_replaceable() && order.shown_at.is_some()
}

/// What was shown and to whom, as a number a button can carry. It binds the answer to it; it is no
/// secret.
pub(crate) fn digest(found: &FoundCase, admin: &PersonKey) -> u32 {
    let order = found.order.as_ref();
    let shown =
        if order.is_some_and(|order| order.shown_at.is_some()) { "shown" } else { "unseen" };
    let state = |order: &Order| order.state().as_str();
    // Another code makes it another order to look at, and so does one that was found to be faulty.
    let code = order
        .map_or_else(String::new, |order| format!("{}:{}", order.replaced, order.is_replaceable()));
    let plan = found.plan().map_or("", PlanId::as_str);
    [
        found.case.kind.as_str(),
        found.case.subject.as_str(),
        found.charge.as_ref().map_or("", |charge| charge.state().as_str()),
        order.map_or("", state),
        shown,
        code.as_str(),
        plan,
        admin.0.as_str(),
    ]
    .iter()
    .flat_map(|part| part.bytes().chain([0]))
    // FNV-1a, 32 bits.
    .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What one act means for a case, as one decision. `seed` makes the keys of its effects its own.
/// `None` where the act has no place (any more).
pub fn settle(
    found: &FoundCase,
    act: CaseAct,
    admin: &PersonKey,
    seed: u64,
    now: Stamp,
) -> Option<Decision> {
    if !acts(found).contains(&act) {
        return None;
    }
    let case = &found.case;
    let key = match case.order.filter(|_| case.kind == CaseKind::Asked) {
        Some(order) => EffectKey::Asked { order, seed },
        None => EffectKey::Case { case: case.id, seed },
    };
    let mut work = Settling { act, admin, key, now, out: Decision::default() };
    work.out.audit.push(audit(case, act, admin));
    let found_out = matches!(act, CaseAct::Keep | CaseAct::Deliver);
    match case.kind {
        CaseKind::Approval => work.approval(found)?,
        _ if found_out => work.found_out(found, found.charge.as_ref()?)?,
        CaseKind::Charge | CaseKind::Due => match &found.charge {
            Some(charge) => work.charge(charge)?,
            None => work.ends(case.kind, &case.subject),
        },
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable | CaseKind::Unopened => {
            work.order(case, found.order.as_ref()?, found.charge.as_ref())?;
        }
        CaseKind::Parked => work.update(case, undecided(found))?,
        CaseKind::Stopped => {
            work.out.brake = Some(Brake::default());
            work.ends(case.kind, &case.subject);
        }
        CaseKind::Asked => work.asked(found.order.as_ref()?, found.charge.as_ref()?)?,
    }
    Some(work.out)
}

/// The plan of which a free code is needed for an act: to replace one always, to deliver where the
/// order has none yet.
pub fn needs_code(found: &FoundCase, act: CaseAct) -> Option<PlanId> {
    let has_one = || found.order.as_ref().is_some_and(|order| order.state().esim().is_some());
    let needs = match act {
        CaseAct::Replace => true,
        CaseAct::Deliver => !has_one(),
        CaseAct::Retry | CaseAct::Refund | CaseAct::Keep | CaseAct::Outside => false,
    };
    found.plan().filter(|_| needs).cloned()
}

fn audit(case: &Case, act: CaseAct, admin: &PersonKey) -> AuditRow {
    let (admin, order) = (admin.clone(), case.order);
    if case.kind == CaseKind::Asked {
        let action = if act == CaseAct::Outside { "settle" } else { "refund" };
        return AuditRow { admin, action, order, subject: None };
    }
    AuditRow { admin, action: act.audit(), order, subject: Some(format!("case:{}", case.id)) }
}

#[cfg(test)]
mod tests;
