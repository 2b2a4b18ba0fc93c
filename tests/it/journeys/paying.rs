//! Invoices and pre-checkouts: what is payable, for how long, by whom and how often.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{MINUTE, PLANS, Phone, Shop, ShopOptions};

#[tokio::test]
async fn an_invoice_ends_after_half_an_hour_and_one_press_brings_a_new_one() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let order = shop.newest_order().await;
    let old = phone.invoice_number();
    shop.advance(30 * MINUTE - 1).await;
    assert!(phone.invoice().is_some());
    shop.advance(1).await;
    assert!(phone.invoice().is_none(), "the invoice was deleted");
    phone.expect_last(&Text::InvoiceOver { order }, Lang::En);
    assert_eq!(shop.orders().await, ["expired"]);
    // Somebody kept the old pay sheet open.
    phone.is_refused(PayTarget::Invoice(old), &Text::RefuseExpired, Lang::En).await;

    phone.tap(&Press::Pay(order)).await;
    assert_eq!(shop.newest_order().await, order, "the same order goes on");
    assert_ne!(phone.invoice_number(), old);
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_invoice_over_the_time_is_refused_even_before_the_timer_saw_it() {
    let mut shop = Shop::open().await;
    shop.customer().to_invoice(Lang::Ru).await;
    shop.close().await;
    shop.jump(31 * MINUTE);
    let message = shop.customer().invoice().unwrap();
    let query = shop.world.begin_pay(shop.customer().person, PayTarget::Message(message)).unwrap();
    shop.reopen().await;
    let outcome = shop.world.payment_outcome(&query).await;
    let error_message = shop.plain(&Text::RefuseExpired, Lang::Ru);
    assert_eq!(outcome, PayOutcome::Refused { error_message });
    assert!(shop.world.ledger().is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn a_price_that_rose_is_asked_once_and_one_that_fell_is_what_is_paid() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    let old_key = phone.keys().into_iter().find(|press| matches!(press, Press::Pay(_))).unwrap();
    phone.agree().await;
    shop.import_plans(&PLANS.replace("tr-1,TR,1024,7,2000", "tr-1,TR,1024,7,2600")).await;
    phone.to_pay().await;
    assert!(phone.invoice().is_none());
    let (old, new) = (Money::kzt(200_000), Money::kzt(260_000));
    phone.expect_last(&Text::PriceRose { old, new }, Lang::En);
    assert!(!phone.keys().contains(&old_key), "the number changed with the price");
    shop.import_plans(&PLANS.replace("tr-1,TR,1024,7,2000", "tr-1,TR,1024,7,1300")).await;
    phone.to_pay().await;
    assert_eq!(shop.world.invoices().pop().unwrap().amount, 200);
    phone.pays().await;
    assert_eq!(shop.world.ledger()[0].amount, 200);
    shop.finish().await;
}

#[tokio::test]
async fn an_old_invoice_at_another_price_is_refused() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let (order, old) = (shop.newest_order().await, phone.invoice_number());
    shop.advance(30 * MINUTE).await;
    shop.import_plans(&PLANS.replace("tr-1,TR,1024,7,2000", "tr-1,TR,1024,7,2600")).await;
    phone.tap(&Press::Pay(order)).await;
    phone.tap(&Press::PriceOk(order, 260_000)).await;
    phone.is_refused(PayTarget::Invoice(old), &Text::RefuseReplaced, Lang::En).await;
    phone.pays().await;
    shop.finish().await;
}

