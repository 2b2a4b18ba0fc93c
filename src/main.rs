//! The binary: subcommands and exit codes. 0 is well, 1 is a problem that was told, 2 a wrong call.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand, ValueEnum};
use qazaq_esim_bot::app::casework;
use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::http::{self, WebhookIntake};
use qazaq_esim_bot::app::ledger::{self, Days};
use qazaq_esim_bot::app::recovery::{self, Missing};
use qazaq_esim_bot::app::{self, Ingredients, commands, webhooks};
use qazaq_esim_bot::config::{self, Settings, WebhookStep};
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::demo::{self, DemoShop};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::i18n::{Seller, Words};
use qazaq_esim_bot::mail::Mailer;
use qazaq_esim_bot::sim::{Sim, SimSettings};
use qazaq_esim_bot::storage::seam::Seam;
use qazaq_esim_bot::telemetry::{self, LogFormat};

/// A Telegram shop for travel eSIMs that never loses a payment.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the whole shop beside a pretend world, in a browser: no token, no account
    Demo {
        /// Only the pretend world, for any bot to be pointed at
        #[arg(long)]
        world_only: bool,
        /// Milliseconds that every Bot API answer is on its way
        #[arg(long, default_value_t = 0, value_name = "MS")]
        api_latency: u64,
        /// Buys one eSIM without a browser, prints the conversation, audits, and ends
        #[arg(long)]
        buy: bool,
        /// The language of `--buy`
        #[arg(long, value_enum, default_value_t = CliLang::Kk)]
        lang: CliLang,
        /// Where `--buy` leaves the QR and the mail
        #[arg(long, default_value = "demo-out")]
        out: PathBuf,
        /// The page's port; any free one by default
        #[arg(long)]
        port: Option<u16>,
        /// Lets the pretend Telegram deliver updates to a webhook, instead of being polled
        #[arg(long)]
        webhook: bool,
    },
    /// Runs the shop
    Serve(#[command(flatten)] Settings),
    /// Brings the database to this version
    Migrate(#[command(flatten)] Settings),
    /// Tries each real thing and says what is wrong and what to do
    Check(#[command(flatten)] Settings),
    /// Makes a sealing key in a new file
    Keygen {
        /// The file; it is never overwritten
        file: PathBuf,
    },
    /// The webhook at Telegram: a step of the deployment, no `serve` does it
    #[command(subcommand)]
    Webhook(WebhookStep),
    /// The catalogue
    #[command(subcommand)]
    Plans(Import),
    /// Activation codes
    #[command(subcommand)]
    Stock(Stock),
    /// Copies the database into a new file while the shop runs
    Backup {
        /// The file; it is never overwritten
        file: PathBuf,
        /// Copies the key store instead, which is not in the database's backup
        #[arg(long)]
        keys: bool,
        #[command(flatten)]
        settings: Settings,
    },
    /// The books for the accountant
    #[command(subcommand)]
    Ledger(Ledger),
    /// What needs a person
    #[command(subcommand)]
    Cases(Cases),
    /// Brings a backup back; the shop must be stopped
    Restore {
        /// The backup
        #[arg(required_unless_present = "finish", conflicts_with = "finish")]
        file: Option<PathBuf>,
        /// The file is a copy of the key store
        #[arg(long)]
        keys: bool,
        /// No file: does what has to follow a copy that other tools brought back
        #[arg(long, conflicts_with = "keys")]
        finish: bool,
        /// Erases everything whose key is gone, also where that is most of it
        #[arg(long)]
        erase_missing: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Subcommand)]
enum Ledger {
    /// Writes charges and refunds as CSV, without personal data
    Export {
        /// A new file, or - for standard output
        file: PathBuf,
        /// The first day, in Almaty
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day, in Almaty
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Subcommand)]
enum Cases {
    /// Lists the open cases and what may be done about each
    List(#[command(flatten)] Settings),
    /// Settles one, as an admin's button does
    Settle {
        /// Its number
        case: i64,
        /// How
        #[arg(value_enum)]
        action: CliAct,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum CliAct {
    Retry,
    Refund,
    Outside,
}

#[derive(Subcommand)]
enum Stock {
    /// Imports a CSV file
    Import {
        /// The file
        file: PathBuf,
        /// Checks everything and writes nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        settings: Settings,
    },
    /// Ends the hold that follows a restore
    Release {
        /// A CSV file of codes that were sold elsewhere: they are never sold again
        #[arg(long, value_name = "FILE")]
        discard: Option<PathBuf>,
        /// Does not ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Imports a CSV file
    Import {
        /// The file
        file: PathBuf,
        /// Checks everything and writes nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum CliLang {
    Kk,
    Ru,
    En,
}

fn say(text: impl std::fmt::Display) {
    // A closed pipe is nobody's problem.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if matches!(cli.command, Command::Serve(_)) {
        // The shop waits more than it works, and the database has threads of its own: a second
        // worker would mostly be woken to find nothing to do (docs/benchmarks.md).
        runtime.worker_threads(1);
    }
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

async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Demo { world_only, api_latency, buy, lang, out, port, webhook } => {
            telemetry::start(LogFormat::Text);
            let lang = match lang {
                CliLang::Kk => Lang::Kk,
                CliLang::Ru => Lang::Ru,
                CliLang::En => Lang::En,
            };
            let latency = std::time::Duration::from_millis(api_latency);
            let settings = SimSettings { page_port: port, latency, ..SimSettings::default() };
            let sim = Sim::start(settings).await?;
            if world_only {
                say(format!("Open      {}", sim.page_url()));
                say(format!("Bot API   {}\nToken     {}", sim.api_url(), sim.token()));
                ended().await;
                return Ok(true);
            }
            if buy { buy_one(sim, lang, &out, webhook).await } else { show(sim, webhook).await }
        }
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
            let (well, report) = commands::check(config, &Clock::Real).await?;
            say(report);
            Ok(well)
        }
        Command::Keygen { file } => {
            say(commands::keygen(&file)?);
            Ok(true)
        }
        Command::Webhook(step) => {
            say(webhooks::run(&step).await?);
            Ok(true)
        }
        Command::Plans(Import::Import { file, dry_run, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            say(commands::import_plans(&store, &Clock::Real, &bytes, dry_run).await?);
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
            say(casework::list(&store, &words).await?);
            store.close().await;
            Ok(true)
        }
        Command::Cases(Cases::Settle { case, action, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let act = match action {
                CliAct::Retry => CaseAct::Retry,
                CliAct::Refund => CaseAct::Refund,
                CliAct::Outside => CaseAct::Outside,
            };
            say(casework::settle(&store, &Clock::Real, case, act).await?);
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
        Command::Stock(Stock::Import { file, dry_run, settings }) => {
            let store = commands::open(config::parse_data(&settings)?).await?;
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            say(commands::import_stock(&store, &Clock::Real, &bytes, dry_run).await?);
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
    let running = app::start(Ingredients {
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
    })
    .await?;
    tracing::info!("the shop is open");
    ended().await;
    tracing::info!("the shop closes; what is not finished is in the outbox");
    running.stop().await;
    Ok(true)
}

async fn show(sim: Sim, webhook: bool) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    let shop = DemoShop { webhook, ..DemoShop::default() };
    let store = demo::open_store(folder.path(), &shop).await?;
    let running = demo::start_shop(&sim, store, &shop).await?;
    say(format!("Open      {}", sim.page_url()));
    say(format!("Bot API   {}\nToken     {}", sim.api_url(), sim.token()));
    say("Everything is pretended and forgotten when you press Ctrl-C.");
    ended().await;
    running.stop().await;
    sim.shutdown().await;
    Ok(true)
}

async fn buy_one(
    sim: Sim,
    lang: Lang,
    out: &std::path::Path,
    webhook: bool,
) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    let shop = DemoShop { tenge: false, codes_per_plan: 6, webhook, ..DemoShop::default() };
    let store = demo::open_store(folder.path(), &shop).await?;
    let running = demo::start_shop(&sim, store.clone(), &shop).await?;
    let world = sim.world();
    let purchase = demo::robot::buy(&world, &Wish::in_language(lang)).await?;
    demo::robot::keep(&purchase, out)?;
    say(&purchase.conversation);
    say(format!("The QR and the mail are in {}.", out.display()));
    let findings = demo::audit::at_rest(&world, running.store()).await?;
    running.stop().await;
    sim.shutdown().await;
    for finding in &findings.0 {
        say(format!("AUDIT: {finding}"));
    }
    if findings.0.is_empty() {
        say("The audit holds.");
    }
    Ok(findings.0.is_empty())
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
