//! What was polled is read as text, and the long poll runs over real sockets against the pretend
//! world.

use crate::domain::outcome::Reason;
use crate::telegram::bot_api::BotApi;
use crate::telegram::bot_api::tests::{Shop, rejected};
use crate::telegram::call::BotToken;
use crate::telegram::heard::Heard;
use pretend_telegram::CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::World;

use super::*;

fn ids(updates: &[RawUpdate]) -> Vec<i64> {
    updates.iter().map(|update| update.update_id).collect()
}

#[test]
fn each_update_keeps_its_exact_text() {
    let first = r#"{ "update_id" : 7,"message": {"text":"\u0041 {\"update_id\":1}", "x":1.50} }"#;
    let second = r#"{"update_id":4294967296,"later":{}}"#;
    let body = format!(r#"{{"ok":true,"result":[{first},{second}]}}"#);
    let read = read_batch(200, &body).unwrap();
    assert_eq!(ids(&read), [7, 4_294_967_296]);
    assert_eq!(read[0].text, first);
    assert_eq!(read[1].text, second);
    assert_eq!(format!("{:?}", read[1]), "RawUpdate(4294967296, 35 bytes)");
    assert_eq!(read_batch(200, r#"{"ok":true,"result":[]}"#), Ok(vec![]));
}

#[test]
fn faults_are_told_apart() {
    let refused = |code: u16, words: &str| {
        read_batch(code, &format!(r#"{{"ok":false,"error_code":{code},"description":"{words}"}}"#))
    };
    assert_eq!(refused(409, "Conflict: terminated by other"), Err(PollFault::Conflict));
    let active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook";
    assert_eq!(refused(409, active), Err(PollFault::Webhook));
    assert_eq!(refused(401, "Unauthorized"), Err(PollFault::Unauthorized));
    assert_eq!(refused(404, "Not Found"), Err(PollFault::Unauthorized));
    let after = Some(Millis::seconds(5));
    assert_eq!(refused(429, "Too Many Requests: retry after 5"), Err(PollFault::TooMany { after }));
    assert_eq!(refused(500, "Internal Server Error"), Err(PollFault::Broken));
    assert_eq!(read_batch(502, "<html></html>"), Err(PollFault::Broken));
    assert_eq!(read_batch(200, "<html></html>"), Err(PollFault::Broken));
    assert_eq!(read_batch(200, ""), Err(PollFault::Broken));
}

#[test]
fn a_broken_update_does_not_hide_the_others() {
    let good = r#"{"update_id":5,"message":{"text":"{\"update_id\":99}"}}"#;
    let late = r#"{"update_id":7,"message":{"text":"b"}}"#;
    let broken = r#"{"update_id":6,"message":{"text":"#;
    let body = format!(r#"{{"ok":true,"result":[{good},{broken},{late}]}}"#);
    let read = read_batch(200, &body).unwrap();
    assert_eq!(ids(&read), [5, 6, 7]);
    assert_eq!(read[0].text, good);
    assert_eq!(read[1].text, broken);
    assert_eq!(read[2].text, late);
    let body = format!(r#"{{"ok":true,"result":[{good},{broken}]}}"#);
    let read = read_batch(200, &body).unwrap();
    assert_eq!((ids(&read), read[1].text.as_str()), (vec![5, 6], broken));
    let body = format!(r#"{{"ok":true,"result":[{broken}]}}"#);
    assert_eq!(ids(&read_batch(200, &body).unwrap()), [6]);
}

#[test]
fn an_update_without_an_id_is_dropped_and_the_rest_stands() {
    let body = r#"{"ok":true,"result":[{"message":{}},7,{"update_id":"8"}]}"#;
    assert_eq!(ids(&read_batch(200, body).unwrap()), [8]);
}

#[test]
fn kinds_that_money_needs_are_asked_for_and_teloxide_knows_them_all() {
    for kind in ["message", "pre_checkout_query", "callback_query", "my_chat_member"] {
        assert!(ALLOWED_UPDATES.contains(&kind));
    }
    let known: Vec<teloxide::types::AllowedUpdate> =
        serde_json::from_value(json!(ALLOWED_UPDATES)).unwrap();
    assert_eq!(known.len(), ALLOWED_UPDATES.len());
}

#[tokio::test]
async fn a_poll_confirms_only_what_its_offset_says() {
    let mut shop = Shop::open().await;
    shop.take().await;
    shop.world.send_text(CUSTOMER, "a").unwrap();
    shop.world.send_text(CUSTOMER, "b").unwrap();
    let first = shop.poller.poll(None, 1, 0).await.unwrap();
    let all = shop.poller.poll(None, 100, 0).await.unwrap();
    assert_eq!((first.len(), all.len()), (1, 2));
    assert_eq!(first[0], all[0]);
    let rest = shop.poller.poll(Some(first[0].update_id + 1), 100, 0).await.unwrap();
    assert_eq!(rest, all[1..]);
    assert_eq!(shop.world.unconfirmed_updates(), 1);
}

#[tokio::test]
async fn broken_json_between_updates_stops_nothing() {
    let mut shop = Shop::open().await;
    shop.world.send_text(CUSTOMER, "before").unwrap();
    let id = shop.world.inject(r#"{"message":{"text":"broken"#, true).unwrap();
    shop.world.send_text(CUSTOMER, "after").unwrap();
    let batch = shop.take().await;
    assert_eq!(batch.len(), 3);
    assert_eq!(batch[1].update_id, id);
    assert!(batch[0].text.contains("before") && batch[2].text.contains("after"));
    let word = |at: usize| Heard::read(&batch[at].text).word;
    assert!(word(0) != "unreadable" && word(2) != "unreadable");
    assert_eq!(word(1), "unreadable");
    assert!(shop.take().await.is_empty());
}

#[tokio::test]
async fn polls_that_fail_are_told_apart() {
    let shop = Shop::open().await;
    let poll = async || shop.poller.poll(shop.next, 100, 0).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::TooManyRequests).on("getUpdates").with(3));
    assert_eq!(poll().await, Err(PollFault::TooMany { after: Some(Millis::seconds(3)) }));
    for kind in [FaultKind::ServerError, FaultKind::HtmlBody] {
        shop.fault(kind, "getUpdates");
        assert_eq!(poll().await, Err(PollFault::Broken), "{kind:?}");
    }
    shop.fault(FaultKind::CutAfter, "getUpdates");
    assert_eq!(poll().await, Err(PollFault::Unreachable));
    let wrong = BotToken::parse("1:AA").unwrap();
    let stranger = Poller::new(&shop.sim.api_url(), wrong.clone()).unwrap();
    assert_eq!(stranger.poll(None, 1, 0).await, Err(PollFault::Unauthorized));
    let stranger = BotApi::new(&shop.sim.api_url(), &wrong).unwrap();
    assert_eq!(stranger.get_me().await.err(), rejected::<()>(Reason::Configuration).err());

    let (poller, next) = (shop.poller.clone(), shop.next);
    let older = tokio::spawn(async move { poller.poll(next, 100, 30).await });
    let polls = |world: &World| world.quietly(|state| state.updates.poller);
    let before = polls(&shop.world);
    let newer = |world: &World| (polls(world) > before).then_some(());
    shop.world.wait_for("the long poll", newer).await.unwrap();
    assert_eq!(poll().await, Ok(vec![]));
    assert_eq!(older.await.unwrap(), Err(PollFault::Conflict));
}
