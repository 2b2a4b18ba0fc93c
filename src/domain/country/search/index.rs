//! The names of all countries, prepared for search; built once, when somebody first searches.
//!
//! It must not know what was typed: that is [`super`].

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::country::aliases::ALIASES;
use crate::domain::country::fold::{fold, plain};
use crate::domain::country::{Country, Lang};

/// Whether a text is a country's name or something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A name of the country itself, in some language.
    Name,
    /// A city, a resort, an everyday name.
    Alias,
}

/// One name of one country.
#[derive(Debug)]
pub(super) struct Entry {
    pub country: Country,
    pub source: Source,
    /// The name, lower case (`fold::plain`).
    pub plain: String,
    /// Its skeleton (`fold::fold`).
    pub folded: String,
    /// The shape of the name.
    pub plain_shape: Shape,
    /// The shape of the skeleton.
    pub folded_shape: Shape,
    /// The skeletons of what follows each inner word's beginning.
    inner: Vec<String>,
}

impl Entry {
    fn new(country: Country, source: Source, name: &str) -> Self {
        let plain = plain(name);
        let folded = fold(name);
        let inner = word_starts(&plain).skip(1).map(fold).collect();
        let (plain_shape, folded_shape) = (Shape::of(&plain), Shape::of(&folded));
        Self { country, source, plain, folded, plain_shape, folded_shape, inner }
    }

    /// The name from its beginning and from each of its words.
    pub fn plain_starts(&self) -> impl Iterator<Item = &str> {
        word_starts(&self.plain)
    }

    /// The same as skeletons.
    pub fn folded_starts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.folded.as_str()).chain(self.inner.iter().map(String::as_str))
    }
}

/// What can be seen of a text without comparing it: most names are ruled out by it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// How many characters.
    pub letters: usize,
    /// Which characters, one bit for all that are equal modulo 64.
    bits: u64,
}

impl Shape {
    pub fn of(text: &str) -> Self {
        let bits = text.chars().fold(0, |bits, c| bits | 1_u64 << (u32::from(c) % 64));
        Self { letters: text.chars().count(), bits }
    }

    /// Whether `typos` may turn one into the other: a typo changes the length by at most one, and
    /// the set of characters by at most one that goes and one that comes.
    pub fn within(self, other: Self, typos: usize) -> bool {
        let differ = (self.bits ^ other.bits).count_ones();
        self.letters.abs_diff(other.letters) <= typos
            && usize::try_from(differ).is_ok_and(|differ| differ <= 2 * typos)
    }
}

fn word_starts(plain: &str) -> impl Iterator<Item = &str> {
    let blanks = plain.match_indices(' ').filter_map(|(at, _)| plain.get(at + 1..));
    std::iter::once(plain).chain(blanks)
}

/// All names, and where each exact text is among them.
#[derive(Debug)]
pub(super) struct Index {
    entries: Vec<Entry>,
    plain: HashMap<String, Vec<Country>>,
    folded: HashMap<String, Vec<Country>>,
}

impl Index {
    fn build() -> Self {
        let mut entries = Vec::new();
        for country in Country::all() {
            let names = Lang::ALL.map(|lang| country.name(lang));
            for name in names.iter().chain(country.also()) {
                entries.push(Entry::new(country, Source::Name, name));
            }
        }
        for (code, names) in ALIASES {
            if let Some(country) = Country::parse(code) {
                let named = names.iter().map(|name| Entry::new(country, Source::Alias, name));
                entries.extend(named);
            }
        }
        entries.dedup_by(|a, b| a.country == b.country && a.plain == b.plain);
        let mut plain: HashMap<String, Vec<Country>> = HashMap::new();
        let mut folded: HashMap<String, Vec<Country>> = HashMap::new();
        for entry in &entries {
            plain.entry(entry.plain.clone()).or_default().push(entry.country);
            folded.entry(entry.folded.clone()).or_default().push(entry.country);
        }
        Self { entries, plain, folded }
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The countries with exactly this name.
    pub fn plain(&self, wanted: &str) -> impl Iterator<Item = Country> {
        self.plain.get(wanted).into_iter().flatten().copied()
    }

    /// The countries with a name of exactly this skeleton.
    pub fn folded(&self, wanted: &str) -> impl Iterator<Item = Country> {
        self.folded.get(wanted).into_iter().flatten().copied()
    }
}

/// The one index of the process.
pub(super) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::build)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_belongs_to_a_country_once() {
        let mut codes: Vec<_> = ALIASES.iter().map(|(code, _)| *code).collect();
        assert!(codes.iter().all(|code| Country::parse(code).is_some()));
        let total = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), total);
        assert!(codes.is_sorted());
        assert!(ALIASES.iter().map(|(_, names)| names.len()).sum::<usize>() >= 150);
    }

    #[test]
    fn no_alias_hides_a_country() {
        let names: HashMap<&str, Country> = index()
            .entries()
            .filter(|entry| entry.source == Source::Name)
            .map(|entry| (entry.plain.as_str(), entry.country))
            .collect();
        for alias in index().entries().filter(|entry| entry.source == Source::Alias) {
            if let Some(owner) = names.get(alias.plain.as_str()) {
                // "Конго" is either of two countries: both are listed.
                let congo = ["CD", "CG"].contains(&alias.country.code());
                assert!(*owner == alias.country || congo, "{}", alias.plain);
            }
        }
    }
}
