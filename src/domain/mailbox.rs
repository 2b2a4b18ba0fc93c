//! The law of letters. Each paid order sends one by itself: it costs a purchase. Every further one
//! (again, to a corrected address, of an old order) needs a mailbox that showed life, and has its
//! limits, so that nobody makes a mail cannon of the shop. It must not know what stands in a
//! letter.

use super::email::Email;
use super::ids::{AddressId, CustomerId, OrderId};
use super::time::{Millis, Stamp};

/// Letters are counted over this time.
pub(crate) const COUNTED: Millis = Millis::hours(24);

/// A letter without an answer that is as old as this, and was not refused, is a sign of life too.
const TAKEN_FOR_GOOD: Millis = Millis::hours(24);

/// How long the link of a letter can be pressed.
pub(crate) const LINK_LIFE: Millis = Millis::days(30);

/// Letters of one order, and to one mailbox, while they are counted.
const MOST: usize = 3;

/// New addresses of one customer meanwhile.
const NEW_ADDRESSES: usize = 2;

/// The secret word in the link of a letter. Who has it has read the letter.
#[derive(Clone, PartialEq, Eq)]
pub struct LetterLink(String);

silent!(LetterLink);

impl LetterLink {
    /// Reads 32 hexadecimal digits, as a link has them.
    pub fn parse(word: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (word.len() == 32 && word.bytes().all(digit)).then(|| Self(word.to_owned()))
    }

    /// Takes digits of ours.
    pub(crate) fn of_digits(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// Whose letter a link stands in. Nobody's after an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkOf {
    pub customer: Option<CustomerId>,
    pub address: Option<AddressId>,
}

/// The mailbox that an event may send a letter to.
#[derive(Debug, Clone, PartialEq)]
pub enum MailboxOf {
    Known(AddressId),
    /// It has no row yet.
    Typed(Email),
}

/// What is remembered of a mailbox, of the letters of a customer, and of all letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Somebody pressed the link of a letter to it.
    pub pressed: bool,
    /// When the mail server took the first letter to it.
    pub taken: Option<Stamp>,
    /// When the first letter to it was queued that did not fail.
    pub queued: Option<Stamp>,
    /// All letters to it that count, the oldest first.
    pub counted: Vec<Stamp>,
    /// The customer's letters that count, the oldest first.
    pub of_orders: Vec<(OrderId, Stamp)>,
    /// When the customer's new addresses were asked for a sign of life, as far as that counts.
    pub asked: Vec<Stamp>,
    /// When the shop may send the next further letter, where so many went that it waits.
    pub shop_waits_until: Option<Stamp>,
}

/// What becomes of a further letter that is wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It goes.
    Send,
    /// A letter without the code goes first: its link shows that somebody reads this mailbox.
    Ask,
    /// A letter is there, and nobody pressed its link: then, or as soon as somebody does.
    Silent(Stamp),
    /// So many went that the next one can go then.
    Full(Stamp),
}

/// When there is room for one more of `most`.
fn full(times: &[Stamp], most: usize) -> Option<Stamp> {
    let first = times.len().checked_sub(most)?;
    times.get(first).map(|oldest| *oldest + COUNTED)
}

impl Mailbox {
    fn lives(&self, now: Stamp) -> bool {
        self.pressed || self.taken.is_some_and(|taken| now.since(taken) >= TAKEN_FOR_GOOD)
    }

    /// What becomes of one more letter of this order.
    pub fn rule(&self, order: OrderId, now: Stamp) -> Ruling {
        let of_order = self.of_orders.iter().filter(|(of, _)| *of == order);
        let of_order: Vec<Stamp> = of_order.map(|(_, at)| *at).collect();
        let limits = [full(&of_order, MOST), full(&self.counted, MOST), self.shop_waits_until];
        let waits = limits.into_iter().flatten().max();
        if self.lives(now) {
            return waits.map_or(Ruling::Send, Ruling::Full);
        }
        if let Some(first) = self.taken.or(self.queued) {
            // One that is still on its way is taken later than now.
            let good = first.max(self.taken.unwrap_or(now)) + TAKEN_FOR_GOOD;
            return Ruling::Silent(waits.map_or(good, |waits| waits.max(good)));
        }
        let waits = waits.max(full(&self.asked, NEW_ADDRESSES));
        waits.map_or(Ruling::Ask, Ruling::Full)
    }

