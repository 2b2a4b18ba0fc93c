//! The outbox. A lease *is* the recorded attempt: an effect is inserted with this process's lease
//! by the transaction that decides it, or leased here when it is a retry, a timer, or a leftover of
//! the dead. Nothing is performed without a lease that was committed before.

pub mod queue;

pub use queue::{Queued, add, busy_lanes, queue};

use std::collections::BTreeSet;

use serde_json as json;
use sqlx::any::AnyRow;

use super::dialect::{many_rows, statements};
use super::{AT_ONCE, Reader, Stored, Tx, Value, get};
use crate::domain::effect::{
    AfterWrongClock, AtErasure, Body, EffectKey, Lane, Priority, Repeat, TIMER, words,
};
use crate::domain::ids::CustomerId;
use crate::domain::time::Stamp;

statements! {
    HURRY = "update effects set due_at = $1 where effect_key = $2 and due_at > $1 and \
     settled_at is null and leased_until is null";
    WAITING = "select id, effect_key, customer_id, lane, priority, due_at, attempts, body from \
     effects e where settled_at is null and due_at <= $1 and (leased_until is null or \
     leased_until < $1) and (kind <> $5 or $3 = 1) and $4 like '%' || priority || '%' and \
     (lane is null or not exists (select 1 from effects f where f.lane = e.lane and \
     f.settled_at is null and f.id < e.id)) order by priority, id limit $2", postgres " for update \
     skip locked";
    AGAIN = "update effects set due_at = $1, leased_until = null, lease_owner = null \
     where id = $2 and settled_at is null and lease_owner = $3";
    HOLDS = "select id from effects where id = $1 and settled_at is null and lease_owner = \
     $2", postgres " for update";
    NEXT_DUE = "select min(due_at) as due from effects where settled_at is null and \
     leased_until is null and due_at > $1";
    // No lease is longer than the relay gives; one that is comes from a wrong clock.
    SHORTEN = "update effects set leased_until = $1 where settled_at is null and leased_until > $2";
    VOID = "update effects set leased_until = null, lease_owner = null \
     where settled_at is null and leased_until is not null";
    HELD_BY = "select id from effects where settled_at is null and lease_owner = $1";
    PURGE = "delete from effects where id in (select id from effects where settled_at < $1 \
     limit $2)";
    OPEN = "select count(*) as n from effects where settled_at is null and kind <> $1";
}

many_rows! {
    OPEN_OF = list "select id from effects where settled_at is null and effect_key in (..)";
    FINISH = list "update effects set settled_at = due_at, leased_until = null, \
     lease_owner = null, customer_id = null, lane = null, body = '' where settled_at is null and \
     lease_owner = $1 and id in (..) returning id";
    FREE = list "update effects set leased_until = null, lease_owner = null \
     where settled_at is null and lease_owner = $1 and id in (..) returning id";
    VOID_OF = list "update effects set leased_until = null, lease_owner = null \
     where settled_at is null and lease_owner = $1 and kind in (..) returning id";
    TAKE = list "update effects set attempts = attempts + 1, leased_until = $1, lease_owner = $2 \
     where id in (..) returning id";
    CANCEL = list "delete from effects where settled_at is null and leased_until is null and \
     effect_key in (..)";
    CANCEL_ALL = list "delete from effects where customer_id = $1 and settled_at is null and \
     leased_until is null and kind not in (..)";
    CLOCK_WENT_BACK = list "update effects set due_at = $1 where settled_at is null and \
     leased_until is null and due_at > $2 and kind in (..) returning id";
}

/// An effect under this process's lease.
#[derive(Debug, Clone)]
pub struct Leased {
    pub id: i64,
    pub key: String,
    /// Whose stream it belongs to.
    pub customer: Option<CustomerId>,
    pub lane: Option<Lane>,
    /// How often it was attempted, this attempt included.
    pub attempts: i64,
    pub priority: Priority,
    /// What is to be done; `None` when this version cannot read it.
    pub body: Option<Body>,
    /// Whose lease it is: only its owner finishes it.
    pub owner: String,
    /// By this process's clock: not to be begun later than this, for the lease may run out under
    /// it.
    pub begin_by: Stamp,
}

