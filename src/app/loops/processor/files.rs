//! The rows of everybody a batch concerns: loaded at once, changed by what is decided, event by event.

use std::collections::HashMap;
use std::sync::PoisonError;

use super::Processor;
use crate::app::work::Work;
use crate::domain::charge::Charge;
use crate::domain::customer::Customer;
use crate::domain::decision::Decision;
use crate::domain::dialogue::Dialogue;
use crate::domain::ids::{ChargeId, CustomerId, OrderId, PersonKey};
use crate::domain::order::Order;
use crate::domain::time::Stamp;
use crate::storage::settings::Switches;
use crate::storage::{StorageError, Stored, Tx, charges, customers, effects, orders};

/// A person's rows in the batch.
#[derive(Debug)]
pub(super) struct File {
    pub(super) customer: Customer,
    pub(super) customer_changed: bool,
    /// Seen for the first time: a row is written only if something is decided.
    pub(super) stranger: bool,
    pub(super) orders: Vec<Order>,
    pub(super) charges: Vec<Charge>,
    pub(super) changed_orders: Vec<OrderId>,
    pub(super) changed_charges: Vec<ChargeId>,
    pub(super) erased: bool,
}

/// What was read beside the customers.
pub(super) struct Loaded {
    /// The settings of the moment; `None` where nobody has a row yet.
    pub(super) switches: Option<Switches>,
    /// The lanes that their effects keep busy, where nobody else can have queued anything since.
    pub(super) busy: Option<Vec<String>>,
}

impl Processor {
    /// Loads everybody concerned and makes rows for those who come first.
    pub(super) async fn load(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        (people, mut ids): (Vec<PersonKey>, Vec<CustomerId>),
        now: Stamp,
    ) -> Stored<(HashMap<CustomerId, File>, Loaded)> {
        let mut found = customers::Found::default();
        let (mut owed, mut paid, mut busy) = (Vec::new(), Vec::new(), Vec::new());
        if !people.is_empty() {
            owed.push(orders::of_people(tx, &people).await?);
            paid.push(charges::of_people(tx, &people).await?);
            if tx.gathers() {
                busy.push(effects::busy_of_people(tx, &people).await?);
            }
            found = customers::load_by_person(&self.store, tx, &people).await?;
        }
        ids.retain(|id| found.customers.iter().all(|customer| customer.id != *id));
        if !ids.is_empty() {
            owed.push(orders::of_customers(tx, &ids).await?);
            paid.push(charges::of_customers(tx, &ids).await?);
            if tx.gathers() {
                busy.push(effects::busy_of(tx, &ids).await?);
            }
            found.extend(customers::load_by_id(&self.store, tx, &ids).await?);
        }
        let mut files: HashMap<CustomerId, File> = found
            .customers
            .into_iter()
            .map(|customer| (customer.id, File::new(customer, false)))
            .collect();
        for promise in owed {
            for order in orders::kept(tx, promise).await? {
                if let Some(file) = order.customer.and_then(|id| files.get_mut(&id)) {
                    file.orders.push(order);
                }
            }
        }
        for promise in paid {
            for charge in charges::kept(tx, promise).await? {
                if let Some(file) = charge.customer.and_then(|id| files.get_mut(&id)) {
                    file.charges.push(charge);
                }
            }
        }
        let mut lanes = Vec::new();
        for promise in busy {
            lanes.extend(effects::lanes(tx, promise).await?);
        }
        for work in batch {
            let (Work::Update(incoming, _) | Work::Ledger(incoming, _)) = work else { continue };
            let Some(sender) = &incoming.sender else { continue };
            if files.values().any(|file| file.customer.person == sender.key) {
                continue;
            }
            let [id, ..] = self.chance.lock().unwrap_or_else(PoisonError::into_inner).four();
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
                processing: None,
                processing_at: None,
                address: None,
                blocked_at: None,
                unreachable_at: None,
                created_at: now,
                seen_at: now,
            };
            files.insert(id, File::new(customer, true));
        }
        Ok((files, Loaded { switches: found.switches, busy: tx.gathers().then_some(lanes) }))
    }
}

impl File {
    fn new(customer: Customer, stranger: bool) -> Self {
        Self {
            customer,
            customer_changed: false,
            stranger,
            orders: Vec::new(),
            charges: Vec::new(),
            changed_orders: Vec::new(),
            changed_charges: Vec::new(),
            erased: false,
        }
    }

    /// A person's second event in a batch sees what the first one decided.
    pub(super) fn apply(&mut self, decision: &Decision) {
        self.customer_changed |= self.stranger;
        if let Some(customer) = &decision.customer {
            self.customer = customer.clone();
            self.customer_changed = true;
        }
        for order in &decision.orders {
            match self.orders.iter_mut().find(|known| known.id == order.id) {
                Some(known) => *known = order.clone(),
                None => self.orders.push(order.clone()),
            }
            self.changed_orders.push(order.id);
        }
        for charge in &decision.charges {
            match self.charges.iter_mut().find(|known| known.id == charge.id) {
                Some(known) => *known = charge.clone(),
                None => self.charges.push(charge.clone()),
            }
            self.changed_charges.push(charge.id.clone());
        }
        self.erased |= decision.erase;
    }
}

/// Who is concerned: by whom an update came, and whose an outcome is; in the order of their keys.
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
