//! What comes in comes twice, in another order, under ids that jump, or in a shape nobody has seen.
//! No payment is lost to it and none counts twice.

use pretend_telegram::CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::domain::lang::Lang;
use serde_json::json;

use super::buyers::insist;
use super::life::{Place, Watcher};
use super::scripts::{self, traveller};
use crate::support::Shop;

/// A purchase in a world with one fault, audited at rest.
async fn bought_with(fault: FaultSpec) {
    let place = Place::new().await;
    place.world.add_fault(fault);
    place.run(scripts::purchase, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_update_may_come_twice() {
    bought_with(FaultSpec::new(FaultKind::DuplicateUpdates).times(200)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn update_ids_may_jump() {
    for parameter in [json!(7), json!(2_000_000_000), json!(1)] {
        let fault = FaultSpec::new(FaultKind::JumpUpdateIds).times(200).with(parameter);
        bought_with(fault).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_may_come_in_another_order_to_several_buyers() {
    let place = Place::new().await;
    place.world.add_fault(FaultSpec::new(FaultKind::ReorderUpdates).times(10_000));
    place.world.add_fault(FaultSpec::new(FaultKind::DuplicateUpdates).times(10_000));
    let life = place.live(&Watcher::new(None)).await;
    let mut buyers = Vec::new();
    for n in 0..5 {
        let role = pretend_telegram::world::people::Role::Customer;
        let person = place.world.add_person(&format!("Buyer {n}"), Some("en"), role);
        place.world.top_up(person, 10_000, 0).unwrap();
        let world = place.world.clone();
        let wish = qazaq_esim_bot::demo::robot::Wish { person, email: None, ..traveller() };
        buyers.push(tokio::spawn(async move { insist(&world, &wish).await }));
    }
    for buyer in buyers {
        buyer.await.unwrap().unwrap();
    }
    life.rests(&place.world, "reordered updates").await;
    assert_eq!(place.world.ledger().len(), 5);
    life.die();
}

/// A payment arrives inside a message that teloxide's types cannot read.
#[tokio::test]
async fn a_payment_inside_a_message_nobody_can_parse_is_delivered() {
    let patches = [
        json!({"message": {"entities": "none", "chat": {"type": "hologram"}}}),
        json!({"message": {"date": "yesterday", "from": {"first_name": null}}}),
        json!({"message": {"successful_payment": {"is_recurring": "no", "order_info": 7}}}),
    ];
    for patch in patches {
        let shop = Shop::open().await;
        let customer = shop.customer();
        customer.to_invoice(Lang::En).await;
        let fault = FaultSpec::new(FaultKind::PatchUpdate).on("successful_payment");
        let id = shop.world.add_fault(fault.with(patch.clone()));
        customer.pays().await;
        assert!(!shop.world.quietly(|state| state.faults.holds(id)), "{patch} was not merged");
        assert_eq!(shop.orders().await, ["fulfilled"], "{patch}");
        assert_eq!(shop.charges().await, ["kept"], "{patch}");
        assert_eq!(customer.photos().len(), 1, "{patch}");
        shop.finish().await;
    }
}

#[tokio::test]
async fn broken_json_between_a_question_and_its_payment_loses_nothing() {
    let shop = Shop::open().await;
    let customer = shop.customer();
    customer.to_invoice(Lang::En).await;
    for raw in [
        r#"{"message": {"message_id": 1, "#,
        "not json at all",
        r#"{"message": null}"#,
        r#"{"some_future_kind": {"id": 9007199254740993}}"#,
    ] {
        shop.world.inject(raw, true).unwrap();
        shop.rest().await;
    }
    customer.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    let chat = shop.world.messages(CUSTOMER).len();
    assert!(chat > 0);
    shop.finish().await;
}
