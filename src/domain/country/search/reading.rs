//! A text read word by word on one keyboard, without guessing: the longest run of words that is
//! known is taken as one thing.
//!
//! This file must not know beginnings and typos, but for words that are left beside a place: those
//! are [`super::vague`]'s.

use super::index::index;
use super::target::{MOST_LISTED, Meaning, Read, Target, perhaps, unique};
use super::vague;
use super::vocabulary::{Everyday, LONGEST_PHRASE, Said, said};
use super::wish::{Wish, wish};
use crate::domain::country::endings::Form;
use crate::domain::country::words::{Word, words};
use crate::domain::country::{Country, Place};

/// How many names near to unknown words are offered beside those that were found.
const MOST_NEAR: usize = 3;

/// So many unknown words are each looked at for a typo; a text with more is no name.
const MOST_GUESSED: usize = 6;

/// Shorter words are not known by their skeletons.
const SHORTEST_LATIN: usize = 3;
const SHORTEST_CYRILLIC: usize = 6;
/// So much longer must they be to have an ending.
const SHORTEST_ENDING: usize = 3;

/// A name in the text.
#[derive(Debug, Clone)]
struct Named {
    /// Whom it may name; one, or all that are called so.
    targets: Vec<Target>,
    /// A word before it, or its case, says that a place is meant.
    marked: bool,
    /// One comes from there.
    from: bool,
}

/// A text read word by word on one keyboard, without guessing.
#[derive(Debug, Default)]
pub(super) struct Reading {
    names: Vec<Named>,
    pub(super) everyday: Option<Everyday>,
    pub(super) wish: Wish,
    /// The words that are not known, in the order typed.
    unknown: Vec<Word>,
    /// The words of a text without a place.
    pub(super) words: Vec<Word>,
    /// Whether a place was named by a code or a skeleton, not by the letters of its name.
    pub(super) loosely: bool,
}

