//! Which message is for support, and which is the name of a place.

use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, Effect, Lane, Role, To};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, lines, place, presses};
use crate::domain::ids::{CustomerId, MessageId, PersonKey, QueryId};
use crate::domain::lang::Lang;
use crate::domain::missive::Missive;
use crate::domain::press::Press;
use crate::domain::snapshot::Thread;
use crate::domain::tell::Tell;
use crate::domain::text::Text;
use crate::domain::time::Millis;

/// How many messages went to admins.
fn passed_on(scene: &Scene) -> usize {
    let copy = |effect: &&Effect| matches!(effect.body, Body::Copy { .. });
    scene.effects.iter().filter(copy).count()
}

/// Somebody who asked support something, and looks around.
fn asked() -> Scene {
    let mut scene = Scene::customer(Lang::Ru);
    scene.command(Command::Support);
    scene.typed("Как включить роуминг?");
    let Some(Press::KeepTalk(parcel)) = scene.offers().first().cloned() else {
        panic!("{:?}", scene.last())
    };
    assert_eq!(passed_on(&scene), 0, "asked first");
    scene.press(Press::KeepTalk(parcel));
    assert_eq!(passed_on(&scene), 1);
    assert!(scene.says(&Text::SupportSent));
    scene.start();
    scene
}

/// Somebody turns how a message was read.
fn turn(scene: &mut Scene, press: Press, missive: Missive) {
    assert!(scene.offers().contains(&press), "{press:?} in {:?}", scene.last());
    let (message, query) = (scene.last().id, QueryId("turned".into()));
    scene.event(Event::Turned { press, missive, message, query });
}

#[test]
fn for_a_day_a_text_is_for_support_unless_all_of_it_is_a_place() {
    for words in [
        "Нет, всё равно не работает",
        "в Турции не работает",
        "спасибо",
        "7 дней",
        "ок",
        "NO",
        "Түркияда интернет жоқ",
        "it does not work in Turkey",
    ] {
        let mut scene = asked();
        scene.wait(Millis::hours(23));
        scene.typed(words);
        assert_eq!(passed_on(&scene), 2, "{words}");
        // Each word of the talk makes it last.
        scene.wait(Millis::hours(23));
        scene.typed("Алло?");
        assert_eq!(passed_on(&scene), 3, "{words}");
    }
    for words in
        ["Турция 7 дней", "Турция", "хочу в Турцию", "Түркия 10 күн", "Turkey 5 GB", "Nehwbz"]
    {
        let mut scene = asked();
        scene.typed(words);
        assert_eq!(passed_on(&scene), 1, "{words}");
        let found = |press: &Press| matches!(press, Press::Plan(at, _) if *at == place("TR"));
        assert!(scene.offers().iter().any(found), "{words}");
    }
    let mut scene = asked();
    scene.wait(Millis::hours(25));
    scene.typed("Нет, всё равно не работает");
    assert_eq!(passed_on(&scene), 1, "the talk is over");
    // Asked for support, anything goes there.
    scene.command(Command::Support);
    scene.typed("Турция 7 дней");
    assert_eq!(passed_on(&scene), 2);
}

#[test]
fn a_reply_to_a_word_of_support_is_for_support_whatever_it_says() {
    for words in ["Турция 7 дней", "a@example.com", "да"] {
        for dialogue in [Dialogue::Home, Dialogue::Address(None), Dialogue::Erase(1)] {
            let mut scene = asked();
            scene.wait(Millis::days(9));
            scene.snap.rows.customer.dialogue = dialogue;
            let me = &scene.snap.rows.customer;
            scene.snap.known.thread = Some(Thread::Of(me.id, me.key));
            let missive = Missive::text(MessageId(5_000), words);
            scene.event(Event::Said(Missive { reply_to: Some(MessageId(9)), ..missive }));
            assert_eq!(passed_on(&scene), 2, "{words}");
        }
    }
}

