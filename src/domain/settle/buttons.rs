//! The buttons of cases in an admin's chat: the list, one case with what may be done about it, and the act
//! itself. What an act means is [`settle`](super::settle).

use super::{acts, digest, is_faulty, is_orphaned, line, settle, undecided};
use crate::domain::case::{CaseAct, CaseKind, FoundCase};
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, Keyboard};
use crate::domain::ids::{MessageId, QueryId};
use crate::domain::order::OrderState;
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

/// How long a case that was shown can be answered.
const ANSWER_LIFE: Millis = Millis::minutes(5);

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
        list(desk);
    }
}

/// What needs a person, in a message of its own.
pub fn list(desk: &mut Desk<'_>) {
    let (to, lang) = (desk.customer.person.clone(), desk.lang());
    desk.report(Body::Cases { to, lang });
}

fn one(desk: &mut Desk<'_>, id: i64) {
    let back = Keyboard::none().row(Text::BtnCases, Press::Cases);
    let Some(found) = desk.snap.known.case.clone().filter(|found| found.case.id == id) else {
        desk.screen(Text::CaseGone { case: id }, back);
        return;
    };
    let shown = digest(&found, &desk.customer.person);
    let until = (desk.now() + ANSWER_LIFE).0.div_euclid(1_000);
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
        CaseAct::Outside if found.case.kind == CaseKind::Parked && undecided(found).is_none() => {
            Text::BtnCaseDrop
        }
        CaseAct::Outside => Text::BtnCaseOutside,
    }
}

/// What to look at before one acts.
fn advice(found: &FoundCase) -> Text {
    if is_orphaned(found) {
        return Text::CaseHintErased;
    }
    if undecided(found).is_some() {
        return Text::CaseHintUnhandled;
    }
    if let (true, Some(order)) = (acts(found).contains(&CaseAct::Replace), &found.order) {
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
                order.shown_at.is_none() && matches!(order.state(), OrderState::Provisioned { .. })
            });
            if unseen { Text::RefundNeverShown } else { Text::RefundShown }
        }
        CaseKind::Unreadable => Text::CaseHintUnreadable,
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
        .known
        .case
        .clone()
        .filter(|found| found.case.id == id && fresh && digest(found, &admin) == shown);
    if let (CaseAct::Replace, Some(found)) = (act, &found)
        && desk.snap.known.stock.left < 1
        && let Some(order) = &found.order
    {
        // Nothing is begun that would leave the order without a code.
        desk.screen(crate::domain::sale::no_other_code(order), back);
        return;
    }
    let seed = u64::try_from(desk.fresh(1)).unwrap_or_default();
    match found.and_then(|found| settle(&found, act, &admin, seed, desk.now())) {
        Some(settled) => {
            desk.out.append(settled);
            desk.screen(Text::CaseAccepted { case: id }, back);
        }
        None => desk.screen(Text::CaseStale { case: id }, back),
    }
}
