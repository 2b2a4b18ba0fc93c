//! What is said about a message between a customer and support, and when.

use crate::domain::consent::{ConsentAct, Purpose};
use crate::domain::customer::VISITOR_LIFE;
use crate::domain::effect::{Body, Timer, To};
use crate::domain::event::{Command, Ended, Event};
use crate::domain::fixtures::Scene;
use crate::domain::ids::{MessageId, ParcelId, PersonKey, QueryId};
use crate::domain::lang::Lang;
use crate::domain::missive::{Content, Media, Missive, Quote};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::parcel::{Inside, Parcel, Stage};
use crate::domain::press::Press;
use crate::domain::tell::Tell;
use crate::domain::text::Text;

const GONE: Outcome = Outcome::Failed(Fault::Reject { reason: Reason::BotBlocked });
const UNWELCOME: Outcome = Outcome::Failed(Fault::Reject { reason: Reason::Unwelcome });

fn admin() -> PersonKey {
    PersonKey("admin".into())
}

/// Somebody who asks support and may be answered for a month.
fn kept() -> Scene {
    let mut scene = Scene::customer(Lang::En);
    scene.snap.rows.customer.keeps_talk = Some(true);
    scene.command(Command::Support);
    scene
}

/// What the admin was told.
fn told(scene: &Scene) -> Vec<Text> {
    let said = |body: &Body| match body {
        Body::Say { to: To::Admin(_), text, .. } => Some(text.clone()),
        _ => None,
    };
    scene.effects.iter().filter_map(|effect| said(&effect.body)).collect()
}

fn copies(scene: &Scene) -> Vec<ParcelId> {
    let copy = |body: &Body| if let Body::Copy { parcel, .. } = body { *parcel } else { None };
    scene.effects.iter().filter_map(|effect| copy(&effect.body)).collect()
}

fn voice(message: i64) -> Missive {
    let content = Content::Media { what: Media::Voice, seconds: Some(12), caption: None };
    Missive { content, ..Missive::unread(MessageId(message)) }
}

#[test]
fn a_stranger_is_asked_with_the_first_message_and_each_answer_sends_it() {
    for keep in [true, false] {
        let mut scene = Scene::customer(Lang::Ru);
        scene.command(Command::Support);
        scene.typed("Где интернет?");
        assert!(scene.says(&Text::SupportKeep) && copies(&scene).is_empty());
        let parcel = scene.snap.known.parcels[0].id;
        let press = if keep { Press::KeepTalk(parcel) } else { Press::SendTalk(parcel) };
        scene.press(press);
        assert_eq!(copies(&scene), [parcel]);
        assert!(scene.says(&Text::SupportSent));
        assert_eq!(scene.says(&Text::SupportDay), !keep);
        let row = scene.consents.last().unwrap();
        let act = if keep { ConsentAct::Granted } else { ConsentAct::Declined };
        assert_eq!((row.purpose, row.act), (Purpose::Support, act));
        assert_eq!(row.shown, Text::SupportKeep);
        let until = Text::SupportUntil { until: scene.snap.rows.customer.seen_at + VISITOR_LIFE };
        let header = told(&scene).remove(0);
        assert_eq!(crate::domain::fixtures::lines(&header).contains(&until), !keep);
        scene.typed("Алло?");
        assert_eq!(copies(&scene).len(), 2, "asked once");
    }
}

#[test]
fn whoever_does_not_answer_the_question_is_heard_all_the_same() {
    let mut scene = Scene::customer(Lang::Ru);
    scene.command(Command::Support);
    scene.typed("Где интернет?");
    let first = scene.snap.known.parcels[0].id;
    scene.typed("Алло?");
    assert_eq!(copies(&scene)[0], first, "in the order of the words");
    assert_eq!(copies(&scene).len(), 2);

    let mut scene = Scene::customer(Lang::Ru);
    scene.command(Command::Support);
    scene.typed("Где интернет?");
    let parcel = scene.snap.known.parcels[0].id;
    let question = scene.last().id;
    scene.event(Event::Due(Timer::AnswerEnds { parcel }));
    assert_eq!(copies(&scene), [parcel]);
    scene.event(Event::Due(Timer::AnswerEnds { parcel }));
    scene.press_on(Press::KeepTalk(parcel), question);
    assert_eq!(copies(&scene), [parcel], "sent once");
    assert_eq!(scene.snap.rows.customer.keeps_talk, Some(true));
}

#[test]
fn sent_is_said_when_the_first_admin_has_it_and_lost_when_none_does() {
    let two = |scene: &mut Scene| {
        scene.set_up(|setup| setup.admins = ["a", "b"].map(|key| PersonKey(key.into())).to_vec());
        // Nothing comes back by itself.
        scene.copied = Outcome::Failed(Fault::Unknown);
    };
    let mut scene = kept();
    two(&mut scene);
    scene.copied = GONE;
    scene.typed("Help!");
    assert!(scene.says(&Text::SupportLost));
    assert!(!scene.chat.iter().any(|shown| shown.text == Text::SupportSent));
    assert!(scene.snap.known.parcels.is_empty());

    scene.copied = Outcome::Done(None);
    scene.typed("Help!");
    let sent = scene.chat.iter().filter(|shown| shown.text == Text::SupportSent).count();
    assert_eq!(sent, 1);
    // An outcome that comes once more says nothing.
    let (parcel, to) = (copies(&scene)[3], To::Admin(PersonKey("b".into())));
    let before = scene.chat.len();
    let sent = vec![MessageId(1)];
    scene.event(Event::Ended(Ended::Copied { parcel, to, sent, outcome: Outcome::Done(None) }));
    assert_eq!(scene.chat.len(), before);
}

