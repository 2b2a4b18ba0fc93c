//! Letters after the payment, and the addresses they go to.

use crate::domain::case::{CaseKind, EndedCase};
use crate::domain::consent::{ConsentAct, Purpose};
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, EffectKey, To};
use crate::domain::event::{Command, Ended, Event};
use crate::domain::fixtures::{Scene, toast};
use crate::domain::ids::{AddressId, CustomerId, OrderId};
use crate::domain::lang::Lang;
use crate::domain::mailbox::{LetterLink, LinkOf, Mailbox};
use crate::domain::order::{MailChoice, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::press::Press;
use crate::domain::tell::Tell;
use crate::domain::text::Text;
use crate::domain::time::Millis;

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

fn letters(scene: &Scene) -> Vec<bool> {
    let asks = |body: &Body| match body {
        Body::SendMail { asks, .. } => Some(*asks),
        _ => None,
    };
    scene.effects.iter().filter_map(|effect| asks(&effect.body)).collect()
}

#[test]
fn a_letter_again_needs_a_mailbox_that_showed_life() {
    let (mut scene, order) = mailed(1);
    mail_ends(&mut scene, order, 1, Outcome::Done(None));
    let address = scene.snap.rows.customer.address.unwrap();
    let sent = scene.snap.now;
    let (taken, queued) = (Some(sent), Some(sent));
    scene.snap.known.mailbox = Some(Mailbox { taken, queued, ..Mailbox::default() });
    for _ in 0..3 {
        scene.command(Command::Esims);
        scene.press(Press::Esim(order));
        scene.press(Press::SendMail(order));
        let until = sent + Millis::hours(24);
        assert!(scene.says(&Text::LetterSilent { address, until }));
    }
    assert_eq!(letters(&scene), [false]);
    scene.wait(Millis::hours(24));
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    scene.press(Press::SendMail(order));
    assert_eq!(letters(&scene), [false, false]);
}

#[test]
fn a_corrected_address_is_asked_for_life_before_the_code_goes_there() {
    let (mut scene, order) = mailed(1);
    mail_ends(&mut scene, order, 1, REFUSED);
    scene.snap.known.mailbox = Some(Mailbox::default());
    let shown_at = scene.order().shown_at;
    scene.press(Press::CorrectFor(order));
    scene.typed("other@example.com");
    let address = scene.addresses.last().unwrap().0;
    scene.press(Press::AddressOk(address));
    assert!(scene.says(&Text::LetterAsks { address }));
    assert_eq!((letters(&scene), scene.order().shown_at), (vec![false, true], shown_at));
    let asked = Ended::Asked { order, n: 2, outcome: Outcome::Done(None) };
    let decision = scene.event(Event::Ended(asked));
    assert_eq!(decision.letters, [(order, 2, true)]);
    assert_eq!(scene.order().mailed, 0, "no code arrived");
    // The link was pressed: what was asked for follows, once.
    scene.snap.known.mailbox = Some(Mailbox { pressed: true, ..Mailbox::default() });
    for _ in 0..2 {
        scene.event(Event::Told(Tell::MailboxLives { address }));
        let n = scene.order().mail_count;
        mail_ends(&mut scene, order, n, Outcome::Done(None));
    }
    assert_eq!(letters(&scene), [false, true, false]);
}

#[test]
fn whoever_presses_the_link_of_a_letter_sees_nothing_of_the_order() {
    let link = LetterLink::parse("0123456789abcdef0123456789abcdef").unwrap();
    for owner in [None, Some(CustomerId(5))] {
        let mut scene = Scene::customer(Lang::Kk);
        scene.snap.known.link = Some(LinkOf { customer: owner, address: Some(AddressId(9)) });
        let decision = scene.event(Event::FromLetter(link.clone()));
        assert_eq!(
            (decision.link.as_ref(), scene.last().text.clone()),
            (Some(&link), Text::LetterLinkPressed)
        );
        let told: Vec<_> = decision
            .effects
            .iter()
            .filter(|effect| matches!(effect.body, Body::Tell(_)))
            .map(|effect| effect.customer)
            .collect();
        assert_eq!(told, Vec::from_iter(owner.map(Some)));
    }
    // One that is over, or was never ours, is an ordinary /start.
    let mut scene = Scene::customer(Lang::Kk);
    let decision = scene.event(Event::FromLetter(link));
    assert!(decision.link.is_none() && !scene.says(&Text::LetterLinkPressed));
}
