//! The Stars that the bot has (Bot API, `getMyStarBalance`): refunds are paid from them.

use serde::Deserialize;
use serde_json::json;

use crate::domain::money::Money;
use crate::domain::outcome::Fault;

use super::bot_api::BotApi;
use super::loose::{Int, Obj};

impl BotApi {
    /// Reads how many whole Stars the bot has. Reading changes nothing.
    pub(crate) async fn star_balance(&self) -> Result<Money, Fault> {
        read_balance(self.api().call("getMyStarBalance", &json!({})).await?)
    }
}

/// `StarAmount`. The billionths beside its whole Stars (`nanostar_amount`) never decide whether it
/// covers a whole number of them: `amount` is rounded towards zero.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StarAmount {
    amount: Int,
}

/// A balance that is not told is none, and never a zero.
fn read_balance(answer: Obj<StarAmount>) -> Result<Money, Fault> {
    let amount = answer.0.and_then(|answer| answer.amount.0);
    amount.map(Money::stars).ok_or(Fault::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_read_in_whole_stars_or_not_at_all() {
        for (answer, balance) in [
            (r#"{"amount":250}"#, Some(250)),
            (r#"{"amount":"250","nanostar_amount":999999999,"moon":[{}]}"#, Some(250)),
            (r#"{"amount":-3,"nanostar_amount":-5}"#, Some(-3)),
            (r#"{"amount":0}"#, Some(0)),
            (r#"{"amount":[250]}"#, None),
            (r#"{"nanostar_amount":5}"#, None),
            ("[250]", None),
            ("250", None),
        ] {
            let read = read_balance(serde_json::from_str(answer).unwrap());
            assert_eq!(read, balance.map(Money::stars).ok_or(Fault::Unknown), "{answer}");
        }
    }
}
