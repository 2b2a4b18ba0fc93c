//! From the payment to the QR in the customer's hands, and the mail beside it.

use super::refund::return_now;
use crate::domain::case::{CaseKind, EndedCase, NewCase};
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, EffectKey, Keyboard, Role, Side, Timer, To};
use crate::domain::ids::{AddressId, EsimId, MessageId, OrderId};
use crate::domain::order::{MailChoice, Order, OrderEvent, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::plan::CoverageName;
use crate::domain::press::Press;
use crate::domain::support;
use crate::domain::text::Text;
use crate::domain::time::Millis;

/// How long who blocked the bot is waited for before a person looks.
const RETURN_PATIENCE: Millis = Millis::days(7);

/// Says a card whose message id the QR waits for.
pub(super) fn card(desk: &mut Desk<'_>, id: OrderId, text: Text, keyboard: Keyboard) {
    desk.say_as(text, keyboard, Role::Card(id));
}

/// The eSIM is known: show it where it is wanted.
pub(super) fn provided(desk: &mut Desk<'_>, id: OrderId, esim: EsimId) {
    if desk.order_event(id, &OrderEvent::Provide { esim }).is_err() {
        return;
    }
    let Some(order) = desk.order(id) else { return };
    if order.refund_wished {
        return_now(desk, id);
        return;
    }
    if order.is_unopened() {
        return;
    }
    let (card, mail) = (order.card, order.mail);
    if let Some(card) = card {
        show(desk, id, card);
    }
    if let MailChoice::To(address) = mail {
        send_mail(desk, id, address);
    }
}

/// The keys of everything that was ever queued to show an order.
pub(crate) fn delivery_keys(order: &Order) -> Vec<EffectKey> {
    let id = order.id;
    let qrs = (1..=order.qr_count).map(|n| EffectKey::Qr { order: id, n });
    qrs.chain((1..=order.mail_count).map(|n| EffectKey::Mail { order: id, n })).collect()
}

/// Queues the QR into a card. From here on the code counts as shown: it never returns to stock.
pub(super) fn show(desk: &mut Desk<'_>, id: OrderId, card: MessageId) {
    let now = desk.now();
    let lang = desk.lang();
    let Some(order) = desk.order_mut(id) else { return };
    order.qr_count += 1;
    order.shown_at = order.shown_at.or(Some(now));
    let n = order.qr_count;
    let body = Body::ShowQr { order: id, n, card: Some(card), lang };
    desk.act(EffectKey::Qr { order: id, n }, body);
}

pub(super) fn send_mail(desk: &mut Desk<'_>, id: OrderId, address: AddressId) {
    let now = desk.now();
    if let Some(order) = desk.order_mut(id) {
        order.shown_at = order.shown_at.or(Some(now));
        letter(desk, id, address, false);
    }
}

fn letter(desk: &mut Desk<'_>, id: OrderId, address: AddressId, asks: bool) {
    let lang = desk.lang();
    let Some(order) = desk.order_mut(id) else { return };
    order.mail_count += 1;
    let n = order.mail_count;
    let body = Body::SendMail { order: id, n, address, lang, asks };
    desk.act(EffectKey::Mail { order: id, n }, body);
}

/// The customer wants to see the QR again: a new card, and the QR into it.
pub(crate) fn show_again(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else {
        desk.say(Text::OrderUnknown, Keyboard::none());
        return;
    };
    if order.to_show().is_some() {
        card(desk, id, Text::QrAgain, Keyboard::none());
        return;
    }
    let text = cannot_show(order).unwrap_or(Text::OrderUnknown);
    desk.say(text, Keyboard::none().row(Text::BtnSupport, Press::Support));
}

/// Why the code of an order cannot be shown, where a restore is the cause.
pub(crate) fn cannot_show(order: &Order) -> Option<Text> {
    let delivered = matches!(order.state(), OrderState::Fulfilled { esim: None, .. });
    order.owed_since().map(|at| Text::EsimLost { at }).or(delivered.then_some(Text::EsimElsewhere))
}

/// Changes what stands below a QR that arrived: on the card that was pressed, or on a new one where
/// that is none of the order's.
pub(crate) fn turn(desk: &mut Desk<'_>, id: OrderId, message: MessageId, side: Side) {
    let lang = desk.lang();
    let is_card = |order: &Order| order.card == Some(message) || order.old_cards.contains(&message);
    if is_fulfilled(desk, id) && desk.order(id).is_some_and(is_card) {
        desk.message(Body::TurnCard { order: id, card: message, side, lang });
    } else {
        show_again(desk, id);
    }
}

/// Pins the newest card, and no other: abroad that is where one looks.
fn pin(desk: &mut Desk<'_>, id: OrderId) {
    let Some(card) = desk.order(id).and_then(|order| order.card) else { return };
    let former = desk.customer.newest_card;
    if former > Some(card) {
        return;
    }
    if let Some(former) = former.filter(|former| *former != card) {
        desk.pin(former, false);
    }
    desk.customer.newest_card = Some(card);
    desk.pin(card, true);
}

/// The customer wants the mail of an order that has its eSIM, to the address that stands now.
pub(crate) fn mail(desk: &mut Desk<'_>, id: OrderId, address: AddressId) {
    if let Some(order) = desk.order_mut(id) {
        order.mail = MailChoice::To(address);
    }
    send_mail(desk, id, address);
}

/// Before that letter another one goes, with a link alone: whoever presses it reads the mailbox.
pub(crate) fn ask_mailbox(desk: &mut Desk<'_>, id: OrderId, address: AddressId) {
    if let Some(order) = desk.order_mut(id) {
        order.mail = MailChoice::To(address);
        letter(desk, id, address, true);
    }
}

pub(super) fn late(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else { return };
    let (place, seen) = (order.plan.coverage_name(), order.shown_at.is_some());
    match order.state() {
        OrderState::Paid { .. } | OrderState::Provisioned { .. } => {}
        OrderState::Draft
        | OrderState::Invoiced { .. }
        | OrderState::Approved { .. }
        | OrderState::Fulfilled { .. }
        | OrderState::Returned { .. }
        | OrderState::Expired
        | OrderState::Cancelled => return,
    }
    if order.refund_wished || order.is_unopened() || order.lost_since.is_some() {
        // What was asked for is on its way, and the card says so; or nobody waits for the QR yet;
        // or a person looks already.
        return;
    }
    let keyboard = if order.is_unseen() {
        waiting_keyboard(id)
    } else {
        Keyboard::none().row(Text::BtnSupport, Press::Support)
    };
    // A card with a QR in it stays as it is.
    match order.card.filter(|_| order.shown_at.is_none()) {
        Some(card) => desk.edit(card, Text::CardLate { order: id }, keyboard),
        None => desk.say(Text::CardLate { order: id }, keyboard),
    }
    // The shop waits for a customer who blocked the bot, see `unreachable`.
    if desk.customer.unreachable_at.is_none() {
        let kind = if seen { CaseKind::Unreachable } else { CaseKind::Stuck };
        desk.open_case(NewCase { kind, ..stuck(id, place) });
    }
}

/// An order that is paid and whose QR nobody could show in time.
pub(super) fn stuck(order: OrderId, place: CoverageName) -> NewCase {
    NewCase::of_order(CaseKind::Stuck, order, Text::AlertStuck { order, place })
}

/// What can be done while a paid QR is waited for.
pub(super) fn waiting_keyboard(id: OrderId) -> Keyboard {
    Keyboard::none()
        .row(Text::BtnWantRefund, Press::WantRefund(id))
        .row(Text::BtnSupport, Press::Support)
}

pub(super) fn said(desk: &mut Desk<'_>, to: &To, role: Role, outcome: Outcome) {
    match role {
        Role::Plain => {}
        Role::Card(order) => match outcome {
            Outcome::Done(Some(message)) => {
                let Some(known) = desk.order_mut(order) else { return };
                // The former card keeps its picture until it is erased.
                known.old_cards.extend(known.card.filter(|old| *old != message));
                known.card = Some(message);
                if known.to_show().is_some() {
                    show(desk, order, message);
                }
            }
            Outcome::Done(None) | Outcome::Failed(_) => unreachable(desk, order, outcome),
        },
        Role::SupportCopy => {
            if let Some(message) = outcome.message() {
                support::remember(desk, to, message);
            }
        }
        Role::Farewell => desk.erase_leaving(),
    }
}

/// The chat cannot be reached with something that was paid for. The mail may still go; the next
/// `/start` shows it again; a person hears of it.
pub(super) fn unreachable(desk: &mut Desk<'_>, order: OrderId, outcome: Outcome) {
    let unopened = desk.order(order).is_some_and(Order::is_unopened);
    if outcome == Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked }) {
        let now = desk.now();
        desk.customer.unreachable_at = desk.customer.unreachable_at.or(Some(now));
        if unopened {
            return;
        }
        // A customer who comes back within a week is shown it, and no admin has to look.
        desk.timer(now + RETURN_PATIENCE, Timer::StillUnseen { order });
        return;
    }
    if !unopened {
        let alert = Text::AlertQr { order };
        desk.open_case(NewCase::of_order(CaseKind::Unreachable, order, alert));
    }
}

