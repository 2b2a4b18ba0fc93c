//! Faults of calls: refused, garbled, cut before and after.

use super::*;
use crate::faults::{FaultKind, FaultSpec};

fn say(text: &str) -> Value {
    json!({"chat_id": CUSTOMER, "text": text})
}

fn heard(world: &World, text: &str) -> usize {
    world.messages(CUSTOMER).iter().filter(|message| message.text == text).count()
}

#[tokio::test]
async fn refusals_do_nothing_and_say_when_to_come_back() {
    let (_sim, world, client) = started().await;
    world.add_fault(FaultSpec::new(FaultKind::TooManyRequests).on("sendmessage").with(7));
    client.ok("getMe", json!({})).await;
    let (status, answer) = client.raw("SendMessage", &say("a")).await.unwrap();
    assert_eq!(status, 429);
    assert_eq!(
        answer,
        json!({"ok": false, "error_code": 429, "parameters": {"retry_after": 7},
            "description": "Too Many Requests: retry after 7"})
    );
    world.add_fault(FaultSpec::new(FaultKind::ServerError).times(2));
    for _ in 0..2 {
        let words = (500, "Internal Server Error".to_owned());
        assert_eq!(client.refused("sendMessage", say("a")).await, words);
    }
    world.add_fault(FaultSpec::new(FaultKind::HtmlBody));
    assert!(client.raw("sendMessage", &say("a")).await.unwrap_err().is_decode());
    assert_eq!(heard(&world, "a"), 0);
    client.ok("sendMessage", say("a")).await;
    assert_eq!(heard(&world, "a"), 1);
}

#[tokio::test]
async fn a_cut_connection_tells_nothing_whether_it_was_done_or_not() {
    let (_sim, world, client) = started().await;
    for (kind, text, done) in [
        (FaultKind::Refuse, "refused", 0),
        (FaultKind::CutBefore, "cut before", 0),
        (FaultKind::CutAfter, "cut after", 1),
    ] {
        world.add_fault(FaultSpec::new(kind).on("sendMessage"));
        let error = client.raw("sendMessage", &say(text)).await.unwrap_err();
        assert!(error.is_request() && error.status().is_none(), "{kind:?}: {error:?}");
        assert_eq!(heard(&world, text), done, "{kind:?}");
        client.ok("sendMessage", say(text)).await;
        assert_eq!(heard(&world, text), done + 1, "{kind:?}");
    }
    let cut = world.calls().into_iter().filter(|call| !call.heard).count();
    assert_eq!(cut, 3);
}

#[tokio::test]
async fn at_the_door_a_connection_is_refused_before_it_says_a_word() {
    let (_sim, world, client) = started().await;
    world.add_fault(FaultSpec::new(FaultKind::Refuse));
    let stranger = Client { http: http(), ..client };
    assert!(stranger.raw("getMe", &json!({})).await.is_err());
    stranger.ok("getMe", json!({})).await;
}

#[tokio::test]
async fn a_hanging_call_ends_only_with_the_patience_of_the_caller_or_the_world() {
    let (sim, world, client) = started().await;
    world.add_fault(FaultSpec::new(FaultKind::Hang).on("sendMessage"));
    let call = tokio::spawn(async move { client.raw("sendMessage", &say("a")).await });
    let taken = |world: &World| world.view()["faults"].as_array().unwrap().is_empty().then_some(());
    world.wait_for("the call to hang", taken).await.unwrap();
    assert!(!call.is_finished());
    sim.shutdown().await;
    assert!(call.await.unwrap().is_err());
    assert_eq!(heard(&world, "a"), 0);
}
