//! Which orders of a customer's are read: those that are open, with every event, and of the others
//! only what an event wants. Each statement has an index that finds its rows without the rest, so
//! that nothing costs more because an account is old.

use super::dialect::{many_rows, statements};
use super::lookups::People;
use super::orders::{columns, read};
use super::{Reader, Stored, Value};
use crate::domain::ids::{CustomerId, MessageId};
use crate::domain::order::Order;
use crate::domain::time::Stamp;

/// What is read of those whom an event concerns: what is open, and what may be paid yet.
macro_rules! open {
    ($by:literal) => {
        concat!(
            "with moment(at) as (select cast($1 as bigint)), \
             who(id) as (select id from customers where ",
            $by,
            " in (..)) select ",
            columns!(),
            " from orders where customer_id in (select id from who) and state in ('draft', \
             'invoiced', 'approved', 'paid', 'provisioned') union all select ",
            columns!(),
            " from orders where customer_id in (select id from who) and unsure_until > \
             (select at from moment) and state in ('expired', 'cancelled') order by created_at, id"
        )
    };
}

macro_rules! of {
    ($which:literal) => {
        concat!("select ", columns!(), " from orders where customer_id = $1 and ", $which)
    };
}

statements! {
    LISTED = of!("state <> 'cancelled' order by created_at desc, id desc limit $2 offset $3");
    DELIVERED = of!("state = 'fulfilled' order by created_at desc, id desc limit 1");
    MAILED = of!("address_id is not null and state <> 'cancelled'");
    CARD = of!("card = $2");
    SHOWN = of!("shown_at is not null");
    CLOSED = of!("state = 'cancelled' and lost_since is not null");
    HOW_MANY = "select count(*) as n from (select 1 as one from orders where customer_id = $1 and \
     state <> 'cancelled' order by created_at desc, id desc limit $2) as listed";
    // Each half is a range of the index, also where many orders are of one moment.
    NEWER = "select count(*) as n from (select one from (select 1 as one from orders where \
     customer_id = $1 and state <> 'cancelled' and created_at > $2 limit $4) as later union all \
     select one from (select 1 as one from orders where customer_id = $1 and \
     state <> 'cancelled' and created_at = $2 and id > $3 limit $4) as beside) as newer";
}

many_rows! {
    OPEN_BY_CUSTOMER = list open!("id");
    OPEN_BY_PERSON = list open!("person");
}

/// The open orders of some customers, those with a payment that may be on its way among them,
/// oldest first.
pub(crate) async fn open_of(
    reader: &mut Reader,
    customers: &[CustomerId],
    now: Stamp,
) -> Stored<Vec<Order>> {
    let keys = customers.iter().map(|id| Value::Int(id.0)).collect();
    let rows = reader.fetch_list_after(&OPEN_BY_CUSTOMER, &[now.0.into()], keys).await?;
    rows.iter().map(read).collect()
}

/// The same by who they are.
pub(crate) async fn open_of_people(
    reader: &mut Reader,
    people: &People,
    now: Stamp,
) -> Stored<Vec<Order>> {
    let keys = people.by.clone();
    let rows = reader.fetch_list_after(&OPEN_BY_PERSON, &[now.0.into()], keys).await?;
    rows.iter().map(read).collect()
}

/// So many of a customer's orders after the first `skip` ones, the newest first; what was given up
/// is not among them.
pub(crate) async fn listed(
    reader: &mut Reader,
    customer: CustomerId,
    (most, skip): (i64, i64),
) -> Stored<Vec<Order>> {
    let values = vec![customer.0.into(), most.into(), skip.into()];
    reader.fetch_all(LISTED, values).await?.iter().map(read).collect()
}

/// How many orders a customer's list has, counted up to `most`.
pub(crate) async fn how_many(reader: &mut Reader, customer: CustomerId, most: i64) -> Stored<i64> {
    reader.count(HOW_MANY, vec![customer.0.into(), most.into()]).await
}

/// How many orders stand before this one in its customer's list, counted up to `most`.
pub(crate) async fn newer(
    reader: &mut Reader,
    customer: CustomerId,
    order: &Order,
    most: i64,
) -> Stored<i64> {
    let at = order.created_at.0.into();
    reader.count(NEWER, vec![customer.0.into(), at, order.id.number().into(), most.into()]).await
}

/// The newest order of a customer whose eSIM was delivered.
pub(crate) async fn last_delivered(
    reader: &mut Reader,
    customer: CustomerId,
) -> Stored<Option<Order>> {
    reader.fetch_optional(DELIVERED, vec![customer.0.into()]).await?.as_ref().map(read).transpose()
}

/// The orders of a customer that are mailed.
pub(crate) async fn mailed(reader: &mut Reader, customer: CustomerId) -> Stored<Vec<Order>> {
    reader.fetch_all(MAILED, vec![customer.0.into()]).await?.iter().map(read).collect()
}

/// The orders of a customer whose card is this message.
pub(crate) async fn with_card(
    reader: &mut Reader,
    customer: CustomerId,
    card: MessageId,
) -> Stored<Vec<Order>> {
    let values = vec![customer.0.into(), Value::Int(card.0)];
    reader.fetch_all(CARD, values).await?.iter().map(read).collect()
}

