//! What is listed for a place, in which order, and what is not.

use super::*;
use crate::domain::fixtures::plan;

fn listed(id: &str, coverage: &str, megabytes: u64, days: u16, tenge: i64) -> Listed {
    let plan = plan(id, coverage, megabytes, days, tenge);
    Listed { plan, withdrawn: false, free: 5, lasting: true, bought: 0 }
}

fn place(code: &str) -> Place {
    Place::parse(code).unwrap()
}

fn ids(catalogue: &Catalogue, code: &str) -> Vec<String> {
    catalogue.plans_for(place(code)).iter().map(|plan| plan.id.to_string()).collect()
}

#[test]
fn narrow_plans_come_first_then_data_days_price() {
    let unlimited = {
        let mut unlimited = listed("unlimited", "TR", 1, 7, 100);
        unlimited.plan.allowance = Allowance::Unlimited;
        unlimited
    };
    let catalogue = Catalogue::new([
        listed("world", "world", 1024, 7, 3_000),
        listed("region", "TR AE SA", 512, 7, 900),
        listed("big", "TR", 10_240, 30, 7_000),
        unlimited,
        listed("dear", "TR", 1024, 7, 1_500),
        listed("cheap", "TR", 1024, 7, 1_200),
        listed("long", "TR", 1024, 30, 1_000),
    ]);
    assert_eq!(
        ids(&catalogue, "TR"),
        ["cheap", "dear", "long", "big", "unlimited", "region", "world"]
    );
    assert_eq!(ids(&catalogue, "r-me"), ["region"]);
    assert_eq!(ids(&catalogue, "world"), ["world"]);
    assert_eq!(catalogue.regions(), [Region::MiddleEast]);
}

#[test]
fn what_cannot_be_sold_is_not_there() {
    let empty = Listed { free: 0, ..listed("empty", "DE", 1024, 7, 1_000) };
    let gone = Listed { withdrawn: true, ..listed("gone", "FR", 1024, 7, 1_000) };
    let catalogue = Catalogue::new([empty, gone, listed("sold", "IT", 1024, 7, 1_000)]);
    assert_eq!(catalogue.countries(), [Country::parse("IT").unwrap()]);
    for id in ["empty", "gone"] {
        let id = PlanId::parse(id).unwrap();
        assert_eq!(catalogue.plan(&id), None);
        assert!(catalogue.listed(&id).is_some());
    }
    assert!(!catalogue.has_world());
    assert!(Catalogue::default().popular().is_empty());
}

#[test]
fn nothing_is_sold_for_use_inside_kazakhstan() {
    let catalogue = Catalogue::new([
        listed("kz", "KZ", 1024, 7, 1_000),
        listed("asia", "UZ KG KZ", 1024, 7, 1_000),
        listed("world", "world", 1024, 7, 3_000),
    ]);
    let kazakhstan = Country::parse("KZ").unwrap();
    assert!(catalogue.plan(&PlanId::parse("kz").unwrap()).is_none());
    assert!(catalogue.plan(&PlanId::parse("asia").unwrap()).is_none());
    assert!(catalogue.plan(&PlanId::parse("world").unwrap()).is_some());
    assert!(catalogue.plans_for(Place::Country(kazakhstan)).is_empty());
    assert!(!catalogue.countries().contains(&kazakhstan));
    assert_eq!(ids(&catalogue, "UZ"), ["world"]);
}

#[test]
fn a_world_plan_reaches_where_travellers_go_and_promises_no_more() {
    let catalogue = Catalogue::new([listed("world", "world", 1024, 7, 3_000)]);
    assert!(catalogue.has_world());
    assert_eq!(catalogue.popular().len(), MOST_POPULAR);
    for code in ["TR", "JP", "BR", "ZA", "NZ"] {
        assert_eq!(ids(&catalogue, code), ["world"]);
    }
    for code in ["AQ", "BV", "KP", "KZ"] {
        assert!(ids(&catalogue, code).is_empty(), "{code}");
    }
}

#[test]
fn countries_are_listed_in_each_alphabet() {
    let catalogue = Catalogue::new([listed("all", "AZ BR AF", 1024, 7, 1_000)]);
    let codes = |lang| catalogue.by_name(lang).iter().map(|c| c.code()).collect();
    let kk: Vec<_> = codes(Lang::Kk);
    assert_eq!(kk, ["AF", "AZ", "BR"]);
    let ru: Vec<_> = codes(Lang::Ru);
    assert_eq!(ru, ["AZ", "AF", "BR"]);
}

#[test]
fn of_two_plans_with_one_id_the_later_counts() {
    let catalogue =
        Catalogue::new([listed("a", "TR", 1024, 7, 1_000), listed("a", "AE", 1024, 7, 1_000)]);
    assert_eq!(catalogue.countries(), [Country::parse("AE").unwrap()]);
    assert_eq!(catalogue.listed.len(), 1);
}

#[test]
fn a_plan_reaches_an_area_best_by_several_of_its_countries() {
    let area = ["TR", "JP", "BR"].map(|code| Country::parse(code).unwrap());
    let best = |plans: &[Listed]| -> Vec<String> {
        let catalogue = Catalogue::new(plans.to_vec());
        catalogue.covering_best(&area).iter().map(|plan| plan.id.to_string()).collect()
    };
    let world = listed("world", "world", 1024, 7, 3_000);
    let one = listed("one", "TR DE", 1024, 7, 1_000);
    let two = listed("two", "TR JP DE", 1024, 7, 2_000);
    let all = listed("all", "TR JP BR", 1024, 7, 2_500);
    assert_eq!(best(&[world.clone(), one.clone()]), ["world"], "one country is no area");
    assert_eq!(best(&[world.clone(), one.clone(), two.clone()]), ["two"]);
    assert_eq!(best(&[world, one, two, all]), ["all", "world"]);
}
