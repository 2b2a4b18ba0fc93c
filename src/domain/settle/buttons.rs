//! What an admin sees and presses: the list of cases, one case with what may be done about it, an
//! order that the admin named, and the act itself. What an act means is [`settle`](super::settle).

use super::{
    acts, asked, digest, is_faulty, is_orphaned, lacks_plan, line, needs_code, plans, settle,
    undecided,
};
use crate::domain::case::{CaseAct, CaseKind, FoundCase};
use crate::domain::charge::{Charge, ChargeState, NamedPlan};
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, Keyboard};
use crate::domain::ids::{MessageId, OrderId, QueryId};
use crate::domain::money::Currency;
use crate::domain::order::OrderState;
use crate::domain::plan::PlanId;
use crate::domain::press::Press;
use crate::domain::sale::no_other_code;
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};

/// How long what was shown can be answered.
const ANSWER_LIFE: Millis = Millis::minutes(5);

const fn seconds(at: Stamp) -> i64 {
    at.0.div_euclid(1_000)
}

/// An admin's button. Whoever is no admin (any more) gets the answer of an unknown command.
pub(crate) fn press(desk: &mut Desk<'_>, press: &Press, message: MessageId, query: QueryId) {
    desk.answer(query, None);
    if !desk.snap.admin {
        desk.say(Text::UnknownCommand, Keyboard::none());
        return;
    }
    desk.pressed = Some(message);
    if let Press::Case(id) = *press {
        match open_case(desk, id) {
            Some(found) => show(desk, &found),
            None => desk.screen(Text::CaseGone { case: id }, to_the_list()),
        }
    } else if let Press::CasePlans(id, page) = *press {
        let found = open_case(desk, id).filter(plans::can_be_named);
        let list = found.and_then(|found| plans::list(desk, &found, page));
        let (text, keyboard) = list.unwrap_or((Text::CaseGone { case: id }, to_the_list()));
        desk.screen(text, keyboard);
    } else if let Press::CasePlan(id, plan) = press {
        name_plan(desk, *id, plan);
    } else if let Press::CaseAct(id, act, shown, until) = *press {
        let found = open_case(desk, id).filter(|found| is_as_shown(desk, found, shown, until));
        act_on(desk, found, act, Text::CaseStale { case: id });
    } else if let Press::OrderAct(order, act, shown, until) = *press {
        let found = named(desk, order).filter(|found| is_as_shown(desk, found, shown, until));
        act_on(desk, found, act, Text::RefundStale { order });
    } else {
        list(desk);
    }
}

/// What needs a person, in a message of its own.
pub(crate) fn list(desk: &mut Desk<'_>) {
    let (to, lang) = (desk.customer.person.clone(), desk.lang());
    desk.report(Body::Cases { to, lang });
}

/// An admin names an order: its money is to go back, or was returned at the provider.
pub(crate) fn ask(desk: &mut Desk<'_>, order: OrderId, act: CaseAct) {
    let found = named(desk, order);
    if let Some(found) = found.as_ref().filter(|found| acts(found).contains(&act)) {
        show(desk, found);
        return;
    }
    let text = match act {
        CaseAct::Outside => Text::SettledNothing { order },
        CaseAct::Retry | CaseAct::Refund | CaseAct::Replace | CaseAct::Keep | CaseAct::Deliver => {
            not_to_return(order, found)
        }
    };
    desk.say(text, Keyboard::none());
}

/// Why the money of an order cannot be returned by a button.
fn not_to_return(order: OrderId, found: Option<FoundCase>) -> Text {
    match found {
        None => Text::RefundNoOrder { order },
        Some(FoundCase { charge: Some(charge), .. }) => {
            if charge.state() == ChargeState::DueAtProvider {
                return Text::RefundDue { order, amount: charge.money, charge: charge.id.0 };
            }
            Text::RefundAlready { order }
        }
        Some(FoundCase { order: known, .. }) => {
            let state =
                known.map_or(Text::RefundNoOrder { order }, |known| Text::of_state(known.state()));
            Text::RefundNoCharge { order, state: Box::new(state) }
        }
    }
}

