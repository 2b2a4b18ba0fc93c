//! Money in the pretend world: wallets, invoices, pre-checkouts, and the ledger that is the truth.
//!
//! Nothing is charged without an approved pre-checkout, and every charge and refund is a row of the
//! ledger; tests compare the shop's tables with it. It must not know how the bot asks: that is
//! `bot_api/payments.rs`.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::bank::BankPage;
use super::chats::{Action, Content, Draft};
use super::history::Seen;
use super::people::Impossible;
use super::state::State;
use super::updates::{KEEP_MESSAGE_MS, KEEP_QUERY_MS};
use super::wire;

/// How long the bot may take to answer a pre-checkout (Bot API, `answerPreCheckoutQuery`).
pub const PRE_CHECKOUT_MS: i64 = 10_000;

/// Wallets' other side: what the bot has, sent and was paid.
pub struct Money {
    /// The provider token of the test card.
    pub provider_token: String,
    /// The bot's Stars.
    pub bot_stars: i64,
    /// Every invoice ever sent.
    pub invoices: Vec<Invoice>,
    /// Every pre-checkout ever asked.
    pub pre_checkouts: Vec<PreCheckout>,
    /// Every charge and refund, oldest first.
    pub ledger: Vec<LedgerRow>,
    /// What `getStarTransactions` makes of the ledger.
    pub view: LedgerView,
    /// What the next payment in tenge leads to.
    pub bank_page: BankPage,
}

/// What `getStarTransactions` makes of the ledger: everything in its order, unless a test says
/// otherwise.
#[derive(Debug, Default)]
pub struct LedgerView {
    /// Charges whose rows are left out.
    pub holes: BTreeSet<String>,
    /// The newest row comes first.
    pub newest_first: bool,
    /// So many rows of partners nobody has seen come before all others.
    pub strange: usize,
}

impl Money {
    /// No money at all.
    pub fn new(provider_token: String) -> Self {
        Self {
            provider_token,
            bot_stars: 0,
            invoices: Vec::new(),
            pre_checkouts: Vec::new(),
            ledger: Vec::new(),
            view: LedgerView::default(),
            bank_page: BankPage::default(),
        }
    }

    /// An invoice by its number.
    pub fn invoice(&self, id: i64) -> Option<&Invoice> {
        self.invoices.iter().rev().find(|invoice| invoice.id == id)
    }

    /// The row of a payment, by its charge id.
    pub fn payment(&self, charge_id: &str) -> Option<&LedgerRow> {
        self.ledger
            .iter()
            .rev()
            .find(|row| row.kind == LedgerKind::Payment && row.charge_id == charge_id)
    }

    /// Whether this charge was given back.
    pub fn is_refunded(&self, charge_id: &str) -> bool {
        self.ledger.iter().any(|row| row.kind == LedgerKind::Refund && row.charge_id == charge_id)
    }
}

/// An invoice in a chat.
#[derive(Clone, Debug, Serialize)]
pub struct Invoice {
    /// Its number in this world.
    pub id: i64,
    /// When it was sent, unix milliseconds.
    pub at: i64,
    /// The chat it was sent to; 0 for one that is paid by its link.
    pub chat: i64,
    /// Its message there; 0 for one that is paid by its link.
    pub message_id: i64,
    /// The link that leads to it, if it has one instead of a message.
    pub link: Option<String>,
    /// Product name, 1-32 characters.
    pub title: String,
    /// Product description, 1-255 characters.
    pub description: String,
    /// What only the bot sees, 1-128 bytes.
    pub payload: String,
    /// `XTR` or `KZT`.
    pub currency: String,
    /// Total, minor units.
    pub amount: i64,
    /// The deep link parameter; if empty, forwarded copies can be paid by anybody.
    pub start_parameter: String,
    /// What is passed on to the payment provider, as sent.
    pub provider_data: String,
    /// The charges it was paid with; normally none or one.
    pub charge_ids: Vec<String>,
}

/// How a pre-checkout stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PreCheckoutState {
    /// The bot has not answered yet.
    Waiting,
    /// Approved, and charged with this id.
    Paid {
        /// `telegram_payment_charge_id`
        charge_id: String,
    },
    /// Refused in these words.
    Refused {
        /// What the person reads.
        error_message: String,
    },
    /// Approved, and before the bank's page.
    AtBank {
        /// When it ends, unix milliseconds.
        until: i64,
        /// The card is declined then.
        declines: bool,
    },
    /// Approved, but the wallet could not pay, the bank did not, or its page was closed.
    Declined,
    /// No answer came in time.
    TimedOut,
}

