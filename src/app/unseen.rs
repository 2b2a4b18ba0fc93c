//! The orders that are paid and whose code nobody saw: their money can still be asked back. Stars
//! go back by themselves, from the bot's balance, which has to cover theirs.

use crate::domain::money::{Currency, Money};
use crate::storage::{Store, Stored, stats};
use crate::telegram::BotApi;

/// What can still be asked back in one currency.
#[derive(Debug)]
pub(crate) struct Unseen {
    pub amount: Money,
    pub orders: i64,
    /// The bot's Stars. `None` where Telegram does not say, and for tenge, which a person returns.
    pub balance: Option<Money>,
}

impl Unseen {
    /// Whether the bot surely has too few Stars for it.
    pub(crate) fn is_short(&self) -> bool {
        self.balance.is_some_and(|balance| balance.minor < self.amount.minor)
    }
}

/// A line for each currency in which something can be asked back. Telegram is asked for the
/// balance only where that are Stars.
pub(crate) async fn load(store: &Store, bot: &BotApi) -> Stored<Vec<Unseen>> {
    let mut reader = store.read().await?;
    let sums = stats::unseen(&mut reader).await?;
    drop(reader);
    let mut found = Vec::new();
    for sum in sums {
        let Some(currency) = Currency::from_code(&sum.currency) else { continue };
        let balance = match currency {
            Currency::Xtr => bot.star_balance().await.ok(),
            Currency::Kzt => None,
        };
        let amount = Money { minor: sum.total, currency };
        found.push(Unseen { amount, orders: sum.count, balance });
    }
    Ok(found)
}
