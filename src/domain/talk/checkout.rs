//! The checkout: one screen that says what is bought, for whom and for how much, with the three
//! consents, each a press of its own, the choice of a letter, and Pay. Nothing is an order before
//! Pay was pressed, and no consent sends an invoice (Law 94-V, articles 8 and 16). It must not know
//! how invoices and charges go on; see [`pay`](super::pay). The letter is in
//! [`email`](super::email).

use super::super::catalogue::Listed;
use super::super::consent::{ASKED, ConsentAct, Given, Purpose, Standing};
use super::super::country::Place;
use super::super::decision::{Count, NewAddress};
use super::super::desk::Desk;
use super::super::dialogue::{Checkout, Dialogue, MailTo};
use super::super::effect::{Keyboard, Link};
use super::super::ids::OrderId;
use super::super::money::{Currency, Money};
use super::super::order::{Agreed, MailChoice, Order};
use super::super::plan::{Plan, PlanId};
use super::super::press::Press;
use super::super::sale;
use super::super::text::Text;
use super::card::{change, is_dearer, on_sale, stars_of};
use super::common::Toast;
use super::{browse, card, home, opening, pay, plans};

/// Opens the checkout of a plan, or the one that was begun for it.
pub(super) fn open(desk: &mut Desk<'_>, place: Place, id: &PlanId) {
    let Some(plan) = on_sale(desk, id) else {
        plans::gone(desk, place, id);
        return;
    };
    let begun = desk.customer.checkout.clone().filter(|checkout| checkout.plan == *id);
    let checkout = match begun {
        Some(begun) => Checkout { place, ..begun },
        None => {
            desk.count(Count::Review);
            // What was given for another plan and led to no order is declined with this one.
            let former = desk.customer.checkout.take();
            Checkout {
                order: fresh_order(desk),
                begun: desk.now(),
                plan: id.clone(),
                agreed: None,
                place,
                price: plan.price,
                stars: stars_of(desk, &plan),
                given: former.map(|former| former.given).unwrap_or_default(),
                rose: None,
                mail: None,
                later: false,
                message: None,
            }
        }
    };
    show(desk, checkout);
}

/// Shows the checkout that was begun.
pub(super) fn here(desk: &mut Desk<'_>) {
    match desk.customer.checkout.clone() {
        Some(checkout) => show(desk, checkout),
        None => home::home(desk),
    }
}

/// A number for a sale that begins with this event.
fn fresh_order(desk: &Desk<'_>) -> OrderId {
    OrderId::from_random(desk.fresh(1).cast_unsigned())
}

/// Shows the checkout, in the pressed message or below everything. It stands in the chat once.
pub(super) fn show(desk: &mut Desk<'_>, mut checkout: Checkout) {
    let Some(plan) = on_sale(desk, &checkout.plan) else {
        plans::gone(desk, checkout.place, &checkout.plan);
        return;
    };
    let before = (checkout.price, checkout.stars);
    let today = (plan.price, stars_of(desk, &plan));
    (checkout.price, checkout.stars) = today;
    checkout.later &= opening::offers(desk, &plan);
    checkout.rose = is_dearer(before, today).then(|| change(before, today));
    if checkout.rose.is_some() || is_another(&checkout, &plan) {
        // With another number the buttons under the old price or plan are old buttons.
        checkout.order = fresh_order(desk);
    }
    checkout.agreed = Some(plan.clone());
    if let Some(former) = checkout.message.filter(|former| desk.pressed != Some(*former)) {
        desk.delete(former);
    }
    checkout.message = desk.pressed;
    let text = browse::with_pause(desk, text(desk, &checkout, &plan));
    let keyboard = keyboard(desk, &checkout, &plan);
    desk.customer.dialogue = Dialogue::Checkout;
    desk.customer.checkout = Some(checkout);
    desk.screen(text, keyboard);
}

/// Whether the plan is not any more what the checkout shows, the price apart.
fn is_another(checkout: &Checkout, plan: &Plan) -> bool {
    checkout.agreed.as_ref().is_some_and(|agreed| !plan.is_as_agreed(agreed))
}

/// The checkout of this very number.
pub(super) fn of(desk: &Desk<'_>, order: OrderId) -> Option<Checkout> {
    desk.customer.checkout.clone().filter(|checkout| checkout.order == order)
}

