//! What is bought before the trip and opened later: what is said, and what shows it.

mod money;

use std::sync::Arc;

use crate::domain::almaty::{day_of, day_start};
use crate::domain::case::CaseKind;
use crate::domain::catalogue::{Catalogue, Listed};
use crate::domain::consent::Purpose;
use crate::domain::decision::Decision;
use crate::domain::effect::{Body, EffectKey, Role, Timer, To};
use crate::domain::event::{Command, Ended, Event, InvoiceRef};
use crate::domain::fixtures::{Scene, place, plan_id, plans, presses};
use crate::domain::ids::{EsimId, MessageId, OrderId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::order::{DELIVERY_PROMISE, Opening, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::press::Press;
use crate::domain::tell::Tell;
use crate::domain::text::Text;
use crate::domain::time::{Day, Millis, Stamp};

/// A customer whose order was paid and waits; with a letter if so wished.
fn kept(letter: bool, tenge: bool) -> (Scene, OrderId) {
    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.tenge = tenge);
    let order = chosen(&mut scene);
    if letter {
        scene.by_mail(order, "traveller@example.com");
    } else {
        scene.press(Press::Pay(order));
    }
    if tenge {
        scene.press_on(Press::PayTenge(order), scene.order().invoice_message.unwrap());
    }
    scene.charge(order);
    (scene, order)
}

/// Up to Pay, with the QR to be opened later.
fn chosen(scene: &mut Scene) -> OrderId {
    let order = scene.review("TR", "tr-1");
    scene.press(Press::OpenLater(order));
    scene.agree(order);
    order
}

/// Whether anything of this puts a code before somebody's eyes.
fn shows(decision: &Decision) -> bool {
    let shown = |body: &Body| {
        matches!(body, Body::ShowQr { .. } | Body::SendMail { .. } | Body::TurnCard { .. })
    };
    decision.effects.iter().any(|effect| shown(&effect.body))
}

fn timers(scene: &Scene) -> Vec<(Timer, Stamp)> {
    let timer = |body: &Body| match body {
        Body::Timer(timer) => Some(timer.clone()),
        _ => None,
    };
    let all = scene.effects.iter().filter_map(|one| Some((timer(&one.body)?, one.due_at)));
    all.filter(|(timer, _)| {
        !matches!(timer, Timer::InvoiceEnds { .. } | Timer::ApprovalEnds { .. })
    })
    .collect()
}

fn until(scene: &Scene) -> Stamp {
    scene.order().unopened_until().unwrap()
}

fn ends(scene: &mut Scene, order: OrderId) -> std::rc::Rc<Decision> {
    scene.snap.now = until(scene);
    scene.event(Event::Due(Timer::OpenEnds { order }))
}

#[test]
fn the_choice_stands_on_the_checkout_and_is_part_of_what_is_consented_to() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TR", "tr-1");
    let later = Text::CheckoutLater { days: 30 };
    assert!(!scene.says(&later));
    scene.press(Press::OpenLater(order));
    assert!(scene.says(&later));
    assert!(!scene.says(&Text::TengeByPerson { days: 3 }), "tenge cannot pay");
    scene.press(Press::Offer(order));
    let shown = scene.consents.iter().find(|row| row.purpose == Purpose::Offer).unwrap();
    let Text::Lines(lines) = &shown.shown else { panic!() };
    assert!(lines.contains(&later));
    scene.press(Press::OpenNow(order));
    assert!(!scene.says(&later));
    scene.press(Press::OpenLater(order));
    scene.agree(order);
    scene.set_up(|setup| setup.tenge = true);
    scene.press(Press::OpenLater(order));
    assert!(scene.says(&Text::TengeByPerson { days: 3 }), "before it is paid");
    scene.press(Press::Pay(order));
    assert_eq!(scene.order().opening, Opening::Later { days: 30 });
}

