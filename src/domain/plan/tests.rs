//! What a plan may be called, what it covers, what it costs in Stars, and what changes its print.

use super::*;

fn plan(coverage: &str) -> Plan {
    Plan {
        id: PlanId::parse("tr-5gb-30d").unwrap(),
        name: None,
        coverage: Coverage::parse(coverage).unwrap(),
        allowance: Allowance::Megabytes(5120),
        days: 30,
        price: Money::kzt(599_000),
        price_stars: None,
        networks: None,
        generation: Some("4G".to_owned()),
        hotspot: Some(true),
        top_up: None,
        starts: Some(Starts::FirstUse),
        install_within: None,
        fair_use: None,
        note: None,
    }
}

#[test]
fn plan_ids_fit_a_button() {
    assert!(PlanId::parse(&"a".repeat(32)).is_ok());
    for bad in ["", "a b", "план", "a:b", "a/b", &"a".repeat(33), "a\n"] {
        assert!(PlanId::parse(bad).is_err(), "{bad:?}");
    }
    assert!(serde_json::from_str::<PlanId>("\"a b\"").is_err());
}

#[test]
fn coverage_is_a_sorted_set() {
    let coverage = Coverage::parse(" sa AE  SA qa").unwrap();
    assert_eq!(coverage.to_string(), "AE QA SA");
    assert_eq!(coverage, Coverage::parse("QA AE SA").unwrap());
    assert_eq!(Coverage::parse("World"), Ok(Coverage::World));
    assert_eq!(Coverage::parse("world TR"), Err(CoverageProblem::Mixed));
    assert_eq!(Coverage::parse(" "), Err(CoverageProblem::Empty));
    assert_eq!(Coverage::parse("TR,AE"), Err(CoverageProblem::Unknown("TR,AE".into())));
}

#[test]
fn an_order_remembers_a_plan_whole() {
    for coverage in ["TR", "AE SA", "world"] {
        let sold = plan(coverage);
        let json = serde_json::to_string(&sold).unwrap();
        assert!(!json.contains("networks"), "the unknown is not written: {json}");
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), sold);
    }
    let unlimited = Plan { allowance: Allowance::Unlimited, ..plan("TR") };
    let json = serde_json::to_string(&unlimited).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), unlimited);
}

#[test]
fn the_owners_price_in_stars_wins() {
    let rate = StarsRate::parse("6.5").unwrap();
    assert_eq!(plan("TR").price_in_stars(rate), Some(Money::stars(922)));
    let fixed = Plan { price_stars: Some(900), ..plan("TR") };
    assert_eq!(fixed.price_in_stars(rate), Some(Money::stars(900)));
}

#[test]
fn kinds_and_places() {
    assert_eq!(plan("TR").kind(), PlanKind::Local);
    assert_eq!(plan("TR AE").kind(), PlanKind::Regional);
    assert_eq!(plan("world").kind(), PlanKind::World);
    assert_eq!(plan("TR").place().code(), "TR");
    assert_eq!(plan("DE FR IT").place().code(), "r-eu");
    assert_eq!(plan("world").place(), Place::World);
}

#[test]
fn kazakhstan_and_russia_are_known() {
    assert!(plan("KZ").covers_kazakhstan() && plan("UZ KZ KG").covers_kazakhstan());
    assert!(!plan("world").covers_kazakhstan() && !plan("UZ KG").covers_kazakhstan());
    assert!(plan("RU").covers_russia() && plan("world").covers_russia());
    assert!(!plan("TR").covers_russia());
    let kazakhstan = Country::parse("KZ").unwrap();
    assert!(!plan("world").coverage.reaches(kazakhstan));
    assert!(plan("world").coverage.reaches(Country::parse("TR").unwrap()));
}
