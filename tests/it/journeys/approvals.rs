//! Approvals that no charge followed: when each ends, what stays set aside meanwhile, and what
//! becomes of a payment that comes all the same.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::bank::BankPage;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;

use super::ledger::swallow;
use crate::support::cases::reconciled;
use crate::support::{HOUR, MINUTE, MORNING, Phone, Shop, ShopOptions};

/// One code of each plan, and both rails.
async fn open() -> Shop {
    Shop::start(ShopOptions { codes: 1, tenge: true, ..ShopOptions::default() }).await
}

/// Pays an invoice so that the yes does not get through, and nobody can say so.
async fn unheard(phone: Phone<'_>) -> String {
    let shop = phone.shop;
    let cut = FaultSpec::new(FaultKind::CutBefore).on("answerPreCheckoutQuery");
    shop.world.add_fault(cut);
    let invoice = PayTarget::Invoice(phone.invoice_number());
    let query = shop.world.begin_pay(phone.person, invoice).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["approved"]);
    query
}

/// Everything that Telegram held for the shop up to now is read: the poll that waits ends, and the
/// next one.
async fn hears(shop: &Shop) {
    shop.advance(26_000).await;
    shop.advance(26_000).await;
}

/// Waits until the approval ends: the shop looks whether one waits as time passes.
async fn is_invoiced(shop: &Shop) {
    let ended = async || {
        shop.jump(1_000);
        shop.orders().await == ["invoiced"]
    };
    shop.until("the end of the approval", ended).await;
    shop.rest().await;
}

/// Begins a payment in tenge whose bank's page takes so long; it is approved.
async fn at_the_bank(phone: Phone<'_>, takes_ms: i64) -> (OrderId, String, i64) {
    let shop = phone.shop;
    shop.world.set_bank_page(BankPage { takes_ms, declines: false });
    let order = phone.to_tenge(Lang::Ru).await;
    let invoice = PayTarget::Invoice(phone.invoice_number());
    let query = shop.world.begin_pay(phone.person, invoice).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["approved"]);
    (order, query, shop.clock().now().0 + 10 * MINUTE)
}

