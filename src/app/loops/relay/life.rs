//! What this process is among the others: the name under which it leases, and whether it may begin
//! anything under it. It must not know how that is found out.

use std::collections::BTreeSet;

use super::{BEGIN_WITHIN, LEASE, Relay};
use crate::app::clock::Moment;
use crate::storage::effects::{Lease, Leased};

#[derive(Debug)]
pub(super) struct Life {
    /// Its name in leases and in the seat.
    owner: String,
    /// Its lock is gone: under this name nothing begins any more.
    lost: bool,
}

impl Life {
    pub(super) const fn of(owner: String) -> Self {
        Self { owner, lost: false }
    }

    /// Whether this effect may begin.
    pub(super) fn is_of(&self, effect: &Leased) -> bool {
        !self.lost && self.owner == effect.owner
    }
}

impl Relay {
    /// A lease that begins at a moment; `None` while this process may begin nothing.
    pub(crate) fn lease(&self, moment: Moment) -> Option<Lease> {
        let life = self.life.borrow();
        (!life.lost).then(|| Lease {
            owner: life.owner.clone(),
            until: moment.now + LEASE,
            begin_by: moment.own + BEGIN_WITHIN,
        })
    }

    /// The name of this process among the others, or the last one that it had.
    pub(crate) fn owner(&self) -> String {
        self.life.borrow().owner.clone()
    }

    /// The lock of this process is gone: what did not begin goes back, and nothing is leased.
    pub(crate) fn begin_nothing(&self) {
        self.life.send_modify(|life| life.lost = true);
    }

    /// This process goes on under another name.
    pub(crate) fn go_on_as(&self, owner: String) {
        self.life.send_replace(Life::of(owner));
        self.wake();
    }

    /// Which rows are leased by this process and not ended.
    pub(crate) fn in_hand(&self) -> BTreeSet<i64> {
        self.lanes.lock().in_hand.clone()
    }

    /// Ends when the processor has ended: nothing that is performed is written down any more.
    pub(crate) async fn work_ended(&self) {
        self.inbox.ended().await;
    }
}
