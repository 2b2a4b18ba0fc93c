//! The books as a file for the accountant: entries of their own days in Almaty, with exact amounts
//! and their sums. No personal data.

mod check;
mod file;
mod table;

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use crate::domain::almaty::{day_number, day_start};
use crate::domain::time::Stamp;
use crate::storage::Store;
use crate::storage::books;

use super::new_file;
pub use check::check;
pub use file::Format;

/// The days of an export, both included; open where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

pub fn day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| format!("{text:?} is no day; write it as 2026-11-30"))
}

impl Days {
    fn bounds(self) -> anyhow::Result<(Stamp, Stamp)> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            bail!("--to is before --from");
        }
        let from = self.from.map_or(Stamp(i64::MIN), |date| day_start(day_number(date)));
        let until = self.to.map_or(Stamp(i64::MAX), |date| day_start(day_number(date) + 1));
        Ok((from, until))
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            Some(from) => write!(f, "from {from} ")?,
            None => f.write_str("from the first day ")?,
        }
        match self.to {
            Some(to) => write!(f, "to {to}"),
            None => f.write_str("to today"),
        }
    }
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    pub days: Days,
    pub format: Format,
    /// With the ids of charges, as long as they are held.
    pub ids: bool,
}

/// Writes the books into a new file for its owner alone, or to standard output where it is `-`.
/// Says what was written.
///
/// # Errors
/// The days are the wrong way round, the file exists or cannot be written; or the database. There
/// is no file then.
pub async fn export(store: &Store, export: Export, file: &Path) -> anyhow::Result<String> {
    let (from, until) = export.days.bounds()?;
    let mut reader = store.read().await?;
    let entries = books::between(&mut reader, from, until).await?;
    drop(reader);
    let bytes = file::bytes(&table::table(&entries, export.ids), export.format)?;
    write(file, &bytes)?;
    Ok(format!("{}: {} entries, {}.", file.display(), entries.len(), export.days))
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if file == Path::new("-") {
        std::io::stdout().write_all(bytes)?;
        return Ok(());
    }
    let mut opened = new_file(file)?;
    let written = opened.write_all(bytes).and_then(|()| opened.sync_all());
    if written.is_err() {
        // What is half a file would be taken for a whole one.
        let _ = std::fs::remove_file(file);
    }
    written.with_context(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_almaty() {
        let days = Days { from: day("2026-11-28").ok(), to: day("2026-11-28").ok() };
        let (from, until) = days.bounds().unwrap();
        assert_eq!(from, Stamp(1_795_806_000_000));
        assert_eq!(until, Stamp(1_795_806_000_000 + 24 * 60 * 60 * 1_000));
        assert!(day("28.11.2026").is_err());
        assert!(
            Days { from: day("2026-11-28").ok(), to: day("2026-11-27").ok() }.bounds().is_err()
        );
        assert_eq!(days.to_string(), "from 2026-11-28 to 2026-11-28");
        assert_eq!(Days::default().to_string(), "from the first day to today");
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("books.csv");
        write(&file, b"one").unwrap();
        let told = write(&file, b"two").unwrap_err().to_string();
        assert!(told.contains("is there already"), "{told}");
        assert_eq!(std::fs::read(&file).unwrap(), b"one");
        let nowhere = folder.path().join("missing").join("books.csv");
        let told = format!("{:#}", write(&nowhere, b"two").unwrap_err());
        assert!(told.contains("cannot be made") && !told.contains("overwritten"), "{told}");
    }
}
