//! What can be sold now, and where a customer finds it.
//!
//! A catalogue is built whole from the plans and their free stock, never changed, and shared; a new
//! import or a changed stock makes a new one. Everything asked of it was prepared when it was
//! built. It must not know orders or prices in Stars. Plans are in [`super::plan`], search in
//! [`super::country`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::country::search::{Wish, is_named};
use super::country::{Country, Place, Region};
use super::lang::Lang;
use super::plan::{Allowance, Coverage, Plan, PlanId, PlanKind};
use super::time::Millis;

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
    /// Whether one of them is good for long enough to be opened later.
    pub lasting: bool,
    /// How many were paid and kept of late ([`BOUGHT_WITHIN`]).
    pub bought: u64,
}

/// Of how long ago purchases count for "bought most".
pub(crate) const BOUGHT_WITHIN: Millis = Millis::days(90);

/// "Bought most" is said from so many purchases on.
const BOUGHT_AT_LEAST: u64 = 10;

/// How many plans are offered in the stead of one that is gone.
const MOST_INSTEAD: usize = 3;

impl Listed {
    /// Whether it can be sold now: not withdrawn, in stock, and not made for use inside Kazakhstan.
    ///
    /// A plan that names Kazakhstan is not sold at all, beside whatever other countries. A world
    /// plan is sold, but never shown for Kazakhstan.
    pub(crate) fn sellable(&self) -> bool {
        !self.withdrawn && self.free > 0 && !self.plan.covers_kazakhstan()
    }

