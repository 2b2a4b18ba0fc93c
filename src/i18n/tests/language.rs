//! Marks of words that were left untranslated, mistyped or glued to a value, and of broken markup.

use super::{Lang, all_entries, fill, is_plain, plain, samples, with_number, words};

/// Letters of Kazakh that Russian has not.
const KAZAKH: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІ";

/// Says the same in all three languages, or names a language by its own name.
const MIXED: [&str; 6] = [
    "choose-language",
    "btn-lang",
    "support-header",
    "support-header-order",
    "support-trouble",
    "support-trouble-home",
];

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

#[test]
fn no_word_mixes_alphabets() {
    for lang in Lang::ALL {
        for (key, text) in samples() {
            let written = plain(&text, lang);
            for word in written.split(|letter: char| !letter.is_alphabetic()) {
                let mixed = word.chars().any(is_cyrillic)
                    && word.chars().any(|letter| letter.is_ascii_alphabetic());
                assert!(!mixed, "{} {key}: {word}", lang.code());
            }
        }
    }
}

#[test]
fn long_kazakh_lines_are_kazakh() {
    for (key, text) in samples().into_iter().filter(|(key, _)| !MIXED.contains(key)) {
        for line in plain(&text, Lang::Kk).lines() {
            let letters = line.chars().filter(|letter| is_cyrillic(*letter)).count();
            let kazakh = line.chars().any(|letter| KAZAKH.contains(letter));
            assert!(letters <= 40 || kazakh, "{key}: {line}");
        }
    }
}

#[test]
fn other_languages_stay_out() {
    for (key, text) in samples().into_iter().filter(|(key, _)| !MIXED.contains(key)) {
        let russian = plain(&text, Lang::Ru);
        assert!(!russian.chars().any(|letter| KAZAKH.contains(letter)), "ru {key}: {russian}");
        let english = plain(&text, Lang::En);
        assert!(!english.chars().any(is_cyrillic), "en {key}: {english}");
    }
}

#[test]
fn every_language_asks_for_the_language_in_all_three() {
    let text = crate::domain::text::Text::ChooseLanguage;
    let asked = plain(&text, Lang::Kk);
    assert!(Lang::ALL.iter().all(|lang| plain(&text, *lang) == asked), "{asked}");
    assert!(
        asked.contains("Тіл") && asked.contains("язык") && asked.contains("language"),
        "{asked}"
    );
}

#[test]
fn a_kazakh_ending_is_never_glued_to_a_value() {
    let endings = [
        "ға", "ге", "қа", "ке", "ды", "ді", "ты", "ті", "ны", "ні", "да", "де", "та", "те", "дан",
        "ден", "тан", "тен", "нан", "нен", "дың", "дің", "тың", "тің", "ның", "нің", "мен", "бен",
        "пен", "лар", "лер", "дар", "дер", "тар", "тер", "а", "е",
    ];
    for (key, source) in all_entries(Lang::Kk) {
        for after in source.split('}').skip(1) {
            let after = after.strip_prefix(['-', '‑']).unwrap_or(after);
            let word: String = after.chars().take_while(|letter| is_cyrillic(*letter)).collect();
            assert!(!endings.contains(&word.as_str()), "{key}: }}{word}");
        }
    }
}

#[test]
fn russian_days_agree_with_their_number() {
    let forms = [
        (1, "день"),
        (2, "дня"),
        (5, "дней"),
        (11, "дней"),
        (12, "дней"),
        (21, "день"),
        (22, "дня"),
        (25, "дней"),
        (101, "день"),
        (111, "дней"),
        (365, "дней"),
    ];
    let mut checked = 0;
    for (key, text) in samples() {
        for (number, form) in forms {
            let Some(text) = with_number(&text, "days", number) else { continue };
            let written = plain(&text, Lang::Ru).replace('\u{a0}', " ");
            let Some((_, after)) = written.split_once(&format!("{number} д")) else { continue };
            let word: String = after.chars().take_while(|letter| is_cyrillic(*letter)).collect();
            // An abbreviation is followed by a full stop and has no forms.
            if !after[word.len()..].starts_with('.') {
                assert_eq!(format!("д{word}"), form, "{key}: {written}");
                checked += 1;
            }
        }
    }
    assert!(checked > 0, "no day was counted");
}

#[test]
fn english_days_agree_with_their_number() {
    let mut checked = 0;
    for (key, text) in samples() {
        for (number, form) in [(1, "1 day"), (2, "2 days"), (21, "21 days")] {
            let Some(text) = with_number(&text, "days", number) else { continue };
            let written = plain(&text, Lang::En).replace('\u{a0}', " ");
            if let Some(at) = written.find(&format!("{number} day")) {
                let word: String = written[at..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == ' ')
                    .collect();
                assert!(
                    word.trim() == form || word.starts_with(&format!("{form} ")),
                    "{key}: {written}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 0, "no day was counted");
}

#[test]
fn amounts_do_not_break_and_nothing_invisible_is_sent() {
    for lang in Lang::ALL {
        for (key, text) in samples() {
            let written = plain(&text, lang);
            for mark in [" ₸", " ⭐\u{fe0f}", "\u{2068}", "\u{2069}", "\u{200b}"] {
                assert!(!written.contains(mark), "{} {key}: {mark:?} in {written}", lang.code());
            }
            for line in written.lines() {
                assert_eq!(line, line.trim_end(), "{} {key}: blanks at the end", lang.code());
            }
            assert!(!written.contains("\n\n\n"), "{} {key}: a hole in {written}", lang.code());
        }
    }
}

/// Why Telegram would refuse this HTML (Bot API, "HTML style").
fn refused(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        let from = &rest[at..];
        if let Some(entity) =
            ["&lt;", "&gt;", "&amp;", "&quot;"].into_iter().find(|entity| from.starts_with(entity))
        {
            rest = &from[entity.len()..];
            continue;
        }
        let Some((tag, after)) = from.strip_prefix('<').and_then(|inner| inner.split_once('>'))
        else {
            return Some(format!("a bare sign at {from:.20}"));
        };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes nothing"));
            }
        } else {
            let name = tag.split(' ').next().unwrap();
            if !["b", "i", "u", "s", "code", "pre", "a", "blockquote"].contains(&name) {
                return Some(format!("<{tag}> is no tag"));
            }
            open.push(name);
        }
        rest = after;
    }
    open.first().map(|name| format!("<{name}> stays open"))
}

#[test]
fn the_reader_of_markup_refuses_what_telegram_refuses() {
    for good in ["", "a &lt; b", "<b>x <i>y</i></b>", "<a href=\"https://example.com\">x</a>"] {
        assert_eq!(refused(good), None, "{good}");
    }
    for bad in ["<b>x", "x</b>", "<b><i>x</b></i>", "a < b", "a & b", "<br>", "a > b"] {
        assert!(refused(bad).is_some(), "{bad}");
    }
}

#[test]
fn markup_is_whole_where_it_is_read_and_absent_elsewhere() {
    let words = words();
    for lang in Lang::ALL {
        for (key, text) in samples() {
            let html = words.render(&text, lang, &fill());
            let bare = html.replace("&quot;", "").replace("&amp;", "");
            if is_plain(key) || key.starts_with("state-") {
                assert!(!bare.contains(['<', '>', '&']), "{} {key}: markup in {html}", lang.code());
            } else {
                assert_eq!(refused(&html), None, "{} {key}: {html}", lang.code());
            }
        }
    }
}
