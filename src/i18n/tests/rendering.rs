//! Rendering: every text in every language, missing values, escaping, joining.

use crate::domain::country::Place;
use crate::domain::ids::{AddressId, OrderId};
use crate::domain::plan::{Allowance, Phrase};
use crate::domain::text::Arg;

use super::super::locale::Locale;
use super::super::{RenderError, Words};
use super::{Fill, Lang, Seller, Text, fill, samples, with_number, words};

#[test]
fn every_text_can_be_written_in_every_language() {
    let words = words();
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (_, text) in samples() {
            match words.try_render(&text, lang, &fill()) {
                Ok(written) => assert!(!written.trim().is_empty(), "{text:?} in {}", lang.code()),
                Err(problem) => wrong.push(problem.to_string()),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_number_can_be_written() {
    let words = words();
    for lang in Lang::ALL {
        for (key, text) in samples() {
            for (name, arg) in text.args() {
                if !matches!(arg, Arg::Number(_)) {
                    continue;
                }
                for number in [0, 1, 2, 5, 11, 21, 22, 25, 101, 1_000_000] {
                    let Some(text) = with_number(&text, name, number) else { continue };
                    let written = words.try_render(&text, lang, &fill());
                    assert!(written.is_ok(), "{} {key}: {written:?}", lang.code());
                }
            }
        }
    }
}

#[test]
fn what_is_not_filled_in_is_left_out_and_named() {
    let words = words();
    let nothing = Fill::default();
    for lang in Lang::ALL {
        for text in
            [Text::CardCode, Text::CardConfirmation, Text::ConsentEmail { address: AddressId(1) }]
        {
            let written = words.render(&text, lang, &nothing);
            assert!(written.contains('…') && !written.contains("{$"), "{written}");
            let problem = words.try_render(&text, lang, &nothing).unwrap_err();
            assert!(matches!(problem, RenderError::Argument { .. }), "{problem}");
        }
    }
}

#[test]
fn secrets_are_filled_in_where_they_belong() {
    let words = words();
    let filled = fill();
    let code = filled.code.as_ref().unwrap();
    for lang in Lang::ALL {
        for (text, secret) in [
            (Text::CardCode, code.expose()),
            (Text::CardSmdp, code.expose_smdp()),
            (Text::CardPart, code.expose_matching_id()),
        ] {
            let written = words.render(&text, lang, &filled);
            assert!(written.contains(&format!("<code>{secret}</code>")), "{written}");
        }
        let written = words.render(&Text::CardConfirmation, lang, &filled);
        assert!(written.contains("<code>12345678</code>"), "{written}");
    }
    let shown = format!("{filled:?}");
    assert!(
        !shown.contains("rsp") && !shown.contains("12345678") && !shown.contains('@'),
        "{shown}"
    );
}

#[test]
fn outside_words_cannot_write_markup() {
    let words = words();
    let text = Text::PlanName { name: Phrase::Same("<b>A & B</b>\n<i>\u{202e}".to_owned()) };
    for lang in Lang::ALL {
        let html = words.render(&text, lang, &Fill::default());
        assert!(html.contains("&lt;b&gt;A &amp; B&lt;/b&gt; &lt;i&gt;"), "{html}");
        let plain = words.plain(&text, lang, &Fill::default());
        assert!(plain.contains("<b>A & B</b> <i>"), "{plain}");
    }
}

#[test]
fn lines_stand_below_one_another() {
    let words = words();
    let one = |text: &Text| words.render(text, Lang::Kk, &Fill::default());
    let text = Text::Lines(vec![
        Text::Left,
        Text::Gap,
        Text::Lines(vec![Text::NotForSale, Text::SessionOver]),
    ]);
    let wanted = [one(&Text::Left), String::new(), one(&Text::NotForSale), one(&Text::SessionOver)]
        .join("\n");
    assert_eq!(one(&text), wanted);
}

#[test]
fn a_text_inside_another_is_written_in_its_language() {
    let words = words();
    for lang in Lang::ALL {
        let state = words.render(&Text::StateFulfilled, lang, &Fill::default());
        let line = Text::EsimState { state: Box::new(Text::StateFulfilled) };
        assert!(words.render(&line, lang, &Fill::default()).contains(&state));
    }
}

#[test]
fn all_addresses_are_found_however_deep() {
    let (first, second) = (AddressId(7), AddressId(8));
    let inner = Text::EsimState { state: Box::new(Text::EsimAddress { address: second }) };
    let text = Text::Lines(vec![
        Text::Lines(vec![Text::AddressTypo { address: first, suggestion: second }]),
        inner.clone(),
    ]);
    assert_eq!(Words::addresses_in(&text), [first, second]);
    assert_eq!(Words::addresses_in(&inner), [second]);
    assert_eq!(Words::addresses_in(&Text::Home), []);
}

#[test]
fn a_message_missing_in_a_language_is_said_in_english() {
    let files = |text| [("chat", text), ("commands", ""), ("mail", ""), ("legal", "")];
    let seller = Seller::known();
    let read = |lang, text| Locale::read(lang, files(text), &seller).unwrap();
    let words = Words {
        kk: read(Lang::Kk, ""),
        ru: read(Lang::Ru, "left = Хорошо\n"),
        en: read(Lang::En, "left = Fine\nhome = { missing }\n"),
        seller: seller.clone(),
        zone: words().zone.clone(),
    };
    let fill = Fill::default();
    assert_eq!(words.render(&Text::Left, Lang::Ru, &fill), "Хорошо");
    assert_eq!(words.render(&Text::Left, Lang::Kk, &fill), "Fine");
    let missing = RenderError::Message { key: "left", lang: "kk" };
    assert_eq!(words.try_render(&Text::Left, Lang::Kk, &fill), Err(missing));
    assert_eq!(words.render(&Text::Help, Lang::Kk, &fill), "help");
    let broken = RenderError::Broken { key: "home", lang: "en" };
    assert_eq!(words.try_render(&Text::Home, Lang::En, &fill), Err(broken));
}

#[test]
fn the_requisites_name_the_seller_and_what_else_is_known() {
    let bare = words();
    let mut seller = Seller::known();
    seller.phone = Some("+7 000 000 00 00".to_owned());
    seller.hours = Some("9:00–18:00".to_owned());
    seller.registration = Some("No. 1 of 01.01.2000".to_owned());
    seller.authorities = Some("authority.example".to_owned());
    seller.responsible = Some("Data Officer".to_owned());
    let full = Words::new(seller).unwrap();
    for lang in Lang::ALL {
        let written = bare.plain(&Text::Requisites, lang, &Fill::default());
        for fact in ["Islambakiyev Sh.A.", "910109301239", "Samal-2", "support@qazaq-esim.com"] {
            assert!(written.contains(fact), "{}: {written}", lang.code());
        }
        assert!(!written.contains("+7") && !written.ends_with(['\n', ' ']), "{written}");
        let written = full.plain(&Text::Requisites, lang, &Fill::default());
        assert!(
            written.contains("+7 000 000 00 00") && written.contains("9:00–18:00"),
            "{written}"
        );
        let offer = full.plain(&Text::Terms2, lang, &Fill::default());
        assert!(offer.contains("01.01.2000") && offer.contains("authority.example"), "{offer}");
        let policy = full.plain(&Text::Privacy3, lang, &Fill::default());
        assert!(policy.contains("Data Officer"), "{policy}");
    }
}

#[test]
fn values_are_written_as_the_house_writes_them() {
    let words = words();
    let order = OrderId::from_number(1);
    let text = Text::EsimTitle {
        order,
        place: Place::World.into(),
        allowance: Allowance::Megabytes(5_120),
        days: 30,
    };
    for (lang, data) in [(Lang::Kk, "5\u{a0}ГБ"), (Lang::Ru, "5\u{a0}ГБ"), (Lang::En, "5\u{a0}GB")]
    {
        let written = words.plain(&text, lang, &Fill::default());
        for part in [data, "QE-0000-0001", Place::World.name(lang), "30"] {
            assert!(written.contains(part), "{}: {written}", lang.code());
        }
    }
}
