//! Letters: one spelling out of many, so that a name is found however it was typed.
//!
//! Three things people do: type Kazakh without Kazakh letters, type in Latin, and forget to switch
//! the keyboard. This file knows letters only, never countries; the index is [`super::search`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::lang::Lang;

/// How much of a text is looked at: longer than any name, short enough to stay cheap.
const LONGEST_QUERY: usize = 64;
/// How much of a text is searched for something visible.
const LONGEST_SCAN: usize = 512;

/// Cuts a message to what may be a name: the first visible characters, without zero-width and
/// direction marks, controls and line breaks turned into blanks.
pub(super) fn visible(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(LONGEST_SCAN)
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect();
    shown.trim().chars().take(LONGEST_QUERY).collect()
}

/// Format characters of Unicode (`Cf`) that are pasted along unseen, and NUL.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// The same letters in one form: NFKC, lower case, `ё` as `е`, Kazakh letters as the Russian ones
/// that stand for them on a keyboard without them, punctuation as single blanks. This is what a
/// name is compared with first.
pub(super) fn plain(text: &str) -> String {
    let lowered = text.nfkc().flat_map(char::to_lowercase);
    let mut out = String::new();
    for c in lowered {
        match c {
            'ё' => out.push('е'),
            'ә' => out.push('а'),
            'ғ' => out.push('г'),
            'қ' => out.push('к'),
            'ң' => out.push('н'),
            'ө' => out.push('о'),
            'ұ' | 'ү' => out.push('у'),
            'һ' => out.push('х'),
            'і' => out.push('и'),
            // A dotted capital I leaves this behind when lowered.
            '\u{307}' | '\'' | '’' | 'ʼ' | '‘' | '`' | '.' => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => out.push(c),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A Latin skeleton that Kazakh, Russian, English and their usual misspellings share.
pub(super) fn fold(text: &str) -> String {
    let mut latin = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c)) {
        push_skeleton(&mut latin, c);
    }
    let mut folded = latin;
    for (from, to) in DIGRAPHS {
        if folded.contains(from) {
            folded = folded.replace(from, to);
        }
        if *from == "y" {
            folded = undoubled(&folded);
        }
    }
    undoubled(&folded)
}

/// Applied one after another; longer before shorter, `y` before the pairs that begin with `i`.
const DIGRAPHS: &[(&str, &str)] = &[
    ("shch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("ts", "c"),
    ("tz", "c"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("ia", "a"),
    ("iu", "u"),
    ("io", "o"),
    ("ie", "e"),
];

fn push_skeleton(out: &mut String, c: char) {
    let mapped = match c {
        'а' | 'ә' | 'я' | 'ə' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' => "g",
        'д' | 'đ' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "j",
        'з' => "z",
        'и' | 'й' | 'ы' | 'і' | 'ї' | 'ı' => "i",
        'к' | 'қ' => "k",
        'л' | 'ł' => "l",
        'м' => "m",
        'н' | 'ң' | 'ŋ' => "n",
        'о' | 'ө' | 'ø' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' | 'ю' => "u",
        'ф' => "f",
        'х' | 'һ' => "h",
        'ц' | 'ч' => "c",
        'ш' | 'щ' => "s",
        'ß' => "ss",
        'æ' => "ae",
        c if c.is_ascii_lowercase() || c.is_ascii_digit() => {
            out.push(c);
            return;
        }
        _ => return,
    };
    out.push_str(mapped);
}

fn undoubled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// The keys of a Latin (US) keyboard, from the digit row down.
const LATIN_KEYS: &str = "`234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,.";
/// The same keys on the Russian layout (ЙЦУКЕН).
const RUSSIAN_KEYS: &str = "ё234567890-=йцукенгшщзхъфывапролджэячсмитьбю";
/// The same keys on the Kazakh layout (XKB `kz`): the digit row carries the nine letters.
const KAZAKH_KEYS: &str = "ёәіңғ,.үұқөһйцукенгшщзхъфывапролджэячсмитьбю";
/// What [`LATIN_KEYS`] give with Shift held, where that is another character (Х Ъ Ж Э Б Ю Ё).
const SHIFTED: &[(char, char)] =
    &[('{', '['), ('}', ']'), (':', ';'), ('"', '\''), ('<', ','), ('>', '.'), ('~', '`')];
/// Latin letters that look like Cyrillic ones and slip into Cyrillic words.
const TWINS: (&str, &str) = ("aceopxyikmthb", "асеорхуікмтнв");

/// The text as other keyboards would have written it; never the text itself.
pub(super) fn other_layouts(text: &str) -> Vec<String> {
    let lower: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| SHIFTED.iter().find(|(shifted, _)| *shifted == c).map_or(c, |(_, key)| *key))
        .collect();
    let latin = lower.chars().any(|c| c.is_ascii_alphabetic());
    let cyrillic = lower.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let mut variants = Vec::new();
    if cyrillic && latin {
        variants.push(swapped(&lower, TWINS.0, TWINS.1));
    }
    if cyrillic {
        variants.push(swapped(&lower, RUSSIAN_KEYS, LATIN_KEYS));
        variants.push(swapped(&lower, KAZAKH_KEYS, LATIN_KEYS));
    } else {
        variants.push(swapped(&lower, LATIN_KEYS, RUSSIAN_KEYS));
        variants.push(swapped(&lower, LATIN_KEYS, KAZAKH_KEYS));
        // That layout has no hyphen: it is typed on the number pad, or was meant after all.
        let parts = lower.split('-').map(|part| swapped(part, LATIN_KEYS, KAZAKH_KEYS));
        variants.push(parts.collect::<Vec<_>>().join("-"));
    }
    variants.retain(|variant| *variant != lower);
    variants.dedup();
    variants
}

fn swapped(text: &str, from: &str, to: &str) -> String {
    let swap = |c: char| {
        from.chars().zip(to.chars()).find(|(key, _)| *key == c).map_or(c, |(_, letter)| letter)
    };
    text.chars().map(swap).collect()
}

const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
const KAZAKH: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";

/// The letter of the language's alphabet that a name begins with, upper case.
pub(super) fn initial(name: &str, lang: Lang) -> Option<char> {
    letters(name, lang).chars().next()?.to_uppercase().next()
}

/// A name in the lower-case letters of the language's alphabet.
fn letters(name: &str, lang: Lang) -> String {
    let lowered = name.nfc().flat_map(char::to_lowercase);
    match lang {
        Lang::Kk | Lang::Ru => lowered.collect(),
        Lang::En => lowered.nfd().filter(|c| !is_combining_mark(*c)).collect(),
    }
}

/// A key that sorts a name as the language's alphabet does: words first, then letters.
pub(super) fn alphabetical(name: &str, lang: Lang) -> Vec<u32> {
    let alphabet = match lang {
        Lang::Kk => KAZAKH,
        Lang::Ru => RUSSIAN,
        Lang::En => "abcdefghijklmnopqrstuvwxyz",
    };
    letters(name, lang)
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .map(|c| {
            let place = alphabet.chars().zip(1_u32..).find(|(letter, _)| *letter == c);
            // A blank before all letters; strangers after them.
            place.map_or_else(|| if c == ' ' { 0 } else { 1_000 + u32::from(c) }, |(_, at)| at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyboards_have_the_same_keys() {
        assert_eq!(LATIN_KEYS.chars().count(), RUSSIAN_KEYS.chars().count());
        assert_eq!(LATIN_KEYS.chars().count(), KAZAKH_KEYS.chars().count());
        assert_eq!(TWINS.0.chars().count(), TWINS.1.chars().count());
        assert_eq!(KAZAKH.chars().count(), 42);
        assert_eq!(RUSSIAN.chars().count(), 33);
    }

    #[test]
    fn one_skeleton_for_many_spellings() {
        for group in [
            vec!["Қытай", "Qytai", "kytai", "Китай", "qıtai", "kytay"],
            vec!["Өзбекстан", "ozbekstan", "Ózbekstan", "озбекстан"],
            vec!["Оңтүстік Корея", "ontustik korea", "oñtüstik koreıa"],
            vec!["Швеция", "shvetsiya", "Şvetsia"],
            vec!["Түркия", "turkiya", "туркия", "TURKIYA", "Türkiia"],
        ] {
            let folds: Vec<_> = group.iter().map(|name| fold(name)).collect();
            assert!(folds.windows(2).all(|pair| pair[0] == pair[1]), "{group:?} {folds:?}");
        }
    }

    #[test]
    fn keys_are_read_on_the_other_keyboard() {
        assert!(other_layouts("nehwbz").contains(&"турция".to_owned()));
        assert!(other_layouts("n8hrbz").contains(&"түркия".to_owned()));
        assert!(other_layouts("егклун").contains(&"turkey".to_owned()));
        assert!(other_layouts("Tурция").contains(&"турция".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_not_read() {
        assert_eq!(visible("\u{202e}\u{200b}Tur\u{0}key\u{feff}\r\n"), "Turkey");
        assert_eq!(visible(&"x".repeat(4096)).len(), 64);
        assert_eq!(visible(&"\u{200b}".repeat(4096)), "");
        assert_eq!(plain("İstanbul"), "istanbul");
        assert_eq!(plain("  Côte  d’Ivoire! "), "côte divoire");
    }
}
