//! Telegram's HTML: escaping what is put in, and taking the markup out again.
//!
//! It must not know any words. The tags are written in the locales; which ones Telegram takes is in
//! the Bot API, "HTML style".

/// The signs that mean something in Telegram's HTML, and how they are written.
const ENTITIES: [(char, &str); 4] = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")];

/// Writes a value so that it is read as text, wherever it stands.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match ENTITIES.iter().find(|(sign, _)| *sign == letter) {
            Some((_, entity)) => escaped.push_str(entity),
            None => escaped.push(letter),
        }
    }
    escaped
}

/// Takes the tags out and writes the entities as the signs they stand for. What was escaped comes
/// back as it was, even if it looked like a tag.
pub(super) fn plain(html: String) -> String {
    if !html.contains(['<', '&']) {
        return html;
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let (written, after) = read(from);
        text.extend(written);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// What the markup at the beginning of `from` shows, and what comes after it. A sign that begins
/// neither a tag nor an entity is itself.
fn read(from: &str) -> (Option<char>, &str) {
    for (sign, entity) in ENTITIES {
        if let Some(after) = from.strip_prefix(entity) {
            return (Some(sign), after);
        }
    }
    let inner = from.strip_prefix("</").or_else(|| from.strip_prefix('<')).unwrap_or_default();
    if inner.starts_with(|first: char| first.is_ascii_lowercase())
        && let Some((_, after)) = inner.split_once('>')
    {
        return (None, after);
    }
    let mut letters = from.chars();
    (letters.next(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["<b>&amp;\"</b>", "a < b & c > d", "Ещё <script>", "&lt;", "<", "&"] {
            assert_eq!(plain(escape(text)), text);
            assert!(!escape(text).contains(['<', '>', '"']), "{text}");
        }
    }

    #[test]
    fn tags_go_and_other_signs_stay() {
        assert_eq!(plain("<b>5 ГБ</b> &lt;i&gt; <a href=\"x\">y</a>".to_owned()), "5 ГБ <i> y");
        assert_eq!(plain("1 < 2 & 3".to_owned()), "1 < 2 & 3");
    }
}
