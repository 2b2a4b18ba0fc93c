//! E-mail addresses: what we accept, and the question "did you mean gmail.com?".
//!
//! An address is personal: no `Display`, no `Serialize`, a silent `Debug`, one way out called
//! `expose`. This file must not know how mail is sent; see `mail/`. An `Email` alone is no
//! permission to write to it: that is `consent.rs`.

use std::fmt;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The longest address that SMTP carries, in bytes (RFC 5321 4.5.3.1.3, minus the angle brackets).
const LONGEST: usize = 254;

/// Why a text is not an address we send to. Each is told to the customer in words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EmailProblem {
    /// Nothing but white space.
    #[error("the address is empty")]
    Empty,
    /// More than 254 bytes.
    #[error("the address is longer than 254 bytes")]
    TooLong,
    /// A space or line break inside: perhaps a sentence, or two addresses.
    #[error("a space or line break is inside the address")]
    Spaces,
    /// A control character, a zero-width character or a mark of writing direction, mostly from
    /// copying: it cannot be seen, so type the address by hand.
    #[error("an invisible character is inside the address")]
    Invisible,
    /// No `@` at all.
    #[error("the address has no @")]
    NoAt,
    /// More than one `@`, or a list: one address only.
    #[error("more than one address")]
    Several,
    /// Quotes, brackets and the like.
    #[error("quotes or brackets are in the address")]
    Characters,
    /// Letters outside Latin before the `@`: mostly the wrong keyboard layout, and few servers take
    /// such mail.
    #[error("the part before the @ has letters that are not Latin")]
    NotLatin,
    /// No dot after the `@`, so no domain of the public internet.
    #[error("the domain has no dot")]
    NoDot,
    /// Something else: two dots, a dot at an end, an IP address, an empty part.
    #[error("this is not an e-mail address")]
    Malformed,
}

/// An address that can be written to (RFC 5321 `Mailbox` without quotes and address literals).
///
/// The domain is in lower case, and may be international; the part before the `@` is ASCII and kept
/// as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(Zeroizing<String>);

impl Email {
    /// Reads what a customer typed; outer white space is allowed.
    ///
    /// # Errors
    /// The first problem found, in an order that lets the answer say what to do.
    pub(crate) fn parse(raw: &str) -> Result<Self, EmailProblem> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(EmailProblem::Empty);
        }
        if text.chars().any(is_invisible) {
            return Err(EmailProblem::Invisible);
        }
        if text.chars().any(char::is_whitespace) {
            return Err(EmailProblem::Spaces);
        }
        if text.contains(['"', '`', '<', '>', '(', ')', '[', ']', '\\', '«', '»', '“', '”']) {
            return Err(EmailProblem::Characters);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailProblem::NoAt)?;
        if local.contains('@') || text.contains([',', ';']) {
            return Err(EmailProblem::Several);
        }
        if text.len() > LONGEST {
            return Err(EmailProblem::TooLong);
        }
        if !local.is_ascii() {
            return Err(EmailProblem::NotLatin);
        }
        if !domain.is_empty() && !domain.contains('.') {
            return Err(EmailProblem::NoDot);
        }
        let domain = Zeroizing::new(domain.to_lowercase());
        let whole = Zeroizing::new(format!("{local}@{}", &*domain));
        let rules =
            Options::default().with_required_tld().without_domain_literal().without_display_text();
        let fits = whole.len() <= LONGEST
            && EmailAddress::parse_with_options(&whole, rules).is_ok()
            && is_public(&domain);
        if fits { Ok(Self(whole)) } else { Err(EmailProblem::Malformed) }
    }

    /// The whole address.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The mailbox behind it, the same for every spelling that is known to reach it: letters are
    /// counted by it. What follows a plus is a label.
    pub(crate) fn mailbox(&self) -> Zeroizing<String> {
        let (local, domain) = (self.expose_local().to_lowercase(), self.expose_domain());
        let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(&local);
        let dotless = matches!(domain, "gmail.com" | "googlemail.com");
        let name = if dotless { name.replace('.', "") } else { name.to_owned() };
        Zeroizing::new(format!("{name}@{}", if dotless { "gmail.com" } else { domain }))
    }

    /// The part before the `@`.
    pub(crate) fn expose_local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`, in lower case, as typed (not punycode).
    pub(crate) fn expose_domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// Whether a domain can be one of the public internet: letters, digits and inner hyphens of any
/// script (RFC 5890 2.3.1), its last label not a number.
fn is_public(domain: &str) -> bool {
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.split('.').all(label_ok)
        && top.chars().count() >= 2
        && !top.chars().all(|c| c.is_ascii_digit())
}

/// Control characters but for line breaks and tabs (those are told as white space), and characters
/// that show nothing: soft hyphen, zero width, bidi marks, byte order mark, variation selectors.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// Where the shop's customers have their mail, the most common first: what a typo is compared with.
const COMMON: [&str; 15] = [
    "gmail.com",
    "mail.ru",
    "yandex.ru",
    "icloud.com",
    "yandex.kz",
    "bk.ru",
    "inbox.ru",
    "list.ru",
    "ya.ru",
    "outlook.com",
    "hotmail.com",
    "mail.kz",
    "rambler.ru",
    "yahoo.com",
    "proton.me",
];

/// Real mail domains that look like a typo of a common one and are none.
const ALSO_REAL: [&str; 31] = [
    "aol.com",
    "email.com",
    "email.kz",
    "e-mail.kz",
    "fastmail.com",
    "gmx.com",
    "googlemail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.ru",
    "internet.ru",
    "live.com",
    "mac.com",
    "mail.bg",
    "mail.by",
    "mail.com",
    "mail.de",
    "mail.ee",
    "mail.kg",
    "mail.ua",
    "mail.uz",
    "me.com",
    "narod.ru",
    "pm.me",
    "protonmail.com",
    "vk.com",
    "yandex.by",
    "yandex.com",
    "yandex.uz",
    "ymail.com",
];

/// Providers with one domain only: their name with any other ending is a typo (gmail.ru).
const ONE_ENDING: [&str; 2] = ["gmail", "icloud"];

/// Endings that do not exist and mean `.com`.
const BROKEN_COM: [&str; 8] = ["con", "cmo", "ocm", "comm", "vom", "xom", "cpm", "coom"];

/// The address probably meant, where the domain looks like a typo of a common one. Only a question
/// for the customer, never a silent change; a common domain is never questioned.
pub(crate) fn likely_typo(email: &Email) -> Option<Email> {
    let domain = email.expose_domain();
    if COMMON.contains(&domain) || ALSO_REAL.contains(&domain) {
        return None;
    }
    let meant = latin_domain(domain)
        .or_else(|| one_ending(domain))
        .or_else(|| nearest(domain))
        .or_else(|| broken_com(domain))?;
    Email::parse(&format!("{}@{meant}", email.expose_local())).ok()
}

/// The address that a text which is none may have meant: out of `Name <a@b.kz>` and `mailto:`, with
/// a comma for a dot, with signs of a sentence around it, with Cyrillic letters among Latin ones.
/// Only a question for the customer, as [`likely_typo`]; of two addresses none is chosen.
pub(crate) fn likely_meant(raw: &str) -> Option<Email> {
    if raw.matches('@').count() != 1 {
        return None;
    }
    let text = raw.trim();
    let inner = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let inner = inner.map_or(text, |(_, address)| address);
    let around = |c: char| c.is_whitespace() || ".,;:!?\"'`«»“”()[]".contains(c);
    let seen: String = inner.chars().filter(|c| !is_invisible(*c)).collect();
    let seen = Zeroizing::new(seen);
    let bare = seen.trim_matches(around);
    let bare = match bare.get(..MAILTO.len()) {
        Some(scheme) if scheme.eq_ignore_ascii_case(MAILTO) => bare.get(MAILTO.len()..)?,
        _ => bare,
    };
    let (local, domain) = bare.split_once('@')?;
    let labels: Vec<&str> = domain.split(['.', ',']).map(str::trim).collect();
    let domain = labels.join(".").to_lowercase();
    let domain = latin_domain(&domain).unwrap_or(domain);
    Email::parse(&Zeroizing::new(format!("{}@{domain}", latin(local.trim())))).ok()
}

