//! The three languages of the shop. Kazakh and Russian are required by law, English is extra.

use serde::{Deserialize, Serialize};

/// A language the shop speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    Kk,
    Ru,
    En,
}

/// Languages of countries and peoples around whose speakers mostly read Russian, more so than
/// English (ISO 639).
const NEIGHBOURS: [&str; 34] = [
    "ab", "av", "az", "ba", "be", "bua", "ce", "cv", "dar", "hy", "inh", "ka", "kaa", "kbd", "krc",
    "kum", "kv", "ky", "lez", "mhr", "mn", "myv", "os", "sah", "tg", "tk", "tt", "tyv", "udm",
    "ug", "uk", "uz", "xal", "mdf",
];

impl Lang {
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The two-letter code (ISO 639-1) used in the Bot API, in files and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's name in itself, as shown on the buttons of the first screen.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// What belongs to it, of something in each language, in the order of [`Self::ALL`].
    pub(crate) const fn pick<T: Copy>(self, [kk, ru, en]: [T; 3]) -> T {
        match self {
            Self::Kk => kk,
            Self::Ru => ru,
            Self::En => en,
        }
    }

    /// Reads a stored code; anything else is `None`.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Guesses from Telegram's `language_code`, an optional IETF tag (BCP 47): `kk-KZ` is Kazakh, a
    /// neighbour's language is Russian, whatever is unknown or absent is English. The customer
    /// always has the last word.
    pub(crate) fn guess(tag: Option<&str>) -> Self {
        let primary = tag.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
        let primary = primary.to_lowercase();
        let neighbour = NEIGHBOURS.contains(&primary.as_str()).then_some(Self::Ru);
        Self::from_code(&primary).or(neighbour).unwrap_or(Self::En)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_guessed_by_its_primary_part() {
        assert_eq!(Lang::guess(Some("kk-KZ")), Lang::Kk);
        assert_eq!(Lang::guess(Some("RU")), Lang::Ru);
        for neighbour in ["uz", "ky-KG", "tg", "be", "UK", "az", "hy", "ka", "mn", "tt", "uz_Latn"]
        {
            assert_eq!(Lang::guess(Some(neighbour)), Lang::Ru, "{neighbour}");
        }
        for other in ["de", "tr", "zh-hans", "", "ru2"] {
            assert_eq!(Lang::guess(Some(other)), Lang::En, "{other}");
        }
        assert_eq!(Lang::guess(None), Lang::En);
    }
}
