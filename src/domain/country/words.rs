//! A typed text as words: where one ends, and in which three spellings it is compared.
//!
//! This file must not know what a word means: that is [`super::search`]. Letters are
//! [`super::fold`]'s.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold::{fold, plain};

/// One word, as people separate words: `в`, `турцию`, `5`, `гб`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its letters, lower case ([`plain`]); digits keep their point.
    pub plain: String,
    /// Its Latin skeleton ([`fold`]).
    pub fold: String,
    /// Whether it is written in capitals, two at least.
    pub capitals: bool,
    /// Whether it was a flag.
    pub flag: bool,
}

impl Word {
    fn new(raw: &str, flag: bool) -> Self {
        let letters = || raw.chars().filter(|c| c.is_alphabetic());
        let capitals = letters().count() > 1 && letters().all(char::is_uppercase);
        let number = raw.starts_with(char::is_numeric);
        let plain = if number { raw.to_owned() } else { plain(raw) };
        Self { fold: fold(raw), plain, capitals, flag }
    }

    /// Whether it is written in Latin letters.
    pub(crate) fn is_latin(&self) -> bool {
        self.plain.chars().any(|c| c.is_alphabetic() && u32::from(c) < 0x250)
    }

    /// Whether it is a number.
    pub(crate) fn is_number(&self) -> bool {
        self.plain.starts_with(char::is_numeric)
    }
}

/// The words of a text. Digits are words of their own (`5гб`), `U.S.A.` is one word, a flag is the
/// code of its country in capitals.
pub(super) fn words(text: &str) -> Vec<Word> {
    let letters: Vec<char> = text.nfkc().collect();
    let mut words = Vec::new();
    let mut raw = String::new();
    let mut flag = false;
    for (at, letter) in letters.iter().copied().enumerate() {
        let after = letters.get(at + 1..).unwrap_or_default();
        let (letter, in_flag) = as_letter(letter);
        let begins = match raw.chars().last() {
            Some(_) if in_flag || flag => in_flag != flag || raw.len() == 2,
            Some('.') => !letter.is_numeric(),
            Some(last) => last.is_numeric() != letter.is_numeric() && letter.is_alphanumeric(),
            None => false,
        };
        if begins {
            words.push(Word::new(&std::mem::take(&mut raw), flag));
        }
        flag = in_flag;
        if letter.is_alphanumeric() || is_combining_mark(letter) {
            raw.push(letter);
        } else if !joins(letter, &raw, after) && !raw.is_empty() {
            words.push(Word::new(&std::mem::take(&mut raw), false));
        } else if letter != '.' && letter != ',' {
            // An apostrophe is no letter and separates nothing.
        } else if raw.ends_with(char::is_numeric) {
            raw.push('.');
        }
    }
    if !raw.is_empty() {
        words.push(Word::new(&raw, flag));
    }
    words.retain(|word| !word.plain.is_empty());
    words
}

/// A regional indicator as its Latin letter, and whether it was one.
fn as_letter(letter: char) -> (char, bool) {
    match u32::from(letter).checked_sub(0x1F1E6) {
        Some(offset @ 0..26) => (char::from_u32(u32::from('A') + offset).unwrap_or(letter), true),
        _ => (letter, false),
    }
}

/// Whether a sign inside a word does not end it: an apostrophe, the point of `1.5` or of `U.S.A.`.
fn joins(sign: char, before: &str, after: &[char]) -> bool {
    let is = |at: usize, what: fn(char) -> bool| after.get(at).is_some_and(|c| what(*c));
    match sign {
        '\'' | '’' | 'ʼ' | '‘' | '`' | '\u{307}' => true,
        '.' | ',' if before.ends_with(char::is_numeric) => is(0, char::is_numeric),
        '.' => before.len() <= 2 && is(0, char::is_alphabetic) && !is(1, char::is_alphabetic),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.plain).collect()
    }

    #[test]
    fn words_end_where_people_end_them() {
        for (text, expected) in [
            ("ОАЭ 5гб", vec!["оаэ", "5", "гб"]),
            ("АҚШ-қа", vec!["акш", "ка"]),
            ("Италия/Франция,Испания", vec!["италия", "франция", "испания"]),
            ("U.S.A. 1.5GB", vec!["usa", "1.5", "gb"]),
            ("о.Бали u.s. 1,5", vec!["о", "бали", "us", "1.5"]),
            ("Кот-д’Ивуар", vec!["кот", "дивуар"]),
            ("🇹🇷🇬🇪", vec!["tr", "ge"]),
            ("Турция🇹🇷", vec!["турция", "tr"]),
            ("Босния & Герцеговина.", vec!["босния", "герцеговина"]),
            ("  ", vec![]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
        assert!(words("IST").iter().all(|word| word.capitals));
        assert!(!words("Ist И").iter().any(|word| word.capitals));
    }
}
