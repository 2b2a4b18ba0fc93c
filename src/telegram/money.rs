//! Money in the raw text of one update, read before anything else looks at it.
//!
//! teloxide's types turn a payment they cannot read into an empty message, so payments, refunds and
//! pre-checkouts are read by tolerant shapes of our own (`loose.rs`). This file must not know
//! orders, marks of payloads or what an amount should be. Next:
//! [`super::envelope`](mod@super::envelope).

use crate::domain::ids::{ChargeId, QueryId, TelegramId};

use super::loose::{LooseMessage, LoosePayment, LoosePreCheckout, LooseUpdate};

/// Money as Telegram names it, unchecked. An amount or a currency that could not be read is 0 or
/// empty: never a price of ours, so such a pre-checkout is refused and such a charge is a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawMoney {
    /// `pre_checkout_query` (Bot API, `PreCheckoutQuery`): to be answered within 10 s.
    PreCheckout {
        query: QueryId,
        from: TelegramId,
        /// The payer's language tag (BCP 47).
        language_code: Option<String>,
        /// ISO 4217, or `XTR`.
        currency: String,
        /// Minor units of the currency.
        amount: i64,
        payload: String,
    },
    /// `message.successful_payment` (Bot API, `SuccessfulPayment`).
    Charged {
        person: TelegramId,
        charge: ChargeId,
        /// The provider's own id of it; absent for Stars.
        provider_charge: Option<String>,
        /// ISO 4217, or `XTR`.
        currency: String,
        /// Minor units of the currency.
        amount: i64,
        payload: String,
    },
    /// `message.refunded_payment` (Bot API, `RefundedPayment`).
    Refunded {
        person: TelegramId,
        charge: ChargeId,
        /// ISO 4217, or `XTR`.
        currency: String,
        /// Minor units of the currency.
        amount: i64,
    },
}

impl RawMoney {
    /// A word for its kind, for the metrics.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::PreCheckout { .. } => "pre_checkout",
            Self::Charged { .. } => "charge",
            Self::Refunded { .. } => "refund",
        }
    }

    pub(crate) const fn person(&self) -> TelegramId {
        match self {
            Self::PreCheckout { from: person, .. }
            | Self::Charged { person, .. }
            | Self::Refunded { person, .. } => *person,
        }
    }
}

/// The money in an update, if there is any.
///
/// What teloxide thinks of the same text does not matter. A payment without a charge id or without
/// anybody who paid cannot be booked; the Stars ledger ([`super::ledger`]) still shows it.
pub(super) fn of_update(update: LooseUpdate) -> Option<RawMoney> {
    if let Some(query) = update.pre_checkout_query.0 {
        return pre_checkout(query);
    }
    // Nobody edits a payment, but money is looked for wherever a message may be.
    [update.message, update.edited_message]
        .into_iter()
        .filter_map(|message| message.0)
        .find_map(in_message)
}

fn pre_checkout(query: LoosePreCheckout) -> Option<RawMoney> {
    let from = query.from.0?;
    Some(RawMoney::PreCheckout {
        query: QueryId(query.id.0?),
        from: TelegramId::new(from.id.0?),
        language_code: from.language_code.0,
        currency: query.currency.0.unwrap_or_default(),
        amount: query.total_amount.0.unwrap_or_default(),
        payload: query.invoice_payload.0.unwrap_or_default(),
    })
}

