//! A part of the shop ends by itself, by a panic where nothing catches one: what is left looks
//! alive and is not, so the whole process ends with a problem and one line that names the part.

use pretend_telegram::clock::real_pause;
use pretend_telegram::{CUSTOMER, World};
use qazaq_esim_bot::storage::seam::Seam;

use crate::support::{PATIENCE, Shop, ShopOptions};

/// What the panic says; no line may have it.
const QUOTED: &str = "+77010001122";

/// A shop with a part that panics at this seam.
async fn panics_at(seam: (&'static str, &'static str), webhook: bool) -> Shop {
    let seam = Seam::watched(move |step, what| {
        assert!((step, what) != seam, "a panic on purpose that quotes {QUOTED}");
        false
    });
    let mut shop = Shop::start(ShopOptions { webhook, seam, ..ShopOptions::default() }).await;
    shop.plant(QUOTED);
    shop
}

/// The process ends without being asked, and says which part did.
async fn ends_by(shop: Shop, part: &str) {
    let patience = async |_: &World| real_pause(PATIENCE).await;
    let (was_asked, errors) = shop.open_until(patience).await;
    assert!(!was_asked, "the {part} is gone, and the process lives on");
    let [error] = errors.as_slice() else { panic!("{part}: {errors:#?}") };
    assert!(error.contains("a part of the shop ended by itself"), "{error}");
    assert!(error.contains(&format!("task=\"{part}\"")), "{error}");
}

#[tokio::test]
async fn without_its_reconciler_the_process_ends() {
    ends_by(panics_at(("commit", "reconciled"), false).await, "reconciler").await;
}

#[tokio::test]
async fn without_its_sweeper_the_process_ends() {
    ends_by(panics_at(("commit", "sweep"), false).await, "sweeper").await;
}

#[tokio::test]
async fn without_its_processor_the_process_ends_whichever_way_updates_come() {
    for webhook in [false, true] {
        let shop = panics_at(("commit", "update"), webhook).await;
        shop.world.send_text(CUSTOMER, "/start").unwrap();
        ends_by(shop, "processor").await;
    }
}

#[tokio::test]
async fn without_its_lease_loop_the_process_ends() {
    let shop = panics_at(("commit", "lease"), false).await;
    ends_by(shop, "lease loop").await;
}

/// What ends by itself when it is done ends nothing.
#[tokio::test]
async fn a_part_that_is_done_ends_nothing() {
    for webhook in [false, true] {
        let options = ShopOptions { webhook, ..ShopOptions::default() };
        let (was_asked, errors) = Shop::start(options)
            .await
            .open_until(async |world| {
                // The last call for the profile in the last language; somebody who is served
                // afterwards takes longer than its task takes to end.
                let method = "setMyShortDescription";
                let set = |world: &World| {
                    let calls = world.calls();
                    (calls.iter().filter(|call| call.method == method).count() == 4).then_some(())
                };
                world.wait_for("the profile", set).await.unwrap();
                world.send_text(CUSTOMER, "/start").unwrap();
                let greeted = |world: &World| {
                    world.messages(CUSTOMER).iter().any(|message| message.from_bot).then_some(())
                };
                world.wait_for("a greeting", greeted).await.unwrap();
            })
            .await;
        assert!(was_asked, "{errors:#?}");
        assert!(errors.is_empty(), "{errors:#?}");
    }
}
