//! A payment that fails each time it is worked on: by its update, by its row of the ledger, or by
//! both. Whatever an admin does about it ends it, and nothing is delivered or returned twice.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::app::commands::{cases, recovery};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::cases::{act, open_case, reconciled, refunds};
use crate::support::outside::{Refusing, refuse};
use crate::support::{MINUTE, Phone, Shop, ShopOptions};

const PARKED: &str = "an update was parked";
const UNDECIDED: &str = "a row of the Stars ledger could not be decided";
const NOTHING: &str = "Nothing needs a person.";

/// The books refuse whatever keeps a charge, so that each attempt at it fails.
async fn nothing_is_kept(shop: &Shop) -> Refusing {
    refuse(&shop.urls().0, "charges", "new.state = 'kept'").await
}

/// The ledger is read, and what it shows fails once more.
async fn read_in_vain(shop: &Shop) {
    let before = shop.logged(UNDECIDED);
    shop.advance(3 * MINUTE).await;
    reconciled(shop).await;
    assert!(shop.logged(UNDECIDED) > before, "it did not fail");
}

/// A payment whose update never comes.
async fn in_vain(phone: Phone<'_>) -> String {
    let never = FaultSpec::new(FaultKind::DropUpdate).on("successful_payment");
    phone.shop.world.add_fault(never.times(1));
    phone.pays().await
}

/// What the owner reads on the command line.
async fn listed(shop: &Shop) -> String {
    cases::list(shop.store(), &shop.words).await.unwrap()
}

/// Reads the ledger again and again after the cause is gone: what was settled stays as it is.
async fn nothing_follows(shop: &Shop, state: &str, given_back: usize) {
    for _ in 0..3 {
        shop.advance(4 * MINUTE).await;
    }
    assert_eq!((shop.charges().await, refunds(shop)), (vec![state.to_owned()], given_back));
    assert!(shop.customer().photos().is_empty());
    // The order can still be paid, and keeps its code until its invoice ends.
    assert_eq!((listed(shop).await.as_str(), shop.free("tr-1").await), (NOTHING, 9));
    assert_eq!(shop.count("select count(*) from parked").await, 0, "a sealed copy is left");
}

#[tokio::test]
async fn a_payment_in_stars_whose_update_and_row_fail_is_one_case_that_a_button_ends() {
    for wanted in [CaseAct::Refund, CaseAct::Outside, CaseAct::Retry] {
        let shop = Shop::open().await;
        let (phone, admin) = (shop.customer(), shop.admin());
        admin.say("/start").await;
        phone.to_invoice(Lang::En).await;
        let refusing = nothing_is_kept(&shop).await;
        let charge = phone.pays().await;
        assert_eq!(shop.charges().await, ["taken"]);
        let alert = Text::AlertUnhandled { amount: Money::stars(308), charge };
        admin.expect(&alert, Lang::Ru);
        let word = Text::PaymentUnhandled { amount: Money::stars(308) };
        shop.until("a word", async || phone.was_told(&word, Lang::En)).await;
        // The ledger shows it too, and it fails there too: it is the same payment and the same
        // case.
        read_in_vain(&shop).await;
        read_in_vain(&shop).await;
        assert_eq!(shop.charges().await, ["taken"]);
        let listed_now = listed(&shop).await;
        assert_eq!(listed_now.matches("308").count(), 1, "{listed_now}");
        open_case(admin).await;
        admin.expect_last(&Text::CaseHintUnhandled, Lang::Ru);
        if wanted == CaseAct::Retry {
            refusing.relent().await;
            admin.press("again", act(wanted)).await;
            assert_eq!((shop.charges().await, phone.photos().len()), (vec!["kept".to_owned()], 1));
            assert_eq!((listed(&shop).await.as_str(), refunds(&shop)), (NOTHING, 0));
        } else {
            // It still fails, and ends all the same.
            admin.press("an end", act(wanted)).await;
            refusing.relent().await;
            let (state, back) =
                if wanted == CaseAct::Refund { ("refunded", 1) } else { ("settled", 0) };
            nothing_follows(&shop, state, back).await;
        }
        shop.close_expecting(&[PARKED, UNDECIDED]).await;
    }
}

