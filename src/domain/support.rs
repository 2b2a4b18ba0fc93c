//! Words between a customer and support on their way: an album is gathered, a stranger is asked
//! whether the talk may be kept, and "sent" is said when Telegram took it. All of it is decided in
//! the customer's stream. Which message is for support says [`talk`](super::talk).

use super::consent::{ConsentAct, Purpose};
use super::customer::{Customer, VISITOR_LIFE};
use super::desk::Desk;
use super::effect::{Body, Keyboard, Role, Timer, To};
use super::ids::{MessageId, ParcelId, PersonKey};
use super::lang::Lang;
use super::missive::Missive;
use super::mute;
use super::outcome::{Fault, Outcome, Reason};
use super::parcel::{Inside, Parcel, Stage};
use super::press::Press;
use super::snapshot::Thread;
use super::tell::Tell;
use super::text::Text;
use super::time::Millis;

/// So long the parts of an album are waited for.
const ALBUM: Millis = Millis::seconds(1);

/// So long a stranger is waited for; then the message goes, and the talk is not kept.
const ANSWER: Millis = Millis::minutes(2);

/// So long an album that nobody asked for can still be passed on.
const OFFER: Millis = Millis::days(1);

/// So long after its last word a talk is kept.
pub(crate) const TALK_TERM: Millis = Millis::days(30);

impl Desk<'_> {
    /// A parcel as it stands in the database.
    fn parcel(&self, id: ParcelId) -> Option<Parcel> {
        self.snap.known.parcels.iter().find(|parcel| parcel.id == id).cloned()
    }

    /// Something in the chat of one side; a reply to it reaches the other.
    pub(crate) fn say_in_talk(&mut self, to: To, text: Text, keyboard: Keyboard) {
        // An admin's own language is known where it is sent.
        let lang = if matches!(to, To::Admin(_)) { Lang::Ru } else { self.lang() };
        self.message(Body::Say { to, text, lang, keyboard, role: Role::SupportCopy });
    }
}

/// A customer wrote to support.
pub(crate) fn written(desk: &mut Desk<'_>, missive: Missive) {
    let asked = |parcel: &&Parcel| parcel.inside.stage == Stage::Asked;
    let waiting: Vec<Parcel> = desk.snap.known.parcels.iter().filter(asked).cloned().collect();
    // Who writes on instead of answering has answered.
    for parcel in waiting {
        to_admins(desk, parcel);
    }
    let mut parcel = of_customer(desk, missive, Stage::Here);
    parcel.inside.note = desk.pressed;
    desk.customer.spoke_at = Some(desk.now());
    match unasked_with(desk, parcel.message()) {
        // All of the album is there.
        Some(album) => {
            desk.out.unpacked.push(album.id);
            parcel.inside.missives = album.inside.missives;
            goes(desk, parcel);
        }
        None => arrived(desk, parcel),
    }
}

fn of_customer(desk: &Desk<'_>, missive: Missive, stage: Stage) -> Parcel {
    let customer = &desk.customer;
    let (from, missives) = (To::Customer(customer.id), vec![missive]);
    let inside = Inside { from, missives, stage, note: None };
    Parcel { id: ParcelId(desk.fresh(1)), customer: customer.id, key: customer.key, inside }
}

/// A part of an album came that nobody asked for. Once all are there, it is asked about, once.
pub(crate) fn unasked(desk: &mut Desk<'_>, missive: Missive) {
    let parcel = of_customer(desk, missive, Stage::Unasked);
    arrived(desk, parcel);
}

/// The album with this message that nobody asked for.
fn unasked_with(desk: &Desk<'_>, message: Option<MessageId>) -> Option<Parcel> {
    let has_it = |parcel: &Parcel| {
        parcel.inside.missives.iter().any(|missive| Some(missive.message) == message)
    };
    let known = desk.snap.known.parcels.iter();
    known.filter(|it| it.inside.stage == Stage::Unasked).find(|it| has_it(it)).cloned()
}

/// Asks whether an album is for support; who does not answer within a day did not mean it.
fn offer(desk: &mut Desk<'_>, album: &Parcel) {
    let Some(message) = album.message() else { return };
    desk.timer(desk.now() + OFFER, Timer::AnswerEnds { parcel: album.id });
    let keys = Keyboard::none().row(Text::BtnPassOn, Press::PassOn(message));
    desk.say(Text::PassOnQuestion, keys.row(Text::BtnBack, Press::Close));
}

