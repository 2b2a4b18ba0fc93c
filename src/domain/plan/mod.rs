//! What is sold: so much data, in these places, for so many days, at this price.
//!
//! What a supplier did not say stays unknown (`None`) and is never invented. A plan must not know
//! its stock nor whether it is for sale: that is [`super::catalogue`]. Files of plans are read in
//! [`crate::supplier::import`].

mod naming;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::country::{Country, Place, Region};
use super::money::{Money, StarsRate};
pub use naming::{CoverageName, Phrase};

/// A plan's name in files, buttons and the database: 1 to 32 of `[A-Za-z0-9._-]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct PlanId(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a plan id is 1 to 32 of the signs A-Z a-z 0-9 . _ -")]
pub struct PlanIdProblem;

impl PlanId {
    /// The longest name, in bytes: it must fit a button (Bot API: 64 bytes of callback data).
    pub(crate) const LONGEST: usize = 32;

    /// Reads a plan's name.
    ///
    /// # Errors
    /// Empty, too long, or with another sign.
    pub fn parse(text: &str) -> Result<Self, PlanIdProblem> {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(safe) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PlanIdProblem)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PlanId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Where a plan works.
///
/// Written as in the files of plans: `TR`, `AE SA QA`, `world`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// These countries: at least one, sorted by code, each once. Built by [`Coverage::of`].
    Countries(Vec<Country>),
    /// Wherever the supplier's world plan works.
    World,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoverageProblem {
    #[error("no country: write ISO codes separated by spaces, such as TR or AE SA, or world")]
    Empty,
    #[error("{0:?} is not an ISO 3166 country code: write two letters, such as TR")]
    Unknown(String),
    #[error("write either world or country codes, not both")]
    Mixed,
}

impl Coverage {
    pub(crate) fn of(countries: impl IntoIterator<Item = Country>) -> Option<Self> {
        let mut countries: Vec<_> = countries.into_iter().collect();
        countries.sort_unstable();
        countries.dedup();
        (!countries.is_empty()).then_some(Self::Countries(countries))
    }

    /// Reads ISO 3166-1 alpha-2 codes separated by spaces, or `world`, in any case.
    ///
    /// # Errors
    /// The first thing that is neither.
    pub fn parse(text: &str) -> Result<Self, CoverageProblem> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.iter().any(|word| word.eq_ignore_ascii_case("world")) {
            return if words.len() == 1 { Ok(Self::World) } else { Err(CoverageProblem::Mixed) };
        }
        let unknown = |word: &str| CoverageProblem::Unknown(word.chars().take(16).collect());
        let countries: Result<Vec<Country>, CoverageProblem> = words
            .into_iter()
            .map(|word| Country::parse(word).ok_or_else(|| unknown(word)))
            .collect();
        Self::of(countries?).ok_or(CoverageProblem::Empty)
    }

    /// The countries it names; none for the world.
    pub(crate) fn named(&self) -> &[Country] {
        match self {
            Self::Countries(countries) => countries,
            Self::World => &[],
        }
    }

    pub(crate) fn names(&self, country: Country) -> bool {
        self.named().binary_search(&country).is_ok()
    }

    /// Whether it works wherever the other one does.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        match other {
            Self::Countries(countries) => countries.iter().all(|country| self.reaches(*country)),
            Self::World => *self == Self::World,
        }
    }

    /// Whether a customer in this country may count on it: named, or within what world plans reach.
    pub(crate) fn reaches(&self, country: Country) -> bool {
        match self {
            Self::Countries(_) => self.names(country),
            Self::World => country.in_world_plans(),
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Countries(countries) => {
                let codes: Vec<_> = countries.iter().map(|country| country.code()).collect();
                f.write_str(&codes.join(" "))
            }
            Self::World => f.write_str("world"),
        }
    }
}

impl Serialize for Coverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Coverage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// 1 GB as the catalogue counts, in MB.
pub(crate) const MB_PER_GB: u64 = 1_024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allowance {
    /// So many megabytes; 1 GB is 1,024 MB here.
    Megabytes(u64),
    /// As much as one can use.
    Unlimited,
}

/// When the days begin to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// When the eSIM is installed.
    Install,
    /// When it is first used where it works.
    FirstUse,
}

