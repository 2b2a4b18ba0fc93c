//! Letters after the payment, and the addresses they go to.

use crate::domain::case::{CaseKind, EndedCase};
use crate::domain::consent::{ConsentAct, Purpose};
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, EffectKey, To};
use crate::domain::event::{Command, Ended, Event};
use crate::domain::fixtures::{Scene, toast};
use crate::domain::ids::OrderId;
use crate::domain::lang::Lang;
use crate::domain::order::{MailChoice, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::press::Press;
use crate::domain::text::Text;

pub(super) fn with_mail(scene: &mut Scene) -> OrderId {
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    scene.by_mail(order, "traveller@example.com");
    order
}

#[test]
fn a_corrected_address_is_used_when_mail_is_asked_for() {
    let mut scene = Scene::customer(Lang::En);
    let order = with_mail(&mut scene);
    scene.pay(order);
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    let mails = |scene: &Scene| {
        let mail = |body: &Body| match body {
            Body::SendMail { address, .. } => Some(*address),
            _ => None,
        };
        scene.effects.iter().filter_map(|effect| mail(&effect.body)).collect::<Vec<_>>()
    };
    let first = scene.snap.rows.customer.address.unwrap();
    assert_eq!(mails(&scene), [first]);
    scene.press(Press::CorrectFor(order));
    scene.typed("other@example.com");
    let second = scene.addresses.last().unwrap().0;
    assert_eq!(scene.kept, [first].into(), "what is not confirmed has no row");
    let decision = scene.press(Press::AddressOk(second));
    assert!(scene.says(&Text::LetterUnderWay { address: second }));
    assert_eq!(mails(&scene), [first, second], "the letter follows");
    let former = EffectKey::Mail { order, n: 1 };
    assert_eq!((&scene.kept, &decision.cancel), (&[second].into(), &vec![former]));
    scene.press(Press::Esim(order));
    scene.press(Press::SendMail(order));
    assert_eq!(mails(&scene), [first, second, second]);
}

fn mail_ends(scene: &mut Scene, order: OrderId, n: i64, outcome: Outcome) {
    scene.event(Event::Ended(Ended::Mail { order, n, outcome }));
}

const REFUSED: Outcome = Outcome::Failed(Fault::Reject { reason: Reason::BadAddress });

#[test]
fn a_correction_sends_every_letter_that_did_not_arrive_and_no_other() {
    let mut scene = Scene::customer(Lang::En);
    let orders = [0, 1, 2].map(|n| {
        let order = scene.review("TH", "th-5");
        scene.agree(order);
        if n == 0 {
            scene.by_mail(order, "traveller@example.com");
        } else {
            scene.press(Press::EmailSame(order));
            scene.press(Press::Pay(order));
        }
        scene.pay(order);
        let outcome = if n == 0 { Outcome::Done(None) } else { REFUSED };
        mail_ends(&mut scene, order, 1, outcome);
        order
    });
    let address = scene.snap.rows.customer.address.unwrap();
    assert!(scene.says(&Text::LetterFailedShown { order: orders[2], address }));
    scene.press(Press::CorrectFor(orders[2]));
    scene.typed("other@example.com");
    let right = scene.addresses.last().unwrap().0;
    let decision = scene.press(Press::AddressOk(right));
    let sent: Vec<OrderId> = decision
        .effects
        .iter()
        .filter_map(|effect| match effect.body {
            Body::SendMail { order, address, .. } if address == right => Some(order),
            _ => None,
        })
        .collect();
    assert_eq!(sent, orders[1..]);
    // What comes of the former letters later is said to nobody.
    let before = scene.chat.len();
    mail_ends(&mut scene, orders[1], 1, Outcome::Failed(Fault::Unknown));
    assert_eq!(scene.chat.len(), before);
    mail_ends(&mut scene, orders[1], 2, Outcome::Done(None));
    assert!(scene.says(&Text::MailSent { order: orders[1], address: right }));
}

/// A bought order whose letter of this number is under way.
fn mailed(n: i64) -> (Scene, OrderId) {
    let mut scene = Scene::customer(Lang::En);
    let order = with_mail(&mut scene);
    scene.pay(order);
    for sent in 1..n {
        mail_ends(&mut scene, order, sent, Outcome::Done(None));
        scene.command(Command::Esims);
        scene.press(Press::Esim(order));
        scene.press(Press::SendMail(order));
    }
    (scene, order)
}

#[test]
fn admins_hear_of_a_first_letter_that_fails_where_the_address_is_not_to_blame() {
    let other = Outcome::Failed(Fault::Reject { reason: Reason::Refused });
    for (n, outcome, heard) in [(1, other, true), (1, REFUSED, false), (2, other, false)] {
        let (mut scene, order) = mailed(n);
        let decision = scene.event(Event::Ended(Ended::Mail { order, n, outcome }));
        let alert = Text::AlertMail { order };
        let tells = |body: &Body| match body {
            Body::Say { to: To::Admin(_), text, .. } => *text == alert,
            _ => false,
        };
        let told = decision.effects.iter().any(|effect| tells(&effect.body));
        assert_eq!(told, heard, "letter {n}: {outcome:?}");
    }
}

#[test]
fn a_letter_that_was_asked_for_and_went_shows_that_the_code_can_be_opened() {
    for (n, outcome, closes) in
        [(1, Outcome::Done(None), false), (2, REFUSED, false), (2, Outcome::Done(None), true)]
    {
        let (mut scene, order) = mailed(n);
        let decision = scene.event(Event::Ended(Ended::Mail { order, n, outcome }));
        let ended = |case: &EndedCase| (case.kind, case.subject.clone());
        let closed: Vec<_> = decision.closed.iter().map(ended).collect();
        let case = (CaseKind::Unreadable, order.compact());
        assert_eq!(closed, Vec::from_iter(closes.then_some(case)), "letter {n}: {outcome:?}");
    }
}

#[test]
fn an_order_that_went_to_the_chat_alone_can_be_mailed_with_a_consent() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    scene.press(Press::SendMail(order));
    assert!(scene.says(&Text::LetterOffer { order }));
    scene.press(Press::MailOn(order));
    let row = scene.consents.last().unwrap();
    assert_eq!((row.purpose, row.act), (Purpose::Email, ConsentAct::Granted));
    assert_eq!((&row.shown, row.order), (&Text::LetterOffer { order }, Some(order)));
    scene.typed("traveller@example.com");
    assert!(scene.kept.is_empty());
    let address = scene.addresses.last().unwrap().0;
    scene.press(Press::AddressOk(address));
    assert_eq!(scene.order().mail, MailChoice::To(address));
    assert!(scene.effects.iter().any(|effect| matches!(effect.body, Body::SendMail { .. })));
}