/// Whether a QR that may be shown was not seen to arrive.
const fn is_to_arrive(order: &Order) -> bool {
    order.is_owed() && order.to_show().is_some()
}

/// A week after the bot was blocked: if the QR still was not shown, a person looks. No refund
/// happens by itself: a mail may have shown the code.
pub(super) fn still_unseen(desk: &mut Desk<'_>, id: OrderId) {
    if desk.order(id).is_some_and(is_to_arrive) {
        let alert = Text::AlertQr { order: id };
        desk.open_case(NewCase::of_order(CaseKind::Unreachable, id, alert));
    }
}

/// The person is back: what was paid for and never arrived is shown.
pub(super) fn back_again(desk: &mut Desk<'_>) {
    desk.customer.unreachable_at = None;
    let waiting: Vec<OrderId> =
        desk.orders().iter().filter(|order| is_to_arrive(order)).map(|order| order.id).collect();
    for order in waiting {
        card(desk, order, Text::QrAgain, Keyboard::none());
    }
}

pub(super) fn qr_ended(desk: &mut Desk<'_>, id: OrderId, n: i64, outcome: Outcome) {
    let now = desk.now();
    note(desk, id, outcome);
    match outcome {
        Outcome::Done(_) => {
            pin(desk, id);
            let fulfilled = desk.order_event(id, &OrderEvent::Fulfil);
            if fulfilled.is_err() {
                readable(desk, id);
            } else if let Some(order) = desk.order_mut(id) {
                order.fulfilled_at = Some(now);
                desk.out.cancel.push(EffectKey::DeliveryLate(id));
            }
        }
        Outcome::Failed(Fault::Reject { reason: Reason::MessageGone }) => {
            // The card is gone: one new card, and the QR into that one.
            let newest = desk.order(id).is_some_and(|order| order.qr_count == n);
            let owed = desk.order(id).is_some_and(|order| order.to_show().is_some());
            if newest && owed {
                if let Some(order) = desk.order_mut(id) {
                    order.card = None;
                }
                card(desk, id, Text::QrAgain, Keyboard::none());
            }
        }
        Outcome::Failed(_) if outcome.showed_nothing() && is_fulfilled(desk, id) => {
            // The card that was to have the QR says so instead.
            let newest = desk.order(id).is_some_and(|order| order.qr_count == n);
            unreadable(desk, id, newest);
        }
        Outcome::Failed(_) if outcome.showed_nothing() => unusable(desk, id),
        Outcome::Failed(_) => unreachable(desk, id, outcome),
    }
}

