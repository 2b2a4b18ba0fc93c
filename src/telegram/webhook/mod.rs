//! The door that Telegram's webhook knocks at: the secret, the bounds of a request, and what each
//! answer makes Telegram do.
//!
//! It must not know the database nor what is in an update: a [`Reception`] takes the raw text in
//! and says when it is committed. Next: [`calls`], which sets and deletes the webhook, and
//! `app/http.rs`, which listens.

pub(crate) mod calls;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use reqwest::Url;
use subtle::ConstantTimeEq;

use super::updates::{RawUpdate, id_in};

pub use calls::WebhookInfo;

/// Where Telegram puts the secret (Bot API, `setWebhook.secret_token`).
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// The largest body. An update is a few kilobytes; a message that answers one with 4,096 characters
/// and all its entities stays far below this.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// When Telegram may try again, seconds. Without it Telegram doubles its pauses up to two minutes,
/// and a pre-checkout would be long dead when a database that was away for a moment is back.
const AGAIN_AFTER: &str = "2";

/// A secret of fewer letters may be guessed …
const LEAST_SECRET: usize = 32;
/// … and one of fewer different ones. A number of 128 bits in hex has fewer once in ten thousand
/// million.
const LEAST_LETTERS: usize = 6;

/// Ports that Telegram delivers to (Bot API, `setWebhook`).
const PORTS: [u16; 4] = [443, 80, 88, 8443];

/// What Telegram proves itself with. No `Display`; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// 1-256 of `A-Z a-z 0-9 _ -`, as Telegram wants it; `None` otherwise.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        ((1..=256).contains(&text.len()) && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether somebody might guess it: it is short, or the same few letters again and again.
    pub(crate) fn is_weak(&self) -> bool {
        let letters: BTreeSet<u8> = self.0.bytes().collect();
        self.0.len() < LEAST_SECRET || letters.len() < LEAST_LETTERS
    }

    /// Whether a request proves that Telegram sent it. It takes as long for a nearly right secret
    /// as for a wrong one of the same length; the length is no secret.
    fn fits(&self, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all(SECRET_HEADER).iter();
        match (given.next(), given.next()) {
            (Some(one), None) => bool::from(self.0.as_bytes().ct_eq(one.as_bytes())),
            (None | Some(_), _) => false,
        }
    }
}

silent!(WebhookSecret);

/// Checks the address that Telegram is to deliver to.
///
/// # Errors
/// What is wrong with it, without the address.
pub(crate) fn parse_url(text: &str) -> Result<String, &'static str> {
    let url =
        Url::parse(text).map_err(|_| "is no address; give one such as https://shop.example/")?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must be a plain address, without a user, a password or a #fragment");
    }
    match url.scheme() {
        "https" => {}
        // The simulator delivers on this machine, where there is no certificate.
        "http" if here => return Ok(url.into()),
        _ => return Err("must begin with https:// (http:// is for the simulator on this machine)"),
    }
    if PORTS.contains(&url.port_or_known_default().unwrap_or_default()) {
        Ok(url.into())
    } else {
        Err("has a port that Telegram does not deliver to; use 443, 80, 88 or 8443")
    }
}

words! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub(crate) enum Answer {
        /// 200: the transaction that handled the update is committed, and Telegram forgets it.
        Taken = "taken",
        /// 401: the caller does not know the secret.
        Stranger = "stranger",
        /// 405: no `POST`.
        NoPost = "no_post",
        /// 413: more than [`LARGEST_BODY`].
        TooLarge = "too_large",
        /// 400 or 408: the body did not arrive whole.
        Broken = "broken",
        /// 503: not committed; Telegram keeps the update and sends it again.
        Later = "later",
    }
}

impl Answer {
    const fn status(self) -> StatusCode {
        match self {
            Self::Taken => StatusCode::OK,
            Self::Stranger => StatusCode::UNAUTHORIZED,
            Self::NoPost => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::Later => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        // The body is empty: a `method` in it would be a call whose outcome we never hear.
        let mut response = self.status().into_response();
        if self == Self::Later {
            let after = HeaderValue::from_static(AGAIN_AFTER);
            response.headers_mut().insert(header::RETRY_AFTER, after);
        }
        response
    }
}

/// What stands behind the door and takes updates in.
pub(crate) trait Reception: Send + Sync + 'static {
    /// Takes one in. `true` only when the transaction that handled it is committed.
    fn take(&self, update: RawUpdate) -> impl Future<Output = bool> + Send;