#[test]
fn what_does_not_last_is_not_offered_for_later() {
    let offers =
        |scene: &Scene| scene.offers().iter().any(|press| matches!(press, Press::OpenLater(_)));
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TR", "tr-1");
    assert!(offers(&scene));
    scene.press(Press::OpenLater(order));
    scene.agree(order);
    let short = plans().into_iter().map(|plan| Listed {
        plan,
        withdrawn: false,
        free: 10,
        lasting: false,
        bought: 0,
    });
    scene.snap.catalogue = Arc::new(Catalogue::new(short));
    let decision = scene.press(Press::Pay(order));
    let toast = decision.answers[0].toast.as_ref().map(|(text, _)| text.clone());
    assert_eq!(toast, Some(Text::LaterNotNow));
    assert!(scene.snap.rows.orders.is_empty(), "nothing else is sold than what was chosen");
    assert!(!offers(&scene));
    scene.press(Press::Pay(order));
    assert_eq!(scene.order().opening, Opening::AtOnce);

    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.later_days = 0);
    scene.review("TR", "tr-1");
    assert!(!offers(&scene), "the owner does not offer it");
}

#[test]
fn a_payment_is_refused_when_no_code_lasts_any_more() {
    for (left, why) in [(3, Text::RefuseLater), (0, Text::RefuseStock)] {
        let mut scene = Scene::customer(Lang::En);
        let id = chosen(&mut scene);
        scene.press(Press::Pay(id));
        scene.snap.known.stock.free = None;
        scene.snap.known.stock.left = left;
        let order = scene.of(id);
        let invoice = order.invoiced_at().map(|at| InvoiceRef { order: id, at });
        let (query, received_at) = (QueryId("late".to_owned()), scene.snap.now);
        scene.event(Event::PreCheckout { query, money: order.asked, invoice, received_at });
        assert!(scene.says(&why), "{why:?}");
        assert!(scene.offers().contains(&Press::Plan(place("TR"), plan_id("tr-1"))) == (left > 0));
    }
}

#[test]
fn a_paid_order_waits_and_says_until_when() {
    let (scene, order) = kept(true, false);
    assert!(matches!(scene.order().state(), OrderState::Provisioned { .. }));
    let paid = scene.order().paid_at.unwrap();
    let end = day_start(day_of(paid) + 31);
    assert_eq!(until(&scene), end);
    let Text::Lines(lines) = &scene.last().text else { panic!() };
    let last = Day(end - Millis(1));
    assert!(matches!(&lines[..], [Text::CardKept { until, .. }] if *until == last));
    assert_eq!(&scene.offers()[..2], [Press::Open(order), Press::WantRefund(order)]);
    let noon = Millis::hours(12);
    assert_eq!(
        timers(&scene),
        [
            (Timer::OpenEnds { order }, end),
            (Timer::Reminder { order, days: 7 }, end - Millis::days(7) - noon),
            (Timer::Reminder { order, days: 1 }, end - Millis::days(1) - noon),
        ],
        "nothing is late before it is wanted"
    );
    assert_eq!(scene.order().deadline(DELIVERY_PROMISE), None);
    assert_eq!((scene.order().qr_count, scene.order().mail_count), (0, 0));
    assert_eq!(scene.order().shown_at, None);
}

