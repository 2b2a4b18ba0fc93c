//! Payments that the shop cannot decide by itself: their update or their row of Telegram's ledger
//! failed each time, they came in a currency that we never ask for, or they are older than this
//! history. Each goes before a person.

use super::alert::alerts;
use super::case::{CaseKind, EndedCase, NewCase, UnansweredApproval};
use super::charge::{Charge, ChargeState, NewCharge, Why};
use super::decision::Decision;
use super::effect::{Body, Cause, Effect, EffectKey, Timer};
use super::ids::{CustomerId, OrderId, PersonKey, QueryId};
use super::snapshot::History;
use super::text::Text;
use super::time::{Millis, Stamp};

/// A charge that failed each time it was to be decided.
pub fn unhandled(charge: &Charge) -> NewCase {
    let alert = Text::AlertUnhandled { amount: charge.money, charge: charge.id.0.clone() };
    NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, alert)
}

/// A charge in a currency that we never ask for: no machine decides it, whatever becomes of its
/// update.
pub fn in_no_currency_of_ours(charge: &NewCharge) -> Option<NewCase> {
    let alert = Text::AlertCurrency {
        amount: charge.amount,
        currency: charge.currency.clone(),
        charge: charge.id.0.clone(),
    };
    let foreign = charge.state == ChargeState::Case(Why::UnknownCurrency);
    foreign.then(|| NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, alert))
}

/// An update that failed too often, by its fingerprint. An undecided payment in it is settled with
/// its case, whatever becomes of the update. `count` updates are parked by now.
pub fn parked(
    fingerprint: &str,
    reported: Option<&NewCharge>,
    undecided: Option<&Charge>,
    count: i64,
) -> Decision {
    let mut out = Decision::default();
    let (kind, subject) = (CaseKind::Parked, fingerprint.to_owned());
    let case = match undecided.map(unhandled) {
        Some(of_charge) => {
            // One payment is one case: its row of the ledger may have failed before.
            let ended = EndedCase::by_the_shop(of_charge.kind, of_charge.subject.clone(), "parked");
            out.closed.push(ended);
            NewCase { kind, subject, ..of_charge }
        }
        None => {
            let alert = Some(Text::AlertParked { count });
            NewCase { kind, subject, order: None, charge: None, due_at: None, alert }
        }
    };
    out.cases = reported.and_then(in_no_currency_of_ours).into_iter().chain([case]).collect();
    out
}

/// An approval in tenge that no charge followed: it is the only trace of what may have been taken.
pub fn unanswered(found: &UnansweredApproval) -> NewCase {
    let UnansweredApproval { query, order, money, at } = found;
    NewCase {
        kind: CaseKind::Approval,
        subject: query.clone(),
        order: Some(*order),
        charge: None,
        due_at: None,
        alert: Some(Text::AlertApproval { order: *order, amount: *money, at: *at }),
    }
}

/// An approval in Stars of which neither an update nor the ledger tells a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncharged {
    pub order: OrderId,
    pub customer: CustomerId,
    pub query: QueryId,
}

/// Ends an approval in its customer's stream, where nothing else of it is under way.
pub fn uncharged(found: Uncharged, now: Stamp) -> Effect {
    let Uncharged { order, customer, query } = found;
    let timer = Timer::Uncharged { order, query };
    let key = EffectKey::of_timer(&timer, customer);
    Effect { key, customer: Some(customer), due_at: now, body: Body::Timer(timer) }
}

/// What is done about a charge that Telegram's ledger shows and that is not decided here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InLedger {
    /// It is decided as if its update had come.
    AsIfTold,
    /// It is written down in this state, and its payer hears nothing.
    WrittenDown(ChargeState),
    /// Its refund is told, and decides it.
    Nothing,
}

/// A charge of Telegram's ledger that was taken at `at`. Whether it is known here, and whether it
/// went back.
pub fn in_ledger(at: Stamp, known: bool, back: bool, history: &History) -> InLedger {
    // The ledger knows seconds only: what was charged in the second of the birth is not older.
    let old = at + Millis::seconds(1) <= history.from;
    if back {
        return if known {
            InLedger::Nothing
        } else {
            InLedger::WrittenDown(ChargeState::Refunded)
        };
    }
    if old && !known {
        InLedger::WrittenDown(ChargeState::Case(history.why()))
    } else {
        InLedger::AsIfTold
    }
}

/// Charges that were written down just now and that Telegram's ledger alone tells of. The admins
/// hear one word for all of them: a wrong database finds the shop's whole history.
pub fn written_down(new: &[&NewCharge], admins: &[PersonKey], now: Stamp) -> Decision {
    let old = new.iter().filter(|charge| matches!(charge.state, ChargeState::Case(_)));
    let case =
        |charge: &&NewCharge| NewCase::of_charge(CaseKind::Charge, &charge.id, charge.order, None);
    let cases: Vec<NewCase> = old.map(case).collect();
    let mut effects = Vec::new();
    if !cases.is_empty() {
        let count = i64::try_from(cases.len()).unwrap_or(i64::MAX);
        effects = alerts(admins, &Text::AlertOldCharges { count }, &Cause::OldCharges(now), now);
    }
    Decision { effects, cases, ..Decision::default() }
}
