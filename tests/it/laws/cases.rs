//! Nothing hangs before a person: whatever a case is about, as long as its money is open somebody
//! can end it, and each act that is offered leads somewhere. It must not know how a case is opened.

use qazaq_esim_bot::domain::case::{Case, CaseAct, CaseKind, FoundCase};
use qazaq_esim_bot::domain::charge::{Charge, ChargeState, Why};
use qazaq_esim_bot::domain::effect::{Body, Effect};
use qazaq_esim_bot::domain::ids::{ChargeId, CustomerId, PersonKey};
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::settle::{acts, settle};
use qazaq_esim_bot::domain::tell::Tell;
use qazaq_esim_bot::domain::time::Stamp;

const STATES: [ChargeState; 7] = [
    ChargeState::Taken,
    ChargeState::Kept,
    ChargeState::Refunding,
    ChargeState::Refunded,
    ChargeState::Case(Why::RefundRefused),
    ChargeState::DueAtProvider,
    ChargeState::Settled,
];

fn found(
    kind: CaseKind,
    state: ChargeState,
    customer: Option<CustomerId>,
    money: Money,
) -> FoundCase {
    let id = ChargeId("stx1".to_owned());
    let charge = Charge::new(id.clone(), None, customer, money, Stamp(1)).as_written(state);
    let subject = id.0.clone();
    let case = Case {
        id: 7,
        kind,
        subject,
        order: None,
        charge: Some(id),
        opened_at: Stamp(1),
        due_at: None,
    };
    FoundCase { case, order: None, charge: Some(charge) }
}

/// Whether an effect gives money back, or tells its owner's stream to.
fn gives_back(effect: &Effect) -> bool {
    matches!(&effect.body, Body::Refund { .. } | Body::Tell(Tell::RefundCharge { .. }))
}

#[test]
fn whoever_looks_at_open_money_can_end_it_and_nobody_can_move_what_is_over() {
    let moneys = [Money::stars(308), Money::kzt(200_000)];
    for (kind, wanted) in [
        (CaseKind::Charge, &[ChargeState::Taken, ChargeState::Case(Why::RefundRefused)][..]),
        (CaseKind::Due, &[ChargeState::DueAtProvider][..]),
        (CaseKind::Parked, &[ChargeState::Taken][..]),
    ] {
        for state in STATES {
            for customer in [None, Some(CustomerId(5))] {
                for money in moneys {
                    let found = found(kind, state, customer, money);
                    let offered = acts(&found);
                    let ends = offered.contains(&CaseAct::Outside);
                    assert!(ends || !wanted.contains(&state), "{kind:?} hangs in {state:?}");
                    for act in CaseAct::ALL {
                        let admin = PersonKey("admin".to_owned());
                        let done = settle(&found, act, &admin, 3, Stamp(9));
                        assert_eq!(
                            done.is_some(),
                            offered.contains(&act),
                            "{kind:?} {state:?} {act:?}"
                        );
                        let Some(done) = done else { continue };
                        let leads = !done.closed.is_empty()
                            || !done.charges.is_empty()
                            || !done.effects.is_empty();
                        assert!(leads, "{kind:?} {state:?} {act:?} leads nowhere");
                        let next = done.charges.first().map_or(state, Charge::state);
                        let back = done.effects.iter().filter(|effect| gives_back(effect)).count();
                        if act == CaseAct::Refund {
                            assert!(state.is_open(), "{state:?} is given back");
                            assert_eq!(back, usize::from(next != ChargeState::DueAtProvider));
                            assert_eq!(!done.cases.is_empty(), next == ChargeState::DueAtProvider);
                        } else {
                            assert_eq!(back, 0, "{act:?} gives money back");
                        }
                        // An end outside the shop is an end, here or in the owner's stream.
                        let told = |effect: &Effect| {
                            matches!(&effect.body, Body::Tell(Tell::SettledCharge { .. }))
                        };
                        if act == CaseAct::Outside && state.is_open() && wanted.contains(&state) {
                            let over =
                                next == ChargeState::Settled || done.effects.iter().any(told);
                            assert!(over, "{kind:?} {state:?} stays open");
                        }
                    }
                }
            }
        }
    }
}
