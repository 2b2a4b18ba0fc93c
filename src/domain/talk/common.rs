//! What the screens have in common: the way back, pages, and words beside the conversation. It
//! leads to no screen.

use crate::domain::charge::ChargeState;
use crate::domain::desk::Desk;
use crate::domain::dialogue::Dialogue;
use crate::domain::effect::Keyboard;
use crate::domain::lang::Lang;
use crate::domain::order::{Order, OrderState};
use crate::domain::press::Press;
use crate::domain::text::Text;

/// Words for the answer to a press, shown for a moment over the chat.
pub(super) type Toast = Option<Text>;

/// A button that does not fit any more says so, and changes no message.
#[expect(clippy::unnecessary_wraps, reason = "it is the answer to a press, as all that do")]
pub(super) const fn stale() -> Toast {
    Some(Text::StaleButton)
}

/// The press that leads back to where the person is: Back of what does not move the dialogue.
pub(super) fn origin(desk: &Desk<'_>) -> Press {
    match desk.customer.dialogue.clone() {
        Dialogue::Home | Dialogue::Erase(_) => Press::Home,
        Dialogue::Countries(page) => Press::Countries(page),
        Dialogue::Initial(letter) => Press::Initial(letter),
        Dialogue::Regions => Press::Regions,
        Dialogue::Plans(place, page) => Press::Plans(place, page),
        Dialogue::Coverages(place, page) => Press::Coverages(place, page),
        Dialogue::Coverage(place, plan, page) => Press::Coverage(place, plan, page),
        Dialogue::Checkout => checkout(desk).unwrap_or(Press::Home),
        Dialogue::Address(order) | Dialogue::AddressCheck(order, ..) => Press::AddressAgain(order),
        // Not the payment step: that would send another invoice.
        Dialogue::Paying(order) | Dialogue::Esim(order) => Press::Esim(order),
        Dialogue::Esims(page) => Press::Esims(page),
        Dialogue::Letter(order) => Press::SendMail(order),
        Dialogue::Trouble(order) => Press::StepsTrouble(order),
        Dialogue::Support => Press::Support,
        Dialogue::Consents => Press::Consents,
    }
}

/// The press that leads back to the checkout that was begun.
pub(super) fn checkout(desk: &Desk<'_>) -> Option<Press> {
    let begun = desk.customer.checkout.as_ref();
    begun.map(|checkout| Press::Plan(checkout.place, checkout.plan.clone()))
}

/// Whether the person is in the middle of buying: a look at something else keeps the place.
pub(super) fn is_buying(desk: &Desk<'_>) -> bool {
    matches!(
        desk.customer.dialogue,
        Dialogue::Checkout
            | Dialogue::Address(Some(_))
            | Dialogue::AddressCheck(Some(_), ..)
            | Dialogue::Paying(_)
    )
}

/// The row of the three languages by their own names.
pub(super) fn languages() -> Vec<(Text, Press)> {
    let button = |language| (Text::BtnLang { language }, Press::Lang(language));
    Lang::ALL.map(button).to_vec()
}

/// Says something beside the conversation; one press leads back to the place.
pub(super) fn aside(desk: &mut Desk<'_>, text: Text) {
    let back = origin(desk);
    desk.screen(text, Keyboard::none().row(Text::BtnBack, back));
}

/// An order that is not this person's, or does not exist.
pub(super) fn unknown_order(desk: &mut Desk<'_>) {
    desk.screen(Text::OrderUnknown, Keyboard::none().row(Text::BtnHome, Press::Home));
}

pub(super) fn leave(desk: &mut Desk<'_>) {
    desk.customer.dialogue = Dialogue::Home;
    let keyboard = Keyboard::none().row(Text::BtnEsims, Press::Esims(0));
    desk.screen(Text::Left, keyboard.row(Text::BtnHome, Press::Home));
}

/// One page of a longer list.
pub(crate) struct Page<'a, T> {
    pub(crate) items: &'a [T],
    pub(crate) index: u16,
    pub(crate) pages: u16,
}

impl<'a, T> Page<'a, T> {
    /// The `page`-th page (from 0) of `per` things each; past the end it is the last one.
    pub(crate) fn of(all: &'a [T], page: u16, per: u16) -> Self {
        let count = all.len().div_ceil(usize::from(per)).max(1);
        let pages = u16::try_from(count).unwrap_or(u16::MAX);
        let index = page.min(pages - 1);
        let items = all.chunks(usize::from(per)).nth(usize::from(index)).unwrap_or_default();
        Self { items, index, pages }
    }

    /// The page's number as people count.
    pub(crate) fn number(&self) -> i64 {
        i64::from(self.index) + 1
    }

    pub(crate) fn count(&self) -> i64 {
        i64::from(self.pages)
    }

    /// The row that turns pages; none where there is one page.
    pub(crate) fn turn(&self, keyboard: Keyboard, to: impl Fn(u16) -> Press) -> Keyboard {
        let before = self.index.checked_sub(1).map(|page| (Text::BtnPrevious, to(page)));
        let after = (self.index + 1 < self.pages).then(|| (Text::BtnNext, to(self.index + 1)));
        keyboard.buttons(before.into_iter().chain(after).collect())
    }
}

/// Where the money of an order is that goes or went back.
pub(super) fn money_back(desk: &Desk<'_>, order: &Order) -> Option<Text> {
    let OrderState::Returned { charge } = order.state() else { return None };
    match desk.charge(charge)?.state() {
        ChargeState::Refunding | ChargeState::DueAtProvider => Some(Text::StateReturning),
        ChargeState::Refunded | ChargeState::Settled => Some(Text::StateBack),
        ChargeState::Taken | ChargeState::Kept | ChargeState::Case(_) => None,
    }
}