fn open_case(desk: &Desk<'_>, id: i64) -> Option<FoundCase> {
    desk.snap.known.case.clone().filter(|found| found.case.id == id)
}

fn named(desk: &Desk<'_>, order: OrderId) -> Option<FoundCase> {
    desk.snap.known.found.as_ref().filter(|found| found.order.id == order).map(asked)
}

/// Whether a button hangs below what this admin was shown, and that is as it was, a short while
/// ago. What was shown before a restore is as it was in what is lost.
fn is_as_shown(desk: &Desk<'_>, found: &FoundCase, shown: u32, until: i64) -> bool {
    let history = seconds(desk.snap.history.from + ANSWER_LIFE);
    let alive = (history..).contains(&until) && seconds(desk.now()) <= until;
    alive && digest(found, &desk.customer.person) == shown
}

fn to_the_list() -> Keyboard {
    Keyboard::none().row(Text::BtnCases, Press::Cases)
}

/// What it is about, and a button for each act.
fn show(desk: &mut Desk<'_>, found: &FoundCase) {
    let shown = digest(found, &desk.customer.person);
    let until = seconds(desk.now() + ANSWER_LIFE);
    let what = line(found);
    let named = found.case.order.filter(|_| found.case.kind == CaseKind::Asked);
    let mut lines = vec![match named {
        Some(_) => what,
        None => Text::CaseRow { case: found.case.id, what: Box::new(what) },
    }];
    if found.order.is_none() {
        let plan = found.plan().map(|plan| plan.as_str().to_owned());
        lines.extend(plan.map(|plan| Text::CasePlanNamed { plan }));
    }
    lines.extend(advice(found).into_iter().flat_map(|advice| [Text::Gap, advice]));
    let mut keys = Keyboard::none();
    for act in acts(found) {
        let press = match named {
            Some(order) => Press::OrderAct(order, act, shown, until),
            None => Press::CaseAct(found.case.id, act, shown, until),
        };
        keys = keys.row(label(found, act), press);
    }
    if plans::can_be_named(found) {
        keys = keys.row(Text::BtnCasePlan, Press::CasePlans(found.case.id, 0));
    }
    let keys = match named {
        Some(_) => keys.row(Text::BtnRefundNo, Press::Leave),
        None => keys.row(Text::BtnCases, Press::Cases),
    };
    desk.screen(Text::Lines(lines), keys);
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
        CaseAct::Keep => Text::BtnCaseKeep,
        CaseAct::Deliver => Text::BtnCaseDeliver,
        CaseAct::Outside if found.case.kind == CaseKind::Asked => Text::BtnSettledYes,
        CaseAct::Outside if found.case.kind == CaseKind::Parked && undecided(found).is_none() => {
            Text::BtnCaseDrop
        }
        CaseAct::Outside => Text::BtnCaseOutside,
    }
}

/// What to look at before one acts.
fn advice(found: &FoundCase) -> Option<Text> {
    if is_orphaned(found) {
        return Some(Text::CaseHintErased);
    }
    if undecided(found).is_some() {
        return Some(Text::CaseHintUnhandled);
    }
    if lacks_plan(found) {
        return Some(Text::CaseHintPlan);
    }
    if acts(found).contains(&CaseAct::Keep) {
        let tenge = found.case.kind == CaseKind::Approval;
        return Some(if tenge { Text::CaseHintLostTenge } else { Text::CaseHintLost });
    }
    if let (true, Some(order)) = (acts(found).contains(&CaseAct::Replace), &found.order) {
        return Some(if is_faulty(order) {
            Text::CaseHintReplace
        } else {
            Text::Lines(vec![Text::CaseHintReplace, Text::Gap, Text::RefundNeverShown])
        });
    }
    Some(match found.case.kind {
        CaseKind::Charge => Text::CaseHintCharge,
        CaseKind::Due => Text::CaseHintDue,
        CaseKind::Stuck => Text::CaseHintStuck,
        CaseKind::Unreachable => {
            let unseen = found.order.as_ref().is_some_and(|order| {
                order.shown_at.is_none() && matches!(order.state(), OrderState::Provisioned { .. })
            });
            if unseen { Text::RefundNeverShown } else { Text::RefundShown }
        }
        CaseKind::Unreadable => Text::CaseHintUnreadable,
        CaseKind::Unopened => Text::CaseHintUnopened,
        CaseKind::Parked => Text::CaseHintParked,
        CaseKind::Approval => Text::CaseHintApproval,
        CaseKind::Stopped => Text::CaseHintStopped,
        CaseKind::Asked => return before_a_refund(found),
    })
}

