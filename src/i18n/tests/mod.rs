//! What holds the locales in step with [`Text`], with Telegram's limits and with the languages.

use std::sync::LazyLock;

use serde_json::Value;

use crate::domain::email::Email;
use crate::domain::esim::{ActivationCode, ConfirmationCode};
use crate::domain::ids::AddressId;
use crate::domain::lang::Lang;
use crate::domain::text::Text;

use super::locale::files;
use super::{Fill, Seller, Words};

mod keys;
mod language;
mod limits;
mod parity;
mod rendering;

/// The words as they are shipped.
fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(Seller::known()).unwrap());
    &WORDS
}

/// Values as long as real ones get.
fn fill() -> Fill {
    let address = format!("{}@{}.example", "a".repeat(40), "b".repeat(30));
    let code = format!("LPA:1${}.example.com${}", "rsp".repeat(12), "0123456789ABCDEF".repeat(3));
    Fill {
        addresses: vec![(AddressId(1), Email::parse(&address).unwrap())],
        code: Some(ActivationCode::parse(&code).unwrap()),
        confirmation: Some(ConfirmationCode::parse("12345678").unwrap()),
    }
}

/// The length that Telegram counts: UTF-16 units after the markup was read.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn plain(text: &Text, lang: Lang) -> String {
    words().plain(text, lang, &fill())
}

/// One of each, with its key.
fn samples() -> Vec<(&'static str, Text)> {
    Text::samples().into_iter().map(|text| (text.key().unwrap(), text)).collect()
}

/// The samples whose keys begin so.
fn samples_of(prefix: &str) -> Vec<(&'static str, Text)> {
    let found: Vec<_> = samples().into_iter().filter(|(key, _)| key.starts_with(prefix)).collect();
    assert!(!found.is_empty(), "nothing begins with {prefix}");
    found
}

/// Whether a text stands where Telegram reads no markup.
fn is_plain(key: &str) -> bool {
    let prefixes = ["btn-", "cmd-", "bot-", "mail-", "refuse-", "chart-"];
    let others = ["invoice-title", "invoice-description", "invoice-line", "stale-button"];
    // Not a letter's words: what the chat says about a letter.
    let chat = ["mail-sent", "mail-failed"];
    !chat.contains(&key)
        && (prefixes.iter().any(|prefix| key.starts_with(prefix)) || others.contains(&key))
}

/// The same text with another number in it.
fn with_number(text: &Text, name: &str, number: i64) -> Option<Text> {
    let mut value = serde_json::to_value(text).unwrap();
    let field = value.as_object_mut()?.values_mut().next()?.get_mut(name)?;
    if !field.is_number() {
        return None;
    }
    *field = Value::from(number);
    Some(serde_json::from_value(value).unwrap())
}

/// The messages of a file: key, and the source up to the next key.
fn entries(source: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once('=') {
            Some((key, value)) if line.starts_with(|first: char| first.is_ascii_lowercase()) => {
                found.push((key.trim().to_owned(), format!("{}\n", value.trim())));
            }
            _ => {
                if let Some((_, value)) = found.last_mut() {
                    value.push_str(line);
                    value.push('\n');
                }
            }
        }
    }
    found
}

/// All messages of a language.
fn all_entries(lang: Lang) -> Vec<(String, String)> {
    files(lang).iter().flat_map(|(_, source)| entries(source)).collect()
}
