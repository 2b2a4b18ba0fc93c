//! One batch, decided in memory: who is concerned, what each update means, and what `decide` says of
//! it. Writing it down is [`super::write`].

use super::super::intake::{Incoming, Meaning};
use super::orphan::orphan;
use super::queue::Work;
use super::{Aside, Committed, File, Processor, Writes};
use crate::domain::customer::Customer;
use crate::domain::event::{AdminCommand, Event, Press, Tell};
use crate::domain::ids::{CustomerId, PersonKey};
use crate::domain::order::Order;
use crate::domain::plan::PlanId;
use crate::domain::shop::{Decision, FoundOrder, Snapshot, Stock, decide};
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::inbox::UpdateName;
use crate::storage::{
    StorageError, Stored, Tx, charges, customers, esims, inbox, orders, settings,
};
use crate::telegram::{Meant, Role};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError};

impl Processor {
    pub(super) async fn inside(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        now: Stamp,
    ) -> Stored<Committed> {
        let names: Vec<UpdateName> = batch
            .iter()
            .filter_map(|work| match work {
                Work::Update(incoming, _) => Some(incoming.name.clone()),
                Work::Finished(_) => None,
            })
            .collect();
        let unseen = inbox::mark(tx, &names, now).await?;
        let mut files = self.load(tx, batch, now).await?;
        let switches = settings::load(tx).await?;
        let catalogue = self.catalogue(tx, &switches, now).await?;
        let mut stock = StockRoom::default();
        let mut writes = Writes::default();
        let mut current = switches.settings;
        for work in batch {
            let (owner, event) = match work {
                Work::Update(incoming, _) => {
                    if !unseen.contains(&incoming.name) {
                        continue;
                    }
                    match self.meaning(tx, incoming, &mut files, &mut writes, now).await? {
                        Some(found) => found,
                        None => continue,
                    }
                }
                Work::Finished(finished) => {
                    let Some(event) = finished.event.clone() else { continue };
                    match finished.effect.customer {
                        Some(owner) if files.contains_key(&owner) => (owner, event),
                        Some(_) | None => {
                            orphan(tx, &event, now).await?;
                            continue;
                        }
                    }
                }
            };
            let Some(file) = files.get_mut(&owner) else { continue };
            if file.erased {
                continue;
            }
            if let Event::Told(Tell::RefundSeen { charge }) = &event
                && file.charges.iter().all(|known| known.id != *charge)
            {
                orphan(tx, &event, now).await?;
                continue;
            }
            let wanted = wanted_plan(&event, &file.orders);
            let free = match &wanted {
                Some(plan) => stock.next(tx, plan, now, batch.len()).await?,
                None => Stock::default(),
            };
            let found = self.found(tx, &event).await?;
            let thread = if let Event::AdminReply { to, .. } = &event {
                settings::thread(tx, &file.customer.person, *to).await?
            } else {
                None
            };
            let snapshot = Snapshot {
                now,
                fresh: self.chance.lock().unwrap_or_else(PoisonError::into_inner).four(),
                setup: Arc::clone(&self.setup),
                catalogue: Arc::clone(&catalogue),
                settings: current.clone(),
                admin: self.setup.admins.contains(&file.customer.person),
                customer: file.customer.clone(),
                orders: file.orders.clone(),
                charges: file.charges.clone(),
                stock: free,
                found,
                thread,
            };
            // Panics are caught around the pure part: one bad update must not stop the shop.
            let decided = std::panic::catch_unwind(AssertUnwindSafe(|| decide(&snapshot, event)));
            let Ok(mut decision) = decided else {
                return Err(StorageError::Refused("deciding failed".to_owned()));
            };
            if let (Some(plan), Some(esim)) = (&wanted, free.free) {
                stock.took(plan, esim, &decision);
            }
            if let Some(settings) = &decision.settings {
                current = settings.clone();
            }
            for reply in decision.replies.drain(..) {
                writes.asides.push(Aside::Reply(file.customer.telegram, reply));
            }
            for count in decision.counts.drain(..) {
                *writes.counts.entry(count.word()).or_default() += 1;
            }
            file.apply(&decision);
            writes.decisions.push((owner, decision));
        }
        self.write(tx, batch, &files, writes, now).await
    }

