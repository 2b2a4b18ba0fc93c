//! The names of all places, prepared for search; built once, when somebody first searches.
//!
//! It must not know what was typed: that is [`super`].

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::shapes::Shapes;
use super::target::Target;
use super::wider::wider_names;
use crate::domain::country::endings::{Form, folded_form, form};
use crate::domain::country::words::{Word, words};
use crate::domain::country::{Country, Lang, Place};

/// A city for each time zone: its country, and its names with `|` between them.
const CITIES: &str = include_str!("../cities.tsv");
/// What else travellers say for a country, in the same form.
const ALIASES: &str = include_str!("../aliases.tsv");
/// Adjectives of countries and cities, in the same form.
const DEMONYMS: &str = include_str!("../demonyms.tsv");
/// Places where no plan of ours works.
const NOWHERE: &str = include_str!("../nowhere.txt");
/// Airports: their country, the codes of large ones, those of the others.
const AIRPORTS: &str = include_str!("../airports.tsv");

/// A case of a name of three letters is no longer than this.
const SHORT: usize = 6;

/// What kind of name a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A name of the place itself, in some language.
    Name,
    /// A city, a resort, an everyday name.
    Alias,
    /// An adjective, or a name written without its blanks: found whole or not at all.
    Variant,
}

/// One name of one place.
#[derive(Debug)]
pub(super) struct Entry {
    pub target: Target,
    pub source: Source,
    words: Vec<Word>,
    /// The name, lower case, single blanks.
    pub plain: String,
    /// Its skeleton, word by word.
    pub folded: String,
    /// The skeleton without its last vowels, where case endings stand.
    pub stem: String,
}

impl Entry {
    fn new(target: Target, source: Source, words: Vec<Word>) -> Self {
        let (plain, folded) = (joined(&words, " "), skeleton(&words, " "));
        let stem = folded.trim_end_matches(['a', 'e', 'i', 'o', 'u']).to_owned();
        Self { target, source, words, plain, folded, stem }
    }

    /// The name from its beginning and from each of its words.
    pub(crate) fn plain_starts(&self) -> impl Iterator<Item = &str> {
        word_starts(&self.plain)
    }

    /// The same of the skeleton.
    pub(crate) fn folded_starts(&self) -> impl Iterator<Item = &str> {
        word_starts(&self.folded)
    }

    /// Whether these words are this name in a case, and in which.
    fn form(&self, span: &[Word], one: fn(&Word, &Word) -> Option<Form>) -> Option<Form> {
        if self.words.len() != span.len() {
            return None;
        }
        let forms = self.words.iter().zip(span).map(|(known, typed)| one(known, typed));
        forms.collect::<Option<Vec<Form>>>()?.into_iter().max()
    }
}

fn word_starts(text: &str) -> impl Iterator<Item = &str> {
    let blanks = text.match_indices(' ').filter_map(|(at, _)| text.get(at + 1..));
    std::iter::once(text).chain(blanks)
}

/// The words of a span as one text.
pub(super) fn joined(span: &[Word], between: &str) -> String {
    let plain: Vec<&str> = span.iter().map(|word| word.plain.as_str()).collect();
    plain.join(between)
}

/// The skeletons of a span as one text.
pub(super) fn skeleton(span: &[Word], between: &str) -> String {
    let folds: Vec<&str> = span.iter().map(|word| word.fold.as_str()).collect();
    folds.join(between)
}

/// An airport's or a country's code of three letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    pub country: Country,
    /// A large airport, or a city with several: known by its code even in small letters.
    pub large: bool,
}

/// All names, and where each exact text is among them.
#[derive(Debug)]
pub(super) struct Index {
    entries: Vec<Entry>,
    plain: HashMap<String, Vec<Target>>,
    folded: HashMap<String, Vec<Target>>,
    /// The names that begin with these two letters; a name keeps them in all its cases.
    plain_starts: HashMap<String, Vec<usize>>,
    folded_starts: HashMap<String, Vec<usize>>,
    /// The names with a word that begins with these two letters, in letters or in skeletons; no
    /// variants.
    beginnings: HashMap<String, Vec<usize>>,
    /// The first words of names of several.
    firsts: HashMap<String, Vec<Target>>,
    codes: HashMap<String, Vec<Code>>,
    longest: usize,
    /// Shapes of the names, of their skeletons and of their stems, but for variants.
    pub shapes: [Shapes; 3],
}

