//! What a bot says about itself, per language and scope: names, texts, command menus.
//!
//! The order in which an app looks for a menu is Telegram's (Bot API, "BotCommandScope"). Limits
//! are checked in `bot_api/profile.rs`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::people::Person;
use super::state::State;

/// A text per language; the empty language is everybody else's.
pub type ByLanguage = BTreeMap<String, String>;

/// The profile of the bot.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: ByLanguage,
    /// What is read before `/start`.
    pub description: ByLanguage,
    /// What stands on its card and beside links to it.
    pub short_description: ByLanguage,
    /// Menus by scope (`default`, `all_private_chats`, `chat:<id>`, …) and language: names and
    /// descriptions of commands.
    pub menus: BTreeMap<(String, String), Vec<(String, String)>>,
    /// The button beside the input, by chat; 0 is everybody else's.
    pub menu_buttons: BTreeMap<i64, Value>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: ByLanguage::from([(String::new(), "Pretend bot".to_owned())]),
            description: ByLanguage::new(),
            short_description: ByLanguage::new(),
            menus: BTreeMap::new(),
            menu_buttons: BTreeMap::new(),
        }
    }
}

/// The text for a language, else everybody's.
pub fn for_language(texts: &ByLanguage, language: &str) -> String {
    texts.get(language).or_else(|| texts.get("")).cloned().unwrap_or_default()
}

/// The two letters by which Telegram chooses: `kk` of `kk-KZ`.
pub fn two_letters(person: &Person) -> String {
    let tag = person.language_code.as_deref().unwrap_or_default();
    tag.split('-').next().unwrap_or_default().to_lowercase()
}

impl State {
    /// The menu as this person's app shows it in the private chat.
    pub fn menu_for(&self, person: i64) -> Vec<(String, String)> {
        let Some(someone) = self.people.get(&person) else { return Vec::new() };
        let language = two_letters(someone);
        for scope in [format!("chat:{person}"), "all_private_chats".into(), "default".into()] {
            for language in [language.as_str(), ""] {
                let key = (scope.clone(), language.to_owned());
                if let Some(menu) = self.profile.menus.get(&key) {
                    return menu.clone();
                }
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::{Clock, ClockKind};
    use crate::world::people::Role;
    use crate::world::state::{BotAccount, State};

    #[test]
    fn the_narrowest_menu_wins_and_language_only_decides_within_a_scope() {
        let bot =
            BotAccount { id: 1, username: "b".into(), token: "1:x".into(), api_url: String::new() };
        let clock = Clock::new(ClockKind::Manual { start_ms: 0 });
        let mut state = State::new(clock, bot, String::new(), 1, 1);
        let person = state.add_person("Customer", Some("kk-KZ"), Role::Customer);
        assert!(state.menu_for(person).is_empty());
        let chat = format!("chat:{person}");
        let rising = [
            ("default", ""),
            ("default", "kk"),
            ("all_private_chats", ""),
            ("all_private_chats", "kk"),
            (chat.as_str(), ""),
            (chat.as_str(), "kk"),
        ];
        for (scope, language) in rising {
            let name = format!("{scope}/{language}");
            let key = (scope.to_owned(), language.to_owned());
            state.profile.menus.insert(key, vec![(name.clone(), "x".into())]);
            assert_eq!(state.menu_for(person)[0].0, name);
        }
        state.person_speaks(person, Some("ru")).unwrap();
        assert_eq!(state.menu_for(person)[0].0, format!("{chat}/"));
    }
}
