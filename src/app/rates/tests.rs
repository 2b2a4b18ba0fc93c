//! The limits of one process, by a clock that is moved by hand.

use super::*;
use crate::domain::ids::{CustomerId, PersonKey};
use std::sync::Arc;

/// A pace that nobody can set: whoever waits for a turn panics.
pub(crate) const fn broken() -> Pace {
    let chat = ChatPace { every: Millis(-1), burst: 1 };
    Pace { per_second: None, chat: Some(chat) }
}

fn rates(pace: Pace) -> (Arc<Rates>, Clock) {
    let clock = Clock::manual(Stamp(1_000_000));
    (Arc::new(Rates::new(pace, clock.clone(), None)), clock)
}

const fn chat(n: i64) -> Lane {
    Lane::Chat(CustomerId(n))
}

/// Whether a turn is there without waiting.
async fn now(rates: &Rates, n: i64, rank: Rank) -> bool {
    // Without tokio's budget: a test that asks often would be told to wait for that alone.
    let chat = chat(n);
    let turn = tokio::task::unconstrained(rates.turn(&chat, rank));
    futures::future::poll_immediate(turn).await.is_some()
}

#[tokio::test]
async fn a_chat_has_a_short_burst_and_then_one_a_second() {
    let (rates, clock) = rates(Pace { per_second: None, ..Pace::telegram() });
    for _ in 0..5 {
        assert!(now(&rates, 1, Rank::Conversation).await);
    }
    assert!(!now(&rates, 1, Rank::Conversation).await);
    assert!(now(&rates, 2, Rank::Conversation).await, "another chat does not wait");
    clock.advance(999);
    assert!(!now(&rates, 1, Rank::Conversation).await);
    clock.advance(1);
    assert!(now(&rates, 1, Rank::Conversation).await);
    assert!(!now(&rates, 1, Rank::Conversation).await);
    clock.advance(60_000);
    for _ in 0..5 {
        assert!(now(&rates, 1, Rank::Conversation).await);
    }
    assert!(!now(&rates, 1, Rank::Conversation).await);
}

#[tokio::test]
async fn over_all_no_second_has_more_than_its_share() {
    let (rates, clock) = rates(Pace::telegram());
    let mut said: Vec<i64> = Vec::new();
    for n in 0..5_000 {
        if now(&rates, n, Rank::Conversation).await {
            said.push(clock.now().0);
        }
        clock.advance(1);
    }
    assert!(said.len() > 140, "and nearly all of it: {}", said.len());
    for (n, at) in said.iter().enumerate() {
        let in_second = said[n..].iter().take_while(|other| **other < at + 1_000).count();
        assert!(in_second <= 33, "{in_second} in one second");
    }
}

#[tokio::test]
async fn money_goes_before_the_conversation_and_both_before_bulk() {
    let (rates, clock) = rates(Pace { per_second: Some(1), chat: None });
    assert!(now(&rates, 9, Rank::Bulk).await);
    let [one, two, three] = [1, 2, 3].map(chat);
    let mut bulk = Box::pin(rates.turn(&one, Rank::Bulk));
    let mut words = Box::pin(rates.turn(&two, Rank::Conversation));
    let mut money = Box::pin(rates.turn(&three, Rank::Money));
    assert!(futures::future::poll_immediate(&mut bulk).await.is_none());
    assert!(futures::future::poll_immediate(&mut words).await.is_none());
    assert!(futures::future::poll_immediate(&mut money).await.is_none());
    let mut order = Vec::new();
    for _ in 0..4 {
        clock.advance(1_000);
        for (name, turn) in [("bulk", &mut bulk), ("words", &mut words), ("money", &mut money)] {
            if !order.contains(&name) && futures::future::poll_immediate(turn).await.is_some() {
                order.push(name);
            }
        }
    }
    assert_eq!(order, ["money", "words", "bulk"]);
}

#[tokio::test]
async fn retry_after_holds_that_chat_alone_and_a_storm_everything_but_money() {
    let (rates, clock) = rates(Pace::unlimited());
    rates.held_back(&chat(1), Millis::seconds(7));
    assert!(!now(&rates, 1, Rank::Money).await);
    assert!(now(&rates, 2, Rank::Conversation).await);
    clock.advance(7_000);
    assert!(now(&rates, 1, Rank::Conversation).await);
    for n in 1..=5 {
        assert!(now(&rates, 9, Rank::Bulk).await, "not yet a storm");
        rates.held_back(&chat(n), Millis::seconds(3));
    }
    assert!(!now(&rates, 9, Rank::Conversation).await);
    assert!(now(&rates, 9, Rank::Money).await);
    clock.advance(3_000);
    assert!(now(&rates, 9, Rank::Bulk).await);
}

#[tokio::test]
async fn chats_that_are_idle_are_forgotten() {
    let (rates, clock) = rates(Pace { per_second: None, ..Pace::telegram() });
    for n in 0..3 * i64::try_from(REMEMBERED).unwrap() {
        assert!(now(&rates, n, Rank::Conversation).await);
        clock.advance(1);
    }
    assert!(rates.state.lock().chats.len() <= REMEMBERED);
}

/// An admin's chat has one turn a second. An alert takes the next one, whoever writes to support,
/// and of those each has a turn before the first has another.
#[tokio::test]
async fn an_alert_goes_before_what_support_hears_and_there_each_has_a_turn() {
    let (rates, clock) = rates(Pace { per_second: None, ..Pace::telegram() });
    let chat = Lane::AdminChat(PersonKey("a".to_owned()));
    for _ in 0..5 {
        let turn = tokio::task::unconstrained(rates.turn(&chat, Rank::Bulk));
        assert!(futures::future::poll_immediate(turn).await.is_some());
    }
    let mut loud = Box::pin(rates.turn(&chat, Rank::Bulk));
    let mut other = Box::pin(rates.turn(&chat, Rank::Bulk));
    assert!(futures::future::poll_immediate(&mut loud).await.is_none());
    assert!(futures::future::poll_immediate(&mut other).await.is_none());
    let mut again = Box::pin(rates.turn(&chat, Rank::Bulk));
    let mut alert = Box::pin(rates.turn(&chat, Rank::Conversation));
    assert!(futures::future::poll_immediate(&mut again).await.is_none());
    assert!(futures::future::poll_immediate(&mut alert).await.is_none());
    let mut order = Vec::new();
    for _ in 0..8 {
        clock.advance(1_000);
        let all = [
            ("loud", &mut loud),
            ("other", &mut other),
            ("again", &mut again),
            ("alert", &mut alert),
        ];
        for (name, turn) in all {
            if !order.contains(&name) && futures::future::poll_immediate(turn).await.is_some() {
                order.push(name);
            }
        }
    }
    assert_eq!(order, ["alert", "loud", "other", "again"]);
}