/// What an admin who named an order has to know before its money goes back.
fn before_a_refund(found: &FoundCase) -> Option<Text> {
    if !acts(found).contains(&CaseAct::Refund) {
        return None;
    }
    let shown = found.order.as_ref().is_some_and(|order| order.shown_at.is_some());
    let seen = if shown { Text::RefundShown } else { Text::RefundNeverShown };
    let tenge = |charge: &Charge| charge.money.currency == Currency::Kzt;
    let note = found.charge.as_ref().filter(|charge| tenge(charge)).map(|_| Text::RefundTengeNote);
    Some(Text::Lines([seen].into_iter().chain(note).collect()))
}

/// An admin says which plan a payment was for.
fn name_plan(desk: &mut Desk<'_>, id: i64, plan: &PlanId) {
    let listed = desk.snap.catalogue.listed(plan);
    let named = listed.map(|of| NamedPlan::of(&of.plan));
    let found = open_case(desk, id).filter(plans::can_be_named);
    let both = found.and_then(|found| Some((found.clone(), found.charge?, named?)));
    let Some((found, charge, named)) = both else {
        desk.screen(Text::CaseGone { case: id }, to_the_list());
        return;
    };
    let admin = desk.customer.person.clone();
    let (charge, row) = plans::name(&found.case, charge, named, admin);
    desk.out.charges.push(charge.clone());
    desk.out.audit.push(row);
    show(desk, &FoundCase { charge: Some(charge), ..found });
}

/// Does what a button says; `found` is what it hangs below, if that is still as it was shown.
fn act_on(desk: &mut Desk<'_>, found: Option<FoundCase>, act: CaseAct, stale: Text) {
    let wanting = found.as_ref().filter(|_| desk.snap.known.stock.left < 1);
    if let Some((found, plan)) = wanting.and_then(|found| Some((found, needs_code(found, act)?))) {
        // Nothing is begun that would leave the order without a code.
        let text = match &found.order {
            Some(order) if act == CaseAct::Replace => no_other_code(order),
            Some(_) | None => Text::DeliverNoStock { plan: plan.as_str().to_owned() },
        };
        desk.screen(text, to_the_list());
        return;
    }
    let admin = desk.customer.person.clone();
    let seed = u64::try_from(desk.fresh(1)).unwrap_or_default();
    let done =
        found.and_then(|found| Some((settle(&found, act, &admin, seed, desk.now())?, found)));
    let text = match done {
        Some((decision, found)) => {
            desk.out.append(decision);
            accepted(&found, act)
        }
        None => stale,
    };
    // The buttons go away, so that one question has one answer.
    desk.screen(text, to_the_list());
}

fn accepted(found: &FoundCase, act: CaseAct) -> Text {
    let named = found.order.as_ref().filter(|_| found.case.kind == CaseKind::Asked);
    match named {
        // There is no stream to hear of it from: it is done.
        Some(order) if act == CaseAct::Outside && order.customer.is_none() => {
            Text::SettledDone { order: order.id }
        }
        Some(order) => Text::RefundAsked { order: order.id },
        None => Text::CaseAccepted { case: found.case.id },
    }
}
