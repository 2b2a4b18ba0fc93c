//! What a case is, in a line. It must not know what may be done about it.

use super::lost::is_lost;
use super::{is_faulty, undecided};
use crate::domain::case::{CaseKind, FoundCase, by_the_day};
use crate::domain::charge::{Charge, ChargeState};
use crate::domain::ids::OrderId;
use crate::domain::order::Order;
use crate::domain::text::Text;
use crate::domain::time::{Day, Stamp};

/// What a case is, in a line.
pub(crate) fn line(found: &FoundCase) -> Text {
    let case = &found.case;
    let (since, subject) = (case.opened_at, case.subject.clone());
    let bare = Text::CaseOther { subject: subject.clone(), since };
    match case.kind {
        CaseKind::Charge => match &found.charge {
            Some(charge) => of_a_charge(charge),
            None => Text::CaseCurrency { charge: subject },
        },
        CaseKind::Due => match &found.charge {
            Some(charge) => match case.order {
                Some(order) => due(order, charge, case.due_at),
                None => Text::CaseCharge {
                    charge: charge.id.0.clone(),
                    amount: charge.money,
                    why: Box::new(Text::WhyUnknownOrder),
                },
            },
            None => bare,
        },
        CaseKind::Stuck if is_lost(found) => {
            let both = found.order.as_ref().zip(found.charge.as_ref());
            both.map_or(bare, |(order, charge)| paid(order.id, charge, Text::WhyBeforeRestore))
        }
        CaseKind::Stuck => {
            let since = found.order.as_ref().and_then(|order| order.paid_at).unwrap_or(since);
            case.order.map_or(bare, |order| Text::CaseOrder { order, since })
        }
        CaseKind::Unreachable => match case.order {
            Some(order) if found.order.as_ref().is_some_and(is_faulty) => {
                Text::CaseFaulty { order, since }
            }
            Some(order) => Text::CaseUnreachable { order, since },
            None => bare,
        },
        CaseKind::Unreadable => {
            case.order.map_or(bare, |order| Text::CaseUnreadable { order, since })
        }
        CaseKind::Unopened => case.order.map_or(bare, |order| Text::CaseUnopened { order, since }),
        CaseKind::Approval => approval(found).unwrap_or(bare),
        CaseKind::Parked => undecided(found).map_or(Text::CaseUpdate { since }, of_a_charge),
        CaseKind::Stopped => Text::CaseStopped { since },
        CaseKind::Asked => {
            let both = found.order.as_ref().zip(found.charge.as_ref());
            both.map_or(bare, |(order, charge)| of_an_order(order, charge))
        }
    }
}

/// An approval in tenge that no charge followed, with what it may have taken.
fn approval(found: &FoundCase) -> Option<Text> {
    let (id, since) = (found.case.order?, found.case.opened_at);
    let asked = found.order.as_ref().and_then(|order| order.asked);
    Some(match asked {
        Some(amount) => Text::CaseApproved { order: id, amount, since },
        None => Text::CaseApproval { order: id, since },
    })
}

/// A payment of an order, and why it needs a person.
fn paid(order: OrderId, charge: &Charge, why: Text) -> Text {
    let day = Day(charge.taken_at);
    Text::CasePaid { order, amount: charge.money, day, why: Box::new(why) }
}

/// What a person returns at the provider, and by when.
fn due(order: OrderId, charge: &Charge, by: Option<Stamp>) -> Text {
    let what = Text::CaseDue { order, amount: charge.money };
    if let Some(by) = by { by_the_day(what, by) } else { what }
}

/// A paid order that an admin asks about.
fn of_an_order(order: &Order, charge: &Charge) -> Text {
    if charge.state() == ChargeState::DueAtProvider {
        return Text::SettledAsk { order: order.id, amount: charge.money };
    }
    Text::RefundAsk {
        order: order.id,
        place: order.plan.coverage_name(),
        amount: charge.money,
        state: Box::new(Text::of_order(order)),
        paid: charge.taken_at,
    }
}

/// A charge that needs a person, and why.
fn of_a_charge(charge: &Charge) -> Text {
    let why = match charge.state() {
        ChargeState::Case(why) => Text::of_why(why),
        ChargeState::Taken
        | ChargeState::Kept
        | ChargeState::Refunding
        | ChargeState::Refunded
        | ChargeState::DueAtProvider
        | ChargeState::Settled => match charge.order {
            Some(order) => Text::WhyUnhandled { order },
            None => Text::WhyUndecided,
        },
    };
    if let (Some(order), ChargeState::Case(_)) = (charge.order, charge.state()) {
        return paid(order, charge, why);
    }
    let (why, day) = (Box::new(why), Day(charge.taken_at));
    Text::CaseStray { charge: charge.id.0.clone(), amount: charge.money, day, why }
}
