//! What a consent is remembered by: the hash of the words that were shown.

use sha2::{Digest, Sha256};

use crate::domain::email::Email;
use crate::domain::lang::Lang;
use crate::domain::text::Text;
use crate::i18n::{Fill, Words};
use crate::storage::secrets::hexadecimal;

/// What stands for an e-mail address where the address itself must not matter.
const WITHHELD: &str = "address@withheld.example";

/// The hash of a text as it was shown: what a consent was given to. An e-mail address in it is
/// withheld, so that the hash can be checked when the address is long erased, and tells nothing of
/// it.
pub(crate) fn words_hash(words: &Words, text: &Text, lang: Lang) -> String {
    let withheld = Email::parse(WITHHELD).ok();
    let named = Words::addresses_in(text).into_iter();
    let addresses = named.filter_map(|id| Some((id, withheld.clone()?))).collect();
    let shown = words.render(text, lang, &Fill { addresses, ..Fill::default() });
    hexadecimal(&Sha256::digest(shown.as_bytes()))
}
