//! The conversation: what a person's message or button means, and which screen answers it.
//!
//! Every screen is a function that sets the [`Dialogue`] and shows a text with buttons. A button
//! carries its whole target, so an old one simply opens what it names today; only where something
//! is agreed to, confirmed or erased must it fit what was shown. One that does not fit any more
//! says what is the case, and changes no message. This part must not know what money does: that is
//! [`sale`]. Begin with [`browse`], then [`checkout`], [`pay`] and [`email`].

mod browse;
mod card;
mod checkout;
mod common;
pub(crate) use common::Page;
mod email;
mod erase;
mod esims;
mod find;
mod guides;
mod help;
mod home;
mod language;
mod letters;
mod opening;
mod pay;
mod plans;
mod support;
mod trouble;

pub(crate) use letters::follow as letters_follow;

use super::consent::Purpose;
use super::desk::Desk;
use super::dialogue::Dialogue;
use super::effect::{Keyboard, Side};
use super::event::{Command, Event};
use super::ids::MessageId;
use super::missive::{Content, Missive};
use super::money::Currency;
use super::press::{Phone, Press};
use super::sale;
use super::text::Text;
use super::time::{Millis, Stamp};
use common::{Toast, aside, leave, origin, stale};

/// How exactly it is known when a person was last here: a row is not written for less.
const SEEN_GRAIN: Millis = Millis::minutes(10);

/// Answers what a person said or pressed. Events of money, timers and admins are not for here.
pub(crate) fn talk(desk: &mut Desk<'_>, event: Event) {
    if !matches!(event, Event::Reachable(false) | Event::Pinned(_)) {
        seen(desk);
    }
    match event {
        Event::Start(place) => language::start(desk, place),
        Event::StartAt(plan) => language::start_at(desk, &plan),
        Event::FromLetter(link) => language::from_letter(desk, link),
        Event::Command(wanted) => command(desk, wanted),
        Event::UnknownCommand => aside(desk, Text::UnknownCommand),
        Event::Press { press, message, query } => {
            desk.pressed = surface(desk, &press, message);
            desk.source = Some(message);
            let toast = pressed(desk, press, message);
            desk.answer(query, toast);
        }
        Event::StalePress { query, .. } => desk.answer(query, Some(Text::StaleButton)),
        Event::Turned { press, missive, message, query } => {
            desk.pressed = surface(desk, &press, message);
            turned(desk, &press, missive);
            desk.answer(query, None);
        }
        Event::Said(missive) if support::is_meant(desk, &missive) => {
            support::pass_on(desk, missive);
        }
        Event::Said(missive) => match missive.content {
            Content::Text(words) => typed(desk, words.expose(), missive.message),
            Content::Media { .. } => unexpected(desk, Some(missive)),
        },
        Event::Unread => unexpected(desk, None),
        Event::Edited => aside(desk, Text::EditedMessage),
        Event::Pinned(line) => desk.delete(line),
        Event::Reachable(true) => {}
        Event::Reachable(false) => {
            let now = desk.now();
            desk.customer.unreachable_at = desk.customer.unreachable_at.or(Some(now));
        }
        Event::PreCheckout { .. }
        | Event::Charged { .. }
        | Event::Told(_)
        | Event::Due(_)
        | Event::Ended(_)
        | Event::Admin(_)
        | Event::AdminReply(_) => {}
    }
}

/// Shows the screen of the dialogue again: in the pressed message, or as a new one.
pub(crate) fn here(desk: &mut Desk<'_>) {
    match desk.customer.dialogue.clone() {
        Dialogue::Home => home::home(desk),
        Dialogue::Countries(_) => browse::countries(desk),
        Dialogue::Initial(letter) => browse::initial(desk, letter),
        Dialogue::Regions => browse::regions(desk),
        Dialogue::Plans(place, page) => plans::of(desk, place, page),
        Dialogue::Coverages(place, page) => plans::coverages(desk, place, page),
        Dialogue::Coverage(place, plan, page) => plans::coverage(desk, place, &plan, page),
        Dialogue::Checkout => checkout::here(desk),
        Dialogue::Address(order) => email::ask(desk, order),
        Dialogue::AddressCheck(order, typed, meant) => email::check(desk, order, typed, meant),
        Dialogue::Letter(order) => letters::offer(desk, order),
        Dialogue::Trouble(order) => trouble::ask(desk, order),
        Dialogue::Paying(order) => esims::one(desk, order),
        Dialogue::Esims(page) => esims::list(desk, page),
        Dialogue::Esim(order) => esims::one(desk, order),
        Dialogue::Support => support::ask(desk),
        Dialogue::Consents => help::consents(desk),
        Dialogue::Erase(question) => erase::question(desk, question),
    }
}

