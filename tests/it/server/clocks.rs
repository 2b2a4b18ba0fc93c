//! Machines whose clocks are wrong, on one database: what they agree on is the server's time, so
//! nothing is begun twice, given up too early, or put off for an hour. It must not know who asks
//! which clock.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::chats::Content;
use pretend_telegram::world::money::PayTarget;
use pretend_telegram::world::webhook::Webhook;
use pretend_telegram::{ADMIN, Sim, SimSettings};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::http::WebhookIntake;
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::app::start::{self, Ingredients};
use qazaq_esim_bot::demo;
use qazaq_esim_bot::demo::robot::{Wish, qr_card, to_invoice};
use qazaq_esim_bot::domain::ids::TelegramId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::StarsRate;
use qazaq_esim_bot::i18n::{Seller, Words};
use qazaq_esim_bot::mail::Mailer;
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seal::SealingKey;
use qazaq_esim_bot::telegram::{BotToken, WebhookSecret};
use serde_json::json;
use sqlx::{AnyConnection, Connection as _};
use tokio::net::TcpListener;

use crate::crashes::buyers::{Buyers, audited, newcomer, one_each};
use crate::crashes::fleet::{PATIENCE, SEED, spread};
use crate::support::{HOUR, PLANS, postgres};

/// A world, and a database with stock.
pub(super) struct Place {
    pub sim: Sim,
    urls: (String, String),
    /// Where Telegram delivers to.
    pub url: String,
    /// Whether tenge are taken too.
    pub tenge: bool,
}

impl Place {
    pub async fn new() -> Self {
        println!("seed {SEED}");
        let urls = postgres::fresh();
        let store = Store::open(&urls.0, &urls.1, SealingKey::new(&[7; 32])).await.unwrap();
        commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
        let stock = demo::stock_file(PLANS.as_bytes(), 60).unwrap();
        commands::import::stock(&store, &Clock::Real, stock.as_bytes(), false).await.unwrap();
        store.close().await;
        let sim = Sim::start(SimSettings { seed: SEED, ..SimSettings::default() }).await.unwrap();
        Self { sim, urls, url: String::new(), tenge: false }
    }

