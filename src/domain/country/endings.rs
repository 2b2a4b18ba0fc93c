//! Endings: whether a typed word is a name in one of its cases.
//!
//! Kazakh hangs its endings on any name, with vowel harmony or without it; Russian changes the last
//! letters. Both are tables here. This file must not know names: that is [`super::search`].

/// How a typed word stands to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// The name itself.
    Same,
    /// The name in a case, or as an adjective.
    Case,
    /// The name in the Kazakh case that says where something comes from.
    From,
}

/// What Kazakh hangs on a name, without Kazakh letters: genitive, dative, accusative, locative,
/// instrumental, and the adjective.
#[rustfmt::skip]
const KAZAKH: &[&str] = &[
    "нын", "нин", "дын", "дин", "тын", "тин", "га", "ге", "ка", "ке", "ны", "ни", "ды", "ди", "ты",
    "ти", "да", "де", "та", "те", "мен", "бен", "пен", "лык", "лик", "дык", "дик", "тык", "тик",
    "дагы", "деги", "тагы", "теги",
];
/// What it hangs on a possessive, which ends with `ы` or `і` (`Республикасына`).
const KAZAKH_POSSESSIVE: &[&str] = &["на", "не", "н", "нда", "нде", "ндагы", "ндеги"];
/// The case that says where from.
const KAZAKH_FROM: &[&str] = &["дан", "ден", "тан", "тен", "нан", "нен"];

/// Russian: what a name ends with, and what stands there in the other cases. The first that fits
/// a name is its only one; `.` is any consonant, which stays.
#[rustfmt::skip]
const RUSSIAN: &[(&str, &[&str])] = &[
    ("ия", &["ии", "ию", "ией", "иею"]),
    ("ая", ADJECTIVE),
    ("яя", &["ей", "юю", "ею", "ий", "ее", "ие", "его", "ему", "им", "ем", "их", "ими"]),
    ("ое", ADJECTIVE),
    ("ее", &["его", "ему", "им", "ем"]),
    ("ые", &["ых", "ым", "ыми"]),
    ("ие", &["их", "им", "ими"]),
    ("ый", &["ого", "ому", "ым", "ом"]),
    ("ский", &["ского", "скому", "ским", "ском"]),
    ("ний", &["него", "нему", "ним", "нем"]),
    ("я", &["и", "е", "ю", "ей", "ею"]),
    ("ова", &["овы", "ове", "ову", "овой", "ов", "овов", "овам", "овами", "овах"]),
    ("а", &["ы", "и", "е", "у", "ой", "ою", "ей"]),
    ("вы", &["в", "вов", "вам", "вами", "вах", "вых", "вым", "выми"]),
    ("ы", &["", "ов", "ам", "ами", "ах"]),
    ("ии", &["ий", "иям", "иями", "иях"]),
    ("и", &["", "ей", "ов", "ам", "ями", "ами", "ах", "ям", "ях"]),
    ("ь", &["и", "ью", "я", "ю", "е", "ем"]),
    ("й", &["я", "ю", "е", "ем", "и"]),
    ("во", &["ва", "ву", "вом", "ве"]),
    ("ре", &["ря", "рю", "рем"]),
    ("ет", &["та", "ту", "том", "те", "ета", "ету", "етом", "ете", "етов"]),
    ("ец", &["ца", "цу", "цом", "цем", "це"]),
    (".", &["а", "у", "ом", "ем", "е", "ы", "ов", "ам", "ами", "ах"]),
];
/// An adjective's endings, in all genders: `Южная Корея`, `китайская симка`.
#[rustfmt::skip]
const ADJECTIVE: &[&str] = &[
    "ая", "ой", "ую", "ою", "ий", "ый", "ое", "ее", "ие", "ые", "ого", "его", "ому", "ему", "им",
    "ым", "их", "ых", "ими", "ыми", "ом",
];
const CONSONANTS: &str = "бвгджзклмнпрстфхцчшщ";

/// Skeletons ([`super::fold`]) of the Kazakh endings.
#[rustfmt::skip]
const KAZAKH_FOLDED: &[&str] = &[
    "nin", "din", "tin", "ga", "ge", "ka", "ke", "ni", "di", "ti", "da", "de", "ta", "te", "men",
    "ben", "pen", "lik", "dik", "tik", "dagi", "degi", "tagi", "tegi",
];
const KAZAKH_POSSESSIVE_FOLDED: &[&str] = &["na", "ne", "nda", "nde", "ndagi", "ndegi"];
const KAZAKH_FROM_FOLDED: &[&str] = &["dan", "den", "tan", "ten", "nan", "nen"];
/// Skeletons of the Russian endings: for Russian in Latin letters.
#[rustfmt::skip]
const RUSSIAN_FOLDED: &[&str] = &[
    "a", "e", "i", "u", "oi", "ei", "ou", "eu", "om", "em", "am", "ah", "ami", "ov", "uu",
];
/// A Russian ending on a shorter skeleton could be another name.
const SHORTEST_FOLDED_STEM: usize = 5;

