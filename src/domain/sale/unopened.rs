//! An order that is paid and unopened: its customer opens it before the trip, or has the money
//! back. Nothing but the customer's own press shows its code. On the last day the money goes back,
//! as after a missed deadline.

use super::delivery::{card, send_mail, show, stuck, waiting_keyboard};
use super::refund::return_order;
use crate::domain::case::{CaseKind, NewCase};
use crate::domain::desk::Desk;
use crate::domain::effect::{EffectKey, Keyboard, Timer};
use crate::domain::ids::{MessageId, OrderId};
use crate::domain::money::Currency;
use crate::domain::order::{MailChoice, Opening, Order, REMINDED, last_day, reminder};
use crate::domain::press::Press;
use crate::domain::text::Text;

/// It was paid: the card says until when it waits, and nothing else happens by itself before.
pub(super) fn kept(desk: &mut Desk<'_>, id: OrderId) {
    let Some(until) = desk.order(id).and_then(Order::unopened_until) else { return };
    say_card(desk, id);
    desk.timer(until, Timer::OpenEnds { order: id });
    for days in REMINDED {
        let at = reminder(until, days);
        // The card that just came says it all.
        if desk.now() < at {
            desk.timer(at, Timer::Reminder { order: id, days });
        }
    }
}

fn say_card(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id).cloned() else { return };
    let (Some(until), Some(amount)) = (order.unopened_until(), order.asked) else { return };
    let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
    let (days, until) = (i64::from(order.plan.days), last_day(until));
    let kept = Text::CardKept { order: id, amount, place, allowance, days, until };
    card(desk, id, with_its_money(desk, &order, kept), keyboard(id));
}

/// The words, and below them how tenge go back.
fn with_its_money(desk: &Desk<'_>, order: &Order, words: Text) -> Text {
    Text::Lines([words].into_iter().chain(by_person(desk, order)).collect())
}

/// How tenge go back: by a person, and how soon.
pub(crate) fn by_person(desk: &Desk<'_>, order: &Order) -> Option<Text> {
    let tenge = order.asked.is_some_and(|asked| asked.currency == Currency::Kzt);
    tenge.then_some(Text::TengeByPerson { days: desk.snap.setup.return_days })
}

/// What can be done about an unopened order.
pub(crate) fn keyboard(id: OrderId) -> Keyboard {
    Keyboard::none()
        .row(Text::BtnOpen, Press::Open(id))
        .row(Text::BtnWantRefund, Press::WantRefund(id))
        .buttons(vec![(Text::BtnReceipt, Press::Receipt(id)), (Text::BtnSupport, Press::Support)])
}

/// The customer opens it: from here on it is delivered as what is shown at once, and the promise
/// counts. Says whether it was unopened.
pub(crate) fn open(desk: &mut Desk<'_>, id: OrderId) -> bool {
    let Some(order) = desk.order(id).cloned() else { return false };
    let Some(until) = order.opens_until() else { return false };
    let now = desk.now();
    if now >= until {
        over(desk, id);
        return true;
    }
    if let Some(order) = desk.order_mut(id) {
        order.opening = Opening::Opened { at: now };
    }
    desk.out.cancel.extend(EffectKey::while_unopened(id));
    desk.timer(now + desk.snap.setup.promise, Timer::DeliveryLate { order: id });
    let message = pressed(desk, id).or(order.card);
    if let Some(message) = message {
        becomes_card(desk, &order, message);
    }
    if order.state().esim().is_none() {
        obtain(desk, &order, message);
        return true;
    }
    match message {
        Some(message) => show(desk, id, message),
        None => card(desk, id, Text::QrAgain, Keyboard::none()),
    }
    if let MailChoice::To(address) = order.mail {
        send_mail(desk, id, address);
    }
    true
}

/// The message that was pressed, unless another order needs it: the QR comes where it is wanted.
fn pressed(desk: &Desk<'_>, id: OrderId) -> Option<MessageId> {
    let needs = |order: &Order, message| {
        let known = [order.card, order.invoice_message].into_iter().flatten();
        known.chain(order.old_cards.iter().copied()).any(|of| of == message)
    };
    let anothers = |message: &MessageId| {
        desk.orders().iter().any(|order| order.id != id && needs(order, *message))
    };
    desk.source.filter(|message| !anothers(message))
}

/// The QR comes into this message.
fn becomes_card(desk: &mut Desk<'_>, order: &Order, message: MessageId) {
    let id = order.id;
    if let Some(former) = order.card.filter(|former| *former != message) {
        desk.edit(former, Text::CardOpened { order: id }, Keyboard::none());
    }
    if let Some(order) = desk.order_mut(id) {
        order.card = Some(message);
    }
}

/// There is no eSIM yet: it is asked for at once, as right after a payment.
fn obtain(desk: &mut Desk<'_>, order: &Order, card_now: Option<MessageId>) {
    let id = order.id;
    let until = desk.now() + desk.snap.setup.promise;
    let text = Text::EsimPromise { until };
    match card_now {
        Some(message) => desk.edit(message, text, waiting_keyboard(id)),
        None => card(desk, id, text, waiting_keyboard(id)),
    }
    desk.open_case(stuck(id, order.plan.coverage_name()));
    desk.out.hurry.push(EffectKey::Provision(id));
}

/// So many days are left. After a standstill the later reminder says it.
pub(super) fn remind(desk: &mut Desk<'_>, id: OrderId, days: i64) {
    let Some(order) = desk.order(id).cloned() else { return };
    let Some(until) = order.opens_until() else { return };
    let is_due = |fewer: &i64| *fewer < days && desk.now() >= reminder(until, *fewer);
    if REMINDED.iter().any(is_due) {
        return;
    }
    let (place, allowance) = (order.plan.coverage_name(), order.plan.allowance);
    let words = Text::OpenReminder { place, allowance, until: last_day(until) };
    desk.say(with_its_money(desk, &order, words), keyboard(id));
}

/// The last day is over: it is never shown by itself. The money goes back where the books vouch
/// that nobody was shown or paid anything; otherwise a person looks.
pub(super) fn over(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id).filter(|it| it.opens_until().is_some()) else { return };
    let history = desk.snap.history;
    if order.paid_at.is_some_and(|paid| history.vouches_for(paid)) {
        desk.say(Text::OpenOver { order: id }, Keyboard::none());
        return_order(desk, id);
        return;
    }
    let keyboard = Keyboard::none().row(Text::BtnSupport, Press::Support);
    desk.say(Text::OpenOverPerson { order: id }, keyboard);
    let alert = Text::AlertUnopened { order: id };
    desk.open_case(NewCase::of_order(CaseKind::Unopened, id, alert));
}

/// The person is back: what waits to be opened is shown by nobody's coming back. A card that never
/// came is said again, without its QR.
pub(super) fn back_again(desk: &mut Desk<'_>) {
    let orders = desk.orders().iter();
    let cardless = orders.filter(|order| order.is_unopened() && order.card.is_none());
    let cardless: Vec<OrderId> = cardless.map(|order| order.id).collect();
    for id in cardless {
        say_card(desk, id);
    }
}