/// A pre-checkout.
#[derive(Clone, Debug, Serialize)]
pub struct PreCheckout {
    /// Its query id.
    pub id: String,
    /// Who pays.
    pub person: i64,
    /// Which invoice.
    pub invoice: i64,
    /// When it was asked, unix milliseconds.
    pub at: i64,
    /// When the bot answered, unix milliseconds.
    pub answered_at: Option<i64>,
    /// How it stands.
    #[serde(flatten)]
    pub state: PreCheckoutState,
}

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// From the person to the bot.
    Payment,
    /// Back again.
    Refund,
}

/// A row of the ledger.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerRow {
    /// When, unix milliseconds.
    pub at: i64,
    /// Whose money.
    pub person: i64,
    /// Which way.
    pub kind: LedgerKind,
    /// `XTR` or `KZT`.
    pub currency: String,
    /// Minor units, above zero.
    pub amount: i64,
    /// `telegram_payment_charge_id`; a refund has that of its payment.
    pub charge_id: String,
    /// The payment provider's id; empty for Stars.
    pub provider_charge_id: String,
    /// Which invoice.
    pub invoice: i64,
    /// The invoice's payload.
    pub payload: String,
}

/// What a person wants to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayTarget {
    /// The invoice in this message of the person's chat.
    Message(i64),
    /// An invoice by its number: even one whose message is gone, or somebody else's.
    Invoice(i64),
}

/// How an attempt to pay ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PayOutcome {
    /// The money went.
    Paid {
        /// `telegram_payment_charge_id`
        charge_id: String,
    },
    /// The bot refused.
    Refused {
        /// In these words.
        error_message: String,
    },
    /// The bot did not answer in 10 s.
    Timeout,
    /// The app could not even ask, or the wallet is short.
    Unavailable {
        /// Why.
        #[serde(rename = "error_message")]
        why: String,
    },
}

impl State {
    /// Asks the bot whether this may be paid; the answer is the query's id.
    pub fn begin_payment(&mut self, person: i64, target: PayTarget) -> Result<String, Impossible> {
        let id = match target {
            PayTarget::Invoice(id) => id,
            PayTarget::Message(message) => {
                let message = self
                    .message(person, message)
                    .filter(|message| !message.deleted)
                    .ok_or_else(|| Impossible::because("there is no such message"))?;
                match message.content {
                    Content::Invoice(id) => id,
                    Content::Text
                    | Content::Photo(_)
                    | Content::Document(_)
                    | Content::Sticker(..)
                    | Content::Voice(_)
                    | Content::Contact(_)
                    | Content::Location(..)
                    | Content::Payment(_)
                    | Content::Refund(_)
                    | Content::Pinned(_)
                    | Content::Raw(_) => {
                        return Err(Impossible::because("this message is no invoice"));
                    }
                }
            }
        };
        let invoice = self
            .money
            .invoice(id)
            .cloned()
            .ok_or_else(|| Impossible::because("there is no such invoice"))?;
        let user = wire::person(self.someone(person)?);
        self.wallet(person, &invoice.currency, invoice.amount)?;
        if invoice.link.is_none() {
            let label = self.label(person, invoice.message_id, &Action::Pay);
            self.note(person, Seen::Pressed { message: invoice.message_id, label });
        }
        let query = self.chance.query_id();
        let at = self.now();
        self.money.pre_checkouts.push(PreCheckout {
            id: query.clone(),
            person,
            invoice: id,
            at,
            answered_at: None,
            state: PreCheckoutState::Waiting,
        });
        let body = json!({
            "id": query, "from": user, "currency": invoice.currency,
            "total_amount": invoice.amount, "invoice_payload": invoice.payload,
        });
        self.push_update("pre_checkout_query", json!({"pre_checkout_query": body}), KEEP_QUERY_MS);
        Ok(query)
    }

