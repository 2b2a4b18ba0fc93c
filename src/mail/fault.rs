//! What an SMTP error means: one table for the relay, one for a person at the command line.
//!
//! It must not let a word of the server out: replies quote addresses. The table was measured
//! against broken servers, and `tests/` repeats the measurement.

use lettre::transport::smtp::Error;

use crate::domain::outcome::{Fault, Reason};

/// The fault of a failed sending.
///
/// | what happened | what it means |
/// |---|---|
/// | 4xx anywhere | not sent: retry |
/// | 5xx | not sent: reject, for the reason of [`refusal`] |
/// | no STARTTLS, no way to sign in, bad certificate setting | reject: configuration |
/// | no connection, certificate not trusted, name not found | not sent: retry |
/// | cut or garbage after the connection was made | **unknown**: perhaps after the last dot |
pub(super) fn of_smtp(error: &Error) -> Fault {
    if error.is_transient() || error.is_transport_shutdown() {
        Fault::RETRY
    } else if error.is_permanent() {
        Fault::reject(refusal(error))
    } else if error.is_client() || error.is_tls() {
        Fault::reject(Reason::Configuration)
    } else if is_connecting(error) {
        Fault::RETRY
    } else {
        Fault::Unknown
    }
}

/// Whether the connection was never made. The library has no flag for it; its words begin so, and
/// nothing but connecting begins so.
fn is_connecting(error: &Error) -> bool {
    error.to_string().starts_with("Connection error")
}

/// The reason of a 5xx: by the enhanced code where the server gives one (RFC 3463), otherwise by
/// the reply code (RFC 5321 4.2.3, RFC 4954 6).
fn refusal(error: &Error) -> Reason {
    let reply = error.status().map_or(0, u16::from);
    match reply {
        523 | 524 | 530 | 534 | 535 | 538 => return Reason::Configuration,
        _ => {}
    }
    match enhanced(error).as_deref() {
        // The sender's own address or domain is refused.
        Some("5.1.7" | "5.1.8") => Reason::Configuration,
        Some(code) if code.starts_with("5.1.") || code.starts_with("5.2.1") => Reason::BadAddress,
        Some(_) => Reason::Refused,
        None if matches!(reply, 550 | 551 | 553) => Reason::BadAddress,
        None => Reason::Refused,
    }
}

/// The enhanced status code at the beginning of the reply's text, such as `5.1.1`.
fn enhanced(error: &Error) -> Option<String> {
    let reply = std::error::Error::source(error)?.to_string();
    let first = reply.split_whitespace().next()?;
    let numbers: Vec<&str> = first.split('.').collect();
    let plain = |part: &&str| (1..=3).contains(&part.len()) && part.parse::<u16>().is_ok();
    (numbers.len() == 3 && numbers.first() == Some(&"5") && numbers.iter().all(plain))
        .then(|| first.to_owned())
}

/// What is wrong with the mail settings or the server, for the owner. Never quotes a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailProblem {
    #[error(
        "SMTP_URL is not of the form smtps://user:password@host:465 or \
         smtp://user:password@host:587 (percent-encode special characters of the password)"
    )]
    Url,
    #[error("SMTP_URL has an unknown option: only tls=required, tls=opportunistic and tls=none")]
    Option,
    #[error("MAIL_FROM is not an address such as orders@example.com or Name <orders@example.com>")]
    From,
    #[error("the mail server cannot be reached: check host, port and certificate in SMTP_URL")]
    Unreachable,
    #[error("the mail server does not answer: check the port (465 for smtps, 587 for smtp)")]
    Silent,
    #[error("the mail server offers no STARTTLS or no known sign-in: use smtps:// or another port")]
    NotSecure,
    #[error("the mail server refuses user and password of SMTP_URL")]
    Credentials,
    #[error("the mail server refuses connections for now: try again later")]
    Busy,
    #[error("the mail server refuses this sender or this machine: ask its operator")]
    Refused,
    #[error("the server does not speak SMTP there: check the port in SMTP_URL")]
    Garbled,
}

impl MailProblem {
    /// The problem behind a failed [`super::Mailer::check`].
    pub(super) fn of_smtp(error: &Error) -> Self {
        if error.is_permanent() {
            let sign_in = refusal(error) == Reason::Configuration;
            if sign_in { Self::Credentials } else { Self::Refused }
        } else if error.is_transient() {
            Self::Busy
        } else if error.is_client() || error.is_tls() {
            Self::NotSecure
        } else if is_connecting(error) {
            Self::Unreachable
        } else {
            Self::Garbled
        }
    }
}
