//! A lookup key is renewed by one process while another one knows the old one alone: nobody is a
//! stranger to it, and nobody gets a second row.

use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use super::several::another;
use crate::journeys::erasing::erases;
use crate::support::{MINUTE, Shop, ShopOptions};

#[tokio::test]
async fn a_process_that_did_not_hear_of_a_renewal_takes_nobody_for_a_stranger() {
    let shop = Shop::start(ShopOptions { webhook: true, ..ShopOptions::default() }).await;
    shop.customer().buys(Lang::En).await;
    let leaver = shop.phone(SECOND_CUSTOMER);
    leaver.buys(Lang::En).await;
    // From here on Telegram delivers to this one. Its clock stands, so that it sweeps nothing and
    // looks at nothing by itself.
    let deaf = another(&shop, Clock::manual(shop.clock().now())).await;
    erases(leaver, Lang::En).await;
    for over in [false, true] {
        shop.until("the renewal", async || {
            shop.jump(10 * MINUTE);
            let state = "select value from settings where name = 'lookup'";
            let value = shop.sql(state).await.remove(0).remove(0);
            value.starts_with("2 ") && (value.ends_with(" 0") == over)
        })
        .await;
    }
    let customers = async || shop.count("select count(*) from customers").await;
    assert_eq!(customers().await, 1);
    shop.world.send_text(CUSTOMER, "/esims").unwrap();
    let knows = async || shop.customer().keys().iter().any(|press| matches!(press, Press::Esim(_)));
    shop.until("an answer that knows the order", knows).await;
    assert_eq!(customers().await, 1, "a stranger to who was not told");
    shop.world.send_text(SECOND_CUSTOMER, "/start").unwrap();
    shop.until("a stranger", async || customers().await == 2).await;
    deaf.stop().await;
    shop.finish().await;
}
