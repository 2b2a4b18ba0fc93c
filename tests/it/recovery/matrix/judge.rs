//! What must be true of every row, whatever was lost: read in the world's ledger and in what chats
//! showed, and of the shop only what stands before a person. It must not know the row.

use std::collections::{BTreeMap, BTreeSet};

use pretend_telegram::World;
use pretend_telegram::world::money::LedgerKind;
use qazaq_esim_bot::demo::audit::code_in;

use crate::support::Shop;
use crate::support::orders::number_in;

/// An order as the world saw it.
#[derive(Debug, Default)]
struct Seen {
    /// Charges that stand.
    charges: Vec<String>,
    /// Codes that were shown for it.
    codes: BTreeSet<String>,
}

/// What there is to judge.
pub struct Sight {
    orders: BTreeMap<String, Seen>,
    /// Who saw a code, and for which order.
    codes: BTreeMap<String, BTreeSet<(i64, String)>>,
    /// Charges that went back more than once.
    twice: Vec<String>,
    /// What stands before a person, in words.
    cases: String,
    /// Charges that a person or the shop is giving back, or did.
    going: BTreeSet<String>,
}

impl Sight {
    pub async fn of(shop: &Shop) -> Self {
        let going = "select id from charges where state in ('refunding', 'due_at_provider', \
                     'settled')";
        let going = shop.sql(going).await.into_iter().flatten().collect();
        let cases = shop.lists_cases().await;
        let (orders, codes) = (BTreeMap::new(), BTreeMap::new());
        let mut sight = Self { orders, codes, twice: Vec::new(), cases, going };
        sight.reads_the_ledger(&shop.world);
        sight.reads_the_chats(&shop.world);
        sight
    }

    fn reads_the_ledger(&mut self, world: &World) {
        let (invoices, ledger) = (world.invoices(), world.ledger());
        let mut back: BTreeSet<String> = BTreeSet::new();
        for row in ledger.iter().filter(|row| row.kind == LedgerKind::Refund) {
            if !back.insert(row.charge_id.clone()) {
                self.twice.push(row.charge_id.clone());
            }
        }
        let stand = |charge: &String| !back.contains(charge);
        for row in ledger.iter().filter(|row| row.kind == LedgerKind::Payment) {
            let invoice = invoices.iter().find(|invoice| invoice.id == row.invoice).unwrap();
            let order = number_in(&invoice.description).expect("an invoice names its order");
            let seen = self.orders.entry(order).or_default();
            seen.charges.extend(Some(row.charge_id.clone()).filter(stand));
        }
    }

    fn reads_the_chats(&mut self, world: &World) {
        for shown in world.shown().iter().filter(|shown| shown.photo) {
            let code = shown.links.iter().find_map(|link| code_in(link));
            let Some((code, order)) = code.zip(number_in(&shown.caption)) else { continue };
            self.codes.entry(code.clone()).or_default().insert((shown.chat, order.clone()));
            self.orders.entry(order).or_default().codes.insert(code);
        }
    }

    /// What may not be.
    pub fn judge(&self) -> Vec<String> {
        let mut wrong: Vec<String> =
            self.twice.iter().map(|charge| format!("{charge} went back twice")).collect();
        for (code, seen) in &self.codes {
            if seen.len() > 1 {
                wrong.push(format!("{code} was shown to {seen:?}"));
            }
        }
        for (order, seen) in &self.orders {
            if seen.codes.len() > 1 {
                wrong.push(format!("{order} was shown {} codes", seen.codes.len()));
            }
            // One charge pays what was shown; each other one is before a person, or goes back.
            let paid_for = seen.codes.len().min(1);
            let open = seen.charges.iter().filter(|charge| !self.is_in_hand(order, charge));
            if open.count() > paid_for {
                wrong.push(format!("{order} was paid by {:?} and nobody knows", seen.charges));
            }
        }
        wrong
    }

    fn is_in_hand(&self, order: &str, charge: &String) -> bool {
        self.going.contains(charge) || self.cases.contains(order) || self.cases.contains(charge)
    }
}
