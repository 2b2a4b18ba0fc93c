//! Settling cases: what an admin may do about each, bound to the admin and to what was shown. The
//! command line settles by the same function. Which rows a case is about comes in with the snapshot;
//! what concerns a customer travels to that customer's stream. What the admins see is in [`buttons`].

pub mod buttons;

use super::brake::Brake;
use super::case::{CaseAct, CaseKind, FoundCase, NewCase};
use super::charge::{Charge, ChargeEvent, ChargeState};
use super::decision::AuditRow;
use super::effect::{Body, Effect, EffectKey};
use super::ids::{CustomerId, PersonKey};
use super::money::Currency;
use super::order::{Order, OrderEvent};
use super::snapshot::FoundOrder;
use super::tell::Tell;
use super::text::Text;
use super::time::Stamp;

/// Everything that settling wants done, in one transaction.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Effects to be queued.
    pub effects: Vec<Effect>,
    /// A charge that leads to no customer, as it stands then.
    pub charge: Option<Charge>,
    /// An order whose customer was erased, as it stands then.
    pub order: Option<Order>,
    /// What needs a person next, where this act alone does not end it.
    pub opens: Option<NewCase>,
    /// The brake on refunds is let go.
    pub brake: Option<Brake>,
    /// The case itself is over; any other closes when its subject's state says so.
    pub closes: bool,
    /// Who did what.
    pub audit: AuditRow,
}

impl Settlement {
    const fn begun(audit: AuditRow) -> Self {
        Self {
            effects: Vec::new(),
            charge: None,
            order: None,
            opens: None,
            brake: None,
            closes: false,
            audit,
        }
    }
}

