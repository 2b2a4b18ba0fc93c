//! Charges: what we were paid. A charge id is unique for ever, and a row is never deleted.

use sqlx::any::AnyRow;

use super::customers::Locked;
use super::dialect::{many_rows, statements};
use super::lookups::People;
use super::{Reader, StorageError, Stored, Tx, Value, get};
use crate::domain::charge::{Charge, ChargeState, NamedPlan, NewCharge, Why};
use crate::domain::country::Place;
use crate::domain::ids::{ChargeId, CustomerId, OrderId};
use crate::domain::money::{Currency, Money};
use crate::domain::plan::PlanId;
use crate::domain::time::Stamp;

macro_rules! columns {
    () => {
        "id, order_id, customer_id, currency, amount, state, why, taken_at, kept_at, named_plan, \
         named_place, refund_asked_at, returned_at"
    };
}

/// What is read of those whom an event concerns: what is undecided or on its way back, and what
/// paid the orders that are open.
macro_rules! open {
    ($by:literal) => {
        concat!(
            "with who(id) as (select id from customers where ",
            $by,
            " in (..)) select ",
            columns!(),
            " from charges where customer_id in (select id from who) and state in ('taken', \
             'refunding', 'case', 'due_at_provider') union all select ",
            columns!(),
            " from charges where state not in ('taken', 'refunding', 'case', 'due_at_provider') \
             and id in (select o.charge_id from orders o where o.customer_id in \
             (select id from who) and o.state in ('paid', 'provisioned')) order by taken_at, id"
        )
    };
}

statements! {
    WRITE_DOWN = "insert into charges (id, order_id, customer_id, currency, amount, \
     provider_charge, state, why, taken_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on \
     conflict (id) do update set id = charges.id";
    LOCK = "select id from charges where id = $1", postgres " for update";
}

many_rows! {
    OPEN_BY_CUSTOMER = list open!("id");
    OPEN_BY_PERSON = list open!("person");
    BY_ID = list concat!("select ", columns!(), " from charges where id in (..) order by id");
    SAVE = values concat!(
        "insert into charges (",
        columns!(),
        ") values (..) on conflict (id) do update set customer_id = coalesce(charges.customer_id, \
         excluded.customer_id), state = excluded.state, why = excluded.why, \
         kept_at = coalesce(charges.kept_at, excluded.kept_at), named_plan = \
         coalesce(excluded.named_plan, charges.named_plan), named_place = \
         coalesce(excluded.named_place, charges.named_place), refund_asked_at = \
         excluded.refund_asked_at, returned_at = excluded.returned_at",
    );
    FOUND = values "insert into charges (id, order_id, customer_id, currency, amount, state, why, \
     taken_at, returned_at) values (..) on conflict (id) do nothing returning id";
}

fn why(state: ChargeState) -> Value {
    state.why().map(|why| why.as_str().to_owned()).into()
}

fn bad(what: &'static str) -> StorageError {
    StorageError::Corrupt { table: "charges", what }
}

fn named(plan: Option<String>, place: Option<String>) -> Stored<Option<NamedPlan>> {
    let Some((plan, place)) = plan.zip(place) else { return Ok(None) };
    let plan = PlanId::parse(&plan).map_err(|_| bad("named_plan"))?;
    Ok(Some(NamedPlan { plan, place: Place::parse(&place).ok_or(bad("named_place"))? }))
}

fn read(row: &AnyRow) -> Stored<Option<Charge>> {
    let currency: String = get(row, "currency")?;
    // A charge in a currency we never ask for is a person's case and no machine's.
    let Some(currency) = Currency::from_code(&currency) else { return Ok(None) };
    let word: String = get(row, "state")?;
    let why: Option<String> = get(row, "why")?;
    let state = match word.as_str() {
        "taken" => ChargeState::Taken,
        "kept" => ChargeState::Kept,
        "refunding" => ChargeState::Refunding,
        "refunded" => ChargeState::Refunded,
        "case" => ChargeState::Case(why.as_deref().and_then(Why::parse).ok_or(bad("why"))?),
        "due_at_provider" => ChargeState::DueAtProvider,
        "settled" => ChargeState::Settled,
        _ => return Err(bad("state")),
    };
    let mut charge = Charge::new(
        ChargeId(get(row, "id")?),
        get::<Option<i64>>(row, "order_id")?.map(OrderId::from_number),
        get::<Option<i64>>(row, "customer_id")?.map(CustomerId),
        Money { minor: get(row, "amount")?, currency },
        Stamp(get(row, "taken_at")?),
    );
    charge.kept_at = get::<Option<i64>>(row, "kept_at")?.map(Stamp);
    charge.named = named(get(row, "named_plan")?, get(row, "named_place")?)?;
    charge.refund_asked_at = get::<Option<i64>>(row, "refund_asked_at")?.map(Stamp);
    charge.returned_at = get::<Option<i64>>(row, "returned_at")?.map(Stamp);
    Ok(Some(charge.as_written(state)))
}

