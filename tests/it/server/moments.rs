//! What a machine with a wrong clock must not decide otherwise than the others: whether an approval
//! is over, whether a payment in tenge is missed, what lies on the stock and for whom, and when
//! what a person settled is done. One process serves at a time, each with another clock; what they
//! agree on is the server's.

use std::time::Duration;

use pretend_telegram::clock::real_pause;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{Invoice, LedgerKind, PayOutcome, PayTarget};
use pretend_telegram::world::webhook::Webhook;
use pretend_telegram::{ADMIN, World};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::cases;
use qazaq_esim_bot::app::running::Running;
use qazaq_esim_bot::demo::{self, robot};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::i18n::{Fill, Seller, Words};
use qazaq_esim_bot::storage::Store;
use tokio::net::TcpListener;

use super::clocks;
use crate::crashes::buyers::newcomer;
use crate::support::phone::presses_of;
use crate::support::places::free_address;
use crate::support::{HOUR, MINUTE, PATIENCE};

/// A machine an hour ahead, and one an hour behind, while the shared clock is moved by so much.
const fn ahead(shared: i64) -> Clock {
    Clock::Moved { own: HOUR, shared }
}
const fn behind(shared: i64) -> Clock {
    Clock::Moved { own: -HOUR, shared }
}

/// A world whose updates go to whoever serves now, and its database.
struct Place {
    inner: clocks::Place,
    address: String,
    world: World,
    store: Store,
}

impl Place {
    async fn new(tenge: bool) -> Self {
        let mut inner = clocks::Place::new().await;
        let address = free_address();
        inner.url = format!("http://{address}/");
        inner.tenge = tenge;
        let world = inner.sim.world().with_patience(PATIENCE);
        world.change(|state| {
            let secret = Some(demo::WEBHOOK_SECRET.to_owned());
            state.webhook = Some(Webhook::new(inner.url.clone(), secret, 40, 1));
        });
        let store = inner.store().await;
        Self { inner, address, world, store }
    }

    /// The process that serves from now on, with this clock.
    async fn serve(&self, clock: Clock, seed: u64) -> Running {
        let listener = TcpListener::bind(&self.address).await.unwrap();
        self.inner.serve(clock, seed, listener).await
    }

    async fn count(&self, query: &'static str) -> i64 {
        self.store.number(query).await.unwrap()
    }

    /// The same; when this returns it has read the Stars ledger, with all that follows from it.
    async fn serve_and_read(&self, clock: Clock, seed: u64) -> Running {
        let at = "select coalesce(max(cast(value as bigint)), 0) from settings \
                  where name = 'reconciled_at'";
        let before = self.count(at).await;
        let running = self.serve(clock, seed).await;
        until("the ledger to be read", async || self.count(at).await > before).await;
        running
    }

    fn was_told(&self, person: i64, text: &Text, lang: Lang) -> bool {
        let words = Words::new(Seller::known()).unwrap().plain(text, lang, &Fill::default());
        self.world.messages(person).iter().any(|message| message.text.contains(words.trim()))
    }

    fn refunds(&self) -> usize {
        self.world.ledger().iter().filter(|row| row.kind == LedgerKind::Refund).count()
    }
}

/// Somebody with money, and what the robot is to buy for them.
fn buyer(world: &World, name: &str) -> robot::Wish {
    let person = newcomer(world, name);
    robot::Wish { person, email: None, ..robot::Wish::in_language(Lang::En) }
}

async fn until(what: &str, mut look: impl AsyncFnMut() -> bool) {
    for _ in 0..4_000 {
        if look().await {
            return;
        }
        real_pause(Duration::from_millis(10)).await;
    }
    panic!("waited in vain for {what}");
}

