//! One batch, decided in memory: who is concerned, what each update means, and what `decide` says of
//! it. Writing it down is [`super::write`].

use super::files::{File, concerned};
use super::orphan::orphan;
use super::stockroom::{StockRoom, wanted_stock};
use super::write::Before;
use super::{Aside, Committed, Processor, Writes};
use crate::app::clock::Moment;
use crate::app::work::{Finished, Work};
use crate::domain::charge::ChargeState;
use crate::domain::decide::decide;
use crate::domain::effect::Role;
use crate::domain::event::{Ended, Event};
use crate::domain::order::Order;
use crate::domain::press::Press;
use crate::domain::sale::{self, delivery_keys};
use crate::domain::snapshot::{Snapshot, Stock};
use crate::domain::tell::Tell;
use crate::storage::inbox::UpdateName;
use crate::storage::{StorageError, Stored, Tx, cases, customers, effects, inbox, settings};
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use tracing::Instrument as _;

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
            // What this batch decided of the charge its case does not show: alone the settlement finds it.
            if let Some(charge) = found_case.as_ref().and_then(|found| found.charge.as_ref())
                && writes.charges.contains(&charge.id)
            {
                return Err(StorageError::Refused("its charge changes beside it".to_owned()));
            }
            let wanted = wanted_stock(&event, &file.orders, found_case.as_ref());
            let free = match &wanted {
                Some(wanted) => stock.next(tx, wanted, now, payments).await?,
                None => Stock::default(),
            };
            let found = self.found(tx, &event, &file.orders, &writes).await?;
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
                *writes.counts.entry(count.as_str()).or_default() += 1;
            }
            writes.charges.extend(decision.charges.iter().map(|charge| charge.id.clone()));
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
        let Some(Event::Ended(Ended::Said { role: Role::Card(_), outcome, .. })) = &finished.event
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
