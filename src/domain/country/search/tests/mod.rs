//! The acceptance list of the search, word for word. Rates over all countries: `rates`; the queries
//! of a script that knows nothing of the tables: `proof`; the tables' own names: `names`.

mod names;
mod proof;
mod rates;

use super::*;
use crate::domain::country::{Country, Place};

fn country(code: &str) -> Target {
    Target::Place(Place::Country(Country::parse(code).unwrap()))
}

fn countries(codes: &str) -> Vec<Target> {
    codes.split(' ').map(country).collect()
}

fn meaning(query: &str) -> Meaning {
    read(query).meaning
}

fn certain(query: &str, codes: &str) {
    assert_eq!(meaning(query), Meaning::Certain(countries(codes)), "{query}");
}

/// What is asked, certain or not.
fn asked(query: &str) -> Vec<Target> {
    match meaning(query) {
        Meaning::Several(targets) | Meaning::Perhaps { targets, .. } => targets,
        other @ (Meaning::Certain(_) | Meaning::Everyday(_) | Meaning::Nothing) => {
            panic!("{query}: {other:?}")
        }
    }
}

#[test]
fn turkey_however_it_is_written() {
    for query in [
        "turkiya",
        "Түркия",
        "турция",
        "Turkey",
        "Türkiye",
        "Ystanbul",
        "istanbul",
        "стамбул",
        "туркия",
        "nehwbz",
        "n8hrbz",
        "егклун",
    ] {
        certain(query, "TR");
    }
}

#[test]
fn everyday_names_cities_and_spellings() {
    for (code, queries) in [
        ("AE", "ОАЭ|БАӘ|dubai|UAE|ae|Дубайға|🇦🇪|DXB|dxb"),
        ("CN", "Qytai|kytai|в Китае|Қытайға|китайская симка"),
        ("GE", "gruzia|в Грузию"),
        ("US", "сша|акш|aqsh|США|АҚШ-қа|nyc|USA 10gb|New Mexico"),
        ("EG", "мысыр|египет|Шарм"),
        ("TH", "тайланд|tailand|пхукет|Phuket|Тай|Тайланд"),
        ("UZ", "ozbekstan"),
        ("KR", "ontustik korea|Корея"),
        ("GB", "Англия|Британия|UK|to UK|LHR"),
        ("HK", "Хонконг|Сянган"),
        ("ZA", "ЮАР"),
        ("KG", "Киргизия"),
        ("NL", "Голландия"),
        ("RU", "Мәскеу|Ресейге|spb|СПб"),
        ("IT", "Рим|Римге|в Риме"),
        ("ID", "bali|на Бали"),
        ("SA", "Мекке|Меккеге|умра"),
        ("AT", "Аустрия|Австрия"),
        ("PH", "Филиппин"),
        ("CZ", "Чех Республикасы"),
        ("CI", "Ivory Coast|Кот-д’Ивуар"),
        ("TR", "tr|TR|IST|ist|Turkiye|Анталья|Ыстанбұл|Турция 7 дней|хочу в Турцию|Түркияға барам"),
        ("TR", "esim Турция|из Алматы в Стамбул|turkey7days|турци"),
        ("DE", "герман"),
        ("NZ", "зеланд"),
        ("XK", "XK"),
    ] {
        for query in queries.split('|') {
            certain(query, code);
        }
    }
}

#[test]
fn several_places_are_all_heard() {
    for (query, codes) in [
        ("Турция и Грузия", "TR GE"),
        ("США и Канада", "US CA"),
        ("ОАЭ и Катар", "AE QA"),
        ("Италия Франция Испания", "IT FR ES"),
        ("Түркия мен Грузия", "TR GE"),
        ("в Турцию и в Грузию на 2 недели", "TR GE"),
        ("🇹🇷🇬🇪", "TR GE"),
        ("Стамбул, Анталья", "TR"),
        ("Europe Italy", "IT"),
    ] {
        certain(query, codes);
    }
}

#[test]
fn what_several_are_called_is_asked() {
    for code in ["TR", "TM"] {
        assert!(asked("тур").contains(&country(code)));
    }
    assert_eq!(asked("тур").first(), Some(&country("TR")));
    assert!(asked("ира").contains(&country("IR")) && asked("ира").contains(&country("IQ")));
    assert!(asked("гви").len() <= MOST_LISTED && asked("кор").contains(&country("KR")));
    assert!(asked("Фр").contains(&country("FR")));
    let mut congo = asked("Конго");
    congo.sort_unstable();
    assert_eq!(congo, countries("CD CG"));
    // A code of an airport, and of a country.
    assert_eq!(asked("FRA"), countries("DE FR"));
    assert!(asked("Коста").contains(&country("CR")));
    // On another keyboard a code is a guess.
    assert_eq!(asked("шые"), countries("TR"));
}

