//! The languages promise the same. Kazakh and Russian are equal before the law, so a term, a step
//! or a command that stands in one of them only is a defect; and a text names a button as it is
//! written.

use crate::domain::text::Text;

use super::{Lang, plain, samples};

/// Texts whose content has to be the same, whatever the words.
const LEGAL: [&str; 6] = ["terms-", "privacy-", "review-", "consents-", "erase-", "requisites"];

/// What can be compared without knowing the language.
#[derive(Debug, PartialEq, Eq)]
struct Bones {
    /// Points of lists.
    points: usize,
    /// Commands, each once, in the order of the alphabet.
    commands: Vec<String>,
    /// Numbers, sorted: terms, ages, articles, steps.
    numbers: Vec<String>,
}

fn bones(written: &str) -> Bones {
    let mut commands: Vec<String> = written
        .split(|letter: char| !letter.is_ascii_lowercase() && letter != '/')
        .filter(|word| word.starts_with('/') && word.len() > 3)
        .map(str::to_owned)
        .collect();
    commands.sort();
    commands.dedup();
    let mut numbers: Vec<String> = written
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .map(str::to_owned)
        .collect();
    numbers.sort();
    Bones { points: written.matches('•').count(), commands, numbers }
}

#[test]
fn legal_texts_say_the_same_in_every_language() {
    let legal = samples()
        .into_iter()
        .filter(|(key, _)| LEGAL.iter().any(|prefix| key.starts_with(prefix)))
        // The days and amounts of a plan are written in another order or grouping.
        .filter(|(key, _)| !["review-plan", "review-total", "review-total-stars"].contains(key));
    let mut compared = 0;
    for (key, text) in legal {
        let russian = bones(&plain(&text, Lang::Ru));
        for lang in [Lang::Kk, Lang::En] {
            assert_eq!(bones(&plain(&text, lang)), russian, "{} {key}", lang.code());
            compared += 1;
        }
    }
    assert!(compared > 0, "no legal text was found");
}

#[test]
fn bones_tell_texts_apart() {
    let whole = bones("• 24 часа: /consents\n• 72 часа: /esims, /esims");
    assert_eq!(whole, bones("• /esims 72 h\n• /consents 24 h"));
    for other in ["• 24 часа: /consents, 72, /esims", "• 24: /consents\n• 7: /esims", "• 24\n• 72"]
    {
        assert_ne!(whole, bones(other), "{other}");
    }
}

#[test]
fn texts_name_buttons_as_they_are_written() {
    let named = [
        (Text::ReviewOffer, Text::BtnOffer),
        (Text::Terms1, Text::BtnOffer),
        (Text::Terms2, Text::BtnWantRefund),
        (Text::PaySupport, Text::BtnWantRefund),
        (Text::ReviewProcessing, Text::BtnProcessing),
        (Text::ReviewTransfer, Text::BtnTransfer),
        (Text::StepsIphone, Text::BtnInstallIphone),
        (Text::StepsAndroid, Text::BtnInstallAndroid),
        (Text::StepsIphone, Text::BtnByHand),
        (Text::StepsAndroid, Text::BtnByHand),
        (Text::StepsConfirmation, Text::BtnByHand),
        (Text::CardHowConfirm, Text::BtnByHand),
    ];
    for lang in Lang::ALL {
        for (text, button) in &named {
            let label = plain(button, lang);
            let words = label.trim_start_matches(|letter: char| !letter.is_alphabetic());
            let written = plain(text, lang);
            assert!(
                !words.is_empty()
                    && ["«", "“"].iter().any(|open| written.contains(&format!("{open}{words}"))),
                "{} {:?} does not name “{words}”",
                lang.code(),
                text.key()
            );
        }
    }
}
