//! The rows of everybody a batch concerns: loaded at once, changed by what is decided, event by
//! event.

use std::collections::HashMap;

use super::Processor;
use crate::app::work::Work;
use crate::domain::consent::Consents;
use crate::domain::customer::Customer;
use crate::domain::decision::Decision;
use crate::domain::dialogue::Dialogue;
use crate::domain::ids::{CustomerId, PersonKey};
use crate::domain::rows::Rows;
use crate::domain::time::Stamp;
use crate::storage::lookups::{self, People};
use crate::storage::settings::StoredSettings;
use crate::storage::{StorageError, Stored, Tx, charges, customers, history};

/// A person's rows in the batch, and which of them changed.
#[derive(Debug)]
pub(super) struct CustomerRows {
    pub(super) rows: Rows,
    pub(super) customer_changed: bool,
    /// Seen for the first time: a row is written only if something is decided.
    pub(super) stranger: bool,
    pub(super) erased: bool,
}

impl Processor {
    /// Loads everybody concerned and makes rows for those who come first; and the settings of the
    /// moment, unless nobody has a row yet.
    pub(super) async fn load(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        (people, mut ids): (People, Vec<CustomerId>),
        now: Stamp,
    ) -> Stored<(HashMap<CustomerId, CustomerRows>, Option<StoredSettings>)> {
        let mut found = customers::Found::default();
        let (mut owed, mut paid) = (Vec::new(), Vec::new());
        if !people.is_empty() {
            owed.extend(history::open_of_people(tx, &people, now).await?);
            paid.extend(charges::open_of_people(tx, &people).await?);
            found = customers::load_with_settings(&self.store, tx, &people).await?;
            let strangers = people.but(&found.customers);
            if !strangers.is_empty() {
                lookups::meet(&self.store, tx, strangers).await?;
            }
        }
        ids.retain(|id| found.customers.iter().all(|customer| customer.id != *id));
        if !ids.is_empty() {
            owed.extend(history::open_of(tx, &ids, now).await?);
            paid.extend(charges::open_of(tx, &ids).await?);
            found.extend(customers::load_by_id_with_settings(&self.store, tx, &ids).await?);
        }
        let mut loaded: HashMap<CustomerId, CustomerRows> = found
            .customers
            .into_iter()
            .map(|customer| (customer.id, CustomerRows::new(customer, false)))
            .collect();
        for order in owed {
            if let Some(person) = order.customer.and_then(|id| loaded.get_mut(&id)) {
                person.rows.orders.push(order);
            }
        }
        for charge in paid {
            if let Some(person) = charge.customer.and_then(|id| loaded.get_mut(&id)) {
                person.rows.charges.push(charge);
            }
        }
        self.add_strangers(batch, &mut loaded, now)?;
        Ok((loaded, found.settings))
    }

    fn add_strangers(
        &self,
        batch: &[Work],
        loaded: &mut HashMap<CustomerId, CustomerRows>,
        now: Stamp,
    ) -> Stored<()> {
        for work in batch {
            let (Work::Update(incoming, _) | Work::Ledger(incoming, _)) = work else { continue };
            let Some(sender) = &incoming.sender else { continue };
            if loaded.values().any(|person| person.rows.customer.person == sender.key) {
                continue;
            }
            let [id, ..] = self.chance.lock().four();
            let id = CustomerId((id >> 2).cast_signed());
            let key = self.store.keys.take().ok_or(StorageError::Seal("customers"))?;
            let customer = Customer {
                id,
                person: sender.key.clone(),
                telegram: sender.id,
                key,
                lang: None,
                guess: sender.guess,
                dialogue: Dialogue::default(),
                consents: Consents::default(),
                checkout: None,
                address: None,
                leaving_since: None,
                unreachable_at: None,
                created_at: now,
                seen_at: now,
                spoke_at: None,
                keeps_talk: None,
                muted: None,
                newest_card: None,
            };
            loaded.insert(id, CustomerRows::new(customer, true));
        }
        Ok(())
    }
}

impl CustomerRows {
    const fn new(customer: Customer, stranger: bool) -> Self {
        Self { rows: Rows::of(customer), customer_changed: false, stranger, erased: false }
    }

    /// A person's second event in a batch sees what the first one decided.
    pub(super) fn apply(&mut self, decision: &Decision) {
        self.customer_changed |= self.stranger || decision.customer.is_some();
        self.erased |= decision.erase;
        decision.apply(&mut self.rows);
    }
}

/// The customers of a batch: the senders of updates and the owners of outcomes, in the order of
/// their keys.
pub(super) fn concerned(batch: &[Work]) -> (Vec<PersonKey>, Vec<CustomerId>) {
    let mut people: Vec<PersonKey> = Vec::new();
    let mut ids: Vec<CustomerId> = Vec::new();
    for work in batch {
        match work {
            Work::Update(incoming, _) | Work::Ledger(incoming, _) => {
                people.extend(incoming.sender.as_ref().map(|sender| sender.key.clone()));
            }
            Work::Finished(finished) => {
                if finished.event.is_some() {
                    ids.extend(finished.effect.customer);
                }
            }
        }
    }
    people.sort();
    people.dedup();
    ids.sort();
    ids.dedup();
    (people, ids)
}
