//! The webhook: what is delivered next, and what becomes of an update after an attempt.
//!
//! As the official server does it (tdlib/telegram-bot-api, `WebhookActor.cpp`): a line of updates
//! waits for its head; a failed delivery is repeated at once, then after 2, 4, 8 … seconds up to
//! one or two minutes, or as `Retry-After` says, until the update is too old. It must not wait, nor
//! speak HTTP: that is `sim/webhooks.rs`.

use std::collections::{HashMap, HashSet};

use super::state::State;
use crate::faults::FaultKind;

/// The longest `Retry-After` that is believed, seconds.
const LONGEST_RETRY: i64 = 3_600;

/// A webhook that is set.
#[derive(Debug)]
pub struct Webhook {
    /// Where updates go.
    pub url: String,
    /// What is sent along as proof.
    pub secret: Option<String>,
    /// Deliveries at once.
    pub max_connections: usize,
    /// Which setting of a webhook this is; an attempt of an earlier one changes nothing here.
    pub number: u64,
    /// The last failure: unix milliseconds, and why.
    pub last_error: Option<(i64, String)>,
    lines: HashMap<String, Line>,
}

/// One line of updates.
#[derive(Debug, Default)]
struct Line {
    /// Failures of its head so far.
    failures: u32,
    /// Not before, unix milliseconds.
    not_before: i64,
    /// Its head is on its way.
    under_way: bool,
}

/// An attempt to make.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Which update.
    pub id: i64,
    /// In which line.
    pub lane: String,
    /// Its whole text.
    pub raw: String,
    /// Where to.
    pub url: String,
    /// With which proof.
    pub secret: Option<String>,
    number: u64,
}

/// How an attempt failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// In Telegram's words.
    pub why: String,
    /// The wait that the webhook asked for, seconds.
    pub retry_after: Option<i64>,
}

impl Webhook {
    /// A webhook that was just set.
    pub fn new(url: String, secret: Option<String>, max_connections: usize, number: u64) -> Self {
        Self { url, secret, max_connections, number, last_error: None, lines: HashMap::new() }
    }
}

impl State {
    /// The attempts to begin now, and when to look again if nothing else happens.
    pub fn next_deliveries(&mut self) -> (Vec<Delivery>, Option<i64>) {
        let now = self.now();
        self.updates.forget_old(now);
        let Some(webhook) = &mut self.webhook else { return (Vec::new(), None) };
        let busy = webhook.lines.values().filter(|line| line.under_way).count();
        let mut room = webhook.max_connections.saturating_sub(busy);
        let (mut begin, mut again): (Vec<Delivery>, Option<i64>) = (Vec::new(), None);
        let mut passed: HashSet<&str> = HashSet::new();
        for update in self.updates.waiting() {
            if room == 0 {
                break;
            }
            // Behind the head of its line.
            if !passed.insert(&update.lane) {
                continue;
            }
            let line = webhook.lines.entry(update.lane.clone()).or_default();
            if line.under_way {
                continue;
            }
            if line.not_before > now {
                again = Some(again.map_or(line.not_before, |known| known.min(line.not_before)));
                continue;
            }
            line.under_way = true;
            room -= 1;
            begin.push(Delivery {
                id: update.id,
                lane: update.lane.clone(),
                raw: update.raw.clone(),
                url: webhook.url.clone(),
                secret: webhook.secret.clone(),
                number: webhook.number,
            });
        }
        (begin, again)
    }

    /// How many attempts are under way or due.
    pub fn deliveries_under_way(&self) -> usize {
        let now = self.now();
        let Some(webhook) = &self.webhook else { return 0 };
        let ready = |lane: &str| {
            webhook.lines.get(lane).is_none_or(|line| line.under_way || line.not_before <= now)
        };
        self.updates.waiting().filter(|update| ready(&update.lane)).count()
    }

    /// An attempt ended.
    pub fn delivered(&mut self, delivery: &Delivery, answer: Result<(), Failure>) {
        let now = self.now();
        let answer = match answer {
            Ok(()) if self.faults.take_kind(FaultKind::CutDelivery).is_some() => {
                Err(Failure { why: "Connection reset by peer".to_owned(), retry_after: None })
            }
            answer => answer,
        };
        let twice = answer.is_ok()
            && self.updates.first_time(delivery.id)
            && self.faults.take_kind(FaultKind::DuplicateUpdates).is_some();
        if answer.is_ok() && !twice {
            self.updates.taken(delivery.id);
        }
        let longest = 60 + self.chance.below(61);
        let Some(webhook) = self.webhook.as_mut().filter(|set| set.number == delivery.number)
        else {
            return;
        };
        match answer {
            Ok(()) => {
                webhook.lines.remove(&delivery.lane);
            }
            Err(failure) => {
                webhook.last_error = Some((now, failure.why));
                let line = webhook.lines.entry(delivery.lane.clone()).or_default();
                line.under_way = false;
                let doubled = match line.failures {
                    0 => 0,
                    failures => 2_i64.saturating_pow(failures.min(30)).min(longest),
                };
                line.failures += 1;
                let pause = failure.retry_after.unwrap_or(doubled).clamp(0, LONGEST_RETRY);
                line.not_before = now + pause * 1_000;
            }
        }
    }
}
