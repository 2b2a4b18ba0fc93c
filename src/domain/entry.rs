//! The books: which entries follow from a charge as it stands. An entry is written once, on its own
//! day, and never changes; what takes it back is an entry too.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::charge::{Charge, NewCharge};
use super::ids::{ChargeId, OrderId};
use super::money::{Currency, StarsYield, parse_decimal};
use super::time::Stamp;

listed_words! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum EntryKind {
        /// A charge was kept: it paid for a plan.
        Sale = "sale",
        /// Money came that was no sale. It is entered with the day on which it went back.
        Received = "received",
        /// The money of a sale is back.
        Return = "return",
        /// Money that was no sale is back.
        SentBack = "sent_back",
        /// A code was spent on an order that was entered before: it came later, or took the place
        /// of a faulty one.
        Code = "code",
    }
}

impl EntryKind {
    /// Whether the law wants a receipt of it.
    pub(crate) const fn has_receipt(self) -> bool {
        match self {
            Self::Sale | Self::Return => true,
            Self::Received | Self::SentBack | Self::Code => false,
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The entries that a charge has, by whether it was ever kept and whether it is back. Between the
/// two, and while a person has to look, nothing is entered.
const fn kinds(kept: bool, back: bool) -> &'static [EntryKind] {
    match kept {
        true if back => &[EntryKind::Sale, EntryKind::Return],
        true => &[EntryKind::Sale],
        false if back => &[EntryKind::Received, EntryKind::SentBack],
        false => &[],
    }
}

/// The entries of a charge by its id.
pub(crate) fn entries(
    id: &ChargeId,
    kept: bool,
    back: bool,
) -> impl Iterator<Item = (EntryKind, ChargeId)> {
    kinds(kept, back).iter().map(|kind| (*kind, id.clone()))
}

impl Charge {
    /// The entries that it has in the books.
    pub fn entries(&self) -> impl Iterator<Item = (EntryKind, ChargeId)> {
        entries(&self.id, self.kept_at.is_some(), self.returned_at.is_some())
    }
}

impl NewCharge {
    /// The same of one that was written down just now.
    pub fn entries(&self) -> impl Iterator<Item = (EntryKind, ChargeId)> {
        entries(&self.id, false, self.returned_at().is_some())
    }
}

/// What a code cost, as the stock's file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Ten-thousandths.
    pub amount: i64,
    /// An ISO 4217 code.
    pub currency: String,
}

impl Cost {
    /// Reads what an import wrote, such as `1.75 USD`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (amount, currency) = text.split_once(' ')?;
        Some(Self { amount: parse_decimal(amount, 4)?, currency: currency.to_owned() })
    }
}

/// An entry as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its number. Numbers grow; one may be left out.
    pub id: i64,
    pub kind: EntryKind,
    pub at: Stamp,
    /// When the money came.
    pub taken_at: Stamp,
    pub charge: String,
    pub provider_charge: Option<String>,
    pub order: Option<OrderId>,
    pub plan: Option<String>,
    /// The code of the place where the plan works.
    pub place: Option<String>,
    /// The plan was named by a person: its order is not in this database.
    pub named: bool,
    /// The currency's code, whatever it is.
    pub currency: String,
    /// Minor units; less than zero where money went back.
    pub amount: i64,
    /// Tenge for a Star on that day, times 10,000.
    pub star_rate: Option<i64>,
    /// What the code cost, or what comes back with it.
    pub cost: Option<Cost>,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// The amount of its charge's sale.
    pub sold: Option<i64>,
    /// Whether the cost of a code of this charge was entered before.
    pub spent: bool,
}

impl Entry {
    /// What names it for whoever takes receipts: the same after a restore too, which may give its
    /// number to another one.
    pub(crate) fn key(&self) -> String {
        let hash = Sha256::new().chain_update(self.kind.as_str()).chain_update([0]);
        let hash = hash.chain_update(&self.charge).finalize();
        hash.iter().take(16).fold(String::new(), |mut key, byte| {
            let _ = write!(key, "{byte:02x}");
            key
        })
    }

    fn is_in(&self, currency: Currency) -> bool {
        self.currency == currency.code()
    }

    /// An amount of this entry's currency in tiyn: Stars by the owner's rate, rounded to the next.
    /// `None` where nobody says what it is worth.
    fn tiyn(&self, amount: i64) -> Option<i64> {
        match Currency::from_code(&self.currency)? {
            Currency::Kzt => Some(amount),
            Currency::Xtr => rounded(amount.checked_mul(self.star_rate?)?, 100),
        }
    }

    /// Tenge for a Star on that day, times 10,000, where it is about Stars.
    pub(crate) fn rate(&self) -> Option<i64> {
        self.star_rate.filter(|_| self.is_in(Currency::Xtr))
    }

    /// What it is worth in tiyn.
    pub(crate) fn value(&self) -> Option<i64> {
        self.tiyn(self.amount)
    }

    /// What Telegram pays for its Stars.
    pub(crate) fn yields(&self) -> Option<StarsYield> {
        self.is_in(Currency::Xtr).then(|| StarsYield::of(self.amount))
    }

    /// What was spent on a code in ten-thousandths, less than zero where a code came back.
    pub(crate) fn spends(&self) -> Option<i64> {
        let sign = if self.kind == EntryKind::Return { -1 } else { 1 };
        self.cost.as_ref().map(|cost| sign * cost.amount)
    }

    /// The same in tiyn. A dollar is what a Star brings the owner in tenge over what it brings in
    /// dollars.
    fn spends_tiyn(&self) -> Option<i64> {
        let spent = self.spends()?;
        match self.cost.as_ref()?.currency.as_str() {
            "KZT" => rounded(spent, 100),
            "USD" => {
                let of_one = StarsYield::of(1).thousandths().checked_mul(1_000)?;
                rounded(spent.checked_mul(self.star_rate?)?, of_one)
            }
            _ => None,
        }
    }

