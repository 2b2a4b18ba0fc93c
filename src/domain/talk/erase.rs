//! `/deletemydata`: two questions before anything happens, or why it has to wait. What erasure
//! does is in [`erasure`].

use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::erasure;
use super::super::order::OrderState;
use super::super::press::Press;
use super::super::text::Text;
use super::common::{Toast, origin, stale};

const LAST: u8 = 2;

/// Shows the `n`-th question (1 or 2), or why the erasure has to wait.
pub(super) fn question(desk: &mut Desk<'_>, n: u8) {
    if let Some(why) = erasure::check(desk) {
        refused(desk, why);
        return;
    }
    desk.customer.dialogue = Dialogue::Erase(n);
    let last = n >= LAST;
    let (text, label) = if last {
        (Text::EraseSecond, Text::BtnEraseSure)
    } else {
        (Text::EraseFirst, Text::BtnErase)
    };
    let answer = Press::Erase(if last { LAST } else { 1 });
    let keyboard = Keyboard::none().row(label, answer).row(Text::BtnLeave, Press::Leave);
    desk.screen(text, keyboard);
}

/// The answer to the `n`-th question, good only while that very question is open.
pub(super) fn answered(desk: &mut Desk<'_>, n: u8) -> Toast {
    if desk.customer.dialogue != Dialogue::Erase(n) {
        return stale();
    }
    if n < LAST {
        question(desk, n + 1);
    } else if let Some(why) = erasure::check(desk) {
        // A payment came in between.
        refused(desk, why);
    } else {
        erasure::begin(desk);
    }
    None
}

/// Delivery or refund first: the ways to both.
fn refused(desk: &mut Desk<'_>, why: Text) {
    if matches!(desk.customer.dialogue, Dialogue::Erase(_)) {
        desk.customer.dialogue = Dialogue::Home;
    }
    let mut keyboard = Keyboard::none();
    if let Text::EraseOpen { order } | Text::EraseUnopened { order } | Text::EraseMoney { order } =
        why
        && let Some(order) = desk.order(order)
    {
        let state = Box::new(Text::of_order(order));
        keyboard = keyboard.row(Text::BtnOrder { order: order.id, state }, Press::Esim(order.id));
        if order.is_unopened() {
            keyboard = keyboard.row(Text::BtnOpen, Press::Open(order.id));
        }
        if matches!(order.state(), OrderState::Paid { .. } | OrderState::Provisioned { .. }) {
            keyboard = keyboard.row(Text::BtnWantRefund, Press::WantRefund(order.id));
        }
    }
    keyboard = keyboard.row(Text::BtnSupport, Press::Support).row(Text::BtnBack, origin(desk));
    desk.screen(why, keyboard);
}
