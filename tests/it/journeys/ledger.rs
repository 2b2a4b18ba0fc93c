//! Telegram's ledger beside ours: payments and refunds whose updates never came, charges that
//! nobody waits for, and a database that does not know the shop's history.

use std::sync::atomic::{AtomicBool, Ordering};

use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::seam::Seam;

use super::erasing::erases;
use crate::support::cases::{reconciled, refunds};
use crate::support::{HOUR, MINUTE, MORNING, Phone, Shop, ShopOptions};

/// The price of `tr-1`.
const STARS: Money = Money::stars(308);

pub fn swallow(shop: &Shop, kind: &str, times: u32) {
    shop.world.add_fault(FaultSpec::new(FaultKind::DropUpdate).on(kind).times(times));
}

/// Lets time pass and the ledger be read.
pub async fn later(shop: &Shop, ms: i64) {
    shop.advance(ms).await;
    reconciled(shop).await;
}

/// Charges an invoice behind the shop's back, as an approval does that the shop forgot.
pub fn charged(phone: Phone<'_>, invoice: i64) {
    let world = &phone.shop.world;
    let query = world.begin_pay(phone.person, PayTarget::Invoice(invoice)).unwrap();
    assert!(world.change(|state| state.answer_pre_checkout(&query, None)));
}

#[tokio::test]
async fn a_payment_whose_update_never_came_is_found_and_delivered() {
    for lang in Lang::ALL {
        let shop = Shop::open().await;
        let phone = shop.customer();
        phone.to_invoice(lang).await;
        swallow(&shop, "successful_payment", 1);
        phone.pays().await;
        assert_eq!(shop.orders().await, ["approved"], "nobody told us");
        assert!(shop.charges().await.is_empty());
        later(&shop, 3 * MINUTE).await;
        assert_eq!(shop.orders().await, ["fulfilled"]);
        assert_eq!(shop.charges().await, ["kept"]);
        let order = shop.newest_order().await;
        assert_eq!(phone.photos().len(), 1);
        let waited =
            phone.messages().iter().any(|message| message.text.contains(&order.to_string()));
        assert!(waited, "the card has the order's number");
        // Read again, and once more in full: nothing is new.
        later(&shop, 3 * MINUTE).await;
        later(&shop, 24 * HOUR).await;
        assert_eq!(phone.photos().len(), 1);
        assert_eq!(refunds(&shop), 0);
        shop.finish().await;
    }
}

#[tokio::test]
async fn a_lost_payment_is_seen_at_the_start_before_any_timer_falls_due() {
    let mut shop = Shop::open().await;
    shop.customer().to_invoice(Lang::Ru).await;
    swallow(&shop, "successful_payment", 1);
    shop.customer().pays().await;
    shop.close().await;
    shop.jump(2 * HOUR);
    // Telegram's ledger answers only at the third time.
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("getStarTransactions").times(2));
    shop.reopen().await;
    reconciled(&shop).await;
    assert_eq!(shop.orders().await, ["fulfilled"], "an approval two hours old was not freed first");
    shop.finish().await;
}

#[tokio::test]
async fn a_refund_whose_update_never_came_is_taken_as_a_fact() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let charge = phone.pays().await;
    let order = shop.newest_order().await;
    swallow(&shop, "refunded_payment", 1);
    shop.world.change(|state| {
        let payment = state.money.payment(&charge).cloned().unwrap();
        state.give_back(&payment);
    });
    shop.rest().await;
    assert_eq!(shop.charges().await, ["kept"]);
    later(&shop, 3 * MINUTE).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.orders().await, ["returned"]);
    phone.expect(&Text::RefundDone { order, amount: STARS }, Lang::Kk);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_that_went_back_before_we_heard_of_it_delivers_nothing() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    swallow(&shop, "successful_payment", 1);
    swallow(&shop, "refunded_payment", 1);
    let charge = phone.pays().await;
    shop.world.change(|state| {
        let payment = state.money.payment(&charge).cloned().unwrap();
        state.give_back(&payment);
    });
    later(&shop, 3 * MINUTE).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert!(phone.photos().is_empty());
    later(&shop, 10 * MINUTE).await;
    assert_eq!(shop.orders().await, ["invoiced"], "the order can be paid again");
    shop.finish().await;
}

#[tokio::test]
async fn a_ledger_with_a_hole_or_another_order_is_read_in_full_each_night() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    later(&shop, 3 * MINUTE).await;
    phone.to_invoice(Lang::En).await;
    swallow(&shop, "successful_payment", 1);
    let charge = phone.pays().await;
    shop.world.change(|state| {
        state.money.view.strange = 250;
        state.money.view.holes.insert(charge.clone());
    });
    later(&shop, 3 * MINUTE).await;
    assert!(shop.charges().await.is_empty(), "Telegram does not show it yet");
    // It shows up at the front, far before the place where reading ended.
    shop.world.change(|state| {
        state.money.view.holes.clear();
        state.money.view.newest_first = true;
        for n in 0..300 {
            let mut row = state.money.ledger[0].clone();
            row.charge_id = format!("stxOTHER{n}");
            state.money.view.holes.insert(row.charge_id.clone());
        }
    });
    later(&shop, 24 * HOUR).await;
    assert_eq!(shop.charges().await.len(), 1, "found at night");
    shop.finish().await;
}