#[test]
fn each_reading_is_turned_by_one_press() {
    let mut scene = asked();
    let typed = |scene: &mut Scene, words: &str| {
        let missive = Missive::text(MessageId(7_000), words);
        scene.event(Event::Said(missive.clone()));
        missive
    };
    let missive = typed(&mut scene, "и в Турции он сломался");
    assert_eq!(passed_on(&scene), 2);
    turn(&mut scene, Press::LookUp(MessageId(7_000)), missive.clone());
    assert!(scene.offers().contains(&Press::PassOn(MessageId(7_000))), "and back");
    turn(&mut scene, Press::PassOn(MessageId(7_000)), missive);
    assert_eq!(passed_on(&scene), 3);

    let mut scene = Scene::customer(Lang::Ru);
    scene.snap.rows.customer.keeps_talk = Some(true);
    for words in [
        "Турция",
        "Казахстан",
        "Тукрция",
        "абракадабра",
        "не работает",
        "длинный рассказ о том, как в аэропорту ничего не включилось, и что теперь делать, если \
         телефон не видит сеть",
    ] {
        let before = passed_on(&scene);
        let missive = typed(&mut scene, words);
        assert_eq!(passed_on(&scene), before, "{words}");
        turn(&mut scene, Press::PassOn(MessageId(7_000)), missive);
        assert_eq!(passed_on(&scene), before + 1, "{words}");
        assert!(scene.says(&Text::SupportSent), "{words}");
        scene.wait(Millis::hours(25));
        scene.start();
    }
}

#[test]
fn what_the_shop_asks_is_answered_in_the_middle_of_a_talk() {
    let mut scene = asked();
    let order = scene.review("TH", "th-5");
    scene.typed("traveller@example.com");
    assert_eq!(passed_on(&scene), 1, "an address at the checkout is for the letter");
    scene.press(Press::EmailYes(order));
    scene.typed("other@example.com");
    assert_eq!(passed_on(&scene), 1);
    scene.press(Press::EmailYes(order));
    scene.typed("а зачем вам мой адрес?");
    assert_eq!(passed_on(&scene), 2);
}

#[test]
fn a_message_to_support_reaches_every_admin_and_its_outcome_comes_back() {
    let mut scene = Scene::customer(Lang::Kk);
    scene.set_up(|setup| setup.admins = vec![PersonKey("a".into()), PersonKey("b".into())]);
    let order = scene.bought("TH", "th-5");
    scene.command(Command::Support);
    let decision = scene.event(Event::Said(Missive::unread(MessageId(77))));
    let me = scene.snap.rows.customer.id;
    for admin in ["a", "b"].map(|key| PersonKey(key.into())) {
        let lane = Some(Lane::Talk(me, admin.clone()));
        let bodies: Vec<&Body> = decision
            .effects
            .iter()
            .filter(|effect| effect.lane() == lane)
            .inspect(|effect| assert_eq!(effect.customer, Some(me)))
            .map(|effect| &effect.body)
            .collect();
        let [Body::Say { text, .. }, copy] = &bodies[..] else { panic!("{bodies:?}") };
        assert_eq!(*text, Text::SupportHeaderOrder { language: Lang::Kk, order });
        let to = To::Admin(admin);
        let from = To::Customer(me);
        let Body::Copy { message, from: whose, to: whom, role, parcel } = copy else {
            panic!("{copy:?}")
        };
        assert_eq!((*message, whose, whom), (MessageId(77), &from, &to));
        assert!(*role == Role::SupportCopy && parcel.is_some());
    }
    let sent = scene.chat.iter().filter(|shown| lines(&shown.text) == [Text::SupportSent]);
    assert_eq!(sent.count(), 1, "said once, whoever has it");
    assert!(scene.snap.known.parcels.is_empty(), "nothing of it is kept");
    assert_eq!(scene.snap.rows.customer.dialogue, Dialogue::Support);
    scene.press(Press::Home);
    scene.wait(Millis::hours(25));
    scene.event(Event::Said(Missive::unread(MessageId(78))));
    assert!(scene.says(&Text::PassOnQuestion));
    scene.press(Press::PassOn(MessageId(78)));
    assert!(scene.says(&Text::SupportSent));
    let copied = |effect: &&Effect| {
        matches!(effect.body, Body::Copy { message: MessageId(78), role: Role::SupportCopy, .. })
    };
    assert_eq!(scene.effects.iter().filter(copied).count(), 2);
}

