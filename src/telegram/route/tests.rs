//! The router, asked as the processor asks it: raw text in, meaning out.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::domain::case::CaseAct;
use crate::domain::country::Place;
use crate::domain::event::{AdminCommand, Command, Event};
use crate::domain::ids::{MessageId, OrderId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::missive::{Content, Media, Missive, Quote};
use crate::domain::press::Press;
use crate::telegram::callback_data::encode;
use crate::telegram::fixtures;
use crate::telegram::heard::{Heard, What};
use crate::telegram::route::{Rights, Router};
use teloxide::types::{Me, Update};

/// The tree's own check of what its branches ask for; panics with a list of what is missing.
fn check(router: &Router) {
    use dptree::Type;
    dptree::type_check(
        router.tree.sig(),
        &dptree::deps![],
        &[Type::of::<Update>(), Type::of::<Me>(), Type::of::<Rights>()],
    );
}

const BOT: i64 = 7_100_000_001;

fn me() -> Me {
    serde_json::from_value(json!({
        "id": BOT, "is_bot": true, "first_name": "Shop", "username": "QazaqTestBot",
        "can_join_groups": false, "can_read_all_group_messages": false,
        "supports_inline_queries": false, "has_main_web_app": false,
    }))
    .unwrap()
}

fn route_raw(raw: &str, rights: Rights) -> Option<Event> {
    let What::Said(_, said) = Heard::read(raw).what else { return None };
    Router::new().route(&said, &me(), rights)
}

/// A message of a person, with more fields.
fn message(more: &Value) -> Value {
    fixtures::message(77, more)
}

fn update(kind: &str, body: &Value) -> String {
    fixtures::update(4_294_967_301, kind, body).text
}

fn meant(more: &Value, rights: Rights) -> Option<Event> {
    route_raw(&update("message", &message(more)), rights)
}

fn text(words: &str, rights: Rights) -> Event {
    let got = meant(&json!({ "text": words }), rights);
    let Some(event) = got else { panic!("{words}: {got:?}") };
    event
}

fn press(data: Option<&str>, rights: Rights) -> Event {
    let query = fixtures::callback_query(77, data);
    let got = route_raw(&update("callback_query", &query), rights);
    let Some(event) = got else { panic!("{data:?}: {got:?}") };
    event
}

fn order() -> OrderId {
    OrderId::from_random(77)
}

#[test]
fn the_tree_asks_for_nothing_that_is_not_given() {
    check(&Router::new());
}

#[test]
fn start_works_for_everybody() {
    for rights in [Rights::Customer, Rights::Admin] {
        assert_eq!(text("/start", rights), Event::Start(None));
    }
    let turkey = Event::Start(Place::parse("TR"));
    assert_eq!(text("/START@qazaqtestbot tr", Rights::Customer), turkey);
}

#[test]
fn a_text_comes_without_what_nobody_sees() {
    let said = Event::Said(Missive::text(MessageId(5), "a@b.kz\nc@d.kz"));
    assert_eq!(text("\u{200b}a@b.kz\nc@d.kz\u{202e} ", Rights::Customer), said);
}

#[test]
fn commands_are_known_in_any_case_and_refused_to_strangers() {
    let customer = |words: &str| text(words, Rights::Customer);
    let admin = |words: &str| text(words, Rights::Admin);
    assert_eq!(customer("/PaySupport"), Event::Command(Command::PaySupport));
    assert_eq!(customer("/deletemydata@QAZAQTESTBOT"), Event::Command(Command::DeleteMyData));
    assert_eq!(customer("/help me please"), Event::Command(Command::Help));
    assert_eq!(admin("/help"), Event::Command(Command::Help));
    assert_eq!(admin("/Stats"), Event::Admin(AdminCommand::Stats));
    let refund = format!("/refund {}", order());
    assert_eq!(admin(&refund), Event::Admin(AdminCommand::Refund(Some(order()))));
    assert_eq!(admin("/refund"), Event::Admin(AdminCommand::Refund(None)));
    for words in
        ["/stats", refund.as_str(), "/nothing", "/", "/help@other_bot", "/start@other_bot x"]
    {
        assert_eq!(customer(words), Event::UnknownCommand, "{words}");
    }
}

#[test]
fn an_admins_reply_to_the_bot_is_an_answer() {
    let reply = |author: i64, words: &str| {
        let to = json!({
            "message_id": 3, "date": 1_790_000_000, "text": "help!",
            "from": { "id": author, "is_bot": author == BOT, "first_name": "B" },
            "chat": { "id": 77, "type": "private", "first_name": "A" },
        });
        json!({ "text": words, "reply_to_message": to })
    };
    let replied =
        |words| Missive { reply_to: Some(MessageId(3)), ..Missive::text(MessageId(5), words) };
    let event = |more: Value, rights| meant(&more, rights);
    let answer = Some(Event::AdminReply(replied("restart the phone")));
    assert_eq!(event(reply(BOT, "restart the phone"), Rights::Admin), answer);
    // A command is a command, and what one writes under one's own message is no answer.
    let stats = Some(Event::Admin(AdminCommand::Stats));
    assert_eq!(event(reply(BOT, "/stats"), Rights::Admin), stats);
    let typed = Some(Event::Said(Missive::text(MessageId(5), "Turkey")));
    assert_eq!(event(reply(77, "Turkey"), Rights::Admin), typed);
    let said = Some(Event::Said(replied("Turkey")));
    assert_eq!(event(reply(BOT, "Turkey"), Rights::Customer), said);
    let mut photo = reply(BOT, "x");
    photo.as_object_mut().unwrap().remove("text");
    photo["photo"] = json!([{ "file_id": "f", "file_unique_id": "u", "width": 1, "height": 1 }]);
    let Some(Event::AdminReply(missive)) = event(photo, Rights::Admin) else { panic!("a photo") };
    assert_eq!(missive.reply_to, Some(MessageId(3)));
}

#[test]
fn what_is_no_text_says_what_it_is() {
    let file = json!({ "file_id": "f", "file_unique_id": "u", "width": 1, "height": 1 });
    let voice = json!({
        "file_id": "f", "file_unique_id": "u", "duration": 12, "mime_type": "audio/ogg",
    });
    let invoice = json!({
        "title": "t", "description": "d", "start_parameter": "s", "currency": "XTR",
        "total_amount": 1,
    });
    let album = json!({ "photo": [file], "caption": "/start", "media_group_id": "13" });
    for (more, what, seconds) in [
        (album.clone(), Media::Photo, None),
        (json!({ "voice": voice }), Media::Voice, Some(12)),
        (json!({ "location": { "latitude": 1.0, "longitude": 2.0 } }), Media::Location, None),
        (json!({ "contact": { "phone_number": "1", "first_name": "A" } }), Media::Contact, None),
        (json!({ "dice": { "emoji": "🎲", "value": 3 } }), Media::Other, None),
        (json!({ "invoice": invoice }), Media::Other, None),
        (json!({ "text": "\u{200b}\u{202e}\0" }), Media::Other, None),
        (json!({ "hologram": { "depth": 4 } }), Media::Other, None),
        (json!({}), Media::Other, None),
        // teloxide can read neither of these.
        (json!({ "date": "yesterday", "text": "hello" }), Media::Other, None),
        (json!({ "text": { "rich": true } }), Media::Other, None),
    ] {
        let got = meant(&more, Rights::Customer);
        let Some(Event::Said(missive)) = got else { panic!("{more}") };
        let Content::Media { what: of, seconds: lasts, caption } = missive.content else {
            panic!("{more}")
        };
        assert_eq!((missive.message, of, lasts), (MessageId(5), what, seconds), "{more}");
        let (words, parts) = (Some(Quote::new("/start")), Some(Quote::new("13")));
        let wanted = if more == album { (words, parts) } else { (None, None) };
        assert_eq!((caption, missive.album), wanted, "{more}");
    }
}

#[test]
fn a_press_that_turns_a_message_brings_it_along() {
    for pressed in [Press::PassOn(MessageId(5)), Press::LookUp(MessageId(5))] {
        let mut query = fixtures::callback_query(77, Some(&encode(&pressed)));
        let raw = |query: &Value| route_raw(&update("callback_query", query), Rights::Customer);
        let (message, of) = (MessageId(9), QueryId("q1".into()));
        let alone = Event::Press { press: pressed.clone(), message, query: of.clone() };
        assert_eq!(raw(&query), Some(alone.clone()));
        query["message"]["reply_to_message"] = message_of("it does not work", 4);
        assert_eq!(raw(&query), Some(alone), "another message");
        query["message"]["reply_to_message"] = message_of("it does not work", 5);
        let missive = Missive::text(MessageId(5), "it does not work");
        let turned = Event::Turned { press: pressed, missive, message, query: of };
        assert_eq!(raw(&query), Some(turned));
    }
}

fn message_of(text: &str, id: i64) -> Value {
    message(&json!({ "text": text, "message_id": id }))
}

#[test]
fn a_button_says_what_it_means() {
    let query = || QueryId("q1".into());
    let stale = Event::StalePress { message: Some(MessageId(9)), query: query() };
    let lang = Press::Lang(Lang::Kk);
    let event = press(Some(&encode(&lang)), Rights::Customer);
    assert_eq!(event, Event::Press { press: lang, message: MessageId(9), query: query() });
    for data in [None, Some(""), Some("1|nothing"), Some("2|h"), Some("buy:TR"), Some("\u{0}")] {
        assert_eq!(press(data, Rights::Customer), stale, "{data:?}");
    }
    // An admin's of version 0.1.
    for data in ["1|ry|QE123456|1|1790000000", "1|rn|QE123456", "1|sy|QE123456|1|1790000000"] {
        assert_eq!(press(Some(data), Rights::Admin), stale, "{data}");
    }
    for press_of_admin in [
        Press::OrderAct(order(), CaseAct::Refund, 1, 2),
        Press::OrderAct(order(), CaseAct::Outside, 1, 2),
        Press::CaseAct(7, CaseAct::Retry, 1, 2),
    ] {
        let data = encode(&press_of_admin);
        assert_eq!(press(Some(&data), Rights::Customer), stale);
        let event = press(Some(&data), Rights::Admin);
        let (press, message) = (press_of_admin, MessageId(9));
        assert_eq!(event, Event::Press { press, message, query: query() });
    }
}

#[test]
fn a_button_of_an_old_or_inline_message_is_answered_too() {
    let mut query =
        json!({ "id": "q1", "from": fixtures::person(77), "chat_instance": "1", "data": "1|h" });
    let inline = route_raw(&update("callback_query", &query), Rights::Customer);
    let nowhere = Event::StalePress { message: None, query: QueryId("q1".into()) };
    assert_eq!(inline, Some(nowhere));
    // Telegram gives no more than place and date 0 of a message older than 48 hours.
    query["message"] = json!({
        "message_id": 9, "date": 0, "chat": { "id": 77, "type": "private", "first_name": "A" },
    });
    let old = route_raw(&update("callback_query", &query), Rights::Customer);
    let home =
        Event::Press { press: Press::Home, message: MessageId(9), query: QueryId("q1".into()) };
    assert_eq!(old, Some(home.clone()));
    // Whatever else is odd about it, the button says all.
    query["from"] = json!({ "id": 77, "is_bot": false, "first_name": 5 });
    let odd = route_raw(&update("callback_query", &query), Rights::Customer);
    assert_eq!(odd, Some(home));
}

#[test]
fn edits_and_blocks_are_heard() {
    let mut edited = message(&json!({ "text": "/start", "edit_date": 1_790_000_001 }));
    let event = route_raw(&update("edited_message", &edited), Rights::Customer);
    assert_eq!(event, Some(Event::Edited));
    edited["date"] = json!("x");
    let event = route_raw(&update("edited_message", &edited), Rights::Customer);
    assert_eq!(event, Some(Event::Edited));
    let bot = json!({ "id": BOT, "is_bot": true, "first_name": "Shop" });
    for (standing, reachable) in [
        (json!({ "user": bot, "status": "kicked", "until_date": 0 }), false),
        (json!({ "user": bot, "status": "member" }), true),
        (json!({ "user": null, "status": "member" }), true),
    ] {
        let member = json!({
            "chat": { "id": 77, "type": "private", "first_name": "A" },
            "from": fixtures::person(77), "date": 1_790_000_000,
            "old_chat_member": { "user": bot, "status": "member" },
            "new_chat_member": standing,
        });
        let event = route_raw(&update("my_chat_member", &member), Rights::Customer);
        assert_eq!(event, Some(Event::Reachable(reachable)));
    }
}

#[test]
fn groups_and_channels_are_left_and_bots_ignored() {
    let group = json!({ "id": -100_123, "type": "supergroup", "title": "G" });
    let channel = json!({ "id": -100_124, "type": "channel", "title": "C" });
    let bot = json!({ "id": BOT, "is_bot": true, "first_name": "Shop" });
    let leaves = |raw: String| matches!(Heard::read(&raw).what, What::Leave(_));
    assert!(leaves(update("message", &message(&json!({ "chat": group, "text": "/start" })))));
    assert!(leaves(update("channel_post", &json!({ "chat": channel, "text": "/start" }))));
    let standing = |status: &str| {
        update(
            "my_chat_member",
            &json!({
                "chat": group, "from": fixtures::person(77),
                "new_chat_member": { "status": status, "user": bot },
            }),
        )
    };
    assert!(leaves(standing("member")));
    assert!(matches!(Heard::read(&standing("left")).what, What::Nothing));
    let other = json!({ "id": 78, "is_bot": true, "first_name": "B" });
    assert_eq!(meant(&json!({ "from": other, "text": "hi" }), Rights::Admin), None);
}

#[test]
fn what_is_not_for_the_router_is_ignored() {
    let pinned = message(&json!({ "text": "x" }));
    let paid = json!({
        "currency": "XTR", "total_amount": 1, "invoice_payload": "p",
        "telegram_payment_charge_id": "c", "provider_payment_charge_id": "",
    });
    for more in [
        json!({ "pinned_message": pinned }),
        json!({ "successful_payment": paid }),
        json!({ "refunded_payment": paid, "date": "x" }),
        json!({ "message_auto_delete_timer_changed": { "message_auto_delete_time": 5 } }),
        json!({ "from": null }),
    ] {
        let got = meant(&more, Rights::Customer);
        assert_eq!(got, None, "{more}");
    }
    for raw in [
        r#"{"update_id":1}"#,
        r#"{"update_id":1,"subscription":{"user":{"id":1}}}"#,
        r#"{"update_id":1,"pre_checkout_query":{"id":"1","from":{"id":77}}}"#,
        r#"{"update_id":1,"poll":{}}"#,
    ] {
        assert_eq!(route_raw(raw, Rights::Customer), None, "{raw}");
    }
    for broken in ["", "{", r#"{"update_id":5,"message":"#] {
        let heard = Heard::read(broken);
        assert!(matches!(heard.what, What::Nothing), "{broken}");
        assert_eq!(heard.word, "unreadable");
    }
}

#[test]
fn ids_beyond_32_bits_are_people_too() {
    let big = json!({ "id": 5_000_000_000_i64, "is_bot": false, "first_name": "A" });
    let chat = json!({ "id": 5_000_000_000_i64, "type": "private", "first_name": "A" });
    let got = meant(&json!({ "from": big, "chat": chat, "text": "Turkey" }), Rights::Customer);
    assert_eq!(got, Some(Event::Said(Missive::text(MessageId(5), "Turkey"))));
    let raw =
        update("message", &message(&json!({ "message_id": 99_999_999_999_i64, "text": "x" })));
    let got = route_raw(&raw, Rights::Customer);
    assert_eq!(got, Some(Event::Said(Missive::unread(MessageId(99_999_999_999)))));
}

proptest! {
    #[test]
    fn any_text_means_something(
        words in any::<String>(),
        admin in any::<bool>(),
    ) {
        let rights = if admin { Rights::Admin } else { Rights::Customer };
        let got = meant(&json!({ "text": words }), rights);
        prop_assert!(got.is_some());
    }

    #[test]
    fn any_callback_data_is_answered(data in any::<String>()) {
        let event = press(Some(&data), Rights::Customer);
        let answered = matches!(event, Event::Press { .. } | Event::StalePress { .. });
        prop_assert!(answered);
    }
}
