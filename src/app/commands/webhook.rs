//! The webhook as Telegram has it: the deploy steps `webhook set | delete | show`. Only these set
//! or delete it: a serving process only looks ([`crate::app::loops::webhook_watch`]).

use std::fmt::Write as _;

use anyhow::{Context as _, bail};

use crate::config::{TelegramConfig, WebhookConfig, WebhookStep, parse_telegram};
use crate::domain::almaty::{self, Form};
use crate::domain::outcome::Fault;
use crate::telegram::{BotApi, WebhookInfo};

fn bot_api(config: &TelegramConfig) -> anyhow::Result<BotApi> {
    BotApi::new(&config.api_url, &config.token).context("TELEGRAM_API_URL")
}

fn told(fault: Fault) -> anyhow::Error {
    anyhow::anyhow!(match fault {
        Fault::Reject { .. } => {
            "Telegram refused: TELEGRAM_BOT_TOKEN is not its bot's, or WEBHOOK_URL is no address \
             that it reaches"
        }
        Fault::Retry { .. } | Fault::Unknown => {
            "Telegram cannot be reached, or did not answer clearly; nothing may have changed. Try \
             again"
        }
    })
}

/// Does one of the deploy steps. Says whether Telegram and the settings fit, and how it stands
/// then.
///
/// # Errors
/// The settings, or Telegram's refusal.
pub async fn run(step: &WebhookStep) -> anyhow::Result<(bool, String)> {
    match step {
        WebhookStep::Set { max_connections, settings } => {
            Ok((true, set(&parse_telegram(settings)?, *max_connections).await?))
        }
        WebhookStep::Delete(settings) => Ok((true, delete(&parse_telegram(settings)?).await?)),
        WebhookStep::Show(settings) => show(&parse_telegram(settings)?).await,
    }
}

/// `webhook set`.
///
/// # Errors
/// The settings, or Telegram's refusal.
pub(crate) async fn set(config: &TelegramConfig, max_connections: u8) -> anyhow::Result<String> {
    let Some(webhook) = &config.webhook else {
        bail!(
            "WEBHOOK_URL, WEBHOOK_SECRET and LISTEN_ADDR are not set: say where Telegram is to \
             deliver"
        );
    };
    let bot = bot_api(config)?;
    bot.set_webhook(&webhook.url, &webhook.secret, max_connections).await.map_err(told)?;
    let info = bot.webhook_info().await.map_err(told)?;
    Ok(format!("Telegram delivers to the webhook now.\n{}", describe(&info, Some(webhook))))
}

pub(crate) async fn delete(config: &TelegramConfig) -> anyhow::Result<String> {
    let bot = bot_api(config)?;
    bot.delete_webhook().await.map_err(told)?;
    let info = bot.webhook_info().await.map_err(told)?;
    Ok(format!(
        "The webhook is gone; what waits is kept for a day and comes with the next poll.\n{}",
        describe(&info, None)
    ))
}

pub(crate) async fn show(config: &TelegramConfig) -> anyhow::Result<(bool, String)> {
    let info = bot_api(config)?.webhook_info().await.map_err(told)?;
    let wanted = config.webhook.as_ref();
    Ok((mismatch(&info, wanted).is_none(), describe(&info, wanted)))
}

/// What is wrong between Telegram's webhook and our settings; `None` when they fit.
pub(crate) fn mismatch(info: &WebhookInfo, wanted: Option<&WebhookConfig>) -> Option<&'static str> {
    match wanted {
        None if info.url.is_empty() => None,
        None => Some(
            "a webhook is set, but WEBHOOK_URL is not: polling cannot work; say: qazaq-esim-bot \
             webhook delete",
        ),
        Some(_) if info.url.is_empty() => {
            Some("no webhook is set, so no update arrives; say: qazaq-esim-bot webhook set")
        }
        Some(webhook) if info.url != webhook.url => Some(
            "Telegram delivers to another address than WEBHOOK_URL; say: qazaq-esim-bot webhook \
             set",
        ),
        Some(_) if !info.complete => Some(
            "Telegram does not deliver every kind of update that is needed; say: qazaq-esim-bot \
             webhook set",
        ),
        Some(_) => None,
    }
}

fn describe(info: &WebhookInfo, wanted: Option<&WebhookConfig>) -> String {
    let mut text = String::new();
    let url = if info.url.is_empty() { "none is set; updates are polled for" } else { &info.url };
    let _ = writeln!(text, "Webhook      {url}");
    let _ = write!(text, "Waiting      {} updates", info.pending);
    if let Some(most) = info.max_connections {
        let _ = write!(text, "\nConnections  at most {most} at once");
    }
    if let Some((at, why)) = &info.last_error {
        let _ = write!(text, "\nLast error   {}: {why}", almaty::write(*at, Form::Second));
    }
    if let Some(wrong) = mismatch(info, wanted) {
        let _ = write!(text, "\nFIX          {wrong}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Stamp;
    use crate::telegram::WebhookSecret;

    fn wanted() -> WebhookConfig {
        WebhookConfig {
            url: "https://shop.example/".to_owned(),
            secret: WebhookSecret::parse("hush").unwrap(),
            listen: "127.0.0.1:8080".parse().unwrap(),
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_remedy() {
        let info = |url: &str, complete| WebhookInfo {
            url: url.to_owned(),
            complete,
            ..WebhookInfo::default()
        };
        let ours = wanted();
        assert_eq!(mismatch(&info("", true), None), None);
        assert_eq!(mismatch(&info("https://shop.example/", true), Some(&ours)), None);
        for (info, wanted, remedy) in [
            (info("https://old.example/", true), None, "webhook delete"),
            (info("", true), Some(&ours), "webhook set"),
            (info("https://old.example/", true), Some(&ours), "webhook set"),
            (info("https://shop.example/", false), Some(&ours), "webhook set"),
        ] {
            let told = mismatch(&info, wanted).unwrap();
            assert!(told.ends_with(&format!("qazaq-esim-bot {remedy}")), "{told}");
        }
    }

    #[test]
    fn the_state_is_told_for_people_and_without_the_secret() {
        let info = WebhookInfo {
            url: "https://shop.example/".to_owned(),
            pending: 2,
            last_error: Some((Stamp(1_790_000_000_000), "Connection refused".to_owned())),
            max_connections: Some(40),
            complete: true,
        };
        assert_eq!(
            describe(&info, Some(&wanted())),
            "Webhook      https://shop.example/\nWaiting      2 updates\n\
             Connections  at most 40 at once\n\
             Last error   2026-09-21 14:13:20 UTC: Connection refused"
        );
    }
}
