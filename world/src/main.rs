//! The world as a program of its own: it says where it is, and runs until it is told to end.

use std::io::Write as _;
use std::time::Duration;

use clap::Parser;
use pretend_telegram::{Sim, SimSettings};
use tokio::signal::unix::{SignalKind, signal};

/// A pretend Telegram on loopback, with people who pay, a mailbox and faults, for any bot to be
/// pointed at
#[derive(Parser)]
#[command(version, about)]
struct Flags {
    /// The page's port; any free one by default
    #[arg(long)]
    port: Option<u16>,
    /// The Bot API's port; any free one by default
    #[arg(long)]
    api_port: Option<u16>,
    /// The bot's token; made up by default
    #[arg(long)]
    token: Option<String>,
    /// Refuses fields that Telegram does not have, instead of noting a warning
    #[arg(long)]
    strict: bool,
    /// Milliseconds that every Bot API answer is on its way
    #[arg(long, default_value_t = 0, value_name = "MS")]
    api_latency: u64,
    /// Minutes from UTC of the times on the page; the browser's own by default
    #[arg(long, allow_hyphen_values = true, value_name = "MINUTES")]
    utc_offset: Option<i32>,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let flags = Flags::parse();
    let sim = Sim::start(SimSettings {
        page_port: flags.port,
        api_port: flags.api_port,
        token: flags.token,
        strict: flags.strict,
        latency: Duration::from_millis(flags.api_latency),
        utc_offset_minutes: flags.utc_offset,
        ..SimSettings::default()
    })
    .await?;
    let mut out = std::io::stdout();
    writeln!(out, "Open      {}", sim.page_url())?;
    writeln!(out, "Bot API   {}", sim.api_url())?;
    writeln!(out, "Token     {}", sim.token())?;
    writeln!(out, "Provider  {}", sim.provider_token())?;
    writeln!(out, "SMTP      {}", sim.smtp_url())?;
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
    sim.shutdown().await;
    Ok(())
}