fn in_message(message: LooseMessage) -> Option<RawMoney> {
    let chat = message.chat.0.and_then(|chat| chat.id.0);
    let from = message.from.0.and_then(|person| person.id.0);
    let person = TelegramId::new(chat.or(from)?);
    let charge_of = |payment: &LoosePayment| {
        payment.telegram_payment_charge_id.0.clone().filter(|id| !id.is_empty()).map(ChargeId)
    };
    if let Some(payment) = message.successful_payment.0 {
        return Some(RawMoney::Charged {
            person,
            charge: charge_of(&payment)?,
            provider_charge: payment.provider_payment_charge_id.0.filter(|id| !id.is_empty()),
            currency: payment.currency.0.unwrap_or_default(),
            amount: payment.total_amount.0.unwrap_or_default(),
            payload: payment.invoice_payload.0.unwrap_or_default(),
        });
    }
    let payment = message.refunded_payment.0?;
    Some(RawMoney::Refunded {
        person,
        charge: charge_of(&payment)?,
        currency: payment.currency.0.unwrap_or_default(),
        amount: payment.total_amount.0.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::heard::{Heard, What};
    use super::*;

    fn read_money(raw: &str) -> Option<RawMoney> {
        match Heard::read(raw).what {
            What::Money(money) => Some(money),
            What::Said(..) | What::Leave(_) | What::Nothing => None,
        }
    }

    fn charged(raw: &str) -> (ChargeId, String, i64, String, i64) {
        match read_money(raw) {
            Some(RawMoney::Charged { person, charge, currency, amount, payload, .. }) => {
                (charge, currency, amount, payload, person.expose())
            }
            other => panic!("no charge: {other:?}"),
        }
    }

    const PAYMENT: &str = r#""successful_payment":{"currency":"XTR","total_amount":307,
        "invoice_payload":"p","telegram_payment_charge_id":"c1","provider_payment_charge_id":""}"#;

    #[test]
    fn a_payment_is_read() {
        let raw = format!(
            r#"{{"update_id":1,"message":{{"message_id":5,"date":1,"chat":{{"id":77,
                "type":"private"}},"from":{{"id":77}},{PAYMENT}}}}}"#
        );
        assert_eq!(charged(&raw), (ChargeId("c1".into()), "XTR".into(), 307, "p".into(), 77));
        let Some(RawMoney::Charged { provider_charge, .. }) = read_money(&raw) else { panic!() };
        assert_eq!(provider_charge, None);
    }

    #[test]
    fn a_payment_in_a_message_that_teloxide_cannot_read_is_still_read() {
        for odd in [
            r#""chat":{"id":77,"type":"moon"},"date":"yesterday""#,
            r#""chat":null,"from":{"id":"77","first_name":"\ud83d"}"#,
            r#""chat":[],"from":{"id":77,"is_bot":"no"},"entities":{"a":[]}"#,
            r#""chat":{"id":77.0,"future":{"deep":[{}]}},"message_id":99999999999999"#,
        ] {
            let raw = format!(r#"{{"update_id":9999999999,"message":{{{odd},{PAYMENT}}}}}"#);
            assert_eq!(charged(&raw).4, 77, "{odd}");
            let read = serde_json::from_str::<teloxide::types::Update>(&raw);
            let known = read.is_ok_and(|update| {
                matches!(
                    &update.kind,
                    teloxide::types::UpdateKind::Message(message)
                        if message.successful_payment().is_some()
                )
            });
            assert!(!known, "teloxide reads this by now: {odd}");
        }
    }

    #[test]
    fn amounts_as_text_and_missing_amounts_keep_the_charge() {
        let raw = |fields: &str| {
            format!(
                r#"{{"update_id":1,"message":{{"chat":{{"id":1}},
                    "successful_payment":{{"telegram_payment_charge_id":12,{fields}}}}}}}"#
            )
        };
        let (charge, currency, amount, payload, _) =
            charged(&raw(r#""currency":"KZT","total_amount":"199000","invoice_payload":null"#));
        assert_eq!(
            (charge.0.as_str(), currency.as_str(), amount, payload.as_str()),
            ("12", "KZT", 199_000, "")
        );
        let (_, currency, amount, ..) = charged(&raw(r#""total_amount":{"x":1}"#));
        assert_eq!((currency.as_str(), amount), ("", 0));
    }

    #[test]
    fn a_pre_checkout_is_read_with_what_is_unknown_beside_it() {
        let raw = r#"{"update_id":2,"pre_checkout_query":{"id":4382,"from":{"id":5000000000,
            "language_code":"kk","new":1},"currency":"XTR","total_amount":10,
            "invoice_payload":"abc","order_info":null,"shipping_option_id":3}}"#;
        let Some(RawMoney::PreCheckout { query, from, language_code, currency, amount, payload }) =
            read_money(raw)
        else {
            panic!("no pre-checkout")
        };
        assert_eq!((query.0.as_str(), from.expose()), ("4382", 5_000_000_000));
        assert_eq!(language_code.as_deref(), Some("kk"));
        assert_eq!((currency.as_str(), amount, payload.as_str()), ("XTR", 10, "abc"));
    }

    #[test]
    fn a_refund_is_read() {
        let raw = r#"{"update_id":3,"message":{"chat":{"id":7},
            "refunded_payment":{"currency":"XTR","total_amount":307,"invoice_payload":"p",
            "telegram_payment_charge_id":"c1"}}}"#;
        let refunded = RawMoney::Refunded {
            person: TelegramId::new(7),
            charge: ChargeId("c1".into()),
            currency: "XTR".into(),
            amount: 307,
        };
        assert_eq!(read_money(raw), Some(refunded));
    }

    #[test]
    fn where_there_is_no_money_none_is_found() {
        for raw in [
            "",
            "{",
            "[]",
            "null",
            r#"{"update_id":1,"message":{"chat":{"id":7},"text":"successful_payment"}}"#,
            r#"{"update_id":1,"message":{"chat":{"id":7},"successful_payment":null}}"#,
            r#"{"update_id":1,"message":{"reply_to_message":{"chat":{"id":7},
                "successful_payment":{"telegram_payment_charge_id":"c"}},"chat":{"id":7}}}"#,
            r#"{"update_id":1,"message":{"chat":{"id":7},
                "successful_payment":{"telegram_payment_charge_id":""}}}"#,
        ] {
            assert_eq!(read_money(raw), None, "{raw}");
        }
    }

    #[test]
    fn nobody_is_named_in_debug() {
        let raw = r#"{"update_id":3,"message":{"chat":{"id":712345},
            "refunded_payment":{"telegram_payment_charge_id":"c1"}}}"#;
        assert!(!format!("{:?}", read_money(raw)).contains("712345"));
    }
}
