//! Orders: what we owe. Rows are saved whole; the machine's state is one word and four columns.

use serde_json as json;
use sqlx::any::AnyRow;

use super::dialect::{Rows, Sql};
use super::{Named, NamedRows, Promise, StorageError, Stored, Tx, Value, get};
use crate::domain::ids::{
    AddressId, ChargeId, CustomerId, EsimId, MessageId, OrderId, PersonKey, QueryId,
};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::order::{MailChoice, Order, OrderState};
use crate::domain::time::Stamp;

macro_rules! columns {
    () => {
        "id, customer_id, state, query, state_until, charge_id, esim_id, plan_id, plan, place, price, \
         stars, asked_currency, asked_amount, lang, mail, address_id, invoices, invoice_until, \
         invoice_message, card, reserved, shown_at, qr_count, mail_count, refund_wished, \
         created_at, paid_at, fulfilled_at, \
         old_cards, blank_count, replaced"
    };
}

static BY_CUSTOMER: Rows = Rows::list(
    concat!("select ", columns!(), " from orders where customer_id in"),
    "order by created_at, id",
    "",
);
static BY_PERSON: Rows = Rows::list(
    concat!(
        "select ",
        columns!(),
        " from orders where customer_id in (select c.id from customers c where c.person in"
    ),
    ") order by created_at, id",
    "",
);
static BY_ID: Rows =
    Rows::list(concat!("select ", columns!(), " from orders where id in"), "order by id", "");
static SAVE: Rows = Rows::values(
    concat!("insert into orders (", columns!(), ")"),
    32,
    "on conflict (id) do update set customer_id = excluded.customer_id, state = excluded.state, \
     query = excluded.query, state_until = excluded.state_until, charge_id = excluded.charge_id, \
     esim_id = excluded.esim_id, plan = excluded.plan, price = excluded.price, \
     stars = excluded.stars, asked_currency = excluded.asked_currency, \
     asked_amount = excluded.asked_amount, mail = excluded.mail, \
     address_id = excluded.address_id, invoices = excluded.invoices, \
     invoice_until = excluded.invoice_until, invoice_message = excluded.invoice_message, \
     card = excluded.card, reserved = excluded.reserved, shown_at = excluded.shown_at, \
     qr_count = excluded.qr_count, mail_count = excluded.mail_count, \
     refund_wished = excluded.refund_wished, paid_at = excluded.paid_at, \
     fulfilled_at = excluded.fulfilled_at, old_cards = excluded.old_cards, \
     blank_count = excluded.blank_count, replaced = excluded.replaced",
);
static APPROVE: Rows = Rows::values(
    "insert into approvals (query, order_id, at, currency, amount)",
    5,
    "on conflict (query) do update set order_id = excluded.order_id",
);

const OWED: Sql = Sql::split(
    "select id from orders where id = $1 and state = 'paid'",
    "select id from orders where id = $1 and state = 'paid' for update",
);

pub(crate) const STATEMENTS: Named = &[("orders.owed", OWED)];
pub(crate) const ROWS: NamedRows = &[
    ("orders.by_customer", &BY_CUSTOMER),
    ("orders.by_person", &BY_PERSON),
    ("orders.by_id", &BY_ID),
    ("orders.save", &SAVE),
    ("orders.approve", &APPROVE),
];

fn bad(what: &'static str) -> StorageError {
    StorageError::Corrupt { table: "orders", what }
}

