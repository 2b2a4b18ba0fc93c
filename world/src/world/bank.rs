//! The bank: what is in a wallet, and the page that a payment in tenge leads to after the bot's
//! yes. Minutes may pass on it, and nobody but the person who pays sees how it goes. It must not
//! know how the bot asks.

use super::World;
use super::money::PreCheckoutState;
use super::people::Impossible;
use super::state::State;

/// The longest that a bank's page takes.
pub const BANK_PAGE_MS: i64 = 15 * 60_000;

/// The bank's page that a payment in tenge leads to after the bot's yes: the money goes at its end,
/// or never does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BankPage {
    /// How long it takes, milliseconds, at most [`BANK_PAGE_MS`].
    pub takes_ms: i64,
    /// The card is declined at its end.
    pub declines: bool,
}

impl State {
    /// The purse of this currency, if there is enough in it.
    pub(super) fn wallet(
        &mut self,
        person: i64,
        currency: &str,
        amount: i64,
    ) -> Result<&mut i64, Impossible> {
        let someone = self.someone(person)?;
        let (purse, name) = match currency {
            "XTR" => (&mut someone.stars, "not enough Stars"),
            _ => (&mut someone.tenge_minor, "not enough money on the card"),
        };
        if *purse < amount { Err(Impossible::because(name)) } else { Ok(purse) }
    }

    /// The bank's page that a yes to the payment of this invoice leads to; `None` where the money
    /// goes at once, as Stars do.
    pub(super) fn bank_page_of(&self, invoice: i64) -> Option<PreCheckoutState> {
        let BankPage { takes_ms, declines } = self.money.bank_page;
        let tenge = self.money.invoice(invoice).is_some_and(|invoice| invoice.currency != "XTR");
        let until = self.now() + takes_ms.clamp(0, BANK_PAGE_MS);
        let waits = tenge && (takes_ms > 0 || declines);
        waits.then_some(PreCheckoutState::AtBank { until, declines })
    }

    /// Ends the bank's pages whose time came: each takes the money, or declines the card.
    pub fn end_bank_pages(&mut self) {
        let now = self.now();
        for index in 0..self.money.pre_checkouts.len() {
            let Some(asked) = self.money.pre_checkouts.get(index) else { return };
            let PreCheckoutState::AtBank { until, declines } = asked.state else { continue };
            if until > now {
                continue;
            }
            let (person, invoice) = (asked.person, asked.invoice);
            let paid = if declines { None } else { self.charge(person, invoice).ok() };
            if let Some(asked) = self.money.pre_checkouts.get_mut(index) {
                asked.state = paid.map_or(PreCheckoutState::Declined, |charge_id| {
                    PreCheckoutState::Paid { charge_id }
                });
            }
        }
    }

    /// A person closes the bank's page: nothing is charged. `false` if there is none.
    pub fn close_bank_page(&mut self, query: &str) -> bool {
        let mut all = self.money.pre_checkouts.iter_mut().rev();
        let Some(asked) = all.find(|asked| asked.id == query) else { return false };
        let open = matches!(asked.state, PreCheckoutState::AtBank { .. });
        if open {
            asked.state = PreCheckoutState::Declined;
        }
        open
    }
}

impl World {
    /// What payments in tenge lead to from now on.
    pub fn set_bank_page(&self, page: BankPage) {
        self.change(|state| state.money.bank_page = page);
    }

    /// A person closes the bank's page of a payment: nothing is charged. `false` if there is none.
    pub fn close_bank_page(&self, query: &str) -> bool {
        self.change(|state| state.close_bank_page(query))
    }
}
