//! A piece of work: an update, a row of Telegram's ledger, or what came of an effect.

mod queue;

pub(crate) use queue::{Inbox, Outlet, queue};

use crate::app::incoming::{Incoming, Meaning};
use crate::domain::effect::Role;
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{MessageId, PersonKey};
use crate::domain::time::Millis;
use crate::storage::effects::Leased;
use crate::storage::inbox::UpdateName;
use crate::storage::seam::Point;
use std::borrow::Cow;
use tokio::sync::oneshot;

/// How long to wait before the next attempt: doubling from a second to five minutes.
pub(crate) fn backoff(attempts: i64) -> Millis {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    Millis(1_000_i64.saturating_mul(2_i64.saturating_pow(doublings)).min(300_000))
}

/// What is added to the name of a parked update that is tried again.
pub(crate) const AGAIN: &str = "+";

/// How an attempt ended, and so what becomes of the effect's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    Done,
    Failed,
    /// It is put off by this long from when that is written down: its own hour may be over by then,
    /// or be far ahead of a clock that went back.
    Again(Millis),
    /// It did not begin; it waits for its turn.
    GiveBack,
}

#[derive(Debug)]
pub(crate) struct Finished {
    pub effect: Leased,
    pub finish: Finish,
    /// What is to be decided about it.
    pub event: Option<Event>,
    /// The message that it sent.
    pub sent: Option<MessageId>,
}

impl Finished {
    /// An effect that did not begin: its lease ends at once.
    pub(crate) const fn give_back(effect: Leased) -> Self {
        Self { effect, finish: Finish::GiveBack, event: None, sent: None }
    }

    /// An effect that is put off, without anything to decide.
    pub(crate) const fn again(effect: Leased, wait: Millis) -> Self {
        Self { effect, finish: Finish::Again(wait), event: None, sent: None }
    }

    /// Whether something is to be decided about it, and nobody sees anything follow: the message id
    /// of an invoice, a QR that is shown, a copied question. A card is another matter, for the QR
    /// waits for it.
    pub(crate) const fn is_deferred(&self) -> bool {
        let Some(Event::Ended(ended)) = &self.event else { return false };
        match ended {
            Ended::Said { role, outcome, .. } => {
                matches!(role, Role::Plain | Role::SupportCopy) && outcome.is_done()
            }
            Ended::Invoice { outcome, .. } | Ended::Qr { outcome, .. } => outcome.is_done(),
            Ended::PreCheckout { .. }
            | Ended::Copied { .. }
            | Ended::Provision { .. }
            | Ended::Mail { .. }
            | Ended::Asked { .. }
            | Ended::Refund { .. } => false,
        }
    }
}

#[derive(Debug)]
pub(crate) enum Work {
    /// An update, and who waits for its commit.
    Update(Box<Incoming>, oneshot::Sender<()>),
    /// A row of Telegram's ledger that no update told us of, read as one, and who waits for its
    /// commit.
    Ledger(Box<Incoming>, oneshot::Sender<()>),
    /// A performed effect, or a timer.
    Finished(Box<Finished>),
}

impl Work {
    pub(crate) fn person(&self) -> Option<&PersonKey> {
        match self {
            Self::Update(incoming, _) => incoming.sender.as_ref().map(|sender| &sender.key),
            Self::Ledger(..) | Self::Finished(_) => None,
        }
    }

    pub(crate) fn is_pre_checkout(&self) -> bool {
        matches!(self, Self::Update(incoming, _) if incoming.is_pre_checkout())
    }

    pub(crate) fn name(&self) -> Option<UpdateName> {
        match self {
            Self::Update(incoming, _) => Some(incoming.name.clone()),
            Self::Ledger(..) | Self::Finished(_) => None,
        }
    }

    /// What happened, as far as that does not depend on the conversation.
    pub(crate) fn event(&self) -> Option<Cow<'_, Event>> {
        match self {
            Self::Update(incoming, _) | Self::Ledger(incoming, _) => match &incoming.meaning {
                Meaning::Event(event) => Some(Cow::Borrowed(event)),
                Meaning::Charged(taken) => taken.event().map(Cow::Owned),
                Meaning::Said(_) | Meaning::Nothing => None,
            },
            Self::Finished(finished) => finished.event.as_ref().map(Cow::Borrowed),
        }
    }

    /// What its commit is about.
    pub(crate) fn point(&self) -> Point {
        match self {
            Self::Update(incoming, _) => match incoming.meaning {
                Meaning::Charged(_) => Point::Charge,
                Meaning::Event(_) => Point::Money,
                Meaning::Said(_) => Point::Update,
                Meaning::Nothing => Point::Nothing,
            },
            Self::Ledger(..) => Point::Ledger,
            Self::Finished(finished) => {
                let body = finished.effect.body.as_ref();
                body.map_or(Point::Unread, |body| Point::Effect(body.law().word))
            }
        }
    }
}

impl Work {
    /// Its span: ids of ours and Telegram's update id, nothing of a person.
    pub(crate) fn span(&self) -> tracing::Span {
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
                    kind = self.point().as_str(),
                    attempts = effect.attempts
                )
            }
        }
    }
}
