//! What the admins read of a case, and what they may do about it.

use super::*;
use crate::domain::event::{AdminCommand, Event};
use crate::domain::fixtures::Scene;
use crate::domain::lang::Lang;
use crate::domain::order::{MAYBE_SEEN, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

/// A bought order whose eSIM did not arrive, so many attempts to show it, and how many of them
/// surely showed nothing; with its charge.
fn order(attempts: i64, blank: i64) -> (Order, Charge) {
    let mut scene = Scene::customer(Lang::En);
    scene.bought("TH", "th-5");
    let charge = scene.snap.rows.charges.last().unwrap().clone();
    let bought = scene.order().clone();
    let esim = bought.state().esim().unwrap();
    let state = OrderState::Provisioned { charge: charge.id.clone(), esim };
    let mut order = bought.as_written(state);
    (order.qr_count, order.mail_count, order.blank_count) = (attempts, 0, blank);
    order.shown_at = order.paid_at.filter(|_| attempts > 0);
    (order, charge)
}

fn case(kind: CaseKind, (order, charge): (Order, Charge)) -> FoundCase {
    let case = Case {
        id: 3,
        kind,
        subject: order.id.compact(),
        order: Some(order.id),
        charge: None,
        opened_at: order.created_at,
        due_at: None,
    };
    FoundCase { case, order: Some(order), charge: Some(charge) }
}

#[test]
fn a_code_that_nobody_saw_is_told_from_one_that_cannot_be_used_and_from_one_that_was_seen() {
    for (attempts, blank, faulty, replaceable) in [
        (0, 0, false, true),
        (2, 2, true, true),
        // The second attempt is under way.
        (2, 1, false, false),
        (2, MAYBE_SEEN, false, false),
    ] {
        let found = case(CaseKind::Unreachable, order(attempts, blank));
        let (order, since) = (found.case.order.unwrap(), found.case.opened_at);
        let told = if faulty {
            Text::CaseFaulty { order, since }
        } else {
            Text::CaseUnreachable { order, since }
        };
        assert_eq!(line(&found), told, "{attempts} attempts, {blank} blank");
        let mut may = vec![CaseAct::Retry, CaseAct::Refund, CaseAct::Outside];
        if replaceable {
            may.insert(2, CaseAct::Replace);
        }
        assert_eq!(acts(&found), may, "{attempts} attempts, {blank} blank");
    }
}

#[test]
fn what_is_tried_again_is_what_did_not_work() {
    let admin = PersonKey("admin".into());
    for kind in [CaseKind::Stuck, CaseKind::Unreachable, CaseKind::Unreadable] {
        let found = case(kind, order(0, 0));
        let id = found.case.order.unwrap();
        let tell = if kind == CaseKind::Unreadable {
            Tell::ShowAgain { order: id }
        } else {
            Tell::TryAgain { order: id }
        };
        let done = settle(&found, CaseAct::Retry, &admin, 1, found.case.opened_at).unwrap();
        let told: Vec<&Body> = done.effects.iter().map(|effect| &effect.body).collect();
        assert_eq!(told, [&Body::Tell(tell)], "{kind:?}");
    }
}

#[test]
fn an_update_with_an_undecided_charge_is_told_and_settled_as_that_charge() {
    let (order, charge) = order(0, 0);
    let taken = Charge::new(charge.id.clone(), None, None, charge.money, charge.taken_at);
    let with = case(CaseKind::Parked, (order.clone(), taken.clone()));
    assert_eq!(acts(&with), [CaseAct::Retry, CaseAct::Refund, CaseAct::Outside]);
    let (charge_id, why) = (taken.id.0.clone(), Box::new(Text::WhyUndecided));
    assert_eq!(line(&with), Text::CaseCharge { charge: charge_id, amount: taken.money, why });
    let without = case(CaseKind::Parked, (order, charge));
    assert_eq!(acts(&without), [CaseAct::Retry, CaseAct::Outside]);
    assert_eq!(line(&without), Text::CaseUpdate { since: without.case.opened_at });
}

#[test]
fn only_what_nobody_tells_of_later_is_told_as_done() {
    for (orphaned, due) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut scene = Scene::customer(Lang::Ru);
        let (mut order, charge) = order(0, 0);
        let id = order.id;
        order.customer = order.customer.filter(|_| !orphaned);
        let state = if due { ChargeState::DueAtProvider } else { ChargeState::Kept };
        let charge = Some(charge.as_written(state));
        scene.snap.admin = true;
        scene.snap.known.found = Some(FoundOrder { order, charge });
        let named = Some(id);
        let command = if due { AdminCommand::Settled(named) } else { AdminCommand::Refund(named) };
        scene.event(Event::Admin(command));
        let act = scene.offers().into_iter().find(|press| matches!(press, Press::OrderAct(..)));
        scene.press(act.unwrap());
        let told = if orphaned && due {
            Text::SettledDone { order: id }
        } else {
            Text::RefundAsked { order: id }
        };
        assert!(scene.says(&told), "orphaned {orphaned}, due {due}: {:?}", scene.last().text);
    }
}

/// What it hung below is as it was in what is lost.
#[test]
fn a_button_from_before_a_restore_is_stale_and_a_newer_one_is_not() {
    let mut scene = Scene::customer(Lang::Ru);
    let (order, charge) = order(0, 0);
    let id = order.id;
    scene.snap.admin = true;
    let charge = Some(charge.as_written(ChargeState::Kept));
    scene.snap.known.found = Some(FoundOrder { order, charge });
    let offered = |scene: &mut Scene| {
        scene.event(Event::Admin(AdminCommand::Refund(Some(id))));
        let act = scene.offers().into_iter().find(|press| matches!(press, Press::OrderAct(..)));
        act.unwrap()
    };
    let before = offered(&mut scene);
    scene.snap.history.from = scene.snap.now + Millis::seconds(1);
    scene.snap.now = scene.snap.history.from;
    scene.press(before);
    assert!(scene.says(&Text::RefundStale { order: id }), "{:?}", scene.last().text);
    let after = offered(&mut scene);
    scene.press(after);
    assert!(scene.says(&Text::RefundAsked { order: id }), "{:?}", scene.last().text);
}
