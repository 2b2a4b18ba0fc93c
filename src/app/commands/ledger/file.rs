//! The table of the books as a file. No field of it is one that a spreadsheet would run.

use anyhow::Context as _;
use rust_xlsxwriter::{ExcelDateTime, Workbook, XlsxError};

use super::table::{Cell, Table};
use crate::domain::almaty::{self, Form};
use crate::domain::money::decimal;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Commas, decimal points, `2026-11-30`: for programs.
    Csv,
    /// What a Russian or Kazakh Excel opens in columns: semicolons, decimal commas, `30.11.2026`,
    /// UTF-8 with its mark, lines that end as on Windows.
    Excel,
    /// A workbook, with numbers and days as such.
    Xlsx,
}

/// The file's bytes.
///
/// # Errors
/// It could not be put together.
pub(super) fn bytes(table: &Table, format: Format) -> anyhow::Result<Vec<u8>> {
    let excel = match format {
        Format::Csv => false,
        Format::Excel => true,
        Format::Xlsx => return workbook(table).context("the workbook could not be put together"),
    };
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

/// One sheet: its heads stay in sight, and text is never a formula.
fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("books")?;
    let (head, day, clock) = (style("General").set_bold(), style("yyyy-mm-dd"), style("hh:mm:ss"));
    let numbers = ["0", "0.0", "0.00", "0.000", "0.0000"].map(style);
    for (column, name) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, *name, &head)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Nothing => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Number(units, places) => {
                    // The nearest that a spreadsheet can hold.
                    let number: f64 = decimal(*units, *places).parse().unwrap_or_default();
                    let style = usize::try_from(*places).ok().and_then(|at| numbers.get(at));
                    sheet.write_number_with_format(row, column, number, style.unwrap_or(&head))?;
                }
                Cell::Day(at) | Cell::Clock(at) => {
                    let style = if matches!(cell, Cell::Day(_)) { &day } else { &clock };
                    let at = ExcelDateTime::from_timestamp(almaty::seconds(*at))?;
                    sheet.write_datetime_with_format(row, column, &at, style)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}

fn style(number: &str) -> rust_xlsxwriter::Format {
    rust_xlsxwriter::Format::new().set_num_format(number)
}

fn written(cell: &Cell, excel: bool) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => disarmed(text),
        Cell::Number(units, places) if excel => decimal(*units, *places).replace('.', ","),
        Cell::Number(units, places) => decimal(*units, *places),
        Cell::Day(at) => almaty::write(*at, if excel { Form::DottedDay } else { Form::Day }),
        Cell::Clock(at) => almaty::write(*at, Form::Clock),
    }
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

    #[test]
    fn a_workbook_is_a_zip_with_a_sheet() {
        let row = vec![Cell::Day(Stamp(0)), Cell::Number(-550_005, 2), Cell::Text("=1+1".into())];
        let table = Table { heads: vec!["date", "amount", "plan"], rows: vec![row] };
        let bytes = bytes(&table, Format::Xlsx).unwrap();
        assert!(bytes.starts_with(b"PK") && bytes.len() > 1_000, "{}", bytes.len());
    }
}
