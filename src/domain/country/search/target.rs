//! What a typed text can mean: places, and how sure they are.
//!
//! It must not know how a text is read: that is [`super`].

use super::vocabulary::Everyday;
use super::wish::Wish;
use crate::domain::country::areas::Area;
use crate::domain::country::{self, Country, Place};

/// How many places one answer lists.
pub const MOST_LISTED: usize = 10;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A place of the catalogue.
    Place(Place),
    /// Several countries under one name.
    Area(Area),
    /// A place where nothing of ours can work.
    Nowhere,
}

impl Target {
    /// The place of the catalogue, if it is one.
    pub fn place(self) -> Option<Place> {
        if let Self::Place(place) = self { Some(place) } else { None }
    }

    /// Its countries; none for the world, which is no list.
    pub fn members(self) -> Vec<Country> {
        match self {
            Self::Place(Place::Country(country)) => vec![country],
            Self::Place(Place::Region(region)) => region.members().collect(),
            Self::Area(area) => area.members(),
            Self::Place(Place::World) | Self::Nowhere => Vec::new(),
        }
    }

    /// Whether it contains another.
    pub(super) fn contains(self, other: Self) -> bool {
        let Self::Place(Place::Country(country)) = other else {
            return self == Self::Place(Place::World) && other != self;
        };
        match self {
            Self::Place(Place::World) => true,
            Self::Place(Place::Region(_)) | Self::Area(_) => self.members().contains(&country),
            Self::Place(Place::Country(_)) | Self::Nowhere => false,
        }
    }
}

/// What a typed text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// These places, beyond doubt, each once; none where only days, data or fillers were said.
    Certain(Vec<Target>),
    /// One of these, all of which are called or begin so: to be asked.
    Several(Vec<Target>),
    /// One of these, perhaps: to be asked, the nearest first.
    Perhaps {
        /// The places.
        targets: Vec<Target>,
        /// How many of them are equally near.
        nearest: usize,
    },
    /// A wish that is not about a place.
    Everyday(Everyday),
    /// Nothing that is known.
    Nothing,
}

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What it is about.
    pub meaning: Meaning,
    /// How much, and for how long.
    pub wish: Wish,
}

/// Places that are equally near.
pub(super) fn perhaps(targets: Vec<Target>) -> Meaning {
    Meaning::Perhaps { nearest: targets.len(), targets }
}

/// A smaller number for a more popular country; countries before wider places.
pub(super) fn popularity(target: Target) -> usize {
    match target {
        Target::Place(Place::Country(country)) => country::popularity(country),
        Target::Place(Place::Region(_) | Place::World) | Target::Area(_) => usize::MAX - 1,
        Target::Nowhere => usize::MAX,
    }
}

/// Each target once, in the order given.
pub(super) fn unique(targets: impl IntoIterator<Item = Target>) -> Vec<Target> {
    let mut seen = Vec::new();
    for target in targets {
        if !seen.contains(&target) {
            seen.push(target);
        }
    }
    seen
}
