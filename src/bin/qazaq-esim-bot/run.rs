//! What each subcommand does: its settings are read, and the library is called.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::ledger::{self, Days, Export, Format};
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::app::commands::{
    self, cases, check, faulty, import, keygen, renew_key, webhook,
};
use qazaq_esim_bot::app::start;
use qazaq_esim_bot::config::{self, Config, DataConfig, Settings, sqlite_file};
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
            return start::serve(whole(&settings)?, ended()).await;
        }
        Command::Check(settings) => {
            let (well, report) = check::check(whole(&settings)?, &Clock::Real).await?;
            say(report);
            return Ok(well);
        }
        Command::Ledger(Ledger::Export { file, format, ids, from, to, settings }) => {
            let days =
                Days { from: day("--from", from.as_deref())?, to: day("--to", to.as_deref())? };
            let format = match format {
                CliFormat::Csv => Format::Csv,
                CliFormat::Excel => Format::Excel,
                CliFormat::Xlsx => Format::Xlsx,
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
        Command::Keygen { file } => {
            note(Some(file.clone()));
            keygen::keygen(&file)?
        }
        Command::RenewKey(settings) => {
            with(&settings, async |store| renew_key::renew_key(store).await).await?
        }
        Command::Webhook(step) => {
            let (fits, told) = webhook::run(&step).await?;
            say(told);
            return Ok(fits);
        }
        Command::Backup { file, keys, settings } => {
            let data = data(&settings)?;
            say(if keys {
                recovery::backup_keys(&data, &file).await?
            } else {
                recovery::backup(&data, &file).await?
            });
            return Ok(recovery::copies(&data));
        }
        Command::Restore { file, keys, finish: _, yes, erase_missing, settings } => {
            log(&settings);
            let missing = if erase_missing { Missing::EraseAll } else { Missing::Careful };
            return restore(&data(&settings)?, file.as_deref(), keys, missing, yes).await;
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
        Command::Cases(of) => cases(of).await?,
    };
    say(done);
    Ok(true)
}

/// What is done about cases.
async fn cases(of: Cases) -> anyhow::Result<String> {
    match of {
        Cases::List(settings) => {
            let words = Words::new(Seller::known())?;
            with(&settings, async |store| cases::list(store, &words).await).await
        }
        Cases::Plan { case, plan, settings } => {
            with(&settings, async |store| cases::plan(store, &Clock::Real, case, &plan).await).await
        }
        Cases::KeepAll(settings) => {
            with(&settings, async |store| cases::keep_all(store, &Clock::Real).await).await
        }
        Cases::Settle { case, action, settings } => {
            let act = match action {
                CliAct::Retry => CaseAct::Retry,
                CliAct::Refund => CaseAct::Refund,
                CliAct::Replace => CaseAct::Replace,
                CliAct::Keep => CaseAct::Keep,
                CliAct::Deliver => CaseAct::Deliver,
                CliAct::Outside => CaseAct::Outside,
            };
            with(&settings, async |store| cases::settle(store, &Clock::Real, case, act).await).await
        }
    }
}

/// Opens the database for one piece of work, and closes it whatever comes of that.
async fn with<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let store = commands::open(data(settings)?).await?;
    let done = work(&store).await;
    store.close().await;
    done
}

/// What a short command needs of the settings.
fn data(settings: &Settings) -> anyhow::Result<DataConfig> {
    let data = config::parse_data(settings)?;
    note(sqlite_file(&data.database_url));
    Ok(data)
}

/// All settings.
fn whole(settings: &Settings) -> anyhow::Result<Config> {
    let config = config::parse(settings)?;
    note(sqlite_file(&config.data.database_url));
    Ok(config)
}

/// Says where root works in the place of somebody else.
fn note(file: Option<PathBuf>) {
    if let Some(note) = file.and_then(|file| commands::note_for_root(&file)) {
        let _ = writeln!(std::io::stderr(), "{note}");
    }
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
    let data = data(settings)?;
    let _lock = commands::lock(&data.database_url)?;
    commands::open(data).await?.close().await;
    Ok("The database is at this version.".to_owned())
}

async fn restore(
    data: &DataConfig,
    file: Option<&Path>,
    keys: bool,
    missing: Missing,
    yes: bool,
) -> anyhow::Result<bool> {
    let (clock, seam) = (&Clock::Real, Seam::default());
    let Some(file) = file else {
        let ask = (!yes).then(|| std::io::stdin().lock());
        let out = &mut std::io::stdout();
        return recovery::ask_and_finish(data, clock, missing, ask, out).await;
    };
    say(if keys {
        recovery::restore_keys(data, file, clock, missing, &seam).await?
    } else {
        recovery::restore(data, file, clock, missing, &seam).await?
    });
    Ok(recovery::copies(data))
}

async fn release(settings: &Settings, discard: Option<&Path>, yes: bool) -> anyhow::Result<bool> {
    with(settings, async |store| {
        let ask = (!yes).then(|| std::io::stdin().lock());
        let out = &mut std::io::stdout();
        recovery::ask_and_release(store, &Clock::Real, discard, ask, out).await
    })
    .await
}
