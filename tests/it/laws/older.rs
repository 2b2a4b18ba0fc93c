//! Rows that version 0.1 left in the outbox are read by this version and done. It must not know
//! what is in an outbox otherwise.

use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::effect::{Body, ButtonAction};
use qazaq_esim_bot::domain::ids::{ChargeId, OrderId, PersonKey};
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::tell::Tell;
use qazaq_esim_bot::domain::text::Text;

fn read(row: &str) -> Body {
    serde_json::from_str(row).unwrap_or_else(|error| panic!("{row} is not read: {error}"))
}

#[test]
fn what_an_admin_asked_for_before_the_upgrade_is_done_after_it() {
    let (order, charge) = (OrderId::from_number(7), ChargeId("stx1".to_owned()));
    let admin = || Some(PersonKey("ab12".to_owned()));
    for (row, tell) in [
        (
            r#"{"Tell":{"RefundOrder":{"order":7,"charge":"stx1","admin":"ab12"}}}"#,
            Tell::ReturnOrder { order, charge: charge.clone(), admin: admin() },
        ),
        (
            r#"{"Tell":{"ReturnOrder":{"order":7,"charge":"stx1"}}}"#,
            Tell::ReturnOrder { order, charge: charge.clone(), admin: None },
        ),
        (
            r#"{"Tell":{"Settled":{"order":7,"charge":"stx1","admin":"ab12"}}}"#,
            Tell::SettledCharge { charge: charge.clone(), admin: admin() },
        ),
        (
            r#"{"Tell":{"SettledCharge":{"charge":"stx1"}}}"#,
            Tell::SettledCharge { charge: charge.clone(), admin: None },
        ),
    ] {
        assert_eq!(read(row), Body::Tell(tell));
    }
}

#[test]
fn a_question_that_was_queued_before_the_upgrade_is_shown_and_its_buttons_move_nothing() {
    let row = r#"{"Say":{"to":{"Customer":5},"text":{"RefundAlready":{"order":7}},"lang":"ru",
        "keyboard":[
        [{"label":{"BtnRefundYes":{"price":{"minor":308,"currency":"XTR"}}},
          "act":{"Press":{"RefundYes":[7,1,1790000000]}}}],
        [{"label":"BtnSettledYes","act":{"Press":{"SettledYes":[7,2,1790000000]}}}],
        [{"label":"BtnRefundNo","act":{"Press":{"RefundNo":7}}}],
        [{"label":"BtnCaseRetry","act":{"Press":{"CaseAct":[3,"Retry",4,1790000000]}}}],
        [{"label":"BtnHome","act":{"Press":"Home"}}]],"role":"Plain"}}"#;
    let Body::Say { keyboard, .. } = read(row) else { panic!("{row}") };
    let acts: Vec<ButtonAction> = keyboard.0.into_iter().flatten().map(|key| key.act).collect();
    let order = OrderId::from_number(7);
    // Their digests were of another form: whoever presses one is told to ask again.
    let presses = [
        Press::OrderAct(order, CaseAct::Refund, 1, 1_790_000_000),
        Press::OrderAct(order, CaseAct::Outside, 2, 1_790_000_000),
        Press::Leave,
        Press::CaseAct(3, CaseAct::Retry, 4, 1_790_000_000),
        Press::Home,
    ];
    assert_eq!(acts, presses.map(ButtonAction::Press));
    let row = r#"{"Edit":{"to":{"Customer":5},"message":9,"text":{"RefundLeft":{"order":7}},
        "lang":"kk","keyboard":[]}}"#;
    let Body::Edit { text, .. } = read(row) else { panic!("{row}") };
    assert_eq!(text, Text::RefundStale { order });
}
