//! Areas that travellers name and that are no region of the catalogue: the Schengen countries, the
//! Balkans, the Gulf.
//!
//! This file must not know which plans exist: the catalogue says which cover an area best.

use std::sync::LazyLock;

use super::Country;
use crate::domain::lang::Lang;

/// An area: several countries under one name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Area(u8);

/// The table: countries, names, and other names of each area.
const AREAS: &str = include_str!("areas.tsv");

/// One area of the table.
struct Row {
    countries: &'static str,
    names: [&'static str; 3],
    also: Vec<&'static str>,
}

impl Row {
    fn parse(line: &'static str) -> Option<Self> {
        let (countries, names) = line.split_once('\t')?;
        let (names, also) = names.split_once('\t')?;
        let [kk, ru, en] = *names.split('|').collect::<Vec<_>>() else { return None };
        let also = also.split('|').filter(|name| !name.is_empty()).collect();
        Some(Self { countries, names: [kk, ru, en], also })
    }
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| AREAS.lines().filter_map(Row::parse).collect());

impl Area {
    /// Every area.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0_u8..).zip(&*ROWS).map(|(index, _)| Self(index))
    }

    /// The name shown to people.
    pub fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.row().map_or([""; 3], |row| row.names))
    }

    /// Its countries.
    pub fn members(self) -> Vec<Country> {
        let codes = self.row().map_or("", |row| row.countries);
        codes.split(' ').filter_map(Country::parse).collect()
    }

    /// What else it is called; for search, never shown.
    pub(super) fn also(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| &row.also)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.get(usize::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_has_countries_and_names() {
        for area in Area::all() {
            let codes = area.row().unwrap().countries.split(' ').count();
            assert_eq!(area.members().len(), codes, "{area:?}");
            assert!(codes > 2 && Lang::ALL.iter().all(|lang| !area.name(*lang).is_empty()));
        }
        let written = AREAS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(Area::all().count(), written);
    }
}
