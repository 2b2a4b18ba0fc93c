//! Approvals in tenge: no ledger tells what became of them, and they wait for none. Nor does a
//! charge that is undecided and that no case shows.

use super::Reconciler;
use crate::app::decisions;
use crate::domain::decision::Decision;
use crate::domain::time::{Millis, Stamp};
use crate::domain::undecided;
use crate::storage::seam::Point;
use crate::storage::{Stored, cases, charges};

/// How long an approval in tenge may wait for its charge, and a charge for its decision or its
/// case.
const PATIENCE: Millis = Millis::minutes(30);

impl Reconciler {
    /// Approvals in tenge that nothing followed: our approval is the only trace of what may have
    /// been taken. No case shows these charges: their row is the only trace.
    pub(super) async fn tenge(&self, now: Stamp) -> Stored<()> {
        let before = now - PATIENCE;
        // Nearly always there is nothing, and no writer need wait for this look.
        let mut reader = self.store.read().await?;
        let unanswered = cases::unanswered(&mut reader, before).await?;
        let unseen = cases::unseen(&mut reader, before).await?;
        drop(reader);
        if unanswered.is_empty() && unseen.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let unanswered = cases::unanswered(&mut tx, before).await?;
        // Held, so that what is decided or parked meanwhile is seen.
        for charge in &unseen {
            charges::lock(&mut tx, charge).await?;
        }
        let unseen = cases::unseen(&mut tx, before).await?;
        let unseen = charges::load(&mut tx, &unseen).await?;
        let cases = unanswered.iter().map(undecided::unanswered);
        let cases = cases.chain(unseen.iter().map(undecided::unhandled)).collect();
        let decision = Decision { cases, ..Decision::default() };
        let written = decisions::write_alone(&mut tx, &self.setup.admins, decision, now).await?;
        // A crash before this commit finds the same approvals at the next reading.
        tx.commit(Point::Unanswered).await?;
        self.relay.queued(&written.effects);
        Ok(())
    }
}
