//! Stock that a restore holds back: told to the admins, shown to the owner, and released.

use std::fmt::Write as _;
use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::domain::alert::alerts;
use crate::domain::almaty::{self, Form};
use crate::domain::effect::{Cause, Effect};
use crate::domain::snapshot::Setup;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::backup::{self, Discarded};
use crate::storage::seam::Point;
use crate::storage::{Reader, Store, Stored, Tx, erase, esims, settings};
use crate::supplier::import::{LineProblem, parse_codes};

use super::audit;
use crate::app::clock::Clock;

/// What the admins hear at a start, once a restore: while stock is held, of payments that the
/// backup held undecided, and of acts of theirs that were forgotten.
pub async fn held_alerts(tx: &mut Tx, setup: &Setup, now: Stamp) -> Stored<Vec<Effect>> {
    let Some(restored) = settings::moment(tx, settings::RESTORED_AT).await? else {
        return Ok(Vec::new());
    };
    let (held, undecided) = (held_count(tx).await?, backup::opened_by(tx, restored).await?);
    let forgotten = settings::number(tx, settings::FORGOTTEN_ACTS).await?.unwrap_or_default();
    let said = [
        (Cause::Held(restored), held, Text::AlertHeld { count: held }),
        (Cause::Undecided(restored), undecided, Text::AlertUndecided { count: undecided }),
        (Cause::Forgotten(restored), forgotten, Text::AlertForgotten { count: forgotten }),
    ];
    let said = said.into_iter().filter(|(_, count, _)| *count > 0);
    Ok(said.flat_map(|(cause, _, text)| alerts(&setup.admins, &text, &cause, now)).collect())
}

pub async fn held_count(reader: &mut Reader) -> Stored<i64> {
    Ok(backup::held(reader).await?.iter().map(|(_, n)| n).sum())
}

async fn held_now(store: &Store) -> Stored<i64> {
    let mut reader = store.read().await?;
    let count = held_count(&mut reader).await?;
    drop(reader);
    Ok(count)
}

/// What is held, for the owner's eyes; `None` when nothing is.
pub async fn show_held(store: &Store) -> anyhow::Result<Option<String>> {
    let mut reader = store.read().await?;
    let held = backup::held(&mut reader).await?;
    let restored = settings::moment(&mut reader, settings::RESTORED_AT).await?;
    drop(reader);
    if held.is_empty() {
        return Ok(None);
    }
    let when = restored.map_or_else(String::new, |at| {
        format!(" since the restore of {}", almaty::write(at, Form::Minute))
    });
    let lines: Vec<String> = held.iter().map(|(plan, n)| format!("  {plan}: {n}")).collect();
    let all: i64 = held.iter().map(|(_, n)| n).sum();
    Ok(Some(format!("{all} codes are held{when}:\n{}", lines.join("\n"))))
}

/// Shows what is held, asks on `ask` where there is one, and ends the hold. Says whether it did.
pub async fn ask_and_release(
    store: &Store,
    clock: &Clock,
    discard: Option<&Path>,
    ask: Option<impl BufRead>,
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    let bytes = match discard {
        Some(file) => Some(std::fs::read(file).with_context(|| file.display().to_string())?),
        None => None,
    };
    match show_held(store).await? {
        Some(held) => writeln!(out, "{held}")?,
        None => writeln!(out, "Nothing is held.")?,
    }
    let holds = settings::holds_stock(&mut store.look().await?).await?;
    if bytes.is_none() && held_now(store).await? == 0 && !holds {
        return Ok(true);
    }
    if let Some(ask) = ask {
        if bytes.is_none() {
            writeln!(
                out,
                "Codes that were sold after the backup would be sold a second time: name them with \
                 --discard FILE."
            )?;
        }
        if !is_typed("release", ask, out)? {
            return Ok(false);
        }
    }
    writeln!(out, "{}", release(store, clock, bytes.as_deref()).await?)?;
    Ok(true)
}

/// Whether somebody types this word, as the answer to a question that was just asked.
pub(super) fn is_typed(
    word: &str,
    mut ask: impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    writeln!(out, "To do it, type: {word}")?;
    let mut answer = String::new();
    ask.read_line(&mut answer)?;
    let typed = answer.trim() == word;
    if !typed {
        writeln!(out, "Nothing was done.")?;
    }
    Ok(typed)
}

/// Ends the hold: what is named in `discard` (a CSV file of codes that were sold elsewhere) is
/// never sold, everything else may be sold again.
///
/// # Errors
/// Lines of the file that are no codes; or the database. Nothing was done then.
pub async fn release(
    store: &Store,
    clock: &Clock,
    discard: Option<&[u8]>,
) -> anyhow::Result<String> {
    let codes = match discard {
        Some(bytes) => parse_codes(bytes)
            .map_err(|problems| anyhow::anyhow!("{}\nNothing was done.", told_all(&problems)))?,
        None => Vec::new(),
    };
    let (mut discarded, mut before, mut unknown) = (0, 0, 0);
    let mut tx = store.begin().await?;
    let now = clock.moment(&mut tx).await?.now;
    for code in &codes {
        let (fingerprint, _) = esims::fingerprints(store, code, None);
        match backup::discard(&mut tx, &fingerprint, now).await? {
            Discarded::Now => discarded += 1,
            Discarded::Before => before += 1,
            Discarded::Unknown => unknown += 1,
        }
    }
    let freed = held_count(&mut tx).await?;
    backup::release(&mut tx, now).await?;
    audit(&mut tx, "stock_release", now).await?;
    // One transaction: before this commit all is held, after it all is decided.
    tx.commit(Point::Held).await?;
    erase::destroy_doomed(store).await?;
    let mut report = format!("{freed} codes are in stock again.");
    if !codes.is_empty() {
        let _ = write!(
            report,
            "\nOf the {} codes named: {discarded} are discarded and never sold, {before} were \
             sold, set aside or erased here already, {unknown} were not in this database and are \
             remembered: no import brings them back.",
            codes.len()
        );
    }
    Ok(report)
}
fn told_all(problems: &[LineProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
