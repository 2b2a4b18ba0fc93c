//! What must hold at every moment of every life, and what must add up when it is over.

use std::collections::BTreeMap;

use qazaq_esim_bot::domain::case::CaseKind;
use qazaq_esim_bot::domain::charge::{Charge, ChargeState};
use qazaq_esim_bot::domain::decision::Decision;
use qazaq_esim_bot::domain::effect::Body;
use qazaq_esim_bot::domain::ids::{ChargeId, CustomerId, EsimId, OrderId};
use qazaq_esim_bot::domain::money::Currency;
use qazaq_esim_bot::domain::order::{Opening, Order, OrderState};
use qazaq_esim_bot::domain::plan::PlanId;

use super::{Ends, Shop};

impl Shop {
    /// Holds after every step.
    pub fn hold(&self) {
        self.sets_aside();
        let mut held: BTreeMap<EsimId, OrderId> = BTreeMap::new();
        let mut paid: BTreeMap<&ChargeId, OrderId> = BTreeMap::new();
        for order in self.orders.values() {
            for esim in order.state().esim().into_iter().chain(order.reserved) {
                let other = held.insert(esim, order.id);
                assert_eq!(other, None, "{esim:?} is held twice");
                let code = &self.stock[&esim];
                assert!(code.erased || code.order == Some(order.id), "{} holds {code:?}", order.id);
            }
            if order.is_unopened() {
                assert!(
                    !self.seen.contains_key(&order.id),
                    "{} was seen and is unopened",
                    order.id
                );
                assert_eq!(order.shown_at, None);
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
                ChargeState::Taken => {
                    // It failed: an admin sees it, the ledger tells of it again, or it is looked
                    // for soon.
                    let told = self.taken[id].is_in_the_ledger() || self.is_young(id);
                    let shown = self.is_before_a_person(id, &[CaseKind::Charge, CaseKind::Parked]);
                    assert!(told || shown, "{id:?} was read, not decided, and nobody sees it");
                }
                ChargeState::Kept => {
                    let order = paid.get(id).map(|order| self.orders[order].state());
                    let owed =
                        order.is_some_and(|state| !matches!(state, OrderState::Returned { .. }));
                    assert!(owed, "{id:?} is kept and nothing is owed for it: {order:?}");
                }
                ChargeState::Refunding => {
                    assert_eq!(open, 1, "{id:?} waits for a refund nobody asks");
                }
                ChargeState::DueAtProvider => {
                    assert_eq!(charge.money.currency, Currency::Kzt);
                    assert!(
                        self.is_before_a_person(id, &[CaseKind::Due]),
                        "nobody is told to return {id:?}"
                    );
                }
                ChargeState::Settled => {}
                ChargeState::Refunded => {
                    assert!(self.returned.contains(id), "{id:?} did not go back");
                }
                ChargeState::Case(_) => {
                    assert!(self.is_before_a_person(id, &[CaseKind::Charge]), "nobody sees {id:?}");
                }
            }
        }
        let kept = |id: &ChargeId| {
            self.charges.get(id).is_some_and(|row| row.state() == ChargeState::Kept)
        };
        for id in &self.late {
            assert!(!kept(id), "{id:?} came after its customer was erased and is kept");
        }
        for id in &self.doubtful {
            assert!(!kept(id), "{id:?} may have been decided in the lost hours and is kept");
        }
        for (order, codes) in &self.seen {
            assert!(codes.len() <= 1, "{order} showed {codes:?}");
        }
        for (charge, codes) in &self.bought {
            assert!(codes.len() <= 1, "{charge:?} bought {codes:?}");
        }
    }

    /// What is older than the history goes back to nobody unasked: how it ended may have been lost.
    pub(super) fn returns_by_itself(&self, decision: &Decision, asked_for: bool) {
        let goes_back = |charge: &&Charge| {
            let before = self.charges.get(&charge.id).map(Charge::state);
            matches!(charge.state(), ChargeState::Refunding | ChargeState::DueAtProvider)
                && before != Some(charge.state())
        };
        for charge in decision.charges.iter().filter(|_| !asked_for).filter(goes_back) {
            let paid = |order: &&Order| order.state().charge() == Some(&charge.id);
            let known = match self.orders.values().find(paid) {
                Some(order) => order.refund_wished || order.paid_at >= Some(self.history_from),
                None => {
                    let invoice = self.taken[&charge.id].invoice;
                    invoice.is_some_and(|invoice| invoice.at >= self.history_from)
                }
            };
            assert!(known, "{:?} is older than the history and goes back by itself", charge.id);
            let waits = self.orders.values().find(paid).filter(|order| !order.refund_wished);
            let until = waits.and_then(Order::unopened_until);
            assert!(until.is_none_or(|until| self.now >= until), "{:?} waits", charge.id);
        }
    }

