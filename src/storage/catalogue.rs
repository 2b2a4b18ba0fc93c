//! Plans as they were imported. A plan that left the file is withdrawn, never deleted: what was
//! sold of it stays.

use serde_json as json;

use super::dialect::{many_rows, statements};
use super::{Reader, StorageError, Stored, Tx, Value, get, settings};
use crate::domain::plan::Plan;
use crate::domain::time::Stamp;

statements! {
    ALL = "select plan, withdrawn_at from plans order by position, id";
    WITHDRAW_ALL = "update plans set withdrawn_at = $1 where withdrawn_at is null";
}

many_rows! {
    PUT = values "insert into plans (id, position, plan, withdrawn_at) values (..) on conflict \
     (id) do update set position = excluded.position, plan = excluded.plan, \
     withdrawn_at = excluded.withdrawn_at";
}

/// Every plan ever imported, in the order of the file, and whether it is withdrawn.
pub async fn load(reader: &mut Reader) -> Stored<Vec<(Plan, bool)>> {
    let rows = reader.fetch_all(ALL, vec![]).await?;
    rows.iter()
        .map(|row| {
            let plan: String = get(row, "plan")?;
            let withdrawn: Option<i64> = get(row, "withdrawn_at")?;
            let plan = json::from_str(&plan)
                .map_err(|_| StorageError::Corrupt { table: "plans", what: "plan" })?;
            Ok((plan, withdrawn.is_some()))
        })
        .collect()
}

/// Replaces the catalogue in one transaction: plans of the file are on sale, all others withdrawn.
pub(crate) async fn replace(tx: &mut Tx, plans: &[Plan], now: Stamp) -> Stored<()> {
    tx.execute(WITHDRAW_ALL, vec![now.0.into()]).await?;
    let mut rows = Vec::with_capacity(plans.len());
    for (position, plan) in (0_i64..).zip(plans) {
        let text = json::to_string(plan)
            .map_err(|_| StorageError::Corrupt { table: "plans", what: "plan" })?;
        rows.push(vec![
            plan.id.as_str().into(),
            position.into(),
            text.into(),
            Value::MaybeInt(None),
        ]);
    }
    tx.insert(&PUT, rows).await?;
    changed(tx, now).await
}

/// Says that plans or stock changed, so that every process loads the catalogue anew.
pub(crate) async fn changed(tx: &mut Tx, now: Stamp) -> Stored<()> {
    let before = settings::read_one(tx, "catalogue").await?;
    let before: i64 = before.and_then(|text| text.parse().ok()).unwrap_or_default();
    settings::put(tx, "catalogue", &now.0.max(before + 1).to_string()).await
}
