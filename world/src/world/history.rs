//! What was seen in a chat, in its order: messages as they came, as they were changed, what was
//! pressed.
//!
//! A chat only shows what is there now; whoever wants to read how it went reads this. How it looks
//! as text: `transcript.rs`.

use super::chats::{Action, Message};
use super::people::Toast;
use super::state::State;

/// One thing that was seen in a chat.
#[derive(Clone, Debug)]
pub enum Seen {
    /// This message came.
    Came(Message),
    /// A message changed, and looks like this now.
    Changed(Message),
    /// The message of this id was deleted.
    Went(i64),
    /// The person pressed a button below a message.
    Pressed {
        /// Which message.
        message: i64,
        /// The button's words; `None` where the message has no such button any more.
        label: Option<String>,
    },
    /// The bot answered a press with these words.
    Told(Toast),
}

impl State {
    /// Remembers what a chat showed.
    pub fn note(&mut self, chat: i64, seen: Seen) {
        self.history.entry(chat).or_default().push(seen);
    }

    /// The words of the button that does this, below a message.
    pub fn label(&self, chat: i64, message: i64, action: &Action) -> Option<String> {
        let message = self.message(chat, message).filter(|message| !message.deleted)?;
        let mut buttons = message.keyboard.iter().flatten().flatten();
        buttons.find(|button| button.action == *action).map(|button| button.text.clone())
    }
}