const MAILTO: &str = "mailto:";

/// Cyrillic letters that look like Latin ones.
const TWINS: [(char, char); 12] = [
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('і', 'i'),
    ('к', 'k'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
];

/// Endings typed in Cyrillic letters after a name in Latin ones.
const CYRILLIC_ENDINGS: [(&str, &str); 3] = [("ру", "ru"), ("ком", "com"), ("кз", "kz")];

/// A word with the Cyrillic letters that slipped in among its Latin ones.
fn latin(word: &str) -> String {
    if !word.chars().any(|c| c.is_ascii_alphabetic()) {
        return word.to_owned();
    }
    let twin = |c: char| TWINS.iter().find(|(own, _)| *own == c).map_or(c, |(_, latin)| *latin);
    word.chars().map(twin).collect()
}

/// `mail.ру` to `mail.ru`, where something has to change and all of it is Latin then.
fn latin_domain(domain: &str) -> Option<String> {
    let (name, ending) = domain.rsplit_once('.')?;
    let known = CYRILLIC_ENDINGS.iter().find(|(typed, _)| *typed == ending);
    let ending = known.map_or_else(|| latin(ending), |(_, latin)| (*latin).to_owned());
    let meant = format!("{}.{ending}", latin(name));
    (meant.is_ascii() && meant != domain).then_some(meant)
}

/// `gmail.ru` to `gmail.com`.
fn one_ending(domain: &str) -> Option<String> {
    let (name, ending) = domain.split_once('.')?;
    // Longer endings such as gmail.com.example are somebody's own host.
    (ONE_ENDING.contains(&name) && !ending.contains('.')).then(|| format!("{name}.com"))
}

/// The nearest common domain: one slip, or two in a long one. In the shortest only the ending may
/// be wrong, for ok.ru is not bk.ru.
fn nearest(domain: &str) -> Option<String> {
    let (name, _) = domain.split_once('.')?;
    COMMON
        .iter()
        .filter_map(|common| {
            let slips = strsim::osa_distance(domain, common);
            let allowed = match common.len() {
                0..=5 if common.split_once('.').map(|(own, _)| own) != Some(name) => 0,
                0..=8 => 1,
                _ => 2,
            };
            (slips <= allowed).then_some((slips, *common))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, common)| common.to_owned())
}

/// `firm.con` to `firm.com`.
fn broken_com(domain: &str) -> Option<String> {
    let (name, ending) = domain.rsplit_once('.')?;
    BROKEN_COM.contains(&ending).then(|| format!("{name}.com"))
}

#[cfg(test)]
mod tests;
