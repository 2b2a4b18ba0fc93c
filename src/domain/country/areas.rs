//! Areas that travellers name and that are no region of the catalogue: the Schengen countries, the
//! Balkans, the Gulf. And places that are known to be none of ours.
//!
//! This file must not know which plans exist: the catalogue says which cover an area best.

use super::Country;
use crate::domain::lang::Lang;

/// An area: several countries under one name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Area(u8);

/// One area of the table.
struct Row {
    names: [&'static str; 3],
    also: &'static [&'static str],
    countries: &'static str,
}

impl Area {
    /// Every area.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0_u8..).zip(ROWS).map(|(index, _)| Self(index))
    }

    /// The name shown to people.
    pub fn name(self, lang: Lang) -> &'static str {
        let [kk, ru, en] = self.row().map_or([""; 3], |row| row.names);
        match lang {
            Lang::Kk => kk,
            Lang::Ru => ru,
            Lang::En => en,
        }
    }

    /// Its countries.
    pub fn members(self) -> Vec<Country> {
        let codes = self.row().map_or("", |row| row.countries);
        codes.split(' ').filter_map(Country::parse).collect()
    }

    /// What else it is called; for search, never shown.
    pub(super) fn also(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.also)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.get(usize::from(self.0))
    }
}

/// Places where no plan of ours works, under any country's name. Nothing is offered in their stead.
pub(super) const NOWHERE: &[&str] = &[
    "Крым",
    "Қырым",
    "Crimea",
    "Симферополь",
    "Севастополь",
    "Ялта",
    "Евпатория",
    "Керчь",
    "Республика Крым",
    "Абхазия",
    "Abkhazia",
    "Абхазия Республикасы",
    "Сухум",
    "Гагра",
    "Пицунда",
    "Южная Осетия",
    "South Ossetia",
    "Цхинвал",
    "Приднестровье",
    "Transnistria",
    "Тирасполь",
    "Нагорный Карабах",
    "Северный Кипр",
    "Солтүстік Кипр",
    "Northern Cyprus",
    "North Cyprus",
    "Кирения",
    "Kyrenia",
    "Донецк",
    "Луганск",
    "ДНР",
    "ЛНР",
    "Сомалиленд",
    "Somaliland",
    "Луна",
    "Moon",
    "the Moon",
    "Айға ұшу",
    "Марс",
    "Mars",
    "Космос",
    "Атлантида",
    "Atlantis",
    "Нарния",
    "Narnia",
    "СССР",
    "USSR",
    "КСРО",
    "Югославия",
    "Чехословакия",
];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row {
        names: ["Шенген елдері", "Страны Шенгена", "Schengen countries"],
        also: &[
            "Шенген", "Schengen", "Шенгенская зона", "Шенгенские страны", "Шенген аймағы",
            "Schengen area", "Schengen zone", "Страны Шенгенской зоны", "Шенгенская", "Шенгенка",
        ],
        countries: "AT BE BG HR CZ DK EE FI FR DE GR HU IS IT LV LI LT LU MT NL NO PL PT RO SK SI \
            ES SE CH",
    },
    Row {
        names: ["Еуропалық одақ", "Страны Евросоюза", "European Union"],
        also: &[
            "ЕС", "ЕО", "EU", "Евросоюз", "Еуроодақ", "Европейский союз", "Страны ЕС",
            "EU countries",
            "Страны Европейского союза", "ЕО елдері", "Еуропа одағы",
        ],
        countries: "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES \
            SE",
    },
    Row {
        names: ["ТМД елдері", "Страны СНГ", "CIS countries"],
        also: &["СНГ", "ТМД", "CIS", "Содружество независимых государств", "Экс-СССР"],
        countries: "AM AZ BY KG MD RU TJ TM UZ",
    },
    Row {
        names: ["Балқан", "Балканы", "Balkans"],
        also: &["Балкан", "Балканские страны", "Балқан елдері", "Balkan countries", "Balkan",
            "Балканский полуостров", "Страны Балкан", "Бывшая Югославия"],
        countries: "AL BA BG HR GR ME MK RO RS SI XK",
    },
    Row {
        names: ["Скандинавия", "Скандинавия", "Scandinavia"],
        also: &["Скандинавские страны", "Скандинавские", "Scandinavian countries", "Нордики",
            "Nordics", "Nordic countries", "Северная Европа", "Солтүстік Еуропа",
            "Northern Europe", "Скандинавия елдері"],
        countries: "DK FI IS NO SE",
    },
    Row {
        names: ["Балтық елдері", "Прибалтика", "Baltic states"],
        also: &["Балтия", "Страны Балтии", "Балтика", "Baltics", "Baltic", "Baltic countries",
            "Балтық жағалауы", "Балтық"],
        countries: "EE LT LV",
    },
    Row {
        names: ["Парсы шығанағы елдері", "Страны Персидского залива", "Gulf countries"],
        also: &["Страны Залива", "Персидский залив", "Парсы шығанағы", "Gulf", "Gulf states",
            "Persian Gulf", "Арабский залив", "GCC", "ССАГПЗ", "Шығанақ елдері", "Залив"],
        countries: "AE BH KW OM QA SA",
    },
    Row {
        names: ["Орталық Азия", "Центральная Азия", "Central Asia"],
        also: &["Средняя Азия", "Орта Азия", "Страны Центральной Азии", "Страны Средней Азии",
            "Орталық Азия елдері", "Middle Asia"],
        countries: "KG TJ TM UZ",
    },
    Row {
        names: ["Кавказ", "Кавказ", "Caucasus"],
        also: &["Закавказье", "Южный Кавказ", "Оңтүстік Кавказ", "Страны Кавказа", "South Caucasus",
            "Кавказ елдері"],
        countries: "AM AZ GE",
    },
    Row {
        names: ["Оңтүстік-Шығыс Азия", "Юго-Восточная Азия", "Southeast Asia"],
        also: &["ЮВА", "South East Asia", "Страны ЮВА", "Страны Юго-Восточной Азии", "Индокитай",
            "Indochina", "ASEAN", "АСЕАН", "SEA countries"],
        countries: "BN ID KH LA MM MY PH SG TH TL VN",
    },
    Row {
        names: ["Шығыс Азия", "Восточная Азия", "East Asia"],
        also: &["Дальний Восток Азии", "Страны Восточной Азии", "Қиыр Шығыс"],
        countries: "CN HK JP KR MO MN TW",
    },
    Row {
        names: ["Оңтүстік Азия", "Южная Азия", "South Asia"],
        also: &["Страны Южной Азии"],
        countries: "BD BT IN LK MV NP PK",
    },
    Row {
        names: ["Бенилюкс", "Бенилюкс", "Benelux"],
        also: &["Страны Бенилюкса", "Бенилюкс елдері"],
        countries: "BE LU NL",
    },
    Row {
        names: ["Шығыс Еуропа", "Восточная Европа", "Eastern Europe"],
        also: &["East Europe", "Страны Восточной Европы"],
        countries: "BG BY CZ HU MD PL RO SK UA",
    },
    Row {
        names: ["Батыс Еуропа", "Западная Европа", "Western Europe"],
        also: &["West Europe", "Страны Западной Европы"],
        countries: "AT BE CH DE FR LI LU MC NL",
    },
    Row {
        names: ["Оңтүстік Еуропа", "Южная Европа", "Southern Europe"],
        also: &["South Europe", "Средиземноморье", "Mediterranean", "Жерорта теңізі"],
        countries: "ES FR GR HR IT MT PT SI",
    },
    Row {
        names: ["Орталық Еуропа", "Центральная Европа", "Central Europe"],
        also: &["Страны Центральной Европы"],
        countries: "AT CH CZ DE HU LI PL SI SK",
    },
    Row {
        names: ["Солтүстік Африка", "Северная Африка", "North Africa"],
        also: &["Магриб", "Maghreb", "Northern Africa"],
        countries: "DZ EG MA TN",
    },
    Row {
        names: ["Шығыс Африка", "Восточная Африка", "East Africa"],
        also: &["Eastern Africa", "Сафари", "Safari"],
        countries: "KE RW TZ UG",
    },
    Row {
        names: ["Араб елдері", "Арабские страны", "Arab countries"],
        also: &["Arab states", "Арабские", "Араб мемлекеттері"],
        countries: "AE BH EG IQ JO KW LB MA OM QA SA TN",
    },
    Row {
        names: ["Кариб", "Карибы", "Caribbean"],
        also: &["Карибские острова", "Карибское море", "Кариб аралдары", "Caribbean islands",
            "Карибский бассейн", "Вест-Индия"],
        countries: "AG AI AW BB BS CU CW DM DO GD GP HT JM KN KY LC MQ PR TC TT VC VG",
    },
    Row {
        names: ["Оңтүстік Америка", "Южная Америка", "South America"],
        also: &["Страны Южной Америки"],
        countries: "AR BO BR CL CO EC GY PE PY SR UY VE",
    },
    Row {
        names: ["Орталық Америка", "Центральная Америка", "Central America"],
        also: &[],
        countries: "BZ CR GT HN NI PA SV",
    },
];

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
        assert_eq!(Area::all().count(), ROWS.len());
    }
}
