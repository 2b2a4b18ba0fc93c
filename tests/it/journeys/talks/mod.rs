//! Whole conversations as they are read, each in all three languages: a wrong sentence or a lost
//! button is a failing diff. And what holds for every message in every language.

mod erasure;
mod opening;
mod refund;
mod stars;
mod support;
mod tenge;

use pretend_telegram::world::chats::{Action, Content, Message};
use pretend_telegram::world::history::Seen;
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::{Phone, Press};
use qazaq_esim_bot::domain::text::Text;

use crate::support::Shop;

/// Letters that Kazakh has and Russian has not.
const KAZAKH: &str = "әіңғүұқөһӘІҢҒҮҰҚӨҺ";

/// Whether a text is in this language, by its letters.
fn speaks(lang: Lang, text: &str) -> bool {
    let kazakh = text.chars().any(|letter| KAZAKH.contains(letter));
    let cyrillic = text.chars().any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter));
    match lang {
        Lang::Kk => kazakh,
        Lang::Ru => cyrillic && !kazakh,
        Lang::En => !cyrillic && text.chars().any(|letter| letter.is_ascii_alphabetic()),
    }
}

#[test]
fn no_language_passes_for_another() {
    let said = [
        (Lang::Kk, "Қайда барасыз?"),
        (Lang::Ru, "Куда едете?"),
        (Lang::En, "Where are you going?"),
    ];
    for (lang, text) in said {
        for other in Lang::ALL {
            assert_eq!(speaks(other, text), other == lang, "{text} in {}", other.code());
        }
    }
}

/// A message has words, in the language, and shows no name of a text or value instead of it.
fn is_well_said(lang: Lang, message: &Message, keys: &[&str]) {
    let mut all = vec![message.text.as_str()];
    for button in message.keyboard.iter().flatten().flatten() {
        assert!(!button.text.trim().is_empty(), "a button without words below {:?}", message.text);
        all.push(&button.text);
        if let Action::Callback(data) = &button.action {
            assert!(data.len() <= 64);
        }
    }
    if !matches!(message.content, Content::Invoice(_)) {
        assert!(!message.text.trim().is_empty(), "an empty message");
        assert!(speaks(lang, &message.text), "not in {}: {}", lang.code(), message.text);
    }
    for text in all {
        assert!(!text.contains("{$") && !text.contains('…'), "a value is missing in {text:?}");
        for key in keys {
            assert!(text.trim() != *key, "a key shows: {text}");
        }
    }
}

async fn everything_is_said(lang: Lang) {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.wishes(&Wish::in_language(lang)).await;
    let order = shop.newest_order().await;
    for command in
        ["/esims", "/help", "/terms", "/privacy", "/consents", "/paysupport", "/support", "/cancel"]
    {
        phone.say(command).await;
        let last = phone.last();
        assert!(!last.text.trim().is_empty(), "{command}");
    }
    for press in [
        Press::ByHand(order),
        Press::Front(order),
        Press::Receipt(order),
        Press::Install(order),
        Press::StepsIphone(order),
        Press::StepsAndroid(order),
        Press::StepsTrouble(order),
        Press::TroubleAt(order, None),
        Press::TroubleOn(order, None, Phone::Iphone),
        Press::TroubleSend(order, None, Phone::Iphone),
    ] {
        phone.tap(&press).await;
    }
    let samples = Text::samples();
    let keys: Vec<&str> =
        samples.iter().filter_map(Text::key).filter(|key| key.contains('-')).collect();
    // Every screen, also those that were edited later.
    let history = shop.world.history(phone.person);
    let screens: Vec<&Message> = history
        .iter()
        .filter_map(|seen| match seen {
            Seen::Came(message) if message.from_bot => Some(message),
            Seen::Changed(message) => Some(message),
            Seen::Came(_) | Seen::Went(_) | Seen::Pressed { .. } | Seen::Told(_) => None,
        })
        // What Telegram itself writes about a pin has no words of ours.
        .filter(|message| !matches!(message.content, Content::Pinned(_)))
        .collect();
    assert!(keys.len() > 100 && screens.len() > 20, "there is something to look at");
    for message in screens {
        is_well_said(lang, message, &keys);
    }
    shop.finish().await;
}

#[tokio::test]
async fn every_message_is_well_said_in_kazakh() {
    everything_is_said(Lang::Kk).await;
}

#[tokio::test]
async fn every_message_is_well_said_in_russian() {
    everything_is_said(Lang::Ru).await;
}

#[tokio::test]
async fn every_message_is_well_said_in_english() {
    everything_is_said(Lang::En).await;
}
