//! Settings: flags and environment in, one checked [`Config`] out, all problems together and by
//! name. A secret is never shown, not even in a problem.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

mod checkout;
mod data;
mod seller;
mod web;

pub use checkout::CheckoutConfig;
pub use data::{DataConfig, parse_data, sqlite_file};
pub use web::{TelegramConfig, WebhookConfig, WebhookStep, parse_telegram};

use seller::seller;

use crate::domain::ids::TelegramId;
use crate::domain::money::StarsRate;
use crate::i18n::Seller;
use crate::receipt::Hook;
use crate::telegram::{BotToken, MESSAGES_PER_SECOND};

/// Telegram grants the biggest bots so many; who names more talks to a server without limits.
const MOST_PER_SECOND: u32 = 1_000;

/// Every setting is a flag and a variable.
#[derive(Args, Clone, Default)]
pub struct Settings {
    /// The bot's token, from BotFather
    #[arg(long, env = "TELEGRAM_BOT_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub telegram_bot_token: Option<String>,
    /// The Bot API server
    #[arg(
        long,
        env = "TELEGRAM_API_URL",
        value_name = "URL",
        default_value = "https://api.telegram.org"
    )]
    pub telegram_api_url: Option<String>,
    /// Telegram ids of the admins, separated by commas
    #[arg(long, env = "ADMIN_IDS", hide_env_values = true, value_name = "IDS")]
    pub admin_ids: Option<String>,
    /// The database: an SQLite file, or `postgres://user:password@host/name`
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite:qazaq-esim.db"
    )]
    pub database_url: Option<String>,
    /// The key store; by default beside the database: the file with `.keys` at its end, the schema
    /// `keys`
    #[arg(long, env = "KEYS_URL", hide_env_values = true, value_name = "URL")]
    pub keys_url: Option<String>,
    /// The file with the sealing key, made by `keygen`, readable by its owner alone
    #[arg(long, env = "SEALING_KEY_FILE", value_name = "FILE")]
    pub sealing_key_file: Option<PathBuf>,
    /// The sealing key before, while `renew-key` brings in a new one
    #[arg(long, env = "OLD_SEALING_KEY_FILE", value_name = "FILE")]
    pub old_sealing_key_file: Option<PathBuf>,
    /// The mail server, `smtps://user:password@host:465`; without it mail is not offered
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// The sender of mails, `Name <address>`
    #[arg(long, env = "MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// How many letters go in 24 hours before a further one waits; the one of a paid order always
    /// goes
    #[arg(long, env = "LETTERS_PER_DAY", value_name = "NUMBER", default_value = "1000")]
    pub letters_per_day: Option<String>,
    /// A payment provider's token for tenge; without it only Stars pay
    #[arg(long, env = "PAYMENT_PROVIDER_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub payment_provider_token: Option<String>,
    /// What an invoice asks first, `stars` or `tenge`; the other is one press away. Telegram's rule
    /// is that digital goods are sold for Stars
    #[arg(long, env = "FIRST_RAIL", value_name = "RAIL", default_value = "stars")]
    pub first_rail: Option<String>,
    /// Whether one button gives all three consents, beside the single ones: `yes` or `no`
    #[arg(long, env = "AGREE_TO_ALL", value_name = "YES", default_value = "no")]
    pub agree_to_all: Option<String>,
    /// Within how many days of the payment a customer may open the eSIM who buys before the trip;
    /// 0 shows every QR at once
    #[arg(long, env = "OPEN_LATER_DAYS", value_name = "DAYS", default_value = "30")]
    pub open_later_days: Option<String>,
    /// Within how many working days a person returns tenge at the payment provider
    #[arg(long, env = "TENGE_RETURN_DAYS", value_name = "DAYS", default_value = "3")]
    pub tenge_return_days: Option<String>,
    /// Tenge per Star, a decimal such as 6.5
    #[arg(long, env = "STARS_RATE_KZT", value_name = "RATE")]
    pub stars_rate_kzt: Option<String>,
    /// What takes a receipt of each sale and return: an address, or a program's path that begins
    /// with /
    #[arg(long, env = "RECEIPT_HOOK", hide_env_values = true, value_name = "HOOK")]
    pub receipt_hook: Option<String>,
    /// A JSON file with the seller's facts; by default this shop's known ones
    #[arg(long, env = "SELLER_FILE", value_name = "FILE")]
    pub seller_file: Option<PathBuf>,
    /// Where Telegram delivers updates; with the next two, or none of them: then they are polled
    /// for
    #[arg(long, env = "WEBHOOK_URL", value_name = "URL")]
    pub webhook_url: Option<String>,
    /// What Telegram proves itself with, 1 to 256 of A-Z a-z 0-9 _ -
    #[arg(long, env = "WEBHOOK_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub webhook_secret: Option<String>,
    /// Where the webhook listens, behind your proxy
    #[arg(long, env = "LISTEN_ADDR", value_name = "ADDRESS")]
    pub listen_addr: Option<String>,
    /// Where `/healthz`, `/readyz` and `/metrics` answer; without it nowhere
    #[arg(long, env = "METRICS_ADDR", value_name = "ADDRESS")]
    pub metrics_addr: Option<String>,
    /// Messages and edits a second over all; 30 is what Telegram grants every bot; 0, and more
    /// than 1000, is no limit of ours
    #[arg(long, env = "SENDS_PER_SECOND", value_name = "NUMBER", default_value = "30")]
    pub sends_per_second: Option<String>,
    /// Logs as `text` or `json`
    #[arg(long, env = "LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: Option<String>,
}

