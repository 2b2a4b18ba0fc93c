//! Telegram's HTML style, read as the official server reads it, refusals included.
//!
//! It must not trim or limit: that is done after parsing, by `entities.rs` and by the call.
//! Next: `entities/render.rs`.

use super::{Entity, EntityKind, utf16_len};

/// Reads text in HTML style. The error is the server's wording after "can't parse entities: ".
pub fn parse_html(input: &str) -> Result<(String, Vec<Entity>), String> {
    let mut reader = Reader { rest: input, at: 0 };
    let mut out = Parsed::default();
    while let Some(ch) = reader.peek() {
        match ch {
            '&' => {
                let ch = reader.reference();
                out.push(ch);
            }
            '<' => {
                let begin = reader.at;
                reader.bump();
                if reader.peek() == Some('/') {
                    reader.bump();
                    end_tag(&mut reader, &mut out, begin)?;
                } else {
                    start_tag(&mut reader, &mut out, begin)?;
                }
            }
            _ => {
                reader.bump();
                out.push(ch);
            }
        }
    }
    if let Some(open) = out.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag));
    }
    // Inner tags close first; of two that cover the same text the outer one is named first.
    out.entities.reverse();
    out.entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    Ok((out.text, out.entities))
}

/// The input, with the place in bytes that refusals speak of.
struct Reader<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) {
        self.skip(self.peek().map_or(0, char::len_utf8));
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        self.at += bytes;
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|ch| !keep(ch)).unwrap_or(self.rest.len());
        let taken = self.rest.get(..end).unwrap_or_default();
        self.skip(end);
        taken
    }

    fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// A character reference; what is none stands for itself.
    fn reference(&mut self) -> char {
        let after = self.rest.get(1..).unwrap_or_default();
        let (ch, length) = if let Some(number) = after.strip_prefix('#') {
            let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
                Some(hex) => (hex, 16, 3),
                None => (number, 10, 2),
            };
            let end = digits.find(|ch: char| !ch.is_digit(radix)).unwrap_or(digits.len());
            let digits = digits.get(..end).unwrap_or_default();
            let code = u32::from_str_radix(digits, radix).ok().filter(|code| *code != 0);
            (code.and_then(char::from_u32), prefix + end)
        } else {
            let end = after.find(|ch: char| !ch.is_ascii_alphabetic()).unwrap_or(after.len());
            let ch = match after.get(..end).unwrap_or_default() {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                _ => None,
            };
            (ch, end + 1)
        };
        if let Some(ch) = ch {
            self.skip(length);
            if self.peek() == Some(';') {
                self.bump();
            }
            ch
        } else {
            self.bump();
            '&'
        }
    }
}

#[derive(Default)]
struct Parsed {
    text: String,
    length: usize,
    entities: Vec<Entity>,
    open: Vec<Open>,
    /// The language of the `code` that closed last and the range it covered.
    code_language: Option<(String, usize, usize)>,
}

impl Parsed {
    fn push(&mut self, ch: char) {
        self.text.push(ch);
        self.length += ch.len_utf16();
    }
}

struct Open {
    tag: String,
    /// The link of `a`, the id of `tg-emoji`, the language of `code`, the mark of `blockquote`.
    argument: Option<String>,
    offset: usize,
    bytes: usize,
}

const TAGS: [&str; 16] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "span",
    "pre",
    "code",
    "blockquote",
];

fn start_tag(reader: &mut Reader<'_>, out: &mut Parsed, begin: usize) -> Result<(), String> {
    let unclosed = || format!("Unclosed start tag at byte offset {begin}");
    let tag = reader.take_while(|ch| !ch.is_whitespace() && ch != '>').to_lowercase();
    if reader.peek().is_none() {
        return Err(unclosed());
    }
    if !TAGS.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut argument = None;
    loop {
        reader.skip_space();
        match reader.peek() {
            None => return Err(unclosed()),
            Some('>') => break,
            Some(_) => {}
        }
        let name_at = reader.at;
        let name =
            reader.take_while(|ch| !ch.is_whitespace() && ch != '=' && ch != '>').to_lowercase();
        if name.is_empty() {
            return Err(format!(
                "Empty attribute name in the tag \"{tag}\" at byte offset {name_at}"
            ));
        }
        reader.skip_space();
        if reader.peek() != Some('=') {
            if tag == "blockquote" && name == "expandable" {
                argument = Some(name);
                continue;
            }
            return Err(format!(
                "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte \
                 offset {begin}"
            ));
        }
        reader.bump();
        reader.skip_space();
        let value = attribute_value(reader).ok_or_else(unclosed)?;
        match (tag.as_str(), name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") => argument = Some(value),
            ("code", "class") => argument = value.strip_prefix("language-").map(str::to_owned),
            ("span", "class") if value == "tg-spoiler" => argument = Some(value),
            ("blockquote", "expandable") => argument = Some(name),
            _ => {}
        }
    }
    reader.bump();
    if tag == "span" && argument.is_none() {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    out.open.push(Open { tag, argument, offset: out.length, bytes: out.text.len() });
    Ok(())
}

fn attribute_value(reader: &mut Reader<'_>) -> Option<String> {
    let quote = reader.peek()?;
    if quote != '"' && quote != '\'' {
        let word = reader.take_while(|ch| ch.is_ascii_alphanumeric() || ch == '.' || ch == '-');
        let ended = reader.peek().is_some_and(|ch| ch.is_whitespace() || ch == '>');
        return ended.then(|| word.to_lowercase());
    }
    reader.bump();
    let mut value = String::new();
    loop {
        match reader.peek()? {
            ch if ch == quote => {
                reader.bump();
                return Some(value);
            }
            '&' => value.push(reader.reference()),
            ch => {
                reader.bump();
                value.push(ch);
            }
        }
    }
}

fn end_tag(reader: &mut Reader<'_>, out: &mut Parsed, begin: usize) -> Result<(), String> {
    let Some(open) = out.open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    let tag = reader.take_while(|ch| !ch.is_whitespace() && ch != '>').to_lowercase();
    reader.skip_space();
    if reader.peek() != Some('>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    reader.bump();
    if !tag.is_empty() && tag != open.tag {
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{tag}>\"",
            open.tag
        ));
    }
    let (offset, length) = (open.offset, out.length - open.offset);
    if length == 0 {
        return Ok(());
    }
    let kind = match open.tag.as_str() {
        "b" | "strong" => EntityKind::Bold,
        "i" | "em" => EntityKind::Italic,
        "u" | "ins" => EntityKind::Underline,
        "s" | "strike" | "del" => EntityKind::Strikethrough,
        "blockquote" if open.argument.is_some() => EntityKind::ExpandableBlockquote,
        "blockquote" => EntityKind::Blockquote,
        "code" => {
            out.code_language = open.argument.map(|language| (language, offset, length));
            EntityKind::Code
        }
        "pre" => {
            let language = match out.code_language.take() {
                Some((language, from, long)) if (from, long) == (offset, length) => Some(language),
                _ => None,
            };
            // A block of code is one entity, whether or not it names its language.
            out.entities.retain(|e| !(e.kind == EntityKind::Code && e.offset >= offset));
            EntityKind::Pre(language)
        }
        "a" => {
            let shown = out.text.get(open.bytes..).unwrap_or_default().to_owned();
            match link(open.argument.unwrap_or(shown)) {
                Some(url) => EntityKind::TextLink(url),
                // What is no link is plain text for the server.
                None => return Ok(()),
            }
        }
        "tg-emoji" => match open.argument.filter(|id| id.parse::<u64>().is_ok()) {
            Some(id) => EntityKind::CustomEmoji(id),
            None => return Err("Invalid custom emoji identifier specified".to_owned()),
        },
        _ => EntityKind::Spoiler,
    };
    out.entities.push(Entity { kind, offset, length });
    debug_assert_eq!(utf16_len(&out.text), out.length);
    Ok(())
}

