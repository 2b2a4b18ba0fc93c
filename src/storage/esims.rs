//! Activation codes: in stock, reserved, sold, erased. A code is money, so each is sealed with a
//! data key of its own, which is handed over at the sale and destroyed with the customer's.

use super::dialect::{MultiRow, Sql};
use super::seal::AssociatedData;
use super::{Named, NamedRows, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::decision::StockMove;
use crate::domain::esim::{ActivationCode, ConfirmationCode, Iccid};
use crate::domain::ids::{EsimId, KeyId, OrderId};
use crate::domain::plan::PlanId;
use crate::domain::time::Stamp;

/// A code is not sold within three days of its end.
const EXPIRY_MARGIN_MS: i64 = 3 * 24 * 60 * 60 * 1_000;

const FREE: Sql = Sql::split(
    "select id from esims where plan_id = $1 and order_id is null and sold_at is null \
     and erased_at is null and held_at is null and (expires_at is null or expires_at > $2) \
     order by id limit $3",
    "select id from esims where plan_id = $1 and order_id is null and sold_at is null \
     and erased_at is null and held_at is null and (expires_at is null or expires_at > $2) \
     order by id limit $3 for update skip locked",
);
const LEFT: Sql = Sql::new(
    "select count(*) as n from (select 1 as one from esims where plan_id = $1 and order_id is null \
     and sold_at is null and erased_at is null and held_at is null \
     and (expires_at is null or expires_at > $2) limit $3) as few",
);
const LEVELS: Sql = Sql::new(
    "select plan_id, count(*) as n from esims where order_id is null and sold_at is null \
     and erased_at is null and held_at is null and (expires_at is null or expires_at > $1) \
     group by plan_id",
);
const RESERVE: Sql = Sql::new(
    "update esims set order_id = $1 where id = $2 and order_id is null and sold_at is null \
     and held_at is null",
);
const RELEASE: Sql = Sql::new(
    "update esims set order_id = null, sold_at = null where id = $1 and order_id = $2 \
     and erased_at is null",
);
const SELL: Sql = Sql::new(
    "update esims set order_id = $1, sold_at = $2 where id = $3 and sold_at is null \
     and held_at is null and (order_id is null or order_id = $1)",
);
const SPOIL: Sql = Sql::new(
    "update esims set order_id = null, sold_at = coalesce(sold_at, $1), faulty_at = $1, \
     faulty_order = $2 where id = $3 and order_id = $2 and faulty_at is null",
);
const FAULTY: Sql = Sql::new("select count(*) as n from esims where faulty_at is not null");
const FAULTY_ONES: Sql = Sql::new(
    "select id, plan_id, faulty_at, faulty_order, cost, note from esims \
     where faulty_at is not null order by faulty_at, id",
);
const OF_ORDER: Sql = Sql::new("select id from esims where order_id = $1 order by id limit 1");
const DOUBLED: Sql = Sql::new(
    "select order_id, count(*) as n from esims where order_id is not null group by order_id \
     having count(*) > 1",
);
const ONE: Sql = Sql::new(
    "select id, key_id, code_sealed, iccid_sealed, confirmation_sealed from esims where id = $1",
);
const BY_FINGERPRINT: Sql = Sql::new(
    "select plan_id, case when order_id is null and sold_at is null and erased_at is null \
     then 1 else 0 end as unsold from esims where code_print = $1 or iccid_print = $2",
);

static ADD: MultiRow = MultiRow::values(
    "insert into esims (id, plan_id, key_id, code_sealed, iccid_sealed, confirmation_sealed, \
     code_print, iccid_print, cost, note, expires_at, created_at)",
    12,
    "",
);

pub(crate) const STATEMENTS: Named = &[
    ("esims.free", FREE),
    ("esims.left", LEFT),
    ("esims.levels", LEVELS),
    ("esims.reserve", RESERVE),
    ("esims.release", RELEASE),
    ("esims.sell", SELL),
    ("esims.spoil", SPOIL),
    ("esims.faulty", FAULTY),
    ("esims.faulty_ones", FAULTY_ONES),
    ("esims.of_order", OF_ORDER),
    ("esims.doubled", DOUBLED),
    ("esims.one", ONE),
    ("esims.by_fingerprint", BY_FINGERPRINT),
];
pub(crate) const ROWS: NamedRows = &[("esims.add", &ADD)];

const fn aad_of(column: &'static str, row: i64) -> AssociatedData {
    AssociatedData { table: "esims", column, row }
}

/// An eSIM with its secrets.
#[derive(Debug)]
pub struct Esim {
    /// The row.
    pub id: EsimId,
    /// The code that installs it.
    pub code: ActivationCode,
    /// The number of the profile, where the supplier gave one.
    pub iccid: Option<Iccid>,
    /// What the phone may ask for.
    pub confirmation: Option<ConfirmationCode>,
}

/// A line of stock to be written.
#[derive(Debug)]
pub struct NewEsim {
    /// The row.
    pub id: EsimId,
    /// What it is sold as.
    pub plan: PlanId,
    /// The data key that seals it.
    pub key: KeyId,
    /// The code.
    pub code: ActivationCode,
    /// The profile's number.
    pub iccid: Option<Iccid>,
    /// What the phone may ask for.
    pub confirmation: Option<ConfirmationCode>,
    /// What it cost us, as written in the file.
    pub cost: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// After this it cannot be installed.
    pub expires: Option<Stamp>,
}

/// What is known of a code's fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FingerprintState {
    /// Never seen.
    New,
    /// Unsold in stock, for this plan.
    Unsold(String),
    /// Sold or erased, for this plan.
    Gone(String),
}

