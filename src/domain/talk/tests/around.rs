//! Around the checkout: what leads back to it, a pause, an empty shop, old buttons.

use crate::domain::consent::Consents;
use crate::domain::effect::{ButtonAction, Link, Timer};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, catalogue, place, plan_id, plans, presses, toast};
use crate::domain::ids::QueryId;
use crate::domain::lang::Lang;
use crate::domain::order::INVOICE_LIFE;
use crate::domain::press::Press;
use crate::domain::text::Text;

use super::agreeing::invoices;

#[test]
fn a_look_at_something_else_leads_back_to_the_very_place() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Offer(order));
    scene.typed("traveller@example.com");
    let shown = scene.last().clone();
    let back = Press::Plan(place("TH"), plan_id("th-5"));
    let commands = [Command::Support, Command::Help, Command::Terms, Command::Privacy];
    for command in commands.into_iter().chain([Command::Language, Command::PaySupport]) {
        scene.command(command);
        scene.press(back.clone());
        let last = scene.last();
        assert_eq!((&last.text, &last.keyboard), (&shown.text, &shown.keyboard), "{command:?}");
        assert!(presses(&last.keyboard).contains(&Press::Offer(order)));
    }
    // The buttons of the checkout mean what they say, wherever its customer is.
    scene.command(Command::Support);
    scene.press(Press::Processing(order));
    scene.press(Press::Transfer(order));
    scene.press(Press::Pay(order));
    assert_eq!(invoices(&scene), [order]);
}

#[test]
fn the_sellers_pages_are_links_where_there_are_some() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    assert!(scene.offers().contains(&Press::Terms(1)));
    scene.set_up(|setup| setup.offer_link = true);
    scene.press(Press::Privacy(1));
    scene.press(Press::Plan(place("TH"), plan_id("th-5")));
    let actions: Vec<_> =
        scene.last().keyboard.0.iter().flatten().map(|button| &button.act).collect();
    assert!(actions.contains(&&ButtonAction::Link(Link::Offer)));
}

#[test]
fn a_pause_stops_sales_and_nothing_else() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.snap.switches.paused = true;
    scene.press(Press::Offer(order));
    assert!(scene.says(&Text::SalesPaused));
    assert!(scene.consents.is_empty());
    assert!(!scene.offers().contains(&Press::Pay(order)));
    scene.start();
    assert!(scene.says(&Text::SalesPaused) && scene.says(&Text::Home));
}

#[test]
fn an_empty_shop_says_so() {
    let mut scene = Scene::customer(Lang::En);
    scene.snap.catalogue = catalogue(Vec::new());
    scene.start();
    assert!(scene.says(&Text::NothingForSale));
    let message = scene.last().id;
    scene.press_on(Press::Plan(place("TH"), plan_id("th-5")), message);
    assert!(scene.says(&Text::NotForSale));
    scene.press_on(Press::Plans(crate::domain::country::Place::World, 0), message);
    assert!(scene.says(&Text::NotForSale));
}

#[test]
fn a_button_of_another_version_changes_no_message() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    let message = Some(scene.last().id);
    let before = scene.chat.clone();
    let query = QueryId("old".into());
    let decision = scene.event(Event::StalePress { message, query });
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert!(decision.answers[0].show_alert);
    assert_eq!(scene.chat, before);
}

#[test]
fn what_was_agreed_to_is_used_for_that_plan_and_those_consents_alone() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    let mut plans = plans();
    for plan in plans.iter_mut().filter(|plan| plan.id == plan_id("th-5")) {
        plan.days -= 1;
    }
    scene.snap.catalogue = catalogue(plans);
    let decision = scene.press(Press::Pay(order));
    assert_eq!(toast(&decision), Some(Text::PlanChanged));
    assert!(scene.snap.rows.orders.is_empty());
    let renewed = scene.reviewed();
    assert_ne!(renewed, order, "the buttons under the former plan are old");
    scene.press(Press::Pay(renewed));
    assert_eq!(invoices(&scene), [renewed]);
    // Taken back and given anew since: a checkout asks, under another number.
    scene.wait(INVOICE_LIFE);
    scene.event(Event::Due(Timer::InvoiceEnds { order: renewed, n: 1 }));
    scene.press(Press::Pay(renewed));
    assert_eq!(invoices(&scene), [renewed, renewed], "one press brings a new one");
    scene.wait(INVOICE_LIFE);
    scene.event(Event::Due(Timer::InvoiceEnds { order: renewed, n: 2 }));
    scene.snap.rows.customer.consents = Consents::all_given(scene.snap.now);
    scene.press(Press::Pay(renewed));
    assert_eq!(invoices(&scene).len(), 2);
    assert_ne!(scene.reviewed(), renewed);
}
