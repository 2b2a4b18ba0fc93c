//! The demo: the whole shop beside its pretend world, on loopback. No token, no account, nothing of
//! it reaches the real Telegram. The same pieces serve the tests, so the demo cannot rot.
//! Next: [`robot`] (a customer without a browser) and [`audit`] (what must hold afterwards).

pub mod audit;
pub mod robot;

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::Context as _;
use rand::Rng;
use tokio::net::TcpListener;

use crate::app::clock::Clock;
use crate::app::commands::{self, webhook};
use crate::app::http::WebhookIntake;
use crate::app::rates::Pace;
use crate::app::running::Running;
use crate::app::start::{self, Ingredients};
use crate::config::{CheckoutConfig, TelegramConfig, WebhookConfig};
use crate::domain::ids::TelegramId;
use crate::domain::money::StarsRate;
use crate::domain::plan::Plan;
use crate::i18n::{Seller, Words};
use crate::mail::Mailer;
use crate::receipt::Hook;
use crate::storage::seal::SealingKey;
use crate::storage::seam::Point;
use crate::storage::{Store, catalogue};
use crate::telegram::{BotToken, WebhookSecret};
use pretend_telegram::{ADMIN, Offer, Sim};

/// The demo's plans: real countries, believable prices.
pub const CATALOGUE: &[u8] = include_bytes!("catalogue.csv");

/// The secret of the demo's webhook; it opens nothing but the demo.
pub const WEBHOOK_SECRET: &str = "a-secret-of-the-demo-alone";

/// Tenge per Star in the demo.
const RATE: &str = "6.5";

/// How a demo shop is set up.
#[derive(Debug, Clone)]
pub struct DemoShop {
    pub codes_per_plan: u32,
    pub mail: bool,
    pub tenge: bool,
    pub checkout: CheckoutConfig,
    pub clock: Clock,
    /// Chance; `None` is the machine's.
    pub seed: Option<u64>,
    /// Whether updates come in by a webhook, which is set at the pretend Telegram; else by polling.
    pub webhook: bool,
    pub operator: Option<SocketAddr>,
    /// How fast it may speak; the pretend Telegram has no limit unless it is told so.
    pub pace: Pace,
    /// What takes receipts: an address or a program.
    pub receipts: Option<String>,
}

impl Default for DemoShop {
    fn default() -> Self {
        Self {
            codes_per_plan: 5,
            mail: true,
            tenge: true,
            checkout: CheckoutConfig::default(),
            clock: Clock::Real,
            seed: None,
            webhook: false,
            operator: None,
            pace: Pace::unlimited(),
            receipts: None,
        }
    }
}

/// A stock file for every plan of a catalogue: codes that look real and install nothing.
///
/// # Errors
/// The catalogue does not parse.
pub fn stock_file(catalogue: &[u8], codes_per_plan: u32) -> anyhow::Result<String> {
    let plans = crate::supplier::import::parse_plans(catalogue)
        .map_err(|_| anyhow::anyhow!("the catalogue has problems"))?;
    let mut csv = String::from("plan_id,activation_code,iccid\n");
    let mut number: u64 = 0;
    for plan in plans {
        for _ in 0..codes_per_plan {
            number += 1;
            let secret = format!("{:016X}", number.reverse_bits() ^ 0x5eed_c0de_cafe_f00d);
            let (left, right) = secret.split_at(8);
            let id = plan.id.as_str();
            let iccid = with_luhn(&format!("899970{number:012}"));
            let _ = writeln!(csv, "{id},LPA:1$smdp.demo-esim.example${left}-{right},{iccid}");
        }
    }
    Ok(csv)
}

/// Adds the check digit of ITU-T E.118.
fn with_luhn(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit.saturating_sub(b'0'));
            if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Opens the data of a demo in a folder, making it if it is new: a key, a catalogue, stock.
///
/// # Errors
/// The folder cannot be used.
pub async fn open_store(folder: &Path, shop: &DemoShop) -> anyhow::Result<Store> {
    let key_file = folder.join("sealing.key");
    let key: [u8; 32] = match std::fs::read(&key_file) {
        Ok(bytes) => {
            bytes.try_into().map_err(|_| anyhow::anyhow!("the demo's key file is broken"))?
        }
        Err(_) => {
            let mut key = [0; 32];
            rand::rng().fill_bytes(&mut key);
            std::fs::write(&key_file, key).context("the demo's folder")?;
            key
        }
    };
    let file = folder.join("shop.db");
    let fresh = !file.exists();
    let url = format!("sqlite:{}?mode=rwc", file.display());
    let keys_url = format!("sqlite:{}.keys?mode=rwc", file.display());
    let store = Store::open(&url, &keys_url, SealingKey::new(&key)).await?;
    if fresh {
        commands::import::plans(&store, &shop.clock, CATALOGUE, false).await?;
        let stock = stock_file(CATALOGUE, shop.codes_per_plan)?;
        commands::import::stock(&store, &shop.clock, stock.as_bytes(), false).await?;
    }
    Ok(store)
}

