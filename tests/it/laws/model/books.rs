//! The rows of the shop as they come and go: Telegram's ledger beside them, a backup of them, and
//! the backup in force again. It must not know what is right; that is [`super::law`].

use qazaq_esim_bot::domain::charge::{Charge, ChargeState, NewCharge};
use qazaq_esim_bot::domain::event::Event;
use qazaq_esim_bot::domain::ids::{ChargeId, CustomerId};
use qazaq_esim_bot::domain::money::Currency;
use qazaq_esim_bot::domain::order::{APPROVAL_LIFE, CHARGE_FOLLOWS, OrderState};
use qazaq_esim_bot::domain::restored;
use qazaq_esim_bot::domain::snapshot::History;
use qazaq_esim_bot::domain::tell::Tell;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::domain::undecided::{self, InLedger, Uncharged};

use super::{News, Payment, Shop};

impl Payment {
    /// Telegram's ledger knows Stars alone.
    pub(super) fn is_in_the_ledger(&self) -> bool {
        self.money.currency == Currency::Xtr
    }
}

impl Shop {
    /// What the shop can vouch for.
    pub(super) fn history(&self) -> History {
        History {
            from: self.history_from,
            restored: self.restored.then_some(self.history_from),
            brake: self.brake.clone(),
        }
    }

    /// Writes a charge down as Telegram reports it; one that is known stays as it is.
    pub(super) fn write_down(&mut self, new: &NewCharge) {
        let (id, money) = (new.id.clone(), self.taken[&new.id].money);
        let row = Charge::new(id, new.order, new.customer, money, new.taken_at);
        let mut row = row.as_written(new.state);
        row.returned_at = new.returned_at();
        self.charges.entry(new.id.clone()).or_insert(row);
    }

    /// The row of a charge as its update or the ledger tells of it.
    pub(super) fn reported(&self, charge: &ChargeId) -> NewCharge {
        let payment = &self.taken[charge];
        NewCharge {
            id: charge.clone(),
            order: payment.invoice.map(|invoice| invoice.order),
            customer: None,
            currency: payment.money.currency.code().to_owned(),
            amount: payment.money.minor,
            provider_charge: None,
            state: NewCharge::first_state(payment.money.currency.code()),
            taken_at: self.now,
        }
    }

    /// Reads Telegram's ledger to its end: what it shows and no update told is decided, or a
    /// person's.
    pub(super) fn read_ledger(&mut self) {
        let (history, began) = (self.history(), self.now);
        let stars = self.taken.iter().filter(|(_, payment)| payment.is_in_the_ledger());
        let all: Vec<ChargeId> = stars.map(|(id, _)| id.clone()).collect();
        let (mut told, mut quiet) = (Vec::new(), Vec::new());
        for id in &all {
            let state = self.charges.get(id).map(Charge::state);
            if !matches!(state, None | Some(ChargeState::Taken)) {
                continue;
            }
            let back = self.returned.contains(id);
            match undecided::in_ledger(self.taken[id].at, state.is_some(), back, &history) {
                InLedger::AsIfTold => told.push(id.clone()),
                InLedger::WrittenDown(state) => {
                    quiet.push(NewCharge { state, ..self.reported(id) });
                }
                InLedger::Nothing => {}
            }
        }
        for new in &quiet {
            self.write_down(new);
        }
        let new: Vec<&NewCharge> = quiet.iter().collect();
        let decision = undecided::written_down(&new, &self.setup.admins, self.now);
        self.apply(None, decision);
        for charge in told {
            self.deliver(News::Charged { charge });
        }
        let back: Vec<_> = all.into_iter().filter(|id| self.returned.contains(id)).collect();
        for id in back {
            let known = self.charges.get(&id).map(Charge::state);
            if known.is_some_and(|state| state != ChargeState::Refunded) {
                self.refund_seen(&id);
            }
        }
        self.end_uncharged(began);
    }

