//! The review: what is bought, from whom, and two presses of their own, the offer and the
//! processing of personal data. Nothing is an order before both were made (Law 94-V, article 8).
//! It must not know how the order is paid; see [`pay`](super::pay).

use super::super::consent::{ConsentAct, ConsentRow, EDITION, Purpose};
use super::super::country::Place;
use super::super::decision::Count;
use super::super::desk::Desk;
use super::super::dialogue::{Dialogue, Review};
use super::super::effect::{Keyboard, Link};
use super::super::ids::OrderId;
use super::super::money::Money;
use super::super::order::{Agreed, MailChoice, Order, OrderEvent, OrderState};
use super::super::plan::{Plan, PlanId};
use super::super::press::Press;
use super::super::text::Text;
use super::card::{on_sale, stars_of};
use super::common::Toast;
use super::{pay, plans, stale};

/// A number for a sale that begins with this event.
pub(super) fn fresh_order(desk: &Desk<'_>) -> OrderId {
    OrderId::from_random(desk.fresh(1).cast_unsigned())
}

/// Opens the review of a plan, or goes on with the one that was begun for it.
pub(super) fn buy(desk: &mut Desk<'_>, place: Place, id: &PlanId) {
    let Some(plan) = on_sale(desk, id) else {
        plans::gone(desk, place, id);
        return;
    };
    let back = Press::Plan(place, id.clone());
    if desk.snap.switches.paused {
        pay::paused(desk, back);
        return;
    }
    if let Some(other) = pay::under_way(desk, None) {
        pay::other_waits(desk, other, back);
        return;
    }
    // Agreed to already, and not invoiced yet: the same order goes on.
    let draft = desk.orders().iter().find(|order| {
        *order.state() == OrderState::Draft && order.plan.id == *id && order.price == plan.price
    });
    if let Some(draft) = draft.map(|order| order.id) {
        pay::step(desk, draft);
        return;
    }
    let standing = if let Dialogue::Review(review) = &desk.customer.dialogue
        && review.plan == *id
    {
        Some(review.clone())
    } else {
        None
    };
    let review = standing.unwrap_or_else(|| {
        desk.count(Count::Review);
        Review {
            order: fresh_order(desk),
            plan: id.clone(),
            place,
            price: plan.price,
            stars: stars_of(desk, &plan),
            offer: false,
        }
    });
    if review.offer && desk.customer.consented(EDITION) && is_current(desk, &review, &plan) {
        create(desk, &review, plan);
    } else {
        show(desk, review);
    }
}

/// Shows the review at its step. A price that changed meanwhile is told, and agreed to anew.
pub(super) fn show(desk: &mut Desk<'_>, mut review: Review) {
    let Some(plan) = on_sale(desk, &review.plan) else {
        plans::gone(desk, review.place, &review.plan);
        return;
    };
    if !is_current(desk, &review, &plan) {
        let stars = stars_of(desk, &plan);
        let (old, new) = change((review.price, review.stars), (plan.price, stars));
        // With another number the buttons under the old price are old buttons.
        review.order = fresh_order(desk);
        review.price = plan.price;
        review.stars = stars;
        review.offer = false;
        desk.screen(Text::PriceChanged { order: review.order, old, new }, Keyboard::none());
        desk.pressed = None;
    }
    let text = text(desk, &review, &plan);
    let keyboard = keyboard(desk, &review);
    desk.customer.dialogue = Dialogue::Review(review);
    desk.screen(text, keyboard);
}

/// The offer was accepted, by a press of its own.
pub(super) fn offer(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    let Some((mut review, plan)) = under_review(desk, order) else {
        return not_under_review(desk, order);
    };
    if !ready(desk, &review, &plan) {
        return None;
    }
    if !review.offer {
        agree(desk, Purpose::Offer, &review, &plan);
        review.offer = true;
    }
    if desk.customer.consented(EDITION) {
        create(desk, &review, plan);
    } else {
        show(desk, review);
    }
    None
}

/// The processing of personal data was agreed to, by a press of its own.
pub(super) fn processing(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    let Some((review, plan)) = under_review(desk, order) else {
        return not_under_review(desk, order);
    };
    if !review.offer {
        return stale(desk);
    }
    if !ready(desk, &review, &plan) {
        return None;
    }
    agree(desk, Purpose::Processing, &review, &plan);
    desk.customer.processing = Some(EDITION);
    desk.customer.processing_at = Some(desk.now());
    create(desk, &review, plan);
    None
}

/// The processing was declined: nothing is stored, not even that. The catalogue stays open.
pub(super) fn declined(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    let Some((review, _)) = under_review(desk, order) else {
        return not_under_review(desk, order);
    };
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = Keyboard::none()
        .row(Text::BtnHome, Press::Home)
        .row(Text::BtnBack, Press::Plan(review.place, review.plan));
    desk.screen(Text::ProcessingDeclined, keyboard);
    None
}

/// The review of this very number, with its plan as it is sold now.
fn under_review(desk: &Desk<'_>, order: OrderId) -> Option<(Review, Plan)> {
    let Dialogue::Review(review) = desk.customer.dialogue.clone() else { return None };
    let plan = on_sale(desk, &review.plan)?;
    (review.order == order).then_some((review, plan))
}

