//! The desk: where one event is worked on. It holds working copies of the person's rows and gathers
//! the [`Decision`]; closing it hands over only what changed.

use super::case::NewCase;
use super::charge::{Charge, ChargeEvent};
use super::consent::{ConsentAct, ConsentRow, Purpose};
use super::customer::Customer;
use super::decision::{AuditRow, Count, Decision, StockMove};
use super::effect::{Body, Effect, EffectKey, EventKey, Keyboard, PressAnswer, Role, Timer, To};
use super::ids::{AddressId, ChargeId, CustomerId, MessageId, OrderId, PersonKey, QueryId};
use super::lang::Lang;
use super::order::{Order, OrderEvent, OrderState, Refused};
use super::press::Press;
use super::rows::Rows;
use super::snapshot::Snapshot;
use super::tell::Tell;
use super::text::Text;
use super::time::Stamp;
use std::collections::BTreeSet;

#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub snap: Snapshot<'a>,
    /// What is wanted so far, rows excepted.
    pub out: Decision,
    /// The working copy of the person.
    pub customer: Customer,
    orders: Vec<Order>,
    charges: Vec<Charge>,
    said: u32,
    /// The message of the button that was pressed: the next screen is edited into it.
    pub pressed: Option<MessageId>,
    /// The button that turns how a text was read, for the next screen.
    pub turn: Option<(Text, Press)>,
    /// The message of the pressed button, also where no screen can take its place.
    pub source: Option<MessageId>,
}

impl<'a> Desk<'a> {
    /// Lays the rows out.
    pub(crate) fn open(snap: Snapshot<'a>) -> Self {
        let Rows { mut customer, orders, charges } = snap.rows.clone();
        // In what a restore lost, its number may have become that of an order, and of a payment.
        let restored = snap.history.restored.unwrap_or_default();
        customer.checkout = customer.checkout.filter(|checkout| checkout.begun >= restored);
        let (out, pressed, turn, source) = (Decision::default(), None, None, None);
        Self { snap, out, customer, orders, charges, said: 0, pressed, turn, source }
    }

    pub(crate) fn close(mut self) -> Decision {
        self.forget_addresses();
        self.release_codes();
        let known = self.snap.rows;
        if self.customer != known.customer {
            self.out.customer = Some(self.customer);
        }
        self.out.orders.extend(changed(self.orders, &known.orders));
        self.out.charges.extend(changed(self.charges, &known.charges));
        self.out
    }

    /// A code that is set aside for an order stays so through all its tries, and is free again once
    /// it cannot be paid.
    fn release_codes(&mut self) {
        for order in &mut self.orders {
            if matches!(order.state(), OrderState::Expired | OrderState::Cancelled)
                && let Some(esim) = order.reserved.take()
            {
                self.out.stock.push(StockMove::Release(esim, order.id));
            }
        }
    }

    /// The row of an address lives while the customer or an order names it. What was to be mailed
    /// to another one than the order names now ends unsent.
    fn forget_addresses(&mut self) {
        let known = self.snap.rows;
        let named = addresses_of(&self.customer, &self.orders);
        self.out.addresses.retain(|new| named.contains(&new.id));
        let before = addresses_of(&known.customer, &known.orders);
        self.out.forgotten.extend(before.difference(&named));
        for (before, now) in known.orders.iter().zip(&self.orders) {
            let to = before.mail_address();
            let now = now.mail_address();
            if to.is_some() && to != now {
                let mails =
                    (1..=before.mail_count).map(|n| EffectKey::Mail { order: before.id, n });
                self.out.cancel.extend(mails);
            }
        }
    }

    pub(crate) const fn now(&self) -> Stamp {
        self.snap.now
    }

    pub(crate) fn lang(&self) -> Lang {
        self.customer.speaks()
    }

