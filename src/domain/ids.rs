//! Names for rows and for things of Telegram. Nothing here can be drawn at random: random numbers
//! come in with the [`Snapshot`](super::snapshot::Snapshot).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A customer's row. It says nothing about who the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub i64);

/// One activation code in stock, or sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EsimId(pub i64);

/// One version of a customer's e-mail address; a correction makes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressId(pub i64);

/// A message on its way between a customer and support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParcelId(pub i64);

/// A data key in the key store. Who owns it stands in the main tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub i64);

/// A message in a private chat (Bot API `message_id`, unique within that chat).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i64);

/// A keyed hash of a Telegram user id: finds a row without keeping the id. Hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub String);

/// A pre-checkout or callback query (Bot API `id` of the query).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueryId(pub String);

/// `telegram_payment_charge_id`: what names a charge, unique for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChargeId(pub String);

/// A person's Telegram user id, which is also the id of their private chat. Personal: it has no
/// `Display`, and `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TelegramId(i64);

impl TelegramId {
    /// Takes an id that Telegram sent, or that was unsealed.
    pub const fn new(id: i64) -> Self {
        Self(id)
    }

    pub const fn expose(self) -> i64 {
        self.0
    }
}

silent!(TelegramId);

/// An order, and the number that people read out: 40 random bits, written `QE-XXXX-XXXX` in
/// Crockford's base 32 (no I, L, O, U).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(i64);

const ORDER_BITS: u32 = 40;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl OrderId {
    /// Takes the low 40 bits of a random number.
    pub(crate) const fn from_random(random: u64) -> Self {
        Self((random & ((1 << ORDER_BITS) - 1)).cast_signed())
    }

    /// The number stored in the database, 0 to 2^40 - 1.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// Takes a stored number back; bits that no order has are dropped.
    pub const fn from_number(number: i64) -> Self {
        Self::from_random(number.cast_unsigned())
    }

    /// Eight characters without prefix or hyphen: for callback data and payloads.
    pub fn compact(self) -> String {
        (0..8)
            .rev()
            .filter_map(|place| usize::try_from((self.0 >> (5 * place)) & 31).ok())
            .filter_map(|digit| ALPHABET.get(digit))
            .map(|letter| char::from(*letter))
            .collect()
    }

    /// An order number as the shop writes it, among other words too; eight letters alone could be
    /// "Thailand".
    pub(crate) fn among(typed: &str) -> Option<Self> {
        let is_ours = |word: &&str| word.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("QE"));
        let words = std::iter::once(typed).chain(typed.split_whitespace());
        words.filter(is_ours).find_map(Self::parse)
    }

    /// Reads what a person typed: any case, with or without `QE` and hyphens, O for 0, I or L for
    /// 1.
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.trim().to_uppercase();
        let letters: String =
            upper.chars().filter(|letter| !matches!(letter, '-' | ' ' | '‑' | '–' | '—')).collect();
        // A number may itself begin with QE, so the prefix is told by the length.
        let bare = match letters.strip_prefix("QE") {
            Some(rest) if letters.chars().count() == 10 => rest,
            Some(_) | None => &letters,
        };
        let mut number: i64 = 0;
        let mut digits = 0;
        for letter in bare.chars() {
            let letter = match letter {
                'O' | 'О' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let byte = u8::try_from(letter).ok()?;
            let digit = ALPHABET.iter().position(|known| *known == byte)?;
            number = (number << 5) | i64::try_from(digit).ok()?;
            digits += 1;
            if digits > 8 {
                return None;
            }
        }
        (digits == 8).then_some(Self(number))
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compact = self.compact();
        let (left, right) = compact.split_at(4);
        write!(f, "QE-{left}-{right}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_survives_being_read_out() {
        let order = OrderId::from_random(0xdead_beef_cafe_1234);
        let shown = order.to_string();
        assert_eq!(shown.len(), 12);
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), order.compact()]
        {
            assert_eq!(OrderId::parse(&typed), Some(order), "{typed}");
        }
        assert_eq!(OrderId::parse("QE-0000-000O"), Some(OrderId::from_number(0)));
        let tricky = OrderId::parse("QE-QE12-3456").unwrap();
        assert_eq!(OrderId::parse(&tricky.compact()), Some(tricky));
    }

    #[test]
    fn what_is_no_order_number_is_refused() {
        for bad in
            ["", "QE", "QE-0000-000", "QE-0000-00000", "QE-0000-000U", "привет", "QE-0000-000😀"]
        {
            assert_eq!(OrderId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_telegram_id_does_not_show_itself() {
        assert_eq!(format!("{:?}", TelegramId::new(77)), "TelegramId(…)");
    }
}
