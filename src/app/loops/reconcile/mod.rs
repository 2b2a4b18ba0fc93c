//! Reconciliation: Telegram's own ledger of Stars beside ours. A payment whose update never reached
//! us is handed to the processor as if it had, and so is a refund that was made elsewhere. For
//! tenge there is no ledger: an approval that nothing followed goes before a person (`tenge`).
//!
//! The ledger is read at the start, every few minutes from where it was last read, and in full each
//! night: rows may have been missing, or in another order, when they were read first. An approval
//! in Stars that it would show by now, and does not, ends. It must not
//! decide what a charge means; that is [`sale`](crate::domain::sale)'s.

mod old;
mod tenge;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::domain::charge::{Charge, ChargeState, NewCharge};
use crate::domain::ids::ChargeId;
use crate::domain::outcome::Fault;
use crate::domain::snapshot::Setup;
use crate::domain::time::{Millis, Stamp};
use crate::domain::undecided::{self, InLedger, Uncharged};
use crate::storage::seam::Point;
use crate::storage::{StorageError, Store, Stored, charges, effects, orders, settings};
use crate::telegram::BotApi;
use crate::telegram::ledger::{MOST_ROWS, StarRow};

use super::relay::Relay;
use crate::app::clock::{Clock, sleep_real};
use crate::app::incoming::{Incoming, Meaning};
use crate::app::loops::sweeper::money_term;
use crate::app::work::Inbox;
use crate::domain::almaty::day_of;

/// How often it is read. An approval without a charge is freed after ten minutes: a lost update is
/// found before that.
const EVERY: Millis = Millis::minutes(3);

/// How often is looked whether an approval waits for a reading.
const LOOK: Millis = Millis::seconds(20);

/// So many rows before the place where reading ended are read again.
const OVERLAP: usize = 2 * MOST_ROWS;

/// The full reading of a day begins at this hour of it, in Almaty.
const NIGHT: Millis = Millis::hours(3);

/// Where the first reading fails, timers and a restored outbox wait for it at most this long; money
/// that is found later is still honoured, or goes back.
const TIMERS_WAIT: Millis = Millis::minutes(10);

/// Updates that wait at Telegram are read first, for so long at most.
const UPDATES_FIRST: Duration = Duration::from_mins(1);

/// A refused page is asked for again after this long, doubling to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is not older than the books' term by more than this is known here for certain: a charge is
/// dated by when the shop heard of it, and the sweeper may look at another moment.
const TERM_MARGIN: Millis = Millis::days(1);

/// Where reading ended, and the day of the last full one. Durable, as the setting of this name.
const PLACE: &str = "ledger_place";

pub(crate) struct Reconciler {
    pub store: Store,
    pub bot: BotApi,
    /// Where what was found is handed in.
    pub inbox: Inbox,
    /// What waits for the first reading.
    pub relay: Arc<Relay>,
    pub setup: Arc<Setup>,
    pub clock: Clock,
}

silent!(Reconciler);

#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("Telegram's ledger cannot be read: {0:?}")]
    Ledger(Fault),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the shop ends")]
    End,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    offset: usize,
    full_day: i64,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        let (offset, day) = text.split_once(' ')?;
        Some(Self { offset: offset.parse().ok()?, full_day: day.parse().ok()? })
    }

    fn write(self) -> String {
        format!("{} {}", self.offset, self.full_day)
    }
}