    /// Changes the database behind the shop's back.
    pub async fn tamper(&self, statement: &'static str) {
        let mut connection = sqlx::AnyConnection::connect(&self.urls.0).await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    pub async fn store(&self) -> Store {
        Store::open(&self.urls.0, &self.urls.1, SealingKey::new(&[7; 32])).await.unwrap()
    }

    /// One process whose machine's clock is wrong by so much, and where it listens for Telegram.
    async fn start(&self, wrong_by: i64, seed: u64) -> (Running, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        (self.serve(Clock::Moved { own: wrong_by, shared: 0 }, seed, listener).await, address)
    }

    /// One process with this clock.
    pub async fn serve(&self, clock: Clock, seed: u64, listener: TcpListener) -> Running {
        let secret = WebhookSecret::parse(demo::WEBHOOK_SECRET).unwrap();
        let ingredients = Ingredients {
            store: self.store().await,
            token: BotToken::parse(self.sim.token()).unwrap(),
            api_url: self.sim.api_url(),
            admins: vec![TelegramId::new(ADMIN)],
            words: Words::new(Seller::known()).unwrap(),
            mailer: Mailer::smtp(&self.sim.smtp_url(), "Qazaq eSIM <orders@qazaq-esim.com>")
                .unwrap(),
            rate: StarsRate::parse("6.5").unwrap(),
            provider_token: self.tenge.then(|| self.sim.provider_token().to_owned()),
            checkout: qazaq_esim_bot::config::CheckoutConfig::default(),
            clock,
            seed: Some(seed),
            webhook: Some(WebhookIntake { listener, secret, url: self.url.clone() }),
            operator: None,
            receipts: None,
            pace: Pace::unlimited(),
        };
        start::start(ingredients).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_an_hour_ahead_and_an_hour_behind_sell_as_one() {
    let mut place = Place::new().await;
    let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
    place.url = format!("http://{}/", front.local_addr().unwrap());
    let (ahead, first) = place.start(HOUR, 1).await;
    let (behind, second) = place.start(-HOUR, 2).await;
    let world = place.sim.world().with_patience(PATIENCE);
    let front = tokio::spawn(spread(front, vec![first, second]));
    world.change(|state| {
        let secret = Some(demo::WEBHOOK_SECRET.to_owned());
        state.webhook = Some(Webhook::new(place.url.clone(), secret, 40, 1));
    });
    // What is put off by one may be done by the other.
    for method in ["sendMessage", "editMessageText", "sendInvoice", "sendPhoto"] {
        let later = FaultSpec::new(FaultKind::TooManyRequests).on(method).times(6).after(2);
        world.add_fault(later.with(json!(1)));
    }
    let mut buyers = Buyers::new(world.clone());
    for _ in 0..24 {
        buyers.arrive();
        real_pause(Duration::from_millis(200)).await;
    }
    let people = buyers.all_served(String::new).await;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    for person in people {
        let messages = world.messages(person);
        let count = |wanted: fn(&Content) -> bool| {
            messages.iter().filter(|message| message.from_bot && wanted(&message.content)).count()
        };
        assert_eq!(count(|content| matches!(content, Content::Photo(_))), 1, "one card");
        assert_eq!(count(|content| matches!(content, Content::Invoice(_))), 1, "one invoice");
    }
    let given_up = "select count(*) from orders where state <> 'fulfilled'";
    assert_eq!(store.number(given_up).await.unwrap(), 0);
    assert_eq!(store.number("select count(*) from cases").await.unwrap(), 0);
    let wrong = "select count(*) from effects where abs(due_at - \
                 cast(extract(epoch from clock_timestamp()) * 1000 as bigint)) > 2400000 \
                 and kind <> 'timer'";
    assert_eq!(store.number(wrong).await.unwrap(), 0, "due by a wrong clock");
    store.close().await;
    ahead.stop().await;
    behind.stop().await;
    front.abort();
}

/// A paid order for which the stock is empty waits by the server's clock: on a machine that is
/// ahead it is not given up before its time, and the stock is asked on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_whose_clock_is_ahead_goes_on_asking_the_stock() {
    let mut place = Place::new().await;
    place.url = "http://127.0.0.1:9/".to_owned();
    let store = place.store().await;
    let (ahead, address) = place.start(HOUR, 1).await;
    let world = place.sim.world().with_patience(Duration::from_mins(1));
    world.change(|state| {
        let secret = Some(demo::WEBHOOK_SECRET.to_owned());
        state.webhook = Some(Webhook::new(format!("http://{address}/"), secret, 40, 1));
    });
    let person = newcomer(&world, "Somebody");
    let wish = Wish { person, ..Wish::in_language(Lang::En) };
    let invoice = to_invoice(&world, &wish).await.unwrap();
    // All codes are gone meanwhile, and Telegram charges all the same.
    let mut rows = AnyConnection::connect(&place.urls.0).await.unwrap();
    let gone = "update esims set held_at = 1";
    sqlx::query(gone).execute(&mut rows).await.unwrap();
    let query = world.begin_pay(person, PayTarget::Message(invoice)).unwrap();
    world.change(|state| state.answer_pre_checkout(&query, None));
    let mut looks = 0;
    // Asked once, and the answer is committed.
    let asked = "select count(*) from effects where kind = 'provision' and leased_until is null";
    while store.number(asked).await.unwrap() == 0 {
        looks += 1;
        assert!(looks < 2_000, "nobody asked the stock");
        real_pause(Duration::from_millis(10)).await;
    }
    let there = "update esims set held_at = null";
    sqlx::query(there).execute(&mut rows).await.unwrap();
    rows.close().await.unwrap();
    world.wait_for("the QR", |world| qr_card(world, person)).await.unwrap();
    assert_eq!(
        store.number("select count(*) from charges where state <> 'kept'").await.unwrap(),
        0
    );
    audited(&world, &store).await;
    ahead.stop().await;
    store.close().await;
}

/// What was put off stays put off when a machine starts whose clock is behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_whose_clock_is_behind_hurries_nothing() {
    let mut place = Place::new().await;
    place.url = "http://127.0.0.1:9/".to_owned();
    let store = place.store().await;
    let (running, address) = place.start(0, 1).await;
    place.sim.world().change(|state| {
        let secret = Some(demo::WEBHOOK_SECRET.to_owned());
        state.webhook = Some(Webhook::new(format!("http://{address}/"), secret, 40, 1));
    });
    let world = place.sim.world();
    world.add_fault(FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(json!(300)));
    let person = newcomer(&world, "Somebody");
    world.send_text(person, "/start").unwrap();
    let put_off = "select count(*) from effects where settled_at is null and kind = 'say' and \
                   due_at > cast(extract(epoch from clock_timestamp()) * 1000 as bigint) + 200000";
    let mut looks = 0;
    while store.number(put_off).await.unwrap() == 0 {
        looks += 1;
        assert!(looks < 2_000, "nothing was put off");
        real_pause(Duration::from_millis(10)).await;
    }
    let (late, _) = place.start(-HOUR, 2).await;
    assert_eq!(store.number(put_off).await.unwrap(), 1, "still put off");
    assert!(world.messages(person).iter().all(|message| !message.from_bot));
    late.stop().await;
    running.stop().await;
    store.close().await;
}
