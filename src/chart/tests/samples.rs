//! Statistics made up for the tests of the picture and for `examples/pictures.rs`.

use super::{Bar, DayBar, StatsPicture, Tile};

pub(super) fn tile(label: &str, value: &str) -> Tile {
    Tile { label: label.into(), value: value.into() }
}

pub(super) fn bar(label: &str, count: u32, value: &str) -> Bar {
    Bar { label: label.into(), count, value: value.into() }
}

fn month() -> Vec<DayBar> {
    (1..=30)
        .map(|day: u32| {
            let orders = (day * 7) % 13 + day / 6;
            DayBar { label: format!("{day:02}.11"), orders }
        })
        .collect()
}

/// A month in Kazakh.
pub(super) fn kazakh() -> StatsPicture {
    StatsPicture {
        title: "Qazaq eSIM: көрсеткіштер".into(),
        subtitle: "Соңғы 30 күн, 1–30 қараша".into(),
        tiles: vec![
            tile("Келушілер", "1 284"),
            tile("Төленген тапсырыстар", "212"),
            tile("Төлемнен QR-ға дейін", "4 с"),
            tile("Түсім", "739 880 ₸"),
            tile("Түсім, Stars", "41 300 ⭐"),
            tile("Қайтарылды", "10 470 ₸"),
        ],
        orders_heading: "Күндік тапсырыстар".into(),
        days: month(),
        funnel_heading: "Сатып алу жолы".into(),
        funnel: vec![
            bar("Келді", 1284, "1 284"),
            bar("Ел таңдады", 803, "803 · 63 %"),
            bar("Тариф ашты", 511, "511 · 40 %"),
            bar("Шот алды", 260, "260 · 20 %"),
            bar("Төледі", 212, "212 · 17 %"),
        ],
        countries_heading: "Үздік елдер".into(),
        countries: vec![
            bar("Түркия", 64, "64"),
            bar("Біріккен Араб Әмірліктері", 41, "41"),
            bar("Оңтүстік Корея", 28, "28"),
            bar("Өзбекстан", 19, "19"),
            bar("Һһ Ңң Ұұ Әә Ғғ Ққ Өө Үү Іі", 3, "3"),
        ],
        nothing: "Әзірге ештеңе жоқ".into(),
    }
}

/// A week in Russian, without a sale by country.
pub(super) fn russian_week() -> StatsPicture {
    let days = month().into_iter().take(7).collect();
    StatsPicture {
        title: "Qazaq eSIM: показатели".into(),
        subtitle: "Последние 7 дней, 18–24 ноября".into(),
        tiles: vec![
            tile("Посетители", "284"),
            tile("Оплаченные заказы", "47"),
            tile("От оплаты до QR", "4 с"),
            tile("Выручка", "164 030 ₸"),
            tile("Возвраты", "0 ₸"),
            tile("Ждут человека", "2"),
        ],
        orders_heading: "Заказы по дням".into(),
        days,
        funnel_heading: "Путь к покупке".into(),
        funnel: vec![
            bar("Зашли", 284, "284"),
            bar("Выбрали страну", 170, "170 · 60 %"),
            bar("Получили счёт", 60, "60 · 21 %"),
            bar("Оплатили", 47, "47 · 17 %"),
        ],
        countries_heading: "Лучшие страны".into(),
        countries: vec![],
        nothing: "Пока ничего".into(),
    }
}
