//! Random lives: many customers and an admin do anything in any order, over real sockets, in a
//! world where calls fail, updates come twice, time jumps and the shop dies; at the end each
//! customer must have what a naive reference says they may expect, and the audit must be clean.
//!
//! In every fourth town the disk dies too, and a backup comes back. One customer of a town floods,
//! hoards invoices or has no money when it is taken ([`habits`]).
//!
//! [`town`] is the world and a shop that can die, [`people`] what happens, [`judge`] the reference.
//! Every town prints its seed when it fails. `LIVES_SEED=7 cargo test --test it lives` lives one
//! town again (what the machine's threads do in between is not repeated), `LIVES=10000` lives that
//! many customers' lives.

mod habits;
mod judge;
mod people;
mod town;

use std::fmt::Write as _;

use futures::stream::{self, StreamExt};
use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::{CUSTOMER, World};
use qazaq_esim_bot::demo::audit;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng};
use tokio::time::Instant;

use judge::Tally;
use people::People;
use town::Town;

use crate::support::orders::number_in;

/// Customers of a town; each is one life.
const CUSTOMERS: usize = 12;
/// What happens in a town.
const STEPS: usize = 150;
/// Lives without a word about how many.
const LIVES: usize = 120;
/// Towns beside one another.
const AT_ONCE: usize = 8;
/// The seed of the first town; each next one has the next number.
const SEED: u64 = 20_261_124;

/// What the audit finds where a restore lost rows and cards: [`judge`] looks at these itself.
const AFTER_A_RESTORE: [&str; 4] = [
    "is not in the database",
    "is kept, delivered: false",
    "cards and asked for",
    "times and asked for",
];

/// What a town came to.
struct Lived {
    tally: Tally,
    deaths: usize,
    restored: bool,
}

/// A town from its first day to its audit. The error is everything a reader needs.
async fn live(seed: u64) -> Result<Lived, String> {
    let mut town = Town::found(seed).await;
    let mut people = People::arrive(&town.world, CUSTOMERS, seed);
    people.open(&mut town).await;
    // A chance of its own: the rest of a town goes on as it would without.
    let mut chance = StdRng::seed_from_u64(!seed);
    let backup = chance.random_range(STEPS / 8..STEPS / 2);
    let restore = backup + chance.random_range(1..STEPS / 3);
    for step in 0..STEPS {
        people.step(&mut town).await;
        if town.loses_its_disk && step == backup {
            people.backs_up(&mut town).await;
        }
        if town.loses_its_disk && step == restore {
            people.restores(&mut town).await;
        }
    }
    let settled = people.settle(&mut town).await;
    let mut wrong: Vec<String> = settled.err().into_iter().collect();
    let mut findings = Vec::new();
    for _ in 0..200 {
        findings = audit::audit(&town.world, town.store()).await.unwrap().0;
        if people.asked.lost.is_some() {
            findings.retain(|finding| !AFTER_A_RESTORE.iter().any(|word| finding.contains(word)));
        }
        if findings.is_empty() {
            break;
        }
        real_pause(std::time::Duration::from_millis(50)).await;
    }
    wrong.extend(findings.into_iter().map(|finding| format!("audit: {finding}")));
    let cases = town.cases().await;
    let (judged, tally) = judge::judge(&town.world, &people.asked, &cases);
    wrong.extend(judged);
    let aside = town.set_aside().await;
    if aside > 0 {
        wrong.push(format!("{aside} codes are set aside for orders that nobody can pay"));
    }
    let deaths = town.deaths;
    if !wrong.is_empty() {
        let mut told = format!("seed {seed}: {wrong:#?}\n--- what happened ---\n");
        for line in &people.asked.diary {
            let _ = writeln!(told, "{line}");
        }
        let named: Vec<i64> = people
            .customers
            .iter()
            .map(|customer| customer.id)
            .filter(|id| {
                let chat = qazaq_esim_bot::demo::robot::transcript(&town.world, *id);
                wrong
                    .iter()
                    .any(|line| number_in(line).is_some_and(|number| chat.contains(&number)))
            })
            .collect();
        let _ = writeln!(told, "--- cases ---\n{cases}");
        for id in named {
            let chat = qazaq_esim_bot::demo::robot::transcript(&town.world, id);
            let _ = writeln!(told, "--- chat of {id} ---\n{chat}");
        }
        town.end().await;
        return Err(told);
    }
    town.end().await;
    Ok(Lived { tally, deaths, restored: people.asked.lost.is_some() })
}

#[expect(clippy::disallowed_methods, reason = "the wishes of whoever runs the tests")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.trim().parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_and_whatever_fails_each_gets_what_they_may_expect() {
    let began = Instant::now();
    let seeds: Vec<u64> = match number("LIVES_SEED") {
        Some(seed) => vec![seed],
        None => {
            let lives = number("LIVES").and_then(|lives| usize::try_from(lives).ok());
            let towns = lives.unwrap_or(LIVES).div_ceil(CUSTOMERS);
            (SEED..).take(towns).collect()
        }
    };
    let towns = seeds.len();
    let lives = stream::iter(seeds).map(|seed| Box::pin(live(seed)));
    let lived: Vec<Result<Lived, String>> = lives.buffer_unordered(AT_ONCE).collect().await;
    let (mut tally, mut deaths, mut restored) = (Tally::default(), 0, 0);
    let mut failed = Vec::new();
    for one in lived {
        match one {
            Ok(lived) => {
                tally.charges += lived.tally.charges;
                tally.delivered += lived.tally.delivered;
                tally.refunded += lived.tally.refunded;
                tally.cases += lived.tally.cases;
                tally.mails += lived.tally.mails;
                deaths += lived.deaths;
                restored += usize::from(lived.restored);
            }
            Err(told) => failed.push(told),
        }
    }
    println!(
        "{} lives in {towns} towns of {STEPS} steps, seeds from {SEED}: {tally:?}, {deaths} \
         deaths, {restored} restores, {:?}",
        towns * CUSTOMERS,
        began.elapsed()
    );
    if let Some(first) = failed.first() {
        panic!("{} of {towns} towns failed; the first:\n{first}", failed.len());
    }
    // A town in which nothing happens proves nothing.
    let enough = tally.charges >= towns * 5 && tally.delivered >= towns * 3;
    assert!(towns == 1 || enough, "{tally:?}");
    assert!(
        towns < 20 || (deaths > towns && tally.refunded > towns && tally.mails > 0),
        "{tally:?}"
    );
}

/// What a dead process left in one lane goes on at once, not one message at each look by the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_a_dead_shop_left_behind_are_all_said_without_waiting() {
    let mut town = Town::found(SEED).await;
    let world = town.world.clone();
    world.send_text(CUSTOMER, "/start").unwrap();
    town.rest().await.unwrap();
    let heard = || world.messages(CUSTOMER).iter().filter(|message| message.from_bot).count();
    let before = heard();
    world.add_fault(FaultSpec::new(FaultKind::Hang).on("sendMessage"));
    for text in ["/help", "/paysupport", "/terms", "/support"] {
        world.send_text(CUSTOMER, text).unwrap();
    }
    let taken = |world: &World| (world.unconfirmed_updates() == 0).then_some(());
    world.wait_for("the updates to be taken", taken).await.unwrap();
    town.kill().await;
    town.rest().await.unwrap();
    assert_eq!(heard(), before + 4);
    town.end().await;
}
