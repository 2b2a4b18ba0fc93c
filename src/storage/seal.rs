//! Sealing at rest and keyed hashes. One key from a file outside the database wraps every data key
//! and, through derived keys, marks people, codes and invoices.
//!
//! A sealed value is `version ‖ key id ‖ nonce ‖ ciphertext` (XChaCha20-Poly1305); its associated
//! data names table, column and row, so that a value moved elsewhere does not open.

use std::fmt;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::domain::ids::{KeyId, OrderId, PersonKey, TelegramId};
use crate::domain::mailbox::LetterLink;
use crate::domain::time::Stamp;

use super::{StorageError, Stored};

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// Where a sealed value belongs; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AssociatedData {
    pub table: &'static str,
    pub column: &'static str,
    pub row: i64,
}

impl AssociatedData {
    fn bytes(self) -> Vec<u8> {
        format!("{VERSION}:{}.{}:{}", self.table, self.column, self.row).into_bytes()
    }

    fn shut(self) -> StorageError {
        StorageError::Seal(self.table)
    }
}

/// A data key: seals the values of one customer, or one activation code.
#[derive(Clone)]
pub(crate) struct DataKey([u8; 32]);

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn seal_with(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    place: AssociatedData,
    plain: &[u8],
) -> Stored<Vec<u8>> {
    let aad = place.bytes();
    XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&nonce.into(), Payload { msg: plain, aad: &aad })
        .map_err(|_| place.shut())
}

fn open_with(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    place: AssociatedData,
    sealed: &[u8],
) -> Stored<Vec<u8>> {
    let aad = place.bytes();
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&nonce.into(), Payload { msg: sealed, aad: &aad })
        .map_err(|_| place.shut())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

impl DataKey {
    pub(crate) fn generate() -> Self {
        Self(random())
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// Only if the cipher refuses the length.
    pub(crate) fn seal(&self, id: KeyId, aad: AssociatedData, plain: &[u8]) -> Stored<Vec<u8>> {
        let nonce: [u8; NONCE] = random();
        let mut out = Vec::with_capacity(plain.len() + 49);
        out.push(VERSION);
        out.extend_from_slice(&id.0.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&seal_with(&self.0, nonce, aad, plain)?);
        Ok(out)
    }

    /// Opens a value at its place.
    ///
    /// # Errors
    /// [`StorageError::Seal`] for another key, place or version, or changed bytes.
    pub(crate) fn open(&self, aad: AssociatedData, sealed: &[u8]) -> Stored<Vec<u8>> {
        let rest = sealed.strip_prefix(&[VERSION]).ok_or_else(|| aad.shut())?;
        let (_key_id, rest) = rest.split_first_chunk::<8>().ok_or_else(|| aad.shut())?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(|| aad.shut())?;
        open_with(&self.0, *nonce, aad, rest)
    }
}

#[derive(Clone)]
pub struct Master {
    wrap: [u8; 32],
    hash: [u8; 32],
    mark: [u8; 32],
}

impl Drop for Master {
    fn drop(&mut self) {
        self.wrap.zeroize();
        self.hash.zeroize();
        self.mark.zeroize();
    }
}

silent!(DataKey, Master);

fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
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

impl Master {
    /// Takes the 32 bytes of the key file.
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            wrap: keyed(key, &[b"wrap"]),
            hash: keyed(key, &[b"hash"]),
            mark: keyed(key, &[b"mark"]),
        }
    }

    /// A word that tells whether a database was made with this key, and nothing more.
    pub fn check_word(&self) -> String {
        hexadecimal(&keyed(&self.hash, &[b"check"]))
    }

    /// Finds a person's row. Without the key there is no way from it to the Telegram id.
    pub fn person(&self, id: TelegramId) -> PersonKey {
        let full = hexadecimal(&keyed(&self.hash, &[b"person", &id.expose().to_be_bytes()]));
        PersonKey(full.get(..32).unwrap_or(&full).to_owned())
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

    /// Wraps a data key for the key store.
    ///
    /// # Errors
    /// Only if the cipher refuses the length.
    pub(crate) fn wrap(&self, id: KeyId, key: &DataKey) -> Stored<Vec<u8>> {
        let nonce: [u8; NONCE] = random();
        let aad = AssociatedData { table: "keys", column: "wrapped", row: id.0 };
        let mut out = vec![VERSION];
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&seal_with(&self.wrap, nonce, aad, &key.0)?);
        Ok(out)
    }

    /// Unwraps a data key from the key store.
    ///
    /// # Errors
    /// [`StorageError::Seal`] for another key file or changed bytes.
    pub(crate) fn unwrap_key(&self, id: KeyId, wrapped: &[u8]) -> Stored<DataKey> {
        let aad = AssociatedData { table: "keys", column: "wrapped", row: id.0 };
        let rest = wrapped.strip_prefix(&[VERSION]).ok_or_else(|| aad.shut())?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(|| aad.shut())?;
        let mut plain = open_with(&self.wrap, *nonce, aad, rest)?;
        let key = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| aad.shut())?;
        plain.zeroize();
        Ok(DataKey(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AAD: AssociatedData =
        AssociatedData { table: "addresses", column: "email_sealed", row: 7 };

    fn is_shut(opened: &Stored<Vec<u8>>) -> bool {
        matches!(opened, Err(StorageError::Seal("addresses")))
    }

    #[test]
    fn a_value_opens_only_at_its_place() {
        let key = DataKey::generate();
        let sealed = key.seal(KeyId(3), AAD, b"a@b.kz").unwrap();
        assert_eq!(key.open(AAD, &sealed).unwrap(), b"a@b.kz");
        assert!(is_shut(&key.open(AssociatedData { row: 8, ..AAD }, &sealed)));
        assert!(is_shut(&key.open(AssociatedData { column: "other", ..AAD }, &sealed)));
        assert!(is_shut(&DataKey::generate().open(AAD, &sealed)));
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(is_shut(&key.open(AAD, &changed)));
        assert!(is_shut(&key.open(AAD, &sealed[..20])));
    }

    #[test]
    fn a_data_key_comes_back_from_the_key_store() {
        let master = Master::new(&[5; 32]);
        let key = DataKey::generate();
        let wrapped = master.wrap(KeyId(9), &key).unwrap();
        assert_eq!(master.unwrap_key(KeyId(9), &wrapped).unwrap().0, key.0);
        assert!(master.unwrap_key(KeyId(10), &wrapped).is_err());
        assert!(Master::new(&[6; 32]).unwrap_key(KeyId(9), &wrapped).is_err());
    }

    #[test]
    fn a_payload_needs_our_mark() {
        let master = Master::new(&[5; 32]);
        let order = OrderId::from_random(77);
        let payload = master.invoice_payload(order, Stamp(1_790_000_000_000));
        assert!(payload.len() <= 128);
        assert_eq!(master.read_payload(&payload), Some((order, Stamp(1_790_000_000_000))));
        assert_eq!(Master::new(&[6; 32]).read_payload(&payload), None);
        for bad in ["", "q1", "q1.0.0.", &payload[1..], &format!("{payload}0")] {
            assert_eq!(master.read_payload(bad), None, "{bad}");
        }
    }

    #[test]
    fn people_are_found_by_a_keyed_hash() {
        let master = Master::new(&[5; 32]);
        let person = master.person(TelegramId::new(7_000_000_001));
        assert_eq!(person.0.len(), 32);
        assert_eq!(person, master.person(TelegramId::new(7_000_000_001)));
        assert_ne!(person, Master::new(&[6; 32]).person(TelegramId::new(7_000_000_001)));
    }
}
