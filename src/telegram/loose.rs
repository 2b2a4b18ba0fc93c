//! Fields read from JSON without ever refusing the whole: a field of an unexpected shape is
//! absent, and what is not asked for is skipped without being looked at.
//!
//! It must not know what the fields mean; [`super::money`] and [`super::envelope`] do, over the
//! one shape of an update that stands here.

use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

/// An integer, also one written as text or as a float without a fraction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Int(pub Option<i64>);

/// A text, also one that is a number; ids have changed between the two before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word(pub Option<String>);

/// A truth value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flag(pub Option<bool>);

/// An object of the given shape; anything else is absent.
#[derive(Debug, Clone)]
pub(super) struct Obj<T>(pub Option<T>);

impl<T> Default for Obj<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// A number, a text or a truth value. Lists and objects are not looked into.
fn plain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let text = <&RawValue>::deserialize(deserializer)?.get();
    let bulky = text.starts_with(['[', '{']);
    Ok(if bulky { Value::Null } else { serde_json::from_str(text).unwrap_or_default() })
}

/// `{}` writes a float without a fraction as an integer; one beyond i64 is no amount.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| format!("{}", number.as_f64()?).parse().ok())
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match plain(deserializer)? {
            Value::Number(number) => whole(&number),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match plain(deserializer)? {
            Value::Number(number) if number.is_u64() => Some(number.to_string()),
            Value::Number(number) => whole(&number).map(|number| number.to_string()),
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(plain(deserializer)?.as_bool()))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Obj<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        // A list could be read as the fields of an object in their order.
        let object = text.starts_with('{').then(|| serde_json::from_str(text));
        Ok(Self(object.and_then(Result::ok)))
    }
}

/// The one shape: what money and the envelope need of an update (Bot API, `Update`).
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseUpdate {
    pub update_id: Int,
    pub message: Obj<LooseMessage>,
    pub edited_message: Obj<LooseMessage>,
    pub channel_post: Obj<LooseMessage>,
    pub edited_channel_post: Obj<LooseMessage>,
    pub callback_query: Obj<LooseCallback>,
    pub pre_checkout_query: Obj<LoosePreCheckout>,
    pub my_chat_member: Obj<LooseMember>,
}

/// `Message`, as little as possible of it.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseMessage {
    pub message_id: Int,
    pub from: Obj<LoosePerson>,
    pub chat: Obj<LooseChat>,
    pub successful_payment: Obj<LoosePayment>,
    pub refunded_payment: Obj<LoosePayment>,
    /// That a message was pinned; which one does not matter.
    pub pinned_message: Obj<IgnoredAny>,
}

/// `User`
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LoosePerson {
    pub id: Int,
    pub is_bot: Flag,
    pub language_code: Word,
}

/// `Chat`
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseChat {
    pub id: Int,
    #[serde(rename = "type")]
    pub kind: Word,
}

/// `SuccessfulPayment` and `RefundedPayment`: they share the fields that matter.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LoosePayment {
    pub currency: Word,
    pub total_amount: Int,
    pub invoice_payload: Word,
    pub telegram_payment_charge_id: Word,
    pub provider_payment_charge_id: Word,
}

/// `CallbackQuery`
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseCallback {
    pub id: Word,
    pub from: Obj<LoosePerson>,
    pub message: Obj<LooseMessage>,
    pub data: Word,
}

/// `PreCheckoutQuery`
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LoosePreCheckout {
    pub id: Word,
    pub from: Obj<LoosePerson>,
    pub currency: Word,
    pub total_amount: Int,
    pub invoice_payload: Word,
}

/// `ChatMemberUpdated`
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseMember {
    pub from: Obj<LoosePerson>,
    pub chat: Obj<LooseChat>,
    pub new_chat_member: Obj<LooseStanding>,
}

/// `ChatMember`, its status alone.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct LooseStanding {
    pub status: Word,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Shape {
        a: Int,
        b: Word,
        c: Flag,
        d: Obj<LooseChat>,
    }

    fn read(raw: &str) -> Shape {
        serde_json::from_str(raw).unwrap()
    }

    #[test]
    fn numbers_and_texts_change_places() {
        let shape = read(r#"{"a":" 42 ","b":7,"c":true,"d":{"id":"-5","type":"group","x":[1]}}"#);
        assert_eq!((shape.a.0, shape.b.0.as_deref(), shape.c.0), (Some(42), Some("7"), Some(true)));
        let chat = shape.d.0.unwrap();
        assert_eq!((chat.id.0, chat.kind.0.as_deref()), (Some(-5), Some("group")));
        assert_eq!(read(r#"{"a":1e3}"#).a.0, Some(1000));
        assert_eq!(read(r#"{"a":1.5}"#).a.0, None);
        assert_eq!(read(r#"{"a":18446744073709551615}"#).a.0, None);
    }

    #[test]
    fn a_field_of_another_shape_is_absent_and_the_rest_stands() {
        for odd in ["null", "[1,{\"x\":2}]", "{\"y\":[]}", "1.5", "\"x\"", "false", "-3"] {
            let shape = read(&format!(r#"{{"d":{odd},"b":"kept","z":{odd}}}"#));
            assert_eq!(shape.b.0.as_deref(), Some("kept"), "{odd}");
        }
        assert!(read(r#"{"d":[1,2]}"#).d.0.is_none());
        assert!(read(r#"{"a":{"x":1},"c":"yes"}"#).c.0.is_none());
    }

    #[test]
    fn what_is_not_asked_for_is_not_looked_at() {
        // Half a surrogate pair would end a reader that turns every text into a string.
        let shape = read(r#"{"first_name":"\ud83d","deep":[[[[{}]]]],"a":3}"#);
        assert_eq!(shape.a.0, Some(3));
    }
}