impl Reading {
    /// Reads a text.
    pub(super) fn of(text: &str) -> Self {
        let words = words(text);
        let (wish, amounts) = wish(&words);
        let mut reading = Self { wish, ..Self::default() };
        let shouted = words.len() > 1 && words.iter().all(|it| it.capitals || it.is_number());
        let longest = index().longest().max(LONGEST_PHRASE);
        let mut before = Said::Filler;
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let amount = amounts.get(at..).unwrap_or_default();
            let free = amount.iter().take_while(|amount| !**amount).count();
            let read = (1..=longest.min(free)).rev().find_map(|length| {
                let span = rest.get(..length)?;
                Some((length, part(span, shouted)?))
            });
            let (length, part) = read.unwrap_or((1, Part::Unknown));
            let next = match part {
                // "в город Стамбул": what a preposition says lasts over a filler.
                Part::Said(Said::Filler) => before,
                Part::Said(said) => said,
                Part::Name(..) | Part::Unknown => Said::Filler,
            };
            match part {
                Part::Name(form, targets, loosely) => {
                    let marked = before != Said::Filler || form != Form::Same;
                    let from = before == Said::From || form == Form::From;
                    reading.names.push(Named { targets, marked, from });
                    reading.loosely |= loosely;
                }
                Part::Said(Said::Everyday(everyday)) => {
                    reading.everyday = reading.everyday.max(Some(everyday));
                }
                Part::Said(_) => {}
                Part::Unknown if free == 0 => {}
                Part::Unknown => reading.unknown.extend(rest.first().cloned()),
            }
            before = next;
            at += length;
        }
        reading.words = words;
        reading
    }

    /// All places that were named.
    pub(super) fn named(&self) -> Vec<Target> {
        unique(self.names.iter().flat_map(|name| name.targets.clone()))
    }

    /// Whether any place was named.
    pub(super) fn has_places(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether every word is known and something is meant.
    pub(super) fn is_whole(&self) -> bool {
        self.unknown.is_empty() && (self.has_places() || self.everyday.is_some())
    }

    /// Whether nothing but places, amounts and fillers was typed.
    pub(super) fn is_place_alone(&self) -> bool {
        let code = |word: &Word| self.loosely && word.plain.chars().count() <= 2;
        let is_code = matches!(self.words.as_slice(), [word] if code(word));
        self.is_whole() && self.everyday.is_none() && self.has_places() && !is_code
    }

    /// Whether every word is known and none names a place: how much, for how long, "I want an
    /// eSIM". One filler alone may be the beginning of a name.
    pub(super) fn is_without_place(&self) -> bool {
        let several = self.words.len() > 1 && !self.words.iter().any(Word::is_number);
        (several || !self.wish.is_empty()) && self.unknown.is_empty() && self.names.is_empty()
    }

    /// What the names and everyday words come to.
    pub(super) fn verdict(&self) -> Read {
        let meaning = match self.everyday {
            Some(everyday) if everyday.is_urgent() || self.names.is_empty() => {
                Meaning::Everyday(everyday)
            }
            _ => self.places(),
        };
        Read { meaning, wish: self.wish }
    }

    fn places(&self) -> Meaning {
        let origin = self.names.iter().all(|name| name.from);
        let names: Vec<&Named> = self.names.iter().filter(|it| origin || !it.from).collect();
        let sure = |it: &&&Named| it.targets.len() == 1;
        let certain = unique(names.iter().filter(sure).flat_map(|it| it.targets.clone()));
        // "Конго" beside "Киншаса" is no question any more.
        let open = names.iter().filter(|it| !it.targets.iter().any(|one| certain.contains(one)));
        let open: Vec<Target> = open.flat_map(|it| it.targets.clone()).collect();
        if certain.contains(&Target::Nowhere) {
            return Meaning::Nothing;
        }
        if !open.is_empty() {
            return Meaning::Several(unique(certain.into_iter().chain(open)));
        }
        let narrow: Vec<Target> = certain
            .iter()
            .copied()
            .filter(|wide| !certain.iter().any(|other| wide.contains(*other)))
            .collect();
        self.doubted(narrow)
    }

    /// Beside words that nobody knows, a place is certain only where its case or the word before it
    /// says that it is the place: "New Mexico" is not Mexico.
    fn doubted(&self, places: Vec<Target>) -> Meaning {
        if self.unknown.is_empty() {
            return Meaning::Certain(places);
        }
        let near = self.near();
        let marked = self.names.iter().all(|name| name.marked);
        if marked && near.is_empty() {
            return Meaning::Certain(places);
        }
        let near = near.into_iter().map(|near| near.target).take(MOST_NEAR);
        perhaps(unique(places.into_iter().chain(near)))
    }

    /// The places whose names begin with what is unknown; certain where nearly all of one name
    /// was typed.
    pub(super) fn begun(&self) -> Option<Meaning> {
        let only = self.unknown.is_empty() && self.words.len() == 1;
        let begun = if only {
            vague::beginning_by_letters(&self.words)
        } else {
            vague::beginning(&self.unknown)
        };
        // "turky" is nearer to Turkey than to the skeleton of "Түркістан".
        let is_typo = || vague::misspelt(&self.unknown).iter().any(|near| near.typos == 1);
        if begun.targets.is_empty() || (!begun.by_letters && is_typo()) {
            return None;
        }
        let codes = self.code_targets();
        let sure = begun.sure && codes.is_empty();
        let targets = unique(begun.targets.into_iter().take(MOST_LISTED).chain(codes));
        Some(if sure { Meaning::Certain(targets) } else { Meaning::Several(targets) })
    }

    /// Names near to the whole text, to all unknown words, and to each of them.
    pub(super) fn near(&self) -> Vec<vague::Near> {
        if self.unknown.is_empty() {
            return Vec::new();
        }
        // "жаңа еландия" is nearer to Жаңа Зеландия than its words to others.
        let mut near = vague::misspelt(&self.words);
        if near.is_empty() {
            near = vague::misspelt(&self.unknown);
        }
        if near.is_empty() && self.unknown.len() > 1 {
            near.extend(self.unknown.chunks(1).take(MOST_GUESSED).flat_map(vague::misspelt));
            near.sort();
        }
        near
    }

    /// The only word, read as a country's code of two letters in small letters.
    pub(super) fn country_code(&self) -> Option<Meaning> {
        let is_known = self.unknown.is_empty();
        let [word] = (if is_known { &self.words } else { &self.unknown }).as_slice() else {
            return None;
        };
        let country = Country::parse(&word.plain).filter(|_| word.plain.len() == 2)?;
        let targets = vec![Target::Place(Place::Country(country))];
        Some(if is_known { perhaps(targets) } else { Meaning::Certain(targets) })
    }

    /// The only word, read as a code of three letters that was not certain.
    pub(super) fn code_targets(&self) -> Vec<Target> {
        let (([word], _) | ([], [word])) = (self.unknown.as_slice(), self.words.as_slice()) else {
            return Vec::new();
        };
        let codes = index().codes(&word.plain).iter();
        codes.map(|code| Target::Place(Place::Country(code.country))).collect()
    }
}

