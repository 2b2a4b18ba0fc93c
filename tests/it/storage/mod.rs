//! The database as it really is: every statement prepared, migrations over rows, seals that open only in
//! their place, imports beside a running shop. On both engines, but for [`files`].

mod files;
mod imports;
mod migrations;
mod seals;
mod statements;
