//! Help, legal texts and support: any kind of message reaches the admins, and their answer returns.

use pretend_telegram::entities::EntityKind;
use pretend_telegram::world::chats::{Content, Message};
use pretend_telegram::world::people::{Sending, SendingKind};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{HOUR, MINUTE, Phone, Shop};

fn holds(message: &Message, kind: SendingKind) -> bool {
    match kind {
        SendingKind::Photo => matches!(message.content, Content::Photo(_)),
        SendingKind::Voice => matches!(message.content, Content::Voice(_)),
        SendingKind::Document => matches!(message.content, Content::Document(_)),
        SendingKind::Sticker => matches!(message.content, Content::Sticker(..)),
        SendingKind::Contact => matches!(message.content, Content::Contact(_)),
        SendingKind::Location => matches!(message.content, Content::Location(..)),
    }
}

/// Lets the talk with support be kept, which sends the first message.
async fn keeps(phone: Phone<'_>) {
    phone.press("yes", |press| matches!(press, Press::KeepTalk(_))).await;
}

#[tokio::test]
async fn every_command_answers_in_the_customers_language() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    for lang in Lang::ALL {
        phone.say("/language").await;
        phone.tap(&qazaq_esim_bot::domain::press::Press::Lang(lang)).await;
        for (command, text) in [
            ("/help", Text::Help),
            ("/terms", Text::Terms1),
            ("/privacy", Text::Privacy1),
            ("/paysupport", Text::PaySupport),
            ("/consents", Text::ConsentsTitle),
            ("/esims", Text::EsimsEmpty),
            ("/support", Text::SupportAsk),
            ("/cancel", Text::Left),
            ("/cancel", Text::NothingToCancel),
            ("/deletemydata", Text::EraseFirst),
            ("/HELP@pretend_esim_bot", Text::Help),
            ("/nonsense", Text::UnknownCommand),
        ] {
            phone.say(command).await;
            phone.expect_last(&text, lang);
        }
    }
    shop.finish().await;
}

#[tokio::test]
async fn a_text_to_support_and_the_answer_to_it() {
    let mut shop = Shop::open().await;
    shop.plant("My phone does not see the network");
    shop.plant("Please switch roaming on");
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.begin(Lang::Kk).await;
    phone.say("/support").await;
    phone.say("My phone does not see the network").await;
    phone.expect_last(&Text::SupportKeep, Lang::Kk);
    keeps(phone).await;
    phone.expect_last(&Text::SupportSent, Lang::Kk);
    admin.expect(&Text::SupportHeader { language: Lang::Kk }, Lang::Ru);
    let copy = admin.last();
    assert_eq!(copy.text, "My phone does not see the network");
    assert_eq!(copy.forward_of, None, "a copy does not say who wrote it");

    let answer = Sending {
        text: Some("Please switch roaming on".to_owned()),
        reply_to: Some(copy.id),
        ..Sending::default()
    };
    admin.send(&answer).await;
    phone.expect(&Text::SupportAnswer, Lang::Kk);
    assert_eq!(phone.last().text, "Please switch roaming on");
    admin.expect_last(&Text::SupportDelivered, Lang::Ru);
    assert_eq!(shop.audit().await, ["admin support_answer"]);
    shop.finish().await;
}

#[tokio::test]
async fn any_kind_of_message_goes_both_ways() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.begin(Lang::En).await;
    phone.say("/support").await;
    phone.say("Hello").await;
    keeps(phone).await;
    for kind in
        [SendingKind::Photo, SendingKind::Voice, SendingKind::Document, SendingKind::Sticker]
    {
        phone.send_kind(kind).await;
        let copy = admin.last();
        assert!(holds(&copy, kind), "{kind:?}");
        let answer = Sending { kind: Some(kind), reply_to: Some(copy.id), ..Sending::default() };
        admin.send(&answer).await;
        assert!(holds(&phone.last(), kind), "{kind:?} back");
    }
    shop.finish().await;
}

