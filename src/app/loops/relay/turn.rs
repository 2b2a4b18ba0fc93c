//! What an effect takes up while it is performed: a turn of its chat, and a place among the calls
//! that are under way. It must not know how an effect is performed, nor what follows.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::rates::{Rank, Rates};
use crate::domain::effect::{Class, Priority};
use crate::storage::effects::Leased;

/// Calls under way at once, by what they are for: what hangs in one of them never holds up another.
const CHATS_AT_ONCE: usize = 64;
const SALES_AT_ONCE: usize = 32;
const MONEY_AT_ONCE: usize = 32;
const MAILS_AT_ONCE: usize = 16;

#[derive(Debug)]
pub(super) struct Places {
    chats: Semaphore,
    sales: Semaphore,
    money: Semaphore,
    mails: Semaphore,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            chats: Semaphore::new(CHATS_AT_ONCE),
            sales: Semaphore::new(SALES_AT_ONCE),
            money: Semaphore::new(MONEY_AT_ONCE),
            mails: Semaphore::new(MAILS_AT_ONCE),
        }
    }

    /// Waits until this effect may begin: its chat's turn, and a place of its class.
    pub(super) async fn turn(&self, effect: &Leased, rates: &Rates) -> Option<SemaphorePermit<'_>> {
        let class = effect.body.as_ref().map_or(Class::Chat, |body| body.law().class);
        let rank = match class {
            Class::Answer | Class::Money | Class::Mail | Class::Receipt => None,
            Class::Sale => Some(Rank::Money),
            Class::Chat => Some(match effect.priority {
                Priority::Money | Priority::Conversation => Rank::Conversation,
                Priority::Bulk => Rank::Bulk,
                Priority::Newcomer => Rank::Newcomer,
            }),
        };
        if let (Some(rank), Some(chat)) = (rank, effect.chat()) {
            rates.turn(&chat, rank).await;
        }
        let permits = match class {
            Class::Answer | Class::Receipt => return None,
            Class::Money => &self.money,
            Class::Sale => &self.sales,
            Class::Chat => &self.chats,
            Class::Mail => &self.mails,
        };
        // They are never closed.
        permits.acquire().await.ok()
    }
}
