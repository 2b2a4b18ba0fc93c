//! From the review to the invoice: offer, processing, price, e-mail, rail.

use crate::domain::consent::{ConsentAct, Purpose};
use crate::domain::decision::Count;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, ButtonAction, Link, Timer};
use crate::domain::event::Event;
use crate::domain::fixtures::{Scene, catalogue, place, plan_id, plans, toast};
use crate::domain::ids::{OrderId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::order::{INVOICE_LIFE, MailChoice, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;

pub(super) fn invoices(scene: &Scene) -> Vec<OrderId> {
    let order = |body: &Body| match body {
        Body::SendInvoice { order, .. } => Some(*order),
        _ => None,
    };
    scene.effects.iter().filter_map(|effect| order(&effect.body)).collect()
}

fn reprice(scene: &mut Scene, id: &str, tenge: i64) {
    let mut plans = plans();
    for plan in plans.iter_mut().filter(|plan| plan.id == plan_id(id)) {
        plan.price = Money::kzt(tenge * 100);
    }
    scene.snap.catalogue = catalogue(plans);
}

#[test]
fn both_presses_come_before_the_order_and_are_written_down_as_shown() {
    let mut scene = Scene::customer(Lang::Kk);
    let order = scene.review("TH", "th-5");
    let shown = scene.last().text.clone();
    scene.press(Press::Offer(order));
    assert!(scene.snap.rows.orders.is_empty());
    let asked = scene.last().text.clone();
    assert!(scene.says(&Text::ReviewProcessing));
    scene.press(Press::Processing(order));

    let [offer, processing] = &scene.consents[..] else { panic!("{:#?}", scene.consents) };
    assert_eq!((offer.purpose, &offer.shown, offer.lang), (Purpose::Offer, &shown, Lang::Kk));
    assert_eq!((processing.purpose, &processing.shown), (Purpose::Processing, &asked));
    assert!(scene.consents.iter().all(|row| row.order == Some(order)));
    let row = scene.order();
    assert_eq!((row.id, row.state(), row.lang), (order, &OrderState::Draft, Lang::Kk));
    assert_eq!(row.price, Money::kzt(300_000));
    assert!(scene.says(&Text::EmailQuestion));
    assert_eq!(scene.counts, [Count::Visitor, Count::Plans, Count::Review]);

    // The second purchase asks for the offer only.
    scene.press(Press::EmailNo(order));
    scene.pay(order);
    let second = scene.review("TH", "th-5");
    assert!(scene.says(&Text::ReviewProcessingStands));
    scene.press(Press::Offer(second));
    assert_eq!(scene.order().id, second);
}

#[test]
fn declining_the_processing_leaves_nothing_behind() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Offer(order));
    let before = scene.consents.len();
    scene.press(Press::ProcessingNo(order));
    assert!(scene.says(&Text::ProcessingDeclined));
    assert!(scene.snap.rows.orders.is_empty());
    assert_eq!((scene.consents.len(), scene.snap.rows.customer.processing), (before, None));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Home);
    let message = scene.last().id;
    let decision = scene.press_on(Press::Processing(order), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert!(scene.snap.rows.orders.is_empty());
}

#[test]
fn a_price_that_changed_under_the_review_is_agreed_to_anew() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Offer(order));
    reprice(&mut scene, "th-5", 3_500);
    scene.press(Press::Processing(order));
    assert!(scene.snap.rows.orders.is_empty());
    assert!(scene.says(&Text::ReviewOffer));
    let told = scene.chat.iter().any(|shown| {
        matches!(shown.text, Text::PriceChanged { old, new, .. }
            if old == Money::kzt(300_000) && new == Money::kzt(350_000))
    });
    assert!(told);
    let renewed = scene.reviewed();
    scene.agree(renewed);
    assert_eq!(scene.order().price, Money::kzt(350_000));
}

#[test]
fn a_price_that_changed_before_the_invoice_is_asked_again() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    reprice(&mut scene, "th-5", 3_500);
    scene.press(Press::EmailNo(order));
    let (old, new) = (Money::kzt(300_000), Money::kzt(350_000));
    assert!(scene.says(&Text::PriceChanged { order, old, new }));
    assert!(invoices(&scene).is_empty());
    reprice(&mut scene, "th-5", 3_600);
    scene.press(Press::PriceOk(order, new.minor));
    assert!(scene.says(&Text::PriceChanged { order, old, new: Money::kzt(360_000) }));
    scene.press(Press::PriceOk(order, 360_000));
    assert_eq!(invoices(&scene), [order]);
    assert_eq!(scene.order().asked, Some(Money::stars(554)));
    assert_eq!(scene.order().price, Money::kzt(360_000));
}

#[test]
fn a_double_tap_buys_once() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    let message = scene.last().id;
    scene.press_on(Press::Buy(place("TH"), plan_id("th-5")), message);
    assert_eq!(scene.reviewed(), order);
    scene.press_on(Press::Offer(order), message);
    scene.press_on(Press::Offer(order), message);
    scene.press_on(Press::Processing(order), message);
    scene.press_on(Press::Processing(order), message);
    assert_eq!((scene.snap.rows.orders.len(), scene.consents.len()), (1, 2));
    scene.press_on(Press::Buy(place("TH"), plan_id("th-5")), message);
    assert!(scene.says(&Text::EmailQuestion));
    assert_eq!(scene.snap.rows.orders.len(), 1);
}

#[test]
fn another_order_is_settled_before_a_new_one() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.invoiced("TH", "th-5");
    let message = scene.last().id;
    scene.press_on(Press::Buy(place("TR"), plan_id("tr-1")), message);
    assert!(scene.says(&Text::OrderWaits { order: first }));
    scene.press(Press::Cancel(first));
    assert_eq!(*scene.order().state(), OrderState::Cancelled);
    let second = scene.invoiced("TR", "tr-1");
    assert_ne!(first, second);
    assert_eq!(invoices(&scene), [first, second]);
}

