//! Cases: what needs a person. A row is opened in the transaction of what caused it. Whether its
//! subject still needs somebody is read from the subject itself, so that a case which settled
//! itself is never shown, and money is never hidden behind a closed row.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;

use super::dialect::{Engine, statements};
use super::{Reader, Stored, Tx, Value, charges, get, orders};
use crate::domain::case::{Case, CaseKind, FoundCase, NewCase, UnansweredApproval};
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::money::{Currency, Money};
use crate::domain::time::Stamp;

/// A charge in tenge came after the approval `a` and before any later one of the same order: what
/// pays a later approval, or in Stars, says nothing of what this one may have taken.
macro_rules! followed {
    () => {
        "exists (select 1 from charges c where c.order_id = a.order_id and c.currency = 'KZT' \
         and c.taken_at >= a.at and not exists (select 1 from approvals b \
         where b.order_id = a.order_id and b.at > a.at and b.at <= c.taken_at))"
    };
}

/// The subject says by its own state that nobody is needed any more.
macro_rules! needs_nobody {
    () => {
        concat!("((kind in ('stuck', 'unopened') and not exists (select 1 from orders o \
         where o.id = cases.order_id \
         and (o.state = 'paid' or (o.state = 'provisioned' and o.shown_at is null)))) \
         or (kind = 'unreachable' and not exists (select 1 from orders o \
         where o.id = cases.order_id and o.state = 'provisioned')) \
         or (kind = 'unreadable' and not exists (select 1 from orders o \
         where o.id = cases.order_id and o.state = 'fulfilled' and o.customer_id is not null)) \
         or (kind = 'charge' and not exists (select 1 from charges c where c.id = cases.charge_id \
         and c.state in ('case', 'taken'))) \
         or (kind = 'due' and not exists (select 1 from charges c where c.id = cases.charge_id \
         and c.state = 'due_at_provider')) \
         or (kind = 'parked' and not exists (select 1 from parked p where p.print = cases.subject \
         and p.parked_at is not null)) \
         or (kind = 'approval' and exists (select 1 from approvals a \
         where a.query = cases.subject and ",
        followed!(),
        ")))")
    };
}

statements! {
    OVER = concat!(
        "update cases set closed_at = $1, closed_by = 'shop', action = 'over' where \
         closed_at is null and ",
        needs_nobody!(),
    );
    OPEN = "insert into cases (kind, subject, order_id, charge_id, opened_at, due_at) values ($1, \
     $2, $3, $4, $5, $6) on conflict do nothing returning id";
    LIST = concat!(
        "select id, kind, subject, order_id, charge_id, opened_at, due_at from cases where \
         closed_at is null and not ",
        needs_nobody!(),
        " order by id limit $1",
    );
    ONE = concat!(
        "select id, kind, subject, order_id, charge_id, opened_at, due_at from cases where \
         id = $1 and closed_at is null and not ",
        needs_nobody!(),
    );
    LOCK = "select id from cases where id = $1", postgres " for update";
    CLOSE = "update cases set closed_at = $1, closed_by = $2, action = $3 where kind = $4 and \
     subject = $5 and closed_at is null";
    // Payments that a restore lost and that were kept as delivered: their order knows no code, or
    // was lost too.
    KEPT = "select coalesce(o.plan_id, c.named_plan) as plan, count(*) as n from charges c \
     left join orders o on o.id = c.order_id where c.state = 'kept' and \
     ((o.id is null and c.named_plan is not null) or \
     (o.state = 'fulfilled' and o.esim_id is null)) group by coalesce(o.plan_id, c.named_plan)";
    // What the owner named as used elsewhere.
    DISCARDED = "select plan_id as plan, count(*) as n from esims where erased_at >= $1 and \
     sold_at is null group by plan_id";
    COUNT = concat!(
        "select count(*) as n from cases where closed_at is null and not ",
        needs_nobody!(),
    );
    IS_PARKED = concat!(
        "select id from cases where kind = 'parked' and charge_id = $1 and closed_at is null and \
         not ",
        needs_nobody!(),
    );
    UNSEEN = concat!(
        "select t.id from charges t where t.state = 'taken' and t.taken_at < $1 and not exists \
         (select 1 from cases where cases.charge_id = t.id and closed_at is null and not ",
        needs_nobody!(),
        ") order by t.id limit 100",
    );
    APPROVALS = concat!(
        "select a.query, a.order_id, a.amount, a.at from approvals a where a.currency = 'KZT' and \
         a.at < $1 and not exists (select 1 from cases k where k.kind = 'approval' and \
         k.subject = a.query) and not ",
        followed!(),
        " order by a.at limit 100",
    );
}

/// A case; `None` where only a newer version, that runs beside this one, knows what it is.
fn read(row: &AnyRow) -> Stored<Option<Case>> {
    let kind: String = get(row, "kind")?;
    let Some(kind) = CaseKind::parse(&kind) else {
        tracing::info!(%kind, "a case is left to the newer version that opened it");
        return Ok(None);
    };
    Ok(Some(Case {
        id: get(row, "id")?,
        kind,
        subject: get(row, "subject")?,
        order: get::<Option<i64>>(row, "order_id")?.map(OrderId::from_number),
        charge: get::<Option<String>>(row, "charge_id")?.map(ChargeId),
        opened_at: Stamp(get(row, "opened_at")?),
        due_at: get::<Option<i64>>(row, "due_at")?.map(Stamp),
    }))
}