#[test]
fn nothing_but_the_press_shows_it() {
    for letter in [false, true] {
        let (scene, order) = kept(letter, false);
        let charge = scene.order().state().charge().unwrap().clone();
        let esim = scene.order().state().esim().unwrap();
        let card = scene.order().card.unwrap();
        let paid = scene.order().clone().as_written(OrderState::Paid { charge });
        let said = |outcome| {
            let to = To::Customer(scene.snap.rows.customer.id);
            Event::Ended(Ended::Said { to, role: Role::Card(order), outcome })
        };
        let provided = Ended::Provision { order, esim: Some(esim), outcome: Outcome::Done(None) };
        let blocked = Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked });
        let events = [
            Event::Start(None),
            Event::Command(Command::Esims),
            Event::Reachable(false),
            Event::Reachable(true),
            Event::Told(Tell::TryAgain { order }),
            Event::Told(Tell::ShowAgain { order }),
            Event::Due(Timer::DeliveryLate { order }),
            Event::Due(Timer::StillUnseen { order }),
            Event::Due(Timer::Reminder { order, days: 1 }),
            Event::Ended(provided),
            said(blocked),
            said(Outcome::Failed(Fault::Unknown)),
            said(Outcome::Done(Some(MessageId(card.0 + 1)))),
        ];
        let presses = [
            Press::ShowQr(order),
            Press::SendMail(order),
            Press::MailOn(order),
            Press::MailSame(order),
            Press::CorrectFor(order),
            Press::ByHand(order),
            Press::Front(order),
            Press::Install(order),
        ];
        for row in [scene.order().clone(), paid] {
            let mut scene = scene.clone();
            *scene.snap.rows.orders.last_mut().unwrap() = row;
            scene.snap.rows.customer.unreachable_at = Some(scene.snap.now);
            for event in &events {
                let decision = scene.event(event.clone());
                assert!(!shows(&decision), "{event:?}");
                assert!(decision.cases.is_empty(), "the wait is no case: {event:?}");
                scene.snap.rows.customer.unreachable_at = Some(scene.snap.now);
            }
            for press in &presses {
                let decision = scene.press_on(press.clone(), card);
                assert!(!shows(&decision), "{press:?}");
            }
            assert!(scene.order().is_unopened());
            assert_eq!(scene.order().shown_at, None);
        }
    }
}

#[test]
fn who_could_not_be_told_of_a_kept_order_reads_it_on_coming_back() {
    let (mut scene, order) = kept(false, false);
    scene.snap.rows.orders.last_mut().unwrap().card = None;
    scene.snap.rows.customer.unreachable_at = Some(scene.snap.now);
    scene.start();
    let open = Press::Open(order);
    let cards = scene.chat.iter().filter(|shown| presses(&shown.keyboard).contains(&open));
    assert_eq!(cards.count(), 2, "the first one that never came, and this one");
}

#[test]
fn opened_on_its_card_the_qr_comes_into_it_and_the_letter_goes() {
    let (mut scene, order) = kept(true, false);
    let card = scene.order().card.unwrap();
    scene.wait(Millis::days(3));
    let now = scene.snap.now;
    let decision = scene.press_on(Press::Open(order), card);
    let bodies: Vec<_> = decision.effects.iter().map(|effect| &effect.body).collect();
    assert!(matches!(
        bodies[..],
        [
            Body::Timer(Timer::DeliveryLate { .. }),
            Body::ShowQr { card: Some(at), n: 1, .. },
            Body::SendMail { n: 1, .. },
        ] if *at == card
    ));
    assert_eq!(decision.effects[0].due_at, now + DELIVERY_PROMISE);
    for gone in [
        EffectKey::OpenEnds(order),
        EffectKey::Reminder { order, days: 7 },
        EffectKey::Reminder { order, days: 1 },
    ] {
        assert!(decision.cancel.contains(&gone), "{gone}");
    }
    assert_eq!(scene.order().opening, Opening::Opened { at: now });
    assert_eq!(scene.order().deadline(DELIVERY_PROMISE), Some(now + DELIVERY_PROMISE));
    // What was asked for already is not asked for once more.
    let again = scene.press_on(Press::Open(order), card);
    assert!(!shows(&again));
}

#[test]
fn opened_elsewhere_the_qr_comes_where_it_was_pressed() {
    let (mut scene, order) = kept(false, false);
    let card = scene.order().card.unwrap();
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    let screen = scene.last().id;
    let decision = scene.press_on(Press::Open(order), screen);
    let shown = decision.effects.iter().find_map(|effect| match effect.body {
        Body::ShowQr { card, .. } => card,
        _ => None,
    });
    assert_eq!((shown, scene.order().card), (Some(screen), Some(screen)));
    let former = scene.chat.iter().find(|shown| shown.id == card).unwrap();
    assert_eq!(former.text, Text::CardOpened { order });
    assert!(former.keyboard.0.is_empty());
}

