//! Updates: offsets, 409, retention, kinds, ids.

use super::*;
use crate::faults::{FaultKind, FaultSpec};
use crate::world::updates::{KEEP_MESSAGE_MS, KEEP_QUERY_MS};

fn ids(updates: &[Value]) -> Vec<i64> {
    updates.iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn an_update_goes_only_when_a_later_offset_confirms_it() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    for text in ["/start", "b", "c", "d"] {
        world.send_text(CUSTOMER, text).unwrap();
    }
    let all = json!({});
    assert_eq!(ids(&client.updates(all.clone()).await), [100, 101, 102, 103]);
    assert_eq!(ids(&client.updates(all.clone()).await), [100, 101, 102, 103]);
    assert_eq!(ids(&client.updates(json!({"offset": 101, "limit": 2})).await), [101, 102]);
    assert_eq!(ids(&client.updates(json!({"offset": 101})).await), [101, 102, 103]);
    // 100 was confirmed for good.
    assert_eq!(ids(&client.updates(all.clone()).await), [101, 102, 103]);
    // An offset far in the future is not believed.
    assert_eq!(ids(&client.updates(json!({"offset": 2_000_000})).await), [101, 102, 103]);
    assert_eq!(world.unconfirmed_updates(), 3);
    // A negative one counts from the end and forgets what is before.
    assert_eq!(ids(&client.updates(json!({"offset": -1})).await), [103]);
    assert_eq!(ids(&client.updates(all).await), [103]);
    assert!(client.updates(json!({"offset": 104})).await.is_empty());
    assert_eq!(world.unconfirmed_updates(), 0);
}

#[tokio::test]
async fn a_long_poll_ends_with_news_or_with_the_clock() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let waiting = |fields: Value| {
        let client = client.clone();
        tokio::spawn(async move { client.updates(fields).await })
    };
    let call = |world: &World| world.quietly(|state| state.updates.poller);

    let poll = waiting(json!({"timeout": 30}));
    world.wait_for("the poll", |world| (call(world) == 1).then_some(())).await.unwrap();
    world.send_text(CUSTOMER, "hello").unwrap();
    assert_eq!(poll.await.unwrap()[0]["message"]["text"], "hello");

    let poll = waiting(json!({"offset": 101, "timeout": 30}));
    world.wait_for("the poll", |world| (call(world) == 2).then_some(())).await.unwrap();
    world.advance(29_999).unwrap();
    tokio::task::yield_now().await;
    assert!(!poll.is_finished());
    world.advance(1).unwrap();
    assert!(poll.await.unwrap().is_empty());
}

#[tokio::test]
async fn of_two_pollers_the_older_one_is_sent_away() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let older = {
        let client = client.clone();
        tokio::spawn(async move { client.refused("getUpdates", json!({"timeout": 30})).await })
    };
    let poller = |world: &World| world.quietly(|state| state.updates.poller);
    world.wait_for("the older poll", |world| (poller(world) == 1).then_some(())).await.unwrap();
    assert!(client.updates(json!({"timeout": 0})).await.is_empty());
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot \
                 instance is running";
    assert_eq!(older.await.unwrap(), (409, words.to_owned()));
}

#[tokio::test]
async fn messages_wait_a_day_and_queries_150_seconds() {
    let (_sim, world, client) = started().await;
    let markup = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let fields = json!({"chat_id": CUSTOMER, "text": "?", "reply_markup": markup});
    let sent = client.ok("sendMessage", fields).await;
    world.press(CUSTOMER, sent["message_id"].as_i64().unwrap(), 0, 0).unwrap();
    world.send_text(CUSTOMER, "hello").unwrap();
    world.advance(KEEP_QUERY_MS - 1).unwrap();
    assert_eq!(client.updates(json!({})).await.len(), 2);
    world.advance(1).unwrap();
    let left = client.updates(json!({})).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["message"]["text"], "hello");
    world.advance(KEEP_MESSAGE_MS - KEEP_QUERY_MS).unwrap();
    assert!(client.updates(json!({})).await.is_empty());
}

