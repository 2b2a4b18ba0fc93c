//! Orders: what we owe. Rows are saved whole; the machine's state is one word and four columns.

use std::collections::HashMap;

use serde_json as json;
use sqlx::any::AnyRow;

use super::customers::Locked;
use super::dialect::{many_rows, statements};
use super::{Reader, StorageError, Stored, Tx, Value, get};
use crate::domain::ids::{AddressId, ChargeId, CustomerId, EsimId, MessageId, OrderId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::order::{
    APPROVAL_LIFE, Agreed, CHARGE_FOLLOWS, MailChoice, Opening, Order, OrderState,
};
use crate::domain::time::{Millis, Stamp};
use crate::domain::undecided::Uncharged;

/// Nobody pays an order that is older: it only keeps old rows from being read for a count.
const LONG_UNPAID: Millis = Millis::days(30);

macro_rules! columns {
    () => {
        "id, customer_id, state, query, state_until, charge_id, esim_id, plan_id, plan, place, \
         price, stars, asked_currency, asked_amount, lang, mail, address_id, invoices, \
         invoice_until, invoice_message, card, reserved, shown_at, qr_count, mail_count, \
         refund_wished, created_at, paid_at, fulfilled_at, \
         old_cards, blank_count, replaced, mailed, unsure_until, open_within, open_until, \
         opened_at, lost_since"
    };
}

pub(super) use columns;

statements! {
    BOUGHT = "select plan_id, count(*) as n from orders \
     where state in ('paid', 'provisioned', 'fulfilled') and paid_at >= $1 and created_at >= $2 \
     group by plan_id";
    UNCHARGED = "select o.id, o.customer_id, o.query from orders o where o.state = 'approved' and \
     o.asked_currency = 'XTR' and o.state_until <= $1 and o.query is not null and \
     o.customer_id is not null and not exists (select 1 from charges c where \
     c.order_id = o.id and (c.state = 'taken' or c.taken_at >= o.state_until - $2)) \
     order by o.id limit 100";
    OWED = "select id from orders where id = $1 and state = 'paid' \
     and lost_since is null", postgres " for update";
}

many_rows! {
    BY_ID = list concat!("select ", columns!(), " from orders where id in (..) order by id");
    // A new order never takes the place of another one that has its number already.
    INSERT = values concat!(
        "insert into orders (",
        columns!(),
        ") values (..) on conflict (id) do nothing",
    );
    // Whose an order is does not change here, and nobody else's is changed.
    UPDATE = values concat!(
        "insert into orders (",
        columns!(),
        ") values (..) on conflict (id) do update set state = excluded.state, \
         query = excluded.query, state_until = excluded.state_until, \
         charge_id = excluded.charge_id, esim_id = excluded.esim_id, plan = excluded.plan, \
         price = excluded.price, stars = excluded.stars, asked_currency = excluded.asked_currency, \
         asked_amount = excluded.asked_amount, lang = excluded.lang, mail = excluded.mail, \
         address_id = excluded.address_id, invoices = excluded.invoices, \
         invoice_until = excluded.invoice_until, invoice_message = excluded.invoice_message, \
         card = excluded.card, reserved = excluded.reserved, shown_at = excluded.shown_at, \
         qr_count = excluded.qr_count, mail_count = excluded.mail_count, \
         refund_wished = excluded.refund_wished, paid_at = excluded.paid_at, \
         fulfilled_at = excluded.fulfilled_at, old_cards = excluded.old_cards, \
         blank_count = excluded.blank_count, replaced = excluded.replaced, \
         mailed = excluded.mailed, unsure_until = excluded.unsure_until, \
         open_within = excluded.open_within, open_until = excluded.open_until, \
         opened_at = excluded.opened_at, lost_since = excluded.lost_since where \
         orders.customer_id is not distinct from excluded.customer_id",
    );
    APPROVE = values "insert into approvals (query, order_id, at, currency, amount) values (..) on \
     conflict (query) do update set order_id = excluded.order_id";
}

fn bad(what: &'static str) -> StorageError {
    StorageError::Corrupt { table: "orders", what }
}

pub(super) fn read(row: &AnyRow) -> Stored<Order> {
    let word: String = get(row, "state")?;
    let charge = get::<Option<String>>(row, "charge_id")?.map(ChargeId);
    let charge = || charge.clone().ok_or(bad("charge_id"));
    let esim = get::<Option<i64>>(row, "esim_id")?.map(EsimId).ok_or(bad("esim_id"));
    let until = get::<Option<i64>>(row, "state_until")?.map(Stamp).ok_or(bad("state_until"));
    let state = match word.as_str() {
        "draft" => OrderState::Draft,
        "invoiced" => OrderState::Invoiced { until: until? },
        "approved" => {
            let query = get::<Option<String>>(row, "query")?.ok_or(bad("query"))?;
            OrderState::Approved { query: QueryId(query), until: until? }
        }
        "paid" => OrderState::Paid { charge: charge()? },
        "provisioned" => OrderState::Provisioned { charge: charge()?, esim: esim? },
        "fulfilled" => OrderState::Fulfilled { charge: charge()?, esim: esim.ok() },
        "returned" => OrderState::Returned { charge: charge()? },
        "expired" => OrderState::Expired,
        "cancelled" => OrderState::Cancelled,
        _ => return Err(bad("state")),
    };
    let plan: String = get(row, "plan")?;
    let lang: String = get(row, "lang")?;
    let mail: String = get(row, "mail")?;
    let address = get::<Option<i64>>(row, "address_id")?.map(AddressId);
    let asked = match (
        get::<Option<String>>(row, "asked_currency")?,
        get::<Option<i64>>(row, "asked_amount")?,
    ) {
        (Some(currency), Some(minor)) => {
            let currency = Currency::from_code(&currency).ok_or(bad("asked_currency"))?;
            Some(Money { minor, currency })
        }
        _ => None,
    };
    let stamp = |value: Option<i64>| value.map(Stamp);
    let mut order = Order::new(Agreed {
        id: OrderId::from_number(get(row, "id")?),
        customer: get::<Option<i64>>(row, "customer_id")?.map(CustomerId),
        plan: json::from_str(&plan).map_err(|_| bad("plan"))?,
        price: Money::kzt(get(row, "price")?),
        stars: get::<Option<i64>>(row, "stars")?.map(Money::stars),
        lang: Lang::from_code(&lang).ok_or(bad("lang"))?,
        mail: match (mail.as_str(), address) {
            ("chat", _) => MailChoice::ChatOnly,
            ("to", Some(address)) => MailChoice::To(address),
            ("withdrawn", _) => MailChoice::Withdrawn,
            _ => MailChoice::Undecided,
        },
        at: Stamp(get(row, "created_at")?),
    });
    order.asked = asked;
    order.invoices = get(row, "invoices")?;
    order.invoice_until = stamp(get(row, "invoice_until")?);
    order.invoice_message = get::<Option<i64>>(row, "invoice_message")?.map(MessageId);
    order.card = get::<Option<i64>>(row, "card")?.map(MessageId);
    order.old_cards = get::<Option<String>>(row, "old_cards")?
        .unwrap_or_default()
        .split_whitespace()
        .map(|id| id.parse().map(MessageId).map_err(|_| bad("old_cards")))
        .collect::<Stored<_>>()?;
    order.reserved = get::<Option<i64>>(row, "reserved")?.map(EsimId);
    order.shown_at = stamp(get(row, "shown_at")?);
    order.qr_count = get(row, "qr_count")?;
    order.mail_count = get(row, "mail_count")?;
    order.blank_count = get(row, "blank_count")?;
    order.replaced = get(row, "replaced")?;
    order.mailed = get(row, "mailed")?;
    order.unsure_until = stamp(get(row, "unsure_until")?);
    order.opening = opening(row)?;
    order.lost_since = stamp(get(row, "lost_since")?);
    order.refund_wished = get::<i64>(row, "refund_wished")? != 0;
    order.paid_at = stamp(get(row, "paid_at")?);
    order.fulfilled_at = stamp(get(row, "fulfilled_at")?);
    Ok(order.as_written(state))
}

/// Each form of an opening has a column of its own; none is filled where the code is shown at once.
fn opening(row: &AnyRow) -> Stored<Opening> {
    let within: Option<i64> = get(row, "open_within")?;
    let until = get::<Option<i64>>(row, "open_until")?.map(Stamp);
    let opened = get::<Option<i64>>(row, "opened_at")?.map(Stamp);
    match (within, until, opened) {
        (None, None, None) => Ok(Opening::AtOnce),
        (Some(days), None, None) => Ok(Opening::Later { days }),
        (None, Some(until), None) => Ok(Opening::Unopened { until }),
        (None, None, Some(at)) => Ok(Opening::Opened { at }),
        _ => Err(bad("open_within, open_until, opened_at")),
    }
}

pub async fn load(reader: &mut Reader, orders: &[OrderId]) -> Stored<Vec<Order>> {
    let keys = orders.iter().map(|id| Value::Int(id.number())).collect();
    reader.fetch_list(&BY_ID, keys).await?.iter().map(read).collect()
}

/// How many orders of each plan were paid since a moment and are kept.
pub async fn bought_since(reader: &mut Reader, since: Stamp) -> Stored<HashMap<String, u64>> {
    let rows =
        reader.fetch_all(BOUGHT, vec![since.0.into(), (since - LONG_UNPAID).0.into()]).await?;
    let counts = rows.iter().map(|row| {
        let count: i64 = get(row, "n")?;
        Ok((get(row, "plan_id")?, u64::try_from(count).unwrap_or_default()))
    });
    counts.collect()
}

/// Saves orders whole; an approved one also leaves its approval behind, for ever.
/// [`StorageError::Duplicate`] where a new order has a number that another one has.
pub async fn save(tx: &mut Tx, _: &Locked, orders: &[&Order], now: Stamp) -> Stored<()> {
    let (mut new, mut known, mut approvals) = (Vec::new(), Vec::new(), Vec::new());
    for order in orders {
        let (mut query, mut until) = (None, None);
        match order.state() {
            OrderState::Invoiced { until: end } => until = Some(end.0),
            OrderState::Approved { query: approved, until: end } => {
                query = Some(approved.0.clone());
                until = Some(end.0);
                approvals.push(vec![
                    approved.0.clone().into(),
                    order.id.number().into(),
                    Value::Int(now.0),
                    order.asked.map(|asked| asked.currency.code().to_owned()).into(),
                    order.asked.map(|asked| asked.minor).into(),
                ]);
            }
            OrderState::Draft
            | OrderState::Paid { .. }
            | OrderState::Provisioned { .. }
            | OrderState::Fulfilled { .. }
            | OrderState::Returned { .. }
            | OrderState::Expired
            | OrderState::Cancelled => {}
        }
        let (mail, address) = match order.mail {
            MailChoice::Undecided => ("undecided", None),
            MailChoice::ChatOnly => ("chat", None),
            MailChoice::To(address) => ("to", Some(address.0)),
            MailChoice::Withdrawn => ("withdrawn", None),
        };
        let (within, open_until, opened) = match order.opening {
            Opening::AtOnce => (None, None, None),
            Opening::Later { days } => (Some(days), None, None),
            Opening::Unopened { until } => (None, Some(until.0), None),
            Opening::Opened { at } => (None, None, Some(at.0)),
        };
        let plan = json::to_string(&order.plan).map_err(|_| bad("plan"))?;
        let rows = if order.is_new() { &mut new } else { &mut known };
        rows.push(vec![
            Value::Int(order.id.number()),
            order.customer.map(|id| id.0).into(),
            order.state().as_str().into(),
            query.into(),
            until.into(),
            order.state().charge().map(|charge| charge.0.clone()).into(),
            order.state().esim().map(|esim| esim.0).into(),
            order.plan.id.as_str().into(),
            plan.into(),
            order.plan.place().code().into(),
            order.price.minor.into(),
            order.stars.map(|stars| stars.minor).into(),
            order.asked.map(|asked| asked.currency.code().to_owned()).into(),
            order.asked.map(|asked| asked.minor).into(),
            order.lang.code().into(),
            mail.into(),
            address.into(),
            order.invoices.into(),
            order.invoice_until.map(|at| at.0).into(),
            order.invoice_message.map(|id| id.0).into(),
            order.card.map(|id| id.0).into(),
            order.reserved.map(|id| id.0).into(),
            order.shown_at.map(|at| at.0).into(),
            order.qr_count.into(),
            order.mail_count.into(),
            i64::from(order.refund_wished).into(),
            order.created_at.0.into(),
            order.paid_at.map(|at| at.0).into(),
            order.fulfilled_at.map(|at| at.0).into(),
            old_cards(order).into(),
            order.blank_count.into(),
            order.replaced.into(),
            order.mailed.into(),
            order.unsure_until.map(|at| at.0).into(),
            within.into(),
            open_until.into(),
            opened.into(),
            order.lost_since.map(|at| at.0).into(),
        ]);
    }
    match tx.insert(&INSERT, new).await {
        Err(StorageError::RowCount { .. }) => {
            return Err(StorageError::Duplicate("an order's number".to_owned()));
        }
        done => done?,
    }
    tx.insert(&UPDATE, known).await?;
    tx.insert(&APPROVE, approvals).await
}

fn old_cards(order: &Order) -> Option<String> {
    let ids: Vec<String> = order.old_cards.iter().map(|id| id.0.to_string()).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Approvals in Stars of which no charge is known, given so long before `told` that a charge would
/// be: up to then everything is read that Telegram told.
pub(crate) async fn uncharged(reader: &mut Reader, told: Stamp) -> Stored<Vec<Uncharged>> {
    // An approval is named by its end. The ledger knows seconds only.
    let ends = told.0.saturating_sub(CHARGE_FOLLOWS.0).saturating_add(APPROVAL_LIFE.0);
    let life = APPROVAL_LIFE.0 + 1_000;
    let read = |row: &AnyRow| {
        Ok(Uncharged {
            order: OrderId::from_number(get(row, "id")?),
            customer: CustomerId(get(row, "customer_id")?),
            query: QueryId(get(row, "query")?),
        })
    };
    reader.fetch_all(UNCHARGED, vec![ends.into(), life.into()]).await?.iter().map(read).collect()
}

/// Whether an eSIM is owed to this order and none is known yet; if so the order is locked, so that
/// two processes that ask for it at once are given one.
pub(crate) async fn owed(tx: &mut Tx, order: OrderId) -> Stored<bool> {
    Ok(tx.fetch_optional(OWED, vec![order.number().into()]).await?.is_some())
}
