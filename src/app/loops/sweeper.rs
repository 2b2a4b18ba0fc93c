//! The sweeper: deletes what is past its term. Each sweep is repeatable and loses nothing if it
//! dies.

use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::almaty;
use crate::domain::customer::VISITOR_LIFE;
use crate::domain::support::TALK_TERM;
use crate::domain::time::{Millis, Stamp};
use crate::storage::seam::Point;
use crate::storage::{
    AT_ONCE, PEOPLE_AT_ONCE, Store, Stored, books, consents, customers, effects, erase, inbox,
    is_full, letters, live_messages, lookups, parcels, retention, settings,
};

use crate::app::clock::Clock;
use crate::app::decisions;
use crate::app::known::Known;

const EVERY: Millis = Millis::minutes(10);

/// How long marks of handled updates are kept: Telegram repeats an update for 24 hours.
const MARKS: Millis = Millis::hours(72);

/// A message to support, or from it, that was not delivered by then never will be.
const PARCELS: Millis = Millis::days(2);

const FINISHED: Millis = Millis::days(7);

/// An order that nobody paid goes so long after its last invoice.
const UNPAID: Millis = Millis::days(1);

/// How long consents of those who left, and the audit, are kept as a proof.
const PROOF: Millis = Millis::days(3 * 365 + 1);

/// Orders and charges are kept for five full calendar years after the year of the order (Almaty).
pub(crate) fn money_term(now: Stamp) -> Stamp {
    // Out of the calendar's range nothing is deleted.
    almaty::year_start(now, 5).unwrap_or(Stamp(i64::MIN))
}

/// What one transaction of a sweep did.
struct Swept {
    /// Visitors that were erased.
    visitors: usize,
    /// Whether there may be more to do.
    more: bool,
}

/// Sweeps until nothing is left to do, or the shop stops. Says how many visitors were erased. Each
/// part is a transaction of its own: who waits to write has a turn in between.
async fn sweep(store: &Store, clock: &Clock, stop: &watch::Receiver<bool>) -> Stored<usize> {
    let mut visitors = 0;
    loop {
        let swept = sweep_once(store, clock).await?;
        visitors += swept.visitors;
        if !swept.more || *stop.borrow() {
            return Ok(visitors);
        }
    }
}

/// A bounded part of a sweep. The next one goes on.
async fn sweep_once(store: &Store, clock: &Clock) -> Stored<Swept> {
    let mut tx = store.begin().await?;
    // By the shared clock: a machine whose clock is ahead deletes nothing before its time.
    let now = clock.moment(&mut tx).await?.now;
    let rows = [
        inbox::forget(&mut tx, now - MARKS).await?,
        effects::purge(&mut tx, now - FINISHED).await?,
        live_messages::purge(&mut tx, now).await?,
        retention::purge_unpaid(&mut tx, now - UNPAID).await?,
        consents::purge_addresses(&mut tx, now - VISITOR_LIFE).await?,
        retention::purge(&mut tx, money_term(now), now - PROOF).await?,
        parcels::forget(&mut tx, now - PARCELS).await?,
    ];
    let entries = books::of_late(&mut tx, now).await?;
    let receipts = decisions::enter(&mut tx, entries, Vec::new(), now).await?;
    effects::queue(&mut tx, &receipts).await?;
    let talked = now - TALK_TERM;
    letters::forget(&mut tx, now).await?;
    let talks = settings::end_talks(&mut tx, TALK_TERM, now).await?;
    let stale = customers::stale_visitors(&mut tx, now - VISITOR_LIFE, talked).await?;
    for visitor in &stale {
        settings::end_talk(&mut tx, *visitor, VISITOR_LIFE.in_days(), now).await?;
        erase::erase(&mut tx, *visitor, now).await?;
    }
    if !stale.is_empty() {
        settings::note_erasure(&mut tx, now).await?;
    }
    tx.commit(Point::Sweep).await?;
    // A crash here leaves doomed keys; this also finishes what an earlier crash left.
    let keys = erase::destroy_doomed(store).await?;
    let more = talks
        || rows.into_iter().any(|rows| is_full(rows, AT_ONCE))
        || is_full(keys, AT_ONCE)
        || is_full(stale.len(), PEOPLE_AT_ONCE);
    Ok(Swept { visitors: stale.len(), more })
}

