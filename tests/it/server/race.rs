//! Two replicas and the last code of a plan: however many pay for it at the same moment, one gets
//! it, and nobody else's money stays with us. It must not know who of the two decides.

use std::collections::BTreeSet;

use pretend_telegram::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::demo::robot::{Wish, to_invoice};
use qazaq_esim_bot::domain::lang::Lang;
use tokio::time::Instant;

use crate::crashes::buyers::{audited, code_of, newcomer, standing};
use crate::crashes::fleet::Place;
use crate::support::places::free_address;

/// Countries whose cheapest plans are four different ones, each with one code.
const COUNTRIES: [&str; 4] = ["Turkey", "Thailand", "Russia", "Germany"];
/// How many want each.
const RIVALS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_code_goes_to_one_of_those_who_pay_at_once_at_two_replicas() {
    let began = Instant::now();
    let mut place = Place::new(1).await;
    let world = place.world();
    let behind = [free_address(), free_address()];
    place.behind_a_webhook(&behind).await;
    let replicas = behind.clone().map(|listen| place.serve(&listen));
    for replica in &replicas {
        replica.ready().await;
    }
    let mut rivals = Vec::new();
    for country in COUNTRIES {
        for n in 0..RIVALS {
            let person = newcomer(&world, &format!("{country} {n}"));
            let wish = Wish {
                person,
                email: None,
                later: false,
                country: country.to_owned(),
                ..Wish::in_language(Lang::En)
            };
            let world = world.clone();
            let invoice = tokio::spawn(async move { to_invoice(&world, &wish).await });
            rivals.push((country, person, invoice));
        }
    }
    let mut ready = Vec::new();
    for (country, person, invoice) in rivals {
        ready.push((country, person, invoice.await.unwrap().unwrap()));
    }
    let pays =
        ready.iter().map(|(_, person, invoice)| world.pay(*person, PayTarget::Message(*invoice)));
    let outcomes = futures::future::join_all(pays).await;
    let store = place.store().await;
    audited(&world, &store).await;
    let mut codes = BTreeSet::new();
    for country in COUNTRIES {
        let here = || ready.iter().zip(&outcomes).filter(|((found, ..), _)| *found == country);
        let paid = here().filter(|(_, outcome)| matches!(outcome, PayOutcome::Paid { .. })).count();
        let refused =
            here().filter(|(_, outcome)| matches!(outcome, PayOutcome::Refused { .. })).count();
        assert!(paid >= 1 && paid + refused == RIVALS, "{country}: {outcomes:?}");
        let stand: Vec<i64> = here()
            .map(|((_, person, _), _)| *person)
            .filter(|person| standing(&world, *person) > 0)
            .collect();
        assert_eq!(stand.len(), 1, "{country}: charges that stand");
        assert!(codes.insert(code_of(&world, stand[0]).unwrap()), "one code for two");
        let shown = here().filter(|((_, person, _), _)| code_of(&world, *person).is_some()).count();
        assert_eq!(shown, 1, "{country}: codes shown");
    }
    for replica in &replicas {
        let metrics = replica.asked("/metrics").await;
        let decided = |line: &str| line.starts_with("shop_updates_total{kind=\"pre_checkout\"}");
        assert!(metrics.lines().any(decided), "one of the two decided nothing: {metrics}");
    }
    println!("{} rivals for {} codes, {:?}", ready.len(), COUNTRIES.len(), began.elapsed());
    store.close().await;
}
