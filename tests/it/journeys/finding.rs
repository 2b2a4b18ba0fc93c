//! From `/start` to a plan: languages, deep links, search, lists, and the way back from everywhere.

use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::domain::country::{Country, Place};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::plan::PlanId;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{Phone, Shop};

fn place(code: &str) -> Place {
    Place::parse(code).unwrap()
}

fn plan(place_code: &str, id: &str) -> Press {
    Press::Plan(place(place_code), PlanId::parse(id).unwrap())
}

fn lists(phone: Phone<'_>, code: &str) -> bool {
    let place = place(code);
    phone.keys().iter().any(|press| matches!(press, Press::Plan(at, _) if *at == place))
}

#[tokio::test]
async fn the_phones_language_is_spoken_and_a_choice_is_remembered() {
    let shop = Shop::open().await;
    let ru = shop.phone(SECOND_CUSTOMER);
    ru.say("/start").await;
    ru.expect_last(&Text::Home, Lang::Ru);
    let last = ru.last();
    let row = last.labels().pop().unwrap();
    assert_eq!(row, ["Қазақша", "Русский", "English"]);
    let kk = shop.customer();
    shop.world.set_language(CUSTOMER, Some("ky")).unwrap();
    kk.say("/start").await;
    kk.expect_last(&Text::Home, Lang::Ru);
    kk.tap(&Press::Lang(Lang::Kk)).await;
    kk.expect_last(&Text::Home, Lang::Kk);
    assert_eq!(kk.heard().len(), 1, "the same message");
    kk.say("/start").await;
    kk.expect_last(&Text::Home, Lang::Kk);
    shop.finish().await;
}

#[tokio::test]
async fn a_deep_link_opens_its_place() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    shop.world.set_language(CUSTOMER, Some("en-GB")).unwrap();
    phone.say("/start TR").await;
    assert!(lists(phone, "TR"));
    phone.say("/start th").await;
    assert!(lists(phone, "TH"));
    phone.say("/start world").await;
    assert!(phone.keys().contains(&plan("world", "world-5")));
    for nonsense in ["/start nowhere", "/start KZ2", "/start ../../etc"] {
        phone.say(nonsense).await;
        phone.expect_last(&Text::Home, Lang::En);
    }
    // Known, and nothing is sold there.
    phone.say("/start KZ").await;
    assert!(!phone.keys().iter().any(|press| matches!(press, Press::Plan(..))));
    shop.finish().await;
}

#[tokio::test]
async fn a_name_is_found_in_any_language_layout_and_spelling() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Kk).await;
    for typed in [
        "Түркия",
        "Турция",
        "Turkey",
        "turkiye",
        "turkia",
        "Туркия",
        "Nehwbz",
        "Анталья",
        "стамбул",
    ] {
        phone.say(typed).await;
        assert!(lists(phone, "TR"), "{typed}");
    }
    phone.say("Тайланд").await;
    assert!(lists(phone, "TH"), "a common misspelling");
    shop.finish().await;
}

#[tokio::test]
async fn a_typo_is_offered_and_never_chosen() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.say("Tukrey").await;
    phone.expect_last(&Text::FoundPerhaps, Lang::En);
    assert!(!lists(phone, "TR"));
    phone.tap(&Press::Plans(place("TR"), 0)).await;
    assert!(lists(phone, "TR"));
    phone.say("qqqqqqqq").await;
    phone.expect_last(&Text::FoundNothing, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn sentences_airports_and_several_places_are_understood() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    for typed in ["хочу в Турцию", "Түркияға барамын", "IST", "турецкая симка", "Алматы Стамбул"]
    {
        phone.say(typed).await;
        assert!(lists(phone, "TR"), "{typed}");
        assert!(phone.last().text.starts_with("Показываю: "), "{typed}");
    }
    phone.say("Германия и Франция").await;
    let both = plan("r-eu", "eu-10");
    let keys = phone.keys();
    let alone = Press::Plans(place("DE"), 0);
    let at = |press: &Press| keys.iter().position(|key| key == press);
    assert!(at(&both).is_some() && at(&both) < at(&alone), "{keys:?}");
    for (typed, found) in [("Крым", Text::FoundNothing), ("Қазақстанға", Text::FoundAtHome)]
    {
        phone.say(typed).await;
        phone.expect_last(&found, Lang::Ru);
        let listed = phone.keys().into_iter().any(|press| matches!(press, Press::Plans(..)));
        assert!(!listed, "{typed}");
    }
    phone.say("возврат").await;
    phone.expect_last(&Text::PaySupport, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn what_is_not_sold_is_not_shown() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.tap(&Press::Countries(0)).await;
    let mut shown = Vec::new();
    let letters = phone.keys().into_iter().filter(|press| matches!(press, Press::Initial(_)));
    for letter in letters.collect::<Vec<_>>() {
        phone.tap(&letter).await;
        shown.extend(phone.keys().into_iter().filter_map(|press| {
            if let Press::Plans(Place::Country(country), 0) = press { Some(country) } else { None }
        }));
        phone.tap(&Press::Countries(0)).await;
    }
    assert!(shown.contains(&Country::parse("TR").unwrap()));
    assert!(!shown.contains(&Country::parse("KZ").unwrap()), "works at home: never sold");
    phone.say("Kazakhstan").await;
    phone.expect_last(&Text::FoundAtHome, Lang::En);
    shop.finish().await;
}

#[tokio::test]
async fn a_plan_shows_what_is_known_and_the_notices() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    phone.say("Россия").await;
    phone.tap(&plan("RU", "ru-2")).await;
    for text in [
        Text::NoticeRussia,
        Text::NoticePhone,
        Text::NoticeRefund,
        Text::PlanHotspotYes,
        Text::PlanStartsFirstUse,
        Text::PlanNetworks { networks: "MTS".to_owned() },
    ] {
        phone.expect_last(&text, Lang::Ru);
    }
    // Nothing is promised that cannot be bought: this plan could be topped up, and nobody says so.
    phone.say("Турция").await;
    phone.tap(&Press::Coverages(place("TR"), 0)).await;
    let europe = Press::Coverage(place("TR"), PlanId::parse("eu-10").unwrap(), 0);
    phone.tap(&europe).await;
    phone.tap(&plan("TR", "eu-10")).await;
    let last = phone.last();
    assert!(!last.text.contains("трафик:"), "{}", last.text);
    assert!(!last.text.contains(shop.plain(&Text::NoticeRussia, Lang::Ru).trim()));
    for code in ["DE", "FR", "IT", "ES", "TR"] {
        let name = Country::parse(code).unwrap().name(Lang::Ru);
        assert!(last.text.contains(name), "{name}");
    }
    shop.finish().await;
}

