//! Keys under a message, in words and acts that are ready to be sent.
//!
//! It must not know texts or presses: the caller rendered the labels and encoded the presses
//! ([`super::button`]).

use teloxide::types::{CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup};

/// The most characters a key may copy (Bot API, `CopyTextButton.text`).
pub const MOST_COPIED: usize = 256;

/// What a key does.
#[derive(Clone, PartialEq, Eq)]
pub enum Act {
    /// Sends callback data, 1-64 bytes.
    Callback(String),
    /// Opens an address.
    Url(String),
    /// Copies a text of 1-256 characters.
    Copy(String),
    /// Pays the invoice above it; must be the first key of an invoice.
    Pay,
}

/// One key. Its act may hold an activation code, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct MarkupKey {
    /// The words on it.
    pub label: String,
    /// What it does.
    pub act: Act,
}

/// Keys in rows (Bot API, `InlineKeyboardMarkup`).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Markup(pub Vec<Vec<MarkupKey>>);

impl Markup {
    /// No keys.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// As teloxide's type. Telegram refuses a whole message for one bad key, so an address that is
    /// none and a text too long to copy are left out: the message matters more than the key.
    /// `None` if no key is left.
    pub(super) fn to_inline(&self) -> Option<InlineKeyboardMarkup> {
        let rows: Vec<Vec<_>> = self
            .0
            .iter()
            .map(|row| row.iter().filter_map(MarkupKey::to_inline).collect::<Vec<_>>())
            .filter(|row| !row.is_empty())
            .collect();
        (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
    }
}

impl MarkupKey {
    fn to_inline(&self) -> Option<InlineKeyboardButton> {
        let label = self.label.clone();
        match &self.act {
            Act::Callback(data) => Some(InlineKeyboardButton::callback(label, data.clone())),
            Act::Url(address) => {
                Some(InlineKeyboardButton::url(label, reqwest::Url::parse(address).ok()?))
            }
            Act::Copy(text) => (1..=MOST_COPIED).contains(&text.chars().count()).then(|| {
                InlineKeyboardButton::copy_text_button(label, CopyTextButton { text: text.clone() })
            }),
            Act::Pay => Some(InlineKeyboardButton::pay(label)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(act: Act) -> MarkupKey {
        MarkupKey { label: "x".into(), act }
    }

    #[test]
    fn keys_have_telegrams_shape() {
        let markup = Markup(vec![
            vec![key(Act::Pay), key(Act::Callback("1|h".into()))],
            vec![key(Act::Url("https://example.com/a?b=LPA:1$c".into()))],
            vec![key(Act::Copy("LPA:1$rsp.example.com$X".into()))],
        ]);
        let json = serde_json::to_value(markup.to_inline()).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"inline_keyboard": [
                [{"text": "x", "pay": true}, {"text": "x", "callback_data": "1|h"}],
                [{"text": "x", "url": "https://example.com/a?b=LPA:1$c"}],
                [{"text": "x", "copy_text": {"text": "LPA:1$rsp.example.com$X"}}],
            ]})
        );
    }

    #[test]
    fn a_key_that_telegram_would_refuse_is_left_out() {
        let bad = vec![key(Act::Url("no address".into())), key(Act::Copy("x".repeat(257)))];
        assert!(Markup(vec![bad.clone()]).to_inline().is_none());
        let kept = Markup(vec![bad, vec![key(Act::Copy("я".repeat(256)))]]).to_inline().unwrap();
        assert_eq!(kept.inline_keyboard.len(), 1);
        assert!(Markup::none().to_inline().is_none());
    }
}
