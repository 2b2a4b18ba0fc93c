//! `check`: tries each real thing and says what is wrong and what to do.

use anyhow::Context as _;

use super::import::LEAST_TENGE;
use super::{open, recovery, weak, webhook};
use crate::app::clock::Clock;
use crate::app::unseen::{self, Unseen};
use crate::config::{Config, DataConfig, WebhookConfig};
use crate::domain::ids::TelegramId;
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money, StarsRate, StarsYield};
use crate::domain::order::Opening;
use crate::domain::outcome::Fault;
use crate::domain::plan::Plan;
use crate::i18n::format::money;
use crate::mail::Mailer;
use crate::storage::{Store, catalogue, esims};
use crate::telegram::BotApi;

/// Said wherever tenge can pay.
const TELEGRAMS_RULE: &str = "tenge is offered: Telegram's terms want digital goods sold for Stars \
    alone, and whether an eSIM is one is an open question; ask Telegram (FIRST_RAIL says which \
    comes first)";

struct Finding {
    good: bool,
    what: String,
}

/// All lines, in the order in which they were found.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn good(&mut self, what: impl Into<String>) {
        self.0.push(Finding { good: true, what: what.into() });
    }

    fn wrong(&mut self, what: impl Into<String>) {
        self.0.push(Finding { good: false, what: what.into() });
    }
}

/// Tries each real thing and says what is wrong and what to do. `true` when a customer could buy.
///
/// # Errors
/// Only what keeps it from trying at all.
pub async fn check(config: Config, clock: &Clock) -> anyhow::Result<(bool, String)> {
    let mut findings = Findings::default();
    for weak in weak::find(&config, clock.now()).await {
        findings.wrong(weak.to_string());
    }
    let store = try_data(config.data, &mut findings).await?;
    let bot = BotApi::new(&config.api_url, &config.token).context("TELEGRAM_API_URL")?;
    let reached = try_telegram(&bot, config.webhook.as_ref(), &mut findings).await;
    if config.admins.is_empty() {
        findings.wrong("ADMIN_IDS is empty: nobody would hear of problems or answer customers");
    }
    if reached {
        try_admins(&bot, &config.admins, &mut findings).await;
    }
    try_mail(config.mail.as_ref(), &mut findings).await;
    for missing in config.seller.missing() {
        findings.wrong(format!(
            "SELLER_FILE: {missing} is missing, which customers must be told by law"
        ));
    }
    if config.mail.is_some() && config.seller.mail_service.is_none() {
        findings.wrong(
            "SELLER_FILE: mail_service is missing: the consent to the transfer abroad must name \
             who carries the mail, and in which country",
        );
    }
    if config.provider_token.is_some() {
        findings.good(TELEGRAMS_RULE);
    }
    if let Some(store) = &store {
        let plans = try_stock(store, clock, &mut findings).await?;
        try_prices(&plans, config.provider_token.is_some(), config.rate, &mut findings);
        for unseen in unseen::load(store, &bot).await? {
            findings.0.push(try_balance(&unseen));
        }
        store.close().await;
    }
    let Findings(findings) = findings;
    let well = findings.iter().all(|finding| finding.good);
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}", if finding.good { "ok  " } else { "FIX " }, finding.what))
        .collect();
    Ok((well, lines.join("\n")))
}

/// Opens the database and the key store, and asks their servers whether they remember.
async fn try_data(data: DataConfig, findings: &mut Findings) -> anyhow::Result<Option<Store>> {
    let store = match open(data).await {
        Ok(store) => store,
        Err(error) => {
            findings.wrong(format!("database: {error}"));
            return Ok(None);
        }
    };
    findings.good("database and key store open, and the sealing key fits");
    if store.keys.knows_old() {
        findings.wrong(match store.keys.wrapped_by_old().await? {
            0 => "OLD_SEALING_KEY_FILE is needed no more: take it away".to_owned(),
            rows => format!(
                "the old sealing key wraps {rows} keys still: when every process was started with \
                 both, say: qazaq-esim-bot renew-key"
            ),
        });
    }
    for (whose, settings) in
        [("database", store.pragmas().await?), ("key store", store.keys.pragmas().await?)]
    {
        for (name, value) in store.engine().forgetful(&settings) {
            let what = "forgets at a power cut what it confirmed";
            findings.wrong(format!("the {whose}'s server {what}: set {name} to on, it is {value}"));
        }
    }
    Ok(Some(store))
}

/// Asks Telegram who the bot is and where its updates go. `true` when Telegram knows it.
async fn try_telegram(
    bot: &BotApi,
    webhook: Option<&WebhookConfig>,
    findings: &mut Findings,
) -> bool {
    match bot.get_me().await {
        Ok(me) => findings.good(format!("Telegram knows the bot @{}", me.username())),
        Err(Fault::Reject { .. }) => {
            findings
                .wrong("Telegram does not accept TELEGRAM_BOT_TOKEN; get it from BotFather again");
            return false;
        }
        Err(_) => {
            findings.wrong("Telegram cannot be reached; look at the network and TELEGRAM_API_URL");
            return false;
        }
    }
    if let Ok(info) = bot.webhook_info().await {
        match webhook::mismatch(&info, webhook) {
            Some(wrong) => findings.wrong(format!("updates: {wrong}")),
            None if info.url.is_empty() => findings.good("updates are polled for"),
            None => findings.good("Telegram delivers updates to WEBHOOK_URL"),
        }
    }
    true
}

