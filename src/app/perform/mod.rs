//! Performing an effect: the only place that talks to the network about what was decided. It reads
//! rows that do not change, renders words, makes one call, and says how that ended. The repeat law
//! of each kind stands beside its call.

mod card;
mod carry;
mod chat;
mod money;
mod parked;
mod receipt;

use super::clock::Clock;
use super::health::Health;
use super::known::Known;
use super::precheckout::PreCheckoutWatch;
use super::rates::Rates;
use super::report;
use super::stock::StockSupplier;
use super::work::{Finish, Finished, Inbox, backoff};
use crate::domain::effect::{Body, Role, To};
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{MessageId, PersonKey, TelegramId};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::time::Millis;
use crate::i18n::Words;
use crate::mail::Mailer;
use crate::receipt::Hook;
use crate::storage::effects::Leased;
use crate::storage::seam::Point;
use crate::storage::{StorageError, Store, Stored};
use crate::telegram::BotApi;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tracing::Instrument as _;

pub(crate) struct Performer {
    pub store: Store,
    pub bot: BotApi,
    pub mailer: Mailer,
    pub words: Arc<Words>,
    pub supplier: StockSupplier,
    pub clock: Clock,
    pub admins: HashMap<PersonKey, TelegramId>,
    pub provider_token: Option<String>,
    /// The bot's name in addresses.
    pub bot_name: String,
    /// What takes receipts.
    pub receipts: Option<Hook>,
    /// Where a parked update is handed in once more.
    pub inbox: Inbox,
    pub health: Arc<Health>,
    /// Which pre-checkouts were refused as late.
    pub watch: Arc<PreCheckoutWatch>,
    pub rates: Arc<Rates>,
    /// Chats that were looked up before.
    pub known: Arc<Known>,
    /// How far the Stars ledger was read when a refund was last confirmed.
    pub ledger_read: Mutex<usize>,
}

silent!(Performer);

/// How an attempt ended, and what is to be decided about it.
struct End {
    finish: Finish,
    event: Option<Event>,
    /// The message that was sent.
    sent: Option<MessageId>,
}

/// Over, with what is to be decided about it.
const fn over(outcome: Outcome, event: Option<Event>) -> End {
    let finish = if outcome.is_done() { Finish::Done } else { Finish::Failed };
    End { finish, event, sent: outcome.message() }
}

/// An event falls due, or reaches its stream.
const fn happens(event: Event) -> End {
    over(Outcome::Done(None), Some(event))
}

const fn later(wait: Millis) -> End {
    End { finish: Finish::Again(wait), event: None, sent: None }
}

impl Performer {
    /// Performs one leased effect. A crash in here leaves an attempt that may have been made; the
    /// lease runs out and the repeat law says what a second one does.
    pub(crate) async fn perform(&self, effect: Leased) -> Finished {
        if self.clock.now() > effect.begin_by {
            // We stood still, or it waited long for its turn: its lease may be somebody else's by
            // now.
            tracing::info!(effect = effect.id, "a lease is too old to begin under");
            return Finished::give_back(effect);
        }
        let Some(body) = effect.body.clone() else {
            tracing::error!(effect = effect.id, "an effect of another version cannot be read");
            return Finished::again(effect, Millis::hours(1));
        };
        let kind = body.law().word;
        self.store.seam.pass("perform", Point::Effect(kind)).await;
        let span = tracing::debug_span!("effect", kind, id = effect.id, attempts = effect.attempts);
        let attempt = self.attempt(&effect, &body).instrument(span).await;
        self.store.seam.pass("performed", Point::Effect(kind)).await;
        if self.store.seam.forgets(kind, &effect.key) {
            return Finished::give_back(effect);
        }
        let End { finish, event, sent } = attempt.unwrap_or_else(|error| {
            tracing::warn!(%error, kind, effect = effect.id, "the database cannot be used now");
            later(backoff(effect.attempts))
        });
        self.count(kind, &body, finish);
        Finished { effect, finish, event, sent: sent.filter(|_| body.leaves_buttons()) }
    }

    /// What a fault means for this attempt: again later, or failed for good.
    fn judge(&self, effect: &Leased, body: &Body, fault: Fault) -> Result<Millis, Fault> {
        if let Fault::Retry { after: Some(after) } = fault
            && let Some(chat) = effect.chat()
        {
            self.rates.held_back(&chat, after);
        }
        let wait = match fault {
            Fault::Reject { .. } => return Err(fault),
            Fault::Retry { after } => after.unwrap_or_default().max(backoff(effect.attempts)),
            // Whatever may be repeated by its law is repeated; what may not never comes here.
            Fault::Unknown => backoff(effect.attempts),
        };
        if effect.attempts >= body.law().patience {
            return Err(fault);
        }
        Ok(if matches!(body, Body::AnswerPreCheckout { .. }) { Millis(300) } else { wait })
    }

