//! What must hold at every moment of every life, and what must add up when it is over.

use std::collections::{BTreeMap, BTreeSet};

use qazaq_esim_bot::domain::charge::ChargeState;
use qazaq_esim_bot::domain::ids::{ChargeId, EsimId, OrderId};
use qazaq_esim_bot::domain::money::Currency;
use qazaq_esim_bot::domain::order::OrderState;

use super::{News, Shop};

impl Shop {
    /// Holds after every step.
    pub fn hold(&self) {
        let mut held: BTreeMap<EsimId, OrderId> = BTreeMap::new();
        let mut paid: BTreeMap<&ChargeId, OrderId> = BTreeMap::new();
        for order in self.orders.values() {
            for esim in order.state().esim().into_iter().chain(order.reserved) {
                let other = held.insert(esim, order.id);
                assert_eq!(other, None, "{esim:?} is held twice");
                let code = &self.stock[&esim];
                assert!(code.erased || code.order == Some(order.id), "{} holds {code:?}", order.id);
            }
            if let Some(charge) = order.state().charge() {
                let other = paid.insert(charge, order.id);
                assert_eq!(other, None, "{charge:?} paid two orders");
                self.paid_order(order.state(), charge);
            }
        }
        for (id, charge) in &self.charges {
            let open = self.open_refunds(id);
            assert!(open <= 1, "{open} refunds of {id:?} at once");
            match charge.state() {
                ChargeState::Taken => panic!("{id:?} was read and not decided"),
                ChargeState::Kept => {
                    let order = paid.get(id).map(|order| self.orders[order].state());
                    let owed =
                        order.is_some_and(|state| !matches!(state, OrderState::Returned { .. }));
                    assert!(owed, "{id:?} is kept and nothing is owed for it: {order:?}");
                }
                ChargeState::Refunding => {
                    assert_eq!(open, 1, "{id:?} waits for a refund nobody asks");
                }
                ChargeState::DueAtProvider | ChargeState::Settled => {
                    assert_eq!(charge.money.currency, Currency::Kzt);
                }
                ChargeState::Refunded => {
                    assert!(self.returned.contains(id), "{id:?} did not go back");
                }
                ChargeState::Case(_) => {}
            }
        }
        for (order, codes) in &self.seen {
            assert!(codes.len() <= 1, "{order} showed {codes:?}");
        }
        for (charge, codes) in &self.bought {
            assert!(codes.len() <= 1, "{charge:?} bought {codes:?}");
        }
        let shown: Vec<&BTreeSet<EsimId>> = self.seen.values().collect();
        let all: usize = shown.iter().map(|codes| codes.len()).sum();
        let different: BTreeSet<&EsimId> = shown.into_iter().flatten().collect();
        assert_eq!(all, different.len(), "one code was shown for two orders");
    }

    fn paid_order(&self, state: &OrderState, charge: &ChargeId) {
        let money = self.charges[charge].state();
        let fits = match state {
            OrderState::Paid { .. }
            | OrderState::Provisioned { .. }
            | OrderState::Fulfilled { .. } => money == ChargeState::Kept,
            OrderState::Returned { .. } => match money {
                ChargeState::Refunding
                | ChargeState::Refunded
                | ChargeState::DueAtProvider
                | ChargeState::Settled
                | ChargeState::Case(_) => true,
                ChargeState::Taken | ChargeState::Kept => false,
            },
            OrderState::Draft
            | OrderState::Invoiced { .. }
            | OrderState::Approved { .. }
            | OrderState::Expired
            | OrderState::Cancelled => false,
        };
        assert!(fits, "an order is {state:?} and its charge {money:?}");
    }

    /// Holds at rest: every charge of Telegram's ledger is somewhere, and the sums agree.
    pub fn settle_accounts(&self) {
        assert!(self.news.is_empty());
        let told = |wanted: &ChargeId| {
            self.told
                .iter()
                .any(|news| matches!(news, News::Charged { charge, .. } if charge == wanted))
        };
        for currency in [Currency::Xtr, Currency::Kzt] {
            let (mut taken, mut kept, mut back, mut person) = (0, 0, 0, 0);
            for (id, money) in self.taken.iter().filter(|(_, money)| money.currency == currency) {
                assert!(told(id), "nobody was told of {id:?}");
                let charge = self.charges.get(id).unwrap_or_else(|| panic!("{id:?} is lost"));
                assert_eq!(charge.money, *money);
                taken += money.minor;
                match charge.state() {
                    ChargeState::Kept => {
                        assert!(!self.returned.contains(id), "{id:?} went back and counts as kept");
                        kept += money.minor;
                    }
                    ChargeState::Refunded | ChargeState::Settled => back += money.minor,
                    ChargeState::Case(_) | ChargeState::DueAtProvider => person += money.minor,
                    ChargeState::Taken | ChargeState::Refunding => {
                        panic!("{id:?} is {:?} at rest", charge.state())
                    }
                }
            }
            assert_eq!(taken, kept + back + person, "in {currency:?}");
        }
        for id in &self.returned {
            assert_eq!(self.charges[id].state(), ChargeState::Refunded, "{id:?}");
        }
        for order in self.orders.values() {
            let waits = matches!(order.state(), OrderState::Approved { .. });
            assert!(!waits, "{} waits for a charge for ever", order.id);
            let invoiced = matches!(order.state(), OrderState::Invoiced { .. });
            assert!(!invoiced, "{} can be paid for ever", order.id);
        }
        for (id, code) in &self.stock {
            assert!(!(code.shown && code.free()), "{id:?} was shown and can be sold");
        }
    }

    /// How many charges Telegram took.
    pub fn charged(&self) -> usize {
        self.taken.len()
    }

    /// How many of them paid for something.
    pub fn kept(&self) -> usize {
        self.charges.values().filter(|charge| charge.state() == ChargeState::Kept).count()
    }

    /// How many went back.
    pub fn back(&self) -> usize {
        self.charges.values().filter(|charge| charge.state() == ChargeState::Refunded).count()
    }

    /// How many codes were taken out of sale as faulty.
    pub fn spoilt(&self) -> usize {
        self.stock.values().filter(|code| code.sold && code.order.is_none()).count()
    }

    /// How many orders were delivered.
    pub fn fulfilled(&self) -> usize {
        let over = |order: &&super::Order| matches!(order.state(), OrderState::Fulfilled { .. });
        self.orders.values().filter(over).count()
    }
}
