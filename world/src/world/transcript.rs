//! A chat as plain text, in the order it was seen: who said what, what changed, what was pressed.
//!
//! Each block begins with one word: `bot` and `me` say something, `edit` is a message that changed,
//! `press` is a button, `toast` the bot's short answer to it, `gone` a message that was deleted.

use std::fmt::Write as _;

use super::chats::{Content, Message};
use super::history::Seen;
use super::mail::Mail;
use super::state::State;

/// What stands for a button whose words nobody can see.
const UNSEEN: &str = "a button that is not there";

impl State {
    /// Everything a chat showed.
    pub fn transcript(&self, chat: i64) -> String {
        let mut out = String::new();
        for seen in self.history.get(&chat).into_iter().flatten() {
            match seen {
                Seen::Came(message) => {
                    let who = if message.from_bot { "bot" } else { "me" };
                    block(&mut out, who, &self.look(message));
                }
                Seen::Changed(message) => block(&mut out, "edit", &self.look(message)),
                Seen::Went(id) => {
                    let went = self.message(chat, *id).map(|message| self.look(message));
                    block(
                        &mut out,
                        "gone",
                        went.iter().flat_map(|look| look.lines()).next().unwrap_or_default(),
                    );
                }
                Seen::Pressed { label, .. } => {
                    block(&mut out, "press", &button(label.as_deref().unwrap_or(UNSEEN)));
                }
                Seen::Told(toast) => block(&mut out, "toast", &toast.text),
            }
        }
        out
    }

    /// A message as lines: what it holds, its words, its buttons.
    fn look(&self, message: &Message) -> String {
        let mut lines: Vec<String> = self.content(&message.content).into_iter().collect();
        if !message.text.is_empty() {
            lines.push(message.text.clone());
        }
        let rows = message.labels().into_iter();
        lines.extend(rows.map(|row| row.into_iter().map(button).collect::<Vec<_>>().join(" ")));
        lines.join("\n")
    }

    fn content(&self, content: &Content) -> Option<String> {
        let sum = |charge: &String| {
            let row = self.money.payment(charge);
            row.map(|row| amount(&row.currency, row.amount)).unwrap_or_default()
        };
        Some(match content {
            Content::Text | Content::Raw(_) => return None,
            Content::Photo(file) => match self.files.get(file).and_then(|file| file.pixels) {
                Some((width, height)) => format!("[photo, {width} x {height}]"),
                None => "[photo]".to_owned(),
            },
            Content::Document(file) => {
                let name = self.files.get(file).and_then(|file| file.name.clone());
                format!("[document {}]", name.unwrap_or_default())
            }
            Content::Sticker(_, emoji) => format!("[sticker {emoji}]"),
            Content::Voice(_) => "[voice]".to_owned(),
            Content::Contact(phone) => format!("[contact {phone}]"),
            Content::Location(..) => "[location]".to_owned(),
            Content::Invoice(id) => {
                let invoice = self.money.invoice(*id)?;
                let sum = amount(&invoice.currency, invoice.amount);
                format!("[invoice, {sum}] {}\n{}", invoice.title, invoice.description)
            }
            Content::Payment(charge) => format!("[paid {}]", sum(charge)),
            Content::Refund(charge) => format!("[refunded {}]", sum(charge)),
            Content::Pinned(_) => "[pinned]".to_owned(),
        })
    }
}

impl Mail {
    /// The mail as plain text, as a block of a transcript.
    pub fn transcript(&self) -> String {
        let content = self.read();
        let mut look = format!(
            "From: {}\nTo: {}\nSubject: {}\n\n{}",
            self.from,
            self.to.join(", "),
            content.subject,
            content.text.trim_end()
        );
        for part in content.parts {
            let name = if part.name.is_empty() { "inline" } else { &part.name };
            let size = part.bytes.len();
            let _ = write!(look, "\n[{name}, {}, {size} bytes]", part.media_type);
        }
        let mut out = String::new();
        block(&mut out, "mail", &look);
        out
    }
}

fn button(label: &str) -> String {
    format!("[ {label} ]")
}

/// Stars are whole; of other money the last two digits are behind the point.
fn amount(currency: &str, minor: i64) -> String {
    match currency {
        "XTR" => format!("{minor} XTR"),
        _ => format!("{}.{:02} {currency}", minor / 100, minor % 100),
    }
}

/// Lines behind a word, and an empty line after them.
fn block(out: &mut String, word: &str, lines: &str) {
    let mut word = word;
    for line in lines.lines() {
        let line = format!("{word:<5} | {line}");
        let _ = writeln!(out, "{}", line.trim_end());
        word = "";
    }
    out.push('\n');
}
