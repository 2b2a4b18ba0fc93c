"""The same shop with python-telegram-bot."""

import os

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, _: Context) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Buy", callback_data="buy")]])
    await update.message.reply_markdown_v2("*Hello*", reply_markup=keyboard)


async def buy(update: Update, context: Context) -> None:
    await update.callback_query.answer("One moment")
    await update.callback_query.edit_message_text("Here it is")
    await context.bot.send_invoice(
        update.effective_chat.id, "Plan", "1 GB", "plan", "XTR", [LabeledPrice("Plan", 7)]
    )


async def check(update: Update, _: Context) -> None:
    await update.pre_checkout_query.answer(ok=True)


async def paid(update: Update, context: Context) -> None:
    payment = update.message.successful_payment
    await update.message.reply_text(f"Thank you for {payment.total_amount}", do_quote=True)
    person = update.effective_user.id
    await context.bot.refund_star_payment(person, payment.telegram_payment_charge_id)


shop = (
    Application.builder()
    .token(os.environ["BOT_TOKEN"])
    .base_url(os.environ["API_URL"] + "/bot")
    .base_file_url(os.environ["API_URL"] + "/file/bot")
    .build()
)
shop.add_handler(CommandHandler("start", start))
shop.add_handler(CallbackQueryHandler(buy))
shop.add_handler(PreCheckoutQueryHandler(check))
shop.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, paid))
if port := os.environ.get("WEBHOOK_PORT"):
    shop.run_webhook(
        listen="127.0.0.1", port=int(port), url_path="hook", secret_token="secret",
        webhook_url=f"http://127.0.0.1:{port}/hook",
    )
else:
    shop.run_polling()
