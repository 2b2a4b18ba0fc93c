//! What a message costs whose account has 20,000 orders behind it, beside one that has none.
//!
//! `cargo run --release --features demo --example history`. Both customers write in turns to a shop
//! on SQLite in this process; it prints the medians, from the message to its commit, and their
//! ratio, and judges nothing.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "measures real time, decides nothing")]

use std::time::{Duration, Instant};

use anyhow::Context as _;
use pretend_telegram::clock::real_pause;
use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER, Sim, SimSettings};
use qazaq_esim_bot::demo::{DemoShop, open_store, start_shop};
use sqlx::{AnyConnection, Connection as _};

/// Messages of each.
const ROUNDS: usize = 1_000;

/// Every other one was given up, the others ran out.
const ORDERS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where \
    i < 20000) insert into orders (id, customer_id, state, plan_id, plan, place, price, lang, \
    mail, invoices, qr_count, mail_count, refund_wished, created_at) select n.i, c.id, \
    case n.i % 2 when 0 then 'expired' else 'cancelled' end, p.id, p.plan, 'TR', 200000, 'en', \
    'chat', 1, 0, 0, 0, c.created_at - 1000 * n.i from n, (select * from customers order by \
    created_at limit 1) c, (select id, plan from plans limit 1) p";

/// From a message to its commit.
async fn said(sim: &Sim, person: i64, words: &str) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    sim.world().send_text(person, words).context("the message")?;
    while sim.world().unconfirmed_updates() > 0 {
        real_pause(Duration::from_micros(50)).await;
    }
    Ok(begun.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let set_up = DemoShop::default();
    let sim = Sim::start(SimSettings::default()).await?;
    let store = open_store(folder.path(), &set_up).await?;
    let shop = start_shop(&sim, store, &set_up).await?;
    for person in [CUSTOMER, SECOND_CUSTOMER] {
        said(&sim, person, "/start").await?;
    }
    let file = format!("sqlite:{}", folder.path().join("shop.db").display());
    let mut outside = AnyConnection::connect(&file).await?;
    sqlx::query("update customers set processing = 1, processing_at = created_at")
        .execute(&mut outside)
        .await?;
    let orders = sqlx::query(ORDERS).execute(&mut outside).await?.rows_affected();
    outside.close().await?;
    for words in ["/help", "/esims", "/start"] {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            old.push(said(&sim, CUSTOMER, words).await?);
            new.push(said(&sim, SECOND_CUSTOMER, words).await?);
        }
        let (old, new) = (median(&mut old), median(&mut new));
        let ratio = old.as_secs_f64() / new.as_secs_f64();
        println!("{words}: {orders} orders {old:?}, none {new:?}, ratio {ratio:.2}");
    }
    shop.stop().await;
    Ok(())
}