#[tokio::test]
async fn an_old_invoice_at_the_same_price_is_refused_and_the_newest_is_paid() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Ru).await;
    let (order, old) = (shop.newest_order().await, phone.invoice_number());
    // At the same moment, by the clock of the test.
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::Pay(order)).await;
    phone.is_refused(PayTarget::Invoice(old), &Text::RefuseReplaced, Lang::Ru).await;
    phone.expect_last(&Text::RefuseReplaced, Lang::Ru);
    phone.expect_last(&Text::NotPaid, Lang::Ru);
    phone.pays().await;
    assert_eq!(shop.world.ledger().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_plan_withdrawn_before_the_payment_is_not_sold() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Ru).await;
    let order = shop.newest_order().await;
    let without: String = PLANS
        .lines()
        .filter(|line| !line.starts_with("tr-1,"))
        .fold(String::new(), |csv, line| csv + line + "\n");
    shop.import_plans(&without).await;
    let message = phone.invoice().unwrap();
    phone.is_refused(PayTarget::Message(message), &Text::RefuseStock, Lang::Ru).await;
    assert!(phone.invoice().is_none(), "the dead invoice is gone");
    phone.expect_last(&Text::RefuseStock, Lang::Ru);
    // As much data and as many days in Türkiye: the same place first, then what contains it.
    let plan = |press| if let Press::Plan(_, plan) = press { Some(plan.to_string()) } else { None };
    let instead: Vec<String> = phone.keys().into_iter().filter_map(plan).collect();
    assert_eq!(instead, ["tr-5", "eu-10", "world-5"]);
    shop.advance(30 * MINUTE).await;
    assert_eq!(shop.orders().await, ["expired"]);
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::Pay(order)).await;
    phone.expect_last(&Text::OrderGone { order }, Lang::Ru);
    phone.tap(&Press::Cancel(order)).await;
    assert_eq!(shop.orders().await, ["cancelled"]);
    shop.finish().await;
}

#[tokio::test]
async fn stock_that_ran_out_after_the_invoice_is_refused() {
    let shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    let (one, two) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
    one.to_invoice(Lang::Kk).await;
    two.to_invoice(Lang::Ru).await;
    one.pays().await;
    let message = two.invoice().unwrap();
    two.is_refused(PayTarget::Message(message), &Text::RefuseStock, Lang::Ru).await;
    assert_eq!(shop.world.ledger().len(), 1);
    two.say("Турция").await;
    let sold = |press: &Press| matches!(press, Press::Plan(_, id) if id.as_str() == "tr-1");
    shop.advance(3_000).await;
    two.say("Турция").await;
    assert!(!two.keys().iter().any(sold), "what cannot be sold now is not shown");
    shop.finish().await;
}