impl Index {
    fn build() -> Self {
        let mut index = Self {
            entries: Vec::new(),
            plain: HashMap::new(),
            folded: HashMap::new(),
            plain_starts: HashMap::new(),
            folded_starts: HashMap::new(),
            beginnings: HashMap::new(),
            firsts: HashMap::new(),
            codes: codes(),
            longest: 1,
            shapes: Default::default(),
        };
        for country in Country::all() {
            let target = Target::Place(Place::Country(country));
            let names = Lang::ALL.map(|lang| country.name(lang));
            for name in names.iter().chain(country.also()) {
                index.add(target, Source::Name, name);
            }
        }
        for (target, name) in wider_names() {
            // No button leads to an area: it is never one of several.
            let area = matches!(target, Target::Area(_));
            index.add(target, if area { Source::Variant } else { Source::Name }, name);
        }
        for (list, source) in
            [(CITIES, Source::Alias), (ALIASES, Source::Alias), (DEMONYMS, Source::Variant)]
        {
            for (country, names) in rows(list) {
                for name in names.split('|') {
                    index.add(Target::Place(Place::Country(country)), source, name);
                }
            }
        }
        for name in NOWHERE.lines().filter(|line| !line.starts_with('#')) {
            index.add(Target::Nowhere, Source::Variant, name);
        }
        index
    }

    /// Adds a name, and its spelling without blanks and without its "and".
    fn add(&mut self, target: Target, source: Source, name: &str) {
        // CLDR's "о-в" and "о-ва" are what people write out.
        let long = name.replace("о-ва", "острова").replace("о-в ", "остров ");
        if long != name {
            self.add(target, source, &long);
        }
        let whole = words(name);
        if whole.len() > 1 {
            self.add_words(target, Source::Variant, words(&joined(&whole, "")));
            let and = |word: &Word| matches!(word.plain.as_str(), "и" | "and" | "және");
            if whole.iter().any(and) {
                let without = whole.iter().filter(|word| !and(word)).cloned().collect();
                self.add_words(target, source, without);
            }
        }
        self.add_words(target, source, whole);
    }

    fn add_words(&mut self, target: Target, source: Source, words: Vec<Word>) {
        let entry = Entry::new(target, source, words);
        let known = self.plain.entry(entry.plain.clone()).or_default();
        if known.contains(&target) {
            return;
        }
        known.push(target);
        let folded = self.folded.entry(entry.folded.clone()).or_default();
        if !folded.contains(&target) {
            folded.push(target);
        }
        let at = self.entries.len();
        if let Some(first) = entry.words.first() {
            let starts = self.plain_starts.entry(start(&first.plain)).or_default();
            starts.push(at);
            self.folded_starts.entry(start(&first.fold)).or_default().push(at);
            if entry.words.len() > 1 {
                self.firsts.entry(first.plain.clone()).or_default().push(target);
            }
        }
        self.longest = self.longest.max(entry.words.len());
        if source != Source::Variant {
            let starts: HashSet<String> =
                entry.plain_starts().chain(entry.folded_starts()).map(start).collect();
            for start in starts {
                self.beginnings.entry(start).or_default().push(at);
            }
            let spellings = [(&entry.plain, 3), (&entry.folded, 3), (&entry.stem, 5)];
            for (shapes, (text, shortest)) in self.shapes.iter_mut().zip(spellings) {
                shapes.add(text, shortest, at);
            }
        }
        self.entries.push(entry);
    }

    #[cfg(test)]
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The names of which a word may begin so; no variants.
    pub(crate) fn beginning(&self, text: &str) -> impl Iterator<Item = &Entry> {
        let likely = self.beginnings.get(&start(text)).into_iter().flatten();
        likely.filter_map(|at| self.entries.get(*at))
    }