    fn end(
        &self,
        effect: &Leased,
        body: &Body,
        done: Result<Option<MessageId>, Fault>,
        event: impl FnOnce(Outcome) -> Option<Event>,
    ) -> End {
        let outcome = match done {
            Ok(message) => Outcome::Done(message),
            Err(fault) => match self.judge(effect, body, fault) {
                Ok(wait) => return later(wait),
                Err(fault) => {
                    let (Leased { id, attempts, .. }, kind) = (effect, body.law().word);
                    tracing::warn!(kind, effect = id, ?fault, attempts, "an effect failed");
                    Outcome::Failed(fault)
                }
            },
        };
        over(outcome, event(outcome))
    }

    /// Counts an attempt by its end.
    fn count(&self, kind: &'static str, body: &Body, finish: Finish) {
        let outcome = match finish {
            Finish::Done => "done",
            Finish::Failed => "failed",
            Finish::Again(_) | Finish::GiveBack => "again",
        };
        self.health.metrics.effect(kind, outcome);
        if let Body::AnswerPreCheckout { query, .. } = body
            && outcome != "again"
        {
            self.health.pre_checkout_answered(query);
        }
    }

    async fn attempt(&self, effect: &Leased, body: &Body) -> Stored<End> {
        match body {
            Body::Say { to, text, lang, keyboard, role } => {
                let done = self.say(to, text, *lang, keyboard).await?;
                Ok(self.end(effect, body, done, |outcome| {
                    let said = Ended::Said { to: to.clone(), role: *role, outcome };
                    (*role != Role::Plain).then_some(Event::Ended(said))
                }))
            }
            Body::Edit { to, message, text, lang, keyboard } => {
                let done = self.edit(to, *message, text, *lang, keyboard).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::Delete { to, message } => {
                let done = self.delete(to, *message).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::ClearButtons { to, message } => {
                let done = self.clear_buttons(to, *message).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::Copy { to, parcel: Some(parcel), .. } => {
                self.carry(effect, body, *parcel, to).await
            }
            Body::Copy { from, message, to, role, parcel: None } => {
                let done = match (self.chat(from).await?, self.chat(to).await?) {
                    (Some(from), Some(to)) => {
                        self.bot.copy(from, *message, to, None).await.map(Some)
                    }
                    _ => Err(gone()),
                };
                Ok(self.end(effect, body, done, |outcome| {
                    let said = Ended::Said { to: to.clone(), role: *role, outcome };
                    (*role != Role::Plain).then_some(Event::Ended(said))
                }))
            }
            Body::SendInvoice { order, n } => {
                let done = self.invoice(*order, *n).await?;
                Ok(self.end(effect, body, done, |outcome| {
                    Some(Event::Ended(Ended::Invoice { order: *order, n: *n, outcome }))
                }))
            }
            Body::AnswerPreCheckout { query, order, verdict } => {
                Ok(self.pre_checkout(effect, body, query, *order, verdict).await)
            }
            Body::Provision { order, .. } => self.provision(effect, body, *order).await,
            Body::ShowQr { order, n, card, lang } => {
                let done = self.show_qr(*order, *card, *lang, effect.attempts).await?;
                Ok(self.end(effect, body, done, |outcome| {
                    Some(Event::Ended(Ended::Qr { order: *order, n: *n, outcome }))
                }))
            }
            Body::SendMail { order, n, address, lang, asks } => {
                self.letter(effect, body, (*order, *n), (*address, *lang), *asks).await
            }
            Body::Refund { charge } => {
                let done = self.refund(charge).await?;
                Ok(self.end(effect, body, done, |outcome| {
                    Some(Event::Ended(Ended::Refund { charge: charge.clone(), outcome }))
                }))
            }
            Body::Tell(tell) => Ok(happens(Event::Told(tell.clone()))),
            Body::Timer(timer) => Ok(happens(Event::Due(timer.clone()))),
            Body::Stats { to, lang } => {
                let done = self.stats(to, *lang).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::Cases { to, lang } => {
                let (text, keyboard) = report::list_cases(&self.store).await?;
                let to = To::Admin(to.clone());
                let done = self.say(&to, &text, *lang, &keyboard).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::Receipt { entry } => self.receipt(effect, *entry).await,
            Body::Parked { fingerprint, again } => self.parked(fingerprint, *again).await,
            Body::BlankCard { message, lang } => {
                let done = self.blank(effect.customer, *message, *lang).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::TurnCard { order, card, side, lang } => {
                let done = self.turn_card(*order, *card, *side, *lang).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::WipeChat => {
                let done = self.wipe(effect.customer).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::Pin { to, message, on } => {
                let done = self.pin(to, *message, *on).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
            Body::SetMenu { to, lang } => {
                let done = self.set_menu(to, *lang).await?;
                Ok(self.end(effect, body, done, |_| None))
            }
        }
    }
}

/// The customer was erased.
const fn gone() -> Fault {
    Fault::Reject { reason: Reason::ChatNotFound }
}

fn gone_is_done(done: Result<(), Fault>) -> Result<Option<MessageId>, Fault> {
    match done {
        Ok(()) | Err(Fault::Reject { reason: Reason::MessageGone }) => Ok(None),
        Err(fault) => Err(fault),
    }
}

impl From<StorageError> for Fault {
    fn from(_: StorageError) -> Self {
        Self::Retry { after: None }
    }
}
