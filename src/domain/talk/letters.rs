//! Letters after the payment: each order can be mailed, with the consent asked for here, and a
//! corrected address is sent what did not arrive. It must not know what stands in a letter.

use super::super::consent::{ConsentAct, Purpose};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::{AddressId, OrderId};
use super::super::order::{MailChoice, Order};
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::common::{Toast, stale, unknown_order};
use super::{email, esims};

/// The letter of an order is wished: sent where it is mailed already, else the consent comes first.
pub(super) fn wanted(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id).filter(|order| order.to_show().is_some()) else {
        esims::one(desk, id);
        return;
    };
    if !desk.snap.setup.mail {
        desk.screen(Text::LetterNotNow, Keyboard::none().row(Text::BtnBack, Press::Esim(id)));
        return;
    }
    match desk.customer.address {
        Some(address) if order.mail_address().is_some() => sale::mail(desk, id, address),
        Some(_) | None => offer(desk, id),
    }
}

/// Asks for the consent to mail this order.
pub(super) fn offer(desk: &mut Desk<'_>, id: OrderId) {
    let Some(text) = offer_text(desk, id) else {
        unknown_order(desk);
        return;
    };
    desk.customer.dialogue = Dialogue::Letter(id);
    let mut keyboard = Keyboard::none();
    if let Some(address) = desk.customer.address {
        keyboard = keyboard.row(Text::BtnAddress { address }, Press::MailSame(id));
    }
    keyboard = keyboard.row(Text::BtnMailOn, Press::MailOn(id));
    desk.screen(text, keyboard.row(Text::BtnBack, Press::Esim(id)));
}

/// What is consented to; `None` where the order cannot be mailed.
fn offer_text(desk: &Desk<'_>, order: OrderId) -> Option<Text> {
    let known = desk.order(order).filter(|order| order.to_show().is_some())?;
    if let Some(address) = desk.customer.address {
        return Some(Text::LetterOfferSame { order, address });
    }
    Some(match known.mail {
        MailChoice::Withdrawn => Text::LetterWithdrawn { order },
        MailChoice::Undecided | MailChoice::ChatOnly | MailChoice::To(_) => {
            Text::LetterOffer { order }
        }
    })
}

/// Yes: an address is asked for.
pub(super) fn on(desk: &mut Desk<'_>, id: OrderId) {
    if consent(desk, id) {
        email::ask(desk, Some(id));
    }
}

/// Yes, to the address that stands.
pub(super) fn same(desk: &mut Desk<'_>, id: OrderId) {
    if let Some(address) = desk.customer.address
        && consent(desk, id)
    {
        sent(desk, id, address, &[id]);
    }
}

/// Writes the consent down. It is asked for once more where the question is not open.
fn consent(desk: &mut Desk<'_>, id: OrderId) -> bool {
    let open = desk.customer.dialogue == Dialogue::Letter(id) && desk.snap.setup.mail;
    let Some(shown) = offer_text(desk, id).filter(|_| open) else {
        wanted(desk, id);
        return false;
    };
    desk.consent(Purpose::Email, ConsentAct::Granted, shown, Some(id));
    true
}

/// Correct the address, from an eSIM's screen. Without a standing consent there is none to correct.
pub(super) fn correct(desk: &mut Desk<'_>, order: Option<OrderId>) -> Toast {
    let stands = desk.customer.address.is_some();
    let is_mailed = |id| desk.order(id).is_some_and(|order| order.mail_address().is_some());
    match order {
        Some(id) if !stands || !is_mailed(id) => wanted(desk, id),
        None if !stands || !desk.snap.setup.mail => return stale(),
        Some(_) | None => email::ask(desk, order),
    }
    None
}

/// A correction reaches every order that is mailed. Sent are the letter that is `asked` for and
/// those that did not arrive; where there are none, that of the newest eSIM.
pub(super) fn corrected(desk: &mut Desk<'_>, address: AddressId, asked: Option<OrderId>) {
    let is_missing = |order: &&Order| {
        let unsent = order.mail_address().is_some() && order.mailed < order.mail_count;
        order.to_show().is_some() && (asked == Some(order.id) || unsent)
    };
    let mut letters: Vec<OrderId> =
        desk.orders().iter().filter(is_missing).map(|order| order.id).collect();
    let is_mailed = |id: &OrderId| desk.order(*id).is_some_and(|o| o.mail_address().is_some());
    if letters.is_empty() {
        letters.extend(desk.last_delivered().filter(is_mailed));
    }
    let mailed: Vec<OrderId> =
        desk.orders().iter().map(|order| order.id).filter(is_mailed).collect();
    for id in mailed {
        if let Some(order) = desk.order_mut(id) {
            order.mail = MailChoice::To(address);
        }
    }
    let shown = asked.or(letters.last().copied());
    match shown {
        Some(shown) => sent(desk, shown, address, &letters),
        None => {
            desk.customer.dialogue = Dialogue::Esims(0);
            let keyboard = Keyboard::none().row(Text::BtnBack, Press::Esims(0));
            desk.screen(Text::AddressSaved { address }, keyboard);
        }
    }
}

/// Queues letters and says so, in the place of an order.
fn sent(desk: &mut Desk<'_>, place: OrderId, address: AddressId, letters: &[OrderId]) {
    desk.customer.dialogue = Dialogue::Esim(place);
    let keyboard = Keyboard::none().row(Text::BtnBack, Press::Esim(place));
    desk.screen(Text::LetterUnderWay { address }, keyboard);
    for id in letters {
        sale::mail(desk, *id, address);
    }
}
