//! The values of an eSIM: activation code, ICCID, confirmation code.
//!
//! Activation codes are money: whoever reads one can install it. So nothing here has a `Display` or
//! a `Serialize`, `Debug` tells nothing, memory is wiped on drop, and the one way out is called
//! `expose`. This file must not know where codes come from or are kept; see `storage/seal.rs` for
//! keeping and `qr.rs` for drawing.

use std::fmt;
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// The longest activation code: SGP.22 4.1. Counted with the `LPA:` in front, so that every code
/// also fits Telegram's copy button (256 characters).
const LONGEST: usize = 255;

/// What stays readable in an install link: the unreserved characters of RFC 3986 2.3.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why a text is not an activation code. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActivationCodeProblem {
    #[error("the activation code is empty")]
    Empty,
    #[error("the activation code is longer than 255 characters")]
    TooLong,
    #[error("a space or an invisible character is inside the activation code")]
    Blank,
    /// A letter outside ASCII, most often a Cyrillic look-alike.
    #[error("the activation code has a character that is not a Latin letter, digit or sign")]
    NotAscii,
    #[error("the prefix LPA:1$ is there twice")]
    DoubledPrefix,
    #[error("the activation code is not of the form LPA:1$host$matching-id")]
    Form,
    #[error("the version of the activation code is not 1")]
    Version,
    #[error("the SM-DP+ address is not a host name such as rsp.example.com")]
    Host,
    #[error("the SM-DP+ OID is not of the form 1.3.6.1")]
    Oid,
    #[error("the confirmation flag is not empty, 0 or 1")]
    Flag,
}

/// An activation code (SGP.22 4.1): `LPA:1$<SM-DP+ host>$<MatchingID>[$<OID>][$<flag>]`.
///
/// The supplier's text is kept as it came, but for outer white space and the case of `LPA:`. Fields
/// after the fifth have no meaning here, and are kept too: later versions of SGP.22 give them one.
#[derive(Clone, PartialEq, Eq)]
pub struct ActivationCode {
    text: Zeroizing<String>,
    host: Range<usize>,
    matching_id: Range<usize>,
    confirmation: bool,
}

impl ActivationCode {
    /// Reads a code as a supplier or an operator gives it, with or without `LPA:` in any case.
    ///
    /// # Errors
    /// What is wrong with it, without quoting it.
    pub(crate) fn parse(raw: &str) -> Result<Self, ActivationCodeProblem> {
        use ActivationCodeProblem as Problem;
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(Problem::Empty);
        }
        if raw.chars().any(is_blank) {
            return Err(Problem::Blank);
        }
        if !raw.is_ascii() {
            return Err(Problem::NotAscii);
        }
        let code = without_prefix(raw).unwrap_or(raw);
        let text = Zeroizing::new(format!("LPA:{code}"));
        if text.len() > LONGEST {
            return Err(Problem::TooLong);
        }
        let after_version = code.split_once('$').map_or(code, |(_, rest)| rest);
        if without_prefix(code).is_some()
            || without_prefix(after_version).is_some()
            || after_version.starts_with("1$")
        {
            return Err(Problem::DoubledPrefix);
        }
        let mut fields = code.split('$');
        let version = fields.next().unwrap_or_default();
        let (Some(host), Some(matching_id)) = (fields.next(), fields.next()) else {
            return Err(Problem::Form);
        };
        if version != "1" {
            return Err(Problem::Version);
        }
        if !is_host(host) {
            return Err(Problem::Host);
        }
        if !fields.next().is_none_or(|oid| oid.is_empty() || is_oid(oid)) {
            return Err(Problem::Oid);
        }
        let confirmation = match fields.next().unwrap_or_default() {
            "1" => true,
            "" | "0" => false,
            _ => return Err(Problem::Flag),
        };
        let host_start = "LPA:1$".len();
        let host_end = host_start + host.len();
        let matching_start = host_end + "$".len();
        let matching_end = matching_start + matching_id.len();
        Ok(Self {
            text,
            host: host_start..host_end,
            matching_id: matching_start..matching_end,
            confirmation,
        })
    }

    /// Puts a code together from its fields, as some suppliers give them. The MatchingID may be
    /// empty, the OID absent.
    ///
    /// # Errors
    /// As [`Self::parse`]; a `$` inside a field is a problem of that field or of the form.
    pub(crate) fn from_parts(
        smdp: &str,
        matching_id: &str,
        oid: Option<&str>,
    ) -> Result<Self, ActivationCodeProblem> {
        let (smdp, matching_id) = (smdp.trim(), matching_id.trim());
        if without_prefix(smdp).is_some() {
            return Err(ActivationCodeProblem::DoubledPrefix);
        }
        if smdp.contains('$') || smdp.is_empty() {
            return Err(ActivationCodeProblem::Host);
        }
        if matching_id.contains('$') {
            return Err(ActivationCodeProblem::Form);
        }
        let joined = match oid.map(str::trim).filter(|oid| !oid.is_empty()) {
            Some(oid) if oid.contains('$') => return Err(ActivationCodeProblem::Oid),
            Some(oid) => Zeroizing::new(format!("1${smdp}${matching_id}${oid}")),
            None => Zeroizing::new(format!("1${smdp}${matching_id}")),
        };
        Self::parse(&joined)
    }

    /// The whole code, `LPA:1$…`: what the QR holds and what Android takes by hand.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    /// The SM-DP+ address as the supplier wrote it: what an iPhone asks for by hand.
    pub(crate) fn expose_smdp(&self) -> &str {
        self.text.get(self.host.clone()).unwrap_or_default()
    }

    /// The MatchingID, which phones call "activation code" when typed by hand; may be empty.
    pub(crate) fn expose_matching_id(&self) -> &str {
        self.text.get(self.matching_id.clone()).unwrap_or_default()
    }

    /// Whether the phone will ask for a confirmation code. The flag is not the code.
    pub(crate) const fn needs_confirmation_code(&self) -> bool {
        self.confirmation
    }

    /// Whether the MatchingID has signs outside letters, digits and hyphen (SGP.22 4.1). Some
    /// suppliers do that; an import says so and lets the operator decide.
    pub(crate) fn has_odd_matching_id(&self) -> bool {
        self.expose_matching_id().bytes().any(|byte| !byte.is_ascii_alphanumeric() && byte != b'-')
    }

    /// What two writings of one code have in common, for the keyed fingerprint: the host in lower
    /// case and the MatchingID as it is. OID and flag do not make it another eSIM.
    pub(crate) fn normalised(&self) -> SecretText {
        let host = Zeroizing::new(self.expose_smdp().to_ascii_lowercase());
        SecretText::new(format!("1${}${}", &*host, self.expose_matching_id()))
    }

    /// One-tap install on iOS 17.4 and later. The link carries the code: no redirect, no log.
    pub(crate) fn apple_link(&self) -> SecretText {
        self.link("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=")
    }

    /// One-tap install on many Android phones; never the only way. The link carries the code.
    pub(crate) fn android_link(&self) -> SecretText {
        self.link("https://esimsetup.android.com/esim_qrcode_provisioning?carddata=")
    }

    fn link(&self, base: &str) -> SecretText {
        SecretText::new(format!("{base}{}", utf8_percent_encode(&self.text, IN_QUERY)))
    }
}

