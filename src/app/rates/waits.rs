//! Who waits for a turn, so that others stand back. What is counted here ends with the wait,
//! however that ends.

use super::{Chat, Rank, Rates};
use crate::domain::effect::Lane;

/// Somebody waits for the turn of a chat: what support hears there stands back.
pub(super) struct First<'a>(Option<(&'a Rates, &'a Lane)>);

impl<'a> First<'a> {
    pub(super) fn begin(rates: &'a Rates, chat: &'a Lane, rank: Rank) -> Self {
        // In other chats nobody stands back.
        let counts = rank != Rank::Bulk && matches!(chat, Lane::AdminChat(_));
        let first = Self(counts.then_some((rates, chat)));
        first.count(|n| n + 1);
        first
    }

    fn count(&self, change: impl Fn(usize) -> usize) {
        let Some((rates, chat)) = self.0 else { return };
        let mut state = rates.state.lock();
        let found = state.chats.entry(chat.clone()).or_insert_with(Chat::new);
        found.first = change(found.first);
    }
}

impl Drop for First<'_> {
    fn drop(&mut self) {
        self.count(|n| n.saturating_sub(1));
    }
}

/// Somebody waits for the overall bucket: lower ranks stand back.
pub(super) struct Waits<'a> {
    rates: &'a Rates,
    rank: Rank,
}

impl<'a> Waits<'a> {
    pub(super) fn begin(rates: &'a Rates, rank: Rank) -> Self {
        let waits = Self { rates, rank };
        waits.count(|n| n + 1);
        waits
    }

    fn count(&self, change: impl Fn(usize) -> usize) {
        let mut state = self.rates.state.lock();
        if let Some(waiting) = state.waiting.get_mut(self.rank.place()) {
            *waiting = change(*waiting);
        }
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.count(|n| n.saturating_sub(1));
    }
}
