//! The admins: statistics and `check`, pause, notes, alerts, and that nobody else has these
//! commands.

use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::faults::{FaultKind, FaultSpec};
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

/// Three pay for a plan of which the shop has one code. Two of them, in Stars and in tenge, wait.
async fn two_wait_for_codes(shop: &Shop) {
    let (phone, other, admin) = (shop.customer(), shop.phone(SECOND_CUSTOMER), shop.admin());
    phone.to_invoice(Lang::Kk).await;
    other.to_tenge(Lang::En).await;
    admin.invoice_for("Turkey", "tr-1").await;
    admin.pays().await;
    for payer in [phone, other] {
        let target = PayTarget::Message(payer.invoice().unwrap());
        let query = shop.world.begin_pay(payer.person, target).unwrap();
        // Telegram charges although the shop would refuse.
        shop.world.change(|state| state.answer_pre_checkout(&query, None));
        shop.rest().await;
    }
    assert_eq!(shop.orders().await, ["paid", "paid", "fulfilled"]);
}

/// The two get their codes.
async fn codes_come(shop: &mut Shop) {
    shop.import_stock("tr-1", 2).await;
    shop.advance(15_000).await;
    assert_eq!(shop.orders().await, ["fulfilled"; 3]);
}

/// A shop with one code of each plan, which takes Stars and tenge.
async fn with_one_code() -> Shop {
    Shop::start(ShopOptions { codes: 1, tenge: true, ..ShopOptions::default() }).await
}

/// The lines of `/stats` about what can be asked back are these, and there are no others.
async fn stats_say(shop: &Shop, lang: Lang, expected: &[Text]) {
    let admin = shop.admin();
    admin.say("/stats").await;
    admin.expect_last(&Text::StatsToday, lang);
    let text = admin.last().text;
    let sign = |line: &&str| ["↩️", "🏦", "⚠️"].iter().any(|sign| line.starts_with(sign));
    let expected: Vec<String> = expected.iter().map(|text| shop.plain(text, lang)).collect();
    let expected: Vec<&str> = expected.iter().map(|text| text.trim()).collect();
    assert_eq!(text.lines().filter(sign).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_can_be_asked_back_is_told_with_the_stars_that_have_to_cover_it() {
    let (stars, tenge) = (Money::stars(308), Money::kzt(200_000));
    let in_stars = Text::StatsUnseen { amount: stars, count: 1 };
    let in_tenge = Text::StatsUnseen { amount: tenge, count: 1 };
    let balance = |stars| Text::StatsBalance { balance: Money::stars(stars) };
    for lang in Lang::ALL {
        let mut shop = with_one_code().await;
        shop.admin().begin(lang).await;
        stats_say(&shop, lang, &[]).await;
        two_wait_for_codes(&shop).await;
        let both = [in_tenge.clone(), in_stars.clone()];
        stats_say(&shop, lang, &[&both[..], &[balance(616)]].concat()).await;
        // The owner takes Stars out.
        shop.world.set_bot_stars(307);
        let short = [balance(307), Text::StatsBalanceShort { least: stars }];
        stats_say(&shop, lang, &[&both[..], &short].concat()).await;
        shop.world.set_bot_stars(308);
        stats_say(&shop, lang, &[&both[..], &[balance(308)]].concat()).await;
        // Where Telegram does not say, nothing is said of the balance, and all the rest is.
        shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("getMyStarBalance"));
        stats_say(&shop, lang, &both).await;
        codes_come(&mut shop).await;
        stats_say(&shop, lang, &[]).await;
        shop.finish().await;
    }
}

/// The lines of `check` about what can be asked back.
async fn checked(shop: &Shop) -> Vec<String> {
    shop.checks().await.into_iter().filter(|line| line.contains("asked back")).collect()
}

#[tokio::test]
async fn check_says_whether_the_stars_suffice_for_what_can_be_asked_back() {
    let mut shop = with_one_code().await;
    shop.admin().begin(Lang::Ru).await;
    assert!(checked(&shop).await.is_empty());
    two_wait_for_codes(&shop).await;
    let in_tenge = "ok   2,000\u{a0}₸ can still be asked back (orders: 1); a person returns it at \
                    the payment provider";
    let in_stars = "308\u{a0}⭐ can still be asked back (orders: 1)";
    let enough = format!("ok   {in_stars}; the bot's balance is 616\u{a0}⭐");
    assert_eq!(checked(&shop).await, [in_tenge, &enough]);
    shop.world.set_bot_stars(307);
    let short = format!(
        "FIX  {in_stars}, and the bot's balance is 307\u{a0}⭐: Telegram would refuse refunds; \
         withdraw no Stars until the balance is at least 308\u{a0}⭐"
    );
    assert_eq!(checked(&shop).await, [in_tenge, &short]);
    shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("getMyStarBalance"));
    let unknown = format!(
        "FIX  {in_stars}, and Telegram did not say what the bot's balance is: run check again"
    );
    assert_eq!(checked(&shop).await, [in_tenge, &unknown]);
    codes_come(&mut shop).await;
    assert!(checked(&shop).await.is_empty());
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
