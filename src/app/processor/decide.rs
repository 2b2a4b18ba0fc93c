//! One batch, decided in memory: who is concerned, what each update means, and what `decide` says of
//! it. Writing it down is [`super::write`].

use super::super::clock::Moment;
use super::super::intake::{Incoming, Meaning};
use super::orphan::orphan;
use super::write::Before;
use super::{Aside, Committed, File, Finished, Processor, Work, Writes};
use crate::domain::case::{CaseAct, CaseKind, FoundCase, NewCase};
use crate::domain::charge::ChargeState;
use crate::domain::customer::Customer;
use crate::domain::effect::Role as Saying;
use crate::domain::event::{AdminCommand, Ended, Event, Press, Tell};
use crate::domain::ids::{CustomerId, EsimId, PersonKey};
use crate::domain::order::Order;
use crate::domain::plan::PlanId;
use crate::domain::sale::{self, delivery_keys};
use crate::domain::shop::{Decision, FoundOrder, Snapshot, Stock, StockMove, decide};
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::inbox::UpdateName;
use crate::storage::settings::Switches;
use crate::storage::{
    StorageError, Stored, Tx, cases, charges, customers, effects, esims, inbox, orders, settings,
};
use crate::telegram::{Meant, Role};
use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use tracing::Instrument as _;

/// What was read beside the customers.
struct Loaded {
    /// The settings of the moment; `None` where nobody has a row yet.
    switches: Option<Switches>,
    /// The lanes that their effects keep busy, where nobody else can have queued anything since.
    busy: Option<Vec<String>>,
}

