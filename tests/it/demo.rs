//! What `demo --buy` prints: the conversation as a customer saw it, in each language.

use qazaq_esim_bot::demo::robot::{self, Count, Wish};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use crate::support::Shop;

/// Calls that put something before the customer's eyes.
const SHOWS: &[&str] = &[
    "sendMessage",
    "sendInvoice",
    "sendPhoto",
    "editMessageText",
    "editMessageMedia",
    "editMessageReplyMarkup",
];

/// The blocks of a conversation: the word each begins with, and its lines.
fn blocks(conversation: &str) -> Vec<(&str, Vec<&str>)> {
    conversation
        .split("\n\n")
        .filter(|block| !block.trim().is_empty())
        .map(|block| {
            let lines =
                block.lines().map(|line| line.split_once("| ").map_or("", |(_, line)| line));
            (block.split_whitespace().next().unwrap(), lines.collect())
        })
        .collect()
}

async fn a_purchase_is_read_as_it_was_seen(lang: Lang) {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let wish = Wish::in_language(lang);
    phone.wishes(&wish).await;
    let conversation = robot::conversation(&shop.world, phone.person);
    let told = blocks(&conversation);

    // Nothing that was shown is left out, edited or not.
    let chat = phone.person.to_string();
    let shown = shop.world.calls().into_iter().filter(|call| {
        let here = call.params["chat_id"].to_string().trim_matches('"') == chat;
        here && call.ok && SHOWS.contains(&call.method.as_str())
    });
    // What Telegram itself writes about a pin is no screen.
    let screens = told
        .iter()
        .filter(|(word, lines)| ["bot", "edit"].contains(word) && lines != &["[pinned]"]);
    assert_eq!(screens.count(), shown.count());

    // Whatever was pressed stands below a screen before it.
    let mut presses = 0;
    for (at, (word, lines)) in told.iter().enumerate() {
        if *word == "press" {
            presses += 1;
            let (above, label) = (&told[..at], lines[0]);
            let offered =
                above.iter().any(|(_, lines)| lines.iter().any(|line| line.contains(label)));
            assert!(offered, "nobody offered {label}");
        }
    }
    assert!(presses >= 7, "{presses} presses");

    let says = |word: &str, line: &str| {
        let found = |(begins, lines): &(&str, Vec<&str>)| {
            *begins == word && lines.iter().any(|found| found.starts_with(line))
        };
        assert!(told.iter().any(found), "{word}: {line}");
    };
    says("me", "/start");
    let pressed = told.iter().any(|(word, lines)| {
        *word == "press" && lines.iter().any(|line| line.contains(&wish.country))
    });
    assert!(pressed, "the country is a button of the first screen");
    says("me", wish.email.as_deref().unwrap());
    says("bot", "[invoice, ");
    says("me", "[paid ");
    says("edit", "[photo, ");
    says("mail", "To: traveller@example.com");
    says("mail", "[");
    shop.finish().await;
}

#[tokio::test]
async fn in_kazakh_a_purchase_is_read_as_it_was_seen() {
    a_purchase_is_read_as_it_was_seen(Lang::Kk).await;
}

#[tokio::test]
async fn in_russian_a_purchase_is_read_as_it_was_seen() {
    a_purchase_is_read_as_it_was_seen(Lang::Ru).await;
}

#[tokio::test]
async fn in_english_a_purchase_is_read_as_it_was_seen() {
    a_purchase_is_read_as_it_was_seen(Lang::En).await;
}

#[tokio::test]
async fn a_purchase_takes_few_taps_and_leaves_no_dead_message() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    let wish = Wish { email: None, ..Wish::in_language(Lang::Ru) };
    let count = || robot::count(&shop.world, phone.person);
    phone.wishes(&wish).await;
    assert_eq!(count(), Count { taps: 9, left: 4 }, "/start, invoice, payment, QR");
    phone.wishes(&wish).await;
    assert_eq!(count(), Count { taps: 9 + 6, left: 2 * 4 });
    // The same again, from an order.
    phone.say("/esims").await;
    let order = shop.newest_order().await;
    phone.tap(&Press::Esim(order)).await;
    let before = count();
    phone.press("another", |press| matches!(press, Press::Plan(..))).await;
    phone.to_pay().await;
    phone.pays().await;
    assert_eq!(count().taps - before.taps, 4);
    shop.finish().await;
}
