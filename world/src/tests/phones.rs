//! The contract of the page: `docs/contract.md`, over HTTP.

use super::*;
use crate::Offer;

struct Page {
    http: reqwest::Client,
    base: String,
}

impl Page {
    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let sent = self.http.post(format!("{}{path}", self.base)).json(&body).send().await;
        let answer = sent.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.json().await.unwrap()
    }
}

#[tokio::test]
async fn a_script_can_be_a_customer() {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    let page = Page { http: http(), base: sim.page_url() };
    let (status, who) =
        page.post("world/people", json!({"first_name": "Script", "language_code": "en"})).await;
    assert_eq!(status, 200);
    let me = who["id"].as_i64().unwrap();
    let path = |action: &str| format!("world/people/{me}/{action}");
    let (_, sent) = page.post(&path("send"), json!({"text": "/start"})).await;
    let edit = json!({"message_id": sent["message_id"], "text": "/start now"});
    assert_eq!(page.post(&path("edit"), edit).await, (200, json!({})));
    for kind in ["photo", "sticker", "voice", "document", "contact", "location"] {
        let (status, sent) = page.post(&path("send"), json!({"kind": kind, "caption": "c"})).await;
        assert_eq!(status, 200, "{kind}: {sent}");
    }
    let updates = client.drain().await;
    assert_eq!(updates[1]["edited_message"]["text"], "/start now");
    for (update, kind) in updates[2..].iter().zip(["photo", "sticker", "voice", "document"]) {
        assert!(!update["message"][kind].is_null(), "{update}");
    }
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]});
    let fields = json!({
        "chat_id": me, "text": "<b>x</b>&lt;script&gt;", "parse_mode": "HTML",
        "reply_markup": keyboard,
    });
    let id = client.ok("sendMessage", fields).await["message_id"].clone();
    let press = json!({"message_id": id, "row": 0, "column": 0});
    assert_eq!(page.post(&path("press"), press).await.0, 200);
    let wrong = json!({"message_id": id, "row": 0});
    assert_eq!(page.post(&path("press"), wrong).await.0, 400);
    let state = page.get("world/state").await;
    let person = state["people"].as_array().unwrap().iter().find(|p| p["id"] == me).unwrap();
    let message = person["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(message["html"], "<b>x</b>&lt;script&gt;");
    assert_eq!(message["keyboard"], json!([[{"text": "Go", "kind": "callback", "data": "go"}]]));

    let invoice = json!({
        "chat_id": me, "title": "t", "description": "d", "payload": "p", "currency": "XTR",
        "prices": [{"label": "l", "amount": 5}],
    });
    let message = client.ok("sendInvoice", invoice).await["message_id"].clone();
    let answering = {
        let (world, client) = (world.clone(), client.clone());
        tokio::spawn(async move {
            let asked = |world: &World| world.pre_checkouts().pop();
            let query = world.wait_for("the pre-checkout", asked).await.unwrap().id;
            let ok = json!({"pre_checkout_query_id": query, "ok": true});
            client.ok("answerPreCheckoutQuery", ok).await;
        })
    };
    let (status, paid) = page.post(&path("pay"), json!({ "message_id": message })).await;
    answering.await.unwrap();
    assert_eq!((status, &paid["outcome"]), (200, &json!("paid")), "{paid}");
    let ledger = page.get("world/ledger").await;
    assert_eq!(ledger["payments"][0]["charge_id"], paid["charge_id"]);
    assert_eq!(ledger["pre_checkouts"][0]["state"], "paid");

    assert_eq!(page.post(&path("language"), json!({"language_code": "kk"})).await.0, 200);
    assert_eq!(page.post(&path("top_up"), json!({"stars": 5})).await.0, 200);
    assert_eq!(page.post(&path("block"), json!({"blocked": true})).await.0, 200);
    assert!(world.person(me).unwrap().blocked);
    assert_eq!(page.post("world/clock", json!({"advance_ms": 5})).await.1["now"], START_MS + 5);
    let (_, fault) = page.post("world/faults", json!({"kind": "hang", "times": 3})).await;
    let url = format!("{}world/faults/{}", page.base, fault["id"]);
    assert_eq!(page.http.delete(&url).send().await.unwrap().status(), 200);
    assert_eq!(page.http.delete(&url).send().await.unwrap().status(), 404);
    let raw = json!({"raw": "{\"poll\": {}}"});
    assert_eq!(page.post("world/updates", raw).await.0, 200);
    assert_eq!(page.post("world/people/1/send", json!({"text": "x"})).await.0, 409);
    assert_eq!(page.post(&path("dance"), json!({})).await.0, 404);
}