    pub(crate) fn entry(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    /// How many words a name has at most.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The places with exactly this name.
    pub(crate) fn plain(&self, span: &[Word]) -> Vec<Target> {
        self.plain.get(&joined(span, " ")).cloned().unwrap_or_default()
    }

    /// The places with a name of exactly this skeleton.
    pub(crate) fn folded(&self, span: &[Word]) -> Vec<Target> {
        self.folded.get(&skeleton(span, " ")).cloned().unwrap_or_default()
    }

    /// The places with a name of which these words are a case.
    pub(crate) fn declined(&self, span: &[Word]) -> Vec<(Target, Form)> {
        let one = |known: &Word, typed: &Word| form(&known.plain, &typed.plain, known.capitals);
        self.in_a_case(span, &self.plain_starts, |word| &word.plain, one)
    }

    /// The same by skeletons.
    pub(crate) fn folded_declined(&self, span: &[Word]) -> Vec<(Target, Form)> {
        let one =
            |known: &Word, typed: &Word| folded_form(&known.fold, &typed.fold, typed.is_latin());
        self.in_a_case(span, &self.folded_starts, |word| &word.fold, one)
    }

    /// These hits of a short word, and the places whose names are longer and begin with this very
    /// word: "Коста" is a case of Кос, and the beginning of Коста-Рика.
    pub(crate) fn with_longer(
        &self,
        span: &[Word],
        mut hits: Vec<(Target, Form)>,
    ) -> Vec<(Target, Form)> {
        let longer = match span {
            [word] if !hits.is_empty() && word.plain.chars().count() <= SHORT => {
                self.firsts.get(&word.plain)
            }
            _ => None,
        };
        hits.extend(longer.into_iter().flatten().map(|target| (*target, Form::Same)));
        hits
    }

    fn in_a_case(
        &self,
        span: &[Word],
        starts: &HashMap<String, Vec<usize>>,
        spelling: fn(&Word) -> &String,
        one: fn(&Word, &Word) -> Option<Form>,
    ) -> Vec<(Target, Form)> {
        let first = span.first().map(|word| start(spelling(word)));
        let likely = first.and_then(|first| starts.get(&first)).into_iter().flatten();
        likely
            .filter_map(|at| self.entries.get(*at))
            .filter_map(|entry| Some((entry.target, entry.form(span, one)?)))
            .collect()
    }

    /// Whose code this is: airports' and countries' of three letters.
    pub(crate) fn codes(&self, code: &str) -> &[Code] {
        self.codes.get(&code.to_ascii_uppercase()).map_or(&[], Vec::as_slice)
    }
}

/// Codes of three letters that nobody writes for Åland, Christmas Island, Honduras or
/// Saint Lucia.
const RATHER_AIRPORTS: [&str; 4] = ["ALA", "CXR", "HND", "LCA"];

fn codes() -> HashMap<String, Vec<Code>> {
    let mut codes: HashMap<String, Vec<Code>> = HashMap::new();
    for (country, airports) in rows(AIRPORTS) {
        for (list, large) in airports.split('\t').zip([true, false]) {
            for code in list.split_whitespace() {
                codes.entry(code.to_owned()).or_default().push(Code { country, large });
            }
        }
    }
    let read = |country: &Country| !RATHER_AIRPORTS.contains(&country.alpha3());
    for country in Country::all().filter(read) {
        let known = codes.entry(country.alpha3().to_owned()).or_default();
        if !known.iter().any(|code| code.country == country) {
            known.push(Code { country, large: false });
        }
    }
    codes
}

/// The rows of a table that is kept as text: each a country's code, a tab, and the rest.
fn rows(table: &'static str) -> impl Iterator<Item = (Country, &'static str)> {
    let rows = table.lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(code, rest)| Some((Country::parse(code)?, rest)))
}

fn start(word: &str) -> String {
    word.chars().take(2).collect()
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
    fn no_alias_hides_a_place() {
        let mut names: HashMap<&str, Target> = HashMap::new();
        for entry in index().entries().filter(|entry| entry.source == Source::Name) {
            names.insert(entry.plain.as_str(), entry.target);
        }
        for alias in index().entries().filter(|entry| entry.source != Source::Name) {
            if let Some(owner) = names.get(alias.plain.as_str()) {
                // "Конго" is either of two countries: both are listed.
                let congo = alias.plain.contains("конго") || alias.plain.contains("congo");
                assert!(*owner == alias.target || congo, "{}", alias.plain);
            }
        }
    }

    #[test]
    fn every_name_has_letters() {
        for entry in index().entries() {
            assert!(!entry.plain.is_empty() && !entry.folded.is_empty(), "{entry:?}");
        }
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        for table in [CITIES, AIRPORTS, ALIASES, DEMONYMS] {
            let written = table.lines().filter(|line| !line.starts_with('#')).count();
            assert!(written > 100 && rows(table).count() == written);
            assert!(rows(table).map(|(country, _)| country).is_sorted());
        }
        let is_code =
            |code: &String| code.len() == 3 && code.bytes().all(|it| it.is_ascii_uppercase());
        assert!(codes().keys().all(is_code) && codes().len() > 3_000);
    }
}
