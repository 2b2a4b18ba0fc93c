//! The queue of work: what was handed in, and how batches are gathered from it. Nothing is decided
//! here.

use super::{Finish, Finished, Work};
use crate::app::clock::sleep_real;
use crate::app::incoming::Incoming;
use crate::domain::ids::PersonKey;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, oneshot, watch};

/// As many pieces of work are taken into one transaction.
const BATCH: usize = 100;

/// Updates of one customer in a batch, while more waits than it takes.
const SHARE: usize = 10;

/// A batch takes at least so many deferred outcomes, however much else waits: their leases run out.
const DEFERRED: usize = BATCH / 2;

/// A deferred outcome waits so long for a batch that goes anyway.
const DEFERRED_FOR: Duration = Duration::from_millis(50);

/// What waits to be taken into a transaction.
#[derive(Debug, Default)]
struct Waiting {
    /// Pre-checkouts: they have ten seconds.
    priority: VecDeque<Work>,
    /// Everything else that somebody decides on, in the order in which it came.
    normal: VecDeque<Work>,
    /// Outcomes that are decided on and whose consequences nobody sees.
    deferred: VecDeque<Work>,
    /// Outcomes that nobody decides on.
    finish_only: Vec<Work>,
    /// It is over: nothing is taken any more.
    closed: bool,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Something came that somebody waits for.
    wake_now: Notify,
    /// Something came that has time.
    wake_soon: Notify,
    /// Whoever decides is gone.
    over: watch::Sender<bool>,
}

#[derive(Debug, Clone)]
pub(crate) struct Inbox(Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Outlet(Arc<Shared>);

/// The two ends of the queue of work. It is bounded by what feeds it: one window of at most 100
/// polled updates, or the places at the webhook's door, and the relay's leases.
pub(crate) fn queue() -> (Inbox, Outlet) {
    let shared = Arc::new(Shared::default());
    (Inbox(Arc::clone(&shared)), Outlet(shared))
}

impl Inbox {
    /// Hands an update in; the receiver hears when it is committed. Nobody hears of one that was
    /// not.
    pub(crate) fn update(&self, incoming: Incoming) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let priority = incoming.is_pre_checkout();
        let work = Work::Update(Box::new(incoming), sender);
        let mut waiting = self.0.waiting.lock();
        if waiting.closed {
            tracing::debug!("an update came after the end");
            return receiver;
        }
        if priority {
            waiting.priority.push_back(work);
        } else {
            waiting.normal.push_back(work);
        }
        drop(waiting);
        self.0.wake_now.notify_one();
        receiver
    }

    /// Hands a row of Telegram's ledger in; the receiver hears when it is committed.
    pub(crate) fn ledger(&self, incoming: Incoming) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.waiting.lock();
        if waiting.closed {
            tracing::debug!("a row of the ledger came after the end");
            return receiver;
        }
        waiting.normal.push_back(Work::Ledger(Box::new(incoming), sender));
        drop(waiting);
        self.0.wake_now.notify_one();
        receiver
    }

    /// Ends when nothing is taken any more.
    pub(crate) async fn ended(&self) {
        // The sender is our own.
        let _ = self.0.over.subscribe().wait_for(|over| *over).await;
    }

    /// Hands an outcome in. One whose consequences nobody sees waits for a batch that goes anyway.
    pub(crate) fn finished(&self, finished: Finished) {
        let over = match finished.finish {
            Finish::Done | Finish::Failed => true,
            Finish::Again(_) | Finish::GiveBack => false,
        };
        let finish_only = over && finished.event.is_none();
        let deferred = finished.is_deferred();
        let work = Work::Finished(Box::new(finished));
        let mut waiting = self.0.waiting.lock();
        if waiting.closed {
            tracing::debug!("an outcome came after the end");
            return;
        }
        if finish_only || deferred {
            if finish_only {
                waiting.finish_only.push(work);
            } else {
                waiting.deferred.push_back(work);
            }
            drop(waiting);
            self.0.wake_soon.notify_one();
        } else {
            waiting.normal.push_back(work);
            drop(waiting);
            self.0.wake_now.notify_one();
        }
    }
}

