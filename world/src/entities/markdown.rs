//! Telegram's two Markdown styles, read as the official server reads them, refusals included.
//!
//! `MarkdownV2` nests and wants every other mark escaped; `Markdown` is the older one, which does
//! not nest. It must not trim or limit: that is done after parsing. Next: `html.rs`.

use super::{Entity, EntityKind};

/// The marks of `MarkdownV2`: whoever means the letter escapes it.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

/// A text that is read letter by letter, and what came of it so far.
struct Reader {
    letters: Vec<char>,
    at: usize,
    text: String,
    length: usize,
    entities: Vec<Entity>,
}

impl Reader {
    fn new(input: &str) -> Self {
        let letters = input.chars().collect();
        Self { letters, at: 0, text: String::new(), length: 0, entities: Vec::new() }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn sees(&self, words: &str) -> bool {
        words.chars().enumerate().all(|(ahead, letter)| self.peek(ahead) == Some(letter))
    }

    /// Where it stands, in bytes, as refusals count.
    fn offset(&self, at: usize) -> usize {
        self.letters.iter().take(at).map(|letter| letter.len_utf8()).sum()
    }

    /// The letter here becomes part of the text.
    fn keep(&mut self) {
        if let Some(letter) = self.peek(0) {
            self.text.push(letter);
            self.length += letter.len_utf16();
            self.at += 1;
        }
    }

    /// The language behind three backticks, and the line that ends there.
    fn language(&mut self) -> Option<String> {
        let rest = self.letters.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|letter| letter.is_whitespace() || *letter == '`');
        let word = end.filter(|end| *end > 0 && rest.get(*end) != Some(&'`'));
        let language = word.map(|end| rest.iter().take(end).collect());
        self.at += word.unwrap_or(0);
        if self.peek(0) == Some('\r') && self.peek(1) == Some('\n') {
            self.at += 2;
        } else if matches!(self.peek(0), Some('\n' | '\r')) {
            self.at += 1;
        }
        language
    }

    /// The address in round brackets that follows; `None` if none does.
    fn address(&mut self, escapes: bool) -> Result<Option<String>, String> {
        if self.peek(0) != Some('(') {
            return Ok(None);
        }
        self.at += 1;
        let begin = self.at;
        let mut url = String::new();
        loop {
            match self.peek(0) {
                None => {
                    return Err(format!(
                        "Can't find end of a URL at byte offset {}",
                        self.offset(begin)
                    ));
                }
                Some(')') => break,
                Some('\\') if escapes && self.peek(1).is_some_and(|next| next.is_ascii()) => {
                    self.at += 1;
                }
                Some(_) => {}
            }
            url.extend(self.peek(0));
            self.at += 1;
        }
        self.at += 1;
        Ok(Some(url))
    }

    /// What was read since `offset` is of this kind.
    fn mark(&mut self, kind: EntityKind, offset: usize) {
        if self.length > offset {
            self.entities.push(Entity { kind, offset, length: self.length - offset });
        }
    }

    fn done(mut self) -> (String, Vec<Entity>) {
        // Inner ones end first; of two that cover the same text the outer one is named first.
        self.entities.reverse();
        self.entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
        (self.text, self.entities)
    }
}

/// An entity of `MarkdownV2` that has begun.
struct Open {
    kind: EntityKind,
    /// Its name in refusals.
    name: &'static str,
    /// What ends it.
    end: &'static str,
    offset: usize,
    begin: usize,
}

/// Reads text in `MarkdownV2` style. The error is the server's wording after "can't parse entities:
/// ".
pub fn parse_markdown_v2(input: &str) -> Result<(String, Vec<Entity>), String> {
    let mut reader = Reader::new(input);
    let mut open: Vec<Open> = Vec::new();
    let mut new_line = true;
    while let Some(letter) = reader.peek(0) {
        let first = std::mem::replace(&mut new_line, letter == '\n');
        if letter == '\\' && reader.peek(1).is_some_and(|next| next.is_ascii()) {
            reader.at += 1;
            reader.keep();
            continue;
        }
        let raw = open.last().is_some_and(|last| last.end.starts_with('`'));
        if open.last().is_some_and(|last| ends(&reader, last, raw)) {
            if let Some(last) = open.pop() {
                close(&mut reader, last)?;
            }
            continue;
        }
        if raw || !RESERVED.contains(letter) {
            reader.keep();
            continue;
        }
        if letter == '>' && first {
            reader.at += 1;
            if !open.iter().any(|one| one.kind == EntityKind::Blockquote) {
                let (offset, begin) = (reader.length, reader.at - 1);
                let (kind, name) = (EntityKind::Blockquote, "BlockQuote");
                open.push(Open { kind, name, end: "\n", offset, begin });
            }
            continue;
        }
        let begun = begins(&mut reader)?;
        open.push(begun);
    }
    if let Some(last) = open.pop_if(|last| last.kind == EntityKind::Blockquote) {
        reader.mark(last.kind, last.offset);
    }
    match open.last() {
        Some(last) => {
            let at = reader.offset(last.begin);
            Err(format!("Can't find end of {} entity at byte offset {at}", last.name))
        }
        None => Ok(reader.done()),
    }
}

