//! The card, its guides, what does not work, the list of orders, and who is back.

use crate::domain::charge::ChargeState;
use crate::domain::decision::Decision;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, Effect, Role, Side};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, country, place, plan_id, presses};
use crate::domain::ids::MessageId;
use crate::domain::lang::Lang;
use crate::domain::order::OrderState;
use crate::domain::plan::CoverageName;
use crate::domain::press::{Phone, Press};
use crate::domain::text::Text;
use crate::domain::time::Day;

fn bodies(decision: &Decision) -> Vec<&Body> {
    decision.effects.iter().map(|effect| &effect.body).collect()
}

#[test]
fn the_codes_stand_below_the_very_card_and_only_where_the_qr_arrived() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let card = scene.order().card.unwrap();
    for (press, side) in [(Press::ByHand(order), Side::Codes), (Press::Front(order), Side::Front)] {
        let decision = scene.press_on(press, card);
        let lang = Lang::En;
        assert_eq!(bodies(&decision), [&Body::TurnCard { order, card, side, lang }]);
    }
    // From another message the QR comes anew; its codes are not said there.
    let decision = scene.press_on(Press::ByHand(order), MessageId(card.0 + 7));
    assert!(matches!(bodies(&decision)[..], [Body::Say { role: Role::Card(_), .. }]));
    let esim = scene.order().state().esim().unwrap();
    let charge = scene.order().state().charge().cloned().unwrap();
    let last = scene.snap.rows.orders.last_mut().unwrap();
    *last = last.clone().as_written(OrderState::Provisioned { charge, esim });
    let decision = scene.press_on(Press::ByHand(order), card);
    let turned = bodies(&decision).iter().any(|body| matches!(body, Body::TurnCard { .. }));
    assert!(!turned, "nobody may have seen it yet");
}

#[test]
fn the_newest_card_is_pinned_and_the_one_before_it_is_not_any_more() {
    let mut scene = Scene::customer(Lang::En);
    let pins = |scene: &Scene| {
        let pin = |effect: &Effect| match effect.body {
            Body::Pin { message, on, .. } => Some((message, on)),
            _ => None,
        };
        scene.effects.iter().filter_map(pin).collect::<Vec<_>>()
    };
    scene.bought("TH", "th-5");
    let first = scene.order().card.unwrap();
    assert_eq!(pins(&scene), [(first, true)]);
    scene.bought("TR", "tr-1");
    let second = scene.order().card.unwrap();
    assert_eq!(pins(&scene)[1..], [(first, false), (second, true)]);
    let line = MessageId(900);
    let decision = scene.event(Event::Pinned(line));
    assert!(matches!(bodies(&decision)[..], [Body::Delete { message, .. }] if *message == line));
}

#[test]
fn a_look_at_the_orders_leads_back_to_the_checkout_and_keeps_what_was_given() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TR", "tr-1");
    scene.press(Press::Offer(order));
    let given = scene.snap.rows.customer.consents;
    scene.command(Command::Esims);
    let back = Press::Plan(place("TR"), plan_id("tr-1"));
    assert_eq!(presses(&scene.last().keyboard).last(), Some(&back));
    scene.press(back);
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Checkout);
    assert_eq!(scene.snap.rows.customer.consents, given);
    scene.start();
    scene.command(Command::Esims);
    assert_eq!(presses(&scene.last().keyboard).last(), Some(&Press::Home));
}

#[test]
fn a_guide_knows_what_was_bought_and_changes_in_place() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let card = scene.order().card.unwrap();
    let starts = Text::of_starts(scene.order().plan.starts);
    scene.press_on(Press::Install(order), card);
    let guide = scene.last().id;
    let count = scene.chat.len();
    scene.press(Press::StepsIphone(order));
    assert!(scene.says(&Text::StepsIphone) && scene.says(&starts));
    assert!(scene.says(&Text::ArriveIphone { place: CoverageName::Place(place("TH")) }));
    assert!(!scene.says(&Text::StepsConfirmation), "there is none");
    scene.snap.known.confirmation = true;
    scene.press(Press::StepsAndroid(order));
    assert!(scene.says(&Text::StepsConfirmation));
    assert_eq!((scene.last().id, scene.chat.len()), (guide, count), "one guide, in one place");
    scene.press(Press::Close);
    assert!(scene.chat.iter().all(|shown| shown.id != guide), "the QR is the last message again");
}

