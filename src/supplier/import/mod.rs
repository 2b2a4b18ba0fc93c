//! The two CSV files that the owner imports: [`plans`] (what is sold) and [`csv`] (activation codes
//! bought ahead). Both are read whole, and every problem is told by line before anything is
//! written. Nothing here knows the database; the commands that import are in `app`.

pub(crate) mod csv;
pub(crate) mod plans;
mod problem;
mod table;

pub use csv::{Cost, StockFile, StockLine, parse_codes, parse_stock};
pub(crate) use plans::parse_plans;
pub(crate) use problem::LineProblem;