/// What may be done about a case as it stands.
pub fn acts(found: &FoundCase) -> Vec<CaseAct> {
    match found.case.kind {
        CaseKind::Charge | CaseKind::Due => {
            match found.charge.as_ref().map(|charge| charge.state) {
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
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable if is_nobodys(found) => {
            let kept = found.charge.as_ref().map(|charge| charge.state) == Some(ChargeState::Kept);
            let refund = kept.then_some(CaseAct::Refund);
            refund.into_iter().chain([CaseAct::Outside]).collect()
        }
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
    }
}

/// What may be done about a paid order: these, and another code where nobody saw the first.
fn of_order(found: &FoundCase, always: &[CaseAct]) -> Vec<CaseAct> {
    let replaceable = found.order.as_ref().is_some_and(Order::is_replaceable);
    let fits = |act: &CaseAct| always.contains(act) || (*act == CaseAct::Replace && replaceable);
    CaseAct::ALL.into_iter().filter(fits).collect()
}

/// Whether the case is about a paid order whose customer was erased: after the backup that was restored
/// since. Nobody can be shown anything any more, and how it ended before the erasure nobody here knows.
fn is_nobodys(found: &FoundCase) -> bool {
    let about_an_order = match found.case.kind {
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable => true,
        CaseKind::Charge
        | CaseKind::Due
        | CaseKind::Parked
        | CaseKind::Approval
        | CaseKind::Stopped => false,
    };
    about_an_order && found.order.as_ref().is_some_and(|order| order.customer.is_none())
}

/// The charge of a case that fails each time it is to be decided.
fn undecided(found: &FoundCase) -> Option<&Charge> {
    found.charge.as_ref().filter(|charge| charge.state == ChargeState::Taken)
}

/// Whether the case is about a code that cannot be used.
fn is_faulty(order: &Order) -> bool {
    order.is_replaceable() && order.shown_at.is_some()
}

/// What a case is, in a line.
pub fn line(found: &FoundCase) -> Text {
    let case = &found.case;
    let (since, subject) = (case.opened_at, case.subject.clone());
    let bare = Text::CaseOther { subject: subject.clone(), since };
    match case.kind {
        CaseKind::Charge => match &found.charge {
            Some(charge) => of_a_charge(charge),
            None => Text::CaseCurrency { charge: subject },
        },
        CaseKind::Due => match &found.charge {
            Some(charge) => match case.order {
                Some(order) => Text::CaseDue { order, amount: charge.money },
                None => Text::CaseCharge {
                    charge: charge.id.0.clone(),
                    amount: charge.money,
                    why: Box::new(Text::WhyUnknownOrder),
                },
            },
            None => bare,
        },
        CaseKind::Stuck => {
            let since = found.order.as_ref().and_then(|order| order.paid_at).unwrap_or(since);
            case.order.map_or(bare, |order| Text::CaseOrder { order, since })
        }
        CaseKind::Unreachable => match case.order {
            Some(order) if found.order.as_ref().is_some_and(is_faulty) => {
                Text::CaseFaulty { order, since }
            }
            Some(order) => Text::CaseUnreachable { order, since },
            None => bare,
        },
        CaseKind::Unreadable => {
            case.order.map_or(bare, |order| Text::CaseUnreadable { order, since })
        }
        CaseKind::Approval => case.order.map_or(bare, |order| Text::CaseApproval { order, since }),
        CaseKind::Parked => undecided(found).map_or(Text::CaseUpdate { since }, of_a_charge),
        CaseKind::Stopped => Text::CaseStopped { since },
    }
}

/// A charge that needs a person, and why.
fn of_a_charge(charge: &Charge) -> Text {
    let why = Box::new(match charge.state {
        ChargeState::Case(why) => Text::of_why(why),
        ChargeState::Taken
        | ChargeState::Kept
        | ChargeState::Refunding
        | ChargeState::Refunded
        | ChargeState::DueAtProvider
        | ChargeState::Settled => match charge.order {
            Some(order) => Text::WhyUnhandled { order },
            None => Text::WhyUndecided,
        },
    });
    Text::CaseCharge { charge: charge.id.0.clone(), amount: charge.money, why }
}

/// What was shown and to whom, as a number a button can carry. It binds the answer to it; it is no
/// secret.
pub fn digest(found: &FoundCase, admin: &PersonKey) -> u32 {
    let order = found.order.as_ref();
    let shown =
        if order.is_some_and(|order| order.shown_at.is_some()) { "shown" } else { "unseen" };
    let state = |order: &Order| order.state.as_str();
    // Another code makes it another order to look at, and so does one that was found to be faulty.
    let code = order
        .map_or_else(String::new, |order| format!("{}:{}", order.replaced, order.is_replaceable()));
    [
        found.case.kind.as_str(),
        found.case.subject.as_str(),
        found.charge.as_ref().map_or("", |charge| charge.state.as_str()),
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

/// What one act means for a case. `seed` makes the keys of its effects its own. `None` where the act has
/// no place (any more).
pub fn settle(
    found: &FoundCase,
    act: CaseAct,
    admin: &PersonKey,
    seed: u64,
    now: Stamp,
) -> Option<Settlement> {
    if !acts(found).contains(&act) {
        return None;
    }
    let case = &found.case;
    let mut out = Settlement::begun(AuditRow {
        admin: admin.clone(),
        action: act.audit(),
        order: case.order,
        subject: Some(format!("case:{}", case.id)),
    });
    let key = EffectKey::Case { case: case.id, seed };
    match case.kind {
        CaseKind::Charge | CaseKind::Due => match &found.charge {
            Some(charge) => of_charge(&mut out, charge, act, key, now)?,
            None => out.closes = true,
        },
        CaseKind::Stuck | CaseKind::Unreachable | CaseKind::Unreadable => {
            let order = found.order.as_ref()?;
            match act {
                CaseAct::Refund if order.customer.is_none() => {
                    of_nobodys_order(&mut out, order, found.charge.as_ref()?, key, now)?;
                }
                CaseAct::Retry => {
                    let tell = match case.kind {
                        CaseKind::Unreadable => Tell::ShowAgain { order: order.id },
                        CaseKind::Stuck
                        | CaseKind::Unreachable
                        | CaseKind::Charge
                        | CaseKind::Due
                        | CaseKind::Parked
                        | CaseKind::Approval
                        | CaseKind::Stopped => Tell::TryAgain { order: order.id },
                    };
                    out.effects.push(told(key, order.customer?, tell, now));
                }
                CaseAct::Refund => {
                    let charge = order.state.charge()?.clone();
                    let tell = Tell::ReturnOrder { order: order.id, charge };
                    out.effects.push(told(key, order.customer?, tell, now));
                }
                CaseAct::Replace => {
                    let esim = order.state.esim()?;
                    let tell = Tell::Replace { order: order.id, esim, admin: admin.clone() };
                    out.effects.push(told(key, order.customer?, tell, now));
                }
                CaseAct::Outside => out.closes = true,
            }
        }
        CaseKind::Parked => {
            let again = act == CaseAct::Retry;
            if let (false, Some(charge)) = (again, undecided(found)) {
                let key = EffectKey::CaseCharge { case: case.id, seed };
                of_charge(&mut out, charge, act, key, now)?;
            }
            let body = Body::Parked { fingerprint: case.subject.clone(), again };
            out.effects.push(Effect { key, customer: None, due_at: now, body });
            out.closes = true;
        }
        CaseKind::Approval => out.closes = true,
        CaseKind::Stopped => {
            out.brake = Some(Brake::default());
            out.closes = true;
        }
    }
    Some(out)
}

fn told(key: EffectKey, stream: CustomerId, tell: Tell, now: Stamp) -> Effect {
    Effect { key, customer: Some(stream), due_at: now, body: Body::Tell(tell) }
}

fn of_charge(
    out: &mut Settlement,
    charge: &Charge,
    act: CaseAct,
    key: EffectKey,
    now: Stamp,
) -> Option<()> {
    let id = charge.id.clone();
    if let Some(owner) = charge.customer {
        let tell = match act {
            CaseAct::Refund | CaseAct::Retry | CaseAct::Replace => {
                Tell::RefundCharge { charge: id }
            }
            CaseAct::Outside => Tell::SettledCharge { charge: id },
        };
        out.effects.push(told(key, owner, tell, now));
        return Some(());
    }
    // It leads to nobody here: only the charge has a row, and Telegram's ledger knows the payer.
    let event = match act {
        CaseAct::Outside => ChargeEvent::Settle,
        CaseAct::Refund | CaseAct::Retry | CaseAct::Replace => match charge.money.currency {
            Currency::Xtr => ChargeEvent::Refund,
            Currency::Kzt => ChargeEvent::Owe,
        },
    };
    let mut charge = charge.clone();
    charge.state = charge.state.transition(event).ok()?;
    // What comes of it is the next case: a refund that is refused once more is told once more.
    out.closes = true;
    if event == ChargeEvent::Owe {
        // No machine returns it, and its case is over: the next one says what is to be done.
        let (amount, name) = (charge.money, id.0.clone());
        let alert = match charge.order {
            Some(order) => Text::RefundDue { order, amount, charge: name },
            None => Text::AlertCharge { amount, charge: name },
        };
        out.opens = Some(NewCase::of_charge(CaseKind::Due, &id, charge.order, alert));
    }
    if event == ChargeEvent::Settle {
        charge.returned_at = Some(now);
    }
    if event == ChargeEvent::Refund {
        // Each attempt has a key of its own, also when two are asked in one millisecond.
        let before = charge.refund_asked_at.map_or(0, |before| before.0);
        let asked = now.max(Stamp(before.saturating_add(1)));
        charge.refund_asked_at = Some(asked);
        let key = EffectKey::Refund { charge: id.clone(), asked };
        let body = Body::Refund { charge: id };
        out.effects.push(Effect { key, customer: None, due_at: now, body });
    }
    out.charge = Some(charge);
    Some(())
}

/// What an admin wants with an order of an erased customer, named by its number: its money back, or that
/// the provider returned it. `None` where it has no place.
pub fn nobodys(
    found: &FoundOrder,
    act: CaseAct,
    audit: AuditRow,
    key: EffectKey,
    now: Stamp,
) -> Option<Settlement> {
    let charge = found.charge.as_ref()?;
    let mut out = Settlement::begun(audit);
    if act == CaseAct::Refund && charge.state == ChargeState::Kept {
        of_nobodys_order(&mut out, &found.order, charge, key, now)?;
    } else {
        of_charge(&mut out, charge, act, key, now)?;
    }
    Some(out)
}

/// The money of an order whose customer was erased goes back, and the order is over. Its code stays sold:
/// it may have been shown in what a restore lost.
fn of_nobodys_order(
    out: &mut Settlement,
    order: &Order,
    charge: &Charge,
    key: EffectKey,
    now: Stamp,
) -> Option<()> {
    let mut order = order.clone();
    order.state = order.state.transition(&OrderEvent::Return).ok()?;
    out.order = Some(order);
    of_charge(out, charge, CaseAct::Refund, key, now)
}
