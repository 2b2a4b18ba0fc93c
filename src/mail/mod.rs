//! Mail: one letter out, by SMTP or not at all.
//!
//! It must not know orders, databases or languages: a [`Letter`] comes with all its words. That
//! somebody may be written to at all is `domain/consent.rs`. Read on in `letter.rs` (what a letter
//! is made of), `html.rs` and `plain.rs` (how it looks), `smtp.rs` (the connection), `fault.rs`
//! (what an error means).

use std::fmt;
use std::time::Duration;

use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::domain::outcome::{Fault, Reason};

mod fault;
pub(crate) mod html;
mod letter;
mod plain;
mod smtp;

pub(crate) use fault::MailProblem;
pub(crate) use html::{Block, CodeBlock, LetterWords, LinkButton, page};
pub(crate) use letter::{Letter, LetterId, MailFrom, QrFile};
pub(crate) use plain::text;
pub(crate) use smtp::is_readable;

/// How long one letter may take in all. The library waits for a silent server for ever, so this is
/// ours; a lease of the relay lasts longer than this.
pub(crate) const SEND_TIMEOUT: Duration = Duration::from_mins(1);

pub struct Mailer {
    from: Option<MailFrom>,
    route: Route,
    timeout: Duration,
}

enum Route {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Off,
}

impl Mailer {
    /// Sends by SMTP. `url` is `smtps://user:password@host:465`, or
    /// `smtp://user:password@host:587`, which means STARTTLS, required; only a loopback host or
    /// `?tls=none` goes without. User and password are percent-encoded. `from` is `MAIL_FROM`: an
    /// address, or `Name <address>`.
    ///
    /// Connects to nothing yet, but must be called inside the runtime: the connections kept open
    /// are looked after by a task.
    ///
    /// # Errors
    /// What is wrong with the URL or the address, without quoting either.
    pub fn smtp(url: &str, from: &str) -> Result<Self, MailProblem> {
        let from = MailFrom::parse(from)?;
        let transport = smtp::transport(url, &from)?;
        Ok(Self { from: Some(from), route: Route::Smtp(transport), timeout: SEND_TIMEOUT })
    }

    /// Sends nothing: the shop does not offer mail.
    pub(crate) const fn off() -> Self {
        Self { from: None, route: Route::Off, timeout: SEND_TIMEOUT }
    }

    /// The same mailer with another limit for one letter.
    #[cfg(test)]
    #[must_use]
    pub(crate) const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether mail is off, and so must not be offered.
    pub(crate) const fn is_off(&self) -> bool {
        matches!(self.route, Route::Off)
    }

    /// Sends one letter. The same letter is the same bytes under the same `Message-ID`, so a repeat
    /// is a copy that mail programs fold into one.
    ///
    /// A crash in here leaves the letter unsent or accepted by the server; we cannot know which.
    ///
    /// # Errors
    /// See `fault.rs` for the table. `Unknown` is an answer that never came or was not understood.
    pub(crate) async fn send(&self, letter: &Letter) -> Result<(), Fault> {
        let Some(from) = &self.from else {
            return Err(Fault::reject(Reason::Configuration));
        };
        let message = letter.message(from)?;
        match &self.route {
            Route::Smtp(transport) => {
                match tokio::time::timeout(self.timeout, transport.send(message)).await {
                    Ok(Ok(_accepted)) => Ok(()),
                    Ok(Err(error)) => Err(fault::of_smtp(&error)),
                    Err(_elapsed) => Err(Fault::Unknown),
                }
            }
            Route::Off => Err(Fault::reject(Reason::Configuration)),
        }
    }

    /// Tries the way out without sending anything: connects, secures, signs in, says goodbye.
    /// Mail that is off is right.
    ///
    /// # Errors
    /// What is wrong and what to do, without host, user or password.
    pub(crate) async fn check(&self) -> Result<(), MailProblem> {
        match &self.route {
            Route::Smtp(transport) => {
                match tokio::time::timeout(self.timeout, transport.test_connection()).await {
                    Ok(Ok(true)) => Ok(()),
                    Ok(Ok(false)) => Err(MailProblem::Refused),
                    Ok(Err(error)) => Err(MailProblem::of_smtp(&error)),
                    Err(_elapsed) => Err(MailProblem::Silent),
                }
            }
            Route::Off => Ok(()),
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.route {
            Route::Smtp(_) => "Mailer::Smtp(..)",
            Route::Off => "Mailer::Off",
        })
    }
}

#[cfg(test)]
mod tests;
