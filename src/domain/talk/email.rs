//! The e-mail question, and reading an address. An address is written down when it is confirmed,
//! and not before. Declining never matters for the sale. It must not know how mail is sent; see
//! [`sale`](super::super::sale) for when, `mail/` for how. Next: [`letters`](super::letters).

use super::super::decision::NewAddress;
use super::super::desk::Desk;
use super::super::dialogue::{Checkout, Dialogue, MailTo, TypedAddress};
use super::super::effect::Keyboard;
use super::super::email::{Email, EmailProblem, likely_meant, likely_typo};
use super::super::ids::{AddressId, MessageId, OrderId};
use super::super::order::Order;
use super::super::press::Press;
use super::super::text::Text;
use super::common::{Toast, checkout as checkout_of, stale};
use super::{checkout, find, here, letters, pay};

/// By mail too: the address is asked for.
pub(super) fn yes(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    if checkout::of(desk, id).is_none() {
        return Some(pay::what_became(desk, id));
    }
    ask(desk, Some(id));
    None
}

/// To the address that stands already.
pub(super) fn same(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    let known = desk.customer.address.map(MailTo::Known);
    choose(desk, id, known)
}

/// Only in the chat; also a way out while the address is being typed.
pub(super) fn no(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    choose(desk, id, None)
}

fn choose(desk: &mut Desk<'_>, id: OrderId, mail: Option<MailTo>) -> Toast {
    match checkout::of(desk, id) {
        Some(begun) => checkout::show(desk, Checkout { mail, ..begun }),
        None => return Some(pay::what_became(desk, id)),
    }
    None
}

/// A text at the checkout: an address is taken for the letter, anything else is searched for.
pub(super) fn at_checkout(desk: &mut Desk<'_>, text: &str, message: MessageId) {
    let begun = desk.customer.checkout.as_ref().map(|checkout| checkout.order);
    match begun.filter(|_| is_address(text) && desk.snap.setup.mail) {
        Some(order) => typed(desk, Some(order), text),
        None => find::found(desk, text, message),
    }
}

/// Whether a text is an address, or a slip of which is known what it meant.
fn is_address(text: &str) -> bool {
    Email::parse(text).is_ok() || likely_meant(text).is_some()
}

/// Whether an address is being typed, or was and is shown back, for this order or correction.
fn is_typing_for(desk: &Desk<'_>, order: Option<OrderId>) -> bool {
    let (Dialogue::Address(at) | Dialogue::AddressCheck(at, ..)) = &desk.customer.dialogue else {
        return false;
    };
    let open = |order: &Order| order.state().is_payable() || order.to_show().is_some();
    let wanted = |id| checkout::of(desk, id).is_some() || desk.order(id).is_some_and(open);
    *at == order && order.is_none_or(wanted)
}

/// Asks to type an address.
pub(super) fn ask(desk: &mut Desk<'_>, order: Option<OrderId>) {
    desk.customer.dialogue = Dialogue::Address(order);
    let keyboard = address_keyboard(desk, order);
    desk.screen(Text::AddressQuestion, keyboard);
}

fn address_keyboard(desk: &Desk<'_>, order: Option<OrderId>) -> Keyboard {
    match order {
        Some(id) if is_bought(desk, id) => Keyboard::none().row(Text::BtnBack, Press::Esim(id)),
        Some(id) => Keyboard::none()
            .row(Text::BtnEmailNo, Press::EmailNo(id))
            .row(Text::BtnBack, checkout_of(desk).unwrap_or(Press::Home)),
        None => Keyboard::none().row(Text::BtnBack, Press::Esims(0)),
    }
}

/// Whether the order is paid for: its letter alone is asked for, and the sale is over.
fn is_bought(desk: &Desk<'_>, id: OrderId) -> bool {
    desk.order(id).is_some_and(|order| order.state().charge().is_some())
}