/// Presses through to an invoice in tenge and pays; of the charge the shop hears nothing.
async fn pays_in_vain(world: &World, person: i64) {
    world.add_fault(FaultSpec::new(FaultKind::DropUpdate).on("successful_payment").times(1));
    let press = async |wanted: fn(&Press) -> bool| {
        robot::press(world, person, "a button", wanted).await.unwrap();
    };
    world.send_text(person, "/start").unwrap();
    let home = |world: &World| {
        let messages = world.messages(person);
        messages
            .iter()
            .any(|message| presses_of(message).contains(&Press::Countries(0)))
            .then_some(())
    };
    world.wait_for("the first screen", home).await.unwrap();
    world.send_text(person, "Turkey").unwrap();
    press(|press| matches!(press, Press::Plan(..))).await;
    press(|press| matches!(press, Press::Offer(_))).await;
    press(|press| matches!(press, Press::Processing(_))).await;
    press(|press| matches!(press, Press::Transfer(_))).await;
    press(|press| matches!(press, Press::Pay(_))).await;
    press(|press| matches!(press, Press::PayTenge(_))).await;
    // The one in Stars goes when the one in tenge takes its place.
    let invoice = |world: &World| {
        let message = robot::invoice(world, person)?;
        let is_tenge = |one: &Invoice| {
            one.chat == person && one.message_id == message && one.currency == "KZT"
        };
        world.invoices().iter().any(is_tenge).then_some(message)
    };
    let message = world.wait_for("an invoice in tenge", invoice).await.unwrap();
    let outcome = world.pay(person, PayTarget::Message(message)).await;
    assert!(matches!(outcome, PayOutcome::Paid { .. }), "{outcome:?}");
}

/// The price of the plan, the order and when it was approved.
async fn approved(place: &Place) -> (Money, OrderId, Stamp) {
    let order = OrderId::from_number(place.count("select order_id from approvals").await);
    let amount = Money::kzt(place.count("select amount from approvals").await);
    (amount, order, Stamp(place.count("select at from approvals").await))
}

const APPROVED: &str =
    "select count(*) from orders where state = 'approved' and reserved is not null";
const RESERVED: &str = "select count(*) from esims where order_id is not null and sold_at is null";
const CASES: &str = "select count(*) from cases";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_over_and_missed_by_the_servers_clock() {
    let place = Place::new(true).await;
    let world = place.world.clone();
    let person = newcomer(&world, "Somebody");
    world.top_up(person, 0, 10_000_000).unwrap();
    // Approved by a machine an hour behind, which is no hour ago.
    let running = place.serve(behind(0), 1).await;
    world.send_text(ADMIN, "/start").unwrap();
    pays_in_vain(&world, person).await;
    running.stop().await;
    assert_eq!((place.count(APPROVED).await, place.count(RESERVED).await), (1, 1));
    let server = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
    let (amount, order, at) = approved(&place).await;
    let since = place.count(server).await - at.0;
    assert!((0..MINUTE).contains(&since), "approved {since} ms ago");

    // A machine an hour ahead looks through everything and gives nothing up: not the approval, not
    // what it has set aside.
    let running = place.serve_and_read(ahead(0), 2).await;
    let other = buyer(&world, "Other");
    robot::buy(&world, &other).await.unwrap();
    assert_eq!((place.count(APPROVED).await, place.count(RESERVED).await), (1, 1));
    assert_eq!(place.count(CASES).await, 0, "told too early");
    running.stop().await;

    // The ten minutes pass, and the machine is an hour behind: the code stays set aside while the
    // order can be paid, and it is too early to look at the provider.
    let running = place.serve_and_read(behind(11 * MINUTE), 3).await;
    until("the approval to end", async || place.count(APPROVED).await == 0).await;
    assert_eq!((place.count(RESERVED).await, place.count(CASES).await), (1, 0));
    running.stop().await;

    let running = place.serve(behind(31 * MINUTE), 4).await;
    let text = Text::AlertApproval { order, amount, at };
    until("the admin to hear of it", async || place.was_told(ADMIN, &text, Lang::Ru)).await;
    assert_eq!(place.count(CASES).await, 1);
    running.stop().await;
}

