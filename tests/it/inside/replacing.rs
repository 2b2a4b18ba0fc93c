//! Another code for a paid order whose first code is of no use and was seen by nobody.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::money::{LedgerKind, PayTarget};
use qazaq_esim_bot::app::commands::faulty;
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::cases::{act, open_case};
use crate::support::{HOUR, Phone, Shop, ShopOptions, pictures};

/// The code that is sold next cannot be opened any more.
const SPOIL: &str = "update esims set code_sealed = $1 where id = \
                     (select min(id) from esims where plan_id = 'tr-1' and sold_at is null)";

/// What the bot tried to say in a chat, word for word.
fn was_sent(phone: Phone<'_>, text: &Text, lang: Lang) -> usize {
    let words = phone.shop.plain(text, lang);
    let first = words.trim().lines().nth(1).unwrap().to_owned();
    let calls = phone.shop.world.calls();
    let said = calls.iter().filter(|call| call.method == "sendMessage");
    said.filter(|call| call.params.to_string().contains(&first)).count()
}

/// The numbers that say what became of the codes: faulty, free, and sold to an order that holds it.
async fn codes(shop: &Shop) -> [i64; 3] {
    [
        shop.count("select count(*) from esims where faulty_at is not null").await,
        i64::try_from(shop.free("tr-1").await).unwrap(),
        shop.count(
            "select count(*) from esims e join orders o on o.esim_id = e.id where \
            e.order_id = o.id",
        )
        .await,
    ]
}

#[tokio::test]
async fn a_code_that_cannot_be_opened_gives_its_place_to_another_one() {
    for lang in Lang::ALL {
        let shop = Shop::open().await;
        let (phone, admin) = (shop.customer(), shop.admin());
        admin.begin(lang).await;
        assert_eq!(shop.tamper(SPOIL).await, 1);
        let listed = faulty::list(shop.store()).await.unwrap();
        assert_eq!(listed, "No code was found faulty.");
        phone.buys_by_mail(lang).await;
        let order = shop.newest_order().await;
        assert_eq!(shop.orders().await, ["provisioned"]);
        assert!(phone.photos().is_empty() && shop.world.mails().is_empty());
        // One case, one alert, whatever was to show the code; the address is not to blame.
        let alert = shop.plain(&Text::AlertCode { order }, lang);
        let told = || admin.heard().iter().filter(|message| message.text == alert.trim()).count();
        assert_eq!(told(), 1);
        assert!(!phone.offers(|press| *press == Press::Correct));

        open_case(admin).await;
        admin.expect_last(&Text::CaseHintReplace, lang);
        let of_what_was_lost = [CaseAct::Keep, CaseAct::Deliver];
        for wanted in CaseAct::ALL.into_iter().filter(|act| !of_what_was_lost.contains(act)) {
            assert!(admin.offers(act(wanted)), "{wanted:?} is not offered");
        }
        let key = admin.keys().into_iter().find(|press| act(CaseAct::Replace)(press)).unwrap();
        // Nobody else may.
        phone.forge_press(&key).await;
        assert_eq!(codes(&shop).await, [0, 9, 1]);

        admin.tap(&key).await;
        admin.expect(&Text::CaseAccepted { case: 1 }, lang);
        admin.expect(&Text::ReplaceDone { order }, lang);
        assert_eq!(was_sent(phone, &Text::CardReplaced { order }, lang), 1);
        assert_eq!(shop.orders().await, ["fulfilled"]);
        assert_eq!(codes(&shop).await, [1, 8, 1]);
        let cards = phone.photos();
        assert_eq!((cards.len(), shop.world.mails().len()), (1, 1));
        let code = pictures::scan(&phone.picture(&cards[0])).unwrap();
        let mail = shop.world.mails()[0].read();
        assert!(mail.text.contains(&code), "the mail has another code");
        let faulty =
            shop.sql("select faulty_order, order_id from esims where faulty_at is not null");
        assert_eq!(faulty.await, [[order.number().to_string(), String::new()]]);

        // The owner reads on the server which code it was, and not the code.
        let listed = faulty::list(shop.store()).await.unwrap();
        let line = listed.strip_prefix("1 faulty codes, out of sale for ever:\n").unwrap();
        assert!(line.starts_with("2026-09-21 ") && line.contains(" UTC  "), "{line}");
        assert!(line.contains(&format!("  {order}  ")) && line.contains("  tr-1"), "{line}");
        assert!(!line.contains('$') && !line.to_uppercase().contains("LPA"), "{line}");

        // A second press is answered kindly and changes nothing; the case is over.
        admin.forge_press(&key).await;
        admin.expect_last(&Text::CaseStale { case: 1 }, lang);
        assert_eq!(codes(&shop).await, [1, 8, 1]);
        assert_eq!(shop.audit().await, ["admin case_replace case:1"]);
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, lang);
        admin.say("/stats").await;
        admin.expect(&Text::StatsFaulty { count: 1 }, lang);
        // Time goes by and nothing follows.
        shop.advance(HOUR).await;
        assert_eq!((phone.photos().len(), told()), (1, 1));
        shop.finish().await;
    }
}

