//! The three languages have the messages of [`Text`], each the same, with the same values.

use std::collections::{BTreeMap, BTreeSet};

use super::super::locale::Locale;
use super::super::{Seller, WordsError};
use super::{Lang, all_entries, entries, samples};

/// What a message may name beside its own values.
const SECRETS: [&str; 4] = ["smdp", "part", "code", "confirmation"];

/// The names of the values a message's source refers to.
fn variables(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut depth = 0;
    let mut rest = source.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            '$' if depth > 0 => {
                let mut name = String::new();
                while let Some(letter) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(letter);
                }
                found.insert(name);
            }
            _ => {}
        }
    }
    found
}

fn facts(lang: Lang) -> BTreeSet<String> {
    Seller::known().facts(lang).into_iter().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_language_has_exactly_the_messages_of_the_shop() {
    let wanted: BTreeSet<String> = samples().into_iter().map(|(key, _)| key.to_owned()).collect();
    for lang in Lang::ALL {
        let had: BTreeSet<String> = all_entries(lang).into_iter().map(|(key, _)| key).collect();
        let missing: Vec<_> = wanted.difference(&had).collect();
        let unused: Vec<_> = had.difference(&wanted).collect();
        assert!(missing.is_empty(), "{}: missing {missing:?}", lang.code());
        assert!(unused.is_empty(), "{}: unused {unused:?}", lang.code());
    }
}

#[test]
fn a_message_uses_the_same_values_in_every_language() {
    let declared: BTreeMap<String, BTreeSet<String>> = samples()
        .into_iter()
        .map(|(key, text)| {
            (key.to_owned(), text.args().into_iter().map(|(name, _)| name.to_owned()).collect())
        })
        .collect();
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (key, source) in all_entries(lang) {
            let own: BTreeSet<String> = variables(&source)
                .difference(&facts(lang))
                .filter(|name| !SECRETS.contains(&name.as_str()))
                .cloned()
                .collect();
            let wanted = declared.get(&key).cloned().unwrap_or_default();
            if own != wanted {
                wrong.push(format!("{} {key}: uses {own:?}, has {wanted:?}", lang.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn secrets_are_named_by_the_card_alone() {
    for lang in Lang::ALL {
        for (key, source) in all_entries(lang) {
            let named: Vec<_> = variables(&source)
                .into_iter()
                .filter(|name| SECRETS.contains(&name.as_str()))
                .collect();
            match key.as_str() {
                "card-smdp" => assert_eq!(named, ["smdp"], "{}", lang.code()),
                "card-part" => assert_eq!(named, ["part"], "{}", lang.code()),
                "card-code" => assert_eq!(named, ["code"], "{}", lang.code()),
                "card-confirmation" => assert_eq!(named, ["confirmation"], "{}", lang.code()),
                _ => assert!(named.is_empty(), "{} {key} names {named:?}", lang.code()),
            }
        }
    }
}

/// The categories of CLDR that whole numbers have in a language.
const fn categories(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Ru => &["one", "few", "many", "other"],
        Lang::Kk | Lang::En => &["one", "other"],
    }
}

/// The variants of each selection in a message's source, innermost braces only.
fn selections(source: &str) -> Vec<BTreeSet<String>> {
    source
        .split("->")
        .skip(1)
        .map(|part| {
            let mut names = BTreeSet::new();
            let mut depth = 0;
            let mut rest = part;
            while let Some(at) = rest.find(['{', '}', '[']) {
                let (_, from) = rest.split_at(at);
                let after = &from[1..];
                match &from[..1] {
                    "{" => depth += 1,
                    "}" if depth == 0 => break,
                    "}" => depth -= 1,
                    _ if depth == 0 => {
                        if let Some((name, _)) = after.split_once(']') {
                            names.insert(name.trim().to_owned());
                        }
                    }
                    _ => {}
                }
                rest = after;
            }
            names
        })
        .collect()
}

#[test]
fn a_plural_has_all_forms_of_its_language() {
    let all = ["zero", "one", "two", "few", "many", "other"];
    let mut plurals = 0;
    for lang in Lang::ALL {
        for (key, source) in all_entries(lang) {
            for names in selections(&source) {
                // A flag of the seller's facts selects between yes and no, a single page by its
                // number.
                let exact = |name: &String| name == "other" || name.parse::<i64>().is_ok();
                if names.contains("yes") || names.iter().all(exact) {
                    continue;
                }
                plurals += 1;
                for wanted in categories(lang) {
                    assert!(names.contains(*wanted), "{} {key}: no form [{wanted}]", lang.code());
                }
                for name in &names {
                    let known = all.contains(&name.as_str()) || name.parse::<i64>().is_ok();
                    assert!(known, "{} {key}: [{name}] is no plural form", lang.code());
                }
            }
        }
    }
    assert!(plurals > 0, "no plural was found");
}

#[test]
fn a_broken_or_doubled_file_is_refused() {
    let read = |text| {
        let files = [("chat", text), ("commands", ""), ("mail", ""), ("legal", "")];
        Locale::read(Lang::Ru, files, &Seller::known()).map(|_| ())
    };
    assert_eq!(read("a = б\nb = в\n"), Ok(()));
    assert!(matches!(read("a = { $x\n"), Err(WordsError::Syntax { file: "chat", .. })));
    assert!(matches!(read("a = б\na = в\n"), Err(WordsError::Duplicate { file: "chat", .. })));
}

#[test]
fn the_reader_of_sources_sees_what_is_there() {
    let source = "# note = no\nfirst = { $days ->\n    [one] {$days} day\n   *[other] {$days} \
        days\n}\nsecond = 1$no\n";
    let found = entries(source);
    assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!(variables(&found[0].1), BTreeSet::from(["days".to_owned()]));
    assert_eq!(variables(&found[1].1), BTreeSet::new());
    let forms = BTreeSet::from(["one".to_owned(), "other".to_owned()]);
    assert_eq!(selections(&found[0].1), [forms]);
}
