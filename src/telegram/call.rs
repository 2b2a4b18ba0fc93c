//! The wire under every call: token, address, HTTP client, and one answer read in one way.
//!
//! teloxide's own client sleeps 10 s inside a call that met a 5xx and throws status and code away,
//! so calls are made here; its types still shape what is sent. This file must not know what is
//! said, and lets the token out only into the address of a request. Next: [`super::error`] for what
//! a refusal means, [`super::bot_api`] for the calls.

use std::time::Duration;

use reqwest::multipart::Form;
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::outcome::{Fault, Reason};

use super::error::{Refusal, of_transport};
use super::loose::{Int, Obj, Word};

/// The bot's token. A program that has it is the bot. No `Display`; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct BotToken(String);

impl BotToken {
    /// Takes a token of BotFather's form: digits, a colon, letters of base64url. `None` otherwise;
    /// what is not of that form would also break the address it becomes part of.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (id, secret) = text.split_once(':')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let is_secret = !secret.is_empty() && secret.bytes().all(plain);
        (is_id && is_secret).then(|| Self(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

silent!(BotToken);

/// Why no client could be made. Names no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    #[error("the address of the Bot API must be an http or https address without a query")]
    ApiUrl,
    #[error("the HTTP client could not be built; look at the machine's TLS and proxy settings")]
    Client,
}

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub connect: Duration,
    pub total: Duration,
}

/// Builds an HTTP client with time limits; a Bot API on this machine is never asked through a
/// proxy.
#[expect(clippy::disallowed_methods, reason = "this is where Bot API clients are built")]
fn client(api: &Url, patience: Patience) -> Result<reqwest::Client, BadSettings> {
    let builder = reqwest::Client::builder()
        .connect_timeout(patience.connect)
        .timeout(patience.total)
        // Telegram closes idle connections after about a minute; ours go first.
        .pool_idle_timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none());
    let is_here = matches!(api.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let builder = if is_here { builder.no_proxy() } else { builder };
    builder.build().map_err(|_| BadSettings::Client)
}

/// A way to call the Bot API. Cheap to clone; clones share connections.
#[derive(Clone)]
pub(super) struct Api {
    base: Url,
    token: BotToken,
    client: reqwest::Client,
}

/// How a call failed, before edits have looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallFault {
    /// An edit that changes nothing.
    NotModified,
    Fault(Fault),
}

impl From<CallFault> for Fault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::NotModified => Self::Reject { reason: Reason::Refused },
            CallFault::Fault(fault) => fault,
        }
    }
}

/// The answer to any call, its result left unread.
#[derive(Deserialize)]
pub(super) struct Answer<R> {
    pub ok: bool,
    #[serde(default)]
    pub result: R,
    #[serde(default)]
    error_code: Int,
    #[serde(default)]
    description: Word,
    #[serde(default)]
    parameters: Obj<Parameters>,
}

impl<R> Answer<R> {
    /// The refusal that came with this HTTP status.
    pub(super) fn refusal(self, status: u16) -> Refusal {
        Refusal {
            code: self.error_code.0.and_then(|code| u16::try_from(code).ok()).unwrap_or(status),
            description: self.description.0.unwrap_or_default(),
            retry_after: self.parameters.0.and_then(|parameters| parameters.retry_after.0),
        }
    }
}

/// `ResponseParameters`
#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    retry_after: Int,
}

impl Api {
    pub(super) fn new(
        api_url: &str,
        token: BotToken,
        patience: Patience,
    ) -> Result<Self, BadSettings> {
        let base = Url::parse(api_url.trim_end_matches('/')).map_err(|_| BadSettings::ApiUrl)?;
        let plain = base.query().is_none() && base.fragment().is_none() && base.has_host();
        if !matches!(base.scheme(), "http" | "https") || !plain {
            return Err(BadSettings::ApiUrl);
        }
        let client = client(&base, patience)?;
        Ok(Self { base, token, client })
    }

    pub(super) fn request(&self, method: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        let before = self.base.path().trim_end_matches('/');
        url.set_path(&format!("{before}/bot{}/{method}", self.token.expose()));
        self.client.post(url)
    }

    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        body: &Value,
    ) -> Result<T, CallFault> {
        perform(method, self.request(method).json(body)).await
    }

    pub(super) async fn upload<T: DeserializeOwned>(
        &self,
        method: &'static str,
        form: Form,
    ) -> Result<T, CallFault> {
        perform(method, self.request(method).multipart(form)).await
    }
}

/// A crash in here leaves a call that may have been made; the lease that runs out says `Unknown`.
async fn perform<T: DeserializeOwned>(
    method: &'static str,
    request: RequestBuilder,
) -> Result<T, CallFault> {
    let failed = |error: &reqwest::Error| {
        let fault = of_transport(error);
        tracing::debug!(method, ?fault, "a call did not come through");
        CallFault::Fault(fault)
    };
    let response = request.send().await.map_err(|error| failed(&error))?;
    let status = response.status().as_u16();
    let body = response.bytes().await.map_err(|error| failed(&error))?;
    read_answer(method, status, &body)
}

