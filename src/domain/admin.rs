//! What admins may do. Rights are checked by Telegram id on every command and every press; what
//! concerns a customer's order travels to that customer's stream.

use super::case::CaseAct;
use super::charge::ChargeState;
use super::decision::AuditRow;
use super::desk::Desk;
use super::effect::{Body, EffectKey, Keyboard, To};
use super::event::{AdminCommand, Event};
use super::ids::{MessageId, OrderId, PersonKey, QueryId};
use super::money::Currency;
use super::press::Press;
use super::settle;
use super::snapshot::FoundOrder;
use super::tell::Tell;
use super::text::Text;
use super::time::{Millis, Stamp};

/// How long a question to an admin can be answered.
pub const QUESTION_LIFE: Millis = Millis::minutes(5);

/// A command of an admin.
pub fn command(desk: &mut Desk<'_>, command: &AdminCommand) {
    match *command {
        AdminCommand::Stats => {
            let (to, lang) = (desk.customer.person.clone(), desk.lang());
            desk.report(Body::Stats { to, lang });
        }
        AdminCommand::Cases => settle::buttons::list(desk),
        AdminCommand::Refund(None) | AdminCommand::Settled(None) => {
            desk.say(Text::RefundUsage, Keyboard::none());
        }
        AdminCommand::Refund(Some(order)) => ask_refund(desk, order),
        AdminCommand::Settled(Some(order)) => ask_settled(desk, order),
        AdminCommand::Pause => {
            let mut settings = desk.snap.settings.clone();
            settings.paused = true;
            desk.out.settings = Some(settings);
            desk.audit("pause", None);
            desk.say(Text::Paused, Keyboard::none());
        }
        AdminCommand::Resume => {
            let mut settings = desk.snap.settings.clone();
            settings.paused = false;
            desk.out.settings = Some(settings);
            desk.audit("resume", None);
            desk.say(Text::Resumed, Keyboard::none());
        }
        AdminCommand::Notes => {
            let mut settings = desk.snap.settings.clone();
            let me = desk.customer.person.clone();
            let on = settings.notes.insert(me.clone());
            if !on {
                settings.notes.remove(&me);
            }
            desk.out.settings = Some(settings);
            desk.audit(if on { "notes_on" } else { "notes_off" }, None);
            desk.say(if on { Text::NotesOn } else { Text::NotesOff }, Keyboard::none());
        }
    }
}

/// An admin's own command menu, in the language that the event leaves behind.
pub fn menu(desk: &mut Desk<'_>, event: &Event) {
    let lang =
        if let Event::Press { press: Press::Lang(lang), .. } = event { *lang } else { desk.lang() };
    let to = To::Admin(desk.customer.person.clone());
    desk.report(Body::SetMenu { to, lang });
}

