//! What this process knows of people without asking the database: their chats, and the languages
//! they chose. Copies of what was committed, which may be lost: a chat is then looked up, and who
//! is not known is spoken to in the language of the phone. All of it is forgotten at every erasure,
//! by whichever process.

use std::sync::atomic::{AtomicI64, Ordering};

use super::incoming::Sender;
use crate::domain::ids::{CustomerId, PersonKey, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::time::Stamp;
use crate::lru::Lru;
use crate::storage::{Store, Stored, erase, settings};

const CHATS: usize = 20_000;

/// So many languages are known. They are for the few words that are said while the database cannot
/// be asked.
const LANGUAGES: usize = 4_096;

#[derive(Debug)]
pub(crate) struct Known {
    /// The chats behind customers' rows.
    pub chats: Lru<CustomerId, TelegramId>,
    languages: Lru<PersonKey, Lang>,
    /// When somebody was erased last, as far as this process knows.
    erased: AtomicI64,
}

impl Default for Known {
    fn default() -> Self {
        let (chats, languages) = (Lru::new(CHATS), Lru::new(LANGUAGES));
        Self { chats, languages, erased: AtomicI64::new(0) }
    }
}

impl Known {
    /// These are the choices that stand.
    pub(crate) fn chose(&self, choices: Vec<(PersonKey, Lang)>) {
        for (person, lang) in choices {
            self.languages.insert(person, lang);
        }
    }

    /// The language for this sender: the chosen one if it is known here, or the phone's.
    pub(crate) fn language_of(&self, sender: &Sender) -> Lang {
        self.languages.get(&sender.key).unwrap_or(sender.guess)
    }

    pub(crate) fn forget(&self) {
        self.chats.clear();
        self.languages.clear();
    }

    /// Looks whether another process erased somebody, and forgets with it.
    pub(crate) async fn sync_erasures(&self, store: &Store) -> Stored<()> {
        let mut tx = store.look().await?;
        let erased = settings::load(&mut tx).await?.erased;
        drop(tx);
        self.forget_erased(store, erased).await
    }

    /// Forgets with whoever erased somebody last, at `erased`: people, and keys that are gone.
    /// It is then done at the next occasion.
    pub(crate) async fn forget_erased(&self, store: &Store, erased: i64) -> Stored<()> {
        let seen = self.erased.load(Ordering::SeqCst);
        if erased == 0 || erased == seen {
            return Ok(());
        }
        let mut tx = store.look().await?;
        let gone = erase::gone_since(&mut tx, Stamp(seen)).await?;
        drop(tx);
        store.keys.forget(&gone);
        self.forget();
        self.erased.store(erased, Ordering::SeqCst);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(name: usize) -> Sender {
        let key = PersonKey(format!("person {name}"));
        Sender { id: TelegramId::new(5), key, guess: Lang::En }
    }

    fn chose(name: usize, lang: Lang) -> (PersonKey, Lang) {
        (sender(name).key, lang)
    }

    #[test]
    fn the_last_choice_counts_and_a_stranger_hears_the_phones_language() {
        let known = Known::default();
        known.chose(vec![chose(1, Lang::Kk), chose(2, Lang::Ru)]);
        known.chose(vec![chose(1, Lang::Ru)]);
        assert_eq!(known.language_of(&sender(1)), Lang::Ru);
        assert_eq!(known.language_of(&sender(3)), Lang::En);
        known.forget();
        assert_eq!(known.language_of(&sender(1)), Lang::En);
    }
}