impl Processor {
    pub(super) async fn inside(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        moment: Moment,
    ) -> Stored<Committed> {
        let now = moment.now;
        let mut names: Vec<UpdateName> = batch
            .iter()
            .filter_map(|work| match work {
                Work::Update(incoming, _) => Some(incoming.name.clone()),
                Work::Ledger(..) | Work::Finished(_) => None,
            })
            .collect();
        // In one order everywhere: another process may mark the same ones.
        names.sort();
        let (people, ids) = concerned(batch);
        // First of all the customers' locks; everything else comes after.
        customers::lock(tx, &people, &ids).await?;
        let marks = inbox::mark(tx, &names, now).await?;
        let (mut files, loaded) = self.load(tx, batch, (people, ids), now).await?;
        // Each name goes once, also where two copies of an update wait in one batch: a webhook's delivery
        // that was answered "later" comes again while the first still waits.
        let mut unseen: HashSet<UpdateName> = inbox::marked(tx, marks).await?.into_iter().collect();
        let switches = match loaded.switches {
            Some(switches) => switches,
            // Nobody in the batch has a row yet.
            None => settings::load(tx).await?,
        };
        let catalogue = self.catalogue(tx, &switches, now).await?;
        let mut stock = StockRoom::default();
        let payments = batch.iter().filter(|work| work.may_take_stock()).count();
        let mut writes = Writes::default();
        let (mut current, mut books) = (switches.settings.clone(), switches.books.clone());
        let mut brake_held = false;
        for work in batch {
            let span = work.span();
            let (owner, event) = match work {
                Work::Update(incoming, _) => {
                    if !unseen.remove(&incoming.name) {
                        continue;
                    }
                    let meaning = self.meaning(tx, incoming, &mut files, &mut writes, now);
                    match meaning.instrument(span.clone()).await? {
                        Some((owner, mut event)) => {
                            if let Event::PreCheckout { received_at, .. } = &mut event {
                                *received_at = moment.shared(*received_at);
                            }
                            (owner, event)
                        }
                        None => continue,
                    }
                }
                Work::Ledger(incoming, _) => {
                    let meaning = self.meaning(tx, incoming, &mut files, &mut writes, now);
                    match meaning.instrument(span.clone()).await? {
                        Some(found) => found,
                        None => continue,
                    }
                }
                Work::Finished(finished) => {
                    let Some(event) = finished.event.clone() else { continue };
                    if self.is_anothers_card(tx, finished, moment).await? {
                        continue;
                    }
                    match finished.effect.customer {
                        Some(owner) if files.contains_key(&owner) => (owner, event),
                        Some(_) | None => {
                            orphan(tx, &event, &mut writes, now).await?;
                            continue;
                        }
                    }
                }
            };
            let Some(file) = files.get_mut(&owner) else { continue };
            if file.erased {
                if matches!(work, Work::Finished(_)) {
                    continue;
                }
                // What a person sends behind the erasure is a stranger's, a charge above all: it is taken in
                // a transaction of its own, which sees nobody there any more.
                return Err(StorageError::Refused("it follows an erasure".to_owned()));
            }
            if let Event::Told(Tell::RefundSeen { charge }) = &event
                && file.charges.iter().all(|known| known.id != *charge)
            {
                orphan(tx, &event, &mut writes, now).await?;
                continue;
            }
            let found_case = match named_case(&event) {
                Some(id) => cases::take(tx, id).await?,
                None => None,
            };
            let wanted = wanted_stock(&event, &file.orders, found_case.as_ref());
            let free = match &wanted {
                Some(wanted) => stock.next(tx, wanted, now, payments).await?,
                None => Stock::default(),
            };
            let found = self.found(tx, &event, &file.orders).await?;
            let showing = showing(tx, &event, &file.orders).await?;
            if is_stray(&event, file) && !brake_held {
                books.brake = settings::lock_brake(tx).await?;
                brake_held = true;
            }
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
                books: books.clone(),
                admin: self.setup.admins.contains(&file.customer.person),
                customer: file.customer.clone(),
                orders: file.orders.clone(),
                charges: file.charges.clone(),
                stock: free,
                found,
                thread,
                showing,
                case: found_case,
            };
            // Panics are caught around the pure part: one bad update must not stop the shop.
            let decided = span.in_scope(|| {
                std::panic::catch_unwind(AssertUnwindSafe(|| decide(&snapshot, event)))
            });
            let Ok(mut decision) = decided else {
                return Err(StorageError::Refused("deciding failed".to_owned()));
            };
            if let Some(wanted) = &wanted {
                stock.took(&wanted.plan, &decision);
            }
            if let Some(settings) = &decision.settings {
                current = settings.clone();
            }
            if let Some(brake) = &decision.brake {
                books.brake = brake.clone();
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
        let before = Before { switches: &switches, busy: loaded.busy };
        let committed = self.write(tx, batch, &files, writes, before, moment).await?;
        // In the transaction of their success: what failed before and goes through now.
        let mut failures = self.failures.load(Ordering::SeqCst);
        if failures {
            failures = inbox::unfail(tx, &names).await? > 0;
        }
        let people = files.into_values().map(|file| file.customer);
        let spoken = people.filter_map(|row| Some((row.person, row.lang?))).collect();
        Ok(Committed { failures, erased_at: switches.erased, spoken, ..committed })
    }

    /// Whether a card was said under a lease that another process has by now: it says the card too, or did,
    /// and the QR goes into that one. Into both it would be shown twice by itself. Only a process that stood
    /// still is asked.
    async fn is_anothers_card(
        &self,
        tx: &mut Tx,
        finished: &Finished,
        moment: Moment,
    ) -> Stored<bool> {
        let effect = &finished.effect;
        let Some(Event::Ended(Ended::Said { role: Saying::Card(_), outcome, .. })) =
            &finished.event
        else {
            return Ok(false);
        };
        if !outcome.is_done() || moment.own < effect.begin_by {
            return Ok(false);
        }
        let lost = !effects::holds(tx, self.relay.owner(), effect.id).await?;
        if lost {
            tracing::info!(effect = %effect.key, "a card was said once more by another process");
        }
        Ok(lost)
    }

    /// Loads everybody concerned and makes rows for those who come first.
    async fn load(
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
        Ok((files, Loaded { switches: found.switches, busy: tx.gathers().then_some(lanes) }))
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
                        let case = NewCase::of_charge(CaseKind::Charge, &row.id, row.order, text);
                        writes.cases.push(case);
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

    /// An order that an event names and that need not be this person's.
    pub(super) async fn found(
        &self,
        tx: &mut Tx,
        event: &Event,
        own: &[Order],
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

/// Who is concerned: by whom an update came, and whose an outcome is; in the order of their keys.
fn concerned(batch: &[Work]) -> (Vec<PersonKey>, Vec<CustomerId>) {
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

/// Whether an event is a charge that pays none of this person's orders and was not decided yet.
fn is_stray(event: &Event, file: &File) -> bool {
    let Event::Charged { charge, money, invoice } = event else { return false };
    let new =
        file.charges.iter().any(|known| known.id == *charge && known.state == ChargeState::Taken);
    let pays = |order: &Order| {
        invoice.is_some_and(|invoice| invoice.order == order.id)
            && sale::pays(order, charge, *money)
    };
    new && !file.orders.iter().any(pays)
}

/// Stock, looked up once a plan and batch, and free eSIMs handed out one by one.
#[derive(Debug, Default)]
struct StockRoom {
    free: HashMap<PlanId, Vec<EsimId>>,
    left: HashMap<PlanId, i64>,
    /// Taken in this batch: the database does not know of it yet.
    taken: HashMap<PlanId, i64>,
}

/// What an event may need of the stock.
#[derive(Debug)]
struct Wanted {
    plan: PlanId,
    /// An eSIM, where none is set aside for the order.
    free: bool,
    /// How many are left, to warn of the last ones.
    left: bool,
}

impl StockRoom {
    /// `most` is how many the batch can use at most: no more are kept from other replicas.
    async fn next(
        &mut self,
        tx: &mut Tx,
        wanted: &Wanted,
        now: Stamp,
        most: usize,
    ) -> Stored<Stock> {
        let plan = &wanted.plan;
        if wanted.free && !self.free.contains_key(plan) {
            let most = i64::try_from(most).unwrap_or(1);
            self.free.insert(plan.clone(), esims::free(tx, plan, most, now).await?);
        }
        if wanted.left && !self.left.contains_key(plan) {
            self.left.insert(plan.clone(), esims::left(tx, plan, now).await?);
        }
        let free = self.free.get(plan).and_then(|ids| ids.first().copied());
        let number = |counts: &HashMap<PlanId, i64>| counts.get(plan).copied().unwrap_or_default();
        Ok(Stock { free, left: number(&self.left) - number(&self.taken) })
    }

    fn took(&mut self, plan: &PlanId, decision: &Decision) {
        for change in &decision.stock {
            let (StockMove::Reserve(taken, _) | StockMove::Sell(taken, _)) = change else {
                continue;
            };
            let Some(ids) = self.free.get_mut(plan) else { continue };
            let before = ids.len();
            ids.retain(|id| id != taken);
            if ids.len() < before {
                *self.taken.entry(plan.clone()).or_default() += 1;
            }
        }
    }
}

/// Whether an attempt to show the order that is to have another code waits or is under way.
async fn showing(tx: &mut Tx, event: &Event, own: &[Order]) -> Stored<bool> {
    let Event::Told(Tell::Replace { order, .. }) = event else { return Ok(false) };
    let Some(order) = own.iter().find(|known| known.id == *order) else { return Ok(false) };
    effects::any_open(tx, delivery_keys(order)).await
}

/// The case that an admin's button names.
const fn named_case(event: &Event) -> Option<i64> {
    if let Event::Press { press: Press::Case(id) | Press::CaseAct(id, ..), .. } = event {
        Some(*id)
    } else {
        None
    }
}

/// The plan whose stock an event may need, and what of it.
fn wanted_stock(event: &Event, orders: &[Order], case: Option<&FoundCase>) -> Option<Wanted> {
    if let Event::Told(Tell::Replace { order, .. }) = event {
        let order = orders.iter().find(|known| known.id == *order)?;
        return Some(Wanted { plan: order.plan.id.clone(), free: true, left: true });
    }
    if let Event::Press { press: Press::CaseAct(_, CaseAct::Replace, ..), .. } = event {
        let order = case?.order.as_ref()?;
        return Some(Wanted { plan: order.plan.id.clone(), free: false, left: true });
    }
    let (Event::PreCheckout { invoice, .. } | Event::Charged { invoice, .. }) = event else {
        return None;
    };
    let id = invoice.as_ref()?.order;
    let order = orders.iter().find(|known| known.id == id)?;
    Some(Wanted {
        plan: order.plan.id.clone(),
        free: order.reserved.is_none(),
        left: matches!(event, Event::Charged { .. }),
    })
}