/// Whether `typed` is `known` in a case. Both are words in [`super::fold::plain`].
///
/// An abbreviation (`is_short`) has no Russian cases: США, ОАЭ.
pub(super) fn form(known: &str, typed: &str, is_short: bool) -> Option<Form> {
    if known == typed {
        return Some(Form::Same);
    }
    if let Some(ending) = typed.strip_prefix(known) {
        let possessive = known.ends_with(['ы', 'и']) && KAZAKH_POSSESSIVE.contains(&ending);
        let agrees = is_short || agrees(known, ending);
        if possessive || (agrees && KAZAKH.contains(&ending)) || ending == "s" {
            return Some(Form::Case);
        }
        if agrees && KAZAKH_FROM.contains(&ending) {
            return Some(Form::From);
        }
    }
    (!is_short && is_russian(known, typed)).then_some(Form::Case)
}

/// The same for skeletons; Russian endings only in Latin letters.
pub(super) fn folded_form(known: &str, typed: &str, is_latin: bool) -> Option<Form> {
    if known == typed {
        return Some(Form::Same);
    }
    if let Some(ending) = typed.strip_prefix(known) {
        // A skeleton has no double letters: "йеменнен" is "iemenen".
        let doubled: String = known.chars().last().into_iter().chain(ending.chars()).collect();
        let is_of = |list: &[&str]| {
            let agrees = |ending: &str| agrees(known, ending) && list.contains(&ending);
            agrees(ending) || agrees(&doubled)
        };
        let possessive = known.ends_with('i') && KAZAKH_POSSESSIVE_FOLDED.contains(&ending);
        if possessive || is_of(KAZAKH_FOLDED) {
            return Some(Form::Case);
        }
        if is_of(KAZAKH_FROM_FOLDED) {
            return Some(Form::From);
        }
    }
    let stem = known.trim_end_matches(['a', 'e', 'i', 'o', 'u']);
    let long = is_latin && stem.len() >= SHORTEST_FOLDED_STEM;
    let ending = typed.strip_prefix(stem).filter(|_| long)?;
    RUSSIAN_FOLDED.contains(&ending).then_some(Form::Case)
}

/// Whether a Kazakh ending begins as the name's last sound wants it: Қытайға, Бангкокке. Vowels are
/// not looked at: names of other languages have no harmony of their own.
fn agrees(known: &str, ending: &str) -> bool {
    let last = known.trim_end_matches(['ь', 'ъ']).chars().last().unwrap_or('а');
    let is = |letters: &str| letters.contains(last);
    let nasal = is("мнmn");
    // Loans end with these where Kazakh hears the others.
    let either = is("бвгдbvgd");
    let voiceless = is("пфктсшщчцхpfktshc");
    let buzzing = is("зжzj");
    let vowel = !(nasal || either || voiceless || buzzing || is("рлйrl"));
    match ending.chars().next() {
        Some('г' | 'д' | 'g' | 'd') => !voiceless,
        Some('к' | 'т' | 'п' | 'k' | 't' | 'p') => voiceless || either,
        Some('н' | 'n') => vowel || nasal,
        Some('б' | 'b') => buzzing || either,
        Some('л' | 'l') => vowel || is("рлйrl"),
        _ => true,
    }
}

fn is_russian(known: &str, typed: &str) -> bool {
    let Some((nominative, cases)) = RUSSIAN.iter().find(|(nominative, _)| {
        let consonant = *nominative == "." && known.ends_with(|c| CONSONANTS.contains(c));
        consonant || known.ends_with(nominative)
    }) else {
        return false;
    };
    let stem =
        if *nominative == "." { known } else { known.strip_suffix(nominative).unwrap_or(known) };
    // "Ош" has cases, a stem of one letter could be anything; "бал" is no Бали.
    let shortest = match *nominative {
        "ы" => 4,
        "и" => 5,
        _ => 2,
    };
    stem.chars().count() >= shortest
        && typed.strip_prefix(stem).is_some_and(|ending| cases.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_their_cases() {
        for (known, typed) in [
            ("турция", "турцию"),
            ("китай", "китае"),
            ("египет", "египта"),
            ("южная", "южной"),
            ("мальдивы", "мальдивах"),
            ("острова", "островов"),
            ("казань", "казани"),
            ("рим", "риме"),
            ("ош", "оше"),
            ("косово", "косове"),
            ("китайская", "китайский"),
            ("кытай", "кытайга"),
            ("ресей", "ресейде"),
            ("турция", "турцияга"),
            ("республикасы", "республикасына"),
            ("америка", "америкалык"),
            ("бангкок", "бангкокке"),
        ] {
            assert_eq!(form(known, typed, false), Some(Form::Case), "{typed}");
        }
        assert_eq!(form("астана", "астанадан", false), Some(Form::From));
        assert_eq!(form("рим", "рим", false), Some(Form::Same));
        assert_eq!(form("сша", "сше", true), None);
        assert_eq!(form("акш", "акшка", true), Some(Form::Case));
        for (known, typed) in [
            ("мали", "мале"),
            ("рим", "римини"),
            ("нигер", "нигерия"),
            ("семей", "семейка"),
            ("краби", "краб"),
        ] {
            assert_eq!(form(known, typed, false), None, "{typed}");
        }
    }

    #[test]
    fn skeletons_have_cases_too() {
        for (known, typed) in [("kitai", "kitaiga"), ("germana", "germanu"), ("turca", "turcada")] {
            assert_eq!(folded_form(known, typed, true), Some(Form::Case), "{typed}");
        }
        assert_eq!(folded_form("iemen", "iemenen", false), Some(Form::From));
        assert_eq!(folded_form("mali", "male", true), None);
    }
}
