//! The books: entries that are written once, by their own day, and never change. They hold nothing
//! about people. Which entries a charge has, `domain::entry` says; this file fills them in.

use sqlx::any::AnyRow;

use super::dialect::{many_rows, statements};
use super::{Reader, StorageError, Stored, Tx, Value, get};
use crate::domain::entry::{Cost, Entry, EntryKind, entries};
use crate::domain::ids::{ChargeId, EsimId, OrderId};
use crate::domain::time::{Millis, Stamp};

/// The owner's tenge for a Star, times 10,000: of the process that started last.
pub(crate) const STAR_RATE: &str = "star_rate";

/// Whether sales and returns are handed to a hook of the owner's: `1` where they are.
pub(crate) const RECEIPTS: &str = "receipts";

macro_rules! columns {
    () => {
        "kind, at, taken_at, charge_id, provider_charge, order_id, plan_id, place, named, \
         currency, amount, star_rate, esim_id, cost, reverses"
    };
}

macro_rules! star_rate {
    () => {
        "(select cast(r.value as bigint) from settings r where r.name = 'star_rate')"
    };
}

/// An entry, and what its charge's other entries say of its margin.
macro_rules! entry {
    () => {
        "select e.id, e.kind, e.at, e.taken_at, e.charge_id, e.provider_charge, e.order_id, \
         e.plan_id, e.place, e.named, e.currency, e.amount, e.star_rate, e.cost, e.reverses, \
         f.amount as sold, (select min(s.cost) from entries s where s.charge_id = e.charge_id and \
         s.id < e.id and s.kind in ('sale', 'code')) as spent from entries e left join entries f \
         on f.charge_id = e.charge_id and f.kind = 'sale'"
    };
}

/// What was entered, and whether the owner's hook is to have it.
macro_rules! entered {
    () => {
        " returning id, kind, (select r.value from settings r where r.name = 'receipts') as \
         receipts"
    };
}

/// Money that came: of the charge itself, and of its order where there is one.
macro_rules! came {
    ($kind:literal, $at:literal) => {
        concat!(
            "insert into entries (",
            columns!(),
            ") select '",
            $kind,
            "', ",
            $at,
            ", c.taken_at, c.id, c.provider_charge, c.order_id, coalesce(o.plan_id, c.named_plan), \
             coalesce(o.place, c.named_place), case when o.id is null and c.named_plan is not null \
             then 1 else 0 end, c.currency, c.amount, ",
            star_rate!(),
            ", e.id, e.cost, cast(null as bigint) from charges c left join orders o on \
             o.id = c.order_id left join esims e on '",
            $kind,
            "' = 'sale' and e.id = (select min(s.id) from esims s where s.order_id = c.order_id \
             and s.sold_at is not null) where c.id in (..) and not exists (select 1 from entries x \
             where x.charge_id = c.id and x.kind = '",
            $kind,
            "') order by ",
            $at,
            ", c.id",
            entered!(),
        )
    };
}

/// Money that went back: what its entry said, with another sign. The cost comes back with a code
/// that is free again.
macro_rules! went {
    ($kind:literal, $of:literal) => {
        concat!(
            "insert into entries (",
            columns!(),
            ") select '",
            $kind,
            "', c.returned_at, f.taken_at, f.charge_id, f.provider_charge, f.order_id, f.plan_id, \
             f.place, f.named, f.currency, -f.amount, f.star_rate, l.esim_id, l.cost, f.id from \
             charges c join entries f on f.charge_id = c.id and f.kind = '",
            $of,
            "' left join entries l on l.id = (select max(x.id) from entries x where \
             x.charge_id = c.id and x.esim_id is not null) and exists (select 1 from esims e where \
             e.id = l.esim_id and e.faulty_at is null and (e.order_id is null or \
             e.order_id <> c.order_id)) where c.id in (..) and not exists (select 1 from entries x \
             where x.charge_id = c.id and x.kind = '",
            $kind,
            "') order by c.returned_at, c.id",
            entered!(),
        )
    };
}

