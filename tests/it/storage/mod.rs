//! The database as it really is: every statement prepared, migrations over rows, seals that open
//! only in their place, imports beside a running shop.

mod imports;
mod migrations;
mod seals;
mod statements;
