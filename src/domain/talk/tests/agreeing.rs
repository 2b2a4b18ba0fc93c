//! The checkout: consents, price, e-mail, rail, and the invoice.

use std::sync::Arc;

use crate::domain::catalogue::{Catalogue, Listed};
use crate::domain::consent::{ASKED, ConsentAct, EDITION, Purpose, Standing};
use crate::domain::decision::Count;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, ButtonAction, Timer};
use crate::domain::event::{Command, Event, InvoiceRef};
use crate::domain::fixtures::{Scene, catalogue, place, plan_id, plans, toast};
use crate::domain::ids::{OrderId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::order::{APPROVAL_LIFE, CHARGE_PATIENCE, INVOICE_LIFE, MailChoice, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

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

fn buttons_of(order: OrderId) -> [Press; 3] {
    [Press::Offer(order), Press::Processing(order), Press::Transfer(order)]
}

#[test]
fn each_consent_is_a_press_of_its_own_and_only_pay_makes_an_order() {
    let mut scene = Scene::customer(Lang::Kk);
    let order = scene.review("TH", "th-5");
    let shown = scene.last().text.clone();
    let decision = scene.press(Press::Pay(order));
    assert_eq!(toast(&decision), Some(Text::ConsentsMissing));
    for press in buttons_of(order) {
        let row =
            scene.last().keyboard.0.iter().find(|row| {
                row.iter().any(|button| button.act == ButtonAction::Press(press.clone()))
            });
        let pair = row.map(Vec::len);
        assert_eq!(pair, Some(2), "yes and no stand side by side");
        scene.press(press);
        assert!(scene.snap.rows.orders.is_empty() && invoices(&scene).is_empty());
    }
    let given: Vec<Purpose> = scene.consents.iter().map(|row| row.purpose).collect();
    assert_eq!(given, ASKED);
    assert!(scene.consents.iter().all(|row| row.shown == shown && row.lang == Lang::Kk));
    scene.press(Press::Pay(order));
    let row = scene.order();
    assert_eq!((row.id, row.lang, row.price), (order, Lang::Kk, Money::kzt(300_000)));
    assert_eq!(row.asked, Some(Money::stars(462)));
    assert_eq!((invoices(&scene), row.mail), (vec![order], MailChoice::ChatOnly));
    assert!(scene.chat.is_empty(), "the checkout went, and nothing is said beside the invoice");
    let counts = [Count::Visitor, Count::Plans, Count::Review, Count::Invoice];
    assert_eq!(scene.counts, counts);

    // The next purchase asks for none of them.
    scene.pay(order);
    scene.start();
    let second = scene.review("TH", "th-5");
    assert!(scene.says(&Text::CheckoutAgreed));
    assert!(buttons_of(second).iter().all(|press| !scene.offers().contains(press)));
    scene.press(Press::Pay(second));
    assert_eq!((scene.order().id, scene.consents.len()), (second, 3));
}

#[test]
fn a_new_edition_is_asked_for_again() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.invoiced("TH", "th-5");
    scene.wait(INVOICE_LIFE);
    scene.event(Event::Due(Timer::InvoiceEnds { order: first, n: 1 }));
    let old = Standing { edition: EDITION - 1, since: scene.snap.now };
    scene.snap.rows.customer.consents.set(Purpose::Transfer, Some(old));
    scene.press(Press::Pay(first));
    assert_eq!(invoices(&scene), [first], "the checkout comes first");
    let order = scene.reviewed();
    let asked = buttons_of(order).map(|press| scene.offers().contains(&press));
    assert_eq!(asked, [false, false, true]);
    scene.agree(order);
    scene.press(Press::Pay(order));
    assert_eq!(invoices(&scene), [first, order]);
}

#[test]
fn declining_any_consent_keeps_nothing_and_leads_to_the_catalogue() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Offer(order));
    scene.press(Press::Processing(order));
    // What was given for one plan stands for another one, and is declined with it.
    let order = scene.review("TR", "tr-1");
    scene.press(Press::Decline(order));
    assert!(scene.says(&Text::ConsentDeclined));
    assert!(scene.offers().contains(&Press::Plans(place("TR"), 0)));
    assert!(scene.snap.rows.orders.is_empty());
    assert_eq!(scene.snap.rows.customer.consents, crate::domain::consent::Consents::default());
    let acts: Vec<_> = scene.consents.iter().map(|row| (row.purpose, row.act)).collect();
    let (offer, processing) = (Purpose::Offer, Purpose::Processing);
    let (given, back) = (ConsentAct::Granted, ConsentAct::Withdrawn);
    assert_eq!(acts, [(offer, given), (processing, given), (offer, back), (processing, back)]);
    let message = scene.last().id;
    let before = scene.chat.clone();
    let decision = scene.press_on(Press::Processing(order), message);
    assert_eq!(toast(&decision), Some(Text::OldCheckout));
    assert_eq!(scene.chat, before);
    // Who declines at the first question leaves no row.
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Decline(order));
    assert!(scene.consents.is_empty());
}

