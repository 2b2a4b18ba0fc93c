//! Typed text to places: three languages in all their cases, wrong keyboards, Kazakh without Kazakh
//! letters, Latin spellings, cities, airports, typos; and how much for how long.
//!
//! In this order: the text is split into words ([`super::words`]); the longest run of words that
//! is a name, a filler, an amount or an everyday word is read as such ([`reading`]); if words are
//! left, other keyboards are tried; then beginnings and typos ([`vague`]). What is certain is
//! chosen; what is only near is asked and never chosen. This file must not know plans: the caller
//! says which places can be sold.

mod index;
mod reading;
mod shapes;
mod target;
mod vague;
mod vocabulary;
mod wider;
mod wish;

use super::endings::form;
use super::fold::{other_layouts, visible};
use super::words::{Word, words};
use reading::Reading;
pub use target::{MOST_LISTED, Meaning, Read, Target};
use target::{perhaps, unique};
pub use vocabulary::Everyday;
use vocabulary::{Said, said};
pub use wish::Wish;
use wish::wish;

/// Reads what somebody typed. The work is bounded whatever is typed.
pub fn read(text: &str) -> Read {
    let typed = visible(text);
    let reading = Reading::of(&typed);
    if reading.is_whole() {
        return reading.verdict();
    }
    let others = other_layouts(&typed);
    // Keys of letters gave letters; more words than were typed are an accident.
    let others = others.iter().map(|text| Reading::of(text));
    let others: Vec<_> = others.filter(|it| it.words.len() <= reading.words.len()).collect();
    if let Some(other) = others.iter().find(|it| it.is_whole() && !it.loosely) {
        return other.verdict();
    }
    if reading.has_places() || reading.everyday.is_some() {
        return reading.verdict();
    }
    if reading.is_without_place() {
        return Read { meaning: Meaning::Certain(Vec::new()), wish: reading.wish };
    }
    let meaning = vaguely(&reading, &others);
    Read { meaning, wish: reading.wish }
}

/// Tells whether a text names something by a name in any case, beside words that say nothing: for
/// the names of coverages, which only the catalogue knows.
pub(crate) fn is_named(typed: &str) -> impl Fn(&str) -> bool {
    let is_filler = |word: &Word| {
        matches!(said(std::slice::from_ref(word)), Some(Said::Filler | Said::Preposition))
    };
    let typed = words(&visible(typed));
    let (_, amounts) = wish(&typed);
    let says: Vec<bool> =
        typed.iter().zip(amounts).map(|(word, amount)| !(amount || is_filler(word))).collect();
    move |name| {
        let known = words(name);
        let is_same = |typed: &Word, known: &Word| {
            typed.fold == known.fold || form(&known.plain, &typed.plain, false).is_some()
        };
        // "Страны" says nothing, but in "Страны Залива".
        let tells =
            |(word, says): &(&Word, &bool)| **says || known.iter().any(|it| is_same(word, it));
        let telling: Vec<&Word> =
            typed.iter().zip(&says).filter(tells).map(|(word, _)| word).collect();
        telling.len() == known.len()
            && telling.iter().zip(&known).all(|(typed, known)| is_same(typed, known))
    }
}

/// Whether all of a text is a place, with days, amounts and words that say nothing. What is only
/// near, begun or like a code of two letters is not: "no" is no Norway.
pub(crate) fn is_place_alone(text: &str) -> bool {
    let typed = visible(text);
    let reading = Reading::of(&typed);
    if reading.is_whole() {
        return reading.is_place_alone();
    }
    other_layouts(&typed).iter().map(|text| Reading::of(text)).any(|other| {
        other.words.len() <= reading.words.len() && !other.loosely && other.is_place_alone()
    })
}

/// Beginnings, then typos and codes, on this keyboard and then on the others.
fn vaguely(reading: &Reading, others: &[Reading]) -> Meaning {
    if let Some(code) = reading.country_code() {
        return code;
    }
    // A word of three letters is a code on some keyboard more often than not, and "банан" is an
    // island's skeleton: only perhaps.
    let coded = others.iter().find(|other| other.is_whole());
    let coded = coded.map(Reading::named).unwrap_or_default();
    match reading.begun() {
        Some(begun) if coded.is_empty() => return begun,
        Some(Meaning::Several(targets) | Meaning::Certain(targets)) => {
            return Meaning::Several(unique(targets.into_iter().chain(coded)));
        }
        _ if !coded.is_empty() => return perhaps(coded),
        _ => {}
    }
    if let Some(begun) = others.iter().find_map(Reading::begun) {
        return begun;
    }
    let readings = || std::iter::once(reading).chain(others);
    let codes = unique(readings().flat_map(Reading::code_targets));
    if !codes.is_empty() {
        return perhaps(codes);
    }
    guess(readings().flat_map(Reading::near).collect())
}

/// The nearest first, each once.
fn guess(mut near: Vec<vague::Near>) -> Meaning {
    near.sort();
    let least = near.first().map_or(0, |near| near.typos);
    let nearest = near.iter().filter(|near| near.typos == least).map(|near| near.target);
    let nearest = unique(nearest).len();
    let targets = unique(near.iter().map(|near| near.target));
    match targets.as_slice() {
        [] | [Target::Nowhere, ..] => Meaning::Nothing,
        _ => Meaning::Perhaps { targets, nearest },
    }
}

#[cfg(test)]
mod tests;
