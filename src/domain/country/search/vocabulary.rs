//! The words around a place: those that say nothing, and everyday words that mean something of the
//! shop's own.
//!
//! This file must not know places. Amounts and days are [`super::wish`]'s.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::country::fold::plain;
use crate::domain::country::words::{Word, words};

listed_words! {
    /// What an everyday word asks for. Ordered by how much it weighs beside others.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Everyday {
        /// A greeting.
        Hello = "hello",
        /// Thanks.
        Thanks = "thanks",
        /// The first screen.
        Home = "home",
        /// Another language.
        Language = "language",
        /// How the shop works, and its commands.
        Help = "help",
        /// The rules of the shop.
        Terms = "terms",
        /// What the person has bought.
        Esims = "esims",
        /// To give up what one was about to do.
        Cancel = "cancel",
        /// A person to talk to.
        Support = "support",
        /// Money back.
        Refund = "refund",
        /// Something does not work.
        Trouble = "trouble",
    }
}

impl Everyday {
    /// Whether it is meant even beside a place: "в Турции не работает".
    pub(super) fn is_urgent(self) -> bool {
        self >= Self::Support
    }
}

/// What a word or several say beside a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Filler,
    /// That a place follows.
    Preposition,
    /// That the place where one comes from follows.
    From,
    /// Something of the shop's own.
    Everyday(Everyday),
}

/// How many words an everyday phrase has at most.
pub(super) const LONGEST_PHRASE: usize = 5;

/// What these words say, if they are known here.
pub(super) fn said(span: &[Word]) -> Option<Said> {
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::build);
    if let [word] = span
        && word.plain.chars().count() == 1
        && !word.is_number()
    {
        // What is left of a hyphen, and the prepositions of one letter.
        return Some(match word.plain.as_str() {
            "в" | "к" => Said::Preposition,
            "с" => Said::From,
            _ => Said::Filler,
        });
    }
    KNOWN.said(span)
}

/// Every word and phrase, ready to be looked up.
struct Known {
    single: HashMap<String, Said>,
    /// Long fillers by their skeleton: written in Latin letters, or without Kazakh ones.
    folded: HashSet<String>,
    phrases: HashMap<String, Everyday>,
    /// Phrases of whose last word only the beginning is given, by the words before it.
    stems: HashMap<String, Vec<(String, Everyday)>>,
}

impl Known {
    fn build() -> Self {
        const LONG: usize = 5;
        let split = |list: &'static str| list.split_whitespace();
        let mut single = HashMap::new();
        for (list, said) in
            [(FILLERS, Said::Filler), (PREPOSITIONS, Said::Preposition), (FROM, Said::From)]
        {
            single.extend(split(list).map(|word| (plain(word), said)));
        }
        // Its skeleton is "kr", and so is Korea's code.
        single.insert("qr".to_owned(), Said::Everyday(Everyday::Esims));
        let folds = split(FILLERS).map(|word| folded(&words(word)));
        let mut known = Self {
            single,
            folded: folds.filter(|fold| fold.len() >= LONG).collect(),
            phrases: HashMap::new(),
            stems: HashMap::new(),
        };
        for (meant, phrases) in everyday() {
            for phrase in phrases.split('|') {
                let typed = words(phrase);
                let (before, last) = known.telling(&typed);
                if phrase.ends_with('*') {
                    known.stems.entry(before).or_default().push((last, meant));
                } else {
                    known.phrases.insert(format!("{before}{last}"), meant);
                }
            }
        }
        known
    }

    fn said(&self, span: &[Word]) -> Option<Said> {
        let (before, last) = self.telling(span);
        let phrase = self.phrases.get(&format!("{before}{last}"));
        let of_stem = || {
            let mut stems = self.stems.get(&before)?.iter();
            stems.find_map(|(stem, meant)| last.starts_with(stem.as_str()).then_some(meant))
        };
        if let Some(meant) = phrase.or_else(of_stem) {
            return Some(Said::Everyday(*meant));
        }
        let [word] = span else { return None };
        let known = self.single.get(word.plain.as_str()).copied();
        known.or_else(|| self.folded.contains(&last).then_some(Said::Filler))
    }

    /// The skeletons of a phrase: its words but for the last, without fillers between the first
    /// and the last; and the last. "what is an eSIM" says no more than "what is eSIM".
    fn telling(&self, span: &[Word]) -> (String, String) {
        let Some((last, before)) = span.split_last() else { return Default::default() };
        let is_filler = |word: &Word| self.single.get(&word.plain) == Some(&Said::Filler);
        let kept = before.iter().enumerate().filter(|(at, word)| *at == 0 || !is_filler(word));
        let kept: Vec<&str> = kept.flat_map(|(_, word)| [word.fold.as_str(), " "]).collect();
        (kept.concat(), last.fold.clone())
    }
}

fn folded(span: &[Word]) -> String {
    let folds: Vec<&str> = span.iter().map(|word| word.fold.as_str()).collect();
    folds.join(" ")
}

/// Words before a place.
const PREPOSITIONS: &str = "во на по для до через ко в in to for at around across visiting into";
/// Words before the place where one comes from.
const FROM: &str = "из изо со от from";

/// Words that say nothing of where. Kazakh endings that a hyphen or a blank cut off are among them.
const FILLERS: &str = include_str!("fillers.txt");
/// Everyday words and phrases: what is meant, and the phrases with `|` between them.
const EVERYDAY: &str = include_str!("everyday.tsv");

/// The rows of the everyday words.
fn everyday() -> impl Iterator<Item = (Everyday, &'static str)> {
    let rows = EVERYDAY.lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(word, phrases)| {
        let meant = Everyday::ALL.into_iter().find(|meant| meant.as_str() == word)?;
        Some((meant, phrases))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_no_longer_than_looked_for() {
        let written = EVERYDAY.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(everyday().count(), written);
        for (_, phrases) in everyday() {
            for phrase in phrases.split('|') {
                assert!((1..=LONGEST_PHRASE).contains(&words(phrase).len()), "{phrase}");
            }
        }
    }

    #[test]
    fn words_around_a_place_are_known() {
        for (text, expected) in [
            ("хочу", Said::Filler),
            ("Барамын", Said::Filler),
            ("Hochu", Said::Filler),
            ("в", Said::Preposition),
            ("из", Said::From),
            ("Рахмет", Said::Everyday(Everyday::Thanks)),
            ("не работает", Said::Everyday(Everyday::Trouble)),
            ("ne rabotaet", Said::Everyday(Everyday::Trouble)),
        ] {
            assert_eq!(said(&words(text)), Some(expected), "{text}");
        }
        assert_eq!(said(&words("Турция")), None);
    }
}