#[test]
fn what_does_not_work_goes_to_support_with_country_and_phone() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    scene.press(Press::StepsTrouble(order));
    assert!(scene.offers().contains(&Press::TroubleAt(order, Some(country("TH")))));
    scene.typed("Japan");
    assert!(scene.says(&Text::TroublePhone));
    scene.press(Press::TroubleOn(order, Some(country("JP")), Phone::Iphone));
    assert!(scene.says(&Text::TroubleElsewhere { country: country("JP") }));
    scene.press(Press::TroubleAt(order, Some(country("JP"))));
    scene.press(Press::StepsTrouble(order));
    scene.press(Press::TroubleAt(order, Some(country("TH"))));
    scene.press(Press::TroubleOn(order, Some(country("TH")), Phone::Android));
    assert!(scene.says(&Text::TroubleAndroid));
    let decision = scene.press(Press::TroubleSend(order, Some(country("TH")), Phone::Android));
    let header = Text::SupportTrouble {
        order,
        place: CoverageName::Place(place("TH")),
        country: country("TH"),
        phone: Box::new(Text::BtnPhoneAndroid),
        language: Lang::En,
    };
    let told = |body: &&Body| matches!(body, Body::Say { text, .. } if *text == header);
    assert!(bodies(&decision).iter().any(told));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Support, "what follows goes there too");
}

#[test]
fn orders_are_listed_by_what_they_are_with_the_way_of_their_money() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let labels = |scene: &Scene| {
        let buttons = scene.last().keyboard.0.iter().flatten();
        buttons.map(|button| button.label.clone()).collect::<Vec<_>>()
    };
    let (bought, allowance) = (scene.order().paid_at.unwrap(), scene.order().plan.allowance);
    let (place, day) = (CoverageName::Place(place("TH")), Day(bought));
    scene.command(Command::Esims);
    assert!(labels(&scene).contains(&Text::BtnTrip { place: place.clone(), allowance, day }));
    let charge = scene.order().state().charge().cloned().unwrap();
    for (state, said) in [
        (ChargeState::Refunding, Text::StateReturning),
        (ChargeState::DueAtProvider, Text::StateReturning),
        (ChargeState::Refunded, Text::StateBack),
    ] {
        let last = scene.snap.rows.orders.last_mut().unwrap();
        *last = last.clone().as_written(OrderState::Returned { charge: charge.clone() });
        let paid = scene.snap.rows.charges.last_mut().unwrap();
        *paid = paid.clone().as_written(state);
        scene.command(Command::Esims);
        let state = Box::new(said);
        let place = place.clone();
        assert!(labels(&scene).contains(&Text::BtnTripState { place, allowance, day, state }));
    }
    scene.press(Press::Esim(order));
    scene.press(Press::Receipt(order));
    let days = i64::from(scene.order().plan.days);
    let amount = scene.order().asked.unwrap();
    assert!(scene.says(&Text::Receipt { order, place, allowance, days, amount, day }));
}

#[test]
fn who_is_back_is_greeted_with_the_last_trip_and_an_open_order() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let (allowance, day) = (scene.order().plan.allowance, Day(scene.order().paid_at.unwrap()));
    scene.start();
    assert!(scene.says(&Text::HomeAgain {
        place: CoverageName::Place(place("TH")),
        allowance,
        day
    }));
    assert!(scene.offers().contains(&Press::Plan(place("TH"), plan_id("th-5"))));
    assert!(!scene.offers().contains(&Press::Esim(order)));
    let open = scene.invoiced("TR", "tr-1");
    scene.start();
    let state = Box::new(Text::StateInvoiced);
    let allowance = scene.order().plan.allowance;
    assert!(scene.says(&Text::HomeOpen {
        place: CoverageName::Place(place("TR")),
        allowance,
        state
    }));
    assert!(scene.offers().contains(&Press::Esim(open)));
}
