//! What can be done beside and after a purchase.

use super::letters::with_mail;
use crate::domain::decision::StockMove;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, Role};
use crate::domain::event::{Command, Ended, Event};
use crate::domain::fixtures::{Scene, Shown, lines, place, plan_id, presses, toast};
use crate::domain::ids::{EsimId, OrderId};
use crate::domain::lang::Lang;
use crate::domain::order::OrderState;
use crate::domain::outcome::Outcome;
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

#[test]
fn the_list_is_paged_newest_first() {
    let mut scene = Scene::customer(Lang::En);
    scene.command(Command::Esims);
    assert!(scene.says(&Text::EsimsEmpty));
    let orders: Vec<OrderId> = (0..8).map(|_| scene.bought("TH", "th-5")).collect();
    scene.command(Command::Esims);
    assert!(scene.says(&Text::EsimsTitle { page: 1, pages: 2 }));
    assert_eq!(scene.offers().first(), Some(&Press::Esim(orders[7])));
    scene.press(Press::Esims(1));
    scene.press(Press::Esim(orders[0]));
    assert_eq!(scene.offers().last(), Some(&Press::Esims(1)), "Back leads to its page");
}

#[test]
fn a_delivered_esim_can_be_shown_again_and_bought_again() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    assert!(!scene.offers().contains(&Press::CorrectFor(order)), "no address to correct");
    scene.press(Press::ShowQr(order));
    let card = scene.effects.iter().rev().find_map(|effect| match &effect.body {
        Body::Say { role: Role::Card(of), .. } => Some(*of),
        _ => None,
    });
    assert_eq!(card, Some(order));
    scene.press(Press::Plan(place("TH"), plan_id("th-5")));
    let agreed = |shown: &Shown| lines(&shown.text).contains(&Text::CheckoutAgreed);
    assert!(scene.chat.iter().any(agreed), "nothing is asked twice");
    let again = scene.reviewed();
    scene.press(Press::Pay(again));
    assert_eq!(scene.order().id, again);
}

#[test]
fn buttons_of_a_card_never_change_the_card() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let card = scene.order().card.unwrap();
    for press in [
        Press::StepsIphone(order),
        Press::StepsAndroid(order),
        Press::StepsTrouble(order),
        Press::Esim(order),
        Press::Esims(0),
        Press::Support,
        Press::ShowQr(order),
        Press::Plan(place("TH"), plan_id("th-5")),
        Press::Home,
        Press::Language,
    ] {
        let before = scene.chat.len();
        let decision = scene.press_on(press.clone(), card);
        let edits = decision
            .effects
            .iter()
            .any(|effect| matches!(&effect.body, Body::Edit { message, .. } if *message == card));
        assert!(!edits, "{press:?}");
        assert!(scene.chat.len() > before, "{press:?} answers below");
    }
}

#[test]
fn orders_of_somebody_else_are_unknown() {
    let mut scene = Scene::customer(Lang::En);
    let other = OrderId::from_random(99);
    for press in [
        Press::Esim(other),
        Press::Cancel(other),
        Press::ShowQr(other),
        Press::SendMail(other),
        Press::WantRefund(other),
        Press::StepsIphone(other),
        Press::PriceOk(other, 1),
    ] {
        scene.start();
        let message = scene.last().id;
        scene.press_on(press.clone(), message);
        assert!(scene.says(&Text::OrderUnknown), "{press:?}");
    }
    assert!(scene.snap.rows.orders.is_empty());
}

#[test]
fn a_late_esim_offers_the_money_back() {
    let mut scene = Scene::customer(Lang::En);
    let id = scene.bought("TH", "th-5");
    // As if the supplier had not answered yet.
    let charge = scene.order().state().charge().cloned().unwrap();
    let order = scene.snap.rows.orders.last_mut().unwrap();
    *order = order.clone().as_written(OrderState::Paid { charge });
    scene.command(Command::Esims);
    scene.press(Press::Esim(id));
    assert!(!scene.offers().contains(&Press::WantRefund(id)), "somebody may have seen the code");
    scene.snap.rows.orders.last_mut().unwrap().shown_at = None;
    scene.press(Press::Esims(0));
    scene.press(Press::Esim(id));
    assert!(scene.offers().contains(&Press::WantRefund(id)), "also before the deadline");

    scene.command(Command::DeleteMyData);
    assert!(scene.says(&Text::EraseOpen { order: id }));
    assert!(scene.offers().contains(&Press::WantRefund(id)));
    assert_eq!(scene.snap.rows.customer.leaving_since, None);
}

#[test]
fn cancel_leaves_a_question_or_gives_up_what_waits() {
    let mut scene = Scene::customer(Lang::En);
    scene.command(Command::Cancel);
    assert!(scene.says(&Text::NothingToCancel));
    scene.command(Command::Support);
    scene.command(Command::Cancel);
    assert!(scene.says(&Text::Left));
    let order = scene.invoiced("TH", "th-5");
    scene.command(Command::Cancel);
    assert!(scene.says(&Text::OrderCancelled { order }));
    assert_eq!(*scene.order().state(), OrderState::Cancelled);
}