#[tokio::test]
async fn nobody_pays_for_somebody_elses_order() {
    let shop = Shop::open().await;
    shop.customer().to_invoice(Lang::Kk).await;
    let number = shop.customer().invoice_number();
    let other = shop.phone(SECOND_CUSTOMER);
    other.begin(Lang::Ru).await;
    other.is_refused(PayTarget::Invoice(number), &Text::RefuseOther, Lang::Ru).await;
    other.expect_last(&Text::RefuseOther, Lang::Ru);
    assert!(shop.customer().invoice().is_some(), "the owner's invoice stands");
    shop.customer().pays().await;
    assert_eq!(shop.world.ledger().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_forged_payload_or_amount_is_refused() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let message = PayTarget::Message(phone.invoice().unwrap());
    let genuine = shop.world.invoices()[0].clone();
    let forge = |payload: &str, amount: i64, currency: &str| {
        shop.world.change(|state| {
            let invoice = &mut state.money.invoices[0];
            payload.clone_into(&mut invoice.payload);
            invoice.amount = amount;
            currency.clone_into(&mut invoice.currency);
        });
    };
    let last = genuine.payload.chars().last().unwrap();
    let other = if last == 'A' { 'B' } else { 'A' };
    let mut touched = genuine.payload.clone();
    touched.pop();
    touched.push(other);
    for payload in ["", "order:1", &touched, "{\"order\":1}"] {
        forge(payload, genuine.amount, "XTR");
        phone.is_refused(message, &Text::RefuseExpired, Lang::En).await;
    }
    forge(&genuine.payload, 1, "XTR");
    phone.is_refused(message, &Text::RefuseAmount, Lang::En).await;
    forge(&genuine.payload, genuine.amount, "KZT");
    phone.is_refused(message, &Text::RefuseAmount, Lang::En).await;
    assert!(shop.world.ledger().is_empty());
    forge(&genuine.payload, genuine.amount, "XTR");
    phone.pays().await;
    shop.finish().await;
}

#[tokio::test]
async fn an_order_is_not_paid_twice() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let invoice = PayTarget::Invoice(phone.invoice_number());
    // The first approval is decided, and its answer does not get through at once.
    shop.world.add_fault(FaultSpec::new(FaultKind::CutBefore).on("answerPreCheckoutQuery"));
    let first = shop.world.begin_pay(phone.person, invoice).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["approved"]);
    phone.is_refused(invoice, &Text::RefuseTaken, Lang::En).await;
    shop.advance(1_000).await;
    assert!(matches!(shop.world.payment_outcome(&first).await, PayOutcome::Paid { .. }));
    shop.rest().await;
    phone.is_refused(invoice, &Text::RefuseTaken, Lang::En).await;
    assert_eq!(shop.world.ledger().len(), 1);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_that_found_its_order_paid_goes_back_by_itself() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let invoice = PayTarget::Invoice(phone.invoice_number());
    phone.pays().await;
    // Whatever went wrong at Telegram: a second approval that is not ours.
    let query = shop.world.begin_pay(phone.person, invoice).unwrap();
    shop.world.change(|state| state.answer_pre_checkout(&query, None));
    shop.rest().await;
    assert_eq!(shop.charges().await, ["kept", "refunded"]);
    phone.expect(&Text::ChargeReturned { amount: Money::stars(308) }, Lang::Kk);
    assert_eq!(shop.world.ledger().len(), 3, "two in, one back");
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(phone.photos().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn one_order_at_a_time_waits_for_its_payment() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let first = shop.newest_order().await;
    phone.choose("Thailand", "th-3").await;
    phone.expect_last(&Text::CheckoutInstead { order: first }, Lang::En);
    phone.to_pay().await;
    assert_eq!(shop.orders().await, ["cancelled", "invoiced"]);
    phone.pays().await;
    assert_eq!(shop.orders().await, ["cancelled", "fulfilled"]);
    shop.finish().await;
}

/// The database takes longer than eight seconds to commit a pre-checkout: nobody can be asked then
/// which language this customer chose, and the phone speaks another one.
#[tokio::test]
async fn a_late_refusal_speaks_the_language_that_was_chosen_last() {
    let shop = Shop::open().await;
    let person = shop.world.add_person("Aru", Some("en"), Role::Customer);
    let phone = shop.phone(person);
    phone.to_invoice(Lang::Kk).await;
    let message = phone.invoice().unwrap();
    assert_eq!(refused_late(phone, message).await, shop.plain(&Text::RefuseBusy, Lang::Kk));
    // The language is changed, and nothing else is pressed.
    phone.say("/language").await;
    phone.tap(&Press::Lang(Lang::Ru)).await;
    let message = phone.invoice().unwrap();
    assert_eq!(refused_late(phone, message).await, shop.plain(&Text::RefuseBusy, Lang::Ru));
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

/// Pays while the database stands still; in which words it is refused.
async fn refused_late(phone: Phone<'_>, message: i64) -> String {
    let shop = phone.shop;
    let held = shop.hold().await;
    let (world, person) = (shop.world.clone(), phone.person);
    let paying = tokio::spawn(async move { world.pay(person, PayTarget::Message(message)).await });
    let answered = async || {
        // Its seconds pass from when the shop saw it.
        shop.clock().advance(500);
        paying.is_finished()
    };
    shop.until("the refusal", answered).await;
    held.let_go().await;
    shop.rest().await;
    let outcome = paying.await.unwrap();
    let PayOutcome::Refused { error_message } = outcome else {
        panic!("the payment ended as {outcome:?}")
    };
    error_message
}