impl Leased {
    /// The chat in which Telegram counts it as a message or an edit.
    pub(crate) fn chat(&self) -> Option<Lane> {
        let counts = self.body.as_ref().is_some_and(|body| body.law().counts_in_chat);
        self.lane.as_ref().filter(|_| counts).and_then(Lane::chat)
    }
}

/// A lease: whose, and until when.
#[derive(Debug, Clone)]
pub struct Lease {
    pub owner: String,
    /// The end, by the clock that all processes share.
    pub until: Stamp,
    /// By this process's own clock: nothing is begun under it after this.
    pub begin_by: Stamp,
}

fn texts(names: &[impl ToString]) -> Vec<Value> {
    names.iter().map(|name| Value::Text(name.to_string())).collect()
}

/// Whether one of these effects waits or is under way.
pub(crate) async fn any_open(reader: &mut Reader, keys: &[EffectKey]) -> Stored<bool> {
    if keys.is_empty() {
        return Ok(false);
    }
    Ok(!reader.fetch_list(&OPEN_OF, texts(keys)).await?.is_empty())
}

fn read(row: &AnyRow, lease: &Lease) -> Stored<Leased> {
    let body: String = get(row, "body")?;
    Ok(Leased {
        id: get(row, "id")?,
        key: get(row, "effect_key")?,
        customer: get::<Option<i64>>(row, "customer_id")?.map(CustomerId),
        lane: get::<Option<String>>(row, "lane")?.and_then(|lane| lane.parse().ok()),
        attempts: get::<i64>(row, "attempts")? + 1,
        priority: Priority::of_rank(get(row, "priority")?),
        body: json::from_str(&body).ok(),
        owner: lease.owner.clone(),
        begin_by: lease.begin_by,
    })
}

/// Leases what is due and first in its lane, at most `wanted`, of priorities that have `room`.
/// Timers only where `timers` says so; nothing of what is `in_hand`, whose lease may have run out
/// meanwhile.
pub async fn lease(
    tx: &mut Tx,
    now: Stamp,
    wanted: i64,
    timers: bool,
    room: &[Priority],
    in_hand: &BTreeSet<i64>,
    lease: &Lease,
) -> Stored<Vec<Leased>> {
    let values = vec![
        now.0.into(),
        wanted.into(),
        i64::from(timers).into(),
        room.iter().map(|priority| priority.rank().to_string()).collect::<String>().into(),
        TIMER.into(),
    ];
    let rows = tx.fetch_all(WAITING, values).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in &rows {
        out.push(read(row, lease)?);
    }
    out.retain(|leased| !in_hand.contains(&leased.id));
    // They are locked by the look itself: nobody else takes one of them meanwhile.
    let first = [lease.until.0.into(), lease.owner.as_str().into()];
    let ids = out.iter().map(|leased| Value::Int(leased.id)).collect();
    tx.fetch_list_after(&TAKE, &first, ids).await?;
    Ok(out)
}

/// Finishes effects for good, as far as `owner` still has their leases: of what was done nothing is
/// kept but its key, so that it is never done again. A lease that ran out may be somebody else's by
/// now, who finishes it. Says how many were finished.
pub async fn finish(tx: &mut Tx, owner: &str, ids: Vec<i64>) -> Stored<usize> {
    let ids = ids.into_iter().map(Value::Int).collect();
    Ok(tx.fetch_list_after(&FINISH, &[owner.into()], ids).await?.len())
}

/// Gives leases back without an end, as far as `owner` still has them: the effects wait for their
/// turn again.
pub async fn give_back(tx: &mut Tx, owner: &str, ids: Vec<i64>) -> Stored<()> {
    let ids = ids.into_iter().map(Value::Int).collect();
    tx.fetch_list_after(&FREE, &[owner.into()], ids).await?;
    Ok(())
}

/// Puts an effect off, if `owner` still has its lease; its lane waits with it.
pub async fn again(tx: &mut Tx, owner: &str, id: i64, due: Stamp) -> Stored<()> {
    tx.execute(AGAIN, vec![due.0.into(), id.into(), owner.into()]).await.map(drop)
}