    /// Counts what was ruled, for the next letter of the same event.
    pub(crate) fn count(&mut self, order: OrderId, ruling: Ruling, now: Stamp) {
        if matches!(ruling, Ruling::Ask) {
            self.asked.push(now);
        }
        if matches!(ruling, Ruling::Send | Ruling::Ask) {
            self.queued = self.queued.or(Some(now));
            self.counted.push(now);
            self.of_orders.push((order, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Stamp = Stamp(1_790_000_000_000);

    fn hours_ago(hours: i64) -> Stamp {
        NOW - Millis::hours(hours)
    }

    fn order() -> OrderId {
        OrderId::from_number(7)
    }

    #[test]
    fn a_mailbox_shows_life_by_a_link_or_by_a_day_without_a_refusal() {
        let rule = |mailbox: &Mailbox| mailbox.rule(order(), NOW);
        let new = Mailbox::default();
        assert_eq!(rule(&new), Ruling::Ask, "nobody knows whether it is read");
        let (queued, taken) = (Some(hours_ago(24)), Some(hours_ago(23)));
        let silent = Mailbox { taken, queued, ..new.clone() };
        assert_eq!(rule(&silent), Ruling::Silent(NOW + Millis::hours(1)));
        assert_eq!(rule(&Mailbox { pressed: true, ..silent.clone() }), Ruling::Send);
        assert_eq!(rule(&Mailbox { taken: queued, ..silent }), Ruling::Send);
        let under_way = Mailbox { queued, ..new.clone() };
        assert_eq!(rule(&under_way), Ruling::Silent(NOW + TAKEN_FOR_GOOD), "it never arrived");
        // A letter that was refused is no letter.
        assert_eq!(rule(&Mailbox { counted: vec![hours_ago(5)], ..new }), Ruling::Ask);
    }

    #[test]
    fn each_limit_says_when_the_next_letter_can_go() {
        let lives = Mailbox { pressed: true, ..Mailbox::default() };
        let times = vec![hours_ago(20), hours_ago(5), hours_ago(1)];
        let until = Ruling::Full(NOW + Millis::hours(4));
        let of_orders = times.iter().map(|at| (order(), *at)).collect();
        assert_eq!(Mailbox { of_orders, ..lives.clone() }.rule(order(), NOW), until);
        let others = times.iter().map(|at| (OrderId::from_number(8), *at)).collect();
        let other = Mailbox { of_orders: others, ..lives.clone() };
        assert_eq!(other.rule(order(), NOW), Ruling::Send, "another order's");
        assert_eq!(Mailbox { counted: times.clone(), ..lives.clone() }.rule(order(), NOW), until);
        let shop = Mailbox { shop_waits_until: Some(NOW + Millis::hours(9)), ..lives };
        assert_eq!(shop.rule(order(), NOW), Ruling::Full(NOW + Millis::hours(9)));
        // Of several limits the last one counts.
        let both = Mailbox { counted: times, ..shop };
        assert_eq!(both.rule(order(), NOW), Ruling::Full(NOW + Millis::hours(9)));
    }

    #[test]
    fn a_customer_has_two_new_addresses_a_day() {
        let asked = |asked: Vec<Stamp>| Mailbox { asked, ..Mailbox::default() };
        assert_eq!(asked(vec![hours_ago(3)]).rule(order(), NOW), Ruling::Ask);
        let third = asked(vec![hours_ago(3), hours_ago(1)]).rule(order(), NOW);
        assert_eq!(third, Ruling::Full(NOW + Millis::hours(21)));
        // One that lives is no new one.
        let known = Mailbox { pressed: true, ..asked(vec![hours_ago(3), hours_ago(1)]) };
        assert_eq!(known.rule(order(), NOW), Ruling::Send);
    }

    #[test]
    fn letters_of_one_event_count_each_other() {
        let mut mailbox = Mailbox { pressed: true, ..Mailbox::default() };
        let mut went = 0;
        while mailbox.rule(order(), NOW) == Ruling::Send {
            mailbox.count(order(), Ruling::Send, NOW);
            went += 1;
        }
        assert_eq!(went, MOST);
    }

    #[test]
    fn a_link_is_thirty_two_digits() {
        let word = "0123456789abcdef0123456789abcdef";
        assert_eq!(LetterLink::parse(word).unwrap().expose(), word);
        for bad in ["", "0123", &word.to_uppercase(), &format!("{word}0"), &word.replace('0', "g")]
        {
            assert!(LetterLink::parse(bad).is_none(), "{bad}");
        }
    }
}
