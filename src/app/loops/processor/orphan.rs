//! Money whose customer was erased meanwhile: what [`orphan`] must know of it is read here.

use super::{Processor, Writes};
use crate::domain::event::Event;
use crate::domain::orphan;
use crate::domain::tell::Tell;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, charges, orders};

impl Processor {
    /// Has an event decided whose customer is not here any more.
    pub(super) async fn orphan(
        &self,
        tx: &mut Tx,
        event: &Event,
        writes: &mut Writes,
        now: Stamp,
    ) -> Stored<()> {
        if let Event::Told(Tell::SupportAnswer { admin, message, .. }) = event {
            writes.add(None, orphan::unheard(admin.clone(), *message, now));
            return Ok(());
        }
        let Some((id, step)) = orphan::step(event) else { return Ok(()) };
        writes.stands_alone(id)?;
        charges::lock(tx, id).await?;
        for charge in charges::load(tx, std::slice::from_ref(id)).await? {
            let order = match charge.order {
                Some(order) => orders::load(tx, &[order]).await?.into_iter().next(),
                None => None,
            };
            let admins = &self.setup.admins;
            writes.add(None, orphan::decide(&charge, order.as_ref(), step, admins, now));
        }
        Ok(())
    }
}