    /// A positive 62-bit number, new for this event; `which` is 0 to 3.
    pub(crate) fn fresh(&self, which: usize) -> i64 {
        let number = self.snap.fresh.get(which).copied().unwrap_or_default();
        (number & ((1 << 62) - 1)).cast_signed()
    }

    /// Names this event in the keys of its effects.
    pub(crate) fn event_key(&self) -> EventKey {
        EventKey { at: self.now(), number: self.fresh(0) }
    }

    pub(crate) fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The newest order whose eSIM was shown. It is there where the list's first page is wanted.
    pub(crate) fn last_delivered(&self) -> Option<OrderId> {
        let shown = |order: &&Order| matches!(order.state(), OrderState::Fulfilled { .. });
        self.orders().iter().rev().find(shown).map(|order| order.id)
    }

    pub(crate) fn charges(&self) -> &[Charge] {
        &self.charges
    }

    pub(crate) fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    pub(crate) fn order_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.id == id)
    }

    pub(crate) fn add_order(&mut self, order: Order) {
        self.orders.push(order);
    }

    /// Moves an order's machine.
    ///
    /// # Errors
    /// [`Refused`] where there is no such order or the event has no place in its state.
    pub(crate) fn order_event(&mut self, id: OrderId, event: &OrderEvent) -> Result<(), Refused> {
        self.order_mut(id).ok_or(Refused)?.step(event)
    }

    pub(crate) fn charge(&self, id: &ChargeId) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.id == *id)
    }

    /// Moves a charge's machine, see [`Charge::step`].
    ///
    /// # Errors
    /// [`Refused`] where there is no such charge or the event has no place in its state.
    pub(crate) fn charge_event(
        &mut self,
        id: &ChargeId,
        event: ChargeEvent,
    ) -> Result<(), Refused> {
        let now = self.now();
        let charge = self.charges.iter_mut().find(|charge| charge.id == *id).ok_or(Refused)?;
        charge.step(event, now)
    }

    /// The farewell ended, or its time is over: who is leaving is erased.
    pub(crate) fn erase_leaving(&mut self) {
        if self.customer.leaving_since.is_some() {
            self.out.erase = true;
        }
    }

    pub(crate) fn queue(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }

    /// Queues an effect of this person's, due now.
    pub(crate) fn act(&mut self, key: EffectKey, body: Body) {
        let (customer, due_at) = (Some(self.customer.id), self.now());
        self.queue(Effect { key, customer, due_at, body });
    }

    fn message_key(&mut self) -> EffectKey {
        self.said += 1;
        EffectKey::Say { event: self.event_key(), n: self.said }
    }

    /// Queues a message in this person's chat, or what is done to one.
    pub(crate) fn message(&mut self, body: Body) {
        let key = self.message_key();
        self.act(key, body);
    }

    pub(crate) fn say(&mut self, text: Text, keyboard: Keyboard) {
        self.say_as(text, keyboard, Role::Plain);
    }

    /// Says something whose message id matters.
    pub(crate) fn say_as(&mut self, text: Text, keyboard: Keyboard, role: Role) {
        let (to, lang) = (To::Customer(self.customer.id), self.lang());
        self.message(Body::Say { to, text, lang, keyboard, role });
    }

    pub(crate) fn edit(&mut self, message: MessageId, text: Text, keyboard: Keyboard) {
        let (to, lang) = (To::Customer(self.customer.id), self.lang());
        self.message(Body::Edit { to, message, text, lang, keyboard });
    }

    pub(crate) fn delete(&mut self, message: MessageId) {
        let to = To::Customer(self.customer.id);
        self.message(Body::Delete { to, message });
    }

    /// Pins a message of the customer's chat, or takes its pin away.
    pub(crate) fn pin(&mut self, message: MessageId, on: bool) {
        let to = To::Customer(self.customer.id);
        self.message(Body::Pin { to, message, on });
    }

    /// The cards whose QR may have been seen, the earlier ones of an order included. They are all
    /// there where that is wanted.
    pub(crate) fn shown_cards(&self) -> Vec<MessageId> {
        let shown = self.orders().iter().filter(|order| order.shown_at.is_some());
        shown.flat_map(|order| order.old_cards.iter().copied().chain(order.card)).collect()
    }

    /// Writes down what was done about a consent, with the words that were `shown`.
    pub(crate) fn consent(
        &mut self,
        purpose: Purpose,
        act: ConsentAct,
        shown: Text,
        order: Option<OrderId>,
    ) {
        let (lang, at) = (self.lang(), self.now());
        self.out.consents.push(ConsentRow { purpose, act, shown, lang, order, at });
    }

    /// Shows a screen: in the pressed message, or as a new one after typed text.
    pub(crate) fn screen(&mut self, text: Text, mut keyboard: Keyboard) {
        if let Some(button) = self.turn.take() {
            keyboard = keyboard.before_last(button);
        }
        match self.pressed {
            Some(message) => self.edit(message, text, keyboard),
            None => self.say(text, keyboard),
        }
    }

    /// Answers a press, with or without words, which stand over the chat until they were read. It
    /// may be lost.
    pub(crate) fn answer(&mut self, query: QueryId, toast: Option<Text>) {
        let toast = toast.map(|text| (text, self.lang()));
        let show_alert = toast.is_some();
        self.out.answers.push(PressAnswer { query, toast, show_alert });
    }

    pub(crate) fn tell_admin(
        &mut self,
        admin: PersonKey,
        text: Text,
        keyboard: Keyboard,
        lang: Lang,
    ) {
        let (key, due_at) = (self.message_key(), self.now());
        let body = Body::Say { to: To::Admin(admin), text, lang, keyboard, role: Role::Plain };
        self.queue(Effect { key, customer: None, due_at, body });
    }

    /// Says something to every admin, in Russian until an admin's own language is known where it is
    /// sent.
    pub(crate) fn tell_admins(&mut self, text: &Text) {
        for admin in self.snap.setup.admins.clone() {
            self.tell_admin(admin, text.clone(), Keyboard::none(), Lang::Ru);
        }
    }

    pub(crate) fn open_case(&mut self, case: NewCase) {
        self.out.cases.push(case);
    }

    /// Queues a timer for this person's stream.
    pub(crate) fn timer(&mut self, due_at: Stamp, timer: Timer) {
        let customer = self.customer.id;
        let key = EffectKey::of_timer(&timer, customer);
        let body = Body::Timer(timer);
        self.queue(Effect { key, customer: Some(customer), due_at, body });
    }

    /// Queues an event for another customer's stream.
    pub(crate) fn tell(&mut self, stream: CustomerId, tell: Tell) {
        let (key, due_at) = (EffectKey::Tell { event: self.event_key() }, self.now());
        self.queue(Effect { key, customer: Some(stream), due_at, body: Body::Tell(tell) });
    }

    pub(crate) fn count(&mut self, count: Count) {
        self.out.counts.push(count);
    }

    pub(crate) fn audit(&mut self, action: &'static str, order: Option<OrderId>) {
        let admin = self.customer.person.clone();
        self.out.audit.push(AuditRow { admin, action, order, subject: None });
    }

    /// Queues what an admin asked to see, in the admin's own chat.
    pub(crate) fn report(&mut self, body: Body) {
        let key = EffectKey::Report { event: self.event_key(), n: self.out.effects.len() };
        self.act(key, body);
    }
}

/// The rows that are not as they were known, or new: those stand behind the others.
fn changed<T: PartialEq>(rows: Vec<T>, known: &[T]) -> impl Iterator<Item = T> {
    let mut known = known.iter();
    rows.into_iter().filter(move |row| known.next() != Some(row))
}

/// Every address that a person's rows name.
fn addresses_of(customer: &Customer, orders: &[Order]) -> BTreeSet<AddressId> {
    orders.iter().filter_map(Order::mail_address).chain(customer.address).collect()
}