impl Waiting {
    /// The next batch: pre-checkouts first, then deferred outcomes, for what comes later may follow
    /// from them, then in turn, at most [`SHARE`] updates of one customer while others wait, then
    /// outcomes that nobody decides on.
    fn fill(&mut self) -> Vec<Work> {
        let mut batch: Vec<Work> = Vec::new();
        let priority = self.priority.len().min(BATCH);
        batch.extend(self.priority.drain(..priority));
        let deferred = self.deferred.len().min(DEFERRED);
        batch.extend(self.deferred.drain(..deferred));
        if batch.len() + self.normal.len() <= BATCH {
            batch.extend(self.normal.drain(..));
        } else {
            self.fair(&mut batch);
        }
        let room = BATCH.saturating_sub(batch.len()).max(DEFERRED).min(self.finish_only.len());
        batch.extend(self.finish_only.drain(..room));
        batch
    }

    /// More waits than one batch takes: each customer has a share of it, and keeps the order.
    fn fair(&mut self, batch: &mut Vec<Work>) {
        let mut shares: HashMap<PersonKey, usize> = HashMap::new();
        let mut behind = VecDeque::new();
        while batch.len() < BATCH
            && let Some(work) = self.normal.pop_front()
        {
            if let Some(person) = work.person() {
                let share = shares.entry(person.clone()).or_default();
                *share += 1;
                if *share > SHARE {
                    behind.push_back(work);
                    continue;
                }
            }
            batch.push(work);
        }
        let rest = behind.len().min(BATCH.saturating_sub(batch.len()));
        batch.extend(behind.drain(..rest));
        while let Some(work) = behind.pop_back() {
            self.normal.push_front(work);
        }
    }

    /// Whether something waits that somebody waits for.
    fn has_work(&self) -> bool {
        !self.priority.is_empty() || !self.normal.is_empty()
    }

    fn deferred_count(&self) -> usize {
        self.deferred.len() + self.finish_only.len()
    }
}

impl Outlet {
    /// The next batch: whatever waits, up to [`BATCH`]. `None` when it is over.
    pub(crate) async fn gather(&self, stop: &mut watch::Receiver<bool>) -> Option<Vec<Work>> {
        // One span, however often it is interrupted.
        let mut wait = None;
        loop {
            if *stop.borrow() {
                return None;
            }
            {
                let mut waiting = self.0.waiting.lock();
                // They fill a batch of their own; after a burst there are many such.
                if waiting.has_work() || waiting.deferred_count() >= BATCH {
                    return Some(waiting.fill());
                }
                if waiting.deferred_count() > 0 && wait.is_none() {
                    wait = Some(Box::pin(sleep_real(DEFERRED_FOR)));
                }
            }
            if let Some(wait) = &mut wait {
                tokio::select! {
                    () = self.0.wake_now.notified() => {}
                    () = wait => return Some(self.0.waiting.lock().fill()),
                    _ = stop.wait_for(|stop| *stop) => return None,
                }
            } else {
                tokio::select! {
                    () = self.0.wake_now.notified() => {}
                    () = self.0.wake_soon.notified() => {}
                    _ = stop.wait_for(|stop| *stop) => return None,
                }
            }
        }
    }

    /// What waits now, without waiting for more.
    pub(crate) fn at_once(&self) -> Vec<Work> {
        self.0.waiting.lock().fill()
    }

    /// After the end: what is handed in by then and in the moment that follows, `None` when nothing
    /// is. What ended must be written down, or the next start does it again.
    pub(crate) async fn rest(&self) -> Option<Vec<Work>> {
        if !self.0.waiting.lock().has_work() {
            let _ = tokio::time::timeout(DEFERRED_FOR, self.0.wake_now.notified()).await;
        }
        Some(self.at_once()).filter(|batch| !batch.is_empty())
    }
}

