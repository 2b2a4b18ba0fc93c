//! What an operator's metrics say of the database: how much waits, how long, and what money stands
//! where. Read at each scrape, never written.

use super::dialect::statements;
use super::{Reader, Stored, get, inbox, settings};
use crate::domain::effect::TIMER;
use crate::domain::time::Stamp;

statements! {
    OUTBOX = "select count(*) as n, \
     cast(coalesce(sum(case when due_at <= $1 then 1 else 0 end), 0) as bigint) as due, \
     min(due_at) as oldest from effects where settled_at is null and kind <> $2";
    // Who opens an eSIM later waits from then on.
    UNFULFILLED = "select count(*) as n, min(coalesce(opened_at, paid_at)) as oldest from orders \
     where state in ('paid', 'provisioned') and open_until is null and customer_id is not null";
    CHARGES = "select state, count(*) as n from charges group by state";
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    /// Effects not finished, timers excepted.
    pub outbox: i64,
    pub due: i64,
    /// Since when the oldest of these is due.
    pub oldest_due: Option<Stamp>,
    /// Orders paid and not fulfilled, whose customers wait.
    pub unfulfilled: i64,
    /// When the oldest of these was paid.
    pub oldest_paid: Option<Stamp>,
    /// Charges by the word of their state.
    pub charges: Vec<(String, i64)>,
    pub parked: i64,
    /// When the Stars ledger was last read to its end.
    pub reconciled_at: Option<Stamp>,
}

pub(crate) async fn load(reader: &mut Reader, now: Stamp) -> Stored<Figures> {
    let mut figures = Figures::default();
    if let Some(row) = reader.fetch_optional(OUTBOX, vec![now.0.into(), TIMER.into()]).await? {
        figures.outbox = get(&row, "n")?;
        figures.due = get(&row, "due")?;
        let oldest = get::<Option<i64>>(&row, "oldest")?.map(Stamp);
        figures.oldest_due = oldest.filter(|due| *due <= now);
    }
    if let Some(row) = reader.fetch_optional(UNFULFILLED, vec![]).await? {
        figures.unfulfilled = get(&row, "n")?;
        figures.oldest_paid = get::<Option<i64>>(&row, "oldest")?.map(Stamp);
    }
    for row in reader.fetch_all(CHARGES, vec![]).await? {
        figures.charges.push((get(&row, "state")?, get(&row, "n")?));
    }
    figures.parked = inbox::parked(reader).await?;
    figures.reconciled_at = settings::moment(reader, settings::RECONCILED_AT).await?;
    Ok(figures)
}
