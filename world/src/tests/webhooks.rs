//! Webhooks: lines and their heads, pauses, proof, and what `getWebhookInfo` tells. The bot here is
//! a few lines of HTTP that answer as they are told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;

use super::*;
use crate::SECOND_CUSTOMER;
use crate::faults::{FaultKind, FaultSpec};
use crate::world::updates::KEEP_QUERY_MS;

/// An update that came, and its proof.
type Came = (i64, Option<String>);

/// What came, and what is answered from now on.
#[derive(Clone, Default)]
struct Bot {
    came: Arc<Mutex<Vec<Came>>>,
    answer: Arc<Mutex<(u16, Option<u32>)>>,
}

impl Bot {
    async fn listen() -> (Self, String) {
        let bot = Self::default();
        bot.answers(200, None);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let heard = bot.clone();
        let routes = Router::new().fallback(move |headers: HeaderMap, body: String| {
            let bot = heard.clone();
            async move { bot.hear(&headers, &body) }
        });
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (bot, url)
    }

    fn hear(&self, headers: &HeaderMap, body: &str) -> axum::response::Response {
        let update: Value = serde_json::from_str(body).unwrap();
        let proof = headers.get("X-Telegram-Bot-Api-Secret-Token");
        let proof = proof.map(|proof| proof.to_str().unwrap().to_owned());
        self.came.lock().unwrap().push((update["update_id"].as_i64().unwrap(), proof));
        let (status, after) = *self.answer.lock().unwrap();
        let mut response = StatusCode::from_u16(status).unwrap().into_response();
        if let Some(after) = after {
            response.headers_mut().insert("retry-after", after.into());
        }
        response
    }

    fn answers(&self, status: u16, after: Option<u32>) {
        *self.answer.lock().unwrap() = (status, after);
    }

    fn ids(&self) -> Vec<i64> {
        self.came.lock().unwrap().iter().map(|(id, _)| *id).collect()
    }

    /// Waits until so many deliveries were tried and counted by the world.
    async fn had(&self, world: &World, count: usize) {
        let what = format!("{count} deliveries");
        world.wait_for(&what, |_| (self.ids().len() >= count).then_some(())).await.unwrap();
        world
            .wait_for("the world to hear of them", |world| {
                world.quietly(|state| state.deliveries_under_way() == 0).then_some(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn updates_are_delivered_with_their_proof_and_in_order() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let (bot, url) = Bot::listen().await;
    world.send_text(CUSTOMER, "/start").unwrap();
    client.ok("setWebhook", json!({"url": url, "secret_token": "hush-1"})).await;
    for text in ["b", "c"] {
        world.send_text(CUSTOMER, text).unwrap();
    }
    bot.had(&world, 3).await;
    assert_eq!(bot.ids(), [100, 101, 102]);
    assert!(bot.came.lock().unwrap().iter().all(|(_, proof)| proof.as_deref() == Some("hush-1")));
    assert_eq!(world.unconfirmed_updates(), 0);
    let info = client.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["url"], url);
    assert_eq!((&info["pending_update_count"], &info["max_connections"]), (&json!(0), &json!(40)));
    assert!(info.get("last_error_date").is_none());
}

#[tokio::test]
async fn a_refused_update_blocks_its_chat_alone_and_comes_again_after_growing_pauses() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let (bot, url) = Bot::listen().await;
    client.ok("setWebhook", json!({"url": url})).await;
    bot.answers(503, None);
    world.send_text(CUSTOMER, "/start").unwrap();
    // At once, and at once again; then 2 s, 4 s.
    bot.had(&world, 2).await;
    world.send_text(CUSTOMER, "behind it").unwrap();
    world.advance(1_999).unwrap();
    assert_eq!(bot.ids(), [100, 100]);
    world.advance(1).unwrap();
    bot.had(&world, 3).await;
    world.advance(3_999).unwrap();
    assert_eq!(bot.ids(), [100, 100, 100]);
    let info = client.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 2);
    let why = info["last_error_message"].as_str().unwrap();
    assert!(why.contains("503"), "{why}");
    // Another chat does not wait.
    bot.answers(200, None);
    world.send_text(SECOND_CUSTOMER, "/start").unwrap();
    bot.had(&world, 4).await;
    assert_eq!(bot.ids(), [100, 100, 100, 102]);
    world.advance(1).unwrap();
    bot.had(&world, 6).await;
    assert_eq!(bot.ids(), [100, 100, 100, 102, 100, 101]);
}

#[tokio::test]
async fn a_wish_to_be_asked_later_is_honoured() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let (bot, url) = Bot::listen().await;
    client.ok("setWebhook", json!({"url": url})).await;
    bot.answers(503, Some(7));
    world.send_text(CUSTOMER, "/start").unwrap();
    bot.had(&world, 1).await;
    world.advance(6_999).unwrap();
    assert_eq!(bot.ids(), [100]);
    bot.answers(200, None);
    world.advance(1).unwrap();
    bot.had(&world, 2).await;
    assert_eq!(world.unconfirmed_updates(), 0);
}

