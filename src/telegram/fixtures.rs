//! Raw updates as Telegram sends them, for the tests beside the code: what somebody says, presses
//! and pays. Odd and broken ones are written out where they are tried.

use serde_json::{Value, json};

use super::RawUpdate;

/// An update of this kind and number.
pub(crate) fn update(update_id: i64, kind: &str, body: &Value) -> RawUpdate {
    let text = format!(r#"{{"update_id":{update_id},"{kind}":{body}}}"#);
    RawUpdate { update_id, text }
}

/// Somebody whose phone speaks Kazakh.
pub(crate) fn person(id: i64) -> Value {
    json!({ "id": id, "is_bot": false, "first_name": "A", "language_code": "kk" })
}

/// A message in somebody's own chat, with these fields.
pub(crate) fn message(from: i64, more: &Value) -> Value {
    let mut message = json!({
        "message_id": 5, "date": 1_790_000_000, "from": person(from),
        "chat": { "id": from, "type": "private", "first_name": "A" },
    });
    for (name, value) in more.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// A press of the button that carries this data, below a message of theirs.
pub(crate) fn callback_query(from: i64, data: Option<&str>) -> Value {
    let below = message(from, &json!({ "message_id": 9, "text": "Home" }));
    let mut query =
        json!({ "id": "q1", "from": person(from), "chat_instance": "1", "message": below });
    if let Some(data) = data {
        query["data"] = json!(data);
    }
    query
}

/// The question before a payment.
pub(crate) fn pre_checkout_query(from: i64, query: &str) -> Value {
    json!({
        "id": query, "from": person(from), "currency": "XTR", "total_amount": 1,
        "invoice_payload": "x",
    })
}

/// The fields of the message of a payment.
pub(crate) fn successful_payment(
    currency: &str,
    amount: i64,
    payload: &str,
    charge: &str,
) -> Value {
    json!({ "successful_payment": {
        "currency": currency, "total_amount": amount, "invoice_payload": payload,
        "telegram_payment_charge_id": charge, "provider_payment_charge_id": "",
    } })
}