/// Renews the lookup key where somebody was erased since, and goes on with one that is renewed.
async fn renew_lookup(store: &Store, clock: &Clock, stop: &watch::Receiver<bool>) -> Stored<()> {
    let now = clock.moment(&mut store.look().await?).await?.now;
    lookups::renew(store, now, || *stop.borrow()).await
}

pub(crate) async fn sweep_loop(
    store: Store,
    known: Arc<Known>,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        match sweep(&store, &clock, &stop).await {
            Ok(0) => {}
            Ok(visitors) => {
                known.forget();
                tracing::info!(visitors, "visitors without a consent were erased");
            }
            Err(error) => tracing::warn!(%error, "a sweep failed; the next one goes on"),
        }
        if let Err(error) = renew_lookup(&store, &clock, &stop).await {
            tracing::warn!(%error, "a lookup key is not renewed yet; the next sweep goes on");
        }
        if let Err(error) = known.sync_erasures(&store).await {
            tracing::warn!(%error, "what others erased is looked for at the next sweep");
        }
        tokio::select! {
            () = clock.passed(clock.now(), EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{AnyConnection, Connection as _};

    use super::*;
    use crate::storage::seal::SealingKey;

    /// What a day of first words, or a shop that stood still for long, leaves behind.
    async fn leave_behind(file: &str, visitors: i64, marks: i64) {
        let up_to = |n: i64| {
            format!(
                "with recursive row (n) as (select 1 union all select n + 1 from row where n < {n})"
            )
        };
        let visitors = format!(
            "{} insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, \
             guess, created_at, seen_at) select n, 'person ' || n, n, '', '', 'kk', 1, 1 from row",
            up_to(visitors)
        );
        let marks = format!(
            "{} insert into updates (update_id, print, handled_at) select n, 'x', 1 from row",
            up_to(marks)
        );
        let mut connection = AnyConnection::connect(file).await.unwrap();
        for rows in [visitors, marks] {
            sqlx::query(sqlx::AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_sweep_goes_on_until_nothing_is_left_and_holds_the_writer_for_a_part_of_it_only() {
        const LEFT: &str =
            "select (select count(*) from customers) + (select count(*) from updates)";
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let store = Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await;
        let (store, clock) = (store.unwrap(), Clock::manual(Stamp(1_795_478_400_000)));
        let (visitors, marks) = (PEOPLE_AT_ONCE * 2 + 1, AT_ONCE * 2 + 1);
        leave_behind(&at("shop.db"), visitors, marks).await;
        let swept = sweep_once(&store, &clock).await.unwrap();
        assert!(swept.more);
        let left = store.number(LEFT).await.unwrap();
        assert_eq!(left, PEOPLE_AT_ONCE + 1 + AT_ONCE + 1, "one bounded part");
        let (_stop, stopped) = watch::channel(false);
        let erased = sweep(&store, &clock, &stopped).await.unwrap();
        assert_eq!(i64::try_from(swept.visitors + erased), Ok(visitors));
        assert_eq!(store.number(LEFT).await.unwrap(), 0);
        let gone = store.number("select count(*) from destroyed").await.unwrap();
        assert_eq!(gone, visitors, "their keys went with them");
        assert!(!sweep_once(&store, &clock).await.unwrap().more);
        store.close().await;
    }

    #[test]
    fn orders_and_charges_stay_for_five_full_calendar_years() {
        // 24 November 2026: orders of 2021 and later stay, orders of 2020 may go.
        let now = Stamp(1_795_478_400_000);
        let first_of_2021 = Stamp(1_609_459_200_000) - Millis::hours(5);
        assert_eq!(money_term(now), first_of_2021);
        // On the first day of a year another year goes.
        let new_year = Stamp(1_798_761_600_000) - Millis::hours(5);
        assert_eq!(money_term(new_year - Millis(1)), first_of_2021);
        assert!(money_term(new_year) > first_of_2021);
    }
}
