//! The handle to the pretend world: everything a person, a test or the page can do and see.
//!
//! The world is one [`State`] behind a mutex; every change bumps a version that others wait on. The
//! handle is cheap to clone. It must not know HTTP or SMTP: those faces call it. Next:
//! `world/state.rs` for what there is, `world/people.rs` for what people do, `world/money.rs` for
//! how a payment goes.

pub mod bank;
pub mod chats;
pub mod history;
pub mod mail;
pub mod money;
pub mod people;
pub mod profile;
pub mod state;
mod strangers;
mod transcript;
pub mod updates;
pub mod view;
pub mod webhook;
pub mod wire;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use crate::clock::{Clock, real_pause};
use crate::faults::FaultSpec;
use chats::{Bytes, Message};
use history::Seen;
use mail::Mail;
use money::{Invoice, LedgerRow, PayOutcome, PayTarget, PreCheckout};
use people::{Impossible, Person, Role, Sending, Toast};
use state::{CallRecord, Membership, Shown, State};

/// How long [`World::wait_for`] is patient, in real time, unless a handle says otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was waited for did not happen.
#[derive(Debug, thiserror::Error)]
#[error("waited {} s for {what}, and it did not happen", patience.as_secs())]
pub struct WaitedTooLong {
    what: String,
    patience: Duration,
}

/// The pretend world; clones are the same world.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
    patience: Duration,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

struct Inner {
    state: Mutex<State>,
    clock: Clock,
    version: watch::Sender<u64>,
    ended: watch::Sender<bool>,
}

impl World {
    /// A world with this content.
    pub fn new(state: State, clock: Clock) -> Self {
        let inner = Inner {
            state: Mutex::new(state),
            clock,
            version: watch::Sender::new(1),
            ended: watch::Sender::new(false),
        };
        Self { inner: Arc::new(inner), patience: PATIENCE }
    }

    /// The same world, seen by somebody who waits so long.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// How long whoever sees the world like this waits.
    pub const fn patience(&self) -> Duration {
        self.patience
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held is a test's own failure; the world can still be looked
        // at.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and wakes all who wait for a change.
    pub fn change<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        let result = act(&mut self.lock());
        self.inner.version.send_modify(|version| *version += 1);
        result
    }

