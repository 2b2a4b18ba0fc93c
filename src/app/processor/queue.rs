//! The queue of work: what was handed in, and how batches are gathered from it. Nothing is decided
//! here.

use super::super::clock::breathe;
use super::super::intake::{Incoming, Meaning};
use crate::domain::event::Event;
use crate::domain::time::Stamp;
use crate::storage::effects;
use crate::storage::effects::Leased;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// As many pieces of work are taken into one transaction.
const BATCH: usize = 100;

/// An outcome that nobody decides on waits this long for a batch to ride with.
const QUIET: Duration = Duration::from_millis(50);

/// What becomes of a performed effect's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// It ended.
    Done,
    /// It is put off.
    Again(Stamp),
    /// It did not begin; it waits for its turn.
    GiveBack,
}

/// A performed effect.
#[derive(Debug)]
pub struct Finished {
    /// Which.
    pub effect: Leased,
    /// What becomes of its row.
    pub settle: Settle,
    /// What is to be decided about it.
    pub event: Option<Event>,
}

/// One piece of work.
#[derive(Debug)]
pub enum Work {
    /// An update, and who waits for its commit.
    Update(Box<Incoming>, oneshot::Sender<()>),
    /// A row of Telegram's ledger that no update told us of, read as one, and who waits for its commit.
    Ledger(Box<Incoming>, oneshot::Sender<()>),
    /// A performed effect, or a timer.
    Finished(Box<Finished>),
}

impl Work {
    /// Whether it may take an eSIM from the stock: a pre-checkout or a charge.
    pub(super) const fn is_payment(&self) -> bool {
        match self {
            Self::Update(incoming, _) | Self::Ledger(incoming, _) => {
                incoming.is_pre_checkout() || matches!(incoming.meaning, Meaning::Charged(_))
            }
            Self::Finished(_) => false,
        }
    }

    /// What it is about, in a word.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Update(incoming, _) => match incoming.meaning {
                Meaning::Charged(_) => "charge",
                Meaning::Event(_) => "money",
                Meaning::Update(_) => "update",
                Meaning::Nothing => "nothing",
            },
            Self::Ledger(..) => "ledger",
            Self::Finished(finished) => {
                finished.effect.body.as_ref().map_or("unread", effects::kind)
            }
        }
    }
}

impl Work {
    /// Its span: ids of ours and Telegram's update id, nothing of a person.
    pub(super) fn span(&self) -> tracing::Span {
        match self {
            Self::Update(incoming, _) => {
                tracing::debug_span!("update", id = incoming.name.0, kind = incoming.kind)
            }
            Self::Ledger(incoming, _) => tracing::debug_span!("ledger", kind = incoming.kind),
            Self::Finished(finished) => {
                let effect = &finished.effect;
                tracing::debug_span!(
                    "outcome",
                    effect = effect.id,
                    kind = self.word(),
                    attempts = effect.attempts
                )
            }
        }
    }
}

/// Where work is handed in.
#[derive(Debug, Clone)]
pub struct Inbox {
    loud: mpsc::UnboundedSender<Work>,
    quiet: Arc<Mutex<Vec<Work>>>,
    hint: Arc<tokio::sync::Notify>,
}

/// Where work is taken out.
#[derive(Debug)]
pub struct Outlet {
    loud: mpsc::UnboundedReceiver<Work>,
    quiet: Arc<Mutex<Vec<Work>>>,
    hint: Arc<tokio::sync::Notify>,
}

/// The two ends of the queue of work. It is bounded by what feeds it: one poll of at most 100
/// updates, or the places at the webhook's door, and the relay's leases.
pub fn queue() -> (Inbox, Outlet) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let quiet = Arc::new(Mutex::new(Vec::new()));
    let hint = Arc::new(tokio::sync::Notify::new());
    (
        Inbox { loud: sender, quiet: Arc::clone(&quiet), hint: Arc::clone(&hint) },
        Outlet { loud: receiver, quiet, hint },
    )
}

impl Inbox {
    /// Hands an update in; the receiver hears when it is committed. Nobody hears of one that was not.
    pub fn update(&self, incoming: Incoming) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        if self.loud.send(Work::Update(Box::new(incoming), sender)).is_err() {
            tracing::debug!("an update came after the end");
        }
        receiver
    }

    /// Hands a row of Telegram's ledger in; the receiver hears when it is committed.
    pub fn ledger(&self, incoming: Incoming) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        if self.loud.send(Work::Ledger(Box::new(incoming), sender)).is_err() {
            tracing::debug!("a row of the ledger came after the end");
        }
        receiver
    }

    /// Hands an outcome in. One that nobody decides on wakes nobody.
    pub fn finished(&self, finished: Finished) {
        let quiet = finished.event.is_none() && finished.settle == Settle::Done;
        let work = Work::Finished(Box::new(finished));
        if quiet {
            self.quiet.lock().unwrap_or_else(PoisonError::into_inner).push(work);
            self.hint.notify_one();
        } else if self.loud.send(work).is_err() {
            tracing::debug!("an outcome came after the end");
        }
    }
}

impl Outlet {
    /// The next batch: whatever waits, up to [`BATCH`]. `None` when it is over.
    pub(super) async fn gather(&mut self, stop: &mut watch::Receiver<bool>) -> Option<Vec<Work>> {
        let first = loop {
            let waiting = self.quiet.lock().unwrap_or_else(PoisonError::into_inner).len();
            if waiting >= BATCH {
                // They fill a batch of their own; after a burst there are many such.
                break self.loud.try_recv().ok();
            }
            if waiting > 0 {
                tokio::select! {
                    work = self.loud.recv() => break work,
                    () = breathe(QUIET) => break None,
                    _ = stop.wait_for(|stop| *stop) => return None,
                }
            }
            tokio::select! {
                work = self.loud.recv() => break work,
                () = self.hint.notified() => {}
                _ = stop.wait_for(|stop| *stop) => return None,
            }
        };
        Some(self.fill(first))
    }

    /// After the end: what is handed in by then and in the moment that follows, `None` when nothing is.
    /// What ended must be written down, or the next start does it again.
    pub(super) async fn rest(&mut self) -> Option<Vec<Work>> {
        let first = match self.loud.try_recv() {
            Ok(work) => Some(work),
            Err(_) => tokio::time::timeout(QUIET, self.loud.recv()).await.ok().flatten(),
        };
        Some(self.fill(first)).filter(|batch| !batch.is_empty())
    }

    fn fill(&mut self, first: Option<Work>) -> Vec<Work> {
        let mut batch: Vec<Work> = first.into_iter().collect();
        while batch.len() < BATCH {
            match self.loud.try_recv() {
                Ok(work) => batch.push(work),
                Err(_) => break,
            }
        }
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        let room = BATCH.saturating_sub(batch.len()).max(1).min(quiet.len());
        batch.extend(quiet.drain(..room));
        batch
    }
}