#[tokio::test]
async fn what_is_too_old_is_not_delivered_any_more() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    world.send_text(CUSTOMER, "/start").unwrap();
    client
        .ok(
            "sendMessage",
            json!({
                "chat_id": CUSTOMER, "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "k", "callback_data": "k"}]]},
            }),
        )
        .await;
    world.press_labelled(CUSTOMER, "k").unwrap();
    assert_eq!(world.unconfirmed_updates(), 2);
    world.advance(KEEP_QUERY_MS).unwrap();
    let (bot, url) = Bot::listen().await;
    client.ok("setWebhook", json!({"url": url})).await;
    bot.had(&world, 1).await;
    assert_eq!((bot.ids(), world.unconfirmed_updates()), (vec![100], 0));
}

#[tokio::test]
async fn polling_and_a_webhook_exclude_each_other() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let (_bot, url) = Bot::listen().await;
    let poll = {
        let client = client.clone();
        tokio::spawn(async move { client.refused("getUpdates", json!({"timeout": 30})).await })
    };
    let polls = |world: &World| world.quietly(|state| state.updates.poller);
    world.wait_for("the poll", |world| (polls(world) == 1).then_some(())).await.unwrap();
    client.ok("setWebhook", json!({"url": url})).await;
    let terminated = poll.await.unwrap();
    assert_eq!(terminated, (409, "Conflict: terminated by setWebhook request".to_owned()));
    let (code, words) = client.refused("getUpdates", json!({})).await;
    assert!(code == 409 && words.contains("webhook is active"), "{code} {words}");
    client.ok("deleteWebhook", json!({})).await;
    assert!(client.updates(json!({})).await.is_empty());
}

#[tokio::test]
async fn nothing_is_delivered_beyond_this_machine() {
    let sim = manual_sim().await;
    let client = Client::of(&sim);
    for url in [
        "https://shop.example/",
        "http://shop.example/",
        "http://127.0.0.1.shop.example/",
        "https://127.0.0.1/",
        "127.0.0.1",
    ] {
        assert_eq!(client.refused("setWebhook", json!({"url": url})).await.0, 400, "{url}");
    }
    let secret = json!({"url": "http://127.0.0.1:1/", "secret_token": "not so"});
    assert_eq!(client.refused("setWebhook", secret).await.0, 400);
    assert_eq!(client.ok("getWebhookInfo", json!({})).await["url"], "");
}

#[tokio::test]
async fn a_delivery_can_be_cut_or_repeated() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let (bot, url) = Bot::listen().await;
    client.ok("setWebhook", json!({"url": url, "max_connections": 1})).await;
    world.add_fault(FaultSpec::new(FaultKind::CutDelivery));
    world.send_text(CUSTOMER, "/start").unwrap();
    bot.had(&world, 2).await;
    world.add_fault(FaultSpec::new(FaultKind::DuplicateUpdates));
    world.send_text(CUSTOMER, "b").unwrap();
    bot.had(&world, 4).await;
    assert_eq!(bot.ids(), [100, 100, 101, 101]);
    assert_eq!(world.unconfirmed_updates(), 0);
}