/// Notes whether an attempt to show the code may have shown it.
fn note(desk: &mut Desk<'_>, id: OrderId, outcome: Outcome) {
    if let Some(order) = desk.order_mut(id) {
        order.note_attempt(outcome.showed_nothing());
    }
}

/// The code cannot be opened or drawn, so it cannot be shown. An admin gives the order another one.
fn unusable(desk: &mut Desk<'_>, id: OrderId) {
    desk.open_case(NewCase::of_order(CaseKind::Unreachable, id, Text::AlertCode { order: id }));
}

fn is_fulfilled(desk: &Desk<'_>, id: OrderId) -> bool {
    desk.order(id).is_some_and(|order| matches!(order.state(), OrderState::Fulfilled { .. }))
}

/// A code that was delivered cannot be opened any more, and its customer asked for it. It stays a
/// case until it was shown again, or a person settles it; nothing is replaced: somebody has seen
/// it.
fn unreadable(desk: &mut Desk<'_>, id: OrderId, in_card: bool) {
    let keyboard = Keyboard::none().row(Text::BtnSupport, Press::Support);
    let text = Text::QrNotNow { order: id };
    match desk.order(id).and_then(|order| order.card).filter(|_| in_card) {
        Some(card) => desk.edit(card, text, keyboard),
        None => desk.say(text, keyboard),
    }
    let alert = Text::AlertUnreadable { order: id };
    desk.open_case(NewCase::of_order(CaseKind::Unreadable, id, alert));
}