/// Paid, and all codes are held.
async fn paid_without_stock(place: &Place) -> i64 {
    let world = &place.world;
    let wish = buyer(world, "Somebody");
    let person = wish.person;
    let message = robot::to_invoice(world, &wish).await.unwrap();
    place.inner.tamper("update esims set held_at = 1").await;
    let query = world.begin_pay(person, PayTarget::Message(message)).unwrap();
    world.change(|state| state.answer_pre_checkout(&query, None));
    until("the payment", async || place.count(PAID).await == 1).await;
    person
}

const PAID: &str = "select count(*) from orders where state = 'paid'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_is_behind_pays_back_when_the_deadline_is_over() {
    let place = Place::new(false).await;
    let running = place.serve(ahead(0), 1).await;
    let person = paid_without_stock(&place).await;
    running.stop().await;
    assert_eq!((place.count(PAID).await, place.refunds()), (1, 0), "not before");
    let running = place.serve(behind(16 * MINUTE), 2).await;
    until("the money to go back", async || place.refunds() == 1).await;
    assert!(robot::qr_card(&place.world, person).is_none());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lies_on_the_stock_goes_off_by_the_servers_clock() {
    let place = Place::new(false).await;
    let world = place.world.clone();
    // Codes are sold until three days before their end. These have half an hour left.
    let soon = "update esims set expires_at = cast(extract(epoch from clock_timestamp()) * 1000 as \
        bigint) + 259200000 + 1800000";
    place.inner.tamper(soon).await;
    let running = place.serve(ahead(0), 1).await;
    robot::buy(&world, &buyer(&world, "Somebody")).await.unwrap();
    running.stop().await;
    // These are half an hour over it.
    place.inner.tamper("update esims set expires_at = expires_at - 3600000").await;
    let running = place.serve(behind(0), 2).await;
    let other = newcomer(&world, "Other");
    world.send_text(other, "/start").unwrap();
    robot::press(&world, other, "a language", |press| *press == Press::Lang(Lang::En))
        .await
        .unwrap();
    let told = async || place.was_told(other, &Text::NothingForSale, Lang::En);
    until("the words that nothing is for sale", told).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_settled_on_a_machine_with_a_wrong_clock_is_done_at_once() {
    let place = Place::new(false).await;
    let world = place.world.clone();
    let running = place.serve(Clock::Moved { own: 0, shared: 0 }, 1).await;
    world.send_text(ADMIN, "/start").unwrap();
    for (turn, clock) in (1..).zip([ahead(0), behind(0)]) {
        robot::buy(&world, &buyer(&world, "Somebody")).await.unwrap();
        // Refused, because the bot has no Stars.
        world.set_bot_stars(0);
        let fulfilled = "select count(*) from orders where fulfilled_at is not null";
        let turns = i64::try_from(turn).unwrap();
        until("the order to end", async || place.count(fulfilled).await == turns).await;
        let order = place.count("select id from orders order by paid_at desc limit 1").await;
        world.send_text(ADMIN, &format!("/refund {}", OrderId::from_number(order))).unwrap();
        let yes = |press: &Press| matches!(press, Press::OrderAct(..));
        robot::press(&world, ADMIN, "yes", yes).await.unwrap();
        let refused = "select count(*) from charges where state = 'case'";
        until("the refusal", async || place.count(refused).await == 1).await;
        world.set_bot_stars(10_000);
        let id = place.count("select max(id) from cases").await;
        cases::settle(&place.store, &clock, id, CaseAct::Refund).await.unwrap();
        until("the money to go back", async || place.refunds() == turn).await;
        let refunded = "select count(*) from charges where state = 'refunded'";
        until("the shop to know it", async || place.count(refunded).await == turns).await;
    }
    let now = "select count(*) from audit where action = 'case_refund' and abs(at - \
               cast(extract(epoch from clock_timestamp()) * 1000 as bigint)) < 300000";
    assert_eq!(place.count(now).await, 2, "written down by a wrong clock");
    running.stop().await;
}