/// Whether `owner` still has this effect; if so nobody else leases it before this transaction ends.
pub(crate) async fn holds(tx: &mut Tx, owner: &str, id: i64) -> Stored<bool> {
    Ok(tx.fetch_optional(HOLDS, vec![id.into(), owner.into()]).await?.is_some())
}

/// Takes effects that did not begin out of the outbox.
pub(crate) async fn cancel(tx: &mut Tx, keys: &[EffectKey]) -> Stored<()> {
    tx.execute_list(&CANCEL, texts(keys)).await
}

/// What waits for a later time is due now.
pub(crate) async fn hurry(tx: &mut Tx, key: &EffectKey, now: Stamp) -> Stored<()> {
    tx.execute(HURRY, vec![now.0.into(), key.to_string().into()]).await.map(drop)
}

/// Takes what did not begin and belongs to a customer out, as far as its law lets an erasure take
/// it back.
pub(crate) async fn cancel_all(tx: &mut Tx, customer: CustomerId) -> Stored<()> {
    let kinds = words(|law| law.at_erasure != AtErasure::TakenBack);
    let kinds = kinds.into_iter().map(Value::from).collect();
    tx.fetch_list_after(&CANCEL_ALL, &[customer.0.into()], kinds).await?;
    Ok(())
}

/// When the next effect after `now` falls due. What is overdue waits for something else than time,
/// the head of its lane for instance, and would hide that head's own hour.
pub(crate) async fn next_due(reader: &mut Reader, now: Stamp) -> Stored<Option<Stamp>> {
    match reader.fetch_optional(NEXT_DUE, vec![now.0.into()]).await? {
        Some(row) => Ok(get::<Option<i64>>(&row, "due")?.map(Stamp)),
        None => Ok(None),
    }
}

/// What is no timer is queued for now and put off for minutes. Where it is due later than `far` the
/// clock stood wrong: it is due now. Says how many.
pub(crate) async fn clock_went_back(tx: &mut Tx, now: Stamp, far: Stamp) -> Stored<usize> {
    let kinds = words(|law| law.after_wrong_clock == AfterWrongClock::DueNow);
    let kinds = kinds.into_iter().map(Value::from).collect();
    let first = [now.0.into(), far.0.into()];
    Ok(tx.fetch_list_after(&CLOCK_WENT_BACK, &first, kinds).await?.len())
}

/// Leases that run until after `far` were given by a clock that was ahead: they end at `until`,
/// which leaves whoever holds one the whole of it.
pub(crate) async fn shorten_leases(tx: &mut Tx, until: Stamp, far: Stamp) -> Stored<u64> {
    tx.execute(SHORTEN, vec![until.0.into(), far.0.into()]).await
}

/// Voids all leases: on SQLite the process that starts is the only one, so every lease is a dead
/// one's.
pub(crate) async fn void_leases(tx: &mut Tx) -> Stored<u64> {
    tx.execute(VOID, vec![]).await
}

/// Voids the leases of a dead process whose effects may be performed a second time at once. What it
/// was buying, paying back or mailing keeps its lease until that runs out. Says how many it were.
pub async fn void_of(tx: &mut Tx, owner: &str) -> Stored<usize> {
    let kinds = words(|law| law.repeat == Repeat::AtOnce);
    let kinds = kinds.into_iter().map(Value::from).collect();
    Ok(tx.fetch_list_after(&VOID_OF, &[owner.into()], kinds).await?.len())
}

/// Gives back every lease of `owner` but those of what is `in_hand`: only that process itself knows
/// that nothing else of it ever began.
pub(crate) async fn let_go(tx: &mut Tx, owner: &str, in_hand: &BTreeSet<i64>) -> Stored<()> {
    let mut ids = Vec::new();
    for row in tx.fetch_all(HELD_BY, vec![owner.into()]).await? {
        ids.push(get::<i64>(&row, "id")?);
    }
    ids.retain(|id| !in_hand.contains(id));
    give_back(tx, owner, ids).await
}

pub(crate) async fn purge(tx: &mut Tx, before: Stamp) -> Stored<u64> {
    tx.execute(PURGE, vec![before.0.into(), AT_ONCE.into()]).await
}

/// How many effects, timers excepted, are not finished.
pub async fn open(reader: &mut Reader) -> Stored<i64> {
    reader.count(OPEN, vec![TIMER.into()]).await
}
