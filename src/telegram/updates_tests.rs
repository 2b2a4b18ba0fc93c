//! The long poll over real sockets, against the pretend world.

use super::bot_api::BotApi;
use super::bot_api_tests::{Shop, rejected};
use super::call::BotToken;
use super::envelope::envelope;
use super::updates::{PollFault, Poller};
use crate::domain::outcome::Reason;
use crate::domain::time::Millis;
use pretend_telegram::CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::World;

#[tokio::test]
async fn a_poll_confirms_only_what_its_offset_says() {
    let mut shop = Shop::open().await;
    shop.take().await;
    shop.world.send_text(CUSTOMER, "a").unwrap();
    shop.world.send_text(CUSTOMER, "b").unwrap();
    let first = shop.poller.poll(None, 1, 0).await.unwrap();
    let all = shop.poller.poll(None, 100, 0).await.unwrap();
    assert_eq!((first.len(), all.len()), (1, 2));
    assert_eq!(first[0], all[0]);
    let rest = shop.poller.poll(Some(first[0].update_id + 1), 100, 0).await.unwrap();
    assert_eq!(rest, all[1..]);
    assert_eq!(shop.world.unconfirmed_updates(), 1);
}

#[tokio::test]
async fn broken_json_between_updates_stops_nothing() {
    let mut shop = Shop::open().await;
    shop.world.send_text(CUSTOMER, "before").unwrap();
    let id = shop.world.inject(r#"{"message":{"text":"broken"#, true).unwrap();
    shop.world.send_text(CUSTOMER, "after").unwrap();
    let batch = shop.take().await;
    assert_eq!(batch.len(), 3);
    assert_eq!(batch[1].update_id, id);
    assert!(batch[0].text.contains("before") && batch[2].text.contains("after"));
    assert!(envelope(&batch[0].text).is_some() && envelope(&batch[2].text).is_some());
    assert!(envelope(&batch[1].text).is_none());
    assert!(shop.take().await.is_empty());
}

#[tokio::test]
async fn polls_that_fail_are_told_apart() {
    let shop = Shop::open().await;
    let poll = async || shop.poller.poll(shop.next, 100, 0).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::TooManyRequests).on("getUpdates").with(3));
    assert_eq!(poll().await, Err(PollFault::TooMany { after: Some(Millis::seconds(3)) }));
    for kind in [FaultKind::ServerError, FaultKind::HtmlBody] {
        shop.fault(kind, "getUpdates");
        assert_eq!(poll().await, Err(PollFault::Broken), "{kind:?}");
    }
    shop.fault(FaultKind::CutAfter, "getUpdates");
    assert_eq!(poll().await, Err(PollFault::Unreachable));
    let wrong = BotToken::parse("1:AA").unwrap();
    let stranger = Poller::new(&shop.sim.api_url(), wrong.clone()).unwrap();
    assert_eq!(stranger.poll(None, 1, 0).await, Err(PollFault::Unauthorized));
    let stranger = BotApi::new(&shop.sim.api_url(), &wrong).unwrap();
    assert_eq!(stranger.get_me().await.err(), rejected::<()>(Reason::Configuration).err());

    let (poller, next) = (shop.poller.clone(), shop.next);
    let older = tokio::spawn(async move { poller.poll(next, 100, 30).await });
    let polls = |world: &World| world.quietly(|state| state.updates.poller);
    let before = polls(&shop.world);
    let newer = |world: &World| (polls(world) > before).then_some(());
    shop.world.wait_for("the long poll", newer).await.unwrap();
    assert_eq!(poll().await, Ok(vec![]));
    assert_eq!(older.await.unwrap(), Err(PollFault::Conflict));
}
