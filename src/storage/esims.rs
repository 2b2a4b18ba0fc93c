//! Activation codes: in stock, reserved, sold, erased. A code is money, so each is sealed with a
//! data key of its own, which is handed over at the sale and destroyed with the customer's.

use super::dialect::{many_rows, statements};
use super::seal::AssociatedData;
use super::{Reader, StorageError, Store, Stored, Tx, Value, get, settings};
use crate::domain::decision::StockMove;
use crate::domain::esim::{ActivationCode, ConfirmationCode, Iccid};
use crate::domain::ids::{EsimId, KeyId, OrderId};
use crate::domain::plan::PlanId;
use crate::domain::time::Stamp;

statements! {
    FREE = "select id from esims where plan_id = $1 and order_id is null and sold_at is null and \
     erased_at is null and held_at is null and (expires_at is null or expires_at > $2) order by id \
     limit $3", postgres " for update skip locked";
    LEFT = "select count(*) as n from (select 1 as one from esims where plan_id = $1 and \
     order_id is null and sold_at is null and erased_at is null and held_at is null and \
     (expires_at is null or expires_at > $2) limit $3) as few";
    LEVELS = "select plan_id, count(*) as n from esims where order_id is null and sold_at is null \
     and erased_at is null and held_at is null and (expires_at is null or expires_at > $1) \
     group by plan_id";
    RESERVE = "update esims set order_id = $1 where id = $2 and order_id is null and \
     sold_at is null and held_at is null";
    RELEASE = "update esims set order_id = null, sold_at = null where id = $1 and order_id = $2 \
     and erased_at is null";
    SELL = "update esims set order_id = $1, sold_at = $2 where id = $3 and sold_at is null \
     and held_at is null and (order_id is null or order_id = $1)";
    SPOIL = "update esims set order_id = null, sold_at = coalesce(sold_at, $1), faulty_at = $1, \
     faulty_order = $2 where id = $3 and order_id = $2 and faulty_at is null";
    FAULTY = "select count(*) as n from esims where faulty_at is not null";
    FAULTY_ONES = "select id, plan_id, faulty_at, faulty_order, cost, note from esims where \
     faulty_at is not null order by faulty_at, id";
    ASKS = "select id from esims where order_id = $1 and confirmation_sealed is not null";
    OF_ORDER = "select id from esims where order_id = $1 order by id limit 1";
    DOUBLED = "select order_id, count(*) as n from esims where order_id is not null \
     group by order_id having count(*) > 1";
    ONE = "select id, key_id, code_sealed, iccid_sealed, confirmation_sealed from esims where \
     id = $1";
    BY_FINGERPRINT = "select plan_id, case when order_id is null and sold_at is null and \
     erased_at is null then 1 else 0 end as unsold from esims where code_print = $1 or \
     iccid_print = $2";
}

many_rows! {
    ADD = values "insert into esims (id, plan_id, key_id, code_sealed, iccid_sealed, \
     confirmation_sealed, code_print, iccid_print, cost, note, expires_at, created_at, held_at) \
     values (..)";
}

const fn aad_of(column: &'static str, row: i64) -> AssociatedData {
    AssociatedData { table: "esims", column, row }
}

#[derive(Debug)]
pub struct Esim {
    pub id: EsimId,
    pub code: ActivationCode,
    /// The number of the profile, where the supplier gave one.
    pub iccid: Option<Iccid>,
    /// What the phone may ask for.
    pub confirmation: Option<ConfirmationCode>,
}

