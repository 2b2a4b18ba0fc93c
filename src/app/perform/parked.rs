//! A parked update that an admin wants handled once more, or dropped.

use super::super::incoming::Incoming;
use super::super::work::AGAIN;
use super::{End, Performer, later, over};
use crate::domain::outcome::Outcome;
use crate::domain::time::Millis;
use crate::storage::seam::Point;
use crate::storage::{Stored, erase, inbox};
use crate::telegram::RawUpdate;

impl Performer {
    /// `Parked`: the update goes through the inbox under a name of its own, so that a second
    /// attempt after a crash finds it handled. Fails it again, it is parked anew, as a new case;
    /// either way the former row has nothing left to say.
    pub(super) async fn parked(&self, fingerprint: &str, again: bool) -> Stored<End> {
        let mut reader = self.store.look().await?;
        let found = inbox::raw(&self.store, &mut reader, fingerprint).await?;
        drop(reader);
        if let (true, Some((update_id, text))) = (again, found) {
            let raw = RawUpdate { update_id, text };
            let mut incoming = Incoming::read(raw, &self.store.secrets, self.clock.now());
            incoming.name = (update_id, format!("{fingerprint}{AGAIN}"));
            if self.inbox.update(incoming).await.is_err() {
                // The shop ends: the row stays, and so does this effect.
                return Ok(later(Millis(0)));
            }
        }
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        inbox::drop_parked(&mut tx, fingerprint, now).await?;
        // A crash before this commit leaves a row whose update is marked as handled.
        tx.commit(Point::Unparked).await?;
        erase::destroy_doomed(&self.store).await?;
        Ok(over(Outcome::Done(None), None))
    }
}
