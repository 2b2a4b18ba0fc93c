//! Regions of the catalogue: how travellers group countries when they look for one plan for
//! several.
//!
//! They follow the areas of UN M49 but for a few countries (`scripts/countries.py`). This file must
//! not know which plans exist: that is [`crate::domain::catalogue`].

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::lang::Lang;

/// A part of the world that plans are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// Europe, Russia and Cyprus included.
    Europe,
    /// Central Asia and the Caucasus.
    CentralAsia,
    /// Western Asia and Iran.
    MiddleEast,
    /// East, South and Southeast Asia.
    Asia,
    /// Africa, Egypt included.
    Africa,
    /// The United States, Canada, Mexico and the islands beside them.
    NorthAmerica,
    /// South and Central America and the Caribbean.
    LatinAmerica,
    /// Australia, New Zealand and the Pacific.
    Oceania,
}

impl Region {
    /// Every region, the nearest to Kazakhstan first.
    pub(crate) const ALL: [Self; 8] = [
        Self::CentralAsia,
        Self::Europe,
        Self::MiddleEast,
        Self::Asia,
        Self::Africa,
        Self::NorthAmerica,
        Self::LatinAmerica,
        Self::Oceania,
    ];

    /// The text it is known by in buttons; no country code begins with `r-`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Europe => "r-eu",
            Self::CentralAsia => "r-ca",
            Self::MiddleEast => "r-me",
            Self::Asia => "r-as",
            Self::Africa => "r-af",
            Self::NorthAmerica => "r-na",
            Self::LatinAmerica => "r-la",
            Self::Oceania => "r-oc",
        }
    }

    /// Reads what [`Self::code`] wrote, in any case.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.code().eq_ignore_ascii_case(code))
    }

    /// The name shown to people: CLDR's where it has one for this very area.
    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.names())
    }

    const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Europe => ["Еуропа", "Европа", "Europe"],
            Self::CentralAsia => [
                "Орталық Азия және Кавказ",
                "Центральная Азия и Кавказ",
                "Central Asia and the Caucasus",
            ],
            Self::MiddleEast => ["Таяу Шығыс", "Ближний Восток", "Middle East"],
            Self::Asia => ["Азия", "Азия", "Asia"],
            Self::Africa => ["Африка", "Африка", "Africa"],
            Self::NorthAmerica => ["Солтүстік Америка", "Северная Америка", "North America"],
            Self::LatinAmerica => [
                "Латын Америкасы және Кариб",
                "Латинская Америка и Карибы",
                "Latin America and the Caribbean",
            ],
            Self::Oceania => ["Океания", "Океания", "Oceania"],
        }
    }

    /// A globe turned to it.
    pub(crate) const fn emoji(self) -> &'static str {
        match self {
            Self::Europe | Self::Africa | Self::MiddleEast => "🌍",
            Self::CentralAsia | Self::Asia | Self::Oceania => "🌏",
            Self::NorthAmerica | Self::LatinAmerica => "🌎",
        }
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom("not a region"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::Country;

    fn countries(codes: &str) -> Vec<Country> {
        codes.split(' ').map(|code| Country::parse(code).unwrap()).collect()
    }

    #[test]
    fn every_country_is_in_exactly_one_region() {
        let total: usize = Region::ALL.iter().map(|region| region.members().count()).sum();
        assert_eq!(total, Country::all().len());
    }

    #[test]
    fn travellers_find_countries_where_they_look() {
        for (codes, region) in [
            ("DE FR RU CY XK", Region::Europe),
            ("UZ KG GE AZ AM", Region::CentralAsia),
            ("TR AE SA IR IL", Region::MiddleEast),
            ("TH CN IN JP ID", Region::Asia),
            ("EG MA ZA", Region::Africa),
            ("US CA MX", Region::NorthAmerica),
            ("BR DO CR", Region::LatinAmerica),
            ("AU NZ FJ", Region::Oceania),
        ] {
            for country in countries(codes) {
                assert_eq!(country.region(), region, "{country:?}");
            }
        }
    }

    #[test]
    fn a_plan_lies_where_most_of_its_countries_lie() {
        assert_eq!(Region::of_most(&countries("DE FR TR")), Some(Region::Europe));
        assert_eq!(Region::of_most(&countries("RU GE")), Some(Region::CentralAsia));
        assert_eq!(Region::of_most(&[]), None);
    }
}
