//! What an update means, and for whom. A charge is written down here, before anything is decided.
//! It must not know what follows from it.

use super::customer_rows::CustomerRows;
use super::decide::Batch;
use super::{Processor, Reply};
use crate::app::incoming::{Incoming, Meaning};
use crate::domain::decision::Decision;
use crate::domain::event::Event;
use crate::domain::ids::CustomerId;
use crate::domain::time::Stamp;
use crate::domain::undecided;
use crate::storage::{Stored, Tx, charges};
use crate::telegram::Rights;

impl Processor {
    /// What an update means, for whom. A charge is written down here, before anything is decided.
    pub(super) async fn meaning(
        &self,
        tx: &mut Tx,
        batch: &mut Batch,
        incoming: &Incoming,
        now: Stamp,
    ) -> Stored<Option<(CustomerId, Event)>> {
        let Batch { people, writes, .. } = batch;
        let Some(sender) = &incoming.sender else {
            if let Some(chat) = incoming.leave {
                writes.replies.push(Reply::Leave(chat));
            }
            return Ok(None);
        };
        let is_theirs = |person: &&mut CustomerRows| person.rows.customer.person == sender.key;
        let Some(CustomerRows { rows, .. }) = people.values_mut().find(is_theirs) else {
            return Ok(None);
        };
        let owner = rows.customer.id;
        let event = match &incoming.meaning {
            Meaning::Event(event) => Some(event.clone()),
            Meaning::Charged(taken) => {
                let row = taken.row(Some(owner), now);
                charges::write_down(tx, &row).await?;
                if !rows.charges.iter().any(|known| known.id == row.id) {
                    writes.stands_alone(&row.id)?;
                    let mut loaded = charges::load(tx, std::slice::from_ref(&row.id)).await?;
                    for charge in &mut loaded {
                        // Taken before anybody knew whose it was, beside an update that failed.
                        charge.customer = charge.customer.or(Some(owner));
                    }
                    rows.charges.extend(loaded);
                }
                let event = taken.event();
                if event.is_none() {
                    let cases = undecided::in_no_currency_of_ours(&row).into_iter().collect();
                    writes.add(None, Decision { cases, ..Decision::default() });
                }
                event
            }
            Meaning::Said(said) => {
                let admin = self.setup.admins.contains(&sender.key);
                let rights = if admin { Rights::Admin } else { Rights::Customer };
                self.router.route(said, &self.me, rights)
            }
            Meaning::Nothing => None,
        };
        Ok(event.map(|event| (owner, event)))
    }
}