/// A second tap on a button that made its order goes on with the order; anything else is old.
fn not_under_review(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    let draft = desk.order(order).is_some_and(|order| *order.state() == OrderState::Draft);
    if draft {
        pay::step(desk, order);
        None
    } else {
        stale(desk)
    }
}

/// Whether the review can be agreed to as it stood on the screen; if not, says why.
fn ready(desk: &mut Desk<'_>, review: &Review, plan: &Plan) -> bool {
    if desk.snap.switches.paused {
        pay::paused(desk, Press::Plan(review.place, review.plan.clone()));
        return false;
    }
    let current = is_current(desk, review, plan);
    if !current {
        show(desk, review.clone());
    }
    current
}

fn is_current(desk: &Desk<'_>, review: &Review, plan: &Plan) -> bool {
    review.price == plan.price && review.stars == stars_of(desk, plan)
}

/// The amount that changed, before and after: tenge if it is tenge, otherwise Stars.
pub(super) fn change(old: (Money, Option<Money>), new: (Money, Option<Money>)) -> (Money, Money) {
    if old.0 == new.0 { (old.1.unwrap_or(old.0), new.1.unwrap_or(new.0)) } else { (old.0, new.0) }
}

/// Writes down what was agreed to, with the very text that was on the screen.
fn agree(desk: &mut Desk<'_>, purpose: Purpose, review: &Review, plan: &Plan) {
    let row = ConsentRow {
        purpose,
        act: ConsentAct::Granted,
        shown: text(desk, review, plan),
        lang: desk.lang(),
        order: Some(review.order),
        at: desk.now(),
    };
    desk.out.consents.push(row);
}

/// Both presses were made: from here on there is an order.
fn create(desk: &mut Desk<'_>, review: &Review, plan: Plan) {
    // What was agreed to before and never invoiced gives way: one order at a time can be paid.
    let drafts: Vec<OrderId> = desk
        .orders()
        .iter()
        .filter(|order| *order.state() == OrderState::Draft)
        .map(|order| order.id)
        .collect();
    for draft in drafts {
        // A draft can always be given up; were it not, it would simply stay.
        desk.order_event(draft, &OrderEvent::Cancel).ok();
    }
    let mail = if desk.snap.setup.mail { MailChoice::Undecided } else { MailChoice::ChatOnly };
    desk.add_order(Order::new(Agreed {
        id: review.order,
        customer: Some(desk.customer.id),
        plan,
        price: review.price,
        stars: review.stars,
        lang: desk.lang(),
        mail,
        at: desk.now(),
    }));
    // The session's part is over, whatever the next screen says.
    desk.customer.dialogue = Dialogue::Esim(review.order);
    pay::step(desk, review.order);
}

fn text(desk: &Desk<'_>, review: &Review, plan: &Plan) -> Text {
    let place = plan.coverage_name();
    let (allowance, days, price) = (plan.allowance, i64::from(plan.days), review.price);
    let mut lines = vec![
        Text::ReviewTitle { order: review.order },
        Text::ReviewPlan { place, allowance, days },
        match review.stars {
            Some(stars) => Text::ReviewTotalStars { price, stars },
            None => Text::ReviewTotal { price },
        },
        Text::Gap,
    ];
    if review.offer {
        lines.push(Text::ReviewProcessing);
        return Text::Lines(lines);
    }
    lines.extend([Text::Requisites, Text::Gap, Text::ReviewOffer]);
    if desk.customer.consented(EDITION) {
        lines.extend([Text::Gap, Text::ReviewProcessingStands]);
    }
    Text::Lines(lines)
}

fn keyboard(desk: &Desk<'_>, review: &Review) -> Keyboard {
    let order = review.order;
    let mut keyboard = Keyboard::none();
    if review.offer {
        keyboard = privacy_button(desk, keyboard);
        keyboard = keyboard.row(Text::BtnProcessing, Press::Processing(order));
        keyboard = keyboard.row(Text::BtnProcessingNo, Press::ProcessingNo(order));
    } else {
        keyboard = privacy_button(desk, offer_button(desk, keyboard));
        keyboard = keyboard.row(Text::BtnOffer, Press::Offer(order));
    }
    keyboard.row(Text::BtnBack, Press::Plan(review.place, review.plan.clone()))
}

/// The offer on the seller's page, or in the chat.
fn offer_button(desk: &Desk<'_>, keyboard: Keyboard) -> Keyboard {
    if desk.snap.setup.offer_link {
        keyboard.link(Text::BtnReadOffer, Link::Offer)
    } else {
        keyboard.row(Text::BtnTerms, Press::Terms(1))
    }
}

/// The privacy policy on the seller's page, or in the chat.
fn privacy_button(desk: &Desk<'_>, keyboard: Keyboard) -> Keyboard {
    if desk.snap.setup.privacy_link {
        keyboard.link(Text::BtnReadPrivacy, Link::Privacy)
    } else {
        keyboard.row(Text::BtnPrivacy, Press::Privacy(1))
    }
}
