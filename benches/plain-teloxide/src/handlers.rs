//! Handlers: each reads its update, changes the orders, sends, and moves the dialogue on.

use std::io::Cursor;

use anyhow::Context as _;
use image::{ImageFormat, Luma};
use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use teloxide::dispatching::dialogue::serializer::Json;
use teloxide::dispatching::dialogue::{Dialogue, SqliteStorage};
use teloxide::prelude::*;
use teloxide::types::{
    BotCommandScope, InputFile, InputMedia, InputMediaPhoto, LabeledPrice, MessageId, ParseMode,
    Recipient,
};

use crate::orders::{Order, Orders};
use crate::words;

/// Where a customer is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub enum State {
    #[default]
    Start,
    Language,
    Country,
    Plan {
        country: String,
    },
    Checkout {
        plan: String,
        given: Vec<String>,
    },
    Payment {
        invoice: MessageId,
    },
}

type Talk = Dialogue<State, SqliteStorage<Json>>;

/// The message under a press, and what the button says after its colon.
fn pressed<'a>(query: &'a CallbackQuery, kind: &str) -> Option<(ChatId, MessageId, &'a str)> {
    let message = query.message.as_ref()?;
    let data = query.data.as_deref()?.strip_prefix(kind)?;
    Some((message.chat().id, message.id(), data))
}

pub async fn start(bot: Bot, talk: Talk, message: Message) -> anyhow::Result<()> {
    bot.send_message(message.chat.id, words::CHOOSE_LANGUAGE)
        .parse_mode(ParseMode::Html)
        .reply_markup(words::languages())
        .await?;
    talk.update(State::Language).await?;
    Ok(())
}

pub async fn language(bot: Bot, talk: Talk, query: CallbackQuery) -> anyhow::Result<()> {
    bot.answer_callback_query(query.id.clone()).await?;
    let Some((chat, message, _)) = pressed(&query, "lang:") else { return Ok(()) };
    bot.edit_message_text(chat, message, words::HOME)
        .parse_mode(ParseMode::Html)
        .reply_markup(words::home())
        .await?;
    bot.set_my_commands(words::menu())
        .scope(BotCommandScope::Chat { chat_id: Recipient::Id(chat) })
        .await?;
    talk.update(State::Country).await?;
    Ok(())
}

pub async fn country(bot: Bot, talk: Talk, message: Message, orders: Orders) -> anyhow::Result<()> {
    let typed = message.text().unwrap_or_default().trim().to_lowercase();
    let found = words::COUNTRIES.iter().find(|(name, ..)| *name == typed);
    let Some((_, country, _)) = found else {
        bot.send_message(message.chat.id, words::NOT_FOUND).await?;
        return Ok(());
    };
    let plans = orders.plans(country).await?;
    bot.send_message(message.chat.id, words::plans_title(country))
        .parse_mode(ParseMode::Html)
        .reply_markup(words::plans(&plans))
        .await?;
    talk.update(State::Plan { country: (*country).to_owned() }).await?;
    Ok(())
}

pub async fn plan(
    bot: Bot,
    talk: Talk,
    query: CallbackQuery,
    orders: Orders,
) -> anyhow::Result<()> {
    bot.answer_callback_query(query.id.clone()).await?;
    let Some((chat, message, plan)) = pressed(&query, "plan:") else { return Ok(()) };
    let plan = orders.plan(plan).await?;
    bot.edit_message_text(chat, message, words::checkout(&plan))
        .parse_mode(ParseMode::Html)
        .reply_markup(words::checkout_keys(&plan, &[]))
        .await?;
    talk.update(State::Checkout { plan: plan.plan_id, given: Vec::new() }).await?;
    Ok(())
}

