//! Regions, areas and the world by all their names: those that are shown, and what else people
//! type.
//!
//! It must not know countries; their names are in the tables.

use super::target::Target;
use crate::domain::country::areas::Area;
use crate::domain::country::{Lang, Place, Region};

/// Regions, areas and the world by all their names.
pub(super) fn wider_names() -> Vec<(Target, &'static str)> {
    #[rustfmt::skip]
    const WORLD: &[&str] = &[
        "весь мир", "мир", "по миру", "всему миру", "всем мире", "по всему миру", "вокруг света",
        "кругосветка", "кругосветное", "world", "whole world", "all world",
        "entire world", "global", "worldwide", "international", "бүкіл әлем", "әлем",
        "дүние жүзі", "бүкіл дүние жүзі", "барлық әлем", "глобальный", "глобальная",
        "международный", "международная", "халықаралық",
    ];
    const REGIONS: &[(Region, &[&str])] = &[
        (
            Region::Europe,
            &[
                "Европейские страны",
                "Страны Европы",
                "Европейская",
                "European",
                "Еуропа елдері",
                "European countries",
                "Евротур",
            ],
        ),
        (Region::Asia, &["Азиатские страны", "Страны Азии", "Азиатская", "Asian", "Азия елдері"]),
        (Region::Africa, &["Африканские страны", "Страны Африки", "African", "Африка елдері"]),
        (Region::MiddleEast, &["Ближневосточные страны", "Страны Ближнего Востока"]),
        (Region::LatinAmerica, &["Латинская Америка", "Латын Америкасы", "Latin America"]),
        (Region::NorthAmerica, &["Страны Северной Америки"]),
        (Region::Oceania, &["Тихий океан", "Pacific", "Тынық мұхит", "Pacific islands"]),
    ];
    let world = WORLD.iter().map(|name| (Target::Place(Place::World), *name));
    let regions = Region::ALL.into_iter().flat_map(|region| {
        let also = REGIONS.iter().filter(move |(known, _)| *known == region);
        let also = also.flat_map(|(_, names)| names.iter().copied());
        let target = Target::Place(Place::Region(region));
        Lang::ALL.map(|lang| region.name(lang)).into_iter().chain(also).map(move |it| (target, it))
    });
    let areas = Area::all().flat_map(|area| {
        let names = Lang::ALL.map(|lang| area.name(lang)).into_iter();
        names.chain(area.also().iter().copied()).map(move |name| (Target::Area(area), name))
    });
    world.chain(regions).chain(areas).collect()
}
