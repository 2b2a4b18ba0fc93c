//! Files of stock for tests, and the secrets in them.

use std::fmt::Write as _;

/// More codes for a plan, unlike those of the first file.
pub fn more_stock(plan: &str, codes: u32) -> String {
    let mut csv = String::from("plan_id,activation_code\n");
    for number in 1..=codes {
        let _ = writeln!(csv, "{plan},LPA:1$smdp.later.example$LATER-{plan}-{number:04}");
    }
    csv
}

/// The secret part of every code in a file of stock.
pub fn codes_in(csv: &str) -> Vec<String> {
    csv.split(['\n', ','])
        .filter_map(|cell| cell.strip_prefix("LPA:1$")?.split('$').nth(1))
        .map(str::to_owned)
        .collect()
}
