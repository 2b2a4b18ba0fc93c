//! Telegram's limits, with values as long as they get (Bot API: `sendMessage`, `sendPhoto`,
//! `sendInvoice`, `answerCallbackQuery`, `setMyName`, `setMyDescription`, `BotCommand`).

use crate::domain::country::{Country, Place, Region};
use crate::domain::ids::OrderId;
use crate::domain::money::Money;
use crate::domain::plan::{Allowance, CoverageName, Phrase};
use crate::domain::text::Text;
use crate::domain::time::{Day, Stamp};

use super::super::format;
use super::{Lang, plain, samples, samples_of, units};

fn each(texts: &[(&'static str, Text)], check: impl Fn(&str, Lang, &str) -> Option<String>) {
    let wrong: Vec<String> = Lang::ALL
        .into_iter()
        .flat_map(|lang| texts.iter().map(move |(key, text)| (*key, lang, plain(text, lang))))
        .filter_map(|(key, lang, written)| {
            check(key, lang, &written).map(|why| format!("{} {key}: {why}: {written}", lang.code()))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn at_most(texts: &[(&'static str, Text)], most: usize) {
    each(texts, |_, _, written| {
        let length = units(written);
        (!(1..=most).contains(&length)).then(|| format!("{length} of at most {most}"))
    });
}

/// The longest name that a plans file may give a coverage, and the longest of a place in each
/// language, which are longer than any sample.
fn longest_places() -> Vec<CoverageName> {
    let own = CoverageName::Own(Place::World, Phrase::Same("Ш".repeat(64)));
    longest_of_the_table().into_iter().map(CoverageName::Place).chain([own]).collect()
}

fn longest_of_the_table() -> Vec<Place> {
    let all = || {
        Country::all()
            .map(Place::Country)
            .chain(Region::ALL.into_iter().map(Place::Region))
            .chain([Place::World])
    };
    Lang::ALL
        .into_iter()
        .filter_map(|lang| all().max_by_key(|place| units(place.name(lang))))
        .collect()
}

#[test]
fn messages_fit_one_message() {
    at_most(&samples(), 4_096);
}

#[test]
fn legal_pages_leave_room() {
    for prefix in ["terms-", "privacy-", "steps-", "erase-first", "review-processing"] {
        at_most(&samples_of(prefix), 3_900);
    }
}

#[test]
fn a_whole_plan_card_fits_one_message() {
    let countries: Vec<Country> = Country::all().collect();
    let mut lines: Vec<Text> = samples_of("plan-")
        .into_iter()
        .filter(|(key, _)| !matches!(*key, "plan-countries" | "plan-world"))
        .chain(samples_of("notice-"))
        .map(|(_, text)| text)
        .collect();
    lines.push(Text::PlanCountries { countries: countries.iter().take(150).copied().collect() });
    at_most(&[("plan card", Text::Lines(lines))], 4_096);
}

/// The whole checkout with everything that it can say at once, for the widest plan, and what of it
/// stands before the fold.
#[test]
fn the_checkout_fits_one_message_and_begins_briefly() {
    let before = ["checkout-plan", "checkout-russia", "checkout-for", "checkout-total-either"];
    let before = before.into_iter().chain(["checkout-stars-dearer", "checkout-asks"]);
    let before: Vec<Text> = before.flat_map(samples_of).map(|(_, text)| text).collect();
    let mut later = before.clone();
    later.retain(|text| text.key() != Some("checkout-for"));
    later.extend([Text::CheckoutLater { days: 180 }, Text::TengeByPerson { days: 10 }]);
    let begins = [("before the fold", before.clone()), ("the same, later", later.clone())];
    each(&begins.map(|(what, lines)| (what, Text::Lines(lines))), |_, _, written| {
        let words = written.split_whitespace().filter(|it| it.contains(char::is_alphanumeric));
        let words = words.count();
        (words > 60).then(|| format!("{words} words of at most 60"))
    });
    let mut lines = later;
    lines.extend(samples_of("checkout-mail").into_iter().map(|(_, text)| text));
    lines.extend(samples_of("checkout-instead").into_iter().map(|(_, text)| text));
    lines.extend(samples_of("price-rose").into_iter().map(|(_, text)| text));
    // Of two that no plan has at once, the longer one.
    let apart = ["plan-countries", "plan-world", "plan-fits"];
    let shorter = ["plan-starts-install", "plan-hotspot-no", "plan-fair-use"];
    let is_said = |key: &str| !apart.contains(&key) && !shorter.contains(&key);
    let facts = samples_of("plan-").into_iter().filter(|(key, _)| is_said(key));
    lines.push(Text::Fold(facts.map(|(_, text)| text).collect()));
    let countries = Country::all().take(40).collect();
    lines.push(Text::Fold(vec![Text::PlanCountries { countries }]));
    lines.push(Text::Fold(vec![Text::Requisites, Text::NoticeRefund]));
    lines.extend([Text::ReviewOffer, Text::ReviewProcessing, Text::ReviewTransfer]);
    at_most(&[("checkout", Text::Lines(lines))], 4_096);
}

#[test]
fn the_card_with_its_codes_fits_a_caption() {
    for place in longest_places() {
        let allowance = Allowance::Megabytes(10_240);
        let order = OrderId::from_number(1);
        let front = Text::Lines(vec![
            Text::CardQr { place, allowance, days: 365 },
            Text::CardOrder { order, day: Day(Stamp(1_795_432_140_000)) },
            Text::CardStartsUnknown,
            Text::CardHowConfirm,
        ]);
        each(&[("card", front)], |_, _, written| {
            (written.lines().count() != 4).then(|| "not four lines".to_owned())
        });
    }
    let codes = vec![
        Text::CardByHand,
        Text::Gap,
        Text::CardSmdp,
        Text::CardPart,
        Text::CardCode,
        Text::CardConfirmation,
    ];
    at_most(&[("codes", Text::Lines(codes))], 1_024);
}

#[test]
fn refusals_and_toasts_fit() {
    at_most(&samples_of("refuse-"), 200);
    for prefix in ["stale-button", "old-", "consents-missing", "payment-under-way"] {
        at_most(&samples_of(prefix), 200);
    }
}

#[test]
fn an_invoice_fits() {
    let allowances =
        [Allowance::Megabytes(102_400), Allowance::Megabytes(1_500), Allowance::Unlimited];
    for allowance in allowances {
        for days in [1, 3, 21, 365] {
            at_most(&[("invoice-title", Text::InvoiceTitle { allowance, days })], 32);
        }
    }
    at_most(&samples_of("invoice-title"), 32);
    let order = OrderId::from_number(1);
    for place in longest_places() {
        let (minutes, until) = (30, Stamp(1_795_432_140_000).into());
        let later = Text::InvoiceLater { place: place.clone(), order, minutes, until };
        at_most(&[("invoice-later", later)], 255);
        let words = Text::InvoiceDescription { place, order, minutes, until };
        at_most(&[("invoice-description", words)], 255);
    }
    at_most(&samples_of("invoice-line"), 64);
}

#[test]
fn the_profile_fits() {
    at_most(&samples_of("bot-name"), 64);
    at_most(&samples_of("bot-description"), 512);
    at_most(&samples_of("bot-short-description"), 120);
    at_most(&samples_of("cmd-"), 60);
}

#[test]
fn buttons_are_short() {
    let buttons = samples_of("btn-");
    let (with, without): (Vec<_>, Vec<_>) =
        buttons.into_iter().partition(|(_, text)| !text.args().is_empty());
    each(&without, |key, _, written| {
        // Two keys in one row leave room for this much on a narrow phone; these stand alone in
        // theirs, and say what is agreed to or undone.
        let alone = [
            "btn-declined",
            "btn-email-same",
            "btn-install-android",
            "btn-install-iphone",
            "btn-settled-yes",
            "btn-withdraw-email",
        ];
        let most = if alone.contains(&key) { 24 } else { 20 };
        let length = written.chars().count();
        (length > most || length == 0).then(|| format!("{length} of at most {most}"))
    });
    // The plans of a wider place end with its name, which may be cut; so may an address, which the
    // text shows whole; an order is tried with each of its states, not with any text.
    let apart = [
        "btn-plan-wide",
        "btn-instead",
        "btn-order",
        "btn-address",
        "btn-coverage",
        "btn-most-bought",
        "btn-trip",
        "btn-trip-state",
    ];
    let (wide, with): (Vec<_>, Vec<_>) = with.into_iter().partition(|(key, _)| apart.contains(key));
    assert_eq!(wide.len(), apart.len());
    at_most(&with, 48);
    // One country's own plan is no wide one.
    for place in Region::ALL.into_iter().map(Place::Region).chain([Place::World]) {
        let (allowance, price) = (Allowance::Megabytes(10_240), Money::kzt(1_250_000));
        let stars = Money::stars(1_923);
        let place: CoverageName = place.into();
        let buttons = [
            Text::BtnPlanWide { place: place.clone(), allowance, days: 30, price, stars },
            Text::BtnInstead { place: place.clone(), allowance, days: 30, price },
        ];
        each(&buttons.map(|button| ("a wide plan", button)), |_, lang, written| {
            let numbers = written.strip_suffix(&format::coverage(&place, lang));
            let fits = numbers.is_some_and(|numbers| units(numbers) <= 44);
            (!fits).then(|| "the numbers do not stand first, or are long".to_owned())
        });
    }
    // The count and the price stand beside the coverage's name.
    for (place, count) in [(Place::Region(Region::MiddleEast), 121), (Place::World, 0)] {
        let place: CoverageName = place.into();
        let price = Money::kzt(1_250_000);
        let button = Text::BtnCoverage { place: place.clone(), count, price };
        each(&[("btn-coverage", button)], |_, lang, written| {
            let facts = written.strip_prefix(&format::coverage(&place, lang));
            let fits = facts.is_some_and(|facts| units(facts) <= 36);
            (!fits).then(|| "the name does not stand first, or the rest is long".to_owned())
        });
    }
    for (_, state) in samples_of("state-") {
        let button = Text::BtnOrder { order: OrderId::from_number(1), state: Box::new(state) };
        at_most(&[("btn-order", button)], 40);
    }
}

#[test]
fn a_plan_is_told_apart_on_its_button() {
    let button = |allowance, days| Text::BtnPlanStars {
        allowance,
        days,
        price: Money::kzt(1_250_000),
        stars: Money::stars(1_923),
    };
    for lang in Lang::ALL {
        let written = plain(&button(Allowance::Megabytes(10_240), 30), lang);
        for part in ["10", "30", "₸", "⭐"] {
            assert!(written.contains(part), "{}: {written}", lang.code());
        }
        assert!(units(&written) <= 40, "{}: {written}", lang.code());
    }
}
