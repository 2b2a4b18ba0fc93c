//! No seam without a play that dies at it: the names are read from the sources, and what no play reaches
//! stands in a list with its reason.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt};

use crate::crashes::{points, twice};
use crate::tidy;

/// Names of seams that no play dies at, and where else that is tried, or why it is not.
const ELSEWHERE: &[(&str, &str)] = &[
    ("copied", "a restore: `files::steps` dies at each of its seams"),
    ("kept aside", "a restore"),
    ("in force", "a restore"),
    ("prepared", "a restore"),
    ("erased", "a restore"),
    ("timer", "it takes a clock that is moved: the towns of `lives` die there"),
    ("provision", "it takes a shelf that is empty for a while: `lives`, and `journeys::trouble`"),
    ("shelf", "as provision"),
    ("parked", "it takes a database that refuses: `recovery::cases` performs it twice"),
    (
        "unparked",
        "as parked, and nobody dies there: an update that is handled again is known by its mark",
    ),
    ("unread", "it takes a row that another version wrote; nothing is decided on it"),
    ("nothing", "it takes an update that is for nobody; nothing is decided on it"),
    (
        "old charges",
        "it takes a lost database, and nobody dies there: the next reading finds the same rows",
    ),
];

/// What the seams of the sources are about: names in quotes, and the kinds and words that stand for them.
fn seams() -> BTreeSet<String> {
    let quoted = |text: &str| -> Vec<String> {
        text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let mut names = twice::kinds();
    let work = include_str!("../../src/app/work/mod.rs");
    let word = work.split("fn as_str(&self)").nth(1).unwrap().split("\n    }\n").next().unwrap();
    names.extend(quoted(word));
    let mut passes = 0;
    for (_, text) in tidy::files("src", "rs") {
        for call in text.split("seam.pass(").skip(1) {
            passes += 1;
            let call = call.split(").await").next().unwrap();
            names.extend(quoted(call).into_iter().skip(1));
        }
    }
    assert!(passes > 20, "the seams are spelt in another way: {passes}");
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