#[tokio::test]
async fn the_state_comes_when_something_changes() {
    let sim = manual_sim().await;
    let (world, page) = (sim.world(), Page { http: http(), base: sim.page_url() });
    let version = page.get("world/state").await["version"].as_u64().unwrap();
    let path = format!("world/state?after={version}&wait=25");
    let waiting = tokio::spawn(async move { page.get(&path).await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    world.send_text(CUSTOMER, "news").unwrap();
    let state = waiting.await.unwrap();
    assert!(state["version"].as_u64().unwrap() > version);
    assert_eq!(state["people"][0]["messages"][0]["text"], "news");
}

#[tokio::test]
async fn no_page_of_elsewhere_can_drive_the_world() {
    let sim = manual_sim().await;
    let url = format!("{}world/state", sim.page_url());
    let host = sim.page_url().replace("http://", "").replace('/', "");
    for (name, value, status) in [
        ("origin", "https://elsewhere.example".to_owned(), 403),
        ("origin", "null".to_owned(), 403),
        ("host", "elsewhere.example".to_owned(), 403),
        ("host", "127.0.0.1.elsewhere.example".to_owned(), 403),
        ("origin", format!("http://{host}"), 200),
    ] {
        let answer = http().get(&url).header(name, &value).send().await.unwrap();
        assert_eq!(answer.status(), status, "{name}: {value}");
    }
    let page = http().get(sim.page_url()).send().await.unwrap();
    assert!(
        page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'")
    );
    assert!(page.text().await.unwrap().starts_with("<!doctype html>"));
}

#[tokio::test]
async fn one_phone_can_be_watched_alone() {
    let sim = manual_sim().await;
    let (world, page) = (sim.world(), Page { http: http(), base: sim.page_url() });
    for text in ["a", "b", "c"] {
        world.send_text(CUSTOMER, text).unwrap();
    }
    let phone = page.get(&format!("world/people/{CUSTOMER}?last=2")).await;
    let texts: Vec<_> = phone["messages"].as_array().unwrap().iter().map(|m| &m["text"]).collect();
    assert_eq!(texts, ["b", "c"]);
    let path = format!("world/people/{CUSTOMER}?last=1&wait=25&after={}", phone["version"]);
    let waiting = tokio::spawn(async move { page.get(&path).await });
    // News on another phone wakes nobody here.
    world.send_text(crate::ADMIN, "elsewhere").unwrap();
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    world.send_text(CUSTOMER, "news").unwrap();
    assert_eq!(waiting.await.unwrap()["messages"][0]["text"], "news");
}

#[tokio::test]
async fn the_program_around_a_world_offers_buttons_and_its_own_time() {
    let settings = SimSettings { utc_offset_minutes: Some(300), ..SimSettings::default() };
    let sim = Sim::start(settings).await.unwrap();
    let (world, page) = (sim.world(), Page { http: http(), base: sim.page_url() });
    let pressed = world.clone();
    world.offer(Offer::new("greet", [("en", "Greet"), ("kk", "Сәлемдесу")], move || {
        let sent = pressed.send_text(CUSTOMER, "hello").map(|_| ());
        async move { sent.map_err(|why| why.0) }
    }));
    world.offer(Offer::new("fail", [("en", "Fail")], || async { Err("not today".to_owned()) }));
    let state = page.get("world/state").await;
    assert_eq!(state["utc_offset_minutes"], 300);
    assert_eq!(state["offers"][0]["label"], json!({"en": "Greet", "kk": "Сәлемдесу"}));
    assert_eq!(page.post("world/offers/greet", json!({})).await.0, 200);
    assert_eq!(page.get("world/state").await["people"][0]["messages"][0]["text"], "hello");
    let (status, answer) = page.post("world/offers/fail", json!({})).await;
    assert_eq!((status, &answer["error"]), (409, &json!("not today")));
    assert_eq!(page.post("world/offers/nothing", json!({})).await.0, 404);
    let stars = state["people"][0]["stars"].as_i64().unwrap();
    let path = format!("world/people/{CUSTOMER}/top_up");
    assert_eq!(page.post(&path, json!({ "stars": -stars })).await.0, 200);
    assert_eq!(page.post(&path, json!({"stars": -1})).await.0, 409);
    assert_eq!(page.get("world/state").await["people"][0]["stars"], 0);
}
