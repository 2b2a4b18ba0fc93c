//! The settings of what listens: the webhook's three, all or none, and the operator's address.

use std::net::SocketAddr;

use clap::Subcommand;

use super::{Checker, Problems, Settings, filled, telegram};
use crate::telegram::webhook::parse_url;
use crate::telegram::{BotToken, WebhookSecret};

/// The steps of a deployment that concern the webhook.
#[derive(Debug, Subcommand)]
pub enum WebhookStep {
    /// Lets Telegram deliver to WEBHOOK_URL; what waits is kept
    Set {
        /// Deliveries at once
        #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u8).range(1..=100))]
        max_connections: u8,
        /// The settings
        #[command(flatten)]
        settings: Settings,
    },
    /// Ends deliveries, so that updates can be polled for; what waits is kept
    Delete(#[command(flatten)] Settings),
    /// Shows what Telegram knows of it
    Show(#[command(flatten)] Settings),
}

/// How updates come in by a webhook.
#[derive(Debug, Clone)]
pub struct WebhookConfig {
    /// Where Telegram delivers.
    pub url: String,
    /// What it proves itself with.
    pub secret: WebhookSecret,
    /// Where this process listens.
    pub listen: SocketAddr,
}

/// All that the `webhook` commands need.
#[derive(Debug)]
pub struct TelegramConfig {
    /// The bot's token.
    pub token: BotToken,
    /// The Bot API server.
    pub api_url: String,
    /// The webhook, where one is wanted.
    pub webhook: Option<WebhookConfig>,
}

fn address(checker: &mut Checker, name: &'static str, value: Option<String>) -> Option<SocketAddr> {
    let value = value?;
    match value.parse() {
        Ok(address) => Some(address),
        Err(_) => checker.wrong(name, "must be an address and a port such as 127.0.0.1:8080"),
    }
}

/// Checks the webhook's settings: all three or none.
pub(super) fn webhook(settings: &Settings, checker: &mut Checker) -> Option<WebhookConfig> {
    let url = filled(settings.webhook_url.as_ref());
    let secret = filled(settings.webhook_secret.as_ref());
    let listen = filled(settings.listen_addr.as_ref());
    if url.is_none() && secret.is_none() && listen.is_none() {
        return None;
    }
    let absent =
        "is missing; WEBHOOK_URL, WEBHOOK_SECRET and LISTEN_ADDR are set together or not at all";
    for (name, value) in
        [("WEBHOOK_URL", &url), ("WEBHOOK_SECRET", &secret), ("LISTEN_ADDR", &listen)]
    {
        if value.is_none() {
            checker.wrong::<()>(name, absent);
        }
    }
    let url = url.and_then(|url| match parse_url(&url) {
        Ok(url) => Some(url),
        Err(what) => checker.wrong("WEBHOOK_URL", what),
    });
    let secret = secret.and_then(|secret| match WebhookSecret::parse(&secret) {
        Some(secret) => Some(secret),
        None => checker.wrong("WEBHOOK_SECRET", "must be 1 to 256 of A-Z a-z 0-9 _ -"),
    });
    let listen = address(checker, "LISTEN_ADDR", listen);
    Some(WebhookConfig { url: url?, secret: secret?, listen: listen? })
}

/// Checks where the operator asks.
pub(super) fn metrics(settings: &Settings, checker: &mut Checker) -> Option<SocketAddr> {
    let metrics = filled(settings.metrics_addr.as_ref());
    let shared = metrics.is_some() && metrics == filled(settings.listen_addr.as_ref());
    if shared {
        return checker.wrong("METRICS_ADDR", "must be another address than LISTEN_ADDR");
    }
    address(checker, "METRICS_ADDR", metrics)
}

/// Checks what the `webhook` commands need.
pub fn parse_telegram(settings: &Settings) -> Result<TelegramConfig, Problems> {
    let mut checker = Checker::default();
    let bot = telegram(settings, &mut checker);
    let webhook = webhook(settings, &mut checker);
    match bot {
        Some((token, api_url)) if checker.0.is_empty() => {
            Ok(TelegramConfig { token, api_url, webhook })
        }
        Some(_) | None => Err(Problems(checker.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(url: &str, secret: &str, listen: &str, metrics: &str) -> Vec<&'static str> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let settings = Settings {
            webhook_url: given(url),
            webhook_secret: given(secret),
            listen_addr: given(listen),
            metrics_addr: given(metrics),
            ..Settings::default()
        };
        let mut checker = Checker::default();
        webhook(&settings, &mut checker);
        self::metrics(&settings, &mut checker);
        let told = checker.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for secret in ["hush", "secret-host"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        checker.0.iter().map(|problem| problem.name).collect()
    }

    #[test]
    fn the_webhook_is_set_whole_or_not_at_all() {
        let none: [&str; 0] = [];
        assert_eq!(problems("", "", "", ""), none);
        assert_eq!(problems("https://shop.example/", "hush", "0.0.0.0:8080", "[::1]:9090"), none);
        assert_eq!(
            problems("https://shop.example/", "", "", ""),
            ["WEBHOOK_SECRET", "LISTEN_ADDR"]
        );
        assert_eq!(problems("", "hush", "", ""), ["WEBHOOK_URL", "LISTEN_ADDR"]);
        assert_eq!(problems("", "", "127.0.0.1:1", ""), ["WEBHOOK_URL", "WEBHOOK_SECRET"]);
    }

    #[test]
    fn each_problem_goes_by_its_name_and_without_the_value() {
        assert_eq!(
            problems("http://secret-host/", "hush hush", "8080", "secret-host"),
            ["WEBHOOK_URL", "WEBHOOK_SECRET", "LISTEN_ADDR", "METRICS_ADDR"]
        );
        assert_eq!(
            problems("https://shop.example/", "hush", "127.0.0.1:80", "127.0.0.1:80"),
            ["METRICS_ADDR"]
        );
    }
}
