//! What can be sold now, and where a customer finds it.
//!
//! A catalogue is built whole from the plans and their free stock, never changed, and shared; a new
//! import or a changed stock makes a new one. Everything asked of it was prepared when it was
//! built. It must not know orders or prices in Stars. Plans are in [`super::plan`], search in
//! [`super::country`].

use std::collections::{BTreeMap, HashMap};

use super::country::search::{Wish, is_named};
use super::country::{Country, Place, Region};
use super::lang::Lang;
use super::plan::{Allowance, Coverage, Plan, PlanId, PlanKind};

/// How many popular countries the first screen shows at most.
pub(crate) const MOST_POPULAR: usize = 12;

/// A plan with what decides whether it is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub plan: Plan,
    /// Gone from the owner's file: sold eSIMs stay, nothing new is sold.
    pub withdrawn: bool,
    /// Free activation codes in stock.
    pub free: u64,
}

impl Listed {
    /// Whether it can be sold now: not withdrawn, in stock, and not made for use inside Kazakhstan.
    ///
    /// A plan that names Kazakhstan is not sold at all, beside whatever other countries. A world
    /// plan is sold, but never shown for Kazakhstan.
    pub(crate) fn sellable(&self) -> bool {
        !self.withdrawn && self.free > 0 && !self.plan.covers_kazakhstan()
    }
}

/// Everything that can be sold, by where it works. Immutable; keep it in an `Arc`.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// All plans, sellable or not, in the order in which customers see them.
    listed: Vec<Listed>,
    by_id: HashMap<PlanId, usize>,
    /// For each place with something to sell, its sellable plans in the order shown.
    by_place: BTreeMap<Place, Vec<usize>>,
    /// The sellable countries in the alphabet of each language, as in [`Lang::ALL`].
    by_name: [Vec<Country>; 3],
}

impl Catalogue {
    /// Builds the catalogue. Of two plans with one id the later is taken.
    pub fn new(plans: impl IntoIterator<Item = Listed>) -> Self {
        let unique: BTreeMap<PlanId, Listed> =
            plans.into_iter().map(|listed| (listed.plan.id.clone(), listed)).collect();
        let mut listed: Vec<Listed> = unique.into_values().collect();
        listed.sort_by(|a, b| shown_first(&a.plan, &b.plan));

        let mut by_id = HashMap::new();
        let mut by_place: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        for (index, listed) in listed.iter().enumerate() {
            by_id.insert(listed.plan.id.clone(), index);
            if !listed.sellable() {
                continue;
            }
            let own = listed.plan.place();
            by_place.entry(own).or_default().push(index);
            for country in Country::all().filter(|c| listed.plan.coverage.reaches(*c)) {
                let place = Place::Country(country);
                if place != own {
                    by_place.entry(place).or_default().push(index);
                }
            }
        }
        let by_name = Lang::ALL.map(|lang| {
            let sold = |country: &Country| by_place.contains_key(&Place::Country(*country));
            Country::by_name(lang).iter().copied().filter(sold).collect()
        });
        Self { listed, by_id, by_place, by_name }
    }

