//! Money as an admin meets it: cases in the chat, Telegram's ledger when it was read, and what it
//! shows. It must not know what is tested.

use pretend_telegram::world::money::LedgerKind;
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::press::Press;

use super::{Phone, Shop};

/// Whether a button is this act of a case.
pub fn act(wanted: CaseAct) -> impl Fn(&Press) -> bool {
    move |press| matches!(press, Press::CaseAct(_, act, ..) if *act == wanted)
}

/// The admin opens the newest list and a case in it.
pub async fn open_case(admin: Phone<'_>) {
    admin.say("/cases").await;
    // After a long jump of the time the list may come a moment later.
    let listed = async || admin.offers(|press| matches!(press, Press::Case(_)));
    admin.shop.until("the list of cases", listed).await;
    admin.press("a case", |press| matches!(press, Press::Case(_))).await;
}

/// Waits until the ledger was read to its end at the time that is now.
pub async fn reconciled(shop: &Shop) {
    let now = shop.clock().now().0;
    let read = async || {
        let rows = shop.sql("select value from settings where name = 'reconciled_at'").await;
        rows.first().is_some_and(|row| row[0].parse::<i64>().unwrap() >= now)
    };
    shop.until("the ledger to be read", read).await;
    shop.rest().await;
}

/// How often Telegram gave money back.
pub fn refunds(shop: &Shop) -> usize {
    shop.world.ledger().iter().filter(|row| row.kind == LedgerKind::Refund).count()
}
