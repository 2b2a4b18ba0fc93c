//! The admins: statistics, pause, notes, alerts, and that nobody else has these commands.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::domain::country::Place;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Money;
use qazaq_esim_bot::domain::plan::Allowance;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{Shop, ShopOptions};

#[tokio::test]
async fn stats_come_as_text_and_as_a_picture() {
    let shop = Shop::open().await;
    let admin = shop.admin();
    shop.customer().buys(Lang::En).await;
    shop.phone(SECOND_CUSTOMER).begin(Lang::Ru).await;
    admin.say("/stats").await;
    let pictures = admin.photos();
    assert_eq!(pictures.len(), 1);
    let picture = image::load_from_memory(&admin.picture(&pictures[0])).unwrap();
    assert!(picture.width() >= 600 && picture.height() >= 600, "readable on a phone");
    for text in [
        Text::StatsToday,
        Text::StatsWeek,
        Text::StatsMonth,
        Text::StatsFunnel { visitors: 2, plans: 1, reviews: 1, invoices: 1, paid: 1 },
        Text::StatsOrders { state: Box::new(Text::StateFulfilled), count: 1 },
        Text::StatsRevenue {
            revenue: Money::stars(308),
            count: 1,
            refunds: Money::stars(0),
            refunded: 0,
        },
        Text::StatsCountry { place: Place::parse("TR").unwrap(), count: 1 },
        Text::StatsDelivery { median: 0, worst: 0 },
        Text::StatsStock { left: 69, low: 0 },
        Text::StatsCases { count: 0 },
    ] {
        admin.expect_last(&text, Lang::Ru);
    }
    admin.say("/cases").await;
    admin.expect_last(&Text::CasesNone, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn nobody_else_has_an_admins_commands() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    for command in ["/stats", "/pause", "/resume", "/notes", "/cases", "/settled"] {
        phone.say(command).await;
        phone.expect_last(&Text::UnknownCommand, Lang::En);
    }
    phone.say(&format!("/refund {order}")).await;
    phone.expect_last(&Text::UnknownCommand, Lang::En);
    assert_eq!(shop.charges().await, ["kept"]);
    assert!(shop.audit().await.is_empty());
    shop.finish().await;
}

#[tokio::test]
async fn a_pause_stops_sales_and_paid_orders_go_on() {
    let shop = Shop::open().await;
    let (phone, other, admin) = (shop.customer(), shop.phone(SECOND_CUSTOMER), shop.admin());
    phone.to_invoice(Lang::En).await;
    other.begin(Lang::Ru).await;
    admin.say("/pause").await;
    admin.expect_last(&Text::Paused, Lang::Ru);
    let message = PayTarget::Message(phone.invoice().unwrap());
    phone.is_refused(message, &Text::RefusePaused, Lang::En).await;
    other.say("Турция").await;
    other.expect_last(&Text::SalesPaused, Lang::Ru);
    other.press("a plan", |press| matches!(press, Press::Plan(..))).await;
    assert!(!other.keys().iter().any(|press| matches!(press, Press::Pay(_))));
    admin.say("/resume").await;
    admin.expect_last(&Text::Resumed, Lang::Ru);
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!(shop.audit().await, ["admin pause", "admin resume"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_note_per_sale_is_switched_on_and_off() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/notes").await;
    admin.expect_last(&Text::NotesOn, Lang::Ru);
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    let note = |order| Text::NoteSale {
        order,
        place: Place::parse("TR").unwrap().into(),
        allowance: Allowance::Megabytes(1024),
        days: 7,
        amount: Money::stars(308),
    };
    admin.expect_last(&note(order), Lang::Ru);
    admin.say("/notes").await;
    admin.expect_last(&Text::NotesOff, Lang::Ru);
    phone.invoice_for("Turkey", "tr-1").await;
    phone.pays().await;
    admin.expect_last(&Text::NotesOff, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn low_stock_is_told_once_and_the_last_one_again() {
    let shop = Shop::start(ShopOptions { codes: 5, ..ShopOptions::default() }).await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.begin(Lang::En).await;
    let told = |left| {
        let words = shop.plain(&Text::AlertStock { plan: "tr-1".to_owned(), left }, Lang::Ru);
        admin.heard().iter().filter(|message| message.text.contains(words.trim())).count()
    };
    let mut seen = Vec::new();
    for _ in 0..5 {
        phone.invoice_for("Turkey", "tr-1").await;
        phone.pays().await;
        seen.push((told(3), told(0)));
    }
    assert_eq!(seen, [(0, 0), (1, 0), (1, 0), (1, 0), (1, 1)]);
    assert_eq!(shop.free("tr-1").await, 0);
    shop.finish().await;
}

#[tokio::test]
async fn an_admin_is_spoken_to_in_the_language_they_chose() {
    let shop = Shop::open().await;
    let admin = shop.admin();
    admin.begin(Lang::Kk).await;
    admin.say("/pause").await;
    admin.expect_last(&Text::Paused, Lang::Kk);
    admin.say("/resume").await;
    shop.finish().await;
}