    /// A plan that can be sold now.
    pub(crate) fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.listed(id).filter(|listed| listed.sellable()).map(|listed| &listed.plan)
    }

    /// Any plan ever imported, with its stock: for orders whose plan is not sold any more.
    pub(crate) fn listed(&self, id: &PlanId) -> Option<&Listed> {
        self.by_id.get(id).and_then(|index| self.listed.get(*index))
    }

    /// The sellable plans of a place: for a country its own, then regional ones, then world plans;
    /// for a region the plans made for it; for the world the world plans. Within each by data, days
    /// and price.
    pub(crate) fn plans_for(&self, place: Place) -> Vec<&Plan> {
        self.indexes(place)
            .iter()
            .filter_map(|index| self.listed.get(*index))
            .map(|listed| &listed.plan)
            .collect()
    }

    /// Whether anything is sold for a place; cheaper than listing it.
    pub(crate) fn sells(&self, place: Place) -> bool {
        self.by_place.contains_key(&place)
    }

    /// Every country where something sold works, in the order of the codes.
    pub(crate) fn countries(&self) -> Vec<Country> {
        self.by_place.keys().filter_map(|place| country_of(*place)).collect()
    }

    /// The same countries in the alphabet of a language.
    pub(crate) fn countries_by_name(&self, lang: Lang) -> Vec<Country> {
        let [kk, ru, en] = &self.by_name;
        match lang {
            Lang::Kk => kk.clone(),
            Lang::Ru => ru.clone(),
            Lang::En => en.clone(),
        }
    }

    /// The countries people from Kazakhstan travel to most, as far as something is sold there.
    pub(crate) fn popular(&self) -> Vec<Country> {
        Country::popular()
            .iter()
            .copied()
            .filter(|country| self.sells(Place::Country(*country)))
            .take(MOST_POPULAR)
            .collect()
    }

    /// The regions that plans are sold for, the nearest first.
    pub(crate) fn regions(&self) -> Vec<Region> {
        Region::ALL.into_iter().filter(|region| self.sells(Place::Region(*region))).collect()
    }

    pub(crate) fn has_world(&self) -> bool {
        self.sells(Place::World)
    }

    /// The plans for several countries that reach all of these (as far as anything is sold there):
    /// those with the fewest countries first, world plans last.
    pub fn covering(&self, countries: &[Country]) -> Vec<&Plan> {
        self.reaching(countries, |reached, all| reached == all)
    }

    /// The plans that reach an area best: all of it, or as many of its countries as any plan for
    /// several does.
    pub fn covering_best(&self, countries: &[Country]) -> Vec<&Plan> {
        let whole = self.covering(countries);
        if whole.iter().any(|plan| plan.coverage != Coverage::World) {
            return whole;
        }
        let regional = self.wide().filter(|plan| plan.coverage != Coverage::World);
        let most = regional.map(|plan| reached(plan, countries)).max().unwrap_or(0);
        let best = self.reaching(countries, |reached, _| reached == most && reached > 1);
        if best.is_empty() { whole } else { best }
    }

    /// The plans for several countries whose coverage has the name that was typed.
    pub fn named(&self, typed: &str) -> Vec<&Plan> {
        self.wide()
            .filter(|plan| plan.name.as_ref().is_some_and(|name| is_named(typed, name)))
            .collect()
    }

    /// Of these plans the cheapest that has what is wished for.
    pub fn fitting<'a>(plans: &[&'a Plan], wish: Wish) -> Option<&'a Plan> {
        let fits = |plan: &&Plan| {
            let data = match plan.allowance {
                Allowance::Megabytes(megabytes) => megabytes,
                Allowance::Unlimited => u64::MAX,
            };
            wish.days.is_none_or(|days| plan.days >= days)
                && wish.megabytes.is_none_or(|megabytes| data >= megabytes)
        };
        let cheapest = plans.iter().copied().filter(fits).min_by_key(|plan| plan.price.minor);
        cheapest.filter(|_| !wish.is_empty())
    }

    /// At most so many plans that can be sold in the stead of this one: they work wherever it does,
    /// with as much data and as many days. Those for the same countries come first, then wider
    /// ones; of each the nearest price.
    pub(crate) fn instead_of(&self, plan: &Plan, most: usize) -> Vec<&Plan> {
        let serves = |other: &&Plan| {
            other.id != plan.id
                && other.coverage.contains(&plan.coverage)
                && other.allowance >= plan.allowance
                && other.days >= plan.days
        };
        let sellable = self.listed.iter().filter(|listed| listed.sellable());
        let mut plans: Vec<&Plan> = sellable.map(|listed| &listed.plan).filter(serves).collect();
        let far = |other: &Plan| other.price.minor.abs_diff(plan.price.minor);
        plans.sort_by_key(|other| (other.coverage != plan.coverage, far(other)));
        plans.truncate(most);
        plans
    }

    fn reaching(&self, countries: &[Country], enough: impl Fn(usize, usize) -> bool) -> Vec<&Plan> {
        let sold = countries.iter().copied().filter(|it| self.sells(Place::Country(*it)));
        let sold: Vec<Country> = sold.collect();
        let wide = self.wide().filter(|plan| enough(reached(plan, &sold), sold.len()));
        let mut plans: Vec<&Plan> = wide.filter(|_| !sold.is_empty()).collect();
        plans.sort_by_key(|plan| (plan.kind(), plan.coverage.named().len()));
        plans
    }

    /// The sellable plans that are not for one country.
    fn wide(&self) -> impl Iterator<Item = &Plan> {
        let sellable = self.listed.iter().filter(|listed| listed.sellable());
        sellable.map(|listed| &listed.plan).filter(|plan| plan.kind() != PlanKind::Local)
    }

    fn indexes(&self, place: Place) -> &[usize] {
        self.by_place.get(&place).map_or(&[], Vec::as_slice)
    }
}

/// How many of these countries a plan reaches.
fn reached(plan: &Plan, countries: &[Country]) -> usize {
    countries.iter().filter(|country| plan.coverage.reaches(**country)).count()
}

fn country_of(place: Place) -> Option<Country> {
    match place {
        Place::Country(country) => Some(country),
        Place::Region(_) | Place::World => None,
    }
}

/// Local before regional before world, then less data, fewer days, the lower price first.
fn shown_first(a: &Plan, b: &Plan) -> std::cmp::Ordering {
    let key = |plan: &Plan| (plan.kind(), plan.allowance, plan.days, plan.price.minor);
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;

    fn listed(id: &str, coverage: &str, megabytes: u64, days: u16, tenge: i64) -> Listed {
        Listed {
            plan: Plan {
                id: PlanId::parse(id).unwrap(),
                name: None,
                coverage: Coverage::parse(coverage).unwrap(),
                allowance: Allowance::Megabytes(megabytes),
                days,
                price: Money::kzt(tenge * 100),
                price_stars: None,
                networks: None,
                generation: None,
                hotspot: None,
                top_up: None,
                starts: None,
                note: None,
            },
            withdrawn: false,
            free: 5,
        }
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
        let codes = |lang| catalogue.countries_by_name(lang).iter().map(|c| c.code()).collect();
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
}