#[test]
fn declining_takes_back_what_was_given_also_where_the_plan_is_gone() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::Offer(order));
    let listed = plans().into_iter().map(|plan| Listed {
        withdrawn: plan.id == plan_id("th-5"),
        lasting: true,
        plan,
        free: 10,
        bought: 0,
    });
    scene.snap.catalogue = Arc::new(Catalogue::new(listed));
    scene.press(Press::Decline(order));
    assert_eq!(scene.snap.rows.customer.consents, crate::domain::consent::Consents::default());
    let acts: Vec<_> = scene.consents.iter().map(|row| row.act).collect();
    assert_eq!(acts, [ConsentAct::Granted, ConsentAct::Withdrawn]);
}

#[test]
fn one_press_for_all_is_there_only_where_the_owner_wants_it() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    assert!(!scene.offers().contains(&Press::AgreeToAll(order)));
    let message = scene.last().id;
    scene.press_on(Press::AgreeToAll(order), message);
    assert!(scene.consents.is_empty());
    scene.set_up(|setup| setup.agree_to_all = true);
    let order = scene.review("TR", "tr-1");
    assert!(buttons_of(order).iter().all(|press| scene.offers().contains(press)));
    scene.press(Press::AgreeToAll(order));
    assert_eq!(scene.consents.iter().map(|row| row.purpose).collect::<Vec<_>>(), ASKED);
    scene.press(Press::Pay(order));
    assert_eq!(invoices(&scene), [order]);
}

#[test]
fn a_price_that_rose_is_asked_once_and_one_that_fell_is_charged() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.agree(order);
    reprice(&mut scene, "th-5", 3_500);
    scene.press(Press::Pay(order));
    assert!(scene.snap.rows.orders.is_empty());
    let (old, new) = (Money::kzt(300_000), Money::kzt(350_000));
    assert!(scene.says(&Text::PriceRose { old, new }));
    let renewed = scene.reviewed();
    assert_ne!(renewed, order, "the buttons under the old price are old");
    reprice(&mut scene, "th-5", 2_600);
    scene.press(Press::Pay(renewed));
    assert_eq!(invoices(&scene), [renewed]);
    assert_eq!(scene.order().asked, Some(Money::stars(400)));

    // The invoice is honoured, also when it comes anew in the other rail.
    scene.set_up(|setup| setup.tenge = true);
    reprice(&mut scene, "th-5", 9_000);
    let until = scene.order().invoice_until.unwrap();
    scene.wait(Millis::minutes(7));
    scene.start();
    let home = scene.last().id;
    scene.press_on(Press::PayTenge(renewed), home);
    assert_eq!(scene.order().asked, Some(Money::kzt(260_000)));
    assert_eq!(scene.order().invoice_until, Some(until + Millis(1)));
    // Over, and the price is asked about once.
    scene.wait(INVOICE_LIFE);
    scene.event(Event::Due(Timer::InvoiceEnds { order: renewed, n: 2 }));
    scene.press(Press::Pay(renewed));
    let (old, new) = (Money::kzt(260_000), Money::kzt(900_000));
    assert!(scene.says(&Text::PriceRose { old, new }));
    reprice(&mut scene, "th-5", 9_500);
    scene.press(Press::PriceOk(renewed, new.minor));
    assert!(scene.says(&Text::PriceRose { old, new: Money::kzt(950_000) }));
    scene.press(Press::PriceOk(renewed, 950_000));
    assert_eq!(scene.order().asked, Some(Money::kzt(950_000)), "in the rail that was chosen");
}

