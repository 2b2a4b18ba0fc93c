//! Settling cases: what an admin may do about each, bound to the admin and to what was shown. The
//! command line settles by the same function. Which rows a case is about comes in with the
//! snapshot; what concerns a customer travels to that customer's stream. What the admins see is in
//! [`buttons`].

pub(crate) mod buttons;
mod line;

pub(crate) use line::line;

use super::brake::Brake;
use super::case::{Case, CaseAct, CaseKind, EndedCase, FoundCase};
use super::charge::{Charge, ChargeEvent, ChargeState};
use super::decision::{AuditRow, Decision};
use super::effect::{Body, Effect, EffectKey};
use super::ids::{CustomerId, PersonKey};
use super::money::Currency;
use super::order::{Order, OrderEvent};
use super::sale;
use super::snapshot::FoundOrder;
use super::tell::Tell;
use super::time::Stamp;

/// What may be done about a case as it stands.
pub fn acts(found: &FoundCase) -> Vec<CaseAct> {
    match found.case.kind {
        CaseKind::Charge | CaseKind::Due => {
            match found.charge.as_ref().map(Charge::state) {
                Some(ChargeState::Case(_) | ChargeState::Taken) => {
                    vec![CaseAct::Refund, CaseAct::Outside]
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
        CaseKind::Unopened => vec![CaseAct::Refund, CaseAct::Outside],
        CaseKind::Stuck => of_order(found, &[CaseAct::Retry, CaseAct::Refund]),
        CaseKind::Unreachable | CaseKind::Unreadable => {
            of_order(found, &[CaseAct::Retry, CaseAct::Refund, CaseAct::Outside])
        }
        CaseKind::Parked if undecided(found).is_some() => {
            vec![CaseAct::Retry, CaseAct::Refund, CaseAct::Outside]
        }
        CaseKind::Parked => vec![CaseAct::Retry, CaseAct::Outside],
        CaseKind::Approval => vec![CaseAct::Outside],
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
    [
        found.case.kind.as_str(),
        found.case.subject.as_str(),
        found.charge.as_ref().map_or("", |charge| charge.state().as_str()),
        order.map_or("", state),
        shown,
        code.as_str(),
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
    match case.kind {
        CaseKind::Charge | CaseKind::Due => match &found.charge {
            Some(charge) => work.charge(charge)?,
            None => work.ends(case.kind, &case.subject),
        },
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable | CaseKind::Unopened => {
            work.order(case, found.order.as_ref()?, found.charge.as_ref())?;
        }
        CaseKind::Parked => work.update(case, undecided(found))?,
        CaseKind::Approval => work.ends(case.kind, &case.subject),
        CaseKind::Stopped => {
            work.out.brake = Some(Brake::default());
            work.ends(case.kind, &case.subject);
        }
        CaseKind::Asked => work.asked(found.order.as_ref()?, found.charge.as_ref()?)?,
    }
    Some(work.out)
}

fn audit(case: &Case, act: CaseAct, admin: &PersonKey) -> AuditRow {
    let (admin, order) = (admin.clone(), case.order);
    if case.kind == CaseKind::Asked {
        let action = if act == CaseAct::Outside { "settle" } else { "refund" };
        return AuditRow { admin, action, order, subject: None };
    }
    AuditRow { admin, action: act.audit(), order, subject: Some(format!("case:{}", case.id)) }
}

/// One act on its way to a decision.
struct Settling<'a> {
    act: CaseAct,
    admin: &'a PersonKey,
    key: EffectKey,
    now: Stamp,
    out: Decision,
}

impl Settling<'_> {
    /// The case is over by this act. Any other is over when its subject's state says so.
    fn ends(&mut self, kind: CaseKind, subject: &str) {
        let (by, action) = (Some(self.admin.clone()), self.act.as_str());
        self.out.closed.push(EndedCase { kind, subject: subject.to_owned(), by, action });
    }

    /// What concerns a customer travels to that customer's stream.
    fn tell(&mut self, stream: CustomerId, tell: Tell) {
        let (key, customer, due_at) = (self.key.clone(), Some(stream), self.now);
        self.out.effects.push(Effect { key, customer, due_at, body: Body::Tell(tell) });
    }

    fn order(&mut self, case: &Case, order: &Order, charge: Option<&Charge>) -> Option<()> {
        let id = order.id;
        let tell = match self.act {
            CaseAct::Refund if order.customer.is_none() => {
                self.orphaned_order(order, charge?)?;
                self.ends(case.kind, &case.subject);
                return Some(());
            }
            CaseAct::Outside => {
                self.ends(case.kind, &case.subject);
                return Some(());
            }
            CaseAct::Retry if case.kind == CaseKind::Unreadable => Tell::ShowAgain { order: id },
            CaseAct::Retry => Tell::TryAgain { order: id },
            CaseAct::Refund => {
                let charge = order.state().charge()?.clone();
                Tell::ReturnOrder { order: id, charge, admin: None }
            }
            CaseAct::Replace => {
                let (esim, admin) = (order.state().esim()?, self.admin.clone());
                Tell::Replace { order: id, esim, admin }
            }
        };
        self.tell(order.customer?, tell);
        Some(())
    }

    /// An order that an admin named. The admin hears how it went.
    fn asked(&mut self, order: &Order, charge: &Charge) -> Option<()> {
        let refund = self.act == CaseAct::Refund;
        let (order_id, charge_id) = (order.id, charge.id.clone());
        let admin = Some(self.admin.clone());
        match order.customer {
            None if refund && charge.state() == ChargeState::Kept => {
                return self.orphaned_order(order, charge);
            }
            None => return self.charge(charge),
            Some(owner) if refund => {
                self.tell(owner, Tell::ReturnOrder { order: order_id, charge: charge_id, admin });
            }
            Some(owner) => self.tell(owner, Tell::SettledCharge { charge: charge_id, admin }),
        }
        Some(())
    }

    /// A parked update, and the charge in it where that is undecided.
    fn update(&mut self, case: &Case, undecided: Option<&Charge>) -> Option<()> {
        let again = self.act == CaseAct::Retry;
        let fingerprint = case.subject.clone();
        let (key, due_at) = (self.key.clone(), self.now);
        let body = Body::Parked { fingerprint, again };
        let effect = Effect { key, customer: None, due_at, body };
        if let (false, Some(charge)) = (again, undecided) {
            if let EffectKey::Case { case, seed } = self.key {
                self.key = EffectKey::CaseCharge { case, seed };
            }
            self.charge(charge)?;
        }
        self.out.effects.push(effect);
        self.ends(case.kind, &case.subject);
        Some(())
    }

    fn charge(&mut self, charge: &Charge) -> Option<()> {
        let id = charge.id.clone();
        let Some(owner) = charge.customer else { return self.orphaned_charge(charge) };
        let outside = self.act == CaseAct::Outside;
        let tell = if outside {
            Tell::SettledCharge { charge: id, admin: None }
        } else {
            Tell::RefundCharge { charge: id }
        };
        self.tell(owner, tell);
        Some(())
    }

    /// A charge that leads to nobody here: only the charge has a row, and Telegram's ledger knows
    /// the payer.
    fn orphaned_charge(&mut self, charge: &Charge) -> Option<()> {
        let mut charge = charge.clone();
        let event = match self.act {
            CaseAct::Outside => ChargeEvent::Settle,
            CaseAct::Refund | CaseAct::Retry | CaseAct::Replace => match charge.money.currency {
                Currency::Xtr => ChargeEvent::Refund,
                Currency::Kzt => ChargeEvent::Owe,
            },
        };
        charge.step(event, self.now).ok()?;
        // What comes of it is the next case: a refund that is refused once more is told once more.
        for kind in [CaseKind::Charge, CaseKind::Due] {
            self.ends(kind, &charge.id.0);
        }
        match event {
            ChargeEvent::Refund => self.out.effects.push(sale::refund(&charge, self.now)),
            // No machine returns it, and its case is over: the next one says what is to be done.
            ChargeEvent::Owe => self.out.cases.push(sale::due_at_provider(&charge, charge.order)),
            ChargeEvent::Settle
            | ChargeEvent::Keep
            | ChargeEvent::Doubt(_)
            | ChargeEvent::RefundSeen
            | ChargeEvent::RefundRefused => {}
        }
        self.out.charges.push(charge);
        Some(())
    }

    /// The money of an order whose customer was erased goes back, and the order is over. Its code
    /// stays sold: it may have been shown in what a restore lost.
    fn orphaned_order(&mut self, order: &Order, charge: &Charge) -> Option<()> {
        let mut order = order.clone();
        order.step(&OrderEvent::Return).ok()?;
        self.out.orders.push(order);
        self.orphaned_charge(charge)
    }
}

#[cfg(test)]
mod tests;
