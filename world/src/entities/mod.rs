//! Text with markup, as Telegram understands it: HTML or Markdown in, plain text with entities out,
//! and back.
//!
//! The rules and the wording of refusals are those of the official server (Bot API, "HTML style";
//! the parser of tdlib). Offsets and lengths count UTF-16 units. It must not know who sends the
//! text. Next: `entities/html.rs` for the parser, `entities/render.rs` for the way back.

mod html;
mod markdown;
mod render;

use serde_json::{Value, json};

pub use html::parse_html;
pub use markdown::{parse_markdown, parse_markdown_v2};
pub use render::{escape, to_html};

/// What a piece of text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// `b`, `strong`
    Bold,
    /// `i`, `em`
    Italic,
    /// `u`, `ins`
    Underline,
    /// `s`, `strike`, `del`
    Strikethrough,
    /// `tg-spoiler`, `span class="tg-spoiler"`
    Spoiler,
    /// `blockquote`
    Blockquote,
    /// `blockquote expandable`
    ExpandableBlockquote,
    /// `code`
    Code,
    /// `pre`, perhaps with a programming language
    Pre(Option<String>),
    /// `a href`
    TextLink(String),
    /// `tg-emoji`
    CustomEmoji(String),
    /// An address of the web, found by the server.
    Url,
    /// An e-mail address, found by the server.
    Email,
    /// A command such as `/start`, found by the server.
    BotCommand,
    /// A name such as `@somebody`, found by the server.
    Mention,
}

/// A piece of text that is something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Where it begins, in UTF-16 units.
    pub offset: usize,
    /// How long it is, in UTF-16 units.
    pub length: usize,
}

impl Entity {
    /// Where it ends, in UTF-16 units.
    pub fn end(&self) -> usize {
        self.offset + self.length
    }

    /// As `MessageEntity` of the Bot API.
    pub fn to_json(&self) -> Value {
        let mut out = json!({"offset": self.offset, "length": self.length});
        let mut put = |key: &str, value: &str| {
            if let Some(fields) = out.as_object_mut() {
                fields.insert(key.to_owned(), json!(value));
            }
        };
        match &self.kind {
            EntityKind::Bold => put("type", "bold"),
            EntityKind::Italic => put("type", "italic"),
            EntityKind::Underline => put("type", "underline"),
            EntityKind::Strikethrough => put("type", "strikethrough"),
            EntityKind::Spoiler => put("type", "spoiler"),
            EntityKind::Blockquote => put("type", "blockquote"),
            EntityKind::ExpandableBlockquote => put("type", "expandable_blockquote"),
            EntityKind::Code => put("type", "code"),
            EntityKind::Pre(language) => {
                put("type", "pre");
                if let Some(language) = language {
                    put("language", language);
                }
            }
            EntityKind::TextLink(url) => {
                put("type", "text_link");
                put("url", url);
            }
            EntityKind::CustomEmoji(id) => {
                put("type", "custom_emoji");
                put("custom_emoji_id", id);
            }
            EntityKind::Url => put("type", "url"),
            EntityKind::Email => put("type", "email"),
            EntityKind::BotCommand => put("type", "bot_command"),
            EntityKind::Mention => put("type", "mention"),
        }
        out
    }

    /// From `MessageEntity` of the Bot API; `None` for a kind that only the server finds, which it
    /// finds again by itself. The error is the kind's name.
    pub fn from_json(value: &Value) -> Result<Option<Self>, String> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key: &str| {
            value.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok())
        };
        let name = text("type").unwrap_or_default();
        let kind = match name.as_str() {
            "bold" => EntityKind::Bold,
            "italic" => EntityKind::Italic,
            "underline" => EntityKind::Underline,
            "strikethrough" => EntityKind::Strikethrough,
            "spoiler" => EntityKind::Spoiler,
            "blockquote" => EntityKind::Blockquote,
            "expandable_blockquote" => EntityKind::ExpandableBlockquote,
            "code" => EntityKind::Code,
            "pre" => EntityKind::Pre(text("language")),
            "text_link" => EntityKind::TextLink(text("url").unwrap_or_default()),
            "custom_emoji" => EntityKind::CustomEmoji(text("custom_emoji_id").unwrap_or_default()),
            "url" | "email" | "bot_command" | "mention" | "hashtag" | "cashtag"
            | "phone_number" | "bank_card_number" => return Ok(None),
            _ => return Err(name),
        };
        match (number("offset"), number("length")) {
            (Some(offset), Some(length)) => Ok(Some(Self { kind, offset, length })),
            _ => Err(name),
        }
    }
}