/// Puts buttons on the page that change what the shop sells while somebody buys.
pub fn offer_changes(sim: &Sim, store: &Store, clock: &Clock) {
    let up = [
        ("kk", "Барлық бағаны 10 % көтеру"),
        ("ru", "Поднять все цены на 10 %"),
        ("en", "Raise all prices by 10 %"),
    ];
    let down = [
        ("kk", "Барлық бағаны 10 % түсіру"),
        ("ru", "Снизить все цены на 10 %"),
        ("en", "Cut all prices by 10 %"),
    ];
    for (name, label, percent) in [("prices-up", up, 110), ("prices-down", down, 90)] {
        let (store, clock) = (store.clone(), clock.clone());
        sim.world().offer(Offer::new(name, label, move || {
            let (store, clock) = (store.clone(), clock.clone());
            async move { reprice(&store, &clock, percent).await.map_err(|error| error.to_string()) }
        }));
    }
}

/// Every plan on sale at so many hundredths of its price, in whole tenge.
async fn reprice(store: &Store, clock: &Clock, percent: i64) -> anyhow::Result<()> {
    let mut tx = store.begin().await?;
    let known = catalogue::load(&mut tx).await?;
    let on_sale = known.into_iter().filter(|(_, withdrawn)| !withdrawn);
    let plans: Vec<Plan> = on_sale
        .map(|(mut plan, _)| {
            plan.price.minor = plan.price.minor * percent / 10_000 * 100;
            plan
        })
        .collect();
    let now = clock.moment(&mut tx).await?.now;
    catalogue::replace(&mut tx, &plans, now).await?;
    tx.commit(Point::Plans).await?;
    Ok(())
}

pub async fn start_shop(sim: &Sim, store: Store, shop: &DemoShop) -> anyhow::Result<Running> {
    let mailer = if shop.mail {
        Mailer::smtp(&sim.smtp_url(), "Qazaq eSIM <orders@qazaq-esim.com>")?
    } else {
        Mailer::off()
    };
    let token = BotToken::parse(sim.token()).context("the pretend token")?;
    let webhook = if shop.webhook { Some(open_door(sim, &token).await?) } else { None };
    let operator = match shop.operator {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let receipts = shop.receipts.as_deref().map(Hook::parse).transpose();
    let receipts = receipts.map_err(|what| anyhow::anyhow!("the hook {what}"))?;
    let provider_token = shop.tenge.then(|| sim.provider_token().to_owned());
    start::start(Ingredients {
        store,
        token,
        api_url: sim.api_url(),
        admins: vec![TelegramId::new(ADMIN)],
        words: Words::new(Seller::known())?,
        mailer,
        rate: StarsRate::parse(RATE)?,
        receipts,
        provider_token,
        checkout: shop.checkout,
        clock: shop.clock.clone(),
        seed: shop.seed,
        webhook,
        operator,
        pace: shop.pace,
    })
    .await
}

/// Listens on any free port and lets the pretend Telegram deliver there: what a deployment does.
async fn open_door(sim: &Sim, token: &BotToken) -> anyhow::Result<WebhookIntake> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let secret = WebhookSecret::parse(WEBHOOK_SECRET).context("the demo's secret")?;
    let webhook = WebhookConfig {
        url: format!("http://{}/", listener.local_addr()?),
        secret: secret.clone(),
        listen: listener.local_addr()?,
    };
    let url = webhook.url.clone();
    let telegram =
        TelegramConfig { token: token.clone(), api_url: sim.api_url(), webhook: Some(webhook) };
    webhook::set(&telegram, 40).await?;
    Ok(WebhookIntake { listener, secret, url })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::esim::Iccid;

    #[test]
    fn the_demos_stock_is_well_formed() {
        assert!(Iccid::parse(&with_luhn("899970100000000001")).unwrap().luhn_ok());
        let csv = stock_file(CATALOGUE, 2).unwrap();
        let parsed = crate::supplier::import::parse_stock(csv.as_bytes(), &|_| true).unwrap();
        assert!(parsed.warnings.is_empty());
        assert!(parsed.lines.len() > 500);
    }
}
