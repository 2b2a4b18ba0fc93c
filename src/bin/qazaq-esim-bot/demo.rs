//! The subcommand `demo`: the shop beside its pretend world, for a browser or played by a robot. It
//! is there only with the feature of the same name.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use pretend_telegram::{Sim, SimSettings};
use qazaq_esim_bot::demo::robot::{self, Wish};
use qazaq_esim_bot::demo::{self, DemoShop, audit};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::telemetry::{self, LogFormat};

use crate::{ended, say};

/// The flags of `demo`.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a command line")]
#[derive(Args)]
pub(crate) struct DemoFlags {
    /// Only the pretend world, for any bot to be pointed at
    #[arg(long)]
    world_only: bool,
    /// Milliseconds that every Bot API answer is on its way
    #[arg(long, default_value_t = 0, value_name = "MS")]
    api_latency: u64,
    /// Buys one eSIM without a browser, prints the conversation, audits, and ends
    #[arg(long)]
    buy: bool,
    /// `--buy` buys before the trip, and opens the QR afterwards
    #[arg(long)]
    later: bool,
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
}

#[derive(Clone, Copy, ValueEnum)]
enum CliLang {
    Kk,
    Ru,
    En,
}

/// Starts a world, and a shop beside it unless only the world is wanted.
pub(crate) async fn run(flags: DemoFlags) -> anyhow::Result<bool> {
    telemetry::start(LogFormat::Text);
    let lang = match flags.lang {
        CliLang::Kk => Lang::Kk,
        CliLang::Ru => Lang::Ru,
        CliLang::En => Lang::En,
    };
    let latency = Duration::from_millis(flags.api_latency);
    let strict = !flags.world_only;
    let settings = SimSettings {
        page_port: flags.port,
        latency,
        strict,
        // Almaty's: what the shop says of times, the page shows too.
        utc_offset_minutes: Some(300),
        ..SimSettings::default()
    };
    let sim = Sim::start(settings).await?;
    if flags.world_only {
        say_where(&sim);
        ended().await;
        return Ok(true);
    }
    if flags.buy {
        let wish = Wish { later: flags.later, ..Wish::in_language(lang) };
        buy_one(sim, &wish, &flags.out, flags.webhook).await
    } else {
        show(sim, flags.webhook).await
    }
}

fn say_where(sim: &Sim) {
    say(format!("Open      {}", sim.page_url()));
    say(format!("Bot API   {}\nToken     {}", sim.api_url(), sim.token()));
}

async fn show(sim: Sim, webhook: bool) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    let shop = DemoShop { webhook, ..DemoShop::default() };
    let store = demo::open_store(folder.path(), &shop).await?;
    demo::offer_changes(&sim, &store, &shop.clock);
    let running = demo::start_shop(&sim, store, &shop).await?;
    say_where(&sim);
    say("Everything is pretended and forgotten when you press Ctrl-C.");
    ended().await;
    running.stop().await;
    sim.shutdown().await;
    Ok(true)
}

async fn buy_one(sim: Sim, wish: &Wish, out: &Path, webhook: bool) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    let shop = DemoShop { tenge: false, codes_per_plan: 6, webhook, ..DemoShop::default() };
    let store = demo::open_store(folder.path(), &shop).await?;
    let running = demo::start_shop(&sim, store.clone(), &shop).await?;
    let world = sim.world();
    let purchase = robot::buy(&world, wish).await?;
    robot::keep(&purchase, out)?;
    // Once nothing more is to come, the conversation is whole.
    let findings = audit::at_rest(&world, running.store()).await?;
    say(robot::conversation(&world, wish.person));
    let count = robot::count(&world, wish.person);
    say(format!("{} taps; {} messages are left in the chat.", count.taps, count.left));
    say(format!("The QR and the mail are in {}.", out.display()));
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
