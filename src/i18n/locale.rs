//! One language: its embedded files, read into a Fluent bundle, and the facts beside them.
//!
//! It must not know which messages there should be: the tests compare them with
//! [`Text`](crate::domain::text::Text). What is written with a locale is in [the module
//! above](super).

use fluent::concurrent::FluentBundle;
use fluent::{FluentResource, FluentValue};

use crate::domain::lang::Lang;

use super::format;
use super::seller::Seller;

macro_rules! files {
    ($lang:literal) => {
        [
            ("chat", include_str!(concat!("../../locales/", $lang, "/chat.ftl"))),
            ("commands", include_str!(concat!("../../locales/", $lang, "/commands.ftl"))),
            ("mail", include_str!(concat!("../../locales/", $lang, "/mail.ftl"))),
            ("legal", include_str!(concat!("../../locales/", $lang, "/legal.ftl"))),
        ]
    };
}

pub(super) const fn files(lang: Lang) -> [(&'static str, &'static str); 4] {
    match lang {
        Lang::Kk => files!("kk"),
        Lang::Ru => files!("ru"),
        Lang::En => files!("en"),
    }
}

/// Why the embedded words cannot be used. A defect of the build, never of a customer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("locales/{lang}/{file}.ftl is not valid Fluent: {problem}")]
    Syntax {
        lang: &'static str,
        file: &'static str,
        /// What the parser says, with the place.
        problem: String,
    },
    #[error("locales/{lang}/{file}.ftl: {problem}")]
    Duplicate {
        lang: &'static str,
        /// The file with the second one, without its ending.
        file: &'static str,
        problem: String,
    },
    /// The language or the zone is unknown to the libraries.
    #[error("{0} is not known")]
    Unknown(&'static str),
}

/// One language: its messages, and the seller's facts as its messages may name them.
pub(super) struct Locale {
    pub bundle: FluentBundle<FluentResource>,
    /// Values that every message may use, escaped.
    pub facts: Vec<(&'static str, String)>,
}

impl Locale {
    pub(crate) fn embedded(lang: Lang, seller: &Seller) -> Result<Self, WordsError> {
        Self::read(lang, files(lang), seller)
    }

    /// Reads the files of a language, given by name and text.
    pub(crate) fn read(
        lang: Lang,
        files: [(&'static str, &str); 4],
        seller: &Seller,
    ) -> Result<Self, WordsError> {
        Ok(Self { bundle: bundle(lang, files)?, facts: seller.facts(lang) })
    }
}

/// Reads the files of a language into one bundle.
fn bundle(
    lang: Lang,
    files: [(&'static str, &str); 4],
) -> Result<FluentBundle<FluentResource>, WordsError> {
    let code = lang.code();
    let tag = code.parse().map_err(|_| WordsError::Unknown(code))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would count in Telegram's UTF-16 offsets and stick to copied codes.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Kk => |value, _| number(value, Lang::Kk),
        Lang::Ru => |value, _| number(value, Lang::Ru),
        Lang::En => |value, _| number(value, Lang::En),
    }));
    for (file, source) in files {
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, problems)| {
            let problem = problems.first().map(ToString::to_string).unwrap_or_default();
            WordsError::Syntax { lang: code, file, problem }
        })?;
        bundle.add_resource(resource).map_err(|problems| {
            let problem = problems.first().map(ToString::to_string).unwrap_or_default();
            WordsError::Duplicate { lang: code, file, problem }
        })?;
    }
    Ok(bundle)
}

/// A number inside a message, grouped; `None` leaves anything else to Fluent.
fn number(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) => format::float(number.value, lang),
        FluentValue::String(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }
}