#[test]
fn an_invoice_that_ran_out_is_not_renewed_beside_another() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.invoiced("TH", "th-5");
    scene.wait(INVOICE_LIFE);
    scene.event(Event::Due(Timer::InvoiceEnds { order: first, n: 1 }));
    assert!(scene.says(&Text::InvoiceOver { order: first }));
    let old = scene.last().id;
    let second = scene.invoiced("TR", "tr-1");
    scene.press_on(Press::Pay(first), old);
    let waits = Text::OrderWaits { order: second };
    assert!(scene.chat.iter().any(|shown| shown.text == waits));
    assert_eq!(invoices(&scene), [first, second]);
    scene.press(Press::Cancel(second));
    scene.press_on(Press::Pay(first), old);
    assert_eq!(invoices(&scene), [first, second, first], "the same number, a new invoice");
}

#[test]
fn with_two_ways_to_pay_the_customer_picks() {
    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.tenge = true);
    let order = scene.invoiced("TH", "th-5");
    assert!(scene.says(&Text::RailQuestion { order }));
    assert!(invoices(&scene).is_empty());
    scene.press(Press::PayTenge(order));
    assert_eq!(scene.order().asked, Some(Money::kzt(300_000)));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Paying(order));

    let mut scene = Scene::customer(Lang::En);
    let order = scene.invoiced("TH", "th-5");
    let message = scene.last().id;
    let decision = scene.press_on(Press::PayTenge(order), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
}

#[test]
fn the_e_mail_is_asked_checked_and_corrected() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    scene.press(Press::EmailYes(order));
    scene.typed("not an address");
    assert!(scene.says(&Text::AddressOneOnly));
    scene.typed("not-an-address");
    assert!(scene.says(&Text::AddressNoAt));
    scene.typed("traveller@example");
    assert!(scene.says(&Text::AddressNoDot));
    scene.typed("путник@example.com");
    assert!(scene.says(&Text::AddressNotLatin));
    scene.typed("a..b@example.com");
    assert!(scene.says(&Text::AddressBad));
    scene.typed(&format!("a@{}com", "abcdefgh.".repeat(40)));
    assert!(scene.says(&Text::AddressTooLong));
    scene.event(Event::Unread);
    assert!(scene.says(&Text::AddressAsText));
    scene.typed("traveller@gmial.com");
    let [(typed, _), (meant, email)] = &scene.addresses[..] else { panic!() };
    let (typed, meant) = (*typed, *meant);
    assert_eq!(email.expose(), "traveller@gmail.com");
    assert!(scene.says(&Text::AddressTypo { address: typed, suggestion: meant }));
    scene.press(Press::AddressOk(meant));
    assert_eq!(scene.order().mail, MailChoice::To(meant));
    assert_eq!(scene.snap.rows.customer.address, Some(meant));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Paying(order));
    let row = scene.consents.last().unwrap();
    assert_eq!((row.purpose, row.act), (Purpose::Email, ConsentAct::Granted));
    assert_eq!((&row.shown, row.order), (&Text::EmailQuestion, Some(order)));

    // An old confirmation means nothing any more.
    let message = scene.last().id;
    let decision = scene.press_on(Press::AddressOk(typed), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert_eq!(scene.snap.rows.customer.address, Some(meant));
}

#[test]
fn an_address_with_a_slip_is_shown_back_mended() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    scene.press(Press::EmailYes(order));
    scene.typed("mailto:traveller@gmail,com");
    let [(address, email)] = &scene.addresses[..] else { panic!() };
    assert_eq!(email.expose(), "traveller@gmail.com");
    assert!(scene.says(&Text::AddressCheck { address: *address }));
}

#[test]
fn the_known_address_is_one_press() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.review("TH", "th-5");
    scene.agree(first);
    scene.press(Press::EmailYes(first));
    scene.typed("traveller@example.com");
    let address = scene.addresses[0].0;
    scene.press(Press::AddressOk(address));
    scene.press(Press::Cancel(first));
    let second = scene.review("TH", "th-5");
    scene.agree(second);
    assert!(scene.says(&Text::EmailQuestionSame { address }));
    scene.press(Press::EmailSame(second));
    assert_eq!(scene.order().mail, MailChoice::To(address));
    assert_eq!(scene.consents.iter().filter(|row| row.purpose == Purpose::Email).count(), 2);
}

#[test]
fn without_mail_it_is_not_offered() {
    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.mail = false);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    assert_eq!(scene.order().mail, MailChoice::ChatOnly);
    assert_eq!(invoices(&scene), [order]);
}

#[test]
fn the_sellers_pages_are_links_where_there_are_some() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    assert!(scene.offers().contains(&Press::Terms(1)));
    scene.press(Press::Terms(1));
    scene.press(Press::Terms(2));
    scene.press(Press::Buy(place("TH"), plan_id("th-5")));
    assert!(scene.says(&Text::ReviewOffer), "Back leads to the review");
    scene.set_up(|setup| setup.offer_link = true);
    scene.press(Press::Privacy(1));
    scene.press(Press::Buy(place("TH"), plan_id("th-5")));
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
    scene.press(Press::Plan(place("TH"), plan_id("th-5")));
    assert!(scene.says(&Text::SalesPaused));
    assert!(!scene.offers().contains(&Press::Buy(place("TH"), plan_id("th-5"))));
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
fn a_button_of_another_version_leads_back_to_the_place() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    let message = Some(scene.last().id);
    let query = QueryId("old".into());
    let decision = scene.event(Event::StalePress { message, query });
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert!(scene.says(&Text::ReviewOffer));
}