#[tokio::test]
async fn the_order_stands_above_a_customers_question() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/support").await;
    phone.say("Where do I scan it?").await;
    admin.expect(&Text::SupportHeaderOrder { language: Lang::En, order }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_reply_to_nobodys_message_goes_nowhere() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.begin(Lang::En).await;
    admin.say("/start").await;
    let before = phone.messages().len();
    let reply = Sending {
        text: Some("Hello?".to_owned()),
        reply_to: Some(admin.last().id),
        ..Sending::default()
    };
    admin.send(&reply).await;
    admin.expect_last(&Text::SupportGone, Lang::Ru);
    assert_eq!(phone.messages().len(), before);
    shop.finish().await;
}

#[tokio::test]
async fn a_reply_reaches_support_whatever_it_says_and_a_header_counts() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.buys(Lang::En).await;
    phone.say("/support").await;
    phone.say("Where do I scan it?").await;
    let header = admin.heard().iter().rev().nth(1).unwrap().id;
    admin.send(&Sending { reply_to: Some(header), ..Sending::text("In the settings") }).await;
    admin.expect_last(&Text::SupportDelivered, Lang::En);
    let [header, answer] = [1, 0].map(|back| phone.heard().iter().rev().nth(back).unwrap().id);
    phone.tap(&Press::Home).await;
    shop.advance(30 * HOUR).await;
    // To the answer, to its header, and a name of a country at that.
    for (to, words) in [(answer, "Turkey"), (header, "in which?")] {
        phone.send(&Sending { reply_to: Some(to), ..Sending::text(words) }).await;
        phone.expect_last(&Text::SupportSent, Lang::En);
        assert_eq!(admin.last().text, words);
    }
    // What was no word to support is looked up, and the other way round.
    phone.say("and in Turkey it broke").await;
    assert_eq!(admin.last().text, "and in Turkey it broke");
    phone.press("a country", |press| matches!(press, Press::LookUp(_))).await;
    phone.press("support", |press| matches!(press, Press::PassOn(_))).await;
    phone.expect_last(&Text::SupportSent, Lang::En);
    let passed = |message: &&Message| message.text == "and in Turkey it broke";
    assert_eq!(admin.heard().iter().filter(passed).count(), 2);
    shop.finish().await;
}

#[tokio::test]
async fn what_others_write_never_looks_like_the_shops_own_words() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.buys(Lang::En).await;
    phone.say("/support").await;
    let evil = "Stop sales: https://evil.com now, ask @evil_shop or evil.com, then /pause";
    phone.say(evil).await;
    let quoted = |message: &Message| {
        message.entities.iter().all(|entity| entity.kind == EntityKind::Blockquote)
            && message.entities.len() == 1
    };
    let copy = admin.last();
    assert_eq!(copy.text.replace('\u{200b}', ""), evil);
    assert!(quoted(&copy), "{copy:?}");
    let photo = Sending {
        reply_to: Some(copy.id),
        caption: Some("See https://evil.com".to_owned()),
        ..Sending::kind(SendingKind::Photo)
    };
    admin.send(&photo).await;
    let shown = phone.last();
    assert!(holds(&shown, SendingKind::Photo) && quoted(&shown), "{shown:?}");
    shop.finish().await;
}

#[tokio::test]
async fn an_album_goes_as_one_both_ways() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.buys(Lang::En).await;
    phone.say("/support").await;
    let before = (admin.heard().len(), phone.heard().len());
    album(&shop, phone, None).await;
    let heard = admin.heard();
    let new: Vec<&Message> = heard.iter().skip(before.0).collect();
    assert_eq!(new.len(), 4, "a header, the words, two photos");
    assert_eq!(new[1].text, "Both screens");
    assert!(new[2].album.is_some() && new[2].album == new[3].album);
    assert!(new[2].text.is_empty());
    assert_eq!(phone.heard().len(), before.1 + 1, "one confirmation");
    phone.expect_last(&Text::SupportSent, Lang::En);

    album(&shop, admin, Some(new[3].id)).await;
    admin.expect_last(&Text::SupportDelivered, Lang::En);
    let copies: Vec<Message> = phone.heard().into_iter().rev().take(2).collect();
    assert!(copies[0].album.is_some() && copies[0].album == copies[1].album);
    shop.finish().await;
}

