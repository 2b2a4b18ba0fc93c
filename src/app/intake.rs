//! Intake: updates in, acknowledged only when committed. Telegram is our inbox: what we did not
//! commit it sends again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::domain::event::{Event, InvoiceRef, Tell};
use crate::domain::ids::{ChargeId, CustomerId, OrderId, PersonKey, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::time::Stamp;
use crate::storage::charges::Taken;
use crate::storage::inbox::UpdateName;
use crate::storage::seal::Master;
use crate::telegram::ledger::StarRow;
use crate::telegram::{
    ChatKind, Envelope, Heard, PollFault, Poller, RawMoney, RawUpdate, envelope, read_money,
};

use super::clock::{Clock, breathe};
use super::health::{Health, Source};
use super::processor::Inbox;
use super::relay::Relay;

/// How long a poll waits at Telegram, in seconds.
const POLL_SECONDS: u64 = 25;

/// An update as far as it can be read without the database.
#[derive(Debug)]
pub struct Incoming {
    /// Its name.
    pub name: UpdateName,
    /// Its exact text, personal.
    pub raw: String,
    /// Whose it is; `None` for groups, channels, bots and what nobody sent.
    pub sender: Option<Sender>,
    /// A group or channel to be left.
    pub leave: Option<TelegramId>,
    /// What can be said of it before the dialogue is known.
    pub meaning: Meaning,
    /// Its kind, a word for the metrics and the spans.
    pub kind: &'static str,
}

/// A person who sent an update.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The Telegram id.
    pub id: TelegramId,
    /// Finds the row.
    pub key: PersonKey,
    /// The language of the app.
    pub guess: Lang,
}

/// What an update means, money first.
#[derive(Debug)]
pub enum Meaning {
    /// A pre-checkout, or a refund that was seen: no dialogue matters.
    Event(Event),
    /// A charge.
    Charged(Charged),
    /// Anything else: the router says.
    Update(Box<HiddenUpdate>),
    /// Nothing for us.
    Nothing,
}

/// An update that does not show what people wrote.
#[derive(Clone)]
pub struct HiddenUpdate(pub Heard);

impl std::fmt::Debug for HiddenUpdate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HiddenUpdate")
    }
}

/// A charge as Telegram reports it.
#[derive(Debug, Clone)]
pub struct Charged {
    /// What names it.
    pub charge: ChargeId,
    /// How much, in a currency we know.
    pub money: Option<Money>,
    /// Our payload, if its mark is genuine.
    pub invoice: Option<InvoiceRef>,
    currency: String,
    amount: i64,
    provider: Option<String>,
}

impl Charged {
    /// The row that is written before anything is decided.
    pub fn row(&self, customer: Option<CustomerId>, at: Stamp) -> Taken {
        Taken {
            id: self.charge.clone(),
            order: self.invoice.map(|invoice| invoice.order),
            customer,
            currency: self.currency.clone(),
            amount: self.amount,
            provider_charge: self.provider.clone(),
            at,
        }
    }
}

fn money(currency: &str, amount: i64) -> Option<Money> {
    Some(Money { minor: amount, currency: Currency::from_code(currency)? })
}

fn invoice(master: &Master, payload: &str) -> Option<InvoiceRef> {
    let (order, at): (OrderId, Stamp) = master.read_payload(payload)?;
    Some(InvoiceRef { order, at })
}

impl Incoming {
    /// Reads an update: money by our own tolerant eyes, before anything else.
    pub fn read(update: RawUpdate, master: &Master, received_at: Stamp) -> Self {
        let RawUpdate { update_id, text: raw } = update;
        let name = (update_id, master.update_print(&raw));
        let outside = envelope(&raw);
        let language = outside.as_ref().and_then(|outside| outside.language_code.clone());
        let sender = |id: TelegramId, language: Option<&str>| Sender {
            id,
            key: master.person(id),
            guess: Lang::guess(language),
        };
        if let Some(found) = read_money(&raw) {
            let kind = match &found {
                RawMoney::PreCheckout { .. } => "pre_checkout",
                RawMoney::Charged { .. } => "charge",
                RawMoney::Refunded { .. } => "refund",
            };
            let person = sender(found.person(), language.as_deref());
            let meaning = match found {
                RawMoney::PreCheckout { query, currency, amount, payload, .. } => {
                    Meaning::Event(Event::PreCheckout {
                        query,
                        money: money(&currency, amount),
                        invoice: invoice(master, &payload),
                        received_at,
                    })
                }
                RawMoney::Charged {
                    charge, provider_charge, currency, amount, payload, ..
                } => Meaning::Charged(Charged {
                    charge,
                    money: money(&currency, amount),
                    invoice: invoice(master, &payload),
                    currency,
                    amount,
                    provider: provider_charge,
                }),
                RawMoney::Refunded { charge, .. } => {
                    Meaning::Event(Event::Told(Tell::RefundSeen { charge }))
                }
            };
            return Self { name, raw, sender: Some(person), leave: None, meaning, kind };
        }
        let kind = outside.as_ref().map_or("unreadable", |outside| outside.kind.word());
        let mut incoming =
            Self { name, raw, sender: None, leave: None, meaning: Meaning::Nothing, kind };
        let Some(outside) = outside else { return incoming };
        match (outside.chat, outside.from) {
            (Some((chat, ChatKind::Group | ChatKind::Channel)), _) => {
                incoming.leave = wants_leaving(&outside).then_some(chat);
            }
            (Some((_, ChatKind::Private)) | None, Some(person)) if !outside.is_bot => {
                if let Some(heard) = Heard::read(&incoming.raw) {
                    incoming.sender = Some(sender(person, language.as_deref()));
                    incoming.meaning = Meaning::Update(Box::new(HiddenUpdate(heard)));
                }
            }
            (Some((_, ChatKind::Private)) | None, _) => {}
        }
        incoming
    }