#[test]
fn an_address_that_was_given_for_one_order_goes_when_that_order_declines_it() {
    let mut scene = Scene::customer(Lang::En);
    let order = with_mail(&mut scene);
    assert_eq!(scene.kept.len(), 1);
    scene.command(Command::Cancel);
    assert_eq!(*scene.order().state(), OrderState::Cancelled, "{order}");
    assert_eq!(scene.kept.len(), 1, "it stands for the next order");
    scene.invoiced("TH", "th-5");
    assert!(scene.kept.is_empty());
    assert_eq!(scene.snap.rows.customer.address, None);
}

#[test]
fn the_consent_to_mail_can_be_taken_back() {
    let mut scene = Scene::customer(Lang::En);
    let order = with_mail(&mut scene);
    scene.command(Command::Consents);
    scene.press(Press::WithdrawEmail);
    let row = scene.consents.last().unwrap();
    assert_eq!((row.purpose, row.act), (Purpose::Email, ConsentAct::Withdrawn));
    assert_eq!(scene.snap.rows.customer.address, None);
    assert_eq!(scene.order().mail, MailChoice::Withdrawn);
    assert!(scene.kept.is_empty());
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Paying(order), "the place is kept");
    let message = scene.last().id;
    let decision = scene.press_on(Press::Correct, message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
}