#[tokio::test]
async fn a_first_answer_that_came_too_late_frees_the_order_at_once() {
    let mut shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    shop.customer().to_invoice(Lang::En).await;
    let invoice = PayTarget::Invoice(shop.customer().invoice_number());
    shop.close().await;
    let query = shop.world.begin_pay(shop.customer().person, invoice).unwrap();
    // Telegram waits no longer, and the shop cannot know.
    shop.world.advance(10_000).unwrap();
    shop.reopen().await;
    assert_eq!(shop.world.payment_outcome(&query).await, PayOutcome::Timeout);
    is_invoiced(&shop).await;
    shop.customer().expect_last(&Text::RefuseBusy, Lang::En);
    // The code stays set aside for the next try, and for nobody else.
    assert_eq!(shop.free("tr-1").await, 0);
    shop.customer().pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_answer_that_may_have_got_through_ends_only_by_the_ledger() {
    let shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let order = shop.newest_order().await;
    let query = unheard(phone).await;
    // Tried once more, it is too late; but perhaps the first one got through.
    shop.advance(10_000).await;
    assert_eq!(shop.world.payment_outcome(&query).await, PayOutcome::Timeout);
    let until = Stamp(MORNING + 10 * MINUTE).into();
    let invoice = PayTarget::Invoice(phone.invoice_number());
    phone.is_refused(invoice, &Text::RefuseTaken, Lang::Kk).await;
    phone.expect_last(&Text::PaymentUnderWayUntil { order, until }, Lang::Kk);
    shop.advance(49_000).await;
    assert_eq!(shop.orders().await, ["approved"], "no minute has passed");
    hears(&shop).await;
    is_invoiced(&shop).await;
    let until = Stamp(MORNING + 30 * MINUTE).into();
    phone.expect_last(&Text::NothingTaken { order, until }, Lang::Kk);
    assert_eq!(shop.free("tr-1").await, 0, "set aside through all its tries");
    phone.pays().await;
    assert_eq!((shop.orders().await, shop.charges().await.len()), (vec!["fulfilled".into()], 1));
    shop.finish().await;
}

#[tokio::test]
async fn a_ledger_read_half_way_shows_nothing() {
    let mut shop = Shop::open().await;
    shop.world.change(|state| state.money.view.strange = 100);
    shop.customer().to_invoice(Lang::En).await;
    swallow(&shop, "successful_payment", 1);
    // Its row is on the second page, which Telegram does not give.
    let refused = FaultSpec::new(FaultKind::ServerError).with(404).on("getStarTransactions");
    shop.world.add_fault(refused.after(1).times(10_000));
    shop.customer().pays().await;
    shop.advance(61_000).await;
    hears(&shop).await;
    let failed = async || {
        shop.jump(1_000);
        shop.log_says("was not read to its end")
    };
    shop.until("a reading that fails", failed).await;
    shop.rest().await;
    assert_eq!(shop.orders().await, ["approved"]);
    shop.close().await;
    shop.world.clear_faults();
    shop.reopen().await;
    shop.until("the charge", async || shop.charges().await == ["kept"]).await;
    shop.rest().await;
    assert_eq!(
        (shop.orders().await, shop.customer().photos().len()),
        (vec!["fulfilled".into()], 1)
    );
    shop.finish().await;
}

#[tokio::test]
async fn an_approval_that_no_ledger_tells_of_ends_after_ten_minutes() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let refused = FaultSpec::new(FaultKind::ServerError).with(404).on("getStarTransactions");
    shop.world.add_fault(refused.times(10_000));
    unheard(phone).await;
    shop.advance(10 * MINUTE - 1).await;
    assert_eq!(shop.orders().await, ["approved"]);
    shop.advance(1).await;
    assert_eq!((shop.orders().await, shop.free("tr-1").await), (vec!["invoiced".into()], 9));
    shop.world.clear_faults();
    phone.pays().await;
    shop.finish().await;
}

#[tokio::test]
async fn a_declined_card_is_tried_again_by_its_customers_word_and_keeps_its_code() {
    for lang in Lang::ALL {
        let shop = open().await;
        let (phone, other) = (shop.customer(), shop.phone(SECOND_CUSTOMER));
        let (order, query, until) = at_the_bank(phone, 15 * MINUTE).await;
        phone.say("/language").await;
        phone.tap(&Press::Lang(lang)).await;
        let invoice = PayTarget::Invoice(phone.invoice_number());
        phone.is_refused(invoice, &Text::RefuseTaken, lang).await;
        let by = Stamp(until).into();
        phone.expect_last(&Text::PaymentAtBank { order, until: by }, lang);
        phone.tap(&Press::Declined(order, until)).await;
        phone.expect_last(&Text::DeclinedFirst { order, until: by }, lang);
        assert_eq!(shop.orders().await, ["approved"], "nothing happened yet");
        assert!(shop.world.close_bank_page(&query));
        shop.advance(MINUTE).await;
        phone.tap(&Press::TryAgain(order, until)).await;
        assert_eq!((shop.orders().await, shop.free("tr-1").await), (vec!["invoiced".into()], 0));
        // An old button of the former try ends no later one.
        shop.world.set_bank_page(BankPage { takes_ms: MINUTE, declines: false });
        let invoice = PayTarget::Invoice(phone.invoice_number());
        shop.world.begin_pay(phone.person, invoice).unwrap();
        shop.rest().await;
        phone.forge_press(&Press::TryAgain(order, until)).await;
        assert_eq!(shop.orders().await, ["approved"]);
        // Nobody else is sold the code meanwhile.
        other.begin(Lang::En).await;
        other.say("Turkey").await;
        shop.advance(3_000).await;
        other.say("Turkey").await;
        assert!(
            !other.offers(|press| matches!(press, Press::Plan(_, id) if id.as_str() == "tr-1"))
        );
        shop.advance(MINUTE).await;
        assert_eq!(
            (shop.orders().await, shop.charges().await),
            (vec!["fulfilled".into()], vec!["kept".into()])
        );
        shop.finish().await;
    }
}