/// Whether an entity ends here. An underline takes two marks, so one of an italic text is looked at
/// closer.
fn ends(reader: &Reader, last: &Open, raw: bool) -> bool {
    match last.end {
        "_" => reader.sees("_") && !reader.sees("__"),
        "\n" => reader.sees("\n") && reader.peek(1) != Some('>'),
        end => (raw || end != "`") && reader.sees(end),
    }
}

/// Begins the entity whose mark stands here.
fn begins(reader: &mut Reader) -> Result<Open, String> {
    let begin = reader.at;
    let marks = [
        ("```", EntityKind::Pre(None), "Pre", "```"),
        ("__", EntityKind::Underline, "Underline", "__"),
        ("||", EntityKind::Spoiler, "Spoiler", "||"),
        ("![", EntityKind::CustomEmoji(String::new()), "CustomEmoji", "]"),
        ("`", EntityKind::Code, "Code", "`"),
        ("_", EntityKind::Italic, "Italic", "_"),
        ("*", EntityKind::Bold, "Bold", "*"),
        ("~", EntityKind::Strikethrough, "Strikethrough", "~"),
        ("[", EntityKind::TextLink(String::new()), "TextUrl", "]"),
    ];
    let Some((mark, mut kind, name, end)) = marks.into_iter().find(|(mark, ..)| reader.sees(mark))
    else {
        let letter = reader.peek(0).unwrap_or_default();
        return Err(format!(
            "Character '{letter}' is reserved and must be escaped with the preceding '\\'"
        ));
    };
    reader.at += mark.len();
    if let EntityKind::Pre(language) = &mut kind {
        *language = reader.language();
    }
    Ok(Open { kind, name, end, offset: reader.length, begin })
}

/// Ends an entity whose end mark stands here.
fn close(reader: &mut Reader, last: Open) -> Result<(), String> {
    if last.kind == EntityKind::Blockquote {
        // The line's end is no part of it, and stays in the text.
        reader.mark(last.kind, last.offset);
        reader.keep();
        return Ok(());
    }
    reader.at += last.end.len();
    let kind = match last.kind {
        EntityKind::TextLink(_) => {
            let words: Vec<u16> = reader.text.encode_utf16().skip(last.offset).collect();
            let words = String::from_utf16_lossy(&words);
            let url = reader.address(true)?.unwrap_or(words);
            if !is_link(&url) {
                return Ok(());
            }
            EntityKind::TextLink(url)
        }
        EntityKind::CustomEmoji(_) => {
            let url = reader.address(true)?.unwrap_or_default();
            let id = url.strip_prefix("tg://emoji?id=");
            let id = id.ok_or("Custom emoji entity must contain a tg://emoji URL")?;
            EntityKind::CustomEmoji(id.to_owned())
        }
        kind @ (EntityKind::Bold
        | EntityKind::Italic
        | EntityKind::Underline
        | EntityKind::Strikethrough
        | EntityKind::Spoiler
        | EntityKind::Blockquote
        | EntityKind::ExpandableBlockquote
        | EntityKind::Code
        | EntityKind::Pre(_)
        | EntityKind::Url
        | EntityKind::Email
        | EntityKind::BotCommand
        | EntityKind::Mention) => kind,
    };
    reader.mark(kind, last.offset);
    Ok(())
}

