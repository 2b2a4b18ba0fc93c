//! From the first `/start` to an invoice.

use crate::domain::catalogue::{Catalogue, Listed};
use crate::domain::country::{Place, Region};
use crate::domain::decision::Count;
use crate::domain::effect::{Body, Keyboard, To};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, catalogue, place, plan, plan_id, presses, toast};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::plan::{Allowance, CoverageName, Phrase, Plan, Starts};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Millis;

use super::agreeing::invoices;

#[test]
fn a_stranger_is_spoken_to_in_the_language_of_the_phone_and_may_choose_another() {
    let mut scene = Scene::stranger(Lang::Ru);
    scene.start();
    assert!(scene.says(&Text::Home));
    assert_eq!((scene.last().lang, &scene.counts[..]), (Lang::Ru, &[Count::Visitor][..]));
    let row = scene.last().keyboard.0.last().unwrap().clone();
    assert_eq!(presses(&Keyboard(vec![row])), Lang::ALL.map(Press::Lang));

    scene.press(Press::Lang(Lang::Kk));
    assert!(scene.says(&Text::Home));
    assert_eq!((scene.last().lang, scene.chat.len()), (Lang::Kk, 1));
    // The app speaks Russian, so its menu would too.
    let menu = Body::SetMenu { to: To::Customer(scene.snap.rows.customer.id), lang: Lang::Kk };
    assert!(scene.effects.iter().any(|effect| effect.body == menu));

    scene.start();
    assert!(scene.says(&Text::Home));
    assert_eq!((scene.last().lang, &scene.counts[..]), (Lang::Kk, &[Count::Visitor][..]));
}

#[test]
fn a_deep_link_opens_its_place_at_once() {
    let mut scene = Scene::stranger(Lang::En);
    scene.event(Event::Start(Some(place("TH"))));
    assert!(scene.says(&Text::PlansTitle { place: place("TH").into(), page: 1, pages: 1 }));
    scene.event(Event::Start(Some(place("RU"))));
    assert!(scene.says(&Text::PlansTitle { place: place("RU").into(), page: 1, pages: 1 }));
    scene.event(Event::Start(Some(place("KZ"))));
    assert!(scene.says(&Text::FoundAtHome));
}

#[test]
fn a_deep_link_leads_to_a_plan() {
    let mut scene = Scene::stranger(Lang::En);
    scene.event(Event::StartAt(plan_id("th-5")));
    assert!(scene.says(&Text::CheckoutAsks));
    scene.event(Event::StartAt(plan_id("never")));
    assert!(scene.says(&Text::Home));
}

#[test]
fn an_old_button_of_the_catalogue_opens_what_it_names_for_a_stranger_too() {
    let mut scene = Scene::stranger(Lang::En);
    scene.start();
    let message = scene.last().id;
    scene.press_on(Press::Plans(place("TH"), 0), message);
    assert!(scene.says(&Text::PlansTitle { place: place("TH").into(), page: 1, pages: 1 }));
}

#[test]
fn the_language_changes_in_the_middle_of_a_purchase() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Ru));
    assert_eq!((scene.last().lang, scene.chat.len()), (Lang::Ru, 1), "it stands once");
    assert!(scene.says(&Text::CheckoutAsks));

    let order = scene.reviewed();
    scene.agree(order);
    scene.press(Press::Pay(order));
    let until = scene.order().invoice_until.unwrap();
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Kk));
    assert_eq!(invoices(&scene), [order, order], "the invoice comes anew");
    assert_eq!((scene.order().lang, scene.order().asked), (Lang::Kk, Some(Money::stars(462))));
    assert_eq!(scene.order().invoice_until, Some(until + Millis(1)), "and ends when it did");
}

#[test]
fn what_was_read_is_what_is_agreed_to() {
    let mut scene = Scene::customer(Lang::En);
    let english = scene.review("TH", "th-5");
    let message = scene.last().id;
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Ru));
    let before = scene.chat.clone();
    let decision = scene.press_on(Press::Offer(english), message);
    assert_eq!(toast(&decision), Some(Text::OldCheckout));
    assert_eq!(scene.chat, before, "no message becomes another screen");
    assert!(scene.consents.is_empty());
}

