//! What waits in the outbox.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::domain::lang::Lang;

use crate::support::Shop;

#[tokio::test]
async fn a_put_off_message_is_tried_again_on_time_although_others_wait_behind_it() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    let refused = FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(3);
    shop.world.add_fault(refused);
    shop.world.send_text(phone.person, "/help").unwrap();
    shop.until("the refusal", async || {
        shop.world.quietly(|state| state.faults.waiting().is_empty())
    })
    .await;
    shop.world.send_text(phone.person, "/paysupport").unwrap();
    let queued = "select count(*) from effects where settled_at is null and lane is not null \
                  and leased_until is null";
    shop.until("two messages that wait", async || shop.count(queued).await == 2).await;
    shop.advance(3_000).await;
    assert_eq!(shop.count(queued).await, 0);
    shop.finish().await;
}
