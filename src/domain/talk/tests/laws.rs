//! What holds whatever people press and type.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::domain::case::CaseAct;
use crate::domain::consent::{ASKED, ConsentAct, ConsentRow, Purpose};
use crate::domain::country::Place;
use crate::domain::dialogue::{Dialogue, TypedAddress};
use crate::domain::effect::ButtonAction;
use crate::domain::email::Email;
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, country, place, plan_id, presses};
use crate::domain::ids::{
    AddressId, ChargeId, CustomerId, EsimId, MessageId, OrderId, ParcelId, QueryId,
};
use crate::domain::lang::Lang;
use crate::domain::missive::Missive;
use crate::domain::order::{MailChoice, Order, OrderState};
use crate::domain::press::{Phone, Press};
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};

const COMMANDS: [Command; 10] = [
    Command::Language,
    Command::Esims,
    Command::Help,
    Command::Terms,
    Command::Privacy,
    Command::Consents,
    Command::PaySupport,
    Command::Support,
    Command::Cancel,
    Command::DeleteMyData,
];

const TYPED: [&str; 7] =
    ["Türkiye", "a@gmial.com", "a@example.com", "\u{200b}\u{202e}", "", "🤷", "<script>"];

/// Every kind of press, about these orders and addresses.
fn every_press(order: OrderId, address: AddressId) -> Vec<Press> {
    let (at, id) = (place("TR"), plan_id("tr-1"));
    vec![
        Press::Lang(Lang::Kk),
        Press::Language,
        Press::Home,
        Press::Countries(0),
        Press::Countries(u16::MAX),
        Press::Regions,
        Press::Search,
        Press::Initial('T'),
        Press::Initial('ы'),
        Press::Plans(at, 0),
        Press::Plans(Place::World, u16::MAX),
        Press::Plans(place("KZ"), 0),
        Press::Coverages(at, 0),
        Press::Coverages(place("KZ"), u16::MAX),
        Press::Coverage(at, plan_id("eu-10"), u16::MAX),
        Press::Coverage(at, plan_id("gone"), 0),
        Press::Plan(at, id.clone()),
        Press::Plan(at, plan_id("gone")),
        Press::Phone(at, id.clone()),
        Press::Buy(at, id),
        Press::Buy(at, plan_id("gone")),
        Press::Offer(order),
        Press::Processing(order),
        Press::Transfer(order),
        Press::AgreeToAll(order),
        Press::Decline(order),
        Press::EmailYes(order),
        Press::EmailNo(order),
        Press::EmailSame(order),
        Press::AddressOk(address),
        Press::AddressAgain(Some(order)),
        Press::AddressAgain(None),
        Press::Pay(order),
        Press::PayStars(order),
        Press::PayTenge(order),
        Press::PriceOk(order, 100_000),
        Press::Cancel(order),
        Press::Declined(order, 0),
        Press::TryAgain(order, 0),
        Press::Esims(0),
        Press::Esims(u16::MAX),
        Press::Esim(order),
        Press::ShowQr(order),
        Press::SendMail(order),
        Press::MailOn(order),
        Press::MailSame(order),
        Press::Correct,
        Press::CorrectFor(order),
        Press::StepsIphone(order),
        Press::StepsAndroid(order),
        Press::StepsTrouble(order),
        Press::Install(order),
        Press::TroubleAt(order, None),
        Press::TroubleAt(order, Some(country("TR"))),
        Press::TroubleOn(order, Some(country("TR")), Phone::Iphone),
        Press::TroubleOn(order, Some(country("JP")), Phone::Android),
        Press::TroubleSend(order, None, Phone::Android),
        Press::ByHand(order),
        Press::Front(order),
        Press::Receipt(order),
        Press::Close,
        Press::WantRefund(order),
        Press::Terms(0),
        Press::Privacy(u8::MAX),
        Press::Consents,
        Press::WithdrawEmail,
        Press::Support,
        Press::PassOn(MessageId(1)),
        Press::LookUp(MessageId(1)),
        Press::OpenNow(order),
        Press::OpenLater(order),
        Press::Open(order),
        Press::KeepTalk(ParcelId(1)),
        Press::SendTalk(ParcelId(1)),
        Press::WithdrawTalk,
        Press::Mute(CustomerId(7)),
        Press::Unmute(CustomerId(7)),
        Press::Help,
        Press::Leave,
        Press::Erase(0),
        Press::Erase(1),
        Press::Erase(2),
        Press::Erase(u8::MAX),
        Press::CasePlans(1, 0),
        Press::CasePlan(1, plan_id("gone")),
        Press::OrderAct(order, CaseAct::Refund, 1, 1),
        Press::OrderAct(order, CaseAct::Outside, 1, 1),
    ]
}

