//! The crash suite: a script is run to learn every point its code passes, and run again once for
//! each of them with the shop dying exactly there. A point that was learnt and is not reached on its
//! turn is a failure. Dying right after an effect was performed is how each is performed twice.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt};

use super::life::{Furnishing, Place, Point, Script};
use super::scripts;

/// Lives beside one another; more would starve each other on a small machine.
const AT_ONCE: usize = 3;

/// Points that come by time and not by what people do: only their first passing is certain.
fn certain(point: &Point) -> bool {
    !matches!(point.1.as_str(), "lease" | "keys" | "sweep" | "void" | "reconciled") || point.2 == 1
}

async fn learn(script: Script, with: Furnishing) -> BTreeSet<Point> {
    let place = Place::furnished(with).await;
    place.run(script, &[]).await.into_iter().filter(certain).collect()
}

/// Dies at every point of a script that `wanted` names; says at how many.
async fn die_everywhere(script: Script, wanted: impl Fn(&Point) -> bool) -> Vec<Point> {
    die_everywhere_in(script, Furnishing::default(), wanted).await
}

/// The same, in a place furnished like this.
async fn die_everywhere_in(
    script: Script,
    with: Furnishing,
    wanted: impl Fn(&Point) -> bool,
) -> Vec<Point> {
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
    let points = die_everywhere(scripts::purchase, |_| true).await;
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

/// What a webhook changes is when an update is acknowledged, so its points are enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_by_webhook_survives_a_death_around_every_acknowledgement() {
    let acknowledged =
        |point: &Point| matches!(point.1.as_str(), "update" | "money" | "charge" | "nothing");
    let webhook = Furnishing { webhook: true, ..Furnishing::default() };
    let points = die_everywhere_in(scripts::purchase, webhook, acknowledged).await;
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
    let points = die_everywhere(scripts::refund, |_| true).await;
    println!("died at {} points: {points:?}", points.len());
    let accepted = names(&points, "accepted");
    assert!(accepted.contains("refund"), "{points:?}");
    assert!(names(&points, "committed").contains("tell"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_by_a_refund_survives_a_death_at_every_point() {
    let points = die_everywhere(scripts::settled_by_a_refund, |_| true).await;
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
    // What the customer and the admins were told before is settled before or after the press.
    let about_it = |point: &Point| matches!(point.1.as_str(), "update" | "tell" | "qr" | "cases");
    let points = die_everywhere(scripts::settled_by_another_attempt, about_it).await;
    println!("died at {} points: {points:?}", points.len());
    let committed = names(&points, "committed");
    for kind in ["update", "tell", "qr"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_by_another_code_survives_a_death_at_every_point() {
    let about_it = |point: &Point| matches!(point.1.as_str(), "update" | "tell" | "qr" | "cases");
    let spoilt = Furnishing { spoilt: true, ..Furnishing::default() };
    let script = scripts::settled_by_another_code;
    let points = Box::pin(die_everywhere_in(script, spoilt, about_it)).await;
    println!("died at {} points: {points:?}", points.len());
    let committed = names(&points, "committed");
    for kind in ["update", "tell", "qr"] {
        assert!(committed.contains(kind), "no {kind} in {committed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_survives_a_death_at_every_point() {
    let points = die_everywhere(scripts::erasure, |_| true).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "committed").contains("destroyed keys"), "{points:?}");
    assert!(names(&points, "performed").contains("blank"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_support_survives_a_death_at_every_point() {
    let points = die_everywhere(scripts::support, |_| true).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("copy"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_sent_again_survives_a_death_at_every_point() {
    let about_mail = |point: &Point| point.1 == "mail" || point.0 == "committed";
    let points = die_everywhere(scripts::mail_again, about_mail).await;
    println!("died at {} points: {points:?}", points.len());
    assert!(names(&points, "performed").contains("mail"), "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_found_in_the_ledger_survives_a_death_at_every_point() {
    // What else is said and settled falls into this life or into the one before.
    let about_money =
        |point: &Point| matches!(point.1.as_str(), "ledger" | "reconciled" | "qr" | "mail");
    let points = die_everywhere(scripts::found_in_the_ledger, about_money).await;
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