/// A person is here: a session lives on, and what waited for somebody who was away is shown.
fn seen(desk: &mut Desk<'_>) {
    let now = desk.now();
    if now.since(desk.customer.seen_at) >= SEEN_GRAIN {
        desk.customer.seen_at = now;
    }
    if desk.customer.unreachable_at.is_some() {
        sale::back_again(desk);
    }
}

/// The message the next screen may be edited into. A card with a picture and an invoice cannot
/// become a screen of text; message ids of a private chat only grow, so whatever is newer than
/// every card is none. Buttons that belong to cards always answer with a message of their own.
fn surface(desk: &Desk<'_>, press: &Press, message: MessageId) -> Option<MessageId> {
    let on_cards = matches!(
        press,
        Press::ShowQr(_)
            | Press::SendMail(_)
            | Press::Receipt(_)
            | Press::WantRefund(_)
            | Press::Support
    );
    (!on_cards && is_newest(desk, message)).then_some(message)
}

fn is_newest(desk: &Desk<'_>, message: MessageId) -> bool {
    let cards = desk.orders().iter().flat_map(|order| [order.card, order.invoice_message]);
    cards.chain([desk.customer.newest_card]).flatten().all(|card| card < message)
}

fn command(desk: &mut Desk<'_>, command: Command) {
    match command {
        Command::Language => language::ask(desk),
        Command::Esims => esims::list(desk, 0),
        Command::Help => help::help(desk),
        Command::Terms => help::terms(desk, 1),
        Command::Privacy => help::privacy(desk, 1),
        Command::Consents => help::consents(desk),
        Command::PaySupport => help::pay_support(desk),
        Command::Support => support::ask(desk),
        Command::Cancel => pay::give_up(desk),
        Command::DeleteMyData => erase::question(desk, 1),
    }
}

fn pressed(desk: &mut Desk<'_>, press: Press, message: MessageId) -> Toast {
    match press {
        Press::Lang(lang) => language::set(desk, lang),
        Press::Language => language::ask(desk),
        Press::Home => home::home(desk),
        Press::Countries(_) => browse::countries(desk),
        Press::Initial(letter) => browse::initial(desk, letter),
        Press::Regions => browse::regions(desk),
        Press::Search => browse::search(desk),
        Press::Plans(place, page) => plans::of(desk, place, page),
        Press::Coverages(place, page) => plans::coverages(desk, place, page),
        Press::Coverage(place, plan, page) => plans::coverage(desk, place, &plan, page),
        Press::Plan(place, plan) | Press::Buy(place, plan) => checkout::open(desk, place, &plan),
        Press::Phone(place, plan) => card::phone(desk, place, plan),
        Press::Offer(order) => return checkout::agree(desk, order, &[Purpose::Offer]),
        Press::Processing(order) => return checkout::agree(desk, order, &[Purpose::Processing]),
        Press::Transfer(order) => return checkout::agree(desk, order, &[Purpose::Transfer]),
        Press::AgreeToAll(order) => return checkout::agree_to_all(desk, order),
        Press::Decline(order) => return checkout::decline(desk, order),
        Press::EmailYes(order) => return email::yes(desk, order),
        Press::EmailNo(order) => return email::no(desk, order),
        Press::EmailSame(order) => return email::same(desk, order),
        Press::AddressOk(address) => return email::right(desk, address),
        Press::AddressAgain(order) => return email::again(desk, order),
        Press::Pay(order) => return pay::pressed(desk, order),
        Press::PayStars(order) => return pay::picked(desk, order, Currency::Xtr),
        Press::PayTenge(order) => return pay::picked(desk, order, Currency::Kzt),
        Press::PriceOk(order, price) => pay::price_ok(desk, order, price),
        Press::Cancel(order) => return pay::cancel(desk, order),
        Press::Declined(order, until) => return pay::declined(desk, order, Stamp(until)),
        Press::TryAgain(order, until) => return pay::try_again(desk, order, Stamp(until)),
        Press::Esims(page) => esims::list(desk, page),
        Press::Esim(order) => esims::one(desk, order),
        Press::ShowQr(order) => sale::show_again(desk, order),
        Press::SendMail(order) => letters::wanted(desk, order),
        Press::MailOn(order) => letters::on(desk, order),
        Press::MailSame(order) => letters::same(desk, order),
        Press::Correct => return letters::correct(desk, None),
        Press::CorrectFor(order) => return letters::correct(desk, Some(order)),
        Press::Install(order) => guides::install(desk, order),
        Press::StepsIphone(order) => guides::steps(desk, order, Phone::Iphone),
        Press::StepsAndroid(order) => guides::steps(desk, order, Phone::Android),
        Press::StepsTrouble(order) => trouble::ask(desk, order),
        Press::TroubleAt(order, country) => trouble::at(desk, order, country),
        Press::TroubleOn(order, country, phone) => trouble::on(desk, order, country, phone),
        Press::TroubleSend(order, country, phone) => trouble::send(desk, order, country, phone),
        Press::ByHand(order) => sale::turn(desk, order, message, Side::Codes),
        Press::Front(order) => sale::turn(desk, order, message, Side::Front),
        Press::Receipt(order) => guides::receipt(desk, order),
        Press::OpenNow(order) => return checkout::choose(desk, order, false),
        Press::OpenLater(order) => return checkout::choose(desk, order, true),
        Press::Open(order) => esims::open(desk, order),
        Press::Close => desk.delete(message),
        Press::WantRefund(order) => sale::want_refund(desk, order),
        Press::Terms(page) => help::terms(desk, page),
        Press::Privacy(page) => help::privacy(desk, page),
        Press::Consents => help::consents(desk),
        Press::WithdrawEmail => help::withdraw_email(desk),
        Press::Support => support::ask(desk),
        Press::PassOn(message) => support::pass_on(desk, Missive::unread(message)),
        Press::KeepTalk(parcel) => return support::decided(desk, parcel, true),
        Press::SendTalk(parcel) => return support::decided(desk, parcel, false),
        Press::WithdrawTalk => help::withdraw_talk(desk),
        // The message is gone: it is to be typed once more.
        Press::LookUp(_) => browse::search(desk),
        Press::Help => help::help(desk),
        Press::Leave => leave(desk),
        Press::Erase(question) => return erase::answered(desk, question),
        // Questions to admins are answered before they come here; nothing of theirs is a screen.
        Press::Cases
        | Press::Case(_)
        | Press::CasePlans(..)
        | Press::CasePlan(..)
        | Press::CaseAct(..)
        | Press::OrderAct(..)
        | Press::Mute(_)
        | Press::Unmute(_) => return stale(),
    }
    None
}

