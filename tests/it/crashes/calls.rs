//! Every call the shop makes is broken in every way the world knows: refused for a while, answered
//! with rubbish, swallowed, cut off before it was done, and done but never answered. The people get
//! what they came for all the same, and at rest the audit holds.

use futures::stream::{self, StreamExt};
use qazaq_esim_bot::sim::faults::{FaultKind, FaultSpec};

use super::life::{Place, Script};
use super::scripts;

/// Worlds beside one another.
const AT_ONCE: usize = 4;

/// What a purchase calls that somebody waits for.
const OF_A_PURCHASE: [&str; 5] =
    ["sendMessage", "editMessageText", "sendInvoice", "answerPreCheckoutQuery", "editMessageMedia"];

/// What a refund calls besides.
const OF_A_REFUND: [&str; 2] = ["refundStarPayment", "getStarTransactions"];

/// A script in a world with one fault. The fault must have struck.
async fn broken(script: Script, fault: FaultSpec) {
    let name = format!("{fault:?}");
    let place = Place::new().await;
    let id = place.world.add_fault(fault);
    place.run(script, &[]).await;
    let waits = place.world.quietly(|state| state.faults.holds(id));
    assert!(!waits, "{name} never struck: the call is not made");
}

async fn all(script: Script, faults: Vec<FaultSpec>) {
    let lives = stream::iter(faults).map(|fault| Box::pin(broken(script, fault)));
    lives.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}

/// Each method with each kind, the first time and the second.
fn each(methods: &[&str], kinds: &[FaultKind]) -> Vec<FaultSpec> {
    methods
        .iter()
        .flat_map(|method| kinds.iter().map(move |kind| FaultSpec::new(*kind).on(method)))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_calls_that_were_done_and_never_answered() {
    all(scripts::purchase, each(&OF_A_PURCHASE, &[FaultKind::CutAfter])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_calls_that_were_not_done() {
    let kinds = [
        FaultKind::TooManyRequests,
        FaultKind::ServerError,
        FaultKind::HtmlBody,
        FaultKind::CutBefore,
    ];
    all(scripts::purchase, each(&OF_A_PURCHASE, &kinds)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_polls_that_break() {
    let kinds = [
        FaultKind::TooManyRequests,
        FaultKind::ServerError,
        FaultKind::HtmlBody,
        FaultKind::CutBefore,
        FaultKind::CutAfter,
    ];
    let faults = each(&["getUpdates"], &kinds);
    let later: Vec<FaultSpec> = faults.iter().cloned().map(|fault| fault.after(6)).collect();
    all(scripts::purchase, [faults, later].concat()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pre_checkout_that_hangs_is_answered_in_time_all_the_same() {
    let fault = FaultSpec::new(FaultKind::Hang).on("answerPreCheckoutQuery");
    broken(scripts::purchase, fault).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_arrives_although_the_server_refuses_for_a_while_or_hangs_up() {
    let faults = [FaultKind::SmtpTemporary, FaultKind::SmtpCutAfterData];
    all(scripts::purchase, faults.into_iter().map(FaultSpec::new).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_survives_every_fault_and_is_made_once() {
    let kinds = [
        FaultKind::CutAfter,
        FaultKind::CutBefore,
        FaultKind::TooManyRequests,
        FaultKind::ServerError,
        FaultKind::HtmlBody,
    ];
    all(scripts::refund, each(&OF_A_REFUND, &kinds)).await;
}
