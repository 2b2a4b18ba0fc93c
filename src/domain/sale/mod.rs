//! The sale: what money does. Invoices, pre-checkouts, charges, the eSIM, the QR, the mail, and the
//! way back. The two machines ([`order`](super::order), [`charge`](super::charge)) say what may
//! follow what; here is decided what is said and done about it.

mod approval;
mod charged;
mod delivery;
mod invoice;
mod lost;
mod pre_checkout;
mod refund;
mod refused;
mod replace;
mod unopened;

pub(crate) use approval::{declined, declined_button, under_way};
pub(crate) use charged::{charged, is_stray};
pub(crate) use delivery::{ask_mailbox, cannot_show, delivery_keys, mail, show_again, turn};
pub(crate) use invoice::{below as below_invoice, cancel, give_way, invoice};
pub(crate) use lost::closed;
pub(crate) use pre_checkout::{PRE_CHECKOUT_PATIENCE, pre_checkout};
pub(crate) use refund::{due as due_at_provider, give_back, refund, return_order, want_refund};
pub(crate) use refused::instead;
pub(crate) use replace::no_other_code;
pub(crate) use unopened::{by_person, keyboard as unopened_keyboard, open};

use super::case::{CaseKind, NewCase};
use super::charge::{Charge, ChargeEvent, ChargeState};
use super::decision::StockMove;
use super::desk::Desk;
use super::effect::{EffectKey, Keyboard, Timer};
use super::event::Ended;
use super::ids::{ChargeId, EsimId, OrderId};
use super::lang::Lang;
use super::mute;
use super::order::{Order, OrderEvent, OrderState};
use super::outcome::{Fault, Outcome, Reason};
use super::parcel::Stage;
use super::support;
use super::tell::Tell;
use super::text::Text;
use approval::{ends, uncharged};
use delivery::{ask_ended, late, mail_ended, provided, qr_ended, said, still_unseen};
use invoice::{invoice_ended, over};
use pre_checkout::too_late;
use refund::{refund_seen, return_now};

/// The person is back.
pub(crate) fn back_again(desk: &mut Desk<'_>) {
    delivery::back_again(desk);
    unopened::back_again(desk);
}

/// Events that come from other streams.
pub(crate) fn told(desk: &mut Desk<'_>, tell: Tell) {
    match tell {
        Tell::SupportAnswer { admin, message, parcel } => {
            support::answered(desk, admin, message, parcel);
        }
        Tell::Mute { on, admin } => mute::told(desk, on, admin),
        Tell::RefundSeen { charge } => refund_seen(desk, &charge),
        Tell::RefundCharge { charge } => {
            let state = desk.charge(&charge).map(Charge::state);
            if matches!(state, Some(ChargeState::Case(_) | ChargeState::Taken)) {
                give_back(desk, &charge, None);
            }
        }
        Tell::SettledCharge { charge, admin } => {
            let done = settled_outside(desk, &charge);
            let order = desk.charge(&charge).and_then(|charge| charge.order);
            if let (Some(admin), Some(order)) = (admin, order) {
                let nothing = Text::SettledNothing { order };
                let text = if done { Text::SettledDone { order } } else { nothing };
                desk.tell_admin(admin, text, Keyboard::none(), Lang::Ru);
            }
        }
        Tell::ReturnOrder { order, charge, admin } => {
            if let (Some(text), Some(admin)) = (not_returned(desk, order, &charge), admin) {
                desk.tell_admin(admin, text, Keyboard::none(), Lang::Ru);
            }
        }
        Tell::TryAgain { order } => try_again(desk, order),
        Tell::Keep { order, charge } => lost::keep(desk, order, &charge),
        Tell::Deliver { order, charge } => lost::deliver(desk, order, &charge),
        // What was asked for follows by the law of letters: that is `talk`.
        Tell::MailboxLives { .. } => {}
        Tell::ShowAgain { order } => {
            if desk
                .order(order)
                .is_some_and(|known| matches!(known.state(), OrderState::Fulfilled { .. }))
            {
                show_again(desk, order);
            }
        }
        Tell::Replace { order, esim, admin } => replace::replace(desk, order, esim, admin),
    }
}

/// An admin wants an order's money to go back, and has read that this is accepted. Says why nothing
/// came of it, where that is so.
fn not_returned(desk: &mut Desk<'_>, order: OrderId, charge: &ChargeId) -> Option<Text> {
    let owns = desk.order(order).is_some_and(|known| known.state().charge() == Some(charge));
    match desk.charge(charge).map(Charge::state) {
        Some(ChargeState::Kept) if owns => {
            return_order(desk, order);
            None
        }
        Some(ChargeState::Case(_)) => {
            give_back(desk, charge, None);
            None
        }
        Some(ChargeState::Refunded | ChargeState::Refunding | ChargeState::Settled) => {
            Some(Text::RefundAlready { order })
        }
        Some(ChargeState::Taken | ChargeState::Kept | ChargeState::DueAtProvider) | None => {
            Some(Text::RefundStale { order })
        }
    }
}

/// A person returned a charge outside the shop, or found that it was earned. Says whether that is
/// news.
fn settled_outside(desk: &mut Desk<'_>, id: &ChargeId) -> bool {
    if desk.charge_event(id, ChargeEvent::Settle).is_err() {
        return false;
    }
    if let Some(charge) = desk.charge(id) {
        let amount = charge.money;
        let text = match charge.order {
            Some(order) => Text::RefundDone { order, amount },
            None => Text::ChargeSettled { amount },
        };
        desk.say(text, Keyboard::none());
    }
    true
}

