"""The same shop with pyTelegramBotAPI (telebot), by polling."""

import os

import telebot
from telebot import apihelper
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, ReplyParameters

apihelper.API_URL = os.environ["API_URL"] + "/bot{0}/{1}"
apihelper.FILE_URL = os.environ["API_URL"] + "/file/bot{0}/{1}"
bot = telebot.TeleBot(os.environ["BOT_TOKEN"], parse_mode="Markdown")


@bot.message_handler(commands=["start"])
def start(message):
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Buy", callback_data="buy")]])
    bot.send_message(message.chat.id, "*Hello*", reply_markup=keyboard)


@bot.callback_query_handler(func=lambda query: query.data == "buy")
def buy(query):
    bot.answer_callback_query(query.id, "One moment")
    bot.edit_message_text("Here it is", query.message.chat.id, query.message.id)
    prices = [LabeledPrice("Plan", 7)]
    bot.send_invoice(query.message.chat.id, "Plan", "1 GB", "plan", "", "XTR", prices)


@bot.pre_checkout_query_handler(func=lambda query: True)
def check(query):
    bot.answer_pre_checkout_query(query.id, ok=True)


@bot.message_handler(content_types=["successful_payment"])
def paid(message):
    payment = message.successful_payment
    reply = ReplyParameters(message.id)
    thanks = f"Thank you for {payment.total_amount}"
    bot.send_message(message.chat.id, thanks, reply_parameters=reply)
    bot.refund_star_payment(message.from_user.id, payment.telegram_payment_charge_id)


bot.remove_webhook()
bot.infinity_polling()
