//! An order that was open in the backup and settled after it, and whose customer was erased then.

use pretend_telegram::world::money::PayTarget;
use pretend_telegram::world::people::Role;
use qazaq_esim_bot::app::commands::cases;
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{MINUTE, Shop, ShopOptions};

#[tokio::test]
async fn what_was_delivered_and_erased_after_the_backup_is_a_case_that_can_be_settled() {
    let mut shop = Shop::start(ShopOptions { alone: true, ..ShopOptions::default() }).await;
    shop.admin().begin(Lang::Ru).await;
    let leaver = shop.world.add_person("Leaver", Some("en"), Role::Customer);
    let phone = shop.phone(leaver);
    phone.to_invoice(Lang::En).await;
    let target = PayTarget::Message(phone.invoice().unwrap());
    shop.world.begin_pay(leaver, target).unwrap();
    shop.world.block(leaver, true).unwrap();
    shop.rest().await;
    assert_eq!(shop.orders().await, ["provisioned"]);
    let file = shop.backup("monday").await;

    // After it: the QR came, and then the customer went.
    shop.world.block(leaver, false).unwrap();
    shop.rest().await;
    assert_eq!((shop.orders().await, phone.photos().len()), (vec!["fulfilled".to_owned()], 1));
    phone.say("/deletemydata").await;
    phone.tap(&Press::Erase(1)).await;
    phone.tap(&Press::Erase(2)).await;
    let erased = async || shop.count("select count(*) from destroyed").await > 0;
    shop.until("the erasure", erased).await;
    shop.rest().await;
    shop.close().await;
    shop.restore(&file).await;
    shop.jump(MINUTE);
    shop.reopen().await;
    shop.rest().await;

    assert_eq!(shop.orders().await, ["provisioned"], "as the backup knows it");
    let admin = shop.admin();
    admin.say("/cases").await;
    admin.press("a case", |press| matches!(press, Press::Case(_))).await;
    admin.expect_last(&Text::CaseHintErased, Lang::Ru);
    let outside = |press: &Press| matches!(press, Press::CaseAct(_, CaseAct::Outside, ..));
    admin.press("outside", outside).await;
    admin.expect_last(&Text::CaseAccepted { case: 1 }, Lang::Ru);
    let listed = cases::list(shop.store(), &shop.words).await.unwrap();
    assert!(!listed.contains("outside"), "{listed}");
    assert_eq!(shop.charges().await, ["kept"], "the shop earned it");
    // The database lost the delivery with the restore; the world saw it.
    let lost = ["is kept, delivered: false", "was shown in 1 cards and asked for 0"];
    shop.finish_but(&lost).await;
}