fn link(target: String) -> Option<String> {
    let lower = target.to_lowercase();
    let schemes = ["http://", "https://", "tg://", "ton://", "tonsite://", "mailto:", "tel:"];
    if schemes.iter().any(|scheme| lower.starts_with(scheme)) {
        return Some(target);
    }
    let host = target.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = host.contains('.') && !host.contains(|ch: char| ch.is_whitespace() || ch == ':');
    bare.then(|| format!("http://{target}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(html: &str) -> Vec<(EntityKind, usize, usize)> {
        let (_, entities) = parse_html(html).unwrap();
        entities.into_iter().map(|e| (e.kind, e.offset, e.length)).collect()
    }

    #[test]
    fn every_tag_becomes_its_entity() {
        use EntityKind::*;
        for (html, kind) in [
            ("<b>x</b>", Bold),
            ("<strong>x</strong>", Bold),
            ("<i>x</i>", Italic),
            ("<em>x</em>", Italic),
            ("<u>x</u>", Underline),
            ("<ins>x</ins>", Underline),
            ("<s>x</s>", Strikethrough),
            ("<strike>x</strike>", Strikethrough),
            ("<del>x</del>", Strikethrough),
            ("<tg-spoiler>x</tg-spoiler>", Spoiler),
            ("<span class=\"tg-spoiler\">x</span>", Spoiler),
            ("<code>x</code>", Code),
            ("<pre>x</pre>", Pre(None)),
            ("<pre><code class=\"language-rust\">x</code></pre>", Pre(Some("rust".into()))),
            ("<blockquote>x</blockquote>", Blockquote),
            ("<blockquote expandable>x</blockquote>", ExpandableBlockquote),
            ("<a href='https://x.kz/?a=1&amp;b'>x</a>", TextLink("https://x.kz/?a=1&b".into())),
            ("<tg-emoji emoji-id=\"536\">x</tg-emoji>", CustomEmoji("536".into())),
        ] {
            assert_eq!(kinds(html), [(kind, 0, 1)], "{html}");
        }
    }

    #[test]
    fn offsets_count_utf16_units_and_nesting_is_kept() {
        let (text, _) = parse_html("😀 <b>қ<i>ә</i></b> &lt;&#1178;&#x49A;&copy;").unwrap();
        assert_eq!(text, "😀 қә <ҚҚ&copy;");
        assert_eq!(
            kinds("😀 <b>қ<i>ә</i></b>"),
            [(EntityKind::Bold, 3, 2), (EntityKind::Italic, 4, 1)]
        );
        assert_eq!(
            kinds("<b><i>x</i></b>"),
            [(EntityKind::Bold, 0, 1), (EntityKind::Italic, 0, 1)]
        );
        assert_eq!(kinds("<b></b>x"), []);
    }

    #[test]
    fn broken_markup_is_refused_in_the_servers_words() {
        for (html, words) in [
            ("a<br>", "Unsupported start tag \"br\" at byte offset 1"),
            ("ә<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            (
                "<b><i>x</b></i>",
                "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"",
            ),
            ("1 < 2", "Unsupported start tag \"\" at byte offset 2"),
            ("<b", "Unclosed start tag at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
            (
                "<a href>x</a>",
                "Expected equal sign in declaration of an attribute of the tag \"a\" at byte \
                 offset 0",
            ),
        ] {
            assert_eq!(parse_html(html).unwrap_err(), words, "{html}");
        }
    }
}