/// What a run of words is.
enum Part {
    /// A name in this case, of one place or of all these; whether it is a code or a skeleton.
    Name(Form, Vec<Target>, bool),
    Said(Said),
    Unknown,
}

/// Reads a run of words as one thing: a name as it is written, an everyday phrase or a filler, a
/// name in a case, a code, and the same by skeletons.
fn part(span: &[Word], shouted: bool) -> Option<Part> {
    let name = |targets: Vec<Target>, loosely| {
        (!targets.is_empty()).then(|| Part::Name(Form::Same, unique(targets), loosely))
    };
    let declined = |hits: Vec<(Target, Form)>, loosely| {
        let form = hits.iter().map(|(_, form)| *form).max()?;
        Some(Part::Name(form, unique(hits.into_iter().map(|(target, _)| target)), loosely))
    };
    let one = if let [word] = span { Some(word) } else { None };
    let capitals = one.filter(|word| word.flag || (word.capitals && !shouted && !is_jargon(word)));
    name(index().plain(span), false)
        .or_else(|| name(capital_code(capitals?), true))
        .or_else(|| said(span).map(Part::Said))
        .or_else(|| one?.is_number().then_some(Part::Said(Said::Filler)))
        .or_else(|| declined(index().with_longer(span, index().declined(span)), false))
        .or_else(|| name(small_code(one?), true))
        .or_else(|| name(is_telling(span, 0).then(|| index().folded(span))?, true))
        .or_else(|| {
            let hits = is_telling(span, SHORTEST_ENDING).then(|| index().folded_declined(span))?;
            declined(index().with_longer(span, hits), true)
        })
}

/// Whether a skeleton says enough to be certain: a short one in Cyrillic letters is that of many
/// words ("царь" is "car"), in Latin letters it is how people spell.
fn is_telling(span: &[Word], ending: usize) -> bool {
    let letters: usize = span.iter().map(|word| word.plain.chars().count()).sum();
    let latin = span.iter().any(Word::is_latin);
    letters >= ending + if latin { SHORTEST_LATIN } else { SHORTEST_CYRILLIC }
}

/// Capitals that are no code in a shop of eSIMs.
fn is_jargon(word: &Word) -> bool {
    matches!(word.plain.as_str(), "sim" | "lte" | "gps" | "sms" | "vip" | "usd" | "eur" | "and")
}

/// In capitals: a country's code of two letters, or all airports and countries with this code of
/// three.
fn capital_code(word: &Word) -> Vec<Target> {
    let countries: Vec<Country> = match word.plain.len() {
        // Laos, and Los Angeles.
        2 if word.plain == "la" => ["LA", "US"].into_iter().filter_map(Country::parse).collect(),
        2 => Country::parse(&word.plain).into_iter().collect(),
        3 => index().codes(&word.plain).iter().map(|code| code.country).collect(),
        _ => Vec::new(),
    };
    countries.into_iter().map(|country| Target::Place(Place::Country(country))).collect()
}

/// In small letters: a large airport that shares its code with no country.
fn small_code(word: &Word) -> Vec<Target> {
    let codes = index().codes(&word.plain);
    let known = if codes.iter().all(|code| code.large) { codes } else { &[] };
    known.iter().map(|code| Target::Place(Place::Country(code.country))).collect()
}
