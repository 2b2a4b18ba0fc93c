//! The file of stock: activation codes bought ahead, one line for each eSIM.
//!
//! Columns `plan_id`, and `activation_code` or `smdp` with `matching_id` (and `oid`); optionally
//! `confirmation_code, iccid, cost, currency, expires_on, note`. Codes are money: no message here
//! repeats one. It must not know what is in stock already: that is for the import, in `app`.

use std::collections::HashMap;

use jiff::civil::Date;

use super::problem::{LineProblem, Problem};
use super::table::{Columns, Row, read_table};
use crate::domain::almaty::{day_number, day_start};
use crate::domain::esim::{ActivationCode, ConfirmationCode, Iccid};
use crate::domain::money::parse_decimal;
use crate::domain::plan::PlanId;
use crate::domain::time::Stamp;

const COLUMNS: Columns = Columns {
    thing: "eSIM",
    needed: &["plan_id"],
    optional: &[
        "activation_code",
        "smdp",
        "matching_id",
        "oid",
        "confirmation_code",
        "iccid",
        "cost",
        "currency",
        "expires_on",
        "note",
    ],
};

/// What an eSIM cost the owner, as the supplier's bill has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// A decimal with a point and at most four digits after it.
    pub amount: String,
    /// ISO 4217, upper case.
    pub currency: String,
}

/// One eSIM to put into stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockLine {
    pub line: u64,
    /// The plan it is sold as.
    pub plan_id: PlanId,
    pub code: ActivationCode,
    pub confirmation_code: Option<ConfirmationCode>,
    pub iccid: Option<Iccid>,
    pub cost: Option<Cost>,
    /// The first moment at which it must not be sold any more: midnight in Almaty at the beginning
    /// of the day in `expires_on`, a day early rather than late.
    pub expires_on: Option<Stamp>,
    /// The owner's own remark; never shown to customers.
    pub note: Option<String>,
}

/// A file of stock without a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockFile {
    /// Its eSIMs, in the order of the lines.
    pub lines: Vec<StockLine>,
    /// What the operator should look at, though it can be sold.
    pub warnings: Vec<LineProblem>,
}

/// Reads a whole file of stock.
///
/// # Errors
/// Every problem of every line, plans that `known_plan` does not know included; then nothing of the
/// file is to be used.
pub fn parse_stock(
    bytes: &[u8],
    known_plan: &dyn Fn(&PlanId) -> bool,
) -> Result<StockFile, Vec<LineProblem>> {
    let mut file = StockFile { lines: Vec::new(), warnings: Vec::new() };
    let mut seen = Seen::default();
    let problems = read_table(bytes, &COLUMNS, code_columns, |row| {
        let line = line_of(row, known_plan, &mut seen);
        if let Some(line) = line {
            file.warnings.extend(warnings(&line));
            file.lines.push(line);
        }
    });
    if problems.is_empty() { Ok(file) } else { Err(problems) }
}

/// The columns of a file that only names codes; any other column of a stock file may be there too.
const CODES: Columns = Columns {
    thing: "eSIM",
    needed: &[],
    optional: &[
        "activation_code",
        "smdp",
        "matching_id",
        "oid",
        "plan_id",
        "confirmation_code",
        "iccid",
        "cost",
        "currency",
        "expires_on",
        "note",
    ],
};

/// Reads a file that names codes, whatever else it says of them: what was sold elsewhere.
///
/// # Errors
/// Every problem of every line; then nothing of the file is to be used.
pub fn parse_codes(bytes: &[u8]) -> Result<Vec<ActivationCode>, Vec<LineProblem>> {
    let mut codes = Vec::new();
    let problems = read_table(bytes, &CODES, code_columns, |row| codes.extend(code_of(row)));
    if problems.is_empty() { Ok(codes) } else { Err(problems) }
}