/// More free eSIMs than these are not counted: more than plenty need not be known.
const PLENTY: i64 = 100;

/// How many eSIMs of a plan are free, counted up to a hundred.
///
/// # Errors
/// As every storage call.
pub async fn left(reader: &mut Reader, plan: &PlanId, now: Stamp) -> Stored<i64> {
    let end = now.0 + EXPIRY_MARGIN_MS;
    let values = vec![plan.as_str().into(), end.into(), PLENTY.into()];
    match reader.fetch_optional(LEFT, values).await? {
        Some(row) => get(&row, "n"),
        None => Ok(0),
    }
}

/// Free eSIMs of a plan, locked for this transaction, at most `wanted`.
///
/// # Errors
/// As every storage call.
pub async fn free(tx: &mut Tx, plan: &PlanId, wanted: i64, now: Stamp) -> Stored<Vec<EsimId>> {
    let end = now.0 + EXPIRY_MARGIN_MS;
    let rows = tx.fetch_all(FREE, vec![plan.as_str().into(), end.into(), wanted.into()]).await?;
    rows.iter().map(|row| Ok(EsimId(get(row, "id")?))).collect()
}

/// How many eSIMs are free, by plan.
///
/// # Errors
/// As every storage call.
pub async fn levels(reader: &mut Reader, now: Stamp) -> Stored<Vec<(String, i64)>> {
    let rows = reader.fetch_all(LEVELS, vec![(now.0 + EXPIRY_MARGIN_MS).into()]).await?;
    rows.iter().map(|row| Ok((get(row, "plan_id")?, get(row, "n")?))).collect()
}

/// How many codes were found faulty and taken out of sale.
///
/// # Errors
/// As every storage call.
pub async fn faulty(reader: &mut Reader) -> Stored<i64> {
    match reader.fetch_optional(FAULTY, vec![]).await? {
        Some(row) => get(&row, "n"),
        None => Ok(0),
    }
}

/// A faulty code, as far as it can be told without the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyOne {
    /// The row.
    pub id: EsimId,
    /// What it was sold as.
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

