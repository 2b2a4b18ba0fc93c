//! What an operator sees on `METRICS_ADDR`: metrics without a person in them, and readiness that
//! says what is missing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::webhook::Webhook;
use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::telegram::{BotToken, PollFault, Poller};

use crate::support::{MINUTE, Shop, ShopOptions, ask as get};

/// Reads the text format: each sample by its name and labels. Fails on what is not of that format.
fn parse(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut lines = text.lines();
    assert_eq!(lines.next_back(), Some("# EOF"));
    for line in lines {
        if let Some(comment) = line.strip_prefix("# ") {
            assert!(
                ["HELP ", "TYPE ", "UNIT "].iter().any(|word| comment.starts_with(word)),
                "{line}"
            );
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
        let bare = name.split('{').next().unwrap();
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(bare.starts_with("shop_") && bare.chars().all(letter), "{line}");
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        assert!(samples.insert(name.to_owned(), value).is_none(), "twice: {line}");
    }
    samples
}

#[tokio::test]
async fn after_a_purchase_every_metric_is_there_and_no_person() {
    for webhook in [false, true] {
        let shop = Shop::start(ShopOptions { webhook, ..ShopOptions::default() }).await;
        let phone = shop.customer();
        phone.to_invoice(Lang::Ru).await;
        let charge = phone.pays().await;
        shop.phone(SECOND_CUSTOMER).begin(Lang::Kk).await;
        shop.phone(SECOND_CUSTOMER).say("planted-personal-words").await;
        let (status, text) = get(&shop.operator("/metrics")).await;
        assert_eq!(status, 200);
        let samples = parse(&text);
        let at = |name: &str| *samples.get(name).unwrap_or_else(|| panic!("no {name} in {text}"));
        for kind in ["message", "press", "pre_checkout", "charge"] {
            assert!(at(&format!("shop_updates_total{{kind=\"{kind}\"}}")) >= 1.0);
        }
        for kind in ["say", "invoice", "precheckout", "qr"] {
            assert!(at(&format!("shop_effects_total{{kind=\"{kind}\",outcome=\"done\"}}")) >= 1.0);
        }
        assert_eq!(at("shop_pre_checkout_seconds_count").to_bits(), 1.0_f64.to_bits());
        for (name, value) in [
            ("shop_database_up", 1.0_f64),
            ("shop_outbox_due_effects", 0.0),
            ("shop_outbox_oldest_due_seconds", 0.0),
            ("shop_outbox_effects", 0.0),
            ("shop_paid_not_fulfilled_orders", 0.0),
            ("shop_paid_not_fulfilled_oldest_seconds", 0.0),
            ("shop_charges{state=\"kept\"}", 1.0),
            ("shop_charges{state=\"refunding\"}", 0.0),
            ("shop_parked_updates", 0.0),
            ("shop_cases_open", 0.0),
        ] {
            assert_eq!(at(name).to_bits(), value.to_bits(), "{name} is {}", at(name));
        }
        assert!(samples.contains_key("shop_reconciliation_lag_seconds"));
        if webhook {
            assert!(at("shop_webhook_requests_total{answer=\"taken\"}") >= 4.0);
        }
        let order = shop.newest_order().await.to_string();
        for planted in [
            CUSTOMER.to_string(),
            SECOND_CUSTOMER.to_string(),
            charge,
            order,
            "planted-personal-words".to_owned(),
            shop.sim.token().to_owned(),
            "LPA:".to_owned(),
        ] {
            assert!(!text.contains(&planted), "{planted} in {text}");
        }
        shop.finish().await;
    }
}

#[tokio::test]
async fn what_waits_is_seen_with_its_age() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.to_invoice(Lang::En).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::CutBefore).on("editMessageMedia").times(50));
    phone.pays().await;
    shop.jump(2 * MINUTE);
    let samples = parse(&get(&shop.operator("/metrics")).await.1);
    let age = samples["shop_paid_not_fulfilled_oldest_seconds"];
    assert!((119.0..600.0).contains(&age), "{age}");
    assert_eq!(samples["shop_paid_not_fulfilled_orders"].to_bits(), 1.0_f64.to_bits());
    assert!(samples["shop_effects_total{kind=\"qr\",outcome=\"again\"}"] >= 1.0);
    shop.world.clear_faults();
    shop.advance(6 * MINUTE).await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}