#[tokio::test]
async fn kinds_that_were_not_asked_for_are_never_kept() {
    let (_sim, world, client) = started().await;
    assert!(client.updates(json!({"allowed_updates": ["callback_query"]})).await.is_empty());
    world.send_text(CUSTOMER, "unheard").unwrap();
    // The wish is remembered by later calls that do not repeat it.
    assert!(client.updates(json!({})).await.is_empty());
    assert!(client.updates(json!({"allowed_updates": "[\"message\"]"})).await.is_empty());
    world.send_text(CUSTOMER, "heard").unwrap();
    assert_eq!(client.updates(json!({})).await[0]["message"]["text"], "heard");
}

#[tokio::test]
async fn updates_come_twice_in_the_wrong_order_and_with_other_ids() {
    let (_sim, world, client) = started().await;
    world.add_fault(FaultSpec::new(FaultKind::ReorderUpdates));
    world.add_fault(FaultSpec::new(FaultKind::DuplicateUpdates));
    for text in ["a", "b", "c"] {
        world.send_text(CUSTOMER, text).unwrap();
    }
    assert_eq!(ids(&client.updates(json!({})).await), [103, 102, 101]);
    assert_eq!(ids(&client.updates(json!({"offset": 103})).await), [101, 102, 103]);
    assert_eq!(ids(&client.updates(json!({"offset": 103})).await), [103]);
    assert!(client.updates(json!({"offset": 104})).await.is_empty());

    world.add_fault(FaultSpec::new(FaultKind::JumpUpdateIds).with(7));
    world.send_text(CUSTOMER, "d").unwrap();
    assert_eq!(ids(&client.updates(json!({"offset": 104})).await), [7]);
    world.send_text(CUSTOMER, "e").unwrap();
    assert_eq!(ids(&client.updates(json!({"offset": 8})).await), [8]);
}

#[tokio::test]
async fn raw_updates_arrive_as_they_are_and_broken_ones_spoil_one_answer() {
    let (_sim, world, client) = started().await;
    let raw = r#"{ "message": {"message_id": 5, "date": 1, "chat": {"id": -100200, "type":
        "supergroup", "title": "A group"}, "from": {"id": 42, "is_bot": false, "first_name": "A"},
        "text": "hi", "big": 12345678901234567890123} }"#;
    assert!(world.inject("nonsense", false).is_err());
    assert!(world.inject("{}", false).is_err());
    let id = world.inject(raw, false).unwrap();
    let text = client.http.post(format!("{}/getUpdates", client.base)).send().await.unwrap();
    let text = text.text().await.unwrap();
    assert!(text.contains(&format!("\"update_id\":{id}")), "{text}");
    assert!(text.contains("12345678901234567890123"), "{text}");
    let copy = json!({"chat_id": CUSTOMER, "from_chat_id": -100_200, "message_id": 5});
    let copy = client.ok("copyMessage", copy).await;
    let copied = world.last_message(CUSTOMER).unwrap();
    assert_eq!((copy["message_id"].as_i64(), copied.text.as_str()), (Some(copied.id), "hi"));
    // The bot can leave a group that only a raw update named, once.
    client.ok("leaveChat", json!({"chat_id": -100_200})).await;
    assert_eq!(client.refused("leaveChat", json!({"chat_id": -100_200})).await.0, 403);
    assert_eq!(client.refused("leaveChat", json!({"chat_id": CUSTOMER})).await.0, 400);

    let next = json!({ "offset": id + 1 });
    world.inject("{\"message\": {", true).unwrap();
    world.send_text(CUSTOMER, "after").unwrap();
    assert!(client.raw("getUpdates", &next).await.unwrap_err().is_decode());
    assert_eq!(client.updates(next).await[0]["message"]["text"], "after");
}
