//! Money whose customer was erased meanwhile: only the charge still has a row to tell it to.

use super::Writes;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::charge::ChargeEvent;
use crate::domain::effect::Cause;
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::order::OrderEvent;
use crate::domain::tell::Tell;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, charges, orders};

/// What happens to money whose customer was erased meanwhile. Only the charge still has a row to
/// tell it to; the admins hear what they would have heard.
pub(super) async fn orphan(
    tx: &mut Tx,
    event: &Event,
    writes: &mut Writes,
    now: Stamp,
) -> Stored<()> {
    let (charge, step) = if let Event::Ended(Ended::Refund { charge, outcome }) = event {
        let seen = outcome.is_done();
        (charge, if seen { ChargeEvent::RefundSeen } else { ChargeEvent::RefundRefused })
    } else if let Event::Told(Tell::RefundSeen { charge }) = event {
        (charge, ChargeEvent::RefundSeen)
    } else {
        return Ok(());
    };
    writes.stands_alone(charge)?;
    charges::hold(tx, charge).await?;
    for mut row in charges::load(tx, std::slice::from_ref(charge)).await? {
        if let Ok(next) = row.state.transition(step) {
            let news = row.state != next;
            row.state = next;
            if step == ChargeEvent::RefundSeen {
                row.returned_at = Some(now);
            }
            charges::save(tx, &[&row]).await?;
            if step == ChargeEvent::RefundRefused {
                let alert = Text::AlertCharge { amount: row.money, charge: row.id.0.clone() };
                writes.cases.push(NewCase::of_charge(CaseKind::Charge, &row.id, row.order, alert));
            } else if let Some(order) = row.order {
                returned(tx, order, charge, now).await?;
                if news {
                    let text = Text::RefundDoneAdmin { order, amount: row.money };
                    writes.alerts.push((Cause::Refunded(row.id.clone()), text));
                }
            }
        }
    }
    Ok(())
}

/// What is left of an erased customer's order is returned with its charge.
async fn returned(tx: &mut Tx, order: OrderId, charge: &ChargeId, now: Stamp) -> Stored<()> {
    for mut order in orders::load(tx, &[order]).await? {
        if order.customer.is_none()
            && order.state.charge() == Some(charge)
            && let Ok(next) = order.state.transition(&OrderEvent::Return)
        {
            order.state = next;
            orders::save(tx, &[&order], now).await?;
        }
    }
    Ok(())
}
