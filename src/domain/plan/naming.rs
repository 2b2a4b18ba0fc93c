//! What the owner calls things: words of the plans file, and the name of where a plan works.
//!
//! It must not know how a name is found in a typed text: that is
//! [`search`](mod@crate::domain::country::search).

use serde::{Deserialize, Serialize};

use crate::domain::country::Place;
use crate::domain::lang::Lang;

/// Words of the plans file: the same in every language, or in each its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Phrase {
    /// Shown as it is to everybody.
    Same(String),
    /// In Kazakh, Russian and English.
    Each([String; 3]),
}

impl Phrase {
    /// The words for a language.
    pub(crate) fn words(&self, lang: Lang) -> &str {
        match self {
            Self::Same(words) => words,
            Self::Each([kk, ru, en]) => lang.pick([kk, ru, en]),
        }
    }
}

/// Where a plan works, as people read it: a place, or the coverage's own name beside the emoji of
/// the place where it is found.
///
/// Stored texts of an older version have a place here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CoverageName {
    /// A country, or several without a name of their own.
    Place(Place),
    /// Several countries that the owner named.
    Own(Place, Phrase),
}

impl CoverageName {
    /// The name in a language, without the emoji.
    pub(crate) fn words(&self, lang: Lang) -> &str {
        match self {
            Self::Place(place) => place.name(lang),
            Self::Own(_, name) => name.words(lang),
        }
    }

    /// The flag or the globe before it.
    pub(crate) fn emoji(&self) -> String {
        let (Self::Place(place) | Self::Own(place, _)) = self;
        place.emoji()
    }
}

impl From<Place> for CoverageName {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}
