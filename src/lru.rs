//! A bounded map that many share: what was not used for longest goes. It holds copies of what is in
//! the database, so that nothing is lost with it.

use std::hash::Hash;

use hashlink::LruCache;
use parking_lot::Mutex;

pub(crate) struct Lru<K, V>(Mutex<LruCache<K, V>>);

impl<K, V> std::fmt::Debug for Lru<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lru")
    }
}

impl<K: Hash + Eq, V: Clone> Lru<K, V> {
    /// An empty one for at most `most` entries.
    pub(crate) fn new(most: usize) -> Self {
        Self(Mutex::new(LruCache::new(most)))
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.0.lock().get(key).cloned()
    }

    pub(crate) fn insert(&self, key: K, value: V) {
        self.0.lock().insert(key, value);
    }

    pub(crate) fn clear(&self) {
        self.0.lock().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_small_and_keeps_what_was_used_last() {
        let known = Lru::new(4);
        for number in 0..4 {
            known.insert(number, number);
        }
        assert_eq!(known.get(&0), Some(0), "still about");
        known.insert(4, 4);
        assert_eq!(known.get(&1), None, "the one not seen for longest went");
        for number in [0, 2, 3, 4] {
            assert_eq!(known.get(&number), Some(number));
        }
        known.clear();
        assert_eq!(known.get(&0), None);
    }
}