/// Closes what settled itself.
pub(crate) async fn close_over(tx: &mut Tx, now: Stamp) -> Stored<u64> {
    tx.execute(OVER, vec![Value::Int(now.0)]).await
}

/// Opens a case; its number if it is new.
pub async fn open(tx: &mut Tx, case: &NewCase, now: Stamp) -> Stored<Option<i64>> {
    let values = vec![
        case.kind.as_str().into(),
        case.subject.as_str().into(),
        case.order.map(OrderId::number).into(),
        case.charge.as_ref().map(|charge| charge.0.clone()).into(),
        Value::Int(now.0),
        case.due_at.map(|due| due.0).into(),
    ];
    tx.first(OPEN, values, "id").await
}

/// Closes a case, whoever settled it. Says whether it was open.
pub async fn close(
    tx: &mut Tx,
    kind: CaseKind,
    subject: &str,
    by: &str,
    action: &str,
    now: Stamp,
) -> Stored<bool> {
    let values =
        vec![now.0.into(), by.into(), action.into(), kind.as_str().into(), Value::from(subject)];
    Ok(tx.execute(CLOSE, values).await? > 0)
}

/// The oldest open cases.
pub async fn list(reader: &mut Reader, most: i64) -> Stored<Vec<Case>> {
    let rows = reader.fetch_all(LIST, vec![Value::Int(most)]).await?;
    rows.iter().filter_map(|row| read(row).transpose()).collect()
}

/// One open case.
pub(crate) async fn load(reader: &mut Reader, id: i64) -> Stored<Option<Case>> {
    match reader.fetch_optional(ONE, vec![Value::Int(id)]).await? {
        Some(row) => read(&row),
        None => Ok(None),
    }
}

/// Whether a payment is before the admins by its update, which was parked.
pub(crate) async fn is_parked(reader: &mut Reader, charge: &ChargeId) -> Stored<bool> {
    Ok(reader.fetch_optional(IS_PARKED, vec![charge.0.clone().into()]).await?.is_some())
}

/// Charges that are undecided since `before` and that no open case shows: their update went with an
/// erasure, or with a copy that cannot be opened, and no ledger tells of them again.
pub(crate) async fn unseen(reader: &mut Reader, before: Stamp) -> Stored<Vec<ChargeId>> {
    let rows = reader.fetch_all(UNSEEN, vec![Value::Int(before.0)]).await?;
    rows.iter().map(|row| Ok(ChargeId(get(row, "id")?))).collect()
}

/// The same to be settled: two who settle one case do so one after the other, and the second finds
/// it as the first one left it. Nor does its charge change meanwhile: what is decided of it comes
/// before or after.
pub async fn lock(tx: &mut Tx, id: i64) -> Stored<Option<FoundCase>> {
    if tx.engine == Engine::Postgres {
        // The charge first, as whoever decides it does: that transaction may close this case at its
        // end.
        let found = find(tx, id).await?;
        if let Some(charge) = found.and_then(|found| found.charge) {
            charges::lock(tx, &charge.id).await?;
        }
        tx.fetch_optional(LOCK, vec![Value::Int(id)]).await?;
    }
    find(tx, id).await
}

/// One open case, with its order and its charge as they stand.
pub(crate) async fn find(reader: &mut Reader, id: i64) -> Stored<Option<FoundCase>> {
    let Some(case) = load(reader, id).await? else { return Ok(None) };
    let order = match case.order {
        Some(order) => orders::load(reader, &[order]).await?.into_iter().next(),
        None => None,
    };
    let of_order = order.as_ref().and_then(|order| order.state().charge().cloned());
    let charge = match case.charge.clone().or(of_order) {
        Some(charge) => charges::load(reader, &[charge]).await?.into_iter().next(),
        None => None,
    };
    Ok(Some(FoundCase { case, order, charge }))
}

/// By plan: how many payments that a restore lost were kept as delivered.
pub(crate) async fn kept(reader: &mut Reader) -> Stored<BTreeMap<String, i64>> {
    by_plan(&reader.fetch_all(KEPT, vec![]).await?)
}

/// By plan: how many unsold codes were discarded since a moment.
pub(crate) async fn discarded(reader: &mut Reader, since: Stamp) -> Stored<BTreeMap<String, i64>> {
    by_plan(&reader.fetch_all(DISCARDED, vec![Value::Int(since.0)]).await?)
}

fn by_plan(rows: &[AnyRow]) -> Stored<BTreeMap<String, i64>> {
    rows.iter().map(|row| Ok((get(row, "plan")?, get(row, "n")?))).collect()
}

/// How many are open.
pub(crate) async fn count(reader: &mut Reader) -> Stored<i64> {
    reader.count(COUNT, vec![]).await
}

/// Approvals in tenge from before `before` whose order saw no charge and that are no case yet.
pub(crate) async fn unanswered(
    reader: &mut Reader,
    before: Stamp,
) -> Stored<Vec<UnansweredApproval>> {
    let read = |row: &AnyRow| {
        Ok(UnansweredApproval {
            query: get(row, "query")?,
            order: OrderId::from_number(get(row, "order_id")?),
            money: Money {
                minor: get::<Option<i64>>(row, "amount")?.unwrap_or_default(),
                currency: Currency::Kzt,
            },
            at: Stamp(get(row, "at")?),
        })
    };
    reader.fetch_all(APPROVALS, vec![Value::Int(before.0)]).await?.iter().map(read).collect()
}