impl Reconciler {
    /// Reads until `stop`. What one reading misses the next one finds.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        // A payment whose update waits at Telegram comes with it, as the person's own words.
        tokio::select! {
            () = self.relay.updates_were_read() => {}
            () = sleep_real(UPDATES_FIRST) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let mut patience = Patience { began: self.clock.now(), failed: false, over: false };
        loop {
            let began = self.clock.now();
            let Some(read) = self.patiently(self.once(), &mut patience, &mut stop).await else {
                return;
            };
            match read {
                Ok(()) => {
                    self.relay.ledger_was_read();
                    patience.over = true;
                }
                Err(Broken::End) => return,
                Err(error @ (Broken::Ledger(_) | Broken::Storage(_))) => {
                    tracing::warn!(%error, "the Stars ledger was not read to its end");
                    patience.failed = true;
                    let pause = sleep_real(LONGEST_PAUSE);
                    if self.patiently(pause, &mut patience, &mut stop).await.is_none() {
                        return;
                    }
                    continue;
                }
            }
            tokio::select! {
                () = self.clock.passed(began, EVERY) => {}
                () = self.until_one_waits() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Ends when an approval waits for a reading.
    async fn until_one_waits(&self) {
        loop {
            self.clock.passed(self.clock.now(), LOOK).await;
            match self.waiting().await {
                Ok(none) if none.is_empty() => {}
                Ok(_) => return,
                Err(error) => tracing::warn!(%error, "nobody knows which approvals wait"),
            }
        }
    }

    async fn waiting(&self) -> Stored<Vec<Uncharged>> {
        let mut reader = self.store.look().await?;
        let told = self.relay.told_until(self.clock.moment(&mut reader).await?);
        orders::uncharged(&mut reader, told).await
    }

    /// Does `work` to its end; what waits for the first reading goes on meanwhile when patience
    /// with it ends. `None` when the shop ends.
    async fn patiently<T>(
        &self,
        work: impl Future<Output = T>,
        patience: &mut Patience,
        stop: &mut watch::Receiver<bool>,
    ) -> Option<T> {
        tokio::pin!(work);
        // Set back, the clock counts from there.
        patience.began = patience.began.min(self.clock.now());
        loop {
            tokio::select! {
                done = &mut work => return Some(done),
                () = self.clock.passed(patience.began, TIMERS_WAIT),
                    if patience.failed && !patience.over =>
                {
                    tracing::warn!("timers go on although the Stars ledger cannot be read");
                    self.relay.ledger_was_read();
                    patience.over = true;
                }
                _ = stop.wait_for(|stop| *stop) => return None,
            }
        }
    }

    /// One reading, and what follows from it. A crash anywhere in it leaves the place where it
    /// stood: the next one reads the same rows and finds decided what was decided.
    async fn once(&self) -> Result<(), Broken> {
        // By the clock that all processes share: a machine that is ahead gives no payment up too
        // early.
        let moment = self.clock.moment(&mut self.store.look().await?).await?;
        let (now, told) = (moment.now, self.relay.told_until(moment));
        // Tenge have no ledger: they wait for none.
        self.tenge(now).await?;
        let place = self.place().await?;
        let night = day_of(now - NIGHT);
        let full = place.full_day < night;
        let mut from = if full { 0 } else { place.offset.saturating_sub(OVERLAP) };
        let mut found = self.walk(from).await?;
        if found.end == from && from > 0 {
            // Shorter than it was: its places mean something else now.
            from = 0;
            found = self.walk(0).await?;
        }
        self.work_off(found.rows, now).await?;
        let place =
            Place { offset: found.end, full_day: if from == 0 { night } else { place.full_day } };
        let mut tx = self.store.begin().await?;
        settings::put(&mut tx, PLACE, &place.write()).await?;
        settings::put(&mut tx, settings::RECONCILED_AT, &now.0.to_string()).await?;
        // Only what was read whole, row by row, shows that something is not there.
        let mut ends = Vec::new();
        if found.in_order {
            let uncharged = orders::uncharged(&mut tx, told).await?;
            ends.extend(uncharged.into_iter().map(|found| undecided::uncharged(found, now)));
        }
        effects::queue(&mut tx, &ends).await?;
        // A crash before this commit only reads the same rows once more.
        tx.commit(Point::Reconciled).await?;
        self.relay.queued(&ends);
        Ok(())
    }

    async fn place(&self) -> Stored<Place> {
        let mut reader = self.store.look().await?;
        let text = settings::read_one(&mut reader, PLACE).await?;
        Ok(text.as_deref().and_then(Place::read).unwrap_or_default())
    }

    /// Reads from a place to the end and keeps what the database does not know. A refused page is
    /// asked for again at the same place.
    async fn walk(&self, from: usize) -> Result<Walked, Broken> {
        let mut walked = Walked { end: from, rows: News::default(), in_order: true };
        let mut last = Stamp(i64::MIN);
        loop {
            let page = self.page(walked.end).await?;
            self.sift(&page.rows, &mut walked.rows).await?;
            walked.in_order &= page.rows.len() == page.seen;
            for row in page.rows {
                walked.in_order &= last <= row.at;
                last = row.at;
            }
            walked.end += page.seen;
            if page.seen < MOST_ROWS {
                return Ok(walked);
            }
        }
    }

    async fn page(&self, offset: usize) -> Result<crate::telegram::ledger::StarPage, Broken> {
        let mut pause = FIRST_PAUSE;
        for _ in 0..6 {
            let wait = match self.bot.star_transactions(offset, MOST_ROWS).await {
                Ok(page) => return Ok(page),
                Err(Fault::Retry { after: Some(after) }) => {
                    Duration::from_millis(u64::try_from(after.0).unwrap_or(1_000))
                }
                Err(Fault::Retry { after: None } | Fault::Unknown) => pause,
                Err(fault @ Fault::Reject { .. }) => return Err(Broken::Ledger(fault)),
            };
            tracing::debug!(offset, "a page of the Stars ledger is asked for again");
            sleep_real(wait).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(Broken::Ledger(Fault::Unknown))
    }

    /// Keeps the rows that are news: charges that are not known or not decided, refunds of known
    /// charges that are not known to be back.
    async fn sift(&self, rows: &[StarRow], news: &mut News) -> Stored<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<ChargeId> = rows.iter().map(|row| row.id.clone()).collect();
        ids.sort();
        ids.dedup();
        let mut reader = self.store.look().await?;
        let known: HashMap<ChargeId, Charge> = charges::load(&mut reader, &ids)
            .await?
            .into_iter()
            .map(|charge| (charge.id.clone(), charge))
            .collect();
        for row in rows.iter().filter(|row| row.person.is_some()) {
            let state = known.get(&row.id).map(Charge::state);
            let entry = (row.clone(), state.is_some());
            if !row.incoming {
                if state != Some(ChargeState::Refunded) {
                    news.refunds.insert(row.id.clone(), entry);
                }
            } else if state.is_none_or(|state| state == ChargeState::Taken) {
                news.charges.push(entry);
            }
        }
        Ok(())
    }

    async fn work_off(&self, news: News, now: Stamp) -> Result<(), Broken> {
        let News { charges: rows, refunds } = news;
        let mut seen = HashSet::new();
        let mut written_down = Vec::new();
        let mut told = Vec::new();
        let history = settings::load(&mut self.store.look().await?).await?.history;
        let term = money_term(now + TERM_MARGIN);
        for (row, known) in rows {
            // What is past the term of the books was known, and is forgotten.
            if !seen.insert(row.id.clone()) || (row.at < term && !known) {
                continue;
            }
            let back = refunds.contains_key(&row.id);
            let Some(incoming) = Incoming::of_ledger(&row, &self.store.secrets) else { continue };
            let Meaning::Charged(charged) = &incoming.meaning else { continue };
            match undecided::in_ledger(row.at, known, back, &history) {
                InLedger::AsIfTold => told.push(incoming),
                InLedger::WrittenDown(state) => {
                    let payer = incoming.sender.as_ref().map(|sender| sender.key.clone());
                    written_down.push((NewCharge { state, ..charged.row(None, row.at) }, payer));
                }
                InLedger::Nothing => {}
            }
        }
        self.write_down(written_down, now).await?;
        let count = told.len();
        let refunds = refunds.into_values().filter(|(_, known)| *known);
        told.extend(refunds.filter_map(|(row, _)| Incoming::of_ledger(&row, &self.store.secrets)));
        let waits: Vec<_> = told.into_iter().map(|incoming| self.inbox.ledger(incoming)).collect();
        if count > 0 {
            tracing::warn!(count, "the Stars ledger shows charges whose updates did not come");
        }
        for wait in waits {
            // Ends without a word only when the shop ends.
            wait.await.map_err(|_| Broken::End)?;
        }
        Ok(())
    }
}

/// With a ledger that cannot be read.
struct Patience {
    began: Stamp,
    failed: bool,
    over: bool,
}

#[derive(Debug)]
struct Walked {
    rows: News,
    end: usize,
    /// Every row could be read, and none is older than the one before it.
    in_order: bool,
}

/// What the database does not know, or has not decided. With each row whether its charge is known.
#[derive(Debug, Default)]
struct News {
    charges: Vec<(StarRow, bool)>,
    refunds: HashMap<ChargeId, (StarRow, bool)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_row_and_rubbish_begins_anew() {
        let place = Place { offset: 1_234, full_day: 20_700 };
        assert_eq!(Place::read(&place.write()), Some(place));
        for text in ["", "12", "a b", "-1 5"] {
            assert_eq!(Place::read(text), None, "{text}");
        }
    }
}
