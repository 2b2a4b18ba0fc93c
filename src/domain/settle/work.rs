//! One act on its way to a decision. What concerns a customer travels to that customer's stream;
//! where no stream is left, the rows alone change.

use super::lost;
use crate::domain::case::{Case, CaseAct, CaseKind, EndedCase, FoundCase};
use crate::domain::charge::{Charge, ChargeEvent, ChargeState};
use crate::domain::decision::Decision;
use crate::domain::effect::{Body, Effect, EffectKey};
use crate::domain::ids::{CustomerId, PersonKey};
use crate::domain::money::Currency;
use crate::domain::order::{Order, OrderEvent};
use crate::domain::sale;
use crate::domain::tell::Tell;
use crate::domain::time::Stamp;

/// One act on its way to a decision.
pub(super) struct Settling<'a> {
    pub(super) act: CaseAct,
    pub(super) admin: &'a PersonKey,
    pub(super) key: EffectKey,
    pub(super) now: Stamp,
    pub(super) out: Decision,
}

impl Settling<'_> {
    /// The case is over by this act. Any other is over when its subject's state says so.
    pub(super) fn ends(&mut self, kind: CaseKind, subject: &str) {
        let (by, action) = (Some(self.admin.clone()), self.act.as_str());
        self.out.closed.push(EndedCase { kind, subject: subject.to_owned(), by, action });
    }

    /// What concerns a customer travels to that customer's stream.
    fn tell(&mut self, stream: CustomerId, tell: Tell) {
        let (key, customer, due_at) = (self.key.clone(), Some(stream), self.now);
        self.out.effects.push(Effect { key, customer, due_at, body: Body::Tell(tell) });
    }

    pub(super) fn order(
        &mut self,
        case: &Case,
        order: &Order,
        charge: Option<&Charge>,
    ) -> Option<()> {
        let id = order.id;
        let tell = match self.act {
            CaseAct::Refund if order.customer.is_none() => {
                self.orphaned_order(order, charge?)?;
                self.ends(case.kind, &case.subject);
                return Some(());
            }
            CaseAct::Outside => {
                self.ends(case.kind, &case.subject);
                return Some(());
            }
            CaseAct::Retry if case.kind == CaseKind::Unreadable => Tell::ShowAgain { order: id },
            CaseAct::Retry => Tell::TryAgain { order: id },
            CaseAct::Keep | CaseAct::Deliver => return None,
            CaseAct::Refund => {
                let charge = order.state().charge()?.clone();
                Tell::ReturnOrder { order: id, charge, admin: None }
            }
            CaseAct::Replace => {
                let (esim, admin) = (order.state().esim()?, self.admin.clone());
                Tell::Replace { order: id, esim, admin }
            }
        };
        self.tell(order.customer?, tell);
        Some(())
    }

    /// An order that an admin named. The admin hears how it went.
    pub(super) fn asked(&mut self, order: &Order, charge: &Charge) -> Option<()> {
        let refund = self.act == CaseAct::Refund;
        let (order_id, charge_id) = (order.id, charge.id.clone());
        let admin = Some(self.admin.clone());
        match order.customer {
            None if refund && charge.state() == ChargeState::Kept => {
                return self.orphaned_order(order, charge);
            }
            None => return self.charge(charge),
            Some(owner) if refund => {
                self.tell(owner, Tell::ReturnOrder { order: order_id, charge: charge_id, admin });
            }
            Some(owner) => self.tell(owner, Tell::SettledCharge { charge: charge_id, admin }),
        }
        Some(())
    }

    /// A parked update, and the charge in it where that is undecided.
    pub(super) fn update(&mut self, case: &Case, undecided: Option<&Charge>) -> Option<()> {
        let again = self.act == CaseAct::Retry;
        let fingerprint = case.subject.clone();
        let (key, due_at) = (self.key.clone(), self.now);
        let body = Body::Parked { fingerprint, again };
        let effect = Effect { key, customer: None, due_at, body };
        if let (false, Some(charge)) = (again, undecided) {
            if let EffectKey::Case { case, seed } = self.key {
                self.key = EffectKey::CaseCharge { case, seed };
            }
            self.charge(charge)?;
        }
        self.out.effects.push(effect);
        self.ends(case.kind, &case.subject);
        Some(())
    }

    pub(super) fn charge(&mut self, charge: &Charge) -> Option<()> {
        let id = charge.id.clone();
        let Some(owner) = charge.customer else { return self.orphaned_charge(charge) };
        let outside = self.act == CaseAct::Outside;
        let tell = if outside {
            Tell::SettledCharge { charge: id, admin: None }
        } else {
            Tell::RefundCharge { charge: id }
        };
        self.tell(owner, tell);
        Some(())
    }

    /// A charge that leads to nobody here: only the charge has a row, and Telegram's ledger knows
    /// the payer.
    fn orphaned_charge(&mut self, charge: &Charge) -> Option<()> {
        let mut charge = charge.clone();
        let event = match self.act {
            CaseAct::Outside => ChargeEvent::Settle,
            CaseAct::Refund
            | CaseAct::Retry
            | CaseAct::Replace
            | CaseAct::Keep
            | CaseAct::Deliver => match charge.money.currency {
                Currency::Xtr => ChargeEvent::Refund,
                Currency::Kzt => ChargeEvent::Owe,
            },
        };
        charge.step(event, self.now).ok()?;
        // What comes of it is the next case: a refund that is refused once more is told once more.
        for kind in [CaseKind::Charge, CaseKind::Due] {
            self.ends(kind, &charge.id.0);
        }
        match event {
            ChargeEvent::Refund => self.out.effects.push(sale::refund(&charge, self.now)),
            // No machine returns it, and its case is over: the next one says what is to be done.
            ChargeEvent::Owe => self.out.cases.push(sale::due_at_provider(&charge, charge.order)),
            ChargeEvent::Settle
            | ChargeEvent::Keep
            | ChargeEvent::Doubt(_)
            | ChargeEvent::RefundSeen
            | ChargeEvent::RefundRefused => {}
        }
        self.out.charges.push(charge);
        Some(())
    }

    /// The money of an order whose customer was erased goes back, and the order is over. Its code
    /// stays sold: it may have been shown in what a restore lost.
    fn orphaned_order(&mut self, order: &Order, charge: &Charge) -> Option<()> {
        let mut order = order.clone();
        order.step(&OrderEvent::Return).ok()?;
        self.out.orders.push(order);
        self.orphaned_charge(charge)
    }

    /// It was delivered, or is to be delivered now.
    pub(super) fn found_out(&mut self, found: &FoundCase, charge: &Charge) -> Option<()> {
        let (order, id) = (found.order.as_ref().map(|order| order.id), charge.id.clone());
        let owner = lost::owner(found);
        // Its payer was not known when the ledger told of it: the order's customer is.
        if let (None, Some(customer)) = (charge.customer, owner) {
            let mut charge = charge.clone();
            charge.customer = Some(customer);
            self.out.charges.push(charge);
        }
        match owner {
            Some(owner) if self.act == CaseAct::Deliver => {
                self.tell(owner, Tell::Deliver { order, charge: id });
            }
            Some(owner) => self.tell(owner, Tell::Keep { order, charge: id }),
            // No stream is left to deliver into.
            None if self.act == CaseAct::Deliver => return None,
            None => self.keep_of_nobody(found.order.as_ref(), charge)?,
        }
        Some(())
    }

    /// No stream is left: only the rows are changed.
    fn keep_of_nobody(&mut self, order: Option<&Order>, charge: &Charge) -> Option<()> {
        let mut charge = charge.clone();
        if let Some(order) = order {
            let mut order = order.clone();
            order.vouch(charge.id.clone(), charge.money, charge.taken_at).ok()?;
            self.out.orders.push(order);
        }
        charge.keep(self.now).ok()?;
        self.out.charges.push(charge);
        Some(())
    }

    /// An approval in tenge whose order a restore closed: what was taken gets a row first.
    pub(super) fn approval(&mut self, found: &FoundCase) -> Option<()> {
        let case = &found.case;
        if self.act != CaseAct::Outside {
            let charge = lost::read_at_provider(case, found.order.as_ref()?, self.now)?;
            if charge.customer.is_some() {
                self.out.charges.push(charge.clone());
            }
            match self.act {
                CaseAct::Refund => self.charge(&charge)?,
                CaseAct::Keep
                | CaseAct::Deliver
                | CaseAct::Retry
                | CaseAct::Replace
                | CaseAct::Outside => self.found_out(found, &charge)?,
            }
        }
        self.ends(case.kind, &case.subject);
        Some(())
    }
}
