//! A refused pre-checkout: why, what is said of it in the chat, and what becomes of the invoice.
//! Nothing was charged. It must not know how a pre-checkout is checked.

use super::approval::{declined_button, under_way};
use super::invoice::take_invoice_away;
use crate::domain::catalogue::Catalogue;
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{EffectKey, Keyboard};
use crate::domain::ids::OrderId;
use crate::domain::order::{Order, OrderEvent, OrderState};
use crate::domain::plan::Plan;
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::domain::time::Stamp;

/// Why a pre-checkout is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The invoice does not bear our mark.
    Unsigned,
    /// The order is not of who pays.
    Stranger,
    /// The order expired or was given up.
    Over,
    /// A restore closed it, going back to a copy of that moment: it may have been paid since.
    Closed(Stamp),
    /// A newer invoice of the order took its place.
    Replaced,
    /// The order is paid, or a payment of it is under way.
    Taken,
    Paused,
    /// The sum is none that the order asks.
    Amount,
    /// The plan is not sold any more, or no eSIM of it is left.
    Gone,
    /// It was to be opened later, and what is left of the plan ends too soon for that.
    NotLater,
    /// It waited too long for us.
    Busy,
}

impl Refusal {
    /// The words for the payment sheet, and for the chat.
    pub(super) const fn text(self) -> Text {
        match self {
            Self::Unsigned | Self::Over => Text::RefuseExpired,
            Self::Closed(at) => Text::RefuseRestored { at },
            Self::Stranger => Text::RefuseOther,
            Self::Replaced => Text::RefuseReplaced,
            Self::Taken => Text::RefuseTaken,
            Self::Paused => Text::RefusePaused,
            Self::Amount => Text::RefuseAmount,
            Self::Gone => Text::RefuseStock,
            Self::NotLater => Text::RefuseLater,
            Self::Busy => Text::RefuseBusy,
        }
    }
}

/// Says in the chat of who paid why it was refused and what can be done, and takes a dead invoice
/// away. Only an invoice of this person's own order is touched.
pub(super) fn refused(desk: &mut Desk<'_>, id: Option<OrderId>, why: Refusal) {
    let order = id.and_then(|id| desk.order(id)).cloned();
    let (more, keyboard) = match order {
        Some(order) => what_now(desk, &order, why),
        None => (None, Keyboard::none().row(Text::BtnHome, Press::Home)),
    };
    let lines = [Text::NotPaid, why.text()].into_iter().chain(more).collect();
    desk.say(Text::Lines(lines), keyboard);
}

/// What becomes of this person's order, a line about it, and what they can do.
fn what_now(desk: &mut Desk<'_>, order: &Order, why: Refusal) -> (Option<Text>, Keyboard) {
    let (id, place) = (order.id, order.plan.place());
    let keyboard = Keyboard::none();
    let keyboard = match why {
        Refusal::Gone => {
            // The order stays as it is until its end: what was approved before may still pay it.
            goes(desk, id);
            let (more, plans) = instead(desk.snap.catalogue, &order.plan);
            return (more, plans.row(Text::BtnPlace { place }, Press::Plans(place, 0)));
        }
        Refusal::NotLater => {
            goes(desk, id);
            keyboard.row(Text::BtnAnother, Press::Plan(place, order.plan.id.clone()))
        }
        Refusal::Over if *order.state() == OrderState::Cancelled => {
            keyboard.row(Text::BtnAnother, Press::Plan(place, order.plan.id.clone()))
        }
        Refusal::Over => {
            ends(desk, order);
            keyboard.row(Text::BtnNewInvoice, Press::Pay(id))
        }
        Refusal::Replaced | Refusal::Amount => keyboard.row(Text::BtnNewInvoice, Press::Pay(id)),
        Refusal::Closed(_) => {
            let another = Press::Plan(place, order.plan.id.clone());
            keyboard.row(Text::BtnSupport, Press::Support).row(Text::BtnAnother, another)
        }
        Refusal::Taken => {
            let keyboard = declined_button(order, keyboard).row(Text::BtnEsims, Press::Esim(id));
            return (under_way(order), keyboard);
        }
        Refusal::Unsigned | Refusal::Stranger => keyboard.row(Text::BtnHome, Press::Home),
        // The invoice stands, and can be paid in a moment.
        Refusal::Paused | Refusal::Busy => keyboard,
    };
    (None, keyboard)
}

/// The invoice is dead before its time, and goes; the order can be invoiced again.
fn ends(desk: &mut Desk<'_>, order: &Order) {
    let (id, n) = (order.id, order.invoices);
    if matches!(order.state(), OrderState::Invoiced { .. })
        && desk.order_event(id, &OrderEvent::Expire).is_ok()
    {
        desk.out.cancel.push(EffectKey::InvoiceEnds { order: id, n });
    }
    goes(desk, id);
}

fn goes(desk: &mut Desk<'_>, id: OrderId) {
    take_invoice_away(desk, id);
    if desk.customer.dialogue == Dialogue::Paying(id) {
        desk.customer.dialogue = Dialogue::Home;
    }
}

/// What can be had in the stead of a plan that is gone: a line above it, if there is something, and
/// a row for each plan.
pub(crate) fn instead(catalogue: &Catalogue, gone: &Plan) -> (Option<Text>, Keyboard) {
    let plans = catalogue.instead_of(gone);
    let above = (!plans.is_empty()).then_some(Text::Instead);
    let keyboard = plans.into_iter().fold(Keyboard::none(), |keyboard, plan| {
        let (allowance, days, price) = (plan.allowance, i64::from(plan.days), plan.price);
        let label = Text::BtnInstead { place: plan.coverage_name(), allowance, days, price };
        keyboard.row(label, Press::Plan(plan.place(), plan.id.clone()))
    });
    (above, keyboard)
}