/// How long a text is for Telegram: UTF-16 units.
pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Cuts white space off both ends as the server does, moving the entities along; white space inside
/// the first entity stays.
pub fn trim(text: &str, entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let first = entities.iter().map(|entity| entity.offset).min().unwrap_or(usize::MAX);
    let mut cut = 0;
    let mut rest = text;
    for ch in text.chars() {
        if !ch.is_whitespace() || cut + ch.len_utf16() > first {
            break;
        }
        cut += ch.len_utf16();
        rest = rest.get(ch.len_utf8()..).unwrap_or_default();
    }
    let trimmed = rest.trim_end();
    let length = utf16_len(trimmed);
    let entities = entities
        .into_iter()
        .filter_map(|mut entity| {
            entity.offset = entity.offset.saturating_sub(cut);
            entity.length = entity.length.min(length.saturating_sub(entity.offset));
            (entity.length > 0).then_some(entity)
        })
        .collect();
    (trimmed.to_owned(), entities)
}

/// Adds what the server finds by itself (commands, addresses), except inside code and links.
pub fn find_plain(text: &str, mut entities: Vec<Entity>) -> Vec<Entity> {
    let mut offset = 0;
    let mut found = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let core = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '»']);
        if let Some(kind) = plain_kind(core) {
            found.push(Entity { kind, offset, length: utf16_len(core) });
        }
        offset += utf16_len(piece);
    }
    found.retain(|new| {
        !entities.iter().any(|old| {
            let opaque =
                matches!(old.kind, EntityKind::Code | EntityKind::Pre(_) | EntityKind::TextLink(_));
            opaque && old.offset < new.end() && new.offset < old.end()
        })
    });
    entities.extend(found);
    entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    entities
}

fn plain_kind(word: &str) -> Option<EntityKind> {
    let named = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    if let Some(command) = word.strip_prefix('/') {
        let name = command.split('@').next().unwrap_or_default();
        let fits = (1..=64).contains(&name.len()) && name.chars().all(named);
        return fits.then_some(EntityKind::BotCommand);
    }
    if let Some(name) = word.strip_prefix('@') {
        let fits = (4..=32).contains(&name.len()) && name.chars().all(named);
        return fits.then_some(EntityKind::Mention);
    }
    let protocols = ["https://", "http://", "tg://"];
    if protocols.iter().any(|protocol| word.starts_with(protocol)) || is_bare_address(word) {
        return Some(EntityKind::Url);
    }
    let (local, domain) = word.split_once('@')?;
    let fits = !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.contains('@')
        && word.is_ascii();
    fits.then_some(EntityKind::Email)
}

/// `example.com/page`: the server knows the last parts of all domains, this world a few.
fn is_bare_address(word: &str) -> bool {
    const ENDINGS: [&str; 8] = ["com", "net", "org", "me", "kz", "ru", "io", "app"];
    let host = word.split(['/', '?', ':']).next().unwrap_or_default();
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let label = |part: &str| {
        !part.is_empty() && part.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '-')
    };
    name.split('.').all(label) && ENDINGS.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_moves_entities_along() {
        let bold = Entity { kind: EntityKind::Bold, offset: 3, length: 5 };
        let (text, entities) = trim(" \n abc  ", vec![bold]);
        assert_eq!(text, "abc");
        assert_eq!((entities[0].offset, entities[0].length), (0, 3));
        assert_eq!(trim(" \n\t", vec![]).0, "");
    }

    #[test]
    fn the_server_finds_commands_and_addresses_but_not_inside_code() {
        let found = find_plain("/start kz, a@b.kz https://x.kz.", vec![]);
        let kinds: Vec<_> = found.iter().map(|e| (e.kind.clone(), e.offset, e.length)).collect();
        assert_eq!(
            kinds,
            [(EntityKind::BotCommand, 0, 6), (EntityKind::Email, 11, 6), (EntityKind::Url, 18, 12)]
        );
        let code = Entity { kind: EntityKind::Code, offset: 0, length: 6 };
        assert_eq!(find_plain("/start", vec![code.clone()]), [code]);
    }

    #[test]
    fn the_server_finds_bare_addresses_and_names() {
        for (word, kind) in [
            ("t.me/somebody", Some(EntityKind::Url)),
            ("qazaq-esim.com", Some(EntityKind::Url)),
            ("tg://resolve?domain=x", Some(EntityKind::Url)),
            ("@somebody", Some(EntityKind::Mention)),
            ("@ab", None),
            ("photo.png", None),
            ("3.5", None),
            (".com", None),
        ] {
            let found = find_plain(word, vec![]);
            assert_eq!(found.first().map(|entity| entity.kind.clone()), kind, "{word}");
        }
    }
}