/// A text that holds an activation code, or what is left of one: an install link, a normal form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SecretText(Zeroizing<String>);

impl SecretText {
    fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a text is not an ICCID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an ICCID is 18 to 22 digits")]
pub struct IccidProblem;

/// The serial number of an eSIM profile (ITU-T E.118), 18 to 22 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Iccid(Zeroizing<String>);

impl Iccid {
    /// Reads an ICCID; outer white space is allowed, nothing else but digits.
    ///
    /// # Errors
    /// Not 18 to 22 digits.
    pub(crate) fn parse(raw: &str) -> Result<Self, IccidProblem> {
        let raw = raw.trim();
        let digits = raw.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (18..=22).contains(&raw.len()) {
            Ok(Self(Zeroizing::new(raw.to_owned())))
        } else {
            Err(IccidProblem)
        }
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the last digit is the check digit (Luhn). Real suppliers sell numbers that fail, so
    /// this is a warning, never a refusal.
    pub(crate) fn luhn_ok(&self) -> bool {
        let sum: u32 = self
            .0
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, byte)| {
                let digit = u32::from(byte.saturating_sub(b'0'));
                let doubled = if place.is_multiple_of(2) { digit } else { digit * 2 };
                if doubled > 9 { doubled - 9 } else { doubled }
            })
            .sum();
        sum.is_multiple_of(10)
    }
}

/// Why a text is not a confirmation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a confirmation code is 1 to 64 printable Latin characters without spaces")]
pub struct ConfirmationCodeProblem;

/// The second secret that some eSIMs ask for while being installed (SGP.22 4.1).
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmationCode(Zeroizing<String>);

impl ConfirmationCode {
    /// Reads a confirmation code; its case is kept.
    ///
    /// # Errors
    /// Empty, longer than 64, or with anything but printable ASCII.
    pub(crate) fn parse(raw: &str) -> Result<Self, ConfirmationCodeProblem> {
        let raw = raw.trim();
        let plain = raw.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && (1..=64).contains(&raw.len()) {
            Ok(Self(Zeroizing::new(raw.to_owned())))
        } else {
            Err(ConfirmationCodeProblem)
        }
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}
redacted!(ActivationCode, SecretText, Iccid, ConfirmationCode);

/// The rest after `LPA:` in any case, where the text begins with it.
fn without_prefix(text: &str) -> Option<&str> {
    let (head, rest) = text.split_at_checked("LPA:".len())?;
    head.eq_ignore_ascii_case("LPA:").then_some(rest)
}

/// White space, control characters, and characters that show nothing (zero width, bidi marks).
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A full host name (RFC 1123 2.1): labels of letters, digits and inner hyphens, at least two of
/// them, the last one beginning with a letter so that an IP address is none.
fn is_host(host: &str) -> bool {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.len() <= 253
        && host.split('.').all(label_ok)
        && top.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Dotted numbers, at least two.
fn is_oid(oid: &str) -> bool {
    oid.contains('.')
        && oid.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
