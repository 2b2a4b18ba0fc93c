//! What somebody else wrote, as a quoted block in which nothing can be pressed: no link, no
//! mention, no command, no markup. So it never looks like the shop's own words.

use super::markup::escape;

/// The longest message of Telegram's, UTF-16 units after parsing.
pub(crate) const LONGEST_TEXT: usize = 4096;
/// The longest caption.
pub(crate) const LONGEST_CAPTION: usize = 1024;

/// Nobody sees it, and Telegram finds no link that is broken by it.
const GAP: char = '\u{200b}';

/// The words as HTML, in as few blocks as the limit allows; none where nothing was written.
pub(crate) fn blocks(words: &str, longest: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut room = 0;
    for letter in dead(words).chars() {
        if room < letter.len_utf16() {
            parts.push(String::new());
            room = longest;
        }
        room -= letter.len_utf16();
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.iter().map(|part| format!("<blockquote>{}</blockquote>", escape(part))).collect()
}

/// Breaks whatever Telegram would make pressable by itself: addresses, `@names`, `/commands`,
/// `#tags`.
fn dead(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut letters = words.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        let goes_on = letters.peek().is_some_and(|next| !next.is_whitespace());
        if goes_on && matches!(letter, '/' | '@' | '#' | '$' | ':' | '.') {
            out.push(GAP);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use pretend_telegram::entities::{EntityKind, find_plain, parse_html};

    use super::*;

    #[test]
    fn nothing_in_a_block_can_be_pressed() {
        for words in [
            "https://evil.com/pay?x=1",
            "evil.com",
            "t.me/evil",
            "tg://resolve?domain=evil",
            "192.168.0.1:80",
            "@evil_shop",
            "/pause",
            "/refund@our_bot now",
            "a@evil.com",
            "#sale $TSLA",
            "<a href=\"https://evil.example\">here</a>",
            "<b>bold</b> & co",
        ] {
            let html = blocks(words, LONGEST_TEXT).concat();
            let (text, entities) = parse_html(&html).unwrap();
            let kinds: Vec<_> =
                find_plain(&text, entities).into_iter().map(|entity| entity.kind).collect();
            assert_eq!(kinds, [EntityKind::Blockquote], "{words}");
            assert_eq!(text.replace(GAP, ""), words, "nothing is lost");
        }
    }

    #[test]
    fn a_long_text_is_several_blocks_and_no_letter_is_lost() {
        assert!(blocks("", LONGEST_TEXT).is_empty());
        for words in ["я.".repeat(2_500), "😀".repeat(4_096)] {
            let parts: Vec<String> = blocks(&words, LONGEST_TEXT)
                .iter()
                .map(|html| parse_html(html).unwrap().0)
                .collect();
            assert!(parts.iter().all(|part| part.encode_utf16().count() <= LONGEST_TEXT));
            assert_eq!(parts.concat().replace(GAP, ""), words);
        }
    }
}
