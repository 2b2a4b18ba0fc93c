//! What the admins read of a case, and what they may do about it.

use super::*;
use crate::domain::charge::{NamedPlan, Why};
use crate::domain::effect::Body;
use crate::domain::event::{AdminCommand, Event};
use crate::domain::fixtures::Scene;
use crate::domain::ids::ChargeId;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::order::{MAYBE_SEEN, OrderState};
use crate::domain::press::Press;
use crate::domain::tell::Tell;
use crate::domain::text::Text;
use crate::domain::time::{Day, Millis};

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
    let day = Day(taken.taken_at);
    assert_eq!(line(&with), Text::CaseStray { charge: charge_id, amount: taken.money, day, why });
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

/// A payment from before a restore: what may be done about it depends on whether its order is here
/// and unpaid, on whether its plan is known, and on whether its payer is.
#[test]
fn a_payment_that_a_restore_lost_is_kept_delivered_or_given_back() {
    use CaseAct::{Deliver, Keep, Outside, Refund};
    let (order, charge) = order(0, 0);
    let other = order.state().clone();
    let plan = Some(NamedPlan::of(&order.plan));
    for (why, state, named, payer, may) in [
        (Why::BeforeRestore, Some(OrderState::Cancelled), false, true, &[Keep, Deliver][..]),
        (Why::BeforeRestore, Some(OrderState::Cancelled), false, false, &[Keep]),
        // Another charge paid it.
        (Why::BeforeRestore, Some(other), false, true, &[]),
        (Why::BeforeRestore, None, false, true, &[]),
        (Why::BeforeRestore, None, true, true, &[Keep, Deliver]),
        (Why::BeforeHistory, None, true, false, &[Keep]),
        (Why::UnknownOrder, None, true, true, &[Keep, Deliver]),
        (Why::Unsigned, None, true, true, &[]),
        (Why::Stopped, Some(OrderState::Cancelled), false, true, &[]),
    ] {
        let payer = order.customer.filter(|_| payer);
        let id = ChargeId("stx2".to_owned());
        let mut lost = Charge::new(id.clone(), Some(order.id), payer, charge.money, Stamp(7));
        lost.named = plan.clone().filter(|_| named);
        let mut order = order.clone();
        order.customer = payer;
        let lost = lost.as_written(ChargeState::Case(why));
        let mut found = case(CaseKind::Charge, (order.clone(), lost.clone()));
        found.order = state.clone().map(|state| order.as_written(state));
        let all: Vec<CaseAct> = may.iter().copied().chain([Refund, Outside]).collect();
        assert_eq!(acts(&found), all, "{why:?} {state:?} {named} {payer:?}");
        let lacks = state.is_none() && !named && why == Why::BeforeRestore;
        assert_eq!(lacks_plan(&found), lacks, "{why:?} {state:?}");
        let admin = PersonKey("admin".into());
        if let (Some(Keep), None) = (may.first(), payer) {
            let done = settle(&found, Keep, &admin, 1, Stamp(9)).unwrap();
            assert_eq!(done.charges[0].state(), ChargeState::Kept);
            assert_eq!(done.orders.len(), usize::from(state.is_some()));
        }
        let day = Day(Stamp(7));
        let why = Box::new(Text::of_why(why));
        let amount = charge.money;
        assert_eq!(
            line(&found),
            Text::CasePaid { order: found.case.order.unwrap(), amount, day, why }
        );
    }
}

/// No ledger tells of tenge: what a person read at the provider gets a row of its own.
#[test]
fn an_approval_that_a_restore_lost_ends_by_what_the_provider_shows() {
    use CaseAct::{Deliver, Keep, Outside, Refund};
    let (order, _) = order(0, 0);
    let mut closed = order.as_written(OrderState::Cancelled);
    closed.asked = Some(Money::kzt(190_000));
    let of = |order: &Order| FoundCase {
        charge: None,
        ..case(
            CaseKind::Approval,
            (
                order.clone(),
                Charge::new(
                    ChargeId("none".to_owned()),
                    None,
                    None,
                    order.asked.unwrap(),
                    Stamp(1),
                ),
            ),
        )
    };
    assert_eq!(acts(&of(&closed)), [Outside]);
    closed.lost_since = Some(Stamp(5));
    let found = of(&closed);
    assert_eq!(acts(&found), [Keep, Deliver, Refund, Outside]);
    let admin = PersonKey("admin".into());
    for act in [Keep, Deliver, Refund, Outside] {
        let done = settle(&found, act, &admin, 1, Stamp(9)).unwrap();
        assert_eq!(done.closed.len(), 1, "{act:?}");
        let rows = usize::from(act != Outside);
        assert_eq!((done.charges.len(), done.effects.len()), (rows, rows), "{act:?}");
    }
    closed.customer = None;
    let found = of(&closed);
    assert_eq!(acts(&found), [Keep, Refund, Outside]);
    let done = settle(&found, Keep, &admin, 1, Stamp(9)).unwrap();
    assert_eq!((done.charges[0].state(), done.orders.len()), (ChargeState::Kept, 1));
    let done = settle(&found, Refund, &admin, 1, Stamp(9)).unwrap();
    assert_eq!(done.charges[0].state(), ChargeState::DueAtProvider);
}
