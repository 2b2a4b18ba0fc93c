//! From the first `/start` to an invoice.

use crate::domain::decision::Count;
use crate::domain::effect::{Body, To};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, catalogue, place, plan, plan_id, toast};
use crate::domain::ids::MessageId;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::plan::Starts;
use crate::domain::press::Press;
use crate::domain::text::Text;

use super::agreeing::invoices;

#[test]
fn a_stranger_chooses_a_language_and_the_likely_one_is_first() {
    let mut scene = Scene::stranger(Lang::Ru);
    scene.start();
    assert!(scene.says(&Text::ChooseLanguage));
    let offered = [Lang::Ru, Lang::Kk, Lang::En].map(Press::Lang);
    assert_eq!(scene.offers(), offered);
    assert_eq!(scene.counts, [Count::Visitor]);

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
fn a_deep_link_survives_the_choice_of_a_language() {
    let mut scene = Scene::stranger(Lang::En);
    scene.event(Event::Start(Some(place("TH"))));
    scene.press(Press::Lang(Lang::En));
    assert!(scene.says(&Text::PlansTitle { place: place("TH"), page: 1, pages: 1 }));
    scene.event(Event::Start(Some(place("RU"))));
    assert!(scene.says(&Text::PlansTitle { place: place("RU"), page: 1, pages: 1 }));
    scene.event(Event::Start(Some(place("KZ"))));
    assert!(scene.says(&Text::FoundAtHome));
}

#[test]
fn a_stranger_with_an_old_button_comes_to_its_place_after_the_language() {
    let mut scene = Scene::stranger(Lang::En);
    let old = Press::Plan(place("TH"), plan_id("th-5"));
    let decision = scene.press_on(old, MessageId(3));
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert!(scene.says(&Text::ChooseLanguage));
    scene.press(Press::Lang(Lang::En));
    assert!(scene.says(&Text::PlansTitle { place: place("TH"), page: 1, pages: 1 }));
}

#[test]
fn the_language_changes_in_the_middle_of_a_purchase() {
    let mut scene = Scene::customer(Lang::En);
    scene.review("TH", "th-5");
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Ru));
    let [.., chosen, review] = &scene.chat[..] else { panic!("{:#?}", scene.chat) };
    assert_eq!((&chosen.text, chosen.lang), (&Text::LanguageSet, Lang::Ru));
    assert_eq!(review.lang, Lang::Ru);
    assert!(scene.says(&Text::ReviewOffer));

    let order = scene.reviewed();
    scene.agree(order);
    scene.press(Press::EmailNo(order));
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Kk));
    let until = scene.order().invoice_until.unwrap();
    assert!(scene.says(&Text::InvoiceSent { order, until }));
    assert_eq!(invoices(&scene), [order], "the invoice stays as it is");
}

#[test]
fn what_was_read_is_what_is_agreed_to() {
    let mut scene = Scene::customer(Lang::En);
    let english = scene.review("TH", "th-5");
    let message = scene.last().id;
    scene.command(Command::Language);
    scene.press(Press::Lang(Lang::Ru));
    let decision = scene.press_on(Press::Offer(english), message);
    assert_eq!(toast(&decision), Some(Text::StaleButton));
    assert!(scene.consents.is_empty());
}

#[test]
fn all_countries_are_paged_and_back_returns_to_the_page() {
    let mut scene = Scene::customer(Lang::En);
    scene.press(Press::Countries(0));
    let Text::AllCountries { page: 1, pages } = scene.last().text else { panic!() };
    assert!(pages > 10);
    scene.press(Press::Countries(1));
    let Some(Press::Plans(place, 0)) = scene.offers().first().cloned() else { panic!() };
    scene.press(Press::Plans(place, 0));
    scene.press(Press::Countries(1));
    assert!(scene.says(&Text::AllCountries { page: 2, pages }));
    scene.press(Press::Home);
    assert_eq!(scene.chat.len(), 1, "buttons change the message they hang on");
}

#[test]
fn a_typed_name_finds_its_plans_and_a_typo_is_only_offered() {
    let mut scene = Scene::customer(Lang::Ru);
    scene.typed("Турция");
    assert!(scene.says(&Text::PlansFound { place: place("TR"), page: 1, pages: 2 }));
    scene.typed("Европа");
    assert!(matches!(scene.last().text, Text::PlansFound { .. }));
    scene.typed("Тайлнад");
    assert!(scene.says(&Text::FoundPerhaps));
    assert!(scene.offers().contains(&Press::Plans(place("TH"), 0)));
    scene.typed("Казахстан");
    assert!(scene.says(&Text::FoundAtHome));
    scene.typed("ъъъъъъъъ");
    assert!(scene.says(&Text::FoundNothing));
    scene.typed(&"ы".repeat(4_096));
    assert!(scene.says(&Text::SearchTooLong));
    scene.typed("  ");
    assert!(scene.says(&Text::SearchTooLong));
}

#[test]
fn plans_are_paged_and_wider_ones_say_where_they_work() {
    let mut scene = Scene::customer(Lang::En);
    scene.press(Press::Plans(place("TR"), 0));
    assert_eq!(scene.last().keyboard.0.len(), 8 + 1 + 1);
    scene.press(Press::Plans(place("TR"), 1));
    assert!(scene.says(&Text::PlansTitle { place: place("TR"), page: 2, pages: 2 }));
    let labels: Vec<&Text> = scene.last().keyboard.0.iter().map(|row| &row[0].label).collect();
    assert!(matches!(labels[0], Text::BtnPlanStars { days: 7, .. }));
    assert!(matches!(labels[2], Text::BtnPlanWide { days: 30, .. }), "{labels:?}");
    scene.press(Press::Plan(place("TR"), plan_id("tr-10")));
    assert_eq!(scene.offers().last(), Some(&Press::Plans(place("TR"), 1)));
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
        Text::PlanPriceStars { price: Money::kzt(250_000), stars: Money::stars(385) },
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
                | Text::PlanTopUpYes
                | Text::PlanTopUpNo
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