statements! {
    BETWEEN = concat!(entry!(), " where e.at >= $1 and e.at < $2 order by e.at, e.id");
    ONE = concat!(entry!(), " where e.id = $1");
    // Entries that are not what the charge's state says, and those of no charge.
    UNLIKE = "select c.id, c.state from charges c left join (select charge_id, count(*) as n, \
     cast(sum(amount) as bigint) as sum, min(currency) as low, max(currency) as high from entries \
     where kind <> 'code' group by charge_id) e on e.charge_id = c.id where \
     (c.state = 'kept' and c.kept_at is null) or \
     (c.state in ('refunded', 'settled')) <> (c.returned_at is not null) or \
     coalesce(e.n, 0) <> case when c.returned_at is not null then 2 when c.kept_at is not null \
     then 1 else 0 end or coalesce(e.sum, 0) <> case when c.returned_at is null and \
     c.kept_at is not null then c.amount else 0 end or e.low <> c.currency or \
     e.high <> c.currency order by c.id";
    OF_NO_CHARGE = "select distinct e.charge_id as id, 'nowhere' as state from entries e where not \
     exists (select 1 from charges c where c.id = e.charge_id) order by 1";
    STARS = "select id, state, amount, taken_at, kept_at, returned_at from charges where \
     currency = 'XTR' order by id";
    // What an earlier version decided that runs beside this one.
    KEEP = "update charges set kept_at = $1 where state = 'kept' and kept_at is null";
    OF_LATE = "select id, kept_at, returned_at from charges where kept_at >= $1 or \
     returned_at >= $1";
}

many_rows! {
    SALE = list came!("sale", "c.kept_at");
    RECEIVED = list came!("received", "c.returned_at");
    RETURN = list went!("return", "sale");
    SENT_BACK = list went!("sent_back", "received");
    CODE = list concat!(
        "insert into entries (",
        columns!(),
        ") select 'code', cast($1 as bigint), f.taken_at, f.charge_id, f.provider_charge, \
         f.order_id, f.plan_id, f.place, f.named, f.currency, 0, f.star_rate, e.id, e.cost, \
         cast(null as bigint) from esims e join orders o on o.id = e.order_id join entries f \
         on f.charge_id = o.charge_id and f.kind = 'sale' where e.id in (..) \
         and not exists (select 1 from entries x where x.charge_id = f.charge_id and \
         x.esim_id = e.id) order by e.id",
        entered!(),
    );
}

fn kind(row: &AnyRow) -> Stored<EntryKind> {
    let word: String = get(row, "kind")?;
    EntryKind::parse(&word).ok_or(StorageError::Corrupt { table: "entries", what: "kind" })
}

fn read(row: &AnyRow) -> Stored<Entry> {
    Ok(Entry {
        id: get(row, "id")?,
        kind: kind(row)?,
        at: Stamp(get(row, "at")?),
        taken_at: Stamp(get(row, "taken_at")?),
        charge: get(row, "charge_id")?,
        provider_charge: get(row, "provider_charge")?,
        order: get::<Option<i64>>(row, "order_id")?.map(OrderId::from_number),
        plan: get(row, "plan_id")?,
        place: get(row, "place")?,
        named: get::<i64>(row, "named")? == 1,
        currency: get(row, "currency")?,
        amount: get(row, "amount")?,
        star_rate: get(row, "star_rate")?,
        cost: get::<Option<String>>(row, "cost")?.as_deref().and_then(Cost::read),
        reverses: get(row, "reverses")?,
        sold: get(row, "sold")?,
        spent: get::<Option<String>>(row, "spent")?.is_some(),
    })
}

/// The entries from `from` on and before `until`, oldest first.
pub(crate) async fn between(reader: &mut Reader, from: Stamp, until: Stamp) -> Stored<Vec<Entry>> {
    let rows = reader.fetch_all(BETWEEN, vec![from.0.into(), until.0.into()]).await?;
    rows.iter().map(read).collect()
}

