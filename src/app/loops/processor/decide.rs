//! One batch, decided in memory: who is concerned, what each piece of work comes to, and what
//! `decide` says of it. Writing it down is [`super::write`].

use super::customer_rows::{CustomerRows, concerned};
use super::stockroom::StockRoom;
use super::{Left, Processor, Reply, Writes, history};
use crate::app::clock::Moment;
use crate::app::work::{Finished, Work};
use crate::domain::case::FoundCase;
use crate::domain::catalogue::Catalogue;
use crate::domain::decide::decide;
use crate::domain::decision::Decision;
use crate::domain::effect::{Body, Role};
use crate::domain::email::Email;
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{AddressId, CustomerId, OrderId};
use crate::domain::mailbox::MailboxOf;
use crate::domain::needs::{Needs, StockOf};
use crate::domain::parcel::Parcel;
use crate::domain::snapshot::{FoundOrder, History, Known, Snapshot, Stock};
use crate::domain::switches::Switches;
use crate::domain::tell::Tell;
use crate::domain::time::Stamp;
use crate::domain::wants::Listed;
use crate::storage::inbox::UpdateName;
use crate::storage::letters::NewLetter;
use crate::storage::{
    StorageError, Store, Stored, Tx, cases, charges, customers, effects, esims, inbox, letters,
    orders, parcels, settings,
};
use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tracing::Instrument as _;

/// What a batch loaded, and what its events decided so far: each finds what those before it
/// decided.
pub(super) struct Batch {
    pub(super) people: HashMap<CustomerId, CustomerRows>,
    pub(super) writes: Writes,
    /// Updates that were not handled before. Each name goes once, also where two copies of an
    /// update wait in one batch: a webhook's delivery that was answered "later" comes again while
    /// the first still waits.
    unseen: HashSet<UpdateName>,
    catalogue: Arc<Catalogue>,
    switches: Switches,
    history: History,
    brake_locked: bool,
    stock: StockRoom,
    /// The messages on their way, of those of whom somebody asked.
    parcels: HashMap<CustomerId, Vec<Parcel>>,
}

impl Processor {
    /// Everything that the transaction of a batch does between its begin and its commit.
    pub(super) async fn inside(&self, tx: &mut Tx, work: &[Work], moment: Moment) -> Stored<Left> {
        let now = moment.now;
        let mut names: Vec<UpdateName> = work.iter().filter_map(Work::name).collect();
        // In one order everywhere: another process may mark the same ones.
        names.sort();
        let (people, ids) = concerned(work);
        let people = self.store.secrets.people(people);
        // First of all the customers' locks; everything else comes after.
        let locked = customers::lock(tx, &people, &ids).await?;
        let unseen = inbox::mark(tx, &names, now).await?.into_iter().collect();
        let (people, settings) = self.load(tx, work, (people, ids), now).await?;
        let settings = match settings {
            Some(settings) => settings,
            // No person of the batch has a row yet.
            None => settings::load(tx).await?,
        };
        let mut batch = Batch {
            catalogue: self.catalogue(tx, &settings, now).await?,
            switches: settings.switches.clone(),
            history: settings.history.clone(),
            brake_locked: false,
            stock: StockRoom::of(takers(work, &people)),
            parcels: HashMap::new(),
            writes: Writes::default(),
            people,
            unseen,
        };
        for piece in work {
            let span = piece.span();
            let event = self.event_of(tx, &mut batch, piece, moment);
            if let Some((owner, event)) = event.instrument(span.clone()).await? {
                self.decide(tx, &mut batch, owner, event, (piece, &span), now).await?;
            }
        }
        let before = (&settings, &locked);
        let left = self.write(tx, work, &batch.people, batch.writes, before, moment).await?;
        // In the transaction of their success: what failed before and goes through now.
        let mut failures = self.failures.load(Ordering::SeqCst);
        if failures {
            failures = inbox::unfail(tx, &names).await? > 0;
        }
        let people = batch.people.into_values().map(|person| person.rows.customer);
        let spoken =
            people.map(|row| (row.speaks(), row.person)).map(|(lang, it)| (it, lang)).collect();
        Ok(Left { failures, erased_at: settings.erased, spoken, ..left })
    }

    /// What a piece of work comes to, and in whose stream; `None` where nothing is left to decide.
    async fn event_of(
        &self,
        tx: &mut Tx,
        batch: &mut Batch,
        work: &Work,
        moment: Moment,
    ) -> Stored<Option<(CustomerId, Event)>> {
        match work {
            Work::Update(incoming, _) => {
                if !batch.unseen.remove(&incoming.name) {
                    return Ok(None);
                }
                let mut meant = self.meaning(tx, batch, incoming, moment.now).await?;
                if let Some((_, Event::PreCheckout { received_at, .. })) = &mut meant {
                    *received_at = moment.shared(*received_at);
                }
                Ok(meant)
            }
            Work::Ledger(incoming, _) => self.meaning(tx, batch, incoming, moment.now).await,
            Work::Finished(finished) => {
                let Some(event) = finished.event.clone() else { return Ok(None) };
                if self.is_anothers_card(tx, finished, moment).await? {
                    return Ok(None);
                }
                match finished.effect.customer {
                    Some(owner) if batch.people.contains_key(&owner) => Ok(Some((owner, event))),
                    Some(_) | None => {
                        self.orphan(tx, &event, &mut batch.writes, moment.now).await?;
                        Ok(None)
                    }
                }
            }
        }
    }

