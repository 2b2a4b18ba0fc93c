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
    Store, Stored, books, consents, customers, effects, erase, inbox, letters, live_messages,
    parcels, retention, settings,
};

use crate::app::clock::Clock;
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

/// One sweep.
/// The next sweep goes on.
pub(crate) async fn sweep(store: &Store, clock: &Clock) -> Stored<usize> {
    let mut tx = store.begin().await?;
    // By the shared clock: a machine whose clock is ahead deletes nothing before its time.
    let now = clock.moment(&mut tx).await?.now;
    inbox::forget(&mut tx, now - MARKS).await?;
    effects::purge(&mut tx, now - FINISHED).await?;
    live_messages::purge(&mut tx, now).await?;
    retention::purge_unpaid(&mut tx, now - UNPAID).await?;
    consents::purge_addresses(&mut tx, now - VISITOR_LIFE).await?;
    retention::purge(&mut tx, money_term(now), now - PROOF).await?;
    let entries = books::of_late(&mut tx, now).await?;
    books::enter(&mut tx, entries, Vec::new(), now).await?;
    let talked = now - TALK_TERM;
    settings::end_talks(&mut tx, TALK_TERM, now).await?;
    parcels::forget(&mut tx, now - PARCELS).await?;
    letters::forget(&mut tx, now).await?;
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
    erase::destroy_doomed(store).await?;
    Ok(stale.len())
}

pub(crate) async fn sweep_loop(
    store: Store,
    known: Arc<Known>,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        match sweep(&store, &clock).await {
            Ok(0) => {}
            Ok(visitors) => {
                known.forget();
                tracing::info!(visitors, "visitors without a consent were erased");
            }
            Err(error) => tracing::warn!(%error, "a sweep failed; the next one goes on"),
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
    use super::*;

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