/// The first words of a chat are held back by Telegram for longer than this looks, and others wait
/// behind them: these are due all the time, and nothing moves their hour.
#[tokio::test]
async fn how_long_effects_are_due_and_the_ledger_is_not_read_is_seen_to_the_second() {
    let shop = Shop::open().await;
    let figures = async || parse(&get(&shop.operator("/metrics")).await.1);
    let is = async |wanted: [(&str, f64); 4]| {
        let found = figures().await;
        for (name, value) in wanted {
            assert_eq!(found[name].to_bits(), value.to_bits(), "{name} is {}", found[name]);
        }
    };
    let (oldest, due, all, lag) = (
        "shop_outbox_oldest_due_seconds",
        "shop_outbox_due_effects",
        "shop_outbox_effects",
        "shop_reconciliation_lag_seconds",
    );
    shop.until("the first reading of the ledger", async || !figures().await[lag].is_nan()).await;
    let held = FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(200);
    shop.world.add_fault(held);
    let says = "select count(*) from effects where kind = 'say' and settled_at is null";
    shop.world.send_text(SECOND_CUSTOMER, "/start").unwrap();
    let put_off = "select count(*) from effects where kind = 'say' and settled_at is null \
                   and leased_until is null and attempts = 1";
    shop.until("the first words are put off", async || shop.count(put_off).await == 1).await;
    shop.world.send_text(SECOND_CUSTOMER, "/start").unwrap();
    shop.until("others wait behind them", async || shop.count(says).await == 2).await;
    is([(oldest, 0.0), (due, 1.0), (all, 2.0), (lag, 0.0)]).await;
    for minutes in [1.0, 2.0] {
        shop.jump(MINUTE);
        is([(oldest, 60.0 * minutes), (due, 1.0), (all, 2.0), (lag, 60.0 * minutes)]).await;
    }
    // The ledger is read every three minutes, and the words are said after two hundred seconds.
    shop.advance(2 * MINUTE).await;
    shop.until("the next reading of the ledger", async || figures().await[lag] < 60.0).await;
    is([(oldest, 0.0), (due, 0.0), (all, 0.0), (lag, 0.0)]).await;
    shop.finish().await;
}

#[tokio::test]
async fn a_shop_that_can_sell_is_ready_and_says_what_is_missing_otherwise() {
    for webhook in [false, true] {
        let shop = Shop::start(ShopOptions { webhook, ..ShopOptions::default() }).await;
        let ready = || async { get(&shop.operator("/readyz")).await };
        assert_eq!(get(&shop.operator("/healthz")).await, (200, "alive\n".to_owned()));
        shop.until("readiness", async || ready().await == (200, "ready\n".to_owned())).await;
        // Telegram is away for longer than a poll takes.
        shop.world.add_fault(FaultSpec::new(FaultKind::Hang).times(10_000));
        shop.clock().advance(2 * MINUTE);
        let away = "telegram: it did not answer lately; look at the network\n";
        shop.until("the lack of Telegram", async || ready().await == (503, away.to_owned())).await;
        assert_eq!(get(&shop.operator("/healthz")).await.0, 200, "alive all the same");
        shop.world.clear_faults();
        shop.finish_cut().await;
    }
}

#[tokio::test]
async fn a_poller_beside_a_webhook_is_not_ready_and_names_the_remedy() {
    let shop = Shop::open().await;
    let ready = || async { get(&shop.operator("/readyz")).await };
    shop.until("readiness", async || ready().await.0 == 200).await;
    // Somebody sets one; nobody listens there.
    shop.world.change(|state| {
        state.webhook = Some(Webhook::new("http://127.0.0.1:9/".to_owned(), None, 1, 1));
    });
    shop.until("the remedy", async || ready().await.1.contains("qazaq-esim-bot webhook delete"))
        .await;
    assert_eq!(ready().await.0, 503);
    shop.world.change(|state| state.webhook = None);
    shop.until("readiness again", async || ready().await.0 == 200).await;
    shop.customer().say("/start").await;
    shop.close_expecting(&["webhook delete"]).await;
}