#[test]
fn what_nobody_asked_for_gets_an_answer_and_keeps_the_place() {
    let mut scene = Scene::customer(Lang::En);
    let order = scene.review("TH", "th-5");
    let before = scene.snap.rows.customer.dialogue.clone();
    for (event, answer) in [
        (Event::Said(Missive::unread(MessageId(9))), Text::PassOnQuestion),
        (Event::Edited, Text::EditedMessage),
        (Event::UnknownCommand, Text::UnknownCommand),
    ] {
        scene.event(event);
        assert!(scene.says(&answer));
        assert_eq!(scene.snap.rows.customer.dialogue, before);
    }
    scene.typed("qqqqqq");
    assert!(scene.chat.iter().any(|shown| shown.text == Text::PressAButton));
    assert!(scene.says(&Text::ReviewOffer));
    assert!(scene.offers().contains(&Press::Offer(order)));
}

/// Support is shut to this person by one press of an admin.
fn mute(scene: &mut Scene, on: bool) {
    let admin = PersonKey("admin".into());
    let decision = scene.event(Event::Told(Tell::Mute { on, admin: admin.clone() }));
    let text = if on { Text::Muted } else { Text::Unmuted };
    let to = To::Admin(admin);
    let says = |effect: &Effect| match &effect.body {
        Body::Say { to: whom, text: said, .. } => *whom == to && *said == text,
        _ => false,
    };
    assert!(decision.effects.iter().any(says), "the admin hears that it is done");
}

#[test]
fn below_each_word_to_support_stands_the_button_that_mutes_its_writer() {
    let scene = asked();
    let me = scene.snap.rows.customer.id;
    let below = |effect: &Effect| match &effect.body {
        Body::Say { to: To::Admin(_), keyboard, role: Role::SupportCopy, .. } => presses(keyboard),
        _ => Vec::new(),
    };
    let keys: Vec<Press> = scene.effects.iter().flat_map(below).collect();
    assert_eq!(keys, [Press::Mute(me)]);
}

#[test]
fn who_is_muted_is_told_once_how_else_the_seller_is_reached_and_buys_as_ever() {
    let mut scene = asked();
    mute(&mut scene, true);
    let before = passed_on(&scene);
    scene.command(Command::Support);
    assert!(scene.says(&Text::SupportMuted) && scene.says(&Text::Requisites));
    mute(&mut scene, true);
    let reply =
        Missive { reply_to: Some(MessageId(1)), ..Missive::text(MessageId(900), "it is broken") };
    scene.snap.known.thread =
        Some(Thread::Of(scene.snap.rows.customer.id, scene.snap.rows.customer.key));
    let silent = scene.chat.len();
    scene.event(Event::Said(reply.clone()));
    assert!(scene.says(&Text::SupportMuted), "told, not lost silently");
    assert!(scene.chat.len() > silent, "told by this, not by what was said before");
    let said = scene.chat.len();
    scene.event(Event::Said(reply));
    assert_eq!(scene.chat.len(), said, "and once");
    scene.snap.known.thread = None;
    assert_eq!(passed_on(&scene), before, "nothing of it reaches an admin");
    // Everything else is as it was.
    scene.bought("TH", "th-5");
    scene.command(Command::DeleteMyData);
    assert!(scene.says(&Text::EraseFirst));
    mute(&mut scene, false);
    scene.command(Command::Support);
    scene.typed("Спасибо, всё в порядке");
    assert_eq!(passed_on(&scene), before + 1);
}

#[test]
fn only_an_admin_mutes_and_that_is_written_down() {
    let mut scene = Scene::customer(Lang::Ru);
    let press = |scene: &mut Scene, press| {
        let (message, query) = (MessageId(5), QueryId("mute".into()));
        scene.event(Event::Press { press, message, query })
    };
    let decision = press(&mut scene, Press::Mute(CustomerId(99)));
    assert!(decision.audit.is_empty() && scene.says(&Text::UnknownCommand));
    scene.snap.admin = true;
    for (key, action) in
        [(Press::Mute(CustomerId(99)), "mute"), (Press::Unmute(CustomerId(99)), "unmute")]
    {
        let decision = press(&mut scene, key);
        assert_eq!(decision.audit[0].action, action);
        let tells = |effect: &Effect| {
            matches!(effect.body, Body::Tell(Tell::Mute { .. }))
                && effect.customer == Some(CustomerId(99))
        };
        assert!(decision.effects.iter().any(tells));
    }
}
