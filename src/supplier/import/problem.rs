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
    #[error("the file has no lines below the header: write one line for each {0}")]
    Empty(&'static str),
    #[error("the file is UTF-16: save it as \"CSV UTF-8\"")]
    Utf16,
    #[error("this is not UTF-8 text: save the file as \"CSV UTF-8\"")]
    NotUtf8,
    #[error("there is no such column; known are {0}")]
    UnknownColumn(String),
    #[error("this column is there twice: keep one")]
    RepeatedColumn,
    #[error("this column is missing: add it to the header")]
    MissingColumn,
    #[error("add a column activation_code, or the columns smdp and matching_id")]
    NoCodeColumn,
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
    #[error("this is empty: it must have a value")]
    Missing,
    #[error("there is a line break or another control character inside: remove it")]
    Control,
    #[error("this is {found} characters long: write at most {most}")]
    TooLong {
        /// How many fit.
        most: usize,
        /// How many there are.
        found: usize,
    },
    #[error(transparent)]
    PlanId(#[from] PlanIdProblem),
    #[error("this plan is already on line {0}: give each plan its own id")]
    RepeatedPlan(u64),
    #[error("there is no plan {0:?}: import the plans first, or correct the id")]
    UnknownPlan(String),
    #[error(transparent)]
    Coverage(#[from] CoverageProblem),
    #[error("write whole megabytes from 1 to 10000000, such as 1024, or unlimited")]
    Data,
    #[error("write whole days from 1 to 730")]
    Days,
    #[error("write a price in tenge above zero, with at most two digits after the point: 1990")]
    PriceKzt,
    #[error("write whole Stars from 1 to 100000, or leave it empty")]
    PriceStars,
    #[error("write yes or no, or leave it empty if it is not known")]
    YesNo,
    #[error("write install or first_use, or leave it empty if it is not known")]
    Starts,
    #[error("write it in all three languages, or once for all in the column without a language")]
    OneLanguage,
    #[error("{0}: write it as LPA:1$rsp.example.com$MATCHING-ID")]
    ActivationCode(#[from] ActivationCodeProblem),
    #[error("write either activation_code or smdp and matching_id, not both")]
    CodeTwice,
    #[error("this is the same activation code as on line {0}: each code can be sold once")]
    RepeatedCode(u64),
    #[error(transparent)]
    Iccid(#[from] IccidProblem),
    #[error("this is the same ICCID as on line {0}: each eSIM can be sold once")]
    RepeatedIccid(u64),
    #[error(transparent)]
    ConfirmationCode(#[from] ConfirmationCodeProblem),
    #[error("the activation code asks for a confirmation code: write it here")]
    NoConfirmationCode,
    #[error("write what it cost as a number with at most four digits after the point: 1.75")]
    Cost,
    #[error("write the ISO 4217 code of the currency beside the cost, such as USD")]
    Currency,
    #[error("write the day as YYYY-MM-DD, such as 2027-03-31")]
    Day,
    #[error(
        "warning: the matching id has signs beside letters, digits and hyphen; \
         compare it with the supplier's"
    )]
    OddMatchingId,
    #[error("warning: the check digit is wrong; compare the number with the supplier's")]
    Luhn,
    #[error("warning: the activation code does not ask for a confirmation code")]
    UnaskedConfirmationCode,
}
