//! The world outside the shop, pretended: Telegram with its people and money, and a mailbox.
//!
//! The same world serves the newcomer's demo and every test. It speaks HTTP and SMTP on loopback
//! and depends on nothing else of this crate: the shop cannot tell it from the real one, and must
//! not be told. In reading order: `world.rs` is what there is, `bot_api.rs` the strict Bot API
//! face, `webhooks.rs` what delivers, `mailbox.rs` the SMTP server, `http.rs` the page and its
//! contract (`docs/contract.md`), `faults.rs` all that can go wrong.

pub mod bot_api;
pub mod clock;
pub mod entities;
pub mod faults;
mod http;
pub mod mailbox;
mod offers;
mod socket;
#[cfg(test)]
mod tests;
mod webhooks;
pub mod world;

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use clock::{Clock, ClockKind};
pub use offers::Offer;
use socket::CuttableListener;
pub use world::World;
use world::people::Role;
use world::state::{BotAccount, Chance, State};

/// The first customer of every world; their phone is in Kazakh.
pub const CUSTOMER: i64 = 7_000_000_001;
/// The second customer; their phone is in Russian.
pub const SECOND_CUSTOMER: i64 = 7_000_000_002;
/// The person whose id a shop takes as its admin; their phone is in Russian.
pub const ADMIN: i64 = 7_000_000_003;

/// How a world is made.
#[derive(Clone)]
pub struct SimSettings {
    /// The bot's token; made from the seed if absent.
    pub token: Option<String>,
    /// The port of the page; any free one if absent.
    pub page_port: Option<u16>,
    /// The port of the Bot API; any free one if absent.
    pub api_port: Option<u16>,
    /// The clock.
    pub clock: ClockKind,
    /// What chance begins with: the same seed gives the same ids.
    pub seed: u64,
    /// The id of the first update.
    pub start_update_id: i64,
    /// The token of the test card; made from the seed if absent.
    pub provider_token: Option<String>,
    /// Whether what Telegram does not have is refused, as a test wants it. Otherwise it passes as
    /// at Telegram, and the call's record has a warning.
    pub strict: bool,
    /// How long every Bot API answer is on its way, as from far away.
    pub latency: std::time::Duration,
    /// How far the clocks of its people are from UTC, in minutes; the page's own zone if absent.
    pub utc_offset_minutes: Option<i32>,
}

impl Default for SimSettings {
    fn default() -> Self {
        Self {
            token: None,
            page_port: None,
            api_port: None,
            clock: ClockKind::Real,
            seed: 1,
            start_update_id: 500_000_000,
            provider_token: None,
            strict: true,
            latency: std::time::Duration::ZERO,
            utc_offset_minutes: None,
        }
    }
}

impl std::fmt::Debug for SimSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimSettings").field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// A running world with its sockets; they close when it is dropped.
pub struct Sim {
    world: World,
    token: String,
    provider_token: String,
    api: SocketAddr,
    page: SocketAddr,
    smtp: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Sim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sim")
            .field("api", &self.api)
            .field("page", &self.page)
            .field("smtp", &self.smtp)
            .finish_non_exhaustive()
    }
}

impl Sim {
    /// Starts a world: three people, a bot, a mailbox, all on loopback.
    ///
    /// # Errors
    /// When a port cannot be had.
    pub async fn start(settings: SimSettings) -> std::io::Result<Self> {
        let bind = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let api_socket = bind(settings.api_port.unwrap_or(0)).await?;
        let page_socket = bind(settings.page_port.unwrap_or(0)).await?;
        let smtp_socket = bind(0).await?;
        let (api, page, smtp) =
            (api_socket.local_addr()?, page_socket.local_addr()?, smtp_socket.local_addr()?);

        // Its own stream of chance: a given token must not change the ids that follow.
        let mut chance = Chance::from_seed(settings.seed ^ 0x5eed);
        let token =
            settings.token.unwrap_or_else(|| format!("7100000001:AA{}", chance.letters(33)));
        let provider_token = settings
            .provider_token
            .unwrap_or_else(|| format!("100000001:TEST:{}", chance.letters(20)));
        let id = token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or(7_100_000_001);
        let bot = BotAccount {
            id,
            username: "pretend_esim_bot".to_owned(),
            token: token.clone(),
            api_url: format!("http://{api}"),
        };
        let clock = Clock::new(settings.clock);
        let mut state = State::new(
            clock.clone(),
            bot,
            provider_token.clone(),
            settings.seed,
            settings.start_update_id,
        );
        state.latency = settings.latency;
        state.strict = settings.strict;
        state.utc_offset_minutes = settings.utc_offset_minutes;
        state.add_person_as(CUSTOMER, "Customer", Some("kk"), Role::Customer);
        state.add_person_as(SECOND_CUSTOMER, "Second customer", Some("ru"), Role::Customer);
        state.add_person_as(ADMIN, "Admin", Some("ru"), Role::Admin);
        let world = World::new(state, clock);

        let bot_api =
            bot_api::router(world.clone()).into_make_service_with_connect_info::<socket::Cut>();
        let listener = CuttableListener::new(api_socket, world.clone());
        let page_routes = http::router(world.clone());
        let (api_world, page_world) = (world.clone(), world.clone());
        let tasks = vec![
            tokio::spawn(async move {
                let serve = axum::serve(listener, bot_api);
                // It only ends by the signal: accepting repeats after an error.
                let _ = serve.with_graceful_shutdown(async move { api_world.ended().await }).await;
            }),
            tokio::spawn(async move {
                let serve = axum::serve(page_socket, page_routes);
                let _ = serve.with_graceful_shutdown(async move { page_world.ended().await }).await;
            }),
            tokio::spawn(mailbox::serve(smtp_socket, world.clone())),
            tokio::spawn(webhooks::deliver(world.clone())),
        ];
        Ok(Self { world, token, provider_token, api, page, smtp, tasks })
    }

    /// The base of the Bot API: `{api_url}/bot{token}/getMe`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.api)
    }

    /// The address of the page.
    pub fn page_url(&self) -> String {
        format!("http://{}/", self.page)
    }

    /// The bot's token. A secret only if it was given: the world's own opens nothing else.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The mailbox: `smtp://127.0.0.1:PORT`.
    pub fn smtp_url(&self) -> String {
        format!("smtp://{}", self.smtp)
    }

    /// The provider token of the test card, for invoices in KZT.
    pub fn provider_token(&self) -> &str {
        &self.provider_token
    }

    /// A handle to the world.
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// Ends the world and waits until its sockets are closed.
    pub async fn shutdown(mut self) {
        self.world.end();
        for task in std::mem::take(&mut self.tasks) {
            // Connections that idle would keep a graceful end waiting.
            tokio::select! {
                _ = task => {}
                () = clock::real_pause(std::time::Duration::from_millis(300)) => {}
            }
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.world.end();
        for task in &self.tasks {
            task.abort();
        }
    }
}
