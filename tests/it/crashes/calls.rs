//! Every call the shop makes is broken in every way the world knows: refused for a while, answered
//! with rubbish, swallowed, cut off before it was done, and done but never answered. The people get
//! what they came for all the same, and at rest the audit holds.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt};
use pretend_telegram::faults::{FaultKind, FaultSpec};

use super::life::{Place, Script};
use super::{points, scripts};

/// Worlds beside one another.
const AT_ONCE: usize = 4;

/// What a purchase calls that somebody waits for.
const OF_A_PURCHASE: [&str; 5] =
    ["sendMessage", "editMessageText", "sendInvoice", "answerPreCheckoutQuery", "editMessageMedia"];

/// What nobody waits for: the answer that ends a button's turning circle, a paid invoice that loses
/// its buttons, and the pin of the card.
const BESIDE_A_PURCHASE: [&str; 3] =
    ["answerCallbackQuery", "editMessageReplyMarkup", "pinChatMessage"];

/// What only an erasure before paying, or figures for an admin, call.
const OF_AN_ERASURE_BEFORE_PAYING: [&str; 1] = ["deleteMessage"];
const OF_FIGURES: [&str; 1] = ["sendPhoto"];

/// What is broken in other tests, or is not worth it, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("getMe", "it only opens the shop: asked for again, or the start fails with a word"),
    ("setWebhook", "a step of the deployment, which says how it ended"),
    ("getWebhookInfo", "it only looks, and looks again within half a minute"),
    ("getMyName", "decoration: it only asks whether the name is to be set"),
    ("setMyCommands", "decoration: asked for again a few times, and at the next start"),
    ("setMyName", "decoration"),
    ("setMyDescription", "decoration"),
    ("setMyShortDescription", "decoration"),
];

/// What happens beside a conversation, and what only an erasure or support calls.
const OF_AN_ERASURE: [&str; 4] =
    ["editMessageMedia", "editMessageText", "unpinChatMessage", "deleteMessages"];
const OF_SUPPORT: [&str; 1] = ["copyMessage"];

/// What the codes below a QR that was shown call.
const OF_A_CARD: [&str; 1] = ["editMessageCaption"];

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

/// A method that a play calls and that is broken nowhere fails here, by its name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_that_is_called_is_broken_somewhere() {
    let called = stream::iter(points::PLAYS).map(|play| {
        Box::pin(async move {
            let place = Place::furnished(play.with).await;
            place.run(play.script, &[]).await;
            place.world.calls().into_iter().map(|call| call.method).collect::<Vec<_>>()
        })
    });
    let called: Vec<Vec<String>> = called.buffered(AT_ONCE).collect().await;
    let called: BTreeSet<String> = called.into_iter().flatten().collect();
    let lists: [&[&str]; 8] = [
        &OF_A_PURCHASE,
        &BESIDE_A_PURCHASE,
        &OF_AN_ERASURE,
        &OF_AN_ERASURE_BEFORE_PAYING,
        &OF_FIGURES,
        &OF_SUPPORT,
        &OF_A_CARD,
        &OF_A_REFUND,
    ];
    let known = lists.into_iter().flatten().copied().chain(ELSEWHERE.iter().map(|(name, _)| *name));
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let new: Vec<_> = called.difference(&known).collect();
    assert!(new.is_empty(), "called, and broken nowhere: {new:?}");
    let gone: Vec<_> = known.difference(&called).collect();
    assert!(gone.is_empty(), "no longer called: {gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_deleted_pictured_or_answered_survives_every_fault() {
    let kinds = [FaultKind::CutAfter, FaultKind::CutBefore, FaultKind::TooManyRequests];
    all(scripts::erasure_before_paying, each(&OF_AN_ERASURE_BEFORE_PAYING, &kinds)).await;
    all(scripts::figures, each(&OF_FIGURES, &kinds)).await;
    all(scripts::purchase, each(&BESIDE_A_PURCHASE, &kinds)).await;
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

/// A call that hangs holds its lane for as long as a call may take, 15 s; all wait side by side.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_hang_or_find_nobody_at_the_door_lose_nothing() {
    // A refused connection names no method: it strikes whichever call comes at that chance.
    let refused: Vec<FaultSpec> = [2, 7, 11, 15]
        .into_iter()
        .map(|skip| FaultSpec::new(FaultKind::Refuse).times(2).after(skip))
        .collect();
    let hangs = [FaultKind::Hang];
    let buying: Script = scripts::purchase;
    let returning: Script = scripts::refund;
    let mut lives: Vec<(Script, FaultSpec)> = Vec::new();
    lives.extend(refused.into_iter().map(|fault| (buying, fault)));
    lives.extend(each(&OF_A_PURCHASE, &hangs).into_iter().map(|fault| (buying, fault)));
    lives.extend(each(&OF_A_REFUND, &hangs).into_iter().map(|fault| (returning, fault)));
    let lives = stream::iter(lives).map(|(script, fault)| Box::pin(broken(script, fault)));
    lives.buffer_unordered(12).collect::<Vec<()>>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_a_word_of_support_and_a_turned_card_survive_every_fault() {
    let kinds = [FaultKind::CutAfter, FaultKind::CutBefore, FaultKind::TooManyRequests];
    all(scripts::erasure, each(&OF_AN_ERASURE, &kinds)).await;
    all(scripts::support, each(&OF_SUPPORT, &kinds)).await;
    all(scripts::mail_again, each(&OF_A_CARD, &kinds)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pre_checkout_that_hangs_is_answered_in_time_all_the_same() {
    let fault = FaultSpec::new(FaultKind::Hang).on("answerPreCheckoutQuery");
    Box::pin(broken(scripts::purchase_at_once, fault)).await;
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
