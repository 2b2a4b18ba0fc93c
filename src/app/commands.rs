//! The binary's other doors: imports, the sealing key, the check. They work beside a running `serve`
//! and write through the same named statements.

use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rand::Rng;

use crate::config::{Config, DataConfig};
use crate::domain::ids::EsimId;
use crate::domain::lang::Lang;
use crate::domain::money::{Currency, Money};
use crate::domain::plan::PlanId;
use crate::i18n::format::money;
use crate::mail::Mailer;
use crate::storage::esims::{FingerprintState, NewEsim};
use crate::storage::{Store, catalogue, esims};
use crate::supplier::stock::{LineProblem, StockLine, parse_plans, parse_stock};
use crate::telegram::BotApi;

use super::clock::Clock;

/// Lines written in one transaction, so that a running shop is never held up for long.
const LINES_AT_ONCE: usize = 500;

/// What Telegram takes at least for an invoice in tenge, in tiyn (its `currencies.json`).
const LEAST_TENGE: i64 = 42_480;

/// What one Star brings the owner, in hundred-thousandths of a US dollar (Telegram's terms, 6.2).
const STAR_REWARD_USD: &str = "0.013";

/// Opens the data of the short commands.
///
/// # Errors
/// As [`Store::open`].
pub async fn open(config: DataConfig) -> anyhow::Result<Store> {
    Ok(Store::open(&config.database_url, &config.keys_url, config.master).await?)
}

/// The lock of a serving process: one at a time on one SQLite database.
#[derive(Debug)]
pub struct ServeLock {
    _file: std::fs::File,
}

/// Takes the lock beside the database. It goes with the process, however that ends.
///
/// # Errors
/// Another `serve` holds it.
pub fn lock(database_url: &str) -> anyhow::Result<Option<ServeLock>> {
    let Some(file) = crate::config::sqlite_file(database_url) else { return Ok(None) };
    let mut name = file.into_os_string();
    name.push(".lock");
    let file =
        std::fs::File::create(PathBuf::from(name)).context("the lock beside the database")?;
    match file.try_lock() {
        Ok(()) => Ok(Some(ServeLock { _file: file })),
        Err(_) => bail!(
            "another qazaq-esim-bot serves this database or brings it forward or back; stop it or \
             let it end first"
        ),
    }
}

/// Makes a sealing key: a new file that only its owner reads. It never overwrites one.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn keygen(file: &Path) -> anyhow::Result<String> {
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    let mut opened = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{} is not overwritten", file.display()))?;
    let mut text = String::with_capacity(65);
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    Ok(format!(
        "The sealing key is in {}.\nKeep a copy of it apart from the database and its backups: \
         without it nothing sealed can be read again, and with it and a backup everything can.",
        file.display()
    ))
}

