//! What a person typed, made harmless: without invisible characters, and with a command brought
//! into the one spelling that [`super::command`] knows.
//!
//! It must not know what the words mean.

/// Removes NUL and other control characters (line breaks and tabs stay: an address over two lines
/// must be seen as such), zero-width characters, and those that turn the direction of writing; then
/// trims.
pub(crate) fn clean(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    seen.trim().to_owned()
}

/// Unicode's invisible and bidirectional format characters (UAX #9; general category Cf), and
/// control characters other than line breaks and tabs.
fn is_unseen(letter: char) -> bool {
    match letter {
        '\n' | '\r' | '\t' => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

/// A command in the spelling of the menus: `/name rest`, the name in lower case and without
/// `@botname`. `None` if the text is no command.
///
/// A command for another bot keeps its `@name`, and so is unknown.
pub(crate) fn slash(clean: &str, bot_name: &str) -> Option<String> {
    let command = clean.strip_prefix('/')?;
    let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let name = match word.split_once('@') {
        Some((name, bot)) if bot.eq_ignore_ascii_case(bot_name) => name,
        Some(_) | None => word,
    };
    let rest = rest.trim();
    let space = if rest.is_empty() { "" } else { " " };
    Some(format!("/{}{space}{rest}", name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_removed() {
        assert_eq!(clean("\u{0}Tur\u{200b}key\u{202e}\u{feff} "), "Turkey");
        assert_eq!(clean("\u{2066}Қазақстан\u{2069}"), "Қазақстан");
        assert_eq!(clean("\u{200d}\u{2060}\u{e0041}\u{7}"), "");
        assert_eq!(clean("a@b.kz\nc@d.kz"), "a@b.kz\nc@d.kz");
        assert_eq!(clean("  Кот-д’Ивуар  "), "Кот-д’Ивуар");
    }

    #[test]
    fn a_command_has_one_spelling() {
        for (typed, spelled) in [
            ("/start", "/start"),
            ("/START tr", "/start tr"),
            ("/Start@QazaqBot  r-eu ", "/start r-eu"),
            ("/start\nTR", "/start TR"),
            ("/help@other_bot", "/help@other_bot"),
            ("/", "/"),
            ("//", "//"),
        ] {
            assert_eq!(slash(typed, "qazaqbot").as_deref(), Some(spelled), "{typed}");
        }
        assert_eq!(slash("Turkey /start", "b"), None);
        assert_eq!(slash("", "b"), None);
    }
}
