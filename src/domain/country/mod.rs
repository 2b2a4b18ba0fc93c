//! Where an eSIM works: countries, regions of the catalogue, the whole world.
//!
//! Names are CLDR's in Kazakh, Russian and English, with the few overrides of
//! `scripts/countries.py`. This file must not know what is for sale (that is
//! [`super::catalogue`]) nor how typed text finds a country (that is [`mod@search`], next to read).

mod areas;
mod endings;
mod fold;
pub(crate) mod region;
mod row;
pub mod search;
mod table;
mod words;

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::lang::Lang;
pub use region::Region;
use row::Row;

/// What a table that lost a row would answer; no [`Country`] value can reach it.
const NOWHERE: Row =
    Row { code: "", alpha3: "", region: Region::Europe, kk: "", ru: "", en: "", also: &[] };

/// A country or territory of ISO 3166-1 (plus `XK`, Kosovo), known to the table.
///
/// Ordered by its alpha-2 code. Stored and sent as that code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u8);

impl Country {
    /// Kazakhstan, where the shop is and where its plans must not be used.
    pub(crate) fn is_kazakhstan(self) -> bool {
        self.code() == "KZ"
    }

    /// Russia, where a foreign eSIM may wait 24 hours for its first data.
    pub(crate) fn is_russia(self) -> bool {
        self.code() == "RU"
    }

    /// Every country, in the order of the codes.
    pub(crate) fn all() -> impl ExactSizeIterator<Item = Self> {
        const COUNT: u8 = {
            let count = table::ROWS.len();
            assert!(count <= 256, "a country is known by one byte");
            #[expect(clippy::as_conversions, reason = "checked above; TryFrom is not const")]
            #[expect(clippy::cast_possible_truncation, reason = "checked above")]
            {
                count as u8
            }
        };
        (0..COUNT).map(Self)
    }

    /// The country that samples of texts are rendered with: one with letters of three alphabets.
    pub(crate) fn sample_value() -> Self {
        Self::parse("TR").unwrap_or(Self(0))
    }

    /// Reads an ISO 3166-1 alpha-2 code in any case; `None` for a code that is not in the table.
    pub fn parse(code: &str) -> Option<Self> {
        let upper = code.to_ascii_uppercase();
        let index = table::ROWS.binary_search_by(|row| row.code.cmp(&upper)).ok()?;
        u8::try_from(index).ok().map(Self)
    }

    /// The alpha-2 code, upper case.
    pub(crate) fn code(self) -> &'static str {
        self.row().code
    }

    /// The name shown to people.
    pub fn name(self, lang: Lang) -> &'static str {
        let row = self.row();
        lang.pick([row.kk, row.ru, row.en])
    }

    /// The letter of the language's alphabet that its name begins with, upper case.
    pub(crate) fn initial(self, lang: Lang) -> Option<char> {
        fold::initial(self.name(lang), lang)
    }

    /// The flag emoji: each letter of the code as a regional indicator (Unicode TR 51).
    pub(crate) fn flag(self) -> String {
        self.code().chars().filter_map(regional_indicator).collect()
    }

    /// The region of the catalogue it is listed under.
    pub(crate) fn region(self) -> Region {
        self.row().region
    }

    /// Where people from Kazakhstan travel, the most visited first; one order for every screen.
    pub(crate) fn popular() -> &'static [Self] {
        const CODES: &[&str] = &[
            "TR", "AE", "RU", "CN", "UZ", "KG", "TH", "EG", "GE", "KR", "DE", "US", "VN", "SA",
            "IT", "FR", "ES", "GB", "MY", "ID", "JP", "MV", "LK", "AZ", "CZ", "GR", "QA", "IN",
        ];
        static POPULAR: OnceLock<Vec<Country>> = OnceLock::new();
        POPULAR.get_or_init(|| CODES.iter().filter_map(|code| Self::parse(code)).collect())
    }

    /// Whether a plan sold as "whole world" may be counted on here.
    ///
    /// Wholesalers' world plans list 110 to 180 countries, and the file format says only `world`.
    /// So the shop promises no network where there is none for visitors, or where world plans
    /// commonly stop. A plan that names such a country is still sold there. Kazakhstan is never
    /// promised.
    pub(crate) fn in_world_plans(self) -> bool {
        const LEFT_OUT: &[&str] = &[
            "AQ", "BV", "CC", "CF", "CU", "CX", "EH", "ER", "FM", "GS", "HM", "IO", "IR", "KI",
            "KP", "KZ", "LY", "MH", "NF", "NU", "PN", "PW", "SB", "SD", "SH", "SJ", "SO", "SS",
            "SY", "TF", "TK", "TM", "TV", "UM", "WF", "YE",
        ];
        !LEFT_OUT.contains(&self.code())
    }

    /// Every country, sorted by name as that language's alphabet has it.
    pub(crate) fn by_name(lang: Lang) -> &'static [Self] {
        static SORTED: OnceLock<[Vec<Country>; 3]> = OnceLock::new();
        let [kk, ru, en] = SORTED.get_or_init(|| Lang::ALL.map(sorted));
        lang.pick([kk, ru, en])
    }

    /// The alpha-3 code, upper case; for search, never shown.
    fn alpha3(self) -> &'static str {
        self.row().alpha3
    }

    /// CLDR's other names of it, in any language: for search, never shown.
    fn also(self) -> &'static [&'static str] {
        self.row().also
    }

    fn row(self) -> &'static Row {
        table::ROWS.get(usize::from(self.0)).unwrap_or(&NOWHERE)
    }
}

