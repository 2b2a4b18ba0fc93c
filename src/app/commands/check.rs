//! `check`: tries each real thing and says what is wrong and what to do.

use anyhow::Context as _;

use super::import::LEAST_TENGE;
use super::{open, recovery, webhook};
use crate::app::clock::Clock;
use crate::config::Config;
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::i18n::format::money;
use crate::mail::Mailer;
use crate::storage::{catalogue, esims};
use crate::telegram::BotApi;

/// What one Star brings the owner, in hundred-thousandths of a US dollar (Telegram's terms, 6.2).
const STAR_REWARD_USD: &str = "0.013";

/// One line of the check.
struct Finding {
    good: bool,
    what: String,
}

/// Tries each real thing and says what is wrong and what to do. `true` when a customer could buy.
///
/// # Errors
/// Only what keeps it from trying at all.
pub async fn check(config: Config, clock: &Clock) -> anyhow::Result<(bool, String)> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut say = |good: bool, what: String| findings.push(Finding { good, what });
    let store = match open(config.data).await {
        Ok(store) => {
            say(true, "database and key store open, and the sealing key fits".to_owned());
            for (whose, settings) in
                [("database", store.pragmas().await?), ("key store", store.keys.pragmas().await?)]
            {
                for (name, value) in store.engine().forgetful(&settings) {
                    let what = "forgets at a power cut what it confirmed";
                    say(
                        false,
                        format!("the {whose}'s server {what}: set {name} to on, it is {value}"),
                    );
                }
            }
            Some(store)
        }
        Err(error) => {
            say(false, format!("database: {error}"));
            None
        }
    };
    let bot = BotApi::new(&config.api_url, &config.token).context("TELEGRAM_API_URL")?;
    let reached = match bot.get_me().await {
        Ok(me) => {
            say(true, format!("Telegram knows the bot @{}", me.username()));
            true
        }
        Err(crate::domain::outcome::Fault::Reject { .. }) => {
            say(
                false,
                "Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again"
                    .to_owned(),
            );
            false
        }
        Err(_) => {
            say(
                false,
                "Telegram cannot be reached; look at the network and TELEGRAM_API_URL".to_owned(),
            );
            false
        }
    };
    if reached && let Ok(info) = bot.webhook_info().await {
        match webhook::mismatch(&info, config.webhook.as_ref()) {
            Some(wrong) => say(false, format!("updates: {wrong}")),
            None if info.url.is_empty() => say(true, "updates are polled for".to_owned()),
            None => say(true, "Telegram delivers updates to WEBHOOK_URL".to_owned()),
        }
    }
    if config.admins.is_empty() {
        say(
            false,
            "ADMIN_IDS is empty: nobody would hear of problems or answer customers".to_owned(),
        );
    }
    if reached {
        for (n, admin) in config.admins.iter().enumerate() {
            match bot.typing(*admin).await {
                Ok(()) => say(true, format!("admin {} can be reached", n + 1)),
                Err(_) => say(
                    false,
                    format!(
                        "admin {} of ADMIN_IDS cannot be reached: press /start in the bot first",
                        n + 1
                    ),
                ),
            }
        }
    }
    match &config.mail {
        None => say(
            true,
            "mail is off and is not offered (SMTP_URL and MAIL_FROM are not set)".to_owned(),
        ),
        Some((url, from)) => match Mailer::smtp(url, from) {
            Ok(mailer) => match mailer.check().await {
                Ok(()) => say(true, "the mail server takes mail".to_owned()),
                Err(problem) => say(false, format!("mail: {problem}")),
            },
            Err(problem) => say(false, format!("mail: {problem}")),
        },
    }
    for missing in config.seller.missing() {
        say(
            false,
            format!("SELLER_FILE: {missing} is missing, which customers must be told by law"),
        );
    }
    if let Some(store) = &store {
        let mut reader = store.read().await?;
        let plans = catalogue::load(&mut reader).await?;
        let now = clock.moment(&mut reader).await?.now;
        let levels = esims::levels(&mut reader, now).await?;
        let held = recovery::held_count(&mut reader).await?;
        let faulty = esims::faulty(&mut reader).await?;
        drop(reader);
        let on_sale = plans.iter().filter(|(_, withdrawn)| !withdrawn).count();
        let in_stock: i64 = levels.iter().map(|(_, n)| n).sum();
        if on_sale == 0 {
            say(false, "no plans: import them with: qazaq-esim-bot plans import FILE".to_owned());
        } else {
            say(true, format!("{on_sale} plans"));
        }
        if held > 0 {
            say(
                false,
                format!("{held} codes are held after a restore: qazaq-esim-bot stock release"),
            );
        }
        if in_stock == 0 && held == 0 {
            say(false, "no stock: import it with: qazaq-esim-bot stock import FILE".to_owned());
        } else if in_stock > 0 {
            say(true, format!("{in_stock} eSIMs in stock"));
        }
        if faulty > 0 {
            say(true, format!("{faulty} faulty codes were taken out of sale"));
        }
        let cheap: Vec<&str> = plans
            .iter()
            .filter(|(plan, withdrawn)| !withdrawn && plan.price.minor < LEAST_TENGE)
            .map(|(plan, _)| plan.id.as_str())
            .collect();
        if config.provider_token.is_some() && !cheap.is_empty() {
            say(
                false,
                format!(
                    "below Telegram's minimum of {} in tenge: {}",
                    money(Money::kzt(LEAST_TENGE), Lang::En),
                    cheap.join(", ")
                ),
            );
        }
        let sample = plans.iter().find(|(_, withdrawn)| !withdrawn);
        if let Some((plan, _)) = sample
            && let Some(stars) = plan.price_in_stars(config.rate)
        {
            debug_assert_eq!(stars.currency, Currency::Xtr);
            say(
                true,
                format!(
                    "the plan {} costs {} Stars; Telegram pays about {STAR_REWARD_USD} US dollars a Star, \
                     so it yields about {} US dollars",
                    plan.id.as_str(),
                    stars.minor,
                    dollars(stars.minor)
                ),
            );
        }
        store.close().await;
    }
    let well = findings.iter().all(|finding| finding.good);
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}", if finding.good { "ok  " } else { "FIX " }, finding.what))
        .collect();
    Ok((well, lines.join("\n")))
}

/// What Stars yield, at 0.013 US dollars each, rounded down to a cent.
fn dollars(stars: i64) -> String {
    let thousandths = stars.saturating_mul(13);
    format!("{}.{:02}", thousandths / 1_000, thousandths % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_yield_dollars() {
        assert_eq!(dollars(307), "3.99");
        assert_eq!(dollars(1), "0.01");
    }
}
