//! Keys under a message, in words and acts that are ready to be sent.
//!
//! It must not know texts or presses: the caller rendered the labels and encoded the presses
//! ([`super::callback_data`]).

use teloxide::types::{CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup};

/// The most characters a key may copy (Bot API, `CopyTextButton.text`).
pub(crate) const MOST_COPIED: usize = 256;

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum MarkupAction {
    /// Sends callback data, 1-64 bytes.
    Callback(String),
    Url(String),
    Copy(String),
    /// Pays the invoice above it; must be the first key of an invoice.
    Pay,
}

/// One key. Its act may hold an activation code, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MarkupButton {
    pub label: String,
    pub act: MarkupAction,
}

/// Buttons in rows (Bot API, `InlineKeyboardMarkup`).
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Markup(pub Vec<Vec<MarkupButton>>);

impl Markup {
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// As teloxide's type. Telegram refuses a whole message for one bad button, so an address that
    /// is none and a text too long to copy are left out: the message matters more than the button.
    /// `None` if no button is left.
    pub(super) fn to_inline(&self) -> Option<InlineKeyboardMarkup> {
        let rows: Vec<Vec<_>> = self
            .0
            .iter()
            .map(|row| row.iter().filter_map(MarkupButton::to_inline).collect::<Vec<_>>())
            .filter(|row| !row.is_empty())
            .collect();
        (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
    }
}

impl MarkupButton {
    fn to_inline(&self) -> Option<InlineKeyboardButton> {
        let label = self.label.clone();
        match &self.act {
            MarkupAction::Callback(data) => {
                Some(InlineKeyboardButton::callback(label, data.clone()))
            }
            MarkupAction::Url(address) => {
                Some(InlineKeyboardButton::url(label, reqwest::Url::parse(address).ok()?))
            }
            MarkupAction::Copy(text) => {
                (1..=MOST_COPIED).contains(&text.chars().count()).then(|| {
                    InlineKeyboardButton::copy_text_button(
                        label,
                        CopyTextButton { text: text.clone() },
                    )
                })
            }
            MarkupAction::Pay => Some(InlineKeyboardButton::pay(label)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(act: MarkupAction) -> MarkupButton {
        MarkupButton { label: "x".into(), act }
    }

    #[test]
    fn keys_have_telegrams_shape() {
        let markup = Markup(vec![
            vec![key(MarkupAction::Pay), key(MarkupAction::Callback("1|h".into()))],
            vec![key(MarkupAction::Url("https://example.com/a?b=LPA:1$c".into()))],
            vec![key(MarkupAction::Copy("LPA:1$rsp.example.com$X".into()))],
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
        let bad = vec![
            key(MarkupAction::Url("no address".into())),
            key(MarkupAction::Copy("x".repeat(257))),
        ];
        assert!(Markup(vec![bad.clone()]).to_inline().is_none());
        let kept =
            Markup(vec![bad, vec![key(MarkupAction::Copy("я".repeat(256)))]]).to_inline().unwrap();
        assert_eq!(kept.inline_keyboard.len(), 1);
        assert!(Markup::none().to_inline().is_none());
    }
}