/// Two who poll end each other's polls in turns, as two shops with one token do: between two such
/// ends everything seems to work.
#[tokio::test]
async fn a_second_poller_with_this_token_is_told_once_and_the_shop_is_not_ready_until_it_is_gone() {
    let shop = Shop::open().await;
    let ready = || async { get(&shop.operator("/readyz")).await };
    let told = |words: &str| {
        let all = shop.log_lines();
        all.into_iter().filter(|line| line.contains(words)).collect::<Vec<_>>()
    };
    shop.until("readiness", async || ready().await.0 == 200).await;
    // The shop's second poll is the long one, which the other process's ends.
    let polls = || shop.world.quietly(|state| state.updates.poller);
    shop.until("the long poll", async || polls() >= 2).await;
    let ended = Arc::new(AtomicUsize::new(0));
    let other = tokio::spawn({
        let (ended, url) = (Arc::clone(&ended), shop.sim.api_url());
        let token = BotToken::parse(shop.sim.token()).unwrap();
        async move {
            let poller = Poller::new(&url, token).unwrap();
            while poller.poll(None, 100, 30).await == Err(PollFault::Conflict) {
                ended.fetch_add(1, Ordering::SeqCst);
                // Long enough for the shop's next long poll to begin, and to be looked at.
                real_pause(Duration::from_millis(200)).await;
            }
        }
    });
    let said = "updates: another process polls with this token; stop it\n";
    shop.until("what is wrong", async || ready().await == (503, said.to_owned())).await;
    let source = "shop_updates_source{source=\"conflict\"}";
    shop.until("the shop polled in between", async || {
        let metrics = parse(&get(&shop.operator("/metrics")).await.1);
        assert_eq!(metrics[source].to_bits(), 1.0_f64.to_bits());
        assert_eq!(ready().await, (503, said.to_owned()), "it lasts");
        ended.load(Ordering::SeqCst) >= 2
    })
    .await;
    let remedy = "another process polls with this bot's token; stop the other one";
    let over = "updates come in again";
    assert_eq!((told("ERROR ").len(), told(remedy).len(), told(over).len()), (1, 1, 0));

    // The other one is gone, and its connection with it. Who buys meanwhile is served; a poll that
    // ends at once with an update proves nothing yet.
    other.abort();
    shop.world.send_text(CUSTOMER, "/start").unwrap();
    shop.until("an answer", async || shop.customer().heard().len() == 1).await;
    shop.rest().await;
    assert_eq!(ready().await, (503, said.to_owned()));
    shop.advance(30_000).await;
    shop.until("readiness again", async || ready().await == (200, "ready\n".to_owned())).await;
    let metrics = parse(&get(&shop.operator("/metrics")).await.1);
    assert_eq!(metrics[source].to_bits(), 0.0_f64.to_bits());
    assert_eq!((told("ERROR ").len(), told(remedy).len(), told(over).len()), (1, 1, 1));
    shop.close_expecting(&[remedy]).await;
}

#[tokio::test]
async fn a_shop_without_its_webhook_is_not_ready_and_names_the_remedy() {
    let shop = Shop::start(ShopOptions { webhook: true, ..ShopOptions::default() }).await;
    let ready = || async { get(&shop.operator("/readyz")).await };
    shop.until("readiness", async || ready().await.0 == 200).await;
    shop.world.change(|state| state.webhook = None);
    shop.advance(MINUTE).await;
    shop.until("the remedy", async || ready().await.1.contains("qazaq-esim-bot webhook set")).await;
    assert_eq!(ready().await.0, 503);
    shop.finish().await;
}

#[tokio::test]
async fn each_update_and_each_effect_has_a_span_without_a_person() {
    let shop = Shop::open().await;
    shop.customer().buys(Lang::Kk).await;
    let spans: Vec<String> =
        shop.log_lines().into_iter().filter(|line| line.starts_with("span ")).collect();
    let has = |parts: &[&str]| {
        assert!(
            spans.iter().any(|span| parts.iter().all(|part| span.contains(part))),
            "{parts:?} in {spans:#?}"
        );
    };
    for kind in ["message", "press", "pre_checkout", "charge"] {
        has(&["span update ", "id=", &format!("kind=\"{kind}\"")]);
    }
    for kind in ["say", "invoice", "precheckout", "qr"] {
        has(&["span effect ", "attempts=1", &format!("kind=\"{kind}\"")]);
    }
    has(&["span outcome ", "kind=\"qr\""]);
    // Nothing planted is in any of them: the end looks at spans as it does at lines.
    shop.finish().await;
}