/// What is paid for and was not delivered is tried at once: the supplier is asked, or the QR is
/// shown.
fn try_again(desk: &mut Desk<'_>, id: OrderId) {
    let is_unopened = desk.order(id).is_some_and(Order::is_unopened);
    match desk.order(id).map(|order| order.state().clone()) {
        Some(OrderState::Paid { .. }) => {
            desk.out.hurry.push(EffectKey::Provision(id));
        }
        Some(OrderState::Provisioned { .. }) if is_unopened => {}
        Some(OrderState::Provisioned { .. }) => show_again(desk, id),
        Some(
            OrderState::Draft
            | OrderState::Invoiced { .. }
            | OrderState::Approved { .. }
            | OrderState::Fulfilled { .. }
            | OrderState::Returned { .. }
            | OrderState::Expired
            | OrderState::Cancelled,
        )
        | None => {}
    }
}

pub(crate) fn due(desk: &mut Desk<'_>, timer: Timer) {
    match timer {
        Timer::InvoiceEnds { order, n } => {
            let newest = desk.order(order).is_some_and(|known| known.invoices == n);
            let waiting = desk
                .order(order)
                .is_some_and(|known| matches!(known.state(), OrderState::Invoiced { .. }));
            let shown = desk.order(order).is_some_and(|known| known.invoice_message.is_some());
            if newest && waiting && desk.order_event(order, &OrderEvent::Expire).is_ok() && shown {
                over(desk, order);
            }
        }
        Timer::ApprovalEnds { order, query } => ends(desk, order, &query),
        Timer::Uncharged { order, query } => uncharged(desk, order, &query),
        Timer::DeliveryLate { order } => late(desk, order),
        Timer::StillUnseen { order } => still_unseen(desk, order),
        Timer::Reminder { order, days } => unopened::remind(desk, order, days),
        Timer::OpenEnds { order } => unopened::over(desk, order),
        Timer::AlbumEnds { parcel } => support::due(desk, parcel, &Stage::Here),
        Timer::AnswerEnds { parcel } => support::due(desk, parcel, &Stage::Asked),
        Timer::EraseNow => desk.erase_leaving(),
    }
}

pub(crate) fn ended(desk: &mut Desk<'_>, ended: Ended) {
    match ended {
        Ended::Said { to, role, outcome } => said(desk, &to, role, outcome),
        Ended::Copied { parcel, to, sent, outcome } => {
            support::copied(desk, parcel, &to, &sent, outcome);
        }
        Ended::Invoice { order, n, outcome } => invoice_ended(desk, order, n, outcome),
        Ended::PreCheckout { order, query, approved, outcome } => {
            // Too old, and never tried before: Telegram failed the payment by itself. Anything else
            // may have got through; the ledger or the timer frees it.
            let late = outcome == Outcome::Failed(Fault::Reject { reason: Reason::QueryTooOld });
            if approved && late {
                too_late(desk, order, &query);
            }
        }
        Ended::Provision { order, esim, outcome } => {
            match esim.filter(|_| outcome.is_done()) {
                Some(esim) => obtained(desk, order, esim),
                // Surely not bought.
                None if is_given_up(desk, order) => return_now(desk, order),
                None => late(desk, order),
            }
        }
        Ended::Qr { order, n, outcome } => qr_ended(desk, order, n, outcome),
        Ended::Mail { order, n, outcome } => mail_ended(desk, order, n, outcome),
        Ended::Asked { order, n, outcome } => ask_ended(desk, order, n, outcome),
        Ended::Refund { charge, outcome } => match outcome {
            Outcome::Done(_) => refund_seen(desk, &charge),
            Outcome::Failed(_) => {
                if desk.charge_event(&charge, ChargeEvent::RefundRefused).is_ok() {
                    let found = desk.charge(&charge).map(|known| (known.order, known.money));
                    if let Some((order, amount)) = found {
                        let name = charge.0.clone();
                        let alert = match order {
                            Some(order) => Text::RefundRejected { order, amount },
                            None => Text::AlertCharge { amount, charge: name },
                        };
                        let case = NewCase::of_charge(CaseKind::Charge, &charge, order, alert);
                        desk.open_case(case);
                    }
                }
            }
        },
    }
}

fn is_given_up(desk: &Desk<'_>, id: OrderId) -> bool {
    let (now, snap) = (desk.now(), desk.snap);
    desk.order(id).is_some_and(|order| snap.history.give_up(order, snap.setup.promise, now))
}

/// The supplier gave an eSIM, perhaps to an order that is over by now.
fn obtained(desk: &mut Desk<'_>, id: OrderId, esim: EsimId) {
    let returned =
        desk.order(id).is_none_or(|known| matches!(known.state(), OrderState::Returned { .. }));
    if !returned {
        provided(desk, id, esim);
    } else if desk.order(id).is_none_or(|known| known.shown_at.is_none()) {
        // The money went back while the supplier was being asked, and no eye saw this one. An
        // outcome that comes once more finds it shown: such a code never returns to stock.
        desk.out.stock.push(StockMove::Release(esim, id));
    }
}