async fn try_admins(bot: &BotApi, admins: &[TelegramId], findings: &mut Findings) {
    for (n, admin) in (1..).zip(admins) {
        match bot.typing(*admin).await {
            Ok(()) => findings.good(format!("admin {n} can be reached")),
            Err(_) => findings.wrong(format!(
                "admin {n} of ADMIN_IDS cannot be reached: press /start in the bot first"
            )),
        }
    }
}

/// Asks the mail server whether it would take mail.
async fn try_mail(mail: Option<&(String, String)>, findings: &mut Findings) {
    let Some((url, from)) = mail else {
        findings.good("mail is off and is not offered (SMTP_URL and MAIL_FROM are not set)");
        return;
    };
    match Mailer::smtp(url, from) {
        Ok(mailer) => match mailer.check().await {
            Ok(()) => findings.good("the mail server takes mail"),
            Err(problem) => findings.wrong(format!("mail: {problem}")),
        },
        Err(problem) => findings.wrong(format!("mail: {problem}")),
    }
}

/// Counts what can be sold, and hands back the plans that are on sale.
async fn try_stock(
    store: &Store,
    clock: &Clock,
    findings: &mut Findings,
) -> anyhow::Result<Vec<Plan>> {
    let mut reader = store.read().await?;
    let plans = catalogue::load(&mut reader).await?;
    let now = clock.moment(&mut reader).await?.now;
    let levels = esims::levels(&mut reader, Opening::AtOnce.good_until(now)).await?;
    let held = recovery::held_count(&mut reader).await?;
    let faulty = esims::faulty(&mut reader).await?;
    drop(reader);
    let on_sale: Vec<Plan> =
        plans.into_iter().filter(|(_, withdrawn)| !withdrawn).map(|(plan, _)| plan).collect();
    let in_stock: i64 = levels.iter().map(|(_, n)| n).sum();
    if on_sale.is_empty() {
        findings.wrong("no plans: import them with: qazaq-esim-bot plans import FILE");
    } else {
        findings.good(format!("{} plans", on_sale.len()));
    }
    if held > 0 {
        findings
            .wrong(format!("{held} codes are held after a restore: qazaq-esim-bot stock release"));
    }
    if in_stock == 0 && held == 0 {
        findings.wrong("no stock: import it with: qazaq-esim-bot stock import FILE");
    } else if in_stock > 0 {
        findings.good(format!("{in_stock} eSIMs in stock"));
    }
    if faulty > 0 {
        findings.good(format!("{faulty} faulty codes were taken out of sale"));
    }
    Ok(on_sale)
}

/// Looks for prices that Telegram would refuse, and says what a sale in Stars brings.
fn try_prices(plans: &[Plan], in_tenge: bool, rate: StarsRate, findings: &mut Findings) {
    let cheap: Vec<&str> = plans
        .iter()
        .filter(|plan| plan.price.minor < LEAST_TENGE)
        .map(|plan| plan.id.as_str())
        .collect();
    if in_tenge && !cheap.is_empty() {
        findings.wrong(format!(
            "below Telegram's minimum of {} in tenge: {}",
            money(Money::kzt(LEAST_TENGE), Lang::En),
            cheap.join(", ")
        ));
    }
    if let Some(plan) = plans.first()
        && let Some(stars) = plan.price_in_stars(rate)
    {
        debug_assert_eq!(stars.currency, Currency::Xtr);
        findings.good(format!(
            "the plan {} costs {} Stars; Telegram pays about {} US dollars a Star, so it yields \
             about {} US dollars",
            plan.id.as_str(),
            stars.minor,
            StarsYield::of(1),
            StarsYield::of(stars.minor).cents()
        ));
    }
}

/// Says what can still be asked back in one currency, and for Stars whether the bot has as many.
fn try_balance(unseen: &Unseen) -> Finding {
    let (amount, orders) = (money(unseen.amount, Lang::En), unseen.orders);
    let back = format!("{amount} can still be asked back (orders: {orders})");
    let told = unseen.balance.map(|balance| money(balance, Lang::En));
    match (unseen.amount.currency, told) {
        (Currency::Kzt, _) => {
            let what = format!("{back}; a person returns it at the payment provider");
            Finding { good: true, what }
        }
        (Currency::Xtr, Some(balance)) if unseen.is_short() => {
            let what = format!(
                "{back}, and the bot's balance is {balance}: Telegram would refuse refunds; \
                 withdraw no Stars until the balance is at least {amount}"
            );
            Finding { good: false, what }
        }
        (Currency::Xtr, Some(balance)) => {
            Finding { good: true, what: format!("{back}; the bot's balance is {balance}") }
        }
        (Currency::Xtr, None) => {
            let what = format!(
                "{back}, and Telegram did not say what the bot's balance is: run check again"
            );
            Finding { good: false, what }
        }
    }
}
