//! Another code in the place of one that nobody saw: in one transaction the first leaves the order
//! and the shop for ever, and a free one of the same plan is sold to the order. It must not know
//! why the first one is of no use.

use super::delivery::{card, send_mail};
use crate::domain::decision::StockMove;
use crate::domain::desk::Desk;
use crate::domain::effect::Keyboard;
use crate::domain::ids::{EsimId, OrderId, PersonKey};
use crate::domain::lang::Lang;
use crate::domain::order::{MailChoice, Order, OrderEvent};
use crate::domain::text::Text;

/// Told where no other code of the plan can be had.
pub(crate) fn no_other_code(order: &Order) -> Text {
    Text::ReplaceNoStock { order: order.id, plan: order.plan.id.as_str().to_owned() }
}

/// An admin wants the order to have another code than `old`. Whatever came in between is looked at
/// again here, under the customer's lock: what may have been shown is not replaced, and nothing
/// twice.
pub(super) fn replace(desk: &mut Desk<'_>, id: OrderId, old: EsimId, admin: PersonKey) {
    let text = match desk.order(id).filter(|order| {
        order.is_replaceable() && order.state().esim() == Some(old) && !desk.snap.known.showing
    }) {
        Some(order) => match desk.snap.known.stock.free {
            Some(new) => exchange(desk, id, old, new),
            // Nothing changes.
            None => no_other_code(order),
        },
        None => Text::ReplaceStale { order: id },
    };
    if desk.snap.setup.admins.contains(&admin) {
        desk.tell_admin(admin, text, Keyboard::none(), Lang::Ru);
    } else {
        // Asked for on the command line, which has gone home by now.
        desk.tell_admins(&text);
    }
}

/// One code for the other. A crash before the commit leaves the first one with the order, after it
/// the second one; there is no moment at which it has both or none.
fn exchange(desk: &mut Desk<'_>, id: OrderId, old: EsimId, new: EsimId) -> Text {
    let refused = Text::ReplaceStale { order: id };
    if desk.order_event(id, &OrderEvent::Replace { esim: new }).is_err() {
        return refused;
    }
    desk.out.stock.push(StockMove::Spoil(old, id));
    desk.out.stock.push(StockMove::Sell(new, id));
    let Some(order) = desk.order_mut(id) else { return refused };
    order.replaced += 1;
    // Nobody saw the new one either. Attempts are counted on: each has a key of its own.
    order.shown_at = None;
    let (mail, plan) = (order.mail, order.plan.id.as_str().to_owned());
    // The QR is edited into this card once it is there.
    card(desk, id, Text::CardReplaced { order: id }, Keyboard::none());
    if let MailChoice::To(address) = mail {
        send_mail(desk, id, address);
    }
    let left = desk.snap.known.stock.left - 1;
    if left == desk.snap.setup.low_stock || left == 0 {
        desk.tell_admins(&Text::AlertStock { plan, left });
    }
    Text::ReplaceDone { order: id }
}