/// The codes that were found faulty, oldest first.
///
/// # Errors
/// As every storage call.
pub async fn faulty_ones(reader: &mut Reader) -> Stored<Vec<FaultyOne>> {
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
///
/// # Errors
/// As every storage call.
pub async fn apply(tx: &mut Tx, change: StockMove, now: Stamp) -> Stored<()> {
    match change {
        StockMove::Reserve(esim, order) => {
            let values = vec![order.number().into(), esim.0.into()];
            tx.execute_exactly("esims.reserve", RESERVE, values, 1).await
        }
        StockMove::Release(esim, order) => {
            let values = vec![esim.0.into(), order.number().into()];
            tx.execute_exactly("esims.release", RELEASE, values, 1).await
        }
        StockMove::Sell(esim, order) => {
            let values = vec![order.number().into(), now.0.into(), Value::Int(esim.0)];
            tx.execute_exactly("esims.sell", SELL, values, 1).await
        }
        StockMove::Spoil(esim, order) => {
            // It stays sold, without an order: no version ever takes it for free.
            let values = vec![now.0.into(), order.number().into(), Value::Int(esim.0)];
            tx.execute_exactly("esims.spoil", SPOIL, values, 1).await
        }
    }
}

/// The eSIM an order holds, if any.
///
/// # Errors
/// As every storage call.
pub async fn of_order(reader: &mut Reader, order: OrderId) -> Stored<Option<EsimId>> {
    match reader.fetch_optional(OF_ORDER, vec![order.number().into()]).await? {
        Some(row) => Ok(Some(EsimId(get(&row, "id")?))),
        None => Ok(None),
    }
}

/// Orders that hold more than one eSIM, and how many: there must be none.
///
/// # Errors
/// As every storage call.
pub async fn doubled(reader: &mut Reader) -> Stored<Vec<(OrderId, i64)>> {
    let rows = reader.fetch_all(DOUBLED, vec![]).await?;
    rows.iter()
        .map(|row| Ok((OrderId::from_number(get(row, "order_id")?), get(row, "n")?)))
        .collect()
}

/// An eSIM with its secrets; `None` when it was erased.
///
/// # Errors
/// As every storage call.
pub async fn load(store: &Store, reader: &mut Reader, id: EsimId) -> Stored<Option<Esim>> {
    let Some(row) = reader.fetch_optional(ONE, vec![id.0.into()]).await? else { return Ok(None) };
    let key_id = KeyId(get(&row, "key_id")?);
    let code: Option<Vec<u8>> = get(&row, "code_sealed")?;
    let iccid: Option<Vec<u8>> = get(&row, "iccid_sealed")?;
    let confirmation: Option<Vec<u8>> = get(&row, "confirmation_sealed")?;
    let key = store.keys.load_one(key_id).await?;
    let (Some(code), Some(key)) = (code, key) else { return Ok(None) };
    let open = |column: &'static str, sealed: &[u8]| -> Stored<String> {
        let plain =
            key.open(aad_of(column, id.0), sealed).map_err(|_| StorageError::Seal("esims"))?;
        String::from_utf8(plain)
            .map_err(|_| StorageError::Corrupt { table: "esims", what: "a sealed value" })
    };
    let bad = |what: &'static str| StorageError::Corrupt { table: "esims", what };
    let code = ActivationCode::parse(&open("code_sealed", &code)?).map_err(|_| bad("code"))?;
    let iccid = match iccid {
        Some(sealed) => {
            Some(Iccid::parse(&open("iccid_sealed", &sealed)?).map_err(|_| bad("iccid"))?)
        }
        None => None,
    };
    let confirmation = match confirmation {
        Some(sealed) => Some(
            ConfirmationCode::parse(&open("confirmation_sealed", &sealed)?)
                .map_err(|_| bad("confirmation"))?,
        ),
        None => None,
    };
    Ok(Some(Esim { id, code, iccid, confirmation }))
}

/// The fingerprints of a code and of an ICCID.
pub fn fingerprints(
    store: &Store,
    code: &ActivationCode,
    iccid: Option<&Iccid>,
) -> (String, Option<String>) {
    let code = store.master.fingerprint("code", code.normalised().expose());
    (code, iccid.map(|iccid| store.master.fingerprint("iccid", iccid.expose())))
}

/// What is known of a code.
///
/// # Errors
/// As every storage call.
pub async fn known(
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

/// Writes lines of stock, sealed. Two imports of one code at a time: the second is refused whole,
/// and skips the line when it is run again.
///
/// # Errors
/// As every storage call.
pub async fn add(store: &Store, tx: &mut Tx, esims: &[NewEsim], now: Stamp) -> Stored<()> {
    let keys = store.keys.load(esims.iter().map(|esim| esim.key)).await?;
    let mut rows = Vec::with_capacity(esims.len());
    for esim in esims {
        let key = keys.get(&esim.key).ok_or(StorageError::Seal("esims"))?;
        let seal = |column: &'static str, plain: &str| {
            key.seal(esim.key, aad_of(column, esim.id.0), plain.as_bytes())
                .map_err(|_| StorageError::Seal("esims"))
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
        ]);
    }
    tx.insert("esims.add", &ADD, rows).await
}
