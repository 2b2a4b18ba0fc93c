//! What stands before a person: open cases, updates that failed and are parked, and what admins do
//! about them. It must not know what is right; that is [`super::law`].

use qazaq_esim_bot::domain::case::{Case, CaseAct, CaseKind, FoundCase, NewCase};
use qazaq_esim_bot::domain::charge::{Charge, ChargeState};
use qazaq_esim_bot::domain::decision::Decision;
use qazaq_esim_bot::domain::ids::{ChargeId, PersonKey};
use qazaq_esim_bot::domain::order::OrderState;
use qazaq_esim_bot::domain::settle::{acts, asked, needs_code, settle};
use qazaq_esim_bot::domain::snapshot::FoundOrder;
use qazaq_esim_bot::domain::time::Millis;
use qazaq_esim_bot::domain::undecided;

use super::{Code, News, Shop, fresh};

/// How long a charge may be undecided and shown by no case.
const UNSEEN: Millis = Millis::minutes(30);

impl Shop {
    /// Opens cases, as the writer of decisions does: one that is open already stays as it is.
    pub(super) fn open_cases(&mut self, new: Vec<NewCase>) {
        if !new.is_empty() {
            let over: Vec<i64> =
                self.cases.values().filter(|case| self.is_over(case)).map(|case| case.id).collect();
            self.cases.retain(|_, case| !over.contains(&case.id));
        }
        for case in new {
            let id = self.number();
            let opened_at = self.now;
            let NewCase { kind, subject, order, charge, due_at, alert: _ } = case;
            let key = (kind, subject.clone());
            let case = Case { id, kind, subject, order, charge, opened_at, due_at };
            self.cases.entry(key).or_insert(case);
        }
    }

    /// As `storage::cases` reads it from the subject.
    fn is_over(&self, case: &Case) -> bool {
        let order = case.order.and_then(|id| self.orders.get(&id));
        let charge = case.charge.as_ref().and_then(|id| self.charges.get(id)).map(Charge::state);
        match case.kind {
            CaseKind::Stuck | CaseKind::Unopened => !order.is_some_and(|order| {
                matches!(order.state(), OrderState::Paid { .. })
                    || (matches!(order.state(), OrderState::Provisioned { .. })
                        && order.shown_at.is_none())
            }),
            CaseKind::Unreachable => {
                !order.is_some_and(|order| matches!(order.state(), OrderState::Provisioned { .. }))
            }
            CaseKind::Unreadable => !order.is_some_and(|order| {
                matches!(order.state(), OrderState::Fulfilled { .. }) && order.customer.is_some()
            }),
            CaseKind::Charge => !matches!(charge, Some(ChargeState::Case(_) | ChargeState::Taken)),
            CaseKind::Due => charge != Some(ChargeState::DueAtProvider),
            CaseKind::Parked => !self.parked.contains_key(&case.subject),
            CaseKind::Approval | CaseKind::Stopped | CaseKind::Asked => false,
        }
    }

    /// The cases that an admin sees, oldest first.
    fn seen_cases(&self) -> Vec<&Case> {
        let mut seen: Vec<&Case> = self.cases.values().filter(|case| !self.is_over(case)).collect();
        seen.sort_by_key(|case| case.id);
        seen
    }

    /// Whether an admin sees a case of one of these kinds about a charge.
    pub(super) fn is_before_a_person(&self, charge: &ChargeId, kinds: &[CaseKind]) -> bool {
        let about =
            |case: &&Case| kinds.contains(&case.kind) && case.charge.as_ref() == Some(charge);
        self.seen_cases().into_iter().any(|case| about(&case))
    }

    fn found(&self, case: &Case) -> FoundCase {
        let order = case.order.and_then(|id| self.orders.get(&id)).cloned();
        let of_order = order.as_ref().and_then(|order| order.state().charge().cloned());
        let charge = case.charge.clone().or(of_order);
        let charge = charge.and_then(|id| self.charges.get(&id).cloned());
        FoundCase { case: case.clone(), order, charge }
    }

