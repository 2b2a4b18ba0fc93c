//! What is known of this process while it runs: whether the database works, when Telegram was last
//! heard of, who brings updates in; and the metrics. It is only looked at: nothing is decided by it
//! but whether to answer "later" at the webhook.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::domain::ids::QueryId;
use crate::domain::time::{Millis, Stamp};
use crate::storage::{Store, Stored, figures};
use crate::telemetry::{CHARGE_STATES, Metrics};

use super::clock::Clock;
use super::report;

/// Telegram counts as reached for so long after it last answered. A poll returns every 25 seconds.
const REACHED: Millis = Millis::seconds(90);

/// How long the database may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pre-checkouts whose answer is awaited at once; beyond that those are forgotten that Telegram
/// gave up on, for their answers went another way.
const MEASURED: usize = 1_000;

/// After this long Telegram does not wait for an answer any more.
const GIVEN_UP: Millis = Millis::minutes(3);

listed_words! {
    /// Who brings updates in, as far as it is known.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Source {
        Unknown = "unknown",
        /// This process polls, or Telegram delivers to our webhook.
        Works = "works",
        /// Another process holds the lease of the poller; this one takes over when it ends.
        StandsBy = "stands_by",
        /// Another process polls with the same token.
        Conflict = "conflict",
        /// A webhook is set, and we poll.
        WebhookSet = "webhook_set",
        /// We wait for deliveries, and Telegram has no webhook or another one.
        WebhookElsewhere = "webhook_elsewhere",
        /// Telegram does not accept the token.
        BadToken = "bad_token",
    }
}