fn read(row: &AnyRow) -> Stored<Order> {
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
        "fulfilled" => OrderState::Fulfilled { charge: charge()?, esim: esim? },
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
    Ok(Order {
        id: OrderId::from_number(get(row, "id")?),
        customer: get::<Option<i64>>(row, "customer_id")?.map(CustomerId),
        state,
        plan: json::from_str(&plan).map_err(|_| bad("plan"))?,
        price: Money::kzt(get(row, "price")?),
        stars: get::<Option<i64>>(row, "stars")?.map(Money::stars),
        asked,
        lang: Lang::from_code(&lang).ok_or(bad("lang"))?,
        mail: match (mail.as_str(), address) {
            ("chat", _) => MailChoice::ChatOnly,
            ("to", Some(address)) => MailChoice::To(address),
            _ => MailChoice::Undecided,
        },
        invoices: get(row, "invoices")?,
        invoice_until: stamp(get(row, "invoice_until")?),
        invoice_message: get::<Option<i64>>(row, "invoice_message")?.map(MessageId),
        card: get::<Option<i64>>(row, "card")?.map(MessageId),
        old_cards: get::<Option<String>>(row, "old_cards")?
            .unwrap_or_default()
            .split_whitespace()
            .map(|id| id.parse().map(MessageId).map_err(|_| bad("old_cards")))
            .collect::<Stored<_>>()?,
        reserved: get::<Option<i64>>(row, "reserved")?.map(EsimId),
        shown_at: stamp(get(row, "shown_at")?),
        qr_count: get(row, "qr_count")?,
        mail_count: get(row, "mail_count")?,
        blank_count: get(row, "blank_count")?,
        replaced: get(row, "replaced")?,
        refund_wished: get::<i64>(row, "refund_wished")? != 0,
        created_at: Stamp(get(row, "created_at")?),
        paid_at: stamp(get(row, "paid_at")?),
        fulfilled_at: stamp(get(row, "fulfilled_at")?),
    })
}

/// All orders of some customers, oldest first; [`kept`] reads them.
///
/// # Errors
/// As every storage call.
pub async fn of_customers(tx: &mut Tx, customers: &[CustomerId]) -> Stored<Promise> {
    let keys = customers.iter().map(|id| Value::Int(id.0)).collect();
    tx.list_promising(&BY_CUSTOMER, &[], keys).await
}

/// The same by who they are.
///
/// # Errors
/// As every storage call.
pub async fn of_people(tx: &mut Tx, people: &[PersonKey]) -> Stored<Promise> {
    let keys = people.iter().map(|person| Value::Text(person.0.clone())).collect();
    tx.list_promising(&BY_PERSON, &[], keys).await
}

/// The orders that were promised.
///
/// # Errors
/// As every storage call.
pub async fn kept(tx: &mut Tx, promise: Promise) -> Stored<Vec<Order>> {
    tx.kept(promise).await?.iter().map(read).collect()
}

/// Some orders, whoever's they are.
///
/// # Errors
/// As every storage call.
pub async fn load(tx: &mut Tx, orders: &[OrderId]) -> Stored<Vec<Order>> {
    let keys = orders.iter().map(|id| Value::Int(id.number())).collect();
    tx.list(&BY_ID, keys).await?.iter().map(read).collect()
}

/// Saves orders whole; an approved one also leaves its approval behind, for ever.
///
/// # Errors
/// As every storage call.
pub async fn save(tx: &mut Tx, orders: &[&Order], now: Stamp) -> Stored<()> {
    let mut rows = Vec::with_capacity(orders.len());
    let mut approvals = Vec::new();
    for order in orders {
        let (mut query, mut until) = (None, None);
        match &order.state {
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
        };
        let plan = json::to_string(&order.plan).map_err(|_| bad("plan"))?;
        rows.push(vec![
            Value::Int(order.id.number()),
            order.customer.map(|id| id.0).into(),
            order.state.as_str().into(),
            query.into(),
            until.into(),
            order.state.charge().map(|charge| charge.0.clone()).into(),
            order.state.esim().map(|esim| esim.0).into(),
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
        ]);
    }
    tx.write("orders.save", &SAVE, rows).await?;
    tx.write("orders.approve", &APPROVE, approvals).await
}

fn old_cards(order: &Order) -> Option<String> {
    let ids: Vec<String> = order.old_cards.iter().map(|id| id.0.to_string()).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Whether an eSIM is owed to this order and none is known yet; if so the order is locked, so that
/// two processes that ask for it at once are given one.
///
/// # Errors
/// As every storage call.
pub async fn owed(tx: &mut Tx, order: OrderId) -> Stored<bool> {
    Ok(tx.maybe_row(OWED, vec![order.number().into()]).await?.is_some())
}