    /// As the reconciler does it after a reading that began then.
    fn end_uncharged(&mut self, began: Stamp) {
        let found = self.orders.values().filter_map(|order| {
            let OrderState::Approved { query, until } = order.state() else { return None };
            let stars = order.asked.is_some_and(|asked| asked.currency == Currency::Xtr);
            let at = *until - APPROVAL_LIFE;
            let came = self.charges.values().any(|charge| {
                let new = charge.state() == ChargeState::Taken || charge.taken_at >= at;
                charge.order == Some(order.id) && new
            });
            let waits = stars && !came && at + CHARGE_FOLLOWS <= began;
            let customer = order.customer.filter(|_| waits)?;
            Some(Uncharged { order: order.id, customer, query: query.clone() })
        });
        let found: Vec<Uncharged> = found.collect();
        for found in found {
            self.queue(undecided::uncharged(found, self.now));
        }
    }

    pub(super) fn refund_seen(&mut self, charge: &ChargeId) {
        let event = Event::Told(Tell::RefundSeen { charge: charge.clone() });
        let owner = self.charges.get(charge).and_then(|row| row.customer);
        match self.people.iter().position(|person| Some(person.id) == owner) {
            Some(who) => self.event(who, event),
            None => self.orphan(&event),
        }
    }

    /// Copies the rows. The world goes on.
    pub(super) fn back_up(&mut self) {
        self.backup = None;
        self.backup = Some(Box::new(self.clone()));
    }

    /// Brings the copy back in force. What happened after it is lost, but for what the world knows.
    pub(super) fn restore(&mut self) {
        let Some(mut old) = self.backup.clone() else { return };
        // Tenge have no ledger: what came in the lost hours is the provider's to tell.
        let lost = self.charges.keys().filter(|id| !old.charges.contains_key(*id));
        let lost = lost.filter(|id| !self.taken[*id].is_in_the_ledger()).cloned();
        old.lost = self.lost.iter().cloned().chain(lost).collect();
        std::mem::swap(self, &mut old);
        let world = *old;
        let copy = self.now;
        (self.now, self.events, self.numbers) = (world.now, world.events, world.numbers);
        (self.invoices, self.asked, self.pages) = (world.invoices, world.asked, world.pages);
        (self.through, self.uncharged) = (world.through, world.uncharged);
        (self.news, self.told, self.late) = (world.news, world.told, world.late);
        (self.taken, self.returned, self.shown_to) = (world.taken, world.returned, world.shown_to);
        self.backup = world.backup;
        for row in &mut self.outbox {
            row.tried = true;
        }
        // What an order showed or bought in the lost hours is not known here.
        self.seen.clear();
        self.bought.clear();
        let alive: Vec<_> = world.people.iter().map(|person| person.id).collect();
        self.after_a_restore(&alive, copy);
        self.read_ledger();
    }

    /// What the command does before the copy comes in force.
    fn after_a_restore(&mut self, alive: &[CustomerId], copy: Stamp) {
        for who in 0..self.people.len() {
            let id = self.people[who].id;
            if !alive.contains(&id) {
                self.erase_rows(who, id);
                self.people[who] = self.stranger(who);
            }
        }
        self.restored = true;
        self.history_from = Stamp(self.now.0 - self.now.0.rem_euclid(1_000) + 1_000);
        for order in self.orders.values_mut() {
            order.reserved = None;
        }
        for code in self.stock.values_mut().filter(|code| !code.erased) {
            code.held = true;
            if !code.sold {
                code.order = None;
            }
        }
        for order in self.orders.values().cloned().collect::<Vec<_>>() {
            let decision = restored::order(&order, copy, self.now);
            self.apply(None, decision);
        }
        let undecided: Vec<Charge> = self
            .charges
            .values()
            .filter(|row| row.state() == ChargeState::Taken)
            .cloned()
            .collect();
        self.doubtful.extend(undecided.iter().map(|charge| charge.id.clone()));
        for charge in undecided {
            let decision = restored::undecided(&charge, self.now);
            self.apply(None, decision);
        }
    }
}