#[test]
fn all_countries_stand_under_their_letters() {
    let mut scene = Scene::customer(Lang::En);
    scene.press(Press::Countries(0));
    assert!(scene.says(&Text::ChooseInitial));
    let letters = scene.offers();
    assert!(letters.contains(&Press::Initial('T')) && !letters.contains(&Press::Initial('Т')));
    scene.press(Press::Initial('T'));
    let listed = scene.offers();
    // Those with plans of their own, then those where wider plans work; each in its alphabet.
    let at = |code: &str| listed.iter().position(|it| *it == Press::Plans(place(code), 0)).unwrap();
    assert!(at("TH") < at("TR") && at("TR") < at("TW") && at("TW") < at("TZ"), "{listed:?}");
    scene.press(Press::Plans(place("TZ"), 0));
    assert_eq!(scene.offers().last(), Some(&Press::Initial('T')), "Back leads to the letter");
    // The letter of another language's alphabet, and a page of an older version.
    scene.command(Command::Language);
    scene.press(Press::Initial('T'));
    scene.press(Press::Lang(Lang::Kk));
    assert!(scene.says(&Text::ChooseInitial));
    assert!(scene.offers().contains(&Press::Initial('Ү')), "Үндістан");
    let message = scene.last().id;
    scene.press_on(Press::Countries(17), message);
    assert!(scene.says(&Text::ChooseInitial));
}

#[test]
fn a_typed_name_finds_its_plans_and_a_typo_is_only_offered() {
    let mut scene = Scene::customer(Lang::Ru);
    scene.typed("Турция");
    assert!(scene.says(&Text::PlansFound { place: place("TR").into(), page: 1, pages: 2 }));
    scene.typed("Европа");
    assert!(scene.lines().iter().any(|line| matches!(line, Text::PlansFound { .. })));
    scene.typed("Тайлнад");
    assert!(scene.says(&Text::FoundPerhaps));
    assert!(scene.offers().contains(&Press::Plans(place("TH"), 0)));
    scene.typed("Казахстан");
    assert!(scene.says(&Text::FoundAtHome));
    scene.typed("ъъъъъъъъ");
    assert!(scene.says(&Text::FoundNothing));
    for nowhere in ["5 ГБ", "7 дней", "безлимит на неделю", "хочу купить eSIM", "10 күн", "10 gb"]
    {
        scene.typed(nowhere);
        assert!(scene.says(&Text::WhereTo), "{nowhere}");
    }
    scene.typed(&"ы".repeat(4_096));
    assert!(scene.says(&Text::SearchTooLong));
    scene.typed("  ");
    assert!(scene.says(&Text::SearchTooLong));
}

#[test]
fn a_country_lists_its_own_plans_and_the_wider_ones_behind_a_button() {
    let mut scene = Scene::customer(Lang::En);
    scene.press(Press::Plans(place("TR"), 0));
    assert_eq!(scene.last().keyboard.0.len(), 8 + 1 + 1 + 1);
    scene.press(Press::Plans(place("TR"), 1));
    assert!(scene.says(&Text::PlansTitle { place: place("TR").into(), page: 2, pages: 2 }));
    assert!(scene.offers().contains(&Press::Plan(place("TR"), plan_id("tr-10"))));
    scene.press(Press::Plan(place("TR"), plan_id("tr-10")));
    assert_eq!(scene.offers().last(), Some(&Press::Plans(place("TR"), 1)));
    let message = scene.last().id;
    scene.press_on(Press::Coverages(place("TR"), 0), message);
    // One coverage alone is opened at once.
    assert!(scene.says(&Text::PlanWorld));
    let world = Press::Plan(place("TR"), plan_id("world-5"));
    assert_eq!(scene.offers(), [world.clone(), Press::Plans(place("TR"), 0)]);
    scene.press(world);
    assert_eq!(scene.offers().last(), Some(&Press::Coverage(place("TR"), plan_id("world-5"), 0)));
}

