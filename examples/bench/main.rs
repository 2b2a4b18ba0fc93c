//! The benchmark: customers in the pretend world buy eSIMs over HTTP from a shop in a process of
//! its own, while the world runs in a third. It measures the shop as a black box and must not reach
//! into it; what a button means is the one thing it asks the library. How to read the figures and
//! what they were: `docs/benchmarks.md`. Next: [`turn`] (one measured run), [`customer`] (a
//! purchase).
//!
//! ```text
//! cargo build --release
//! cargo run --release --example bench -- --customers 50 --journeys 1000 --mode closed
//! ```

#![expect(unreachable_pub, reason = "what the parts show is for the whole example")]

mod balancer;
mod customer;
mod figures;
mod filled;
mod processes;
mod takeover;
mod turn;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};

use processes::{Kind, World};

/// Runs customers through whole purchases and measures the shop
#[derive(Debug, Parser)]
struct Cli {
    /// Customers at once (closed), or at most at once (open, visit)
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    customers: u16,
    /// Purchases in all; visits, where the mode is `visit`
    #[arg(
        long,
        default_value_t = 1_000,
        value_parser = clap::value_parser!(u32).range(1..=100_000)
    )]
    journeys: u32,
    /// `closed`: as many at once as said; `open`: they arrive by chance; `visit`: they only press
    /// /start, and the shop is then started once more on what that left; `burst`: all journeys are
    /// visits within ten seconds, while others buy at `--rate`; `takeover`: the process that polls
    /// is killed as often as there are journeys, while so many customers buy
    #[arg(long, value_enum, default_value_t = Mode::Closed)]
    mode: Mode,
    /// Arrivals a second, on average (open)
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rate: u32,
    /// The shop's binary; by default the one built beside this
    #[arg(long)]
    shop: Option<PathBuf>,
    /// The plain bot's binary (benches/plain-teloxide), measured in turns with the shop
    #[arg(long)]
    plain: Option<PathBuf>,
    /// The shop's binary as it was at another commit, measured in turns with this one
    #[arg(long)]
    before: Option<PathBuf>,
    /// Milliseconds that every answer of Telegram is on its way
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=2_000))]
    latency: u64,
    /// A PostgreSQL server (`postgres://…`) for the shop, in schemas of its own; SQLite by default
    #[arg(long)]
    database: Option<String>,
    /// Processes of the shop, behind webhooks and a balancer of its own where there are several
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    replicas: u8,
    /// Counts fsync and fdatasync of the shop with strace, which slows it: do not compare its times
    #[arg(long)]
    fsyncs: bool,
    /// So many customers who bought before are in the database of a second shop, which is measured
    /// in turns with one that has none (SQLite)
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    filled: u32,
    /// How often each is measured
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=20))]
    turns: u8,
}

/// How customers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Closed,
    Open,
    Visit,
    Burst,
    Takeover,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let shop = match &cli.shop {
        Some(path) => path.clone(),
        None => beside()?,
    };
    anyhow::ensure!(
        cli.filled == 0 || (cli.database.is_none() && cli.mode != Mode::Visit),
        "--filled is for purchases on SQLite"
    );
    // What is compared with the first of them.
    let mut bots = vec![Bot { name: "Shop", kind: Kind::Shop, binary: shop.clone(), filled: 0 }];
    if cli.filled > 0 {
        let filled = cli.filled;
        bots.push(Bot { name: "Filled", kind: Kind::Shop, binary: shop.clone(), filled });
    }
    if let Some(before) = &cli.before {
        let binary = before.clone();
        bots.push(Bot { name: "Before", kind: Kind::Shop, binary, filled: 0 });
    }
    if let Some(plain) = &cli.plain {
        let binary = plain.clone();
        bots.push(Bot { name: "Plain", kind: Kind::Plain, binary, filled: 0 });
    }
    // One world for all turns: nobody gets a fresher one than the other.
    let world = World::start(&shop, cli.latency).await?;
    figures::say(format_args!(
        "mode {:?}, {}, {} replica(s), {} ms to Telegram, {} at once, {} journeys{}, {} turn(s) \
         each, world pid {}",
        cli.mode,
        if cli.database.is_some() { "PostgreSQL" } else { "SQLite" },
        cli.replicas,
        cli.latency,
        cli.customers,
        cli.journeys,
        if matches!(cli.mode, Mode::Open | Mode::Burst) {
            format!(", {} arrivals/s", cli.rate)
        } else {
            String::new()
        },
        cli.turns,
        world.pid(),
    ));
    let mut costs = vec![Vec::new(); bots.len()];
    let mut asked = BTreeMap::new();
    for turn in 1..=cli.turns {
        for (bot, costs) in bots.iter().zip(&mut costs) {
            figures::say(format_args!("\n== {}, turn {turn}", bot.name));
            let wish = turn::Wish {
                customers: usize::from(cli.customers),
                journeys: cli.journeys,
                mode: cli.mode,
                rate: cli.rate,
                database: cli.database.clone(),
                replicas: usize::from(cli.replicas),
                fsyncs: cli.fsyncs,
                filled: bot.filled,
            };
            let done = turn::run(&world, bot.kind, &bot.binary, &wish).await?;
            costs.push(done.cost);
            asked.insert(bot.name, done.calls);
        }
    }
    if cli.mode == Mode::Takeover {
        return Ok(());
    }
    let first = asked.get("Shop");
    for (name, calls) in asked.iter().filter(|(_, calls)| Some(*calls) != first) {
        figures::say(format_args!(
            "\nNOT COMPARABLE: a purchase asks {} calls of Telegram in {name}, and {} in Shop; by \
             method: {calls:?} and {:?}",
            calls.values().sum::<usize>(),
            first.map_or(0, |calls| calls.values().sum::<usize>()),
            first.unwrap_or(&BTreeMap::new()),
        ));
    }
    let costs: Vec<Duration> = costs.into_iter().map(figures::median).collect();
    for (bot, cost) in bots.iter().zip(&costs) {
        let first = costs.first().copied().unwrap_or_default();
        figures::say(format_args!(
            "\n{}: CPU per journey {} ms, the median of {} turn(s); {} of the first",
            bot.name,
            figures::per(cost.as_micros(), 1_000),
            cli.turns,
            figures::per(cost.as_micros(), first.as_micros()),
        ));
    }
    Ok(())
}

/// Whom we measure, under which name.
struct Bot {
    name: &'static str,
    kind: Kind,
    binary: PathBuf,
    filled: u32,
}

/// The shop's binary lies one folder above the examples.
fn beside() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().and_then(std::path::Path::parent).context("no folder above")?;
    let shop = folder.join("qazaq-esim-bot");
    anyhow::ensure!(
        shop.exists(),
        "{} is not there: run `cargo build --release` first, or name it with --shop",
        shop.display()
    );
    Ok(shop)
}
