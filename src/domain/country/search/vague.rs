//! What is not written as any name: beginnings of names, and names with typos.
//!
//! Its hits are offered, and chosen only where nearly the whole name of one place was typed.

use std::collections::HashSet;

use super::index::{Entry, Source, index, joined, skeleton};
use super::shapes::{Shape, Shapes};
use super::target::{Target, popularity, unique};
use crate::domain::country::Place;
use crate::domain::country::words::Word;

/// A shorter beginning would list half the world.
const SHORTEST_PREFIX: usize = 3;
/// How many letters of a beginning its skeleton may lose.
const FOLDED_AWAY: usize = 2;
/// A shorter word is one typo away from too many names.
const SHORTEST_FUZZY: usize = 4;
/// From this length two typos are forgiven instead of one.
const LONG_WORD: usize = 8;
/// Letters of a case ending that a typo may stand beside ("в Турцыю").
const LONGEST_ENDING: usize = 3;
/// A country is certain from so many letters of its name on, where no more are missing.
const TELLING: usize = 5;
const MISSING: usize = 2;

/// Places whose names begin so.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    /// Those places: whole names before inner words, a place's names before its cities, popular
    /// countries before others.
    pub targets: Vec<Target>,
    /// Whether it is one place, of whose name hardly anything is missing.
    pub sure: bool,
    /// Whether any name begins with these very letters.
    pub by_letters: bool,
}

/// Places whose own name begins with these very letters, three at least: for a word that says
/// something else too.
pub(super) fn beginning_by_letters(span: &[Word]) -> Beginning {
    begun(span, |entry, wanted| {
        let telling = wanted.chars().nth(SHORTEST_PREFIX - 1).is_some();
        telling && entry.source == Source::Name && entry.plain.starts_with(wanted)
    })
}

/// Places with a name, or a word of a name, that begins so, in letters or in skeletons.
pub(super) fn beginning(span: &[Word]) -> Beginning {
    begun(span, |_, _| true)
}

fn begun(span: &[Word], among: fn(&Entry, &str) -> bool) -> Beginning {
    let wanted = joined(span, " ");
    let letters = wanted.chars().count();
    let short = letters == SHORTEST_PREFIX - 1;
    if letters < SHORTEST_PREFIX - 1 {
        return Beginning::default();
    }
    let folded = skeleton(span, " ");
    // "турци" folds to "turci", "Турция" to "turca": an `i` at the end may be half of a pair.
    let cyrillic = !span.iter().any(Word::is_latin);
    let folded = folded.strip_suffix('i').filter(|_| cyrillic).unwrap_or(&folded);
    // A skeleton much shorter than the word says too little: "ыоссия" must not begin "Осака".
    let telling = folded.len() >= SHORTEST_PREFIX && folded.len() + FOLDED_AWAY >= letters;
    let mut by_letters = false;
    let mut hits: Vec<(u8, usize, Target, bool)> = Vec::new();
    let likely = index().beginning(&wanted).chain(index().beginning(folded));
    for entry in likely {
        let named = entry.source == Source::Name && entry.plain.starts_with(&wanted);
        if (short && !named) || !among(entry, &wanted) {
            continue;
        }
        let start = entry.plain_starts().find(|start| start.starts_with(&wanted));
        let skeleton = telling && entry.folded_starts().any(|start| start.starts_with(folded));
        if start.is_none() && !skeleton {
            continue;
        }
        let whole =
            entry.plain.starts_with(&wanted) || (telling && entry.folded.starts_with(folded));
        let source = if entry.source == Source::Name { 0 } else { 2 };
        let country = matches!(entry.target, Target::Place(Place::Country(_)));
        let nearly = start.is_some_and(|start| is_nearly(start, letters))
            && (entry.source == Source::Name && country);
        by_letters |= start.is_some();
        hits.push((source + u8::from(!whole), popularity(entry.target), entry.target, nearly));
    }
    hits.sort_unstable();
    let sure = hits.iter().any(|(.., nearly)| *nearly);
    let targets = unique(hits.into_iter().map(|(_, _, target, _)| target));
    Beginning { sure: sure && targets.len() == 1, by_letters, targets }
}

/// Whether so many letters of a name are nearly all of it, or whole words of it.
fn is_nearly(start: &str, letters: usize) -> bool {
    let word_ends = start.chars().nth(letters).is_none_or(|next| next == ' ');
    letters >= TELLING && (word_ends || start.chars().count() <= letters + MISSING)
}

/// A place whose name is near, nearest first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    pub typos: usize,
    popularity: usize,
    pub target: Target,
}

/// Names at most one typo away, or two for long ones (Damerau-Levenshtein): on the letters, and on
/// the skeleton where it is long enough to say something; with a case ending or without.
pub(super) fn misspelt(span: &[Word]) -> Vec<Near> {
    let wanted = joined(span, " ");
    if wanted.chars().count() < SHORTEST_FUZZY {
        return Vec::new();
    }
    let skeleton = skeleton(span, " ");
    let [names, skeletons, stems] = &index().shapes;
    let mut found = near_to(names, |entry| &entry.plain, &wanted, None);
    found.extend(near_to(skeletons, |entry| &entry.folded, &skeleton, None));
    let whole: HashSet<usize> = found.iter().map(|(at, _)| *at).collect();
    let letters = skeleton.chars().count();
    for less in (1..=LONGEST_ENDING).filter(|_| letters > SHORTEST_FUZZY) {
        let cut: String = skeleton.chars().take(letters.saturating_sub(less)).collect();
        let cut = near_to(stems, |entry| &entry.stem, &cut, Some(1)).into_iter();
        found.extend(cut.filter(|(at, _)| !whole.contains(at)).map(|(at, typos)| (at, typos + 1)));
    }
    let mut near: Vec<Near> = found
        .into_iter()
        .filter_map(|(at, typos)| {
            let target = index().entry(at)?.target;
            Some(Near { typos, popularity: popularity(target), target })
        })
        .collect();
    near.sort();
    near
}

/// The names that are near to a text, each with its typos: no more than allowed.
fn near_to(
    shapes: &Shapes,
    spelling: fn(&Entry) -> &String,
    text: &str,
    allowed: Option<usize>,
) -> Vec<(usize, usize)> {
    let shape = Shape::of(text);
    if shape.letters < SHORTEST_FUZZY {
        return Vec::new();
    }
    let allowed = allowed.unwrap_or(if shape.letters < LONG_WORD { 1 } else { 2 });
    let near = shapes.near(shape, allowed);
    let counted =
        near.filter_map(|at| Some((at, strsim::osa_distance(spelling(index().entry(at)?), text))));
    counted.filter(|(_, typos)| *typos <= allowed).collect()
}