/// A link leads to the web or into Telegram; of anything else only the words are kept.
fn is_link(url: &str) -> bool {
    let scheme =
        ["http://", "https://", "tg://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    scheme || (url.contains('.') && !url.contains(char::is_whitespace))
}

/// Reads text in the older `Markdown` style. The error is the server's wording after "can't parse
/// entities: ".
pub fn parse_markdown(input: &str) -> Result<(String, Vec<Entity>), String> {
    let mut reader = Reader::new(input);
    while let Some(letter) = reader.peek(0) {
        if letter == '\\' && reader.peek(1).is_some_and(|next| "_*`[".contains(next)) {
            reader.at += 1;
            reader.keep();
            continue;
        }
        if !"_*`[".contains(letter) {
            reader.keep();
            continue;
        }
        let begin = reader.at;
        let is_pre = reader.sees("```");
        reader.at += if is_pre { 3 } else { 1 };
        let language = if is_pre { reader.language() } else { None };
        let (offset, words) = (reader.length, reader.text.len());
        let end = match letter {
            '[' => "]",
            '*' => "*",
            '_' => "_",
            _ if is_pre => "```",
            _ => "`",
        };
        while reader.peek(0).is_some() && !reader.sees(end) {
            reader.keep();
        }
        if reader.peek(0).is_none() {
            let at = reader.offset(begin);
            return Err(format!("Can't find end of the entity starting at byte offset {at}"));
        }
        reader.at += end.len();
        let kind = match letter {
            '*' => EntityKind::Bold,
            '_' => EntityKind::Italic,
            '`' if is_pre => EntityKind::Pre(language),
            '`' => EntityKind::Code,
            _ => {
                let shown = reader.text.get(words..).unwrap_or_default().to_owned();
                let url = reader.address(false)?.unwrap_or(shown);
                if !is_link(&url) {
                    continue;
                }
                EntityKind::TextLink(url)
            }
        };
        reader.mark(kind, offset);
    }
    Ok(reader.done())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(
        parsed: Result<(String, Vec<Entity>), String>,
    ) -> (String, Vec<(EntityKind, usize, usize)>) {
        let (text, entities) = parsed.unwrap();
        (text, entities.into_iter().map(|e| (e.kind, e.offset, e.length)).collect())
    }

    #[test]
    fn the_second_style_nests_and_wants_escapes() {
        let (text, marks) = found(parse_markdown_v2("*Қазақ _x_* 😀 __u__ ~s~ ||p|| `a*b` 1\\.5"));
        assert_eq!(text, "Қазақ x 😀 u s p a*b 1.5");
        assert_eq!(
            marks,
            [
                (EntityKind::Bold, 0, 7),
                (EntityKind::Italic, 6, 1),
                (EntityKind::Underline, 11, 1),
                (EntityKind::Strikethrough, 13, 1),
                (EntityKind::Spoiler, 15, 1),
                (EntityKind::Code, 17, 3),
            ]
        );
        let (text, marks) = found(parse_markdown_v2("[a](https://x.kz/\\)) ```rust\nlet a;```"));
        assert_eq!(text, "a let a;");
        let link = EntityKind::TextLink("https://x.kz/)".to_owned());
        assert_eq!(marks, [(link, 0, 1), (EntityKind::Pre(Some("rust".to_owned())), 2, 6)]);
        let (text, marks) = found(parse_markdown_v2(">one\n>two\nthree"));
        assert_eq!(
            (text.as_str(), marks),
            ("one\ntwo\nthree", vec![(EntityKind::Blockquote, 0, 7)])
        );
        let refused = |text: &str| parse_markdown_v2(text).unwrap_err();
        let escape = "Character '.' is reserved and must be escaped with the preceding '\\'";
        assert_eq!(refused("1.5"), escape);
        assert_eq!(refused("Қ *x"), "Can't find end of Bold entity at byte offset 3");
        assert_eq!(refused("[a](b"), "Can't find end of a URL at byte offset 4");
    }

    #[test]
    fn the_first_style_does_not_nest() {
        let (text, marks) = found(parse_markdown("*b_c* _i_ `x` [a](http://x.kz) \\_ ```\ny```"));
        assert_eq!(text, "b_c i x a _ y");
        assert_eq!(
            marks,
            [
                (EntityKind::Bold, 0, 3),
                (EntityKind::Italic, 4, 1),
                (EntityKind::Code, 6, 1),
                (EntityKind::TextLink("http://x.kz".to_owned()), 8, 1),
                (EntityKind::Pre(None), 12, 1),
            ]
        );
        let refused = parse_markdown("a *b").unwrap_err();
        assert_eq!(refused, "Can't find end of the entity starting at byte offset 2");
    }
}
