//! What each subcommand does: its settings are read, and the library is called.

use std::path::Path;

use anyhow::Context as _;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::ledger::{self, Days, Export, Format};
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::app::commands::{self, cases, check, faulty, import, keygen, webhook};
use qazaq_esim_bot::app::start;
use qazaq_esim_bot::config::{self, Settings};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::i18n::{Seller, Words};
use qazaq_esim_bot::storage::Store;
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::telemetry::{self, LogFormat};

use crate::cli::{Cases, CliAct, CliFormat, Command, Import, Ledger, Stock};
#[cfg(feature = "demo")]
use crate::demo;
use crate::{ended, say};

/// Does what was asked for. Says whether all is well.
pub(crate) async fn run(command: Command) -> anyhow::Result<bool> {
    let done = match command {
        #[cfg(feature = "demo")]
        Command::Demo(flags) => return demo::run(flags).await,
        Command::Serve(settings) => {
            log(&settings);
            return start::serve(config::parse(&settings)?, ended()).await;
        }
        Command::Check(settings) => {
            let (well, report) = check::check(config::parse(&settings)?, &Clock::Real).await?;
            say(report);
            return Ok(well);
        }
        Command::Ledger(Ledger::Export { file, format, ids, from, to, settings }) => {
            let days =
                Days { from: day("--from", from.as_deref())?, to: day("--to", to.as_deref())? };
            let format = match format {
                CliFormat::Csv => Format::Csv,
                CliFormat::Excel => Format::Excel,
            };
            let what = Export { days, format, ids };
            let export = async |store: &Store| ledger::export(store, what, &file).await;
            let done = with(&settings, export).await?;
            if file == Path::new("-") {
                return Ok(true);
            }
            done
        }
        Command::Ledger(Ledger::Check(settings)) => {
            let asked = settings.telegram_bot_token.is_some();
            let telegram = asked.then(|| config::parse_telegram(&settings)).transpose()?;
            let check =
                async |store: &Store| ledger::check(store, &Clock::Real, telegram.as_ref()).await;
            let (well, report) = with(&settings, check).await?;
            say(report);
            return Ok(well);
        }
        Command::Stock(Stock::Release { discard, yes, settings }) => {
            return release(&settings, discard.as_deref(), yes).await;
        }
        Command::Migrate(settings) => migrate(&settings).await?,
        Command::Keygen { file } => keygen::keygen(&file)?,
        Command::Webhook(step) => webhook::run(&step).await?,
        Command::Backup { file, keys, settings } => {
            let data = config::parse_data(&settings)?;
            if keys {
                recovery::backup_keys(&data, &file).await?
            } else {
                recovery::backup(&data, &file).await?
            }
        }
        Command::Restore { file, keys, finish: _, erase_missing, settings } => {
            log(&settings);
            let missing = if erase_missing { Missing::EraseAll } else { Missing::Careful };
            restore(&settings, file.as_deref(), keys, missing).await?
        }
        Command::Plans(Import::Import { file, dry_run, settings }) => {
            let bytes = read(&file)?;
            let plans =
                async |store: &Store| import::plans(store, &Clock::Real, &bytes, dry_run).await;
            with(&settings, plans).await?
        }
        Command::Stock(Stock::Import { file, dry_run, settings }) => {
            let bytes = read(&file)?;
            let codes =
                async |store: &Store| import::stock(store, &Clock::Real, &bytes, dry_run).await;
            with(&settings, codes).await?
        }
        Command::Stock(Stock::Faulty(settings)) => {
            with(&settings, async |store| Ok(faulty::list(store).await?)).await?
        }
        Command::Cases(Cases::List(settings)) => {
            let words = Words::new(Seller::known())?;
            with(&settings, async |store| cases::list(store, &words).await).await?
        }
        Command::Cases(Cases::Settle { case, action, settings }) => {
            let act = match action {
                CliAct::Retry => CaseAct::Retry,
                CliAct::Refund => CaseAct::Refund,
                CliAct::Replace => CaseAct::Replace,
                CliAct::Outside => CaseAct::Outside,
            };
            with(&settings, async |store| cases::settle(store, &Clock::Real, case, act).await)
                .await?
        }
    };
    say(done);
    Ok(true)
}

/// Opens the database for one piece of work, and closes it whatever comes of that.
async fn with<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let store = commands::open(config::parse_data(settings)?).await?;
    let done = work(&store).await;
    store.close().await;
    done
}

fn log(settings: &Settings) {
    telemetry::start(LogFormat::of(settings.log_format.as_deref()));
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| file.display().to_string())
}

fn day(flag: &'static str, day: Option<&str>) -> anyhow::Result<Option<jiff::civil::Date>> {
    day.map(ledger::day).transpose().context(flag)
}

async fn migrate(settings: &Settings) -> anyhow::Result<String> {
    log(settings);
    let data = config::parse_data(settings)?;
    let _lock = commands::lock(&data.database_url)?;
    commands::open(data).await?.close().await;
    Ok("The database is at this version.".to_owned())
}

async fn restore(
    settings: &Settings,
    file: Option<&Path>,
    keys: bool,
    missing: Missing,
) -> anyhow::Result<String> {
    let data = config::parse_data(settings)?;
    let seam = Seam::default();
    match file {
        None => recovery::finish(&data, &Clock::Real, missing).await,
        Some(file) if keys => {
            recovery::restore_keys(&data, file, &Clock::Real, missing, &seam).await
        }
        Some(file) => recovery::restore(&data, file, &Clock::Real, missing, &seam).await,
    }
}

async fn release(settings: &Settings, discard: Option<&Path>, yes: bool) -> anyhow::Result<bool> {
    with(settings, async |store| {
        let ask = (!yes).then(|| std::io::stdin().lock());
        let out = &mut std::io::stdout();
        recovery::ask_and_release(store, &Clock::Real, discard, ask, out).await
    })
    .await
}
