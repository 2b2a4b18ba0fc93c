//! The purchase of the shop in the ordinary teloxide idiom: `Dispatcher`, a dialogue in
//! `SqliteStorage<Json>`, handlers that send, orders in SQLite through sqlx. It is what the shop is
//! measured against (`docs/benchmarks.md`), so it is written as teloxide's own examples are, and it
//! makes the same calls in the same order as the shop. It is no bot to sell with: a crash loses
//! charges.
//!
//! `plain-teloxide import PLANS STOCK` fills `DATA_DIR`; without arguments it serves
//! `TELEGRAM_BOT_TOKEN` at `TELEGRAM_API_URL`. Next: [`handlers`], [`orders`].

mod handlers;
mod orders;
mod words;

use std::path::PathBuf;

use anyhow::Context as _;
use teloxide::dispatching::UpdateHandler;
use teloxide::dispatching::dialogue::serializer::Json;
use teloxide::dispatching::dialogue::{self, SqliteStorage};
use teloxide::prelude::*;
use teloxide::utils::command::BotCommands;

use handlers::State;
use orders::Orders;

/// Commands.
#[derive(BotCommands, Clone)]
#[command(rename_rule = "lowercase")]
enum Command {
    /// Begin.
    Start,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    pretty_env_logger::init();
    let folder = PathBuf::from(std::env::var("DATA_DIR").context("DATA_DIR")?);
    let orders = Orders::open(&folder.join("orders.db")).await?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, plans, stock] = arguments.as_slice()
        && command == "import"
    {
        return orders.import(plans.as_ref(), stock.as_ref()).await;
    }
    let token = std::env::var("TELEGRAM_BOT_TOKEN").context("TELEGRAM_BOT_TOKEN")?;
    let address = std::env::var("TELEGRAM_API_URL").context("TELEGRAM_API_URL")?;
    let bot = Bot::new(token).set_api_url(address.parse().context("TELEGRAM_API_URL")?);
    let storage =
        SqliteStorage::open(&folder.join("dialogues.db").display().to_string(), Json).await?;
    Dispatcher::builder(bot, schema())
        .dependencies(dptree::deps![storage, orders])
        .enable_ctrlc_handler()
        .build()
        .dispatch()
        .await;
    Ok(())
}

fn schema() -> UpdateHandler<anyhow::Error> {
    use dptree::case;

    let messages = Update::filter_message()
        .branch(
            teloxide::filter_command::<Command, _>()
                .branch(case![Command::Start].endpoint(handlers::start)),
        )
        .branch(
            dptree::filter(|message: Message| message.successful_payment().is_some())
                .branch(case![State::Payment { invoice }].endpoint(handlers::paid)),
        )
        .branch(
            dptree::filter(|message: Message| message.pinned_message().is_some())
                .endpoint(handlers::pinned),
        )
        .branch(case![State::Country].endpoint(handlers::country));
    let presses = Update::filter_callback_query()
        .branch(case![State::Language].endpoint(handlers::language))
        .branch(case![State::Plan { country }].endpoint(handlers::plan))
        .branch(
            case![State::Checkout { plan, given }]
                .branch(
                    dptree::filter(|query: CallbackQuery| query.data.as_deref() == Some("pay"))
                        .endpoint(handlers::pay),
                )
                .endpoint(handlers::consent),
        );
    // A pre-checkout carries its order; it needs no dialogue.
    dptree::entry()
        .branch(Update::filter_pre_checkout_query().endpoint(handlers::pre_checkout))
        .branch(
            dialogue::enter::<Update, SqliteStorage<Json>, State, _>()
                .branch(messages)
                .branch(presses),
        )
}
