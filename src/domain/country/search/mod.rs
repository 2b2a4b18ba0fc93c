//! Typed text to a country: three languages, wrong keyboards, Kazakh without Kazakh letters, Latin
//! spellings, cities, typos.
//!
//! What is certain is chosen; what is only near is offered and never chosen. This file must not
//! know plans: the caller says which countries can be sold. Letters are [`super::fold`]'s.

mod index;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::{fold, other_layouts, plain, visible};
use super::{Country, Place, Region};
use crate::domain::lang::Lang;
use index::{Entry, Shape, Source, index};

/// How many countries one answer lists.
pub const MOST_LISTED: usize = 10;
/// A shorter beginning would list half the world.
const SHORTEST_PREFIX: usize = 3;
/// How many letters of a beginning its skeleton may lose.
const FOLDED_AWAY: usize = 2;
/// A shorter word is one typo away from too many names.
const SHORTEST_FUZZY: usize = 4;
/// From this length two typos are forgiven instead of one.
const LONG_WORD: usize = 8;
/// Letters a case ending may add to a name (`Түркияға`, `в Турцию`).
const LONGEST_ENDING: usize = 4;

/// What a typed text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This country, certainly.
    One(Country),
    /// These names begin so, or are written so: to be listed.
    Several(Vec<Country>),
    /// These names are near: to be offered as a question, never chosen.
    Perhaps(Vec<Country>),
    /// Nothing that can be sold.
    Nothing,
}

/// Looks for `query` among the names of all countries and answers with those that are `sellable`.
///
/// The best kind of match decides before `sellable` is asked: a country named exactly but not for
/// sale gives [`Found::Nothing`], never its neighbour. The work is bounded whatever is typed.
pub fn search(query: &str, sellable: &dyn Fn(Country) -> bool) -> Found {
    let typed = visible(query);
    if let Some(country) = by_code(&typed) {
        return certain(&[country], sellable);
    }
    let spellings: Vec<String> =
        std::iter::once(typed.clone()).chain(other_layouts(&typed)).collect();

    for tier in [exact, folded_exact] {
        if let Some(hits) = first_hits(&spellings, tier) {
            return certain(&hits, sellable);
        }
    }
    if let Some(hits) = first_hits(&spellings, beginning) {
        return certain(&hits, sellable);
    }
    let mut near: Vec<Near> = spellings.iter().flat_map(|spelling| misspelt(spelling)).collect();
    if near.is_empty() {
        near = inside(&typed);
    }
    near.sort();
    offered(near.into_iter().map(|near| near.country), sellable)
}

/// The region, or the whole world, when exactly that is typed (in any spelling): people type
/// "Europe" where a country is asked for.
pub fn wider_place(query: &str) -> Option<Place> {
    const WORLD: [&str; 8] =
        ["весь мир", "мир", "world", "whole world", "global", "бүкіл әлем", "әлем", "дүние жүзі"];
    const EVERYDAY: [(&str, Region); 8] = [
        ("Кавказ", Region::CentralAsia),
        ("Caucasus", Region::CentralAsia),
        ("Орталық Азия", Region::CentralAsia),
        ("Центральная Азия", Region::CentralAsia),
        ("Central Asia", Region::CentralAsia),
        ("Латинская Америка", Region::LatinAmerica),
        ("Латын Америкасы", Region::LatinAmerica),
        ("Latin America", Region::LatinAmerica),
    ];
    static KNOWN: LazyLock<HashMap<String, Place>> = LazyLock::new(|| {
        let own = Region::ALL
            .into_iter()
            .flat_map(|region| Lang::ALL.map(|lang| (region.name(lang), region)));
        let regions = own.chain(EVERYDAY).map(|(name, region)| (name, Place::Region(region)));
        let mut known = HashMap::new();
        for (name, place) in WORLD.into_iter().map(|name| (name, Place::World)).chain(regions) {
            known.entry(fold(name)).or_insert(place);
        }
        known
    });
    let typed = visible(query);
    std::iter::once(typed.clone())
        .chain(other_layouts(&typed))
        .map(|spelling| fold(&spelling))
        .filter(|wanted| wanted.len() > 2)
        .find_map(|wanted| KNOWN.get(&wanted).copied())
}

/// An upper-case ISO code, or a flag.
fn by_code(typed: &str) -> Option<Country> {
    let letters: String = typed
        .chars()
        .filter_map(|c| match u32::from(c).checked_sub(0x1F1E6) {
            Some(offset @ 0..26) => char::from_u32(u32::from('A') + offset),
            _ => Some(c),
        })
        .collect();
    let upper = letters.len() == 2 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    if upper { Country::parse(&letters) } else { None }
}

/// The hits of the spelling as typed; only if it has none, those of the other keyboards together.
fn first_hits(spellings: &[String], tier: fn(&str) -> Vec<Country>) -> Option<Vec<Country>> {
    let (typed, others) = spellings.split_first()?;
    let mut hits = tier(typed);
    if hits.is_empty() {
        for spelling in others {
            for hit in tier(spelling) {
                if !hits.contains(&hit) {
                    hits.push(hit);
                }
            }
        }
    }
    (!hits.is_empty()).then_some(hits)
}

fn exact(spelling: &str) -> Vec<Country> {
    let wanted = plain(spelling);
    if wanted.is_empty() { Vec::new() } else { unique(index().plain(&wanted)) }
}

