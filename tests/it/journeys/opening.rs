//! Bought now, opened before the trip: until the customer's own press nobody sees the code, and its
//! money comes back. Never both.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::world::people::SendingKind;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::{Day, Stamp};

use crate::support::phone::presses_of;
use crate::support::{HOUR, MINUTE, MORNING, Phone, Shop, ShopOptions, pictures};

/// A day in milliseconds.
const DAY: i64 = 24 * HOUR;

/// From a fresh chat to an order that was paid in Stars and waits, with a letter if so wished.
async fn keeps(phone: Phone<'_>, lang: Lang, letter: bool) -> OrderId {
    phone.begin(lang).await;
    phone.choose("Turkey", "tr-1").await;
    phone.press("before the trip", |press| matches!(press, Press::OpenLater(_))).await;
    phone.agree().await;
    if letter {
        phone.mail_to("traveller@example.com").await;
    } else {
        phone.to_pay().await;
    }
    phone.pays().await;
    phone.shop.newest_order().await
}

/// Whether nobody was shown anything.
fn is_unseen(phone: Phone<'_>) -> bool {
    phone.photos().is_empty() && phone.shop.world.mails().is_empty()
}

#[tokio::test]
async fn what_waits_is_shown_by_its_customers_press_and_by_nothing_else() {
    let mut shop = Shop::open().await;
    let order = keeps(shop.customer(), Lang::En, true).await;
    assert!(is_unseen(shop.customer()));
    assert_eq!(shop.free("tr-1").await, 9, "the code is set aside");

    // A first screen, a return after a block, a start of the shop, an hour that passes, an admin.
    shop.customer().say("/start").await;
    shop.world.block(shop.customer().person, true).unwrap();
    shop.rest().await;
    shop.world.block(shop.customer().person, false).unwrap();
    shop.customer().say("/start").await;
    shop.close().await;
    shop.reopen().await;
    shop.advance(HOUR).await;
    shop.customer().forge_press(&Press::ShowQr(order)).await;
    shop.customer().forge_press(&Press::SendMail(order)).await;
    shop.customer().send_kind(SendingKind::Voice).await;
    assert!(is_unseen(shop.customer()));
    shop.customer().expect_not(&Text::QrAgain, Lang::En);
    assert!(shop.cases().await.is_empty(), "the wait is no case");

    // A week before the last day, and on the day before it.
    let told = |shop: &Shop| {
        let until = Day(Stamp(MORNING + 30 * DAY));
        let words = shop.plain(&Text::StateUnopened { until }, Lang::En);
        let day = words.trim().rsplit("by ").next().unwrap().to_owned();
        let said = shop.customer().heard();
        said.iter().filter(|message| message.text.contains(&format!("Last day: {day}"))).count()
    };
    assert_eq!(told(&shop), 1, "the card");
    shop.advance(23 * DAY).await;
    assert_eq!(told(&shop), 2);
    shop.advance(6 * DAY).await;
    assert_eq!(told(&shop), 3);
    assert!(is_unseen(shop.customer()));

    let phone = shop.customer();
    let card =
        phone.heard().into_iter().find(|message| presses_of(message).contains(&Press::Open(order)));
    let card = card.unwrap().id;
    phone.forge(card, &qazaq_esim_bot::telegram::callback_data::encode(&Press::Open(order))).await;
    let photo = phone.photos().pop().unwrap();
    assert_eq!(photo.id, card, "the QR came into the card");
    assert!(pictures::scan(&phone.picture(&photo)).is_some());
    assert_eq!(shop.world.mails().len(), 1, "and the letter went");
    assert_eq!(shop.orders().await, ["fulfilled"]);

    // What was seen does not come back by itself, whatever the day.
    shop.advance(3 * DAY).await;
    assert_eq!(shop.charges().await, ["kept"]);
    phone.forge_press(&Press::WantRefund(order)).await;
    phone.expect_last(&Text::SupportAsk, Lang::En);
    assert_eq!(shop.charges().await, ["kept"]);
    shop.finish().await;
}

