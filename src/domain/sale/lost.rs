//! What a person found out about money whose way on a restore lost. It must not know who asked, nor
//! what was looked at: that is [`settle`](crate::domain::settle).

use super::charged::paid;
use super::delivery::{card, waiting_keyboard};
use crate::domain::case::{CaseKind, EndedCase};
use crate::domain::charge::{Charge, ChargeEvent, ChargeState};
use crate::domain::desk::Desk;
use crate::domain::effect::{Body, EffectKey, Keyboard};
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::order::{Agreed, MailChoice, Order, OrderEvent, OrderState};
use crate::domain::plan::PlanId;
use crate::domain::text::Text;

/// For a day after a restore the checkout says that it closed an order of this plan, which may have
/// been paid.
pub(crate) fn closed(desk: &Desk<'_>, plan: &PlanId) -> Option<Text> {
    let orders = desk.orders().iter().filter(|_| desk.snap.history.is_news(desk.now()));
    let mut of_plan = orders.filter(|order| order.plan.id == *plan);
    of_plan.find_map(|order| {
        Some(Text::CheckoutRestored { order: order.id, at: order.closed_since()? })
    })
}

/// It was delivered in what was lost: an ordinary sale. Its customer has the QR and hears nothing.
pub(super) fn keep(desk: &mut Desk<'_>, order: Option<OrderId>, charge: &ChargeId) {
    let Some(known) = desk.charge(charge).filter(|known| is_open(known)).cloned() else { return };
    if let Some(id) = order {
        let (charge, money, at) = (charge.clone(), known.money, known.taken_at);
        let vouched = desk.order_mut(id).map(|order| order.vouch(charge, money, at));
        if !matches!(vouched, Some(Ok(()))) {
            return;
        }
    }
    // One that paid its order is kept already.
    let _ = desk.charge_event(charge, ChargeEvent::Keep);
}

/// It was not delivered: it is now.
pub(super) fn deliver(desk: &mut Desk<'_>, order: Option<OrderId>, charge: &ChargeId) {
    let Some(known) = desk.charge(charge).filter(|known| is_open(known)).cloned() else { return };
    if let Some(id) = order.filter(|id| waits(desk, *id)) {
        go_on(desk, id);
        return;
    }
    if known.state() == ChargeState::Kept {
        // It paid an order already.
        return;
    }
    let Some(id) = order.or_else(|| begin(desk, &known)) else { return };
    let honour = OrderEvent::Honour { charge: charge.clone() };
    if desk.order_event(id, &honour).is_err()
        || desk.charge_event(charge, ChargeEvent::Keep).is_err()
    {
        return;
    }
    if let Some(order) = desk.order_mut(id) {
        order.lost_since = None;
        order.asked = Some(known.money);
    }
    paid(desk, id, known.money);
}

/// Nobody decided otherwise meanwhile.
const fn is_open(charge: &Charge) -> bool {
    matches!(charge.state(), ChargeState::Case(_) | ChargeState::Taken | ChargeState::Kept)
}

/// Whether it is paid and waits for the person who finds out.
fn waits(desk: &Desk<'_>, id: OrderId) -> bool {
    desk.order(id).is_some_and(|order| order.owed_since().is_some())
}