fn code_columns(present: &[&'static str]) -> Option<Problem> {
    let has = |column| present.contains(&column);
    let enough = has("activation_code") || (has("smdp") && has("matching_id"));
    (!enough).then_some(Problem::NoCodeColumn)
}

/// On which lines of this file a code or an ICCID stands.
#[derive(Default)]
struct Seen {
    codes: HashMap<String, u64>,
    iccids: HashMap<String, u64>,
}

fn line_of(
    row: &mut Row<'_>,
    known_plan: &dyn Fn(&PlanId) -> bool,
    seen: &mut Seen,
) -> Option<StockLine> {
    let plan_id = row.need("plan_id", |text| {
        let id = PlanId::parse(text)?;
        if known_plan(&id) { Ok(id) } else { Err(Problem::UnknownPlan(id.to_string())) }
    });
    let code = code_of(row);
    if let Some(code) = &code {
        let normalised = code.normalised().expose().to_owned();
        match seen.codes.get(&normalised) {
            Some(earlier) => row.problem(code_column(row), Problem::RepeatedCode(*earlier)),
            None => drop(seen.codes.insert(normalised, row.line)),
        }
    }
    let iccid = row.read("iccid", |text| Ok(Iccid::parse(text)?));
    if let Some(iccid) = &iccid {
        match seen.iccids.get(iccid.expose()) {
            Some(earlier) => row.problem("iccid", Problem::RepeatedIccid(*earlier)),
            None => drop(seen.iccids.insert(iccid.expose().to_owned(), row.line)),
        }
    }
    let confirmation_code =
        row.read("confirmation_code", |text| Ok(ConfirmationCode::parse(text)?));
    let asked = code.as_ref().is_some_and(ActivationCode::needs_confirmation_code);
    if asked && !row.has("confirmation_code") {
        row.problem("confirmation_code", Problem::NoConfirmationCode);
    }
    let cost = cost_of(row);
    let expires_on = row.read("expires_on", |text| day(text).ok_or(Problem::Day));
    let note = row.short("note", 300);
    Some(StockLine {
        line: row.line,
        plan_id: plan_id?,
        code: code?,
        confirmation_code,
        iccid,
        cost,
        expires_on,
        note,
    })
}

/// The column to blame for a code.
fn code_column(row: &Row<'_>) -> &'static str {
    if row.has("smdp") { "matching_id" } else { "activation_code" }
}

fn code_of(row: &mut Row<'_>) -> Option<ActivationCode> {
    let in_parts = row.has("smdp") || row.has("matching_id") || row.has("oid");
    if !in_parts {
        return row.need("activation_code", |text| Ok(ActivationCode::parse(text)?));
    }
    if row.has("activation_code") {
        row.problem("activation_code", Problem::CodeTwice);
        return None;
    }
    // A MatchingID may be empty (SGP.22 4.1); the address may not.
    let oid = row.text("oid");
    let matching_id = row.text("matching_id").unwrap_or_default();
    row.need("smdp", |smdp| Ok(ActivationCode::from_parts(smdp, &matching_id, oid.as_deref())?))
}

fn cost_of(row: &mut Row<'_>) -> Option<Cost> {
    let amount = row.read("cost", |text| {
        parse_decimal(text, 4).map(|_| text.replace(',', ".")).ok_or(Problem::Cost)
    });
    let currency = row.read("currency", |text| {
        let letters = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        if letters { Ok(text.to_ascii_uppercase()) } else { Err(Problem::Currency) }
    });
    if row.has("cost") && !row.has("currency") {
        row.problem("currency", Problem::Currency);
    }
    Some(Cost { amount: amount?, currency: currency? })
}

fn day(text: &str) -> Option<Stamp> {
    // jiff reads more forms than one; people get one.
    let form = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date: Date = form.then(|| text.parse().ok())??;
    Some(day_start(day_number(date)))
}

fn warnings(line: &StockLine) -> Vec<LineProblem> {
    let warning =
        |column: &str, what| LineProblem { line: line.line, column: Some(column.to_owned()), what };
    let odd = line.code.has_odd_matching_id();
    let luhn = line.iccid.as_ref().is_some_and(|iccid| !iccid.luhn_ok());
    let unasked = line.confirmation_code.is_some() && !line.code.needs_confirmation_code();
    [
        odd.then(|| warning("activation_code", Problem::OddMatchingId)),
        luhn.then(|| warning("iccid", Problem::Luhn)),
        unasked.then(|| warning("confirmation_code", Problem::UnaskedConfirmationCode)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn parse(file: &str) -> Result<StockFile, Vec<LineProblem>> {
        parse_stock(file.as_bytes(), &|plan| plan.as_str() != "unknown")
    }

    fn problems(file: &str) -> Vec<String> {
        parse(file).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_line() {
        let file = parse(
            "plan_id;activation_code;confirmation_code;iccid;cost;currency;expires_on;note\n\
             tr;lpa:1$RSP.example.com$AbC-1$$1;4711;8999701000000000015;1,75;usd;2027-03-31;lot \
             7\n",
        )
        .unwrap();
        assert_eq!(file.warnings, []);
        let line = &file.lines[0];
        assert_eq!(line.line, 2);
        assert_eq!(line.code.expose(), "LPA:1$RSP.example.com$AbC-1$$1");
        assert_eq!(line.confirmation_code.as_ref().unwrap().expose(), "4711");
        assert_eq!(line.iccid.as_ref().unwrap().expose(), "8999701000000000015");
        let cost = Cost { amount: "1.75".into(), currency: "USD".into() };
        assert_eq!(line.cost, Some(cost));
        // 2027-03-31T00:00:00+05:00
        assert_eq!(line.expires_on, Some(Stamp(1_806_433_200_000)));
        assert_eq!(line.note.as_deref(), Some("lot 7"));
    }

    #[test]
    fn a_code_in_parts_is_the_same_code() {
        let file = parse(
            "plan_id,smdp,matching_id,oid\ntr,rsp.example.com,ABC,\ntr,rsp.example.com,DEF,1.3.6\n\
             tr,rsp.example.com,,\n",
        )
        .unwrap();
        let codes: Vec<_> = file.lines.iter().map(|line| line.code.expose()).collect();
        assert_eq!(
            codes,
            [
                "LPA:1$rsp.example.com$ABC",
                "LPA:1$rsp.example.com$DEF$1.3.6",
                "LPA:1$rsp.example.com$"
            ]
        );
        assert!(file.lines.iter().all(|line| line.iccid.is_none() && line.expires_on.is_none()));
    }

    #[test]
    fn every_problem_is_told_by_its_line_and_no_secret_is_repeated() {
        let file = "plan_id,activation_code,iccid,cost,currency,expires_on,confirmation_code\n\
             tr,LPA:1$rsp.example.com$SECRET-1,8999701000000000015,,,,\n\
             tr,LPA:1$RSP.EXAMPLE.COM$SECRET-1,8999701000000000015,,,,\n\
             unknown,LPA:1$rsp.example.com$SECRET-2,12345SECRET,,,,\n\
             tr,LPA:2$rsp.example.com$SECRET-3,,1.75,,,\n\
             tr,SECRET-4,,x,USD,31.03.2027,\n\
             tr,,,,,2027-02-30,\n\
             tr,1$rsp.example.com$SECRET-5$$1,,,,,\n";
        let told = problems(file);
        let starts = [
            "line 3, activation_code: this is the same activation code as on line 2",
            "line 3, iccid: this is the same ICCID as on line 2",
            "line 4, plan_id: there is no plan \"unknown\"",
            "line 4, iccid: an ICCID is 18 to 22 digits",
            "line 5, activation_code: the version",
            "line 5, currency: write the ISO 4217 code",
            "line 6, activation_code: the activation code is not of the form",
            "line 6, cost: write what it cost",
            "line 6, expires_on: write the day as YYYY-MM-DD",
            "line 7, activation_code: this is empty",
            "line 7, expires_on: write the day as YYYY-MM-DD",
            "line 8, confirmation_code: the activation code asks for a confirmation code",
        ];
        assert_eq!(told.len(), starts.len(), "{told:#?}");
        for (told, start) in told.iter().zip(starts) {
            assert!(told.starts_with(start), "{told}");
        }
        let debug = format!("{:?}", parse(file).unwrap_err());
        for text in told.iter().chain([&debug]) {
            assert!(!text.contains("SECRET") && !text.contains("8999701"), "{text}");
        }
    }

    #[test]
    fn the_same_matching_id_in_other_case_is_another_code() {
        let file =
            parse("plan_id,activation_code\ntr,1$rsp.example.com$abc\ntr,1$rsp.example.com$ABC\n");
        assert_eq!(file.unwrap().lines.len(), 2);
    }

    #[test]
    fn suspicious_lines_are_warned_about_and_kept() {
        let file = parse(
            "plan_id,activation_code,iccid,confirmation_code\n\
             tr,1$rsp.example.com$A_B,8944465400003573253,\ntr,1$rsp.example.com$C,,99\n",
        )
        .unwrap();
        assert_eq!(file.lines.len(), 2);
        let told: Vec<_> = file.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("line 2, activation_code: warning: the matching id"));
        assert!(told[1].starts_with("line 2, iccid: warning: the check digit"));
        assert!(told[2].starts_with("line 3, confirmation_code: warning"));
    }

    #[test]
    fn the_header_needs_some_form_of_code() {
        for header in ["plan_id,iccid", "plan_id,smdp", "plan_id,matching_id,oid"] {
            assert_eq!(
                problems(&format!("{header}\n")),
                ["line 1: add a column activation_code, or the columns smdp and matching_id"]
            );
        }
        let twice = "plan_id,activation_code,smdp,matching_id\ntr,1$a.example$X,b.example,Y\n";
        assert_eq!(parse(twice).unwrap_err()[0].what, Problem::CodeTwice);
    }

    #[test]
    fn a_file_without_a_header_repeats_nothing() {
        let told = problems("tr,LPA:1$rsp.example.com$SECRET,8999701000000000015\n");
        assert!(told.iter().all(|text| !text.contains("SECRET") && !text.contains("8999701")));
        assert!(told.iter().any(|text| text.contains("plan_id")));
    }

    #[test]
    fn nothing_of_a_line_shows_in_debug() {
        let file = parse(
            "plan_id,activation_code,iccid,confirmation_code\n\
             tr,1$rsp.example.com$SECRET$$1,8999701000000000015,HIDDEN\n",
        )
        .unwrap();
        let debug = format!("{file:?}");
        for secret in ["SECRET", "8999701", "HIDDEN", "rsp.example"] {
            assert!(!debug.contains(secret), "{debug}");
        }
    }

    #[test]
    fn ten_thousand_lines_are_read() {
        let mut file = "plan_id,activation_code,iccid\n".to_owned();
        for number in 0..10_000_u64 {
            let iccid = 8_999_701_000_000_000_000 + number;
            writeln!(file, "tr,LPA:1$rsp.example.com$CODE-{number},{iccid}").unwrap();
        }
        assert_eq!(parse(&file).unwrap().lines.len(), 10_000);
    }
}
