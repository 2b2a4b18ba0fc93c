//! Letters after the payment: each order can be mailed, with the consent asked for here, and a
//! corrected address is sent what did not arrive. It must not know what stands in a letter.

use super::super::consent::{ConsentAct, Purpose};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::{AddressId, OrderId};
use super::super::mailbox::Ruling;
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
        Some(address) if order.mail_address().is_some() => {
            let text = send(desk, address, &[id]);
            if text != (Text::LetterUnderWay { address }) {
                desk.screen(text, Keyboard::none().row(Text::BtnBack, Press::Esim(id)));
            }
        }
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
    let is_asked = |order: &&Order| asked == Some(order.id) && order.to_show().is_some();
    let missing = |order: &&Order| is_asked(order) || is_missing(order);
    let mut letters: Vec<OrderId> =
        desk.orders().iter().filter(missing).map(|order| order.id).collect();
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

/// Whether an order is mailed and its newest letter did not arrive.
fn is_missing(order: &Order) -> bool {
    let unsent = order.mail_address().is_some() && order.mailed < order.mail_count;
    order.to_show().is_some() && unsent
}

/// A mailbox showed life: the letters to it follow that did not arrive.
pub(crate) fn follow(desk: &mut Desk<'_>, address: AddressId) {
    let mailed = |order: &&Order| order.mail_address() == Some(address) && is_missing(order);
    let letters: Vec<OrderId> = desk.orders().iter().filter(mailed).map(|order| order.id).collect();
    if letters.is_empty() || !desk.snap.setup.mail {
        return;
    }
    let text = send(desk, address, &letters);
    desk.say(text, Keyboard::none());
}

/// Queues letters and says so, in the place of an order.
fn sent(desk: &mut Desk<'_>, place: OrderId, address: AddressId, letters: &[OrderId]) {
    let text = send(desk, address, letters);
    desk.customer.dialogue = Dialogue::Esim(place);
    desk.screen(text, Keyboard::none().row(Text::BtnBack, Press::Esim(place)));
}

/// Queues letters as far as the law of letters allows, and says what becomes of the first one.
fn send(desk: &mut Desk<'_>, address: AddressId, letters: &[OrderId]) -> Text {
    let Some(mut mailbox) = desk.snap.known.mailbox.clone() else { return Text::LetterNotNow };
    let mut said = None;
    for id in letters.iter().copied() {
        if let Some(order) = desk.order_mut(id) {
            order.mail = MailChoice::To(address);
        }
        let ruling = mailbox.rule(id, desk.now());
        mailbox.count(id, ruling, desk.now());
        said.get_or_insert(match ruling {
            Ruling::Send => Text::LetterUnderWay { address },
            Ruling::Ask => Text::LetterAsks { address },
            Ruling::Silent(until) => Text::LetterSilent { address, until },
            Ruling::Full(until) => Text::LetterFull { until },
        });
        match ruling {
            Ruling::Send => sale::mail(desk, id, address),
            Ruling::Ask => sale::ask_mailbox(desk, id, address),
            Ruling::Silent(_) | Ruling::Full(_) => {}
        }
    }
    said.unwrap_or(Text::LetterNotNow)
}
