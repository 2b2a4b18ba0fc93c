//! The languages that customers chose, as this process last saw them committed: for the few words that are
//! said while the database cannot be asked. A copy that may be lost: who is not in it is spoken to in the
//! language of the phone. It knows people by their keyed hash alone, and is emptied at every erasure.

use std::sync::{Mutex, PoisonError};

use hashlink::LruCache;

use super::incoming::Sender;
use crate::domain::ids::PersonKey;
use crate::domain::lang::Lang;

/// So many customers are remembered, the latest ones.
const REMEMBERED: usize = 4_096;

/// Who speaks what.
pub struct Spoken(Mutex<LruCache<PersonKey, Lang>>);

impl Default for Spoken {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spoken")
    }
}

impl Spoken {
    fn known(&self) -> std::sync::MutexGuard<'_, LruCache<PersonKey, Lang>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These are the choices that stand.
    pub fn heard(&self, choices: Vec<(PersonKey, Lang)>) {
        let mut known = self.known();
        for (person, lang) in choices {
            known.insert(person, lang);
        }
    }

    /// The language to speak to who sent this: the chosen one if it is known here, or the phone's.
    pub fn to(&self, sender: &Sender) -> Lang {
        self.known().get(&sender.key).copied().unwrap_or(sender.guess)
    }

    /// Somebody was erased, here or by another process: nobody is known any more.
    pub fn forget(&self) {
        self.known().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TelegramId;

    fn sender(name: usize) -> Sender {
        let key = PersonKey(format!("person {name}"));
        Sender { id: TelegramId::new(5), key, guess: Lang::En }
    }

    fn chose(name: usize, lang: Lang) -> (PersonKey, Lang) {
        (sender(name).key, lang)
    }

    #[test]
    fn the_last_choice_counts_and_a_stranger_hears_the_phones_language() {
        let spoken = Spoken::default();
        spoken.heard(vec![chose(1, Lang::Kk), chose(2, Lang::Ru)]);
        spoken.heard(vec![chose(1, Lang::Ru)]);
        assert_eq!(spoken.to(&sender(1)), Lang::Ru);
        assert_eq!(spoken.to(&sender(3)), Lang::En);
        spoken.forget();
        assert_eq!(spoken.to(&sender(1)), Lang::En);
    }

    #[test]
    fn it_stays_small_and_keeps_who_came_last() {
        let spoken = Spoken::default();
        for name in 0..REMEMBERED {
            spoken.heard(vec![chose(name, Lang::Kk)]);
        }
        // The first one is still about.
        assert_eq!(spoken.to(&sender(0)), Lang::Kk);
        spoken.heard(vec![chose(REMEMBERED, Lang::Kk)]);
        assert_eq!(spoken.known().len(), REMEMBERED);
        assert_eq!(spoken.to(&sender(1)), Lang::En, "the one not seen for longest went");
        for name in [0, 2, REMEMBERED] {
            assert_eq!(spoken.to(&sender(name)), Lang::Kk, "{name}");
        }
    }
}
