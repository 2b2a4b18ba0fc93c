//! Files of plans, right and wrong, and the catalogue of the demo.

use std::fmt::Write as _;

use super::*;
use crate::domain::catalogue::{Catalogue, Listed};
use crate::domain::country::{Country, Place, Region};
use crate::domain::plan::PlanKind;

fn problems(file: &str) -> Vec<String> {
    parse_plans(file.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_whole_line_and_a_bare_one() {
    let file = "plan_id,coverage,data_mb,days,price_kzt,name,price_stars,networks,generation,\
                hotspot,top_up,starts,install_within,fair_use,note\n\
                tr-5,TR,5120,30,5990,Sea,900,\"Turkcell, Vodafone\",4G,yes,no,first_use,180,\
                1 GB a day,Hi\n\
                w,world,unlimited,7,12990.50,,,,,,,,,,\n";
    let plans = parse_plans(file.as_bytes()).unwrap();
    assert_eq!(plans.len(), 2);
    let full = &plans[0];
    assert_eq!(full.networks.as_deref(), Some("Turkcell, Vodafone"));
    assert_eq!((full.hotspot, full.top_up), (Some(true), Some(false)));
    assert_eq!(full.starts, Some(Starts::FirstUse));
    assert_eq!((full.price_stars, full.install_within), (Some(900), Some(180)));
    let same = |words: &str| Some(Phrase::Same(words.to_owned()));
    assert_eq!((&full.name, &full.note), (&same("Sea"), &same("Hi")));
    assert_eq!(full.fair_use, same("1 GB a day"));
    let bare = &plans[1];
    assert_eq!(bare.coverage, Coverage::World);
    assert_eq!(bare.allowance, Allowance::Unlimited);
    assert_eq!(bare.price, Money::kzt(1_299_050));
    assert_eq!((bare.hotspot, bare.starts, bare.note.clone()), (None, None, None));
}

#[test]
fn words_for_people_stand_once_or_in_each_language() {
    let header = "plan_id,coverage,data_mb,days,price_kzt,name,name_kk,name_ru,name_en";
    let names = |fields: &str| {
        let plans = parse_plans(format!("{header}\na,DE FR,1,1,500,{fields}\n").as_bytes());
        plans.map(|plans| plans[0].name.clone())
    };
    let each = |words: [&str; 3]| Some(Phrase::Each(words.map(str::to_owned)));
    assert_eq!(names(",,,"), Ok(None));
    assert_eq!(names("Two,,,"), Ok(Some(Phrase::Same("Two".to_owned()))));
    assert_eq!(names(",Екі,Две,Two"), Ok(each(["Екі", "Две", "Two"])));
    assert_eq!(names("Two,Екі,,"), Ok(each(["Екі", "Two", "Two"])));
    let told: Vec<_> = names(",,Две,").unwrap_err().iter().map(ToString::to_string).collect();
    let say = "write it in all three languages, or once for all in the column without a \
               language";
    assert_eq!(told, [format!("line 2, name_kk: {say}"), format!("line 2, name_en: {say}")]);
    let long = names(&format!(",Екі,{},Two", "x".repeat(65))).unwrap_err();
    assert_eq!(
        long.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["line 2, name_ru: this is 65 characters long: write at most 64"]
    );
}

#[test]
fn columns_in_any_order_and_case_with_any_separator() {
    let plain = parse_plans(b"plan_id,coverage,data_mb,days,price_kzt\na,TR,1,1,500\n").unwrap();
    for file in [
        "\u{feff}Plan_ID;COVERAGE;data_mb;days;price_kzt\r\na;TR;1;1;500\r\n",
        "days , price_kzt , plan_id,coverage,data_mb\n 1,500 , a, tr ,1",
        "\n\nplan_id,coverage,data_mb,days,price_kzt\n\n,,,,\na,TR,1,1,\"500,00\"\n\n",
        "plan_id;coverage;data_mb;days;price_kzt\na;TR;1;1;500,00\n",
    ] {
        assert_eq!(parse_plans(file.as_bytes()), Ok(plain.clone()), "{file}");
    }
}

#[test]
fn every_problem_is_told_by_its_line() {
    let file = "plan_id,coverage,data_mb,days,price_kzt,starts,hotspot\n\
                ok,TR,1024,7,1990,,\n\
                b d,TR,1024,7,1990,,\n\
                \n\
                ok,TR,1024,7,1990,,\n\
                d,TR XX,-1,0,free,tomorrow,maybe\n\
                e,TR,1024,7\n\
                ,,,,,install,\n";
    assert_eq!(
        problems(file),
        [
            "line 3, plan_id: a plan id is 1 to 32 of the signs A-Z a-z 0-9 . _ -",
            "line 5, plan_id: this plan is already on line 2: give each plan its own id",
            "line 6, coverage: \"XX\" is not an ISO 3166 country code: write two letters, \
             such as TR",
            "line 6, data_mb: write whole megabytes from 1 to 10000000, such as 1024, or \
             unlimited",
            "line 6, days: write whole days from 1 to 730",
            "line 6, price_kzt: write a price in tenge above zero, with at most two digits \
             after the point: 1990",
            "line 6, hotspot: write yes or no, or leave it empty if it is not known",
            "line 6, starts: write install or first_use, or leave it empty if it is not known",
            "line 7: there are 4 fields, the header has 7: put a field that contains the \
             separator in double quotes",
            "line 8, plan_id: this is empty: it must have a value",
            "line 8, coverage: this is empty: it must have a value",
            "line 8, data_mb: this is empty: it must have a value",
            "line 8, days: this is empty: it must have a value",
            "line 8, price_kzt: this is empty: it must have a value",
        ]
    );
}

#[test]
fn a_wrong_header_stops_everything() {
    assert_eq!(
        problems("plan_id,coverage,data_mb,days,price,days\na,TR,1,1,500,1\n"),
        [
            "line 1, price: there is no such column; known are plan_id, coverage, data_mb, \
             days, price_kzt, name, name_kk, name_ru, name_en, price_stars, networks, \
             generation, hotspot, top_up, starts, install_within, fair_use, fair_use_kk, \
             fair_use_ru, fair_use_en, note, note_kk, note_ru, note_en",
            "line 1, days: this column is there twice: keep one",
            "line 1, price_kzt: this column is missing: add it to the header",
        ]
    );
}

#[test]
fn what_is_no_table_is_refused() {
    let empty = "the file has no lines below the header: write one line for each plan";
    assert_eq!(problems(""), [format!("line 1: {empty}")]);
    assert_eq!(problems(" \n"), [format!("line 1: {empty}")]);
    let header = "plan_id,coverage,data_mb,days,price_kzt\n";
    assert_eq!(problems(header), [format!("line 1: {empty}")]);
    let utf16 = parse_plans(b"\xff\xfep\0l\0").unwrap_err();
    assert_eq!(utf16[0].what, Problem::Utf16);
    let mut broken = format!("{header}a,TR,1,1,500\n").into_bytes();
    broken.extend(b"b,TR,1\xd0,1,500\nc,T\xffR,1,1,500\n");
    let told: Vec<_> = parse_plans(&broken).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3, data_mb: this is not UTF-8 text: save the file as \"CSV UTF-8\"",
            "line 4, coverage: this is not UTF-8 text: save the file as \"CSV UTF-8\"",
        ]
    );
    let inside = format!("{header}\"a\nb\",TR,1,1,500\nc,TR,x,1,500\n");
    assert_eq!(
        problems(&inside),
        [
            "line 2, plan_id: there is a line break or another control character inside: \
             remove it",
            "line 4, data_mb: write whole megabytes from 1 to 10000000, such as 1024, or \
             unlimited",
        ]
    );
}