fn read_all(rows: &[AnyRow]) -> Stored<Vec<Charge>> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        out.extend(read(row)?);
    }
    Ok(out)
}

/// Writes a charge down as taken, before anything else is tried with it. A crash after the commit
/// leaves a charge that the next look at the update, or at Telegram's ledger, decides. A row that
/// is there stays as it is, and nobody else settles it before this transaction ends.
pub async fn write_down(tx: &mut Tx, new: &NewCharge) -> Stored<()> {
    let values = vec![
        new.id.0.clone().into(),
        new.order.map(OrderId::number).into(),
        new.customer.map(|id| id.0).into(),
        new.currency.clone().into(),
        new.amount.into(),
        new.provider_charge.clone().into(),
        new.state.as_str().into(),
        why(new.state),
        new.taken_at.0.into(),
    ];
    tx.execute_one(WRITE_DOWN, values).await
}

/// Keeps whoever decides or settles a charge waiting until this transaction ends.
pub async fn lock(tx: &mut Tx, charge: &ChargeId) -> Stored<Locked> {
    tx.fetch_optional(LOCK, vec![charge.0.clone().into()]).await?;
    Ok(Locked::by_charge())
}

/// Writes charges down that the Stars ledger shows and that nobody is to decide on: they are older
/// than this database, or went back already. Returns those that are new.
pub(crate) async fn found(tx: &mut Tx, new: &[NewCharge]) -> Stored<Vec<ChargeId>> {
    let values = new
        .iter()
        .map(|new| {
            vec![
                new.id.0.clone().into(),
                new.order.map(OrderId::number).into(),
                new.customer.map(|id| id.0).into(),
                new.currency.clone().into(),
                new.amount.into(),
                new.state.as_str().into(),
                why(new.state),
                new.taken_at.0.into(),
                Value::MaybeInt(new.returned_at().map(|at| at.0)),
            ]
        })
        .collect();
    let rows = tx.insert_returning(&FOUND, values).await?;
    rows.iter().map(|row| Ok(ChargeId(get(row, "id")?))).collect()
}

/// The open charges of some customers, and those that paid their open orders.
pub(crate) async fn open_of(reader: &mut Reader, customers: &[CustomerId]) -> Stored<Vec<Charge>> {
    let keys = customers.iter().map(|id| Value::Int(id.0)).collect();
    read_all(&reader.fetch_list(&OPEN_BY_CUSTOMER, keys).await?)
}

/// The same by who they are.
pub(crate) async fn open_of_people(reader: &mut Reader, people: &People) -> Stored<Vec<Charge>> {
    read_all(&reader.fetch_list(&OPEN_BY_PERSON, people.by.clone()).await?)
}

pub async fn load(reader: &mut Reader, charges: &[ChargeId]) -> Stored<Vec<Charge>> {
    let keys = charges.iter().map(|id| Value::Text(id.0.clone())).collect();
    read_all(&reader.fetch_list(&BY_ID, keys).await?)
}

/// Saves charges whole. A customer who is known stays; one who was not, when the charge was taken
/// beside a failing update, is added.
pub async fn save(tx: &mut Tx, _: &Locked, charges: &[&Charge]) -> Stored<()> {
    let rows = charges
        .iter()
        .map(|charge| {
            let named = charge.named.as_ref();
            vec![
                charge.id.0.clone().into(),
                charge.order.map(OrderId::number).into(),
                charge.customer.map(|id| id.0).into(),
                charge.money.currency.code().into(),
                charge.money.minor.into(),
                charge.state().as_str().into(),
                why(charge.state()),
                charge.taken_at.0.into(),
                Value::MaybeInt(charge.kept_at.map(|at| at.0)),
                named.map(|named| named.plan.as_str().to_owned()).into(),
                named.map(|named| named.place.code().to_owned()).into(),
                charge.refund_asked_at.map(|at| at.0).into(),
                Value::MaybeInt(charge.returned_at.map(|at| at.0)),
            ]
        })
        .collect();
    tx.insert(&SAVE, rows).await
}