/// Consents are given, each with the very text that is on the screen.
pub(super) fn agree(desk: &mut Desk<'_>, order: OrderId, purposes: &[Purpose]) -> Toast {
    let Some(mut checkout) = of(desk, order) else { return Some(pay::what_became(desk, order)) };
    let Some(plan) = on_sale(desk, &checkout.plan) else {
        plans::gone(desk, checkout.place, &checkout.plan);
        return None;
    };
    if desk.snap.switches.paused {
        show(desk, checkout);
        return None;
    }
    if is_another(&checkout, &plan) {
        show(desk, checkout);
        return Some(Text::PlanChanged);
    }
    for purpose in purposes.iter().copied() {
        let consents = &desk.customer.consents;
        if consents.stands(purpose) {
            continue;
        }
        checkout.given.push(Given { purpose, before: consents.of(purpose) });
        note(desk, purpose, ConsentAct::Granted, &checkout, &plan);
        desk.customer.consents.set(purpose, Some(Standing::now(desk.snap.now)));
    }
    show(desk, checkout);
    None
}

/// When the QR is to be shown.
pub(super) fn choose(desk: &mut Desk<'_>, order: OrderId, later: bool) -> Toast {
    let Some(checkout) = of(desk, order) else {
        return Some(pay::what_became(desk, order));
    };
    show(desk, Checkout { later, ..checkout });
    let stays = desk.customer.checkout.as_ref().is_some_and(|checkout| checkout.later == later);
    (!stays).then_some(Text::LaterNotNow)
}

/// All that do not stand yet are given by one press, where the owner offers it.
pub(super) fn agree_to_all(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    if desk.snap.setup.agree_to_all { agree(desk, order, &ASKED) } else { Some(Text::StaleButton) }
}

/// Gives the checkout a new number: what is under its former screen are old buttons.
pub(super) fn renumber(desk: &mut Desk<'_>) {
    let number = fresh_order(desk);
    let Some(checkout) = &mut desk.customer.checkout else { return };
    let former = std::mem::replace(&mut checkout.order, number);
    if let Dialogue::Address(of) | Dialogue::AddressCheck(of, ..) = &mut desk.customer.dialogue
        && *of == Some(former)
    {
        *of = Some(number);
    }
}

/// A consent was declined: what was given on this screen is taken back, and nothing is kept. The
/// catalogue stays open.
pub(super) fn decline(desk: &mut Desk<'_>, order: OrderId) -> Toast {
    let Some(checkout) = of(desk, order) else { return Some(pay::what_became(desk, order)) };
    let place = checkout.place;
    // What was given for a plan that is gone is taken back as well.
    if let Some(Listed { plan, .. }) = desk.snap.catalogue.listed(&checkout.plan) {
        for Given { purpose, before } in checkout.given.iter().copied() {
            note(desk, purpose, ConsentAct::Withdrawn, &checkout, plan);
            desk.customer.consents.set(purpose, before);
        }
    }
    desk.customer.checkout = None;
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = Keyboard::none()
        .row(Text::BtnPlace { place }, Press::Plans(place, 0))
        .row(Text::BtnHome, Press::Home);
    desk.screen(Text::ConsentDeclined, keyboard);
    None
}

/// Writes down what was done about a consent, with what was on the screen.
fn note(desk: &mut Desk<'_>, purpose: Purpose, act: ConsentAct, checkout: &Checkout, plan: &Plan) {
    let shown = text(desk, checkout, plan);
    desk.consent(purpose, act, shown, Some(checkout.order));
}

/// Pay was pressed: the order begins and its invoice goes, in one decision. Another order that
/// waits gives way.
pub(super) fn pay(desk: &mut Desk<'_>, checkout: &Checkout) -> Toast {
    let back = Press::Plan(checkout.place, checkout.plan.clone());
    let Some(plan) = on_sale(desk, &checkout.plan) else {
        plans::gone(desk, checkout.place, &checkout.plan);
        return None;
    };
    if desk.snap.switches.paused {
        pay::paused(desk, back);
        return None;
    }
    if !desk.customer.consents.all_stand() {
        return Some(Text::ConsentsMissing);
    }
    if is_another(checkout, &plan) {
        show(desk, checkout.clone());
        return Some(Text::PlanChanged);
    }
    let today = (plan.price, stars_of(desk, &plan));
    if is_dearer((checkout.price, checkout.stars), today) {
        show(desk, checkout.clone());
        return None;
    }
    if checkout.later && !opening::offers(desk, &plan) {
        show(desk, checkout.clone());
        return Some(Text::LaterNotNow);
    }
    if pay::is_busy(desk, None, back) {
        return None;
    }
    let (price, stars) = today;
    match pay::money(desk, price, stars, None) {
        Some(money) => create(desk, checkout, plan, money),
        // Nothing this shop takes can pay it.
        None => plans::gone(desk, checkout.place, &checkout.plan),
    }
    None
}

