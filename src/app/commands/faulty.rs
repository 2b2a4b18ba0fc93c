//! The faulty codes, for the owner's eyes on the command line: which orders they were of, since
//! when, and what they cost. Never the codes themselves.

use std::fmt::Write as _;

use crate::domain::almaty::{self, Form};
use crate::storage::esims::{self, FaultyOne};
use crate::storage::{Store, Stored};

/// What was found faulty and is out of sale for ever, oldest first.
pub async fn list(store: &Store) -> Stored<String> {
    let mut reader = store.read().await?;
    let found = esims::faulty_ones(&mut reader).await?;
    drop(reader);
    if found.is_empty() {
        return Ok("No code was found faulty.".to_owned());
    }
    let mut report = format!("{} faulty codes, out of sale for ever:", found.len());
    for one in &found {
        let _ = write!(report, "\n{}", line(one));
    }
    Ok(report)
}

fn line(one: &FaultyOne) -> String {
    let order = one.order.map_or_else(|| "-".to_owned(), |order| order.to_string());
    let mut line = format!(
        "{}  {order}  {}  {}",
        almaty::write(one.since, Form::Minute),
        short(one),
        one.plan
    );
    for more in [&one.cost, &one.note].into_iter().flatten() {
        // A remark is the owner's and stands in one line.
        let _ = write!(line, "  {}", more.replace(['\n', '\r'], " "));
    }
    line
}

/// A name for the row that fits a note: the last eight digits of its number.
fn short(one: &FaultyOne) -> String {
    format!("{:08x}", one.id.0.cast_unsigned() & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{EsimId, OrderId};
    use crate::domain::time::Stamp;

    #[test]
    fn a_line_says_what_a_supplier_is_asked_with() {
        let mut one = FaultyOne {
            id: EsimId(0x1234_5678_9abc),
            plan: "tr-1".to_owned(),
            since: Stamp(1_790_000_000_000),
            order: Some(OrderId::from_number(5)),
            cost: Some("2.50 USD".to_owned()),
            note: Some("batch 7\nsecond half".to_owned()),
        };
        let order = OrderId::from_number(5);
        assert_eq!(
            line(&one),
            format!("2026-09-21 14:13 UTC  {order}  56789abc  tr-1  2.50 USD  batch 7 second half")
        );
        (one.order, one.cost, one.note) = (None, None, None);
        assert_eq!(line(&one), "2026-09-21 14:13 UTC  -  56789abc  tr-1");
    }
}
