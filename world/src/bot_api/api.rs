//! What the Bot API has: methods and objects by name, with their fields, as `api.txt` lists them.
//!
//! A name that is not in the list is none of Telegram's. Which of the methods this world performs
//! is `methods.rs`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A method or an object.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name as Telegram writes it.
    pub name: &'static str,
    /// The fields it has.
    pub fields: Vec<&'static str>,
}

static KNOWN: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let lines = include_str!("api.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut words = line.split(' ');
            let name = words.next()?;
            Some((name.to_lowercase(), Known { name, fields: words.collect() }))
        })
        .collect()
});

/// A method or an object by its name in any case.
pub(crate) fn find(name: &str) -> Option<&'static Known> {
    KNOWN.get(&name.to_lowercase())
}

/// Whether a method or an object has such a field.
pub(crate) fn has(name: &str, field: &str) -> bool {
    find(name).is_some_and(|known| known.fields.contains(&field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_fields_as_they_are() {
        assert_eq!(find("SENDMESSAGE").map(|known| known.name), Some("sendMessage"));
        assert!(has("sendmessage", "text") && !has("sendMessage", "Text"));
        assert!(has("InlineKeyboardButton", "callback_data"));
        assert!(find("sendMesage").is_none() && KNOWN.len() > 200);
    }
}
