//! Sealing at rest. One key from a file outside the database wraps every row of the key store, and
//! nothing else: a new file takes its place by wrapping them again.
//!
//! A sealed value is `version ‖ key id ‖ nonce ‖ ciphertext` (XChaCha20-Poly1305); its associated
//! data names table, column and row, so that a value moved elsewhere does not open.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use rand::Rng;
use zeroize::Zeroize;

use super::secrets::{Secrets, keyed};
use super::{StorageError, Stored};
use crate::domain::ids::KeyId;

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
pub(crate) struct DataKey(pub(super) [u8; 32]);

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

/// A sealing key: what wraps, and what was derived from it before secrets had rows of their own.
#[derive(Clone)]
struct Wrapper {
    wrap: [u8; 32],
    derived: Secrets,
}

impl Drop for Wrapper {
    fn drop(&mut self) {
        self.wrap.zeroize();
    }
}

impl Wrapper {
    fn new(key: &[u8; 32]) -> Self {
        Self { wrap: keyed(key, &[b"wrap"]), derived: Secrets::derived(key) }
    }
}

/// Which sealing key wrapped a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    New,
    Old,
}

/// The sealing key, and the one before it while it is being renewed.
#[derive(Clone)]
pub struct SealingKey {
    new: Wrapper,
    old: Option<Wrapper>,
}

silent!(DataKey, SealingKey);

impl SealingKey {
    /// Takes the 32 bytes of the key file.
    pub fn new(key: &[u8; 32]) -> Self {
        Self { new: Wrapper::new(key), old: None }
    }

    /// The same, and the key before it is accepted too.
    #[must_use]
    pub fn after(self, old: &[u8; 32]) -> Self {
        Self { old: Some(Wrapper::new(old)), ..self }
    }

    /// Whether a key before it is accepted too.
    pub const fn has_old(&self) -> bool {
        self.old.is_some()
    }

    fn wrappers(&self) -> impl Iterator<Item = (Age, &Wrapper)> {
        [(Age::New, Some(&self.new)), (Age::Old, self.old.as_ref())]
            .into_iter()
            .filter_map(|(age, wrapper)| Some((age, wrapper?)))
    }

    /// The secrets whose check word this is, where they were derived from a sealing key.
    pub(super) fn derived(&self, check_word: &str) -> Option<Secrets> {
        let mut all = self.wrappers().map(|(_, wrapper)| &wrapper.derived);
        all.find(|secrets| secrets.check_word() == check_word).cloned()
    }

    /// Wraps a key for its row of the key store, as what is there is wrapped.
    ///
    /// # Errors
    /// Only if the cipher refuses the length.
    pub(crate) fn wrap(&self, age: Age, place: AssociatedData, key: &DataKey) -> Stored<Vec<u8>> {
        let with = match (age, &self.old) {
            (Age::Old, Some(old)) => old,
            (Age::New | Age::Old, _) => &self.new,
        };
        let nonce: [u8; NONCE] = random();
        let mut out = vec![VERSION];
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&seal_with(&with.wrap, nonce, place, &key.0)?);
        Ok(out)
    }

    /// Unwraps a key of the key store, and says which sealing key wrapped it.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`] for another key file or changed bytes.
    pub(crate) fn unwrap(&self, place: AssociatedData, wrapped: &[u8]) -> Stored<(DataKey, Age)> {
        let rest = wrapped.strip_prefix(&[VERSION]).ok_or(StorageError::WrongKey)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(StorageError::WrongKey)?;
        for (age, wrapper) in self.wrappers() {
            let Ok(mut plain) = open_with(&wrapper.wrap, *nonce, place, rest) else { continue };
            let key = <[u8; 32]>::try_from(plain.as_slice());
            plain.zeroize();
            return Ok((DataKey(key.map_err(|_| StorageError::WrongKey)?), age));
        }
        Err(StorageError::WrongKey)
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
    fn a_wrapped_key_comes_back_with_the_sealing_key_or_the_one_before_it() {
        let (first, second) = (SealingKey::new(&[5; 32]), SealingKey::new(&[6; 32]));
        let both = SealingKey::new(&[6; 32]).after(&[5; 32]);
        let key = DataKey::generate();
        let wrapped = first.wrap(Age::New, AAD, &key).unwrap();
        assert_eq!(first.unwrap(AAD, &wrapped).unwrap().0.0, key.0);
        assert!(first.unwrap(AssociatedData { row: 8, ..AAD }, &wrapped).is_err());
        assert!(matches!(second.unwrap(AAD, &wrapped), Err(StorageError::WrongKey)));
        let (found, age) = both.unwrap(AAD, &wrapped).unwrap();
        assert_eq!((found.0, age), (key.0, Age::Old));
        // What it wraps as old the one before reads still, what it wraps as new it does not.
        let old = both.wrap(Age::Old, AAD, &key).unwrap();
        let new = both.wrap(Age::New, AAD, &key).unwrap();
        assert!(first.unwrap(AAD, &old).is_ok() && first.unwrap(AAD, &new).is_err());
        assert_eq!(second.unwrap(AAD, &new).unwrap().1, Age::New);
    }
}
