//! What admins read: the statistics as text and picture, and the list of what needs a person. All
//! of it is counted from the ledger and from anonymous counters.

use crate::chart::{Bar, DayBar, StatsPicture, Tile};
use crate::domain::almaty::{self, Form, day_of, day_start};
use crate::domain::country::Place;
use crate::domain::effect::Keyboard;
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::order::Opening;
use crate::domain::press::Press;
use crate::domain::settle;
use crate::domain::snapshot::LOW_STOCK;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::i18n::{Fill, Words, format};
use crate::storage::stats::{Period, Sum, paid_since, since};
use crate::storage::{Store, Stored, cases, esims};

use super::commands::recovery::held_count;
use super::unseen::Unseen;

#[derive(Debug)]
pub(crate) struct Report {
    pub title: Text,
    pub text: Text,
    /// The picture, in words already.
    pub picture: StatsPicture,
}

fn state_text(word: &str) -> Text {
    match word {
        "paid" | "provisioned" => Text::StatePaid,
        "fulfilled" => Text::StateFulfilled,
        "returned" => Text::StateReturned,
        "expired" => Text::StateExpired,
        "cancelled" => Text::StateCancelled,
        _ => Text::StateInvoiced,
    }
}

fn counter(period: &Period, word: &str) -> i64 {
    period.counters.iter().find(|(name, _)| name == word).map_or(0, |(_, n)| *n)
}

fn sum_of(sums: &[Sum], currency: Currency) -> (Money, i64) {
    let found = sums.iter().find(|sum| sum.currency == currency.code());
    let (minor, count) = found.map_or((0, 0), |sum| (sum.total, sum.count));
    (Money { minor, currency }, count)
}

/// The middle of a sorted list; of two middles the lower.
fn median(sorted: &[i64]) -> Option<i64> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

fn period_lines(name: Text, period: &Period) -> Vec<Text> {
    let mut lines = vec![Text::Gap, name];
    lines.push(Text::StatsVisitors { count: counter(period, "visitor") });
    lines.push(Text::StatsFunnel {
        visitors: counter(period, "visitor"),
        plans: counter(period, "plans"),
        reviews: counter(period, "review"),
        invoices: counter(period, "invoice"),
        paid: counter(period, "paid"),
    });
    let mut states: Vec<(Text, i64)> = Vec::new();
    for (word, n) in &period.states {
        let text = state_text(word);
        match states.iter_mut().find(|(known, _)| *known == text) {
            Some((_, total)) => *total += n,
            None => states.push((text, *n)),
        }
    }
    for (state, count) in states {
        lines.push(Text::StatsOrders { state: Box::new(state), count });
    }
    for currency in [Currency::Xtr, Currency::Kzt] {
        let (revenue, count) = sum_of(&period.revenue, currency);
        let (refunds, refunded) = sum_of(&period.refunds, currency);
        if count + refunded > 0 {
            lines.push(Text::StatsRevenue { revenue, count, refunds, refunded });
        }
    }
    for (place, count) in &period.places {
        if let Some(place) = Place::parse(place) {
            lines.push(Text::StatsCountry { place, count: *count });
        }
    }
    lines.push(match (median(&period.delivery), period.delivery.last()) {
        (Some(median), Some(worst)) => {
            Text::StatsDelivery { median: seconds_up(median), worst: seconds_up(*worst) }
        }
        _ => Text::StatsNoDelivery,
    });
    lines
}

fn seconds_up(ms: i64) -> i64 {
    ms.div_euclid(1_000) + i64::from(ms.rem_euclid(1_000) > 0)
}

/// What can still be asked back, and for Stars whether the bot has as many.
fn unseen_lines(unseen: &Unseen) -> Vec<Text> {
    let Unseen { amount, orders, balance } = *unseen;
    let mut lines = vec![Text::StatsUnseen { amount, count: orders }];
    lines.extend(balance.map(|balance| Text::StatsBalance { balance }));
    if unseen.is_short() {
        lines.push(Text::StatsBalanceShort { least: amount });
    }
    lines
}

pub(crate) async fn stats(
    store: &Store,
    words: &Words,
    unseen: &[Unseen],
    lang: Lang,
    now: Stamp,
) -> Stored<Report> {
    let today = day_of(now);
    let mut reader = store.read().await?;
    let mut periods = Vec::new();
    for (name, days) in [(Text::StatsToday, 0), (Text::StatsWeek, 6), (Text::StatsMonth, 29)] {
        let day = today - days;
        periods.push((name, since(&mut reader, day_start(day), day).await?));
    }
    let paid = paid_since(&mut reader, day_start(today - 13)).await?;
    let levels = esims::levels(&mut reader, Opening::AtOnce.good_until(now)).await?;
    let faulty = esims::faulty(&mut reader).await?;
    drop(reader);
    let open = count_cases(store).await?;
    let left: i64 = levels.iter().map(|(_, n)| n).sum();
    let low = levels.iter().filter(|(_, n)| *n <= LOW_STOCK).count();
    let title = Text::StatsTitle { now };
    let mut lines = vec![title.clone()];
    for (name, period) in &periods {
        lines.extend(period_lines(name.clone(), period));
    }
    lines.push(Text::Gap);
    lines.push(Text::StatsStock { left, low: i64::try_from(low).unwrap_or(i64::MAX) });
    if faulty > 0 {
        lines.push(Text::StatsFaulty { count: faulty });
    }
    lines.extend(unseen.iter().flat_map(unseen_lines));
    lines.push(Text::StatsCases { count: open });
    let month = periods.last().map(|(_, period)| period.clone()).unwrap_or_default();
    let picture = picture(words, lang, &title, &month, &paid, today);
    Ok(Report { title, text: Text::Lines(lines), picture })
}