/// Reads the body of an answer. A body that is not Telegram's (a gateway's page, half an answer)
/// says nothing about what was done.
fn read_answer<T: DeserializeOwned>(
    method: &'static str,
    status: u16,
    body: &[u8],
) -> Result<T, CallFault> {
    let unknown = |what| {
        tracing::warn!(method, status, what, "an answer could not be read");
        CallFault::Fault(Fault::Unknown)
    };
    let answer: Answer<Option<&RawValue>> =
        serde_json::from_slice(body).map_err(|_| unknown("no JSON answer"))?;
    if answer.ok {
        let result = answer.result.ok_or_else(|| unknown("no result"))?;
        return serde_json::from_str(result.get()).map_err(|_| unknown("another result"));
    }
    let refusal = answer.refusal(status);
    if refusal.is_not_modified() {
        return Err(CallFault::NotModified);
    }
    let fault = refusal.fault();
    let (code, sign) = (refusal.code, refusal.sign());
    match fault {
        Fault::Reject { reason: Reason::Refused | Reason::Configuration } | Fault::Unknown => {
            tracing::warn!(method, code, sign, "a call was refused");
        }
        Fault::Reject { .. } | Fault::Retry { .. } => {
            tracing::debug!(method, code, sign, "a call was refused");
        }
    }
    Err(CallFault::Fault(fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<Value, CallFault> {
        read_answer("test", status, body.as_bytes())
    }

    #[test]
    fn a_token_hides_itself_and_has_one_form() {
        let token = BotToken::parse(" 123:AA-b_c\n").unwrap();
        assert_eq!(token.expose(), "123:AA-b_c");
        assert_eq!(format!("{token:?}"), "BotToken(…)");
        for bad in ["", ":", "123", "123:", ":AA", "12a:AA", "123:A/A", "123:A A", "123:A?b", "1:é"]
        {
            assert!(BotToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_address_is_checked_without_being_echoed() {
        let patience = Patience { connect: Duration::from_secs(1), total: Duration::from_secs(1) };
        let with = |url: &str| Api::new(url, BotToken::parse("1:A").unwrap(), patience).err();
        for bad in ["", "api.telegram.org", "ftp://x", "https://x/?a=b", "https://x/#a", "http://"]
        {
            assert_eq!(with(bad), Some(BadSettings::ApiUrl), "{bad}");
        }
        for good in ["https://api.telegram.org", "http://127.0.0.1:8081/", "https://x/behind"] {
            assert_eq!(with(good), None, "{good}");
        }
        let api = Api::new("http://h/p/", BotToken::parse("1:A").unwrap(), patience).unwrap();
        let request = api.request("getMe").build().unwrap();
        assert_eq!(request.url().as_str(), "http://h/p/bot1:A/getMe");
    }

    #[test]
    fn an_answer_is_read_whatever_else_is_in_it() {
        assert_eq!(
            read(200, r#"{"ok":true,"result":{"a":1},"new":[]}"#),
            Ok(serde_json::json!({"a":1}))
        );
        assert_eq!(read(200, r#"{"ok":true,"result":true}"#), Ok(Value::Bool(true)));
    }

    #[test]
    fn what_is_no_answer_is_unknown() {
        let unknown = Err(CallFault::Fault(Fault::Unknown));
        for (status, body) in [
            (502, "<html>Bad Gateway</html>"),
            (200, "<html>captive portal</html>"),
            (404, "<html>not here</html>"),
            (200, ""),
            (200, r#"{"ok":true}"#),
            (200, r#"{"ok":true,"resu"#),
            (500, r#"{"ok":false,"error_code":500,"description":"Internal Server Error"}"#),
        ] {
            assert_eq!(read(status, body), unknown, "{body}");
        }
        let typed: Result<Vec<i64>, _> = read_answer("test", 200, br#"{"ok":true,"result":7}"#);
        assert_eq!(typed, Err(CallFault::Fault(Fault::Unknown)));
    }

    #[test]
    fn a_refusal_is_read_from_the_body_or_else_from_the_status() {
        let flood =
            r#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":3}}"#;
        let after = Some(crate::domain::time::Millis::seconds(3));
        assert_eq!(read(200, flood), Err(CallFault::Fault(Fault::Retry { after })));
        let configuration = Fault::Reject { reason: Reason::Configuration };
        assert_eq!(read(401, r#"{"ok":false}"#), Err(CallFault::Fault(configuration)));
        let same =
            r#"{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}"#;
        assert_eq!(read(400, same), Err(CallFault::NotModified));
    }
}