/// An admin replied to a message of the shop's.
pub(crate) fn replied(desk: &mut Desk<'_>, missive: Missive) {
    let (customer, key) = match desk.snap.known.thread {
        Some(Thread::Of(customer, key)) => (customer, key),
        Some(Thread::Late(days)) => return desk.say(Text::SupportLate { days }, Keyboard::none()),
        None => return desk.say(Text::SupportGone, Keyboard::none()),
    };
    let admin = desk.customer.person.clone();
    desk.audit("support_answer", None);
    let (id, message) = (ParcelId(desk.fresh(1)), missive.message);
    let from = To::Admin(admin.clone());
    let inside = Inside { from, missives: vec![missive], stage: Stage::Here, note: None };
    desk.out.parcels.push(Parcel { id, customer, key, inside });
    desk.tell(customer, Tell::SupportAnswer { admin, message, parcel: Some(id) });
}

/// An answer of support reached its customer's stream.
pub(crate) fn answered(
    desk: &mut Desk<'_>,
    admin: PersonKey,
    message: MessageId,
    id: Option<ParcelId>,
) {
    match id {
        Some(id) => {
            // Heard once more, it is on its way already, or there.
            if let Some(parcel) = desk.parcel(id).filter(|it| it.inside.stage == Stage::Here) {
                arrived(desk, parcel);
            }
        }
        None => {
            let (from, missives) = (To::Admin(admin), vec![Missive::unread(message)]);
            let inside = Inside { from, missives, stage: Stage::Here, note: None };
            let (customer, key) = (desk.customer.id, desk.customer.key);
            let id = ParcelId(desk.fresh(1));
            to_customer(desk, Parcel { id, customer, key, inside });
        }
    }
}

/// A parcel came; what is a part of an album waits for the others.
fn arrived(desk: &mut Desk<'_>, mut parcel: Parcel) {
    if parcel.album().is_none() {
        goes(desk, parcel);
        return;
    }
    let belongs = |other: &&Parcel| {
        other.id != parcel.id
            && other.inside.stage == parcel.inside.stage
            && other.inside.from == parcel.inside.from
            && other.album() == parcel.album()
    };
    if let Some(first) = desk.snap.known.parcels.iter().find(belongs) {
        let mut first = first.clone();
        first.inside.missives.append(&mut parcel.inside.missives);
        desk.out.parcels.push(first);
        desk.out.unpacked.push(parcel.id);
    } else {
        desk.timer(desk.now() + ALBUM, Timer::AlbumEnds { parcel: parcel.id });
        desk.out.parcels.push(parcel);
    }
}

/// The time of an album, or of a question, is over.
pub(crate) fn due(desk: &mut Desk<'_>, id: ParcelId, stage: &Stage) {
    match desk.parcel(id) {
        Some(parcel) if parcel.inside.stage == Stage::Unasked => {
            if *stage == Stage::Here {
                offer(desk, &parcel);
            } else {
                desk.out.unpacked.push(id);
            }
        }
        Some(parcel) if parcel.inside.stage != *stage => {}
        Some(parcel) if *stage == Stage::Asked => to_admins(desk, parcel),
        Some(parcel) => goes(desk, parcel),
        None => {}
    }
}

fn goes(desk: &mut Desk<'_>, parcel: Parcel) {
    match &parcel.inside.from {
        To::Admin(_) => to_customer(desk, parcel),
        To::Customer(_) if is_asked(&desk.customer) => ask(desk, parcel),
        To::Customer(_) => to_admins(desk, parcel),
    }
}

/// Whether the person is to be asked if the talk may be kept: with the first message, and once.
fn is_asked(customer: &Customer) -> bool {
    customer.consents.processing.is_none() && customer.keeps_talk.is_none()
}

/// Asks whether the talk may be kept. Each answer also sends the message.
fn ask(desk: &mut Desk<'_>, mut parcel: Parcel) {
    parcel.inside.stage = Stage::Asked;
    desk.customer.keeps_talk = Some(false);
    desk.timer(desk.now() + ANSWER, Timer::AnswerEnds { parcel: parcel.id });
    let keyboard = Keyboard::none()
        .row(Text::BtnKeepTalk, Press::KeepTalk(parcel.id))
        .row(Text::BtnSendTalk, Press::SendTalk(parcel.id));
    desk.screen(Text::SupportKeep, keyboard);
    desk.out.parcels.push(parcel);
}