#[tokio::test]
async fn back_leads_from_everywhere_to_the_first_screen() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    let tr = place("TR");
    let tr1 = PlanId::parse("tr-1").unwrap();
    let ways = [
        vec![Press::Countries(0)],
        vec![Press::Countries(0), Press::Initial('T')],
        vec![Press::Plans(tr, 0), Press::Coverages(tr, 0)],
        vec![Press::Regions],
        vec![Press::Regions, Press::Plans(Place::World, 0)],
        vec![Press::Search],
        vec![Press::Esims(0)],
        vec![Press::Help],
        vec![Press::Help, Press::Terms(1), Press::Terms(2)],
        vec![Press::Help, Press::Privacy(1), Press::Privacy(2), Press::Privacy(3)],
        vec![Press::Help, Press::Consents],
        vec![Press::Help, Press::Support],
        vec![Press::Help, Press::Language],
        vec![Press::Plans(tr, 0), Press::Plan(tr, tr1.clone()), Press::Phone(tr, tr1)],
    ];
    let words =
        [Text::BtnBack, Text::BtnHome, Text::BtnLeave].map(|text| shop.plain(&text, Lang::En));
    for way in ways {
        phone.say("/start").await;
        for press in &way {
            phone.tap(press).await;
        }
        let mut steps = 0;
        while !phone.keys().contains(&Press::Countries(0))
            || phone.last().labels().concat().iter().any(|label| words[0] == **label)
        {
            let last = phone.last();
            let label = last
                .labels()
                .concat()
                .into_iter()
                .find(|label| words.contains(&(*label).to_owned()));
            let label =
                label.unwrap_or_else(|| panic!("no way back from {way:?}: {last:?}")).to_owned();
            shop.world.press_labelled(CUSTOMER, &label).unwrap();
            shop.rest().await;
            steps += 1;
            assert!(steps < 8, "no end of going back from {way:?}");
        }
        phone.expect_last(&Text::Home, Lang::En);
    }
    shop.finish().await;
}

#[tokio::test]
async fn the_language_changes_in_the_middle_without_losing_the_place() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    phone.choose("Турция", "tr-1").await;
    let before = phone.keys();
    phone.say("/language").await;
    phone.tap(&Press::Lang(Lang::Kk)).await;
    phone.expect_last(&Text::CheckoutAsks, Lang::Kk);
    // What is agreed to is what was read: the button under the Russian text is an old one.
    let old = before.iter().find(|press| matches!(press, Press::Offer(_))).unwrap();
    phone.forge_press(old).await;
    assert_eq!(phone.toast().await, shop.plain(&Text::OldCheckout, Lang::Kk));
    assert!(shop.orders().await.is_empty());
    phone.agree().await;
    phone.say("/language").await;
    phone.tap(&Press::Lang(Lang::En)).await;
    phone.expect_last(&Text::CheckoutAsks, Lang::En);
    phone.to_pay().await;
    let english = phone.invoice();
    phone.say("/language").await;
    phone.tap(&Press::Lang(Lang::Ru)).await;
    assert_ne!(phone.invoice(), english, "the invoice speaks the language too");
    assert!(shop.world.invoices().pop().unwrap().title.contains("дней"));
    phone.pays().await;
    let order = shop.newest_order().await;
    phone.tap(&Press::Install(order)).await;
    phone.tap(&Press::StepsIphone(order)).await;
    phone.expect_last(&Text::StepsIphone, Lang::Ru);
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
