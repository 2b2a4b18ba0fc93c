//! How the money of what was not opened goes back.

use super::*;
use crate::domain::brake::Brake;
use crate::domain::charge::ChargeState;
use crate::domain::decision::StockMove;
use crate::domain::snapshot::History;

#[test]
fn until_it_is_opened_the_money_comes_back_by_one_press_and_then_nothing_opens_it() {
    for tenge in [false, true] {
        let (mut scene, order) = kept(true, tenge);
        let card = scene.order().card.unwrap();
        let esim = scene.order().state().esim().unwrap();
        let decision = scene.press_on(Press::WantRefund(order), card);
        assert_eq!(decision.stock, [StockMove::Release(esim, order)]);
        assert!(decision.cancel.contains(&EffectKey::OpenEnds(order)));
        let money = scene.snap.rows.charges[0].state();
        if tenge {
            assert_eq!(money, ChargeState::DueAtProvider);
            // A Monday morning, and three working days.
            let day = day_of(scene.snap.now) + 3;
            let case = &decision.cases[0];
            assert_eq!((case.kind, case.due_at), (CaseKind::Due, Some(day_start(day))));
            let by = Text::DueBy { by: Day(day_start(day)) };
            assert!(scene.says(&by), "the customer reads it");
            let Some(Text::Lines(alert)) = &case.alert else { panic!() };
            assert!(alert.contains(&by), "and so do the admins");
        } else {
            assert_eq!(money, ChargeState::Refunding);
            assert!(decision.cases.is_empty());
        }
        let after = scene.press_on(Press::Open(order), card);
        assert!(!shows(&after));
        assert!(matches!(scene.order().state(), OrderState::Returned { .. }));
    }
}

#[test]
fn after_the_last_day_it_is_not_shown_and_the_money_goes_back() {
    for by_press in [false, true] {
        let (mut scene, order) = kept(true, false);
        let esim = scene.order().state().esim().unwrap();
        let decision = if by_press {
            scene.snap.now = until(&scene);
            let card = scene.order().card.unwrap();
            scene.press_on(Press::Open(order), card)
        } else {
            ends(&mut scene, order)
        };
        assert!(!shows(&decision));
        assert_eq!(decision.stock, [StockMove::Release(esim, order)]);
        assert_eq!(scene.snap.rows.charges[0].state(), ChargeState::Refunding);
        assert!(scene.chat.iter().any(|shown| shown.text == Text::OpenOver { order }));
    }
    let (mut scene, order) = kept(false, true);
    let decision = ends(&mut scene, order);
    assert_eq!(decision.cases.iter().map(|case| case.kind).collect::<Vec<_>>(), [CaseKind::Due]);
    assert_eq!(scene.snap.rows.charges[0].state(), ChargeState::DueAtProvider);
}

#[test]
fn what_the_books_do_not_vouch_for_is_before_a_person_after_the_last_day() {
    let stopped = {
        let mut brake = Brake::default();
        for second in 0..100 {
            brake = brake.after(Stamp(second * 1_000));
        }
        History { brake, ..History::default() }
    };
    assert!(stopped.brake.is_on());
    let restored = History { from: Stamp(i64::MAX), ..History::default() };
    for history in [stopped, restored] {
        let (mut scene, order) = kept(true, false);
        scene.snap.history = history;
        let decision = ends(&mut scene, order);
        let kinds: Vec<_> = decision.cases.iter().map(|case| case.kind).collect();
        assert_eq!(kinds, [CaseKind::Unopened]);
        assert!(decision.stock.is_empty() && !shows(&decision));
        assert_eq!(scene.snap.rows.charges[0].state(), ChargeState::Kept);
        assert!(scene.chat.iter().any(|shown| shown.text == Text::OpenOverPerson { order }));
        // An admin's "try again" shows nothing either.
        assert!(!shows(&scene.event(Event::Told(Tell::TryAgain { order }))));
    }
}