impl Source {
    /// What is missing, and what to do; `None` when nothing is.
    const fn missing(self) -> Option<&'static str> {
        match self {
            Self::Works | Self::StandsBy => None,
            Self::Unknown => Some("updates: none were asked for yet"),
            Self::Conflict => Some("updates: another process polls with this token; stop it"),
            Self::WebhookSet => {
                Some("updates: a webhook is set, and we poll; say: qazaq-esim-bot webhook delete")
            }
            Self::WebhookElsewhere => Some(
                "updates: Telegram does not deliver to WEBHOOK_URL; say: \
                 qazaq-esim-bot webhook set",
            ),
            Self::BadToken => Some("updates: Telegram does not accept TELEGRAM_BOT_TOKEN"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Health {
    clock: Clock,
    pub metrics: Metrics,
    trouble: watch::Sender<bool>,
    telegram: Mutex<Option<Stamp>>,
    source: Mutex<Source>,
    asked: Mutex<HashMap<QueryId, Stamp>>,
    /// One reading of the figures at a time.
    reading: tokio::sync::Mutex<()>,
}

/// Seconds, exact to a millisecond.
fn seconds(span: Millis) -> f64 {
    f64::from(u32::try_from(span.0.max(0)).unwrap_or(u32::MAX)) / 1_000.0
}

fn count(n: i64) -> f64 {
    f64::from(u32::try_from(n.max(0)).unwrap_or(u32::MAX))
}

impl Health {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            metrics: Metrics::default(),
            trouble: watch::Sender::new(false),
            telegram: Mutex::default(),
            source: Mutex::new(Source::Unknown),
            asked: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The processor could commit, or could not and tries again.
    pub(crate) fn database(&self, works: bool) {
        self.trouble.send_if_modified(|trouble| std::mem::replace(trouble, !works) == works);
    }

    pub(crate) fn in_trouble(&self) -> bool {
        *self.trouble.borrow()
    }

    pub(crate) async fn trouble(&self) {
        let mut seen = self.trouble.subscribe();
        // The sender lives in `self`.
        let _ = seen.wait_for(|trouble| *trouble).await;
    }

    pub(crate) fn telegram_answered(&self) {
        *self.telegram.lock() = Some(self.clock.now());
    }

    /// Who brings updates in. Says whether that is news.
    pub(crate) fn source(&self, source: Source) -> bool {
        let mut known = self.source.lock();
        std::mem::replace(&mut *known, source) != source
    }

    fn known_source(&self) -> Source {
        *self.source.lock()
    }

    /// What is worth knowing of a process that lacks nothing.
    pub(crate) fn remark(&self) -> Option<&'static str> {
        (self.known_source() == Source::StandsBy)
            .then_some("updates: another process polls; this one stands by")
    }

    pub(crate) fn pre_checkout_asked(&self, query: &QueryId, received_at: Stamp) {
        let mut asked = self.asked.lock();
        if asked.len() >= MEASURED {
            asked.retain(|_, at| *at + GIVEN_UP > received_at);
        }
        // More than that in three minutes are measured by a sample.
        if asked.len() < MEASURED {
            asked.insert(query.clone(), received_at);
        }
    }

    pub(crate) fn pre_checkout_answered(&self, query: &QueryId) {
        let asked = self.asked.lock().remove(query);
        if let Some(received_at) = asked {
            self.metrics.pre_checkout(seconds(self.clock.now().since(received_at)));
        }
    }

    /// What keeps this process from selling, one line each; empty when nothing does.
    pub(crate) async fn missing(&self, store: &Store) -> Vec<&'static str> {
        let mut missing = Vec::new();
        let answers = tokio::time::timeout(PATIENCE, store.ping()).await;
        if !matches!(answers, Ok(Ok(()))) || self.in_trouble() {
            missing.push("database: it does not answer, or nothing can be written");
        }
        let heard = *self.telegram.lock();
        if heard.is_none_or(|heard| self.clock.now() > heard + REACHED) {
            missing.push("telegram: it did not answer lately; look at the network");
        }
        missing.extend(self.known_source().missing());
        missing
    }

    /// The metrics as text, with the figures of the database as they are now. Where they cannot be
    /// read the old ones stand. `shop_database_up` says so, and that nothing can be written.
    pub(crate) async fn text(&self, store: &Store) -> String {
        let _one = self.reading.lock().await;
        let read = tokio::time::timeout(PATIENCE, self.read(store)).await;
        let up = matches!(read, Ok(Ok(()))) && !self.in_trouble();
        self.metrics.database_up.set(f64::from(u8::from(up)));
        let known = self.known_source();
        for source in Source::ALL {
            self.metrics.source(source.as_str(), source == known);
        }
        self.metrics.text()
    }

    async fn read(&self, store: &Store) -> Stored<()> {
        let (now, metrics) = (self.clock.now(), &self.metrics);
        let mut reader = store.read().await?;
        let found = figures::load(&mut reader, now).await?;
        drop(reader);
        let age = |since: Option<Stamp>| since.map_or(0.0, |since| seconds(now.since(since)));
        metrics.outbox_depth.set(count(found.outbox));
        metrics.outbox_due.set(count(found.due));
        metrics.outbox_oldest.set(age(found.oldest_due));
        metrics.unfulfilled.set(count(found.unfulfilled));
        metrics.unfulfilled_oldest.set(age(found.oldest_paid));
        metrics.parked.set(count(found.parked));
        for state in CHARGE_STATES {
            let known = found.charges.iter().find(|(word, _)| word == state);
            metrics.charges(state, known.map_or(0, |(_, n)| *n));
        }
        if let Some(at) = found.reconciled_at {
            metrics.reconciliation_lag.set(seconds(now.since(at)));
        }
        metrics.cases.set(count(report::count_cases(store).await?));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_of(health: &Health) -> String {
        let text = health.metrics.text();
        let line = text.lines().find(|line| line.starts_with("shop_pre_checkout_seconds_count"));
        line.unwrap().to_owned()
    }

    #[test]
    fn answers_that_went_another_way_do_not_end_the_measuring() {
        let clock = Clock::manual(Stamp(0));
        let health = Health::new(clock.clone());
        let ask = |n: usize| {
            let query = QueryId(n.to_string());
            health.pre_checkout_asked(&query, clock.now());
            query
        };
        for n in 0..MEASURED {
            ask(n);
        }
        health.pre_checkout_answered(&ask(MEASURED));
        assert_eq!(count_of(&health), "shop_pre_checkout_seconds_count 0");
        clock.advance(GIVEN_UP.0);
        health.pre_checkout_answered(&ask(MEASURED + 1));
        assert_eq!(count_of(&health), "shop_pre_checkout_seconds_count 1");
        assert_eq!(health.asked.lock().len(), 0);
    }

    #[tokio::test]
    async fn trouble_is_heard_by_who_waits_for_it_and_ends() {
        let health = std::sync::Arc::new(Health::new(Clock::manual(Stamp(0))));
        health.database(true);
        assert!(!health.in_trouble());
        let waits = {
            let health = std::sync::Arc::clone(&health);
            tokio::spawn(async move { health.trouble().await })
        };
        health.database(false);
        waits.await.unwrap();
        assert!(health.in_trouble());
        health.database(true);
        assert!(!health.in_trouble());
    }

    #[test]
    fn every_source_but_one_that_works_or_stands_by_says_what_to_do() {
        let health = Health::new(Clock::manual(Stamp(0)));
        for source in Source::ALL {
            health.source(source);
            let (missing, remark) = (source.missing(), health.remark());
            assert_eq!(remark.is_some(), source == Source::StandsBy);
            if !matches!(source, Source::Works | Source::StandsBy) {
                assert!(missing.unwrap().starts_with("updates: "));
            }
        }
        assert!(health.source(Source::Conflict), "news");
        assert!(!health.source(Source::Conflict), "no news");
    }
}