silent!(Settings);

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub name: &'static str,
    /// What is wrong and what to do, without the value.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.what)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

/// What only another setting mends, found out when it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(pub &'static str);

pub struct Config {
    pub data: DataConfig,
    pub token: BotToken,
    pub api_url: String,
    /// The webhook; without it updates are polled for.
    pub webhook: Option<WebhookConfig>,
    /// Where the operator asks.
    pub metrics: Option<SocketAddr>,
    pub admins: Vec<TelegramId>,
    /// Mail: server and sender, or none.
    pub mail: Option<(String, String)>,
    pub provider_token: Option<String>,
    pub checkout: CheckoutConfig,
    /// Tenge per Star.
    pub rate: StarsRate,
    /// What takes a receipt of each sale and return.
    pub receipts: Option<Hook>,
    /// Messages and edits a second over all; 0 is no limit of ours.
    pub sends_per_second: u32,
    pub seller: Seller,
}

#[derive(Default)]
struct Checker(Vec<Problem>);

impl Checker {
    fn wrong<T>(&mut self, name: &'static str, what: impl Into<String>) -> Option<T> {
        self.0.push(Problem { name, what: what.into() });
        None
    }

    fn needed(&mut self, name: &'static str, value: Option<&String>, what: &str) -> Option<String> {
        match value.map(|value| value.trim()).filter(|value| !value.is_empty()) {
            Some(value) => Some(value.to_owned()),
            None => self.wrong(name, what),
        }
    }
}

/// Whether a host, as it stands in an address, is this machine itself.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Checks what leads to Telegram: the token and the Bot API's address.
fn telegram(settings: &Settings, checker: &mut Checker) -> Option<(BotToken, String)> {
    let token = checker
        .needed(
            "TELEGRAM_BOT_TOKEN",
            settings.telegram_bot_token.as_ref(),
            "is missing; get one from @BotFather with /newbot",
        )
        .and_then(|token| match BotToken::parse(&token) {
            Some(token) => Some(token),
            None => {
                checker.wrong("TELEGRAM_BOT_TOKEN", "does not look like a token of BotFather's")
            }
        });
    let api_url = checker.needed(
        "TELEGRAM_API_URL",
        settings.telegram_api_url.as_ref(),
        "is empty; leave it out for Telegram's own server",
    );
    let api_url = api_url.and_then(|url| {
        let parsed = url::Url::parse(&url).ok();
        let host = parsed.as_ref().and_then(url::Url::host_str);
        match (parsed.as_ref().map(url::Url::scheme), host) {
            (Some("https"), Some(_)) => Some(url.trim_end_matches('/').to_owned()),
            // The token is a part of every address.
            (Some("http"), Some(host)) if is_this_machine(host) => {
                Some(url.trim_end_matches('/').to_owned())
            }
            _ => checker.wrong(
                "TELEGRAM_API_URL",
                "must begin with https:// (or http:// on this machine): others would read \
                 the token",
            ),
        }
    });
    Some((token?, api_url?))
}

