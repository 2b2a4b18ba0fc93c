//! What may be wrong with a line of a file, in words for the person at the command line.
//!
//! Never quotes an activation code, an ICCID or a confirmation code: whoever reads one can install
//! it, and output ends in logs. What makes these problems is [`super::table`] and its users.

use std::fmt;

use crate::domain::esim::{ActivationCodeProblem, ConfirmationCodeProblem, IccidProblem};
use crate::domain::plan::{CoverageProblem, PlanIdProblem};

/// A problem, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// The line in the file, from 1, as an editor counts them.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// What is wrong and what to write instead.
    pub what: Problem,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing in the file, or nothing below the header.
    #[error("the file has no lines below the header: write one line for each {0}")]
    Empty(&'static str),
    /// The spreadsheet saved UTF-16.
    #[error("the file is UTF-16: save it as \"CSV UTF-8\"")]
    Utf16,
    /// Bytes that are no text.
    #[error("this is not UTF-8 text: save the file as \"CSV UTF-8\"")]
    NotUtf8,
    /// A header that is not known.
    #[error("there is no such column; known are {0}")]
    UnknownColumn(String),
    /// A header twice.
    #[error("this column is there twice: keep one")]
    RepeatedColumn,
    /// A header that must be there.
    #[error("this column is missing: add it to the header")]
    MissingColumn,
    /// Neither a whole code nor its parts.
    #[error("add a column activation_code, or the columns smdp and matching_id")]
    NoCodeColumn,
    /// More or fewer fields than the header has.
    #[error(
        "there are {found} fields, the header has {expected}: put a field that contains the \
         separator in double quotes"
    )]
    Ragged {
        /// Columns of the header.
        expected: usize,
        /// Fields of this line.
        found: usize,
    },
    /// A field that must not be empty.
    #[error("this is empty: it must have a value")]
    Missing,
    /// A control character, mostly a line break inside quotes.
    #[error("there is a line break or another control character inside: remove it")]
    Control,
    /// Longer than fits the chat.
    #[error("this is {found} characters long: write at most {most}")]
    TooLong {
        /// How many fit.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// Not a plan's name.
    #[error(transparent)]
    PlanId(#[from] PlanIdProblem),
    /// The same plan twice.
    #[error("this plan is already on line {0}: give each plan its own id")]
    RepeatedPlan(u64),
    /// A code for a plan that was never imported.
    #[error("there is no plan {0:?}: import the plans first, or correct the id")]
    UnknownPlan(String),
    /// Not a coverage.
    #[error(transparent)]
    Coverage(#[from] CoverageProblem),
    /// Not an amount of data.
    #[error("write whole megabytes from 1 to 10000000, such as 1024, or unlimited")]
    Data,
    /// Not a number of days.
    #[error("write whole days from 1 to 730")]
    Days,
    /// Not a price in tenge.
    #[error("write a price in tenge above zero, with at most two digits after the point: 1990")]
    PriceKzt,
    /// Not a price in Stars.
    #[error("write whole Stars from 1 to 100000, or leave it empty")]
    PriceStars,
    /// Neither yes nor no.
    #[error("write yes or no, or leave it empty if it is not known")]
    YesNo,
    /// Not a start of the days.
    #[error("write install or first_use, or leave it empty if it is not known")]
    Starts,
    /// Not an activation code.
    #[error("{0}: write it as LPA:1$rsp.example.com$MATCHING-ID")]
    ActivationCode(#[from] ActivationCodeProblem),
    /// A whole code and its parts at once.
    #[error("write either activation_code or smdp and matching_id, not both")]
    CodeTwice,
    /// A code twice in this file.
    #[error("this is the same activation code as on line {0}: each code can be sold once")]
    RepeatedCode(u64),
    /// Not an ICCID.
    #[error(transparent)]
    Iccid(#[from] IccidProblem),
    /// An ICCID twice in this file.
    #[error("this is the same ICCID as on line {0}: each eSIM can be sold once")]
    RepeatedIccid(u64),
    /// Not a confirmation code.
    #[error(transparent)]
    ConfirmationCode(#[from] ConfirmationCodeProblem),
    /// The code asks for a confirmation code that is not given.
    #[error("the activation code asks for a confirmation code: write it here")]
    NoConfirmationCode,
    /// Not a price.
    #[error("write what it cost as a number with at most four digits after the point: 1.75")]
    Cost,
    /// Not a currency.
    #[error("write the ISO 4217 code of the currency beside the cost, such as USD")]
    Currency,
    /// Not a day.
    #[error("write the day as YYYY-MM-DD, such as 2027-03-31")]
    Day,
    /// A warning: signs that the standard does not have.
    #[error(
        "warning: the matching id has signs beside letters, digits and hyphen; \
         compare it with the supplier's"
    )]
    OddMatchingId,
    /// A warning: the check digit is wrong, as it is with some suppliers.
    #[error("warning: the check digit is wrong; compare the number with the supplier's")]
    Luhn,
    /// A warning: a confirmation code that no phone will ask for.
    #[error("warning: the activation code does not ask for a confirmation code")]
    UnaskedConfirmationCode,
}