#[test]
fn a_double_tap_buys_once() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    let message = scene.last().id;
    scene.press_on(Press::Buy(place("TH"), plan_id("th-5")), message);
    assert_eq!(scene.reviewed(), order);
    for press in buttons_of(order) {
        scene.press_on(press.clone(), message);
        scene.press_on(press, message);
    }
    scene.press_on(Press::Pay(order), message);
    let before = invoices(&scene).len();
    scene.press_on(Press::Pay(order), message);
    assert_eq!((scene.snap.rows.orders.len(), scene.consents.len()), (1, 3));
    assert_eq!(before, 1);
}

#[test]
fn an_open_order_gives_way_to_another_plan_by_one_press() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.invoiced("TH", "th-5");
    scene.start();
    let second = scene.review("TR", "tr-1");
    assert!(scene.says(&Text::CheckoutInstead { order: first }));
    let decision = scene.press(Press::Pay(second));
    let states: Vec<_> = decision.orders.iter().map(|order| order.state().as_str()).collect();
    assert_eq!(states, ["cancelled", "invoiced"], "in one decision");
    assert_eq!(invoices(&scene), [first, second]);
}

#[test]
fn a_payment_that_may_be_under_way_is_not_replaced() {
    let mut scene = Scene::customer(Lang::En);
    let first = scene.invoiced("TH", "th-5");
    let invoice = scene.order().invoiced_at();
    let query = QueryId("pay".into());
    scene.event(Event::PreCheckout {
        query: query.clone(),
        money: scene.order().asked,
        invoice: invoice.map(|at| InvoiceRef { order: first, at }),
        received_at: scene.snap.now,
    });
    let OrderState::Approved { until, .. } = *scene.order().state() else { panic!() };
    scene.start();
    let second = scene.review("TR", "tr-1");
    scene.press(Press::Pay(second));
    assert!(scene.says(&Text::PaymentUnderWayUntil { order: first, until: until.into() }));
    assert_eq!(invoices(&scene), [first]);
    // It ended without a charge, and nobody knows yet whether there is one.
    scene.wait(APPROVAL_LIFE);
    scene.event(Event::Due(Timer::ApprovalEnds { order: first, query }));
    let unsure = scene.snap.rows.orders[0].unsure_until.unwrap();
    scene.press(Press::Plan(place("TR"), plan_id("tr-1")));
    scene.press(Press::Pay(second));
    assert!(scene.says(&Text::PaymentUnderWayUntil { order: first, until: unsure.into() }));
    scene.wait(CHARGE_PATIENCE);
    scene.press(Press::Plan(place("TR"), plan_id("tr-1")));
    scene.press(Press::Pay(second));
    assert_eq!(invoices(&scene), [first, second]);
}

#[test]
fn who_pays_an_invoice_that_is_over_is_offered_the_way_on() {
    for cancelled in [false, true] {
        let mut scene = Scene::customer(Lang::En);
        let order = scene.invoiced("TH", "th-5");
        let (money, at) = (scene.order().asked, scene.order().invoiced_at().unwrap());
        let way = if cancelled {
            scene.command(Command::Cancel);
            Press::Plan(place("TH"), plan_id("th-5"))
        } else {
            scene.wait(INVOICE_LIFE);
            Press::Pay(order)
        };
        scene.event(Event::PreCheckout {
            query: QueryId("pay".into()),
            money,
            invoice: Some(InvoiceRef { order, at }),
            received_at: scene.snap.now,
        });
        assert!(scene.says(&Text::NotPaid) && scene.says(&Text::RefuseExpired));
        assert_eq!(scene.offers(), [way]);
        let state = if cancelled { OrderState::Cancelled } else { OrderState::Expired };
        assert_eq!(*scene.order().state(), state);
    }
}

