//! A letter and the message made of it (RFC 5322, RFC 2045).
//!
//! `mixed( alternative( text, related( html, inline QR )), attached QR )`, which every mail program
//! shows. Nothing is random and no clock is read: the same letter is the same bytes. The subject
//! must hold no secret, because locked screens show it; the caller sees to that. How the words look
//! is `html.rs` and `plain.rs`.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use url::Host;

use super::fault::MailProblem;
use crate::domain::email::Email;
use crate::domain::lang::Lang;
use crate::domain::outcome::{Fault, Reason};
use crate::domain::time::Stamp;

/// The `Content-ID` of the picture (RFC 2392); the HTML part shows it as `cid:` and this.
pub(crate) const QR_CID: &str = "esim-qr@letter";

/// The boundaries between the parts. `=_` never occurs in encoded text (RFC 2045 6.7), so no part
/// can hold one, and they need not be random.
const MIXED: &str = "=_qazaq_mixed";
const ALTERNATIVE: &str = "=_qazaq_alternative";
const RELATED: &str = "=_qazaq_related";

#[derive(Debug, Clone)]
pub(crate) struct MailFrom(Mailbox);

impl MailFrom {
    /// Reads an address, or `Name <address>`.
    ///
    /// # Errors
    /// [`MailProblem::From`].
    pub(crate) fn parse(raw: &str) -> Result<Self, MailProblem> {
        let raw = raw.trim();
        if raw.chars().any(char::is_control) {
            return Err(MailProblem::From);
        }
        let (name, address) = match raw.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
            None => ("", raw),
        };
        let email = Email::parse(address).map_err(|_| MailProblem::From)?;
        let address = address_of(&email).ok_or(MailProblem::From)?;
        Ok(Self(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address)))
    }

    /// The domain of the address, in ASCII: also the domain of every `Message-ID`.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// What makes a letter the same letter: a word for its order that tells nobody the number (servers
/// on the way write it down), and the `n` of the effect `mail:<order>:<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LetterId(String);

impl LetterId {
    /// The id of the `n`-th letter of an order. Anything in `order` but ASCII letters, digits and
    /// hyphens is written as its byte in hex, so that two orders never share an id.
    pub(crate) fn new(order: &str, n: u32) -> Self {
        let mut id = String::with_capacity(order.len() + 4);
        for byte in order.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                id.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(id, "_{byte:02x}");
            }
        }
        Self(format!("{id}.{n}"))
    }

    /// The part of the `Message-ID` before the `@`, also a safe file name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A letter with all its words. It holds an address and an activation code, so `Debug` tells its id
/// alone.
pub(crate) struct Letter {
    /// The id, stable over repeats.
    pub id: LetterId,
    pub to: Email,
    /// The subject; no secret.
    pub subject: String,
    /// The plain part, see [`super::text`].
    pub text: String,
    /// The HTML part, see [`super::page`]; shows the picture as `cid:` and [`QR_CID`].
    pub html: String,
    /// `None` for a letter without a QR.
    pub qr: Option<QrFile>,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<Email>,
    /// The language of the words (RFC 3282).
    pub language: Lang,
    pub date: Stamp,
}

/// The QR, shown in the letter and attached.
pub(crate) struct QrFile {
    /// See [`crate::qr::png`].
    pub png: Vec<u8>,
    /// Its file name, ending in `.png`.
    pub name: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id.as_str()).finish_non_exhaustive()
    }
}

impl Letter {
    pub(super) fn message(&self, from: &MailFrom) -> Result<Message, Fault> {
        let bad_address = Fault::reject(Reason::BadAddress);
        let ours = Fault::reject(Reason::BadRequest);
        let to = address_of(&self.to).ok_or(bad_address)?;
        let png = || ContentType::parse("image/png").map_err(|_| ours);
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id.as_str(), from.domain())))
            .date(date(self.date))
            .from(from.0.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&self.subject))
            .raw_header(header("Auto-Submitted", "auto-generated").ok_or(ours)?)
            .raw_header(header("Content-Language", self.language.code()).ok_or(ours)?);
        if let Some(reply_to) = &self.reply_to {
            let address = address_of(reply_to).ok_or(Fault::reject(Reason::Configuration))?;
            builder = builder.reply_to(Mailbox::new(None, address));
        }
        let alternative = MultiPart::alternative()
            .boundary(ALTERNATIVE)
            .singlepart(SinglePart::plain(self.text.clone()));
        let page = SinglePart::html(self.html.clone());
        let Some(qr) = &self.qr else {
            return builder.multipart(alternative.singlepart(page)).map_err(|_| ours);
        };
        let picture = Attachment::new_inline(QR_CID.to_owned()).body(qr.png.clone(), png()?);
        let attached = Attachment::new(file_name(&qr.name)).body(qr.png.clone(), png()?);
        let related = MultiPart::related().boundary(RELATED).singlepart(page).singlepart(picture);
        let alternative = alternative.multipart(related);
        let mixed = MultiPart::mixed().boundary(MIXED).multipart(alternative).singlepart(attached);
        builder.multipart(mixed).map_err(|_| ours)
    }
}

/// The address as SMTP takes it: an international domain in its ASCII form (RFC 5890), so that no
/// server needs SMTPUTF8. `None` for a domain that has none.
fn address_of(email: &Email) -> Option<Address> {
    match Host::parse(email.expose_domain()).ok()? {
        Host::Domain(domain) => Address::new(email.expose_local(), domain).ok(),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn header(name: &'static str, value: &str) -> Option<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
    Some(HeaderValue::new(name, value.to_owned()))
}

fn date(stamp: Stamp) -> SystemTime {
    let since_1970 = Duration::from_millis(u64::try_from(stamp.0).unwrap_or_default());
    SystemTime::UNIX_EPOCH.checked_add(since_1970).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Without line breaks and other control characters.
fn one_line(text: &str) -> String {
    let calm = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    calm.collect::<String>().trim().to_owned()
}

/// A name that every system saves under: no separators, no reserved signs.
fn file_name(name: &str) -> String {
    let safe = |c: char| !(c.is_control() || "/\\:*?\"<>|".contains(c));
    let name: String = name.chars().filter(|c| safe(*c)).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() { "esim.png".to_owned() } else { name.to_owned() }
}
