//! The library the shop is built on reads every answer and every update of the world.

use teloxide::Bot;
use teloxide::payloads::{
    GetUpdatesSetters, SendInvoiceSetters, SendMessageSetters, SendPhotoSetters,
};
use teloxide::prelude::Requester;
use teloxide::types::{
    CallbackQueryId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LabeledPrice,
    MessageKind, ParseMode, PreCheckoutQueryId, TransactionPartner, Update, UpdateKind, UserId,
};
use teloxide::{ApiError, RequestError};

use super::*;
use crate::world::money::PayTarget;
use crate::world::people::{Sending, SendingKind};

async fn kinds(bot: &Bot) -> Vec<UpdateKind> {
    let updates: Vec<Update> = bot.get_updates().timeout(0).await.unwrap();
    let next = updates.last().map_or(0, |update| update.id.as_offset());
    bot.get_updates().offset(next).timeout(0).await.unwrap();
    updates.into_iter().map(|update| update.kind).collect()
}

#[tokio::test]
async fn teloxide_buys_and_refunds_through_its_own_types() {
    let sim = manual_sim().await;
    let world = sim.world();
    let bot = Bot::new(sim.token()).set_api_url(sim.api_url().parse().unwrap());
    let me = bot.get_me().await.unwrap();
    assert_eq!(me.username(), "pretend_esim_bot");
    assert!(bot.get_webhook_info().await.unwrap().url.is_none());
    let customer = UserId(u64::try_from(CUSTOMER).unwrap());

    world.send_text(CUSTOMER, "/start kz").unwrap();
    for kind in [
        SendingKind::Photo,
        SendingKind::Sticker,
        SendingKind::Voice,
        SendingKind::Document,
        SendingKind::Contact,
        SendingKind::Location,
    ] {
        world.send(CUSTOMER, &Sending::kind(kind)).unwrap();
    }
    world.block(CUSTOMER, true).unwrap();
    world.block(CUSTOMER, false).unwrap();
    for update in kinds(&bot).await {
        let text = format!("{update:?}");
        assert!(!text.contains("Empty") && !matches!(update, UpdateKind::Error(_)), "{text}");
    }

    let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Go", "go")]]);
    let sent = bot
        .send_message(customer, "<b>Hello</b>")
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard)
        .await
        .unwrap();
    assert_eq!(sent.text(), Some("Hello"));
    assert_eq!(sent.entities().map(<[_]>::len), Some(1));
    world.press(CUSTOMER, i64::from(sent.id.0), 0, 0).unwrap();
    let Some(UpdateKind::CallbackQuery(query)) = kinds(&bot).await.pop() else {
        panic!("no callback query");
    };
    assert_eq!(query.data.as_deref(), Some("go"));
    bot.answer_callback_query(query.id).await.unwrap();
    let late = bot.answer_callback_query(CallbackQueryId("1".to_owned())).await.unwrap_err();
    // The library knows an older spelling of these words than the server's.
    assert!(late.to_string().contains("query ID is invalid"), "{late:?}");
    let same = bot.edit_message_text(customer, sent.id, "Hello").await;
    assert!(same.is_ok());
    let same = bot.edit_message_text(customer, sent.id, "Hello").await.unwrap_err();
    assert!(matches!(same, RequestError::Api(ApiError::MessageNotModified)), "{same:?}");

    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(40, 40).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let photo = InputFile::memory(png.into_inner()).file_name("qr.png");
    let photo = bot.send_photo(customer, photo).caption("QR").await.unwrap();
    assert_eq!(photo.photo().unwrap()[0].width, 40);
    assert!(bot.get_chat(customer).await.unwrap().is_private());

    let prices = [LabeledPrice::new("eSIM", 90)];
    let invoice = bot
        .send_invoice(customer, "Plan", "5 GB", "order:1", "XTR", prices)
        .start_parameter("x")
        .await
        .unwrap();
    assert_eq!(invoice.invoice().unwrap().total_amount, 90);
    let target = PayTarget::Message(i64::from(invoice.id.0));
    let query = world.begin_pay(CUSTOMER, target).unwrap();
    let Some(UpdateKind::PreCheckoutQuery(asked)) = kinds(&bot).await.pop() else {
        panic!("no pre-checkout");
    };
    assert_eq!((asked.total_amount, asked.from.id), (90, customer));
    bot.answer_pre_checkout_query(PreCheckoutQueryId(query), true).await.unwrap();
    let Some(UpdateKind::Message(paid)) = kinds(&bot).await.pop() else {
        panic!("no payment");
    };
    let charge = paid.successful_payment().unwrap().telegram_payment_charge_id.clone();
    bot.refund_star_payment(customer, charge.clone()).await.unwrap();
    let Some(UpdateKind::Message(refunded)) = kinds(&bot).await.pop() else {
        panic!("no refund");
    };
    let MessageKind::RefundedPayment(refunded) = refunded.kind else {
        panic!("no refund");
    };
    assert_eq!(refunded.refunded_payment.telegram_payment_charge_id, charge);
    let page = bot.get_star_transactions().await.unwrap().transactions;
    assert!(matches!(page[0].source, Some(TransactionPartner::User(_))));
    assert!(matches!(page[1].receiver, Some(TransactionPartner::User(_))));
    world.block(CUSTOMER, true).unwrap();
    let blocked = bot.send_message(customer, "x").await.unwrap_err();
    assert!(matches!(blocked, RequestError::Api(ApiError::BotBlocked)), "{blocked:?}");
}