#[test]
fn the_owners_rail_comes_first_and_the_other_is_one_press_away() {
    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.tenge = true);
    let order = scene.invoiced("TH", "th-5");
    assert_eq!(scene.order().asked, Some(Money::stars(462)));
    scene.start();
    let message = scene.last().id;
    scene.press_on(Press::PayTenge(order), message);
    assert_eq!(scene.order().asked, Some(Money::kzt(300_000)));
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Paying(order));
    scene.press_on(Press::PayStars(order), message);
    assert_eq!(scene.order().asked, Some(Money::stars(462)));
    assert_eq!(invoices(&scene), [order, order, order]);

    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| (setup.tenge, setup.first_rail) = (true, Currency::Kzt));
    let order = scene.review("TH", "th-5");
    assert!(scene.says(&Text::CheckoutStarsDearer));
    scene.agree(order);
    scene.press(Press::Pay(order));
    assert_eq!(scene.order().asked, Some(Money::kzt(300_000)));

    // A button of a day when a provider was configured.
    let mut scene = Scene::customer(Lang::En);
    let order = scene.invoiced("TH", "th-5");
    scene.start();
    let message = scene.last().id;
    let decision = scene.press_on(Press::PayTenge(order), message);
    assert_eq!(toast(&decision), Some(Text::OldInvoiced));
    assert_eq!(invoices(&scene), [order]);
}

#[test]
fn an_address_is_taken_at_once_and_is_a_row_only_when_pay_is_pressed() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    scene.press(Press::EmailYes(order));
    for (typed, answer) in [
        ("not an address", Text::AddressOneOnly),
        ("not-an-address", Text::AddressNoAt),
        ("traveller@example", Text::AddressNoDot),
        ("путник@example.com", Text::AddressNotLatin),
        ("a..b@example.com", Text::AddressBad),
    ] {
        scene.typed(typed);
        assert!(scene.says(&answer), "{typed}");
    }
    scene.event(Event::Unread);
    assert!(scene.says(&Text::AddressAsText));
    // A slip is asked about; the two addresses are the buttons.
    scene.typed("traveller@gmial.com");
    let Some(Press::AddressOk(meant)) = scene.offers().first().cloned() else { panic!() };
    scene.press(Press::AddressOk(meant));
    assert!(scene.says(&Text::CheckoutMail { address: meant }));
    assert!(scene.kept.is_empty() && scene.snap.rows.customer.address.is_none());
    scene.press(Press::EmailNo(order));
    assert!(scene.says(&Text::CheckoutFor));
    // At the checkout itself an address is understood too.
    scene.typed("traveller@example.com");
    let Some(Text::CheckoutMail { address }) =
        scene.lines().into_iter().find(|line| matches!(line, Text::CheckoutMail { .. }))
    else {
        panic!("{:#?}", scene.last())
    };
    let shown = scene.last().text.clone();
    scene.agree(order);
    scene.press(Press::Pay(order));
    assert_eq!(scene.order().mail, MailChoice::To(address));
    assert_eq!(scene.snap.rows.customer.address, Some(address));
    let row = scene.consents.last().unwrap();
    assert_eq!(
        (row.purpose, row.act, row.order),
        (Purpose::Email, ConsentAct::Granted, Some(order))
    );
    assert_eq!(row.shown, shown);

    // The next order goes there by one press.
    scene.pay(order);
    scene.start();
    let second = scene.review("TH", "th-5");
    scene.press(Press::EmailSame(second));
    scene.press(Press::Pay(second));
    assert_eq!(scene.order().mail, MailChoice::To(address));
}

#[test]
fn without_mail_it_is_not_offered() {
    let mut scene = Scene::customer(Lang::En);
    scene.set_up(|setup| setup.mail = false);
    let order = scene.review("TH", "th-5");
    assert!(!scene.offers().contains(&Press::EmailYes(order)));
    scene.agree(order);
    scene.press(Press::Pay(order));
    assert_eq!(scene.order().mail, MailChoice::ChatOnly);
}