impl Region {
    /// Its countries, in the order of the codes.
    pub(crate) fn members(self) -> impl Iterator<Item = Country> {
        Country::all().filter(move |country| country.region() == self)
    }

    /// Where most of `countries` lie; of equals the one with fewer countries of its own, so that a
    /// plan for two neighbours is found under the nearer name. `None` for no countries.
    pub(crate) fn of_most(countries: &[Country]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .map(|region| (countries.iter().filter(|c| c.region() == region).count(), region))
            .filter(|(count, _)| *count > 0)
            .max_by_key(|(count, region)| (*count, std::cmp::Reverse(region.members().count())))
            .map(|(_, region)| region)
    }
}

/// A smaller number for a more popular country.
fn popularity(country: Country) -> usize {
    Country::popular().iter().position(|popular| *popular == country).unwrap_or(usize::MAX)
}

fn sorted(lang: Lang) -> Vec<Country> {
    let mut countries: Vec<_> = Country::all().collect();
    countries.sort_by_cached_key(|country| fold::alphabetical(country.name(lang), lang));
    countries
}

/// `A` as U+1F1E6 and so on; `None` for anything but an upper-case ASCII letter.
fn regional_indicator(letter: char) -> Option<char> {
    let offset = u32::from(letter).checked_sub(u32::from('A')).filter(|offset| *offset < 26)?;
    char::from_u32(0x1F1E6 + offset)
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom("not a country code"))
    }
}

/// Where a customer looks for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// One country.
    Country(Country),
    /// A region: the plans made for several of its countries.
    Region(Region),
    /// The plans for the whole world.
    World,
}

