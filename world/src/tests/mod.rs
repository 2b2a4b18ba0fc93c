//! The world tried over its own sockets, as the shop and other libraries meet it.
//!
//! One file per theme; `Client` is the smallest Bot API client there can be.

mod faults;
mod library;
mod mail;
mod messages;
mod others;
mod payments;
mod phones;
mod polling;
mod profile;
mod transcript;
mod webhooks;

use serde_json::{Value, json};

use super::clock::ClockKind;
use super::world::World;
use super::{CUSTOMER, Sim, SimSettings};

const START_MS: i64 = 1_790_000_000_000;

async fn manual_sim() -> Sim {
    let clock = ClockKind::Manual { start_ms: START_MS };
    Sim::start(SimSettings { clock, start_update_id: 100, ..SimSettings::default() }).await.unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a client of the tests, with a time limit")]
fn http() -> reqwest::Client {
    let limit = std::time::Duration::from_mins(1);
    reqwest::Client::builder().timeout(limit).no_proxy().build().unwrap()
}

/// The smallest Bot API client there can be.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    base: String,
}

impl Client {
    fn of(sim: &Sim) -> Self {
        Self { http: http(), base: format!("{}/bot{}", sim.api_url(), sim.token()) }
    }

    async fn raw(&self, method: &str, fields: &Value) -> reqwest::Result<(u16, Value)> {
        let answer = self.http.post(format!("{}/{method}", self.base)).json(fields).send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// The result of a call that must succeed.
    async fn ok(&self, method: &str, fields: Value) -> Value {
        let (status, answer) = self.raw(method, &fields).await.unwrap();
        assert_eq!((status, &answer["ok"]), (200, &json!(true)), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Status and description of a call that must be refused.
    async fn refused(&self, method: &str, fields: Value) -> (u16, String) {
        let (status, answer) = self.raw(method, &fields).await.unwrap();
        assert_eq!(answer["ok"], json!(false), "{method}: {answer}");
        assert_eq!(answer["error_code"], json!(status));
        (status, answer["description"].as_str().unwrap().to_owned())
    }

    async fn updates(&self, fields: Value) -> Vec<Value> {
        self.ok("getUpdates", fields).await.as_array().unwrap().clone()
    }

    /// Takes and confirms all updates.
    async fn drain(&self) -> Vec<Value> {
        let all = self.updates(json!({})).await;
        if let Some(last) = all.last() {
            let next = last["update_id"].as_i64().unwrap() + 1;
            assert!(self.updates(json!({ "offset": next })).await.is_empty());
        }
        all
    }
}

/// A world in which the customer has pressed `/start` and the bot has heard it.
async fn started() -> (Sim, World, Client) {
    let sim = manual_sim().await;
    let (world, client) = (sim.world(), Client::of(&sim));
    world.send_text(CUSTOMER, "/start").unwrap();
    client.drain().await;
    (sim, world, client)
}

fn bad(words: &str) -> (u16, String) {
    (400, format!("Bad Request: {words}"))
}