#[tokio::test]
async fn until_it_is_opened_stars_come_back_by_one_press_and_the_code_is_sold_on() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let order = keeps(phone, Lang::Ru, false).await;
    shop.advance(5 * DAY).await;
    phone.tap(&Press::WantRefund(order)).await;
    shop.advance(MINUTE).await;
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.free("tr-1").await, 10);
    phone.forge_press(&Press::Open(order)).await;
    shop.advance(40 * DAY).await;
    assert!(is_unseen(phone), "money back and the QR too");
    assert_eq!(shop.orders().await, ["returned"]);
    shop.finish().await;
}

#[tokio::test]
async fn of_the_qr_and_the_money_there_is_one_however_they_are_pressed() {
    let shop = Shop::open().await;
    for (person, opens_first) in [(shop.customer(), true), (shop.phone(SECOND_CUSTOMER), false)] {
        let order = keeps(person, Lang::En, true).await;
        let (open, refund) = (Press::Open(order), Press::WantRefund(order));
        let both = if opens_first { [open, refund] } else { [refund, open] };
        for press in &both {
            person.touch(press);
        }
        shop.rest().await;
        shop.advance(MINUTE).await;
        assert_eq!(person.photos().len(), usize::from(opens_first));
    }
    assert_eq!(shop.world.mails().len(), 1);
    assert_eq!(shop.charges().await, ["kept", "refunded"]);
    assert_eq!(shop.free("tr-1").await, 9);
    shop.finish().await;
}

#[tokio::test]
async fn after_the_last_day_stars_come_back_by_themselves() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let order = keeps(phone, Lang::Kk, true).await;
    shop.advance(30 * DAY).await;
    assert_eq!(shop.charges().await, ["kept"], "the last day is whole");
    shop.advance(DAY).await;
    shop.advance(MINUTE).await;
    phone.expect(&Text::OpenOver { order }, Lang::Kk);
    phone.expect(&Text::RefundDone { order, amount: Money::stars(308) }, Lang::Kk);
    assert_eq!(shop.charges().await, ["refunded"]);
    assert_eq!(shop.free("tr-1").await, 10);
    assert!(is_unseen(phone) && shop.cases().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn tenge_are_returned_by_a_person_and_by_a_day_that_was_told_before_paying() {
    let shop = Shop::start(ShopOptions { tenge: true, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    phone.begin(Lang::Ru).await;
    phone.choose("Turkey", "tr-1").await;
    phone.press("before the trip", |press| matches!(press, Press::OpenLater(_))).await;
    phone.expect_last(&Text::TengeByPerson { days: 3 }, Lang::Ru);
    phone.agree().await;
    phone.to_pay().await;
    let order = shop.newest_order().await;
    phone.tap(&Press::PayTenge(order)).await;
    phone.pays().await;
    phone.expect_last(&Text::TengeByPerson { days: 3 }, Lang::Ru);
    phone.tap(&Press::WantRefund(order)).await;
    // It is a Monday: three working days later is Thursday.
    let by = Text::DueBy { by: Day(Stamp(MORNING + 3 * DAY)) };
    phone.expect(&by, Lang::Ru);
    admin.expect(&by, Lang::Ru);
    admin.say("/cases").await;
    admin.expect_last(&by, Lang::Ru);
    assert_eq!(shop.charges().await, ["due_at_provider"]);
    assert_eq!(shop.free("tr-1").await, 10);
    shop.finish().await;
}

#[tokio::test]
async fn opened_from_the_list_the_qr_comes_there_and_the_former_card_says_so() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let order = keeps(phone, Lang::En, false).await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::Open(order)).await;
    phone.expect(&Text::CardOpened { order }, Lang::En);
    assert_eq!(phone.photos().pop().unwrap().id, phone.last().id);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert!(!phone.offers(|press| *press == Press::Open(order)), "no button of it is left");
    shop.finish().await;
}

#[tokio::test]
async fn a_code_that_ends_too_soon_is_sold_at_once_alone() {
    let mut shop = Shop::start(ShopOptions { codes: 0, ..ShopOptions::default() }).await;
    // Good for forty days: not for thirty and two weeks.
    let codes = "plan_id,activation_code,expires_on\ntr-1,LPA:1$smdp.example$SOON-1,2026-10-31\n";
    shop.import_codes(codes).await;
    shop.looks().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    assert!(!phone.offers(|press| matches!(press, Press::OpenLater(_))));
    phone.agree().await;
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(phone.photos().len(), 1);
    shop.finish().await;
}
