//! The crash suite: a script is run to learn every point its code passes, and run again once for
//! each of them with the shop dying exactly there. A point that was learnt and is not reached on its
//! turn is a failure. Dying right after an effect was performed is how each is performed twice.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt};

use super::life::{Furnishing, Place, Point, Script};
use super::scripts;

/// Lives beside one another; more would starve each other on a small machine.
pub const AT_ONCE: usize = 3;

/// Points that come by time and not by what people do: only their first passing is certain.
fn certain(point: &Point) -> bool {
    !matches!(point.1.as_str(), "lease" | "keys" | "sweep" | "void" | "reconciled") || point.2 == 1
}

async fn learn(script: Script, with: Furnishing) -> BTreeSet<Point> {
    let place = Place::furnished(with).await;
    place.run(script, &[]).await.into_iter().filter(certain).collect()
}

/// A script, where it is played, and at which of its points the shop dies.
#[derive(Clone, Copy)]
pub struct Play {
    /// Who does what.
    pub script: Script,
    /// Where.
    pub with: Furnishing,
    wanted: fn(&Point) -> bool,
}

/// A place like any other.
const PLAIN: Furnishing = Furnishing { webhook: false, spoilt: false };

/// At all points of a script.
const fn all_of(script: Script) -> Play {
    Play { script, with: PLAIN, wanted: |_| true }
}

const PURCHASE: Play = all_of(scripts::purchase);
const REFUND: Play = all_of(scripts::refund);
const SETTLED_BY_A_REFUND: Play = all_of(scripts::settled_by_a_refund);
const ERASURE: Play = all_of(scripts::erasure);
const ERASURE_BEFORE_PAYING: Play = all_of(scripts::erasure_before_paying);
const FIGURES: Play = all_of(scripts::figures);
const SUPPORT: Play = all_of(scripts::support);
const MAIL_AGAIN: Play = all_of(scripts::mail_again);

/// What a webhook changes is when an update is acknowledged, so its points are enough.
const BY_WEBHOOK: Play = Play {
    script: scripts::purchase,
    with: Furnishing { webhook: true, ..PLAIN },
    wanted: |point| matches!(point.1.as_str(), "update" | "money" | "charge" | "nothing"),
};

/// What the customer and the admins were told before is settled before or after the press.
const SETTLED_BY_ANOTHER_ATTEMPT: Play = Play {
    script: scripts::settled_by_another_attempt,
    with: PLAIN,
    wanted: |point| matches!(point.1.as_str(), "update" | "tell" | "qr" | "cases"),
};

/// As for another attempt.
const SETTLED_BY_ANOTHER_CODE: Play = Play {
    script: scripts::settled_by_another_code,
    with: Furnishing { spoilt: true, ..PLAIN },
    wanted: SETTLED_BY_ANOTHER_ATTEMPT.wanted,
};

/// What else is said and settled falls into this life or into the one before.
const FOUND_IN_THE_LEDGER: Play = Play {
    script: scripts::found_in_the_ledger,
    with: PLAIN,
    wanted: |point| matches!(point.1.as_str(), "ledger" | "reconciled" | "qr" | "mail"),
};

/// All of them, for the test that no seam is left out.
pub const PLAYS: [Play; 12] = [
    PURCHASE,
    BY_WEBHOOK,
    REFUND,
    SETTLED_BY_A_REFUND,
    SETTLED_BY_ANOTHER_ATTEMPT,
    SETTLED_BY_ANOTHER_CODE,
    ERASURE,
    ERASURE_BEFORE_PAYING,
    FIGURES,
    SUPPORT,
    MAIL_AGAIN,
    FOUND_IN_THE_LEDGER,
];

/// What the points are about at which a play dies.
pub async fn died_at(play: Play) -> BTreeSet<String> {
    let points = learn(play.script, play.with).await;
    points.into_iter().filter(play.wanted).map(|point| point.1).collect()
}

/// Dies at every point of a play that it wants; says at which.
async fn die_everywhere(play: Play) -> Vec<Point> {
    let Play { script, with, wanted } = play;
    // What two lives have in common is what a third one passes too.
    let learnt = async { tokio::join!(learn(script, with), learn(script, with)) };
    let (one, other) = Box::pin(learnt).await;
    let points: Vec<Point> =
        one.intersection(&other).filter(|point| wanted(point)).cloned().collect();
    let lives = stream::iter(points.clone()).map(|point| {
        Box::pin(async move {
            let place = Place::furnished(with).await;
            place.run(script, &[point]).await;
        })
    });
    lives.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    points
}