impl Place {
    /// The text it is known by in buttons and deep links: `TR`, `r-eu`, `world`. At most 5 bytes of
    /// `[A-Za-z-]`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Country(country) => country.code(),
            Self::Region(region) => region.code(),
            Self::World => "world",
        }
    }

    /// Reads what [`Self::code`] wrote, in any case (people type deep links by hand).
    pub fn parse(code: &str) -> Option<Self> {
        if code.eq_ignore_ascii_case("world") {
            return Some(Self::World);
        }
        Region::parse(code).map(Self::Region).or_else(|| Country::parse(code).map(Self::Country))
    }

    /// The name shown to people.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Country(country) => country.name(lang),
            Self::Region(region) => region.name(lang),
            Self::World => lang.pick(["Бүкіл әлем", "Весь мир", "Whole world"]),
        }
    }

    /// The emoji before the name: a flag, or a globe.
    pub(crate) fn emoji(self) -> String {
        match self {
            Self::Country(country) => country.flag(),
            Self::Region(region) => region.emoji().to_owned(),
            Self::World => "🌐".to_owned(),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom("not a place"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    #[test]
    fn the_table_is_whole_and_in_order() {
        assert_eq!(Country::all().len(), 250);
        assert!(table::ROWS.is_sorted_by(|a, b| a.code < b.code));
        for country in Country::all() {
            assert_eq!(Country::parse(country.code()), Some(country));
            assert_eq!(country.flag().chars().count(), 2);
            for lang in Lang::ALL {
                assert!(!country.name(lang).is_empty());
            }
        }
    }

    #[test]
    fn no_two_countries_share_a_name() {
        for lang in Lang::ALL {
            let mut names: Vec<_> = Country::all().map(|country| country.name(lang)).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 250, "{lang:?}");
        }
    }

    #[test]
    fn kazakh_and_russian_names_are_cyrillic() {
        for country in Country::all() {
            for lang in [Lang::Kk, Lang::Ru] {
                let name = country.name(lang);
                assert!(!name.chars().any(|c| c.is_ascii_alphabetic()), "{name}");
            }
        }
    }

    #[test]
    fn names_are_what_people_here_say() {
        for (code, kk, ru, en) in [
            ("TR", "Түркия", "Турция", "Türkiye"),
            ("US", "АҚШ", "США", "USA"),
            ("HK", "Гонконг", "Гонконг", "Hong Kong"),
            ("MO", "Макао", "Макао", "Macao"),
            ("KG", "Қырғызстан", "Кыргызстан", "Kyrgyzstan"),
            ("KR", "Оңтүстік Корея", "Южная Корея", "South Korea"),
            ("CD", "Конго ДР", "Конго - Киншаса", "Congo - Kinshasa"),
            ("MM", "Мьянма", "Мьянма", "Myanmar"),
            ("AE", "Біріккен Араб Әмірліктері", "ОАЭ", "United Arab Emirates"),
        ] {
            let names = Lang::ALL.map(|lang| country(code).name(lang));
            assert_eq!(names, [kk, ru, en]);
        }
        assert_eq!(country("TR").flag(), "🇹🇷");
    }

    #[test]
    fn popular_countries_are_abroad_and_named_once() {
        let popular = Country::popular();
        assert_eq!(popular.len(), 28);
        assert!(popular.iter().all(|country| !country.is_kazakhstan()));
        assert!(popular.iter().all(|a| popular.iter().filter(|b| a == *b).count() == 1));
    }

    #[test]
    fn unknown_codes_are_no_countries() {
        for code in ["", "T", "XX", "EU", "TUR", "Т", "\0\0", "ZZ"] {
            assert_eq!(Country::parse(code), None, "{code:?}");
        }
        assert_eq!(Country::parse("tr"), Country::parse("TR"));
    }

    #[test]
    fn a_place_survives_its_code_and_json() {
        let places = Country::all()
            .map(Place::Country)
            .chain(Region::ALL.map(Place::Region))
            .chain([Place::World]);
        for place in places {
            assert!(place.code().len() <= 8 && place.code().is_ascii());
            assert_eq!(Place::parse(place.code()), Some(place));
            let json = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), place);
        }
        assert_eq!(Place::parse("r-xx"), None);
        assert_eq!(serde_json::to_string(&country("TR")).unwrap(), "\"TR\"");
        assert!(serde_json::from_str::<Country>("\"XX\"").is_err());
    }

    #[test]
    fn each_language_sorts_by_its_own_alphabet() {
        let position =
            |lang, code| Country::by_name(lang).iter().position(|c| *c == country(code)).unwrap();
        // А < Ә < Б: Әзірбайжан stands between Ауғанстан and Бразилия, not after Ямайка.
        assert!(position(Lang::Kk, "AF") < position(Lang::Kk, "AZ"));
        assert!(position(Lang::Kk, "AZ") < position(Lang::Kk, "BR"));
        // К < Қ < Л, О < Ө < П, У < Ұ < Ү < Ф.
        assert!(position(Lang::Kk, "KW") < position(Lang::Kk, "CN"));
        assert!(position(Lang::Kk, "CN") < position(Lang::Kk, "LA"));
        assert!(position(Lang::Kk, "OM") < position(Lang::Kk, "UZ"));
        assert!(position(Lang::Kk, "UZ") < position(Lang::Kk, "PE"));
        assert!(position(Lang::Kk, "UA") < position(Lang::Kk, "GB"));
        assert!(position(Lang::Kk, "GB") < position(Lang::Kk, "IN"));
        assert!(position(Lang::Kk, "IN") < position(Lang::Kk, "FJ"));
        // Åland is with the A's, Türkiye with the T's, Côte d’Ivoire with the C's.
        assert!(position(Lang::En, "AX") < position(Lang::En, "BR"));
        assert!(position(Lang::En, "TR") < position(Lang::En, "UG"));
        assert!(position(Lang::En, "CI") < position(Lang::En, "DK"));
        // Ё is a letter of its own beside Е: Тёркс after Таиланд and before Того.
        assert!(position(Lang::Ru, "TH") < position(Lang::Ru, "TC"));
        assert!(position(Lang::Ru, "TC") < position(Lang::Ru, "TG"));
    }
}