/// How wide a plan is; the narrow ones are listed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PlanKind {
    Local,
    Regional,
    World,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub id: PlanId,
    /// The coverage's own name; of a plan for one country, a title beside the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Phrase>,
    pub coverage: Coverage,
    pub allowance: Allowance,
    pub days: u16,
    /// The price in tenge (minor units: tiyn).
    pub price: Money,
    /// The price in whole Stars, where the owner fixed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_stars: Option<i64>,
    /// The operators whose networks are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<String>,
    /// The best network generation, such as `4G` or `5G`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<String>,
    /// Whether the phone may share the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotspot: Option<bool>,
    /// Whether data can be added later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_up: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Starts>,
    /// Within how many days of the purchase it must be installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_within: Option<u16>,
    /// From how much data on it becomes slower, in the supplier's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fair_use: Option<Phrase>,
    /// One more thing to say, in the owner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Phrase>,
}

/// What one unit of a plan costs, rounded to whole tenge: for comparing, never for paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitPrice {
    /// A gigabyte, where there is more than one.
    Gigabyte(Money),
    /// A day of a plan without a limit, where there is more than one.
    Day(Money),
}

impl Plan {
    /// The price in Stars: the owner's own, else from the rate. `None` where it leaves the range of
    /// numbers.
    pub fn price_in_stars(&self, rate: StarsRate) -> Option<Money> {
        self.price_stars.map(Money::stars).or_else(|| rate.stars_for(self.price))
    }

    /// Whether it has the same coverage as another: the same countries under the same name. A
    /// country's plans are beside each other whatever their titles.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        let same_name = self.kind() == PlanKind::Local || self.name == other.name;
        self.coverage == other.coverage && same_name
    }

    /// Whether it still is what was agreed to, the price apart.
    pub(crate) fn is_as_agreed(&self, agreed: &Self) -> bool {
        self.allowance == agreed.allowance
            && self.days == agreed.days
            && self.coverage == agreed.coverage
    }

    /// What a gigabyte or a day of it costs, where that says more than the price.
    pub(crate) fn unit_price(&self) -> Option<UnitPrice> {
        let tenge = |units: i64, of: i64| {
            let tiyn = self.price.minor.checked_mul(of)?.checked_div(units)?;
            Some(Money::kzt(tiyn.checked_add(50)? / 100 * 100))
        };
        match self.allowance {
            Allowance::Megabytes(megabytes) if megabytes > MB_PER_GB => {
                let (megabytes, gigabyte) = (megabytes.try_into(), MB_PER_GB.try_into());
                tenge(megabytes.ok()?, gigabyte.ok()?).map(UnitPrice::Gigabyte)
            }
            Allowance::Unlimited if self.days > 1 => tenge(self.days.into(), 1).map(UnitPrice::Day),
            Allowance::Megabytes(_) | Allowance::Unlimited => None,
        }
    }

    /// Where it works, as people read it: its country, or the coverage's own name.
    pub(crate) fn coverage_name(&self) -> CoverageName {
        match self.name.clone().filter(|_| self.kind() != PlanKind::Local) {
            Some(name) => CoverageName::Own(self.place(), name),
            None => CoverageName::Place(self.place()),
        }
    }

    pub(crate) fn kind(&self) -> PlanKind {
        match &self.coverage {
            Coverage::World => PlanKind::World,
            Coverage::Countries(countries) if countries.len() > 1 => PlanKind::Regional,
            Coverage::Countries(_) => PlanKind::Local,
        }
    }

    /// The place it is made for: its country, the region most of its countries lie in, the world.
    pub(crate) fn place(&self) -> Place {
        match self.coverage.named() {
            [only] => Place::Country(*only),
            several => Region::of_most(several).map_or(Place::World, Place::Region),
        }
    }

    /// Whether it is made to work inside Kazakhstan: it names Kazakhstan. Such plans are not sold.
    /// A world plan names no country, is made for travel, and is never offered for Kazakhstan.
    pub(crate) fn covers_kazakhstan(&self) -> bool {
        self.coverage.named().iter().any(|country| country.is_kazakhstan())
    }

    /// Whether it may be used in Russia, so that the 24-hour notice belongs on its card: it names
    /// Russia, or it is for the whole world.
    pub(crate) fn covers_russia(&self) -> bool {
        self.coverage == Coverage::World
            || self.coverage.named().iter().any(|country| country.is_russia())
    }
}

#[cfg(test)]
mod tests;
