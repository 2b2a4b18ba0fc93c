//! Charges that the ledger shows and that nobody is to decide on: they are written down.

use std::collections::HashSet;

use super::Reconciler;
use crate::app::decisions;
use crate::domain::charge::NewCharge;
use crate::domain::ids::{ChargeId, PersonKey};
use crate::domain::time::Stamp;
use crate::domain::undecided;
use crate::storage::seam::Point;
use crate::storage::{Stored, books, charges, customers};

impl Reconciler {
    /// Charges from before this database, or that went back before we heard of them. Nobody is told
    /// but the admins. A payer who is a customer is noted: a person may want to deliver.
    pub(super) async fn write_down(
        &self,
        mut charges: Vec<(NewCharge, Option<PersonKey>)>,
        now: Stamp,
    ) -> Stored<()> {
        if charges.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let payers: Vec<PersonKey> =
            charges.iter().filter_map(|(_, payer)| payer.clone()).collect();
        let payers = self.store.secrets.people(payers);
        // Locked: nobody is erased meanwhile.
        customers::lock(&mut tx, &payers, &[]).await?;
        let known = customers::known(&self.store, &mut tx, &payers).await?;
        for (charge, payer) in &mut charges {
            charge.customer = payer.as_ref().and_then(|payer| known.get(payer)).copied();
        }
        let charges: Vec<NewCharge> = charges.into_iter().map(|(charge, _)| charge).collect();
        let new: HashSet<ChargeId> = charges::found(&mut tx, &charges).await?.into_iter().collect();
        let new: Vec<_> = charges.iter().filter(|charge| new.contains(&charge.id)).collect();
        let entries = new.iter().flat_map(|charge| charge.entries()).collect();
        books::enter(&mut tx, entries, Vec::new(), now).await?;
        let admins = &self.setup.admins;
        let decision = undecided::written_down(&new, admins, now);
        let written = decisions::write_alone(&mut tx, admins, decision, now).await?;
        // A crash before this commit leaves them to the next reading.
        tx.commit(Point::OldCharges).await?;
        self.relay.queued(&written.effects);
        Ok(())
    }
}