/// A message was read one way, and is to be read the other.
fn turned(desk: &mut Desk<'_>, press: &Press, missive: Missive) {
    match &missive.content {
        Content::Text(words) if matches!(press, Press::LookUp(_)) => {
            find::found(desk, words.expose(), missive.message);
        }
        Content::Text(_) | Content::Media { .. } => support::pass_on(desk, missive),
    }
}

/// A text where perhaps a button was expected.
fn typed(desk: &mut Desk<'_>, text: &str, message: MessageId) {
    match desk.customer.dialogue.clone() {
        Dialogue::Home
        | Dialogue::Countries(_)
        | Dialogue::Initial(_)
        | Dialogue::Regions
        | Dialogue::Plans(..)
        | Dialogue::Coverages(..)
        | Dialogue::Coverage(..)
        | Dialogue::Paying(_)
        | Dialogue::Esims(_)
        | Dialogue::Esim(_)
        | Dialogue::Letter(_)
        | Dialogue::Support
        | Dialogue::Consents => find::found(desk, text, message),
        Dialogue::Trouble(order) => trouble::typed(desk, order, text),
        Dialogue::Address(order) => email::typed(desk, order, text),
        Dialogue::AddressCheck(order, ..) => email::typed_again(desk, order, text),
        Dialogue::Checkout => email::at_checkout(desk, text, message),
        Dialogue::Erase(_) => {
            desk.say(Text::PressAButton, Keyboard::none());
            here(desk);
        }
    }
}

/// A photo, a voice message or another thing that nobody asked for: perhaps it is for support. The
/// place is kept.
fn unexpected(desk: &mut Desk<'_>, missive: Option<Missive>) {
    match desk.customer.dialogue {
        Dialogue::Address(_) => aside(desk, Text::AddressAsText),
        Dialogue::Home
        | Dialogue::Countries(_)
        | Dialogue::Initial(_)
        | Dialogue::Regions
        | Dialogue::Plans(..)
        | Dialogue::Coverages(..)
        | Dialogue::Coverage(..)
        | Dialogue::Checkout
        | Dialogue::AddressCheck(..)
        | Dialogue::Paying(_)
        | Dialogue::Esims(_)
        | Dialogue::Esim(_)
        | Dialogue::Letter(_)
        | Dialogue::Trouble(_)
        | Dialogue::Support
        | Dialogue::Consents
        | Dialogue::Erase(_) => match missive.filter(|_| !desk.snap.setup.admins.is_empty()) {
            Some(part) if part.album.is_some() => super::support::unasked(desk, part),
            Some(missive) => {
                let press = Press::PassOn(missive.message);
                let keys = Keyboard::none().row(Text::BtnPassOn, press);
                desk.say(Text::PassOnQuestion, keys.row(Text::BtnBack, origin(desk)));
            }
            None => aside(desk, Text::Unexpected),
        },
    }
}

#[cfg(test)]
mod tests;