impl Drop for Outlet {
    /// Whoever waits for a commit hears that none comes.
    fn drop(&mut self) {
        let mut waiting = self.0.waiting.lock();
        *waiting = Waiting { closed: true, ..Waiting::default() };
        drop(waiting);
        self.0.over.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::effect::Priority;
    use crate::domain::event::{Ended, Event};
    use crate::domain::ids::{MessageId, OrderId};
    use crate::domain::outcome::{Fault, Outcome};
    use crate::domain::time::Stamp;
    use crate::storage::Secrets;
    use crate::storage::effects::Leased;
    use crate::telegram::fixtures::{message, update};
    use serde_json::json;

    fn says(inbox: &Inbox, update_id: i64, person: i64) -> oneshot::Receiver<()> {
        let said = message(person, &json!({ "text": "x" }));
        let update = update(update_id, "message", &said);
        inbox.update(Incoming::read(update, &Secrets::derived(&[7; 32]), Stamp(0)))
    }

    fn ids(batch: &[Work]) -> Vec<i64> {
        batch
            .iter()
            .map(|work| match work {
                Work::Update(incoming, _) => incoming.name.0,
                Work::Ledger(..) | Work::Finished(_) => 0,
            })
            .collect()
    }

    #[tokio::test]
    async fn who_floods_has_a_share_and_keeps_the_order() {
        let (inbox, outlet) = queue();
        let mut waits: Vec<_> = (1..=1_000).map(|n| says(&inbox, n, 5)).collect();
        waits.extend((1..=30).map(|n| says(&inbox, 2_000 + n, 100 + n)));
        let first = ids(&outlet.at_once());
        assert_eq!(first.len(), BATCH);
        assert!((2_001..=2_030).all(|id| first.contains(&id)), "the others do not wait");
        let mut flood: Vec<i64> = first.iter().copied().filter(|id| *id <= 1_000).collect();
        while let batch = outlet.at_once()
            && !batch.is_empty()
        {
            flood.extend(ids(&batch));
        }
        assert_eq!(flood, (1..=1_000).collect::<Vec<_>>(), "in order, and all of them");
    }

    fn ended(inbox: &Inbox, id: i64, ended: Ended) {
        let effect = Leased {
            id,
            key: format!("effect:{id}"),
            customer: None,
            lane: None,
            attempts: 1,
            priority: Priority::Money,
            body: None,
            owner: String::new(),
            begin_by: Stamp(0),
        };
        let event = Some(Event::Ended(ended));
        inbox.finished(Finished { effect, finish: Finish::Done, event, sent: None });
    }

    #[tokio::test]
    async fn what_nobody_sees_rides_along_and_before_what_came_later() {
        let (inbox, outlet) = queue();
        let order = OrderId::from_number(1);
        let (_end, mut stop) = watch::channel(false);
        let sent = Outcome::Done(Some(MessageId(7)));
        ended(&inbox, 1, Ended::Invoice { order, n: 1, outcome: sent });
        let gathered = outlet.gather(&mut stop);
        assert!(futures::future::poll_immediate(gathered).await.is_none(), "it has time");
        let _wait = says(&inbox, 5, 9);
        let batch = outlet.gather(&mut stop).await.unwrap();
        assert!(matches!(batch.as_slice(), [Work::Finished(_), Work::Update(..)]), "{batch:?}");
        // A failure is somebody's business at once.
        let failed = Outcome::Failed(Fault::Unknown);
        ended(&inbox, 2, Ended::Invoice { order, n: 2, outcome: failed });
        let gathered = outlet.gather(&mut stop);
        assert!(futures::future::poll_immediate(gathered).await.is_some());
        // Alone it waits, and not for long.
        ended(&inbox, 3, Ended::Invoice { order, n: 3, outcome: sent });
        assert_eq!(outlet.gather(&mut stop).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_after_the_end() {
        let (inbox, outlet) = queue();
        let before = says(&inbox, 1, 5);
        drop(outlet);
        assert!(before.await.is_err());
        assert!(says(&inbox, 2, 5).await.is_err());
    }
}
