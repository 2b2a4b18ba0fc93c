//! An update as far as it can be read without the database: who sent it, and what it means. Money
//! is read first. It must not know how an update comes in, nor what is decided about it.

use crate::domain::charge::NewCharge;
use crate::domain::event::{Event, InvoiceRef};
use crate::domain::ids::{ChargeId, CustomerId, OrderId, PersonKey, QueryId, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::tell::Tell;
use crate::domain::time::Stamp;
use crate::storage::Secrets;
use crate::storage::inbox::UpdateName;
use crate::telegram::ledger::StarRow;
use crate::telegram::{Heard, RawMoney, RawUpdate, Said, What};

/// An update as far as it can be read without the database.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub name: UpdateName,
    /// Its exact text, personal.
    pub raw: String,
    /// The sender; `None` for groups, channels, bots and updates without a sender.
    pub sender: Option<Sender>,
    /// A group or channel to be left.
    pub leave: Option<TelegramId>,
    /// What can be said of it before the dialogue is known.
    pub meaning: Meaning,
    /// Its kind, a word for the metrics and the spans.
    pub kind: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub id: TelegramId,
    pub key: PersonKey,
    /// The language of the app.
    pub guess: Lang,
}

/// What an update means, money first.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// A pre-checkout, or a refund that was seen: no dialogue matters.
    Event(Event),
    Charged(Charged),
    /// Anything else: the router says.
    Said(Box<Said>),
    Nothing,
}

#[derive(Debug, Clone)]
pub(crate) struct Charged {
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
    /// What happened, where the currency is one of ours.
    pub(crate) fn event(&self) -> Option<Event> {
        let (charge, invoice) = (self.charge.clone(), self.invoice);
        Some(Event::Charged { charge, money: self.money?, invoice })
    }

    /// The row that is written before anything is decided.
    pub(crate) fn row(&self, customer: Option<CustomerId>, at: Stamp) -> NewCharge {
        NewCharge {
            id: self.charge.clone(),
            order: self.invoice.map(|invoice| invoice.order),
            customer,
            currency: self.currency.clone(),
            amount: self.amount,
            provider_charge: self.provider.clone(),
            state: NewCharge::first_state(&self.currency),
            taken_at: at,
        }
    }
}

fn money(currency: &str, amount: i64) -> Option<Money> {
    Some(Money { minor: amount, currency: Currency::from_code(currency)? })
}

fn invoice(secrets: &Secrets, payload: &str) -> Option<InvoiceRef> {
    let (order, at): (OrderId, Stamp) = secrets.read_payload(payload)?;
    Some(InvoiceRef { order, at })
}

impl Incoming {
    /// Reads an update: money by our own tolerant eyes, before anything else.
    pub(crate) fn read(update: RawUpdate, secrets: &Secrets, received_at: Stamp) -> Self {
        let RawUpdate { update_id, text: raw } = update;
        let name = (update_id, secrets.update_fingerprint(&raw));
        let Heard { word: kind, language_code, what } = Heard::read(&raw);
        let sender = |id: TelegramId| {
            let (key, guess) = (secrets.person(id), Lang::guess(language_code.as_deref()));
            Some(Sender { id, key, guess })
        };
        let (sender, leave, meaning) = match what {
            What::Money(found) => {
                (sender(found.person()), None, of_money(found, secrets, received_at))
            }
            What::Said(person, said) => (sender(person), None, Meaning::Said(Box::new(said))),
            What::Leave(chat) => (None, Some(chat), Meaning::Nothing),
            What::Nothing => (None, None, Meaning::Nothing),
        };
        Self { name, raw, sender, leave, meaning, kind }
    }

    pub(crate) const fn is_money(&self) -> bool {
        match self.meaning {
            Meaning::Event(_) | Meaning::Charged(_) => true,
            Meaning::Said(_) | Meaning::Nothing => false,
        }
    }

    /// A row of the Stars ledger, as the update would have been that never came. `None` where no
    /// person is behind it: then it is neither a payment of an invoice nor its refund.
    pub(crate) fn of_ledger(row: &StarRow, secrets: &Secrets) -> Option<Self> {
        let id = row.person?;
        let sender = Sender { id, key: secrets.person(id), guess: Lang::guess(None) };
        let (kind, meaning) = if row.incoming {
            let charged = Charged {
                charge: row.id.clone(),
                money: Some(Money::stars(row.amount)),
                invoice: row.payload.as_deref().and_then(|payload| invoice(secrets, payload)),
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

    pub(crate) const fn is_pre_checkout(&self) -> bool {
        matches!(self.meaning, Meaning::Event(Event::PreCheckout { .. }))
    }

    /// The query of a pre-checkout, and when it was received.
    pub(crate) const fn pre_checkout(&self) -> Option<(&QueryId, Stamp)> {
        match &self.meaning {
            Meaning::Event(Event::PreCheckout { query, received_at, .. }) => {
                Some((query, *received_at))
            }
            Meaning::Event(_) | Meaning::Charged(_) | Meaning::Said(_) | Meaning::Nothing => None,
        }
    }
}

fn of_money(found: RawMoney, secrets: &Secrets, received_at: Stamp) -> Meaning {
    match found {
        RawMoney::PreCheckout { query, currency, amount, payload, .. } => {
            Meaning::Event(Event::PreCheckout {
                query,
                money: money(&currency, amount),
                invoice: invoice(secrets, &payload),
                received_at,
            })
        }
        RawMoney::Charged { charge, provider_charge, currency, amount, payload, .. } => {
            Meaning::Charged(Charged {
                charge,
                money: money(&currency, amount),
                invoice: invoice(secrets, &payload),
                currency,
                amount,
                provider: provider_charge,
            })
        }
        RawMoney::Refunded { charge, .. } => {
            Meaning::Event(Event::Told(Tell::RefundSeen { charge }))
        }
    }
}
