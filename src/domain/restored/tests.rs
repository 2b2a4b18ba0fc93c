//! What of a backup ends, what waits for a person, and who hears of it.

use super::*;
use crate::domain::case::UnansweredApproval;
use crate::domain::country::Place;
use crate::domain::event::Event;
use crate::domain::fixtures::Scene;
use crate::domain::ids::{ChargeId, EsimId, MessageId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::plan::PlanId;
use crate::domain::press::Press;
use crate::domain::time::Millis;

/// An invoiced order of somebody.
fn invoiced() -> Order {
    let mut scene = Scene::customer(Lang::Kk);
    scene.invoiced("TH", "th-5");
    scene.order().clone()
}

fn states(now: Stamp) -> Vec<OrderState> {
    let (charge, esim) = (ChargeId("stx1".to_owned()), EsimId(5));
    vec![
        OrderState::Draft,
        OrderState::Invoiced { until: now + Millis(1) },
        OrderState::Invoiced { until: now },
        OrderState::Approved { query: QueryId("q".to_owned()), until: now },
        OrderState::Expired,
        OrderState::Cancelled,
        OrderState::Paid { charge: charge.clone() },
        OrderState::Provisioned { charge: charge.clone(), esim },
        OrderState::Fulfilled { charge: charge.clone(), esim: Some(esim) },
        OrderState::Returned { charge },
    ]
}

#[test]
fn what_could_be_paid_ends_for_good_and_is_told_where_it_could_be_paid_at_the_backup() {
    let was = invoiced();
    let copy = was.created_at + Millis::minutes(5);
    for state in states(copy) {
        for age in [Millis::minutes(1), Millis::days(1)] {
            for nobodys in [false, true] {
                let mut before = was.clone().as_written(state.clone());
                before.customer = before.customer.filter(|_| !nobodys);
                let done = order(&before, copy, copy + age);
                let payable = state.is_payable() || matches!(state, OrderState::Approved { .. });
                let closed = done.orders.iter().filter(|after| after.closed_since() == Some(copy));
                assert_eq!(closed.count(), usize::from(payable), "{state:?}");
                let open = matches!(&state, OrderState::Invoiced { until } if copy < *until)
                    || matches!(state, OrderState::Approved { .. });
                let told = open && !nobodys && age < Millis::days(1);
                assert_eq!(done.effects.len(), usize::from(told), "{state:?} {age:?}");
            }
        }
    }
}

#[test]
fn an_approval_that_ended_a_moment_before_may_have_been_paid() {
    let mut before = invoiced().as_written(OrderState::Expired);
    let copy = before.created_at + Millis::minutes(50);
    before.unsure_until = Some(copy + Millis(1));
    assert_eq!(order(&before, copy, copy).effects.len(), 1);
    before.unsure_until = Some(copy);
    assert_eq!(order(&before, copy, copy).effects.len(), 0);
}

#[test]
fn what_is_owed_and_nobody_saw_waits_for_a_person_where_no_ledger_tells_how_it_ended() {
    let was = invoiced();
    let copy = was.created_at;
    let (charge, esim) = (ChargeId("stx1".to_owned()), EsimId(5));
    let paid = OrderState::Paid { charge: charge.clone() };
    let provisioned = OrderState::Provisioned { charge, esim };
    for (state, money, shown, waits) in [
        (&paid, Money::stars(300), false, true),
        (&paid, Money::kzt(190_000), false, true),
        (&provisioned, Money::kzt(190_000), false, true),
        // Its customer saw it: it never went back to the stock.
        (&provisioned, Money::kzt(190_000), true, false),
        // Telegram's ledger says whether it went back.
        (&provisioned, Money::stars(300), false, false),
    ] {
        let mut before = was.clone().as_written(state.clone());
        before.asked = Some(money);
        before.shown_at = shown.then_some(copy);
        let done = order(&before, copy, copy);
        let kinds: Vec<CaseKind> = done.cases.iter().map(|case| case.kind).collect();
        let after = done.orders.first();
        assert_eq!(after.is_some(), waits, "{state:?} {money:?} {shown}");
        assert_eq!(kinds == [CaseKind::Stuck], waits, "{state:?} {money:?} {shown}");
        if let Some(after) = after {
            assert_eq!((after.to_show(), after.opens_until()), (None, None));
        }
    }
}

#[test]
fn an_approval_in_tenge_is_a_case_at_once_and_the_admins_hear_of_all_in_one_word() {
    let order = invoiced();
    let (money, at) = (Money::kzt(190_000), order.created_at);
    let found = UnansweredApproval { query: "q".to_owned(), order: order.id, money, at };
    let case = approval(&found);
    assert_eq!((case.kind, case.order, case.alert), (CaseKind::Approval, Some(order.id), None));
}

#[test]
fn for_a_day_the_checkout_of_the_same_plan_says_what_was_closed() {
    let mut scene = Scene::customer(Lang::En);
    scene.invoiced("TH", "th-5");
    let (id, copy) = (scene.order().id, scene.snap.now);
    let closed = order(scene.order(), copy, copy);
    closed.apply(&mut scene.snap.rows);
    scene.snap.history.from = copy;
    scene.snap.history.restored = Some(copy);
    let place = scene.order().plan.place();
    let plan = scene.order().plan.id.clone();
    let told = Text::CheckoutRestored { order: id, at: copy };
    for press in [Press::Buy(place, plan.clone()), Press::Plan(place, plan.clone())] {
        scene.press_on(press.clone(), MessageId(1));
        assert!(scene.says(&told), "{press:?}");
        // A word that finds nothing says the checkout again.
        scene.typed("qqqq");
        assert!(scene.says(&told), "a word after {press:?}");
        scene.snap.rows.customer.checkout = None;
    }
    scene.event(Event::StartAt(plan.clone()));
    assert!(scene.says(&told), "a link to the plan");
    scene.wait(NEWS);
    scene.press_on(Press::Plan(place, plan), MessageId(1));
    assert!(!scene.says(&told), "it is no news any more");
}

#[test]
fn a_checkout_of_the_backup_is_begun_anew_under_another_number() {
    let mut scene = Scene::customer(Lang::En);
    let (place, plan) = (Place::parse("TH").unwrap(), PlanId::parse("th-5").unwrap());
    let number = |scene: &Scene| scene.snap.rows.customer.checkout.as_ref().map(|of| of.order);
    scene.press_on(Press::Plan(place, plan.clone()), MessageId(1));
    let lost = number(&scene).expect("a checkout");
    scene.wait(Millis::minutes(1));
    scene.snap.history.from = scene.snap.now;
    scene.snap.history.restored = Some(scene.snap.now);
    // In what was lost it may have been paid.
    scene.press_on(Press::Pay(lost), MessageId(1));
    assert_eq!((number(&scene), scene.snap.rows.orders.len()), (None, 0));
    scene.press_on(Press::Plan(place, plan), MessageId(1));
    let begun = number(&scene).expect("another one");
    assert_ne!(begun, lost);
    scene.typed("qqqq");
    assert_eq!(number(&scene), Some(begun), "one from after the restore stays");
}