fn create(desk: &mut Desk<'_>, checkout: &Checkout, plan: Plan, money: Money) {
    let mail = match checkout.mail.clone().filter(|_| desk.snap.setup.mail) {
        Some(MailTo::Known(address)) if desk.customer.address == Some(address) => Some(address),
        Some(MailTo::Typed(typed)) => {
            desk.customer.address = Some(typed.id);
            desk.out.addresses.push(NewAddress { id: typed.id, email: typed.email });
            desk.customer.address
        }
        Some(MailTo::Known(_)) | None => None,
    };
    if mail.is_some() {
        note(desk, Purpose::Email, ConsentAct::Granted, checkout, &plan);
    } else {
        // What was given for an order that was given up is not kept for one without a letter.
        let named = desk.orders().iter().any(|order| order.mail_address().is_some());
        desk.customer.address = desk.customer.address.filter(|_| named);
    }
    let mut order = Order::new(Agreed {
        id: checkout.order,
        customer: Some(desk.customer.id),
        price: plan.price,
        stars: stars_of(desk, &plan),
        plan,
        lang: desk.lang(),
        mail: mail.map_or(MailChoice::ChatOnly, MailChoice::To),
        at: desk.now(),
    });
    order.opening = desk.snap.setup.later().filter(|_| checkout.later).unwrap_or_default();
    desk.add_order(order);
    desk.customer.checkout = None;
    pay::send(desk, checkout.order, money, false);
}

/// What is on the screen, ticks apart: what is consented to.
fn text(desk: &Desk<'_>, checkout: &Checkout, plan: &Plan) -> Text {
    let place = plan.coverage_name();
    let (allowance, days) = (plan.allowance, i64::from(plan.days));
    let mut lines = vec![Text::CheckoutPlan { place, allowance, days }];
    lines.extend(checkout.rose.map(|(old, new)| Text::PriceRose { old, new }));
    if plan.covers_russia() {
        lines.push(Text::CheckoutRussia);
    }
    match &checkout.mail {
        Some(MailTo::Known(address)) => lines.push(Text::CheckoutMail { address: *address }),
        Some(MailTo::Typed(typed)) => lines.push(Text::CheckoutMail { address: typed.id }),
        // The next line says for whom.
        None if checkout.later => {}
        None => lines.push(Text::CheckoutFor),
    }
    if checkout.later {
        lines.extend(opening::lines(desk));
    }
    lines.extend(total(desk, checkout));
    if let Some(order) = pay::waiting_order(desk, None) {
        lines.push(Text::CheckoutInstead { order });
    }
    lines.extend(sale::closed(desk, &plan.id));
    let asks = !checkout.given.is_empty() || !desk.customer.consents.all_stand();
    lines.push(if asks { Text::CheckoutAsks } else { Text::CheckoutAgreed });
    lines.push(Text::Fold(card::facts(plan)));
    lines.extend(card::coverage(plan));
    lines.push(Text::Fold(vec![Text::Requisites, Text::NoticeRefund]));
    if asks {
        let texts = [Text::ReviewOffer, Text::ReviewProcessing, Text::ReviewTransfer];
        lines.extend(texts.map(|text| Text::Fold(vec![text])));
    }
    Text::Lines(lines)
}

/// What is paid: where one rail is taken, the other price is shown as such and not as payable.
fn total(desk: &Desk<'_>, checkout: &Checkout) -> Vec<Text> {
    let setup = desk.snap.setup;
    let price = checkout.price;
    let Some(stars) = checkout.stars else { return vec![Text::CheckoutTotal { price }] };
    if !setup.tenge {
        return vec![Text::CheckoutTotalStars { price, stars }];
    }
    match setup.first_rail {
        Currency::Xtr => vec![Text::CheckoutTotalEither { first: stars, second: price }],
        Currency::Kzt => vec![
            Text::CheckoutTotalEither { first: price, second: stars },
            Text::CheckoutStarsDearer,
        ],
    }
}