fn folded_exact(spelling: &str) -> Vec<Country> {
    let wanted = fold(spelling);
    if wanted.len() < SHORTEST_PREFIX { Vec::new() } else { unique(index().folded(&wanted)) }
}

/// Countries with a name, or a word of a name, that begins so: whole names before inner words, a
/// country's names before its cities, popular countries before others.
fn beginning(spelling: &str) -> Vec<Country> {
    let wanted = plain(spelling);
    if wanted.chars().count() < SHORTEST_PREFIX {
        return Vec::new();
    }
    let folded = fold(spelling);
    // "турци" folds to "turci", "Турция" to "turca": an `i` at the end may be half of a pair.
    let folded = folded.strip_suffix('i').unwrap_or(&folded);
    // A skeleton much shorter than the word says too little: "ыоссия" must not begin "Осака".
    let telling =
        folded.len() >= SHORTEST_PREFIX && folded.len() + FOLDED_AWAY >= wanted.chars().count();
    let mut hits: Vec<(u8, usize, Country)> = Vec::new();
    for entry in index().entries() {
        let letters = entry.plain_starts().any(|start| start.starts_with(&wanted));
        let skeleton = telling && entry.folded_starts().any(|start| start.starts_with(folded));
        if letters || skeleton {
            let whole =
                entry.plain.starts_with(&wanted) || (telling && entry.folded.starts_with(folded));
            let source = match entry.source {
                Source::Name => 0,
                Source::Alias => 2,
            };
            let rank = source + u8::from(!whole);
            hits.push((rank, super::popularity(entry.country), entry.country));
        }
    }
    hits.sort_unstable();
    unique(hits.into_iter().map(|(_, _, country)| country))
}

/// A country whose name is near, nearest first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    typos: usize,
    popularity: usize,
    country: Country,
}

impl Near {
    fn new(entry: &Entry, typos: usize) -> Self {
        Self { typos, popularity: super::popularity(entry.country), country: entry.country }
    }
}

/// Names at most one typo away, or two for long ones (Damerau-Levenshtein): on the letters, and on
/// the skeleton where it is long enough to say something.
fn misspelt(spelling: &str) -> Vec<Near> {
    let wanted = plain(spelling);
    let shape = Shape::of(&wanted);
    if shape.letters < SHORTEST_FUZZY {
        return Vec::new();
    }
    let skeleton = fold(spelling);
    let skeleton_shape = Shape::of(&skeleton);
    let near = |entry: &Entry| {
        let by_letters = typos((&entry.plain, entry.plain_shape), (&wanted, shape));
        let by_skeleton = typos((&entry.folded, entry.folded_shape), (&skeleton, skeleton_shape));
        let typos = by_letters.into_iter().chain(by_skeleton).min()?;
        Some(Near::new(entry, typos))
    };
    index().entries().filter_map(near).collect()
}

/// How many typos lie between two texts, if no more than are forgiven.
fn typos(known: (&str, Shape), wanted: (&str, Shape)) -> Option<usize> {
    let (known, known_shape) = known;
    let (wanted, shape) = wanted;
    let allowed = if shape.letters < LONG_WORD { 1 } else { 2 };
    let comparable = shape.letters >= SHORTEST_FUZZY
        && known_shape.letters >= SHORTEST_PREFIX
        && known_shape.within(shape, allowed);
    let typos = comparable.then(|| strsim::osa_distance(known, wanted))?;
    (typos <= allowed).then_some(typos)
}

/// Names inside a longer text ("хочу в Турцию", "Түркияға"): a word that is a name, or a name with
/// a case ending.
fn inside(typed: &str) -> Vec<Near> {
    let mut near = Vec::new();
    for word in plain(typed).split(' ').map(fold).filter(|word| word.len() >= SHORTEST_FUZZY) {
        for entry in index().entries() {
            let stem = entry.folded.trim_end_matches(['a', 'e', 'i', 'o', 'u']);
            let declined = stem.len() >= SHORTEST_FUZZY
                && word.strip_prefix(stem).is_some_and(|rest| rest.len() <= LONGEST_ENDING);
            if word == entry.folded {
                near.push(Near::new(entry, 0));
            } else if declined {
                near.push(Near::new(entry, LONGEST_ENDING));
            }
        }
    }
    near
}

/// Each country once, in the order given.
fn unique(countries: impl IntoIterator<Item = Country>) -> Vec<Country> {
    let mut seen = Vec::new();
    for country in countries {
        if !seen.contains(&country) {
            seen.push(country);
        }
    }
    seen
}

/// One hit is the answer; of several, those for sale are listed. One left of several stays a list:
/// whoever typed "тур" may have meant a country that is not for sale.
fn certain(hits: &[Country], sellable: &dyn Fn(Country) -> bool) -> Found {
    let left: Vec<Country> =
        hits.iter().copied().filter(|hit| sellable(*hit)).take(MOST_LISTED).collect();
    match left.as_slice() {
        [] => Found::Nothing,
        [only] if hits.len() == 1 => Found::One(*only),
        _ => Found::Several(left),
    }
}

fn offered(near: impl Iterator<Item = Country>, sellable: &dyn Fn(Country) -> bool) -> Found {
    let mut left = unique(near.filter(|country| sellable(*country)));
    left.truncate(MOST_LISTED);
    if left.is_empty() { Found::Nothing } else { Found::Perhaps(left) }
}

#[cfg(test)]
mod tests;