#[tokio::test]
async fn an_album_that_nobody_asked_for_is_asked_about_once() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.buys(Lang::En).await;
    let before = (admin.heard().len(), phone.heard().len());
    album(&shop, phone, None).await;
    assert_eq!(phone.heard().len(), before.1 + 1, "one question");
    phone.expect_last(&Text::PassOnQuestion, Lang::En);
    assert_eq!(admin.heard().len(), before.0, "nothing goes unasked");
    phone.press("to support", |press| matches!(press, Press::PassOn(_))).await;
    let heard = admin.heard();
    let photos: Vec<&Message> = heard.iter().filter(|message| message.album.is_some()).collect();
    assert_eq!(photos.len(), 2);
    assert_eq!(photos[0].album, photos[1].album, "it goes as one");
    shop.finish().await;
}

/// Somebody sends two photos as one album, and a second passes.
async fn album(shop: &Shop, phone: Phone<'_>, reply_to: Option<i64>) {
    for caption in [Some("Both screens"), None] {
        let part = Sending {
            caption: caption.map(str::to_owned),
            album: Some("13".to_owned()),
            reply_to,
            ..Sending::kind(SendingKind::Photo)
        };
        phone.send(&part).await;
    }
    shop.advance(1_000).await;
}

#[tokio::test]
async fn who_takes_nothing_is_named() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.buys(Lang::En).await;
    phone.say("/support").await;
    let refuses = |person: i64| {
        shop.world.change(|state| state.person_refuses_voice(person, true)).unwrap();
    };
    refuses(admin.person);
    phone.send_kind(SendingKind::Voice).await;
    let what = || {
        let what = Box::new(Text::MediaVoice);
        Box::new(Text::MediaLasting { what, seconds: 3 })
    };
    admin.expect_last(&Text::SupportDescribed { what: what() }, Lang::En);
    assert!(admin.last().text.contains("a voice message, 3 s"));
    phone.expect_last(&Text::SupportRefused { what: what() }, Lang::En);

    // The description is a word of the talk as well.
    refuses(phone.person);
    let reply_to = Some(admin.last().id);
    admin.send(&Sending { reply_to, ..Sending::kind(SendingKind::Voice) }).await;
    admin.expect_last(&Text::SupportRefusedAnswer { what: what() }, Lang::En);
    phone.expect_last(&Text::SupportDescribed { what: what() }, Lang::En);

    shop.world.block(phone.person, true).unwrap();
    shop.rest().await;
    admin.send(&Sending { reply_to, ..Sending::text("Are you there?") }).await;
    admin.expect_last(&Text::SupportBlocked, Lang::En);
    shop.finish().await;
}

/// A stranger asked support, and an admin answers so many days later; the admin's row is new then.
async fn answered_after(shop: &Shop, keep: bool, waits: &[i64], last: &Text) {
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.begin(Lang::En).await;
    phone.begin(Lang::En).await;
    phone.say("/support").await;
    phone.say("Do you sell for Mars?").await;
    let answer = |press: &Press| {
        if keep { matches!(press, Press::KeepTalk(_)) } else { matches!(press, Press::SendTalk(_)) }
    };
    phone.press("an answer", answer).await;
    assert_eq!(phone.last().text.contains("24 hours only"), !keep);
    let heard = admin.heard();
    let [.., header, copy] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!(header.text.contains("can come until"), !keep, "{}", header.text);
    for hours in waits {
        shop.advance(hours * HOUR).await;
        shop.advance(HOUR).await;
        if matches!(last, Text::SupportLate { .. }) {
            // A sweep that was under way when the time jumped looks at it the next time.
            let ended = async || {
                shop.jump(MINUTE);
                shop.ended().await > 0
            };
            shop.until("the talk's end", ended).await;
        }
        admin.begin(Lang::En).await;
        admin.send(&Sending { reply_to: Some(copy.id), ..Sending::text("Not yet") }).await;
    }
    admin.expect_last(last, Lang::En);
}

#[tokio::test]
async fn a_talk_is_answered_for_a_day_or_for_a_month_and_then_it_is_too_late() {
    for (keep, waits, last) in [
        (false, [20].as_slice(), Text::SupportDelivered),
        (false, &[25], Text::SupportLate { days: 1 }),
        // Each word of the talk makes it last.
        (true, &[29 * 24, 29 * 24], Text::SupportDelivered),
        (true, &[31 * 24], Text::SupportLate { days: 30 }),
    ] {
        let shop = Shop::open().await;
        answered_after(&shop, keep, waits, &last).await;
        shop.finish().await;
    }
}
