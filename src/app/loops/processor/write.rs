//! Writing a batch down: each table once, effects last, so that what is due is born leased.

use super::customer_rows::CustomerRows;
use super::{Left, Processor, Writes};
use crate::app::clock::Moment;
use crate::app::consent::words_hash;
use crate::app::decisions;
use crate::app::loops::relay::Taken;
use crate::app::stock::OUT_OF_STOCK_PAUSE;
use crate::app::work::{Finish, Finished, Work};
use crate::domain::almaty::day_of;
use crate::domain::customer::Customer;
use crate::domain::effect::{Body, Effect, Lane, Priority};
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{CustomerId, PersonKey};
use crate::domain::order::OrderState;
use crate::domain::time::Stamp;
use crate::storage::customers::Locked;
use crate::storage::effects::{Leased, Queued};
use crate::storage::settings::StoredSettings;
use crate::storage::{
    Stored, Tx, consents, customers, effects, erase, live_messages, parcels, settings,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Whether an order still waits for the eSIM that was asked for: asking is not over before its
/// order is given one or paid back, whatever changed between the question and its answer.
fn is_still_owed(finished: &Finished, people: &HashMap<CustomerId, CustomerRows>) -> bool {
    let Some(Event::Ended(Ended::Provision { order, .. })) = &finished.event else { return false };
    let person = finished.effect.customer.and_then(|owner| people.get(&owner));
    let known =
        person.and_then(|person| person.rows.orders.iter().find(|known| known.id == *order));
    known.is_some_and(|known| matches!(known.state(), OrderState::Paid { .. }))
}

impl Processor {
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        people: &HashMap<CustomerId, CustomerRows>,
        mut writes: Writes,
        (before, locked): (&StoredSettings, &Locked),
        moment: Moment,
    ) -> Stored<Left> {
        let now = moment.now;
        let replies = std::mem::take(&mut writes.replies);
        let mut left = Left { replies, ..Left::default() };
        self.write_people(tx, locked, people, &writes, before, now).await?;
        let admins = &self.setup.admins;
        let written = decisions::write(tx, locked, admins, &mut writes.decisions, now).await?;
        for (owner, decision) in &writes.decisions {
            if let Some(owner) = owner.filter(|_| !decision.forgotten.is_empty()) {
                consents::forget_addresses(tx, owner, &decision.forgotten).await?;
            }
        }
        left.next_due = self.finish(tx, batch, people, moment).await?;
        let lease = self.relay.lease(moment);
        let queued =
            self.queue(tx, written.effects, people, (&mut left, lease.is_some(), now)).await?;
        // Near the end: the counters of a day are rows that everybody writes, and held as shortly
        // as can be.
        let counts = writes.counts.iter().map(|(name, n)| (*name, *n)).collect();
        settings::count(tx, day_of(now), counts).await?;
        left.leased = effects::add(tx, &queued, lease.as_ref()).await?;
        for (id, person) in people {
            if person.erased {
                erase::erase(tx, *id, now).await?;
                left.erased = true;
            }
        }
        if left.erased {
            settings::note_erasure(tx, now).await?;
        }
        Ok(left)
    }

    /// Writes what concerns the people of a batch alone, each table once.
    async fn write_people(
        &self,
        tx: &mut Tx,
        locked: &Locked,
        people: &HashMap<CustomerId, CustomerRows>,
        writes: &Writes,
        before: &StoredSettings,
        now: Stamp,
    ) -> Stored<()> {
        let changed = people.values().filter(|person| person.customer_changed);
        let mut changed: Vec<&Customer> = changed.map(|person| &person.rows.customer).collect();
        changed.sort_by_key(|row| row.id);
        customers::save(&self.store, tx, locked, &changed).await?;
        let (mut given, mut addresses, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, decision) in &writes.decisions {
            threads.extend(decision.threads.iter().cloned());
            let Some((owner, person)) = owner.and_then(|id| Some((id, people.get(&id)?))) else {
                continue;
            };
            for row in &decision.consents {
                given.push((owner, row.clone(), words_hash(&self.words, &row.shown, row.lang)));
            }
            let key = person.rows.customer.key;
            addresses.extend(decision.addresses.iter().map(|new| (owner, key, new.clone())));
        }
        consents::add(tx, &given).await?;
        consents::add_addresses(&self.store, tx, &addresses, now).await?;
        let own = |chat: &PersonKey, customer| {
            people.get(&customer).is_some_and(|person| person.rows.customer.person == *chat)
        };
        settings::add_threads(&self.store, tx, own, threads, now).await?;
        let mut packed = BTreeMap::new();
        for (_, decision) in &writes.decisions {
            packed.extend(decision.parcels.iter().map(|parcel| (parcel.id, Some(parcel))));
            packed.extend(decision.unpacked.iter().map(|id| (*id, None)));
        }
        parcels::save(&self.store, tx, packed, now).await?;
        for (_, decision) in &writes.decisions {
            if let Some(switches) = &decision.switches {
                settings::save(tx, switches, &before.switches).await?;
            }
        }
        Ok(())
    }

    /// Settles the rows of a batch, each under the name that it was leased under, as far as this
    /// process still has their leases. Where one ran
    /// out, its row is another process's by now; what came of it was given to the order all the
    /// same. Says when something of it is asked once more, which nobody outside knows of.
    async fn finish(
        &self,
        tx: &mut Tx,
        batch: &[Work],
        people: &HashMap<CustomerId, CustomerRows>,
        moment: Moment,
    ) -> Stored<Option<Stamp>> {
        let mut ended: BTreeMap<&str, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
        let mut put_off = Vec::new();
        let mut sent = Vec::new();
        for work in batch {
            let Work::Finished(finished) = work else { continue };
            // In an admin's chat nothing is ever erased.
            if let (Some(message), Some(Lane::Chat(owner))) = (finished.sent, &finished.effect.lane)
            {
                sent.push((*owner, message));
            }
            let Leased { id, owner, .. } = &finished.effect;
            let (done, back) = ended.entry(owner).or_default();
            match finished.finish {
                // Nothing else asks the stock for it, and nothing else would pay it back.
                Finish::Done | Finish::Failed if is_still_owed(finished, people) => {
                    put_off.push((owner, *id, OUT_OF_STOCK_PAUSE));
                }
                Finish::Done | Finish::Failed => done.push(*id),
                Finish::GiveBack => back.push(*id),
                Finish::Again(wait) => put_off.push((owner, *id, wait)),
            }
        }
        live_messages::add(tx, sent, moment.now).await?;
        let next_due = put_off.iter().map(|(.., wait)| moment.own + *wait).min();
        for (owner, id, wait) in put_off {
            effects::again(tx, owner, id, moment.now + wait).await?;
        }
        for (owner, (done, back)) in ended {
            effects::give_back(tx, owner, back).await?;
            let wanted = done.len();
            let late = wanted.saturating_sub(effects::finish(tx, owner, done).await?);
            if late > 0 {
                tracing::info!(late, "outcomes came after their leases had run out");
            }
        }
        Ok(next_due)
    }

    /// Which effects are born leased: what is due and first in its lane, where this process may
    /// begin anything. What is said first to people who were never here goes last: a crowd of them
    /// keeps no customer waiting.
    async fn queue(
        &self,
        tx: &mut Tx,
        queued: Vec<Effect>,
        people: &HashMap<CustomerId, CustomerRows>,
        (left, begins, now): (&mut Left, bool, Stamp),
    ) -> Stored<Vec<Queued>> {
        let mut lanes: Vec<Lane> = queued
            .iter()
            .filter_map(Effect::lane)
            .filter(|lane| !self.relay.goes_on(lane))
            .collect();
        lanes.sort();
        lanes.dedup();
        let busy = effects::busy_lanes(tx, &lanes).await?;
        // What this batch takes in hand itself, and lanes whose next row waits in the outbox.
        let (mut taken, mut behind) = (Taken::default(), HashSet::new());
        let mut rows = Vec::with_capacity(queued.len());
        for effect in queued {
            let lane = effect.lane();
            let owner = effect.customer.and_then(|owner| people.get(&owner));
            let newcomer =
                owner.is_some_and(|person| person.stranger) && matches!(lane, Some(Lane::Chat(_)));
            let priority = if newcomer { Priority::Newcomer } else { effect.priority() };
            let due = effect.due_at <= now;
            let is_free = |lane| !busy.contains(lane) && !behind.contains(lane);
            let free = lane.as_ref().is_none_or(is_free);
            let timer = matches!(effect.body, Body::Timer(_));
            // Memory is bounded: what does not fit waits in the outbox. What has ten seconds always
            // fits.
            let answer = matches!(effect.body, Body::AnswerPreCheckout { .. });
            let room = answer || self.relay.has_room(priority, lane.as_ref(), &taken);
            let waits = effect.body.law().hands_out && self.relay.waits_for_ledger();
            let leased = begins && due && free && !timer && room && !waits;
            if leased {
                taken.add(priority, lane);
            } else {
                left.next_due = left.next_due.into_iter().chain([effect.due_at]).min();
                if due {
                    behind.extend(lane.clone());
                    left.unleased_lanes.extend(lane);
                }
            }
            rows.push(Queued { effect, priority, leased });
        }
        Ok(rows)
    }
}