#[test]
fn erasure_asks_twice_and_only_then_begins() {
    let mut scene = Scene::customer(Lang::En);
    scene.bought("TH", "th-5");
    scene.command(Command::DeleteMyData);
    assert!(scene.says(&Text::EraseFirst));
    let message = scene.last().id;
    let decision = scene.press_on(Press::Erase(2), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    scene.press(Press::Erase(1));
    assert!(scene.says(&Text::EraseSecond));
    scene.press(Press::Leave);
    assert!(scene.says(&Text::Left));
    let decision = scene.press_on(Press::Erase(2), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert_eq!(scene.snap.rows.customer.leaving_since, None);

    scene.command(Command::DeleteMyData);
    scene.press(Press::Erase(1));
    let decision = scene.press(Press::Erase(2));
    assert!(decision.cancel_all);
    assert!(scene.snap.rows.customer.leaving_since.is_some());
    assert!(scene.chat.iter().any(|shown| shown.text == Text::EraseDone));
}

#[test]
fn an_esim_that_comes_for_somebody_who_leaves_is_free_again_unless_an_order_holds_it() {
    let mut scene = Scene::customer(Lang::En);
    let holds = scene.bought("TH", "th-5");
    let cancelled = scene.invoiced("TH", "th-5");
    scene.command(Command::Cancel);
    scene.command(Command::DeleteMyData);
    scene.press(Press::Erase(1));
    scene.press(Press::Erase(2));
    let comes = |order| {
        let esim = Some(EsimId(7));
        Event::Ended(Ended::Provision { order, esim, outcome: Outcome::Done(None) })
    };
    let freed = scene.event(comes(cancelled)).stock.clone();
    assert_eq!(freed, [StockMove::Release(EsimId(7), cancelled)]);
    assert_eq!(scene.event(comes(holds)).stock, [], "what may have been shown is not sold again");
}

#[test]
fn a_look_at_help_keeps_the_place_of_a_purchase() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    scene.press(Press::EmailYes(order));
    for command in [
        Command::Help,
        Command::Terms,
        Command::Privacy,
        Command::PaySupport,
        Command::Consents,
        Command::Language,
    ] {
        scene.command(command);
        assert_eq!(
            scene.snap.rows.customer.dialogue,
            Dialogue::Address(Some(order)),
            "{command:?}"
        );
        assert_eq!(scene.offers().last(), Some(&Press::AddressAgain(Some(order))), "{command:?}");
    }
    scene.press(Press::AddressAgain(Some(order)));
    assert!(scene.says(&Text::AddressQuestion));
    // A button of another question takes the address from no order.
    let message = scene.last().id;
    let decision = scene.press_on(Press::AddressAgain(None), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Address(Some(order)));
}

#[test]
fn the_pages_of_documents_turn_and_end() {
    let mut scene = Scene::customer(Lang::En);
    let turns = |scene: &Scene| {
        let turns = |press: &Press| matches!(press, Press::Privacy(_) | Press::Terms(_));
        scene.offers().into_iter().filter(turns).collect::<Vec<_>>()
    };
    scene.command(Command::Terms);
    assert_eq!(turns(&scene), [Press::Terms(2)]);
    scene.command(Command::Privacy);
    assert_eq!(turns(&scene), [Press::Privacy(2)]);
    scene.press(Press::Privacy(2));
    assert_eq!(turns(&scene), [Press::Privacy(1), Press::Privacy(3)]);
    scene.press(Press::Privacy(3));
    assert!(scene.says(&Text::Privacy3));
    assert_eq!(turns(&scene), [Press::Privacy(2)]);
    let message = scene.last().id;
    scene.press_on(Press::Terms(200), message);
    assert!(scene.says(&Text::Terms2));
    scene.press_on(Press::Terms(0), message);
    assert!(scene.says(&Text::Terms1));
}

#[test]
fn who_comes_back_is_shown_what_was_paid_for() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.bought("TH", "th-5");
    let state = scene.order().state();
    let (charge, esim) = (state.charge().cloned().unwrap(), state.esim().unwrap());
    let row = scene.snap.rows.orders.last_mut().unwrap();
    *row = row.clone().as_written(OrderState::Provisioned { charge, esim });
    scene.event(Event::Reachable(false));
    let away = scene.snap.rows.customer.unreachable_at;
    assert!(away.is_some());
    scene.event(Event::Reachable(false));
    assert_eq!(scene.snap.rows.customer.unreachable_at, away, "since when is not forgotten");
    let decision = scene.start();
    assert_eq!(scene.snap.rows.customer.unreachable_at, None);
    let card = decision.effects.iter().any(
        |effect| matches!(&effect.body, Body::Say { role: Role::Card(of), .. } if *of == order),
    );
    assert!(card);
}

#[test]
fn a_session_lives_on_while_it_is_used() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.snap.rows.customer.seen_at;
    scene.command(Command::Help);
    assert_eq!(scene.snap.rows.customer.seen_at, first, "not for seconds");
    scene.wait(Millis::hours(1));
    let decision = scene.command(Command::Help);
    assert!(decision.customer.as_ref().is_some_and(|customer| customer.seen_at > first));
}

#[test]
fn an_address_never_stands_in_a_text() {
    let mut scene = Scene::customer(Lang::En);
    let order = with_mail(&mut scene);
    scene.pay(order);
    scene.command(Command::Esims);
    scene.press(Press::Esim(order));
    scene.command(Command::Consents);
    let everything = format!("{:?}", scene.effects);
    assert!(!everything.contains("traveller"));
    assert!(presses(&scene.last().keyboard).contains(&Press::WithdrawEmail));
}
