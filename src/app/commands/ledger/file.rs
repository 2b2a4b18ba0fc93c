//! The table of the books as a file. No field of it is one that a spreadsheet would run.

use anyhow::Context as _;

use super::table::{Cell, Table};
use crate::domain::almaty::{self, Form};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Commas, decimal points, `2026-11-30`: for programs.
    Csv,
    /// What a Russian or Kazakh Excel opens in columns: semicolons, decimal commas, `30.11.2026`,
    /// UTF-8 with its mark, lines that end as on Windows.
    Excel,
}

/// The file's bytes.
///
/// # Errors
/// It could not be put together.
pub(super) fn bytes(table: &Table, format: Format) -> anyhow::Result<Vec<u8>> {
    let excel = format == Format::Excel;
    let mut writer = csv::WriterBuilder::new();
    if excel {
        writer.delimiter(b';').terminator(csv::Terminator::CRLF);
    }
    let begin = if excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = writer.from_writer(begin);
    writer.write_record(&table.heads)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| written(cell, excel)))?;
    }
    writer.into_inner().context("the file could not be put together")
}

fn written(cell: &Cell, excel: bool) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => disarmed(text),
        Cell::Number(units, places) => decimal(*units, *places, if excel { ',' } else { '.' }),
        Cell::Day(at) => almaty::write(*at, if excel { Form::DottedDay } else { Form::Day }),
        Cell::Clock(at) => almaty::write(*at, Form::Clock),
    }
}

fn decimal(units: i64, places: u32, point: char) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let (units, one) = (units.unsigned_abs(), 10_u64.saturating_pow(places));
    let whole = units / one;
    if places == 0 {
        return format!("{sign}{whole}");
    }
    let width = usize::try_from(places).unwrap_or_default();
    format!("{sign}{whole}{point}{:0width$}", units % one)
}

/// A field that no spreadsheet runs.
fn disarmed(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Stamp;

    #[test]
    fn amounts_are_exact() {
        for (units, places, text) in [
            (550_005, 2, "5500.05"),
            (7, 2, "0.07"),
            (-7, 2, "-0.07"),
            (308, 0, "308"),
            (-308, 0, "-308"),
            (17_500, 4, "1.7500"),
            (i64::MIN, 2, "-92233720368547758.08"),
        ] {
            assert_eq!(decimal(units, places, '.'), text);
        }
    }

    #[test]
    fn no_field_is_a_formula() {
        for field in ["=1+1", "+7", "-7", "@sum", "\tx", "\rx"] {
            assert_eq!(written(&Cell::Text(field.to_owned()), true), format!("'{field}"));
        }
        assert_eq!(disarmed("tr-1"), "tr-1");
    }

    #[test]
    fn each_format_writes_days_and_amounts_as_its_reader_takes_them() {
        // 19:30 UTC: half past midnight of the next day in Almaty.
        let at = Stamp(1_795_807_800_000);
        let row = vec![
            Cell::Day(at),
            Cell::Clock(at),
            Cell::Number(-550_005, 2),
            Cell::Nothing,
            Cell::Text("a;b,c".to_owned()),
        ];
        let table =
            Table { heads: vec!["date", "time", "amount", "cost", "plan"], rows: vec![row] };
        assert_eq!(
            String::from_utf8(bytes(&table, Format::Csv).unwrap()).unwrap(),
            "date,time,amount,cost,plan\n2026-11-28,00:30:00,-5500.05,,\"a;b,c\"\n"
        );
        assert_eq!(
            String::from_utf8(bytes(&table, Format::Excel).unwrap()).unwrap(),
            "\u{feff}date;time;amount;cost;plan\r\n28.11.2026;00:30:00;-5500,05;;\"a;b,c\"\r\n"
        );
    }
}
