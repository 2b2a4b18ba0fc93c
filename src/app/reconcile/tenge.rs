//! Approvals in tenge: no ledger tells what became of them, and they wait for none.

use super::super::clock::Moment;
use super::super::open_case;
use super::Reconciler;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::text::Text;
use crate::domain::time::{Millis, Stamp};
use crate::storage::{Stored, cases, effects};

/// How long an approval in tenge may wait for its charge.
const TENGE_PATIENCE: Millis = Millis::minutes(30);

impl Reconciler {
    /// Approvals in tenge that nothing followed: our approval is the only trace of what may have been
    /// taken.
    pub(super) async fn tenge(&self, now: Stamp) -> Stored<()> {
        let mut tx = self.store.begin().await?;
        let mut told = Vec::new();
        for found in cases::unanswered(&mut tx, now.minus(TENGE_PATIENCE)).await? {
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
        if told.is_empty() {
            return tx.rollback().await;
        }
        let told: Vec<_> = told.into_iter().map(|effect| (effect, false)).collect();
        effects::add(&mut tx, &told, &self.relay.lease(Moment::of(now))).await?;
        // A crash before this commit finds the same approvals at the next reading.
        tx.commit().await?;
        self.relay.queued(&told);
        Ok(())
    }
}