    /// An admin does something about a case that stands in the list.
    pub(super) fn admin_settles(&mut self, n: usize, which: usize) {
        let seen = self.seen_cases();
        let Some(case) = n.checked_rem(seen.len()).and_then(|at| seen.get(at)) else { return };
        let found = self.found(case);
        let offered = acts(&found);
        let Some(act) = which.checked_rem(offered.len()).and_then(|at| offered.get(at)) else {
            return;
        };
        if needs_code(&found, *act).is_some() && !self.stock.values().any(Code::free) {
            return;
        }
        self.act(&found, *act);
    }

    /// An admin names an order, whoever's it is: its money is to go back, or was returned at the
    /// provider.
    pub(super) fn admin_names(&mut self, n: usize, act: CaseAct) {
        let paid = self.orders.values().filter(|order| order.state().charge().is_some());
        let paid: Vec<_> = paid.collect();
        let Some(order) = n.checked_rem(paid.len()).and_then(|at| paid.get(at)) else { return };
        let charge = order.state().charge().and_then(|id| self.charges.get(id)).cloned();
        let found = asked(&FoundOrder { order: (*order).clone(), charge });
        if acts(&found).contains(&act) {
            self.act(&found, act);
        }
    }

    fn act(&mut self, found: &FoundCase, act: CaseAct) {
        self.events += 1;
        let [seed, ..] = fresh(self.events);
        let admin = PersonKey("admin".into());
        let decision = settle(found, act, &admin, seed, self.now);
        let decision = decision.unwrap_or_else(|| panic!("{act:?} is offered for {found:?}"));
        if let (CaseAct::Keep | CaseAct::Deliver, Some(charge)) = (act, &found.charge) {
            // A person found out how it went on.
            self.doubtful.remove(&charge.id);
        }
        let asked_for = act == CaseAct::Refund;
        self.returns_by_itself(&decision, asked_for);
        self.apply(None, decision);
        self.now = self.now + Millis(7);
    }

    /// A payment cannot be decided, whatever is tried: its update is parked, or its row of the
    /// ledger waits.
    pub(super) fn fail(&mut self, n: usize, ledger: bool) {
        let is_charge = |news: &News| matches!(news, News::Charged { .. });
        let waits: Vec<usize> =
            (0..self.news.len()).filter(|at| is_charge(&self.news[*at])).collect();
        let Some(at) = n.checked_rem(waits.len()).and_then(|at| waits.get(at)) else { return };
        let News::Charged { charge } = self.news[*at].clone() else { return };
        if ledger && !self.taken[&charge].is_in_the_ledger() {
            return;
        }
        let reported = self.reported(&charge);
        self.write_down(&reported);
        let row = self.charges[&charge].clone();
        let undecided = Some(row).filter(|row| row.state() == ChargeState::Taken);
        let decision = if ledger {
            let shown = self.is_before_a_person(&charge, &[CaseKind::Parked]);
            let cases = undecided.filter(|_| !shown).iter().map(undecided::unhandled).collect();
            Decision { cases, ..Decision::default() }
        } else {
            self.news.remove(*at);
            let fingerprint = format!("fingerprint{}", self.number());
            self.parked.insert(fingerprint.clone(), charge);
            let count = i64::try_from(self.parked.len()).unwrap();
            undecided::parked(&fingerprint, Some(&reported), undecided.as_ref(), count)
        };
        self.apply(None, decision);
    }

    /// A parked update is handled once more, or dropped, as an admin said.
    pub(super) fn end_parked(&mut self, fingerprint: &str, again: bool) {
        let Some(charge) = self.parked.get(fingerprint).cloned() else { return };
        if again {
            self.deliver(News::Charged { charge });
        }
        self.parked.remove(fingerprint);
    }

    /// A charge that is undecided and that no case shows is put before a person.
    pub(super) fn look_for_unseen(&mut self) {
        let before = self.now - UNSEEN;
        let kinds = [CaseKind::Charge, CaseKind::Parked];
        let unseen = self.charges.values().filter(|row| {
            row.state() == ChargeState::Taken
                && row.taken_at < before
                && !self.is_before_a_person(&row.id, &kinds)
        });
        let cases = unseen.map(undecided::unhandled).collect();
        self.apply(None, Decision { cases, ..Decision::default() });
    }

    /// Whether a charge waits for the look at what nobody sees.
    pub(super) fn is_young(&self, charge: &ChargeId) -> bool {
        self.charges.get(charge).is_some_and(|row| row.taken_at >= self.now - UNSEEN)
    }
}
