//! Several statements as one text, for SQLite, which runs them one after the other. It must not know
//! what they do.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A connection keeps as many statements prepared as it knows texts, so that these stay few: those that
/// come first are those that come often.
const MOST: usize = 40;

type Known = HashMap<Vec<&'static str>, Arc<str>>;

/// The text that is all of these, its placeholders counted through; `None` where too many are known.
pub(super) fn joined(texts: &[&'static str]) -> Option<Arc<str>> {
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = known.get(texts) {
        return Some(Arc::clone(text));
    }
    if known.len() >= MOST {
        return None;
    }
    let mut whole = String::new();
    let mut before = 0;
    for text in texts {
        before += append(&mut whole, text, before);
    }
    let whole: Arc<str> = whole.into();
    known.insert(texts.to_vec(), Arc::clone(&whole));
    Some(whole)
}

/// Appends a text whose placeholders begin after `before`; says how many it has.
fn append(whole: &mut String, text: &str, before: usize) -> usize {
    let mut pieces = text.split('$');
    whole.push_str(pieces.next().unwrap_or_default());
    let mut most = 0;
    for piece in pieces {
        let rest = piece.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let number = piece.strip_suffix(rest).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        most = most.max(number);
        let _ = write!(whole, "${}{rest}", before + number);
    }
    whole.push_str(";\n");
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_through() {
        let texts = [
            "update t set a = $1, b = $2, c = $1",
            "select 1",
            "delete from t where a in ($1, $12)",
        ];
        let text = joined(&texts).unwrap();
        assert_eq!(
            &*text,
            "update t set a = $1, b = $2, c = $1;\nselect 1;\ndelete from t where a in ($3, $14);\n"
        );
        assert_eq!(joined(&texts), Some(text));
    }
}