    /// Hears of every answer.
    fn answered(&self, answer: Answer);
}

struct Door<R> {
    secret: WebhookSecret,
    reception: R,
}

/// The routes: any path, for a proxy may change it, and the secret is what counts.
pub(crate) fn router<R: Reception>(secret: WebhookSecret, reception: R) -> Router {
    Router::new()
        .fallback(knock::<R>)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(Door { secret, reception }))
}

async fn knock<R: Reception>(State(door): State<Arc<Door<R>>>, request: Request) -> Response {
    let answer = door.open(request).await;
    door.reception.answered(answer);
    answer.into_response()
}

impl<R: Reception> Door<R> {
    async fn open(&self, request: Request) -> Answer {
        if request.method() != Method::POST {
            return Answer::NoPost;
        }
        // Before a byte of the body: strangers cost nothing.
        if !self.secret.fits(request.headers()) {
            return Answer::Stranger;
        }
        let body = tokio::time::timeout(BODY_PATIENCE, Bytes::from_request(request, &())).await;
        let body = match body {
            Ok(Ok(body)) => body,
            Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                tracing::warn!("a webhook request with the right secret was too large");
                return Answer::TooLarge;
            }
            Ok(Err(_)) | Err(_) => return Answer::Broken,
        };
        // A crash in here leaves no answer, and Telegram sends it again: what was committed is
        // known by its mark.
        let taken = self.reception.take(read_body(&body)).await;
        if taken { Answer::Taken } else { Answer::Later }
    }
}

/// A body becomes an update whatever is in it. Only Telegram knows the secret, so what cannot be
/// read comes from Telegram all the same: refused, it would come again for a day and block its
/// chat, so it is marked and counted like any other, under the id 0 and its own fingerprint.
fn read_body(body: &[u8]) -> RawUpdate {
    let text = String::from_utf8_lossy(body).into_owned();
    let update_id = id_in(&text).unwrap_or(0);
    RawUpdate { update_id, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_telegrams_form_and_hides_itself() {
        let longest = "a".repeat(256);
        for good in ["a", "A-b_9", longest.as_str()] {
            assert!(WebhookSecret::parse(good).is_some(), "{good}");
        }
        let too_long = "a".repeat(257);
        for bad in ["", "a b", "a.b", "é", "a\n", too_long.as_str()] {
            assert!(WebhookSecret::parse(bad).is_none(), "{bad}");
        }
        let secret = WebhookSecret::parse("hush").unwrap();
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    }

    #[test]
    fn only_the_right_secret_once_fits() {
        let secret = WebhookSecret::parse("right").unwrap();
        let with = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(SECRET_HEADER, HeaderValue::from_static(value));
            }
            secret.fits(&headers)
        };
        assert!(with(&["right"]));
        for wrong in [&[][..], &[""], &["Right"], &["righ"], &["rightt"], &["right", "right"]] {
            assert!(!with(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn telegram_delivers_to_four_ports_over_tls() {
        for good in [
            "https://shop.example/",
            "https://shop.example:8443/hook?x=1",
            "https://shop.example:88/",
            "http://127.0.0.1:9999/",
            "http://localhost:1/x",
        ] {
            assert!(parse_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "shop.example",
            "http://shop.example/",
            "http://127.0.0.1.evil.example/",
            "https://shop.example:8080/",
            "https://user:word@shop.example/",
            "https://shop.example/#x",
            "ftp://shop.example/",
        ] {
            assert!(parse_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn any_body_becomes_an_update() {
        let read = |body: &[u8]| read_body(body).update_id;
        assert_eq!(read(br#"{"update_id":7,"message":{}}"#), 7);
        assert_eq!(read(br#"{"update_id":7,"message":{"text":"#), 7);
        assert_eq!(read(br#"{"message":{}}"#), 0);
        assert_eq!(read(b"not JSON"), 0);
        assert_eq!(read(b"\xff\xfe"), 0);
        assert_eq!(read(b""), 0);
    }
}
