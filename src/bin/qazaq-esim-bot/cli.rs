//! What can be said on the command line: subcommands and their flags, for clap. What they do is in
//! `run.rs`; it must not know that.

use std::path::PathBuf;

#[cfg(feature = "demo")]
use crate::demo::DemoFlags;
use clap::{Parser, Subcommand, ValueEnum};
use qazaq_esim_bot::config::{Settings, WebhookStep};

/// A Telegram shop for travel eSIMs that never loses a payment.
#[derive(Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    /// What is to be done.
    pub command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Starts the whole shop beside a pretend world, in a browser: no token, no account
    #[cfg(feature = "demo")]
    Demo(#[command(flatten)] DemoFlags),
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
    /// Wraps all keys with the sealing key of SEALING_KEY_FILE instead of the one before it, while
    /// the shop runs
    RenewKey(#[command(flatten)] Settings),
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
        /// Does not ask what `--finish` asks
        #[arg(long, requires = "finish")]
        yes: bool,
        /// Erases everything whose key is gone, also where that is most of it
        #[arg(long)]
        erase_missing: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Subcommand)]
pub(crate) enum Ledger {
    /// Writes sales and returns with their sums, without personal data
    Export {
        /// A new file, or - for standard output
        file: PathBuf,
        /// For programs, for a Russian or Kazakh Excel, or a workbook
        #[arg(long, value_enum, default_value_t = CliFormat::Csv)]
        format: CliFormat,
        /// With the ids of charges, Telegram's and the payment provider's
        #[arg(long)]
        ids: bool,
        /// The first day, in Almaty
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day, in Almaty
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Says whether the books, the charges, /stats and Telegram's ledger agree
    Check(#[command(flatten)] Settings),
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CliFormat {
    Csv,
    Excel,
    Xlsx,
}

#[derive(Subcommand)]
pub(crate) enum Cases {
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
    /// Says which plan a payment was for, whose order a restore lost
    Plan {
        /// The number of the case
        case: i64,
        /// The plan
        plan: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Keeps all Stars payments that a restore lost as delivered, plan by plan, where the ledger
    /// shows no refund and at least as many codes were discarded
    KeepAll(#[command(flatten)] Settings),
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CliAct {
    Retry,
    Refund,
    Replace,
    /// It was delivered in what a restore lost
    Keep,
    /// It was not: it is delivered now
    Deliver,
    Outside,
}

#[derive(Subcommand)]
pub(crate) enum Stock {
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
    /// Lists the codes that were found faulty, without the codes themselves
    Faulty(#[command(flatten)] Settings),
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
pub(crate) enum Import {
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
