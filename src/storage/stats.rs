//! Sums for `/stats`. They read the books and the counters, never a log.

use sqlx::any::AnyRow;

use super::dialect::statements;
use super::{Reader, Stored, get};
use crate::domain::time::Stamp;

statements! {
    COUNTERS = "select name, cast(coalesce(sum(n), 0) as bigint) as n from counters \
     where \
     day >= $1 group by name";
    STATES = "select state, count(*) as n from orders where created_at >= $1 group by state";
    SALES = "select currency, cast(coalesce(sum(amount), 0) as bigint) as total, count(*) as n \
     from entries where at >= $1 and kind = 'sale' group by currency order by currency";
    RETURNS = "select currency, cast(coalesce(sum(-amount), 0) as bigint) as total, \
     count(*) as n from entries where at >= $1 and kind = 'return' group by currency \
     order by currency";
    UNSEEN = "select c.currency, cast(coalesce(sum(c.amount), 0) as bigint) as total, \
     count(*) as n from orders o join charges c on c.id = o.charge_id \
     where o.state in ('paid', 'provisioned') and o.shown_at is null \
     and o.customer_id is not null and c.state = 'kept' group by c.currency order by c.currency";
    PLACES = "select place, count(*) as n from orders where paid_at >= $1 group by place \
     order by 2 desc, place limit 5";
    // Who opens an eSIM later waits from then on.
    DELIVERY = "select fulfilled_at - coalesce(opened_at, paid_at) as took from orders \
     where paid_at >= $1 and fulfilled_at is not null order by 1";
    PAID_SINCE = "select paid_at from orders where paid_at >= $1 order by paid_at";
}

/// An amount per currency code, and from how many charges or orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub currency: String,
    /// Minor units.
    pub total: i64,
    pub count: i64,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Period {
    /// Anonymous counters by word.
    pub counters: Vec<(String, i64)>,
    /// Orders by the word of their state.
    pub states: Vec<(String, i64)>,
    pub revenue: Vec<Sum>,
    pub refunds: Vec<Sum>,
    /// The places most bought, by code.
    pub places: Vec<(String, i64)>,
    /// From payment to QR in milliseconds, sorted.
    pub delivery: Vec<i64>,
}

/// The sums since a moment; `day` is the same moment as a day of the counters.
pub(crate) async fn since(reader: &mut Reader, from: Stamp, day: i64) -> Stored<Period> {
    let mut period = Period::default();
    for row in reader.fetch_all(COUNTERS, vec![day.into()]).await? {
        period.counters.push((get(&row, "name")?, get(&row, "n")?));
    }
    for row in reader.fetch_all(STATES, vec![from.0.into()]).await? {
        period.states.push((get(&row, "state")?, get(&row, "n")?));
    }
    for (statement, out) in [(SALES, &mut period.revenue), (RETURNS, &mut period.refunds)] {
        *out = read_sums(&reader.fetch_all(statement, vec![from.0.into()]).await?)?;
    }
    for row in reader.fetch_all(PLACES, vec![from.0.into()]).await? {
        period.places.push((get(&row, "place")?, get(&row, "n")?));
    }
    for row in reader.fetch_all(DELIVERY, vec![from.0.into()]).await? {
        period.delivery.push(get(&row, "took")?);
    }
    Ok(period)
}

fn read_sums(rows: &[AnyRow]) -> Stored<Vec<Sum>> {
    let read = |row| {
        let currency = get(row, "currency")?;
        Ok(Sum { currency, total: get(row, "total")?, count: get(row, "n")? })
    };
    rows.iter().map(read).collect()
}

/// What was paid for the orders that have a customer and whose code nobody saw
/// ([`Order::is_unseen`](crate::domain::order::Order::is_unseen)). They are found by their state.
pub async fn unseen(reader: &mut Reader) -> Stored<Vec<Sum>> {
    read_sums(&reader.fetch_all(UNSEEN, vec![]).await?)
}

/// When orders were paid since a moment, oldest first.
pub(crate) async fn paid_since(reader: &mut Reader, from: Stamp) -> Stored<Vec<Stamp>> {
    let rows = reader.fetch_all(PAID_SINCE, vec![from.0.into()]).await?;
    rows.iter().map(|row| Ok(Stamp(get(row, "paid_at")?))).collect()
}