#[tokio::test]
async fn a_page_that_is_refused_keeps_its_place() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    shop.world.change(|state| state.money.view.strange = 150);
    phone.to_invoice(Lang::En).await;
    swallow(&shop, "successful_payment", 1);
    phone.pays().await;
    let broken = FaultSpec::new(FaultKind::HtmlBody).on("getStarTransactions");
    shop.world.add_fault(broken.after(1).times(2));
    later(&shop, 3 * MINUTE).await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_second_charge_goes_back_whether_its_update_comes_or_not() {
    for (lang, lost) in [(Lang::Kk, false), (Lang::Ru, true), (Lang::En, false)] {
        let shop = Shop::open().await;
        let phone = shop.customer();
        phone.to_invoice(lang).await;
        let invoice = phone.invoice_number();
        phone.pays().await;
        if lost {
            swallow(&shop, "successful_payment", 1);
        }
        charged(phone, invoice);
        shop.rest().await;
        if lost {
            later(&shop, 3 * MINUTE).await;
        }
        let mut charges = shop.charges().await;
        charges.sort();
        assert_eq!(charges, ["kept", "refunded"]);
        assert_eq!(shop.orders().await, ["fulfilled"]);
        phone.expect(&Text::ChargeReturned { amount: STARS }, lang);
        assert_eq!(phone.photos().len(), 1);
        shop.finish().await;
    }
}

#[tokio::test]
async fn a_charge_for_a_cancelled_order_or_at_another_price_goes_back() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let (order, invoice) = (shop.newest_order().await, phone.invoice_number());
    shop.world.change(|state| state.money.invoices[0].amount = 1);
    charged(phone, invoice);
    shop.rest().await;
    phone.expect(&Text::ChargeReturned { amount: Money::stars(1) }, Lang::En);
    shop.world.change(|state| state.money.invoices[0].amount = 308);
    phone.tap(&Press::Cancel(order)).await;
    charged(phone, invoice);
    shop.rest().await;
    assert_eq!(shop.charges().await, ["refunded", "refunded"]);
    assert_eq!(shop.orders().await, ["cancelled"]);
    shop.finish().await;
}

#[tokio::test]
async fn four_unknown_charges_within_an_hour_stop_what_nobody_asked_for() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Kk).await;
    let (order, invoice) = (shop.newest_order().await, phone.invoice_number());
    phone.tap(&Press::Cancel(order)).await;
    for n in 1..=4 {
        charged(phone, invoice);
        shop.rest().await;
        assert_eq!(refunds(&shop), n.min(3));
    }
    assert_eq!(shop.charges().await, ["case", "refunded", "refunded", "refunded"]);
    phone.expect(&Text::ChargeUnclear { amount: STARS }, Lang::Kk);
    admin.expect(&Text::AlertStopped, Lang::Ru);
    // It does not end by itself.
    shop.advance(5 * HOUR).await;
    charged(phone, invoice);
    shop.rest().await;
    assert_eq!(refunds(&shop), 3);
    shop.finish().await;
}

/// They are no sign of a wrong database: the order is known, and paid.
#[tokio::test]
async fn however_many_second_charges_of_a_known_order_all_go_back() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Ru).await;
    let (order, invoice) = (shop.newest_order().await, phone.invoice_number());
    phone.pays().await;
    for n in 1..=6 {
        charged(phone, invoice);
        shop.rest().await;
        assert_eq!(refunds(&shop), n);
    }
    phone.expect(&Text::PaidTwice { order }, Lang::Ru);
    admin.expect_not(&Text::AlertStopped, Lang::Ru);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_empty_database_gives_nothing_of_the_history_back() {
    let mut shop = Shop::open().await;
    shop.admin().say("/start").await;
    for _ in 0..6 {
        shop.customer().buys(Lang::En).await;
        shop.advance(MINUTE).await;
    }
    shop.customer().invoice_for("Turkey", "tr-1").await;
    let message = shop.customer().invoice().unwrap();
    shop.close().await;
    // A payment waits at Telegram, and the ledger is full of others.
    let target = PayTarget::Message(message);
    let query = shop.world.begin_pay(shop.customer().person, target).unwrap();
    shop.world.change(|state| state.answer_pre_checkout(&query, None));
    shop.lose_the_database();
    shop.jump(HOUR);
    let before = shop.customer().messages().len();
    shop.reopen().await;
    reconciled(&shop).await;
    later(&shop, 24 * HOUR).await;
    assert_eq!(refunds(&shop), 0, "not one Star");
    assert!(shop.world.calls().iter().all(|call| call.method != "refundStarPayment"));
    assert_eq!(shop.charges().await, ["case"; 7]);
    let told = shop.customer().messages().len() - before;
    assert_eq!(told, 1, "only who paid just now is told that a person looks");
    shop.admin().expect(&Text::AlertOldCharges { count: 6 }, Lang::Ru);
    shop.finish().await;
}

