//! Backup and restore as far as they are SQL: the copy and its check (`files`), the erasures that a
//! restore replays, the hold on stock that follows it and how it ends. Names of files, locks and
//! words are in `app::commands::recovery`.

mod files;

use rand::Rng;

use super::dialect::{Sql, many_rows, statements};
use super::{
    Reader, StorageError, Store, Stored, Tx, Value, catalogue, effects, erase, get, settings,
};
use crate::domain::effect::Body;
use crate::domain::ids::{ChargeId, CustomerId, EsimId, KeyId, OrderId};
use crate::domain::time::{Millis, Stamp};

pub(crate) use files::{Kind, copy, destroyed_in, is_key_store, look, seize};

statements! {
    SOME_CUSTOMER_KEYS = "select key_id from customers order by id limit 200";
    SOME_ESIM_KEYS = "select key_id from esims where code_sealed is not null order by id limit 200";
    CUSTOMER_KEYS = "select id, key_id from customers order by id";
    ESIM_KEYS = "select id, key_id from esims where code_sealed is not null order by id";
    PARKED_KEYS = "select key_id from parked";
    BLANK = "update esims set code_sealed = null, iccid_sealed = null, confirmation_sealed = null, \
     erased_at = $1, held_at = null where id = $2";
    DOOM = "insert into doomed (key_id, at) values ($1, $2) on conflict (key_id) do nothing";
    FORGET_PARKED = "delete from parked where key_id = $1";
    // Of nobody's orders those that no case shows and no person ended outside the shop.
    OPEN = "select id from orders where state in ('draft', 'invoiced', 'approved', 'expired') or \
     (state in ('paid', 'provisioned') and customer_id is not null and shown_at is null and \
     lost_since is null) or (state in ('paid', 'provisioned') and customer_id is null and \
     not exists (select 1 from cases k where k.order_id = orders.id and \
     k.kind in ('stuck', 'unreachable', 'unreadable') and \
     (k.closed_at is null or k.action = 'outside'))) order by id";
    // What a running shop writes all day: its newest trace is the moment of the copy.
    TRACE = "select max(t.at) as at from (select max(handled_at) as at from updates union all \
     select max(created_at) as at from orders union all \
     select max(taken_at) as at from charges union all \
     select cast(value as bigint) as at from settings where name = 'reconciled_at') t";
    UNDECIDED = "select id from charges where state = 'taken' order by id";
    OPENED = "select count(*) as n from cases where closed_at is null and opened_at > $1 and \
     opened_at <= $2";
    HOLD = "update esims set held_at = $1 where erased_at is null and held_at is null";
    UNRESERVE = "update esims set order_id = null where sold_at is null and order_id is not null";
    NOTHING_RESERVED = "update orders set reserved = null where reserved is not null";
    ACTS = "select id, body from effects where settled_at is null and kind in ('tell', 'parked') \
     order by id";
    REOPEN = "update cases set closed_at = null, closed_by = null, action = null where id in \
     (select max(id) from cases where kind = 'parked' and subject = $1) and not exists (select 1 \
     from cases o where o.kind = 'parked' and o.subject = $1 and o.closed_at is null)";
    REMEMBER = "insert into destroyed (key_id, at) values ($1, $2) on conflict (key_id) do nothing";
    HELD = "select plan_id, count(*) as n from esims where held_at is not null and sold_at is null \
     and erased_at is null group by plan_id order by plan_id";
    ON_SALE = "select count(*) as n from esims where held_at is null and sold_at is null and \
     erased_at is null";
    FREE_HELD = "update esims set held_at = null where held_at is not null";
    // It seals nothing, and leads to no plan: an import of the code is refused.
    REMEMBER_CODE = "insert into esims (id, plan_id, key_id, code_print, erased_at, created_at) \
     values ($1, '', 0, $2, $3, $3)";
    OF_FINGERPRINT = "select id, key_id, case when sold_at is null and order_id is null and \
     erased_at is null then 1 else 0 end as unsold from esims where code_print = \
     $1", postgres " for update";
}

many_rows! {
    FORGET_ACTS = list "delete from effects where id in (..)";
}

/// Whatever a command was to do, it does nothing.
pub(super) const NOT_ITS_KEYS: &str = "the key store is not the one of this database: its secrets \
    are others. Name the right one in KEYS_URL, or bring a copy of it back with: \
    qazaq-esim-bot restore --keys FILE";

async fn ids_of(reader: &mut Reader, sql: Sql) -> Stored<Vec<(i64, KeyId)>> {
    let rows = reader.fetch_all(sql, vec![]).await?;
    rows.iter().map(|row| Ok((get(row, "id")?, KeyId(get(row, "key_id")?)))).collect()
}

