//! The binary: subcommands and exit codes. 0 is well, 1 is a problem that was told, 2 a wrong call.

mod cli;
#[cfg(feature = "demo")]
mod demo;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use cli::{Cases, Cli, CliAct, Command, Import, Ledger, Stock};
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands::ledger::{self, Days};
use qazaq_esim_bot::app::commands::recovery::{self, Missing};
use qazaq_esim_bot::app::commands::{self, cases, check, faulty, import, keygen, webhook};
use qazaq_esim_bot::app::http::{self, WebhookIntake};
use qazaq_esim_bot::app::rates::Pace;
use qazaq_esim_bot::app::start::{Ingredients, start};
use qazaq_esim_bot::config::{self, Settings};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::i18n::{Seller, Words};
use qazaq_esim_bot::mail::Mailer;
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::telemetry::{self, LogFormat};

fn say(text: impl std::fmt::Display) {
    // A closed pipe is nobody's problem.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut runtime = if matches!(cli.command, Command::Serve(_)) {
        // The shop waits more than it works, and the database has threads of its own: more threads
        // would mostly be woken to find nothing to do (docs/benchmarks.md).
        take_turns();
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let done = match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The threads of the shop wake each other all the time, the database's and the runtime's: whoever
/// is woken waits for the other to pause instead of interrupting it, which halves the changes of
/// threads (docs/benchmarks.md). Threads made later do the same. Where it is forbidden, nothing is
/// lost but that.
fn take_turns() {
    #[cfg(target_os = "linux")]
    {
        use preempt_rt::sched::{Pid, Scheduler, SchedulerParams, set_scheduler};
        let lowest = SchedulerParams { priority: 0 };
        let _ = set_scheduler(Pid::current_thread(), Scheduler::SCHED_BATCH, lowest);
    }
}

async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        #[cfg(feature = "demo")]
        Command::Demo(flags) => demo::run(flags).await,
        Command::Serve(settings) => serve(settings).await,
        Command::Migrate(settings) => {
            telemetry::start(LogFormat::of(settings.log_format.as_deref()));
            let data = config::parse_data(&settings)?;
            let _lock = commands::lock(&data.database_url)?;
            commands::open(data).await?.close().await;
            say("The database is at this version.");
            Ok(true)
        }
        Command::Check(settings) => {
            let config = config::parse(&settings)?;
            let (well, report) = check::check(config, &Clock::Real).await?;
            say(report);
            Ok(well)
        }
        Command::Keygen { file } => {
            say(keygen::keygen(&file)?);
            Ok(true)
        }
        Command::Webhook(step) => {
            say(webhook::run(&step).await?);
            Ok(true)
        }
        Command::Plans(Import::Import { file, dry_run, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            say(import::plans(&store, &Clock::Real, &bytes, dry_run).await?);
            store.close().await;
            Ok(true)
        }
        Command::Backup { file, keys, settings } => {
            let data = config::parse_data(&settings)?;
            say(if keys {
                recovery::backup_keys(&data, &file).await?
            } else {
                recovery::backup(&data, &file).await?
            });
            Ok(true)
        }
        Command::Restore { file, keys, finish: _, erase_missing, settings } => {
            telemetry::start(LogFormat::of(settings.log_format.as_deref()));
            let data = config::parse_data(&settings)?;
            let missing = if erase_missing { Missing::EraseAll } else { Missing::Careful };
            let seam = Seam::default();
            say(match file {
                None => recovery::finish(&data, &Clock::Real, missing).await?,
                Some(file) if keys => {
                    recovery::restore_keys(&data, &file, &Clock::Real, missing, &seam).await?
                }
                Some(file) => recovery::restore(&data, &file, &Clock::Real, missing, &seam).await?,
            });
            Ok(true)
        }
        Command::Ledger(Ledger::Export { file, from, to, settings }) => {
            let days = Days {
                from: from.as_deref().map(ledger::day).transpose().context("--from")?,
                to: to.as_deref().map(ledger::day).transpose().context("--to")?,
            };
            let store = commands::open(config::parse_data(&settings)?).await?;
            let written = ledger::export(&store, days).await;
            store.close().await;
            ledger::write(&file, &written?)?;
            Ok(true)
        }
        Command::Cases(Cases::List(settings)) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let words = Words::new(Seller::known())?;
            say(cases::list(&store, &words).await?);
            store.close().await;
            Ok(true)
        }
        Command::Cases(Cases::Settle { case, action, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let act = match action {
                CliAct::Retry => CaseAct::Retry,
                CliAct::Refund => CaseAct::Refund,
                CliAct::Replace => CaseAct::Replace,
                CliAct::Outside => CaseAct::Outside,
            };
            say(cases::settle(&store, &Clock::Real, case, act).await?);
            store.close().await;
            Ok(true)
        }
        Command::Stock(Stock::Release { discard, yes, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let ask = (!yes).then(|| std::io::stdin().lock());
            let out = &mut std::io::stdout();
            let done =
                recovery::ask_and_release(&store, &Clock::Real, discard.as_deref(), ask, out).await;
            store.close().await;
            done
        }
        Command::Stock(Stock::Faulty(settings)) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let listed = faulty::list(&store).await;
            store.close().await;
            say(listed?);
            Ok(true)
        }
        Command::Stock(Stock::Import { file, dry_run, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            say(import::stock(&store, &Clock::Real, &bytes, dry_run).await?);
            store.close().await;
            Ok(true)
        }
    }
}

async fn serve(settings: Settings) -> anyhow::Result<bool> {
    telemetry::start(LogFormat::of(settings.log_format.as_deref()));
    let config = config::parse(&settings)?;
    let _lock = commands::lock(&config.data.database_url)?;
    let store = commands::open(config.data).await?;
    let mailer = match &config.mail {
        Some((url, from)) => Mailer::smtp(url, from).context("SMTP_URL and MAIL_FROM")?,
        None => Mailer::off(),
    };
    let webhook = match config.webhook {
        Some(webhook) => Some(WebhookIntake {
            listener: http::listen("LISTEN_ADDR", webhook.listen).await?,
            secret: webhook.secret,
            url: webhook.url,
        }),
        None => None,
    };
    let operator = match config.metrics {
        Some(address) => Some(http::listen("METRICS_ADDR", address).await?),
        None => None,
    };
    let running = start(Ingredients {
        store,
        token: config.token,
        api_url: config.api_url,
        admins: config.admins,
        words: Words::new(config.seller)?,
        mailer,
        rate: config.rate,
        provider_token: config.provider_token,
        clock: Clock::Real,
        seed: None,
        webhook,
        operator,
        pace: Pace::of(config.sends_per_second),
    })
    .await?;
    tracing::info!("the shop is open");
    Ok(running.open_until(ended()).await)
}

/// Waits for SIGINT or SIGTERM.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
