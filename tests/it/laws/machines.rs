//! The two machines are total: every state meets every event and answers, and what was paid or
//! delivered is never forgotten on the way.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use qazaq_esim_bot::domain::charge::{ChargeEvent, ChargeState, Why};
use qazaq_esim_bot::domain::ids::{ChargeId, EsimId, QueryId};
use qazaq_esim_bot::domain::order::{OrderEvent, OrderState};
use qazaq_esim_bot::domain::time::Stamp;

fn order_events() -> impl Strategy<Value = OrderEvent> {
    let at = || (0..100_i64).prop_map(Stamp);
    prop_oneof![
        at().prop_map(|until| OrderEvent::Invoice { until }),
        at().prop_map(|until| OrderEvent::Approve { query: QueryId("q".into()), until }),
        (at(), at()).prop_map(|(invoice_until, now)| OrderEvent::Free { invoice_until, now }),
        Just(OrderEvent::Expire),
        Just(OrderEvent::Cancel),
        (0..3_u8).prop_map(|n| OrderEvent::Charge { charge: ChargeId(format!("c{n}")) }),
        (0..3_i64).prop_map(|n| OrderEvent::Provide { esim: EsimId(n) }),
        (0..3_i64).prop_map(|n| OrderEvent::Replace { esim: EsimId(n) }),
        Just(OrderEvent::Fulfil),
        Just(OrderEvent::Return),
    ]
}

fn charge_events() -> impl Strategy<Value = ChargeEvent> {
    prop_oneof![
        Just(ChargeEvent::Keep),
        Just(ChargeEvent::Doubt(Why::Unsigned)),
        Just(ChargeEvent::Refund),
        Just(ChargeEvent::Owe),
        Just(ChargeEvent::RefundSeen),
        Just(ChargeEvent::RefundRefused),
        Just(ChargeEvent::Settle),
    ]
}

#[test]
fn an_order_keeps_its_first_charge_and_its_esim_until_it_is_replaced() {
    let mut runner = super::runner(500);
    let run = runner.run(&prop::collection::vec(order_events(), 0..40), |events| {
        let mut state = OrderState::Draft;
        let (mut charge, mut esim) = (None, None);
        for event in events {
            let Ok(next) = state.transition(&event) else { continue };
            if let OrderEvent::Replace { esim: other } = &event {
                // Only before the QR arrived.
                let waits = matches!(state, OrderState::Provisioned { .. });
                prop_assert!(waits && next.esim() == Some(*other));
                esim = Some(*other);
            }
            if let Some(known) = &charge {
                prop_assert_eq!(next.charge(), Some(known));
            }
            if let (Some(known), Some(now)) = (esim, next.esim()) {
                prop_assert_eq!(known, now);
            }
            charge = next.charge().cloned();
            esim = next.esim().or(esim);
            // What is paid is never payable again, and what is owed is paid for.
            prop_assert!(!(next.is_payable() && next.charge().is_some()));
            prop_assert!(next.esim().is_none() || next.charge().is_some());
            state = next;
        }
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}

#[test]
fn a_charge_that_went_back_never_comes_back() {
    let mut runner = super::runner(500);
    let run = runner.run(&prop::collection::vec(charge_events(), 0..40), |events| {
        let mut state = ChargeState::Taken;
        let (mut asked, mut gone) = (0, false);
        for event in events {
            let before = state;
            let Ok(next) = state.transition(event) else { continue };
            if gone {
                prop_assert_eq!(
                    next,
                    ChargeState::Refunded,
                    "only the ledger moves it: {:?}",
                    event
                );
            }
            if event == ChargeEvent::Refund {
                asked += 1;
                prop_assert_ne!(before, ChargeState::Refunding, "two refunds at once");
            }
            if event == ChargeEvent::RefundRefused {
                asked -= 1;
            }
            prop_assert!(asked <= 1, "a second refund is asked only after the first was refused");
            prop_assert_ne!(next, ChargeState::Taken, "nothing is undecided again");
            gone = matches!(next, ChargeState::Refunded | ChargeState::Settled);
            state = next;
        }
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}
