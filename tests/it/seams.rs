//! No seam without a play that dies at it: every commit has a point, the points are a list of their
//! own, and what no play reaches stands in another one with its reason.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt};

use qazaq_esim_bot::storage::seam::Point;

use crate::crashes::{points, twice};

/// Names of seams that no play dies at, and where else that is tried, or why it is not.
const ELSEWHERE: &[(&str, &str)] = &[
    ("copied", "a restore: `files::steps` dies at each of its seams"),
    ("kept aside", "a restore"),
    ("in force", "a restore"),
    ("prepared", "a restore"),
    ("erased", "a restore"),
    ("restored", "a restore"),
    ("key check", "a start, before anybody watches: what is written twice is the same word"),
    ("secrets", "a start, as key check: those of who was first stand"),
    ("rewrapped", "a command: `webhooks::renewing` dies at each of its seams"),
    ("lookup", "a start and a sweep: that of who was first stands, and unused it finds nobody"),
    ("moved", "a sweep: `recovery::lookups` dies at each of its seams"),
    ("destroyed lookup", "a sweep, as moved"),
    ("enrolled", "several processes: `lifeline` and `takeover`"),
    ("seat", "several processes: `takeover` kills the one that has it"),
    ("plans", "a command: the old catalogue is in force or the new one, `storage::imports`"),
    ("codes", "a command: what is imported already is skipped, `storage::imports`"),
    ("held", "a command after a restore: all is held or all is decided"),
    ("settled", "a command: a case is settled by it, or is as it was"),
    ("timer", "it takes a clock that is moved: the towns of `lives` die there"),
    ("provision", "it takes a stock that is empty for a while: `lives`, and `journeys::trouble`"),
    ("stock", "as provision"),
    ("parked", "it takes a database that refuses: `recovery::cases` performs it twice"),
    (
        "unparked",
        "as parked, and nobody dies there: an update that is handled again is known by its mark",
    ),
    ("unread", "it takes a row that another version wrote; nothing is decided on it"),
    ("receipt", "it takes a hook of the owner's: `recovery::books` hands one over twice"),
    ("receipts", "it takes a hook that fails for minutes: the next attempt tells the admins"),
    ("nothing", "it takes an update that is for nobody; nothing is decided on it"),
    ("failed", "it takes a database that refuses: an attempt that is not counted is made again"),
    ("unhandled", "as failed; the next reading of the ledger finds the same row"),
    ("put off", "as failed; its lease runs out"),
    ("unanswered", "it takes half an hour: the next look finds the same"),
    (
        "old charges",
        "it takes a lost database, and nobody dies there: the next reading finds the same rows",
    ),
];

/// What all seams are about: every point has a name of its own, and every kind of effect is one.
fn seams() -> BTreeSet<String> {
    let mut names = twice::kinds();
    names.extend(Point::ALL.iter().map(|point| point.as_str().to_owned()));
    names
}

/// A seam that no play reaches is one nobody ever died at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_seam_is_died_at_in_some_play() {
    let lives = stream::iter(points::PLAYS).map(|play| Box::pin(points::died_at(play)));
    let reached: BTreeSet<String> =
        lives.buffered(points::AT_ONCE).collect::<Vec<_>>().await.into_iter().flatten().collect();
    let elsewhere: BTreeSet<String> =
        ELSEWHERE.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missed: BTreeSet<String> = seams().difference(&reached).cloned().collect();
    let new: Vec<_> = missed.difference(&elsewhere).collect();
    assert!(new.is_empty(), "no play dies at these: {new:?}");
    let gone: Vec<_> = elsewhere.difference(&missed).collect();
    assert!(gone.is_empty(), "these are reached, or are no seams: {gone:?}");
}
