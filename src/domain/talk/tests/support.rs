//! Which message is for support, and which is the name of a place.

use crate::domain::dialogue::Dialogue;
use crate::domain::effect::{Body, Effect};
use crate::domain::event::{Command, Event};
use crate::domain::fixtures::{Scene, place};
use crate::domain::ids::{MessageId, QueryId};
use crate::domain::lang::Lang;
use crate::domain::missive::Missive;
use crate::domain::press::Press;
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
    assert_eq!(passed_on(&scene), 1);
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
            scene.snap.known.thread = Some(scene.snap.rows.customer.id);
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
    scene.agree(order);
    scene.press(Press::EmailYes(order));
    scene.typed("traveller@example.com");
    assert_eq!(passed_on(&scene), 1);
    assert_eq!(scene.addresses.len(), 1);
    scene.typed("а зачем вам мой адрес?");
    assert_eq!(passed_on(&scene), 2);
}