    /// Looks at the world; what `act` changes is bookkeeping nobody waits for.
    pub fn quietly<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        act(&mut self.lock())
    }

    /// Counts the changes of the world; it starts above zero.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.version.subscribe()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Now, in unix milliseconds of the world's clock.
    pub fn now(&self) -> i64 {
        self.inner.clock.now()
    }

    /// Moves a manual clock; `None` where the clock is the wall's.
    pub fn advance(&self, by_ms: i64) -> Option<i64> {
        let now = self.inner.clock.advance(by_ms)?;
        self.change(State::end_bank_pages);
        Some(now)
    }

    /// Ends all waiting in the world; its sockets close.
    pub fn end(&self) {
        self.inner.ended.send_replace(true);
    }

    /// Returns when the world has ended.
    pub async fn ended(&self) {
        let mut ended = self.inner.ended.subscribe();
        let _ = ended.wait_for(|ended| *ended).await;
    }

    /// Waits until `look` finds something, looking again after every change; patient for 20 real
    /// seconds, or as [`World::with_patience`] says.
    pub async fn wait_for<T>(
        &self,
        what: &str,
        mut look: impl FnMut(&Self) -> Option<T>,
    ) -> Result<T, WaitedTooLong> {
        let mut changes = self.changes();
        let search = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = look(self) {
                    return found;
                }
                // The sender lives in `self`.
                let _ = changes.changed().await;
            }
        };
        tokio::select! {
            found = search => Ok(found),
            () = real_pause(self.patience) => {
                Err(WaitedTooLong { what: what.to_owned(), patience: self.patience })
            }
        }
    }

    // ---- people ------------------------------------------------------------------------------

    /// Adds a person with a fresh id, who has not pressed `/start` yet.
    pub fn add_person(&self, first_name: &str, language: Option<&str>, role: Role) -> i64 {
        self.change(|state| state.add_person(first_name, language, role))
    }

    /// Adds a group, a supergroup or a channel with the bot in it; the answer is its id.
    pub fn add_group(&self, kind: &str, title: &str, username: Option<&str>) -> i64 {
        self.change(|state| state.add_group(kind, title, username))
    }

    /// Says how a person stands in a group.
    pub fn set_member(&self, chat: i64, person: i64, how: Membership) -> Result<(), Impossible> {
        self.change(|state| state.set_member(chat, person, how))
    }

    /// A person writes a text.
    pub fn send_text(&self, person: i64, text: &str) -> Result<i64, Impossible> {
        self.send(person, &Sending::text(text))
    }

    /// A person sends anything a phone can send.
    pub fn send(&self, person: i64, sending: &Sending) -> Result<i64, Impossible> {
        self.change(|state| state.person_sends(person, sending))
    }

    /// A person edits a text they wrote.
    pub fn edit(&self, person: i64, message: i64, text: &str) -> Result<(), Impossible> {
        self.change(|state| state.person_edits(person, message, text))
    }

    /// A person presses a callback button as it is shown; the answer is the callback's id.
    pub fn press(
        &self,
        person: i64,
        message: i64,
        row: usize,
        column: usize,
    ) -> Result<String, Impossible> {
        self.change(|state| state.person_presses(person, message, row, column))
    }

    /// A person presses the newest callback button whose words contain `label`.
    pub fn press_labelled(&self, person: i64, label: &str) -> Result<String, Impossible> {
        self.change(|state| state.person_presses_labelled(person, label))
    }

    /// A person presses an old or forged button: any message, any data.
    pub fn press_data(&self, person: i64, message: i64, data: &str) -> Result<String, Impossible> {
        self.change(|state| state.person_presses_data(person, message, data))
    }

    /// A person changes the language of their phone.
    pub fn set_language(&self, person: i64, language: Option<&str>) -> Result<(), Impossible> {
        self.change(|state| state.person_speaks(person, language))
    }

    /// A person blocks the bot, or lets it write again.
    pub fn block(&self, person: i64, blocked: bool) -> Result<(), Impossible> {
        self.change(|state| state.person_blocks(person, blocked))
    }

    /// A person gets Stars and money (in tiyn) for the wallet.
    pub fn top_up(&self, person: i64, stars: i64, tenge_minor: i64) -> Result<(), Impossible> {
        self.change(|state| state.person_tops_up(person, stars, tenge_minor))
    }

    /// A person pays an invoice: the pre-checkout goes to the bot, and the answer tells how it
    /// ended. Without an answer it ends after 10 s of the world's clock.
    pub async fn pay(&self, person: i64, target: PayTarget) -> PayOutcome {
        let query = match self.change(|state| state.begin_payment(person, target)) {
            Ok(query) => query,
            Err(Impossible(why)) => return PayOutcome::Unavailable { why },
        };
        self.payment_outcome(&query).await
    }

    /// The first half of [`World::pay`]: the pre-checkout's id.
    pub fn begin_pay(&self, person: i64, target: PayTarget) -> Result<String, Impossible> {
        self.change(|state| state.begin_payment(person, target))
    }

    /// The second half of [`World::pay`].
    pub async fn payment_outcome(&self, query: &str) -> PayOutcome {
        let mut changes = self.changes();
        loop {
            changes.borrow_and_update();
            let deadline = match self.change_if_late(query) {
                Ok(outcome) => return outcome,
                Err(deadline) => deadline,
            };
            tokio::select! {
                _ = changes.changed() => {}
                () = self.clock().sleep_until(deadline) => {}
                () = self.ended() => {
                    return PayOutcome::Unavailable { why: "the world has ended".to_owned() };
                }
            }
        }
    }

    fn change_if_late(&self, query: &str) -> Result<PayOutcome, i64> {
        let step = self.quietly(|state| state.pre_checkout_outcome(query));
        if step.is_ok() {
            self.change(|_| ());
        }
        step
    }

    // ---- what can be seen ----------------------------------------------------------------------

    /// A person as they are now.
    pub fn person(&self, person: i64) -> Option<Person> {
        self.quietly(|state| state.people.get(&person).cloned())
    }

    /// The chat of a person (or a group) with the bot, oldest first, without what was deleted.
    pub fn messages(&self, chat: i64) -> Vec<Message> {
        self.quietly(|state| state.visible_messages(chat).cloned().collect())
    }

    /// What a chat showed, oldest first: also what was changed or deleted later, and what was
    /// pressed.
    pub fn history(&self, chat: i64) -> Vec<Seen> {
        self.quietly(|state| state.history.get(&chat).cloned().unwrap_or_default())
    }

    /// The same as plain text, for whoever reads along.
    pub fn transcript(&self, chat: i64) -> String {
        self.quietly(|state| state.transcript(chat))
    }

    /// The newest message in a chat.
    pub fn last_message(&self, chat: i64) -> Option<Message> {
        self.quietly(|state| state.visible_messages(chat).last().cloned())
    }

    /// The last answer to a button press that this person saw.
    pub fn toast(&self, person: i64) -> Option<Toast> {
        self.person(person).and_then(|person| person.toast)
    }

    /// The command menu as this person's app shows it: names and descriptions.
    pub fn menu(&self, person: i64) -> Vec<(String, String)> {
        self.quietly(|state| state.menu_for(person))
    }

    /// What really was charged and given back, oldest first.
    pub fn ledger(&self) -> Vec<LedgerRow> {
        self.quietly(|state| state.money.ledger.clone())
    }

    /// All invoices ever sent.
    pub fn invoices(&self) -> Vec<Invoice> {
        self.quietly(|state| state.money.invoices.clone())
    }

    /// All pre-checkouts ever asked, and how they ended.
    pub fn pre_checkouts(&self) -> Vec<PreCheckout> {
        self.quietly(|state| state.money.pre_checkouts.clone())
    }

    /// Every picture or document ever shown in a chat by the bot, whether or not it is still there.
    pub fn shown(&self) -> Vec<Shown> {
        self.quietly(|state| state.shown.clone())
    }

    /// All mails that arrived.
    pub fn mails(&self) -> Vec<Mail> {
        self.quietly(|state| state.mails.clone())
    }

    /// All calls of the Bot API, oldest first, with what was asked.
    pub fn calls(&self) -> Vec<CallRecord> {
        self.quietly(|state| state.calls.clone())
    }

    /// The bytes of a file by its `file_id`.
    pub fn file_bytes(&self, file_id: &str) -> Option<Bytes> {
        self.quietly(|state| state.files.get(file_id).map(|file| file.bytes.clone()))
    }

    /// How many updates the bot has not confirmed yet.
    pub fn unconfirmed_updates(&self) -> usize {
        self.quietly(|state| state.unconfirmed())
    }

    /// One person's phone as the page reads it, with the newest `last` messages, and how much news
    /// it had so far.
    pub fn phone(&self, person: i64, last: usize) -> Option<Value> {
        self.quietly(|state| state.people.get(&person).map(|person| state.view_phone(person, last)))
    }

    // ---- trouble --------------------------------------------------------------------------------

    /// Puts a fault on the list.
    pub fn add_fault(&self, spec: FaultSpec) -> u64 {
        self.change(|state| state.faults.add(spec))
    }

    /// Takes one fault off the list.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.change(|state| state.faults.remove(id))
    }

    /// Takes all faults off the list.
    pub fn clear_faults(&self) {
        self.change(|state| state.faults.clear());
    }

    /// Puts a raw update into the queue, see [`State::inject`].
    pub fn inject(&self, raw: &str, verbatim: bool) -> Result<i64, Impossible> {
        self.change(|state| state.inject(raw, verbatim))
    }

    /// Sets the bot's own Star balance, as a withdrawal would; for refunds that cannot be paid.
    pub fn set_bot_stars(&self, stars: i64) {
        self.change(|state| state.money.bot_stars = stars);
    }

    /// The state as the page reads it, with its version.
    pub fn view(&self) -> Value {
        let version = *self.inner.version.borrow();
        self.quietly(|state| state.view(version))
    }
}