    /// What is left of its money beyond the code's cost, in tiyn, where both are known. A sale
    /// whose code came later has its margin with the code, and a return takes back what was.
    pub(crate) fn margin(&self) -> Option<i64> {
        match self.kind {
            EntryKind::Sale => self.value()?.checked_sub(self.spends_tiyn()?),
            EntryKind::Code if self.spent => self.spends_tiyn()?.checked_neg(),
            EntryKind::Code => self.tiyn(self.sold?)?.checked_sub(self.spends_tiyn()?),
            EntryKind::Return if self.spent && self.cost.is_none() => self.value(),
            EntryKind::Return if self.spent => self.value()?.checked_sub(self.spends_tiyn()?),
            EntryKind::Return | EntryKind::Received | EntryKind::SentBack => None,
        }
    }
}

/// A quotient, rounded to the nearest, a half away from zero.
fn rounded(dividend: i64, divisor: i64) -> Option<i64> {
    let half = divisor / 2 * dividend.signum();
    Some(dividend.checked_add(half)? / divisor)
}

#[cfg(test)]
mod tests {
    use super::super::charge::{ChargeEvent, ChargeState, Why};
    use super::super::money::Money;
    use super::*;

    fn entry(kind: EntryKind, currency: &str, amount: i64, cost: Option<&str>) -> Entry {
        Entry {
            id: 1,
            kind,
            at: Stamp(0),
            taken_at: Stamp(0),
            charge: "c".to_owned(),
            provider_charge: None,
            order: None,
            plan: None,
            place: None,
            named: false,
            currency: currency.to_owned(),
            amount,
            star_rate: Some(65_000),
            cost: cost.and_then(Cost::read),
            reverses: None,
            sold: Some(amount.abs()),
            spent: false,
        }
    }

    #[test]
    fn stars_are_worth_what_the_owner_says_and_what_telegram_pays() {
        let mut sale = entry(EntryKind::Sale, "XTR", 308, None);
        assert_eq!(sale.value(), Some(200_200));
        assert_eq!(sale.yields().unwrap().to_string(), "4.004");
        sale.star_rate = Some(65_137);
        assert_eq!(sale.value(), Some(200_622), "of 2006.2196 tenge");
        sale.star_rate = None;
        assert_eq!(sale.value(), None);
        let tenge = entry(EntryKind::Return, "KZT", -550_005, None);
        assert_eq!((tenge.value(), tenge.yields()), (Some(-550_005), None));
        assert_eq!(entry(EntryKind::Sale, "USD", 499, None).value(), None);
    }

    #[test]
    fn the_margin_is_what_is_left_where_the_cost_is_known() {
        let of = |kind, amount, cost| entry(kind, "XTR", amount, cost).margin();
        // 2,002 tenge; a dollar is 500.
        assert_eq!(of(EntryKind::Sale, 308, Some("1.75 USD")), Some(200_200 - 87_500));
        assert_eq!(of(EntryKind::Sale, 308, Some("900 KZT")), Some(200_200 - 90_000));
        assert_eq!(of(EntryKind::Sale, 308, Some("2 EUR")), None);
        assert_eq!(of(EntryKind::Sale, 308, None), None);
        let spent =
            |kind, amount, cost| Entry { spent: true, ..entry(kind, "XTR", amount, cost) }.margin();
        assert_eq!(spent(EntryKind::Return, -308, Some("1.75 USD")), Some(87_500 - 200_200));
        assert_eq!(spent(EntryKind::Return, -308, None), Some(-200_200), "the code is gone");
        assert_eq!(of(EntryKind::Return, -308, None), None);
        assert_eq!(spent(EntryKind::Code, 0, Some("1.75 USD")), Some(-87_500));
        let late = Entry { sold: Some(308), ..entry(EntryKind::Code, "XTR", 0, Some("1 USD")) };
        assert_eq!(late.margin(), Some(200_200 - 50_000));
    }

    const EVENTS: [ChargeEvent; 7] = [
        ChargeEvent::Keep,
        ChargeEvent::Doubt(Why::Stopped),
        ChargeEvent::Refund,
        ChargeEvent::Owe,
        ChargeEvent::RefundSeen,
        ChargeEvent::RefundRefused,
        ChargeEvent::Settle,
    ];

    fn entered(charge: &Charge) -> Vec<EntryKind> {
        charge.entries().map(|(kind, _)| kind).collect()
    }

    /// On every way through the machine entries are only added, and together they are what became
    /// of the money.
    #[test]
    fn no_step_takes_an_entry_away() {
        let first = Charge::new(ChargeId("c".to_owned()), None, None, Money::stars(100), Stamp(1));
        let (mut left, mut seen) = (vec![first], Vec::new());
        while let Some(charge) = left.pop() {
            // A refund can be asked for, and refused, again and again.
            let way = (charge.state(), charge.kept_at.is_some(), charge.returned_at.is_some());
            if seen.contains(&way) {
                continue;
            }
            seen.push(way);
            for event in EVENTS {
                let mut next = charge.clone();
                if next.step(event, Stamp(9)).is_err() || next.state() == charge.state() {
                    continue;
                }
                let (before, after) = (entered(&charge), entered(&next));
                assert!(after.starts_with(&before), "{charge:?} {event:?}");
                let back = matches!(next.state(), ChargeState::Refunded | ChargeState::Settled);
                assert_eq!(after.len() == 2, back, "{next:?}");
                if next.state() == ChargeState::Kept {
                    assert_eq!(after, [EntryKind::Sale]);
                }
                left.push(next);
            }
        }
        assert!(seen.len() > 8, "{seen:?}");
    }
}
