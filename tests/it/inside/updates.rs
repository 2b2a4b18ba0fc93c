//! The marks of the updates that were handled.

use pretend_telegram::CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};

use crate::journeys::strange::lives;
use crate::support::Shop;

#[tokio::test]
async fn ids_above_two_to_the_thirty_two() {
    let shop = Shop::open().await;
    shop.world.add_fault(FaultSpec::new(FaultKind::JumpUpdateIds).with(8_589_934_592_i64));
    lives(&shop).await;
    assert!(CUSTOMER > i64::from(u32::MAX));
    let largest = shop.count("select max(update_id) from updates").await;
    assert!(largest > 8_589_934_592, "{largest}");
    shop.finish().await;
}

#[tokio::test]
async fn one_answer_with_the_same_update_twice_is_one_update() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.say("/start").await;
    let before = phone.heard().len();
    let person =
        format!(r#"{{"id":{},"is_bot":false,"first_name":"X","type":"private"}}"#, phone.person);
    let update = format!(
        r#"{{"update_id":7,"message":{{"message_id":7,"date":1,"text":"/help","from":{person},
            "chat":{person}}}}}"#
    );
    // One waiting piece that closes itself and goes on: three updates in the answer, two of them
    // the same.
    let pieces = format!(r#""nothing":1}},{update},{update}"#);
    shop.world.inject(&pieces, true).unwrap();
    shop.until("the answer", async || phone.heard().len() > before).await;
    shop.rest().await;
    assert_eq!(phone.heard().len(), before + 1, "handled once");
    assert_eq!(shop.count("select count(*) from updates where update_id = 7").await, 1);
    shop.finish().await;
}
