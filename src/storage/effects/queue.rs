//! Queueing effects: which lanes are busy, and what is born leased. It must not know what becomes
//! of them.

use std::collections::HashMap;

use serde_json as json;
use sqlx::any::AnyRow;

use super::super::dialect::many_rows;
use super::super::{Reader, StorageError, Stored, Tx, Value, get};
use super::{Lease, Leased, texts};
use crate::domain::effect::{Effect, Lane, Priority};

many_rows! {
    ADD = values "insert into effects (effect_key, kind, customer_id, lane, priority, due_at, \
     attempts, leased_until, lease_owner, body) values (..) on conflict (effect_key) do nothing \
     returning id, effect_key";
    BUSY = list "select distinct lane from effects where settled_at is null and lane in (..)";
}

/// Which of these lanes have effects that are not finished.
pub async fn busy_lanes(reader: &mut Reader, lanes: &[Lane]) -> Stored<Vec<Lane>> {
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    read(&reader.fetch_list(&BUSY, texts(lanes)).await?)
}

/// The lanes that rows name. One that this version cannot read is none that it queues in.
fn read(rows: &[AnyRow]) -> Stored<Vec<Lane>> {
    let lanes = rows.iter().map(|row| get::<Option<String>>(row, "lane"));
    let read = |lane: Option<String>| lane.and_then(|lane| lane.parse().ok());
    lanes.filter_map(|lane| lane.map(read).transpose()).collect()
}

/// An effect that is to be queued.
#[derive(Debug, Clone)]
pub struct Queued {
    pub effect: Effect,
    pub priority: Priority,
    /// Whether it is born under the lease.
    pub leased: bool,
}

/// Queues effects that wait until the relay leases them.
pub async fn queue(tx: &mut Tx, effects: &[Effect]) -> Stored<()> {
    let rows = effects.iter().map(|effect| row(effect, effect.priority(), None));
    tx.insert_returning(&ADD, rows.collect::<Stored<_>>()?).await.map(drop)
}

fn row(effect: &Effect, priority: Priority, lease: Option<&Lease>) -> Stored<Vec<Value>> {
    let body = json::to_string(&effect.body)
        .map_err(|_| StorageError::Corrupt { table: "effects", what: "body" })?;
    Ok(vec![
        effect.key.to_string().into(),
        effect.body.law().word.into(),
        effect.customer.map(|id| id.0).into(),
        effect.lane().as_ref().map(Lane::to_string).into(),
        priority.rank().into(),
        effect.due_at.0.into(),
        i64::from(lease.is_some()).into(),
        lease.map(|lease| lease.until.0).into(),
        lease.map(|lease| lease.owner.clone()).into(),
        Value::Text(body),
    ])
}

/// Queues effects, some of them born under the lease, where there is one. Gives these, as far as
/// they are really new, in their order.
pub async fn add(tx: &mut Tx, effects: &[Queued], lease: Option<&Lease>) -> Stored<Vec<Leased>> {
    let (mut rows, mut born) = (Vec::with_capacity(effects.len()), Vec::new());
    for Queued { effect, priority, leased } in effects {
        let lease = lease.filter(|_| *leased);
        rows.push(row(effect, *priority, lease)?);
        if let Some(lease) = lease {
            born.push(Leased {
                id: 0,
                key: effect.key.to_string(),
                customer: effect.customer,
                lane: effect.lane(),
                attempts: 1,
                priority: *priority,
                body: Some(effect.body.clone()),
                owner: lease.owner.clone(),
                begin_by: lease.begin_by,
            });
        }
    }
    let mut ids = HashMap::new();
    for row in tx.insert_returning(&ADD, rows).await? {
        ids.insert(get::<String>(&row, "effect_key")?, get::<i64>(&row, "id")?);
    }
    let known = |effect: Leased| Some(Leased { id: *ids.get(&effect.key)?, ..effect });
    Ok(born.into_iter().filter_map(known).collect())
}