async fn keys_of(reader: &mut Reader, sql: Sql) -> Stored<Vec<KeyId>> {
    let rows = reader.fetch_all(sql, vec![]).await?;
    rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect()
}

/// Whether the key store holds the keys of this database. A few that are missing were destroyed; a
/// store that lacks most of them is the wrong one, or an empty one, and nothing may be done with
/// it: to go on would make strangers of all customers.
///
/// # Errors
/// [`StorageError::Setup`] with the remedy.
pub(crate) async fn fit_keys(store: &Store) -> Stored<()> {
    let mut reader = store.read().await?;
    let mut used = keys_of(&mut reader, SOME_CUSTOMER_KEYS).await?;
    used.extend(keys_of(&mut reader, SOME_ESIM_KEYS).await?);
    drop(reader);
    let missing = store.keys.missing(&used).await?.len();
    if missing * 2 > used.len() {
        return Err(StorageError::Setup(format!(
            "the key store is not the one of this database: {missing} of {} keys that were looked \
             for are not in it. Name the right one in KEYS_URL, or bring a copy of it back with: \
             qazaq-esim-bot restore --keys FILE",
            used.len()
        )));
    }
    if missing > 0 {
        tracing::warn!(
            missing,
            looked_for = used.len(),
            "rows are sealed with keys that are gone; if a file was copied back by hand, \
             stop the shop and say: qazaq-esim-bot restore --finish"
        );
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Replayed {
    pub customers: usize,
    pub codes: usize,
    pub of: usize,
}

impl Replayed {
    /// Whether more than half of everything has lost its key: hardly erasures.
    pub(crate) const fn is_most(self) -> bool {
        (self.customers + self.codes) * 2 > self.of
    }
}

/// Erases every row whose key is not in the key store, exactly as an erasure does: the key is gone,
/// so the person was promised that everything else is. Repeatable.
pub(crate) async fn replay_erasures(store: &Store, tx: &mut Tx, now: Stamp) -> Stored<Replayed> {
    let customers = ids_of(tx, CUSTOMER_KEYS).await?;
    let codes = ids_of(tx, ESIM_KEYS).await?;
    let parked = keys_of(tx, PARKED_KEYS).await?;
    let mut replayed = Replayed { of: customers.len() + codes.len(), ..Replayed::default() };
    let of = |rows: &[(i64, KeyId)]| rows.iter().map(|(_, key)| *key).collect::<Vec<_>>();
    let gone: std::collections::HashSet<KeyId> = store
        .keys
        .missing(&[of(&customers), of(&codes), parked.clone()].concat())
        .await?
        .into_iter()
        .collect();
    for (id, key) in &customers {
        if gone.contains(key) {
            erase::erase(tx, CustomerId(*id), now).await?;
            replayed.customers += 1;
        }
    }
    for (id, key) in &codes {
        if gone.contains(key) {
            blank(tx, EsimId(*id), *key, now).await?;
            replayed.codes += 1;
        }
    }
    for key in parked.iter().filter(|key| gone.contains(key)) {
        tx.execute(FORGET_PARKED, vec![key.0.into()]).await?;
    }
    Ok(replayed)
}

/// The moment of the copy: the newest one that it knows of.
pub(crate) async fn moment(tx: &mut Tx) -> Stored<Option<Stamp>> {
    let row = tx.fetch_optional(TRACE, vec![]).await?;
    Ok(row.map(|row| get::<Option<i64>>(&row, "at")).transpose()?.flatten().map(Stamp))
}

/// Orders that were open at the moment of the copy.
pub(crate) async fn open_orders(tx: &mut Tx) -> Stored<Vec<OrderId>> {
    let rows = tx.fetch_all(OPEN, vec![]).await?;
    rows.iter().map(|row| Ok(OrderId::from_number(get(row, "id")?))).collect()
}

pub(crate) async fn undecided(reader: &mut Reader) -> Stored<Vec<ChargeId>> {
    let rows = reader.fetch_all(UNDECIDED, vec![]).await?;
    rows.iter().map(|row| Ok(ChargeId(get(row, "id")?))).collect()
}

async fn blank(tx: &mut Tx, esim: EsimId, key: KeyId, now: Stamp) -> Stored<()> {
    tx.execute(DOOM, vec![key.0.into(), now.0.into()]).await?;
    tx.execute_one(BLANK, vec![now.0.into(), Value::Int(esim.0)]).await
}

/// When the history of a restored database begins. Telegram's ledger knows seconds only: a charge
/// of the restore's own second may have been delivered in what was lost, and is a person's.
const fn next_second(now: Stamp) -> Stamp {
    Stamp(now.0.saturating_add(1_000 - now.0.rem_euclid(1_000)))
}

/// Holds all stock, and notes the restore and that the ledger was not read since. What was set
/// aside for orders is set aside no more: it may have been sold meanwhile. What is sold stays with
/// its order; given back, it is held too.
pub(crate) async fn hold(tx: &mut Tx, now: Stamp) -> Stored<()> {
    tx.execute(UNRESERVE, vec![]).await?;
    tx.execute(NOTHING_RESERVED, vec![]).await?;
    tx.execute(HOLD, vec![now.0.into()]).await?;
    effects::void_leases(tx).await?;
    settings::put(tx, settings::RESTORED_AT, &next_second(now).0.to_string()).await?;
    settings::put(tx, settings::HELD_SINCE, &now.0.to_string()).await?;
    settings::remove(tx, settings::RECONCILED_AT).await?;
    catalogue::changed(tx, now).await
}

/// What waits in the outbox and may be an act of an admin, by its row. `None` is what this version
/// cannot read.
pub(crate) async fn waiting_acts(tx: &mut Tx) -> Stored<Vec<(i64, Option<Body>)>> {
    let rows = tx.fetch_all(ACTS, vec![]).await?;
    let read = |row| {
        let body: String = get(row, "body")?;
        Ok((get(row, "id")?, serde_json::from_str(&body).ok()))
    };
    rows.iter().map(read).collect()
}

pub(crate) async fn forget_acts(tx: &mut Tx, rows: Vec<i64>) -> Stored<()> {
    tx.execute_list(&FORGET_ACTS, rows.into_iter().map(Value::Int).collect()).await
}

/// The case of a parked update is open again.
pub(crate) async fn reopen_parked(tx: &mut Tx, fingerprint: &str) -> Stored<()> {
    tx.execute(REOPEN, vec![fingerprint.into()]).await.map(drop)
}

/// How many cases a restore opened that are open still; `restored` is when the history begins
/// since.
pub(crate) async fn opened_by(tx: &mut Tx, restored: Stamp) -> Stored<i64> {
    let second = Millis::seconds(1);
    tx.count(OPENED, vec![(restored - second).0.into(), restored.0.into()]).await
}

/// Remembers keys that another copy of this database knows as destroyed.
pub(crate) async fn remember_destroyed(tx: &mut Tx, keys: &[KeyId], now: Stamp) -> Stored<()> {
    for key in keys {
        tx.execute(REMEMBER, vec![key.0.into(), now.0.into()]).await?;
    }
    Ok(())
}

/// Held codes by plan.
pub(crate) async fn held(reader: &mut Reader) -> Stored<Vec<(String, i64)>> {
    let rows = reader.fetch_all(HELD, vec![]).await?;
    rows.iter().map(|row| Ok((get(row, "plan_id")?, get(row, "n")?))).collect()
}

/// How many codes a restore would take out of sale.
pub(crate) async fn on_sale(reader: &mut Reader) -> Stored<i64> {
    reader.count(ON_SALE, vec![]).await
}

/// What became of a code that the owner knows as sold elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discarded {
    /// It will never be sold.
    Now,
    /// It is sold, set aside or erased here already.
    Before,
    /// It was not in this database. Its fingerprint is now, so that no import brings it back.
    Unknown,
}

/// Takes an unsold code out of stock for ever.
pub(crate) async fn discard(tx: &mut Tx, fingerprint: &str, now: Stamp) -> Stored<Discarded> {
    let Some(row) = tx.fetch_optional(OF_FINGERPRINT, vec![fingerprint.into()]).await? else {
        let id = (rand::rng().next_u64() >> 2).cast_signed();
        let values = vec![id.into(), fingerprint.into(), now.0.into()];
        tx.execute_one(REMEMBER_CODE, values).await?;
        return Ok(Discarded::Unknown);
    };
    if get::<i64>(&row, "unsold")? == 0 {
        return Ok(Discarded::Before);
    }
    blank(tx, EsimId(get(&row, "id")?), KeyId(get(&row, "key_id")?), now).await?;
    Ok(Discarded::Now)
}

pub(crate) async fn release(tx: &mut Tx, now: Stamp) -> Stored<u64> {
    let freed = tx.execute(FREE_HELD, vec![]).await?;
    settings::remove(tx, settings::HELD_SINCE).await?;
    catalogue::changed(tx, now).await?;
    Ok(freed)
}