    /// Whether money is in it.
    pub const fn is_money(&self) -> bool {
        match self.meaning {
            Meaning::Event(_) | Meaning::Charged(_) => true,
            Meaning::Update(_) | Meaning::Nothing => false,
        }
    }

    /// A row of the Stars ledger, as the update would have been that never came. `None` where no person
    /// is behind it: then it is neither a payment of an invoice nor its refund.
    pub fn of_ledger(row: &StarRow, master: &Master) -> Option<Self> {
        let id = row.person?;
        let sender = Sender { id, key: master.person(id), guess: Lang::guess(None) };
        let (kind, meaning) = if row.incoming {
            let charged = Charged {
                charge: row.id.clone(),
                money: Some(Money::stars(row.amount)),
                invoice: row.payload.as_deref().and_then(|payload| invoice(master, payload)),
                currency: Currency::Xtr.code().to_owned(),
                amount: row.amount,
                provider: None,
            };
            ("charge", Meaning::Charged(charged))
        } else {
            let seen = Tell::RefundSeen { charge: row.id.clone() };
            ("refund", Meaning::Event(Event::Told(seen)))
        };
        Some(Self {
            name: (0, String::new()),
            raw: String::new(),
            sender: Some(sender),
            leave: None,
            meaning,
            kind,
        })
    }

    /// Whether it is a pre-checkout, which has ten seconds.
    pub const fn is_pre_checkout(&self) -> bool {
        matches!(self.meaning, Meaning::Event(Event::PreCheckout { .. }))
    }
}

/// The last thing heard of a group the bot was thrown out of needs no leaving.
fn wants_leaving(outside: &Envelope) -> bool {
    outside.kind != crate::telegram::envelope::Kind::Member(false)
}

/// When to poll, and until when.
#[derive(Debug)]
pub struct Turn {
    /// Whether this process has the poller's seat.
    pub held: watch::Receiver<bool>,
    /// The end.
    pub stop: watch::Receiver<bool>,
}

/// Polls until `stop`. One poll is handed in whole; the next one, which acknowledges it, is asked
/// only after all of it was committed. A crash anywhere in between brings the same updates again.
pub async fn poll_loop(
    poller: Poller,
    inbox: Inbox,
    relay: Arc<Relay>,
    master: Master,
    clock: Clock,
    health: Arc<Health>,
    turn: Turn,
) {
    let Turn { mut held, mut stop } = turn;
    let mut offset: Option<i64> = None;
    let mut trouble: u32 = 0;
    loop {
        // One process polls; the others wait for its seat. Whoever takes it reads what Telegram holds
        // before any timer may fall due, as after a start.
        if !*held.borrow() {
            relay.hold_timers();
            offset = None;
            tokio::select! {
                got = held.wait_for(|held| *held) => if got.is_err() { return },
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
        let caught_up = offset.is_some();
        // The first poll does not wait: what Telegram holds is read before any timer may fall due. Nor does
        // the first one after trouble, so that it is known at once when that is over.
        let seconds = if caught_up && trouble == 0 { POLL_SECONDS } else { 0 };
        let polled = tokio::select! {
            polled = poller.poll(offset, crate::telegram::updates::MOST_UPDATES, seconds) => polled,
            lost = held.wait_for(|held| !*held) => {
                if lost.is_err() {
                    return;
                }
                continue;
            }
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let updates = match polled {
            Ok(updates) => {
                trouble = 0;
                health.telegram_answered();
                health.source(Source::Works);
                updates
            }
            Err(fault) => {
                trouble = trouble.saturating_add(1);
                let pause = after_trouble(fault, trouble, &health);
                tokio::select! {
                    () = breathe(pause) => continue,
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
        };
        let received_at = clock.now();
        let full = updates.len() >= crate::telegram::updates::MOST_UPDATES;
        let last = updates.iter().map(|update| update.update_id).max();
        let waits: Vec<_> = updates
            .into_iter()
            .map(|update| inbox.update(Incoming::read(update, &master, received_at)))
            .collect();
        for wait in waits {
            // Ends without a word only when the shop ends; then nothing is acknowledged.
            if wait.await.is_err() {
                return;
            }
        }
        if let Some(last) = last {
            offset = Some(last.saturating_add(1));
        } else if offset.is_none() {
            offset = Some(0);
        }
        if !full {
            relay.release_timers();
        }
    }
}

fn after_trouble(fault: PollFault, times: u32, health: &Health) -> Duration {
    match fault {
        PollFault::Conflict => {
            health.source(Source::Conflict);
            tracing::error!("another process polls with this bot's token; stop the other one");
            Duration::from_secs(5)
        }
        PollFault::Webhook => {
            health.source(Source::WebhookSet);
            tracing::error!(
                "a webhook is set, and while it is nobody can poll; say: qazaq-esim-bot webhook delete \
                 (or set WEBHOOK_URL, WEBHOOK_SECRET and LISTEN_ADDR)"
            );
            Duration::from_secs(5)
        }
        PollFault::Unauthorized => {
            health.source(Source::BadToken);
            tracing::error!(
                "Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again"
            );
            Duration::from_secs(30)
        }
        PollFault::TooMany { after } => {
            let wait = after.map_or(1_000, |span| span.0);
            Duration::from_millis(u64::try_from(wait).unwrap_or(1_000))
        }
        PollFault::Broken | PollFault::Unreachable => {
            tracing::warn!(%fault, times, "no updates; trying again");
            Duration::from_millis(250 * u64::from(times.min(40)))
        }
    }
}
