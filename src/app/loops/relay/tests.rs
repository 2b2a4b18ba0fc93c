//! The relay in a whole shop, where the wait for a turn itself panics.

use std::time::Duration;

use sqlx::{AnyConnection, Connection as _};

use crate::app::clock::Clock;
use crate::app::rates::tests::broken;
use crate::demo::{self, DemoShop};
use crate::domain::time::Stamp;
use crate::storage::Store;
use crate::storage::seal::SealingKey;
use pretend_telegram::clock::real_pause;
use pretend_telegram::{CUSTOMER, Sim, SimSettings};

/// Caught like one in the middle of an effect: the words go back to the outbox and are tried again,
/// one attempt after another. Before, they stayed in hand, and their chat was silent until the
/// process ended.
#[tokio::test]
async fn a_panic_in_the_wait_for_a_turn_leaves_no_chat_stuck() {
    let sim = Sim::start(SimSettings::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
    let store =
        Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await.unwrap();
    let clock = Clock::manual(Stamp(1_790_000_000_000));
    let set_up = DemoShop { clock: clock.clone(), pace: broken(), ..DemoShop::default() };
    let shop = demo::start_shop(&sim, store, &set_up).await.unwrap();
    let mut outside = AnyConnection::connect(&at("shop.db")).await.unwrap();
    sim.world().send_text(CUSTOMER, "/start").unwrap();
    let put_off = "select count(*) from effects where kind = 'say' and attempts = $1 \
                   and settled_at is null and leased_until is null";
    for attempts in 1_i64..=3 {
        let mut found = 0_i64;
        for _ in 0..2_000 {
            found =
                sqlx::query_scalar(put_off).bind(attempts).fetch_one(&mut outside).await.unwrap();
            if found > 0 {
                break;
            }
            real_pause(Duration::from_millis(10)).await;
        }
        assert_eq!(found, 1, "the words are put off after attempt {attempts}");
        clock.advance(60_000);
    }
    outside.close().await.unwrap();
    shop.stop().await;
}
