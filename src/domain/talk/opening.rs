//! When the QR is to be shown: at once, or before the trip. It is chosen on the checkout. What a
//! paid order does that waits is in [`sale`](crate::domain::sale).

use super::super::desk::Desk;
use super::super::dialogue::Checkout;
use super::super::effect::Keyboard;
use super::super::plan::Plan;
use super::super::press::Press;
use super::super::text::Text;

/// Whether a code of the plan is good for long enough to be opened later.
pub(super) fn offers(desk: &Desk<'_>, plan: &Plan) -> bool {
    let listed = desk.snap.catalogue.listed(&plan.id);
    desk.snap.setup.later().is_some() && listed.is_some_and(|listed| listed.lasting)
}

/// How long the QR waits, and how the money comes back until then.
pub(super) fn lines(desk: &Desk<'_>) -> Vec<Text> {
    let setup = desk.snap.setup;
    let tenge = setup.tenge.then_some(Text::TengeByPerson { days: setup.return_days });
    [Text::CheckoutLater { days: setup.later_days }].into_iter().chain(tenge).collect()
}

/// When the QR is shown: at once, or before the trip.
pub(super) fn buttons(
    desk: &Desk<'_>,
    checkout: &Checkout,
    plan: &Plan,
    keyboard: Keyboard,
) -> Keyboard {
    if !offers(desk, plan) {
        return keyboard;
    }
    let [now, later] = if checkout.later {
        [Text::BtnOpenNow, Text::BtnOpenLaterChosen]
    } else {
        [Text::BtnOpenNowChosen, Text::BtnOpenLater]
    };
    let id = checkout.order;
    keyboard.buttons(vec![(now, Press::OpenNow(id)), (later, Press::OpenLater(id))])
}