    /// An unopened order is shown by its customer's own press alone, and its wait is no case.
    pub(super) fn shows_by_itself(&self, decision: &Decision, opens: Option<OrderId>) {
        let unopened = |id: &OrderId| self.orders.get(id).is_some_and(Order::is_unopened);
        for effect in &decision.effects {
            let (Body::ShowQr { order, .. } | Body::SendMail { order, .. }) = &effect.body else {
                continue;
            };
            assert!(!unopened(order) || opens == Some(*order), "{order} is shown and unopened");
        }
        for case in &decision.cases {
            let waits = case.order.filter(unopened).filter(|order| opens != Some(*order));
            let kinds = [CaseKind::Stuck, CaseKind::Unreachable, CaseKind::Unreadable];
            assert!(waits.is_none() || !kinds.contains(&case.kind), "the wait is a case: {case:?}");
        }
    }

    /// An approval ends before its time only where it is certain that it took nothing, or by its
    /// customer's word, in tenge. Called before the decision is applied.
    pub(super) fn frees_by_itself(&mut self, decision: &Decision, ends: Ends) {
        for after in &decision.orders {
            let Some(before) = self.orders.get(&after.id) else { continue };
            let OrderState::Approved { query, .. } = before.state() else { continue };
            let stays = matches!(after.state(), OrderState::Approved { .. });
            if stays || after.state().charge().is_some() {
                continue;
            }
            let tenge = before.asked.is_some_and(|asked| asked.currency == Currency::Kzt);
            match ends {
                Ends::Surely => {
                    assert!(!self.through.contains(query), "{query:?} was approved, and ends");
                    self.uncharged.insert(query.clone());
                }
                Ends::ByPress => assert!(tenge, "a press ends {query:?}, which is in Stars"),
                Ends::ByTimer => assert!(after.unsure_until.is_some(), "nobody knows of {query:?}"),
                Ends::Never => panic!("{query:?} ends by nothing that may end it"),
            }
        }
    }

    /// One person has one code of a plan set aside at most, for an order that can be paid.
    fn sets_aside(&self) {
        let mut aside: BTreeMap<(CustomerId, &PlanId), OrderId> = BTreeMap::new();
        for order in self.orders.values().filter(|order| order.reserved.is_some()) {
            let waits =
                matches!(order.state(), OrderState::Invoiced { .. } | OrderState::Approved { .. });
            assert!(waits, "a code is set aside for {}, which is {:?}", order.id, order.state());
            let Some(customer) = order.customer else { continue };
            let other = aside.insert((customer, &order.plan.id), order.id);
            assert_eq!(other, None, "two codes of a plan are set aside for one person");
        }
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
        for currency in [Currency::Xtr, Currency::Kzt] {
            let (mut taken, mut kept, mut back, mut person) = (0, 0, 0, 0);
            let all = self.taken.iter().map(|(id, payment)| (id, payment.money));
            let all =
                all.filter(|(id, money)| money.currency == currency && !self.lost.contains(id));
            for (id, money) in all {
                let charge = self.charges.get(id).unwrap_or_else(|| panic!("{id:?} is lost"));
                assert_eq!(charge.money, money);
                taken += money.minor;
                match charge.state() {
                    ChargeState::Kept => {
                        assert!(!self.returned.contains(id), "{id:?} went back and counts as kept");
                        kept += money.minor;
                    }
                    ChargeState::Refunded | ChargeState::Settled => back += money.minor,
                    ChargeState::Case(_) | ChargeState::DueAtProvider => person += money.minor,
                    ChargeState::Taken => {
                        let kinds = [CaseKind::Charge, CaseKind::Parked];
                        assert!(self.is_before_a_person(id, &kinds), "nobody sees {id:?} at rest");
                        person += money.minor;
                    }
                    ChargeState::Refunding => panic!("{id:?} is {:?} at rest", charge.state()),
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

    /// How many were opened later.
    pub fn opened(&self) -> usize {
        let opened = |order: &&Order| matches!(order.opening, Opening::Opened { .. });
        self.orders.values().filter(opened).count()
    }

    /// How many orders were delivered.
    pub fn fulfilled(&self) -> usize {
        let over = |order: &&super::Order| matches!(order.state(), OrderState::Fulfilled { .. });
        self.orders.values().filter(over).count()
    }
}
