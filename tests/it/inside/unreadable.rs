//! A code that was delivered and cannot be opened any more when its customer wants to see it again:
//! it stays a case until it was shown, or a person settled it.

use pretend_telegram::world::money::LedgerKind;
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::cases::{act, open_case};
use crate::support::{HOUR, Phone, Shop, link_in};

const AWAY: &str = "update esims set key_id = -key_id where sold_at is not null and key_id > 0";
const BACK: &str = "update esims set key_id = -key_id where key_id < 0";

async fn asks_again(phone: Phone<'_>, order: OrderId) {
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::ShowQr(order)).await;
}

async fn mail_again(phone: Phone<'_>, order: OrderId) {
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
}

/// Delivered, by mail too, and then its key is lost; the customer asks for the QR.
async fn lost(lang: Lang) -> (Shop, OrderId) {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(lang).await;
    phone.buys_by_mail(lang).await;
    phone.say(&link_in(&shop.world.mails().pop().unwrap())).await;
    let order = shop.newest_order().await;
    assert_eq!((shop.orders().await, phone.photos().len()), (vec!["fulfilled".to_owned()], 1));
    assert_eq!(shop.tamper(AWAY).await, 1);
    asks_again(phone, order).await;
    phone.expect_last(&Text::QrNotNow { order }, lang);
    assert!(phone.offers(|press| *press == Press::Support));
    (shop, order)
}

#[tokio::test]
async fn it_stays_a_case_until_it_is_shown_again() {
    for lang in Lang::ALL {
        let (shop, order) = lost(lang).await;
        let (phone, admin) = (shop.customer(), shop.admin());
        let alert = shop.plain(&Text::AlertUnreadable { order }, lang);
        let told = || admin.heard().iter().filter(|message| message.text == alert.trim()).count();
        // Asked for again, also by mail, it is one case and told once; the address is not to blame.
        asks_again(phone, order).await;
        mail_again(phone, order).await;
        phone.expect_last(&Text::QrNotNow { order }, lang);
        assert_eq!((told(), shop.open_cases().await.len(), shop.world.mails().len()), (1, 1, 1));
        // Time settles nothing.
        shop.advance(24 * HOUR).await;
        open_case(admin).await;
        admin.expect_last(&Text::CaseHintUnreadable, lang);
        assert!(!admin.offers(act(CaseAct::Replace)), "somebody has seen it");
        admin.press("retry", act(CaseAct::Retry)).await;
        assert_eq!((told(), shop.open_cases().await.len(), phone.photos().len()), (1, 1, 1));
        let listed = shop.lists_cases().await;
        assert!(listed.contains("[retry | refund | outside]"), "{listed}");

        shop.tamper(BACK).await;
        open_case(admin).await;
        admin.press("retry", act(CaseAct::Retry)).await;
        assert_eq!((shop.open_cases().await.len(), phone.photos().len()), (0, 2));
        assert_eq!(shop.orders().await, ["fulfilled"]);
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, lang);
        shop.finish().await;
    }
}

#[tokio::test]
async fn a_customer_who_asks_when_it_can_be_opened_again_closes_it() {
    for by_mail in [false, true] {
        let (shop, order) = lost(Lang::Kk).await;
        let phone = shop.customer();
        shop.tamper(BACK).await;
        if by_mail {
            mail_again(phone, order).await;
            assert_eq!(shop.world.mails().len(), 2);
        } else {
            asks_again(phone, order).await;
            assert_eq!(phone.photos().len(), 2);
        }
        assert_eq!(shop.open_cases().await.len(), 0);
        shop.finish().await;
    }
}

#[tokio::test]
async fn a_person_settles_it_with_the_money_or_outside() {
    for wanted in [CaseAct::Refund, CaseAct::Outside] {
        let (shop, order) = lost(Lang::Ru).await;
        let admin = shop.admin();
        open_case(admin).await;
        admin.press("an act", act(wanted)).await;
        let back = shop.world.ledger().iter().filter(|row| row.kind == LedgerKind::Refund).count();
        let refunded = wanted == CaseAct::Refund;
        assert_eq!(back, usize::from(refunded));
        assert_eq!(shop.orders().await, [if refunded { "returned" } else { "fulfilled" }]);
        assert_eq!(shop.free("tr-1").await, 9, "what was seen is never sold again");
        admin.say("/cases").await;
        admin.expect_last(&Text::CasesNone, Lang::Ru);
        if !refunded {
            // Asked for once more it is a new one.
            asks_again(shop.customer(), order).await;
            assert_eq!(shop.open_cases().await.len(), 1);
        }
        shop.finish().await;
    }
}