/// A line of stock to be written.
#[derive(Debug)]
pub struct NewEsim {
    pub id: EsimId,
    pub plan: PlanId,
    /// The data key that seals it.
    pub key: KeyId,
    pub code: ActivationCode,
    pub iccid: Option<Iccid>,
    /// What the phone may ask for.
    pub confirmation: Option<ConfirmationCode>,
    /// What it cost us, as written in the file.
    pub cost: Option<String>,
    pub note: Option<String>,
    /// After this it cannot be installed.
    pub expires: Option<Stamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FingerprintState {
    /// Never seen.
    New,
    /// Unsold in stock, for this plan.
    Unsold(String),
    /// Sold or erased, for this plan.
    Gone(String),
}

/// More free eSIMs than these are not counted: more than plenty need not be known.
const PLENTY: i64 = 100;

/// How many eSIMs of a plan are free and `good` beyond that moment, counted up to a hundred.
pub(crate) async fn left(reader: &mut Reader, plan: &PlanId, good: Stamp) -> Stored<i64> {
    let values = vec![plan.as_str().into(), good.0.into(), PLENTY.into()];
    reader.count(LEFT, values).await
}

/// Free eSIMs of a plan that are `good` beyond that moment, locked for this transaction, at most
/// `wanted`.
pub(crate) async fn free(
    tx: &mut Tx,
    plan: &PlanId,
    wanted: i64,
    good: Stamp,
) -> Stored<Vec<EsimId>> {
    let values = vec![plan.as_str().into(), good.0.into(), wanted.into()];
    let rows = tx.fetch_all(FREE, values).await?;
    rows.iter().map(|row| Ok(EsimId(get(row, "id")?))).collect()
}

/// How many eSIMs of each plan are free and `good` beyond that moment.
pub(crate) async fn levels(reader: &mut Reader, good: Stamp) -> Stored<Vec<(String, i64)>> {
    let rows = reader.fetch_all(LEVELS, vec![good.0.into()]).await?;
    rows.iter().map(|row| Ok((get(row, "plan_id")?, get(row, "n")?))).collect()
}

/// How many codes were found faulty and taken out of sale.
pub(crate) async fn faulty(reader: &mut Reader) -> Stored<i64> {
    reader.count(FAULTY, vec![]).await
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FaultyOne {
    pub id: EsimId,
    pub plan: String,
    /// Since when it is out of sale.
    pub since: Stamp,
    /// Whose code it was to be.
    pub order: Option<OrderId>,
    /// What it cost us, as written in the file.
    pub cost: Option<String>,
    /// A remark of the file's.
    pub note: Option<String>,
}

pub(crate) async fn faulty_ones(reader: &mut Reader) -> Stored<Vec<FaultyOne>> {
    let rows = reader.fetch_all(FAULTY_ONES, vec![]).await?;
    let read = |row| {
        Ok(FaultyOne {
            id: EsimId(get(row, "id")?),
            plan: get(row, "plan_id")?,
            since: Stamp(get(row, "faulty_at")?),
            order: get::<Option<i64>>(row, "faulty_order")?.map(OrderId::from_number),
            cost: get(row, "cost")?,
            note: get(row, "note")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Carries out one stock move. Each must change exactly one row: two orders never hold one eSIM.
pub async fn apply(tx: &mut Tx, change: StockMove, now: Stamp) -> Stored<()> {
    match change {
        StockMove::Reserve(esim, order) => {
            let values = vec![order.number().into(), esim.0.into()];
            tx.execute_one(RESERVE, values).await
        }
        StockMove::Release(esim, order) => {
            let values = vec![esim.0.into(), order.number().into()];
            tx.execute_one(RELEASE, values).await
        }
        StockMove::Sell(esim, order) => {
            let values = vec![order.number().into(), now.0.into(), Value::Int(esim.0)];
            tx.execute_one(SELL, values).await
        }
        StockMove::Spoil(esim, order) => {
            // It stays sold, without an order: no version ever takes it for free.
            let values = vec![now.0.into(), order.number().into(), Value::Int(esim.0)];
            tx.execute_one(SPOIL, values).await
        }
    }
}

/// The eSIM an order holds, if any.
pub(crate) async fn of_order(reader: &mut Reader, order: OrderId) -> Stored<Option<EsimId>> {
    Ok(reader.first(OF_ORDER, vec![order.number().into()], "id").await?.map(EsimId))
}

/// Orders that hold more than one eSIM, and how many: there must be none.
pub async fn doubled(reader: &mut Reader) -> Stored<Vec<(OrderId, i64)>> {
    let rows = reader.fetch_all(DOUBLED, vec![]).await?;
    rows.iter()
        .map(|row| Ok((OrderId::from_number(get(row, "order_id")?), get(row, "n")?)))
        .collect()
}

pub async fn load(store: &Store, reader: &mut Reader, id: EsimId) -> Stored<Option<Esim>> {
    let Some(row) = reader.fetch_optional(ONE, vec![id.0.into()]).await? else { return Ok(None) };
    let key_id = KeyId(get(&row, "key_id")?);
    let code: Option<Vec<u8>> = get(&row, "code_sealed")?;
    let iccid: Option<Vec<u8>> = get(&row, "iccid_sealed")?;
    let confirmation: Option<Vec<u8>> = get(&row, "confirmation_sealed")?;
    let key = store.keys.load_one(key_id).await?;
    let (Some(code), Some(key)) = (code, key) else { return Ok(None) };
    let open = |column: &'static str, sealed: &[u8]| -> Stored<String> {
        String::from_utf8(key.open(aad_of(column, id.0), sealed)?)
            .map_err(|_| StorageError::Corrupt { table: "esims", what: "a sealed value" })
    };
    let bad = |what: &'static str| StorageError::Corrupt { table: "esims", what };
    let code = ActivationCode::parse(&open("code_sealed", &code)?).map_err(|_| bad("code"))?;
    let read =
        |sealed: Vec<u8>| Iccid::parse(&open("iccid_sealed", &sealed)?).map_err(|_| bad("iccid"));
    let iccid = iccid.map(read).transpose()?;
    let read = |sealed: Vec<u8>| {
        let text = open("confirmation_sealed", &sealed)?;
        ConfirmationCode::parse(&text).map_err(|_| bad("confirmation"))
    };
    let confirmation = confirmation.map(read).transpose()?;
    Ok(Some(Esim { id, code, iccid, confirmation }))
}

/// The fingerprints of a code and of an ICCID.
pub(crate) fn fingerprints(
    store: &Store,
    code: &ActivationCode,
    iccid: Option<&Iccid>,
) -> (String, Option<String>) {
    let code = store.secrets.fingerprint("code", code.normalised().expose());
    (code, iccid.map(|iccid| store.secrets.fingerprint("iccid", iccid.expose())))
}

pub(crate) async fn known(
    store: &Store,
    reader: &mut Reader,
    code: &ActivationCode,
    iccid: Option<&Iccid>,
) -> Stored<FingerprintState> {
    let (code, iccid) = fingerprints(store, code, iccid);
    let Some(row) = reader.fetch_optional(BY_FINGERPRINT, vec![code.into(), iccid.into()]).await?
    else {
        return Ok(FingerprintState::New);
    };
    let plan: String = get(&row, "plan_id")?;
    let unsold: i64 = get(&row, "unsold")?;
    Ok(if unsold == 1 { FingerprintState::Unsold(plan) } else { FingerprintState::Gone(plan) })
}

/// Writes lines of stock, sealed. While a restore holds all stock they are held too: a file that is
/// imported again may name what was sold in what was lost. Two imports of one code at a time: the
/// second is refused whole, and skips the line when it is run again.
pub async fn add(store: &Store, tx: &mut Tx, esims: &[NewEsim], now: Stamp) -> Stored<()> {
    let keys = store.keys.load(esims.iter().map(|esim| esim.key)).await?;
    let held = settings::number(tx, settings::HELD_SINCE).await?;
    let mut rows = Vec::with_capacity(esims.len());
    for esim in esims {
        let key = keys.get(&esim.key).ok_or(StorageError::Seal("esims"))?;
        let seal = |column: &'static str, plain: &str| {
            key.seal(esim.key, aad_of(column, esim.id.0), plain.as_bytes())
        };
        let (code_fingerprint, iccid_fingerprint) =
            fingerprints(store, &esim.code, esim.iccid.as_ref());
        let iccid = esim.iccid.as_ref().map(|iccid| seal("iccid_sealed", iccid.expose()));
        let confirmation = esim
            .confirmation
            .as_ref()
            .map(|confirmation| seal("confirmation_sealed", confirmation.expose()));
        rows.push(vec![
            Value::Int(esim.id.0),
            esim.plan.as_str().into(),
            esim.key.0.into(),
            seal("code_sealed", esim.code.expose())?.into(),
            iccid.transpose()?.into(),
            confirmation.transpose()?.into(),
            code_fingerprint.into(),
            iccid_fingerprint.into(),
            esim.cost.clone().into(),
            esim.note.clone().into(),
            esim.expires.map(|at| at.0).into(),
            now.0.into(),
            held.into(),
        ]);
    }
    tx.insert(&ADD, rows).await
}

/// Whether the phone asks for a confirmation code when the eSIM of an order is installed.
pub(crate) async fn asks_confirmation(reader: &mut Reader, order: OrderId) -> Stored<bool> {
    Ok(reader.fetch_optional(ASKS, vec![order.number().into()]).await?.is_some())
}