/// What a question was about and whom it was asked: the order's charge, its state and the admin, as a
/// number a button can carry.
/// It binds the answer to what was shown; it is no secret.
fn digest(found: &FoundOrder, admin: &PersonKey) -> u32 {
    let charge = found.charge.as_ref();
    let name = charge.map(|charge| charge.id.0.as_str()).unwrap_or_default();
    let state = charge.map_or("", |charge| charge.state().as_str());
    let order = found.order.state().as_str();
    let shown = if found.order.shown_at.is_some() { "shown" } else { "unseen" };
    // FNV-1a, 32 bits.
    [name, state, order, shown, admin.0.as_str()]
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn seconds(at: Stamp) -> i64 {
    at.0.div_euclid(1_000)
}

fn found(desk: &Desk<'_>, order: OrderId) -> Option<FoundOrder> {
    desk.snap.known.found.clone().filter(|found| found.order.id == order)
}

fn ask_refund(desk: &mut Desk<'_>, order: OrderId) {
    let Some(found) = found(desk, order) else {
        desk.say(Text::RefundNoOrder { order }, Keyboard::none());
        return;
    };
    let state = Box::new(Text::of_state(found.order.state()));
    let Some(charge) = &found.charge else {
        desk.say(Text::RefundNoCharge { order, state }, Keyboard::none());
        return;
    };
    match charge.state() {
        ChargeState::Refunded | ChargeState::Refunding | ChargeState::Settled => {
            desk.say(Text::RefundAlready { order }, Keyboard::none());
            return;
        }
        ChargeState::DueAtProvider => {
            let charge_name = charge.id.0.clone();
            let text = Text::RefundDue { order, amount: charge.money, charge: charge_name };
            desk.say(text, Keyboard::none());
            return;
        }
        ChargeState::Taken | ChargeState::Kept | ChargeState::Case(_) => {}
    }
    let mut lines = vec![
        Text::RefundAsk {
            order,
            place: found.order.plan.place(),
            amount: charge.money,
            state,
            paid: charge.taken_at,
        },
        Text::Gap,
        if found.order.shown_at.is_some() { Text::RefundShown } else { Text::RefundNeverShown },
    ];
    if charge.money.currency == Currency::Kzt {
        lines.push(Text::RefundTengeNote);
    }
    let until = seconds(desk.now() + QUESTION_LIFE);
    let yes = Press::RefundYes(order, digest(&found, &desk.customer.person), until);
    desk.say(
        Text::Lines(lines),
        Keyboard::none()
            .row(Text::BtnRefundYes { price: charge.money }, yes)
            .row(Text::BtnRefundNo, Press::RefundNo(order)),
    );
}

fn ask_settled(desk: &mut Desk<'_>, order: OrderId) {
    let due = found(desk, order)
        .filter(|found| {
            found.charge.as_ref().is_some_and(|charge| charge.state() == ChargeState::DueAtProvider)
        })
        .and_then(|found| found.charge.clone().map(|charge| (found, charge)));
    let Some((found, charge)) = due else {
        desk.say(Text::SettledNothing { order }, Keyboard::none());
        return;
    };
    let until = seconds(desk.now() + QUESTION_LIFE);
    desk.say(
        Text::SettledAsk { order, amount: charge.money },
        Keyboard::none()
            .row(
                Text::BtnSettledYes,
                Press::SettledYes(order, digest(&found, &desk.customer.person), until),
            )
            .row(Text::BtnRefundNo, Press::RefundNo(order)),
    );
}

/// An admin's button. Whoever is no admin (any more) gets the answer of an unknown command.
pub fn press(desk: &mut Desk<'_>, press: &Press, message: MessageId, query: QueryId) {
    desk.answer(query, None);
    if !desk.snap.admin {
        desk.say(Text::UnknownCommand, Keyboard::none());
        return;
    }
    desk.pressed = Some(message);
    if let Press::RefundNo(order) = *press {
        desk.screen(Text::RefundLeft { order }, Keyboard::none());
        return;
    }
    let (Press::RefundYes(order, shown, until) | Press::SettledYes(order, shown, until)) = *press
    else {
        return;
    };
    let settle = matches!(press, Press::SettledYes(..));
    let fresh = seconds(desk.now()) <= until;
    let found =
        found(desk, order).filter(|found| fresh && digest(found, &desk.customer.person) == shown);
    if let Some(found) = found.as_ref().filter(|found| found.order.customer.is_none()) {
        erased(desk, found, settle);
        return;
    }
    let target = found.and_then(|found| Some((found.order.customer?, found.charge?.id)));
    let Some((owner, charge)) = target else {
        desk.screen(Text::RefundStale { order }, Keyboard::none());
        return;
    };
    let admin = desk.customer.person.clone();
    desk.audit(if settle { "settle" } else { "refund" }, Some(order));
    let tell = if settle {
        Tell::Settled { order, charge, admin }
    } else {
        Tell::RefundOrder { order, charge, admin }
    };
    desk.tell(owner, tell);
    // The keys go away, so that one question has one answer.
    desk.screen(Text::RefundAsked { order }, Keyboard::none());
}

/// The same about an order whose customer was erased: there is no stream to travel to, and what is left
/// of it is written here.
fn erased(desk: &mut Desk<'_>, found: &FoundOrder, settle: bool) {
    let order = found.order.id;
    let (act, action, done) = if settle {
        (CaseAct::Outside, "settle", Text::SettledDone { order })
    } else {
        (CaseAct::Refund, "refund", Text::RefundAsked { order })
    };
    let admin = desk.customer.person.clone();
    let audit = AuditRow { admin, action, order: Some(order), subject: None };
    let key = EffectKey::Tell { event: desk.fresh(0) };
    match settle::orphaned(found, act, audit, key, desk.now()) {
        Some(settled) => {
            desk.out.append(settled);
            desk.screen(done, Keyboard::none());
        }
        None => desk.screen(Text::RefundStale { order }, Keyboard::none()),
    }
}

/// An admin replied to a support message.
pub fn reply(desk: &mut Desk<'_>, _to: MessageId, message: MessageId) {
    let Some(customer) = desk.snap.known.thread else {
        desk.say(Text::SupportGone, Keyboard::none());
        return;
    };
    let admin = desk.customer.person.clone();
    desk.audit("support_answer", None);
    desk.tell(customer, Tell::SupportAnswer { admin, message });
}