fn told(problems: &[LineProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Imports plans: the file is the whole catalogue. Nothing is written if any line is wrong.
///
/// # Errors
/// All problems by line; or the database.
pub async fn import_plans(
    store: &Store,
    clock: &Clock,
    bytes: &[u8],
    dry_run: bool,
) -> anyhow::Result<String> {
    let plans = match parse_plans(bytes) {
        Ok(plans) => plans,
        Err(problems) => bail!("{}\nNothing was written.", told(&problems)),
    };
    let mut tx = store.begin().await?;
    let before = catalogue::load(&mut tx).await?;
    let gone = before
        .iter()
        .filter(|(known, withdrawn)| !withdrawn && plans.iter().all(|plan| plan.id != known.id))
        .count();
    let new =
        plans.iter().filter(|plan| before.iter().all(|(known, _)| known.id != plan.id)).count();
    let unsold = plans.iter().filter(|plan| plan.covers_kazakhstan()).count();
    let mut report = format!("{} plans: {new} new, {gone} withdrawn.", plans.len());
    if unsold > 0 {
        let _ = write!(report, "\n{unsold} work inside Kazakhstan and are not offered.");
    }
    let cheap = plans.iter().filter(|plan| plan.price.minor < LEAST_TENGE).count();
    if cheap > 0 {
        let _ = write!(
            report,
            "\n{cheap} cost less than Telegram takes in tenge ({}); only Stars can pay them.",
            money(Money::kzt(LEAST_TENGE), Lang::En)
        );
    }
    if dry_run {
        tx.rollback().await?;
        report.push_str("\nThis was a dry run: nothing was written.");
    } else {
        let now = clock.moment(&mut tx).await?.now;
        catalogue::replace(&mut tx, &plans, now).await?;
        // One transaction: before this commit the old catalogue is in force, after it the new one.
        tx.commit().await?;
    }
    Ok(report)
}

/// Imports stock. All lines are checked first; then they are written in short transactions, and a
/// run that was cut is finished by running it again.
///
/// # Errors
/// All problems by line; or the database.
pub async fn import_stock(
    store: &Store,
    clock: &Clock,
    bytes: &[u8],
    dry_run: bool,
) -> anyhow::Result<String> {
    let mut tx = store.read().await?;
    let known: Vec<PlanId> =
        catalogue::load(&mut tx).await?.into_iter().map(|(plan, _)| plan.id).collect();
    let parsed = parse_stock(bytes, &|plan| known.contains(plan));
    let file = match parsed {
        Ok(file) => file,
        Err(problems) => bail!("{}\nNothing was written.", told(&problems)),
    };
    let mut fresh = Vec::new();
    let mut skipped = 0;
    let mut refused = Vec::new();
    for line in file.lines {
        match esims::known(store, &mut tx, &line.code, line.iccid.as_ref()).await? {
            FingerprintState::New => fresh.push(line),
            FingerprintState::Unsold(plan) if plan == line.plan_id.as_str() => skipped += 1,
            FingerprintState::Unsold(plan) => refused
                .push(format!("line {}: this code is in stock for the plan {plan}", line.line)),
            FingerprintState::Gone(_) => refused.push(format!(
                "line {}: this code was sold or erased before and is never sold again",
                line.line
            )),
        }
    }
    tx.rollback().await?;
    if !refused.is_empty() {
        bail!("{}\nNothing was written.", refused.join("\n"));
    }
    let mut report = String::new();
    for warning in &file.warnings {
        let _ = writeln!(report, "{warning}");
    }
    let _ = write!(
        report,
        "{} codes: {} new, {skipped} in stock already.",
        fresh.len() + skipped,
        fresh.len()
    );
    if dry_run {
        report.push_str("\nThis was a dry run: nothing was written.");
        return Ok(report);
    }
    // Every key exists before the value it seals.
    store.keys.stock_up(fresh.len()).await?;
    let mut rest = fresh;
    while !rest.is_empty() {
        let part: Vec<StockLine> = rest.drain(..rest.len().min(LINES_AT_ONCE)).collect();
        let mut rows = Vec::with_capacity(part.len());
        for line in part {
            let key = store.keys.take().context("a key that was minted is missing")?;
            rows.push(NewEsim {
                id: EsimId((rand::rng().next_u64() >> 2).cast_signed()),
                plan: line.plan_id,
                key,
                code: line.code,
                iccid: line.iccid,
                confirmation: line.confirmation_code,
                cost: line.cost.map(|cost| format!("{} {}", cost.amount, cost.currency)),
                note: line.note,
                expires: line.expires_on,
            });
        }
        let mut tx = store.begin().await?;
        let now = clock.moment(&mut tx).await?.now;
        esims::add(store, &mut tx, &rows, now).await?;
        catalogue::changed(&mut tx, now).await?;
        // A crash after some of these commits leaves a part of the file imported; the next run skips it.
        tx.commit().await?;
    }
    Ok(report)
}

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
        match super::webhooks::mismatch(&info, config.webhook.as_ref()) {
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
        let mut tx = store.read().await?;
        let plans = catalogue::load(&mut tx).await?;
        let now = clock.moment(&mut tx).await?.now;
        let levels = esims::levels(&mut tx, now).await?;
        let held = super::recovery::held_count(&mut tx).await?;
        let faulty = esims::faulty(&mut tx).await?;
        tx.rollback().await?;
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
    fn a_key_is_made_once_and_for_its_owner() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sealing.key");
        assert!(keygen(&file).unwrap().contains("Keep a copy"));
        let first = std::fs::read(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert!(keygen(&file).is_err());
        assert_eq!(std::fs::read(&file).unwrap(), first);
    }

    #[test]
    fn stars_yield_dollars() {
        assert_eq!(dollars(307), "3.99");
        assert_eq!(dollars(1), "0.01");
    }

    #[test]
    fn one_serve_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/shop.db?mode=rwc", folder.path().display());
        let held = lock(&url).unwrap();
        assert!(held.is_some());
        assert!(lock(&url).is_err());
        drop(held);
        assert!(lock(&url).is_ok());
    }
}