#[test]
fn a_forged_press_takes_no_other_orders_card() {
    let mut scene = Scene::customer(Lang::En);
    scene.bought("TH", "th-5");
    let others = scene.order().card.unwrap();
    let order = chosen(&mut scene);
    scene.press(Press::Pay(order));
    scene.snap.known.stock.free = Some(EsimId(501));
    scene.charge(order);
    let card = scene.order().card.unwrap();
    let decision = scene.press_on(Press::Open(order), others);
    let at = |body: &Body| matches!(body, Body::ShowQr { card: Some(at), .. } if *at == card);
    assert!(decision.effects.iter().any(|effect| at(&effect.body)));
}

#[test]
fn without_an_esim_the_supplier_is_asked_at_the_press_and_then_it_can_be_late() {
    let mut scene = Scene::customer(Lang::En);
    let order = chosen(&mut scene);
    scene.press(Press::Pay(order));
    scene.snap.known.stock.free = Some(EsimId(500));
    scene.charge(order);
    let charge = scene.order().state().charge().unwrap().clone();
    let row = scene.order().clone().as_written(OrderState::Paid { charge });
    *scene.snap.rows.orders.last_mut().unwrap() = row;
    let late = scene.event(Event::Due(Timer::DeliveryLate { order }));
    assert!(late.effects.is_empty() && late.cases.is_empty());
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    let screen = scene.last().id;
    let decision = scene.press(Press::Open(order));
    assert!(
        scene.says(&Text::EsimPromise { until: scene.order().deadline(DELIVERY_PROMISE).unwrap() })
    );
    assert_eq!(scene.order().card, Some(screen), "where it was pressed");
    assert_eq!(decision.hurry, [EffectKey::Provision(order)]);
    assert_eq!(decision.cases.iter().map(|case| case.kind).collect::<Vec<_>>(), [CaseKind::Stuck]);
    let outcome = Outcome::Done(None);
    let provided = Ended::Provision { order, esim: Some(EsimId(500)), outcome };
    assert!(shows(&scene.event(Event::Ended(provided))));
}

#[test]
fn a_reminder_names_the_last_day_and_leads_both_ways() {
    let (mut scene, order) = kept(false, true);
    scene.snap.now = until(&scene) - Millis::days(1) - Millis::hours(12);
    scene.event(Event::Due(Timer::Reminder { order, days: 1 }));
    let last = Day(until(&scene) - Millis(1));
    assert!(matches!(&scene.lines()[0], Text::OpenReminder { until, .. } if *until == last));
    assert!(scene.says(&Text::TengeByPerson { days: 3 }));
    assert_eq!(&scene.offers()[..2], [Press::Open(order), Press::WantRefund(order)]);
    let before = scene.chat.len();
    scene.event(Event::Due(Timer::Reminder { order, days: 7 }));
    assert_eq!(scene.chat.len(), before, "one is enough after a standstill");
    let card = scene.order().card.unwrap();
    scene.press_on(Press::Open(order), card);
    let before = scene.chat.len();
    scene.event(Event::Due(Timer::Reminder { order, days: 1 }));
    assert_eq!(scene.chat.len(), before, "it was opened");
}

#[test]
fn an_unopened_order_says_what_to_do_before_an_erasure() {
    let (mut scene, order) = kept(false, false);
    scene.command(Command::DeleteMyData);
    assert!(scene.says(&Text::EraseUnopened { order }));
    let offers = scene.offers();
    assert!(offers.contains(&Press::Open(order)) && offers.contains(&Press::WantRefund(order)));
}

#[test]
fn the_list_says_that_it_waits() {
    let (mut scene, order) = kept(false, false);
    let waits = Text::StateUnopened { until: Day(until(&scene) - Millis(1)) };
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    assert!(scene.says(&Text::EsimState { state: Box::new(waits.clone()) }));
    assert_eq!(&scene.offers()[..2], [Press::Open(order), Press::WantRefund(order)]);
    scene.start();
    let open = |text: &Text| matches!(text, Text::HomeOpen { state, .. } if **state == waits);
    assert!(scene.lines().iter().any(open), "and so does the first screen");
}