#[test]
fn a_region_lists_its_coverages_by_their_own_names() {
    let mut scene = Scene::customer(Lang::Ru);
    let named = |mut plan: Plan, names: [&str; 3]| {
        plan.name = Some(Phrase::Each(names.map(str::to_owned)));
        plan
    };
    let (wide, north) = ("DE FR IT ES PL SE NO", "SE NO DK");
    let europe = ["Еуропа", "Европа", "Europe"];
    let nordics = ["Солтүстік елдер", "Северные страны", "Nordics"];
    scene.snap.catalogue = catalogue(vec![
        named(plan("eu-1", wide, 1024, 7, 2_300), europe),
        named(plan("eu-5", wide, 5 * 1024, 30, 6_900), europe),
        named(plan("no-1", north, 1024, 7, 2_200), nordics),
        plan("se-1", "SE", 1024, 7, 1_000),
    ]);
    let europe_place = Place::Region(Region::Europe);
    let message = scene.last().id;
    scene.press_on(Press::Plans(europe_place, 0), message);
    let labels: Vec<(CoverageName, i64, Money)> = scene
        .last()
        .keyboard
        .0
        .iter()
        .flatten()
        .filter_map(|key| match key.label.clone() {
            Text::BtnCoverage { place, count, price } => Some((place, count, price)),
            _ => None,
        })
        .collect();
    let words: Vec<&str> = labels.iter().map(|(name, ..)| name.words(Lang::Ru)).collect();
    assert_eq!(words, ["Европа", "Северные страны"], "the widest first");
    assert_eq!((labels[0].1, labels[0].2), (7, Money::kzt(230_000)));
    scene.press(Press::Coverage(europe_place, plan_id("no-1"), 0));
    assert!(scene.lines().iter().any(|line| matches!(line, Text::PlanCountries { .. })));
    assert_eq!(scene.offers().last(), Some(&Press::Coverages(europe_place, 0)));
    scene.press(Press::Plan(europe_place, plan_id("no-1")));
    let title = scene.lines().into_iter().find_map(|line| match line {
        Text::CheckoutPlan { place, .. } => Some(place.words(Lang::Ru).to_owned()),
        _ => None,
    });
    assert_eq!(title.as_deref(), Some("Северные страны"));
    // By its name in any language and case, beside amounts.
    for typed in ["Северные страны", "nordics 1gb", "в Северные страны", "Солтүстік елдерге"]
    {
        scene.typed(typed);
        let north = Press::Plan(europe_place, plan_id("no-1"));
        assert!(scene.offers().contains(&north), "{typed}: {:?}", scene.last());
        assert!(!scene.offers().contains(&Press::Plan(europe_place, plan_id("eu-1"))), "{typed}");
    }
    // The narrowest that has both, then the wider one, then each place.
    scene.typed("Швеция и Норвегия");
    let expected = [
        Press::Plan(europe_place, plan_id("no-1")),
        Press::Coverage(europe_place, plan_id("eu-1"), 0),
        Press::Plans(place("SE"), 0),
        Press::Plans(place("NO"), 0),
    ];
    assert_eq!(scene.offers()[..4], expected);
}

#[test]
fn what_is_bought_most_is_marked_from_ten_on_and_a_third_ahead() {
    let marked = |bought: [u64; 3], free: u64| {
        let listed = bought.iter().zip(1_u64..).map(|(bought, n)| Listed {
            plan: plan(&format!("th-{n}"), "TH", n * 1024, 7, 1_000),
            withdrawn: false,
            lasting: true,
            free: if n == 1 { free } else { 1 },
            bought: *bought,
        });
        let mut scene = Scene::customer(Lang::En);
        scene.snap.catalogue = Catalogue::new(listed).into();
        let message = scene.last().id;
        scene.press_on(Press::Plans(place("TH"), 0), message);
        let keys = scene.last().keyboard.0.iter().flatten();
        keys.filter(|key| matches!(key.label, Text::BtnMostBought { .. })).count()
    };
    assert_eq!(marked([12, 9, 0], 1), 1);
    assert_eq!(marked([10, 0, 0], 1), 1);
    assert_eq!(marked([9, 0, 0], 1), 0, "too few");
    assert_eq!(marked([11, 9, 0], 1), 0, "not a third ahead");
    assert_eq!(marked([12, 9, 0], 0), 0, "it is sold out, and the next is not the first");
}

#[test]
fn sold_out_is_said_to_who_comes_for_it() {
    let mut scene = Scene::customer(Lang::Ru);
    let of =
        |plan: Plan, free: u64| Listed { plan, withdrawn: false, free, lasting: true, bought: 0 };
    let gone = plan("th-5", "TH", 5 * 1024, 30, 3_000);
    let mut safari = plan("safari", "KE TZ", 1024, 7, 3_000);
    safari.name = Some(Phrase::Same("Safari".to_owned()));
    let listed = [
        of(safari.clone(), 0),
        of(gone.clone(), 0),
        of(plan("th-1", "TH", 1024, 7, 1_000), 1),
        of(plan("th-10", "TH", 10 * 1024, 30, 5_000), 1),
        of(plan("asia", "TH VN", 5 * 1024, 30, 4_000), 1),
    ];
    scene.snap.catalogue = Catalogue::new(listed).into();
    let said = Text::SoldOut { place: place("TH").into(), allowance: gone.allowance, days: 30 };
    let message = scene.last().id;
    scene.press_on(Press::Plan(place("TH"), plan_id("th-5")), message);
    assert!(scene.says(&said) && scene.says(&Text::Instead));
    let asia = Press::Plan(Place::Region(Region::Asia), plan_id("asia"));
    let instead = [Press::Plan(place("TH"), plan_id("th-10")), asia];
    assert_eq!(scene.offers()[..2], instead, "the same place, then a coverage that contains it");
    scene.press_on(Press::Buy(place("TH"), plan_id("th-5")), message);
    assert!(scene.says(&said));
    scene.typed("Таиланд 5 гб");
    assert!(scene.says(&said));
    scene.typed("Таиланд 1 гб");
    assert!(!scene.says(&said));
    scene.typed("Таиланд");
    assert!(!scene.says(&said), "nobody came for it");
    scene.typed("Safari");
    assert!(scene.says(&Text::CoverageSoldOut { place: safari.coverage_name() }));
}