/// Enters what charges and codes have become, in the transaction that decided it and after it wrote
/// the rows. What is entered already stays as it is. Returns the numbers of what is to be handed to
/// the owner's hook.
pub(crate) async fn enter(
    tx: &mut Tx,
    mut entries: Vec<(EntryKind, ChargeId)>,
    codes: Vec<EsimId>,
    now: Stamp,
) -> Stored<Vec<i64>> {
    entries.sort();
    entries.dedup();
    let mut rows = Vec::new();
    for of_kind in entries.chunk_by(|one, other| one.0 == other.0) {
        let statement = match of_kind.first() {
            Some((EntryKind::Sale, _)) => &SALE,
            Some((EntryKind::Received, _)) => &RECEIVED,
            Some((EntryKind::Return, _)) => &RETURN,
            Some((EntryKind::SentBack, _)) => &SENT_BACK,
            Some((EntryKind::Code, _)) | None => continue,
        };
        let ids = of_kind.iter().map(|(_, charge)| charge.0.clone().into()).collect();
        rows.extend(tx.fetch_list(statement, ids).await?);
    }
    if !codes.is_empty() {
        let codes = codes.into_iter().map(|code| Value::Int(code.0)).collect();
        rows.extend(tx.fetch_list_after(&CODE, &[now.0.into()], codes).await?);
    }
    let read = |row: &AnyRow| {
        let receipts: Option<String> = get(row, "receipts")?;
        let kind = kind(row)?;
        Ok((get(row, "id")?, receipts.as_deref() == Some("1") && kind.has_receipt()))
    };
    rows.iter()
        .map(read)
        .filter_map(|row| row.map(|(id, wished)| wished.then_some(id)).transpose())
        .collect()
}

/// One entry, by its number.
pub(crate) async fn one(reader: &mut Reader, number: i64) -> Stored<Option<Entry>> {
    reader.fetch_optional(ONE, vec![number.into()]).await?.as_ref().map(read).transpose()
}

/// The charges of which the books do not say what their state says, with that state.
pub(crate) async fn unlike(reader: &mut Reader) -> Stored<Vec<(String, String)>> {
    let mut rows = reader.fetch_all(UNLIKE, vec![]).await?;
    rows.extend(reader.fetch_all(OF_NO_CHARGE, vec![]).await?);
    rows.iter().map(|row| Ok((get(row, "id")?, get(row, "state")?))).collect()
}

/// A charge in Stars, as far as Telegram's ledger tells of it too.
#[derive(Debug, Clone)]
pub(crate) struct StarCharge {
    /// The word of its state.
    pub state: String,
    pub amount: i64,
    pub taken_at: Stamp,
    pub kept_at: Option<Stamp>,
    pub returned_at: Option<Stamp>,
}

/// All charges in Stars, each with its id.
pub(crate) async fn stars(reader: &mut Reader) -> Stored<Vec<(String, StarCharge)>> {
    let read = |row: &AnyRow| {
        let charge = StarCharge {
            state: get(row, "state")?,
            amount: get(row, "amount")?,
            taken_at: Stamp(get(row, "taken_at")?),
            kept_at: get::<Option<i64>>(row, "kept_at")?.map(Stamp),
            returned_at: get::<Option<i64>>(row, "returned_at")?.map(Stamp),
        };
        Ok((get(row, "id")?, charge))
    };
    reader.fetch_all(STARS, vec![]).await?.iter().map(read).collect()
}

/// What was kept or went back within a day: an earlier version that runs beside this one enters
/// nothing. What it kept counts as kept now.
pub(crate) async fn of_late(tx: &mut Tx, now: Stamp) -> Stored<Vec<(EntryKind, ChargeId)>> {
    tx.execute(KEEP, vec![now.0.into()]).await?;
    let since = now - Millis::days(1);
    let mut found = Vec::new();
    for row in tx.fetch_all(OF_LATE, vec![since.0.into()]).await? {
        let kept = get::<Option<i64>>(&row, "kept_at")?.is_some();
        let back = get::<Option<i64>>(&row, "returned_at")?.is_some();
        found.extend(entries(&ChargeId(get(&row, "id")?), kept, back));
    }
    Ok(found)
}