#[tokio::test]
async fn a_payment_that_only_the_ledger_shows_and_that_fails_is_settled_on_the_command_line() {
    for (wanted, state, back) in
        [(CaseAct::Refund, "refunded", 1), (CaseAct::Outside, "settled", 0)]
    {
        let shop = Shop::open().await;
        let phone = shop.customer();
        phone.to_invoice(Lang::Kk).await;
        in_vain(phone).await;
        let refusing = nothing_is_kept(&shop).await;
        read_in_vain(&shop).await;
        let word = Text::PaymentUnhandled { amount: Money::stars(308) };
        shop.until("a word", async || phone.was_told(&word, Lang::Kk)).await;
        let order = shop.newest_order().await;
        let listed = listed(&shop).await;
        assert!(listed.contains("[refund | outside]"), "{listed}");
        assert!(listed.contains("308") && listed.contains(&order.to_string()), "{listed}");
        cases::settle(shop.store(), shop.clock(), 1, wanted).await.unwrap();
        shop.looks().await;
        refusing.relent().await;
        nothing_follows(&shop, state, back).await;
        shop.close_expecting(&[UNDECIDED]).await;
    }
}

#[tokio::test]
async fn a_payment_in_tenge_whose_update_fails_is_tried_again_returned_or_settled() {
    for wanted in [CaseAct::Retry, CaseAct::Refund, CaseAct::Outside] {
        let (shop, refusing) = parked_tenge().await;
        let (phone, admin) = (shop.customer(), shop.admin());
        open_case(admin).await;
        if wanted == CaseAct::Retry {
            refusing.relent().await;
            admin.press("again", act(wanted)).await;
            assert_eq!((shop.charges().await, phone.photos().len()), (vec!["kept".to_owned()], 1));
        } else {
            admin.press("an end", act(wanted)).await;
            refusing.relent().await;
            if wanted == CaseAct::Refund {
                // No machine returns it: that is the next case, and the last.
                assert_eq!(shop.charges().await, ["due_at_provider"]);
                open_case(admin).await;
                admin.expect_last(&Text::CaseHintDue, Lang::Ru);
                admin.press("returned", act(CaseAct::Outside)).await;
            }
            nothing_follows(&shop, "settled", 0).await;
        }
        assert_eq!((listed(&shop).await.as_str(), refunds(&shop)), (NOTHING, 0));
        shop.close_expecting(&[PARKED]).await;
    }
}

/// A payment in tenge whose update is parked.
async fn parked_tenge() -> (Shop, Refusing) {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let phone = shop.customer();
    shop.admin().say("/start").await;
    phone.to_tenge(Lang::Ru).await;
    let refusing = nothing_is_kept(&shop).await;
    phone.pays().await;
    assert_eq!(shop.charges().await, ["taken"]);
    (shop, refusing)
}

/// Half an hour later an undecided charge that no case shows has one again, and a person ends it.
async fn is_seen_again(shop: &Shop) {
    assert_eq!(
        (shop.charges().await, listed(shop).await.as_str()),
        (vec!["taken".to_owned()], NOTHING)
    );
    shop.advance(34 * MINUTE).await;
    reconciled(shop).await;
    open_case(shop.admin()).await;
    shop.admin().expect_last(&Text::CaseHintUnhandled, Lang::Ru);
    shop.admin().press("an end", act(CaseAct::Outside)).await;
    assert_eq!(
        (shop.charges().await, listed(shop).await.as_str()),
        (vec!["settled".to_owned()], NOTHING)
    );
}

#[tokio::test]
async fn an_erasure_hides_no_payment_in_tenge() {
    let (shop, refusing) = parked_tenge().await;
    refusing.relent().await;
    // The order is free again by then, and the erasure need not wait for it.
    shop.advance(15 * MINUTE).await;
    let phone = shop.customer();
    phone.say("/deletemydata").await;
    phone.tap(&Press::Erase(1)).await;
    phone.tap(&Press::Erase(2)).await;
    assert_eq!(shop.count("select count(*) from parked").await, 0);
    is_seen_again(&shop).await;
    shop.close_expecting(&[PARKED]).await;
}