    /// Loads everybody concerned, locked in id order, and makes rows for those who come first.
    pub(super) async fn load(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        now: Stamp,
    ) -> Stored<HashMap<CustomerId, File>> {
        let mut people: Vec<PersonKey> = Vec::new();
        let mut ids: Vec<CustomerId> = Vec::new();
        for work in batch {
            match work {
                Work::Update(incoming, _) => {
                    if let Some(sender) = &incoming.sender {
                        people.push(sender.key.clone());
                    }
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
        let mut found = Vec::new();
        if !people.is_empty() {
            found = customers::load_by_person(&self.store, tx, &people).await?;
        }
        ids.sort();
        ids.dedup();
        ids.retain(|id| found.iter().all(|customer| customer.id != *id));
        if !ids.is_empty() {
            found.extend(customers::load_by_id(&self.store, tx, &ids).await?);
        }
        let known: Vec<CustomerId> = found.iter().map(|customer| customer.id).collect();
        let mut files: HashMap<CustomerId, File> =
            found.into_iter().map(|customer| (customer.id, File::new(customer, false))).collect();
        if !known.is_empty() {
            for order in orders::load_by_customer(tx, &known).await? {
                if let Some(file) = order.customer.and_then(|id| files.get_mut(&id)) {
                    file.orders.push(order);
                }
            }
            for charge in charges::load_by_customer(tx, &known).await? {
                if let Some(file) = charge.customer.and_then(|id| files.get_mut(&id)) {
                    file.charges.push(charge);
                }
            }
        }
        for work in batch {
            let Work::Update(incoming, _) = work else { continue };
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
                dialogue: crate::domain::dialogue::Dialogue::default(),
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
        Ok(files)
    }

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
                        let text = Text::AlertCurrency {
                            amount: row.amount,
                            currency: row.currency.clone(),
                            charge: row.id.0.clone(),
                        };
                        let key = format!("currency:{}", row.id.0);
                        let alerts = super::super::alerts(&self.setup, &text, &key, now);
                        let decision = Decision { effects: alerts, ..Decision::default() };
                        writes.decisions.push((owner, decision));
                        None
                    }
                }
            }
            Meaning::Update(update) => {
                let admin = self.setup.admins.contains(&sender.key);
                let role = if admin { Role::Admin } else { Role::Customer };
                let dialogue = file.customer.dialogue.clone();
                match self.router.route(update.0.clone(), &self.me, dialogue, role) {
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

    pub(super) async fn found(&self, tx: &mut Tx, event: &Event) -> Stored<Option<FoundOrder>> {
        let (Event::Admin(
            AdminCommand::Refund(Some(wanted)) | AdminCommand::Settled(Some(wanted)),
        )
        | Event::Press {
            press: Press::RefundYes(wanted, ..) | Press::SettledYes(wanted, ..),
            ..
        }) = event
        else {
            return Ok(None);
        };
        let Some(order) = orders::load(tx, &[*wanted]).await?.into_iter().next() else {
            return Ok(None);
        };
        let charge = match order.state.charge() {
            Some(charge) => {
                charges::load(tx, std::slice::from_ref(charge)).await?.into_iter().next()
            }
            None => None,
        };
        Ok(Some(FoundOrder { order, charge }))
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
    fn apply(&mut self, decision: &Decision) {
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

/// Free eSIMs, looked up once a plan and batch and handed out one by one.
#[derive(Debug, Default)]
struct StockRoom {
    free: HashMap<PlanId, (Vec<crate::domain::ids::EsimId>, i64)>,
}

impl StockRoom {
    async fn next(
        &mut self,
        tx: &mut Tx,
        plan: &PlanId,
        now: Stamp,
        batch: usize,
    ) -> Stored<Stock> {
        if !self.free.contains_key(plan) {
            let wanted = i64::try_from(batch).unwrap_or(1);
            let (ids, stock) = esims::free(tx, plan, wanted, now).await?;
            self.free.insert(plan.clone(), (ids, stock.left));
        }
        let (ids, left) = self.free.get(plan).cloned().unwrap_or_default();
        Ok(Stock { free: ids.first().copied(), left })
    }

    fn took(&mut self, plan: &PlanId, esim: crate::domain::ids::EsimId, decision: &Decision) {
        use crate::domain::shop::StockMove;
        let used = decision.stock.iter().any(|change| match change {
            StockMove::Reserve(id, _) | StockMove::Sell(id, _) => *id == esim,
            StockMove::Release(_) => false,
        });
        if let (true, Some((ids, left))) = (used, self.free.get_mut(plan)) {
            ids.retain(|id| *id != esim);
            *left -= 1;
        }
    }
}

/// The plan whose stock an event may need.
fn wanted_plan(event: &Event, orders: &[Order]) -> Option<PlanId> {
    let (Event::PreCheckout { invoice, .. } | Event::Charged { invoice, .. }) = event else {
        return None;
    };
    let order = invoice.as_ref()?.order;
    orders.iter().find(|known| known.id == order).map(|known| known.plan.id.clone())
}