/// The orders of a customer whose code may have been seen.
pub(crate) async fn shown(reader: &mut Reader, customer: CustomerId) -> Stored<Vec<Order>> {
    reader.fetch_all(SHOWN, vec![customer.0.into()]).await?.iter().map(read).collect()
}

/// The orders of a customer that a restore closed.
pub(crate) async fn closed(reader: &mut Reader, customer: CustomerId) -> Stored<Vec<Order>> {
    reader.fetch_all(CLOSED, vec![customer.0.into()]).await?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use sqlx::{Connection as _, SqliteConnection};

    use super::super::dialect::{Engine, MultiRow};
    use super::super::seal::SealingKey;
    use super::super::{Sql, Store, charges};
    use super::*;

    /// Orders and charges of customer 1, every one of them over: half given up, the others
    /// delivered, run out and paid back, all of one moment.
    const HISTORY: &str = "with recursive n(i) as (select 1 union all \
            select i + 1 from n where i < 20000)
        insert into orders (id, customer_id, state, charge_id, plan_id, plan, place, price, lang, \
            mail, invoices, qr_count, mail_count, refund_wished, created_at, unsure_until)
        select i, 1, case i % 6 when 0 then 'fulfilled' when 1 then 'expired' when 2 then \
            'returned' else 'cancelled' end, 'charge' || i, 'tr-1', '{}', 'TR', 1, 'en', 'chat', \
            1, 0, 0, 0, 5, 6 from n;
        insert into charges (id, order_id, customer_id, currency, amount, state, taken_at) select \
            charge_id, id, 1, 'XTR', 1, \
            case state when 'returned' then 'refunded' else 'kept' end, \
            5 from orders";

    const CUSTOMER: &str = "insert into customers (id, person, key_id, telegram_sealed, \
        dialogue_sealed, guess, created_at, seen_at) values (1, 'one', 1, x'00', x'00', 'en', \
        0, 0)";

    /// How many steps SQLite's machine takes to answer each statement that is asked for every
    /// event, and for a screen of the list.
    async fn steps(history: bool) -> Vec<(&'static str, u64)> {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let store = Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await;
        store.unwrap().close().await;
        let mut line = SqliteConnection::connect(&at("shop.db")).await.unwrap();
        sqlx::raw_sql(CUSTOMER).execute(&mut line).await.unwrap();
        if history {
            sqlx::raw_sql(HISTORY).execute(&mut line).await.unwrap();
        }
        let count = Arc::new(AtomicU64::new(0));
        let counts = Arc::clone(&count);
        line.lock_handle().await.unwrap().set_progress_handler(1, move || {
            counts.fetch_add(1, Ordering::Relaxed);
            true
        });
        let many = |rows: &'static MultiRow| (rows.name, rows.text(1, Engine::Sqlite));
        let single = |sql: Sql| (sql.name, sql.text(Engine::Sqlite));
        let now = Value::Int(1_000);
        let (id, person) = (Value::Int(1), Value::Text("one".to_owned()));
        let mut asked = vec![
            (many(&OPEN_BY_CUSTOMER), vec![now.clone(), id.clone()]),
            (many(&OPEN_BY_PERSON), vec![now, person.clone()]),
            (single(LISTED), vec![id.clone(), Value::Int(6), Value::Int(60)]),
            (single(DELIVERED), vec![id.clone()]),
            (single(MAILED), vec![id.clone()]),
            (single(CARD), vec![id.clone(), Value::Int(77)]),
            (single(HOW_MANY), vec![id.clone(), Value::Int(60)]),
            (single(NEWER), vec![id.clone(), Value::Int(5), Value::Int(19_990), Value::Int(60)]),
        ];
        for rows in charges::ROWS.iter().filter(|rows| rows.name.contains("OPEN")) {
            let who = if rows.name.ends_with("PERSON") { person.clone() } else { id.clone() };
            asked.push((many(rows), vec![who]));
        }
        let mut taken = Vec::new();
        for ((name, text), values) in asked {
            count.store(0, Ordering::Relaxed);
            let mut query = sqlx::query(text);
            for value in values {
                query = match value {
                    Value::Int(number) => query.bind(number),
                    Value::Text(words) => query.bind(words),
                    Value::MaybeInt(_)
                    | Value::MaybeText(_)
                    | Value::Bytes(_)
                    | Value::MaybeBytes(_) => unreachable!(),
                };
            }
            query.fetch_all(&mut line).await.unwrap();
            taken.push((name, count.load(Ordering::Relaxed)));
        }
        taken
    }

    /// Counted in steps and not in time. What is read is bounded by a page, whatever was bought or
    /// given up before.
    #[tokio::test]
    async fn twenty_thousand_orders_of_one_account_cost_nothing() {
        let (none, many) = (steps(false).await, steps(true).await);
        assert_eq!(none.len(), 10, "{none:?}");
        for ((name, none), (_, many)) in none.into_iter().zip(many) {
            let page = if name.contains("OPEN") || name.ends_with("MAILED") { 60 } else { 1_200 };
            assert!(many <= none + page, "{name}: {none} steps with no orders, {many} with 20,000");
        }
    }
}
