//! Settling cases: what an admin may do about each, bound to the admin and to what was shown. The
//! command line settles by the same function. Which rows a case is about comes in with the snapshot;
//! what concerns a customer travels to that customer's stream.

use super::brake::Brake;
use super::case::{CaseAct, CaseKind, FoundCase};
use super::charge::{Charge, ChargeEvent, ChargeState};
use super::desk::Desk;
use super::effect::{Body, Effect, Keyboard, Lane, Priority};
use super::event::{Press, Tell};
use super::ids::{CustomerId, MessageId, PersonKey, QueryId};
use super::money::Currency;
use super::order::{Order, OrderState};
use super::shop::AuditRow;
use super::text::Text;
use super::time::{Millis, Stamp};

/// How long a case that was shown can be answered.
const ANSWER_LIFE: Millis = Millis::minutes(5);

/// Everything that settling wants done, in one transaction.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Effects to be queued.
    pub effects: Vec<Effect>,
    /// A charge that leads to no customer, as it stands then.
    pub charge: Option<Charge>,
    /// The brake on refunds is let go.
    pub brake: Option<Brake>,
    /// The case itself is over; any other closes when its subject's state says so.
    pub closes: bool,
    /// Who did what.
    pub audit: AuditRow,
}

/// What may be done about a case as it stands.
pub fn acts(found: &FoundCase) -> Vec<CaseAct> {
    match found.case.kind {
        CaseKind::Charge | CaseKind::Due => {
            match found.charge.as_ref().map(|charge| charge.state) {
                Some(ChargeState::Case(_)) => vec![CaseAct::Refund, CaseAct::Outside],
                // A currency we never ask for: no machine can return it.
                Some(ChargeState::DueAtProvider) | None => vec![CaseAct::Outside],
                Some(
                    ChargeState::Taken
                    | ChargeState::Kept
                    | ChargeState::Refunding
                    | ChargeState::Refunded
                    | ChargeState::Settled,
                ) => Vec::new(),
            }
        }
        CaseKind::Stuck => of_order(found, &[CaseAct::Retry, CaseAct::Refund]),
        CaseKind::Unreachable => {
            of_order(found, &[CaseAct::Retry, CaseAct::Refund, CaseAct::Outside])
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
            Some(charge) => {
                let why = Box::new(match charge.state {
                    ChargeState::Case(why) => Text::of_why(why),
                    ChargeState::Taken
                    | ChargeState::Kept
                    | ChargeState::Refunding
                    | ChargeState::Refunded
                    | ChargeState::DueAtProvider
                    | ChargeState::Settled => Text::WhyUndecided,
                });
                Text::CaseCharge { charge: charge.id.0.clone(), amount: charge.money, why }
            }
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
        CaseKind::Approval => case.order.map_or(bare, |order| Text::CaseApproval { order, since }),
        CaseKind::Parked => Text::CaseUpdate { since },
        CaseKind::Stopped => Text::CaseStopped { since },
    }
}

/// What was shown and to whom, as a number a button can carry. It binds the answer to it; it is no
/// secret.
pub fn digest(found: &FoundCase, admin: &PersonKey) -> u32 {
    let order = found.order.as_ref();
    let shown =
        if order.is_some_and(|order| order.shown_at.is_some()) { "shown" } else { "unseen" };
    let state = |order: &Order| order.state.word();
    // Another code makes it another order to look at, and so does one that was found to be faulty.
    let code = order
        .map_or_else(String::new, |order| format!("{}:{}", order.replaced, order.is_replaceable()));
    [
        found.case.kind.word(),
        found.case.subject.as_str(),
        found.charge.as_ref().map_or("", |charge| charge.state.word()),
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
    let mut out = Settlement {
        effects: Vec::new(),
        charge: None,
        brake: None,
        closes: false,
        audit: AuditRow {
            admin: admin.clone(),
            action: act.audit(),
            order: case.order,
            subject: Some(format!("case:{}", case.id)),
        },
    };
    let key = format!("case:{}:{seed:x}", case.id);
    match case.kind {
        CaseKind::Charge | CaseKind::Due => match &found.charge {
            Some(charge) => of_charge(&mut out, charge, act, key, now)?,
            None => out.closes = true,
        },
        CaseKind::Stuck | CaseKind::Unreachable => {
            let order = found.order.as_ref()?;
            match act {
                CaseAct::Retry => {
                    let tell = Tell::TryAgain { order: order.id };
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
            let body = Body::Parked { print: case.subject.clone(), again };
            out.effects.push(Effect {
                key,
                customer: None,
                lane: None,
                priority: Priority::Money,
                due_at: now,
                body,
            });
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

fn told(key: String, stream: CustomerId, tell: Tell, now: Stamp) -> Effect {
    Effect {
        key,
        customer: Some(stream),
        lane: Some(Lane::Stream(stream)),
        priority: Priority::Money,
        due_at: now,
        body: Body::Tell(tell),
    }
}

fn of_charge(
    out: &mut Settlement,
    charge: &Charge,
    act: CaseAct,
    key: String,
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
    if event == ChargeEvent::Settle {
        charge.returned_at = Some(now);
    }
    if event == ChargeEvent::Refund {
        charge.refund_asked_at = Some(now);
        out.effects.push(Effect {
            key: format!("refund:{}:{}", id.0, now.0),
            customer: None,
            lane: Some(Lane::Charge(id.clone())),
            priority: Priority::Money,
            due_at: now,
            body: Body::Refund { charge: id },
        });
    }
    out.charge = Some(charge);
    Some(())
}

/// An admin's button about cases.
pub fn press(desk: &mut Desk<'_>, press: &Press, message: MessageId, query: QueryId) {
    desk.answer(query, None);
    if !desk.snap.admin {
        desk.say(Text::UnknownCommand, Keyboard::none());
        return;
    }
    desk.pressed = Some(message);
    if let Press::Case(id) = *press {
        one(desk, id);
    } else if let Press::CaseAct(id, act, shown, until) = *press {
        act_on(desk, id, act, shown, until);
    } else {
        super::admin::list_cases(desk);
    }
}

fn one(desk: &mut Desk<'_>, id: i64) {
    let back = Keyboard::none().row(Text::BtnCases, Press::Cases);
    let Some(found) = desk.snap.case.clone().filter(|found| found.case.id == id) else {
        desk.screen(Text::CaseGone { case: id }, back);
        return;
    };
    let shown = digest(&found, &desk.customer.person);
    let until = desk.now().plus(ANSWER_LIFE).0.div_euclid(1_000);
    let mut lines = vec![Text::CaseRow { case: id, what: Box::new(line(&found)) }, Text::Gap];
    lines.push(advice(&found));
    let mut keys = Keyboard::none();
    for act in acts(&found) {
        keys = keys.row(label(&found, act), Press::CaseAct(id, act, shown, until));
    }
    desk.screen(Text::Lines(lines), keys.row(Text::BtnCases, Press::Cases));
}

fn label(found: &FoundCase, act: CaseAct) -> Text {
    match act {
        CaseAct::Retry if found.case.kind == CaseKind::Stopped => Text::BtnCaseResume,
        CaseAct::Retry => Text::BtnCaseRetry,
        CaseAct::Refund => match &found.charge {
            Some(charge) => Text::BtnRefundYes { price: charge.money },
            None => Text::BtnWantRefund,
        },
        CaseAct::Replace => Text::BtnCaseReplace,
        CaseAct::Outside if found.case.kind == CaseKind::Parked => Text::BtnCaseDrop,
        CaseAct::Outside => Text::BtnCaseOutside,
    }
}

/// What to look at before one acts.
fn advice(found: &FoundCase) -> Text {
    if let Some(order) = found.order.as_ref().filter(|order| order.is_replaceable()) {
        return if is_faulty(order) {
            Text::CaseHintReplace
        } else {
            Text::Lines(vec![Text::CaseHintReplace, Text::Gap, Text::RefundNeverShown])
        };
    }
    match found.case.kind {
        CaseKind::Charge => Text::CaseHintCharge,
        CaseKind::Due => Text::CaseHintDue,
        CaseKind::Stuck => Text::CaseHintStuck,
        CaseKind::Unreachable => {
            let unseen = found.order.as_ref().is_some_and(|order| {
                order.shown_at.is_none() && matches!(order.state, OrderState::Provisioned { .. })
            });
            if unseen { Text::RefundNeverShown } else { Text::RefundShown }
        }
        CaseKind::Parked => Text::CaseHintParked,
        CaseKind::Approval => Text::CaseHintApproval,
        CaseKind::Stopped => Text::CaseHintStopped,
    }
}

fn act_on(desk: &mut Desk<'_>, id: i64, act: CaseAct, shown: u32, until: i64) {
    let back = Keyboard::none().row(Text::BtnCases, Press::Cases);
    let fresh = desk.now().0.div_euclid(1_000) <= until;
    let admin = desk.customer.person.clone();
    let found = desk
        .snap
        .case
        .clone()
        .filter(|found| found.case.id == id && fresh && digest(found, &admin) == shown);
    if let (CaseAct::Replace, Some(found)) = (act, &found)
        && desk.snap.stock.left < 1
        && let Some(order) = &found.order
    {
        // Nothing is begun that would leave the order without a code.
        desk.screen(super::sale::no_other_code(order), back);
        return;
    }
    let seed = u64::try_from(desk.fresh(1)).unwrap_or_default();
    let settled = found
        .as_ref()
        .and_then(|found| settle(found, act, &admin, seed, desk.now()).map(|done| (found, done)));
    let Some((found, settled)) = settled else {
        desk.screen(Text::CaseStale { case: id }, back);
        return;
    };
    for effect in settled.effects {
        desk.queue(effect);
    }
    if let Some(charge) = settled.charge {
        desk.add_charge(charge);
    }
    if settled.brake.is_some() {
        desk.out.brake = settled.brake;
    }
    if settled.closes {
        desk.out.closed.push((found.case.kind, found.case.subject.clone(), act.word()));
    }
    desk.out.audit.push(settled.audit);
    desk.screen(Text::CaseAccepted { case: id }, back);
}
