//! Text with entities as HTML that is safe inside a page.
//!
//! The page shows what a phone would show, so nothing of the text itself may become markup, and no
//! link may lead anywhere but to the web or into Telegram. Next: `world/view.rs`, which uses it.

use super::{Entity, EntityKind};

/// Text as HTML that shows exactly that text.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        push_escaped(&mut out, ch);
    }
    out
}

fn push_escaped(out: &mut String, ch: char) {
    match ch {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(ch),
    }
}

/// Text with its entities as HTML; line breaks stay line breaks.
pub fn to_html(text: &str, entities: &[Entity]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut open: Vec<&Entity> = Vec::new();
    let mut at = 0;
    for ch in text.chars() {
        close(&mut out, &mut open, at);
        for entity in entities.iter().filter(|entity| entity.offset == at && entity.length > 0) {
            out.push_str(&tag(entity, text, true));
            open.push(entity);
        }
        push_escaped(&mut out, ch);
        at += ch.len_utf16();
    }
    close(&mut out, &mut open, usize::MAX);
    out
}

/// Closes what ends here; what merely stands above it on the stack is opened again.
fn close(out: &mut String, open: &mut Vec<&Entity>, at: usize) {
    let mut again = Vec::new();
    while open.iter().any(|entity| entity.end() <= at) {
        let Some(entity) = open.pop() else { break };
        out.push_str(&tag(entity, "", false));
        if entity.end() > at {
            again.push(entity);
        }
    }
    for entity in again.into_iter().rev() {
        out.push_str(&tag(entity, "", true));
        open.push(entity);
    }
    if at == usize::MAX {
        while let Some(entity) = open.pop() {
            out.push_str(&tag(entity, "", false));
        }
    }
}

fn tag(entity: &Entity, text: &str, opening: bool) -> String {
    let (name, attributes) = match &entity.kind {
        EntityKind::Bold => ("b", String::new()),
        EntityKind::Italic => ("i", String::new()),
        EntityKind::Underline => ("u", String::new()),
        EntityKind::Strikethrough => ("s", String::new()),
        EntityKind::Spoiler => ("span", " class=\"tg-spoiler\"".to_owned()),
        EntityKind::Blockquote => ("blockquote", String::new()),
        EntityKind::ExpandableBlockquote => ("blockquote", " class=\"expandable\"".to_owned()),
        EntityKind::Code => ("code", String::new()),
        EntityKind::Pre(_) => ("pre", String::new()),
        EntityKind::TextLink(url) => ("a", href(url)),
        EntityKind::Url => ("a", href(&piece(text, entity))),
        EntityKind::Email => ("a", href(&format!("mailto:{}", piece(text, entity)))),
        EntityKind::CustomEmoji(_) => ("span", " class=\"emoji\"".to_owned()),
        EntityKind::Mention => ("span", " class=\"mention\"".to_owned()),
        EntityKind::BotCommand => ("span", " class=\"command\"".to_owned()),
    };
    if opening { format!("<{name}{attributes}>") } else { format!("</{name}>") }
}

fn piece(text: &str, entity: &Entity) -> String {
    let units: Vec<u16> = text.encode_utf16().skip(entity.offset).take(entity.length).collect();
    String::from_utf16_lossy(&units)
}

fn href(url: &str) -> String {
    let safe = ["https://", "http://", "tg://", "mailto:", "tel:"];
    if safe.iter().any(|scheme| url.to_lowercase().starts_with(scheme)) {
        format!(" href=\"{}\" rel=\"noopener noreferrer\" target=\"_blank\"", escape(url))
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_html;
    use super::*;

    #[test]
    fn what_was_parsed_is_shown_again_and_nothing_else_becomes_markup() {
        for html in [
            "<b>қ<i>ә</i></b> &lt;script&gt;",
            "<blockquote>x\ny</blockquote>",
            "😀<code>LPA:1$a$b</code>😀",
        ] {
            let (text, entities) = parse_html(html).unwrap();
            assert_eq!(to_html(&text, &entities), html);
        }
        assert_eq!(to_html("<img onerror='x'>", &[]), "&lt;img onerror=&#39;x&#39;&gt;");
    }

    #[test]
    fn overlapping_entities_still_make_well_nested_html() {
        let bold = Entity { kind: EntityKind::Bold, offset: 0, length: 2 };
        let italic = Entity { kind: EntityKind::Italic, offset: 1, length: 2 };
        assert_eq!(to_html("abc", &[bold, italic]), "<b>a<i>b</i></b><i>c</i>");
    }

    #[test]
    fn a_link_that_would_run_code_loses_its_target() {
        let link = Entity {
            kind: EntityKind::TextLink("javascript:alert(1)".into()),
            offset: 0,
            length: 1,
        };
        assert_eq!(to_html("x", &[link]), "<a>x</a>");
    }
}
