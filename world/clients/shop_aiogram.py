"""A shop of one screen with aiogram.

/start, a button, an invoice in Stars, a payment, thanks, a refund.
"""

import asyncio
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
)

session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API_URL"]))
bot = Bot(os.environ["BOT_TOKEN"], session=session, default=DefaultBotProperties(parse_mode="HTML"))
shop = Dispatcher()


@shop.message(CommandStart())
async def start(message: Message) -> None:
    button = InlineKeyboardButton(text="Buy", callback_data="buy")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await message.answer("<b>Hello</b>", reply_markup=keyboard)


@shop.callback_query(F.data == "buy")
async def buy(query: CallbackQuery) -> None:
    await query.answer("One moment")
    await query.message.edit_text("Here it is")
    await query.message.answer_invoice(
        title="Plan", description="1 GB", payload="plan", currency="XTR",
        prices=[LabeledPrice(label="Plan", amount=7)], provider_token="",
    )


@shop.pre_checkout_query()
async def check(query: PreCheckoutQuery) -> None:
    await query.answer(ok=True)


@shop.message(F.successful_payment)
async def paid(message: Message) -> None:
    await message.reply(f"Thank you for {message.successful_payment.total_amount}")
    charge = message.successful_payment.telegram_payment_charge_id
    await bot.refund_star_payment(message.from_user.id, charge)


async def main() -> None:
    if url := os.environ.get("WEBHOOK_PORT"):
        from aiogram.webhook.aiohttp_server import SimpleRequestHandler
        from aiohttp import web

        app = web.Application()
        SimpleRequestHandler(shop, bot, secret_token="secret").register(app, path="/hook")
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(url)).start()
        await bot.set_webhook(f"http://127.0.0.1:{url}/hook", secret_token="secret")
        await asyncio.Event().wait()
    await bot.delete_webhook()
    await shop.start_polling(bot)


asyncio.run(main())