fn keyboard(desk: &Desk<'_>, checkout: &Checkout, plan: &Plan) -> Keyboard {
    let id = checkout.order;
    let mut keyboard = Keyboard::none();
    if !desk.snap.switches.paused {
        keyboard = consents(desk, checkout, keyboard);
        keyboard = letter(desk, checkout, keyboard);
        keyboard = opening::buttons(desk, checkout, plan, keyboard);
        let money = pay::money(desk, checkout.price, checkout.stars, None);
        if let Some(price) = money {
            keyboard = keyboard.row(Text::BtnCheckoutPay { price }, Press::Pay(id));
        }
    }
    let (place, plan_id) = (checkout.place, plan.id.clone());
    let back = plans::list_of(desk, place, plan);
    keyboard.buttons(vec![(Text::BtnPhone, Press::Phone(place, plan_id)), (Text::BtnBack, back)])
}

/// A row for each consent that did not stand before: yes and no, side by side.
fn consents(desk: &Desk<'_>, checkout: &Checkout, keyboard: Keyboard) -> Keyboard {
    let id = checkout.order;
    let given = |purpose| checkout.given.iter().any(|given| given.purpose == purpose);
    let stands = |purpose| desk.customer.consents.stands(purpose);
    let rows = [
        (Purpose::Offer, Press::Offer(id), [Text::BtnOffer, Text::BtnOfferGiven, Text::BtnOfferNo]),
        (
            Purpose::Processing,
            Press::Processing(id),
            [Text::BtnProcessing, Text::BtnProcessingGiven, Text::BtnProcessingNo],
        ),
        (
            Purpose::Transfer,
            Press::Transfer(id),
            [Text::BtnTransfer, Text::BtnTransferGiven, Text::BtnTransferNo],
        ),
    ];
    let is_asked = |purpose: Purpose| given(purpose) || !stands(purpose);
    let mut keyboard = keyboard;
    if rows.iter().any(|(purpose, ..)| is_asked(*purpose)) {
        keyboard = documents(desk, keyboard);
    }
    for (purpose, yes, [label, ticked, no]) in rows {
        if is_asked(purpose) {
            let label = if stands(purpose) { ticked } else { label };
            keyboard = keyboard.buttons(vec![(label, yes), (no, Press::Decline(id))]);
        }
    }
    if desk.snap.setup.agree_to_all && !desk.customer.consents.all_stand() {
        keyboard = keyboard.row(Text::BtnAgreeToAll, Press::AgreeToAll(id));
    }
    keyboard
}

/// The offer and the privacy policy, on the seller's pages or in the chat.
fn documents(desk: &Desk<'_>, keyboard: Keyboard) -> Keyboard {
    let setup = desk.snap.setup;
    if !setup.offer_link && !setup.privacy_link {
        let terms = (Text::BtnTerms, Press::Terms(1));
        return keyboard.buttons(vec![terms, (Text::BtnPrivacy, Press::Privacy(1))]);
    }
    let keyboard = if setup.offer_link {
        keyboard.link(Text::BtnReadOffer, Link::Offer)
    } else {
        keyboard.row(Text::BtnTerms, Press::Terms(1))
    };
    if setup.privacy_link {
        keyboard.link(Text::BtnReadPrivacy, Link::Privacy)
    } else {
        keyboard.row(Text::BtnPrivacy, Press::Privacy(1))
    }
}

/// Whether the QR goes by mail too; another address can be typed.
fn letter(desk: &Desk<'_>, checkout: &Checkout, keyboard: Keyboard) -> Keyboard {
    let id = checkout.order;
    if !desk.snap.setup.mail {
        return keyboard;
    }
    let other = (Text::BtnEmailOther, Press::EmailYes(id));
    if checkout.mail.is_some() {
        keyboard.buttons(vec![(Text::BtnEmailGiven, Press::EmailNo(id)), other])
    } else if desk.customer.address.is_some() {
        keyboard.buttons(vec![(Text::BtnEmailYes, Press::EmailSame(id)), other])
    } else {
        keyboard.row(Text::BtnEmailYes, Press::EmailYes(id))
    }
}