/// Checks everything.
pub fn parse(settings: &Settings) -> Result<Config, Problems> {
    let mut checker = Checker::default();
    let data = data::data(settings, &mut checker);
    let bot = telegram(settings, &mut checker);
    let admins = admins(settings, &mut checker);
    let mail = match (filled(settings.smtp_url.as_ref()), filled(settings.mail_from.as_ref())) {
        (Some(url), Some(from)) => Some((url, from)),
        (None, None) => None,
        (Some(_), None) => checker
            .wrong("MAIL_FROM", "is missing; SMTP_URL is set, so say who the mails come from"),
        (None, Some(_)) => {
            checker.wrong("SMTP_URL", "is missing; MAIL_FROM is set, so say which server sends")
        }
    };
    let rate = checker
        .needed(
            "STARS_RATE_KZT",
            settings.stars_rate_kzt.as_ref(),
            "is missing; say how many tenge one Star is worth to you, such as 6.5",
        )
        .and_then(|text| match StarsRate::parse(&text) {
            Ok(rate) => Some(rate),
            Err(bad) => checker.wrong("STARS_RATE_KZT", bad.to_string()),
        });
    let receipts = match filled(settings.receipt_hook.as_ref()).map(|hook| Hook::parse(&hook)) {
        Some(Err(what)) => checker.wrong("RECEIPT_HOOK", what),
        Some(Ok(hook)) => Some(hook),
        None => None,
    };
    let seller = seller(settings, &mut checker);
    let sends = parse_sends(settings).or_else(|| {
        checker.wrong(
            "SENDS_PER_SECOND",
            "must be a whole number; 30 is what Telegram grants every bot",
        )
    });
    if let Some(format) = filled(settings.log_format.as_ref())
        && !["text", "json"].contains(&format.as_str())
    {
        checker.wrong::<()>("LOG_FORMAT", "must be text or json");
    }
    let provider_token = filled(settings.payment_provider_token.as_ref());
    let checkout = checkout::checkout(settings, &mut checker);
    let webhook = web::webhook(settings, &mut checker);
    let metrics = web::metrics(settings, &mut checker);
    let whole = (|| {
        let (token, api_url) = bot?;
        Some(Config {
            data: data?,
            token,
            api_url,
            webhook,
            metrics,
            admins: admins?,
            mail,
            provider_token,
            checkout: checkout?,
            rate: rate?,
            receipts,
            sends_per_second: sends?,
            seller: seller?,
        })
    })();
    match whole {
        Some(config) if checker.0.is_empty() => Ok(config),
        Some(_) | None => Err(Problems(checker.0)),
    }
}

/// Messages a second over all; 0 is no limit. `None` where it is no such number.
fn parse_sends(settings: &Settings) -> Option<u32> {
    let Some(text) = filled(settings.sends_per_second.as_ref()) else {
        return Some(MESSAGES_PER_SECOND);
    };
    let per_second = text.parse::<u32>().ok()?;
    Some(if per_second <= MOST_PER_SECOND { per_second } else { 0 })
}

fn filled(value: Option<&String>) -> Option<String> {
    value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn admins(settings: &Settings, checker: &mut Checker) -> Option<Vec<TelegramId>> {
    let text = filled(settings.admin_ids.as_ref()).unwrap_or_default();
    let mut out = Vec::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        match part.parse::<i64>() {
            Ok(id) if id > 0 => out.push(TelegramId::new(id)),
            Ok(_) | Err(_) => {
                return checker.wrong(
                    "ADMIN_IDS",
                    "must be numbers separated by commas; @userinfobot tells yours",
                );
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sends_a_second_are_a_number_of_telegrams_or_no_limit() {
        let sends = |text: &str| {
            let wanted =
                Settings { sends_per_second: Some(text.to_owned()), ..Settings::default() };
            parse_sends(&wanted)
        };
        assert_eq!(parse_sends(&Settings::default()), Some(30));
        for (text, per_second) in [("", 30), ("1", 1), ("1000", 1_000), ("0", 0), ("1000000", 0)] {
            assert_eq!(sends(text), Some(per_second), "{text}");
        }
        for bad in ["-1", "many", "1.5", "99999999999"] {
            assert_eq!(sends(bad), None, "{bad}");
        }
    }

    #[test]
    fn all_problems_are_told_together_by_name_and_without_values() {
        let settings = Settings {
            telegram_bot_token: Some("hush-hush".to_owned()),
            telegram_api_url: Some("ftp://secret-host".to_owned()),
            admin_ids: Some("12,abc".to_owned()),
            database_url: Some("mysql://user:hidden@host".to_owned()),
            smtp_url: Some("smtps://user:hidden@host".to_owned()),
            stars_rate_kzt: Some("many".to_owned()),
            receipt_hook: Some("ftp://till-word".to_owned()),
            sends_per_second: Some("plenty".to_owned()),
            open_later_days: Some("sometime".to_owned()),
            log_format: Some("xml".to_owned()),
            ..Settings::default()
        };
        let Err(problems) = parse(&settings) else { panic!("accepted") };
        let names: Vec<&str> = problems.0.iter().map(|problem| problem.name).collect();
        assert_eq!(
            names,
            [
                "DATABASE_URL",
                "SEALING_KEY_FILE",
                "TELEGRAM_BOT_TOKEN",
                "TELEGRAM_API_URL",
                "ADMIN_IDS",
                "MAIL_FROM",
                "STARS_RATE_KZT",
                "RECEIPT_HOOK",
                "SENDS_PER_SECOND",
                "LOG_FORMAT",
                "OPEN_LATER_DAYS"
            ]
        );
        let told = problems.to_string();
        for secret in ["hush", "secret-host", "abc", "hidden", "many", "till", "plenty", "sometime"]
        {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
}
