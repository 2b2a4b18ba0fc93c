//! Bad input: each thing gets a clear answer or is ignored on purpose; nothing stops the shop, and
//! no payment is lost.

use pretend_telegram::CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::PayOutcome;
use pretend_telegram::world::people::{Sending, SendingKind};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use serde_json::json;

use crate::support::Shop;

/// The shop still sells.
pub async fn lives(shop: &Shop) {
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.invoice_for("Turkey", "tr-1").await;
    phone.pays().await;
    assert!(!phone.photos().is_empty());
}

/// A raw update of a message in the customer's chat.
fn message(fields: &serde_json::Value) -> String {
    let mut body = json!({
        "message_id": 900_000, "date": 1,
        "from": {"id": CUSTOMER, "is_bot": false, "first_name": "x", "language_code": "en"},
        "chat": {"id": CUSTOMER, "type": "private", "first_name": "x"},
    });
    for (key, value) in fields.as_object().unwrap() {
        body[key] = value.clone();
    }
    json!({ "message": body }).to_string()
}

#[tokio::test]
async fn a_text_where_a_button_is_expected() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.say("qqqqqq").await;
    phone.expect(&Text::PressAButton, Lang::En);
    assert!(phone.keys().iter().any(|press| matches!(press, Press::Offer(_))), "the place is kept");
    phone.agree().await;
    phone.to_pay().await;
    phone.pays().await;
    shop.finish().await;
}

#[tokio::test]
async fn a_photo_a_sticker_a_voice_message_and_the_rest() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Kk).await;
    for kind in [
        SendingKind::Photo,
        SendingKind::Sticker,
        SendingKind::Voice,
        SendingKind::Document,
        SendingKind::Contact,
        SendingKind::Location,
    ] {
        phone.send_kind(kind).await;
        phone.expect_last(&Text::PassOnQuestion, Lang::Kk);
        assert!(matches!(phone.keys()[..], [Press::PassOn(_), Press::Home]));
    }
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn an_edited_message() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    let id = phone.say("Турция").await;
    shop.world.edit(CUSTOMER, id, "Таиланд").unwrap();
    shop.rest().await;
    phone.expect_last(&Text::EditedMessage, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_forwarded_invoice() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let forward = Sending { forward_of: phone.invoice(), ..Sending::default() };
    phone.send(&forward).await;
    phone.expect_last(&Text::PassOnQuestion, Lang::En);
    assert_eq!(shop.orders().await, ["invoiced"]);
    let invoice = pretend_telegram::world::money::PayTarget::Invoice(phone.invoice_number());
    assert!(matches!(phone.pay_for(invoice).await, PayOutcome::Paid { .. }));
    shop.finish().await;
}