#[test]
fn what_a_chat_refuses_is_described_to_both_sides() {
    let mut scene = kept();
    scene.copied = UNWELCOME;
    scene.event(Event::Said(voice(50)));
    let what = || {
        let what = Box::new(Text::MediaVoice);
        Box::new(Text::MediaLasting { what, seconds: 12 })
    };
    assert!(scene.says(&Text::SupportRefused { what: what() }));
    let described = Text::SupportDescribed { what: what() };
    assert_eq!(told(&scene).last(), Some(&described));

    let parcel = answer(&mut scene, voice(60));
    assert!(scene.says(&described));
    let refused = Text::SupportRefusedAnswer { what: what() };
    assert_eq!(told(&scene).last(), Some(&refused));
    assert!(scene.snap.known.parcels.iter().all(|known| known.id != parcel));
}

/// An admin's answer reaches the customer's stream.
fn answer(scene: &mut Scene, missive: Missive) -> ParcelId {
    let customer = &scene.snap.rows.customer;
    let (message, id) = (missive.message, ParcelId(900 + missive.message.0));
    let (from, missives) = (To::Admin(admin()), vec![missive]);
    let inside = Inside { from, missives, stage: Stage::Here, note: None };
    let parcel = Parcel { id, customer: customer.id, key: customer.key, inside };
    scene.snap.known.parcels.push(parcel);
    let (admin, parcel) = (admin(), Some(id));
    scene.event(Event::Told(Tell::SupportAnswer { admin, message, parcel }));
    id
}

#[test]
fn delivered_is_said_when_the_customer_has_it_and_a_block_is_named() {
    let mut scene = kept();
    for (outcome, text) in [
        (Outcome::Done(None), Text::SupportDelivered),
        (GONE, Text::SupportBlocked),
        (Outcome::Failed(Fault::Unknown), Text::SupportFailed),
    ] {
        scene.snap.rows.customer.spoke_at = None;
        scene.copied = outcome;
        answer(&mut scene, Missive::text(MessageId(70), "Switch it on"));
        assert_eq!(told(&scene).last(), Some(&text));
        assert_eq!(scene.snap.rows.customer.spoke_at.is_some(), outcome.is_done());
    }
    assert!(scene.snap.rows.customer.unreachable_at.is_some());
}

#[test]
fn an_album_has_one_header_and_one_confirmation() {
    let mut scene = kept();
    let part = |message| Missive { album: Some(Quote::new("13")), ..voice(message) };
    for message in 50..53 {
        scene.event(Event::Said(part(message)));
    }
    assert!(copies(&scene).is_empty());
    let parcel = scene.snap.known.parcels[0].clone();
    assert_eq!(parcel.inside.missives.len(), 3);
    let before = scene.chat.len();
    scene.event(Event::Due(Timer::AlbumEnds { parcel: parcel.id }));
    assert_eq!(copies(&scene), [parcel.id]);
    assert_eq!(told(&scene).len(), 1);
    assert_eq!(scene.chat.len(), before + 1);
    assert!(scene.says(&Text::SupportSent));
    // What comes late goes by itself.
    scene.event(Event::Said(part(53)));
    assert_eq!(scene.snap.known.parcels.len(), 1);
}

#[test]
fn an_album_that_nobody_asked_for_is_asked_about_once_and_goes_whole() {
    for pressed in [true, false] {
        let mut scene = Scene::customer(Lang::En);
        let part = |message| Missive { album: Some(Quote::new("13")), ..voice(message) };
        for message in 50..53 {
            scene.event(Event::Said(part(message)));
        }
        let first = scene.snap.known.parcels[0].clone();
        assert_eq!((scene.snap.known.parcels.len(), first.inside.missives.len()), (1, 3));
        let before = scene.chat.len();
        scene.event(Event::Due(Timer::AlbumEnds { parcel: first.id }));
        assert_eq!(scene.chat.len(), before + 1, "one question");
        assert!(scene.says(&Text::PassOnQuestion));
        assert!(copies(&scene).is_empty(), "nothing goes unasked");
        if pressed {
            let turned = scene.event(Event::Turned {
                press: Press::PassOn(MessageId(50)),
                missive: part(50),
                message: scene.last().id,
                query: QueryId("q".to_owned()),
            });
            let gathered = turned.parcels.iter().map(|parcel| parcel.inside.missives.len());
            assert_eq!(gathered.max(), Some(3));
            assert_eq!(turned.unpacked, [first.id]);
        } else {
            scene.event(Event::Due(Timer::AnswerEnds { parcel: first.id }));
            assert!(scene.snap.known.parcels.is_empty(), "who did not answer did not mean it");
            assert!(copies(&scene).is_empty());
        }
    }
}
