//! The law of each kind of effect: everything that is known of a kind, in one table. What a second
//! attempt does stands in the table of repeat laws in `docs/outbox.md`. It must not know how an
//! effect is performed.

use super::{Body, Role};

/// The word of timers in the outbox: the only effects that wait for a moment of their own.
pub const TIMER: &str = "timer";

/// A message that did not get through after so many attempts is lost.
const MESSAGE: i64 = 12;
/// A word between a customer and support is tried for a day.
const WORD: i64 = 300;
/// What was paid for is tried for a week; then a person looks.
const PAID_FOR: i64 = 2_000;
/// It is tried until it ends.
const FOR_EVER: i64 = i64::MAX;

/// What an effect takes up while it is performed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// An answer that has ten seconds: it waits for nothing. What makes these bounds them: leases,
    /// and the places at the door.
    Answer,
    /// Refunds, eSIMs, events: no chat.
    Money,
    /// An invoice, a card, a QR.
    Sale,
    /// The conversation, and notes to admins.
    Chat,
    Mail,
    /// Its lane alone bounds it: one at a time.
    Receipt,
}

/// What becomes of an effect that a clock which was ahead put off for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterWrongClock {
    DueNow,
    /// It keeps its moment, which was meant.
    KeepsItsMoment,
}

/// What becomes of an effect when its customer is erased before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtErasure {
    /// It is taken back when the erasure begins.
    TakenBack,
    /// It is decided while the customer's row is there, and goes with the row.
    GoesWithTheRow,
    /// It outlives the customer: money is on its way.
    Outlives,
}

/// When an effect that a dead process had under way may be performed again: its call may still be
/// in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// At once: two performances side by side do no more than what the table of repeat laws says.
    AtOnce,
    /// When its lease runs out: it buys, pays back, mails, or makes a receipt.
    AfterItsLease,
}

/// Everything that is known of a kind of effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    pub word: &'static str,
    pub class: Class,
    /// It has failed after so many attempts.
    pub patience: i64,
    /// Whether Telegram counts it as a message in its chat.
    pub counts_in_chat: bool,
    /// Whether it hands out an eSIM or money.
    pub hands_out: bool,
    /// What a clock that was ahead does to it.
    pub after_wrong_clock: AfterWrongClock,
    pub at_erasure: AtErasure,
    pub repeat: Repeat,
}

impl Law {
    /// The law of a message in a chat.
    const fn message(word: &'static str) -> Self {
        Self {
            word,
            class: Class::Chat,
            patience: MESSAGE,
            counts_in_chat: true,
            hands_out: false,
            after_wrong_clock: AfterWrongClock::DueNow,
            at_erasure: AtErasure::TakenBack,
            repeat: Repeat::AtOnce,
        }
    }

    /// The law of what Telegram counts in no chat.
    const fn uncounted(word: &'static str, class: Class, patience: i64) -> Self {
        Self { class, patience, counts_in_chat: false, ..Self::message(word) }
    }
}

/// The table: a match that leaves no kind out, and the list of its laws.
macro_rules! laws {
    ($($body:pat => $law:expr,)*) => {
        impl Body {
            pub const fn law(&self) -> Law {
                match self { $($body => $law,)* }
            }
        }

        /// All laws. Those of one word differ in nothing that the database asks for.
        pub const LAWS: &[Law] = &[$($law,)*];
    };
}

laws! {
    Body::Say { role: Role::Plain, .. } => Law::message("say"),
    Body::Say { role: Role::Card(_), .. } => {
        Law { class: Class::Sale, patience: PAID_FOR, ..Law::message("say") }
    },
    Body::Say { role: Role::SupportCopy | Role::Farewell, .. } => {
        Law { patience: PAID_FOR, ..Law::message("say") }
    },
    Body::Edit { .. } => Law::message("edit"),
    Body::Delete { .. } => Law::uncounted("delete", Class::Chat, MESSAGE),
    // It stands before the card in its lane: a crowd in the chats must not hold up what was paid.
    Body::ClearButtons { .. } => Law { class: Class::Sale, ..Law::message("clear") },
    Body::Copy { .. } => Law { patience: WORD, ..Law::message("copy") },
    // A customer waits at the payment sheet.
    Body::SendInvoice { .. } => Law { class: Class::Sale, patience: 6, ..Law::message("invoice") },
    // Ten seconds in all.
    Body::AnswerPreCheckout { .. } => Law::uncounted("precheckout", Class::Answer, 3),
    Body::Provision { .. } => Law {
        hands_out: true,
        repeat: Repeat::AfterItsLease,
        ..Law::uncounted("provision", Class::Money, FOR_EVER)
    },
    Body::ShowQr { .. } => {
        Law { class: Class::Sale, patience: PAID_FOR, hands_out: true, ..Law::message("qr") }
    },
    Body::SendMail { .. } => Law {
        hands_out: true,
        repeat: Repeat::AfterItsLease,
        ..Law::uncounted("mail", Class::Mail, 100)
    },
    Body::Refund { .. } => Law {
        hands_out: true,
        at_erasure: AtErasure::Outlives,
        repeat: Repeat::AfterItsLease,
        ..Law::uncounted("refund", Class::Money, 300)
    },
    Body::Tell(_) => Law {
        at_erasure: AtErasure::GoesWithTheRow,
        ..Law::uncounted("tell", Class::Money, FOR_EVER)
    },
    Body::Timer(_) => Law {
        after_wrong_clock: AfterWrongClock::KeepsItsMoment,
        ..Law::uncounted(TIMER, Class::Money, FOR_EVER)
    },
    Body::Stats { .. } => Law::message("stats"),
    Body::Cases { .. } => Law::message("cases"),
    Body::Parked { .. } => Law::uncounted("parked", Class::Money, FOR_EVER),
    Body::BlankCard { .. } => Law::message("blank"),
    Body::TurnCard { .. } => Law { hands_out: true, ..Law::message("turn") },
    Body::WipeChat => Law::uncounted("wipe", Class::Chat, MESSAGE),
    Body::Pin { .. } => Law::uncounted("pin", Class::Chat, MESSAGE),
    Body::Receipt { .. } => Law {
        at_erasure: AtErasure::Outlives,
        repeat: Repeat::AfterItsLease,
        ..Law::uncounted("receipt", Class::Receipt, FOR_EVER)
    },
    Body::SetMenu { .. } => Law::uncounted("menu", Class::Chat, MESSAGE),
}

/// The words of the kinds whose law says so, each once.
pub fn words(says: impl Fn(&Law) -> bool) -> Vec<&'static str> {
    let mut words: Vec<_> = LAWS.iter().filter(|law| says(law)).map(|law| law.word).collect();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laws_of_one_word_agree_in_what_the_database_asks_for() {
        for law in LAWS {
            for other in LAWS.iter().filter(|other| other.word == law.word) {
                let asked =
                    |law: &Law| (law.after_wrong_clock, law.at_erasure, law.hands_out, law.repeat);
                assert_eq!(asked(law), asked(other), "{}", law.word);
            }
        }
        let all = words(|_| true);
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), once.len(), "the laws of one word stand together");
        assert_eq!(words(|law| law.after_wrong_clock == AfterWrongClock::KeepsItsMoment), [TIMER]);
        let waits = words(|law| law.repeat == Repeat::AfterItsLease);
        let waits: std::collections::BTreeSet<_> = waits.into_iter().collect();
        assert_eq!(waits, ["mail", "provision", "receipt", "refund"].into());
    }
}
