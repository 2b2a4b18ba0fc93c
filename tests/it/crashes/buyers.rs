//! People who buy while the shop is being broken, and what must be true of them in the end: each
//! has one eSIM and paid for it once. They must not know what is done to the shop.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::bail;
use pretend_telegram::World;
use pretend_telegram::clock::real_pause;
use pretend_telegram::world::money::{LedgerKind, PayOutcome, PayTarget};
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::demo::audit;
use qazaq_esim_bot::demo::robot::{Purchase, Wish, invoice, qr_card, receive, to_invoice};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::storage::Store;
use tokio::task::JoinHandle;

/// Buys as the robot does; who was told that a payment did not go through pays again, as people do,
/// for as long as a person waits for anything in this world. A payment has ten real seconds, in
/// which a shop that dies must have been started again, on whatever machine that is.
pub async fn insist(world: &World, wish: &Wish) -> anyhow::Result<Purchase> {
    let mut message = Some(to_invoice(world, wish).await?);
    let mut ended = None;
    for _ in 0..600 {
        if let Some(message) = message {
            let outcome = world.pay(wish.person, PayTarget::Message(message)).await;
            if matches!(outcome, PayOutcome::Paid { .. }) {
                return receive(world, wish).await;
            }
            ended = Some(outcome);
        }
        real_pause(Duration::from_millis(500)).await;
        message = invoice(world, wish.person);
    }
    bail!("the payment ended as {ended:?}")
}

/// Somebody with money.
pub fn newcomer(world: &World, name: &str) -> i64 {
    let person = world.add_person(name, Some("en"), Role::Customer);
    world.top_up(person, 10_000, 0).unwrap();
    person
}

/// Everybody who came to buy.
pub struct Buyers {
    world: World,
    all: Vec<(i64, JoinHandle<anyhow::Result<()>>)>,
}

impl Buyers {
    /// Nobody yet. The world's patience is theirs.
    pub const fn new(world: World) -> Self {
        Self { world, all: Vec::new() }
    }

    /// How many came.
    pub const fn count(&self) -> usize {
        self.all.len()
    }

    /// One more comes, every other one with an address for a letter.
    pub fn arrive(&mut self) {
        let n = self.all.len();
        let person = newcomer(&self.world, &format!("Buyer {n}"));
        let email = n.is_multiple_of(2).then(|| format!("buyer{n}@example.com"));
        let wish = Wish { person, email, ..Wish::in_language(Lang::En) };
        let world = self.world.clone();
        let buyer = async move { insist(&world, &wish).await.map(drop) };
        self.all.push((person, tokio::spawn(buyer)));
    }

    /// How many are in the middle of it.
    pub fn under_way(&self) -> usize {
        self.all.iter().filter(|(_, buyer)| !buyer.is_finished()).count()
    }

    /// Waits until all have bought; `tell` says more where one could not.
    pub async fn all_served(self, tell: impl Fn() -> String) -> Vec<i64> {
        let mut people = Vec::new();
        for (n, (person, buyer)) in self.all.into_iter().enumerate() {
            let bought = buyer.await.unwrap();
            assert!(bought.is_ok(), "buyer {n}: {bought:?}\n{}", tell());
            people.push(person);
        }
        people
    }
}

/// How many charges of a person stand, by the world's own ledger.
pub fn standing(world: &World, person: i64) -> usize {
    let ledger = world.ledger();
    let rows = |kind| ledger.iter().filter(|row| row.person == person && row.kind == kind).count();
    rows(LedgerKind::Payment) - rows(LedgerKind::Refund)
}

/// The activation code that a person's card installs.
pub fn code_of(world: &World, person: i64) -> Option<String> {
    qr_card(world, person)?.links().iter().find_map(|link| audit::code_in(link))
}

/// Everybody has one eSIM, which nobody else has, and one charge that stands.
pub fn one_each(world: &World, people: &[i64]) {
    let mut codes = BTreeSet::new();
    for person in people {
        assert_eq!(standing(world, *person), 1, "charges of {person} that stand");
        assert!(codes.insert(code_of(world, *person).unwrap()), "one code for two");
    }
}

/// The audit at rest. A letter under a lease of the dead is sent when it runs out, so it is asked
/// for as long as that takes.
pub async fn audited(world: &World, store: &Store) {
    let mut findings = audit::at_rest(world, store).await.unwrap();
    for _ in 0..8 {
        if findings.0.is_empty() {
            return;
        }
        // Twenty seconds each.
        findings = audit::at_rest(world, store).await.unwrap();
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
}