/// A paid order goes on where the backup left it. One that is opened later waits for its customer
/// as before, and for nobody else.
fn go_on(desk: &mut Desk<'_>, id: OrderId) {
    let until = desk.now() + desk.snap.setup.promise;
    let Some(order) = desk.order_mut(id) else { return };
    order.lost_since = None;
    let unopened = order.is_unopened();
    if unopened {
        let ended = EndedCase::by_the_shop(CaseKind::Stuck, id.compact(), "deliver");
        desk.out.closed.push(ended);
    }
    match desk.order(id).map(Order::state) {
        Some(OrderState::Paid { .. }) => {
            desk.act(EffectKey::Provision(id), Body::Provision { order: id, attempt: 1 });
            if !unopened {
                card(desk, id, Text::EsimPromise { until }, waiting_keyboard(id));
            }
        }
        Some(OrderState::Provisioned { .. }) if !unopened => {
            card(desk, id, Text::QrAgain, Keyboard::none());
        }
        Some(
            OrderState::Provisioned { .. }
            | OrderState::Draft
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

/// The order of a payment that the backup lacks, under the number that the payment names, of the
/// plan that a person named.
fn begin(desk: &mut Desk<'_>, charge: &Charge) -> Option<OrderId> {
    let plan = desk.snap.catalogue.listed(&charge.named.as_ref()?.plan)?.plan.clone();
    let fresh = OrderId::from_random(desk.fresh(1).cast_unsigned());
    let id = charge.order.unwrap_or(fresh);
    desk.add_order(Order::new(Agreed {
        id,
        customer: Some(desk.customer.id),
        price: plan.price,
        stars: None,
        plan,
        lang: desk.lang(),
        mail: MailChoice::ChatOnly,
        at: desk.now(),
    }));
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charge::{NamedPlan, Why};
    use crate::domain::country::Place;
    use crate::domain::event::{Event, InvoiceRef};
    use crate::domain::fixtures::Scene;
    use crate::domain::ids::{EsimId, MessageId};
    use crate::domain::lang::Lang;
    use crate::domain::money::Money;
    use crate::domain::order::Opening;
    use crate::domain::press::Press;
    use crate::domain::restored;
    use crate::domain::tell::Tell;
    use crate::domain::time::{Millis, Stamp};

    /// Somebody's order was invoiced at the backup and paid after it; the restore closed it, and
    /// the ledger told of the payment.
    fn paid_in_what_was_lost() -> (Scene, OrderId, ChargeId) {
        let mut scene = Scene::customer(Lang::Ru);
        let id = scene.invoiced("TH", "th-5");
        let (copy, money) = (scene.snap.now, scene.order().asked.unwrap());
        restored::order(scene.order(), copy, copy).apply(&mut scene.snap.rows);
        assert_eq!(*scene.order().state(), OrderState::Cancelled);
        let charge = ChargeId("stx1".to_owned());
        let row = Charge::new(charge.clone(), Some(id), scene.order().customer, money, copy);
        scene.snap.rows.charges.push(row.as_written(ChargeState::Case(Why::BeforeRestore)));
        (scene, id, charge)
    }

    fn tell(scene: &mut Scene, tell: Tell) {
        scene.event(Event::Told(tell));
    }

    #[test]
    fn what_was_delivered_is_an_ordinary_sale_and_its_customer_hears_nothing() {
        let (mut scene, id, charge) = paid_in_what_was_lost();
        let said = scene.chat.len();
        let keep = || Tell::Keep { order: Some(id), charge: charge.clone() };
        for _ in 0..2 {
            tell(&mut scene, keep());
            let delivered = OrderState::Fulfilled { charge: charge.clone(), esim: None };
            assert_eq!(*scene.order().state(), delivered);
            assert_eq!(scene.snap.rows.charges[0].state(), ChargeState::Kept);
            assert_eq!(scene.chat.len(), said);
        }
        // Too late to be delivered once more.
        tell(&mut scene, Tell::Deliver { order: Some(id), charge });
        assert_eq!(scene.chat.len(), said);
        scene.press_on(Press::Esim(id), MessageId(1));
        assert!(scene.says(&Text::EsimElsewhere));
        assert!(!scene.offers().contains(&Press::ShowQr(id)), "which code it was nobody knows");
    }

    /// The brake is on, and what was charged is not what the order asks: a person looks at it.
    #[test]
    fn an_order_that_an_unclear_charge_names_is_paid_by_nothing_else() {
        let mut scene = Scene::customer(Lang::Ru);
        let id = scene.invoiced("TH", "th-5");
        let (now, at) = (scene.snap.now, scene.order().invoiced_at().unwrap());
        scene.snap.history.brake.stopped_at = Some(now);
        let (charge, money) = (ChargeId("stx1".to_owned()), Money::stars(1));
        let row = Charge::new(charge.clone(), Some(id), scene.order().customer, money, now);
        scene.snap.rows.charges.push(row);
        let invoice = Some(InvoiceRef { order: id, at });
        scene.event(Event::Charged { charge, money, invoice });
        let state = scene.snap.rows.charges[0].state();
        assert_eq!(state, ChargeState::Case(Why::Stopped));
        assert_eq!(*scene.order().state(), OrderState::Cancelled);
    }

    #[test]
    fn what_was_not_delivered_is_delivered_once() {
        let (mut scene, id, charge) = paid_in_what_was_lost();
        let deliver = || Tell::Deliver { order: Some(id), charge: charge.clone() };
        tell(&mut scene, deliver());
        assert!(matches!(scene.order().state(), OrderState::Provisioned { .. }));
        assert_eq!(scene.snap.rows.charges[0].state(), ChargeState::Kept);
        let said = scene.chat.len();
        tell(&mut scene, deliver());
        tell(&mut scene, Tell::Keep { order: Some(id), charge: ChargeId("another".to_owned()) });
        assert!(matches!(scene.order().state(), OrderState::Provisioned { .. }));
        assert_eq!(scene.chat.len(), said);
    }

    #[test]
    fn an_order_that_the_backup_lacks_is_delivered_by_the_plan_that_a_person_named() {
        let (mut scene, id, charge) = paid_in_what_was_lost();
        scene.snap.rows.orders.clear();
        let deliver = || Tell::Deliver { order: None, charge: charge.clone() };
        tell(&mut scene, deliver());
        assert!(scene.snap.rows.orders.is_empty(), "nobody named its plan");
        let (plan, place) = (PlanId::parse("th-5").unwrap(), Place::parse("TH").unwrap());
        scene.snap.rows.charges[0].named = Some(NamedPlan { plan, place });
        tell(&mut scene, deliver());
        let order = scene.order();
        assert_eq!((order.id, order.plan.id.as_str()), (id, "th-5"), "its number stays");
        assert_eq!(order.state().charge(), Some(&charge));
        // Heard twice it begins nothing: that number is taken.
        let again = scene.event(Event::Told(deliver()));
        assert_eq!(scene.snap.rows.orders.len(), 1);
        assert!(again.orders.is_empty() && again.effects.is_empty(), "{again:?}");
    }

    #[test]
    fn a_paid_order_goes_on_where_the_backup_left_it_once_a_person_says_so() {
        let (mut scene, id, charge) = paid_in_what_was_lost();
        let paid = OrderState::Paid { charge: charge.clone() };
        scene.snap.rows.charges[0] =
            scene.snap.rows.charges[0].clone().as_written(ChargeState::Kept);
        scene.snap.rows.orders[0] = scene.order().clone().as_written(paid);
        scene.snap.rows.orders[0].paid_at = Some(Stamp(1));
        scene.press_on(Press::Esim(id), MessageId(1));
        let at = scene.order().lost_since.unwrap();
        assert!(scene.says(&Text::EsimLost { at }));
        let asked = |scene: &Scene| {
            let key = EffectKey::Provision(id);
            scene.effects.iter().filter(|effect| effect.key == key).count()
        };
        for _ in 0..2 {
            tell(&mut scene, Tell::Deliver { order: Some(id), charge: charge.clone() });
            assert_eq!((asked(&scene), scene.order().lost_since), (1, None));
        }
    }

    #[test]
    fn one_that_is_opened_later_waits_for_its_customer_again_and_its_case_is_over() {
        for provided in [false, true] {
            let (mut scene, id, charge) = paid_in_what_was_lost();
            let (by, esim) = (charge.clone(), EsimId(5));
            let state = if provided {
                OrderState::Provisioned { charge: by, esim }
            } else {
                OrderState::Paid { charge: by }
            };
            let kept = scene.snap.rows.charges[0].clone().as_written(ChargeState::Kept);
            scene.snap.rows.charges[0] = kept;
            scene.snap.rows.orders[0] = scene.order().clone().as_written(state);
            scene.snap.rows.orders[0].paid_at = Some(Stamp(1));
            let until = scene.snap.now + Millis::days(20);
            scene.snap.rows.orders[0].opening = Opening::Unopened { until };
            let said = scene.chat.len();
            let deliver = Tell::Deliver { order: Some(id), charge: charge.clone() };
            let done = scene.event(Event::Told(deliver));
            assert_eq!((scene.order().lost_since, scene.chat.len()), (None, said));
            let ended = EndedCase::by_the_shop(CaseKind::Stuck, id.compact(), "deliver");
            assert_eq!(done.closed, [ended]);
            // Its code is looked for from now on, and shown by nobody but its customer.
            let asks = done.effects.iter().any(|effect| effect.key == EffectKey::Provision(id));
            assert_eq!(asks, !provided);
        }
    }
}
