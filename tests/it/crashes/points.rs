//! The crash suite: a script is run to learn every point its code passes, and run again once for
//! each of them with the shop dying exactly there. A point that was learnt and is not reached on
//! its turn is a failure. Dying right after an effect was performed is how each is performed twice.

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

/// A script, where it is played, at which of its points the shop dies, and at which it must at
/// least.
#[derive(Clone, Copy)]
pub struct Play {
    /// Who does what.
    pub script: Script,
    /// Where.
    pub with: Furnishing,
    /// At which points the shop dies.
    wanted: fn(&Point) -> bool,
    /// The suite learns the points; these say that there was something to learn.
    reaches: &'static [(&'static str, &'static [&'static str])],
}

/// At all points of a script, in a place like any other.
const ALL: Play = Play {
    script: scripts::purchase,
    with: Furnishing { webhook: false, spoilt: false, tenge: false },
    wanted: |_| true,
    reaches: &[],
};

/// The plays, each under the name of its test.
macro_rules! plays {
    ($($(#[$doc:meta])* $test:ident: $play:expr;)*) => {
        /// All of them, for the test that no seam is left out.
        pub const PLAYS: &[Play] = &[$($play),*];

        $($(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            Box::pin(die_everywhere($play)).await;
        })*
    };
}

plays! {
    a_purchase_survives_a_death_at_every_point: Play {
        script: scripts::purchase,
        reaches: &[
            ("performed", &["say", "edit", "invoice", "precheckout", "qr", "mail"]),
            ("committed", &["update", "money", "charge", "say", "invoice", "qr", "mail"]),
        ],
        ..ALL
    };
    /// What a webhook changes is when an update is acknowledged, so its points are enough.
    a_purchase_by_webhook_survives_a_death_around_every_acknowledgement: Play {
        script: scripts::purchase,
        with: Furnishing { webhook: true, ..ALL.with },
        wanted: |point| matches!(point.1.as_str(), "update" | "money" | "charge" | "nothing"),
        reaches: &[
            ("commit", &["update", "money", "charge"]),
            ("committed", &["update", "money", "charge"]),
        ],
    };
    /// What is said meanwhile is said as in any purchase.
    a_declined_card_tried_again_survives_a_death_at_every_point: Play {
        script: scripts::declined,
        with: Furnishing { tenge: true, ..ALL.with },
        wanted: |point| matches!(point.1.as_str(), "money" | "charge" | "precheckout" | "invoice"),
        reaches: &[("committed", &["money", "charge", "invoice"]), ("performed", &["precheckout"])],
    };
    a_refund_survives_a_death_at_every_point: Play {
        script: scripts::refund,
        reaches: &[("accepted", &["refund"]), ("committed", &["tell"])],
        ..ALL
    };
    an_esim_opened_later_survives_a_death_at_every_point: Play {
        script: scripts::opened_later,
        reaches: &[("performed", &["qr", "mail"]), ("committed", &["update", "qr", "mail"])],
        ..ALL
    };
    an_esim_given_back_unopened_survives_a_death_at_every_point: Play {
        script: scripts::given_back_unopened,
        reaches: &[("accepted", &["refund"]), ("committed", &["update", "refund"])],
        ..ALL
    };
    a_case_settled_by_a_refund_survives_a_death_at_every_point: Play {
        script: scripts::settled_by_a_refund,
        reaches: &[
            ("performed", &["cases"]),
            ("accepted", &["refund"]),
            ("committed", &["update", "tell", "refund"]),
        ],
        ..ALL
    };
    /// What the customer and the admins were told before is settled before or after the press.
    a_case_settled_by_another_attempt_survives_a_death_at_every_point: Play {
        script: scripts::settled_by_another_attempt,
        wanted: |point| matches!(point.1.as_str(), "update" | "tell" | "qr" | "cases"),
        reaches: &[("committed", &["update", "tell", "qr"])],
        ..ALL
    };
    /// As for another attempt.
    a_case_settled_by_another_code_survives_a_death_at_every_point: Play {
        script: scripts::settled_by_another_code,
        with: Furnishing { spoilt: true, ..ALL.with },
        wanted: |point| matches!(point.1.as_str(), "update" | "tell" | "qr" | "cases"),
        reaches: &[("committed", &["update", "tell", "qr"])],
    };
    an_erasure_survives_a_death_at_every_point: Play {
        script: scripts::erasure,
        reaches: &[("committed", &["destroyed keys"]), ("performed", &["blank", "pin", "wipe"])],
        ..ALL
    };
    an_erasure_before_paying_survives_a_death_at_every_point: Play {
        script: scripts::erasure_before_paying,
        reaches: &[("performed", &["delete"])],
        ..ALL
    };
    figures_for_an_admin_survive_a_death_at_every_point: Play {
        script: scripts::figures,
        reaches: &[("performed", &["stats"])],
        ..ALL
    };
    a_reply_of_support_survives_a_death_at_every_point: Play {
        script: scripts::support,
        reaches: &[("performed", &["copy"])],
        ..ALL
    };
    a_mail_sent_again_survives_a_death_at_every_point: Play {
        script: scripts::mail_again,
        reaches: &[
            ("commit", &["say", "edit", "mail"]),
            ("committed", &["say", "edit", "mail", "update"]),
            ("performed", &["say", "edit", "mail", "turn"]),
        ],
        ..ALL
    };
    /// What else is said and settled falls into this life or into the one before.
    a_payment_found_in_the_ledger_survives_a_death_at_every_point: Play {
        script: scripts::found_in_the_ledger,
        wanted: |point| matches!(point.1.as_str(), "ledger" | "reconciled" | "qr" | "mail"),
        reaches: &[("committed", &["ledger", "reconciled", "qr"])],
        ..ALL
    };
}

/// What the points are about at which a play dies.
pub async fn died_at(play: &Play) -> BTreeSet<String> {
    let points = learn(play.script, play.with).await;
    points.into_iter().filter(play.wanted).map(|point| point.1).collect()
}

/// Dies at every point of a play that it wants, among them those that it must reach.
async fn die_everywhere(play: Play) {
    let Play { script, with, wanted, reaches } = play;
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
    println!("died at {} points: {points:?}", points.len());
    assert!(!reaches.is_empty(), "a play says what it must reach");
    for (step, whats) in reaches {
        for what in *whats {
            let reached = points.iter().any(|point| point.0 == *step && point.1 == *what);
            assert!(reached, "no {step} {what} in {points:?}");
        }
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