/// After the term of the books the shop has forgotten a payment, and Telegram's ledger shows it for
/// ever.
#[tokio::test]
async fn what_is_past_the_term_of_the_books_is_no_news() {
    let shop = Shop::open().await;
    shop.admin().say("/start").await;
    shop.customer().buys(Lang::Kk).await;
    erases(shop.customer(), Lang::Kk).await;
    shop.advance(7 * 366 * 24 * HOUR).await;
    shop.until("the sweep", async || shop.charges().await.is_empty()).await;
    for _ in 0..2 {
        later(&shop, 24 * HOUR).await;
    }
    assert_eq!(shop.world.ledger().len(), 1);
    assert!(shop.charges().await.is_empty() && shop.cases().await.is_empty());
    shop.finish_but(&["is not in the database"]).await;
}

/// The admin is there, and a customer pays in tenge: approved, and no word of the charge comes.
pub async fn approved_in_vain(shop: &Shop) -> OrderId {
    let phone = shop.customer();
    shop.admin().say("/start").await;
    let order = phone.to_tenge(Lang::Kk).await;
    swallow(shop, "successful_payment", 1);
    phone.pays().await;
    order
}

#[tokio::test]
async fn an_approval_in_tenge_that_nothing_followed_is_told_once() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let admin = shop.admin();
    let order = approved_in_vain(&shop).await;
    let text = Text::AlertApproval { order, amount: Money::kzt(200_000), at: Stamp(MORNING) };
    later(&shop, 30 * MINUTE).await;
    admin.expect_not(&text, Lang::Ru);
    for _ in 0..3 {
        later(&shop, 3 * MINUTE).await;
    }
    let words = shop.plain(&text, Lang::Ru);
    let told = admin.heard().iter().filter(|message| message.text == words.trim()).count();
    assert_eq!(told, 1);
    assert!(shop.world.invoices().pop().unwrap().provider_data.contains(&order.to_string()));
    shop.finish_but(&["is not in the database"]).await;
}

#[tokio::test]
async fn an_approval_in_tenge_waits_for_no_ledger_of_stars() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let order = approved_in_vain(&shop).await;
    let never = FaultSpec::new(FaultKind::ServerError).with(404).on("getStarTransactions");
    shop.world.add_fault(never.times(10_000));
    shop.jump(33 * MINUTE);
    let text = Text::AlertApproval { order, amount: Money::kzt(200_000), at: Stamp(MORNING) };
    shop.until("the alert", async || shop.admin().was_told(&text, Lang::Ru)).await;
    shop.world.clear_faults();
    shop.finish_but(&["is not in the database"]).await;
}

/// The shop frees what no charge followed, and the customer pays once more: what the first approval
/// may have taken is still before a person.
#[tokio::test]
async fn an_approval_in_tenge_is_not_hidden_by_what_was_paid_later() {
    for in_stars in [true, false] {
        let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
        let (phone, admin) = (shop.customer(), shop.admin());
        let order = approved_in_vain(&shop).await;
        later(&shop, 10 * MINUTE).await;
        let rail = if in_stars { Press::PayStars(order) } else { Press::PayTenge(order) };
        phone.forge_press(&rail).await;
        phone.pays().await;
        assert_eq!(shop.orders().await, ["fulfilled"], "in Stars: {in_stars}");
        assert_eq!(shop.world.ledger().len(), 2, "paid twice, and one of it nobody knows");
        later(&shop, 25 * MINUTE).await;
        let text = Text::AlertApproval { order, amount: Money::kzt(200_000), at: Stamp(MORNING) };
        admin.expect(&text, Lang::Ru);
        assert_eq!(shop.cases().await, ["approval"], "and nothing else");
        later(&shop, 30 * MINUTE).await;
        assert_eq!((shop.cases().await.len(), shop.open_cases().await.len()), (1, 1));
        shop.finish_but(&["is not in the database"]).await;
    }
}

/// Telegram took the approval, and nobody heard of it: told once more, it says "too old". The order
/// is not given to another payment while the charge may be on its way.
#[tokio::test]
async fn an_approval_whose_answer_was_lost_is_not_given_again() {
    let lost = AtomicBool::new(false);
    let seam =
        Seam::forgetful(move |kind, _| kind == "precheckout" && !lost.swap(true, Ordering::SeqCst));
    let shop = Shop::start(ShopOptions { seam, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    swallow(&shop, "successful_payment", 1);
    phone.pays().await;
    assert_eq!(shop.orders().await, ["approved"]);
    let invoice = PayTarget::Invoice(phone.invoice_number());
    phone.is_refused(invoice, &Text::RefuseTaken, Lang::En).await;
    assert_eq!(shop.world.ledger().len(), 1, "charged once");
    later(&shop, 3 * MINUTE).await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
