//! Secrets: the keys of keyed hashes, by which people, codes, updates and letters are known, and of
//! the mark that our invoices bear. They are rows of the key store, wrapped by the sealing key like
//! data keys. It must not know what is stored under a hash.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, Mac};
use parking_lot::RwLock;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use super::seal::DataKey;
use crate::domain::ids::{OrderId, PersonKey, TelegramId};
use crate::domain::mailbox::LetterLink;
use crate::domain::time::Stamp;

/// The secrets of a shop.
#[derive(Clone)]
pub struct Secrets {
    hash: [u8; 32],
    mark: [u8; 32],
    lookups: Arc<RwLock<Lookups>>,
}

/// The lookup keys that are asked, the one in force first; none is the person's own hash.
struct Lookups {
    number: i64,
    asked: Vec<Option<DataKey>>,
}

impl Default for Lookups {
    fn default() -> Self {
        Self { number: 0, asked: vec![None] }
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.hash.zeroize();
        self.mark.zeroize();
    }
}

silent!(Secrets);

pub(super) fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
        mac.update(&[0]);
    }
    mac.finalize().into_bytes().into()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn short(hash: &[u8; 32]) -> String {
    hexadecimal(&hash[..16])
}

impl Secrets {
    /// The names of their rows in the key store.
    pub(super) const NAMES: [&'static str; 2] = ["hash", "mark"];

    /// What a sealing key gave before secrets had rows of their own.
    pub(crate) fn derived(key: &[u8; 32]) -> Self {
        Self::of(keyed(key, &[b"hash"]), keyed(key, &[b"mark"]))
    }

    /// Those of a new shop: they follow from nothing.
    pub(crate) fn random() -> Self {
        Self::of(DataKey::generate().0, DataKey::generate().0)
    }

    /// From their rows, in the order of [`Secrets::NAMES`].
    pub(super) fn of_rows([hash, mark]: &[DataKey; 2]) -> Self {
        Self::of(hash.0, mark.0)
    }

    fn of(hash: [u8; 32], mark: [u8; 32]) -> Self {
        Self { hash, mark, lookups: Arc::default() }
    }

    /// From now on these lookup keys are asked, in every clone.
    pub(super) fn ask(&self, number: i64, asked: Vec<Option<DataKey>>) {
        *self.lookups.write() = Lookups { number, asked };
    }

    /// The number of the lookup key in force.
    pub(super) fn lookup_number(&self) -> i64 {
        self.lookups.read().number
    }

    /// By what a print may be found, the newest first.
    pub(super) fn asked(&self, print: &str) -> Vec<String> {
        let lookups = self.lookups.read();
        let with = |key: &Option<DataKey>| match key {
            Some(key) => short(&keyed(&key.0, &[b"lookup", print.as_bytes()])),
            None => print.to_owned(),
        };
        lookups.asked.iter().map(with).collect()
    }

    /// By what a print is found.
    pub(super) fn row_print(&self, print: &str) -> String {
        self.asked(print).into_iter().next().unwrap_or_default()
    }

    /// By what a person's row may be found, the newest first.
    pub fn found_by(&self, person: &PersonKey) -> Vec<String> {
        self.asked(&person.0)
    }

    /// By what a person's row is found.
    pub(super) fn row_key(&self, person: &PersonKey) -> String {
        self.row_print(&person.0)
    }

    /// For their rows, in the order of [`Secrets::NAMES`].
    pub(super) const fn rows(&self) -> [DataKey; 2] {
        [DataKey(self.hash), DataKey(self.mark)]
    }

    /// A word that tells whether a database was made with this key, and nothing more.
    pub fn check_word(&self) -> String {
        hexadecimal(&keyed(&self.hash, &[b"check"]))
    }

    /// A person's own hash. Rows of customers hold it under a lookup key alone.
    pub fn person(&self, id: TelegramId) -> PersonKey {
        PersonKey(short(&keyed(&self.hash, &[b"person", &id.expose().to_be_bytes()])))
    }

    /// A fingerprint of a secret value; `what` keeps kinds apart.
    pub(crate) fn fingerprint(&self, what: &str, value: &str) -> String {
        hexadecimal(&keyed(&self.hash, &[b"print", what.as_bytes(), value.as_bytes()]))
    }

    /// A word for an order in the ids of its letters: always the same, and it tells nobody the
    /// number.
    pub fn letter_word(&self, order: OrderId) -> String {
        let full = self.fingerprint("letter", &order.compact());
        full.get(..24).unwrap_or(&full).to_owned()
    }

    /// The word in the link of a letter: always the same, and nobody guesses it.
    pub(crate) fn letter_link(&self, order: OrderId, n: i64) -> LetterLink {
        let full = self.fingerprint("letter-link", &format!("{}.{n}", order.compact()));
        LetterLink::of_digits(full.get(..32).unwrap_or(&full))
    }

    /// A short fingerprint of a raw update, to tell a repeat from another update with the same id.
    pub(crate) fn update_fingerprint(&self, raw: &str) -> String {
        let full = self.fingerprint("update", raw);
        full.get(..24).unwrap_or(&full).to_owned()
    }

    /// An invoice payload: order, time and our mark (Bot API: 1-128 bytes, not shown).
    pub(crate) fn invoice_payload(&self, order: OrderId, at: Stamp) -> String {
        let body = format!("q1.{}.{:x}", order.compact(), at.0);
        let mark = self.invoice_mark(&body);
        format!("{body}.{mark}")
    }

    fn invoice_mark(&self, body: &str) -> String {
        let full = hexadecimal(&keyed(&self.mark, &[b"invoice", body.as_bytes()]));
        full.get(..32).unwrap_or(&full).to_owned()
    }

    /// Reads a payload back. `None` where it does not bear our mark.
    pub(crate) fn read_payload(&self, payload: &str) -> Option<(OrderId, Stamp)> {
        let (body, mark) = payload.rsplit_once('.')?;
        let ours = self.invoice_mark(body);
        if !bool::from(ours.as_bytes().ct_eq(mark.as_bytes())) {
            return None;
        }
        let mut parts = body.split('.');
        if parts.next() != Some("q1") {
            return None;
        }
        let order = OrderId::parse(parts.next()?)?;
        let at = i64::from_str_radix(parts.next()?, 16).ok()?;
        Some((order, Stamp(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_needs_our_mark() {
        let secrets = Secrets::derived(&[5; 32]);
        let order = OrderId::from_random(77);
        let payload = secrets.invoice_payload(order, Stamp(1_790_000_000_000));
        assert!(payload.len() <= 128);
        assert_eq!(secrets.read_payload(&payload), Some((order, Stamp(1_790_000_000_000))));
        assert_eq!(Secrets::derived(&[6; 32]).read_payload(&payload), None);
        for bad in ["", "q1", "q1.0.0.", &payload[1..], &format!("{payload}0")] {
            assert_eq!(secrets.read_payload(bad), None, "{bad}");
        }
    }

    #[test]
    fn people_are_found_by_a_keyed_hash() {
        let secrets = Secrets::derived(&[5; 32]);
        let person = secrets.person(TelegramId::new(7_000_000_001));
        assert_eq!(person.0.len(), 32);
        assert_eq!(person, secrets.person(TelegramId::new(7_000_000_001)));
        assert_ne!(person, Secrets::derived(&[6; 32]).person(TelegramId::new(7_000_000_001)));
    }
}