    /// Decides one event: loads what it needs, decides, and lets the next one find what was
    /// decided.
    async fn decide(
        &self,
        tx: &mut Tx,
        batch: &mut Batch,
        owner: CustomerId,
        event: Event,
        (work, span): (&Work, &tracing::Span),
        now: Stamp,
    ) -> Stored<()> {
        let Some(person) = batch.people.get(&owner) else { return Ok(()) };
        if person.erased {
            return match work {
                Work::Finished(_) => Ok(()),
                // What a person sends behind the erasure is a stranger's, a charge above all: it is
                // taken in a transaction of its own, which finds no customer there any more.
                Work::Update(..) | Work::Ledger(..) => {
                    Err(StorageError::Refused("it follows an erasure".to_owned()))
                }
            };
        }
        let wants = event.wants(&person.rows.customer);
        let Some(person) = batch.people.get_mut(&owner) else { return Ok(()) };
        let news = batch.history.is_news(now);
        let rows = &mut person.rows;
        let listed = history::bring(tx, rows, &batch.writes, &wants, news).await?;
        if let Event::Told(Tell::RefundSeen { charge }) = &event
            && person.rows.charges.iter().all(|known| known.id != *charge)
        {
            return self.orphan(tx, &event, &mut batch.writes, now).await;
        }
        let needs = event.needs(&person.rows);
        if needs.parcels && !batch.parcels.contains_key(&owner) {
            let loaded = parcels::of_customer(&self.store, tx, owner).await?;
            batch.parcels.insert(owner, loaded);
        }
        let (mailbox, link) = (needs.mailbox.clone(), needs.link.clone());
        let mut known = Known { listed, ..batch.load((&self.store, tx), owner, needs, now).await? };
        let Some(person) = batch.people.get(&owner) else { return Ok(()) };
        if let Some(of) = mailbox {
            let new = match &of {
                MailboxOf::Known(id) => batch.new_address(*id),
                MailboxOf::Typed(_) => None,
            };
            let most = self.setup.letters_a_day;
            let customer = &person.rows.customer;
            known.mailbox =
                letters::mailbox(&self.store, tx, customer, (of, new), most, now).await?;
        }
        if let Some(link) = &link {
            known.link = letters::find(&self.store, tx, link, now).await?;
        }
        let snapshot = Snapshot {
            now,
            fresh: self.chance.lock().four(),
            setup: &self.setup,
            catalogue: &batch.catalogue,
            switches: &batch.switches,
            history: &batch.history,
            admin: self.setup.admins.contains(&person.rows.customer.person),
            rows: &person.rows,
            known: &known,
        };
        // Panics are caught around the pure part: one bad update must not stop the shop.
        let decided = span
            .in_scope(|| std::panic::catch_unwind(AssertUnwindSafe(|| decide(snapshot, event))));
        let Ok(decision) = decided else {
            return Err(StorageError::Refused("deciding failed".to_owned()));
        };
        self.write_letters(tx, batch, owner, &decision, now).await?;
        batch.apply(owner, decision);
        Ok(())
    }

    /// Letters are counted at once: the next event of the batch finds those before it.
    async fn write_letters(
        &self,
        tx: &mut Tx,
        batch: &Batch,
        owner: CustomerId,
        decision: &Decision,
        now: Stamp,
    ) -> Stored<()> {
        let Some(person) = batch.people.get(&owner) else { return Ok(()) };
        for effect in &decision.effects {
            let Body::SendMail { order, n, address, asks, .. } = effect.body else { continue };
            let new = decision.addresses.iter().find(|new| new.id == address);
            let new = new.map(|new| new.email.clone()).or_else(|| batch.new_address(address));
            let letter = NewLetter { order, n, address, asks };
            letters::add(&self.store, tx, &person.rows.customer, letter, new, now).await?;
        }
        for ended in &decision.letters {
            letters::end(&self.store, tx, *ended, now).await?;
        }
        if let Some(link) = &decision.link {
            letters::press(&self.store, tx, link, now).await?;
        }
        Ok(())
    }

    /// Whether a card was said under a lease that another process has by now: it says the card too,
    /// or did, and the QR goes into that one. Into both it would be shown twice by itself. Only a
    /// process that stood still is asked.
    async fn is_anothers_card(
        &self,
        tx: &mut Tx,
        finished: &Finished,
        moment: Moment,
    ) -> Stored<bool> {
        let effect = &finished.effect;
        let Some(Event::Ended(Ended::Said { role: Role::Card(_), outcome, .. })) = &finished.event
        else {
            return Ok(false);
        };
        if !outcome.is_done() || moment.own < effect.begin_by {
            return Ok(false);
        }
        let lost = !effects::holds(tx, &effect.owner, effect.id).await?;
        if lost {
            tracing::info!(effect = effect.id, "a card was said once more by another process");
        }
        Ok(lost)
    }
}