#[tokio::test]
async fn tenge_wait_ten_minutes_whatever_the_ledger_of_stars_says() {
    let shop = open().await;
    let phone = shop.customer();
    at_the_bank(phone, 12 * MINUTE).await;
    for _ in 0..3 {
        shop.advance(3 * MINUTE).await;
        reconciled(&shop).await;
        assert_eq!(shop.orders().await, ["approved"]);
    }
    shop.advance(MINUTE).await;
    assert_eq!(shop.orders().await, ["invoiced"]);
    // The bank was slow, and this is the first charge.
    shop.advance(2 * MINUTE).await;
    assert_eq!(
        (shop.orders().await, shop.charges().await),
        (vec!["fulfilled".into()], vec!["kept".into()])
    );
    shop.finish().await;
}

#[tokio::test]
async fn of_two_charges_the_first_pays_and_the_second_is_told_at_once() {
    for stars in [true, false] {
        let shop = open().await;
        let (phone, admin) = (shop.customer(), shop.admin());
        admin.say("/start").await;
        let (order, _, until) = at_the_bank(phone, 12 * MINUTE).await;
        phone.say("/esims").await;
        phone.tap(&Press::Esim(order)).await;
        phone.tap(&Press::Declined(order, until)).await;
        // The page stays open.
        phone.tap(&Press::TryAgain(order, until)).await;
        shop.world.set_bank_page(BankPage::default());
        if stars {
            phone.tap(&Press::PayStars(order)).await;
        }
        phone.pays().await;
        assert_eq!(shop.orders().await, ["fulfilled"]);
        shop.advance(12 * MINUTE).await;
        assert_eq!(shop.charges().await, ["due_at_provider", "kept"], "in Stars first: {stars}");
        assert_eq!(shop.orders().await, ["fulfilled"]);
        phone.expect(&Text::PaidTwice { order }, Lang::Ru);
        let (amount, charge) = (Money::kzt(200_000), second(&shop));
        admin.expect(&Text::RefundDue { order, amount, charge }, Lang::Ru);
        assert!(shop.cases().await.contains(&"due".to_owned()));
        shop.finish().await;
    }
}

/// The charge that came last.
fn second(shop: &Shop) -> String {
    shop.world.ledger().pop().unwrap().charge_id
}

#[tokio::test]
async fn an_unpaid_order_goes_a_day_after_its_last_invoice_if_none_was_approved() {
    let shop = open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let order = shop.newest_order().await;
    shop.advance(20 * HOUR).await;
    phone.forge_press(&Press::Pay(order)).await;
    assert_eq!((shop.orders().await, shop.newest_order().await), (vec!["invoiced".into()], order));
    shop.advance(23 * HOUR).await;
    assert_eq!(shop.orders().await, ["expired"], "its last invoice is no day old");
    shop.advance(HOUR + 11 * MINUTE).await;
    let swept = async || {
        shop.jump(MINUTE);
        shop.orders().await.is_empty()
    };
    shop.until("the sweep", swept).await;
    phone.forge_press(&Press::Pay(order)).await;
    assert!(shop.orders().await.is_empty());
    // An approval may have taken something.
    phone.invoice_for("Turkey", "tr-1").await;
    unheard(phone).await;
    shop.advance(HOUR).await;
    for _ in 0..3 {
        shop.advance(24 * HOUR).await;
        reconciled(&shop).await;
    }
    assert_eq!((shop.orders().await, shop.free("tr-1").await), (vec!["expired".into()], 1));
    shop.finish().await;
}
