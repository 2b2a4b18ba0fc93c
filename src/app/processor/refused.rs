//! What becomes of work that did not go through: words for who waits for a database in trouble, and the
//! attempts of what fails alone, counted until it is parked for a person.

use super::{Aside, Processor, Work};
use crate::app::clock::Moment;
use crate::app::intake::{Incoming, Meaning};
use crate::app::perform;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::effect::Reply;
use crate::domain::money::Money;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::{StorageError, Stored, Tx, cases, charges, effects, inbox};
use std::sync::atomic::Ordering;

/// An update that failed this often is parked for a person.
const ATTEMPTS: i64 = 3;

impl Processor {
    /// Says to those who pressed something that it takes longer: from memory, and nothing is decided
    /// or acknowledged by it. What they pressed is worked on when the database can be used again.
    pub(super) fn not_now(&self, batch: &[Work]) {
        for work in batch {
            let Work::Update(incoming, _) = work else { continue };
            let Meaning::Update(update) = &incoming.meaning else { continue };
            let (Some(sender), Some(query)) = (&incoming.sender, update.0.pressed()) else {
                continue;
            };
            let toast = Some((Text::NotNow, self.watch.spoken.to(sender)));
            let reply = Reply::Answer { query, toast, alert: true };
            if self.asides.try_send(Aside::Reply(sender.id, reply)).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
    }

    /// Counts a failed piece of work in a transaction of its own. Says whether it is over with it.
    pub(super) async fn single_failure(
        &self,
        batch: &[Work],
        error: &StorageError,
    ) -> Stored<bool> {
        match batch.first() {
            Some(Work::Update(incoming, _)) => {
                self.store.keys.stock_up(4).await?;
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                // Whatever else is wrong with the update, its charge is written down.
                if let Meaning::Charged(taken) = &incoming.meaning {
                    charges::take(&mut tx, &taken.row(None, now)).await?;
                }
                let person = incoming.sender.as_ref().map(|sender| &sender.key);
                let attempts =
                    inbox::fail(&self.store, &mut tx, &incoming.name, person, &incoming.raw, now)
                        .await?;
                self.failures.store(true, Ordering::SeqCst);
                let over = attempts >= ATTEMPTS;
                if over {
                    inbox::park(&mut tx, &incoming.name, now).await?;
                    let name = std::slice::from_ref(&incoming.name);
                    let promise = inbox::mark(&mut tx, name, now).await?;
                    inbox::marked(&mut tx, promise).await?;
                    let count = inbox::parked(&mut tx).await?;
                    // One payment is one case: its row of the ledger may have failed before.
                    if let Meaning::Charged(taken) = &incoming.meaning {
                        let (kind, subject) = (CaseKind::Charge, &taken.charge.0);
                        cases::close(&mut tx, kind, subject, "shop", "parked", now).await?;
                    }
                    self.open_alone(&mut tx, &parked(incoming, count, now), now).await?;
                    tracing::error!(%error, update = incoming.name.0, "an update was parked");
                } else {
                    tracing::warn!(%error, update = incoming.name.0, attempts, "an update failed");
                }
                tx.commit().await?;
                self.relay.wake();
                if over {
                    self.not_by_itself(incoming);
                }
                Ok(over)
            }
            Some(Work::Ledger(incoming, _)) => {
                tracing::error!(%error, "a row of the Stars ledger could not be decided");
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                // The charge is written down as taken and before a person; the ledger's next reading
                // tries again.
                let mut news = false;
                if let Meaning::Charged(taken) = &incoming.meaning {
                    let row = taken.row(None, now);
                    charges::take(&mut tx, &row).await?;
                    // One payment is one case: its update may be parked already.
                    if !cases::is_parked(&mut tx, &row.id).await? {
                        let amount = taken.money.unwrap_or(Money::stars(row.amount));
                        let alert = Text::AlertUnhandled { amount, charge: row.id.0.clone() };
                        let case = NewCase::of_charge(CaseKind::Charge, &row.id, row.order, alert);
                        news = self.open_alone(&mut tx, &case, now).await?;
                    }
                }
                tx.commit().await?;
                self.relay.wake();
                if news {
                    self.not_by_itself(incoming);
                }
                Ok(true)
            }
            Some(Work::Finished(finished)) => {
                // Keep the row for later: what it says must not be lost.
                tracing::error!(%error, effect = %finished.effect.key, "an outcome could not be decided");
                let mut tx = self.store.begin().await?;
                let now = self.clock.moment(&mut tx).await?.now;
                let due = now.plus(perform::backoff(finished.effect.attempts));
                effects::again(&mut tx, self.relay.owner(), finished.effect.id, due).await?;
                tx.commit().await?;
                Ok(true)
            }
            None => Ok(true),
        }
    }

    /// Tells who paid that a person takes over: from memory, for the books may refuse that too. Who decides
    /// and what is owed is in the case.
    fn not_by_itself(&self, incoming: &Incoming) {
        if let (Some(sender), Meaning::Charged(taken)) = (&incoming.sender, &incoming.meaning)
            && let Some(amount) = taken.money
        {
            let words = (Text::PaymentUnhandled { amount }, self.watch.spoken.to(sender));
            if self.asides.try_send(Aside::Say(sender.id, words)).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
    }

    /// Opens a case outside a batch; the admins are told if it is new. Says whether it is.
    async fn open_alone(&self, tx: &mut Tx, case: &NewCase, now: Stamp) -> Stored<bool> {
        let alerts = crate::app::open_case(tx, &self.setup, case, now).await?;
        let alerts: Vec<_> = alerts.into_iter().map(|effect| (effect, false)).collect();
        effects::add(tx, &alerts, &self.relay.lease(Moment::of(now))).await?;
        // Before the commit, which the caller makes and then wakes the relay: early, it only looks once more.
        self.relay.queued(&alerts);
        Ok(!alerts.is_empty())
    }
}

/// The case of an update that failed too often. A payment can be settled with it, whatever becomes of the
/// update.
fn parked(incoming: &Incoming, count: i64, now: Stamp) -> NewCase {
    let mut case = NewCase {
        kind: CaseKind::Parked,
        subject: incoming.name.1.clone(),
        order: None,
        charge: None,
        alert: Text::AlertParked { count },
    };
    if let Meaning::Charged(taken) = &incoming.meaning
        && let Some(amount) = taken.money
    {
        let row = taken.row(None, now);
        case.alert = Text::AlertUnhandled { amount, charge: row.id.0.clone() };
        (case.order, case.charge) = (row.order, Some(row.id));
    }
    case
}
