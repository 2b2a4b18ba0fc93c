//! The supplier that is a shelf: activation codes bought ahead and kept in our own database.
//!
//! Here are its two files: [`plans`] (what is sold) and [`csv`] (the codes). Both are read whole, and
//! every problem is told by line before anything is written. Nothing here knows the database; the
//! commands that import are in `app`.

pub mod csv;
pub mod plans;
mod problem;
mod table;

pub use csv::{Cost, StockFile, StockLine, parse_codes, parse_stock};
pub use plans::parse_plans;
pub use problem::{LineProblem, Problem};