#[test]
fn a_typo_is_offered_and_never_chosen() {
    for (query, code) in [
        ("Трция", "TR"),
        ("Tukrey", "TR"),
        ("в Турцыю", "TR"),
        ("Germny", "DE"),
        ("Аргинтина", "AR"),
        ("Вьетнма", "VN"),
        ("Швейцра", "CH"),
        ("Истамбул", "TR"),
        ("los agneles", "US"),
        ("жаңа еландия", "NZ"),
    ] {
        assert!(asked(query).contains(&country(code)), "{query}: {:?}", meaning(query));
    }
    // In Kazakh this is a case of "Өзбек".
    certain("Өзбектан", "UZ");
    // Whoever named one place for sure and another nearly meant both.
    assert!(asked("Турция и Грзия").contains(&country("GE")));
    assert_eq!(asked("turky").first(), Some(&country("TR")));
}

#[test]
fn nothing_certain_is_made_of_what_is_not_known() {
    for query in [
        "",
        " ",
        "\0",
        "\u{200b}\u{200f}\u{202e}",
        "1",
        "??",
        "😀",
        "zzzzqqq",
        "qwxz",
        "' or 1=1 --",
        "Крым",
        "в Крыму",
        "Луна",
        "Abkhazia",
        "Крым Россия",
        "sim",
        "SIM",
    ] {
        assert_eq!(meaning(query), Meaning::Nothing, "{query:?}");
    }
    for query in ["банан", "мост", "рост", "кошка", "мандарин", "The", "<script>alert(1)</script>"]
    {
        assert!(!matches!(meaning(query), Meaning::Certain(_)), "{query}");
    }
    certain("\u{200f}\u{202e}Тур\u{200b}ция\u{0}", "TR");
    certain("  Турция!\n", "TR");
    certain("Tурция", "TR");
}

#[test]
fn regions_areas_and_the_world_have_names_too() {
    for (query, code) in [
        ("Европа", "r-eu"),
        ("в Европу", "r-eu"),
        ("for Europe", "r-eu"),
        ("tdhjgf", "r-eu"),
        ("Таяу Шығыс", "r-me"),
        ("весь мир", "world"),
        ("Worldwide", "world"),
        ("бүкіл әлемге", "world"),
    ] {
        let place = Target::Place(Place::parse(code).unwrap());
        assert_eq!(meaning(query), Meaning::Certain(vec![place]), "{query}");
    }
    for (query, inside) in [
        ("Шенген", "DE FR IT"),
        ("EU", "DE FR IT"),
        ("ЕС", "DE FR IT"),
        ("СНГ", "UZ KG"),
        ("на Балканах", "RS ME"),
        ("Скандинавия", "SE NO"),
        ("Gulf", "AE QA"),
        ("Орта Азия", "UZ KG"),
        ("по Кавказу", "GE AM"),
    ] {
        let Meaning::Certain(targets) = meaning(query) else { panic!("{query}") };
        let members: Vec<_> = targets.iter().flat_map(|target| target.members()).collect();
        let inside = inside.split(' ').map(|code| Country::parse(code).unwrap());
        assert!(
            targets.len() == 1 && inside.into_iter().all(|it| members.contains(&it)),
            "{query}"
        );
    }
}

#[test]
fn everyday_words_mean_what_they_say() {
    for (query, meant) in [
        ("помощь", Everyday::Help),
        ("возврат", Everyday::Refund),
        ("в Турции не работает", Everyday::Trouble),
        ("рахмет", Everyday::Thanks),
        ("my esim", Everyday::Esims),
        ("gjvjom", Everyday::Help),
    ] {
        assert_eq!(meaning(query), Meaning::Everyday(meant), "{query}");
    }
    certain("привет, Турция", "TR");
}

#[test]
fn the_wish_is_heard_beside_the_place() {
    let wish = read("ОАЭ 5гб на неделю").wish;
    assert_eq!(wish, Wish { days: Some(7), megabytes: Some(5 * 1024) });
}

#[test]
fn a_coverage_is_known_by_its_own_name() {
    assert!(is_named("nordics and baltics 10 days")("Nordics and Baltics"));
    assert!(is_named("esim Europe 32")("Europe 32"));
    assert!(is_named("в Северную Европу и Балтию")(
        "Северная Европа и Балтия"
    ));
    assert!(is_named("Парсы шығанағы елдеріне")("Парсы шығанағы елдері"));
    for query in ["Nordics", "Europe 10 days", ""] {
        let named = is_named(query);
        assert!(!named("Nordics and Baltics") && !named("Europe 32"));
    }
}

#[test]
fn the_work_is_bounded() {
    // Seconds would mean that the length of the text counts.
    let texts =
        ["турция ".repeat(585), "\u{200b}".repeat(4096), "ы".repeat(4096), "a b ".repeat(1024)];
    let begun = {
        #[expect(clippy::disallowed_methods, reason = "measures real time, decides nothing")]
        std::time::Instant::now()
    };
    for text in &texts {
        for _ in 0..5 {
            std::hint::black_box(meaning(text));
        }
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
}
