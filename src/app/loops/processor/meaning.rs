//! What an update means, for whom, and which order of somebody else's it names. A charge is written down here,
//! before anything is decided. It must not know what follows from it.

use std::collections::HashMap;

use super::files::File;
use super::{Aside, Processor, Writes};
use crate::app::incoming::{Incoming, Meaning};
use crate::domain::event::{AdminCommand, Event};
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::domain::press::Press;
use crate::domain::snapshot::FoundOrder;
use crate::domain::time::Stamp;
use crate::storage::{StorageError, Stored, Tx, charges, orders};
use crate::telegram::{Meant, Rights};

impl Processor {
    /// What an update means, for whom. A charge is written down here, before anything is decided.
    pub(super) async fn meaning(
        &self,
        tx: &mut Tx,
        incoming: &Incoming,
        files: &mut HashMap<CustomerId, File>,
        writes: &mut Writes,
        now: Stamp,
    ) -> Stored<Option<(CustomerId, Event)>> {
        let Some(sender) = &incoming.sender else {
            if let Some(chat) = incoming.leave {
                writes.asides.push(Aside::Leave(chat));
            }
            return Ok(None);
        };
        let Some(file) = files.values_mut().find(|file| file.customer.person == sender.key) else {
            return Ok(None);
        };
        let owner = file.customer.id;
        let event = match &incoming.meaning {
            Meaning::Event(event) => Some(event.clone()),
            Meaning::Charged(taken) => {
                let row = taken.row(Some(owner), now);
                charges::take(tx, &row).await?;
                if !file.charges.iter().any(|known| known.id == row.id) {
                    if writes.charges.contains(&row.id) {
                        let beside = "its case was settled beside it".to_owned();
                        return Err(StorageError::Refused(beside));
                    }
                    let mut loaded = charges::load(tx, std::slice::from_ref(&row.id)).await?;
                    for charge in &mut loaded {
                        // Taken before anybody knew whose it was, beside an update that failed.
                        charge.customer = charge.customer.or(Some(owner));
                    }
                    file.charges.extend(loaded);
                }
                match taken.money {
                    Some(money) => {
                        Some(Event::Charged { charge: row.id, money, invoice: taken.invoice })
                    }
                    None => {
                        writes.cases.push(row.case_of_its_currency());
                        None
                    }
                }
            }
            Meaning::Update(update) => {
                let admin = self.setup.admins.contains(&sender.key);
                let rights = if admin { Rights::Admin } else { Rights::Customer };
                let dialogue = file.customer.dialogue.clone();
                match self.router.route(update.0.clone(), &self.me, dialogue, rights) {
                    Meant::Event(event) => Some(event),
                    Meant::Ignore => None,
                    Meant::Leave => {
                        writes.asides.push(Aside::Leave(sender.id));
                        None
                    }
                }
            }
            Meaning::Nothing => None,
        };
        Ok(event.map(|event| (owner, event)))
    }

    /// An order that an event names and that need not be this person's.
    pub(super) async fn found(
        &self,
        tx: &mut Tx,
        event: &Event,
        own: &[Order],
        writes: &Writes,
    ) -> Stored<Option<FoundOrder>> {
        let wanted = if let Event::Admin(
            AdminCommand::Refund(Some(wanted)) | AdminCommand::Settled(Some(wanted)),
        )
        | Event::Press {
            press: Press::RefundYes(wanted, ..) | Press::SettledYes(wanted, ..),
            ..
        } = event
        {
            *wanted
        } else if let Event::Charged { invoice: Some(invoice), .. } = event
            && own.iter().all(|order| order.id != invoice.order)
        {
            invoice.order
        } else {
            return Ok(None);
        };
        let Some(order) = orders::load(tx, &[wanted]).await?.into_iter().next() else {
            return Ok(None);
        };
        let charge = match order.state.charge() {
            Some(charge) => {
                if writes.charges.contains(charge) {
                    let beside = "its charge changes beside it".to_owned();
                    return Err(StorageError::Refused(beside));
                }
                charges::hold(tx, charge).await?;
                charges::load(tx, std::slice::from_ref(charge)).await?.into_iter().next()
            }
            None => None,
        };
        Ok(Some(FoundOrder { order, charge }))
    }
}