#[test]
fn a_unit_price_is_said_where_there_is_something_to_compare() {
    let mut scene = Scene::customer(Lang::En);
    let unlimited = |id: &str, days: u16, tenge: i64| Plan {
        allowance: Allowance::Unlimited,
        ..plan(id, "TH", 1, days, tenge)
    };
    scene.snap.catalogue = catalogue(vec![
        plan("th-1", "TH", 1024, 7, 1_000),
        plan("th-3", "TH", 3 * 1024, 30, 2_000),
        plan("th-10", "TH", 10 * 1024, 30, 5_000),
        unlimited("th-u", 10, 9_990),
        plan("jp-3", "JP", 3 * 1024, 30, 2_000),
    ]);
    let message = scene.last().id;
    scene.press_on(Press::Plans(place("TH"), 0), message);
    let (three, ten) = (Allowance::Megabytes(3 * 1024), Allowance::Megabytes(10 * 1024));
    let per_gb = |allowance, price| Text::ListPerGb { allowance, days: 30, price };
    let per_day =
        Text::ListPerDay { allowance: Allowance::Unlimited, days: 10, price: Money::kzt(99_900) };
    assert!(scene.says(&per_gb(three, Money::kzt(66_700))), "{:?}", scene.lines());
    assert!(scene.says(&per_gb(ten, Money::kzt(50_000))) && scene.says(&per_day));
    scene.press(Press::Plan(place("TH"), plan_id("th-u")));
    assert!(scene.says(&Text::PlanFairUseUnknown));
    scene.press_on(Press::Plans(place("JP"), 0), message);
    assert!(!scene.lines().iter().any(|line| matches!(line, Text::ListPerGb { .. })));
}

#[test]
fn a_card_shows_what_is_known_and_nothing_else() {
    let mut scene = Scene::customer(Lang::En);
    let mut known = plan("ru-3", "RU", 3 * 1024, 30, 2_500);
    known.networks = Some("MegaFon".to_owned());
    known.hotspot = Some(false);
    known.starts = Some(Starts::FirstUse);
    scene.snap.catalogue = catalogue(vec![known, plan("th-5", "TH", 5 * 1024, 15, 3_000)]);
    let message = scene.last().id;
    scene.press_on(Press::Plan(place("RU"), plan_id("ru-3")), message);
    for line in [
        Text::PlanNetworks { networks: "MegaFon".to_owned() },
        Text::PlanHotspotNo,
        Text::PlanStartsFirstUse,
        Text::NoticeRussia,
        Text::NoticePhone,
        Text::NoticeRefund,
        Text::CheckoutTotalStars { price: Money::kzt(250_000), stars: Money::stars(385) },
    ] {
        assert!(scene.says(&line), "{line:?}");
    }
    scene.press_on(Press::Plan(place("TH"), plan_id("th-5")), message);
    let about_unknown = scene.lines().into_iter().find(|line| {
        matches!(
            line,
            Text::PlanNetworks { .. }
                | Text::PlanGeneration { .. }
                | Text::PlanHotspotYes
                | Text::PlanHotspotNo
                | Text::PlanFairUse { .. }
                | Text::PlanFairUseUnknown
                | Text::PlanInstallWithin { .. }
                | Text::PlanStartsInstall
                | Text::PlanStartsFirstUse
                | Text::PlanNote { .. }
                | Text::PlanName { .. }
                | Text::NoticeRussia
        )
    });
    assert_eq!(about_unknown, None);
    scene.press(Press::Phone(place("TH"), plan_id("th-5")));
    assert!(scene.says(&Text::PhoneCheck));
    scene.press(Press::Plan(place("TH"), plan_id("th-5")));
}