/// A code that was delivered was shown once more: it can be opened.
fn readable(desk: &mut Desk<'_>, id: OrderId) {
    if is_fulfilled(desk, id) {
        let shown = EndedCase::by_the_shop(CaseKind::Unreadable, id.compact(), "shown");
        desk.out.closed.push(shown);
    }
}

/// A letter without the code ended. Nothing was shown by it.
pub(super) fn ask_ended(desk: &mut Desk<'_>, id: OrderId, n: i64, outcome: Outcome) {
    desk.out.letters.push((id, n, outcome.is_done()));
    let Some(order) = desk.order_mut(id) else { return };
    order.note_attempt(true);
    if let Some(address) = order.mail_address().filter(|_| order.mail_count == n)
        && !outcome.is_done()
    {
        not_mailed(desk, id, address);
    }
}

pub(super) fn mail_ended(desk: &mut Desk<'_>, id: OrderId, n: i64, outcome: Outcome) {
    desk.out.letters.push((id, n, outcome.is_done()));
    note(desk, id, outcome);
    if outcome.showed_nothing() && desk.order(id).is_some_and(Order::is_owed) {
        // The address is not to blame, and the customer hears of it when there is another code.
        unusable(desk, id);
        return;
    }
    if outcome.showed_nothing() && is_fulfilled(desk, id) {
        unreadable(desk, id, false);
        return;
    }
    if outcome.is_done() && n > 1 {
        readable(desk, id);
    }
    let Some(order) = desk.order_mut(id) else { return };
    if outcome.is_done() {
        order.mailed = order.mailed.max(n);
    }
    // Of a letter to an address that was corrected or withdrawn nobody hears: another one follows,
    // or none.
    let Some(address) = order.mail_address().filter(|_| order.mail_count == n) else { return };
    if outcome.is_done() {
        desk.say(Text::MailSent { order: id, address }, Keyboard::none());
        return;
    }
    not_mailed(desk, id, address);
    let bad_address = outcome == Outcome::Failed(Fault::Reject { reason: Reason::BadAddress });
    if !bad_address && n == 1 {
        desk.tell_admins(&Text::AlertMail { order: id });
    }
}

/// Says that a letter did not go.
fn not_mailed(desk: &mut Desk<'_>, id: OrderId, address: AddressId) {
    let text = if is_fulfilled(desk, id) {
        Text::LetterFailedShown { order: id, address }
    } else {
        Text::MailFailed { order: id, address }
    };
    let keyboard = Keyboard::none()
        .row(Text::BtnCorrect, Press::CorrectFor(id))
        .row(Text::BtnSendMail, Press::SendMail(id));
    desk.say(text, keyboard);
}
