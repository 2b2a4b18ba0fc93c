//! A person's rows in memory: what an event is decided on, and what a decision makes of them.

use super::charge::Charge;
use super::customer::Customer;
use super::decision::Decision;
use super::order::Order;
use super::parcel::Parcel;

/// What is known of one person for an event: the orders and charges that are open, and those that
/// it [wants](super::wants::Wants).
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub customer: Customer,
    pub orders: Vec<Order>,
    pub charges: Vec<Charge>,
}

impl Rows {
    /// A person who has no order and no charge.
    pub const fn of(customer: Customer) -> Self {
        Self { customer, orders: Vec::new(), charges: Vec::new() }
    }
}

impl Rows {
    /// Lays orders and charges beside those that are there, which stay as they are; the orders
    /// stand by their age.
    pub fn lay(
        &mut self,
        orders: impl IntoIterator<Item = Order>,
        charges: impl IntoIterator<Item = Charge>,
    ) {
        let own = Some(self.customer.id);
        for order in orders.into_iter().filter(|order| order.customer == own) {
            if self.orders.iter().all(|known| known.id != order.id) {
                self.orders.push(order);
            }
        }
        for charge in charges.into_iter().filter(|charge| charge.customer == own) {
            if self.charges.iter().all(|known| known.id != charge.id) {
                self.charges.push(charge);
            }
        }
        self.orders.sort_by_key(|order| (order.created_at, order.id));
    }
}

impl Decision {
    /// Changes the rows as the database will: the person's next event finds them so.
    pub fn apply(&self, rows: &mut Rows) {
        if let Some(customer) = &self.customer {
            rows.customer = customer.clone();
        }
        // What an admin decided about somebody else's is no row of the admin's.
        let own = Some(rows.customer.id);
        for order in self.orders.iter().filter(|order| order.customer == own) {
            put(&mut rows.orders, order, |known| known.id == order.id);
        }
        for charge in self.charges.iter().filter(|charge| charge.customer == own) {
            put(&mut rows.charges, charge, |known| known.id == charge.id);
        }
    }
}

impl Decision {
    /// Changes what is known of messages on their way, as the database will.
    pub(crate) fn pack(&self, known: &mut Vec<Parcel>) {
        for parcel in &self.parcels {
            put(known, parcel, |known| known.id == parcel.id);
        }
        known.retain(|parcel| !self.unpacked.contains(&parcel.id));
    }
}

/// Takes the place of the row that `is` the same, or comes last.
fn put<T: Clone>(rows: &mut Vec<T>, row: &T, is: impl Fn(&T) -> bool) {
    match rows.iter_mut().find(|known| is(known)) {
        Some(known) => *known = row.clone(),
        None => rows.push(row.clone()),
    }
}
