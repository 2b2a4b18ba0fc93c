//! Approvals in tenge: no ledger tells what became of them, and they wait for none. Nor does a charge that is
//! undecided and that no case shows.

use super::Reconciler;
use crate::app::alert::open_case;
use crate::app::clock::Moment;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};
use crate::storage::{Stored, cases, charges, effects};

/// How long an approval in tenge may wait for its charge, and a charge for its decision or its case.
const PATIENCE: Millis = Millis::minutes(30);

impl Reconciler {
    /// Approvals in tenge that nothing followed: our approval is the only trace of what may have been
    /// taken. Charges that nobody sees: their row is the only trace.
    pub(super) async fn tenge(&self, now: Stamp) -> Stored<()> {
        let before = now - PATIENCE;
        // Nearly always there is nothing, and nobody who writes need wait for that.
        let mut tx = self.store.read().await?;
        let unanswered = cases::unanswered(&mut tx, before).await?;
        let unseen = cases::unseen(&mut tx, before).await?;
        tx.rollback().await?;
        if unanswered.is_empty() && unseen.is_empty() {
            return Ok(());
        }
        let (mut tx, mut told) = (self.store.begin().await?, Vec::new());
        for found in cases::unanswered(&mut tx, before).await? {
            let alert =
                Text::AlertApproval { order: found.order, amount: found.money, at: found.at };
            let case = NewCase {
                kind: CaseKind::Approval,
                subject: found.query,
                order: Some(found.order),
                charge: None,
                alert,
            };
            told.extend(open_case(&mut tx, &self.setup, &case, now).await?);
        }
        // Held, so that what is decided or parked meanwhile is seen.
        for charge in &unseen {
            charges::hold(&mut tx, charge).await?;
        }
        let unseen = cases::unseen(&mut tx, before).await?;
        for charge in charges::load(&mut tx, &unseen).await? {
            let alert = Text::AlertUnhandled { amount: charge.money, charge: charge.id.0.clone() };
            let case = NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, alert);
            told.extend(open_case(&mut tx, &self.setup, &case, now).await?);
        }
        let told: Vec<_> = told.into_iter().map(|effect| (effect, false)).collect();
        effects::add(&mut tx, &told, &self.relay.lease(Moment::of(now))).await?;
        // A crash before this commit finds the same approvals at the next reading.
        tx.commit().await?;
        self.relay.queued(&told);
        Ok(())
    }
}