#[tokio::test]
async fn groups_and_channels_are_left() {
    let shop = Shop::open().await;
    let group = json!({"message": {"message_id": 5, "date": 1, "text": "/start",
        "from": {"id": CUSTOMER, "is_bot": false, "first_name": "x"},
        "chat": {"id": -100_123, "type": "supergroup", "title": "A group"}}});
    shop.world.inject(&group.to_string(), false).unwrap();
    let channel = json!({"channel_post": {"message_id": 6, "date": 1, "text": "/start",
        "chat": {"id": -100_456, "type": "channel", "title": "A channel"}}});
    shop.world.inject(&channel.to_string(), false).unwrap();
    for chat in [-100_123, -100_456] {
        let left = |world: &pretend_telegram::World| {
            world.quietly(|state| state.groups[&chat].left.then_some(()))
        };
        shop.world.wait_for("leaving", left).await.unwrap();
        assert!(shop.world.messages(chat).iter().all(|message| !message.from_bot));
    }
    shop.rest().await;
    assert_eq!(shop.people().await, 0);
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn another_bot_is_not_answered() {
    let shop = Shop::open().await;
    let bot = json!({"message": {"message_id": 7, "date": 1, "text": "/start",
        "from": {"id": 4_242, "is_bot": true, "first_name": "A bot"},
        "chat": {"id": 4_242, "type": "private", "first_name": "A bot"}}});
    shop.world.inject(&bot.to_string(), false).unwrap();
    shop.rest().await;
    assert!(shop.world.messages(4_242).iter().all(|message| !message.from_bot));
    assert_eq!(shop.people().await, 0);
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn four_thousand_and_ninety_six_characters() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.say(&"ж".repeat(4096)).await;
    phone.expect_last(&Text::SearchTooLong, Lang::En);
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.press("mail", |press| matches!(press, Press::EmailYes(_))).await;
    phone.say(&format!("{}@example.com", "a".repeat(4000))).await;
    phone.expect_last(&Text::AddressTooLong, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn characters_that_nobody_sees_and_that_turn_the_line() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.say("\u{202e}Tur\u{200b}key\u{200f}").await;
    assert!(phone.keys().iter().any(|press| matches!(press, Press::Plan(..))));
    phone.say("\u{200b}\u{2060}\u{feff}").await;
    phone.expect_last(&Text::PassOnQuestion, Lang::En);
    phone.say("\u{200b}/help").await;
    phone.expect_last(&Text::Help, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn addresses_that_are_none() {
    let mut shop = Shop::open().await;
    shop.plant("evil.example");
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.press("mail", |press| matches!(press, Press::EmailYes(_))).await;
    for (typed, answer) in [
        ("a@evil.example\nBcc: b@evil.example", Text::AddressOneOnly),
        ("a@evil.example, b@evil.example", Text::AddressOneOnly),
        ("<script>alert(1)</script>@evil.example", Text::AddressBad),
        ("\"<b>\"@evil.example", Text::AddressBad),
        ("evil.example", Text::AddressNoAt),
        ("@", Text::AddressBad),
        ("имя@evil.example", Text::AddressNotLatin),
    ] {
        phone.say(typed).await;
        phone.expect_last(&answer, Lang::En);
        assert!(!phone.last().text.contains("evil"), "what was typed is not repeated");
    }
    phone.send_kind(SendingKind::Photo).await;
    phone.expect_last(&Text::AddressAsText, Lang::En);
    assert_eq!(shop.addresses().await, 0);
    phone.say("good@example.com").await;
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(shop.world.mails()[0].to, ["good@example.com"]);
    shop.finish().await;
}

#[tokio::test]
async fn buttons_of_another_version_and_forged_ones() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    let last = phone.last().id;
    for data in ["0|h", "2|h", "buy:TR:1", "1|zz", "1|c|qe123456", "1|p|TR|<script>", "{\"a\":1}"] {
        phone.forge(last, data).await;
        assert_eq!(phone.toast().await, shop.plain(&Text::StaleButton, Lang::Ru), "{data}");
        phone.expect_last(&Text::Home, Lang::Ru);
    }
    assert!(shop.orders().await.is_empty());
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn update_ids_that_begin_again_lower_are_read() {
    let shop = Shop::open().await;
    lives(&shop).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::JumpUpdateIds).with(17));
    lives(&shop).await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn an_unknown_kind_of_update_and_a_message_of_an_unknown_shape() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    let before = phone.heard().len();
    shop.world.inject("{\"subscription\":{\"from\":{\"id\":1}}}", false).unwrap();
    shop.world
        .inject("{\"message_reaction\":{\"chat\":{\"id\":1,\"type\":\"private\"}}}", false)
        .unwrap();
    shop.rest().await;
    assert_eq!(phone.heard().len(), before, "ignored on purpose");
    shop.world.inject(&message(&json!({"hologram": {"depth": "far"}})), false).unwrap();
    shop.rest().await;
    phone.expect_last(&Text::PassOnQuestion, Lang::En);
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_inside_a_message_nobody_can_read_is_a_payment() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::Kk).await;
    let odd = json!({"message": {"forward_origin": {"type": "unheard_of"}, "date": "yesterday",
        "chat": {"id": CUSTOMER, "type": "moon"}, "entities": 7, "novelty": [1]}});
    let fault = FaultSpec::new(FaultKind::PatchUpdate).on("successful_payment").with(odd);
    shop.world.add_fault(fault);
    phone.pays().await;
    assert_eq!(shop.charges().await, ["kept"]);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(phone.photos().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn a_pre_checkout_of_an_unknown_shape_is_answered() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let odd = json!({"order_info": 7, "novelty": {"a": []}, "total_amount": "308"});
    let odd = json!({ "pre_checkout_query": odd });
    let fault = FaultSpec::new(FaultKind::PatchUpdate).on("pre_checkout_query").with(odd);
    shop.world.add_fault(fault);
    let outcome = phone.pay().await;
    assert!(
        !matches!(outcome, PayOutcome::Timeout | PayOutcome::Unavailable { .. }),
        "{outcome:?}"
    );
    shop.finish().await;
}

#[tokio::test]
async fn broken_json_is_passed_over() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    for broken in ["{\"message\": {", "not json at all", "{\"message\":\"\\ud800\"}"] {
        shop.world.inject(broken, true).unwrap();
        phone.say("/help").await;
        phone.expect_last(&Text::Help, Lang::En);
    }
    lives(&shop).await;
    shop.finish().await;
}

#[tokio::test]
async fn updates_that_come_twice_or_in_another_order_do_nothing_twice() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::DuplicateUpdates).times(20));
    shop.world.add_fault(FaultSpec::new(FaultKind::ReorderUpdates).times(20));
    phone.pays().await;
    assert_eq!(phone.photos().len(), 1);
    phone.say("/help").await;
    shop.world.clear_faults();
    phone.say("/esims").await;
    let helps = shop.plain(&Text::Help, Lang::En);
    let told = phone.heard().iter().filter(|message| message.text.contains(helps.trim())).count();
    assert_eq!(told, 1, "one answer to one question");
    assert_eq!(shop.charges().await, ["kept"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_payment_that_is_told_once_more_under_another_number_changes_nothing() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    let charge = phone.pays().await;
    let paid = shop.world.ledger()[0].clone();
    let again =
        message(&json!({"successful_payment": {"currency": "XTR", "total_amount": paid.amount,
        "invoice_payload": paid.payload, "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": ""}}));
    for _ in 0..2 {
        shop.world.inject(&again, false).unwrap();
        shop.rest().await;
        assert_eq!(shop.charges().await, ["kept"]);
    }
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(phone.photos().len(), 1);
    assert!(shop.world.calls().iter().all(|call| call.method != "refundStarPayment"));
    shop.finish().await;
}

#[tokio::test]
async fn a_charge_without_our_mark_is_a_case_and_not_given_back() {
    let shop = Shop::open().await;
    let admin = shop.admin();
    admin.say("/start").await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    let foreign = message(&json!({"successful_payment": {"currency": "XTR", "total_amount": 77,
        "invoice_payload": "somebody else's", "telegram_payment_charge_id": "stxFOREIGN",
        "provider_payment_charge_id": ""}}));
    shop.world.inject(&foreign, false).unwrap();
    shop.rest().await;
    assert_eq!(shop.charges().await, ["case"]);
    let amount = qazaq_esim_bot::domain::money::Money::stars(77);
    admin.expect(&Text::AlertCharge { amount, charge: "stxFOREIGN".to_owned() }, Lang::Ru);
    assert!(shop.world.calls().iter().all(|call| call.method != "refundStarPayment"));
    lives(&shop).await;
    shop.finish().await;
}