#[test]
fn ten_thousand_lines_are_read() {
    let mut file = "plan_id,coverage,data_mb,days,price_kzt\n".to_owned();
    for number in 0..10_000 {
        writeln!(file, "p{number},TR AE,1024,7,{}", 1_000 + number).unwrap();
    }
    let plans = parse_plans(file.as_bytes()).unwrap();
    assert_eq!(plans.len(), 10_000);
    assert_eq!(plans[9_999].id.as_str(), "p9999");
}

#[test]
fn the_demo_catalogue_is_believable() {
    let plans = parse_plans(include_bytes!("../../../demo/catalogue.csv")).unwrap();
    assert!(plans.len() >= 250, "{}", plans.len());
    // Telegram refuses an invoice in tenge below 424.80 KZT.
    assert!(plans.iter().all(|plan| plan.price.minor >= 42_480));
    assert!(plans.iter().all(|plan| !plan.covers_kazakhstan()));
    // Whoever buys for several countries reads where, in any language.
    let wide = || plans.iter().filter(|plan| plan.kind() == PlanKind::Regional);
    assert!(wide().all(|plan| matches!(plan.name, Some(Phrase::Each(_)))));
    let own = |country: Country| {
        let coverage = Coverage::of([country]);
        plans.iter().filter(|plan| Some(&plan.coverage) == coverage.as_ref()).count()
    };
    let countries: Vec<_> = Country::all().filter(|country| own(*country) > 0).collect();
    assert!(countries.len() >= 60, "{}", countries.len());
    assert!(countries.iter().all(|country| own(*country) >= 3));
    assert!(countries.iter().any(|country| country.is_russia()));
    assert!(Country::popular().iter().all(|country| own(*country) > 0));
    for region in Region::ALL {
        let regional = plans.iter().filter(|plan| plan.kind() == PlanKind::Regional);
        assert!(regional.filter(|plan| plan.place() == Place::Region(region)).count() >= 2);
    }
    assert!(plans.iter().filter(|plan| plan.kind() == PlanKind::World).count() >= 3);
    assert!(plans.iter().any(|plan| plan.allowance == Allowance::Unlimited));
    // Nobody pays more for less: within one coverage and term, more data costs more.
    for a in &plans {
        for b in plans.iter().filter(|b| b.coverage == a.coverage && b.days == a.days) {
            let dearer = a.allowance >= b.allowance || a.price.minor < b.price.minor;
            assert!(dearer, "{} and {}", a.id, b.id);
        }
    }
    let listed = plans.into_iter().map(|plan| Listed {
        plan,
        withdrawn: false,
        free: 1,
        lasting: true,
        bought: 0,
    });
    let catalogue = Catalogue::new(listed);
    assert_eq!(catalogue.regions(), Region::ALL);
    assert!(catalogue.has_world());
    assert_eq!(catalogue.popular().len(), 12);
}
