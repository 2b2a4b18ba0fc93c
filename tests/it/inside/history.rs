//! An account with 20,000 orders: its screens are those of anybody else.

use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::Shop;

/// Copies of the order that there is, an hour older each, half of them given up, with the numbers
/// that follow.
const HISTORY: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where \
    i < 20000) insert into orders (id, customer_id, state, plan_id, plan, place, price, stars, \
    lang, mail, invoices, qr_count, mail_count, refund_wished, created_at) select n.i, \
    o.customer_id, case n.i % 2 when 0 then 'expired' else 'cancelled' end, o.plan_id, o.plan, \
    o.place, o.price, o.stars, o.lang, 'chat', 1, 0, 0, 0, \
    o.created_at - 3600000 * cast(n.i as bigint) from n, orders o";

#[tokio::test]
async fn the_list_pages_through_what_is_old_and_the_way_back_leads_to_the_page() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    assert_eq!(shop.tamper(HISTORY).await, 20_000);

    phone.say("/start").await;
    let greeted = phone.last().text;
    assert!(greeted.contains("Türkiye"), "the last trip is greeted: {greeted}");
    phone.say("/esims").await;
    phone.expect_last(&Text::EsimsTitle { page: 1, pages: 50 }, Lang::En);
    let names = |press: &Press| matches!(press, Press::Esim(_));
    assert_eq!(phone.keys().iter().filter(|press| names(press)).count(), 6);
    assert!(phone.offers(|press| *press == Press::Esim(order)), "the newest stands first");
    phone.tap(&Press::Esims(1)).await;
    phone.expect_last(&Text::EsimsTitle { page: 2, pages: 50 }, Lang::En);
    let shown: Vec<Press> = phone.keys().into_iter().filter(names).collect();
    assert_eq!(shown.len(), 6);
    assert!(!shown.contains(&Press::Esim(order)));
    phone.tap(&shown[0]).await;
    assert!(phone.offers(|press| *press == Press::Esims(1)), "back to its page");
    phone.tap(&Press::Esims(1)).await;
    phone.tap(&Press::Esims(2)).await;
    // What is far behind is a press on an old message.
    phone.forge_press(&Press::Esims(9_999)).await;
    phone.expect_last(&Text::EsimsTitle { page: 50, pages: 50 }, Lang::En);
    // An old order is opened as any other, also by its number.
    let old = OrderId::from_number(17_998);
    phone.forge_press(&Press::Esim(old)).await;
    assert!(phone.offers(|press| *press == Press::Cancel(old)), "{:?}", phone.keys());
    phone.say("/start").await;
    phone.say(&old.to_string()).await;
    assert!(phone.offers(|press| *press == Press::Cancel(old)), "{:?}", phone.keys());
    phone.forge_press(&Press::Esim(order)).await;
    assert!(phone.offers(|press| *press == Press::ShowQr(order)));
    phone.tap(&Press::ShowQr(order)).await;
    assert_eq!(phone.photos().len(), 2);
    shop.finish().await;
}