    /// How a pre-checkout ended; until it did, its deadline.
    pub fn pre_checkout_outcome(&mut self, query: &str) -> Result<PayOutcome, i64> {
        self.end_bank_pages();
        let now = self.now();
        let Some(asked) = self.money.pre_checkouts.iter_mut().rev().find(|asked| asked.id == query)
        else {
            return Ok(PayOutcome::Unavailable { why: "there is no such pre-checkout".into() });
        };
        if asked.state == PreCheckoutState::Waiting && now >= asked.at + PRE_CHECKOUT_MS {
            asked.state = PreCheckoutState::TimedOut;
        }
        match &asked.state {
            PreCheckoutState::Waiting => Err(asked.at + PRE_CHECKOUT_MS),
            PreCheckoutState::AtBank { until, .. } => Err(*until),
            PreCheckoutState::Paid { charge_id } => {
                Ok(PayOutcome::Paid { charge_id: charge_id.clone() })
            }
            PreCheckoutState::Refused { error_message } => {
                Ok(PayOutcome::Refused { error_message: error_message.clone() })
            }
            PreCheckoutState::Declined => {
                Ok(PayOutcome::Unavailable { why: "the wallet cannot pay this".into() })
            }
            PreCheckoutState::TimedOut => Ok(PayOutcome::Timeout),
        }
    }

    /// The bot's answer to a pre-checkout: `None` approves, a text refuses. `false` if nobody waits
    /// for it any more. An approval charges Stars at once; a payment in tenge goes on at the bank.
    pub fn answer_pre_checkout(&mut self, query: &str, refusal: Option<String>) -> bool {
        // Also marks a query whose time is over.
        let _ = self.pre_checkout_outcome(query);
        let now = self.now();
        let waits =
            |asked: &&PreCheckout| asked.id == query && asked.state == PreCheckoutState::Waiting;
        let Some(asked) = self.money.pre_checkouts.iter().rev().find(waits).cloned() else {
            return false;
        };
        let state = match (refusal, self.bank_page_of(asked.invoice)) {
            (Some(error_message), _) => PreCheckoutState::Refused { error_message },
            (None, Some(page)) => page,
            (None, None) => match self.charge(asked.person, asked.invoice) {
                Ok(charge_id) => PreCheckoutState::Paid { charge_id },
                Err(_) => PreCheckoutState::Declined,
            },
        };
        if let Some(asked) =
            self.money.pre_checkouts.iter_mut().rev().find(|asked| asked.id == query)
        {
            asked.state = state;
            asked.answered_at = Some(now);
        }
        true
    }

    pub(super) fn charge(&mut self, person: i64, invoice: i64) -> Result<String, Impossible> {
        let invoice = self
            .money
            .invoice(invoice)
            .cloned()
            .ok_or_else(|| Impossible::because("there is no such invoice"))?;
        *self.wallet(person, &invoice.currency, invoice.amount)? -= invoice.amount;
        let stars = invoice.currency == "XTR";
        let (charge_id, provider_charge_id) = if stars {
            self.money.bot_stars += invoice.amount;
            (format!("stx{}", self.chance.letters(53)), String::new())
        } else {
            let number = self.chance.query_id();
            (format!("{}_{person}_{number}", self.bot.id), self.chance.letters(27))
        };
        let row = LedgerRow {
            at: self.now(),
            person,
            kind: LedgerKind::Payment,
            currency: invoice.currency.clone(),
            amount: invoice.amount,
            charge_id: charge_id.clone(),
            provider_charge_id,
            invoice: invoice.id,
            payload: invoice.payload.clone(),
        };
        self.money.ledger.push(row);
        if let Some(paid) = self.money.invoices.iter_mut().rev().find(|paid| paid.id == invoice.id)
        {
            paid.charge_ids.push(charge_id.clone());
        }
        self.someone(person)?.started = true;
        let content = Content::Payment(charge_id.clone());
        self.service_message(person, false, content, "successful_payment");
        Ok(charge_id)
    }

    /// Gives Stars back; the caller has checked that they may be.
    pub fn give_back(&mut self, payment: &LedgerRow) {
        self.money.bot_stars -= payment.amount;
        if let Some(person) = self.people.get_mut(&payment.person) {
            person.stars += payment.amount;
        }
        let row = LedgerRow { at: self.now(), kind: LedgerKind::Refund, ..payment.clone() };
        self.money.ledger.push(row);
        let content = Content::Refund(payment.charge_id.clone());
        self.service_message(payment.person, false, content, "refunded_payment");
    }

    /// A line that Telegram writes into a chat by itself, and tells the bot of.
    pub fn service_message(&mut self, chat: i64, from_bot: bool, content: Content, kind: &str) {
        let message = self.post(chat, from_bot, Draft::of(content));
        let mut update: Value = json!({ "message": wire::message(self, &message) });
        // A patch may be meant for money only: the kind is looked up by name in the update.
        self.patch_named(kind, &mut update);
        self.push_update("message", update, KEEP_MESSAGE_MS);
    }
}