/// The question was answered. Says whether there was something to answer.
pub(crate) fn decided(desk: &mut Desk<'_>, id: ParcelId, keep: bool) -> bool {
    let waiting = desk.parcel(id).filter(|parcel| parcel.inside.stage == Stage::Asked);
    if waiting.is_none() && !keep {
        return false;
    }
    desk.customer.keeps_talk = Some(keep);
    let act = if keep { ConsentAct::Granted } else { ConsentAct::Declined };
    desk.consent(Purpose::Support, act, Text::SupportKeep, None);
    match waiting {
        Some(mut parcel) => {
            parcel.inside.note = desk.pressed;
            to_admins(desk, parcel);
        }
        // It was sent meanwhile.
        None => desk.screen(Text::SupportKept, home()),
    }
    true
}

/// The talk may not be kept any more.
pub(crate) fn withdrawn(desk: &mut Desk<'_>, shown: Text) {
    if desk.customer.keeps_talk == Some(true) {
        desk.customer.keeps_talk = Some(false);
        desk.consent(Purpose::Support, ConsentAct::Withdrawn, shown, None);
    }
}

fn home() -> Keyboard {
    Keyboard::none().row(Text::BtnHome, Press::Home)
}

/// Whether the talk ends with the visit.
fn is_short(customer: &Customer) -> bool {
    customer.consents.processing.is_none() && customer.keeps_talk != Some(true)
}

/// Sends a customer's message to every admin, below a line that says in which language to answer.
fn to_admins(desk: &mut Desk<'_>, mut parcel: Parcel) {
    let now = desk.now();
    (desk.customer.spoke_at, desk.customer.seen_at) = (Some(now), now);
    let language = desk.lang();
    let order = desk.orders().iter().max_by_key(|order| order.created_at).map(|order| order.id);
    let mut header = match order {
        Some(order) => Text::SupportHeaderOrder { language, order },
        None => Text::SupportHeader { language },
    };
    if is_short(&desk.customer) {
        let until = now + VISITOR_LIFE;
        header = Text::Lines(vec![header, Text::SupportUntil { until }]);
    }
    let admins: Vec<To> = desk.snap.setup.admins.iter().cloned().map(To::Admin).collect();
    for to in &admins {
        desk.say_in_talk(to.clone(), header.clone(), mute::button(desk.customer.id));
        carry(desk, &parcel, to.clone());
    }
    if parcel.inside.note.is_some() && parcel.inside.note == desk.pressed {
        desk.screen(Text::SupportPassing, home());
    }
    parcel.inside.stage = Stage::Off { left: admins, taken: false };
    desk.out.parcels.push(parcel);
}

fn to_customer(desk: &mut Desk<'_>, mut parcel: Parcel) {
    let to = To::Customer(desk.customer.id);
    desk.say_in_talk(to.clone(), Text::SupportAnswer, Keyboard::none());
    carry(desk, &parcel, to.clone());
    parcel.inside.stage = Stage::Off { left: vec![to], taken: false };
    desk.out.parcels.push(parcel);
}

fn carry(desk: &mut Desk<'_>, parcel: &Parcel, to: To) {
    let (from, id) = (parcel.inside.from.clone(), Some(parcel.id));
    let Some(message) = parcel.message() else { return };
    desk.message(Body::Copy { from, message, to, role: Role::SupportCopy, parcel: id });
}

