//! The e-mail question, and reading an address. An address is written down when it is confirmed,
//! and not before. Declining never matters for the sale. It must not know how mail is sent; see
//! [`sale`](super::super::sale) for when, `mail/` for how. Next: [`letters`](super::letters).

use super::super::consent::{ConsentAct, ConsentRow, Purpose};
use super::super::decision::NewAddress;
use super::super::desk::Desk;
use super::super::dialogue::{Dialogue, TypedAddress};
use super::super::effect::Keyboard;
use super::super::email::{Email, EmailProblem, likely_meant, likely_typo};
use super::super::ids::{AddressId, OrderId};
use super::super::order::{MailChoice, Order};
use super::super::press::Press;
use super::super::text::Text;
use super::common::Toast;
use super::{esims, here, letters, pay, stale};

/// Asks whether the QR shall go to an e-mail address too.
pub(super) fn question(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id).filter(|order| order.state().is_payable()) else {
        esims::one(desk, id);
        return;
    };
    let place = order.plan.place();
    let back = Press::Plan(place, order.plan.id.clone());
    desk.customer.dialogue = Dialogue::Email(id);
    let mut keyboard = Keyboard::none();
    if desk.customer.address.is_some() {
        keyboard = keyboard.row(Text::BtnEmailSame, Press::EmailSame(id));
    }
    keyboard = keyboard
        .row(Text::BtnEmailYes, Press::EmailYes(id))
        .row(Text::BtnEmailNo, Press::EmailNo(id))
        .row(Text::BtnBack, back);
    desk.screen(question_text(desk), keyboard);
}

fn question_text(desk: &Desk<'_>) -> Text {
    match desk.customer.address {
        Some(address) => Text::EmailQuestionSame { address },
        None => Text::EmailQuestion,
    }
}

/// Yes: the address is asked for.
pub(super) fn yes(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    if desk.customer.dialogue == Dialogue::Address(Some(id)) {
        // A second tap.
        ask(desk, Some(id));
        return None;
    }
    if !is_asked(desk, id) {
        return stale(desk);
    }
    note(desk, ConsentAct::Granted, id);
    ask(desk, Some(id));
    None
}

/// To the address that stands already.
pub(super) fn same(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    let Some(address) = desk.customer.address.filter(|_| is_asked(desk, id)) else {
        return stale(desk);
    };
    note(desk, ConsentAct::Granted, id);
    choose(desk, id, MailChoice::To(address));
    None
}

/// Only in the chat; also a way out while the address is being typed.
pub(super) fn no(desk: &mut Desk<'_>, id: OrderId) -> Toast {
    if is_asked(desk, id) {
        note(desk, ConsentAct::Declined, id);
    } else if is_typing_for(desk, Some(id)) {
        note(desk, ConsentAct::Withdrawn, id);
    } else {
        return stale(desk);
    }
    choose(desk, id, MailChoice::ChatOnly);
    None
}

fn choose(desk: &mut Desk<'_>, id: OrderId, choice: MailChoice) {
    if let Some(order) = desk.order_mut(id) {
        order.mail = choice;
    }
    if choice == MailChoice::ChatOnly {
        // What was given for this order alone is declined with it.
        let named = desk.orders().iter().any(|order| order.mail_address().is_some());
        desk.customer.address = desk.customer.address.filter(|_| named);
    }
    pay::step(desk, id);
}

/// Whether the e-mail question of this very order is open.
fn is_asked(desk: &Desk<'_>, id: OrderId) -> bool {
    desk.customer.dialogue == Dialogue::Email(id)
        && desk.order(id).is_some_and(|order| order.state().is_payable())
}

/// Whether an address is being typed, or was and is shown back, for this order or correction.
fn is_typing_for(desk: &Desk<'_>, order: Option<OrderId>) -> bool {
    let (Dialogue::Address(at) | Dialogue::AddressCheck(at, ..)) = &desk.customer.dialogue else {
        return false;
    };
    let open = |order: &Order| order.state().is_payable() || order.state().esim().is_some();
    *at == order && order.is_none_or(|id| desk.order(id).is_some_and(open))
}

/// Writes an answer about e-mail down.
fn note(desk: &mut Desk<'_>, act: ConsentAct, order: OrderId) {
    let row = ConsentRow {
        purpose: Purpose::Email,
        act,
        shown: question_text(desk),
        lang: desk.lang(),
        order: Some(order),
        at: desk.now(),
    };
    desk.out.consents.push(row);
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
            .row(Text::BtnBack, Press::Pay(id)),
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
            check(desk, order, typed, meant);
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
    if Email::parse(text).is_ok() || likely_meant(text).is_some() {
        typed(desk, order, text);
    } else {
        desk.say(Text::Unexpected, Keyboard::none());
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
        return stale(desk);
    };
    let shown = desk.customer.dialogue.typed().find(|typed| typed.id == address).cloned();
    // The order may have gone away while its address was typed.
    let Some(TypedAddress { id, email }) = shown.filter(|_| is_typing_for(desk, order)) else {
        return stale(desk);
    };
    desk.out.addresses.push(NewAddress { id, email });
    desk.customer.address = Some(address);
    match order {
        Some(id) if !is_bought(desk, id) => choose(desk, id, MailChoice::To(address)),
        bought => letters::corrected(desk, address, bought),
    }
    None
}

/// Type it again.
pub(super) fn again(desk: &mut Desk<'_>, order: Option<OrderId>) -> Toast {
    if is_typing_for(desk, order) {
        ask(desk, order);
        None
    } else {
        stale(desk)
    }
}