/// A text where an address is expected. It is never repeated in an answer.
pub(super) fn typed(desk: &mut Desk<'_>, order: Option<OrderId>, text: &str) {
    match Email::parse(text) {
        Ok(email) => {
            let meant = likely_typo(&email).map(|email| numbered(desk, 3, email));
            let typed = numbered(desk, 2, email);
            match order.filter(|id| meant.is_none() && checkout::of(desk, *id).is_some()) {
                // It is on the screen before it is paid: nothing more is asked.
                Some(id) => {
                    choose(desk, id, Some(MailTo::Typed(typed)));
                }
                None => check(desk, order, typed, meant),
            }
        }
        Err(problem) => match likely_meant(text) {
            Some(email) => {
                let typed = numbered(desk, 2, email);
                check(desk, order, typed, None);
            }
            None => refused(desk, order, problem),
        },
    }
}

/// Gives an address the number that its row will have, made of the event's number `which`.
fn numbered(desk: &Desk<'_>, which: usize, email: Email) -> TypedAddress {
    TypedAddress { id: AddressId(desk.fresh(which)), email }
}

/// What is wrong with the address, each problem in words of its own.
fn refused(desk: &mut Desk<'_>, order: Option<OrderId>, problem: EmailProblem) {
    desk.customer.dialogue = Dialogue::Address(order);
    let text = match problem {
        EmailProblem::TooLong => Text::AddressTooLong,
        EmailProblem::Spaces | EmailProblem::Several => Text::AddressOneOnly,
        EmailProblem::NoAt => Text::AddressNoAt,
        EmailProblem::NoDot => Text::AddressNoDot,
        EmailProblem::NotLatin => Text::AddressNotLatin,
        EmailProblem::Empty
        | EmailProblem::Invisible
        | EmailProblem::Characters
        | EmailProblem::Malformed => Text::AddressBad,
    };
    let keyboard = address_keyboard(desk, order);
    desk.say(text, keyboard);
}

/// A text instead of a button under the address shown back: another address, or a slip.
pub(super) fn typed_again(desk: &mut Desk<'_>, order: Option<OrderId>, text: &str) {
    if is_address(text) {
        typed(desk, order, text);
    } else {
        desk.say(Text::PressAButton, Keyboard::none());
        here(desk);
    }
}

/// Shows the address back, and what it may have meant.
pub(super) fn check(
    desk: &mut Desk<'_>,
    order: Option<OrderId>,
    typed: TypedAddress,
    meant: Option<TypedAddress>,
) {
    let (address, suggestion) = (typed.id, meant.as_ref().map(|meant| meant.id));
    desk.customer.dialogue = Dialogue::AddressCheck(order, typed, meant);
    let mut keyboard = Keyboard::none();
    if let Some(suggestion) = suggestion {
        for address in [suggestion, address] {
            keyboard = keyboard.row(Text::BtnAddress { address }, Press::AddressOk(address));
        }
    } else {
        keyboard = keyboard.row(Text::BtnAddressOk, Press::AddressOk(address));
    }
    if let Some(id) = order.filter(|id| !is_bought(desk, *id)) {
        keyboard = keyboard.row(Text::BtnEmailNo, Press::EmailNo(id));
    }
    keyboard = keyboard.row(Text::BtnAddressAgain, Press::AddressAgain(order));
    let text = match suggestion {
        Some(suggestion) => Text::AddressTypo { address, suggestion },
        None => Text::AddressCheck { address },
    };
    desk.screen(text, keyboard);
}

/// The address is right: it is written down, and stands from now on.
pub(super) fn right(desk: &mut Desk<'_>, address: AddressId) -> Toast {
    let Dialogue::AddressCheck(order, ..) = desk.customer.dialogue else {
        return stale();
    };
    let shown = desk.customer.dialogue.typed().find(|typed| typed.id == address).cloned();
    // The order may have gone away while its address was typed.
    let Some(typed) = shown.filter(|_| is_typing_for(desk, order)) else {
        return stale();
    };
    if let Some(id) = order.filter(|id| checkout::of(desk, *id).is_some()) {
        return choose(desk, id, Some(MailTo::Typed(typed)));
    }
    let TypedAddress { id, email } = typed;
    desk.out.addresses.push(NewAddress { id, email });
    desk.customer.address = Some(address);
    letters::corrected(desk, address, order);
    None
}

/// Type it again.
pub(super) fn again(desk: &mut Desk<'_>, order: Option<OrderId>) -> Toast {
    if is_typing_for(desk, order) {
        ask(desk, order);
        None
    } else {
        stale()
    }
}
