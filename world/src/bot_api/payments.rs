//! Payments: invoices, answers to pre-checkouts, refunds, the Stars ledger.
//!
//! Limits are those of the Bot API ("Payments") and, for KZT, of Telegram's list of currencies.
//! What money does then is `world/money.rs`.

use serde_json::{Value, json};

use super::ApiError;
use super::markup::{self, Markup};
use super::params::Params;
use super::queries::too_old;
use super::send::{post, writable};
use crate::world::chats::{Action, Button, Content, Draft};
use crate::world::money::{Invoice, LedgerKind, LedgerRow};
use crate::world::state::State;
use crate::world::wire;

/// The least and the most of a KZT invoice, tiyn (Telegram's `currencies.json`).
const KZT_AMOUNTS: std::ops::RangeInclusive<i64> = 42_480..=424_809_023;

/// `sendInvoice`
pub(crate) fn send_invoice(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let chat = writable(state, params, "chat_id")?;
    let invoice = Invoice { chat, ..invoice(state, params)? };
    let keyboard = pay_keyboard(params, &invoice.currency, invoice.amount)?;
    let id = invoice.id;
    state.money.invoices.push(invoice);
    let sent = post(state, params, chat, Draft::of(Content::Invoice(id)), keyboard);
    match (&sent, state.money.invoices.last_mut()) {
        (Ok(_), Some(invoice)) => invoice.message_id = state.last_message_id,
        // The message it answers is gone: nothing was sent.
        _ => state.money.invoices.retain(|invoice| invoice.id != id),
    }
    sent
}

/// `createInvoiceLink`: whoever has the link can pay, as often as the bot lets them.
pub(crate) fn create_link(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    if params.filled("subscription_period").is_some() {
        return Err(ApiError::bad("subscriptions are not pretended here"));
    }
    let mut invoice = invoice(state, params)?;
    let link = format!("https://t.me/${}", state.chance.letters(16));
    invoice.link = Some(link.clone());
    state.money.invoices.push(invoice);
    Ok(json!(link))
}

/// The invoice that a call describes.
fn invoice(state: &State, params: &Params) -> Result<Invoice, ApiError> {
    let text = |name: &str| params.text(name).unwrap_or_default();
    let (title, description) = (text("title"), text("description"));
    let (payload, currency) = (text("payload"), text("currency"));
    if !(1..=32).contains(&title.chars().count()) {
        return Err(ApiError::bad("INVOICE_TITLE_INVALID: 1-32 characters"));
    }
    if !(1..=255).contains(&description.chars().count()) {
        return Err(ApiError::bad("INVOICE_DESCRIPTION_INVALID: 1-255 characters"));
    }
    if !(1..=128).contains(&payload.len()) {
        return Err(ApiError::bad("INVOICE_PAYLOAD_INVALID"));
    }
    let start_parameter = text("start_parameter");
    let letter = |ch: char| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-';
    if start_parameter.len() > 64 || !start_parameter.chars().all(letter) {
        return Err(ApiError::bad("START_PARAM_INVALID"));
    }
    let amounts = prices(params)?;
    let amount: i64 = amounts.iter().sum();
    let token = text("provider_token");
    let tips = params.int("max_tip_amount")?.unwrap_or(0) != 0;
    match currency.as_str() {
        "XTR" if !token.is_empty() => return Err(ApiError::bad("PAYMENT_PROVIDER_INVALID")),
        "XTR" if amounts.len() != 1 || amount < 1 || tips => {
            return Err(ApiError::bad("STARS_INVOICE_INVALID"));
        }
        "XTR" => {}
        "KZT" if token.is_empty() || token != state.money.provider_token => {
            return Err(ApiError::bad("PAYMENT_PROVIDER_INVALID"));
        }
        "KZT" if !KZT_AMOUNTS.contains(&amount) => {
            return Err(ApiError::bad("CURRENCY_TOTAL_AMOUNT_INVALID"));
        }
        "KZT" => {}
        _ => return Err(ApiError::bad("CURRENCY_INVALID")),
    }
    let provider_data = text("provider_data");
    let broken = serde_json::from_str::<Value>(&provider_data).is_err();
    if !provider_data.is_empty() && broken {
        return Err(ApiError::bad("DATA_JSON_INVALID"));
    }
    Ok(Invoice {
        id: i64::try_from(state.money.invoices.len()).unwrap_or(i64::MAX) + 1,
        at: state.now(),
        chat: 0,
        message_id: 0,
        link: None,
        title,
        description,
        payload,
        currency,
        amount,
        start_parameter,
        provider_data,
        charge_ids: Vec::new(),
    })
}