fn names(points: &[Point], step: &str) -> BTreeSet<String> {
    points.iter().filter(|point| point.0 == step).map(|point| point.1.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_a_death_at_every_point() {
    let points = die_everywhere(PURCHASE).await;
    println!("died at {} points: {points:?}", points.len());
    // The suite learns; this says that there was something to learn.
    let performed = names(&points, "performed");
    for kind in ["say", "edit", "invoice", "precheckout", "qr", "mail"] {
        assert!(performed.contains(kind), "no {kind} in {performed:?}");
    }
    let committed = names(&points, "committed");
    for kind in ["update", "money", "charge", "say", "invoice", "qr", "mail"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_by_webhook_survives_a_death_around_every_acknowledgement() {
    let points = die_everywhere(BY_WEBHOOK).await;
    println!("died at {} points: {points:?}", points.len());
    for step in ["commit", "committed"] {
        let names = names(&points, step);
        for kind in ["update", "money", "charge"] {
            assert!(names.contains(kind), "no {kind} in {names:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_survives_a_death_at_every_point() {
    let points = die_everywhere(REFUND).await;
    println!("died at {} points: {points:?}", points.len());
    let accepted = names(&points, "accepted");
    assert!(accepted.contains("refund"), "{points:?}");
    assert!(names(&points, "committed").contains("tell"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_by_a_refund_survives_a_death_at_every_point() {
    let points = die_everywhere(SETTLED_BY_A_REFUND).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("cases"), "{points:?}");
    assert!(names(&points, "accepted").contains("refund"), "{points:?}");
    let committed = names(&points, "committed");
    for kind in ["update", "tell", "refund"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_by_another_attempt_survives_a_death_at_every_point() {
    let points = die_everywhere(SETTLED_BY_ANOTHER_ATTEMPT).await;
    println!("died at {} points: {points:?}", points.len());
    let committed = names(&points, "committed");
    for kind in ["update", "tell", "qr"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_by_another_code_survives_a_death_at_every_point() {
    let points = Box::pin(die_everywhere(SETTLED_BY_ANOTHER_CODE)).await;
    println!("died at {} points: {points:?}", points.len());
    let committed = names(&points, "committed");
    for kind in ["update", "tell", "qr"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_survives_a_death_at_every_point() {
    let points = die_everywhere(ERASURE).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "committed").contains("destroyed keys"), "{points:?}");
    assert!(names(&points, "performed").contains("blank"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_before_paying_survives_a_death_at_every_point() {
    let points = die_everywhere(ERASURE_BEFORE_PAYING).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("delete"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_for_an_admin_survive_a_death_at_every_point() {
    let points = die_everywhere(FIGURES).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("stats"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_support_survives_a_death_at_every_point() {
    let points = die_everywhere(SUPPORT).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("copy"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_sent_again_survives_a_death_at_every_point() {
    let points = die_everywhere(MAIL_AGAIN).await;
    println!("died at {} points: {points:?}", points.len());
    for step in ["commit", "committed", "performed"] {
        let names = names(&points, step);
        for kind in ["say", "edit", "mail"] {
            assert!(names.contains(kind), "no {kind} in {names:?}");
        }
    }
    assert!(names(&points, "committed").contains("update"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_found_in_the_ledger_survives_a_death_at_every_point() {
    let points = die_everywhere(FOUND_IN_THE_LEDGER).await;
    println!("died at {} points: {points:?}", points.len());
    let committed = names(&points, "committed");
    for kind in ["ledger", "reconciled", "qr"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

/// Dies once more while the next life takes over what the first one left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_a_death_while_it_recovers_from_another() {
    let mut pairs: Vec<[Point; 2]> = Vec::new();
    for (step, what) in [
        ("performed", "precheckout"),
        ("commit", "charge"),
        ("committed", "charge"),
        ("performed", "qr"),
        ("performed", "mail"),
    ] {
        for (again, of) in [("committed", "void"), ("committed", "lease")] {
            // On a server nobody voids leases: they run out.
            if of == "void" && crate::ENGINE == qazaq_esim_bot::storage::Engine::Postgres {
                continue;
            }
            pairs.push([(step, what.to_owned(), 1), (again, of.to_owned(), 1)]);
        }
    }
    let lives = stream::iter(pairs).map(|pair| {
        Box::pin(async move {
            Place::new().await.run(scripts::purchase, &pair).await;
        })
    });
    lives.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}
