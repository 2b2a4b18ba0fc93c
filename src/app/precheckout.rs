//! The watch over pre-checkouts: Telegram waits ten seconds, whatever else the shop is doing. Every
//! pre-checkout is watched from its receipt, by either intake. If the transaction that decides it
//! is not committed after [`PRE_CHECKOUT_PATIENCE`], it is refused here, without a transaction: the
//! only answer that needs none, for it changes no money.
//!
//! Each query is claimed once, in memory: by the commit, or by the refusal. What comes second says
//! nothing. It must not know what a pre-checkout is for. Next: `Performer::pre_checkout`, which
//! asks before it approves.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::domain::ids::QueryId;
use crate::domain::lang::Lang;
use crate::domain::outcome::Fault;
use crate::domain::sale::PRE_CHECKOUT_PATIENCE;
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};
use crate::i18n::{Fill, Words};
use crate::telegram::BotApi;

use super::clock::{Clock, sleep_real};
use super::health::Health;
use super::incoming::{Incoming, Sender};
use super::known::Known;

/// Telegram hears no answer after this (Bot API, `answerPreCheckoutQuery`).
const DEADLINE: Millis = Millis::seconds(10);

/// A refused query is remembered for so long: Telegram sends it again for 150 s, and the commit
/// that came too late must find it refused.
const REMEMBERED: Millis = Millis::minutes(10);

/// Before a refusal that did not get through is tried again.
const AGAIN: Duration = Duration::from_millis(200);

/// Who may answer a query.
#[derive(Debug)]
enum Claim {
    /// Not claimed yet. The watch hears when the commit takes it.
    Open(Arc<Notify>),
    /// The watch: it was refused.
    Refused,
}

pub(crate) struct PreCheckoutWatch {
    claims: Mutex<HashMap<QueryId, Claim>>,
    /// The language of a refusal: the database may be what hangs.
    pub known: Arc<Known>,
    bot: BotApi,
    words: Arc<Words>,
    health: Arc<Health>,
    clock: Clock,
}

silent!(PreCheckoutWatch);

impl PreCheckoutWatch {
    pub(crate) fn new(bot: BotApi, words: Arc<Words>, health: Arc<Health>, clock: Clock) -> Self {
        Self { claims: Mutex::default(), known: Arc::default(), bot, words, health, clock }
    }

    /// An update was received: a pre-checkout is watched from now on, once, however often it comes.
    pub(crate) fn received(self: &Arc<Self>, incoming: &Incoming) {
        let (Some((query, received_at)), Some(sender)) =
            (incoming.pre_checkout(), incoming.sender.as_ref())
        else {
            return;
        };
        let decided = Arc::new(Notify::new());
        {
            let mut claims = self.claims.lock();
            if claims.contains_key(query) {
                return;
            }
            claims.insert(query.clone(), Claim::Open(Arc::clone(&decided)));
        }
        let (watch, query, payer) = (Arc::clone(self), query.clone(), sender.clone());
        tokio::spawn(async move { watch.keep(query, received_at, &payer, &decided).await });
    }

    /// The transaction that decides this query is committed: from here on only its own answer
    /// leaves, unless the refusal was quicker.
    pub(crate) fn committed(&self, query: &QueryId) {
        let mut claims = self.claims.lock();
        if let Some(Claim::Open(decided)) = claims.get(query) {
            decided.notify_one();
            claims.remove(query);
        }
    }

    pub(crate) fn has_refused(&self, query: &QueryId) -> bool {
        matches!(self.claims.lock().get(query), Some(Claim::Refused))
    }

    /// Takes the query for the refusal, if the commit did not.
    fn take(&self, query: &QueryId) -> bool {
        match self.claims.lock().get_mut(query) {
            Some(claim @ Claim::Open(_)) => {
                *claim = Claim::Refused;
                true
            }
            Some(Claim::Refused) | None => false,
        }
    }

    async fn keep(&self, query: QueryId, received_at: Stamp, payer: &Sender, decided: &Notify) {
        tokio::select! {
            () = decided.notified() => return,
            () = self.clock.passed(received_at, PRE_CHECKOUT_PATIENCE) => {}
        }
        if !self.take(&query) {
            return;
        }
        tracing::warn!("a pre-checkout could not be decided in time; it is refused");
        self.refuse(&query, received_at, self.known.language_of(payer)).await;
        self.clock.passed(received_at, REMEMBERED).await;
        self.claims.lock().remove(&query);
    }

    /// Refuses. A crash before or in here leaves a query that Telegram fails by itself: the person
    /// is not charged, and the order stays payable.
    async fn refuse(&self, query: &QueryId, received_at: Stamp, lang: Lang) {
        let words = self.words.plain(&Text::RefuseBusy, lang, &Fill::default());
        while self.clock.now() < received_at + DEADLINE {
            match self.bot.answer_pre_checkout(query, Err(&words)).await {
                Ok(()) => {
                    self.health.pre_checkout_asked(query, received_at);
                    self.health.pre_checkout_answered(query);
                    return;
                }
                Err(Fault::Reject { .. }) => return,
                Err(Fault::Retry { .. } | Fault::Unknown) => sleep_real(AGAIN).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Seller;
    use crate::storage::Secrets;
    use crate::telegram::BotToken;
    use crate::telegram::fixtures::{pre_checkout_query, update};
    use pretend_telegram::{Sim, SimSettings};

    async fn watch() -> (Sim, Clock, Arc<PreCheckoutWatch>) {
        let sim = Sim::start(SimSettings::default()).await.unwrap();
        let bot = BotApi::new(&sim.api_url(), &BotToken::parse(sim.token()).unwrap()).unwrap();
        let clock = Clock::manual(Stamp(1_000_000));
        let words = Arc::new(Words::new(Seller::known()).unwrap());
        let health = Arc::new(Health::new(clock.clone()));
        (sim, clock.clone(), Arc::new(PreCheckoutWatch::new(bot, words, health, clock)))
    }

    fn asks(query: &str, at: Stamp) -> Incoming {
        let asked = update(1, "pre_checkout_query", &pre_checkout_query(5, query));
        Incoming::read(asked, &Secrets::derived(&[7; 32]), at)
    }

    fn answers(sim: &Sim, query: &str) -> usize {
        let calls = sim.world().calls();
        calls.iter().filter(|call| call.params.to_string().contains(query)).count()
    }

    #[tokio::test]
    async fn a_query_is_claimed_once_by_the_commit_or_by_the_refusal() {
        let (sim, clock, watch) = watch().await;
        let (first, second) = (QueryId("first".to_owned()), QueryId("second".to_owned()));
        watch.received(&asks("first", clock.now()));
        watch.received(&asks("second", clock.now()));
        watch.received(&asks("second", clock.now()));
        clock.advance(PRE_CHECKOUT_PATIENCE.0 - 1);
        watch.committed(&first);
        assert!(!watch.take(&first), "the commit was quicker");
        assert!(!watch.has_refused(&second), "not before its time");
        clock.advance(1);
        sim.world()
            .wait_for("the refusal", |_| (answers(&sim, "second") > 0).then_some(()))
            .await
            .unwrap();
        assert!(watch.has_refused(&second));
        // Committed too late: it stays refused, and is not watched anew.
        watch.committed(&second);
        watch.received(&asks("second", clock.now()));
        assert!(watch.has_refused(&second));
        assert_eq!((answers(&sim, "first"), answers(&sim, "second")), (0, 1));
    }
}
