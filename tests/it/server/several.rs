//! Several processes on one database, each with what it has of its own: its clock, its place among those
//! who poll. It must not know how they agree.

use qazaq_esim_bot::app::Running;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::demo::{self, DemoShop};
use qazaq_esim_bot::domain::lang::Lang;

use crate::support::{MINUTE, Shop, ask};

/// One more process on a shop's database, with this clock, and chance of its own.
async fn another(shop: &Shop, clock: Clock) -> Running {
    let ours = shop.set_up();
    let seed = ours.seed.map(|seed| seed + 1_000);
    let theirs = DemoShop { clock, seed, ..ours };
    demo::start_shop(&shop.sim, shop.open_store().await, &theirs).await.unwrap()
}

async fn ready(running: &Running) -> (u16, String) {
    ask(&format!("http://{}/readyz", running.operator().unwrap())).await
}

const READY: &str = "ready\n";
const STANDS_BY: &str = "ready\nupdates: another process polls; this one stands by\n";

#[tokio::test]
async fn one_polls_and_the_other_is_ready_and_says_that_it_stands_by() {
    let mut shop = Shop::open().await;
    let other = another(&shop, shop.clock().clone()).await;
    let both = async |shop: &Shop| {
        let ours = ask(&shop.operator("/readyz")).await;
        let theirs = ready(&other).await;
        let mut said = [ours, theirs];
        said.sort();
        said == [(200, READY.to_owned()), (200, STANDS_BY.to_owned())]
    };
    shop.until("one who polls and one who stands by", async || both(&shop).await).await;
    let metrics = ask(&format!("http://{}/metrics", other.operator().unwrap())).await.1;
    for (source, known) in [("stands_by", 1), ("works", 0), ("conflict", 0)] {
        let line = format!("shop_updates_source{{source=\"{source}\"}} {known}");
        assert!(metrics.lines().any(|found| found == line), "{line} in {metrics}");
    }
    shop.customer().buys(Lang::En).await;
    // Longer than a poll takes: who stands by looks at Telegram by itself.
    shop.advance(2 * MINUTE).await;
    shop.until("the same a while later", async || both(&shop).await).await;
    shop.close().await;
    for _ in 0..2_000 {
        if ready(&other).await == (200, READY.to_owned()) {
            break;
        }
        qazaq_esim_bot::sim::clock::real_pause(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(ready(&other).await, (200, READY.to_owned()), "it takes over");
    other.stop().await;
    shop.reopen().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    shop.finish().await;
}