fn picture(
    words: &Words,
    lang: Lang,
    title: &Text,
    month: &Period,
    paid: &[Stamp],
    today: i64,
) -> StatsPicture {
    let plain = |text: &Text| words.plain(text, lang, &Fill::default());
    let small = |n: i64| u32::try_from(n).unwrap_or_default();
    let mut tiles = vec![
        Tile { label: plain(&Text::ChartVisitors), value: counter(month, "visitor").to_string() },
        Tile { label: plain(&Text::ChartPaid), value: counter(month, "paid").to_string() },
    ];
    for currency in [Currency::Xtr, Currency::Kzt] {
        let (revenue, count) = sum_of(&month.revenue, currency);
        let (refunds, refunded) = sum_of(&month.refunds, currency);
        if count > 0 {
            let currency = currency.code().to_owned();
            tiles.push(Tile {
                label: plain(&Text::ChartRevenue { currency }),
                value: format::money(revenue, lang),
            });
        }
        if refunded > 0 {
            tiles.push(Tile {
                label: plain(&Text::ChartRefunds),
                value: format::money(refunds, lang),
            });
        }
    }
    tiles.truncate(6);
    let days = (today - 13..=today)
        .map(|day| {
            let (from, to) = (day_start(day), day_start(day + 1));
            let orders = paid.iter().filter(|at| **at >= from && **at < to).count();
            DayBar {
                label: almaty::write(from, Form::ShortDay),
                orders: u32::try_from(orders).unwrap_or_default(),
            }
        })
        .collect();
    let steps = [
        (Text::ChartVisitors, "visitor"),
        (Text::ChartPlans, "plans"),
        (Text::ChartReviews, "review"),
        (Text::ChartInvoices, "invoice"),
        (Text::ChartPaid, "paid"),
    ];
    let first = counter(month, "visitor").max(1);
    let funnel = steps
        .iter()
        .map(|(text, word)| {
            let n = counter(month, word);
            Bar {
                label: plain(text),
                count: small(n),
                value: format!("{n} · {} %", n.saturating_mul(100) / first),
            }
        })
        .collect();
    let countries = month
        .places
        .iter()
        .filter_map(|(place, n)| {
            let place = Place::parse(place)?;
            Some(Bar { label: place.name(lang).to_owned(), count: small(*n), value: n.to_string() })
        })
        .collect();
    StatsPicture {
        title: plain(&Text::BotName),
        subtitle: plain(title),
        tiles,
        orders_heading: plain(&Text::ChartOrders),
        days,
        funnel_heading: plain(&Text::ChartFunnel),
        funnel,
        countries_heading: plain(&Text::ChartCountries),
        countries,
        nothing: plain(&Text::StatsNoDelivery),
    }
}

pub(crate) async fn count_cases(store: &Store) -> Stored<i64> {
    let mut reader = store.read().await?;
    let held = held_count(&mut reader).await?;
    let open = cases::count(&mut reader).await?;
    drop(reader);
    Ok(open + i64::from(held > 0))
}

/// As many cases stand in one message, each with its button.
const CASES_SHOWN: i64 = 20;

/// As many buttons stand in a row.
const CASES_IN_A_ROW: usize = 4;

/// What needs a person: a line and a button for each.
pub(crate) async fn list_cases(store: &Store) -> Stored<(Text, Keyboard)> {
    let mut reader = store.read().await?;
    let open = cases::count(&mut reader).await?;
    let mut found = Vec::new();
    for case in cases::list(&mut reader, CASES_SHOWN).await? {
        found.extend(cases::find(&mut reader, case.id).await?);
    }
    let held = held_count(&mut reader).await?;
    drop(reader);
    let count = open + i64::from(held > 0);
    if count == 0 {
        return Ok((Text::CasesNone, Keyboard::none()));
    }
    let mut lines = vec![Text::CasesTitle { count }];
    for found in &found {
        let what = Box::new(settle::line(found));
        lines.extend([Text::Gap, Text::CaseRow { case: found.case.id, what }]);
    }
    let more = open - i64::try_from(found.len()).unwrap_or(i64::MAX);
    if more > 0 {
        lines.extend([Text::Gap, Text::CasesMore { count: more }]);
    }
    if held > 0 {
        lines.extend([Text::Gap, Text::CaseHeld { count: held }]);
    }
    let ids: Vec<i64> = found.iter().map(|found| found.case.id).collect();
    let rows = ids
        .chunks(CASES_IN_A_ROW)
        .map(|row| row.iter().map(|id| (Text::BtnCase { case: *id }, Press::Case(*id))).collect());
    Ok((Text::Lines(lines), rows.fold(Keyboard::none(), Keyboard::buttons)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_the_list() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[1, 2, 9, 10]), Some(2));
        assert_eq!(median(&[1, 2, 9]), Some(2));
        assert_eq!((seconds_up(0), seconds_up(1), seconds_up(2_000)), (0, 1, 2));
    }
}