fn every_dialogue(order: OrderId, address: AddressId) -> Vec<Dialogue> {
    let at = place("TR");
    vec![
        Dialogue::Home,
        Dialogue::Countries(3),
        Dialogue::Regions,
        Dialogue::Initial('T'),
        Dialogue::Plans(at, 9),
        Dialogue::Coverages(at, 9),
        Dialogue::Coverage(at, plan_id("eu-10"), 9),
        Dialogue::Coverage(at, plan_id("gone"), 0),
        Dialogue::Checkout,
        Dialogue::Address(Some(order)),
        Dialogue::Address(None),
        Dialogue::AddressCheck(Some(order), typed(address), None),
        Dialogue::AddressCheck(None, typed(AddressId(1)), Some(typed(address))),
        Dialogue::Paying(order),
        Dialogue::Esims(2),
        Dialogue::Esim(order),
        Dialogue::Letter(order),
        Dialogue::Trouble(order),
        Dialogue::Support,
        Dialogue::Consents,
        Dialogue::Erase(1),
        Dialogue::Erase(2),
        Dialogue::Erase(9),
    ]
}

fn typed(id: AddressId) -> TypedAddress {
    TypedAddress { id, email: Email::parse("traveller@example.com").unwrap() }
}

fn every_state() -> Vec<OrderState> {
    let (charge, until) = (ChargeId("c".into()), Stamp(i64::MAX));
    let esim = EsimId(1);
    vec![
        OrderState::Draft,
        OrderState::Invoiced { until },
        OrderState::Invoiced { until: Stamp(0) },
        OrderState::Approved { query: QueryId("p".into()), until },
        OrderState::Paid { charge: charge.clone() },
        OrderState::Provisioned { charge: charge.clone(), esim },
        OrderState::Fulfilled { charge: charge.clone(), esim: Some(esim) },
        OrderState::Returned { charge },
        OrderState::Expired,
        OrderState::Cancelled,
    ]
}

/// Every dialogue with its order in every state, and with no such order.
fn every_scene() -> Vec<(Scene, OrderId, AddressId)> {
    let order = Scene::customer(Lang::En).invoiced("TR", "tr-1");
    let mut scenes = Vec::new();
    let address = AddressId(9);
    for dialogue in every_dialogue(order, address) {
        for state in every_state().into_iter().map(Some).chain([None]) {
            let mut scene = Scene::customer(Lang::En);
            scene.invoiced("TR", "tr-1");
            scene.start();
            scene.snap.rows.customer.dialogue = dialogue.clone();
            match state {
                Some(state) => {
                    let order = scene.snap.rows.orders[0].clone();
                    scene.snap.rows.orders[0] = order.as_written(state);
                }
                None => scene.snap.rows.orders.clear(),
            }
            scenes.push((scene, order, address));
        }
    }
    scenes
}

/// The root of the shop, and messages that leave the place as it is, need no way back.
fn has_a_way_on(text: &Text, last_row: Option<&Vec<crate::domain::effect::Button>>) -> bool {
    let first = match text {
        Text::Lines(parts) => &parts[0],
        alone => alone,
    };
    let free = matches!(
        first,
        Text::ChooseLanguage
            | Text::PressAButton
            | Text::Unexpected
            | Text::QrAgain
            | Text::OrderUnknown
            | Text::Receipt { .. }
            | Text::PaymentUnderWay { .. }
            | Text::UnknownCommand
            | Text::RefundNoted { .. }
            | Text::RefundStarted { .. }
            | Text::RefundByPerson { .. }
            | Text::OpenOver { .. }
            | Text::CardOpened { .. }
            | Text::EraseDone
    );
    free || last_row
        .is_some_and(|row| row.iter().any(|key| matches!(key.act, ButtonAction::Press(_))))
}

fn check(scene: &Scene) {
    for shown in &scene.chat {
        let last = shown.keyboard.0.last();
        assert!(has_a_way_on(&shown.text, last), "a dead end: {shown:#?}");
        let keys = shown.keyboard.0.iter().map(Vec::len).sum::<usize>();
        assert!(keys <= 100, "Telegram takes at most 100 keys");
        assert!(shown.keyboard.0.iter().all(|row| !row.is_empty() && row.len() <= 8));
    }
    let now = scene.snap.now;
    let busy = scene.snap.rows.orders.iter().filter(|order| match order.state() {
        OrderState::Invoiced { until } => now < *until,
        OrderState::Approved { .. } => true,
        _ => false,
    });
    assert!(busy.count() <= 1, "only one order can be paid at a time");
}

