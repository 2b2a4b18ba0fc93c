//! Customers who do one thing too much: who write and press without a pause, who ask for invoice
//! after invoice and pay none, whose payments are approved and declined. It must not know what is
//! right.

use pretend_telegram::world::bank::BankPage;
use pretend_telegram::world::money::PayTarget;

use super::people::People;
use super::town::Town;

/// What somebody does too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    None,
    /// Writes and presses without a pause.
    Floods,
    /// Asks for invoices and pays none.
    Hoards,
    /// Tries to pay, and has no money at the moment of the charge.
    Declines,
}

impl Habit {
    /// The last customer of a town has one: which, goes by turns.
    pub fn of(seed: u64, is_last: bool) -> Self {
        match (is_last, seed / 3 % 3) {
            (false, _) => Self::None,
            (true, 0) => Self::Floods,
            (true, 1) => Self::Hoards,
            (true, _) => Self::Declines,
        }
    }
}

/// What is written in a flood, and each is answered.
const FLOOD: [&str; 6] = ["/start", "/help", "Turkey", "qqqq", "/esims", "/paysupport"];

impl People {
    /// Many words and presses at once.
    pub(super) fn floods(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        for _ in 0..8 + self.below(12) {
            if self.odds(60) {
                let text = FLOOD[self.below(FLOOD.len())];
                self.write(town, id, text);
            } else {
                self.press_any(town, who);
            }
        }
    }

    /// Begins to pay, and the money is gone when it is to be taken. In tenge the bank declines.
    pub(super) fn declines(&mut self, town: &Town, person: i64, target: PayTarget) {
        town.world.set_bank_page(BankPage { takes_ms: 0, declines: true });
        let begun = town.world.begin_pay(person, target);
        self.note(town, format_args!("{person} pays {target:?}: {begun:?}, and has no money"));
        purse(town, person, 0);
    }
}

/// So many Stars are in a wallet.
pub fn purse(town: &Town, person: i64, stars: i64) {
    town.world.change(|state| {
        if let Some(person) = state.people.get_mut(&person) {
            person.stars = stars;
        }
    });
}
