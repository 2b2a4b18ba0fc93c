//! From `SMTP_URL` to a connection: encrypted unless the URL says otherwise or never leaves the
//! machine.
//!
//! The URL holds a password: no error quotes it. See [`super::Mailer::smtp`].

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use percent_encoding::percent_decode_str;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::fault::MailProblem;
use super::letter::MailFrom;

/// Connections kept open at most; a shop's mail is a trickle.
const CONNECTIONS: u32 = 4;

/// How the connection is secured, as the URL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    /// TLS from the first byte (`smtps`, RFC 8314).
    Wrapped,
    /// STARTTLS or nothing (RFC 3207).
    Required,
    /// STARTTLS where offered.
    Opportunistic,
    /// Plain text.
    Plain,
}

/// The transport of a URL. The name said in EHLO is the sender's domain: machine names are neither
/// full host names nor anybody's business.
pub(super) fn transport(
    url: &str,
    from: &MailFrom,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailProblem> {
    let url = Url::parse(url.trim()).map_err(|_| MailProblem::Url)?;
    let security = security(&url)?;
    let host = host(&url)?;
    let port = url.port().unwrap_or(match security {
        Security::Wrapped => 465,
        Security::Required | Security::Opportunistic => 587,
        Security::Plain => 25,
    });
    // The parameters are made for the host that is dialled, so the certificate must be its own.
    let parameters = || TlsParameters::new(host.clone()).map_err(|_| MailProblem::Url);
    let tls = match security {
        Security::Wrapped => Tls::Wrapper(parameters()?),
        Security::Required => Tls::Required(parameters()?),
        Security::Opportunistic => Tls::Opportunistic(parameters()?),
        Security::Plain => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.as_str())
        .port(port)
        .tls(tls)
        .hello_name(ClientId::Domain(from.domain().to_owned()))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS));
    if let Some(credentials) = credentials(&url)? {
        builder = builder.credentials(credentials);
    }
    Ok(builder.build())
}

fn security(url: &Url) -> Result<Security, MailProblem> {
    let mut asked = None;
    for (name, value) in url.query_pairs() {
        asked = Some(match (name.as_ref(), value.as_ref()) {
            ("tls", "required") => Security::Required,
            ("tls", "opportunistic") => Security::Opportunistic,
            ("tls", "none") => Security::Plain,
            _ => return Err(MailProblem::Option),
        });
    }
    match (url.scheme(), asked) {
        ("smtps", None) => Ok(Security::Wrapped),
        ("smtps", Some(_)) => Err(MailProblem::Option),
        ("smtp", Some(asked)) => Ok(asked),
        ("smtp", None) if is_loopback(url) => Ok(Security::Plain),
        ("smtp", None) => Ok(Security::Required),
        _ => Err(MailProblem::Url),
    }
}

/// Whether mails leave this machine and others may read along.
pub(crate) fn is_readable(url: &str) -> bool {
    let Ok(url) = Url::parse(url.trim()) else { return false };
    let open = matches!(security(&url), Ok(Security::Plain | Security::Opportunistic));
    open && !is_loopback(&url)
}

/// The host to dial. A scheme that browsers do not know leaves names unread, so they are read here.
fn host(url: &Url) -> Result<String, MailProblem> {
    match url.host() {
        Some(Host::Domain(name)) => match Host::parse(name) {
            Ok(Host::Domain(name)) => Ok(name),
            Ok(Host::Ipv4(address)) => Ok(address.to_string()),
            Ok(Host::Ipv6(_)) | Err(_) => Err(MailProblem::Url),
        },
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        Some(Host::Ipv6(address)) => Ok(address.to_string()),
        None => Err(MailProblem::Url),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// User and password, percent-decoded; a user without a password is a mistake.
fn credentials(url: &Url) -> Result<Option<Credentials>, MailProblem> {
    let plain = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8().map_err(|_| MailProblem::Url)?;
        Ok(Zeroizing::new(decoded.into_owned()))
    };
    match url.password() {
        Some(password) if !url.username().is_empty() => {
            let (user, password) = (plain(url.username())?, plain(password)?);
            Ok(Some(Credentials::new(user.to_string(), password.to_string())))
        }
        None if url.username().is_empty() => Ok(None),
        Some(_) | None => Err(MailProblem::Url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Security, MailProblem> {
        let url = Url::parse(url).map_err(|_| MailProblem::Url)?;
        host(&url)?;
        credentials(&url)?;
        security(&url)
    }

    #[test]
    fn mail_is_encrypted_unless_said_or_local() {
        for (url, security) in [
            ("smtps://u:p@mail.example.com", Security::Wrapped),
            ("smtp://u:p@mail.example.com", Security::Required),
            ("smtp://mail.example.com:25", Security::Required),
            ("smtp://u:p%40ss@mail.example.com:587?tls=required", Security::Required),
            ("smtp://mail.example.com?tls=opportunistic", Security::Opportunistic),
            ("smtp://mail.example.com?tls=none", Security::Plain),
            ("smtp://localhost:2525", Security::Plain),
            ("smtp://127.0.0.1:2525", Security::Plain),
            ("smtp://[::1]:2525", Security::Plain),
            ("smtp://localhost?tls=required", Security::Required),
            ("smtp://localhost.example.com", Security::Required),
            ("smtp://192.0.2.1", Security::Required),
        ] {
            assert_eq!(read(url), Ok(security), "{url}");
        }
    }

    #[test]
    fn a_wrong_url_is_told_apart() {
        for (url, problem) in [
            ("", MailProblem::Url),
            ("mail.example.com", MailProblem::Url),
            ("http://mail.example.com", MailProblem::Url),
            ("smtp://", MailProblem::Url),
            ("smtp://user@mail.example.com", MailProblem::Url),
            ("smtp://:password@mail.example.com", MailProblem::Url),
            ("smtp://u:%ff@mail.example.com", MailProblem::Url),
            ("smtp://mail.example.com?tls=no", MailProblem::Option),
            ("smtp://mail.example.com?timeout=5", MailProblem::Option),
            ("smtps://mail.example.com?tls=none", MailProblem::Option),
        ] {
            assert_eq!(read(url), Err(problem), "{url}");
        }
    }
}
