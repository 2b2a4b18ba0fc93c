//! Help, the legal texts, questions of payment, the standing consents. Looking at them in the
//! middle of a purchase keeps the place: Back leads to it. Next: [`support`](super::support).

use super::super::consent::{ConsentAct, Purpose, Standing};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::{Keyboard, Link};
use super::super::ids::OrderId;
use super::super::order::MailChoice;
use super::super::press::Press;
use super::super::support;
use super::super::text::Text;
use super::common::{is_buying, origin};

pub(super) fn help(desk: &mut Desk<'_>) {
    let keyboard = Keyboard::none()
        .buttons(vec![(Text::BtnEsims, Press::Esims(0)), (Text::BtnSupport, Press::Support)])
        .buttons(vec![(Text::BtnTerms, Press::Terms(1)), (Text::BtnPrivacy, Press::Privacy(1))])
        .buttons(vec![(Text::BtnConsents, Press::Consents), (Text::BtnLanguage, Press::Language)])
        .row(Text::BtnBack, origin(desk));
    desk.screen(Text::Help, keyboard);
}

/// `/paysupport` (Bot API, "Bot payments": a shop answers questions of payment itself).
pub(super) fn pay_support(desk: &mut Desk<'_>) {
    let keyboard = Keyboard::none()
        .buttons(vec![(Text::BtnEsims, Press::Esims(0)), (Text::BtnSupport, Press::Support)])
        .row(Text::BtnBack, origin(desk));
    desk.screen(Text::PaySupport, keyboard);
}

/// `/terms`: the public offer, by pages from 1.
pub(super) fn terms(desk: &mut Desk<'_>, page: u8) {
    let page = page.clamp(1, 2);
    let text = if page == 1 { Text::Terms1 } else { Text::Terms2 };
    let link = desk.snap.setup.offer_link.then_some((Text::BtnReadOffer, Link::Offer));
    document(desk, text, link, page, 2, Press::Terms);
}

/// `/privacy`: the privacy policy, by pages from 1.
pub(super) fn privacy(desk: &mut Desk<'_>, page: u8) {
    let page = page.clamp(1, 3);
    let text = match page {
        1 => Text::Privacy1,
        2 => Text::Privacy2,
        _ => Text::Privacy3,
    };
    let link = desk.snap.setup.privacy_link.then_some((Text::BtnReadPrivacy, Link::Privacy));
    document(desk, text, link, page, 3, Press::Privacy);
}

fn document(
    desk: &mut Desk<'_>,
    text: Text,
    link: Option<(Text, Link)>,
    page: u8,
    pages: u8,
    to: impl Fn(u8) -> Press,
) {
    let mut keyboard = Keyboard::none();
    if let Some((label, link)) = link {
        keyboard = keyboard.link(label, link);
    }
    let before = (page > 1).then(|| (Text::BtnPrevious, to(page - 1)));
    let after = (page < pages).then(|| (Text::BtnNext, to(page + 1)));
    keyboard = keyboard.buttons(before.into_iter().chain(after).collect());
    keyboard = keyboard.row(Text::BtnBack, origin(desk));
    desk.screen(text, keyboard);
}

/// `/consents`: what stands, and how to take it back.
pub(super) fn consents(desk: &mut Desk<'_>) {
    if !is_buying(desk) {
        desk.customer.dialogue = Dialogue::Consents;
    }
    let mut keyboard = Keyboard::none();
    if desk.customer.address.is_some() {
        keyboard = keyboard.row(Text::BtnWithdrawEmail, Press::WithdrawEmail);
    }
    if desk.customer.keeps_talk == Some(true) {
        keyboard = keyboard.row(Text::BtnWithdrawTalk, Press::WithdrawTalk);
    }
    keyboard = keyboard.row(Text::BtnPrivacy, Press::Privacy(1));
    let back = if is_buying(desk) { origin(desk) } else { Press::Home };
    desk.screen(consents_text(desk), keyboard.row(Text::BtnBack, back));
}

fn consents_text(desk: &Desk<'_>) -> Text {
    let consents = desk.customer.consents;
    let talk = (desk.customer.keeps_talk == Some(true)).then_some(Text::ConsentTalk);
    let mut lines = vec![
        Text::ConsentsTitle,
        Text::Gap,
        match consents.offer {
            Some(Standing { since, .. }) => Text::ConsentOffer { since },
            None => Text::ConsentOfferNone,
        },
        match consents.processing {
            Some(Standing { since, .. }) => Text::ConsentProcessing { since },
            None => Text::ConsentProcessingNone,
        },
        match consents.transfer {
            Some(Standing { since, .. }) => Text::ConsentTransfer { since },
            None => Text::ConsentTransferNone,
        },
        match desk.customer.address {
            Some(address) => Text::ConsentEmail { address },
            None => Text::ConsentEmailNone,
        },
    ];
    lines.extend(talk);
    lines.extend([Text::Gap, Text::ConsentsHow]);
    Text::Lines(lines)
}

/// The consent to keep the talk with support is taken back: without another it ends with the visit.
pub(super) fn withdraw_talk(desk: &mut Desk<'_>) {
    let shown = consents_text(desk);
    support::withdrawn(desk, shown);
    let back = if is_buying(desk) { origin(desk) } else { Press::Consents };
    desk.screen(Text::TalkWithdrawn, Keyboard::none().row(Text::BtnBack, back));
}

/// The consent to e-mail is taken back: the address is forgotten, and whatever was not delivered
/// yet comes only in the chat.
pub(super) fn withdraw_email(desk: &mut Desk<'_>) {
    if desk.customer.address.is_some() {
        let shown = consents_text(desk);
        desk.consent(Purpose::Email, ConsentAct::Withdrawn, shown, None);
        // Every version of the address goes; what was sent already cannot be called back.
        desk.customer.address = None;
        let mailed: Vec<OrderId> = desk
            .orders()
            .iter()
            .filter(|order| matches!(order.mail, MailChoice::To(_)))
            .map(|order| order.id)
            .collect();
        for id in mailed {
            if let Some(order) = desk.order_mut(id) {
                order.mail = MailChoice::Withdrawn;
            }
        }
    }
    let back = if is_buying(desk) { origin(desk) } else { Press::Consents };
    desk.screen(Text::EmailWithdrawn, Keyboard::none().row(Text::BtnBack, back));
}