#[tokio::test]
async fn where_no_other_code_is_in_stock_nothing_changes() {
    let mut shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    let admin = shop.admin();
    admin.begin(Lang::Ru).await;
    shop.tamper(SPOIL).await;
    shop.customer().buys(Lang::Kk).await;
    let order = shop.newest_order().await;
    open_case(admin).await;
    admin.press("replace", act(CaseAct::Replace)).await;
    let plan = "tr-1".to_owned();
    admin.expect_last(&Text::ReplaceNoStock { order, plan }, Lang::Ru);
    let refused = shop.settles_case(1, CaseAct::Replace).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("no other code of tr-1"), "{refused}");
    assert_eq!(codes(&shop).await, [0, 0, 1]);
    assert_eq!(shop.orders().await, ["provisioned"]);
    assert!(shop.audit().await.is_empty());

    shop.import_stock("tr-1", 1).await;
    let listed = shop.lists_cases().await;
    assert!(listed.contains("[retry | refund | replace | outside]"), "{listed}");
    shop.settles_case(1, CaseAct::Replace).await.unwrap();
    shop.looks().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!((shop.customer().photos().len(), codes(&shop).await), (1, [1, 0, 1]));
    assert_eq!(shop.audit().await, ["owner case_replace case:1"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_replacement_that_is_asked_for_twice_happens_once() {
    // Asked for twice, and there are codes enough.
    let mut shop = Shop::start(ShopOptions { codes: 1, ..ShopOptions::default() }).await;
    shop.admin().begin(Lang::En).await;
    shop.tamper(SPOIL).await;
    shop.customer().buys(Lang::En).await;
    let order = shop.newest_order().await;
    shop.import_stock("tr-1", 3).await;
    for _ in 0..2 {
        shop.settles_case(1, CaseAct::Replace).await.unwrap();
    }
    shop.looks().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!((shop.customer().photos().len(), codes(&shop).await), (1, [1, 2, 1]));
    let told = |text: &Text| shop.admin().was_told(text, Lang::En);
    assert!(told(&Text::ReplaceDone { order }) && told(&Text::ReplaceStale { order }));
    shop.advance(HOUR).await;
    assert_eq!(codes(&shop).await, [1, 2, 1]);
    shop.finish().await;
}

/// The customer blocks the bot right after paying: nothing of the order was ever shown.
async fn unseen() -> (Shop, String) {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    phone.to_invoice(Lang::Ru).await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    shop.world.begin_pay(phone.person, target).unwrap();
    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    shop.advance(7 * 24 * HOUR).await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    let first = shop.sql("select esim_id from orders").await.remove(0).remove(0);
    (shop, first)
}

#[tokio::test]
async fn a_code_the_seller_knows_to_be_dead_is_replaced_before_it_is_shown() {
    let (shop, first) = unseen().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    open_case(admin).await;
    admin.expect_last(&Text::CaseHintReplace, Lang::Ru);
    admin.expect_last(&Text::RefundNeverShown, Lang::Ru);
    admin.press("replace", act(CaseAct::Replace)).await;
    assert_eq!(codes(&shop).await, [1, 8, 1]);
    let second = shop.sql("select esim_id from orders").await.remove(0).remove(0);
    assert_ne!(first, second);
    shop.world.block(phone.person, false).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!((phone.photos().len(), codes(&shop).await), (1, [1, 8, 1]));
    shop.finish().await;
}

#[tokio::test]
async fn what_was_shown_is_not_replaced() {
    // The question is older than the QR.
    let (shop, first) = unseen().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    open_case(admin).await;
    let key = admin.keys().into_iter().find(|press| act(CaseAct::Replace)(press)).unwrap();
    shop.world.block(phone.person, false).unwrap();
    phone.say("/start").await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    admin.tap(&key).await;
    admin.expect_last(&Text::CaseStale { case: 1 }, Lang::Ru);
    assert_eq!(codes(&shop).await, [0, 9, 1]);
    assert_eq!(shop.sql("select esim_id from orders").await, [[first]]);
    shop.finish().await;

    // Telegram took the picture and refused it: somebody may have seen it.
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    let refusal = FaultSpec::new(FaultKind::ServerError).with(400);
    shop.world.add_fault(refusal.on("editMessageMedia"));
    phone.buys(Lang::Kk).await;
    open_case(admin).await;
    assert!(admin.offers(act(CaseAct::Refund)) && !admin.offers(act(CaseAct::Replace)));
    let refused = shop.settles_case(1, CaseAct::Replace).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("retry, refund, outside"), "{refused}");
    admin.press("refund", act(CaseAct::Refund)).await;
    let back = shop.world.ledger().iter().filter(|row| row.kind == LedgerKind::Refund).count();
    assert_eq!((back, codes(&shop).await), (1, [0, 9, 0]));
    shop.finish().await;
}

#[tokio::test]
async fn a_faulty_code_that_was_paid_back_instead_is_never_sold_again() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::Ru).await;
    shop.tamper(SPOIL).await;
    phone.buys(Lang::Kk).await;
    open_case(admin).await;
    admin.press("refund", act(CaseAct::Refund)).await;
    assert_eq!(shop.orders().await, ["returned"]);
    assert_eq!(shop.free("tr-1").await, 9);
    phone.invoice_for("Turkey", "tr-1").await;
    phone.pays().await;
    assert_eq!(shop.orders().await, ["returned", "fulfilled"]);
    shop.finish().await;
}

#[tokio::test]
async fn a_code_is_tried_again_when_its_key_is_back() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    let away = "update esims set key_id = -key_id where plan_id = 'tr-1' \
                and id = (select min(id) from esims where plan_id = 'tr-1')";
    shop.tamper(away).await;
    phone.buys(Lang::En).await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    let back = "update esims set key_id = -key_id where key_id < 0";
    shop.tamper(back).await;
    open_case(admin).await;
    admin.press("retry", act(CaseAct::Retry)).await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert_eq!((phone.photos().len(), codes(&shop).await), (1, [0, 9, 1]));
    shop.finish().await;
}
