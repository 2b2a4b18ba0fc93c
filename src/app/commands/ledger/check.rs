//! `ledger check`: whether the books, the charges, `/stats` and Telegram's ledger say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, bail};

use super::table::{Sum, sums};
use crate::app::clock::Clock;
use crate::app::loops::sweeper::money_term;
use crate::config::TelegramConfig;
use crate::domain::almaty::{self, Form, day_of, day_start};
use crate::domain::charge::ChargeState;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::money::Currency;
use crate::domain::time::{Millis, Stamp};
use crate::storage::books::{self, StarCharge};
use crate::storage::stats::{self, Period};
use crate::storage::{Reader, Store, Stored};
use crate::telegram::BotApi;
use crate::telegram::ledger::{MOST_ROWS, StarRow};

/// What is younger may be on its way from Telegram to the shop.
const ON_ITS_WAY: Millis = Millis::minutes(10);

/// As many differences are printed.
const PRINTED: usize = 50;

#[derive(Default)]
struct Report {
    text: String,
    differences: Vec<String>,
}

impl Report {
    fn say(&mut self, line: impl AsRef<str>) {
        let _ = writeln!(self.text, "{}", line.as_ref());
    }

    fn differs(&mut self, what: impl Into<String>) {
        self.differences.push(what.into());
    }
}

/// Compares, and says whether all agree. Without a token Telegram is not asked.
///
/// # Errors
/// The database, or Telegram's ledger cannot be read.
pub async fn check(
    store: &Store,
    clock: &Clock,
    telegram: Option<&TelegramConfig>,
) -> anyhow::Result<(bool, String)> {
    let began = clock.moment(&mut store.look().await?).await?.now;
    // Telegram first: what it shows by now, the shop knows when it is asked.
    let rows = match telegram {
        Some(config) => Some(star_rows(config).await?),
        None => None,
    };
    let mut reader = store.read().await?;
    let mut report = Report::default();
    let entries = books::between(&mut reader, Stamp(i64::MIN), Stamp(i64::MAX)).await?;
    for ((currency, kind), sum) in sums(&entries) {
        let kind = kind.map_or("all entries", EntryKind::as_str);
        report.say(format!("{currency} {kind}: {}, {} in all", sum.count, sum.amount));
    }
    for (charge, state) in books::unlike(&mut reader).await? {
        report.differs(format!("charge {charge} is {state}, and the books say otherwise"));
    }
    let day = day_of(began) - 29;
    let shown = stats::since(&mut reader, day_start(day), day).await?;
    beside_stats(&shown, &entries, day_start(day), &mut report);
    match rows {
        Some(rows) => beside_telegram(&mut reader, &rows, began, &mut report).await?,
        None => report.say("Telegram's ledger was not asked: TELEGRAM_BOT_TOKEN is not set."),
    }
    drop(reader);
    let Report { mut text, differences } = report;
    for line in differences.iter().take(PRINTED) {
        let _ = writeln!(text, "DIFFERS: {line}");
    }
    if differences.is_empty() {
        text.push_str("They agree.");
    } else {
        let _ = write!(text, "They differ in {} places.", differences.len());
    }
    Ok((differences.is_empty(), text))
}

async fn star_rows(config: &TelegramConfig) -> anyhow::Result<Vec<StarRow>> {
    let bot = BotApi::new(&config.api_url, &config.token).context("TELEGRAM_API_URL")?;
    let (mut rows, mut offset) = (Vec::new(), 0);
    loop {
        let page = bot.star_transactions(offset, MOST_ROWS).await;
        let Ok(page) = page else { bail!("Telegram's ledger cannot be read now; try again") };
        rows.extend(page.rows);
        offset += page.seen;
        if page.seen < MOST_ROWS {
            return Ok(rows);
        }
    }
}

/// What `/stats` shows of 30 days, beside the lines of sums of an export of the same days.
fn beside_stats(shown: &Period, entries: &[Entry], from: Stamp, report: &mut Report) {
    let of_days: Vec<Entry> = entries.iter().filter(|entry| entry.at >= from).cloned().collect();
    let sums = sums(&of_days);
    for (kind, sign, shown) in
        [(EntryKind::Sale, 1, &shown.revenue), (EntryKind::Return, -1, &shown.refunds)]
    {
        for currency in [Currency::Xtr, Currency::Kzt] {
            let code = currency.code();
            let of = shown.iter().find(|sum| sum.currency == code);
            let of = of.map_or((0, 0), |sum| (sum.count, sum.total));
            let sum: Sum = sums.get(&(code.to_owned(), Some(kind))).cloned().unwrap_or_default();
            let kind = kind.as_str();
            if (sum.count, sign * sum.amount) == of {
                continue;
            }
            report.differs(format!("30 days of {code} {kind}: /stats shows {of:?}"));
        }
    }
}

/// Telegram's ledger beside the charges in Stars, one by one.
async fn beside_telegram(
    reader: &mut Reader,
    rows: &[StarRow],
    began: Stamp,
    report: &mut Report,
) -> Stored<()> {
    // What is past its term is not here any more, as it should be.
    let (from, until) = (money_term(began + Millis::days(1)), began - ON_ITS_WAY);
    let compared = |at: Stamp| at >= from && at < until;
    let known: BTreeMap<String, StarCharge> = books::stars(reader).await?.into_iter().collect();
    let (mut paid, mut back) = (BTreeSet::new(), BTreeSet::new());
    let (mut came, mut went) = (0, 0);
    for row in rows.iter().filter(|row| row.person.is_some() && row.at >= from) {
        let (id, amount, at) = (&row.id.0, row.amount, almaty::write(row.at, Form::Second));
        let charge = known.get(id);
        let sum = if row.incoming { &mut came } else { &mut went };
        *sum += amount;
        if row.incoming {
            paid.insert(id);
        } else {
            back.insert(id);
        }
        match charge {
            None if compared(row.at) => report.differs(format!(
                "Telegram shows {amount} Stars at {at}, charge {id}: the shop does not know it"
            )),
            Some(charge) if charge.amount != amount => {
                report.differs(format!("charge {id}: Telegram shows {amount} Stars"));
            }
            Some(charge) if !row.incoming && compared(row.at) && charge.returned_at.is_none() => {
                report.differs(format!("charge {id} went back at {at}: the shop does not know it"));
            }
            Some(_) | None => {}
        }
    }
    let mut undecided = (0, 0);
    for (id, charge) in &known {
        if charge.kept_at.is_none() && charge.returned_at.is_none() {
            undecided = (undecided.0 + 1, undecided.1 + charge.amount);
        }
        if compared(charge.taken_at) && !paid.contains(id) {
            report.differs(format!("charge {id} is not in Telegram's ledger"));
        }
        let refunded = charge.state == ChargeState::Refunded.as_str();
        if refunded && charge.returned_at.is_some_and(compared) && !back.contains(id) {
            report.differs(format!("charge {id} did not go back in Telegram's ledger"));
        }
    }
    let (n, m) = (paid.len(), back.len());
    report.say(format!("Telegram's ledger: {n} payments, {came} Stars; {m} refunds, {went} Stars"));
    let (count, sum) = undecided;
    report.say(format!("Not decided yet, and in no entry: {count} payments, {sum} Stars"));
    Ok(())
}