fn prices(params: &Params) -> Result<Vec<i64>, ApiError> {
    let prices = params.json("prices")?;
    let prices = prices.as_ref().and_then(Value::as_array).filter(|prices| !prices.is_empty());
    let prices = prices.ok_or_else(|| ApiError::bad("can't parse prices JSON object"))?;
    let mut amounts = Vec::new();
    for price in prices {
        params.only(price, "LabeledPrice")?;
        let label = price.get("label").and_then(Value::as_str).unwrap_or_default();
        let amount = price.get("amount");
        let amount = amount.and_then(|n| n.as_i64().or_else(|| n.as_str()?.parse().ok()));
        match amount {
            Some(amount) if !label.is_empty() => amounts.push(amount),
            _ => return Err(ApiError::bad("can't parse labeled price")),
        }
    }
    Ok(amounts)
}

fn pay_keyboard(params: &Params, currency: &str, amount: i64) -> Result<Markup, ApiError> {
    let markup = markup::read(params)?;
    match markup.clone().inline() {
        None => {
            let text = match currency {
                "XTR" => format!("Pay ⭐️{amount}"),
                _ => format!("Pay {currency} {}.{:02}", amount / 100, amount % 100),
            };
            Ok(Markup::Inline(vec![vec![Button { text, action: Action::Pay }]]))
        }
        Some(rows) => match rows.first().and_then(|row| row.first()) {
            Some(Button { action: Action::Pay, .. }) => Ok(markup),
            _ => Err(ApiError::bad("REPLY_MARKUP_BUY_EMPTY")),
        },
    }
}

/// `answerPreCheckoutQuery`
pub(crate) fn answer_pre_checkout(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let query = params.text("pre_checkout_query_id").unwrap_or_default();
    let refusal = if params.flag("ok") {
        None
    } else {
        let words = params.filled("error_message");
        Some(words.ok_or_else(|| ApiError::bad("error_message must be non-empty"))?)
    };
    if state.answer_pre_checkout(&query, refusal) { Ok(json!(true)) } else { Err(too_old()) }
}

/// `refundStarPayment`: the whole charge, once.
pub(crate) fn refund(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let charge_id = params.text("telegram_payment_charge_id").unwrap_or_default();
    if charge_id.is_empty() {
        return Err(ApiError::bad("CHARGE_ID_EMPTY"));
    }
    let person =
        params.int("user_id")?.ok_or_else(|| ApiError::bad("invalid user_id specified"))?;
    if !state.people.contains_key(&person) {
        return Err(ApiError::bad("USER_ID_INVALID"));
    }
    let stars = |row: &&LedgerRow| row.currency == "XTR" && row.person == person;
    let payment = state
        .money
        .payment(&charge_id)
        .filter(stars)
        .cloned()
        .ok_or_else(|| ApiError::bad("CHARGE_ID_INVALID"))?;
    if state.money.is_refunded(&charge_id) {
        return Err(ApiError::bad("CHARGE_ALREADY_REFUNDED"));
    }
    if state.money.bot_stars < payment.amount {
        return Err(ApiError::bad("BALANCE_TOO_LOW"));
    }
    state.give_back(&payment);
    Ok(json!(true))
}

/// `getStarTransactions`: oldest first; a refund has the id of its payment and a receiver.
pub(crate) fn transactions(state: &mut State, params: &Params) -> Result<Value, ApiError> {
    let skip = usize::try_from(params.int("offset")?.unwrap_or(0))
        .map_err(|_| ApiError::bad("OFFSET_INVALID"))?;
    let limit = params.int("limit")?.unwrap_or(100);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=100).contains(limit))
        .ok_or_else(|| ApiError::bad("LIMIT_INVALID"))?;
    let view = &state.money.view;
    let rows = state.money.ledger.iter().filter(|row| row.currency == "XTR");
    let rows = rows.filter(|row| !view.holes.contains(&row.charge_id));
    let mut list: Vec<Value> = rows.map(|row| transaction(state, row)).collect();
    if view.newest_first {
        list.reverse();
    }
    let strange = (0..view.strange).map(|n| {
        json!({
            "id": format!("strange{n}"), "amount": 1, "date": 1,
            "source": {"type": "moon_base"}
        })
    });
    let list: Vec<Value> = strange.chain(list).skip(skip).take(limit).collect();
    Ok(json!({ "transactions": list }))
}

fn transaction(state: &State, row: &LedgerRow) -> Value {
    let user = state.people.get(&row.person).map_or(Value::Null, wire::person);
    let partner = json!({
        "type": "user", "transaction_type": "invoice_payment", "user": user,
        "invoice_payload": row.payload,
    });
    let side = match row.kind {
        LedgerKind::Payment => "source",
        LedgerKind::Refund => "receiver",
    };
    json!({"id": row.charge_id, "amount": row.amount, "date": row.at / 1000, side: partner})
}