    /// Whether it lacks nothing but stock.
    pub(crate) fn is_sold_out(&self) -> bool {
        !self.withdrawn && self.free == 0 && !self.plan.covers_kazakhstan()
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

    /// Every plan ever imported.
    pub(crate) fn all(&self) -> Vec<&Plan> {
        self.listed.iter().map(|listed| &listed.plan).collect()
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

    /// The sellable plans for this country alone.
    pub(crate) fn own(&self, country: Country) -> Vec<&Plan> {
        let mut plans = self.plans_for(Place::Country(country));
        plans.retain(|plan| plan.kind() == PlanKind::Local);
        plans
    }

    /// The coverages of several countries on sale for a place, each with its plans: the widest
    /// first, whole-world ones last.
    pub(crate) fn coverages(&self, place: Place) -> Vec<Vec<&Plan>> {
        let mut plans = self.plans_for(place);
        plans.retain(|plan| plan.kind() != PlanKind::Local);
        let mut coverages = by_coverage(&plans);
        coverages.sort_by_key(|plans| {
            plans.first().map(|plan| (plan.kind(), Reverse(plan.coverage.named().len())))
        });
        coverages
    }

    /// The sellable plans of the same coverage as a plan, which itself need not be sold any more.
    pub(crate) fn same_coverage(&self, id: &PlanId) -> Vec<&Plan> {
        let Some(of) = self.listed(id) else { return Vec::new() };
        let sellable = self.listed.iter().filter(|listed| listed.sellable());
        sellable.map(|listed| &listed.plan).filter(|plan| plan.is_beside(&of.plan)).collect()
    }

    /// The plan of a coverage (of a country: of its own plans) that is bought most: from ten
    /// purchases on, and a third ahead of the next, sold or not.
    pub(crate) fn most_bought(&self, coverage: &[&Plan]) -> Option<&Plan> {
        let of = coverage.first()?;
        let beside = self.listed.iter().filter(|listed| listed.plan.is_beside(of));
        let mut beside: Vec<&Listed> = beside.collect();
        beside.sort_by_key(|listed| Reverse(listed.bought));
        let (first, others) = beside.split_first()?;
        let next = others.first().map_or(0, |listed| listed.bought);
        let ahead = first.bought >= BOUGHT_AT_LEAST && first.bought * 3 >= next * 4;
        (ahead && first.sellable()).then_some(&first.plan)
    }

    /// A plan that would be sold if it were in stock.
    pub(crate) fn sold_out(&self, id: &PlanId) -> Option<&Plan> {
        self.listed(id).filter(|listed| listed.is_sold_out()).map(|listed| &listed.plan)
    }

    /// Plans for a place that are just what is wished for and sold out, unless another such plan
    /// is on sale.
    pub(crate) fn wished_and_sold_out(&self, place: Place, wish: Wish) -> Option<&Plan> {
        let is_it = |plan: &Plan| {
            let here = plan.place() == place;
            let days = wish.days.is_none_or(|days| plan.days == days);
            here && days && wish.megabytes.is_none_or(|wished| megabytes(plan) == wished)
        };
        let mut wished = self.listed.iter().filter(|it| !wish.is_empty() && is_it(&it.plan));
        let sold = wished.clone().any(Listed::sellable);
        wished.find(|listed| !sold && listed.is_sold_out()).map(|listed| &listed.plan)
    }

    /// Whether anything is sold for a place; cheaper than listing it.
    pub(crate) fn sells(&self, place: Place) -> bool {
        self.by_place.contains_key(&place)
    }

    /// Every country where something sold works, in the order of the codes.
    pub(crate) fn countries(&self) -> Vec<Country> {
        self.by_place.keys().filter_map(|place| country_of(*place)).collect()
    }

    /// The letters that their names begin with in a language, in the order of its alphabet.
    pub(crate) fn initials(&self, lang: Lang) -> Vec<char> {
        let mut letters: Vec<char> =
            self.by_name(lang).iter().filter_map(|country| country.initial(lang)).collect();
        letters.dedup();
        letters
    }

    /// The countries of a letter in the order of the alphabet, those with plans of their own first.
    pub(crate) fn of_initial(&self, letter: char, lang: Lang) -> Vec<Country> {
        let of_it = self.by_name(lang).iter().filter(|it| it.initial(lang) == Some(letter));
        let (own, wider): (Vec<Country>, Vec<Country>) =
            of_it.copied().partition(|country| !self.own(*country).is_empty());
        own.into_iter().chain(wider).collect()
    }

    fn by_name(&self, lang: Lang) -> &[Country] {
        let [kk, ru, en] = &self.by_name;
        lang.pick([kk, ru, en])
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

    /// The coverages that have the name that was typed, in any language; sold out ones too.
    pub(crate) fn named(&self, typed: &str) -> Vec<Vec<&Plan>> {
        let is_it = is_named(typed);
        let offered = self.listed.iter().filter(|it| it.sellable() || it.is_sold_out());
        let wide = offered.map(|it| &it.plan).filter(|plan| plan.kind() != PlanKind::Local);
        let wide: Vec<&Plan> = wide.filter(|plan| plan.name.is_some()).collect();
        let mut coverages = by_coverage(&wide);
        coverages.retain(|plans| {
            let name = plans.first().and_then(|plan| plan.name.as_ref());
            name.is_some_and(|name| Lang::ALL.iter().any(|lang| is_it(name.words(*lang))))
        });
        coverages
    }

    /// Of these plans the cheapest that has what is wished for.
    pub fn fitting<'a>(plans: &[&'a Plan], wish: Wish) -> Option<&'a Plan> {
        let fits = |plan: &&Plan| {
            wish.days.is_none_or(|days| plan.days >= days)
                && wish.megabytes.is_none_or(|wished| megabytes(plan) >= wished)
        };
        let cheapest = plans.iter().copied().filter(fits).min_by_key(|plan| plan.price.minor);
        cheapest.filter(|_| !wish.is_empty())
    }

    /// A few plans that can be sold in the stead of this one: they work wherever it does, with as
    /// much data and as many days. Those for the same countries come first, then wider
    /// ones; of each the nearest price.
    pub(crate) fn instead_of(&self, plan: &Plan) -> Vec<&Plan> {
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
        plans.truncate(MOST_INSTEAD);
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

/// These plans by their coverage, in the order in which the first of each stands.
pub(crate) fn by_coverage<'a>(plans: &[&'a Plan]) -> Vec<Vec<&'a Plan>> {
    let mut coverages: Vec<Vec<&Plan>> = Vec::new();
    for plan in plans {
        let same = |of: &&mut Vec<&Plan>| of.first().is_some_and(|first| first.is_beside(plan));
        match coverages.iter_mut().find(same) {
            Some(coverage) => coverage.push(plan),
            None => coverages.push(vec![plan]),
        }
    }
    coverages
}

const fn megabytes(plan: &Plan) -> u64 {
    match plan.allowance {
        Allowance::Megabytes(megabytes) => megabytes,
        Allowance::Unlimited => u64::MAX,
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
mod tests;