pub async fn consent(
    bot: Bot,
    talk: Talk,
    query: CallbackQuery,
    (plan, mut given): (String, Vec<String>),
    orders: Orders,
) -> anyhow::Result<()> {
    bot.answer_callback_query(query.id.clone()).await?;
    let Some((chat, message, purpose)) = pressed(&query, "yes:") else { return Ok(()) };
    if given.iter().any(|known| known == purpose) {
        return Ok(());
    }
    orders.consent(chat.0, purpose).await?;
    given.push(purpose.to_owned());
    let plan = orders.plan(&plan).await?;
    bot.edit_message_text(chat, message, words::checkout(&plan))
        .parse_mode(ParseMode::Html)
        .reply_markup(words::checkout_keys(&plan, &given))
        .await?;
    talk.update(State::Checkout { plan: plan.plan_id, given }).await?;
    Ok(())
}

pub async fn pay(
    bot: Bot,
    talk: Talk,
    query: CallbackQuery,
    (plan, given): (String, Vec<String>),
    orders: Orders,
) -> anyhow::Result<()> {
    bot.answer_callback_query(query.id.clone()).await?;
    let Some((chat, message, _)) = pressed(&query, "pay") else { return Ok(()) };
    if given.len() < words::CONSENTS.len() {
        return Ok(());
    }
    let plan = orders.plan(&plan).await?;
    let order = orders.create(chat.0, &plan).await?;
    let order = orders.order(order).await?;
    let price = LabeledPrice::new(words::number(order.id), order.plan.stars());
    let invoice = bot
        .send_invoice(
            chat,
            words::invoice_title(&order.plan),
            words::invoice_description(&order),
            order.id.to_string(),
            "XTR",
            [price],
        )
        .start_parameter("shop")
        .reply_markup(words::invoice_keys(&order))
        .await?;
    bot.delete_message(chat, message).await?;
    talk.update(State::Payment { invoice: invoice.id }).await?;
    Ok(())
}

pub async fn pre_checkout(bot: Bot, query: PreCheckoutQuery, orders: Orders) -> anyhow::Result<()> {
    let chat = i64::try_from(query.from.id.0)?;
    let well = match query.invoice_payload.parse() {
        Ok(order) => orders.reserve(order, chat, i64::from(query.total_amount)).await?,
        Err(_) => false,
    };
    let answer = bot.answer_pre_checkout_query(query.id, well);
    if well {
        answer.await?
    } else {
        answer.error_message(words::REFUSED).await?
    };
    Ok(())
}

pub async fn paid(
    bot: Bot,
    talk: Talk,
    message: Message,
    invoice: MessageId,
    orders: Orders,
) -> anyhow::Result<()> {
    let payment = message.successful_payment().context("no payment")?;
    let order = orders
        .paid(
            payment.invoice_payload.parse()?,
            &payment.telegram_payment_charge_id.0,
            &payment.currency,
            i64::from(payment.total_amount),
        )
        .await?;
    let card =
        bot.send_message(message.chat.id, words::paid(&order)).parse_mode(ParseMode::Html).await?;
    show_qr(&bot, &orders, &order, card.id).await?;
    bot.edit_message_reply_markup(message.chat.id, invoice).await?;
    bot.pin_chat_message(message.chat.id, card.id).disable_notification(true).await?;
    talk.exit().await?;
    Ok(())
}

/// Telegram's line about a pinned message.
pub async fn pinned(bot: Bot, message: Message) -> anyhow::Result<()> {
    bot.delete_message(message.chat.id, message.id).await?;
    Ok(())
}

async fn show_qr(bot: &Bot, orders: &Orders, order: &Order, card: MessageId) -> anyhow::Result<()> {
    let code = orders.code(order.id).await?;
    let picture = QrCode::with_error_correction_level(&code, EcLevel::M)?
        .render::<Luma<u8>>()
        .min_dimensions(600, 600)
        .build();
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    let photo = InputMediaPhoto::new(InputFile::memory(png.into_inner()).file_name("esim-qr.png"))
        .caption(words::caption(order, &code))
        .parse_mode(ParseMode::Html);
    bot.edit_message_media(ChatId(order.chat_id), card, InputMedia::Photo(photo))
        .reply_markup(words::caption_keys(order.id, &code)?)
        .await?;
    Ok(())
}