#[tokio::test]
async fn a_copy_that_cannot_be_opened_any_more_hides_no_payment_in_tenge() {
    let (shop, refusing) = parked_tenge().await;
    refusing.relent().await;
    shop.tamper("update parked set raw_sealed = $1").await;
    cases::settle(shop.store(), shop.clock(), 1, CaseAct::Retry).await.unwrap();
    shop.looks().await;
    is_seen_again(&shop).await;
    shop.close_expecting(&[PARKED, "cannot be opened any more"]).await;
}

#[tokio::test]
async fn a_refund_of_such_a_payment_that_is_refused_is_told() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::Kk).await;
    let charge = in_vain(phone).await;
    let refusing = nothing_is_kept(&shop).await;
    read_in_vain(&shop).await;
    let refuse = FaultSpec::new(FaultKind::ServerError).on("refundStarPayment");
    shop.world.add_fault(refuse.with(400).times(1));
    cases::settle(shop.store(), shop.clock(), 1, CaseAct::Refund).await.unwrap();
    shop.looks().await;
    admin.expect(&Text::AlertCharge { amount: Money::stars(308), charge }, Lang::Ru);
    open_case(admin).await;
    admin.press("once more", act(CaseAct::Refund)).await;
    refusing.relent().await;
    nothing_follows(&shop, "refunded", 1).await;
    shop.close_expecting(&[UNDECIDED]).await;
}

/// It was decided after the backup, and how is lost with what was lost.
#[tokio::test]
async fn what_a_backup_holds_undecided_is_a_case_and_is_not_delivered_once_more() {
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::En).await;
    let refusing = nothing_is_kept(&shop).await;
    phone.pays().await;
    assert_eq!(shop.charges().await, ["taken"]);
    refusing.relent().await;
    let file = shop.backup("monday").await;
    shop.advance(4 * MINUTE).await;
    reconciled(&shop).await;
    assert_eq!(
        (shop.charges().await, shop.customer().photos().len()),
        (vec!["kept".to_owned()], 1)
    );
    shop.close().await;
    shop.restore(&file).await;
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.rest().await;
    recovery::release(shop.store(), shop.clock(), None).await.unwrap();
    for _ in 0..3 {
        shop.advance(4 * MINUTE).await;
    }
    reconciled(&shop).await;
    assert_eq!(
        (shop.charges().await, shop.customer().photos().len()),
        (vec!["case".to_owned()], 1)
    );
    let left = listed(&shop).await;
    assert!(left.contains("[keep | deliver | refund | outside]"), "{left}");
    shop.admin().expect(&Text::AlertUndecided { count: 1 }, Lang::Ru);
    shop.close_expecting(&[PARKED]).await;
}

/// Tried again it is parked anew, and who paid, and knows, is not told again.
#[tokio::test]
async fn who_paid_is_told_once_however_often_it_is_tried() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.to_invoice(Lang::En).await;
    let refusing = nothing_is_kept(&shop).await;
    phone.pays().await;
    let word = shop.plain(&Text::PaymentUnhandled { amount: Money::stars(308) }, Lang::En);
    let told = || phone.heard().iter().filter(|message| message.text.contains(word.trim())).count();
    shop.until("a word", async || told() == 1).await;
    open_case(admin).await;
    admin.press("again", act(CaseAct::Retry)).await;
    read_in_vain(&shop).await;
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintUnhandled, Lang::Ru);
    assert_eq!((shop.charges().await, told()), (vec!["taken".to_owned()], 1));
    admin.press("an end", act(CaseAct::Refund)).await;
    refusing.relent().await;
    nothing_follows(&shop, "refunded", 1).await;
    shop.close_expecting(&[PARKED, UNDECIDED]).await;
}
