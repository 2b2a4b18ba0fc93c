//! Telegram's own ledger of Stars (Bot API, `getStarTransactions`): what was really taken and given
//! back, when an update about it was lost or a refund's answer never came.
//!
//! Each row is read on its own and tolerantly: an unknown kind of partner must not hide the page.
//! It must not know which of the rows are ours; that is reconciliation's to say.

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::domain::ids::{ChargeId, TelegramId};
use crate::domain::outcome::Fault;
use crate::domain::time::{Millis, Stamp};

use super::bot_api::BotApi;
use super::loose::{Int, Obj, Word};

/// The most rows of a page.
pub(crate) const MOST_ROWS: usize = 100;

/// One row (Bot API, `StarTransaction`). A refund has the id of its charge and goes the other way,
/// so a row is known by id and direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StarRow {
    /// Equals `telegram_payment_charge_id` of a charge.
    pub id: ChargeId,
    /// To the bot (a charge), or from it (a refund, a withdrawal).
    pub incoming: bool,
    pub amount: i64,
    /// When, to a second.
    pub at: Stamp,
    /// The payload of the invoice, where the partner is a person who paid one.
    pub payload: Option<String>,
    /// The person, where the partner is one.
    pub person: Option<TelegramId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StarPage {
    /// The rows that could be read, oldest first.
    pub rows: Vec<StarRow>,
    /// How many rows Telegram sent; the next `offset` is this much further, and 0 ends the ledger.
    pub seen: usize,
}

impl BotApi {
    /// Reads up to `limit` rows (at most [`MOST_ROWS`]) from the `offset`th on, oldest first.
    /// Reading changes nothing.
    pub(crate) async fn star_transactions(
        &self,
        offset: usize,
        limit: usize,
    ) -> Result<StarPage, Fault> {
        let body = json!({ "offset": offset, "limit": limit.clamp(1, MOST_ROWS) });
        let page: RawPage = self.api().call("getStarTransactions", &body).await?;
        Ok(read_page(&page))
    }
}

#[derive(Deserialize)]
struct RawPage {
    transactions: Vec<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRow {
    id: Word,
    amount: Int,
    date: Int,
    source: Obj<Partner>,
    receiver: Obj<Partner>,
}

/// `TransactionPartner`, as much of it as a person's has.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Partner {
    user: Obj<Person>,
    invoice_payload: Word,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    id: Int,
}

fn read_page(page: &RawPage) -> StarPage {
    let rows = page.transactions.iter().filter_map(|raw| read_row(raw.get())).collect();
    StarPage { rows, seen: page.transactions.len() }
}

fn read_row(raw: &str) -> Option<StarRow> {
    let row: RawRow = serde_json::from_str(raw).unwrap_or_default();
    let Some(id) = row.id.0 else {
        tracing::warn!(bytes = raw.len(), "a row of the Stars ledger could not be read");
        return None;
    };
    let incoming = row.source.0.is_some();
    let partner = row.source.0.or(row.receiver.0).unwrap_or_default();
    Some(StarRow {
        id: ChargeId(id),
        incoming,
        amount: row.amount.0.unwrap_or_default(),
        at: Stamp::default() + Millis(row.date.0.unwrap_or_default().saturating_mul(1000)),
        payload: partner.invoice_payload.0,
        person: partner.user.0.and_then(|person| person.id.0).map(TelegramId::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_partner_does_not_hide_the_page() {
        let page: RawPage = serde_json::from_str(
            r#"{"transactions":[
                {"id":"c1","amount":307,"nanostar_amount":0,"date":1790000000,"source":{
                    "type":"user","transaction_type":"invoice_payment","invoice_payload":"p1",
                    "user":{"id":77,"is_bot":false,"first_name":"\ud83d"}}},
                {"id":"w1","amount":-5,"date":1790000001,
                    "receiver":{"type":"moon_base","crater":[1,{"deep":true}]}},
                {"id":"c1","amount":307,"date":"1790000002",
                    "receiver":{"type":"user","user":{"id":"77"},"invoice_payload":"p1"}},
                {"amount":1},
                {"id":"a1","amount":3,"date":1790000003,"source":{"type":"fragment"}}
            ]}"#,
        )
        .unwrap();
        let page = read_page(&page);
        assert_eq!((page.seen, page.rows.len()), (5, 4));
        let charge = StarRow {
            id: ChargeId("c1".into()),
            incoming: true,
            amount: 307,
            at: Stamp(1_790_000_000_000),
            payload: Some("p1".into()),
            person: Some(TelegramId::new(77)),
        };
        assert_eq!(page.rows[0], charge);
        let at = Stamp(1_790_000_002_000);
        assert_eq!(page.rows[2], StarRow { incoming: false, at, ..charge });
        assert_eq!((page.rows[1].incoming, page.rows[1].person), (false, None));
        assert_eq!((page.rows[3].incoming, page.rows[3].payload.as_deref()), (true, None));
    }
}