impl Batch {
    /// An address that an event of this batch confirmed: it has no row yet.
    fn new_address(&self, id: AddressId) -> Option<Email> {
        let new = self.writes.decisions.iter().flat_map(|(_, decision)| &decision.addresses);
        new.filter(|new| new.id == id).map(|new| new.email.clone()).next()
    }

    /// Loads what an event of this person needs.
    async fn load(
        &mut self,
        (store, tx): (&Store, &mut Tx),
        owner: CustomerId,
        needs: Needs,
        now: Stamp,
    ) -> Stored<Known> {
        let case = match needs.case {
            Some(id) => cases::lock(tx, id).await?,
            None => None,
        };
        if let Some(charge) = case.as_ref().and_then(|found| found.charge.as_ref()) {
            self.writes.stands_alone(&charge.id)?;
        }
        let mut stock = Stock::default();
        if let Some(need) = &needs.stock {
            let plan = match &need.of {
                StockOf::Plan(plan) => Some(plan),
                StockOf::Case => case.as_ref().and_then(FoundCase::plan),
            };
            if let Some(plan) = plan {
                stock = self.stock.next(tx, plan, need, now).await?;
            }
        }
        let found = match needs.order {
            Some(order) => self.order(tx, order).await?,
            None => None,
        };
        let showing = effects::any_open(tx, &needs.open).await?;
        if needs.brake && !self.brake_locked {
            self.history.brake = settings::lock_brake(tx).await?;
            self.brake_locked = true;
        }
        let thread = match (needs.thread, self.people.get(&owner)) {
            (Some(message), Some(admin)) => {
                settings::thread(store, tx, &admin.rows.customer.person, message).await?
            }
            (Some(_), None) | (None, _) => None,
        };
        let parcels = self.parcels.get(&owner).cloned().unwrap_or_default();
        let confirmation = match needs.confirmation {
            Some(order) => esims::asks_confirmation(tx, order).await?,
            None => false,
        };
        let (listed, mailbox, link) = (Listed::default(), None, None);
        Ok(Known {
            stock,
            found,
            thread,
            parcels,
            case,
            listed,
            showing,
            confirmation,
            mailbox,
            link,
        })
    }

    /// An order with its charge, whoever's they are.
    async fn order(&self, tx: &mut Tx, wanted: OrderId) -> Stored<Option<FoundOrder>> {
        let Some(order) = orders::load(tx, &[wanted]).await?.into_iter().next() else {
            return Ok(None);
        };
        let charge = match order.state().charge() {
            Some(charge) => {
                self.writes.stands_alone(charge)?;
                charges::lock(tx, charge).await?;
                charges::load(tx, std::slice::from_ref(charge)).await?.into_iter().next()
            }
            None => None,
        };
        Ok(Some(FoundOrder { order, charge }))
    }

    /// What was decided, for the events that follow and for the writer.
    fn apply(&mut self, owner: CustomerId, mut decision: Decision) {
        let Some(person) = self.people.get_mut(&owner) else { return };
        self.stock.took(&decision);
        if let Some(switches) = &decision.switches {
            self.switches = switches.clone();
        }
        if let Some(brake) = &decision.brake {
            self.history.brake = brake.clone();
        }
        self.writes.replies.extend(decision.answers.drain(..).map(Reply::Press));
        for count in decision.counts.drain(..) {
            *self.writes.counts.entry(count.as_str()).or_default() += 1;
        }
        if let Some(known) = self.parcels.get_mut(&owner) {
            decision.pack(known);
        }
        person.apply(&decision);
        self.writes.add(Some(owner), decision);
    }
}

/// How many pieces of work may take a code, by what is known of them before the batch is decided.
fn takers(work: &[Work], people: &HashMap<CustomerId, CustomerRows>) -> usize {
    let takes = |work: &&Work| {
        let Some((event, of)) = work.event().zip(rows_of(work, people)) else { return false };
        // An order that is not open is not there yet.
        let pays = matches!(*event, Event::PreCheckout { .. } | Event::Charged { .. });
        event.needs(&of.rows).stock.map_or(pays, |need| need.free)
    };
    work.iter().filter(takes).count()
}

/// The rows of whom a piece of work concerns.
fn rows_of<'a>(
    work: &Work,
    people: &'a HashMap<CustomerId, CustomerRows>,
) -> Option<&'a CustomerRows> {
    match work {
        Work::Update(incoming, _) | Work::Ledger(incoming, _) => {
            let sender = incoming.sender.as_ref()?;
            people.values().find(|person| person.rows.customer.person == sender.key)
        }
        Work::Finished(finished) => people.get(&finished.effect.customer?),
    }
}
