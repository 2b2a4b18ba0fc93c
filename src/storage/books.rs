//! The books for the accountant: every charge with what it paid for, and nothing about people.

use super::dialect::statements;
use super::{Reader, Stored, get};
use crate::domain::ids::OrderId;
use crate::domain::time::Stamp;

statements! {
    LINES = "select c.order_id, o.plan_id, c.currency, c.amount, c.state, c.taken_at, \
     c.returned_at, case when c.provider_charge is null or c.provider_charge = '' then 0 else 1 \
     end as provider from charges c left join orders o on o.id = c.order_id where \
     (c.taken_at >= $1 and c.taken_at < $2) or (c.returned_at is not null and c.returned_at >= $1 \
     and c.returned_at < $2) order by c.taken_at, c.id";
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub order: Option<OrderId>,
    pub plan: Option<String>,
    /// The currency's code, whatever it is.
    pub currency: String,
    /// Minor units.
    pub amount: i64,
    pub state: String,
    pub taken_at: Stamp,
    /// When it went back, if it did.
    pub returned_at: Option<Stamp>,
    /// Whether a payment provider has a number of its own for it.
    pub provider: bool,
}

/// The charges that were taken or went back from `from` on and before `until`, oldest first.
pub(crate) async fn lines(reader: &mut Reader, from: Stamp, until: Stamp) -> Stored<Vec<Line>> {
    let rows = reader.fetch_all(LINES, vec![from.0.into(), until.0.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                order: get::<Option<i64>>(row, "order_id")?.map(OrderId::from_number),
                plan: get(row, "plan_id")?,
                currency: get(row, "currency")?,
                amount: get(row, "amount")?,
                state: get(row, "state")?,
                taken_at: Stamp(get(row, "taken_at")?),
                returned_at: get::<Option<i64>>(row, "returned_at")?.map(Stamp),
                provider: get::<i64>(row, "provider")? == 1,
            })
        })
        .collect()
}