/// A parcel came to one of those whom it was sent to, or did not.
pub(crate) fn copied(
    desk: &mut Desk<'_>,
    id: ParcelId,
    to: &To,
    sent: &[MessageId],
    outcome: Outcome,
) {
    for message in sent {
        remember(desk, to, *message);
    }
    let Some(mut parcel) = desk.parcel(id) else { return };
    let Stage::Off { left, taken } = &mut parcel.inside.stage else { return };
    let Some(at) = left.iter().position(|waits| waits == to) else { return };
    left.swap_remove(at);
    let (is_first, is_last) = (outcome.is_done() && !*taken, left.is_empty());
    *taken |= outcome.is_done();
    let nobody = is_last && !*taken;
    match parcel.inside.from.clone() {
        To::Admin(admin) => reached_customer(desk, &parcel, admin, outcome),
        To::Customer(_) if is_first => passed_on(desk, &parcel),
        To::Customer(_) if nobody => note(desk, &parcel, lost(&parcel, outcome), home()),
        To::Customer(_) => {}
    }
    missing(desk, &parcel, to, sent.len(), outcome);
    if is_last {
        desk.out.unpacked.push(id);
    } else {
        desk.out.parcels.push(parcel);
    }
}

/// A word of the talk stands in the chat of one side: a reply to it reaches the other.
pub(crate) fn remember(desk: &mut Desk<'_>, to: &To, message: MessageId) {
    let whose = match to {
        To::Admin(admin) => admin.clone(),
        To::Customer(_) => desk.customer.person.clone(),
    };
    desk.out.threads.push((whose, message, desk.customer.id));
}

/// At least one admin has it.
fn passed_on(desk: &mut Desk<'_>, parcel: &Parcel) {
    let text = if is_short(&desk.customer) {
        Text::Lines(vec![Text::SupportSent, Text::SupportDay])
    } else {
        Text::SupportSent
    };
    let turn = parcel.message().filter(|_| parcel.is_text());
    let keyboard = match turn {
        Some(message) => Keyboard::none().row(Text::BtnLookUp, Press::LookUp(message)),
        None => Keyboard::none(),
    };
    note(desk, parcel, text, keyboard.row(Text::BtnHome, Press::Home));
}

/// Tells the customer what came of a message, where that is waited for.
fn note(desk: &mut Desk<'_>, parcel: &Parcel, text: Text, keyboard: Keyboard) {
    match parcel.inside.note {
        Some(message) => {
            desk.edit(message, text, keyboard);
            remember(desk, &To::Customer(desk.customer.id), message);
        }
        None => desk.say_in_talk(To::Customer(desk.customer.id), text, keyboard),
    }
}

/// What the customer reads whose message nobody has.
fn lost(parcel: &Parcel, outcome: Outcome) -> Text {
    match parcel.described() {
        Some(what) if is_unwelcome(outcome) => Text::SupportRefused { what },
        Some(_) | None => Text::SupportLost,
    }
}

/// Whether the chat could be reached, and did not take this.
fn is_unwelcome(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed(Fault::Reject { reason }) => {
            !matches!(reason, Reason::BotBlocked | Reason::ChatNotFound)
        }
        Outcome::Done(_) | Outcome::Failed(Fault::Retry { .. } | Fault::Unknown) => false,
    }
}

/// An answer of support came to the customer, or did not: its admin hears exactly that.
fn reached_customer(desk: &mut Desk<'_>, parcel: &Parcel, admin: PersonKey, outcome: Outcome) {
    let now = desk.now();
    let text = match outcome {
        Outcome::Done(_) => {
            desk.customer.spoke_at = Some(now);
            Text::SupportDelivered
        }
        Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked }) => {
            desk.customer.unreachable_at = desk.customer.unreachable_at.or(Some(now));
            Text::SupportBlocked
        }
        Outcome::Failed(_) => match parcel.described() {
            Some(what) if is_unwelcome(outcome) => Text::SupportRefusedAnswer { what },
            Some(_) | None => Text::SupportFailed,
        },
    };
    desk.tell_admin(admin, text, Keyboard::none(), Lang::Ru);
}

/// What could not be copied is described where it would have come.
fn missing(desk: &mut Desk<'_>, parcel: &Parcel, to: &To, sent: usize, outcome: Outcome) {
    let Some(what) = parcel.described() else { return };
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let of = parcel.inside.missives.len();
    if is_unwelcome(outcome) {
        desk.say_in_talk(to.clone(), Text::SupportDescribed { what }, Keyboard::none());
    } else if outcome.is_done() && sent < of {
        let text = Text::SupportShort { left: count(of - sent), of: count(of) };
        desk.say_in_talk(to.clone(), text.clone(), Keyboard::none());
        desk.say_in_talk(parcel.inside.from.clone(), text, Keyboard::none());
    }
}
