//! What becomes of work that did not go through. People who wait for a database in trouble get an
//! answer. An update that fails alone has its attempts counted, until it is parked for a person.

use super::{Left, Processor, Reply};
use crate::app::decisions;
use crate::app::incoming::{Incoming, Meaning};
use crate::app::work::{AGAIN, Work, backoff};
use crate::domain::charge::{Charge, ChargeState, NewCharge};
use crate::domain::decision::Decision;
use crate::domain::effect::PressAnswer;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::domain::undecided;
use crate::storage::effects::Leased;
use crate::storage::seam::Point;
use crate::storage::{Committed, StorageError, Stored, Tx, cases, charges, effects, inbox};
use std::sync::atomic::Ordering;

/// An update that failed this often is parked for a person.
const ATTEMPTS: i64 = 3;

impl Processor {
    /// Says to those who pressed something that it takes longer: from memory, and nothing is
    /// decided or acknowledged by it. What they pressed is worked on when the database can be used
    /// again.
    pub(super) fn not_now(&self, batch: &[Work]) {
        for work in batch {
            let Work::Update(incoming, _) = work else { continue };
            let Meaning::Said(said) = &incoming.meaning else { continue };
            let (Some(sender), Some(query)) = (&incoming.sender, said.pressed().cloned()) else {
                continue;
            };
            let toast = Some((Text::NotNow, self.watch.known.language_of(sender)));
            let answer = PressAnswer { query, toast, show_alert: true };
            if self.replies.try_send(Reply::Press(answer)).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
    }

    /// Counts a failed piece of work in a transaction of its own. `None` where it is tried again.
    pub(super) async fn single_failure(
        &self,
        batch: &[Work],
        error: &StorageError,
    ) -> Stored<Option<Committed<Left>>> {
        match batch.first() {
            Some(Work::Update(incoming, _)) => self.update_failed(incoming, error).await,
            Some(Work::Ledger(incoming, _)) => {
                tracing::error!(%error, "a row of the Stars ledger could not be decided");
                self.ledger_failed(incoming).await.map(Some)
            }
            Some(Work::Finished(finished)) => {
                // Keep the row for later: what it says must not be lost.
                let effect = finished.effect.id;
                tracing::error!(%error, effect, "an outcome could not be decided");
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                let due = now + backoff(finished.effect.attempts);
                let Leased { owner, id, .. } = &finished.effect;
                effects::again(&mut tx, owner, *id, due).await?;
                tx.commit_all(&[Point::PutOff], Left::parked()).await.map(Some)
            }
            None => Ok(None),
        }
    }

    async fn update_failed(
        &self,
        incoming: &Incoming,
        error: &StorageError,
    ) -> Stored<Option<Committed<Left>>> {
        self.store.keys.stock_up(4).await?;
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        // Whatever else is wrong with the update, its charge is written down.
        let reported = reported(incoming, now);
        let undecided = write_down(&mut tx, reported.as_ref()).await?;
        let person = incoming.sender.as_ref().map(|sender| &sender.key);
        let attempts =
            inbox::fail(&self.store, &mut tx, &incoming.name, person, &incoming.raw, now).await?;
        self.failures.store(true, Ordering::SeqCst);
        if attempts < ATTEMPTS {
            tracing::warn!(%error, update = incoming.name.0, attempts, "an update failed");
            tx.commit(Point::Failed).await?;
            return Ok(None);
        }
        inbox::park(&mut tx, &incoming.name, now).await?;
        let name = std::slice::from_ref(&incoming.name);
        inbox::mark(&mut tx, name, now).await?;
        let count = inbox::parked(&mut tx).await?;
        let fingerprint = &incoming.name.1;
        let decision = undecided::parked(fingerprint, reported.as_ref(), undecided.as_ref(), count);
        let written = decisions::write_alone(&mut tx, &self.setup.admins, decision, now).await?;
        tracing::error!(%error, update = incoming.name.0, "an update was parked");
        let parked = tx.commit_all(&[Point::Failed], Left::parked()).await?;
        self.relay.queued(&written.effects);
        // Who paid hears of it once: not where a person had it before.
        if undecided.is_some() && written.closed == 0 && !fingerprint.ends_with(AGAIN) {
            self.not_by_itself(incoming);
        }
        Ok(Some(parked))
    }

    /// The charge is written down and before a person; the ledger's next reading tries again.
    async fn ledger_failed(&self, incoming: &Incoming) -> Stored<Committed<Left>> {
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        let reported = reported(incoming, now);
        let mut decision = Decision::default();
        if let Some(charge) = write_down(&mut tx, reported.as_ref()).await?
            // One payment is one case: its update may be parked already.
            && !cases::is_parked(&mut tx, &charge.id).await?
        {
            decision.cases.push(undecided::unhandled(&charge));
        }
        let written = decisions::write_alone(&mut tx, &self.setup.admins, decision, now).await?;
        let parked = tx.commit_all(&[Point::Unhandled], Left::parked()).await?;
        self.relay.queued(&written.effects);
        if written.opened > 0 {
            self.not_by_itself(incoming);
        }
        Ok(parked)
    }

    /// Tells who paid that a person takes over: from memory, for the database may refuse that too.
    /// Who decides and what is owed is in the case.
    fn not_by_itself(&self, incoming: &Incoming) {
        if let (Some(sender), Meaning::Charged(taken)) = (&incoming.sender, &incoming.meaning)
            && let Some(amount) = taken.money
        {
            let words = (Text::PaymentUnhandled { amount }, self.watch.known.language_of(sender));
            if self.replies.try_send(Reply::Say(sender.id, words)).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
    }
}

/// The payment in an update, as it is written down.
fn reported(incoming: &Incoming, now: Stamp) -> Option<NewCharge> {
    let Meaning::Charged(charged) = &incoming.meaning else { return None };
    Some(charged.row(None, now))
}

/// Writes a payment down; the charge, where nothing is decided of it.
async fn write_down(tx: &mut Tx, reported: Option<&NewCharge>) -> Stored<Option<Charge>> {
    let Some(new) = reported else { return Ok(None) };
    charges::write_down(tx, new).await?;
    let known = charges::load(tx, std::slice::from_ref(&new.id)).await?.into_iter().next();
    Ok(known.filter(|charge| charge.state() == ChargeState::Taken))
}