/// Nothing is sold without all consents, nothing mailed without its own.
fn check_consents(scene: &Scene) {
    let granted = |purpose: Purpose| {
        let given = |row: &&ConsentRow| row.purpose == purpose && row.act == ConsentAct::Granted;
        scene.consents.iter().any(|row| given(&row))
    };
    for order in &scene.snap.rows.orders {
        for purpose in ASKED {
            assert!(granted(purpose), "{purpose:?}");
        }
        if let MailChoice::To(address) = order.mail {
            assert!(granted(Purpose::Email));
            assert!(scene.addresses.iter().any(|(known, _)| *known == address));
        }
    }
    let orders = scene.snap.rows.orders.iter().filter_map(Order::mail_address);
    let named: BTreeSet<AddressId> = orders.chain(scene.snap.rows.customer.address).collect();
    assert_eq!(scene.kept, named, "an address has a row while it is named, and no longer");
}

#[test]
fn every_press_is_answered_once_in_every_place() {
    for (scene, order, address) in every_scene() {
        for press in every_press(order, address) {
            let mut scene = scene.clone();
            let message = scene.last().id;
            scene.press_on(press, message);
        }
    }
}

#[test]
fn start_works_from_every_place() {
    for (mut scene, ..) in every_scene() {
        let from = scene.snap.rows.customer.dialogue.clone();
        scene.start();
        let home = scene.says(&Text::Home) || scene.says(&Text::HomeWhere);
        assert!(home, "from {from:?}");
        assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Home);
    }
}

#[test]
fn everything_typed_sent_or_commanded_is_answered_in_every_place() {
    let mut events: Vec<Event> = COMMANDS.map(Event::Command).to_vec();
    events.extend([
        Event::Said(Missive::text(MessageId(5), "x")),
        Event::Said(Missive::unread(MessageId(1))),
        Event::Unread,
        Event::Edited,
        Event::UnknownCommand,
    ]);
    for (scene, ..) in every_scene() {
        for event in &events {
            let mut scene = scene.clone();
            let before = scene.chat.len();
            scene.event(event.clone());
            assert!(
                scene.chat.len() > before,
                "{event:?} in {:?}",
                scene.snap.rows.customer.dialogue
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_conversation_breaks_the_rules(
        steps in prop::collection::vec((0_u8..100, any::<u16>()), 1..60),
        tenge: bool,
        mail: bool,
    ) {
        let mut scene = Scene::stranger(Lang::Ru);
        scene.set_up(|setup| { setup.tenge = tenge; setup.mail = mail; });
        scene.start();
        for (kind, pick) in steps {
            let pick = usize::from(pick);
            match kind {
                // Mostly people press what they see, newest first.
                0..70 => {
                    let seen: Vec<(MessageId, Press)> = scene
                        .chat
                        .iter()
                        .rev()
                        .take(3)
                        .flat_map(|shown| {
                            presses(&shown.keyboard).into_iter().map(|press| (shown.id, press))
                        })
                        .collect();
                    if let Some((message, press)) = seen.get(pick % seen.len().max(1)).cloned() {
                        scene.press_on(press, message);
                    }
                }
                // Sometimes what they saw long ago, or what somebody made up.
                70..78 => {
                    let order = scene.snap.rows.orders.first();
                    let order = order.map_or(OrderId::from_random(5), |o| o.id);
                    let address = scene.addresses.first().map_or(AddressId(5), |(id, _)| *id);
                    let all = every_press(order, address);
                    let message = scene.chat.last().map_or(MessageId(1), |shown| shown.id);
                    scene.press_on(all[pick % all.len()].clone(), message);
                }
                78..90 => {
                    scene.typed(TYPED[pick % TYPED.len()]);
                }
                90..95 => {
                    scene.command(COMMANDS[pick % COMMANDS.len()]);
                }
                95..97 => {
                    scene.event(Event::Reachable(pick % 2 == 0));
                }
                _ => scene.wait(Millis::minutes(i64::try_from(pick % 60).unwrap())),
            }
            check(&scene);
            check_consents(&scene);
        }
        if scene.snap.rows.customer.leaving_since.is_none() {
            scene.start();
            let home = scene.says(&Text::Home) || scene.says(&Text::HomeWhere);
            prop_assert!(home, "/start leads home: {:?}", scene.last());
        }
    }
}
