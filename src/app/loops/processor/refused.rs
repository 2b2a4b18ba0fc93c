//! What becomes of work that did not go through: words for who waits for a database in trouble, and the
//! attempts of what fails alone, counted until it is parked for a person.

use super::{AGAIN, Processor, Reply};
use crate::app::clock::Moment;
use crate::app::incoming::{Incoming, Meaning};
use crate::app::perform;
use crate::app::work::Work;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::charge::{Charge, ChargeState};
use crate::domain::effect::PressAnswer;
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
            let Meaning::Said(said) = &incoming.meaning else { continue };
            let (Some(sender), Some(query)) = (&incoming.sender, said.pressed().cloned()) else {
                continue;
            };
            let toast = Some((Text::NotNow, self.watch.spoken.to(sender)));
            let answer = PressAnswer { query, toast, show_alert: true };
            if self.replies.try_send(Reply::Press(answer)).is_err() {
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
                let undecided = undecided(&mut tx, incoming, now).await?;
                let person = incoming.sender.as_ref().map(|sender| &sender.key);
                let attempts =
                    inbox::fail(&self.store, &mut tx, &incoming.name, person, &incoming.raw, now)
                        .await?;
                self.failures.store(true, Ordering::SeqCst);
                let (over, mut news) = (attempts >= ATTEMPTS, false);
                if over {
                    inbox::park(&mut tx, &incoming.name, now).await?;
                    let name = std::slice::from_ref(&incoming.name);
                    let promise = inbox::mark(&mut tx, name, now).await?;
                    inbox::marked(&mut tx, promise).await?;
                    let count = inbox::parked(&mut tx).await?;
                    if let Some(charge) = &undecided {
                        // One payment is one case: its row of the ledger may have failed before.
                        let (kind, subject) = (CaseKind::Charge, &charge.id.0);
                        let known =
                            cases::close(&mut tx, kind, subject, "shop", "parked", now).await?;
                        news = !known && !incoming.name.1.ends_with(AGAIN);
                    }
                    if let Some(case) = in_no_currency_of_ours(incoming, now) {
                        self.open_alone(&mut tx, &case, now).await?;
                    }
                    let case = parked(incoming, undecided.as_ref(), count);
                    self.open_alone(&mut tx, &case, now).await?;
                    tracing::error!(%error, update = incoming.name.0, "an update was parked");
                } else {
                    tracing::warn!(%error, update = incoming.name.0, attempts, "an update failed");
                }
                tx.commit().await?;
                self.relay.wake();
                if news {
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
                let due = now + perform::backoff(finished.effect.attempts);
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
            if self.replies.try_send(Reply::Say(sender.id, words)).is_err() {
                tracing::debug!("too many answers wait, or it is over: one is lost");
            }
        }
    }

    /// Opens a case outside a batch; the admins are told if it is new. Says whether it is.
    async fn open_alone(&self, tx: &mut Tx, case: &NewCase, now: Stamp) -> Stored<bool> {
        let alerts = crate::app::alert::open_case(tx, &self.setup, case, now).await?;
        let alerts: Vec<_> = alerts.into_iter().map(|effect| (effect, false)).collect();
        effects::add(tx, &alerts, &self.relay.lease(Moment::of(now))).await?;
        // Before the commit, which the caller makes and then wakes the relay: early, it only looks once more.
        self.relay.queued(&alerts);
        Ok(!alerts.is_empty())
    }
}

/// Writes the charge of a payment down; the charge, where nothing is decided of it.
async fn undecided(tx: &mut Tx, incoming: &Incoming, now: Stamp) -> Stored<Option<Charge>> {
    let Meaning::Charged(taken) = &incoming.meaning else { return Ok(None) };
    let row = taken.row(None, now);
    charges::take(tx, &row).await?;
    let known = charges::load(tx, &[row.id]).await?.into_iter().next();
    Ok(known.filter(|charge| charge.state == ChargeState::Taken))
}

/// The case of an update that failed too often. An undecided payment can be settled with it, whatever becomes of
/// the update.
fn parked(incoming: &Incoming, undecided: Option<&Charge>, count: i64) -> NewCase {
    let (order, charge, alert) = match undecided {
        Some(charge) => {
            let (amount, name) = (charge.money, charge.id.0.clone());
            let alert = Text::AlertUnhandled { amount, charge: name };
            (charge.order, Some(charge.id.clone()), alert)
        }
        None => (None, None, Text::AlertParked { count }),
    };
    NewCase { kind: CaseKind::Parked, subject: incoming.name.1.clone(), order, charge, alert }
}

/// The case of a payment in a currency that we never ask for: no machine decides it, whatever becomes of its
/// update.
fn in_no_currency_of_ours(incoming: &Incoming, now: Stamp) -> Option<NewCase> {
    let Meaning::Charged(taken) = &incoming.meaning else { return None };
    taken.money.is_none().then(|| taken.row(None, now).case_of_its_currency())
}
